//! The walk through a document and the documents inside it, with one budget for all.

use crate::format::{self, FormatId};

use super::{Extracted, Limits, html, invoice, mail, office, pdf, rtf, signed, spreadsheet, xml_text};

pub(super) struct Walk {
    limits: Limits,
    out: Extracted,
    parts: usize,
    unpacked: u64,
    depth: usize,
}

impl Walk {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, out: Extracted::default(), parts: 0, unpacked: 0, depth: 0 }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn finish(mut self) -> Extracted {
        let end = self.out.text.trim_end().len();
        self.out.text.truncate(end);
        self.out
    }

    /// Reads the outermost document.
    pub(super) fn top(&mut self, bytes: &[u8], id: FormatId) {
        if bytes.len() > self.limits.input {
            self.note("Il documento è troppo grande: il suo testo non è stato letto.");
            return;
        }
        self.document(bytes, id);
    }

    /// Reads a document found inside another. `name` is for recognising plain text.
    pub(super) fn inner(&mut self, bytes: &[u8], name: &str) {
        if self.depth >= self.limits.depth {
            self.note("Il documento ne contiene altri troppo annidati: i più interni non sono stati letti.");
            return;
        }
        if self.parts >= self.limits.parts {
            self.note("Il documento ne contiene troppi altri: alcuni non sono stati letti.");
            return;
        }
        if self.is_full() {
            return;
        }
        self.parts += 1;
        self.depth += 1;
        let id = format::recognise(bytes, name, Some(bytes)).id;
        // The need of OCR is said of the outermost document only: OCR runs on nothing else.
        self.document(bytes, id);
        if std::mem::take(&mut self.out.needs_ocr) {
            self.note(
                "Il documento contiene immagini o scansioni: le parole che vi si leggono non sono state riconosciute.",
            );
        }
        self.depth -= 1;
    }

    fn document(&mut self, bytes: &[u8], id: FormatId) {
        match id {
            FormatId::Pdf => pdf::read(self, bytes),
            FormatId::Eml => mail::read(self, bytes),
            FormatId::P7m | FormatId::Tsd => signed::read(self, bytes),
            FormatId::FatturaPa => invoice::read(self, bytes),
            FormatId::Segnatura | FormatId::Daticert | FormatId::MessaggioSdi | FormatId::Xml | FormatId::Svg => {
                xml_text::read(self, bytes)
            }
            FormatId::Docx | FormatId::Pptx | FormatId::Odt | FormatId::Ods | FormatId::Odp => {
                office::read(self, bytes, id);
            }
            FormatId::Xlsx => spreadsheet::read(self, bytes),
            FormatId::Zip => office::read_archive(self, bytes),
            FormatId::Rtf => rtf::read(self, bytes),
            FormatId::Html => html::read(self, bytes),
            FormatId::Txt | FormatId::Csv | FormatId::Json => self.plain(bytes),
            FormatId::Jpeg | FormatId::Png | FormatId::Tiff | FormatId::Bmp | FormatId::Gif | FormatId::Webp => {
                self.out.needs_ocr = true
            }
            other => {
                if let Some(note) = unread(other) {
                    self.note(note);
                }
            }
        }
    }

    fn plain(&mut self, bytes: &[u8]) {
        // A character may take three bytes once decoded; more than the room for text is never needed.
        let wanted = bytes.get(..self.room().saturating_add(4)).unwrap_or(bytes);
        self.out.truncated |= wanted.len() < bytes.len();
        match format::decode(wanted) {
            Some((text, _)) => self.push(&text),
            None => self.note("La codifica del testo non è riconosciuta."),
        }
    }

    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.out.note(note);
    }

    /// Declares the number of pages and the title of the document being read.
    pub(super) fn about(&mut self, pages: Option<u32>, title: Option<String>) {
        self.out.pages = self.out.pages.or(pages);
        if self.out.title.is_none() {
            self.out.title = title.filter(|title| !title.trim().is_empty());
        }
    }

    pub(super) fn needs_ocr(&mut self) {
        self.out.needs_ocr = true;
    }

    /// Bytes of text that still fit.
    pub(super) fn room(&self) -> usize {
        self.limits.text.saturating_sub(self.out.text.len())
    }

    pub(super) fn is_full(&self) -> bool {
        self.room() == 0
    }

    /// Takes bytes for unpacking from the budget; gives what is granted, which may be less.
    pub(super) fn grant(&mut self, wanted: u64) -> u64 {
        let granted = wanted.min(self.limits.unpacked.saturating_sub(self.unpacked));
        self.unpacked += granted;
        granted
    }

    /// Gives back what was granted and not used.
    pub(super) fn give_back(&mut self, unused: u64) {
        self.unpacked = self.unpacked.saturating_sub(unused);
    }

    /// Adds text. Control characters become blanks (databases refuse some), line ends become `\n`.
    pub(super) fn push(&mut self, text: &str) {
        let mut room = self.room();
        let mut after_return = false;
        for c in text.chars() {
            let second_of_pair = after_return && c == '\n';
            after_return = c == '\r';
            let c = match c {
                // Soft hyphens and zero-width marks would split words for the search.
                '\u{ad}' | '\u{200b}' | '\u{feff}' => continue,
                '\n' if second_of_pair => continue,
                '\n' | '\t' => c,
                '\r' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => '\n',
                '\u{a0}' | '\u{202f}' => ' ',
                c if c.is_control() => ' ',
                c => c,
            };
            if c.len_utf8() > room {
                self.out.truncated = true;
                return;
            }
            room -= c.len_utf8();
            self.out.text.push(c);
        }
    }

    /// Adds text on lines of its own; blank text adds nothing.
    pub(super) fn line(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.end_line();
        self.push(text.trim_end());
        self.end_line();
    }

    /// Adds `label: value` on a line of its own, if there is a value.
    pub(super) fn labelled(&mut self, label: &str, value: Option<&str>) {
        if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
            self.line(&format!("{label}: {value}"));
        }
    }

    pub(super) fn end_line(&mut self) {
        if !self.out.text.is_empty() && !self.out.text.ends_with('\n') {
            self.push("\n");
        }
    }
}

/// Why a format gives no text, where a clerk would expect some.
fn unread(id: FormatId) -> Option<&'static str> {
    Some(match id {
        FormatId::Doc | FormatId::Xls | FormatId::Ppt | FormatId::Ole => {
            "Il testo dei vecchi documenti di Office (.doc, .xls, .ppt) non viene letto: per trovarlo con la ricerca, salvalo come PDF o nel formato nuovo."
        }
        FormatId::Msg => {
            "Il testo dei messaggi di Outlook (.msg) non viene letto: chiedi il messaggio in formato .eml."
        }
        FormatId::CmsCifrato => "Il documento è cifrato: il suo testo non si può leggere.",
        FormatId::SevenZ | FormatId::Rar | FormatId::Gzip => {
            "Il contenuto di questo tipo di archivio non viene letto: chiedi un archivio ZIP o i singoli file."
        }
        FormatId::Heic => "Le foto HEIC non vengono lette: chiedi un'immagine JPEG o un PDF.",
        FormatId::Eseguibile => "È un programma: non viene aperto.",
        FormatId::Unknown => "Il formato del documento non è riconosciuto: il suo testo non è stato letto.",
        _ => return None,
    })
}
