//! The bytes of a file, unpacked when they are gz, whatever the name says.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::error::Fault;

/// The content of a file.
pub(crate) enum Input {
    Plain(File),
    Gz(Box<MultiGzDecoder<BufReader<File>>>),
}

impl Input {
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let mut file = File::open(path).map_err(Fault::Read)?;
        let mut magic = [0; 2];
        let is_gz = match file.read_exact(&mut magic) {
            Ok(()) => magic == [0x1F, 0x8B],
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => false,
            Err(error) => return Err(Fault::Read(error)),
        };
        file.seek(SeekFrom::Start(0)).map_err(Fault::Read)?;
        Ok(if is_gz {
            let packed = BufReader::with_capacity(128 << 10, file);
            Self::Gz(Box::new(MultiGzDecoder::new(packed)))
        } else {
            Self::Plain(file)
        })
    }

    /// What an error while reading means for the file.
    pub fn fault(&self, error: io::Error) -> Fault {
        match (self, error.kind()) {
            (Self::Gz(_), io::ErrorKind::UnexpectedEof) => Fault::TruncatedGz,
            (Self::Gz(_), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => {
                Fault::DamagedGz {
                    detail: error.to_string(),
                }
            }
            _ => Fault::Read(error),
        }
    }

    /// The content as a file that can be read from any place: gz is unpacked to a file without a name.
    pub fn into_file(self) -> Result<File, Fault> {
        match self {
            Self::Plain(file) => Ok(file),
            mut packed @ Self::Gz(_) => {
                let mut file = tempfile::tempfile().map_err(Fault::Read)?;
                let mut buffer = vec![0; 128 << 10];
                loop {
                    let read = match packed.read(&mut buffer) {
                        Ok(0) => break,
                        Ok(read) => read,
                        Err(error) => return Err(packed.fault(error)),
                    };
                    io::Write::write_all(&mut file, &buffer[..read]).map_err(Fault::Read)?;
                }
                file.seek(SeekFrom::Start(0)).map_err(Fault::Read)?;
                Ok(file)
            }
        }
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = match self {
                Self::Plain(file) => file.read(buffer),
                Self::Gz(unpacked) => unpacked.read(buffer),
            };
            match read {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }
}
