//! A program of others at work upon one document: in a folder of its own that goes away with it, with nothing of our environment, bound in
//! time, memory and the size of what it writes. Whatever it started ends with it.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;
use tokio::process::Command;

use crate::fence::Fence;

/// Binds a program before it meets a document from outside: `$1` is its memory in kB, `$2` its processor seconds, `$3` the largest file that it
/// may write, in blocks of 512 bytes. Nobody waits for it, so it gives way.
const BOUND: &str = "ulimit -c 0 && ulimit -v $1 && ulimit -t $2 && ulimit -f $3 && shift 3 && exec nice -n 15 \"$@\"";
/// Block of `ulimit -f` (POSIX), bytes.
const BLOCK: u64 = 512;
/// How much of what a program says is kept for the log, bytes.
const SAID: u64 = 1_000;

/// The bounds of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Wall-clock time, after which it is killed with all that it started.
    pub time: Duration,
    /// Processor time of each of its processes, seconds.
    pub cpu_seconds: u64,
    /// Address space of each of its processes, kB.
    pub memory_kib: u64,
    /// Largest file that it may write, bytes.
    pub file: u64,
}

/// The folder of one run: `casa` is its home, `tmp` where it puts what it needs for a moment, `esce` where the result goes.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    /// An empty one, which only we can enter.
    pub(crate) fn new() -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("municipio-pdf-").tempdir()?;
        for name in ["casa", "tmp", "esce"] {
            fs::create_dir(folder.path().join(name))?;
        }
        Ok(Self { folder })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.path().join("casa")
    }

    pub(crate) fn results(&self) -> PathBuf {
        self.path().join("esce")
    }
}

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// In order; the beginning of what it said.
    Well(String),
    /// Not in order.
    Badly,
    /// It used up its time.
    TooSlow,
    /// It could not be started.
    NotStarted,
}

/// A program, and where it is let in.
pub(crate) struct Tool<'a> {
    pub(crate) program: &'a Path,
    pub(crate) fence: &'a Fence,
    /// What it gets as `PATH`.
    pub(crate) search: &'a OsStr,
}

impl Tool<'_> {
    /// Runs it once.
    pub(crate) async fn run(&self, arguments: &[OsString], desk: &Desk, bounds: Bounds) -> Ended {
        let (out, err) = match (scratch(desk), scratch(desk)) {
            (Ok(out), Ok(err)) => (out, err),
            (Err(error), _) | (_, Err(error)) => return not_started(self.program, &error),
        };
        let (Ok(to), Ok(errors_to)) = (out.try_clone(), err.try_clone()) else { return Ended::NotStarted };
        let mut command = self.command(arguments, desk, bounds);
        // Into files and not pipes: what it leaves behind holds no end open for which we would wait.
        command.stdin(Stdio::null()).stdout(Stdio::from(to)).stderr(Stdio::from(errors_to));
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => return not_started(self.program, &error),
        };
        // Ends it with all that it started, also when nobody waits for us any more.
        let all = Group(child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw));
        let status = tokio::time::timeout(bounds.time, child.wait()).await;
        drop(all);
        let program = self.program.display();
        match status {
            Err(_) => {
                tracing::warn!(%program, seconds = bounds.time.as_secs(), "a converter was killed: out of time");
                Ended::TooSlow
            }
            Ok(Ok(status)) if status.success() => Ended::Well(beginning(out)),
            Ok(status) => {
                let said = beginning(err);
                tracing::warn!(%program, ?status, %said, "a converter failed");
                Ended::Badly
            }
        }
    }

    fn command(&self, arguments: &[OsString], desk: &Desk, bounds: Bounds) -> Command {
        let mut command = Command::new("/bin/sh");
        let (memory, cpu) = (bounds.memory_kib.to_string(), bounds.cpu_seconds.to_string());
        command
            .args(["-c", BOUND, "sh", &memory, &cpu, &(bounds.file / BLOCK).to_string()])
            .args(self.fence.words(desk.path(), self.program))
            .arg(self.program)
            .args(arguments)
            .current_dir(desk.path())
            .env_clear()
            .env("PATH", self.search)
            .env("HOME", desk.home())
            .env("TMPDIR", desk.path().join("tmp"))
            .env("LANG", "C.UTF-8")
            .env("OMP_THREAD_LIMIT", "1")
            // Whoever would call outside all the same finds nobody there.
            .env("http_proxy", "http://127.0.0.1:9")
            .env("https_proxy", "http://127.0.0.1:9")
            .process_group(0)
            .kill_on_drop(true);
        command
    }
}

