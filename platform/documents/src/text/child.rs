//! Reading a document's text in a child process (see [`crate::Guard`]). The child writes an [`Extracted`] as JSON.

use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use crate::format;
use crate::guard::{Ended, Guard, run};
use crate::store::ByteStream;

use super::{Extracted, Limits, extract_within};

/// The hidden subcommand of the reader of text.
pub const SUBCOMMAND: &str = "estrai-testo";

const TOO_SLOW: &str = "La lettura del testo richiedeva troppo tempo ed è stata interrotta: il documento è conservato, ma non si trova cercando le sue parole.";
const BROKEN: &str = "Il documento è danneggiato o costruito in modo anomalo: il suo testo non è stato letto. Il documento è conservato com'è.";
const NOT_STARTED: &str = "Il lettore dei documenti non è partito: il testo non è stato letto. Riprova più tardi.";

/// The child's side.
pub(crate) fn in_child(name: &str) -> Option<Vec<u8>> {
    let limits = Limits::default();
    let mut bytes = Vec::new();
    std::io::stdin().take(limits.input as u64 + 1).read_to_end(&mut bytes).ok()?;
    let format = format::recognise(&bytes, name, Some(&bytes));
    serde_json::to_vec(&extract_within(&bytes, &format, limits)).ok()
}

/// Reads the text of a file in a child process. `exe` is this program (`std::env::current_exe`); `name` is
/// the document's name, for recognising plain text. Never an error: what goes wrong is a note.
pub async fn extract_guarded(exe: &Path, file: &Path, name: &str, guard: Guard) -> Extracted {
    match std::fs::File::open(file) {
        Ok(file) => read(exe, name, guard, Stdio::from(file), None).await,
        Err(error) => {
            tracing::warn!(file = %file.display(), %error, "document cannot be opened");
            Extracted::only_note("Il documento non si può aprire: il suo testo non è stato letto.")
        }
    }
}

/// [`extract_guarded`] for a document that is not in a file, such as one in S3.
pub async fn extract_guarded_stream(exe: &Path, document: ByteStream, name: &str, guard: Guard) -> Extracted {
    read(exe, name, guard, Stdio::piped(), Some(document)).await
}

async fn read(exe: &Path, name: &str, guard: Guard, stdin: Stdio, document: Option<ByteStream>) -> Extracted {
    // JSON may take six bytes for one of text.
    let most = Limits::default().text as u64 * 6 + 1_000_000;
    match run(exe, SUBCOMMAND, name, guard, stdin, document, most).await {
        Ended::Answered(json) => serde_json::from_slice(&json).unwrap_or_else(|error| {
            tracing::error!(%error, "text reader answered nonsense");
            Extracted::only_note(BROKEN)
        }),
        Ended::TooSlow => Extracted::only_note(TOO_SLOW),
        Ended::Crashed => Extracted::only_note(BROKEN),
        Ended::NotStarted => Extracted::only_note(NOT_STARTED),
    }
}
