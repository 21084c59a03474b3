//! A new PDF made of pages of another: each drawn a little smaller above a strip with a mark, and pages of ours behind them.
//!
//! It is what a copy on paper is printed from (CAD, art. 23): a file of its own, in which nothing of the original stands but what its
//! chosen pages draw. A page becomes a form (ISO 32000-1, 8.10) with the fonts and pictures that its content names, and no others, so
//! that of an extract nothing can be recovered of what was left out; what is drawn upon it (fields, signatures, notes) is drawn too.
//! Links, scripts, attachments, words of the reader's tags do not come along; of layers, only whether they are shown. A copy shows what
//! readers show: where each would draw a field its own way there is none. An extract holds nothing that its pages do not show by layers or
//! beyond their box; what lies under something else stays, as do the letters of a font that other pages use.
//!
//! A picture is put on a page first; of a signed envelope the document inside is copied.
//!
//! The original comes from outside: it is read in a child process (see [`crate::Guard`]), bound in memory, time and size.

mod copier;
mod file;
mod layers;
mod look;
mod original;
mod pages;
mod picture;
mod unseen;
mod used;

use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use tokio::sync::Semaphore;

use crate::guard::{Ended, Guard, behind, part, run};
use crate::stamp::base;
use crate::store::ByteStream;

/// The hidden subcommand of the child that composes.
pub(crate) const SUBCOMMAND: &str = "componi";

/// Largest PDF that is copied, in bytes.
pub const LARGEST: u64 = 100_000_000;
/// Most pages of one copy.
pub const MOST_PAGES: usize = 500;
/// Largest of our own parts, in bytes.
const LARGEST_PART: usize = 50_000_000;
/// Largest copy that is taken from a child, in bytes.
const LARGEST_COPY: u64 = 200_000_000;

/// What a copy is made of besides the original.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Which pages, counted from 1, in this order.
    pub pages: Vec<u32>,
    /// A PDF with one small page for each of them: its mark. Ours: it is trusted.
    pub marks: Vec<u8>,
    /// A PDF whose pages stand at the end. Ours too.
    pub last: Vec<u8>,
    /// The title that the copy tells readers.
    pub title: String,
}

/// What an original is, before a copy is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// How many pages it has.
    pub pages: u32,
    /// Whether it holds what no paper shows: attached files, sounds, films.
    pub more: bool,
    /// Whether it is a picture (JPEG, PNG), which stands on a page of ours.
    pub picture: bool,
    /// SHA-256 of the document inside, where it is a signed envelope: the pages are that one's.
    pub inside: Option<[u8; 32]>,
}

/// Why there is no copy. `Display` is the Italian sentence for the person at the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Uncopied {
    /// It is encrypted.
    #[error("Il PDF è protetto (cifrato): le sue pagine non si possono riprodurre.")]
    Encrypted,
    /// It is damaged, or built in a way that cannot be followed.
    #[error("Il documento è danneggiato o costruito in modo anomalo: le sue pagine non si possono riprodurre.")]
    Broken,
    /// Larger than [`LARGEST`], or with more pages than [`MOST_PAGES`].
    #[error("Il documento è troppo grande: una copia può avere al massimo 500 pagine e l'originale 100 MB.")]
    TooLarge,
    /// It is an envelope around something that has no pages of its own.
    #[error(
        "Dentro la busta firmata non c'è un PDF né un'immagine JPEG o PNG: di altri documenti non si riproducono le pagine."
    )]
    NoPages,
    /// A page is asked for that it does not have.
    #[error("Il documento non ha tutte le pagine che hai indicato.")]
    NoSuchPage,
    /// It has fields whose values each reader draws as it likes.
    #[error(
        "Il PDF è un modulo con campi compilati che ogni programma disegna a modo suo: la copia potrebbe non mostrare ciò che vedi."
    )]
    Unfilled,
    /// A page of an extract holds what it does not show.
    #[error(
        "Le pagine scelte contengono parti che non si vedono (livelli nascosti, oppure contenuti fuori dal bordo della pagina): \
         resterebbero nel file dell'estratto."
    )]
    Unseen,
    /// The child was not ready in time.
    #[error("Leggere il documento richiedeva troppo tempo.")]
    TooSlow,
    /// The child could not be started.
    #[error("Il programma che prepara la copia non è partito.")]
    NotStarted,
}

/// Children at the same time: each may take the memory of its guard.
static PLACES: Semaphore = Semaphore::const_new(2);

/// What a PDF is, as far as a copy of it is concerned.
///
/// # Errors
/// Why that cannot be told.
pub async fn look(exe: &Path, document: ByteStream, size: u64, guard: Guard) -> Result<Look, Uncopied> {
    let answer = ask(exe, document, size, &Plan::default(), guard).await?;
    let (pages, rest) = answer.split_first_chunk::<4>().ok_or(Uncopied::Broken)?;
    let (flags, hash) = rest.split_first().ok_or(Uncopied::Broken)?;
    let (more, picture) = (flags & MORE != 0, flags & PICTURE != 0);
    Ok(Look { pages: u32::from_be_bytes(*pages), more, picture, inside: hash.try_into().ok() })
}

