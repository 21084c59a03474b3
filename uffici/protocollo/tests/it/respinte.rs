//! Ordinary mail that came back, and answers known by the identifiers they name.

use std::sync::Arc;

use kernel::SystemClock;
use mail::Mailbox;
use testkit::{Engine, MailServer};

use crate::{
    posta::{messages, read_now},
    spedizione::{hall_of_anna, leaving, send, sent_to, that_sends, work},
};

fn report(about: &str, to: &str) -> Vec<u8> {
    format!(
        "From: MAILER-DAEMON@posta.example\r\nTo: comune@pec.example.it\r\nSubject: Undelivered Mail\r\nMessage-ID: <r.{about}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\nContent-Type: text/plain\r\n\r\nSorry\r\n\
         --r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; posta.example\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown user\r\n\r\n\
         --r\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: comune@pec.example.it\r\nMessage-ID: <{about}>\r\n\r\n--r--\r\n"
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_that_came_back_is_told_at_its_entry_and_an_answer_finds_what_it_answers() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova45", "prova46"]) {
        let to = format!("{user}.nessuno@example.com");
        let mailbox = Mailbox { certified: false, ..that_sends(&real, user) };
        let (hall, anna) = hall_of_anna(engine, vec![mailbox], Arc::new(SystemClock)).await;
        let entry = leaving(&hall, &[("Nessuno", &to)], &[("lettera.txt", b"Si autorizza.".to_vec())]).await;
        assert!(send(&anna, &entry).await.status().is_redirection());
        work(&hall).await;
        let id = sent_to(&real, &to)[0].1.clone();
        // About a message that is not ours: it waits for a person.
        real.deliver(user, &report("mai.partito@example.it", &to));
        read_now(&hall, &anna).await;
        assert!(!anna.read(&entry).await.contains("non consegnato"));
        let waiting = anna.read("/protocollo/posta").await;
        assert!(messages(&waiting).len() == 1 && waiting.contains("Avviso di mancato recapito"), "{waiting}");
        real.deliver(user, &report(&id, &to));
        read_now(&hall, &anna).await;
        let page = anna.read(&entry).await;
        assert!(page.contains("non consegnato") && page.contains("la casella del destinatario non esiste"), "{page}");
        assert!(anna.read("/scrivania").await.contains("Spedizione non riuscita"));
        assert_eq!(messages(&anna.read("/protocollo/posta").await).len(), 1);

        let answer = |subject: &str, more: &str| {
            format!("From: rossi@example.it\r\nTo: comune@pec.example.it\r\nSubject: {subject}\r\n{more}\r\nGrazie\r\n")
                .into_bytes()
        };
        real.deliver(user, &answer("Re: Nulla osta per l'attivita estiva", "Message-ID: <a1@example.it>\r\n"));
        real.deliver(
            user,
            &answer("Altro oggetto", &format!("Message-ID: <a2@example.it>\r\nReferences: <x@y> <{id}>\r\n")),
        );
        read_now(&hall, &anna).await;
        let list = messages(&anna.read("/protocollo/posta").await);
        let (by_subject, by_id) = (anna.read(&list[1]).await, anna.read(&list[2]).await);
        assert!(!by_subject.contains("È una risposta"), "a subject proves nothing: {by_subject}");
        assert!(by_id.contains("È una risposta") && by_id.contains(&format!("href=\"{entry}\"")), "{by_id}");
        hall.verify_clean().await;
    }
}
