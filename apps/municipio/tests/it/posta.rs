//! The built program reads a real mailbox and is killed without warning, again and again: no message is lost, none is taken
//! twice, and everything still holds.

use std::time::{Duration, Instant};

use testkit::MailServer;

use crate::program::{Clerk, Town, kills};

const MESSAGES: usize = 120;

/// A mail, each of another sender.
pub fn letter(n: usize) -> Vec<u8> {
    let text = "parole ".repeat(3_000);
    format!(
        "From: rossi{n}@example.it\r\nTo: comune@pec.example.it\r\nSubject: Lettera {n}\r\nMessage-ID: <{n}@example.it>\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

/// The settings of a mailbox that belongs to this unit.
pub fn settings(real: &MailServer, user: &str, unit: &str) -> String {
    format!(
        "[caselle.prova.pec]\naddress = \"comune@pec.example.it\"\nunit = \"{unit}\"\nimap = \"localhost\"\nport = {}\nca = \"{}\"\n\
         user = \"{user}\"\npassword = \"{}\"\ndone = \"Presi\"\n",
        real.port("imaps"),
        real.ca().display(),
        real.password()
    )
}

async fn story(database: Option<String>, user: &str) {
    let Some(real) = MailServer::find() else { return };
    let town = Town::with_settings(database, &settings(&real, user, "ENTE"));
    let password = town.with_a_clerk();
    (0..MESSAGES).for_each(|n| real.deliver(user, &letter(n)));
    let running = town.serve().await;
    let mut rosa = Clerk::enter(&running.base, "rosa.clerk", &password).await;
    let mut running = Some(running);
    for kill in 0..kills() {
        rosa.asks_for_the_mail().await;
        // At a different moment each time: while it connects, fetches, commits, moves.
        tokio::time::sleep(Duration::from_millis(60 + (kill as u64 * 137) % 700)).await;
        drop(running.take());
        let again = town.serve().await;
        rosa = Clerk::comes_back(&again.base, "rosa.clerk").await;
        running = Some(again);
    }
    let started = Instant::now();
    while real.waiting(user) > 0 {
        rosa.asks_for_the_mail().await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(started.elapsed() < Duration::from_secs(400), "the mailbox does not empty");
    }
    let doctor = town.run(&["doctor"]);
    let told = crate::program::said(&doctor);
    assert!(told.contains("si entra; nella cartella INBOX non aspetta nessun messaggio"), "{told}");
    assert!(!told.contains(real.password()));
    drop(running);
    let ente = town.open().await;
    let read = ente.db().read().await.unwrap();
    let sql = "SELECT COUNT(*) AS n, COUNT(DISTINCT impronta) AS d, COUNT(DISTINCT message_id) AS m FROM protocollo_messaggio";
    let row = db::one(&read, sql, []).await.unwrap().unwrap();
    let count = |name: &str| row.try_get::<i64>("", name).unwrap();
    assert_eq!((count("n"), count("d"), count("m")), (MESSAGES as i64, MESSAGES as i64, MESSAGES as i64));
    drop(read);
    drop(ente);
    town.well(&["verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_it_reads_the_mail_it_loses_none_and_takes_none_twice_on_sqlite() {
    story(None, "prova18").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_it_reads_the_mail_it_loses_none_and_takes_none_twice_on_postgresql() {
    if testkit::Engine::all().len() > 1 {
        story(Some(testkit::new_database().await), "prova19").await;
    }
}
