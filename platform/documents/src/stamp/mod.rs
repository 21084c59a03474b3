//! A visible stamp on a copy of a PDF (the "segnatura" of art. 55 DPR 445/2000).
//!
//! The copy is the original's own bytes, all of them, with an incremental update behind (ISO 32000-1, 7.5.6): one
//! annotation of the kind "stamp" on the first page, whose appearance is the page of another PDF. So nothing of the
//! original is lost or rewritten, and a signature inside still covers the very bytes that it covered. The original in the
//! store is never touched.
//!
//! The original comes from outside: it is read in a child process (see [`crate::Guard`]), which answers with the update
//! alone, so that the town hall's own process holds neither the file nor its parser.

pub(crate) mod base;
mod ink;
mod place;
mod update;
pub(crate) mod write;

use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use tokio::sync::Semaphore;

use crate::guard::{Ended, Guard, behind, part, run};
use crate::store::ByteStream;

/// The hidden subcommand of the child that stamps.
pub(crate) const SUBCOMMAND: &str = "timbra";

/// Largest PDF that is stamped, in bytes.
pub const LARGEST: u64 = 200_000_000;
/// Largest stamp, and largest text of it, in bytes.
const LARGEST_STAMP: usize = 2_000_000;
/// Largest update that is taken from a child, in bytes.
const LARGEST_UPDATE: u64 = 8_000_000;

/// What is put on the copy.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// A PDF whose first page is the stamp, as large as it shall be. Ours: it is trusted.
    pub pdf: Vec<u8>,
    /// What it says, for whoever does not see it.
    pub text: String,
}

/// Why a PDF gets no stamp. `Display` is the Italian sentence for the person at the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unstamped {
    /// It is encrypted: whatever is added would have to be encrypted too, with a password that we do not have.
    #[error("Il PDF è protetto (cifrato): sulla copia non si può scrivere niente.")]
    Encrypted,
    /// It is damaged, or built in a way that no update can follow.
    #[error("Il PDF è danneggiato o costruito in modo anomalo: sulla copia non si può scrivere niente.")]
    Broken,
    /// Larger than [`LARGEST`].
    #[error("Il PDF è troppo grande per metterci il timbro.")]
    TooLarge,
    /// The child was not ready in time.
    #[error("Leggere il PDF richiedeva troppo tempo.")]
    TooSlow,
    /// The child could not be started.
    #[error("Il programma che mette il timbro non è partito.")]
    NotStarted,
}

/// Children that stamp at the same time: each may take the memory of its guard.
static PLACES: Semaphore = Semaphore::const_new(4);

/// The update that makes the stamped copy: to be sent behind the document's own bytes.
///
/// # Errors
/// Why there is none.
pub async fn stamp(
    exe: &Path,
    document: ByteStream,
    size: u64,
    stamp: &Stamp,
    guard: Guard,
) -> Result<Vec<u8>, Unstamped> {
    if size > LARGEST || stamp.pdf.len() > LARGEST_STAMP || stamp.text.len() > LARGEST_STAMP {
        return Err(Unstamped::TooLarge);
    }
    let Ok(_place) = PLACES.acquire().await else { return Err(Unstamped::NotStarted) };
    let input = behind(&[stamp.text.as_bytes(), &stamp.pdf], document);
    match run(exe, SUBCOMMAND, "", guard, Stdio::piped(), Some(input), LARGEST_UPDATE).await {
        Ended::Answered(answer) => match answer.split_first() {
            Some((&STAMPED, update)) => Ok(update.to_vec()),
            Some((&ENCRYPTED, _)) => Err(Unstamped::Encrypted),
            _ => Err(Unstamped::Broken),
        },
        Ended::TooSlow => Err(Unstamped::TooSlow),
        Ended::Crashed => Err(Unstamped::Broken),
        Ended::NotStarted => Err(Unstamped::NotStarted),
    }
}

// The first byte of a child's answer.
const STAMPED: u8 = b'T';
const ENCRYPTED: u8 = b'E';
const BROKEN: u8 = b'B';

/// The child's side.
pub(crate) fn in_child() -> Option<Vec<u8>> {
    let mut input = std::io::stdin().take(LARGEST + 2 * LARGEST_STAMP as u64 + 16);
    let text = String::from_utf8(part(&mut input, LARGEST_STAMP)?).ok()?;
    let pdf = part(&mut input, LARGEST_STAMP)?;
    let mut original = Vec::new();
    input.read_to_end(&mut original).ok()?;
    Some(match update_for(original, &Stamp { pdf, text }) {
        Ok(update) => [&[STAMPED], &update[..]].concat(),
        Err(Unstamped::Encrypted) => vec![ENCRYPTED],
        Err(_) => vec![BROKEN],
    })
}

/// The pure work: bounded in depth and size by itself, in time and memory only by the child that it runs in.
fn update_for(original: Vec<u8>, stamp: &Stamp) -> Result<Vec<u8>, Unstamped> {
    let original = Arc::new(original);
    let base = base::read(&original).ok_or(Unstamped::Broken)?;
    if base.encrypted {
        return Err(Unstamped::Encrypted);
    }
    let pdf = match Pdf::new(Arc::clone(&original)) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(_)) => return Err(Unstamped::Encrypted),
        Err(LoadPdfError::Invalid) => return Err(Unstamped::Broken),
    };
    let page = pdf.pages().first().ok_or(Unstamped::Broken)?;
    let ours = Pdf::new(Arc::new(stamp.pdf.clone())).map_err(|_| Unstamped::Broken)?;
    let ours = ours.pages().first().ok_or(Unstamped::Broken)?;
    let (width, height) = ours.render_dimensions();
    let spot = place::find(&pdf, page, f64::from(width), f64::from(height)).ok_or(Unstamped::Broken)?;
    update::write(&pdf, page, &base, ours, &stamp.text, &spot).ok_or(Unstamped::Broken)
}

#[cfg(test)]
mod tests;
