//! The list of what came: one goes through it without losing one's place, and each line says who wrote.

use testkit::{Browser, Engine, MailServer};

use crate::posta::{ADDETTA, hall, letter, mailbox, messages, read_now, receipt};

async fn decide(browser: &Browser, message: &str, stato: &str) -> String {
    let (path, query) = message.split_once('?').unwrap_or((message, ""));
    let fields = [("stato", stato), ("motivo", "È pubblicità")];
    let done = browser.post(&format!("{path}/decidi?{query}"), &fields).await;
    assert!(done.status().is_redirection(), "{}", done.text().await.unwrap());
    done.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_decides_goes_on_to_the_next_message_within_what_was_chosen() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova65", "prova66"]) {
        let hall = hall(engine, vec![mailbox(&real, user)]).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, ADDETTA).await;
        let anna = hall.signed_in("anna").await;
        for (n, id) in ["uno", "due", "tre"].into_iter().enumerate() {
            real.deliver(user, &letter(&format!("Lettera {n}"), id));
        }
        read_now(&hall, &anna).await;
        let list = anna.read("/protocollo/posta?vista=ordinaria").await;
        let all = messages(&list);
        assert_eq!(all.len(), 3, "{list}");
        assert!(all.iter().all(|href| href.ends_with("?vista=ordinaria")), "{all:?}");
        let page = anna.read(&all[0]).await;
        assert!(page.contains("href=\"/protocollo/posta?vista=ordinaria\""), "the way back: {page}");
        assert!(page.contains("/decidi?vista=ordinaria\""), "{page}");

        let next = decide(&anna, &all[0], "escluso").await;
        assert_eq!(next, format!("{}&fatto=escluso", all[1]), "{engine:?}");
        let page = anna.read(&next).await;
        assert!(page.contains("Lettera 1") && page.contains("Questo è quello che segue."), "{page}");
        // The last one of the list: back to it, which says what was done.
        let last = decide(&anna, &all[2], "da_parte").await;
        assert_eq!(last, "/protocollo/posta?vista=ordinaria&fatto=da_parte");
        let list = anna.read(&last).await;
        assert!(list.contains("Il messaggio è messo da parte") && messages(&list).len() == 1, "{list}");
        // Of a page that has nothing left: from the beginning.
        let second = format!("{}&dopo={}", all[1], id_of(&all[0]));
        let back = decide(&anna, &second, "escluso").await;
        assert_eq!(back, "/protocollo/posta?vista=ordinaria&fatto=escluso");
        // A decision that is refused loses nothing.
        let path = all[1].split('?').next().unwrap();
        let refused = anna.post(&format!("{path}/decidi?vista=esclusi"), &[("stato", "da_parte")]).await;
        assert_eq!(refused.status(), 422);
        assert!(refused.text().await.unwrap().contains("/decidi?vista=esclusi\""));
        hall.verify_clean().await;
    }
}

fn id_of(href: &str) -> &str {
    href.trim_start_matches("/protocollo/posta/").split('?').next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_from_the_provider_and_says_of_whom_it_speaks() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova67", "prova68"]) {
        let hall = hall(engine, vec![mailbox(&real, user)]).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, ADDETTA).await;
        let anna = hall.signed_in("anna").await;
        real.deliver(user, &receipt("avvenuta-consegna", "ignoto"));
        read_now(&hall, &anna).await;
        let list = anna.read("/protocollo/posta?vista=ricevute").await;
        let row = list.split("<tr data-href").nth(1).unwrap();
        let from = row.split("data-label=\"Da\">").nth(1).unwrap().split("</td>").next().unwrap();
        assert_eq!(from, "Gestore (gestore PEC)", "{engine:?}");
        assert!(row.contains("per verdi@pec.example.it"), "{row}");
        let page = anna.read(&messages(&list)[0]).await;
        assert!(page.contains("Ricevuta di avvenuta consegna") && page.contains("per verdi@pec.example.it"), "{page}");
        assert!(page.contains("Gestore (gestore PEC)"), "{page}");
    }
}
