//! When mail comes in and something breaks: the line is cut half-way, a certificate has expired, the mailbox is full, the server
//! lies about sizes, the folder of the documents is gone. It is told where people look, nothing is lost, and when the cause is
//! gone the work goes on by itself.

use std::sync::Arc;

use kernel::{Clock, FixedClock, SystemClock};
use mail::{Mailbox, Outgoing, Server};
use office::Office;
use protocollo::Protocollo;
use testkit::{
    Answer::{self, HangUp, Say},
    Browser, Door, Engine, MailServer, TownHall, liar, usual_settings,
};

use crate::{
    posta::{ADDETTA, mailbox, read_now},
    spedizione::{address, leaving, send, sent_to, that_sends, work},
};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

async fn hall(engine: Engine, mailbox: Mailbox, clock: Arc<dyn Clock>) -> (TownHall, Browser) {
    let hall = TownHall::start_with_mail(engine, OFFICES, clock, usual_settings(), vec![mailbox]).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    hall.person("anna", unit, ADDETTA).await;
    let anna = hall.signed_in("anna").await;
    (hall, anna)
}

/// The same mailbox, reached by a door.
fn through(door: &Door, mailbox: Mailbox) -> Mailbox {
    Mailbox { server: Server { port: door.port(), ..mailbox.server }, ..mailbox }
}

