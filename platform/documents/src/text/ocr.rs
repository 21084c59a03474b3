//! Pictures of text, through Tesseract, and scanned PDFs, through Poppler's `pdftoppm` and Tesseract, when
//! they are installed. A page goes from one program to the other through memory; the document itself lies
//! meanwhile in a file without a name, which the system takes away whatever happens.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::time::{Instant, timeout_at};

use crate::format::FormatId;
use crate::store::{ByteStream, StoreError};

use super::Extracted;

const NO_TESSERACT: &str = "Il testo di questa scansione non si può cercare: su questo server manca Tesseract, il programma che riconosce le parole nelle immagini.";
const NO_POPPLER: &str = "Il testo di questa scansione non si può cercare: su questo server manca pdftoppm (pacchetto poppler-utils), che trae le immagini dai PDF.";
const FAILED: &str =
    "Il riconoscimento del testo non è riuscito su una parte della scansione: quelle parole non si possono cercare.";
const TOO_BIG: &str = "L'immagine è troppo grande: il suo testo non è stato riconosciuto e non si può cercare.";
const NOTHING_SEEN: &str = "In questa scansione non è stata riconosciuta nessuna parola.";

/// Binds a program of others before it meets a document from outside: `$1` is its memory in kB, `$2` its processor seconds.
const BOUND: &str = "ulimit -c 0 && ulimit -v $1 && ulimit -t $2 && shift 2 && exec \"$@\"";
const MEMORY_KIB: &str = "2000000";
const CPU_SECONDS: &str = "120";

/// The programs, where they are on this machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OcrTools {
    /// Tesseract OCR.
    pub tesseract: Option<PathBuf>,
    /// Poppler's `pdftoppm`.
    pub pdftoppm: Option<PathBuf>,
    /// The value of Tesseract's `-l`: `ita+eng`, or what there is of it.
    pub languages: String,
}

/// How long recognising may take and how much of a document it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OcrLimits {
    /// Time for the whole document.
    pub time: Duration,
    /// Most pages of a scanned PDF.
    pub pages: u32,
    /// Most bytes of one page's picture.
    pub picture: u64,
    /// Most text kept, in bytes.
    pub text: usize,
}

impl Default for OcrLimits {
    /// 3 minutes, 30 pages, 60 MB for a page, 2 MB of text.
    fn default() -> Self {
        Self { time: Duration::from_secs(180), pages: 30, picture: 60_000_000, text: 2_000_000 }
    }
}

impl OcrTools {
    /// Looks for the programs in the folders of `path` (the variable `PATH`) and asks Tesseract for its languages.
    pub async fn find(path: &std::ffi::OsStr) -> Self {
        let look = |name: &str| std::env::split_paths(path).map(|folder| folder.join(name)).find(|file| file.is_file());
        let mut tools = Self { tesseract: look("tesseract"), pdftoppm: look("pdftoppm"), languages: String::new() };
        if let Some(tesseract) = &tools.tesseract {
            tools.languages = languages(tesseract).await;
        }
        tools
    }

    /// Why a document of this format cannot be recognised here, as a sentence for whoever looks for its words.
    pub const fn lacking(&self, format: FormatId) -> Option<&'static str> {
        match (&self.tesseract, &self.pdftoppm) {
            (None, _) => Some(NO_TESSERACT),
            (Some(_), None) if matches!(format, FormatId::Pdf) => Some(NO_POPPLER),
            _ => None,
        }
    }
}

/// A program of others, which gets nothing of our environment and cannot eat the machine.
fn bound(program: &Path) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", BOUND, "sh", MEMORY_KIB, CPU_SECONDS]).arg(program).env_clear();
    for kept in ["PATH", "TESSDATA_PREFIX"] {
        if let Some(value) = std::env::var_os(kept) {
            command.env(kept, value);
        }
    }
    // One core for each document: several are recognised at once.
    command.env("OMP_THREAD_LIMIT", "1");
    command
}

