//! Where answers go: the screen, or a file that is whole or absent.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::Path;

use anyhow::Context;

use super::asker::Answer;
use super::interrupt::Interrupt;
use super::table;

/// Bytes that are written between two looks at Ctrl-C.
const PIECE: usize = 1 << 16;

/// Writes an answer to standard output.
pub fn to_screen(answer: Answer, expanded: bool, interrupt: &Interrupt) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let written = copy(answer, expanded, Some(interrupt), &mut out);
    let flushed = written.and_then(|()| Ok(out.flush()?));
    if let Err(error) = &flushed
        && error
            .downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == ErrorKind::BrokenPipe)
    {
        // Whoever reads our output has seen enough (`norma ... | head`): the exit code that SIGPIPE would give.
        std::process::exit(141);
    }
    flushed
}

/// Writes beside the file and renames, so that the file is whole or absent.
pub fn to_file(answer: Answer, expanded: bool, path: &Path) -> anyhow::Result<()> {
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)
        .with_context(|| format!("cannot write in {}", folder.display()))?;
    copy(answer, expanded, None, file.as_file_mut())
        .with_context(|| format!("cannot write {}", path.display()))?;
    file.as_file().sync_all()?;
    file.persist(path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    set_readable(path)
}

/// A temporary file is for its owner alone; an answer is as readable as any file made here.
fn set_readable(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(File::open(path)?.set_permissions(std::fs::Permissions::from_mode(0o644))?)
}

fn copy(
    answer: Answer,
    expanded: bool,
    interrupt: Option<&Interrupt>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut pieces: Box<dyn Read> = match answer {
        Answer::Shown(shown) => Box::new(io::Cursor::new(table::text(&shown, expanded)?)),
        Answer::File(mut file, _) => {
            file.rewind()?;
            Box::new(file)
        }
    };
    let mut piece = vec![0; PIECE];
    loop {
        interrupt.map_or(Ok(()), Interrupt::check)?;
        let read = pieces.read(&mut piece)?;
        if read == 0 {
            return Ok(());
        }
        out.write_all(&piece[..read])?;
    }
}
