//! What a file's name says, to be compared with what it is.

use super::catalogue::FormatId as F;

/// The last extension, in lower case; empty when there is none.
pub(super) fn extension(name: &str) -> String {
    match name.trim().rsplit_once('.') {
        Some((stem, ext)) if !stem.is_empty() && ext.len() <= 10 => ext.to_ascii_lowercase(),
        _ => String::new(),
    }
}

/// Whether a text with this extension is run when double-clicked on Windows.
pub(super) fn runs(extension: &str) -> bool {
    matches!(extension, "bat" | "cmd" | "vbs" | "vbe" | "js" | "jse" | "ps1" | "wsf" | "wsh" | "hta" | "sh" | "scr")
}

/// Whether the extension belongs to a format other than `id`. Extensions that nobody claims do not lie.
pub(super) fn lies(name: &str, id: F) -> bool {
    let extension = extension(name);
    // What cannot be recognised proves nothing for formats that have no mark of their own.
    let accepted: &[F] = match extension.as_str() {
        "pdf" => &[F::Pdf],
        "jpg" | "jpeg" | "jpe" | "jfif" => &[F::Jpeg],
        "png" => &[F::Png],
        "tif" | "tiff" => &[F::Tiff],
        "gif" => &[F::Gif],
        "webp" => &[F::Webp],
        "bmp" => &[F::Bmp],
        "heic" | "heif" | "avif" => &[F::Heic],
        "svg" => &[F::Svg],
        "xml" => &[F::FatturaPa, F::Segnatura, F::Daticert, F::MessaggioSdi, F::Xml, F::Svg],
        "eml" => &[F::Eml],
        "p7m" => &[F::P7m, F::P7s, F::CmsCifrato, F::Eml],
        "p7s" => &[F::P7s, F::P7m],
        "tsd" => &[F::Tsd],
        "tsr" | "tst" => &[F::Tsr],
        "zip" => &[F::Zip, F::Docx, F::Xlsx, F::Pptx, F::Odt, F::Ods, F::Odp, F::Empty],
        "docx" | "docm" | "dotx" => &[F::Docx],
        "xlsx" | "xlsm" | "xltx" => &[F::Xlsx],
        "pptx" | "pptm" | "ppsx" => &[F::Pptx],
        "odt" | "ott" => &[F::Odt],
        "ods" | "ots" => &[F::Ods],
        "odp" | "otp" => &[F::Odp],
        // Word itself writes RTF under .doc, and opens it.
        "doc" | "dot" => &[F::Doc, F::Ole, F::Rtf],
        "xls" => &[F::Xls, F::Ole],
        "ppt" | "pps" => &[F::Ppt, F::Ole],
        "msg" => &[F::Msg, F::Ole],
        "rtf" => &[F::Rtf],
        "html" | "htm" | "xhtml" => &[F::Html, F::Xml],
        "txt" | "csv" | "json" | "log" | "md" => &[
            F::Txt,
            F::Csv,
            F::Json,
            F::Empty,
            F::Xml,
            F::FatturaPa,
            F::Segnatura,
            F::Daticert,
            F::MessaggioSdi,
            F::Eml,
        ],
        "exe" | "dll" | "com" | "bat" | "cmd" | "vbs" | "js" | "ps1" | "sh" | "jar" | "lnk" => &[F::Eseguibile],
        "7z" => &[F::SevenZ],
        "rar" => &[F::Rar],
        "gz" | "tgz" => &[F::Gzip],
        "mp3" => &[F::Mp3],
        "mp4" | "m4a" | "m4v" | "mov" => &[F::Mp4],
        "webm" | "mkv" => &[F::Webm],
        "wav" => &[F::Wav],
        "ogg" | "oga" | "ogv" | "opus" => &[F::Ogg],
        _ => return false,
    };
    !accepted.contains(&id)
}