async fn languages(tesseract: &Path) -> String {
    let until = Instant::now() + Duration::from_secs(10);
    let mut command = bound(tesseract);
    command.arg("--list-langs");
    let listed = run(command, Input::Bytes(Bytes::new()), 100_000, until).await.unwrap_or_default();
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let there: Vec<&str> =
        ["ita", "eng"].into_iter().filter(|l| listed.lines().any(|line| line.trim() == *l)).collect();
    there.join("+")
}

/// Recognises the text of a picture, or of a PDF without text. What cannot be done becomes a note.
///
/// # Errors
/// Those of the store that gives the document.
pub async fn ocr(
    mut document: ByteStream,
    format: FormatId,
    tools: &OcrTools,
    limits: OcrLimits,
) -> Result<Extracted, StoreError> {
    if let Some(note) = tools.lacking(format) {
        return Ok(Extracted::only_note(note));
    }
    let Ok(file) = tempfile::tempfile() else { return Ok(Extracted::only_note(FAILED)) };
    let mut write = tokio::fs::File::from_std(file);
    while let Some(piece) = document.next().await {
        if write.write_all(&piece?).await.is_err() {
            return Ok(Extracted::only_note(FAILED));
        }
    }
    if write.flush().await.is_err() {
        return Ok(Extracted::only_note(FAILED));
    }
    let file = write.into_std().await;
    let until = Instant::now() + limits.time;
    let mut out = match format {
        FormatId::Pdf => pages(&file, tools, limits, until).await,
        _ => picture(&file, tools, limits, until).await,
    };
    if out.text.trim().is_empty() && out.notes.is_empty() {
        out.note(NOTHING_SEEN);
    }
    Ok(out)
}

async fn picture(file: &File, tools: &OcrTools, limits: OcrLimits, until: Instant) -> Extracted {
    let Ok(mut again) = rewound(file) else { return Extracted::only_note(FAILED) };
    let mut bytes = Vec::new();
    match Read::by_ref(&mut again).take(limits.picture + 1).read_to_end(&mut bytes) {
        Ok(read) if read as u64 <= limits.picture => {}
        Ok(_) => return Extracted::only_note(TOO_BIG),
        Err(_) => return Extracted::only_note(FAILED),
    }
    let mut out = Extracted::default();
    match recognise(tools, bytes.into(), limits, until).await {
        Some(text) => add(&mut out, &text, limits.text),
        None => out.note(FAILED),
    }
    out
}

async fn pages(file: &File, tools: &OcrTools, limits: OcrLimits, until: Instant) -> Extracted {
    let mut out = Extracted::default();
    let Some(pdftoppm) = &tools.pdftoppm else { return out };
    for page in 1..=limits.pages {
        let Ok(whole) = rewound(file) else { break };
        let mut command = bound(pdftoppm);
        let number = page.to_string();
        command.args(["-f", &number, "-l", &number, "-r", "200", "-gray", "-png", "-"]);
        // Past the last page, nothing comes out.
        let picture = run(command, Input::File(whole), limits.picture, until).await.unwrap_or_default();
        if picture.is_empty() {
            if page == 1 {
                out.note(FAILED);
            }
            break;
        }
        match recognise(tools, picture.into(), limits, until).await {
            Some(text) => add(&mut out, &text, limits.text),
            None => out.note(FAILED),
        }
        out.pages = Some(page);
        if Instant::now() >= until || page == limits.pages {
            out.note(format!("Il testo è stato riconosciuto solo nelle prime {page} pagine."));
            break;
        }
    }
    out
}

/// The same file from its beginning.
fn rewound(file: &File) -> std::io::Result<File> {
    let mut again = file.try_clone()?;
    again.rewind()?;
    Ok(again)
}

async fn recognise(tools: &OcrTools, picture: Bytes, limits: OcrLimits, until: Instant) -> Option<String> {
    let mut command = bound(tools.tesseract.as_deref()?);
    command.args(["stdin", "stdout"]);
    if !tools.languages.is_empty() {
        command.args(["-l", &tools.languages]);
    }
    let text = run(command, Input::Bytes(picture), limits.text as u64, until).await?;
    Some(String::from_utf8_lossy(&text).into_owned())
}

