//! What the built program writes down of who enters and who is turned away: enough to find an intruder, and nobody's name.

use std::{
    fs,
    fs::File,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use reqwest::{Client, Response, redirect::Policy};
use serde_json::Value;
use tempfile::TempDir;

/// What is written down by those who watch the doors.
const WATCHED: &str = "warn,municipio=info,accounts=info,security=info,web=info";
/// All that the parts which see an act can say.
const TALKATIVE: &str =
    "info,atti=trace,db=trace,documents=trace,pdf=trace,pratiche=trace,prose=trace,search=trace,web=trace";

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_municipio"));
    for name in ["CONFIG", "DATABASE_URL", "DATA_FOLDER", "KEY", "LOG_LEVEL"] {
        command.env_remove(format!("MUNICIPIO_{name}"));
    }
    command
}

async fn post(client: &Client, base: &str, path: &str, form: &[(&str, &str)]) -> u16 {
    let page = client.get(format!("{base}/accedi")).send().await.unwrap().text().await.unwrap();
    let csrf = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let ask = client.post(format!("{base}{path}")).header("x-csrf-token", csrf).form(form);
    ask.send().await.unwrap().status().as_u16()
}

/// The program at work on an ente with one clerk, and what it writes down.
struct Town {
    folder: TempDir,
    running: Option<Running>,
    base: String,
    password: String,
}

impl Town {
    /// At this level of the log, with one clerk who answers for this office.
    async fn start(level: &str, office: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("dati");
        let run = |args: &[&str]| {
            let output = program().args(args).arg("--data").arg(&data).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        run(&["ente", "add", "prova", "--name", "Comune di Prova", "--host", "127.0.0.1", "--ipa", "c_m999"]);
        let add = ["user", "add", "zoe.segreta", "--name", "Zoe", "--surname", "Segreta", "--unit", "ENTE", "--role"];
        let role = format!("Responsabile: {office}");
        let password = run(&[&add[..], &[role.as_str()]].concat()).lines().last().unwrap().to_owned();
        let port = testkit::free_port();
        let (config, log) = (folder.path().join("municipio.toml"), folder.path().join("log"));
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:{port}\"\nhttps = false\n[data]\nfolder = \"{}\"\n[log]\njson = true\n\
             level = \"{level}\"\n",
            data.display()
        );
        fs::write(&config, text).unwrap();
        let mut serve = program();
        serve.args(["serve", "--config"]).arg(&config).stdout(Stdio::null()).stderr(File::create(&log).unwrap());
        let running = Some(Running(serve.spawn().unwrap()));
        let base = format!("http://127.0.0.1:{port}");
        let started = Instant::now();
        while !client().get(format!("{base}/salute")).send().await.is_ok_and(|answer| answer.status() == 200) {
            assert!(started.elapsed() < Duration::from_secs(300), "{}", fs::read_to_string(&log).unwrap());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Self { folder, running, base, password }
    }

    /// Zoe inside, with a password of her own.
    async fn enter(&self, browser: &Client, new: &str) {
        let (base, password) = (&*self.base, &*self.password);
        assert_eq!(post(browser, base, "/accedi", &[("username", "zoe.segreta"), ("password", password)]).await, 303);
        let change = [("old_password", password), ("password", new), ("again", new)];
        assert_eq!(self.send(browser, "/account/password", &change).await.status(), 303);
    }

    async fn read(&self, browser: &Client, path: &str) -> String {
        browser.get(format!("{}{path}", self.base)).send().await.unwrap().text().await.unwrap()
    }

    /// A form of somebody who is inside.
    async fn send(&self, browser: &Client, path: &str, form: &[(&str, &str)]) -> Response {
        let page = self.read(browser, "/account/password").await;
        let csrf = between(&page, "name=\"csrf\" value=\"");
        let ask = browser.post(format!("{}{path}", self.base)).header("x-csrf-token", csrf).form(form);
        ask.send().await.unwrap()
    }

    /// A hand on the database, while the program runs.
    async fn meddle(&self, sql: &str) {
        let database = db::Db::sqlite(&self.folder.path().join("dati/enti/prova/ente.db")).await.unwrap();
        let write = database.write().await.unwrap();
        db::execute(&write, sql, []).await.unwrap();
        write.commit().await.unwrap();
    }

    /// Stops it and reads the log, every line of which is one object.
    fn log(&mut self) -> (String, Vec<Value>) {
        self.running = None;
        let text = fs::read_to_string(self.folder.path().join("log")).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
        (text, lines)
    }
}

/// What stands behind these words, up to the next quotation mark.
fn between<'a>(page: &'a str, words: &str) -> &'a str {
    let found = page.split(words).nth(1).and_then(|rest| rest.split('"').next());
    found.unwrap_or_else(|| panic!("no {words:?} in {page}"))
}

