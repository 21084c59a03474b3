//! Reading documents from outside in a child process: a parser that crashes, loops or eats memory then costs
//! one document's text, never the town hall.
//!
//! The program calls itself: `municipio estrai-testo` (hidden) is [`child_main`], which reads the document on
//! its standard input and writes an [`Extracted`] as JSON on its standard output, after binding itself to the
//! limits of memory, processor time and files (setrlimit(2)) that it was given.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use futures::StreamExt;
use rlimit::Resource;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{ChildStdin, Command};

use crate::format;
use crate::store::ByteStream;

use super::{Extracted, Limits, extract_within};

/// The hidden subcommand under which the program must call [`child_main`].
pub const SUBCOMMAND: &str = "estrai-testo";

/// How much a reading that nobody waits for gives way (nice(2): from 0 to 19).
const NICE: i32 = 15;

/// Stack of the reading thread. Only what is used is real memory.
const STACK_BYTES: usize = 64 << 20;

const TOO_SLOW: &str = "La lettura del testo richiedeva troppo tempo ed è stata interrotta: il documento è conservato, ma non si trova cercando le sue parole.";
const BROKEN: &str = "Il documento è danneggiato o costruito in modo anomalo: il suo testo non è stato letto. Il documento è conservato com'è.";
const NOT_STARTED: &str = "Il lettore dei documenti non è partito: il testo non è stato letto. Riprova più tardi.";

/// The bounds of one reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// Wall-clock time, after which the child is killed.
    pub time: Duration,
    /// Processor time, in seconds.
    pub cpu_seconds: u64,
    /// Address space, in bytes.
    pub memory: u64,
    /// Nobody waits for it: whoever does comes first on the processor.
    pub background: bool,
}

impl Guard {
    /// The usual bounds, for a reading that nobody waits for.
    pub fn background() -> Self {
        Self { background: true, ..Self::default() }
    }
}

impl Default for Guard {
    /// 60 s, of which 40 s of processor; 2 GB of address space.
    fn default() -> Self {
        Self { time: Duration::from_secs(60), cpu_seconds: 40, memory: 2_000_000_000, background: false }
    }
}

/// The child's side. `args` are those after the subcommand: the document's name, the memory in bytes, the
/// processor seconds, and 1 where nobody waits for it.
pub fn child_main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args = args.into_iter();
    let name = args.next().unwrap_or_default().to_string_lossy().into_owned();
    let mut number = || args.next().and_then(|arg| arg.to_str()?.parse::<u64>().ok());
    let (Some(memory), Some(cpu)) = (number(), number()) else { return ExitCode::from(2) };
    if bind(memory, cpu).is_err() {
        return ExitCode::from(3);
    }
    if number() == Some(1) {
        // Refused or not, the text is read.
        let _ = rustix::process::nice(NICE);
    }
    let reading = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || read(&name));
    let Ok(Ok(Some(json))) = reading.map(std::thread::JoinHandle::join) else {
        return ExitCode::from(4);
    };
    match std::io::stdout().write_all(&json) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(5),
    }
}

/// Limits that the process cannot raise again.
fn bind(memory: u64, cpu: u64) -> std::io::Result<()> {
    Resource::AS.set(memory, memory)?;
    Resource::CPU.set(cpu, cpu)?;
    Resource::CORE.set(0, 0)?;
    // No file may be written and none more opened: what a parser could be tricked into is small.
    Resource::FSIZE.set(0, 0)?;
    Resource::NOFILE.set(16, 16)
}

fn read(name: &str) -> Option<Vec<u8>> {
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
        Ok(file) => run(exe, name, guard, Stdio::from(file), None).await,
        Err(error) => {
            tracing::warn!(file = %file.display(), %error, "document cannot be opened");
            Extracted::only_note("Il documento non si può aprire: il suo testo non è stato letto.")
        }
    }
}

/// [`extract_guarded`] for a document that is not in a file, such as one in S3.
pub async fn extract_guarded_stream(exe: &Path, document: ByteStream, name: &str, guard: Guard) -> Extracted {
    run(exe, name, guard, Stdio::piped(), Some(document)).await
}

async fn run(exe: &Path, name: &str, guard: Guard, stdin: Stdio, document: Option<ByteStream>) -> Extracted {
    let mut command = Command::new(exe);
    // A nought in a name from outside would be refused as an argument.
    let name: String = name.chars().filter(|c| *c != '\0').take(255).collect();
    command
        .args([SUBCOMMAND, &name, &guard.memory.to_string(), &guard.cpu_seconds.to_string()])
        .arg(u8::from(guard.background).to_string())
        .env_clear()
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            tracing::error!(exe = %exe.display(), %error, "text reader did not start");
            return Extracted::only_note(NOT_STARTED);
        }
    };
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let work = async {
        // JSON may take six bytes for one of text.
        let most = Limits::default().text as u64 * 6 + 1_000_000;
        let read = async {
            let mut json = Vec::new();
            if let Some(stdout) = stdout {
                let _ = stdout.take(most).read_to_end(&mut json).await;
            }
            json
        };
        let (_, json) = tokio::join!(feed(stdin, document), read);
        (child.wait().await, json)
    };
    match tokio::time::timeout(guard.time, work).await {
        Err(_) => {
            tracing::warn!(seconds = guard.time.as_secs(), "text reader killed: out of time");
            Extracted::only_note(TOO_SLOW)
        }
        Ok((status, json)) => outcome(status, &json),
    }
}

/// Sends the document; a child that has stopped reading has its own way of telling why.
async fn feed(stdin: Option<ChildStdin>, document: Option<ByteStream>) {
    let (Some(mut stdin), Some(mut document)) = (stdin, document) else { return };
    while let Some(Ok(piece)) = document.next().await {
        if stdin.write_all(&piece).await.is_err() {
            return;
        }
    }
}

fn outcome(status: std::io::Result<std::process::ExitStatus>, json: &[u8]) -> Extracted {
    use std::os::unix::process::ExitStatusExt;
    const SIGXCPU: i32 = 24;
    const SIGKILL: i32 = 9;
    match status {
        Ok(status) if status.success() => serde_json::from_slice(json).unwrap_or_else(|error| {
            tracing::error!(%error, "text reader answered nonsense");
            Extracted::only_note(BROKEN)
        }),
        Ok(status) if matches!(status.signal(), Some(SIGXCPU | SIGKILL)) => {
            tracing::warn!(%status, "text reader used up its processor time");
            Extracted::only_note(TOO_SLOW)
        }
        status => {
            tracing::warn!(?status, "text reader crashed");
            Extracted::only_note(BROKEN)
        }
    }
}
