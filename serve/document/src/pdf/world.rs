//! What Typst sees: one template, the document as JSON, its pictures and the bundled fonts. Nothing else is there.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::layout::Abs;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, FontInstance, FontVariant, FontVariations};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::error::DocumentError;
use crate::fonts;

const TEMPLATE: &str = include_str!("report.typ");

static LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(<Library as LibraryExt>::default()));

/// The bundled fonts: upright, bold, mono.
pub static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    [fonts::REGULAR, fonts::BOLD, fonts::MONO]
        .into_iter()
        .flat_map(|data| Font::iter(Bytes::new(data)))
        .collect()
});

/// The same to be measured; none of them varies.
pub static FACES: LazyLock<Vec<FontInstance>> = LazyLock::new(|| {
    let fonts = FONTS.iter().cloned();
    let plain = FontVariations::default();
    fonts
        .map(|font| font.instantiate(FontVariant::default(), Abs::pt(10.0), &plain))
        .collect()
});

static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// A world of one document.
pub struct Papers {
    template: Source,
    files: BTreeMap<&'static str, Bytes>,
}

impl Papers {
    /// A world with these files beside the template.
    ///
    /// # Errors
    /// Never: the name of the template is a path.
    pub fn new(files: BTreeMap<&'static str, Bytes>) -> Result<Self, DocumentError> {
        let path = VirtualPath::new("/report.typ").map_err(|e| DocumentError::writer("PDF", e))?;
        let id = RootedPath::new(VirtualRoot::Project, path).intern();
        Ok(Self {
            template: Source::new(id, TEMPLATE.to_owned()),
            files,
        })
    }
}

impl World for Papers {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            Ok(self.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get().vpath().get_without_slash();
        self.files.get(path).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
