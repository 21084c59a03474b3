//! The provider's signature: a receipt that nobody has signed, or another, or that was altered, moves nothing.

use std::sync::Arc;

use kernel::SystemClock;
use mail::Mailbox;
use testkit::{Browser, Engine, MailServer};

use crate::{
    gestore::Gestore,
    posta::{ADDETTA, messages, read_now},
    spedizione::{hall_with, leaving, receipt, send, sent_to, that_sends, work},
};

const TO: &str = "verdi.firme@pec.example.it";

async fn trust(browser: &Browser, gestore: &Gestore) {
    let done = browser.post("/protocollo/caselle/autorita", &[("pem", gestore.pem.as_str())]).await;
    assert!(done.status().is_redirection(), "{}", done.text().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_receipt_asks_a_person_and_moves_nothing_and_a_signed_one_counts() {
    let (Some(real), Some(gestore), Some(other)) =
        (MailServer::find(), Gestore::nuovo("Autorita"), Gestore::nuovo("Altra"))
    else {
        return;
    };
    for (engine, user) in Engine::all().into_iter().zip(["prova41", "prova42"]) {
        let to = format!("{user}.{TO}");
        let mailbox: Mailbox = that_sends(&real, user);
        let hall = hall_with(engine, vec![mailbox], Arc::new(SystemClock)).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, &[ADDETTA, &["protocollo.caselle"]].concat()).await;
        let anna = hall.signed_in("anna").await;
        read_now(&hall, &anna).await;
        let entry = leaving(&hall, &[("Verdi Luigi", &to)], &[("lettera.txt", b"Si autorizza.".to_vec())]).await;
        assert!(send(&anna, &entry).await.status().is_redirection());
        work(&hall).await;
        let id = sent_to(&real, &to)[0].1.clone();
        let of = |tipo: &str| receipt(tipo, &id, &to, true, "");

        // Nobody to trust yet: what cannot be checked counts, as the page says.
        real.deliver(user, &gestore.firma(&of("accettazione")));
        read_now(&hall, &anna).await;
        let page = anna.read(&entry).await;
        assert!(page.contains("accettato dal gestore") && page.contains("Firma integra, ma non garantita"), "{page}");

        trust(&anna, &gestore).await;
        let again = anna.post("/protocollo/caselle/autorita", &[("pem", gestore.pem.as_str())]).await;
        assert_eq!(again.status(), 422);
        let delivered = of("avvenuta-consegna");
        let altered = String::from_utf8(gestore.firma(&of("preavviso-errore-consegna"))).unwrap();
        let altered = altered.replace("preavviso-errore-consegna", "avvenuta-consegna");
        for forged in [delivered.clone(), other.firma(&delivered), altered.into_bytes()] {
            real.deliver(user, &forged);
        }
        read_now(&hall, &anna).await;
        let page = anna.read(&entry).await;
        assert!(page.contains("accettato dal gestore") && page.contains("non è stata contata"), "{page}");
        let waiting = anna.read("/protocollo/posta").await;
        assert_eq!(messages(&waiting).len(), 3, "{waiting}");
        assert!(
            waiting.contains("firma del gestore non valida") && waiting.contains("firma del gestore non garantita")
        );
        assert!(anna.read("/scrivania").await.contains("3 messaggi aspettano"));

        // The unknown one was good after all: its authority is added, and it counts.
        let mut unknown = None;
        for message in messages(&waiting) {
            if anna.read(&message).await.contains("Nessuna autorità conosciuta") {
                unknown = Some(message);
            }
        }
        let unknown = unknown.unwrap();
        trust(&anna, &other).await;
        assert!(anna.post(&format!("{unknown}/firma"), &[]).await.status().is_redirection());
        let page = anna.read(&entry).await;
        assert!(page.contains("Firma del gestore valida"), "{page}");
        assert!(anna.read(&unknown).await.contains("garantito da Altra"));
        assert_eq!(messages(&anna.read("/protocollo/posta").await).len(), 2);
        // An authority that is taken away vouches for nothing that comes later.
        let page = anna.read("/protocollo/caselle").await;
        let remove =
            page.split("action=\"").filter_map(|part| part.split('"').next()).find(|to| to.ends_with("/togli"));
        assert!(anna.post(remove.unwrap(), &[]).await.status().is_redirection());
        real.deliver(user, &gestore.firma(&of("errore-consegna")));
        read_now(&hall, &anna).await;
        assert_eq!(messages(&anna.read("/protocollo/posta").await).len(), 3);
        hall.verify_clean().await;
    }
}
