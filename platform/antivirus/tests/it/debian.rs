//! Against Debian's own clamd (package `clamav-daemon`), with a database of one signature.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use antivirus::{Clamd, Error, Verdict};

/// The file that every antivirus takes for a virus and that harms nobody (EICAR), in two halves: whole, it would have this source
/// taken away.
fn eicar() -> Vec<u8> {
    [&b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$"[..], b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat()
}

/// A clamd of this test's, which ends with it.
struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Daemon {
    /// It knows one signature, EICAR's by length and MD5, and takes a megabyte. `None`, with a loud line, where there is no clamd.
    async fn start(folder: &Path) -> Option<(Self, Clamd)> {
        let there = Command::new("clamd").arg("--version").stdin(Stdio::null()).output().is_ok();
        if !there {
            eprintln!("SKIPPED: clamd is not installed (clamav-daemon), so no real antivirus was asked");
            return None;
        }
        let (database, socket, config) = (folder.join("db"), folder.join("clamd.ctl"), folder.join("clamd.conf"));
        fs::create_dir(&database).unwrap();
        fs::write(database.join("prova.hdb"), "44d88612fea8a8f36de82e1278abb02f:68:Prova.Eicar\n").unwrap();
        let text = format!(
            "Foreground yes\nDatabaseDirectory {}\nLocalSocket {}\nStreamMaxLength 1M\n",
            database.display(),
            socket.display()
        );
        fs::write(&config, text).unwrap();
        let mut command = Command::new("clamd");
        command.arg(format!("--config-file={}", config.display())).stdin(Stdio::null()).stdout(Stdio::null());
        let mut daemon = Self(command.spawn().unwrap());
        let clamd = Clamd::new(socket.display().to_string().parse().unwrap(), Duration::from_secs(60));
        // It reads its database first.
        while let Err(error) = clamd.version().await {
            assert!(daemon.0.try_wait().unwrap().is_none(), "clamd has ended before it answered: {error}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Some((daemon, clamd))
    }
}

async fn look(clamd: &Clamd, bytes: &[u8]) -> Result<Verdict, Error> {
    let mut scan = clamd.begin().await?;
    scan.give(bytes).await?;
    scan.end().await
}

#[tokio::test]
async fn debians_clamd_finds_what_it_knows_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let Some((_daemon, clamd)) = Daemon::start(folder.path()).await else { return };
    assert!(clamd.version().await.unwrap().starts_with("ClamAV "));
    assert_eq!(look(&clamd, b"Buongiorno").await, Ok(Verdict::Clean));
    let found = look(&clamd, &eicar()).await;
    assert!(matches!(&found, Ok(Verdict::Infected(name)) if name.starts_with("Prova.Eicar")), "{found:?}");
    // More than it takes: whether it says so before it hangs up is the system's to decide.
    let large = look(&clamd, &vec![b'.'; 4 << 20]).await;
    assert!(matches!(large, Err(Error::TooLarge | Error::Broken(_))), "{large:?}");
}
