//! Debian's `sftp` at work upon one list of commands: in a private folder that goes away with it, with nothing of our environment nor of
//! anybody's configuration, bound in time, memory and in what it says. What it started (`ssh`) ends with it.

use std::{
    env,
    fs::{self, File, Permissions},
    io,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Stdio,
    time::Duration,
};

use ente::Sftp;
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::Command,
    time::timeout,
};

/// Binds it: `$1` is the memory of each of its processes in kB. A core would hold the key.
const BOUND: &str = "ulimit -c 0 && ulimit -v $1 && shift && exec \"$@\"";
const MEMORY_KIB: &str = "2000000";
/// What the shell says where the program is not there (POSIX).
const ASSENTE: i32 = 127;
/// How much of what it says is read, bytes.
const SAID: u64 = 20_000;
/// By which name the server is known in the list of keys, whatever its address.
const ALIAS: &str = "conservatore";

/// What it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Detto {
    /// With which code it ended; none where it was killed.
    pub(super) codice: Option<i32>,
    /// Each command, and what came of it.
    pub(super) fuori: String,
    /// What went wrong.
    pub(super) errori: String,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fine {
    /// By itself.
    Detto(Detto),
    /// It used up its time.
    Tardi,
    /// It could not be started.
    NonParte,
}

/// Runs it once. `file` becomes what it reads, where a command asks for it as `/proc/self/fd/0`.
pub(super) async fn esegui(posto: &Sftp, lavoro: &str, file: Option<File>, pazienza: Duration) -> Fine {
    match prova_a_eseguire(posto, lavoro, file, pazienza).await {
        Ok(Fine::Detto(detto)) if detto.codice == Some(ASSENTE) => Fine::NonParte,
        Ok(fine) => fine,
        Err(error) => {
            tracing::error!(%error, "sftp did not start");
            Fine::NonParte
        }
    }
}

async fn prova_a_eseguire(posto: &Sftp, lavoro: &str, file: Option<File>, pazienza: Duration) -> io::Result<Fine> {
    // Nothing in it is secret, should we be killed: the server's public key, and what is to be done. The private key stays where it lies.
    let folder =
        tempfile::Builder::new().prefix("municipio-sftp-").permissions(Permissions::from_mode(0o700)).tempdir()?;
    let (noti, batch) = (folder.path().join("noti"), folder.path().join("lavoro"));
    fs::write(&noti, format!("{ALIAS} {}\n", posto.host_key))?;
    fs::write(&batch, lavoro)?;
    let mut command = comando(posto, folder.path(), &noti, &batch);
    command.stdin(file.map_or_else(Stdio::null, Stdio::from));
    let mut child = command.spawn()?;
    // Ends it with all that it started, also when nobody waits for us any more.
    let all = Gruppo(child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw));
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let work = async {
        let (fuori, errori) = tokio::join!(letto(out), letto(err));
        (child.wait().await, fuori, errori)
    };
    let ended = timeout(pazienza, work).await;
    drop(all);
    let Ok((status, fuori, errori)) = ended else { return Ok(Fine::Tardi) };
    Ok(Fine::Detto(Detto { codice: status?.code(), fuori, errori }))
}

fn comando(posto: &Sftp, folder: &Path, noti: &Path, batch: &Path) -> Command {
    let options = [
        format!("HostName={}", posto.host),
        format!("User={}", posto.user),
        // This key of the server's and no other, whatever this machine knows or somebody's DNS tells.
        format!("HostKeyAlias={ALIAS}"),
        format!("UserKnownHostsFile={}", noti.display()),
        "GlobalKnownHostsFile=/dev/null".into(),
        "StrictHostKeyChecking=yes".into(),
        "UpdateHostKeys=no".into(),
        "VerifyHostKeyDNS=no".into(),
        // This key of ours and no other way of entering; nobody is asked anything.
        "BatchMode=yes".into(),
        "IdentitiesOnly=yes".into(),
        "IdentityAgent=none".into(),
        "PreferredAuthentications=publickey".into(),
        "ConnectTimeout=20".into(),
        // A server that fell silent is left after a minute.
        "ServerAliveInterval=15".into(),
        "ServerAliveCountMax=4".into(),
    ];
    let mut command = Command::new("/bin/sh");
    command.args(["-c", BOUND, "sh", MEMORY_KIB, "sftp", "-F", "none", "-b"]).arg(batch).arg("-i").arg(&posto.key_file);
    command.arg("-P").arg(posto.port.to_string());
    for option in &options {
        command.arg("-o").arg(option);
    }
    command
        .arg(ALIAS)
        .current_dir(folder)
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into()))
        .env("HOME", folder)
        .env("LANG", "C.UTF-8")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    command
}

async fn letto<R: AsyncRead + Unpin>(from: Option<R>) -> String {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        // What it said before it ended badly is all that is asked for.
        let _ = from.take(SAID).read_to_end(&mut bytes).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The processes that it started, which end when this goes away. The group keeps its number while any of them lives.
struct Gruppo(Option<Pid>);

impl Drop for Gruppo {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Read, net::TcpListener};

    use super::*;
    use crate::sftp::esempio;

    #[tokio::test]
    async fn one_that_waits_for_ever_is_ended_with_all_that_it_started() {
        if !testkit::installed("sftp", "no client was ended that waits for ever") {
            return;
        }
        // Somebody takes the call and says nothing.
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        // Where nobody had called, the test would wait for ever.
        listener.set_nonblocking(true).unwrap();
        let posto = Sftp {
            host: "127.0.0.1".into(),
            port: listener.local_addr().unwrap().port(),
            key_file: "/dev/null".into(),
            ..esempio()
        };
        assert_eq!(esegui(&posto, "pwd\n", None, Duration::from_secs(10)).await, Fine::Tardi);
        let (mut line, _) = listener.accept().expect("ssh has called");
        line.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut said = Vec::new();
        line.read_to_end(&mut said).expect("ssh has hung up");
        assert!(said.starts_with(b"SSH-2.0-"), "{said:?}");
    }
}
