//! Local overlays: their files, and the texts that their quotes stand in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use norma_rules::Rulebook;
use norma_rules::catalogue::overlay::{Overlay, OverlayFinding, OverlaySource};

use super::error::{ConfigError, ConfigErrors, Faults};
use super::section::Section;

/// Adds the overlay in `file` to `rulebook`. Paths of texts in it start at its folder.
///
/// # Errors
/// Everything that is wrong with it, each with file, line, key and what to write instead; the rulebook is as before then.
pub fn apply_overlay(rulebook: &mut Rulebook, file: &Path) -> Result<(), ConfigErrors> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        ConfigErrors(vec![ConfigError {
            file: file.to_owned(),
            line: 0,
            key: String::new(),
            message: format!("the overlay cannot be read: {error}; name an overlay file"),
        }])
    })?;
    let (overlay, errors) = read(&text, file, rulebook);
    if errors.is_empty() {
        rulebook.add_overlay(overlay);
        Ok(())
    } else {
        Err(ConfigErrors(errors.into_iter().map(in_config).collect()))
    }
}

/// What the overlays of a configuration were read from.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The overlays themselves.
    pub(super) texts: Vec<String>,
    /// Their files, and those of the texts that they quote: relative to the folder of the configuration, or absolute.
    pub(super) files: Vec<PathBuf>,
}

/// Adds the overlays that the configuration names, and notes what is wrong with them. What can be read of a broken overlay
/// is added too, so that the rest of the configuration is checked against it.
pub(super) fn overlays(
    root: &Section<'_>,
    folder: &Path,
    rulebook: &mut Rulebook,
    faults: &mut Faults<'_>,
) -> Read {
    let mut out = Read::default();
    for name in root.texts(faults, "overlays").unwrap_or_default() {
        let file = folder.join(&name.value);
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) => {
                let message = format!(
                    "the overlay {} cannot be read: {error}; write its path, beginning at the folder of the configuration",
                    file.display()
                );
                faults.add(name.offset, name.key, message);
                continue;
            }
        };
        let (overlay, errors) = read(&text, &file, rulebook);
        faults.join(errors.into_iter().map(in_config));
        rulebook.add_overlay(overlay);
        let beside = Path::new(&name.value).parent().unwrap_or(Path::new(""));
        out.files.push(PathBuf::from(&name.value));
        let quoted = Overlay::texts_named(&text).into_iter();
        out.files.extend(quoted.map(|text| beside.join(text)));
        out.texts.push(text);
    }
    out
}

fn read(text: &str, file: &Path, rulebook: &Rulebook) -> (Overlay, Vec<OverlayFinding>) {
    let folder = file.parent().unwrap_or(Path::new(""));
    let texts: BTreeMap<String, Result<String, String>> = Overlay::texts_named(text)
        .into_iter()
        .map(|name| {
            let read = std::fs::read_to_string(folder.join(&name)).map_err(|e| e.to_string());
            (name, read)
        })
        .collect();
    let source = OverlaySource {
        file: &file.display().to_string(),
        text,
        texts: &texts,
    };
    Overlay::parse_recoverable(source, rulebook)
}

