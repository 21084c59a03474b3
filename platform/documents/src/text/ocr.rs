//! Pictures of text, through Tesseract, and scanned PDFs, through Poppler's `pdftoppm` and Tesseract, when
//! they are installed. Nothing is written to disk: a page goes from one program to the other through memory.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::time::{Instant, timeout_at};

use crate::format::FormatId;

use super::Extracted;

const NO_TESSERACT: &str = "Testo non riconosciuto: Tesseract non è installato.";
const NO_POPPLER: &str =
    "Testo non riconosciuto: per leggere i PDF scanditi serve anche il programma pdftoppm (pacchetto poppler-utils).";
const FAILED: &str = "Il riconoscimento del testo non è riuscito su una parte del documento.";

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
}

async fn languages(tesseract: &Path) -> String {
    let until = Instant::now() + Duration::from_secs(10);
    let mut command = Command::new(tesseract);
    command.arg("--list-langs");
    let listed = run(command, Bytes::new(), 100_000, until).await.unwrap_or_default();
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let there: Vec<&str> =
        ["ita", "eng"].into_iter().filter(|l| listed.lines().any(|line| line.trim() == *l)).collect();
    there.join("+")
}

/// Recognises the text of a picture, or of a PDF without text. What cannot be done becomes a note.
pub async fn ocr(file: &Path, format: FormatId, tools: &OcrTools, limits: OcrLimits) -> Extracted {
    let Some(tesseract) = &tools.tesseract else { return Extracted::only_note(NO_TESSERACT) };
    let until = Instant::now() + limits.time;
    let mut out = Extracted::default();
    if format != FormatId::Pdf {
        match tokio::fs::metadata(file).await {
            Ok(data) if data.len() <= limits.picture => {}
            _ => {
                return Extracted::only_note(
                    "L'immagine è troppo grande o non si può aprire: il testo non è stato riconosciuto.",
                );
            }
        }
        let Ok(picture) = tokio::fs::read(file).await else { return Extracted::only_note(FAILED) };
        match recognise(tesseract, tools, picture.into(), limits, until).await {
            Some(text) => add(&mut out, &text, limits.text),
            None => out.note(FAILED),
        }
        return out;
    }
    let Some(pdftoppm) = &tools.pdftoppm else { return Extracted::only_note(NO_POPPLER) };
    for page in 1..=limits.pages {
        let mut command = Command::new(pdftoppm);
        let number = page.to_string();
        command.args(["-f", &number, "-l", &number, "-r", "200", "-gray", "-png"]).arg(file);
        // Past the last page, nothing comes out.
        let Some(picture) = run(command, Bytes::new(), limits.picture, until).await else { break };
        if picture.is_empty() {
            break;
        }
        match recognise(tesseract, tools, picture.into(), limits, until).await {
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

async fn recognise(
    tesseract: &Path,
    tools: &OcrTools,
    picture: Bytes,
    limits: OcrLimits,
    until: Instant,
) -> Option<String> {
    let mut command = Command::new(tesseract);
    command.args(["stdin", "stdout"]);
    if !tools.languages.is_empty() {
        command.args(["-l", &tools.languages]);
    }
    // One core for each document: several are recognised at once.
    command.env("OMP_THREAD_LIMIT", "1");
    let text = run(command, picture, limits.text as u64, until).await?;
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

/// Runs a program with `input`, keeps at most `most` bytes of what it answers, kills it at `until`. `None`
/// when it fails, takes too long or answers too much.
async fn run(mut command: Command, input: Bytes, most: u64, until: Instant) -> Option<Vec<u8>> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let work = async {
        let mut child = command.spawn().ok()?;
        let (mut stdin, stdout) = (child.stdin.take()?, child.stdout.take()?);
        let write = async move {
            // A program that has seen enough closes its end; its answer tells whether that was right.
            let _ = stdin.write_all(&input).await;
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

    #[tokio::test]
    async fn without_tesseract_the_reason_is_told() {
        let tools = OcrTools::find(std::ffi::OsStr::new("/nowhere")).await;
        let out = ocr(Path::new("/x.png"), FormatId::Png, &tools, OcrLimits::default()).await;
        assert_eq!(out.notes, [NO_TESSERACT]);
    }

    #[tokio::test]
    async fn a_program_that_hangs_or_floods_is_stopped() {
        let soon = || Instant::now() + Duration::from_millis(300);
        let mut hang = Command::new("sleep");
        hang.arg("60");
        let start = Instant::now();
        assert_eq!(run(hang, Bytes::new(), 10, soon()).await, None);
        assert_eq!(run(Command::new("yes"), Bytes::new(), 1000, soon()).await, None);
        assert!(start.elapsed() < Duration::from_secs(5));
        assert_eq!(run(Command::new("cat"), Bytes::from("x"), 9, soon()).await, Some(b"x".to_vec()));
    }
}
