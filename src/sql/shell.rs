//! Statements and commands in their order, and what commands set.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, anyhow, bail};
use norma_queries::{Dictionary, Params};

use super::asker::{Asker, Wanted};
use super::commands::{Command, HELP};
use super::fault::{Origin, told};
use super::interrupt::{Interrupt, Interrupted};
use super::options::Format;
use super::statements::{Piece, pieces};
use super::{describe, output};

/// Files that may name each other with `\i`.
const DEPTH: usize = 16;

pub struct Shell {
    pub asker: Asker,
    pub interrupt: Interrupt,
    pub params: BTreeMap<String, String>,
    /// Of answers on the screen.
    pub format: Format,
    pub expanded: bool,
    pub timing: bool,
    /// Rows of a table on the screen.
    pub most: Option<usize>,
    /// Where the next answer goes, and its format; else to the screen.
    pub output: Option<(PathBuf, Format)>,
    /// How a parameter is given.
    pub gives: &'static str,
    /// Whether commands answer that they were heard.
    pub is_prompt: bool,
}

/// Whether there is more to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Go,
    Quit,
}

impl Shell {
    /// Answers every statement of a text, up to the first that is wrong.
    pub async fn text(&mut self, text: &str, file: Option<&str>) -> anyhow::Result<Next> {
        self.included(text, file, 0).await
    }

    async fn included(
        &mut self,
        text: &str,
        file: Option<&str>,
        depth: usize,
    ) -> anyhow::Result<Next> {
        let origin = Origin {
            text,
            file,
            gives: self.gives,
        };
        for piece in pieces(text) {
            let next = self.piece(&piece, depth).await;
            match next {
                Ok(Next::Go) => {}
                Ok(Next::Quit) => return Ok(Next::Quit),
                Err(error) if error.is::<Interrupted>() => return Err(error),
                Err(error) => return Err(anyhow!(told(&error, &piece, origin))),
            }
        }
        Ok(Next::Go)
    }

    async fn piece(&mut self, piece: &Piece<'_>, depth: usize) -> anyhow::Result<Next> {
        self.interrupt.reset();
        if !piece.is_command {
            self.statement(piece.text).await?;
            return Ok(Next::Go);
        }
        let command = Command::parse(piece.text).map_err(anyhow::Error::msg)?;
        Box::pin(self.command(command, depth)).await
    }

    async fn statement(&mut self, sql: &str) -> anyhow::Result<()> {
        let started = Instant::now();
        let format = self
            .output
            .as_ref()
            .map_or(self.format, |(_, format)| *format);
        let wanted = match format.rows() {
            Some(rows) => Wanted::File(rows),
            None if self.output.is_some() => Wanted::Shown(None),
            None => Wanted::Shown(self.most),
        };
        if self.output.is_none() && !format.is_text() {
            bail!(
                "{} goes to a file: {}",
                format.name(),
                if self.is_prompt {
                    r"\o FILE names one"
                } else {
                    "--output FILE"
                }
            );
        }
        let params = self.params.iter();
        let params = params.fold(Params::none(), |all, (name, text)| all.with(name, text));
        let answer = self
            .asker
            .ask(sql, params, wanted, &mut self.interrupt)
            .await?;
        let rows = answer.rows();
        let is_json = format == Format::Json;
        if let Some((path, _)) = self.output.take() {
            output::to_file(answer, self.expanded, &path)?;
            if self.is_prompt {
                println!("{rows} rows to {}", path.display());
            }
        } else {
            output::to_screen(answer, self.expanded, &self.interrupt)?;
            if is_json {
                println!();
            }
        }
        if self.timing {
            eprintln!("{:.1} ms", started.elapsed().as_secs_f64() * 1_000.0);
        }
        Ok(())
    }

    async fn command(&mut self, command: Command, depth: usize) -> anyhow::Result<Next> {
        match command {
            Command::Help => print!("{HELP}"),
            Command::Describe(name) => {
                let dictionary = self.dictionary().await?;
                print!(
                    "{}",
                    match name {
                        None => describe::tables(&dictionary),
                        Some(name) => of_name(&dictionary, &name)?,
                    }
                );
            }
            Command::Functions(name) => {
                let dictionary = self.dictionary().await?;
                print!(
                    "{}",
                    match name {
                        None => describe::functions(&dictionary),
                        Some(name) => of_name(&dictionary, &name)?,
                    }
                );
            }
            Command::Timing(on) => {
                self.timing = on.unwrap_or(!self.timing);
                self.say(&format!("timing is {}", switched(self.timing)));
            }
            Command::Expanded(on) => {
                self.expanded = on.unwrap_or(!self.expanded);
                self.say(&format!("tables as records: {}", switched(self.expanded)));
            }
            Command::Format(format) => {
                self.format = format.unwrap_or(self.format);
                self.say(&format!("format is {}", self.format.name()));
            }
            Command::Output(path) => self.next_to(path),
            Command::Include(path) => return self.include(&path, depth).await,
            Command::Parameter(Some((name, text))) => {
                self.params.insert(name, text);
            }
            Command::Parameter(None) => {
                for (name, text) in &self.params {
                    println!("{name}={text}");
                }
            }
            Command::Quit => return Ok(Next::Quit),
        }
        Ok(Next::Go)
    }

    /// What the session has, in words.
    pub async fn dictionary(&self) -> anyhow::Result<Dictionary> {
        Ok(Dictionary::of(self.asker.analyst.context()).await?)
    }

    /// The next answer goes to this file, in the format of its name.
    fn next_to(&mut self, path: Option<PathBuf>) {
        self.output = path.map(|path| {
            let format = Format::of_file(&path).unwrap_or(self.format);
            (path, format)
        });
        match &self.output {
            Some((path, format)) => self.say(&format!(
                "the next answer goes to {} as {}",
                path.display(),
                format.name()
            )),
            None => self.say("answers go to the screen"),
        }
    }

    async fn include(&mut self, path: &Path, depth: usize) -> anyhow::Result<Next> {
        if depth == DEPTH {
            bail!("{} is named by files that name each other", path.display());
        }
        let text = read(path)?;
        let name = path.display().to_string();
        // The end of a file is not the end of the prompt, whatever it says.
        self.included(&text, Some(&name), depth + 1).await?;
        Ok(Next::Go)
    }

    fn say(&self, words: &str) {
        if self.is_prompt {
            println!("{words}");
        }
    }
}

/// The statements of a file.
pub fn read(path: &Path) -> anyhow::Result<String> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    // Editors of Windows write it.
    Ok(text
        .strip_prefix('\u{feff}')
        .map_or_else(|| text.clone(), str::to_owned))
}

fn of_name(dictionary: &Dictionary, name: &str) -> anyhow::Result<String> {
    if let Some(words) = describe::named(dictionary, name) {
        return Ok(words);
    }
    let near: Vec<&str> = describe::names(dictionary)
        .into_iter()
        .filter(|known| known.contains(name))
        .collect();
    let near = match near.as_slice() {
        [] => String::new(),
        near => format!(": {}", near.join(", ")),
    };
    bail!(r"there is no table or function {name}; \d lists tables, \df functions{near}")
}

const fn switched(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}
