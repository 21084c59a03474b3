//! The table of formats.

use chrono::NaiveDate;

/// From which day on this table is the policy. A change of a judgement changes it.
pub const VERSIONE: NaiveDate = match NaiveDate::from_ymd_opt(2026, 11, 26) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Whether documents are to be formed in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Produzione {
    /// Yes.
    Adatto,
    /// Better in another; one that comes in is taken.
    Sconsigliato,
    /// No.
    NonAdatto,
}

/// Whether it can be kept for ever as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conservazione {
    /// Yes.
    Idoneo,
    /// Yes, if what the sentence says is looked after.
    ConRiserva,
    /// No: a copy in another format goes with it.
    NonIdoneo,
}

/// How likely it is that nobody can open it in twenty years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Rischio {
    Basso,
    Medio,
    Alto,
}

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formato {
    /// Its name for people.
    pub nome: &'static str,
    /// Media types by which it is known; the first is the usual one.
    pub media: &'static [&'static str],
    /// Extensions, lower case, without the point.
    pub estensioni: &'static [&'static str],
    /// Section of annex 2.
    pub sezione: &'static str,
    /// For forming.
    pub produzione: Produzione,
    /// For keeping.
    pub conservazione: Conservazione,
    /// Of losing it.
    pub rischio: Rischio,
    /// To what it is converted for keeping.
    pub conversione: Option<&'static str>,
    /// Why, and what to look after: empty where nothing need be said. A whole Italian sentence.
    pub perche: &'static str,
}

use Conservazione::{ConRiserva, Idoneo, NonIdoneo};
use Produzione::{Adatto, NonAdatto, Sconsigliato};
use Rischio::{Alto, Basso, Medio};

/// What is kept as it is.
const fn buono(
    nome: &'static str,
    media: &'static [&'static str],
    estensioni: &'static [&'static str],
    sezione: &'static str,
) -> Formato {
    Formato {
        nome,
        media,
        estensioni,
        sezione,
        produzione: Adatto,
        conservazione: Idoneo,
        rischio: Basso,
        conversione: None,
        perche: "",
    }
}

/// What can be kept with care.
const fn riserva(base: Formato, conversione: Option<&'static str>, perche: &'static str) -> Formato {
    Formato { produzione: Sconsigliato, conservazione: ConRiserva, rischio: Medio, conversione, perche, ..base }
}

/// What cannot be kept as it is.
const fn cattivo(base: Formato, conversione: Option<&'static str>, perche: &'static str) -> Formato {
    Formato { produzione: NonAdatto, conservazione: NonIdoneo, rischio: Alto, conversione, perche, ..base }
}

const PDF_A: Option<&str> = Some("PDF/A");

