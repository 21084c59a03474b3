//! The built program as a process of its own.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::Context;
use ente::Database;
use reqwest::{Client, redirect::Policy};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};

/// The program under measure, serving a folder. It is killed when dropped.
pub(crate) struct Program {
    child: Child,
    /// Where it answers.
    pub(crate) url: String,
    /// From the start to the first page.
    pub(crate) up_after: Duration,
}

impl Program {
    /// Starts it and waits for its first page.
    pub(crate) async fn serve(folder: &Path, database: &Database) -> anyhow::Result<Self> {
        Self::serve_with(folder, database, "").await
    }

    /// The same with more settings.
    pub(crate) async fn serve_with(folder: &Path, database: &Database, more: &str) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let config = folder.join("bench.toml");
        let database = match database {
            Database::Sqlite => String::new(),
            Database::Postgres { url, connections } => {
                format!("[database]\nurl = \"{url}\"\nconnections = {connections}\n")
            }
        };
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:{port}\"\nhttps = false\nrequests_per_second = 1000000\n[data]\nfolder = {:?}\n{database}{more}",
            folder.display().to_string()
        );
        fs::write(&config, text)?;
        let started = Instant::now();
        let log = fs::File::create(folder.join("bench.log"))?;
        let child = Command::new(bin()?)
            .arg("serve")
            .arg("--config")
            .arg(&config)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("the program does not start")?;
        let mut program = Self { child, url: format!("http://127.0.0.1:{port}"), up_after: Duration::ZERO };
        let client = client()?;
        for _ in 0..60_000 {
            if client.get(format!("{}/accedi", program.url)).send().await.is_ok_and(|answer| answer.status() == 200) {
                program.up_after = started.elapsed();
                return Ok(program);
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        anyhow::bail!("no page after a minute: see {}", folder.join("bench.log").display())
    }

    /// Memory in use, in megabytes of a million bytes: resident, and the most it has been. Linux only.
    pub(crate) fn memory(&self) -> (f64, f64) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            let kibibytes = line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or_default();
            kibibytes * 1024.0 / 1e6
        };
        (of("VmRSS:"), of("VmHWM:"))
    }

    /// Time of the processors that it has taken, see [`processor`].
    pub(crate) fn processor(&self) -> Duration {
        processor(self.child.id())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Time of the processors that a process has taken with all its threads, and with the processes that it has waited for. Linux only.
pub(crate) fn processor(process: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name, in brackets, may hold anything. After it utime, stime, cutime and cstime are fields 12 to 15, in hundredths of a second.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    let ticks: u64 = fields.skip(11).take(4).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// One row of the database of the ente in this folder. `sql` is given what stands before the names of its tables.
pub(crate) async fn row(
    folder: &Path,
    database: &Database,
    sql: impl Fn(&str) -> String,
) -> anyhow::Result<QueryResult> {
    let (url, backend, schema) = match database {
        Database::Sqlite => {
            let file = folder.join("enti/prova/ente.db");
            (format!("sqlite://{}?mode=ro", file.display()), DbBackend::Sqlite, "")
        }
        Database::Postgres { url, .. } => (url.clone(), DbBackend::Postgres, "ente_prova."),
    };
    let connection = sea_orm::Database::connect(url).await?;
    let row = connection.query_one_raw(Statement::from_string(backend, sql(schema))).await?;
    connection.close().await?;
    row.context("a row")
}

/// That `verify` finds all recorded in this folder sound.
pub(crate) fn verify_clean(folder: &Path) -> anyhow::Result<()> {
    let mut verify = Command::new(bin()?);
    verify.arg("verify").arg("--config").arg(folder.join("bench.toml"));
    let output = verify.output()?;
    anyhow::ensure!(output.status.success(), "verify finds fault: {}", String::from_utf8_lossy(&output.stdout));
    Ok(())
}

/// The program that `make bench` has built.
pub(crate) fn bin() -> anyhow::Result<PathBuf> {
    std::env::var_os("MUNICIPIO_BIN")
        .map(PathBuf::from)
        .context("MUNICIPIO_BIN must name the built program: use `make bench`")
}

/// A browser's worth of a client.
pub(crate) fn client() -> reqwest::Result<Client> {
    Client::builder().cookie_store(true).redirect(Policy::none()).timeout(Duration::from_secs(30)).build()
}

/// A client in which this person has signed in.
pub(crate) async fn signed_in(url: &str, username: &str) -> anyhow::Result<Client> {
    let client = client()?;
    let page = client.get(format!("{url}/accedi")).send().await?.text().await?;
    let csrf = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let form = [("csrf", csrf), ("username", username), ("password", testkit::PASSWORD), ("poi", "/")];
    let answer = client.post(format!("{url}/accedi")).form(&form).send().await?;
    anyhow::ensure!(answer.status().is_redirection(), "{username} could not sign in: {}", answer.status());
    Ok(client)
}
