//! A scan, through OCRmyPDF: the words that are only drawn are put behind their picture, and what comes out is PDF/A-2b. A page that has words
//! already keeps them.

use std::ffi::OsString;
use std::path::Path;

/// Largest picture that is opened, millions of points.
const MEGAPIXELS: &str = "200";

/// What is asked of it. `dots` to the inch are told of a picture, in which they are missing or as a camera writes them.
pub(crate) fn arguments(document: &Path, result: &Path, languages: &str, dots: Option<u32>) -> Vec<OsString> {
    let mut all: Vec<OsString> =
        ["--output-type", "pdfa-2", "--skip-text", "--jobs", "1", "--quiet", "--max-image-mpixels", MEGAPIXELS]
            .map(OsString::from)
            .into();
    if !languages.is_empty() {
        all.extend(["--language", languages].map(OsString::from));
    }
    if let Some(dots) = dots {
        all.extend(["--image-dpi", &dots.to_string()].map(OsString::from));
    }
    all.extend([document.as_os_str().to_owned(), result.as_os_str().to_owned()]);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn italian_is_asked_for_where_it_is_there_and_words_are_kept() {
        let told = arguments(Path::new("/a/b.pdf"), Path::new("/a/c.pdf"), "ita+eng", None);
        let told: Vec<&str> = told.iter().map(|word| word.to_str().unwrap()).collect();
        assert!(told.windows(2).any(|two| two == ["--language", "ita+eng"]), "{told:?}");
        assert!(told.contains(&"--skip-text") && told.ends_with(&["/a/b.pdf", "/a/c.pdf"]), "{told:?}");
        let told = arguments(Path::new("a"), Path::new("b"), "", Some(150));
        assert!(!told.contains(&"--language".into()) && told.contains(&"--image-dpi".into()), "{told:?}");
    }
}