fn add(out: &mut Extracted, text: &str, limit: usize) {
    for c in text.chars() {
        let c = if c == '\u{c}' { '\n' } else { c };
        if c.is_control() && !matches!(c, '\n' | '\t') {
            continue;
        }
        if out.text.len() + c.len_utf8() > limit {
            out.truncated = true;
            return;
        }
        out.text.push(c);
    }
}

/// What a program reads.
enum Input {
    Bytes(Bytes),
    File(File),
}

/// Runs a program with `input`, keeps at most `most` bytes of what it answers, kills it at `until`. `None`
/// when it fails, takes too long or answers too much.
async fn run(mut command: Command, input: Input, most: u64, until: Instant) -> Option<Vec<u8>> {
    let (stdin, bytes) = match input {
        Input::Bytes(bytes) => (Stdio::piped(), bytes),
        Input::File(file) => (Stdio::from(file), Bytes::new()),
    };
    command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let work = async {
        let mut child = command.spawn().ok()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take()?);
        let write = async move {
            if let Some(mut stdin) = stdin {
                // A program that has seen enough closes its end; its answer tells whether that was right.
                let _ = stdin.write_all(&bytes).await;
            }
        };
        let read = async move {
            let mut answer = Vec::new();
            stdout.take(most + 1).read_to_end(&mut answer).await.ok().map(|_| answer)
        };
        let ((), answer) = tokio::join!(write, read);
        let answer = answer.filter(|answer| answer.len() as u64 <= most)?;
        child.wait().await.ok()?.success().then_some(answer)
    };
    timeout_at(until, work).await.ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(bytes: &'static [u8]) -> ByteStream {
        futures::stream::iter([Ok(Bytes::from_static(bytes))]).boxed()
    }

    #[tokio::test]
    async fn without_tesseract_the_reason_is_told() {
        let tools = OcrTools::find(std::ffi::OsStr::new("/nowhere")).await;
        let out = ocr(stream(b"x"), FormatId::Png, &tools, OcrLimits::default()).await.unwrap();
        assert_eq!(out.notes, [NO_TESSERACT]);
        let only_half = OcrTools { tesseract: Some("/bin/true".into()), ..OcrTools::default() };
        let out = ocr(stream(b"x"), FormatId::Pdf, &only_half, OcrLimits::default()).await.unwrap();
        assert_eq!(out.notes, [NO_POPPLER]);
    }

    #[tokio::test]
    async fn a_program_that_fails_costs_a_note_and_no_more() {
        let tools = OcrTools { tesseract: Some("/bin/false".into()), ..OcrTools::default() };
        let out = ocr(stream(b"x"), FormatId::Png, &tools, OcrLimits::default()).await.unwrap();
        assert_eq!(out.notes, [FAILED]);
    }

    #[tokio::test]
    async fn a_program_that_hangs_or_floods_is_stopped() {
        let soon = || Instant::now() + Duration::from_millis(300);
        let bytes = |text: &'static str| Input::Bytes(Bytes::from_static(text.as_bytes()));
        let mut hang = bound(Path::new("sleep"));
        hang.arg("60");
        let start = Instant::now();
        assert_eq!(run(hang, bytes(""), 10, soon()).await, None);
        assert_eq!(run(bound(Path::new("yes")), bytes(""), 1000, soon()).await, None);
        assert!(start.elapsed() < Duration::from_secs(50));
        let later = Instant::now() + Duration::from_secs(120);
        assert_eq!(run(bound(Path::new("cat")), bytes("x"), 9, later).await, Some(b"x".to_vec()));
    }

    #[tokio::test]
    async fn a_program_of_others_learns_nothing_of_our_environment_and_is_bound() {
        let later = Instant::now() + Duration::from_secs(120);
        let mut told = bound(Path::new("/bin/sh"));
        told.args(["-c", "env; ulimit -v; ulimit -t"]);
        let told = run(told, Input::Bytes(Bytes::new()), 10_000, later).await.unwrap();
        let told = String::from_utf8(told).unwrap();
        assert!(!told.contains("CARGO"), "{told}");
        assert!(told.contains(MEMORY_KIB) && told.contains(CPU_SECONDS), "{told}");
    }
}
