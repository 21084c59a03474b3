//! The formats that a municipality meets, and what each is called, served as and shown with.

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // each name says it; the Italian label is in the table below
pub enum FormatId {
    Pdf,
    Jpeg,
    Png,
    Tiff,
    Gif,
    Webp,
    Bmp,
    Heic,
    Svg,
    FatturaPa,
    Segnatura,
    Daticert,
    MessaggioSdi,
    Xml,
    Eml,
    P7m,
    P7s,
    CmsCifrato,
    Tsd,
    Tsr,
    Certificato,
    Zip,
    Docx,
    Xlsx,
    Pptx,
    Odt,
    Ods,
    Odp,
    Doc,
    Xls,
    Ppt,
    Msg,
    Ole,
    Rtf,
    Html,
    Txt,
    Csv,
    Json,
    Eseguibile,
    SevenZ,
    Rar,
    Gzip,
    Mp3,
    Mp4,
    Webm,
    Wav,
    Ogg,
    Empty,
    Unknown,
}

/// How a page can show a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preview {
    /// The browser's own PDF viewer.
    Pdf,
    /// An `<img>`.
    Image,
    /// The extracted text, escaped.
    Text,
    /// Headers, text and attachments of a message.
    Mail,
    /// An invoice laid out for reading.
    Invoice,
    /// The content of a signed envelope, whose own preview then applies.
    Signed,
    /// Nothing: only a download.
    None,
}

struct Row {
    label: &'static str,
    media_type: &'static str,
    extension: &'static str,
    preview: Preview,
    safe_inline: bool,
}

const fn row(
    label: &'static str,
    media_type: &'static str,
    extension: &'static str,
    preview: Preview,
    safe_inline: bool,
) -> Row {
    Row { label, media_type, extension, preview, safe_inline }
}

