//! Certified mail taken from a mailbox of ten thousand messages, each signed by its provider and with an attachment, while clerks
//! look at pages. `BENCH_MESSAGES` says how many lie in the mailbox. A real Dovecot gives them (`scripts/dovecot`).

#[path = "../../uffici/protocollo/tests/it/gestore.rs"]
mod gestore;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use ente::{Database, Place};
use gestore::Gestore;
use kernel::SystemClock;
use testkit::{MailServer, TownHall};

use crate::{
    figures::{Figures, Times},
    large::document,
    program::{Program, bin, signed_in},
};

const MESSAGES: usize = 10_000;
/// Bytes of the document from which the attachment is made; on its way it takes twice as many.
const BYTES: usize = 20_000;
/// Clerks, and how long each looks at a page.
const CLERKS: usize = 4;
const LOOK: Duration = Duration::from_millis(150);
const WARM_UP: Duration = Duration::from_secs(10);
const DURING: Duration = Duration::from_secs(60);
const PAGES: [&str; 4] = ["/scrivania", "/protocollo", "/protocollo/posta", "/protocollo/nuova?verso=arrivo"];

pub(crate) async fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let Some(real) = MailServer::find() else { return Ok(()) };
    let Some(gestore) = Gestore::nuovo("Autorita") else { return Ok(()) };
    on(figures, ("SQLite", "grande1"), Database::Sqlite, &real, &gestore).await?;
    if testkit::postgres_url().is_some() {
        let url = testkit::new_database().await;
        let database = Database::Postgres { url, connections: 20 };
        on(figures, ("PostgreSQL", "grande2"), database, &real, &gestore).await?;
    }
    Ok(())
}

async fn on(
    figures: &mut Figures,
    (engine, user): (&str, &str),
    database: Database,
    real: &MailServer,
    gestore: &Gestore,
) -> anyhow::Result<()> {
    let temporary = tempfile::Builder::new().prefix("bench-").tempdir_in(crate::large::folder()?)?;
    let folder = temporary.path().join("dati");
    prepare(&folder, database.clone(), gestore).await?;
    let messages = std::env::var("BENCH_MESSAGES").ok().and_then(|text| text.parse().ok()).unwrap_or(MESSAGES);
    fill(real, user, gestore, messages);
    // Without the mail first: what the pages take when nothing else is going on.
    let program = Program::serve(&folder, &database).await?;
    let quiet = clerks(&program.url, Duration::from_secs(10)).await?;
    drop(program);
    let program = Program::serve_with(&folder, &database, &settings(real, user)).await?;
    clerks(&program.url, WARM_UP).await?;
    let (before, started) = (real.waiting(user), Instant::now());
    let times = clerks(&program.url, DURING).await?;
    let minutes = started.elapsed().as_secs_f64() / 60.0;
    let taken = before.saturating_sub(real.waiting(user));
    anyhow::ensure!(taken > 0, "no message was taken: see bench.log");
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = taken as f64 / minutes;
    let left = real.waiting(user);
    figures.note(
        &format!("certified messages taken a minute, {engine}"),
        format!("{rate:.0}/min{}", if left == 0 { " (the mailbox was empty before the end)" } else { "" }),
        format!("a mailbox of {messages}, {CLERKS} clerks at work"),
        "200/min",
    );
    figures.note(
        &format!("pages meanwhile, {engine}"),
        times.told(),
        format!("with no mail coming in {}", quiet.told()),
        "p99 60 ms",
    );
    Ok(())
}

/// An ente with clerks, which trusts the provider's authority.
async fn prepare(folder: &Path, database: Database, gestore: &Gestore) -> anyhow::Result<()> {
    let place = Place::in_folder(folder, database, bin()?);
    let town = TownHall::open(place, municipio::OFFICES, Arc::new(SystemClock)).await;
    let unit = town.unit("PRO", "Protocollo").await;
    let may = ["protocollo.registra", "protocollo.assegna", "protocollo.consulta", "protocollo.caselle"];
    for number in 0..CLERKS {
        town.person(&format!("anna{number}"), unit, &may).await;
    }
    let anna = town.signed_in("anna0").await;
    let done = anna.post("/protocollo/caselle/autorita", &[("pem", gestore.pem.as_str())]).await;
    anyhow::ensure!(done.status().is_redirection(), "the authority is not taken: {}", done.status());
    town.stop().await;
    Ok(())
}

