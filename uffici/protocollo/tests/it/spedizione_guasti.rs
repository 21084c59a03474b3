//! When sending goes wrong: refused, too large, the wrong password, a server that is away and comes back, an entry annulled
//! meanwhile, two people at once.

use std::sync::Arc;

use kernel::{Clock, FixedClock, SystemClock};
use mail::{Login, Mailbox, Outgoing, Password, Server};
use protocollo::{annulla, leggi};
use testkit::{Engine, MailServer, TownHall};
use tokio::net::TcpStream;

use crate::{
    cooperazione_scarto::scarta,
    posta::ADDETTA,
    spedizione::{address, casella, hall_of_anna, leaving, send, sent_to, that_sends, values, work},
};

fn small() -> Vec<(&'static str, Vec<u8>)> {
    vec![("a.txt", b"Si autorizza.".to_vec())]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_refuses_for_good_is_told_with_its_reason_and_not_tried_again() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova27", "prova28"]) {
        let good = that_sends(&real, user);
        let login = Login { user: user.into(), password: Password::new("un'altra".into()) };
        let (hall, anna) = hall_of_anna(engine, vec![good.clone()], Arc::new(SystemClock)).await;
        let cases = [
            ("rifiuta", vec![0_u8; 10], "casella inesistente"),
            ("piena", vec![0_u8; 10], "è piena (5.2.2 casella piena)"),
            // More than the server takes, and less than the settings allow.
            ("grande", vec![7_u8; 900_000], "è troppo grande"),
        ];
        for (who, bytes, told) in cases {
            let to = address(who, engine);
            let entry = leaving(&hall, &[("Rossi Mario", &to)], &[("a.bin", bytes)]).await;
            assert!(send(&anna, &entry).await.status().is_redirection());
            work(&hall).await;
            let page = anna.read(&entry).await;
            assert!(page.contains(">non partito<") && page.contains(told), "{who}: {page}");
            assert!(page.contains("Spedisci di nuovo a Rossi Mario"), "{page}");
            assert!(sent_to(&real, &to).is_empty());
        }
        let read = hall.ente.db().read().await.unwrap();
        let left = db::one(
            &read,
            "SELECT COUNT(*) AS n FROM jobs_job WHERE kind = 'protocollo.spedisci' AND ended_at IS NULL",
            [],
        );
        assert_eq!(left.await.unwrap().unwrap().try_get::<i64>("", "n").unwrap(), 0, "nothing is tried again");
        drop(read);
        hall.verify_clean().await;

        // Read with the right password once, then it changes: the same ente, other settings.
        let wrong = Mailbox { login, ..good };
        let (hall, anna) = hall_of_anna(engine, vec![wrong], Arc::new(SystemClock)).await;
        let to = address("password", engine);
        let entry = leaving(&hall, &[("Rossi Mario", &to)], &small()).await;
        assert!(send(&anna, &entry).await.status().is_redirection());
        work(&hall).await;
        let page = anna.read(&entry).await;
        assert!(page.contains(">non partito<") && page.contains("non accetta il nome"), "{page}");
        assert!(page.contains("Avvisa chi gestisce il sistema") && !page.contains("un'altra"), "{page}");
        hall.verify_clean().await;
    }
}

/// A door to the real server that a test opens when it wants.
fn door(port: u16, to: u16) {
    let listener = testkit::listen_at(port);
    tokio::spawn(async move {
        while let Ok((mut here, _)) = listener.accept().await {
            tokio::spawn(async move {
                if let Ok(mut there) = TcpStream::connect(("127.0.0.1", to)).await {
                    let _ = tokio::io::copy_bidirectional(&mut here, &mut there).await;
                }
            });
        }
    });
}

