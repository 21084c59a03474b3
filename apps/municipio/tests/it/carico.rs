//! The built program and clerks who register as fast as they can.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use reqwest::Client;

use crate::program::{self, Running, client, enter, program, said};

/// The places of the entries that were acknowledged, by all clerks together.
pub type Told = Arc<Mutex<Vec<String>>>;

/// Longer than any machine needs for what these tests wait for.
const LONG: Duration = Duration::from_secs(300);

/// How often a clerk sends a form for which there was no time.
const TRIES: usize = 60;

/// The demo comune at this port; `folder` and `database` may be those of another node.
pub async fn start(folder: &Path, port: u16, database: Option<&str>) -> Running {
    let mut command = program();
    command.args(["demo", "--requests-per-second", "100000", "--port", &port.to_string(), "--data"]).arg(folder);
    if let Some(url) = database {
        command.args(["--database", url]);
    }
    Running::start(command, port).await
}

async fn token(client: &Client, base: &str) -> reqwest::Result<String> {
    let mut page = client.get(format!("{base}/accedi")).send().await?.text().await?;
    if !page.contains("name=\"csrf\"") {
        page = client.get(format!("{base}/scrivania")).send().await?.text().await?;
    }
    Ok(program::token(&page))
}

/// Anna, signed in.
pub async fn sign_in(base: &str) -> Client {
    let client = client();
    enter(&client, base, "anna.neri", "montefiorito").await.expect("anna signs in");
    client
}

/// Registers `times` times or until the program dies; notes every number that was acknowledged.
pub async fn clerk(client: Client, base: String, name: String, times: usize, told: Told) {
    let Ok(csrf) = token(&client, &base).await else { return };
    for turn in 0..times {
        let (chiave, oggetto) = (format!("{name}-{turn}"), format!("Domanda {turn} di {name} sotto carico"));
        let form = [
            ("csrf", csrf.as_str()),
            ("chiave", chiave.as_str()),
            ("verso", "arrivo"),
            ("oggetto", oggetto.as_str()),
            ("nome_testo", "Rossi Mario"),
            ("mezzo", "mano"),
        ];
        // On a machine that is busy one may be told to try again: a clerk does, with the same form.
        for _ in 0..TRIES {
            let Ok(answer) = client.post(format!("{base}/protocollo/nuova")).form(&form).send().await else { return };
            let place = answer.headers().get("location").and_then(|place| place.to_str().ok());
            if let Some(place) = place.filter(|place| place.starts_with("/protocollo/")) {
                told.lock().unwrap().push(place.trim_end_matches("?registrata").to_owned());
                break;
            }
            let (status, page) = (answer.status(), answer.text().await.unwrap_or_default());
            let title = page.split("<title>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
            eprintln!("{name} is told {status}: {title}");
            if status != 503 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}

/// Until so many more entries have been acknowledged.
pub async fn wait_for(told: &Told, more: usize) {
    let enough = told.lock().unwrap().len() + more;
    let started = Instant::now();
    while told.lock().unwrap().len() < enough {
        assert!(started.elapsed() < LONG, "{} of {enough} entries were acknowledged", told.lock().unwrap().len());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Asserts that no number was given twice and that everything acknowledged is there.
pub async fn assert_nothing_lost(base: &str, told: &Told) {
    let told = told.lock().unwrap().clone();
    let different: BTreeSet<&String> = told.iter().collect();
    assert_eq!(different.len(), told.len(), "a number was given twice");
    let client = sign_in(base).await;
    for place in &told {
        let status = client.get(format!("{base}{place}")).send().await.unwrap().status();
        assert_eq!(status, 200, "{place} was acknowledged and is gone");
    }
}

/// Asserts that all that is recorded holds.
pub fn assert_verified(folder: &Path, database: Option<&str>) {
    let mut verify = program();
    verify.args(["verify", "--json", "--data"]).arg(folder);
    if let Some(url) = database {
        verify.args(["--database", url]);
    }
    let verified = verify.output().unwrap();
    assert!(verified.status.success(), "{}", said(&verified));
}
