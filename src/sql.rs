//! `norma sql`: one query, standard input, or a prompt.

use std::fs::File;
use std::io::{IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use arrow::record_batch::RecordBatch;
use arrow::util::display::FormatOptions;
use arrow::util::pretty::pretty_format_batches_with_options;
use futures::StreamExt;
use norma_queries::Session;
use rustyline::error::ReadlineError;

use crate::arguments::{Format, Place, Sql};
use crate::workplace::Workplace;

const DISPLAY: FormatOptions<'static> = FormatOptions::new()
    .with_null("")
    .with_timestamp_tz_format(Some("%Y-%m-%dT%H:%M:%S%:z"));

/// Answers the query, or those of standard input, or opens a prompt.
pub async fn sql(place: &Place, options: Sql) -> anyhow::Result<ExitCode> {
    let workplace = Workplace::open(place)?;
    let session = workplace.session(options.as_of).await?;
    let query = match options.query {
        Some(query) => query,
        None if std::io::stdin().is_terminal() => {
            prompt(&session).await?;
            return Ok(ExitCode::SUCCESS);
        }
        None => {
            let mut text = String::new();
            std::io::stdin()
                .read_to_string(&mut text)
                .context("cannot read the query from standard input")?;
            text
        }
    };
    match options.output {
        Some(path) => to_file(&session, &query, options.format, &path).await?,
        None if options.format == Format::Parquet => bail!("--format parquet needs --output FILE"),
        None => {
            let mut out = std::io::BufWriter::new(std::io::stdout());
            answer(&session, &query, options.format, &mut out).await?;
            out.flush()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes beside the file and renames, so that the file is whole or absent.
async fn to_file(
    session: &Session,
    query: &str,
    format: Format,
    path: &Path,
) -> anyhow::Result<()> {
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)
        .with_context(|| format!("cannot write in {}", folder.display()))?;
    answer(session, query, format, file.as_file_mut()).await?;
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

/// Rows are written as they come; only the table for reading is kept whole, to know how wide its columns are.
async fn answer(
    session: &Session,
    query: &str,
    format: Format,
    out: &mut (dyn Write + Send),
) -> anyhow::Result<()> {
    let mut stream = session.stream(query).await?;
    let schema = stream.schema();
    match format {
        Format::Table => {
            let mut batches = vec![RecordBatch::new_empty(schema)];
            while let Some(batch) = stream.next().await {
                batches.push(batch?);
            }
            writeln!(
                out,
                "{}",
                pretty_format_batches_with_options(&batches, &DISPLAY)?
            )?;
            let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
            writeln!(out, "{rows} rows")?;
        }
        Format::Csv => {
            let builder = arrow::csv::WriterBuilder::new()
                .with_timestamp_tz_format("%Y-%m-%dT%H:%M:%S%:z".to_owned());
            let mut writer = builder.build(out);
            writer.write(&RecordBatch::new_empty(schema))?;
            while let Some(batch) = stream.next().await {
                writer.write(&batch?)?;
            }
        }
        Format::Json => {
            let mut writer = arrow::json::ArrayWriter::new(&mut *out);
            while let Some(batch) = stream.next().await {
                writer.write(&batch?)?;
            }
            writer.finish()?;
            drop(writer);
            writeln!(out)?;
        }
        Format::Parquet => {
            let mut writer = parquet::arrow::ArrowWriter::try_new(&mut *out, schema, None)?;
            while let Some(batch) = stream.next().await {
                writer.write(&batch?)?;
            }
            writer.close()?;
        }
    }
    Ok(())
}

async fn prompt(session: &Session) -> anyhow::Result<()> {
    let mut editor = rustyline::DefaultEditor::new()?;
    println!("one query, ended by ;   \\q leaves");
    let mut query = String::new();
    loop {
        match editor.readline(if query.is_empty() {
            "norma> "
        } else {
            "  ...> "
        }) {
            Ok(line) if line.trim() == "\\q" => return Ok(()),
            Ok(line) => {
                query.push_str(&line);
                query.push('\n');
            }
            Err(ReadlineError::Interrupted) => query.clear(),
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
        if !query.trim_end().ends_with(';') {
            continue;
        }
        editor.add_history_entry(query.trim())?;
        // A wrong query is said and forgotten; the prompt goes on.
        if let Err(error) = answer(session, &query, Format::Table, &mut std::io::stdout()).await {
            eprintln!("norma: {}", crate::told_once(&error));
        }
        query.clear();
    }
}
