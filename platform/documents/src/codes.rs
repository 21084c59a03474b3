use crate::format::FormatId::{self, *};

const ALL: &[FormatId] = &[
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
];

impl FormatId {
    /// The word under which a format is kept in a row.
    pub fn code(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// The format kept under a word; one that this release does not know is unknown.
    pub fn from_code(code: &str) -> Self {
        ALL.iter().copied().find(|format| format.code() == code).unwrap_or(Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_read_back_from_its_word() {
        assert!(ALL.iter().all(|format| FormatId::from_code(&format.code()) == *format));
        assert_eq!(FormatId::from_code("una cosa nuova"), Unknown);
    }
}
