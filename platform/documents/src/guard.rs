//! Work on documents from outside in a child process: a parser that crashes, loops or eats memory then costs one answer,
//! never the town hall.
//!
//! The program calls itself with a hidden subcommand, which [`child_main`] knows: it reads the document on its standard
//! input and answers on its standard output, after binding itself to the limits of memory, processor time and files
//! (setrlimit(2)) that it was given.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{ExitCode, ExitStatus, Stdio};
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use rlimit::Resource;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{ChildStdin, Command};

use crate::store::ByteStream;
use crate::{compose, stamp, text};

/// How much work that nobody waits for gives way (nice(2): from 0 to 19).
const NICE: i32 = 15;

/// Stack of the working thread. Only what is used is real memory.
const STACK_BYTES: usize = 64 << 20;

/// The bounds of one piece of work.
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
    /// The usual bounds, for work that nobody waits for.
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

/// The child's side, if `args` (without the program's own name) call for it: the hidden subcommand, the memory in bytes,
/// the processor seconds, 1 where nobody waits for it, and for the reader of text the document's name.
pub fn child_main(args: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let mut args = args.into_iter();
    let work: fn(&str) -> Option<Vec<u8>> = match args.next()?.to_str()? {
        text::SUBCOMMAND => text::in_child,
        stamp::SUBCOMMAND => |_| stamp::in_child(),
        compose::SUBCOMMAND => |_| compose::in_child(),
        _ => return None,
    };
    Some(child(work, args))
}

fn child(work: fn(&str) -> Option<Vec<u8>>, mut args: impl Iterator<Item = OsString>) -> ExitCode {
    let mut number = || args.next().and_then(|arg| arg.to_str()?.parse::<u64>().ok());
    let (Some(memory), Some(cpu), Some(background)) = (number(), number(), number()) else {
        return ExitCode::from(2);
    };
    let name = args.next().unwrap_or_default().to_string_lossy().into_owned();
    if bind(memory, cpu).is_err() {
        return ExitCode::from(3);
    }
    if background == 1 {
        // Given way or not, the work is done.
        let _ = rustix::process::nice(NICE);
    }
    let working = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || work(&name));
    let Ok(Ok(Some(answer))) = working.map(std::thread::JoinHandle::join) else {
        return ExitCode::from(4);
    };
    match std::io::stdout().write_all(&answer) {
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

/// How a child ended.
pub(crate) enum Ended {
    /// In order, with this answer.
    Answered(Vec<u8>),
    /// It used up its time.
    TooSlow,
    /// It crashed or was out of memory.
    Crashed,
    /// It could not be started.
    NotStarted,
}

/// Starts `exe` with a hidden subcommand, gives it the document and takes its answer, of `most` bytes.
pub(crate) async fn run(
    exe: &Path,
    subcommand: &str,
    name: &str,
    guard: Guard,
    stdin: Stdio,
    document: Option<ByteStream>,
    most: u64,
) -> Ended {
    let mut command = Command::new(exe);
    // A nought in a name from outside would be refused as an argument.
    let name: String = name.chars().filter(|c| *c != '\0').take(255).collect();
    command
        .args([subcommand, &guard.memory.to_string(), &guard.cpu_seconds.to_string()])
        .args([if guard.background { "1" } else { "0" }, &name])
        .env_clear()
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            tracing::error!(exe = %exe.display(), %error, subcommand, "the child did not start");
            return Ended::NotStarted;
        }
    };
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let work = async {
        let read = async {
            let mut answer = Vec::new();
            if let Some(stdout) = stdout {
                let _ = stdout.take(most).read_to_end(&mut answer).await;
            }
            answer
        };
        let (_, answer) = tokio::join!(feed(stdin, document), read);
        (child.wait().await, answer)
    };
    match tokio::time::timeout(guard.time, work).await {
        Err(_) => {
            tracing::warn!(seconds = guard.time.as_secs(), subcommand, "the child was killed: out of time");
            Ended::TooSlow
        }
        Ok((status, answer)) => ended(status, answer, subcommand),
    }
}

/// A document behind parts of ours, each behind its length, as [`part`] reads them in the child.
pub(crate) fn behind(parts: &[&[u8]], document: ByteStream) -> ByteStream {
    let mut head = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        head.extend_from_slice(&(part.len() as u64).to_be_bytes());
        head.extend_from_slice(part);
    }
    futures::stream::iter([Ok(Bytes::from(head))]).chain(document).boxed()
}

/// The next part, of `most` bytes.
pub(crate) fn part(input: &mut impl Read, most: usize) -> Option<Vec<u8>> {
    let mut length = [0; 8];
    input.read_exact(&mut length).ok()?;
    let length = usize::try_from(u64::from_be_bytes(length)).ok().filter(|length| *length <= most)?;
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes).ok()?;
    Some(bytes)
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

fn ended(status: std::io::Result<ExitStatus>, answer: Vec<u8>, subcommand: &str) -> Ended {
    use std::os::unix::process::ExitStatusExt;
    const SIGXCPU: i32 = 24;
    const SIGKILL: i32 = 9;
    match status {
        Ok(status) if status.success() => Ended::Answered(answer),
        Ok(status) if matches!(status.signal(), Some(SIGXCPU | SIGKILL)) => {
            tracing::warn!(%status, subcommand, "the child used up its processor time");
            Ended::TooSlow
        }
        status => {
            tracing::warn!(?status, subcommand, "the child crashed");
            Ended::Crashed
        }
    }
}
