//! Statements that are saved: `.sql` files in a folder of the configuration, for everybody who may run them.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::NamedTempFile;

use super::LONGEST;

/// Files that are listed; more are not saved.
const MOST: usize = 1_000;
/// Letters of a name.
const LONGEST_NAME: usize = 64;

/// A saved statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Saved {
    /// Name of the file without `.sql`.
    pub(crate) name: String,
    /// Its first line, where that is a comment.
    pub(crate) title: String,
}

/// Why nothing was saved.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotSaved {
    /// The name is none; what names are like.
    Name,
    /// One of that name is there.
    Exists,
    /// The folder is full.
    Full,
    /// The system's words.
    Io(String),
}

impl From<io::Error> for NotSaved {
    fn from(error: io::Error) -> Self {
        Self::Io(error.to_string())
    }
}

/// Whether a file may have this name: small letters, digits, hyphens and underscores, the first a letter or digit.
fn is_name(name: &str) -> bool {
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    let first = name.bytes().next().is_some_and(plain);
    first && name.len() <= LONGEST_NAME && name.bytes().all(|c| plain(c) || c == b'-' || c == b'_')
}

fn path(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.sql"))
}

/// The statements of a folder by name; links and files of other names are passed over. A folder that is not there yet has none.
///
/// # Errors
/// A folder that cannot be read.
pub(crate) fn list(folder: &Path) -> io::Result<Vec<Saved>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            let name = name.strip_suffix(".sql")?;
            (is_name(name) && entry.file_type().ok()?.is_file()).then(|| name.to_owned())
        })
        .collect();
    names.sort();
    names.truncate(MOST);
    let saved = names.into_iter().filter_map(|name| {
        // One that was removed meanwhile, or cannot be read, is none.
        let sql = read(folder, &name).ok().flatten()?;
        let title = title(&sql).unwrap_or(&name).to_owned();
        Some(Saved { name, title })
    });
    Ok(saved.collect())
}

/// The words of the first line, where it is a comment.
fn title(sql: &str) -> Option<&str> {
    let words = sql.lines().next()?.trim().strip_prefix("--")?.trim();
    (!words.is_empty()).then_some(words)
}

/// The statement of that name; `None` where there is none.
///
/// # Errors
/// A file that cannot be read, or is longer than a statement.
pub(crate) fn read(folder: &Path, name: &str) -> io::Result<Option<String>> {
    let path = path(folder, name);
    let is_file = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    if !is_name(name) || !is_file(&path) {
        return Ok(None);
    }
    let mut sql = String::new();
    let file = fs::File::open(&path)?;
    file.take(LONGEST as u64 + 1).read_to_string(&mut sql)?;
    if sql.len() > LONGEST {
        return Err(io::Error::other(format!(
            "{}: longer than {LONGEST} bytes",
            path.display()
        )));
    }
    Ok(Some(sql))
}

/// Saves a statement, whole or not at all; one that is there is replaced only when `replaces`. The title goes into the first
/// line unless there is a comment already.
///
/// # Errors
/// See [`NotSaved`].
pub(crate) fn save(
    folder: &Path,
    name: &str,
    sql_title: &str,
    sql: &str,
    replaces: bool,
) -> Result<(), NotSaved> {
    if !is_name(name) {
        return Err(NotSaved::Name);
    }
    fs::create_dir_all(folder)?;
    if !path(folder, name).exists() && list(folder)?.len() >= MOST {
        return Err(NotSaved::Full);
    }
    // Forms send lines as the network does.
    let sql = sql.replace("\r\n", "\n");
    let words: Vec<&str> = sql_title.split_whitespace().collect();
    let mut text = String::new();
    if !words.is_empty() && title(&sql).is_none() {
        text = format!("-- {}\n", words.join(" "));
    }
    text.push_str(sql.trim_end());
    text.push('\n');
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    // A temporary file is for its owner alone.
    let readable = fs::Permissions::from_mode(0o644);
    file.as_file().set_permissions(readable)?;
    file.as_file().sync_all()?;
    let path = path(folder, name);
    if replaces {
        file.persist(&path).map_err(|error| error.error)?;
        return Ok(());
    }
    match file.persist_noclobber(&path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(NotSaved::Exists),
        Err(error) => Err(error.error.into()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "",
            ".",
            "..",
            "../x",
            "a/b",
            "a.sql",
            "-a",
            "_a",
            "A",
            "a b",
            "a\0",
            "é",
            &"a".repeat(65),
        ] {
            let refused = save(folder.path(), name, "", "select 1", true);
            assert_eq!(refused, Err(NotSaved::Name), "{name:?}");
            assert_eq!(read(folder.path(), name).unwrap(), None, "{name:?}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_saved_is_there_and_is_not_replaced_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let kueri = folder.path().join("kueri");
        assert_eq!(list(&kueri).unwrap(), []);
        save(
            &kueri,
            "late",
            "Terlambat  per\nunit",
            "select 1\r\nfrom t\r\n",
            false,
        )
        .unwrap();
        let sql = read(&kueri, "late").unwrap().unwrap();
        assert_eq!(sql, "-- Terlambat per unit\nselect 1\nfrom t\n");
        let again = save(&kueri, "late", "", "select 2", false);
        assert_eq!(again, Err(NotSaved::Exists));
        assert_eq!(read(&kueri, "late").unwrap().unwrap(), sql);
        save(&kueri, "late", "x", "-- Baru\nselect 2", true).unwrap();
        save(&kueri, "a", "", "select 3", false).unwrap();
        let known = |name: &str, title: &str| Saved {
            name: name.to_owned(),
            title: title.to_owned(),
        };
        assert_eq!(
            list(&kueri).unwrap(),
            [known("a", "a"), known("late", "Baru")]
        );
        let others = fs::read_dir(&kueri).unwrap().count();
        assert_eq!(others, 2, "nothing else is left behind");
    }

    #[test]
    fn links_and_long_files_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("secret");
        fs::write(&secret, "select 'secret'").unwrap();
        std::os::unix::fs::symlink(&secret, folder.path().join("link.sql")).unwrap();
        fs::write(folder.path().join("long.sql"), "x".repeat(LONGEST + 1)).unwrap();
        assert_eq!(read(folder.path(), "link").unwrap(), None);
        assert!(read(folder.path(), "long").is_err());
        assert_eq!(list(folder.path()).unwrap(), []);
    }
}
