//! No space left: a clear message, exit code 1, and a lake that goes on as if nothing had happened.

use std::process::{Command, Stdio};

use crate::command::{NORMA, Norma, Outcome};
use crate::order::assert_same;
use crate::runs::add_later_export;

/// Runs the command under a limit for the size of a file, in 512-byte blocks: what a full disk does, wherever one is.
fn limited(norma: &Norma, blocks: u32, arguments: &str) -> Outcome {
    // The signal must be ignored for the write to fail instead.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$NORMA\" {arguments}");
    sh(norma, &["sh"], &script)
}

fn sh(norma: &Norma, shell: &[&str], script: &str) -> Outcome {
    let mut command = Command::new(shell[0]);
    command
        .args(&shell[1..])
        .args(["-c", script])
        .env("NORMA", NORMA)
        .current_dir(norma.path("."));
    Outcome::new(script, command.stdin(Stdio::null()).output().unwrap())
}

#[test]
fn a_lake_that_cannot_be_written_stands_as_before_and_the_next_run_goes_on() {
    let undisturbed = Norma::finished_copy();
    add_later_export(&undisturbed);
    undisturbed.norma(&["run"]).exits(0);

    let norma = Norma::finished_copy();
    add_later_export(&norma);
    // The export itself fits; what is made of it does not, at one step or another.
    let failed = limited(&norma, 4, "run").exits(1);
    assert!(
        failed.stderr.starts_with("norma: ") && failed.stderr.contains("File too large"),
        "{failed}"
    );
    for blocks in [8, 16, 24, 32] {
        let run = limited(&norma, blocks, "run");
        assert!([0, 1].contains(&run.code), "{run}");
        if run.code == 0 {
            break;
        }
        assert!(run.stderr.starts_with("norma: "), "{run}");
        if norma.snapshots().len() == 1 {
            assert_same(&norma.tables(), &Norma::finished().tables());
        }
    }
    norma.norma(&["run"]).exits(0);
    assert_same(&norma.tables(), &undisturbed.tables());
}

#[test]
fn an_export_that_the_landing_cannot_keep_is_named_and_pulled_later() {
    let norma = Norma::finished_copy();
    add_later_export(&norma);
    let said = limited(&norma, 1, "run --strict");
    assert!([1, 2].contains(&said.code), "{said}");
    said.says(&["servicedesk_20260415_0000.csv", "cannot write"]);
    assert_same(&norma.tables(), &Norma::finished().tables());
    norma
        .norma(&["run", "--strict"])
        .exits(0)
        .says(&["servicedesk_20260415_0000.csv"]);
}

/// A shell in which a small file system may be mounted: as root, else as root of a namespace of its own.
fn shell_that_mounts(norma: &Norma) -> Option<&'static [&'static str]> {
    let ways: [&[&str]; 2] = [
        &["unshare", "--mount", "sh"],
        &["unshare", "--user", "--map-root-user", "--mount", "sh"],
    ];
    std::fs::create_dir_all(norma.path("small")).unwrap();
    ways.into_iter().find(|way| {
        let probe = Command::new(way[0])
            .args(&way[1..])
            .args(["-c", "mount -t tmpfs -o size=64k none small"])
            .current_dir(norma.path("."))
            .output();
        probe.is_ok_and(|p| p.status.success())
    })
}

#[test]
fn a_disk_that_is_really_full_is_said_and_a_run_succeeds_when_there_is_space_again() {
    let norma = Norma::finished_copy();
    let Some(shell) = shell_that_mounts(&norma) else {
        assert!(
            std::env::var_os("CI").is_none(),
            "this machine cannot mount a small file system: run the tests as root, or allow user namespaces"
        );
        // The limit on the size of files, above, stands for it here.
        return;
    };
    add_later_export(&norma);
    let script = "set -e
mount -t tmpfs -o size=64m none small
cp -a lake/. small/
dd if=/dev/zero of=small/filler bs=4k 2>/dev/null || true
code=0; \"$NORMA\" run --lake small || code=$?
echo \"full: exit $code\"
\"$NORMA\" sql --lake small --format csv \"select 'seen ' || count(*) as n from tickets\"
rm small/filler
\"$NORMA\" run --lake small
echo \"freed: exit $?\"";
    let said = sh(&norma, shell, script).exits(0);
    said.says(&["full: exit 1"]);
    assert!(
        said.stderr.contains("No space left") || said.stderr.contains("disk is full"),
        "{said}"
    );
    let tickets = Norma::finished().sql("select count(*) as n from tickets");
    said.says(&[&format!("seen {}", tickets[0]["n"])]);
    said.says(&["freed: exit 0"]);
}