/// The processes that a program started, which end when this goes away. The group keeps its number while any of them lives; where none does,
/// nobody is found, since it goes away at once after the first of them was waited for.
struct Group(Option<Pid>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

fn not_started(program: &Path, error: &io::Error) -> Ended {
    tracing::error!(program = %program.display(), %error, "a converter did not start");
    Ended::NotStarted
}

/// A file for what a program says, without a name.
fn scratch(desk: &Desk) -> io::Result<File> {
    tempfile::tempfile_in(desk.path())
}

fn beginning(mut file: File) -> String {
    let mut bytes = Vec::new();
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.take(SAID).read_to_end(&mut bytes));
    if read.is_err() {
        return String::new();
    }
    String::from_utf8_lossy(&bytes).chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;
    use testkit::lives;

    const BOUNDS: Bounds =
        Bounds { time: Duration::from_secs(200), cpu_seconds: 10, memory_kib: 500_000, file: 1_000_000 };

    async fn shell(script: &str, desk: &Desk, bounds: Bounds) -> Ended {
        let tool = Tool { program: Path::new("/bin/sh"), fence: &Fence::Absent, search: OsStr::new("/usr/bin:/bin") };
        tool.run(&["-c".into(), script.into()], desk, bounds).await
    }

    /// Whether it is over within a minute.
    async fn ends(pid: &str) -> bool {
        for _ in 0..1_200 {
            if !lives(pid) {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    }

    #[tokio::test]
    async fn what_a_program_started_ends_with_it_when_its_time_is_up() {
        let desk = Desk::new().unwrap();
        let begun = Instant::now();
        let bounds = Bounds { time: Duration::from_secs(5), ..BOUNDS };
        assert_eq!(shell("sleep 300 & echo $! > figlio; wait", &desk, bounds).await, Ended::TooSlow);
        assert!(begun.elapsed() < Duration::from_secs(120));
        let child = fs::read_to_string(desk.path().join("figlio")).unwrap();
        assert!(ends(&child).await, "the child of a program that was killed goes on");
    }

    #[tokio::test]
    async fn what_a_program_leaves_behind_keeps_nobody_waiting_and_ends_too() {
        let desk = Desk::new().unwrap();
        let begun = Instant::now();
        let told = shell("sleep 300 & echo $!", &desk, BOUNDS).await;
        assert!(begun.elapsed() < Duration::from_secs(120), "its child holds open what it said");
        let Ended::Well(child) = told else { panic!("{told:?}") };
        assert!(ends(&child).await, "it goes on");
    }

    #[tokio::test]
    async fn a_file_without_end_is_cut_off_and_told_as_a_failure() {
        let desk = Desk::new().unwrap();
        assert_eq!(shell("exec yes > esce/pieno", &desk, BOUNDS).await, Ended::Badly);
        assert!(fs::metadata(desk.results().join("pieno")).unwrap().len() <= BOUNDS.file);
    }

    #[tokio::test]
    async fn it_learns_nothing_of_our_environment_and_is_bound() {
        let desk = Desk::new().unwrap();
        let told = shell("ulimit -v; ulimit -t; ulimit -f; env", &desk, BOUNDS).await;
        let Ended::Well(told) = told else { panic!("{told:?}") };
        assert!(!told.contains("CARGO"), "{told}");
        assert!(told.contains("500000") && told.contains(&(BOUNDS.file / BLOCK).to_string()), "{told}");
    }

    #[tokio::test]
    async fn its_folder_goes_away_with_it() {
        let desk = Desk::new().unwrap();
        let place = desk.path().to_path_buf();
        shell("echo resto > casa/resto", &desk, BOUNDS).await;
        drop(desk);
        assert!(!place.exists());
    }
}