/// A mailbox that sends through a door that is still closed, and its port.
fn behind_a_door(real: &MailServer, user: &str) -> (Mailbox, u16) {
    let port = testkit::free_port();
    let mailbox = that_sends(real, user);
    let outgoing = mailbox.outgoing.clone().unwrap();
    let server = Server { port, ..outgoing.server };
    (Mailbox { outgoing: Some(Outgoing { server, ..outgoing }), ..mailbox }, port)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_is_tried_again_and_the_message_leaves_once() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova29", "prova31"]) {
        let t0 = SystemClock.now();
        let clock = Arc::new(FixedClock::new(t0));
        let shared: Arc<dyn Clock> = Arc::<FixedClock>::clone(&clock);
        let (mailbox, port) = behind_a_door(&real, user);
        let (hall, anna) = hall_of_anna(engine, vec![mailbox], shared).await;
        let to = address("aspetta", engine);
        let entry = leaving(&hall, &[("Rossi Mario", &to)], &small()).await;
        assert!(send(&anna, &entry).await.status().is_redirection());
        work(&hall).await;
        let page = anna.read(&entry).await;
        assert!(page.contains(">in coda<") && page.contains("rifiuta il collegamento sulla porta"), "{page}");
        // Of the same trouble nobody is told twice.
        clock.set(t0.plus_seconds(120));
        work(&hall).await;
        assert_eq!(anna.read(&entry).await.matches("non è ancora partito").count(), 1);
        assert!(sent_to(&real, &to).is_empty());
        door(port, real.port("smtps"));
        clock.set(t0.plus_seconds(600));
        work(&hall).await;
        assert!(anna.read(&entry).await.contains(">affidato al gestore<"));
        let first = sent_to(&real, &to);
        assert_eq!(first.len(), 1);
        // The work done once more changes nothing: as when a node died after the note.
        again(&hall).await;
        assert_eq!(sent_to(&real, &to).len(), 1);
        // Killed after the server's answer and before the note: it leaves again, and is the same message.
        let write = hall.ente.db().write().await.unwrap();
        db::execute(&write, "UPDATE protocollo_spedizione_stato SET stato = 'in_coda'", []).await.unwrap();
        write.commit().await.unwrap();
        again(&hall).await;
        let twice =
            real.sent().into_iter().filter(|(_, rcpt, _)| rcpt == std::slice::from_ref(&to)).map(|(_, _, bytes)| bytes);
        let twice: Vec<Vec<u8>> = twice.collect();
        assert_eq!((twice.len(), twice[0] == twice[1]), (2, true), "byte by byte");
    }
}

