//! What Typst sees of the world: the files of one document, our fonts, the day that was given.

use std::{collections::HashMap, path::PathBuf, sync::LazyLock};

use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use crate::{Attached, fonts::FONTS};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// What every document says before its template speaks: title, author, language and fonts are never forgotten.
const FIRST: &str = r#"#let documento = json("/documento.json")
#let versioni = json("/parole.json").versioni
#set document(title: documento.titolo, author: documento.autore)
#set document(keywords: (versioni,)) if versioni != ""
#set text(lang: "it", region: "it", font: ("Libertinus Serif", "DejaVu Sans Mono"), size: 11pt)
#show raw: set text(font: "DejaVu Sans Mono")
#include "/modello.typ"
"#;

/// The look that all documents share.
const BASE: &str = include_str!("../../../modelli/base.typ");

pub(crate) struct Paper {
    main: FileId,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
    today: Option<Datetime>,
}

impl Paper {
    /// `data` is what the template reads of its own, of every document, and the words beside both. `None` where a file has no place to be.
    pub fn new(
        template: &str,
        (data, about, words): (Vec<u8>, Vec<u8>, Vec<u8>),
        more: Vec<Attached>,
        today: Option<Datetime>,
    ) -> Option<Self> {
        let texts = [("/documento.typ", FIRST), ("/base.typ", BASE), ("/modello.typ", template)];
        let mut sources = HashMap::new();
        for (path, text) in texts {
            let id = file(path)?;
            sources.insert(id, Source::new(id, text.into()));
        }
        let files = [("/dati.json", data), ("/documento.json", about), ("/parole.json", words)];
        let files = files.into_iter().chain(more.into_iter().map(|one| (one.path, one.bytes)));
        let files = files.map(|(path, bytes)| Some((file(path)?, Bytes::new(bytes)))).collect::<Option<_>>()?;
        Some(Self { main: file("/documento.typ")?, sources, files, today })
    }

    /// Where something stands, for whoever must mend a template: "riga 3 di modello.typ".
    pub fn place(&self, id: FileId, byte: usize) -> Option<String> {
        let source = self.sources.get(&id)?;
        let line = source.text().get(..byte)?.matches('\n').count() + 1;
        Some(format!("riga {line} di {}", id.get().vpath().file_name()?))
    }
}

fn file(path: &str) -> Option<FileId> {
    Some(FileId::new(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?)))
}

fn not_given(id: FileId) -> FileError {
    FileError::NotFound(PathBuf::from(id.get().vpath().get_without_slash()))
}

impl World for Paper {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or_else(|| not_given(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| not_given(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}
