//! The prompt: an editor of several lines, with history and completion.

use rustyline::completion::FilenameCompleter;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Editor};

use super::completion::{Assistant, Names};
use super::history;
use super::interrupt::Interrupted;
use super::shell::{Next, Shell};

/// Earlier statements that are kept.
const KEPT: usize = 2_000;

/// Asks until the end.
pub async fn prompt(shell: &mut Shell) -> anyhow::Result<()> {
    let mut editor = editor(shell).await?;
    let file = history::file();
    let file = match file {
        Ok(file) => file,
        // A home that cannot be written is no reason not to ask.
        Err(error) => {
            eprintln!("norma: no history is kept: {error:#}");
            None
        }
    };
    if let Some(file) = file.as_ref().filter(|file| file.exists())
        && let Err(error) = editor.load_history(file)
    {
        eprintln!("norma: {} cannot be read: {error}", file.display());
    }
    loop {
        let text = match editor.readline("norma> ") {
            Ok(text) => text,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        if text.trim().is_empty() {
            continue;
        }
        editor.add_history_entry(text.trim())?;
        if let Some(file) = &file
            && let Err(error) = editor.append_history(file)
        {
            eprintln!("norma: {} cannot be written: {error}", file.display());
        }
        match shell.text(&text, None).await {
            Ok(Next::Go) => {}
            Ok(Next::Quit) => return Ok(()),
            Err(error) if error.is::<Interrupted>() => {
                eprintln!("norma: the statement was stopped");
            }
            // What is wrong is said and forgotten; the prompt goes on.
            Err(error) => eprintln!("norma: {}", crate::told_once(&error)),
        }
    }
}

async fn editor(shell: &Shell) -> anyhow::Result<Editor<Assistant, FileHistory>> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .max_history_size(KEPT)?
        .build();
    let mut editor = Editor::with_config(config)?;
    let dictionary = shell.dictionary().await?;
    editor.set_helper(Some(Assistant {
        names: Names::of(&shell.asker.analyst, &dictionary),
        files: FilenameCompleter::new(),
    }));
    Ok(editor)
}