fn client() -> Client {
    Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_enters_and_who_is_turned_away_is_logged_without_names_or_passwords() {
    let mut town = Town::start(WATCHED, "protocollo").await;
    let (base, password) = (town.base.clone(), town.password.clone());
    let browser = client();
    let wrong = [("username", "zoe.segreta"), ("password", "parola sbagliata")];
    assert_eq!(post(&browser, &base, "/accedi", &wrong).await, 422);
    let forged = browser.post(format!("{base}/accedi")).form(&[("username", "zoe.segreta")]).send().await.unwrap();
    assert_eq!(forged.status(), 403);
    let new = "una frase nuova e lunga";
    town.enter(&browser, new).await;
    let denied = browser.get(format!("{base}/comando/ruoli?q=segretissimo%0Ariga")).send().await.unwrap();
    assert_eq!(denied.status(), 403);
    // The code on a copy opens its page to whoever knows it.
    let code = "AAAA-AAAA-AAAA-AAAA";
    assert_eq!(browser.get(format!("{base}/copie/{code}")).send().await.unwrap().status(), 404);
    let (text, lines) = town.log();
    assert!(text.contains("/copie/{codice}"), "{text}");
    let said = |target: &str, words: &str| {
        let mut found = lines.iter().filter(|line| {
            line["target"].as_str().unwrap().starts_with(target) && line["fields"]["message"].as_str() == Some(words)
        });
        found.next().unwrap_or_else(|| panic!("no {words:?} in {text}"))["fields"].clone()
    };
    let refused = said("accounts", "sign-in refused");
    let person = said("accounts", "signed in")["person"].as_str().unwrap().to_owned();
    assert!(refused["person"].as_str().unwrap().contains(&person), "{refused}");
    let forged = said("security", "refused");
    assert_eq!((forged["path"].as_str(), forged["why"].as_str()), (Some("/accedi"), Some("Modulo scaduto")));
    let denied = lines.iter().rfind(|line| line["target"] == "security").unwrap();
    assert_eq!(denied["fields"]["why"], "Non hai il permesso");
    assert_eq!(denied["fields"]["path"], "/comando/ruoli");
    assert!(lines.iter().all(|line| line["timestamp"].as_str().unwrap().ends_with('Z')), "UTC");
    for secret in ["zoe", "Segreta", "parola sbagliata", password.as_str(), new, "segretissimo", code] {
        assert!(!text.contains(secret), "{secret:?} in {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_that_nobody_expected_is_logged_with_its_causes_and_told_without_them() {
    let mut town = Town::start(WATCHED, "protocollo").await;
    let browser = client();
    town.enter(&browser, "una frase nuova e lunga").await;
    let ask = async |path: &str| browser.get(format!("{}{path}", town.base)).send().await.unwrap();
    assert_eq!(ask("/protocollo").await.status(), 200);
    // Someone with a hand on the database takes from under the program what it stands on.
    town.meddle("ALTER TABLE protocollo_registrazione RENAME TO altrove").await;
    for path in ["/protocollo", "/api/v1/protocollo/registrazioni"] {
        let answer = ask(path).await;
        assert_eq!(answer.status(), 500, "{path}");
        let page = answer.text().await.unwrap();
        assert!(page.contains("non dipende da te"), "{page}");
        for cause in ["protocollo_registrazione", "no such table", "SELECT", "Sqlx", ".rs"] {
            assert!(!page.contains(cause), "{path} tells {cause:?}");
        }
    }
    let page = client().get(format!("{}/accedi", town.base)).send().await.unwrap();
    assert_eq!(page.status(), 200, "the rest works on");
    let (text, lines) = town.log();
    let errors: Vec<_> = lines.iter().filter(|line| line["level"] == "ERROR").collect();
    for path in ["/protocollo", "/api/v1/protocollo/registrazioni"] {
        let told =
            errors.iter().find(|line| line["fields"]["path"] == path).unwrap_or_else(|| panic!("no {path} in {text}"));
        let cause = told["fields"]["cause"].as_str().unwrap();
        assert!(cause.contains("no such table: protocollo_registrazione"), "{cause}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_on_a_confidential_act_leaves_no_word_of_it_in_the_log() {
    let mut town = Town::start(TALKATIVE, "atti").await;
    // The shipped definitions name who begins an act.
    town.meddle("UPDATE authz_role SET name = 'Istruttore' WHERE name = 'Responsabile: atti'").await;
    let browser = client();
    town.enter(&browser, "una frase nuova e lunga").await;
    let form = town.read(&browser, "/atti/nuovo").await;
    let (_, units) = form.split_once("name=\"unita\"").unwrap();
    let mut values = units.split("<option value=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let unit = values.find(|value| !value.is_empty()).unwrap();
    let begun = [
        ("iter", "determina-senza-spesa"),
        ("unita", unit),
        ("oggetto", "Contributo a Zaccaria Zmarcaoggetto"),
        ("riservato", "si"),
        ("chiave", between(&form, "name=\"chiave\" value=\"")),
    ];
    let begun = town.send(&browser, "/atti/nuovo", &begun).await;
    assert_eq!(begun.status(), 303);
    let text = begun.headers()["location"].to_str().unwrap().to_owned();
    let act = text.strip_suffix("/testo").unwrap();

    let page = town.read(&browser, &text).await;
    let (_, paste) = page.split_once("/testo/incolla\"").unwrap();
    let place = format!("in-fondo:{}", between(paste, "value=\"in-fondo:"));
    let words = [
        ("incollato", "Zmarcatesto è malato e non ha reddito."),
        ("dove", place.as_str()),
        ("visto", between(paste, "name=\"visto\" value=\"")),
    ];
    assert_eq!(town.send(&browser, &format!("{text}/incolla"), &words).await.status(), 200);
    for (path, told) in [(text.as_str(), "Zmarcatesto"), (act, "Zmarcaoggetto"), ("/atti", "Zmarcaoggetto")] {
        assert!(town.read(&browser, path).await.contains(told), "who works on it sees it: {path}");
    }
    // What is looked for, what is shown as paper, what is refused with the words that were sent.
    for path in ["/atti?testo=Zmarcaoggetto", "/api/v1/atti?testo=Zmarcaoggetto"] {
        town.read(&browser, path).await;
    }
    let paper = browser.get(format!("{}{act}/anteprima.pdf", town.base)).send().await.unwrap();
    assert!(paper.bytes().await.unwrap().starts_with(b"%PDF"));
    let other = format!("{act}x");
    for (path, fields) in [
        ("/collega", [("altro", other.as_str()), ("tipo", "revoca"), ("motivo", "Zmarcamotivo")]),
        ("/passo", [("passo", "firma"), ("chiave", "k"), ("motivo", "Zmarcamotivo")]),
    ] {
        assert_eq!(town.send(&browser, &format!("{act}{path}"), &fields).await.status(), 422, "{path}");
    }
    let stranger = client().get(format!("{}{act}?q=Zmarcastraniero", town.base)).send().await.unwrap();
    assert_eq!(stranger.status(), 303, "who is not inside is led to the door");
    // And what nobody expected: its table is gone while its words are looked for.
    town.meddle("ALTER TABLE atti_stato RENAME TO altrove").await;
    let lost = browser.get(format!("{}/atti?testo=Zmarcaoggetto", town.base)).send().await.unwrap();
    assert_eq!(lost.status(), 500);

    let (text, lines) = town.log();
    assert!(lines.iter().any(|line| line["fields"]["path"] == act), "the work on it was written down: {text}");
    assert!(text.contains("atti_stato"), "what the database was asked too");
    for secret in ["Zaccaria", "Zmarca", "zmarca", "zaccaria", "malato", "reddito"] {
        assert!(!text.contains(secret), "{secret:?} in {text}");
    }
}