fn settings(real: &MailServer, user: &str) -> String {
    format!(
        "[caselle.prova.pec]\naddress = \"comune@pec.example.it\"\nunit = \"PRO\"\nimap = \"localhost\"\nport = {}\nca = {:?}\n\
         user = \"{user}\"\npassword = {:?}\n",
        real.port("imaps"),
        real.ca().display().to_string(),
        real.password()
    )
}

/// Fills the mailbox. What is signed is the same in many, so that they are made quickly; the fields around it, which nobody signs,
/// make each another message, and each is checked whole.
fn fill(real: &MailServer, user: &str, gestore: &Gestore, messages: usize) {
    const DIFFERENT: usize = 20;
    let signed: Vec<Vec<u8>> = (0..DIFFERENT).map(|number| gestore.firma(&envelope(number))).collect();
    for number in 0..messages {
        let Some(message) = signed.get(number % DIFFERENT) else { continue };
        let mut bytes = format!("X-Posto: {number}\r\n").into_bytes();
        bytes.extend_from_slice(message);
        real.deliver(user, &bytes);
    }
}

fn envelope(number: usize) -> Vec<u8> {
    let file: String = document(number as u64, BYTES).iter().map(|byte| format!("{byte:02x}")).collect();
    // Lines as mail has them; what is in them does not matter here.
    let file: Vec<&str> = (0..file.len() / 76).filter_map(|line| file.get(line * 76..line * 76 + 76)).collect();
    format!(
        "From: posta-certificata@gestore.example\r\nTo: comune@pec.example.it\r\nSubject: POSTA CERTIFICATA: Domanda {number}\r\n\
         X-Trasporto: posta-certificata\r\nMessage-ID: <busta{number}@gestore.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nBusta\r\n--b\r\n\
         Content-Type: application/xml; name=\"daticert.xml\"\r\nContent-Disposition: attachment; filename=\"daticert.xml\"\r\n\r\n\
         <postacert tipo=\"posta-certificata\" errore=\"nessuno\"><intestazione><mittente>rossi@pec.example.it</mittente>\
         <destinatari tipo=\"certificato\">comune@pec.example.it</destinatari><oggetto>Domanda {number}</oggetto></intestazione><dati>\
         <gestore-emittente>Gestore</gestore-emittente><data zona=\"+0100\"><giorno>03/11/2025</giorno><ora>10:00:00</ora></data>\
         <identificativo>busta{number}@gestore.example</identificativo><msgid>&lt;{number}@example.it&gt;</msgid></dati></postacert>\r\n--b\r\n\
         Content-Type: message/rfc822; name=\"postacert.eml\"\r\nContent-Disposition: attachment; filename=\"postacert.eml\"\r\n\r\n\
         From: rossi@pec.example.it\r\nTo: comune@pec.example.it\r\nSubject: Domanda {number}\r\nMessage-ID: <{number}@example.it>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"p\"\r\n\r\n--p\r\nContent-Type: text/plain\r\n\r\nTesto\r\n--p\r\n\
         Content-Type: text/plain; name=\"allegato.txt\"\r\nContent-Disposition: attachment; filename=\"allegato.txt\"\r\n\r\n{}\r\n--p--\r\n\
         \r\n--b--\r\n",
        file.join("\r\n")
    )
    .into_bytes()
}

/// Clerks who look at one page after the other, and the time of each page.
async fn clerks(url: &str, during: Duration) -> anyhow::Result<Times> {
    let mut tasks = Vec::new();
    for number in 0..CLERKS {
        let client = signed_in(url, &format!("anna{number}")).await?;
        let url = url.to_owned();
        tasks.push(tokio::spawn(async move {
            let (until, mut times) = (Instant::now() + during, Vec::new());
            for page in PAGES.iter().cycle().skip(number) {
                if Instant::now() > until {
                    break;
                }
                let started = Instant::now();
                let answer = client.get(format!("{url}{page}")).send().await?;
                let status = answer.status();
                answer.bytes().await?;
                anyhow::ensure!(status == 200, "{page}: {status}");
                times.push(started.elapsed());
                tokio::time::sleep(LOOK).await;
            }
            Ok(times)
        }));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await??);
    }
    Ok(Times::new(all))
}
