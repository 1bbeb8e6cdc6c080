//! `norma report new`: prepares the notes of a quarter from its figures and from the notes of the quarter before.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use anyhow::{Context, bail};
use norma_report::Report;
use norma_report::notes::prepare;

use crate::arguments::{Place, ReportAction, ReportCommand, ReportNew};
use crate::workplace::Workplace;
use crate::{freeze, notes, report};

/// Writes the report, or does what the action says.
pub async fn command(place: &Place, options: ReportCommand) -> anyhow::Result<ExitCode> {
    match (options.action, options.write) {
        (Some(ReportAction::New(options)), _) => new(place, options).await,
        (Some(ReportAction::Freeze(options)), _) => freeze::freeze(place, options).await,
        (Some(ReportAction::Verify(options)), _) => freeze::verify(options).await,
        (None, Some(options)) => report::report(place, options).await,
        (None, None) => {
            bail!("QUARTER is missing; name one, such as 2026-TW1, or a year, such as 2026")
        }
    }
}

/// Makes the files that are not there yet, and says which. What is there is not touched.
async fn new(place: &Place, options: ReportNew) -> anyhow::Result<ExitCode> {
    let workplace = Workplace::open(place)?;
    let quarter = options.quarter;
    let folder = notes::folder(&workplace.config, quarter);
    // What is wrong with the notes is told before anything is computed.
    let present = notes::read(&folder)?;
    let last = notes::read(&notes::folder(&workplace.config, quarter.previous()))?;
    let session = workplace.session(options.as_of).await?;
    let report = Report::build(&session, quarter).await?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut made = 0_usize;
    for new in prepare(&report, &present, &last) {
        let path = folder.join(&new.file);
        let writing = || format!("cannot write the note {}", path.display());
        // Only a file that is not there: between reading and writing somebody may have begun one.
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(error).with_context(writing),
        };
        file.write_all(new.text.as_bytes()).with_context(writing)?;
        println!("{}", path.display());
        made += 1;
    }
    let kept = present.notes.len() + usize::from(present.summary.is_some());
    println!("{made} files made, {kept} notes were there already");
    Ok(ExitCode::SUCCESS)
}
