use std::cell::RefCell;
use std::io::{self, Write};

use super::*;
use crate::landing::Disk;
use tempfile::TempDir;

const AT: i64 = 1_775_000_000;

struct Place {
    folder: TempDir,
    landing: Landing,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("exports")).unwrap();
        let landing = Landing::open(folder.path().join("landing")).unwrap();
        Self { folder, landing }
    }

    fn export(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join("exports").join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn pull(&self, path: &str) -> PullReport {
        let spec = SourceSpec {
            path: Some(path.into()),
            ..SourceSpec::new("sd")
        };
        self.landing
            .pull(&spec, self.folder.path(), AT, &|_| None, &NoProgress)
    }

    /// Everything in the landing folder of the source.
    fn kept(&self) -> usize {
        fs::read_dir(self.landing.dir().join("sd")).map_or(0, Iterator::count)
    }
}

fn names(files: &[LandedFile]) -> Vec<&str> {
    files.iter().map(|file| file.name.as_str()).collect()
}

#[test]
fn a_folder_gives_its_files_once() {
    let place = Place::new();
    place.export("b.csv", "b");
    place.export("a.csv", "a");
    place.export(".hidden", "x");
    place.export("~$a.xlsx", "lock");
    fs::create_dir(place.folder.path().join("exports/sub")).unwrap();
    place.export("sub/c.csv", "c");

    let first = place.pull("exports");
    assert_eq!(names(&first.landed), ["a.csv", "b.csv"]);
    assert_eq!((&first.known, &first.failed), (&vec![], &vec![]));
    assert_eq!(first.landed[0].pulled_at, AT);
    assert_eq!(fs::read(&first.landed[0].path).unwrap(), b"a");

    let second = place.pull("exports");
    assert_eq!(
        (names(&second.known), second.landed.len()),
        (vec!["a.csv", "b.csv"], 0)
    );
    assert_eq!(place.landing.files("sd").unwrap(), first.landed);
    assert_eq!(place.kept(), 4);
}

#[test]
fn files_globs_and_what_is_not_there() {
    let place = Place::new();
    place.export("sd_1.csv", "1");
    place.export("sd_2.csv", "2");
    place.export("lain.csv", "3");
    place.export("[a].csv", "4");
    assert_eq!(names(&place.pull("exports/lain.csv").landed), ["lain.csv"]);
    assert_eq!(
        names(&place.pull("exports/sd_*.csv").landed),
        ["sd_1.csv", "sd_2.csv"]
    );
    // A name that looks like a glob is a name where it is there.
    assert_eq!(names(&place.pull("exports/[a].csv").landed), ["[a].csv"]);
    assert_eq!(place.pull("*/sd_?.csv").known.len(), 2);
    for (path, expected) in [
        ("exprots", "no such file or folder"),
        ("exports/x*.csv", "no file matches"),
        ("exports/***", "is no glob"),
    ] {
        let report = place.pull(path);
        assert!(
            report.failed[0].message.contains(expected),
            "{:?}",
            report.failed
        );
    }
}

#[test]
fn the_same_bytes_under_another_name_are_known() {
    let place = Place::new();
    place.export("a.csv", "a");
    place.pull("exports");
    place.export("salinan.csv", "a");
    let report = place.pull("exports");
    assert_eq!(
        (names(&report.known), report.landed.len()),
        (vec!["a.csv"], 0)
    );
    let [renamed] = report.renamed.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!(
        (renamed.first_name.as_str(), renamed.seen_as.as_str()),
        ("a.csv", "salinan.csv")
    );
    assert_eq!(names(&place.landing.files("sd").unwrap()), ["a.csv"]);
}

/// Writes to the file the first `times` times that it is about to be read.
struct Meddler {
    path: PathBuf,
    times: RefCell<u32>,
}

impl Progress for Meddler {
    fn start(&self, _: &str, _: Option<u64>) {
        let mut times = self.times.borrow_mut();
        if *times > 0 {
            *times -= 1;
            let mut file = fs::OpenOptions::new()
                .append(true)
                .open(&self.path)
                .unwrap();
            file.write_all(b"lagi\n").unwrap();
        }
    }
}

#[test]
fn a_file_that_changes_is_read_again_once() {
    for (times, landed) in [(1, 1), (2, 0)] {
        let place = Place::new();
        let path = place.export("a.csv", "a\n");
        place.export("b.csv", "b\n");
        let landing = Landing::open(place.landing.dir())
            .unwrap()
            .on_disk(|file| Box::new(file));
        let spec = SourceSpec {
            path: Some("exports/a.csv".into()),
            ..SourceSpec::new("sd")
        };
        let meddler = Meddler {
            path: path.clone(),
            times: RefCell::new(times),
        };
        let report = landing.pull(&spec, place.folder.path(), AT, &|_| None, &meddler);
        assert_eq!(report.landed.len(), landed);
        assert_eq!(report.failed.len(), 1 - landed);
        assert_eq!(place.kept(), 2 * landed);
        if landed == 1 {
            assert_eq!(
                fs::read(&report.landed[0].path).unwrap(),
                fs::read(&path).unwrap()
            );
        } else {
            assert!(
                report.failed[0]
                    .message
                    .contains("changes while it is read")
            );
            assert!(report.failed[0].message.contains("run again"));
        }
    }
}

/// A disk that fails after some bytes.
struct FullDisk {
    left: usize,
    fault: io::ErrorKind,
    fails_at_sync: bool,
}

impl FullDisk {
    fn new(left: usize, fails_at_sync: bool) -> Self {
        Self {
            left,
            fault: io::ErrorKind::StorageFull,
            fails_at_sync,
        }
    }
}