/// Makes the work of every sending due once more.
async fn again(hall: &TownHall) {
    let write = hall.ente.db().write().await.unwrap();
    let sql = "UPDATE jobs_job SET state = 'waiting', ended_at = NULL, node = NULL, attempts = 0, due_at = 0 WHERE kind = 'protocollo.spedisci'";
    db::execute(&write, sql, []).await.unwrap();
    write.commit().await.unwrap();
    work(hall).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_never_comes_back_is_told_after_a_day_and_not_before() {
    let Some(real) = MailServer::find() else { return };
    let t0 = SystemClock.now();
    let clock = Arc::new(FixedClock::new(t0));
    let shared: Arc<dyn Clock> = Arc::<FixedClock>::clone(&clock);
    let (mailbox, _) = behind_a_door(&real, "prova32");
    let (hall, anna) = hall_of_anna(Engine::Sqlite, vec![mailbox], shared).await;
    let entry = leaving(&hall, &[("Rossi Mario", "mai@pec.example.it")], &small()).await;
    assert!(send(&anna, &entry).await.status().is_redirection());
    work(&hall).await;
    for hour in 1..=23 {
        clock.set(t0.plus_seconds(hour * 3600 + 1));
        work(&hall).await;
    }
    let anna = hall.signed_in("anna").await;
    assert!(anna.read(&entry).await.contains(">in coda<"), "a day is not over");
    for hour in 24..=48 {
        clock.set(t0.plus_seconds(hour * 3600 + 1));
        work(&hall).await;
    }
    let anna = hall.signed_in("anna").await;
    let page = anna.read(&entry).await;
    assert!(page.contains(">non partito<") && page.contains("per più di un giorno"), "{page}");
    hall.verify_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_discarded_before_it_leaves_is_told_at_once_and_never_tried_again() {
    let Some(real) = MailServer::find() else { return };
    let (hall, anna) = hall_of_anna(Engine::Sqlite, vec![that_sends(&real, "prova87")], Arc::new(SystemClock)).await;
    let to = address("scartata", Engine::Sqlite);
    let entry = leaving(&hall, &[("Rossi Mario", &to)], &small()).await;
    assert!(send(&anna, &entry).await.status().is_redirection());
    scarta(&hall.ente).await;
    work(&hall).await;
    let page = anna.read(&entry).await;
    assert!(page.contains(">non partito<") && page.contains("è stato scartato: il contenuto"), "{page}");
    assert!(sent_to(&real, &to).is_empty());
    hall.verify_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_annulled_does_not_leave() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova33", "prova34"]) {
        let (mailbox, port) = behind_a_door(&real, user);
        let t0 = SystemClock.now();
        let clock = Arc::new(FixedClock::new(t0));
        let shared: Arc<dyn Clock> = Arc::<FixedClock>::clone(&clock);
        let (hall, anna) = hall_of_anna(engine, vec![mailbox], shared).await;
        let unit = hall.unit("SEG", "Segreteria").await;
        let carla = hall
            .person("carla", unit, &["protocollo.annulla", "protocollo.consulta", "protocollo.consulta_tutto"])
            .await;
        let carla = hall.who(carla).await;
        let (waits, never) = (address("annullata", engine), address("mai", engine));
        let entry = leaving(&hall, &[("Rossi Mario", &waits), ("Verdi Luigi", &never)], &small()).await;
        let form = anna.read(&format!("{entry}/spedisci")).await;
        assert!(send(&anna, &entry).await.status().is_redirection());
        work(&hall).await;
        let number: Vec<i64> = entry.split('/').filter_map(|part| part.parse().ok()).collect();
        annulla(&hall.ente, &carla, number[0], number[1], "Registrata due volte per errore").await.unwrap();
        door(port, real.port("smtps"));
        clock.set(t0.plus_seconds(600));
        work(&hall).await;
        assert!(sent_to(&real, &waits).is_empty() && sent_to(&real, &never).is_empty());
        let page = anna.read(&entry).await;
        assert!(page.contains("annullata prima che il messaggio partisse"), "{page}");
        assert!(!page.contains("/spedisci\"") && !page.contains("di-nuovo"), "nothing more is offered: {page}");
        assert!(!anna.read("/scrivania").await.contains("Rossi Mario"), "and nobody must see to it");
        // The form was open before.
        let parte = values(&form, "destinatario")[0].clone();
        let place = format!("indirizzo-{parte}");
        let (from, key) = (casella(&form), "x".to_owned());
        let fields = [
            ("casella", from.as_str()),
            ("oggetto", "Nulla osta"),
            ("testo", "Buongiorno."),
            ("chiave", &key),
            ("destinatario", &parte),
            (&place, "rossi@pec.example.it"),
        ];
        let late = anna.post(&format!("{entry}/spedisci"), &fields).await;
        assert_eq!(late.status(), 422);
        assert!(late.text().await.unwrap().contains("Questa registrazione è annullata: non si spedisce"));
        let scheda = leggi(&hall.ente, &carla, number[0], number[1]).await.unwrap();
        assert_eq!(scheda.spedizioni.len(), 2);
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_sends_once_and_the_second_of_two_people_is_told() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova35", "prova36"]) {
        let (hall, anna) = hall_of_anna(engine, vec![that_sends(&real, user)], Arc::new(SystemClock)).await;
        let unit = hall.unit("ALT", "Altro ufficio").await;
        hall.person("bice", unit, &[ADDETTA, &["protocollo.consulta_tutto"]].concat()).await;
        let bice = hall.signed_in("bice").await;
        let to = address("due-volte", engine);
        let entry = leaving(&hall, &[("Rossi Mario", &to)], &small()).await;
        // Bice sees the entry, and registers for a unit whose mailboxes do not send.
        assert!(bice.read(&format!("{entry}/spedisci")).await.contains("Da qui non si può spedire"));
        let form = anna.read(&format!("{entry}/spedisci")).await;
        let parte = values(&form, "destinatario")[0].clone();
        let place = format!("indirizzo-{parte}");
        let (from, key) = (casella(&form), values(&form, "chiave")[0].clone());
        let fields = |key: &'static str| {
            vec![
                ("casella", from.clone()),
                ("oggetto", "Nulla osta".to_owned()),
                ("testo", "Buongiorno.".to_owned()),
                ("chiave", if key.is_empty() { values(&form, "chiave")[0].clone() } else { key.to_owned() }),
                ("destinatario", parte.clone()),
            ]
        };
        assert!(!key.is_empty());
        let post = async |browser: &testkit::Browser, key: &'static str, address: &str| {
            let mut all = fields(key);
            all.push((place.as_str(), address.to_owned()));
            let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = browser.post(&format!("{entry}/spedisci"), &all).await;
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        let wrong = post(&anna, "", "rossi@@example").await;
        assert_eq!(wrong.0, 422);
        assert!(
            wrong.1.contains("non è scritto come un indirizzo") && wrong.1.contains("rossi@@example"),
            "{}",
            wrong.1
        );
        let token = anna.token().await;
        assert!(!token.is_empty());
        for _ in 0..2 {
            assert_eq!(post(&anna, "", &to).await.0, 303);
        }
        let other = post(&anna, "un-altro-modulo", &to).await;
        assert_eq!((other.0, other.1.contains("A Rossi Mario è già stato spedito")), (422, true), "{}", other.1);
        let hers = post(&bice, "di-bice", &to).await;
        assert_eq!((hers.0, hers.1.contains("una degli uffici per cui registri")), (422, true), "{}", hers.1);
        work(&hall).await;
        assert_eq!(sent_to(&real, &to).len(), 1);
        hall.verify_clean().await;
    }
}
