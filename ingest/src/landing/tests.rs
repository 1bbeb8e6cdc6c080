use super::*;
use tempfile::TempDir;

fn kept(landing: &Landing, name: &str, bytes: &[u8]) -> LandedFile {
    let (temp, mut disk) = landing.temp("sd").unwrap();
    let (sha256, length) = copy_hashing(&mut { bytes }, &mut disk, &mut |_| {}).unwrap();
    let manifest = Manifest {
        source: "sd".into(),
        name: name.into(),
        bytes: length,
        sha256,
        pulled_at: instant_text(1_775_000_000),
        origin: "/exports".into(),
    };
    landing.keep((temp, disk), &manifest).unwrap()
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn keeps_bytes_and_manifest_and_lists_by_name() {
    let folder = TempDir::new().unwrap();
    let landing = Landing::open(folder.path().join("landing")).unwrap();
    let second = kept(&landing, "b.csv", b"b");
    let first = kept(&landing, "a.csv", b"a,b\n");
    assert_eq!(fs::read(&first.path).unwrap(), b"a,b\n");
    assert_eq!(first.path, landing.dir().join("sd").join(&first.sha256));
    assert_eq!(first.pulled_at, 1_775_000_000);
    let manifest = fs::read_to_string(first.path.with_extension("json")).unwrap();
    assert!(
        manifest.contains("\"pulled_at\": \"2026-03-31T23:33:20Z\""),
        "{manifest}"
    );
    assert_eq!(landing.files("sd").unwrap(), [first, second]);
    assert_eq!(landing.files("never").unwrap(), []);
    assert!(matches!(
        landing.files("../sd"),
        Err(LandingError::SourceName { .. })
    ));
    assert_eq!(names(&landing.dir().join("sd")).len(), 4);
}

#[test]
fn an_instant_beyond_the_calendar_comes_back_too() {
    let folder = TempDir::new().unwrap();
    let landing = Landing::open(folder.path()).unwrap();
    let file = kept(&landing, "a.csv", b"a");
    let manifest = file.path.with_extension("json");
    let text = fs::read_to_string(&manifest).unwrap();
    let far = i64::MAX;
    fs::write(
        &manifest,
        text.replace("2026-03-31T23:33:20Z", &instant_text(far)),
    )
    .unwrap();
    assert_eq!(landing.files("sd").unwrap()[0].pulled_at, far);
}

#[test]
fn altered_bytes_are_found() {
    let folder = TempDir::new().unwrap();
    let landing = Landing::open(folder.path()).unwrap();
    let file = kept(&landing, "a.csv", b"a,b\n1,2\n");
    Landing::verify(&file).unwrap();
    assert!(landing.known("sd", &file.sha256).is_some());

    fs::write(&file.path, b"a,b\n1,3\n").unwrap();
    let message = Landing::verify(&file).unwrap_err().to_string();
    assert!(message.contains("no longer match the name"), "{message}");
    assert!(landing.known("sd", &file.sha256).is_none());

    fs::write(&file.path, b"a,b").unwrap();
    let message = landing.files("sd").unwrap_err().to_string();
    assert!(
        message.contains("has 3 bytes, the manifest says 8"),
        "{message}"
    );

    fs::remove_file(&file.path).unwrap();
    let message = landing.files("sd").unwrap_err().to_string();
    assert!(message.contains("the bytes of a.csv are gone"), "{message}");

    fs::write(file.path.with_extension("json"), b"{").unwrap();
    let message = landing.damage("sd").unwrap()[0].to_string();
    assert!(message.contains("the manifest cannot be read"), "{message}");
}

#[test]
fn a_manifest_under_another_name_is_refused() {
    let folder = TempDir::new().unwrap();
    let landing = Landing::open(folder.path()).unwrap();
    let (a, b) = (kept(&landing, "a", b"a"), kept(&landing, "b", b"b"));
    fs::copy(a.path.with_extension("json"), b.path.with_extension("json")).unwrap();
    let message = landing.damage("sd").unwrap()[0].to_string();
    assert!(
        message.contains(&format!("it describes {}", a.sha256)),
        "{message}"
    );
}

#[test]
fn leftovers_of_a_crash_are_removed_unless_somebody_writes_them() {
    let folder = TempDir::new().unwrap();
    let landing = Landing::open(folder.path()).unwrap();
    let kept = kept(&landing, "a.csv", b"a");
    let dir = folder.path().join("sd");
    let crashed = dir.join(".pull-crashed");
    fs::write(&crashed, b"half").unwrap();
    let (writing, _disk) = landing.temp("sd").unwrap();
    Landing::open(folder.path()).unwrap();
    assert!(!crashed.exists());
    assert!(writing.path().exists());
    let path = writing.path().to_owned();
    drop(writing);
    assert!(!path.exists());
    assert_eq!(landing.files("sd").unwrap(), [kept]);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    let message = Landing::open(file.join("landing"))
        .err()
        .unwrap()
        .to_string();
    assert!(message.contains("cannot make the folder"), "{message}");
}
