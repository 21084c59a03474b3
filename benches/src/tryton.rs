//! Tryton with a small register (`tryton/`), on PostgreSQL and served by uWSGI: the peer of the bench `creation`.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::Client;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use serde_json::{Value, json};

use crate::{
    large::document,
    registrations::{BYTES, CLIENTS},
};

const MODULE: &str = "municipio_bench";
const FILES: [(&str, &str); 4] = [
    ("__init__.py", ""),
    ("register.py", include_str!("tryton/register.py")),
    ("register.xml", include_str!("tryton/register.xml")),
    ("tryton.cfg", include_str!("tryton/tryton.cfg")),
];
const PASSWORD: &str = "una frase da provare";

/// Where Tryton keeps attachments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Files {
    /// In the database: durable with the commit.
    Database,
    /// In a folder, as Tryton does where nobody says otherwise: the file is not synced.
    Folder,
}

/// How uWSGI runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Setup {
    pub processes: usize,
    pub threads: usize,
}

/// An installation of Tryton with a database of its own.
pub(crate) struct Tryton {
    folder: PathBuf,
    /// Where its commands are.
    bin: PathBuf,
    /// The database: its address, and its name.
    url: String,
    name: String,
    pub(crate) version: String,
    /// Records that were acknowledged.
    made: AtomicU64,
}

/// What a load has seen.
pub(crate) struct Load {
    pub times: Vec<Duration>,
    /// Calls that were answered "busy" and made again, within the time of their record.
    pub refused: u64,
}

impl Tryton {
    /// Makes one in `folder`; an error that says what is missing where there is no Tryton.
    pub(crate) async fn new(folder: &Path) -> anyhow::Result<Self> {
        anyhow::ensure!(testkit::postgres_url().is_some(), "there is no PostgreSQL (MUNICIPIO_TEST_POSTGRES)");
        let (version, bin) = find()?;
        fs::create_dir_all(folder.join("lib").join(MODULE))?;
        for (file, text) in FILES {
            fs::write(folder.join("lib").join(MODULE).join(file), text)?;
        }
        let told = folder.join("lib").join(format!("{MODULE}-1.dist-info"));
        fs::create_dir_all(&told)?;
        fs::write(told.join("METADATA"), format!("Metadata-Version: 2.1\nName: {MODULE}\nVersion: 1\n"))?;
        fs::write(told.join("entry_points.txt"), format!("[trytond.modules]\n{MODULE} = {MODULE}\n"))?;
        fs::write(folder.join("password"), PASSWORD)?;
        let url = testkit::new_database().await;
        let name = url.rsplit('/').next().unwrap_or_default().to_owned();
        let tryton = Self { folder: folder.into(), bin, url, name, version, made: AtomicU64::new(0) };
        tryton.configure(Files::Database)?;
        let done = tryton
            .command("trytond-admin")
            .args(["-d", &tryton.name, "-u", "ir", "res", MODULE, "--email", "admin@comune.example"])
            .output()
            .context("trytond-admin does not start")?;
        anyhow::ensure!(done.status.success(), "Tryton's database: {}", String::from_utf8_lossy(&done.stderr));
        Ok(tryton)
    }

    fn configure(&self, files: Files) -> std::io::Result<()> {
        let server = self.url.strip_suffix(&self.name).unwrap_or(&self.url).replacen("postgres://", "postgresql://", 1);
        let path = self.folder.join("files");
        let filestore = files == Files::Folder;
        let text =
            format!("[database]\nuri = {server}\npath = {}\n[attachment]\nfilestore = {filestore}\n", path.display());
        fs::write(self.folder.join("trytond.conf"), text)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command
            .env("TRYTOND_CONFIG", self.folder.join("trytond.conf"))
            .env("TRYTOND_DATABASE_NAMES", &self.name)
            .env("TRYTONPASSFILE", self.folder.join("password"))
            .env("PYTHONPATH", self.folder.join("lib"))
            .stdin(Stdio::null());
        command
    }

