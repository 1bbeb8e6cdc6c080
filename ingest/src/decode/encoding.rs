//! Letters: UTF-8 and Windows-1252.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Read;

use encoding_rs::WINDOWS_1252;

use super::gz::Input;
use crate::error::Fault;

/// The encoding of a file, decided once for the whole of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextEncoding {
    Utf8,
    Windows1252,
}

impl TextEncoding {
    /// The text of `bytes`, or the position of the first byte that is not of this encoding.
    pub fn text(self, bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes)
                .map(Cow::Borrowed)
                .map_err(|e| e.valid_up_to()),
            // Every byte means something here: the five unassigned ones are control characters.
            Self::Windows1252 => Ok(WINDOWS_1252.decode_without_bom_handling(bytes).0),
        }
    }

    /// The text of `bytes` for people: what is not of this encoding is written `\xE9`.
    pub fn show(self, bytes: &[u8]) -> String {
        if self == Self::Windows1252 {
            return WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
                .into_owned();
        }
        let mut shown = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            shown.push_str(chunk.valid());
            for byte in chunk.invalid() {
                // Writing to a String cannot fail.
                let _ = write!(shown, "\\x{byte:02X}");
            }
        }
        shown
    }
}

/// Reads a whole file to tell its encoding: see [`crate::Encoding::Auto`].
pub(crate) fn detect(mut input: Input) -> Result<TextEncoding, Fault> {
    let mut buffer = vec![0; 256 << 10];
    let mut kept = 0;
    let (mut letters, mut strangers) = (0_u64, 0_u64);
    loop {
        let read = match input.read(&mut buffer[kept..]) {
            Ok(read) => read,
            Err(error) => return Err(input.fault(error)),
        };
        let filled = kept + read;
        kept = 0;
        if !buffer[..filled].is_ascii() {
            let mut rest = 0;
            for chunk in buffer[..filled].utf8_chunks() {
                letters += chunk
                    .valid()
                    .bytes()
                    .filter(|byte| byte & 0xC0 == 0xC0)
                    .count() as u64;
                rest += chunk.valid().len() + chunk.invalid().len();
                // A letter cut by the end of the buffer is completed by the next read.
                if rest == filled && read > 0 && is_beginning(chunk.invalid()) {
                    kept = chunk.invalid().len();
                } else if !chunk.invalid().is_empty() {
                    strangers += 1;
                }
            }
            buffer.copy_within(filled - kept..filled, 0);
        }
        if read == 0 {
            break;
        }
    }
    let utf8 = strangers == 0 || letters > strangers;
    Ok(if utf8 {
        TextEncoding::Utf8
    } else {
        TextEncoding::Windows1252
    })
}

/// Whether these bytes are the beginning of a UTF-8 letter that goes on.
fn is_beginning(bytes: &[u8]) -> bool {
    !bytes.is_empty() && std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}
