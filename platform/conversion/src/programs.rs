//! The programs of others that convert, where they are on this machine. They are looked for each time: whoever installs one need not start
//! us again.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use documents::text::OcrTools;

use crate::fence::Fence;
use crate::plan::Way;

/// Why no office document can be converted here.
pub const NO_LIBREOFFICE: &str = "LibreOffice non è installato: su questo server i documenti d'ufficio non si possono preparare in PDF. \
     Chi lo gestisce può installarlo (sudo apt install libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui).";
/// Why no scan can be made searchable here.
pub const NO_OCRMYPDF: &str = "OCRmyPDF non è installato: su questo server le scansioni non si possono rendere ricercabili. \
     Chi lo gestisce può installarlo (sudo apt install ocrmypdf tesseract-ocr-ita).";

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Programs {
    /// LibreOffice.
    pub libreoffice: Option<PathBuf>,
    /// OCRmyPDF.
    pub ocrmypdf: Option<PathBuf>,
    /// The folders in which they were looked for, as `PATH` writes them.
    pub(crate) path: OsString,
}

impl Programs {
    /// Looks in the folders of `path`, written as the variable `PATH` is.
    #[must_use]
    pub fn find(path: &OsStr) -> Self {
        Self {
            libreoffice: look(path, "soffice").or_else(|| look(path, "libreoffice")),
            ocrmypdf: look(path, "ocrmypdf"),
            path: path.to_owned(),
        }
    }

    /// Those of this ente's node, in the folders that the settings name or, where they name none, those of `PATH`.
    #[must_use]
    pub fn here(settings: &ente::Conversion) -> Self {
        if settings.folders.is_empty() {
            return Self::find(&std::env::var_os("PATH").unwrap_or_default());
        }
        Self::find(&std::env::join_paths(&settings.folders).unwrap_or_default())
    }

    /// Why this way cannot be gone here: a sentence for whoever asks. A picture can always be put on a page.
    #[must_use]
    pub const fn lacking(&self, way: Way) -> Option<&'static str> {
        match way {
            Way::Office(_) if self.libreoffice.is_none() => Some(NO_LIBREOFFICE),
            Way::Recognise if self.ocrmypdf.is_none() => Some(NO_OCRMYPDF),
            _ => None,
        }
    }

    /// What keeps a program of others from the rest of the machine, as far as this one allows it.
    pub async fn fence(&self) -> Fence {
        Fence::find(&self.search()).await
    }

    /// The languages in which words are recognised: Italian, and English where Tesseract knows it.
    pub(crate) async fn languages(&self) -> String {
        OcrTools::find(&self.search()).await.languages
    }

    /// Where their own helpers are looked for: beside them, then as everywhere.
    pub(crate) fn search(&self) -> OsString {
        let usual = std::env::var_os("PATH").unwrap_or_default();
        let own: Vec<PathBuf> = std::env::split_paths(&self.path).collect();
        let rest = std::env::split_paths(&usual).filter(|folder| !own.contains(folder));
        std::env::join_paths(own.iter().cloned().chain(rest)).unwrap_or(usual)
    }
}

/// A program of this name, in the first folder of `path` that has one.
pub(crate) fn look(path: &OsStr, name: &str) -> Option<PathBuf> {
    std::env::split_paths(path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The folder in which a program stands.
pub(crate) fn folder_of(program: &Path) -> &Path {
    program.parent().unwrap_or(Path::new("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Family;

    #[test]
    fn what_is_not_installed_is_told_by_name_with_what_to_do() {
        let none = Programs::find(OsStr::new("/nowhere"));
        for family in [Family::Text, Family::Sheet, Family::Slides] {
            let told = none.lacking(Way::Office(family)).unwrap();
            assert!(told.starts_with("LibreOffice non è installato: ") && told.contains("apt install"), "{told}");
        }
        assert!(none.lacking(Way::Recognise).unwrap().starts_with("OCRmyPDF non è installato: "));
        assert_eq!(none.lacking(Way::Picture), None, "we put pictures on a page ourselves");
    }

    #[test]
    fn the_folders_of_the_settings_take_the_place_of_path() {
        let settings = ente::Conversion { folders: vec!["/nowhere".into()], ..ente::Conversion::default() };
        let here = Programs::here(&settings);
        assert_eq!((here.libreoffice, here.ocrmypdf), (None, None));
    }
}
