//! The built program is killed without warning in the midst of everything at once: mail coming in from a real mailbox, clerks'
//! forms, programs, the registers of the days. Nothing acknowledged is lost, no number is missing or given twice, no message is
//! taken twice, and everything still holds.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jobs::NewJob;
use kernel::{Actor, Clock, FixedClock, SystemClock};
use municipio::OFFICES;
use protocollo::{Nuova, Parte, Verso, fai_giornalieri, registra};
use reqwest::{Client, multipart};
use testkit::{MailServer, PASSWORD, TownHall};

use crate::{
    carico::{Told, clerk},
    posta::{letter, settings},
    program::{self, Town, client, enter, kills},
};

const DAY: i64 = 86_400_000_000;
/// Messages that come in before each kill.
const MESSAGES: usize = 6;
/// Of a register of the day, so many are left to make before each kill.
const DAYS: usize = 2;

/// A comune that has registered one thing a day for so many days, and made the register of the first of them.
async fn past(town: &Town, days: usize) {
    let now = SystemClock.now();
    let back = |days: usize| now.plus_micros(-DAY * i64::try_from(days).unwrap());
    let clock = Arc::new(FixedClock::new(back(days + 2)));
    let hall = TownHall::open(town.place(), OFFICES, Arc::<FixedClock>::clone(&clock)).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    let may = ["protocollo.registra", "protocollo.consulta", "protocollo.consulta_tutto"];
    let anna = hall.person("anna", unit, &may).await;
    let who = hall.who(anna).await;
    for day in (0..=days + 1).rev() {
        clock.set(back(day + 1));
        let parti = vec![Parte { nome: "Rossi Mario".into(), ..Parte::default() }];
        let nuova = Nuova { parti, ..Nuova::new(Verso::Arrivo, "Domanda di un altro giorno", "mano") };
        registra(&hall.ente, &who, &nuova, &[], None).await.unwrap();
        if day == days {
            assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 1);
        }
    }
    hall.stop().await;
}

/// Makes the register of the day due, as at midnight.
async fn night(town: &Town) {
    let ente = town.open().await;
    let tx = ente.ledger.begin(Actor::System("prova"), "prova.notte").await.unwrap();
    let new = NewJob::new("protocollo.registro_giornaliero", "");
    jobs::enqueue(&tx, tx.now(), tx.random(), &new).await.unwrap();
    tx.commit().await.unwrap();
}

async fn token(client: &Client, base: &str) -> Option<String> {
    let page = client.get(format!("{base}/scrivania")).send().await.ok()?.text().await.ok()?;
    Some(program::token(&page)).filter(|token| !token.is_empty())
}

/// A program that registers with files, as fast as it can, until nobody answers.
async fn program_at_work(client: Client, base: String, name: String, told: Told) {
    let Some(csrf) = token(&client, &base).await else { return };
    for turn in 0.. {
        let dati = format!(
            "{{\"verso\":\"arrivo\",\"oggetto\":\"Domanda {turn} di {name} da un programma\",\"mezzo\":\"portale\",\"parti\":[{{\"nome\":\"Verdi\"}}]}}"
        );
        let file = multipart::Part::bytes(format!("testo {turn} di {name}").into_bytes()).file_name("a.txt");
        let form = multipart::Form::new().text("dati", dati).part("file", file);
        let request = client.post(format!("{base}/api/v1/protocollo/registrazioni")).header("x-csrf-token", &csrf);
        let key = format!("{name}-{turn}");
        let Ok(answer) = request.header("idempotency-key", key).multipart(form).send().await else { return };
        let (status, place) = (answer.status(), answer.headers().get("location").cloned());
        match place {
            Some(place) if status == 201 => {
                let page = place.to_str().unwrap().trim_start_matches("/api/v1").replace("registrazioni/", "");
                told.lock().unwrap().push(page);
            }
            _ => {
                let said = answer.text().await.unwrap_or_default();
                assert!(status.is_server_error() || said.is_empty(), "{status}: {said}");
            }
        }
    }
}

/// Someone who asks for the mail again and again.
async fn impatient(client: Client, base: String) {
    let Some(csrf) = token(&client, &base).await else { return };
    while client.post(format!("{base}/protocollo/posta/leggi")).form(&[("csrf", &csrf)]).send().await.is_ok() {
        tokio::time::sleep(Duration::from_millis(80)).await;
    }
}