/// All formats that the policy knows.
pub static TABELLA: &[Formato] = &[
    // 2.1 paged documents
    riserva(
        buono("Documento PDF", &["application/pdf"], &["pdf"], "2.1"),
        PDF_A,
        "Un PDF che non è PDF/A può dipendere da caratteri o contenuti che stanno fuori dal file.",
    ),
    riserva(
        buono(
            "Documento Word (docx)",
            &["application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
            &["docx", "dotx"],
            "2.1",
        ),
        PDF_A,
        "Un documento Word si può modificare e può cambiare aspetto con il programma che lo apre.",
    ),
    buono("Documento OpenDocument", &["application/vnd.oasis.opendocument.text"], &["odt", "ott"], "2.1"),
    cattivo(
        buono("Documento Word (vecchio formato)", &["application/msword"], &["doc", "dot"], "2.1"),
        PDF_A,
        "È un formato proprietario superato: i programmi nuovi lo aprono sempre meno fedelmente.",
    ),
    cattivo(
        buono("Documento RTF", &["application/rtf", "text/rtf"], &["rtf"], "2.1"),
        PDF_A,
        "È un formato proprietario non più mantenuto.",
    ),
    buono("Libro EPUB", &["application/epub+zip"], &["epub"], "2.1"),
    riserva(
        buono("Documento PostScript", &["application/postscript"], &["ps", "eps"], "2.1"),
        PDF_A,
        "È un programma da eseguire per essere letto.",
    ),
    // 2.2 hypertext, plain text
    riserva(
        buono("Pagina HTML", &["text/html", "application/xhtml+xml"], &["html", "htm", "xhtml"], "2.2"),
        PDF_A,
        "Una pagina HTML può richiamare immagini e programmi che stanno fuori dal file.",
    ),
    buono("Testo semplice", &["text/plain"], &["txt", "md"], "2.2"),
    // 2.3 structured data
    buono("Documento XML", &["application/xml", "text/xml"], &["xml", "xsd", "xsl"], "2.3"),
    buono("Tabella CSV", &["text/csv"], &["csv"], "2.3"),
    buono("Dati JSON", &["application/json", "application/geo+json"], &["json", "geojson"], "2.3"),
    riserva(
        buono("Base di dati SQLite", &["application/vnd.sqlite3"], &["sqlite", "gpkg"], "2.3"),
        Some("CSV o XML"),
        "Una base di dati si legge solo sapendo che cosa significano le sue tabelle: accompagnala con la descrizione.",
    ),
    cattivo(
        buono(
            "Base di dati Access",
            &["application/vnd.ms-access", "application/x-msaccess"],
            &["mdb", "accdb"],
            "2.3",
        ),
        Some("CSV o XML"),
        "È un formato proprietario legato a un solo programma.",
    ),
    // 2.4 mail
    buono("Messaggio di posta", &["message/rfc822"], &["eml"], "2.4"),
    riserva(
        buono("Casella di posta (mbox)", &["application/mbox"], &["mbox"], "2.4"),
        Some("EML, un file per messaggio"),
        "Raccoglie molti messaggi in un solo file: ognuno va registrato per sé.",
    ),
    cattivo(
        buono("Messaggio di Outlook", &["application/vnd.ms-outlook"], &["msg", "pst"], "2.4"),
        Some("EML"),
        "È un formato proprietario legato a un solo programma.",
    ),
    // 2.5 sheets and slides
    riserva(
        buono(
            "Foglio Excel (xlsx)",
            &["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
            &["xlsx", "xltx"],
            "2.5",
        ),
        Some("ODS, o PDF/A se basta la stampa"),
        "Un foglio di calcolo si può modificare, e le formule possono dare altri valori con un altro programma.",
    ),
    riserva(
        buono(
            "Presentazione PowerPoint (pptx)",
            &["application/vnd.openxmlformats-officedocument.presentationml.presentation"],
            &["pptx", "ppsx"],
            "2.5",
        ),
        PDF_A,
        "Una presentazione si può modificare e può cambiare aspetto con il programma che la apre.",
    ),
    buono("Foglio OpenDocument", &["application/vnd.oasis.opendocument.spreadsheet"], &["ods", "ots"], "2.5"),
    buono("Presentazione OpenDocument", &["application/vnd.oasis.opendocument.presentation"], &["odp", "otp"], "2.5"),
    cattivo(
        buono("Foglio Excel (vecchio formato)", &["application/vnd.ms-excel"], &["xls", "xlsb"], "2.5"),
        Some("ODS, o PDF/A se basta la stampa"),
        "È un formato proprietario superato.",
    ),
    cattivo(
        buono("Presentazione PowerPoint (vecchio formato)", &["application/vnd.ms-powerpoint"], &["ppt", "pps"], "2.5"),
        PDF_A,
        "È un formato proprietario superato.",
    ),
    cattivo(
        buono("Documento Microsoft (vecchio formato)", &["application/x-ole-storage"], &[], "2.1"),
        PDF_A,
        "È un contenitore proprietario superato.",
    ),
    // 2.6 pictures
    buono("Immagine TIFF", &["image/tiff"], &["tif", "tiff"], "2.6"),
    buono("Immagine PNG", &["image/png"], &["png"], "2.6"),
    buono("Immagine JPEG", &["image/jpeg"], &["jpg", "jpeg", "jpe", "jfif"], "2.6"),
    buono("Immagine JPEG 2000", &["image/jp2"], &["jp2", "jpx"], "2.6"),
    buono("Immagine diagnostica DICOM", &["application/dicom"], &["dcm"], "2.6"),
    riserva(
        buono("Immagine GIF", &["image/gif"], &["gif"], "2.6"),
        Some("PNG"),
        "Ha pochi colori, ed è usata soprattutto per animazioni.",
    ),
    riserva(
        buono("Immagine WebP", &["image/webp"], &["webp"], "2.6"),
        Some("PNG o JPEG"),
        "È pensata per le pagine web, non per gli archivi.",
    ),
    riserva(
        buono("Immagine BMP", &["image/bmp"], &["bmp"], "2.6"),
        Some("PNG"),
        "È un formato proprietario superato, anche se molto diffuso.",
    ),
    riserva(
        buono("Immagine HEIC", &["image/heic", "image/heif", "image/avif"], &["heic", "heif", "avif"], "2.6"),
        Some("JPEG o TIFF"),
        "Si apre solo con programmi recenti e le sue tecniche di compressione sono coperte da brevetti.",
    ),
    // 2.7 drawings and models
    riserva(
        buono("Disegno SVG", &["image/svg+xml"], &["svg"], "2.7"),
        PDF_A,
        "Un disegno SVG può contenere programmi e richiamare file esterni.",
    ),
    buono("Modello di edificio IFC", &["application/x-step", "model/ifc"], &["ifc"], "2.7"),
    riserva(
        buono("Disegno DXF", &["image/vnd.dxf"], &["dxf"], "2.7"),
        Some("PDF/A o PDF/E"),
        "Un disegno tecnico si legge solo con un programma di progettazione: aggiungi una stampa.",
    ),
    cattivo(
        buono("Disegno DWG", &["image/vnd.dwg", "application/acad"], &["dwg", "dwf"], "2.7"),
        Some("PDF/A, con il DXF accanto"),
        "È un formato proprietario che cambia a ogni versione del programma.",
    ),
    // 2.9 and 2.10 sound and moving pictures
    buono("Audio WAV", &["audio/wav", "audio/x-wav", "audio/vnd.wave"], &["wav", "bwf"], "2.9"),
    buono("Audio FLAC", &["audio/flac"], &["flac"], "2.9"),
    riserva(
        buono("Audio MP3", &["audio/mpeg"], &["mp3"], "2.9"),
        None,
        "È un audio compresso con perdita: per registrazioni nuove, come le sedute, scegli WAV o FLAC.",
    ),
    riserva(
        buono(
            "Audio o video OGG",
            &["application/ogg", "audio/ogg", "video/ogg"],
            &["ogg", "oga", "ogv", "opus"],
            "2.9",
        ),
        None,
        "È un formato aperto ma poco diffuso negli archivi.",
    ),
    riserva(
        buono("Audio o video MP4", &["video/mp4", "audio/mp4"], &["mp4", "m4a", "m4v"], "2.10"),
        None,
        "Il contenitore è uno standard; se si potrà vedere dipende da come è codificato (H.264 è il più sicuro).",
    ),
    buono("Video Matroska", &["video/x-matroska"], &["mkv"], "2.10"),
    riserva(
        buono("Video WebM", &["video/webm"], &["webm"], "2.10"),
        Some("MP4 con video H.264"),
        "È pensato per le pagine web, non per gli archivi.",
    ),
    // 2.13 archives
    cattivo(
        buono("Archivio ZIP", &["application/zip"], &["zip"], "2.13"),
        Some("i singoli file che contiene"),
        "Un archivio nasconde i formati dei file che contiene: registra e conserva i singoli file.",
    ),
    cattivo(
        buono(
            "Archivio compresso",
            &["application/gzip", "application/x-tar"],
            &["gz", "tgz", "tar", "bz2", "xz"],
            "2.13",
        ),
        Some("i singoli file che contiene"),
        "Un archivio nasconde i formati dei file che contiene: registra e conserva i singoli file.",
    ),
    cattivo(
        buono("Archivio 7z o RAR", &["application/x-7z-compressed", "application/vnd.rar"], &["7z", "rar"], "2.13"),
        Some("i singoli file che contiene"),
        "È un archivio in un formato legato a pochi programmi: registra e conserva i singoli file.",
    ),
    // 2.16 signatures
    buono("Documento firmato (p7m)", &["application/pkcs7-mime"], &["p7m"], "2.16"),
    buono("Firma separata (p7s)", &["application/pkcs7-signature"], &["p7s"], "2.16"),
    buono("Documento con marca temporale (tsd)", &["application/timestamped-data"], &["tsd"], "2.16"),
    buono("Marca temporale", &["application/timestamp-reply", "application/timestamp-token"], &["tsr", "tst"], "2.16"),
    buono("Certificato", &["application/x-x509-ca-cert", "application/pkix-cert"], &["crt", "cer", "pem"], "2.16"),
    // 2.15 programs
    cattivo(
        buono(
            "Programma eseguibile",
            &["application/x-msdownload", "application/x-executable"],
            &["exe", "dll", "jar"],
            "2.15",
        ),
        None,
        "Un programma non è un documento e può fare danni: non aprirlo e chiedi al mittente il documento vero.",
    ),
];

/// By media type, without parameters, whatever its case.
#[must_use]
pub fn by_media_type(media: &str) -> Option<&'static Formato> {
    let plain = media.split(';').next().unwrap_or_default().trim();
    TABELLA.iter().find(|one| one.media.iter().any(|each| each.eq_ignore_ascii_case(plain)))
}

/// By extension, with or without the point, whatever its case.
#[must_use]
pub fn by_extension(extension: &str) -> Option<&'static Formato> {
    let plain = extension.trim().trim_start_matches('.');
    TABELLA.iter().find(|one| one.estensioni.iter().any(|each| each.eq_ignore_ascii_case(plain)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_type_and_no_extension_stands_twice() {
        let mut seen = HashSet::new();
        for one in TABELLA {
            for key in one.media.iter().chain(one.estensioni) {
                assert!(seen.insert(*key), "{key} stands twice");
                assert_eq!(*key, key.to_lowercase(), "{key}");
            }
            assert!(!one.media.is_empty(), "{}", one.nome);
        }
    }

    #[test]
    fn what_cannot_be_kept_says_why() {
        for one in TABELLA {
            let silent = one.perche.is_empty();
            assert_eq!(silent, one.conservazione == Conservazione::Idoneo, "{}", one.nome);
            assert!(silent || one.perche.ends_with('.'), "{} is no sentence", one.nome);
        }
    }
}
