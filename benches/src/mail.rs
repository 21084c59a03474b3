//! Certified mail taken from a mailbox of ten thousand messages, each signed by its provider and with a PDF attached, while clerks look at
//! pages and register. `BENCH_MESSAGES` says how many lie in the mailbox. A real Dovecot gives them (`scripts/dovecot`).

#[path = "../../uffici/protocollo/tests/it/gestore.rs"]
mod gestore;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ente::{Database, Place};
use gestore::Gestore;
use kernel::SystemClock;
use testkit::{MailServer, TownHall};

use crate::{
    clerks::{self, CLERKS, Clerks},
    figures::Figures,
    large::{self, document},
    program::{Program, bin, row, verify_clean},
};

const MESSAGES: usize = 10_000;
/// Bytes of the document that is attached; on its way it takes a third more.
const BYTES: usize = 40_000;
/// Entries that the register has before: of an empty one the pages cost nothing.
const ENTRIES: u64 = 20_000;
/// How long pages are looked at while nothing else is going on.
const QUIET: Duration = Duration::from_secs(30);
/// The first pages do not count.
const WARM_UP: Duration = Duration::from_secs(5);
/// The mailbox is read once a minute: until the first message is taken nothing is measured.
const PATIENCE: Duration = Duration::from_secs(180);
const DURING: Duration = Duration::from_secs(60);

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
    let temporary = tempfile::Builder::new().prefix("bench-").tempdir_in(large::folder()?)?;
    let folder = temporary.path().join("dati");
    let clerk = prepare(&folder, database.clone(), gestore).await?;
    let messages = std::env::var("BENCH_MESSAGES").ok().and_then(|text| text.parse().ok()).unwrap_or(MESSAGES);
    fill(real, user, gestore, messages);
    // Without the mail first: what the pages take when nothing else is going on.
    let program = Program::serve(&folder, &database).await?;
    let (clerks, begun) = (Clerks::begin(&program.url, &clerk).await?, Instant::now());
    tokio::time::sleep(QUIET).await;
    let quiet = clerks.end().await?.since(begun + WARM_UP);
    drop(program);
    let program = Program::serve_with(&folder, &database, &settings(real, user)).await?;
    let clerks = Clerks::begin(&program.url, &clerk).await?;
    let waited = Instant::now();
    while real.waiting(user) == messages {
        anyhow::ensure!(waited.elapsed() < PATIENCE, "no message was taken: see bench.log");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let (before, started) = (real.waiting(user), Instant::now());
    while started.elapsed() < DURING && real.waiting(user) > 0 {
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let (left, minutes) = (real.waiting(user), started.elapsed().as_secs_f64() / 60.0);
    let busy = clerks.end().await?.since(started);
    let taken = before.saturating_sub(left);
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = taken as f64 / minutes;
    figures.note(
        &format!("certified messages taken a minute, {engine}"),
        format!("{rate:.0}/min ({taken} in {:.0} s)", minutes * 60.0),
        format!("a mailbox of {messages}, {CLERKS} clerks at work and one program that registers"),
        "200/min",
    );
    figures.note(
        &format!("pages meanwhile, {engine}"),
        busy.pages.told(),
        format!("with no mail coming in {}", quiet.pages.told()),
        "p99 60 ms",
    );
    figures.note(
        &format!("registrations meanwhile, {engine}"),
        busy.registrations.told(),
        format!("with no mail coming in {}", quiet.registrations.told()),
        "",
    );
    drop(program);
    check(&folder, &database, messages - left).await
}

/// An ente with clerks and a register, which trusts the provider's authority.
async fn prepare(folder: &Path, database: Database, gestore: &Gestore) -> anyhow::Result<clerks::Clerk> {
    let place = Place::in_folder(folder, database, bin()?);
    let town = TownHall::open(place, municipio::OFFICES, Arc::new(SystemClock)).await;
    let unit = town.unit("PRO", "Protocollo").await;
    let may = ["protocollo.registra", "protocollo.assegna", "protocollo.consulta", "protocollo.caselle"];
    let mut first = None;
    for number in 0..CLERKS {
        let person = town.person(&clerks::name(number), unit, &may).await;
        first.get_or_insert(person);
    }
    let Some(person) = first else { anyhow::bail!("there is no clerk") };
    large::fill(&town.ente, &town.who(person).await, &[unit], ENTRIES, |_| ()).await?;
    let key = town.api_key(&clerks::name(0), person, &may[..3]).await;
    let anna = town.signed_in(&clerks::name(0)).await;
    let done = anna.post("/protocollo/caselle/autorita", &[("pem", gestore.pem.as_str())]).await;
    anyhow::ensure!(done.status().is_redirection(), "the authority is not taken: {}", done.status());
    town.stop().await;
    Ok(clerks::Clerk { unit, key })
}

/// That each message which left the mailbox is in the queue, once, with a signature that holds; and that all recorded is sound.
async fn check(folder: &Path, database: &Database, moved: usize) -> anyhow::Result<()> {
    let sql = |schema: &str| {
        format!(
            "SELECT (SELECT COUNT(*) FROM {schema}protocollo_messaggio) AS taken, \
             (SELECT COUNT(*) FROM {schema}protocollo_messaggio_stato WHERE stato = 'attesa') AS waiting, \
             (SELECT COUNT(*) FROM {schema}protocollo_messaggio_firma WHERE esito = 'valida') AS signed"
        )
    };
    let row = row(folder, database, sql).await?;
    let count = |name: &str| row.try_get::<i64>("", name);
    let (taken, waiting, signed) = (count("taken")?, count("waiting")?, count("signed")?);
    // The last few may be taken and not yet moved: the program was killed.
    anyhow::ensure!(taken >= i64::try_from(moved)?, "{moved} messages left the mailbox, {taken} are there");
    anyhow::ensure!((waiting, signed) == (taken, taken), "of {taken} messages {waiting} wait, {signed} are signed");
    verify_clean(folder)
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
/// make each another message with an identifier of its own, and each is checked whole.
fn fill(real: &MailServer, user: &str, gestore: &Gestore, messages: usize) {
    const DIFFERENT: usize = 50;
    let signed: Vec<Vec<u8>> = (0..DIFFERENT).map(|number| gestore.firma(&envelope(number))).collect();
    for number in 0..messages {
        let Some(message) = signed.get(number % DIFFERENT) else { continue };
        let mut bytes = format!("Message-ID: <busta{number}@gestore.example>\r\n").into_bytes();
        bytes.extend_from_slice(message);
        real.deliver(user, &bytes);
    }
}

/// A message in its envelope, all but the identifier.
fn envelope(number: usize) -> Vec<u8> {
    let file = STANDARD.encode(document(number as u64, BYTES)).into_bytes();
    // Lines as mail has them.
    let file: Vec<String> = file.chunks(76).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    format!(
        "From: posta-certificata@gestore.example\r\nTo: comune@pec.example.it\r\nSubject: POSTA CERTIFICATA: Domanda {number}\r\n\
         X-Trasporto: posta-certificata\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nBusta\r\n--b\r\n\
         Content-Type: application/xml; name=\"daticert.xml\"\r\nContent-Disposition: attachment; filename=\"daticert.xml\"\r\n\r\n\
         <postacert tipo=\"posta-certificata\" errore=\"nessuno\"><intestazione><mittente>rossi@pec.example.it</mittente>\
         <destinatari tipo=\"certificato\">comune@pec.example.it</destinatari><oggetto>Domanda {number}</oggetto></intestazione><dati>\
         <gestore-emittente>Gestore</gestore-emittente><data zona=\"+0100\"><giorno>03/11/2025</giorno><ora>10:00:00</ora></data>\
         <identificativo>busta{number}@gestore.example</identificativo><msgid>&lt;{number}@example.it&gt;</msgid></dati></postacert>\r\n--b\r\n\
         Content-Type: message/rfc822; name=\"postacert.eml\"\r\nContent-Disposition: attachment; filename=\"postacert.eml\"\r\n\r\n\
         From: rossi@pec.example.it\r\nTo: comune@pec.example.it\r\nSubject: Domanda {number}\r\nMessage-ID: <{number}@example.it>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"p\"\r\n\r\n--p\r\nContent-Type: text/plain\r\n\r\nTesto\r\n--p\r\n\
         Content-Type: application/pdf; name=\"domanda.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"domanda.pdf\"\r\n\r\n{}\r\n--p--\r\n\
         \r\n--b--\r\n",
        file.join("\r\n")
    )
    .into_bytes()
}
