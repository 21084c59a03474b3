//! The built program and whoever works with it, for the tests of this folder.

use std::{
    fs,
    io::Write,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use ente::{Database, Ente, Enti, Place};
use kernel::{SystemClock, SystemRandom};
use municipio::OFFICES;
use reqwest::{Body, Client, Response, multipart, redirect::Policy};
use tempfile::TempDir;
use testkit::{ACCESS_KEY, BUCKET, S3Server, SECRET_KEY, free_port};

/// For what carries a large file.
const LONG: Duration = Duration::from_secs(900);
/// Far more than the demo comune needs to be prepared, on a machine that does other things too.
const COMES_UP: Duration = Duration::from_secs(300);

pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_municipio"));
    for name in [
        "MUNICIPIO_CONFIG",
        "MUNICIPIO_DATABASE_URL",
        "MUNICIPIO_DATA_FOLDER",
        "MUNICIPIO_KEY",
        "CREDENTIALS_DIRECTORY",
    ] {
        command.env_remove(name);
    }
    command
}

/// A folder of data, on either engine.
pub struct Town {
    pub folder: TempDir,
    database: Option<String>,
    /// More settings than those that an argument can give.
    settings: Option<String>,
}

impl Town {
    pub fn new(database: Option<String>) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database, settings: None }
    }

    /// One with an ente, by a settings file that says this too.
    pub fn with_settings(database: Option<String>, settings: &str) -> Self {
        Self::with_settings_only(database, settings).with_first_ente()
    }

    /// The same without an ente.
    pub fn with_settings_only(database: Option<String>, settings: &str) -> Self {
        let town = Self { settings: Some(settings.into()), ..Self::new(database) };
        town.write_settings(free_port());
        town
    }

    pub fn config(&self) -> PathBuf {
        self.folder.path().join("municipio.toml")
    }

    pub fn write_settings(&self, port: u16) {
        let url = self.database.as_ref().map(|url| format!("[database]\nurl = \"{url}\"\n")).unwrap_or_default();
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:{port}\"\nhttps = false\nrequests_per_second = 100000\n[data]\nfolder = \"{}\"\n{url}{}",
            self.data().display(),
            self.settings.as_deref().unwrap_or_default()
        );
        fs::write(self.config(), text).unwrap();
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("dati")
    }

    /// A command on the data.
    pub fn run(&self, args: &[&str]) -> Output {
        let mut command = program();
        command.args(args);
        if self.settings.is_some() {
            return command.arg("--config").arg(self.config()).output().unwrap();
        }
        command.arg("--data").arg(self.data());
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
        command.output().unwrap()
    }

    /// The same with somebody who types this.
    pub fn run_typing(&self, args: &[&str], typed: &str) -> Output {
        let mut command = program();
        command.args(args).arg("--data").arg(self.data());
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Dropped at once: whoever types has finished.
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    pub fn well(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn with_an_ente(database: Option<String>) -> Self {
        Self::new(database).with_first_ente()
    }

    fn with_first_ente(self) -> Self {
        self.well(&[
            "ente",
            "add",
            "prova",
            "--name",
            "Comune di Prova",
            "--host",
            "localhost",
            "--host",
            "127.0.0.1",
            "--ipa",
            "c_m999",
        ]);
        self
    }

    /// A person who may register, and their temporary password.
    pub fn with_a_clerk(&self) -> String {
        let told = self.well(&[
            "user",
            "add",
            "rosa.clerk",
            "--name",
            "Rosa",
            "--surname",
            "Verdi",
            "--unit",
            "ENTE",
            "--role",
            "Responsabile: protocollo",
        ]);
        told.lines().last().unwrap().to_owned()
    }

    /// The program at work on it.
    pub async fn serve(&self) -> Running {
        let port = free_port();
        self.write_settings(port);
        let mut command = program();
        command.args(["serve", "--config"]).arg(self.config());
        Running::start(command, port).await
    }

    /// The list of enti, as the database has it.
    pub async fn list(&self) -> db::Db {
        match &self.database {
            Some(url) => {
                let node = db::PostgresNode::connect(url, 2).await.unwrap();
                db::Db::postgres(&node, "municipio").await.unwrap()
            }
            None => db::Db::sqlite(&self.data().join("enti.db")).await.unwrap(),
        }
    }

    /// Where everything lies, for whoever opens it without the program.
    pub fn place(&self) -> Place {
        let database = match &self.database {
            Some(url) => Database::Postgres { url: url.clone(), connections: 4 },
            None => Database::Sqlite,
        };
        Place::in_folder(self.data(), database, env!("CARGO_BIN_EXE_municipio").into())
    }

    pub async fn open(&self) -> Arc<Ente> {
        self.open_with(Vec::new()).await
    }

    /// The same with these mailboxes.
    pub async fn open_with(&self, mailboxes: Vec<mail::Mailbox>) -> Arc<Ente> {
        let mut place = self.place();
        place.mailboxes.insert("prova".into(), mailboxes);
        let enti = Enti::open(place, office::migrations(OFFICES), Arc::new(SystemClock), Arc::new(SystemRandom))
            .await
            .unwrap();
        let slug = enti.list()[0].slug.clone();
        enti.by_slug(&slug).await.unwrap().unwrap()
    }
}

pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A running program that is killed when it is dropped, however the test ends.
pub struct Running {
    child: Child,
    /// Where it answers.
    pub base: String,
}

impl Running {
    /// Starts a program that answers at this port, and waits until it does.
    pub async fn start(mut command: Command, port: u16) -> Self {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        let mut running = Self { child, base: format!("http://127.0.0.1:{port}") };
        let (started, client) = (Instant::now(), client());
        while started.elapsed() < COMES_UP {
            if client.get(format!("{}/salute", running.base)).send().await.is_ok_and(|answer| answer.status() == 200) {
                return running;
            }
            let ended = running.child.try_wait().unwrap();
            assert!(ended.is_none(), "the program ends instead of coming up: {ended:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the program does not come up within {COMES_UP:?}");
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The most memory that it has held so far, in KiB; `None` where the system does not tell.
    pub fn peak_kib(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How often the tests kill the program: a few times in the suite, hundreds with `MUNICIPIO_KILLS`.
pub fn kills() -> usize {
    std::env::var("MUNICIPIO_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(4)
}

/// Someone with a browser.
pub fn client() -> Client {
    Client::builder().cookie_store(true).redirect(Policy::none()).timeout(Duration::from_secs(120)).build().unwrap()
}

/// The settings that put documents in a bucket.
pub fn in_bucket(server: &S3Server) -> String {
    format!(
        "[files]\nstore = \"s3\"\nendpoint = \"http://{}\"\nbucket = \"{BUCKET}\"\naccess_key = \"{ACCESS_KEY}\"\nsecret_key = \"{SECRET_KEY}\"\n",
        server.address
    )
}

/// The token of the forms of a page.
pub fn token(page: &str) -> String {
    page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// Where the login form leads with this password; nowhere when it is refused.
pub async fn sign_in(base: &str, username: &str, password: &str) -> Option<String> {
    enter(&client(), base, username, password).await
}

/// The same in a browser of theirs.
pub async fn enter(client: &Client, base: &str, username: &str, password: &str) -> Option<String> {
    let page = client.get(format!("{base}/accedi")).send().await.unwrap().text().await.unwrap();
    let form = [("csrf", &*token(&page)), ("username", username), ("password", password), ("poi", "/")];
    let answer = client.post(format!("{base}/accedi")).form(&form).send().await.unwrap();
    answer.headers().get("location").map(|place| place.to_str().unwrap().to_owned())
}

/// The password that a clerk of the tests chooses.
const OWN: &str = "una frase scelta da Rosa";

/// Someone at work in a browser.
pub struct Clerk {
    client: Client,
    base: String,
}

impl Clerk {
    /// Enters with the temporary password and chooses another, as everyone must.
    pub async fn enter(base: &str, username: &str, password: &str) -> Self {
        let client = client();
        enter(&client, base, username, password).await.expect("the temporary password opens");
        let clerk = Self { client, base: base.into() };
        let form = [("old_password", password), ("password", OWN), ("again", OWN), ("poi", "/")];
        let changed = clerk.post("/account/password", &form).await;
        assert!(changed.status().is_redirection(), "{}", changed.status());
        clerk
    }

    /// Enters again, with the password that they chose.
    pub async fn comes_back(base: &str, username: &str) -> Self {
        let client = client();
        enter(&client, base, username, OWN).await.expect("their own password opens");
        Self { client, base: base.into() }
    }

    /// Asks for the mailboxes to be read now.
    pub async fn asks_for_the_mail(&self) {
        let asked = self.post("/protocollo/posta/leggi", &[]).await;
        assert!(asked.status().is_redirection(), "{}", asked.status());
    }

    pub async fn read(&self, path: &str) -> String {
        self.client.get(format!("{}{path}", self.base)).send().await.unwrap().text().await.unwrap()
    }

    /// A file, piece by piece.
    pub async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.base)).timeout(LONG).send().await.unwrap()
    }

    /// The token of this person's forms.
    pub async fn token(&self) -> String {
        token(&self.read("/account/password").await)
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.post_with(&self.token().await, path, fields).await
    }

    /// The same with a token read before: for when no page may come.
    pub async fn post_with(&self, token: &str, path: &str, fields: &[(&str, &str)]) -> Response {
        let form = [&[("csrf", token)], fields].concat();
        self.client.post(format!("{}{path}", self.base)).form(&form).send().await.unwrap()
    }

    /// Drops a file where new documents are dropped.
    pub async fn drop_file(&self, name: &str, body: impl Into<Body>) -> Response {
        self.drop_file_with(self.token().await, name, body).await
    }

    /// The same with a token read before.
    pub async fn drop_file_with(&self, token: String, name: &str, body: impl Into<Body>) -> Response {
        let file = multipart::Part::stream(body).file_name(name.to_owned());
        let form = multipart::Form::new().text("csrf", token).text("verso", "arrivo").part("file", file);
        let request = self.client.post(format!("{}/protocollo/nuova/carica", self.base)).timeout(LONG);
        request.multipart(form).send().await.unwrap()
    }

    /// Drops a file and registers it; where the entry is.
    pub async fn register(&self, oggetto: &str, name: &str, body: impl Into<Body>) -> String {
        let dropped = self.drop_file(name, body).await;
        assert!(dropped.status().is_redirection(), "{name}: {}", dropped.status());
        let bozza = dropped.headers()["location"].to_str().unwrap().rsplit('=').next().unwrap().to_owned();
        let fields = [("bozza", &*bozza), ("chiave", &*bozza), ("verso", "arrivo"), ("mezzo", "mano")];
        let fields = [&fields[..], &[("oggetto", oggetto), ("nome_testo", "Rossi Mario")]].concat();
        let answer = self.post("/protocollo/nuova", &fields).await;
        let place = answer.headers().get("location").expect("it is registered").to_str().unwrap().to_owned();
        place.trim_end_matches("?registrata").to_owned()
    }
}