fn letter(n: usize, words: usize) -> Vec<u8> {
    let text = "parole ".repeat(words);
    format!(
        "From: rossi@example.it\r\nTo: comune@pec.example.it\r\nSubject: Lettera {n}\r\nMessage-ID: <{n}@guasti.example.it>\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

/// How many messages are kept, and how many different ones.
async fn taken(hall: &TownHall) -> (i64, i64) {
    let read = hall.ente.db().read().await.unwrap();
    let sql = "SELECT COUNT(*) AS n, COUNT(DISTINCT message_id) AS d FROM protocollo_messaggio";
    let row = db::one(&read, sql, []).await.unwrap().unwrap();
    (row.try_get("", "n").unwrap(), row.try_get("", "d").unwrap())
}

/// A server with one message, number 7, of which it says that it is so large.
fn one(bytes: &[u8], told: usize, moved: &str) -> Vec<(&'static str, Answer)> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    vec![
        ("CAPABILITY", Say("* CAPABILITY IMAP4rev1 MOVE UIDPLUS\r\nTAG OK fatto\r\n".into())),
        ("SELECT", Say("* 1 EXISTS\r\n* OK [UIDVALIDITY 5] ecco\r\nTAG OK [READ-WRITE] fatto\r\n".into())),
        ("UID SEARCH", Say("* SEARCH 7\r\nTAG OK fatto\r\n".into())),
        ("RFC822.SIZE", Say(format!("* 1 FETCH (UID 7 RFC822.SIZE {told})\r\nTAG OK fatto\r\n"))),
        ("BODY.PEEK", Say(format!("* 1 FETCH (UID 7 BODY[] {{{}}}\r\n{text})\r\nTAG OK fatto\r\n", bytes.len()))),
        ("UID MOVE", Say(moved.into())),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_cut_half_way_loses_no_message_and_takes_none_twice() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova51", "prova52"]) {
        let door = Door::to(real.port("imaps")).await;
        let (hall, anna) = hall(engine, through(&door, mailbox(&real, user)), Arc::new(SystemClock)).await;
        (0..6).for_each(|n| real.deliver(user, &letter(n, 30_000)));
        // In the middle of a message, and at its very beginning; then the server is away.
        for bytes in [300_000, 450_000, 250_000] {
            door.open();
            door.shut_after(bytes);
            read_now(&hall, &anna).await;
            let page = anna.read("/protocollo/posta").await;
            assert!(page.contains("non si legge") && page.contains("localhost"), "{page}");
            let (all, different) = taken(&hall).await;
            assert!(all == different && all < 6, "{all} of which {different} different");
        }
        door.open();
        read_now(&hall, &anna).await;
        let page = anna.read("/protocollo/posta").await;
        assert!(!page.contains("non si legge"), "{page}");
        assert_eq!(taken(&hall).await, (6, 6));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_expired_keeps_us_out_until_it_is_renewed() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova53", "prova54"]) {
        let t0 = SystemClock.now();
        let clock = Arc::new(FixedClock::new(t0));
        let shared: Arc<dyn Clock> = Arc::<FixedClock>::clone(&clock);
        let expired = liar(&real, "expired", one(b"x", 1, "TAG OK fatto\r\n")).await;
        let (reads, sends) = (Door::to(expired.port).await, Door::to(expired.port).await);
        let whole = through(&reads, that_sends(&real, user));
        let outgoing = whole.outgoing.clone().unwrap();
        let server = Server { port: sends.port(), ..outgoing.server.clone() };
        let (hall, anna) =
            hall(engine, Mailbox { outgoing: Some(Outgoing { server, ..outgoing }), ..whole }, shared).await;
        real.deliver(user, &letter(1, 10));
        read_now(&hall, &anna).await;
        let page = anna.read("/protocollo/posta").await;
        assert!(page.contains("è scaduto, oppure non vale ancora"), "{page}");
        assert_eq!(taken(&hall).await.0, 0);
        let to = address("scaduto", engine);
        let entry = leaving(&hall, &[("Rossi Mario", &to)], &[("a.txt", b"Si autorizza.".to_vec())]).await;
        assert!(send(&anna, &entry).await.status().is_redirection());
        work(&hall).await;
        let page = anna.read(&entry).await;
        assert!(page.contains(">in coda<") && page.contains("è scaduto, oppure non vale ancora"), "{page}");
        assert!(sent_to(&real, &to).is_empty());
        // Renewed: nobody touches anything.
        reads.lead_to(real.port("imaps"));
        sends.lead_to(real.port("smtps"));
        clock.set(t0.plus_seconds(600));
        work(&hall).await;
        read_now(&hall, &anna).await;
        assert_eq!(taken(&hall).await.0, 1);
        assert!(anna.read(&entry).await.contains(">affidato al gestore<"));
        assert_eq!(sent_to(&real, &to).len(), 1);
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_mailbox_is_told_and_its_messages_are_taken_once_all_the_same() {
    let Some(real) = MailServer::find() else { return };
    for engine in Engine::all() {
        let bytes = letter(1, 10);
        let full = "TAG NO [OVERQUOTA] Quota exceeded (mailbox for user is full)\r\n";
        let server = liar(&real, "good", one(&bytes, bytes.len(), full)).await;
        let door = Door::to(server.port).await;
        let (hall, anna) = hall(engine, through(&door, mailbox(&real, "nessuno")), Arc::new(SystemClock)).await;
        for _ in 0..2 {
            read_now(&hall, &anna).await;
            let page = anna.read("/protocollo/posta").await;
            assert!(page.contains("La casella è piena") && page.contains("chiedi più spazio"), "{page}");
            assert!(page.contains("Lettera 1"), "what could be read is there: {page}");
            assert_eq!(taken(&hall).await, (1, 1));
        }
        let roomy = liar(&real, "good", one(&bytes, bytes.len(), "TAG OK fatto\r\n")).await;
        door.lead_to(roomy.port);
        read_now(&hall, &anna).await;
        assert!(!anna.read("/protocollo/posta").await.contains("La casella è piena"));
        assert_eq!(taken(&hall).await, (1, 1));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_lies_about_sizes_gives_whole_messages_or_none() {
    let Some(real) = MailServer::find() else { return };
    for engine in Engine::all() {
        let bytes = letter(1, 10);
        let with = |body: Answer, told: usize| {
            let mut script = one(&bytes, told, "TAG OK fatto\r\n");
            script[4].1 = body;
            script
        };
        let text = String::from_utf8(bytes.clone()).unwrap();
        // More than it gives, and it hangs up; more than anybody takes; less than it gives, so that the rest is no answer.
        let longer = format!("* 1 FETCH (UID 7 BODY[] {{{}}}\r\n{text}", bytes.len() + 100);
        let endless = "* 1 FETCH (UID 7 BODY[] {99999999999999}\r\n".to_owned();
        let shorter = format!("* 1 FETCH (UID 7 BODY[] {{40}}\r\n{text}");
        let first = liar(&real, "good", with(HangUp(longer), bytes.len())).await;
        let door = Door::to(first.port).await;
        let (hall, anna) = hall(engine, through(&door, mailbox(&real, "nessuno")), Arc::new(SystemClock)).await;
        let others =
            [liar(&real, "good", with(Say(endless), 10)).await, liar(&real, "good", with(HangUp(shorter), 40)).await];
        for port in [first.port, others[0].port, others[1].port] {
            door.lead_to(port);
            read_now(&hall, &anna).await;
            let page = anna.read("/protocollo/posta").await;
            assert_eq!(taken(&hall).await, (0, 0), "never a part for the whole: {page}");
            assert!(page.contains("Un messaggio resta nella casella") || page.contains("è troppo grande"), "{page}");
        }
        // It only said another size: the message is whole, and what was odd stands beside it.
        let odd = liar(&real, "good", one(&bytes, 9, "TAG OK fatto\r\n")).await;
        door.lead_to(odd.port);
        read_now(&hall, &anna).await;
        assert_eq!(taken(&hall).await, (1, 1));
        hall.verify_clean().await;
    }
}