fn in_config(finding: OverlayFinding) -> ConfigError {
    ConfigError {
        message: finding.message(),
        file: PathBuf::from(finding.file),
        line: finding.line,
        key: finding.key,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use norma_rules::Rulebook;

    use super::super::Config;
    use super::*;

    const CONFIG: &str = r#"
overlays = ["overlay/agreed.toml"]

[[source]]
name = "sd"
organisation = "BaTII"
kind = "request"
path = "exports"

[source.columns]
ticket_id = "Nomor"
submitted_at = "Lapor"

[source.services]
"Reset" = ["002/11.a.5", "REV-1/1"]
"#;

    const OVERLAY: &str = r#"
[[document]]
id = "REV-1"
title = "Revisi"
organisation = "BaTII"
valid_from = 2026-02-01
text = "revisi.txt"

[[norm]]
path = "1"
replaces = "002/11.a.5"
kind = "duration"
value = 2
unit = "jam_kerja"
line = 2
quote = "Reset password: 2 (dua) jam kerja"
"#;

    const TEXT: &str = "CONTOH\nReset password: 2 (dua) jam kerja\n";

    /// A folder with a configuration, an overlay and its text.
    fn folder(config: &str, overlay: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("overlay")).unwrap();
        for (file, text) in [
            ("norma.toml", config),
            ("overlay/agreed.toml", overlay),
            ("overlay/revisi.txt", TEXT),
        ] {
            std::fs::write(folder.path().join(file), text).unwrap();
        }
        folder
    }

    fn load(config: &str, overlay: &str) -> Result<Config, Vec<String>> {
        let folder = folder(config, overlay);
        Config::load(&folder.path().join("norma.toml")).map_err(|errors| {
            let place = format!("{}/", folder.path().display());
            let lines = errors.0.iter().map(ToString::to_string);
            lines.map(|line| line.replace(&place, "")).collect()
        })
    }

    /// Paths begin at the folder of the file that names them; sources may map to what an overlay brings.
    #[test]
    fn an_overlay_joins_the_rules_of_its_configuration() {
        let config = load(CONFIG, OVERLAY).unwrap();
        let norms = config.rulebook.catalogue.candidates("002", "11.a.5");
        let told: Vec<_> = norms.iter().map(|n| (n.id(), n.local)).collect();
        assert_eq!(
            told,
            [
                ("002/11.a.5".to_owned(), false),
                ("REV-1/1".to_owned(), true)
            ]
        );
        assert_eq!(config.rulebook.overlays.len(), 1);
    }

    /// What is wrong in the overlay stands behind what is wrong in the configuration, with its own file and line; and the norm
    /// whose quote is wrong is still one that services may name.
    #[test]
    fn errors_of_an_overlay_join_those_of_the_configuration() {
        let config = CONFIG.replace("path = \"exports\"", "path = \"exports\"\nzon = \"WIB\"");
        let overlay = OVERLAY.replace("line = 2", "line = 1");
        assert_eq!(
            load(&config, &overlay).unwrap_err(),
            [
                "norma.toml:9: source.sd.zon: unknown key; did you mean \"zone\"?",
                "overlay/agreed.toml:15: norm.line: the quote does not stand at line 1 of the text; write line = 2, where it stands",
            ]
        );
    }

    #[test]
    fn an_overlay_that_is_not_there_is_named() {
        let errors = load(&CONFIG.replace("agreed.toml", "missing.toml"), OVERLAY).unwrap_err();
        assert!(
            errors[0].starts_with(
                "norma.toml:2: overlays: the overlay overlay/missing.toml cannot be read: "
            ),
            "{errors:?}"
        );
    }

    /// The rows of a source and the figures are made again when an overlay changes.
    #[test]
    fn hashes_move_with_the_overlay() {
        let before = load(CONFIG, OVERLAY).unwrap();
        let commented = load(CONFIG, &format!("# komentar\n{OVERLAY}")).unwrap();
        let later = load(CONFIG, &OVERLAY.replace("2026-02-01", "2026-03-01")).unwrap();
        let hashes = |config: &Config| {
            let mapping = config.sources[0].mapping_hash.clone();
            (config.hash.clone(), mapping, config.rulebook.version())
        };
        assert_eq!(hashes(&before), hashes(&commented));
        let (one, other) = (hashes(&before), hashes(&later));
        assert!(one.0 != other.0 && one.1 != other.1 && one.2 != other.2);
    }

    #[test]
    fn a_broken_overlay_leaves_the_rulebook_as_it_was() {
        let folder = folder(CONFIG, &OVERLAY.replace("value = 2", "value = 3"));
        let mut rulebook = Rulebook::builtin();
        let before = rulebook.version();
        let file = folder.path().join("overlay/agreed.toml");
        let errors = apply_overlay(&mut rulebook, &file).unwrap_err();
        assert_eq!((errors.0.len(), errors.0[0].line), (1, 16), "{errors}");
        assert_eq!(rulebook.version(), before);
        let missing = apply_overlay(&mut rulebook, &folder.path().join("none.toml"));
        assert_eq!(missing.unwrap_err().0[0].line, 0);
    }

    /// The overlays of the sample are good; the second is for trying out.
    #[test]
    fn the_overlays_of_the_sample_are_good() {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample-data/overlay");
        for (file, norms, adoptions) in [("djpb.toml", 0, 2), ("contoh-norma-djpb.toml", 1, 0)] {
            let mut rulebook = Rulebook::builtin();
            if let Err(errors) = apply_overlay(&mut rulebook, &samples.join(file)) {
                panic!("{errors}");
            }
            let added = &rulebook.overlays[0];
            assert_eq!((added.norms, added.adoptions), (norms, adoptions), "{file}");
            assert!(added.warnings.is_empty(), "{:?}", added.warnings);
        }
    }
}
