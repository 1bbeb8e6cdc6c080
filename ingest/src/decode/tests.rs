use std::fs;

use super::*;
use crate::testing::{gzip, read, refusal, semicolon, spec};

#[test]
fn the_format_is_found_by_name_then_by_content() {
    let auto = |name: &str, head: &[u8]| format_of(head, name, Format::Auto).unwrap();
    assert_eq!(auto("A.CSV", b"{x};y"), Format::Csv);
    assert_eq!(auto("a.csv.gz", b"[x"), Format::Csv);
    assert_eq!(auto("a.xlsx", b"a;b"), Format::Xlsx);
    assert_eq!(auto("a.ndjson", b"{}"), Format::Json);
    assert_eq!(auto("a", ZIP), Format::Xlsx);
    assert_eq!(auto("export", b"\xEF\xBB\xBF \n[{"), Format::Json);
    assert_eq!(auto("export", b"{\"a\":1}"), Format::Json);
    assert_eq!(auto("export", b"a;b"), Format::Csv);
    assert_eq!(
        format_of(b"{}", "a.json", Format::Csv).unwrap(),
        Format::Csv
    );
    assert!(matches!(
        format_of(ZIP, "a.csv", Format::Auto),
        Err(Fault::IsWorkbook)
    ));
    assert!(matches!(
        format_of(OLE, "a.csv", Format::Auto),
        Err(Fault::OldXls)
    ));
}

#[test]
fn gz_whatever_the_name() {
    let text = b"a;b\n1;caf\xE9\n";
    let plain = read("a.csv", text, &semicolon()).unwrap();
    for name in ["a.csv.gz", "a.csv", "a"] {
        assert_eq!(read(name, &gzip(text), &semicolon()).unwrap(), plain);
    }
    // Files of several members are one file.
    let two = [gzip(b"a;b\n1"), gzip(b";2\n")].concat();
    assert_eq!(
        read("a.csv", &two, &semicolon()).unwrap().rows,
        [["1", "2"]]
    );
    assert!(refusal("a.csv.gz", &gzip(b""), &semicolon()).contains("the file is empty"));
}

#[test]
fn a_truncated_gz_is_an_error_wherever_it_ends() {
    let lines: Vec<_> = (0..2000)
        .map(|n| format!("{n};{}", n * 7919 % 1009))
        .collect();
    let text = lines.join("\n");
    let packed = gzip(format!("a;b\n{text}").as_bytes());
    for length in [
        2,
        5,
        11,
        100,
        packed.len() / 2,
        packed.len() - 8,
        packed.len() - 1,
    ] {
        for encoding in [Encoding::Auto, Encoding::Utf8] {
            let spec = SourceSpec {
                encoding,
                ..semicolon()
            };
            let message = refusal("a.csv.gz", &packed[..length], &spec);
            assert_eq!(
                message,
                "a.csv.gz: the gz file is truncated: copy or export it again"
            );
        }
    }
    let mut damaged = packed.clone();
    let at = damaged.len() - 6;
    damaged[at] ^= 1;
    assert!(refusal("a.csv.gz", &damaged, &semicolon()).contains("the gz file is damaged"));
}

#[test]
fn a_file_of_the_landing_must_match_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let text = b"a,b\n1,2\n";
    let sha256 = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(text));
    let path = folder.path().join(&sha256);
    fs::write(&path, text).unwrap();
    let mut each = |_: Batch| Ok::<_, DecodeError>(());
    assert_eq!(
        decode(&path, "a.csv", &spec(), &mut each)
            .unwrap()
            .records_read,
        1
    );
    fs::write(&path, b"a,b\n1,3\n").unwrap();
    let message = decode(&path, "a.csv", &spec(), &mut each)
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("no longer match their name") && message.contains("delete"),
        "{message}"
    );
    fs::remove_file(&path).unwrap();
    let message = decode(&path, "a.csv", &spec(), &mut each)
        .unwrap_err()
        .to_string();
    assert!(message.starts_with("a.csv: cannot read: "), "{message}");
}

#[test]
fn a_receiver_that_refuses_ends_the_decoding() {
    #[derive(Debug)]
    enum Refusal {
        Decode,
        Full,
    }
    impl From<DecodeError> for Refusal {
        fn from(_: DecodeError) -> Self {
            Self::Decode
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, format!("a,b\n{}", "1,2\n".repeat(200_000))).unwrap();
    let mut batches = 0;
    let result = decode(&path, "a.csv", &spec(), &mut |_| {
        batches += 1;
        Err(Refusal::Full)
    });
    assert!(matches!(result, Err(Refusal::Full)));
    assert_eq!(batches, 1);
    fs::write(&path, "").unwrap();
    let result = decode(&path, "a.csv", &spec(), &mut |_| Err(Refusal::Full));
    assert!(matches!(result, Err(Refusal::Decode)));
}

#[test]
fn a_letter_across_two_reads_is_one_letter() {
    // 256 KiB is what the detection of the encoding reads at once.
    for shift in 0..3 {
        let text = format!("a;b\n1;{}{}\n", "x".repeat(shift), "€".repeat(200_000));
        let found = read("a.csv", text.as_bytes(), &semicolon()).unwrap();
        assert!(found.rows[0][1].ends_with('€'));
        assert_eq!(found.bad.len(), 0);
    }
}
