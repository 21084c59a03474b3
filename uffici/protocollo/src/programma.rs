//! Programs of others, bound in time and memory: what they are given comes from outside.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::process::Command;

/// Binds the program: `$1` is its memory in kB, `$2` its processor seconds.
const BOUND: &str = "ulimit -c 0 && ulimit -v $1 && ulimit -t $2 && shift 2 || exit 126; exec \"$@\"";
/// What the shell answers when the program cannot be bound, or cannot be run, or is not there.
const NOT_RUN: [i32; 2] = [126, 127];
const MEMORY_KIB: &str = "2000000";

/// A program, where it is on this machine. It is looked for each time: whoever installs it need not start us again.
pub(crate) fn trova(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Runs it in a folder; whether it did it, and what it says goes to nobody. None where it does not end within these seconds, is stopped by its bounds or cannot be started: then it
/// has judged nothing.
pub(crate) async fn esegui(program: &Path, folder: &Path, args: &[&str], seconds: u32) -> Option<bool> {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", BOUND, "sh", MEMORY_KIB, &seconds.to_string()]).arg(program).args(args);
    command.current_dir(folder).env_clear();
    for kept in ["PATH", "SSL_CERT_FILE", "SSL_CERT_DIR"] {
        if let Some(value) = std::env::var_os(kept) {
            command.env(kept, value);
        }
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let work = async {
        let mut child = command.spawn().ok()?;
        let code = child.wait().await.ok()?.code().filter(|code| !NOT_RUN.contains(code))?;
        Some(code == 0)
    };
    // It shares the machine: twice its processor's time is enough for whoever waits.
    tokio::time::timeout(Duration::from_secs(2 * u64::from(seconds)), work).await.ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_program_that_is_not_there_is_no_answer_and_one_without_an_end_is_stopped() {
        let here = Path::new("/");
        assert!(esegui(Path::new("/non/esiste"), here, &[], 5).await.is_none());
        assert!(
            esegui(Path::new("/bin/sh"), here, &["-c", "kill -9 $$"], 5).await.is_none(),
            "stopped, it says nothing"
        );
        assert_eq!(esegui(Path::new("/bin/sh"), here, &["-c", "exit 4"], 5).await, Some(false));
        assert_eq!(esegui(Path::new("/bin/echo"), here, &["ciao"], 5).await, Some(true));
        let endless = esegui(Path::new("/bin/sh"), here, &["-c", "yes"], 2).await;
        assert_ne!(endless, Some(true));
    }
}
