//! The built program under load is killed without warning, again and again: nothing acknowledged is lost, no number is
//! missing or given twice, and everything still holds.

use std::{
    collections::BTreeSet,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use reqwest::{Client, redirect::Policy};

/// How often the program is killed: a few times in the suite, a hundred with `MUNICIPIO_KILLS=100` (`make bench`).
fn kills() -> usize {
    std::env::var("MUNICIPIO_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(4)
}

fn bin() -> &'static str {
    env!("CARGO_BIN_EXE_municipio")
}

fn start(folder: &Path, port: u16, database: Option<&str>) -> Child {
    let mut command = Command::new(bin());
    command.args(["demo", "--requests-per-second", "100000", "--port", &port.to_string(), "--data"]).arg(folder);
    if let Some(url) = database {
        command.args(["--database", url]);
    }
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
}

fn client() -> Client {
    Client::builder().cookie_store(true).redirect(Policy::none()).timeout(Duration::from_secs(10)).build().unwrap()
}

async fn wait_until_up(base: &str) {
    let client = client();
    for _ in 0..600 {
        if client.get(format!("{base}/salute")).send().await.is_ok_and(|answer| answer.status() == 200) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the program does not come up");
}

async fn token(client: &Client, base: &str) -> reqwest::Result<String> {
    let mut page = client.get(format!("{base}/accedi")).send().await?.text().await?;
    if !page.contains("name=\"csrf\"") {
        page = client.get(format!("{base}/scrivania")).send().await?.text().await?;
    }
    Ok(page
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
        .to_owned())
}

async fn sign_in(base: &str) -> reqwest::Result<Client> {
    let client = client();
    let csrf = token(&client, base).await?;
    let form = [("csrf", csrf.as_str()), ("username", "anna.neri"), ("password", "montefiorito"), ("poi", "/")];
    client.post(format!("{base}/accedi")).form(&form).send().await?;
    Ok(client)
}

/// Registers until the program dies; notes every number that was acknowledged.
async fn clerk(client: Client, base: String, name: String, told: Arc<Mutex<Vec<String>>>) {
    let Ok(csrf) = token(&client, &base).await else { return };
    for turn in 0.. {
        let (chiave, oggetto) = (format!("{name}-{turn}"), format!("Domanda {turn} di {name} sotto carico"));
        let form = [
            ("csrf", csrf.as_str()),
            ("chiave", chiave.as_str()),
            ("verso", "arrivo"),
            ("oggetto", oggetto.as_str()),
            ("nome_testo", "Rossi Mario"),
            ("mezzo", "mano"),
        ];
        let Ok(answer) = client.post(format!("{base}/protocollo/nuova")).form(&form).send().await else { return };
        let place = answer.headers().get("location").and_then(|place| place.to_str().ok());
        if let Some(place) = place.filter(|place| place.starts_with("/protocollo/")) {
            told.lock().unwrap().push(place.trim_end_matches("?registrata").to_owned());
        }
    }
}

async fn story(database: Option<String>) {
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let base = format!("http://127.0.0.1:{port}");
    let told = Arc::new(Mutex::new(Vec::new()));
    for kill in 0..kills() {
        let mut program = start(folder.path(), port, database.as_deref());
        wait_until_up(&base).await;
        let client = sign_in(&base).await.expect("anna signs in");
        let start = |n| tokio::spawn(clerk(client.clone(), base.clone(), format!("giro{kill}-{n}"), Arc::clone(&told)));
        let clerks: Vec<_> = (0..6).map(start).collect();
        // Under way, and then at a different moment each time.
        let before = told.lock().unwrap().len();
        for _ in 0..1_000 {
            if told.lock().unwrap().len() >= before + 12 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis((kill as u64 * 37) % 250)).await;
        program.kill().unwrap();
        program.wait().unwrap();
        for clerk in clerks {
            clerk.await.unwrap();
        }
    }
    let told = told.lock().unwrap().clone();
    let different: BTreeSet<&String> = told.iter().collect();
    assert_eq!(different.len(), told.len(), "a number was given twice");
    assert!(told.len() >= kills() * 12, "only {} were registered: that is no load", told.len());

    let mut program = start(folder.path(), port, database.as_deref());
    wait_until_up(&base).await;
    let client = sign_in(&base).await.unwrap();
    for place in &told {
        let status = client.get(format!("{base}{place}")).send().await.unwrap().status();
        assert_eq!(status, 200, "{place} was acknowledged and is gone");
    }
    program.kill().unwrap();
    program.wait().unwrap();

    let mut verify = Command::new(bin());
    verify.args(["verify", "--json", "--data"]).arg(folder.path());
    if let Some(url) = &database {
        verify.args(["--database", url]);
    }
    let verified = verify.output().unwrap();
    assert!(
        verified.status.success(),
        "{}{}",
        String::from_utf8_lossy(&verified.stdout),
        String::from_utf8_lossy(&verified.stderr)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_nine_under_load_loses_nothing_on_sqlite() {
    story(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_nine_under_load_loses_nothing_on_postgresql() {
    if testkit::Engine::all().len() > 1 {
        story(Some(testkit::new_database().await)).await;
    }
}