    /// Serves it, and waits until it answers.
    pub(crate) async fn serve(&self, files: Files, setup: Setup) -> anyhow::Result<Served<'_>> {
        self.configure(files)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = fs::File::create(self.folder.join("uwsgi.log"))?;
        let child = self
            .command("uwsgi")
            .args(["--http-socket", &format!("127.0.0.1:{port}"), "--wsgi", "trytond.application:app", "--master"])
            .args([
                "--die-on-term",
                "--no-orphans",
                "--need-app",
                "--lazy-apps",
                "--disable-logging",
                "--listen",
                "100",
            ])
            .args(["--worker-reload-mercy", "3"])
            .args(["--processes", &setup.processes.to_string(), "--threads", &setup.threads.to_string()])
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("uwsgi does not start")?;
        let url = format!("http://127.0.0.1:{port}/{}/rpc/", self.name);
        let mut served =
            Served { tryton: self, child, url, authorization: String::new(), office: self.office().await? };
        let params = json!(["admin", { "password": PASSWORD }, "en"]);
        let login = json!({ "id": 1, "method": "common.db.login", "params": params }).to_string();
        for _ in 0..240 {
            if let Ok(Ok(entered)) = served.call(&client()?, login.clone()).await {
                let (user, token) = (&entered[0], entered[1].as_str().unwrap_or_default());
                served.authorization = format!("Session {}", STANDARD.encode(format!("admin:{user}:{token}")));
                return Ok(served);
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        anyhow::bail!("Tryton does not answer: see {}", self.folder.join("uwsgi.log").display())
    }

    async fn one(&self, sql: &str) -> anyhow::Result<sea_orm::QueryResult> {
        let database = Database::connect(&self.url).await?;
        let row = database.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
        database.close().await?;
        row.context("a row")
    }

    /// The office to which records are given.
    async fn office(&self) -> anyhow::Result<i32> {
        let sql = format!("SELECT db_id FROM ir_model_data WHERE module = '{MODULE}' AND fs_id = 'office'");
        Ok(self.one(&sql).await?.try_get("", "db_id")?)
    }

    /// That each acknowledged record is there, numbered without a hole, with its document whole.
    pub(crate) async fn check(&self) -> anyhow::Result<()> {
        let sql = "SELECT count(*) AS many, count(DISTINCT number) AS numbers, max(number::bigint) AS last, \
                   (SELECT count(*) FROM ir_attachment WHERE octet_length(data) > 90000 OR file_id IS NOT NULL) AS files \
                   FROM bench_registration";
        let row = self.one(sql).await?;
        let made = i64::try_from(self.made.load(Ordering::Relaxed))?;
        for column in ["many", "numbers", "last", "files"] {
            let found: i64 = row.try_get("", column)?;
            anyhow::ensure!(found == made, "Tryton acknowledged {made} records; {column}: {found}");
        }
        Ok(())
    }
}

/// Tryton at work. It is stopped when dropped.
pub(crate) struct Served<'a> {
    tryton: &'a Tryton,
    child: Child,
    url: String,
    authorization: String,
    office: i32,
}

impl Served<'_> {
    /// What it answers; `Err` where it says that it is busy.
    async fn call(&self, client: &Client, body: String) -> anyhow::Result<Result<Value, String>> {
        let request = client.post(&self.url).header("content-type", "application/json");
        let answer = request.header("authorization", &self.authorization).body(body).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        if status == 503 {
            return Ok(Err(text));
        }
        anyhow::ensure!(status == 200, "Tryton: {status}: {text}");
        let mut answer: Value = serde_json::from_str(&text)?;
        anyhow::ensure!(answer.get("error").is_none(), "Tryton: {text}");
        Ok(Ok(answer["result"].take()))
    }

    /// All clients at work for so long.
    pub(crate) async fn load(&self, during: Duration, next: &Arc<AtomicU64>) -> anyhow::Result<Load> {
        let until = Instant::now() + during;
        let clients = (0..CLIENTS).map(|_| self.one_client(until, next));
        let mut all = Load { times: Vec::new(), refused: 0 };
        for one in futures::future::try_join_all(clients).await? {
            all.times.extend(one.times);
            all.refused += one.refused;
        }
        Ok(all)
    }

    async fn one_client(&self, until: Instant, next: &Arc<AtomicU64>) -> anyhow::Result<Load> {
        let client = client()?;
        let mut load = Load { times: Vec::new(), refused: 0 };
        while Instant::now() < until {
            let body = self.body(next.fetch_add(1, Ordering::Relaxed));
            let started = Instant::now();
            while self.call(&client, body.clone()).await?.is_err() {
                load.refused += 1;
            }
            load.times.push(started.elapsed());
            self.tryton.made.fetch_add(1, Ordering::Relaxed);
        }
        Ok(load)
    }

    /// The call that makes a record with all that belongs to it.
    fn body(&self, n: u64) -> String {
        let file = json!({ "__class__": "bytes", "base64": STANDARD.encode(document(n, BYTES)) });
        let record = json!({
            "direction": "in",
            "means": "pec",
            "subject": "Richiesta di occupazione di suolo pubblico",
            "correspondents": [["create", [{ "name": "Rossi Srl", "address": "rossi@pec.example" }]]],
            "assignments": [["create", [{ "group": self.office }]]],
            "attachments": [["create", [{ "name": "richiesta.pdf", "data": file }]]],
        });
        json!({ "id": 1, "method": "model.bench.registration.create", "params": [[record], {}] }).to_string()
    }
}

impl Drop for Served<'_> {
    fn drop(&mut self) {
        // Asked, and not killed: only so does uWSGI take its processes along.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// A connection for each call, as uWSGI's socket wants it.
fn client() -> reqwest::Result<Client> {
    Client::builder().pool_max_idle_per_host(0).timeout(Duration::from_secs(60)).build()
}

/// Tryton's version, and the folder of its commands.
fn find() -> anyhow::Result<(String, PathBuf)> {
    const ASK: &str =
        "import os, sys, psycopg_pool, trytond; print(trytond.__version__); print(os.path.dirname(sys.executable))";
    let python = std::env::var("BENCH_PYTHON").unwrap_or_else(|_| "python3".into());
    let asked = Command::new(&python).args(["-c", ASK]).output().with_context(|| format!("{python} does not start"))?;
    anyhow::ensure!(asked.status.success(), "{python} has no Tryton (trytond[postgresql])");
    let told = String::from_utf8(asked.stdout)?;
    let (version, bin) = told.trim_end().split_once('\n').context("Python tells two lines")?;
    let bin = PathBuf::from(bin);
    for program in ["trytond-admin", "uwsgi"] {
        anyhow::ensure!(bin.join(program).exists(), "there is no {program} beside {python}");
    }
    Ok((version.to_owned(), bin))
}