impl Write for FullDisk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(self.fault.into());
        }
        let taken = bytes.len().min(self.left);
        self.left -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Disk for FullDisk {
    fn sync(&mut self) -> io::Result<()> {
        if self.fails_at_sync {
            Err(self.fault.into())
        } else {
            Ok(())
        }
    }
}

#[test]
fn a_full_disk_is_said_and_leaves_nothing() {
    let disks: [fn(File) -> Box<dyn Disk>; 3] = [
        |_| Box::new(FullDisk::new(0, false)),
        |_| Box::new(FullDisk::new(5, false)),
        |_| Box::new(FullDisk::new(5000, true)),
    ];
    for disk in disks {
        let place = Place::new();
        place.export("a.csv", &"a".repeat(100));
        let landing = Landing::open(place.landing.dir()).unwrap().on_disk(disk);
        let spec = SourceSpec {
            path: Some("exports".into()),
            ..SourceSpec::new("sd")
        };
        let report = landing.pull(&spec, place.folder.path(), AT, &|_| None, &NoProgress);
        assert_eq!(report.landed, []);
        let [failure] = report.failed.as_slice() else {
            panic!("{report:?}")
        };
        assert!(
            failure.message.contains("the disk is full: free space"),
            "{}",
            failure.message
        );
        assert!(failure.to_string().contains("a.csv"), "{failure}");
        assert_eq!(place.kept(), 0);
        // With room again, the same pull brings it.
        assert_eq!(place.pull("exports").landed.len(), 1);
    }
}

#[test]
fn the_disk_fills_up_between_bytes_and_manifest() {
    let place = Place::new();
    place.export("a.csv", "a");
    // Room for the export, none for the longer manifest.
    let landing = Landing::open(place.landing.dir())
        .unwrap()
        .on_disk(|_| Box::new(FullDisk::new(1, false)));
    let spec = SourceSpec {
        path: Some("exports".into()),
        ..SourceSpec::new("sd")
    };
    let report = landing.pull(&spec, place.folder.path(), AT, &|_| None, &NoProgress);
    assert!(
        report.failed[0].message.contains("the disk is full"),
        "{report:?}"
    );
    assert_eq!(place.landing.files("sd").unwrap(), []);
    let again = place.pull("exports");
    assert_eq!((again.landed.len(), again.failed.len()), (1, 0));
    assert_eq!(place.kept(), 2);
}

#[test]
fn a_refusal_of_the_system_is_named_with_the_folder() {
    let place = Place::new();
    place.export("a.csv", "a");
    for (disk, expected) in [
        (
            refusing as fn(File) -> Box<dyn Disk>,
            "permission denied: give the user",
        ),
        (
            |_| {
                Box::new(FullDisk {
                    fault: io::ErrorKind::ReadOnlyFilesystem,
                    ..FullDisk::new(0, false)
                })
            },
            "read-only",
        ),
    ] {
        let landing = Landing::open(place.landing.dir()).unwrap().on_disk(disk);
        let spec = SourceSpec {
            path: Some("exports".into()),
            ..SourceSpec::new("sd")
        };
        let report = landing.pull(&spec, place.folder.path(), AT, &|_| None, &NoProgress);
        let message = &report.failed[0].message;
        assert!(
            message.contains(expected) && message.contains("landing/sd"),
            "{message}"
        );
    }
}

fn refusing(_: File) -> Box<dyn Disk> {
    Box::new(FullDisk {
        fault: io::ErrorKind::PermissionDenied,
        ..FullDisk::new(0, false)
    })
}

#[test]
fn damage_in_the_landing_is_mended_or_reported() {
    let place = Place::new();
    let export = place.export("a.csv", "a,b\n");
    let landed = place.pull("exports").landed.remove(0);
    fs::write(&landed.path, "x,y\n").unwrap();
    let mended = place.pull("exports");
    assert_eq!((mended.landed.len(), mended.failed.len()), (1, 0));
    Landing::verify(&landed).unwrap();

    fs::write(&landed.path, "x").unwrap();
    fs::remove_file(export).unwrap();
    let report = place.pull("exports");
    let [failure] = report.failed.as_slice() else {
        panic!("{report:?}")
    };
    assert!(
        failure.message.contains("has 1 bytes, the manifest says 4"),
        "{failure}"
    );
}

#[test]
fn what_is_no_file_fails_alone() {
    let place = Place::new();
    place.export("a.csv", "a");
    let socket = place.folder.path().join("exports/socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let gone = place.folder.path().join("exports/gone.csv");
    std::os::unix::fs::symlink("nowhere", &gone).unwrap();
    let report = place.pull("exports");
    assert_eq!(names(&report.landed), ["a.csv"]);
    let failed: Vec<_> = report.failed.iter().map(ToString::to_string).collect();
    assert!(
        failed[0].contains("gone.csv") && failed[0].contains("not found"),
        "{failed:?}"
    );
    assert!(
        failed[1].contains("socket") && failed[1].contains("not a file"),
        "{failed:?}"
    );
}

#[test]
fn a_source_that_cannot_be_used_pulls_nothing() {
    let place = Place::new();
    let spec = SourceSpec {
        delimiter: Some("||".into()),
        ..SourceSpec::new("a/b")
    };
    let report = place
        .landing
        .pull(&spec, place.folder.path(), AT, &|_| None, &NoProgress);
    let messages: Vec<_> = report
        .failed
        .iter()
        .map(|failure| failure.message.as_str())
        .collect();
    assert_eq!(messages.len(), 3, "{messages:?}");
    assert!(messages[1].starts_with("path: missing"), "{messages:?}");
}
