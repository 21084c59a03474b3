//! The built program sends real messages and is killed without warning, again and again: none is told as sent that the server
//! has not taken, none is lost, and one that leaves twice is the same message.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use authz::Who;
use ente::Ente;
use mail::{Mailbox, Outgoing};
use protocollo::{A, Nuova, Parte, Richiesta, Verso, registra, spedisci};
use testkit::MailServer;

use crate::program::{Clerk, Town, kills};

const MESSAGES: usize = 30;
/// Longer than any machine needs.
const LONG: Duration = Duration::from_secs(400);

fn settings(real: &MailServer, user: &str) -> String {
    format!(
        "[caselle.prova.pec]\naddress = \"comune@pec.example.it\"\nunit = \"ENTE\"\nimap = \"localhost\"\nport = {}\nca = \"{}\"\n\
         user = \"{user}\"\npassword = \"{}\"\nsmtp = \"localhost\"\nsmtp_port = {}\n",
        real.port("imaps"),
        real.ca().display(),
        real.password(),
        real.port("smtps")
    )
}

/// The same for whoever asks while the program is not at work.
fn mailbox(real: &MailServer, user: &str) -> Mailbox {
    Mailbox {
        name: "pec".into(),
        address: "comune@pec.example.it".into(),
        certified: true,
        unit: "ENTE".into(),
        server: real.server("imaps"),
        login: real.login(user),
        folder: "INBOX".into(),
        done: "Municipio".into(),
        outgoing: Some(Outgoing { server: real.server("smtps"), largest: 30 << 20 }),
    }
}

/// The mailbox, once the program has read it for the first time.
async fn casella(ente: &Ente) -> Option<kernel::Uuid> {
    let read = ente.db().read().await.unwrap();
    let row = db::one(&read, "SELECT id FROM protocollo_casella", []).await.unwrap();
    row.map(|row| row.try_get("", "id").unwrap())
}

/// Asks for thirty messages, while the program is not at work.
async fn asks(ente: &Ente, run: &str) {
    let read = ente.db().read().await.unwrap();
    let rosa = accounts::person_by_username(&read, "rosa.clerk").await.unwrap().unwrap();
    let grants = authz::load(&read, rosa.id, ente.ledger.now().date()).await.unwrap();
    drop(read);
    let casella = casella(ente).await.expect("the mailbox has been read");
    let who = Who { person: rosa.id, name: rosa.full_name(), grants };
    let letter = "parole ".repeat(20_000);
    for n in 0..MESSAGES {
        let stored = ente.archive.receive(&mut format!("{n} {letter}").as_bytes(), 1 << 20).await.unwrap();
        let parti = vec![Parte { nome: format!("Rossi {n}"), ..Parte::default() }];
        let nuova = Nuova { parti, ..Nuova::new(Verso::Partenza, format!("Nulla osta numero {n}"), "pec") };
        let riga = registra(ente, &who, &nuova, &[("lettera.txt".into(), stored)], None).await.unwrap();
        let scheda = protocollo::leggi(ente, &who, riga.anno, riga.numero).await.unwrap();
        let a = A { parte: scheda.parti[0].id, indirizzo: format!("{run}{n}@pec.example.it"), in_luogo_di: None };
        let richiesta = Richiesta {
            casella: casella.into(),
            oggetto: "Nulla osta".into(),
            testo: "Buongiorno.".into(),
            a: vec![a],
        };
        spedisci(ente, &who, (riga.anno, riga.numero), &richiesta, None).await.unwrap();
    }
}

/// What the server has taken of this run, by Message-ID.
fn taken(real: &MailServer, run: &str) -> BTreeMap<String, Vec<Vec<u8>>> {
    let mut all: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for (_, _, bytes) in real.sent().into_iter().filter(|(_, to, _)| to[0].starts_with(run)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let id =
            text.lines().find_map(|line| line.strip_prefix("Message-ID: <")?.strip_suffix('>')).unwrap().to_owned();
        all.entry(id).or_default().push(bytes);
    }
    all
}

async fn story(database: Option<String>, user: &str, run: &str) {
    let Some(real) = MailServer::find() else { return };
    let town = Town::with_settings(database, &settings(&real, user));
    let password = town.with_a_clerk();
    let running = town.serve().await;
    let rosa = Clerk::enter(&running.base, "rosa.clerk", &password).await;
    rosa.asks_for_the_mail().await;
    let (ente, started) = (town.open().await, Instant::now());
    while casella(&ente).await.is_none() {
        assert!(started.elapsed() < LONG, "the mailbox is not read");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop((running, ente));
    let ente = town.open_with(vec![mailbox(&real, user)]).await;
    asks(&ente, run).await;
    drop(ente);
    for kill in 0..kills() {
        let running = town.serve().await;
        // At a different moment each time: while it writes, sends, waits for the answer, commits.
        tokio::time::sleep(Duration::from_millis(40 + (kill as u64 * 173) % 500)).await;
        drop(running);
        let told = told(&town).await;
        let taken = taken(&real, run);
        assert!(told.iter().all(|id| taken.contains_key(id)), "told as sent and not taken");
    }
    let running = town.serve().await;
    let started = Instant::now();
    // What a killed node held is free again after a minute.
    while taken(&real, run).len() < MESSAGES {
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(started.elapsed() < LONG, "{} left", taken(&real, run).len());
    }
    while told(&town).await.len() < MESSAGES {
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(started.elapsed() < LONG, "what the server has taken is not told as handed over");
    }
    drop(running);
    let (told, taken) = (told(&town).await, taken(&real, run));
    assert_eq!((told.len(), taken.len()), (MESSAGES, MESSAGES));
    assert!(
        taken.values().all(|copies| copies.iter().all(|copy| *copy == copies[0])),
        "the same message, byte by byte"
    );
    let twice = taken.values().filter(|copies| copies.len() > 1).count();
    eprintln!("{twice} of {MESSAGES} messages left more than once over {} kills", kills());
    let verified = town.run(&["verify"]);
    assert!(verified.status.success(), "{}", crate::program::said(&verified));
    let doctor = crate::program::said(&town.run(&["doctor"]));
    assert!(doctor.contains("si può spedire: localhost fa entrare"), "{doctor}");
}

/// The Message-IDs of what is told as handed over.
async fn told(town: &Town) -> Vec<String> {
    let ente = town.open().await;
    let read = ente.db().read().await.unwrap();
    let sql = "SELECT s.message_id FROM protocollo_spedizione s JOIN protocollo_spedizione_stato t ON t.spedizione_id = s.id \
               WHERE t.stato = 'affidato'";
    let rows = db::rows(&read, sql, []).await.unwrap();
    rows.iter().map(|row| row.try_get("", "message_id").unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_it_sends_it_loses_none_and_tells_none_that_did_not_leave_on_sqlite() {
    story(None, "prova7", "ucciso").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_it_sends_it_loses_none_and_tells_none_that_did_not_leave_on_postgresql() {
    if testkit::Engine::all().len() > 1 {
        story(Some(testkit::new_database().await), "prova8", "fermato").await;
    }
}