async fn story(database: Option<String>, user: &str) {
    let Some(real) = MailServer::find() else { return };
    let town = Town::with_settings_only(database, &settings(&real, user, "PRO"));
    let days = kills() * DAYS;
    past(&town, days).await;
    let told: Told = Arc::new(Mutex::new(Vec::new()));
    let mut delivered = 0;
    for kill in 0..kills() {
        night(&town).await;
        let running = town.serve().await;
        let (base, browser) = (running.base.clone(), client());
        enter(&browser, &base, "anna", PASSWORD).await.expect("anna signs in");
        let mut work = tokio::task::JoinSet::new();
        for n in 0..3 {
            let by_hand = format!("mano{kill}-{n}");
            work.spawn(clerk(browser.clone(), base.clone(), by_hand, usize::MAX, Arc::clone(&told)));
            work.spawn(program_at_work(browser.clone(), base.clone(), format!("api{kill}-{n}"), Arc::clone(&told)));
        }
        work.spawn(impatient(browser.clone(), base.clone()));
        for _ in 0..MESSAGES {
            real.deliver(user, &letter(delivered));
            delivered += 1;
        }
        let enough = told.lock().unwrap().len() + 6;
        let started = Instant::now();
        while told.lock().unwrap().len() < enough && started.elapsed() < Duration::from_secs(300) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // Under way, and then at a different moment each time.
        tokio::time::sleep(Duration::from_millis((kill as u64 * 37) % 400)).await;
        drop(running);
        while let Some(done) = work.join_next().await {
            done.unwrap();
        }
    }
    let registered = told.lock().unwrap().len();
    assert!(registered >= kills() * 6, "only {registered} were registered: that is no load");
    finish(&town, &real, user, &told).await;
    let whole = Whole { entries: registered + days, messages: delivered };
    whole.assert(&town).await;
}

/// What came in is taken to its end, what was acknowledged is there.
async fn finish(town: &Town, real: &MailServer, user: &str, told: &Told) {
    night(town).await;
    let running = town.serve().await;
    let browser = client();
    enter(&browser, &running.base, "anna", PASSWORD).await.expect("anna signs in");
    let all = told.lock().unwrap().clone();
    for place in &all {
        let status = browser.get(format!("{}{place}", running.base)).send().await.unwrap().status();
        assert_eq!(status, 200, "{place} was acknowledged and is gone");
    }
    let asking = tokio::spawn(impatient(browser, running.base.clone()));
    let started = Instant::now();
    while real.waiting(user) > 0 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(started.elapsed() < Duration::from_secs(400), "the mailbox does not empty");
    }
    drop(running);
    asking.await.unwrap();
}

/// What there must be, and no more than that of each.
struct Whole {
    entries: usize,
    messages: usize,
}

impl Whole {
    async fn assert(&self, town: &Town) {
        let ente = town.open().await;
        // The days that are still without a register get theirs: each has one, however often it was begun.
        while fai_giornalieri(&ente).await.unwrap() > 0 {}
        let read = ente.db().read().await.unwrap();
        let count = async |sql: &str| {
            let row = db::one(&read, sql, []).await.unwrap().unwrap();
            let all = ["n", "d", "last"].map(|name| row.try_get::<i64>("", name).unwrap());
            (all[0], all[1], all[2])
        };
        let sql = "SELECT COUNT(*) AS n, COUNT(DISTINCT numero) AS d, SUM(CASE WHEN numero = 1 THEN 1 ELSE 0 END) AS last, anno \
                   FROM protocollo_registrazione GROUP BY anno HAVING MAX(numero) <> COUNT(*) OR COUNT(DISTINCT numero) <> COUNT(*)";
        assert!(db::rows(&read, sql, []).await.unwrap().is_empty(), "a hole, or a number given twice");
        let (entries, ..) =
            count("SELECT COUNT(*) AS n, COUNT(*) AS d, COUNT(*) AS last FROM protocollo_registrazione").await;
        assert!(entries >= i64::try_from(self.entries).unwrap(), "{entries} entries and not {}", self.entries);
        let keys =
            "SELECT COUNT(chiave) AS n, COUNT(DISTINCT chiave) AS d, COUNT(*) AS last FROM protocollo_registrazione";
        let (keys, different, _) = count(keys).await;
        assert_eq!(keys, different, "a form, or a call, made two entries");
        let sql = "SELECT COUNT(*) AS n, COUNT(DISTINCT message_id) AS d, COUNT(DISTINCT impronta) AS last FROM protocollo_messaggio";
        let messages = i64::try_from(self.messages).unwrap();
        assert_eq!(count(sql).await, (messages, messages, messages), "messages, Message-IDs and fingerprints");
        let sql = "SELECT COUNT(*) AS n, COUNT(DISTINCT giorno) AS d, COUNT(DISTINCT documento_id) AS last FROM protocollo_giornaliero";
        let (days, different, papers) = count(sql).await;
        assert_eq!((days, days), (different, papers), "a register for each day, once");
        let gaps = "SELECT COUNT(*) AS n FROM protocollo_giornaliero GROUP BY anno HAVING MAX(numero) <> COUNT(*)";
        assert!(db::rows(&read, gaps, []).await.unwrap().is_empty(), "a register of the day has no number, or two");
        drop(read);
        drop(ente);
        town.well(&["verify"]);
        eprintln!("{entries} entries, {messages} messages and {days} registers of the day over {} kills", kills());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_midst_of_everything_it_loses_nothing_on_sqlite() {
    story(None, "prova55").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_midst_of_everything_it_loses_nothing_on_postgresql() {
    if testkit::Engine::all().len() > 1 {
        story(Some(testkit::new_database().await), "prova56").await;
    }
}
