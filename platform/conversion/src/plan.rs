//! Which way a document takes to become a PDF to be read and kept; pure.

use documents::document;
use documents::format::{Format, FormatId};

/// A kind of office document, which LibreOffice writes through an exporter of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Text.
    Text,
    /// A sheet of figures.
    Sheet,
    /// Slides.
    Slides,
}

/// The way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// LibreOffice.
    Office(Family),
    /// A picture: OCRmyPDF where it is installed, which adds the words, otherwise our own writer of PDFs, which does not.
    Picture,
    /// A PDF, or pictures that only OCRmyPDF opens: it adds the words that are only drawn and makes PDF/A of it.
    Recognise,
}

/// The way for a document; `None` where nothing is to be gained (a PDF that says it is PDF/A) or nothing can be done.
#[must_use]
pub fn way(document: &document::Model) -> Option<Way> {
    let format = document.format();
    match format.id {
        FormatId::Docx | FormatId::Odt | FormatId::Doc | FormatId::Rtf => Some(Way::Office(Family::Text)),
        FormatId::Xlsx | FormatId::Ods | FormatId::Xls => Some(Way::Office(Family::Sheet)),
        FormatId::Pptx | FormatId::Odp | FormatId::Ppt => Some(Way::Office(Family::Slides)),
        FormatId::Png | FormatId::Jpeg => Some(Way::Picture),
        FormatId::Tiff => Some(Way::Recognise),
        FormatId::Pdf if !is_archivable(&format) => Some(Way::Recognise),
        _ => None,
    }
}

/// Whether a PDF says of itself that it is PDF/A.
pub(crate) fn is_archivable(format: &Format) -> bool {
    format.detail.as_deref().is_some_and(|detail| detail.contains("PDF/A"))
}

/// Whether a page can show the document only through the PDF made of it.
#[must_use]
pub fn is_shown_by_it(document: &document::Model) -> bool {
    matches!(way(document), Some(Way::Office(_))) || document.format().id == FormatId::Tiff
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Instant, Uuid};

    fn document(format: FormatId, detail: Option<&str>) -> document::Model {
        document::Model {
            id: Uuid::nil().into(),
            sha256: vec![0; 32],
            size: 1,
            name: "a".into(),
            format: format.code(),
            detail: detail.map(str::to_owned),
            mismatch: false,
            created_at: Instant::from_micros(0),
        }
    }

    #[test]
    fn a_pdf_that_says_it_is_archivable_is_left_alone() {
        assert_eq!(way(&document(FormatId::Pdf, Some("versione 1.7, dichiara PDF/A-2b"))), None);
        assert_eq!(way(&document(FormatId::Pdf, Some("versione 1.4"))), Some(Way::Recognise));
    }

    #[test]
    fn what_a_browser_shows_by_itself_is_shown_as_it_came() {
        assert!(is_shown_by_it(&document(FormatId::Docx, None)) && is_shown_by_it(&document(FormatId::Tiff, None)));
        assert!(!is_shown_by_it(&document(FormatId::Pdf, None)) && !is_shown_by_it(&document(FormatId::Jpeg, None)));
    }

    #[test]
    fn an_envelope_an_invoice_and_an_archive_are_never_converted() {
        for format in [FormatId::P7m, FormatId::FatturaPa, FormatId::Zip, FormatId::Eml, FormatId::Eseguibile] {
            assert_eq!(way(&document(format, None)), None, "{format:?}");
        }
    }
}
