//! To cut a PDF where a separator sheet lies, through Poppler's programs.

use std::{path::Path, time::Duration};

use tempfile::TempDir;

use super::segno::Grigio;
use crate::programma::{esegui, trova};

/// Pages of the longest scan that is cut.
const MOST_PAGES: usize = 500;
/// Processor seconds of one program.
const SECONDS: u32 = 120;
/// The longest that one scan is looked at and cut, in all. The job that takes it must end in its own time: it would begin with the
/// same scan again, and the others would wait without end.
const LONGEST: Duration = Duration::from_secs(300);

/// A piece of a scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pezzo {
    /// Its first and last page in the whole.
    pub pagine: (usize, usize),
    pub pdf: Vec<u8>,
}

/// What came of looking for separators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Diviso {
    /// There are none, or it cannot be known: the whole is one document. With what is to be said of it.
    Intero(Option<String>),
    /// The pieces between them, at least one.
    Pezzi(Vec<Pezzo>),
    /// Only separators and blank pages.
    Niente,
}

/// Cuts a PDF.
pub async fn dividi(pdf: Vec<u8>) -> Diviso {
    let (Some(pdftoppm), Some(separate), Some(unite)) = (trova("pdftoppm"), trova("pdfseparate"), trova("pdfunite"))
    else {
        return intero(
            "Su questo server manca poppler-utils: se in mezzo ci sono fogli separatori, la scansione non è stata divisa.",
        );
    };
    let tried = tokio::time::timeout(LONGEST, prova(&pdftoppm, &separate, &unite, pdf)).await;
    tried.ok().flatten().unwrap_or_else(|| {
        intero("Non si è riusciti a guardare le pagine: se in mezzo ci sono fogli separatori, la scansione non è stata divisa.")
    })
}

fn intero(why: &str) -> Diviso {
    Diviso::Intero(Some(why.to_owned()))
}

async fn prova(pdftoppm: &Path, separate: &Path, unite: &Path, pdf: Vec<u8>) -> Option<Diviso> {
    let folder = TempDir::new().ok()?;
    let path = folder.path();
    tokio::fs::write(path.join("tutto.pdf"), pdf).await.ok()?;
    let last = (MOST_PAGES + 1).to_string();
    let args = ["-gray", "-scale-to", "400", "-l", &last, "tutto.pdf", "pagina"];
    let seen = esegui(pdftoppm, path, &args, SECONDS).await?;
    let pages = pagine(path).await.filter(|pages| seen && !pages.is_empty())?;
    if pages.len() > MOST_PAGES {
        return Some(intero("Ha più di 500 pagine: non è stata divisa. Scansiona meno fogli alla volta."));
    }
    if !pages.iter().any(|page| *page == Pagina::Separatore) {
        return Some(Diviso::Intero(None));
    }
    let found = tratti(&pages);
    if found.is_empty() {
        return Some(Diviso::Niente);
    }
    let mut pezzi = Vec::with_capacity(found.len());
    for (number, pagine) in found.into_iter().enumerate() {
        let pdf = pezzo(separate, unite, path, number, pagine).await?;
        pezzi.push(Pezzo { pagine: (pagine.0 + 1, pagine.1 + 1), pdf });
    }
    Some(Diviso::Pezzi(pezzi))
}

/// What is on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pagina {
    Separatore,
    Vuota,
    Scritta,
}

/// The pages in order, from their pictures.
async fn pagine(folder: &Path) -> Option<Vec<Pagina>> {
    let mut names = Vec::new();
    let mut entries = tokio::fs::read_dir(folder).await.ok()?;
    while let Some(entry) = entries.next_entry().await.ok()? {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("pagina") {
            names.push(name);
        }
    }
    // The program numbers them with as many digits as the last one has.
    names.sort();
    let mut pages = Vec::with_capacity(names.len());
    for name in names {
        let page = Grigio::leggi(&tokio::fs::read(folder.join(name)).await.ok()?)?;
        pages.push(match (page.separatore(), page.vuoto()) {
            (true, _) => Pagina::Separatore,
            (false, true) => Pagina::Vuota,
            (false, false) => Pagina::Scritta,
        });
    }
    Some(pages)
}

/// From which page to which each piece goes, from zero. A blank page right after a separator is its back; what holds nothing but
/// blank pages is nothing.
fn tratti(pages: &[Pagina]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    for piece in pages.split(|page| *page == Pagina::Separatore) {
        let back = usize::from(at > 0 && piece.first() == Some(&Pagina::Vuota));
        let inside = piece.get(back..).unwrap_or_default();
        if inside.contains(&Pagina::Scritta) {
            found.push((at + back, at + piece.len() - 1));
        }
        at += piece.len() + 1;
    }
    found
}

async fn pezzo(
    separate: &Path,
    unite: &Path,
    folder: &Path,
    number: usize,
    (from, to): (usize, usize),
) -> Option<Vec<u8>> {
    let good = |done: bool| done.then_some(());
    let (first, last) = ((from + 1).to_string(), (to + 1).to_string());
    let named = format!("{number}-%d.pdf");
    good(esegui(separate, folder, &["-f", &first, "-l", &last, "tutto.pdf", &named], SECONDS).await?)?;
    let pages: Vec<String> = (from + 1..=to + 1).map(|page| format!("{number}-{page}.pdf")).collect();
    let [one] = pages.as_slice() else {
        let out = format!("{number}.pdf");
        let args: Vec<&str> = pages.iter().map(String::as_str).chain([out.as_str()]).collect();
        good(esegui(unite, folder, &args, SECONDS).await?)?;
        return tokio::fs::read(folder.join(out)).await.ok();
    };
    tokio::fs::read(folder.join(one)).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pieces_lie_between_the_separators_without_their_backs() {
        use Pagina::{Scritta as S, Separatore as X, Vuota as V};
        assert_eq!(tratti(&[S, S, X, S]), [(0, 1), (3, 3)]);
        assert_eq!(tratti(&[X, V, S, V, X, S, X]), [(2, 3), (5, 5)], "the back goes, a blank page within stays");
        assert_eq!(tratti(&[X, X, V, X]), []);
        assert_eq!(tratti(&[V, S, X, V]), [(0, 1)], "a blank first page is nobody's back");
    }

    #[tokio::test]
    async fn what_is_no_pdf_stays_whole_and_is_told() {
        let said = dividi(b"niente".to_vec()).await;
        assert!(matches!(&said, Diviso::Intero(Some(why)) if why.contains("non è stata divisa")), "{said:?}");
    }
}