impl FormatId {
    /// The Italian name.
    pub fn label(self) -> &'static str {
        self.row().label
    }

    /// The media type to serve it with.
    pub fn media_type(self) -> &'static str {
        self.row().media_type
    }

    /// The usual extension, without the dot.
    pub fn extension(self) -> &'static str {
        self.row().extension
    }

    /// How a page can show it.
    pub fn preview(self) -> Preview {
        self.row().preview
    }

    /// Whether a browser may open it in our origin.
    pub fn safe_inline(self) -> bool {
        self.row().safe_inline
    }

    fn row(self) -> Row {
        self.document_row().or_else(|| self.office_row()).unwrap_or_else(|| self.other_row())
    }

    fn document_row(self) -> Option<Row> {
        use Preview::{Image, Invoice, Mail, None, Pdf, Signed, Text};
        Some(match self {
            Self::Pdf => row("Documento PDF", "application/pdf", "pdf", Pdf, true),
            Self::Jpeg => row("Immagine JPEG", "image/jpeg", "jpg", Image, true),
            Self::Png => row("Immagine PNG", "image/png", "png", Image, true),
            // Browsers do not show TIFF and HEIC.
            Self::Tiff => row("Immagine TIFF", "image/tiff", "tif", None, false),
            Self::Heic => row("Immagine HEIC", "image/heic", "heic", None, false),
            Self::Gif => row("Immagine GIF", "image/gif", "gif", Image, true),
            Self::Webp => row("Immagine WebP", "image/webp", "webp", Image, true),
            Self::Bmp => row("Immagine BMP", "image/bmp", "bmp", Image, true),
            // SVG carries script; so do HTML and XML (through XSLT and XHTML).
            Self::Svg => row("Disegno SVG", "image/svg+xml", "svg", None, false),
            Self::FatturaPa => row("Fattura elettronica", "application/xml", "xml", Invoice, false),
            Self::Segnatura => row("Segnatura di protocollo", "application/xml", "xml", Text, false),
            Self::Daticert => row("Dati di certificazione PEC", "application/xml", "xml", Text, false),
            Self::MessaggioSdi => row("Messaggio del Sistema di Interscambio", "application/xml", "xml", Text, false),
            Self::Xml => row("Documento XML", "application/xml", "xml", Text, false),
            Self::Eml => row("Messaggio di posta", "message/rfc822", "eml", Mail, false),
            Self::P7m => row("Documento firmato (p7m)", "application/pkcs7-mime", "p7m", Signed, false),
            Self::P7s => row("Firma separata (p7s)", "application/pkcs7-signature", "p7s", None, false),
            Self::CmsCifrato => row("Documento cifrato", "application/pkcs7-mime", "p7m", None, false),
            Self::Tsd => {
                row("Documento con marca temporale (tsd)", "application/timestamped-data", "tsd", Signed, false)
            }
            Self::Tsr => row("Marca temporale", "application/timestamp-reply", "tsr", None, false),
            Self::Certificato => row("Certificato", "application/x-x509-ca-cert", "crt", None, false),
            _ => return Option::None,
        })
    }

    fn office_row(self) -> Option<Row> {
        use Preview::{None, Text};
        const OOXML_TEXT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        const OOXML_SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        const OOXML_SLIDES: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
        const ODF_TEXT: &str = "application/vnd.oasis.opendocument.text";
        const ODF_SHEET: &str = "application/vnd.oasis.opendocument.spreadsheet";
        const ODF_SLIDES: &str = "application/vnd.oasis.opendocument.presentation";
        Some(match self {
            Self::Docx => row("Documento Word", OOXML_TEXT, "docx", Text, false),
            Self::Xlsx => row("Foglio Excel", OOXML_SHEET, "xlsx", Text, false),
            Self::Pptx => row("Presentazione PowerPoint", OOXML_SLIDES, "pptx", Text, false),
            Self::Odt => row("Documento OpenDocument", ODF_TEXT, "odt", Text, false),
            Self::Ods => row("Foglio OpenDocument", ODF_SHEET, "ods", Text, false),
            Self::Odp => row("Presentazione OpenDocument", ODF_SLIDES, "odp", Text, false),
            Self::Doc => row("Documento Word (vecchio formato)", "application/msword", "doc", None, false),
            Self::Xls => row("Foglio Excel (vecchio formato)", "application/vnd.ms-excel", "xls", None, false),
            Self::Ppt => {
                row("Presentazione PowerPoint (vecchio formato)", "application/vnd.ms-powerpoint", "ppt", None, false)
            }
            Self::Msg => row("Messaggio di Outlook", "application/vnd.ms-outlook", "msg", None, false),
            Self::Ole => row("Documento Microsoft (vecchio formato)", "application/x-ole-storage", "", None, false),
            Self::Rtf => row("Documento RTF", "application/rtf", "rtf", Text, false),
            _ => return Option::None,
        })
    }

    fn other_row(self) -> Row {
        use Preview::{None, Text};
        match self {
            Self::Html => row("Pagina HTML", "text/html", "html", Text, false),
            Self::Txt => row("Testo semplice", "text/plain", "txt", Text, true),
            Self::Csv => row("Tabella CSV", "text/csv", "csv", Text, false),
            Self::Json => row("Dati JSON", "application/json", "json", Text, false),
            Self::Eseguibile => row("Programma eseguibile", "application/octet-stream", "", None, false),
            Self::Zip => row("Archivio ZIP", "application/zip", "zip", None, false),
            Self::SevenZ => row("Archivio 7z", "application/x-7z-compressed", "7z", None, false),
            Self::Rar => row("Archivio RAR", "application/vnd.rar", "rar", None, false),
            Self::Gzip => row("Archivio GZIP", "application/gzip", "gz", None, false),
            Self::Mp3 => row("Audio MP3", "audio/mpeg", "mp3", None, true),
            Self::Wav => row("Audio WAV", "audio/wav", "wav", None, true),
            Self::Ogg => row("Audio o video OGG", "application/ogg", "ogg", None, true),
            Self::Mp4 => row("Audio o video MP4", "video/mp4", "mp4", None, true),
            Self::Webm => row("Video WebM", "video/webm", "webm", None, true),
            Self::Empty => row("File vuoto", "application/octet-stream", "", None, false),
            _ => row("Formato non riconosciuto", "application/octet-stream", "", None, false),
        }
    }
}
