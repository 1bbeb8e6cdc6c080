//! One writer: an advisory lock on `lake/.lock`. The system lets go of it when the process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use crate::error::{LakeError, Result, io};

/// How often a waiting run asks again.
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// The lock, held until it is dropped.
#[derive(Debug)]
pub(crate) struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// Takes the lock of a lake; waits for it, or says who holds it.
    pub(crate) async fn take(lake: &Path, wait: bool) -> Result<WriterLock> {
        let path = lake.join(".lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(io(&path))?;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if wait => tokio::time::sleep(ASK_AGAIN).await,
                Err(TryLockError::WouldBlock) => {
                    return Err(LakeError::Locked {
                        path: lake.to_path_buf(),
                        holder: holder(&mut file),
                    });
                }
                Err(TryLockError::Error(e)) => return Err(io(&path)(e)),
            }
        }
        // For people who wonder who it is; the lock itself does not rest on these words.
        file.set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| writeln!(file, "process {} on {}", std::process::id(), host()))
            .map_err(io(&path))?;
        Ok(WriterLock { _file: file })
    }
}

/// Who wrote their name into the lock file last.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file
        .seek(SeekFrom::Start(0))
        .and_then(|_| file.read_to_string(&mut text));
    match (read, text.trim()) {
        (Ok(_), name) if !name.is_empty() => name.to_string(),
        _ => "another process".to_string(),
    }
}

fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .or_else(|_| std::fs::read_to_string("/etc/hostname"))
        .map_or_else(|_| "this host".to_string(), |name| name.trim().to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn the_second_is_told_who_holds_it() {
        let dir = tempfile::tempdir().unwrap();
        let first = WriterLock::take(dir.path(), false).await.unwrap();
        let error = WriterLock::take(dir.path(), false).await.unwrap_err();
        let LakeError::Locked { holder, .. } = error else {
            panic!("{error}")
        };
        assert!(holder.starts_with(&format!("process {} on ", std::process::id())));
        drop(first);
        WriterLock::take(dir.path(), false).await.unwrap();
    }

    #[tokio::test]
    async fn the_second_waits() {
        let dir = tempfile::tempdir().unwrap();
        let first = WriterLock::take(dir.path(), true).await.unwrap();
        let path = dir.path().to_path_buf();
        let second = tokio::spawn(async move { WriterLock::take(&path, true).await.map(|_| ()) });
        for _ in 0..5 {
            tokio::task::yield_now().await;
        }
        assert!(!second.is_finished());
        drop(first);
        second.await.unwrap().unwrap();
    }
}