/// The new PDF. The same original and plan give the same bytes.
///
/// # Errors
/// Why there is none.
pub async fn compose(
    exe: &Path,
    document: ByteStream,
    size: u64,
    plan: &Plan,
    guard: Guard,
) -> Result<Vec<u8>, Uncopied> {
    if plan.pages.is_empty() {
        return Err(Uncopied::NoSuchPage);
    }
    ask(exe, document, size, plan, guard).await
}

async fn ask(exe: &Path, document: ByteStream, size: u64, plan: &Plan, guard: Guard) -> Result<Vec<u8>, Uncopied> {
    let pages: Vec<u8> = plan.pages.iter().flat_map(|page| page.to_be_bytes()).collect();
    let parts = [&pages[..], plan.title.as_bytes(), &plan.marks, &plan.last];
    if size > LARGEST || plan.pages.len() > MOST_PAGES || parts.iter().any(|part| part.len() > LARGEST_PART) {
        return Err(Uncopied::TooLarge);
    }
    // Whoever waits behind others is told so, and does not wait for ever.
    let place = tokio::time::timeout(guard.time, PLACES.acquire()).await.map_err(|_| Uncopied::TooSlow)?;
    let Ok(_place) = place else { return Err(Uncopied::NotStarted) };
    let input = behind(&parts, document);
    match run(exe, SUBCOMMAND, "", guard, Stdio::piped(), Some(input), LARGEST_COPY).await {
        Ended::Answered(answer) => match answer.split_first() {
            Some((&DONE, made)) => Ok(made.to_vec()),
            Some((code, _)) => {
                Err(WHY.iter().find(|(known, _)| known == code).map_or(Uncopied::Broken, |(_, why)| *why))
            }
            None => Err(Uncopied::Broken),
        },
        Ended::TooSlow => Err(Uncopied::TooSlow),
        Ended::Crashed => Err(Uncopied::Broken),
        Ended::NotStarted => Err(Uncopied::NotStarted),
    }
}

// The first byte of a child's answer.
const DONE: u8 = b'D';
const BROKEN: u8 = b'B';
/// The same where there is no copy, for another reason than that it is broken.
const WHY: [(u8, Uncopied); 6] = [
    (b'E', Uncopied::Encrypted),
    (b'L', Uncopied::TooLarge),
    (b'N', Uncopied::NoSuchPage),
    (b'P', Uncopied::NoPages),
    (b'F', Uncopied::Unfilled),
    (b'U', Uncopied::Unseen),
];
// What a look at the original tells.
const MORE: u8 = 1;
const PICTURE: u8 = 2;

/// The child's side.
pub(crate) fn in_child() -> Option<Vec<u8>> {
    let mut input = std::io::stdin().take(LARGEST + 4 * (LARGEST_PART as u64 + 8));
    let mut ours = || part(&mut input, LARGEST_PART);
    let pages = ours()?.chunks_exact(4).map(|four| four.try_into().map(u32::from_be_bytes)).collect();
    let plan =
        Plan { pages: Result::ok(pages)?, title: String::from_utf8(ours()?).ok()?, marks: ours()?, last: ours()? };
    let mut original = Vec::new();
    input.read_to_end(&mut original).ok()?;
    Some(match made(original, &plan) {
        Ok(made) => [&[DONE], &made[..]].concat(),
        Err(why) => vec![WHY.iter().find(|(_, known)| *known == why).map_or(BROKEN, |(code, _)| *code)],
    })
}

/// The pure work. Without pages it only looks.
fn made(original: Vec<u8>, plan: &Plan) -> Result<Vec<u8>, Uncopied> {
    let opened = original::open(original)?;
    let original = Arc::new(opened.pdf);
    if base::read(&original).ok_or(Uncopied::Broken)?.encrypted {
        return Err(Uncopied::Encrypted);
    }
    let pdf = match Pdf::new(Arc::clone(&original)) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(_)) => return Err(Uncopied::Encrypted),
        Err(LoadPdfError::Invalid) => return Err(Uncopied::Broken),
    };
    let seen = look::look(&pdf)?;
    if plan.pages.is_empty() {
        let flags = (u8::from(seen.more) * MORE) | (u8::from(opened.picture) * PICTURE);
        let inside = opened.inside.as_ref().map_or(&[][..], |hash| &hash[..]);
        return Ok([&seen.pages.to_be_bytes()[..], &[flags], inside].concat());
    }
    let ours = |bytes: &[u8]| Pdf::new(Arc::new(bytes.to_vec())).map_err(|_| Uncopied::Broken);
    let (marks, last) = (ours(&plan.marks)?, ours(&plan.last)?);
    pages::write(&pdf, plan, &marks, &last)
}

#[cfg(test)]
mod tests;
