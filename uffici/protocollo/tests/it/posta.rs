//! Mail that comes in: from a real mailbox (Dovecot) to an entry of the register, taken once and only once.

use std::sync::Arc;

use kernel::SystemClock;
use mail::{Client, Login, Mailbox, Password, Server};
use office::Office;
use protocollo::Protocollo;
use testkit::{Browser, Engine, MailServer, TownHall, usual_settings};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

pub(crate) const ADDETTA: &[&str] = &["protocollo.consulta", "protocollo.registra", "protocollo.assegna"];

pub(crate) fn mailbox(real: &MailServer, user: &str) -> Mailbox {
    Mailbox {
        name: "pec".into(),
        address: "comune@pec.example.it".into(),
        certified: true,
        unit: "PRO".into(),
        server: real.server("imaps"),
        login: real.login(user),
        folder: "INBOX".into(),
        done: "Presi".into(),
        outgoing: None,
    }
}

pub(crate) async fn hall(engine: Engine, mailboxes: Vec<Mailbox>) -> TownHall {
    TownHall::start_with_mail(engine, OFFICES, Arc::new(SystemClock), usual_settings(), mailboxes).await
}

pub(crate) fn letter(subject: &str, id: &str) -> Vec<u8> {
    format!(
        "From: Rossi Mario <rossi@example.it>\r\nTo: comune@pec.example.it\r\nSubject: {subject}\r\nMessage-ID: <{id}@example.it>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"p\"\r\n\r\n--p\r\nContent-Type: text/plain\r\n\r\nTesto di {subject}\r\n\
         --p\r\nContent-Type: text/plain; name=\"modulo.txt\"\r\nContent-Disposition: attachment; filename=\"modulo.txt\"\r\n\r\nIl modulo di {id}\r\n--p--\r\n"
    )
    .into_bytes()
}

pub(crate) fn pec(subject: &str, id: &str) -> Vec<u8> {
    let inner = String::from_utf8(letter(subject, id)).unwrap();
    envelope("X-Trasporto: posta-certificata", "posta-certificata", subject, id, "", &inner)
}

pub(crate) fn receipt(tipo: &str, about: &str) -> Vec<u8> {
    let head = format!("X-Ricevuta: {tipo}\r\nX-Riferimento-Message-ID: <{about}@example.it>");
    envelope(&head, tipo, "Risposta", about, "<consegna>verdi@pec.example.it</consegna>", "")
}

fn envelope(head: &str, tipo: &str, subject: &str, id: &str, more: &str, inner: &str) -> Vec<u8> {
    let carried = if inner.is_empty() {
        String::new()
    } else {
        format!(
            "--b\r\nContent-Type: message/rfc822; name=\"postacert.eml\"\r\nContent-Disposition: attachment; filename=\"postacert.eml\"\r\n\r\n{inner}\r\n"
        )
    };
    format!(
        "From: posta-certificata@gestore.example\r\nTo: comune@pec.example.it\r\nSubject: {subject}\r\n{head}\r\nMessage-ID: <{tipo}.{id}@gestore.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nBusta\r\n--b\r\n\
         Content-Type: application/xml; name=\"daticert.xml\"\r\nContent-Disposition: attachment; filename=\"daticert.xml\"\r\n\r\n\
         <postacert tipo=\"{tipo}\" errore=\"nessuno\"><intestazione><mittente>rossi@pec.example.it</mittente>\
         <destinatari tipo=\"certificato\">comune@pec.example.it</destinatari><oggetto>{subject}</oggetto></intestazione><dati>\
         <gestore-emittente>Gestore</gestore-emittente><data zona=\"+0100\"><giorno>03/11/2026</giorno><ora>10:00:00</ora></data>\
         <identificativo>{tipo}.{id}</identificativo><msgid>&lt;{id}@example.it&gt;</msgid>{more}</dati></postacert>\r\n{carried}--b--\r\n"
    )
    .into_bytes()
}

pub(crate) async fn read_now(hall: &TownHall, browser: &Browser) {
    let asked = browser.post("/protocollo/posta/leggi", &[]).await;
    assert!(asked.status().is_redirection(), "{}", asked.status());
    while hall.work().await > 0 {}
}

/// The addresses of the messages on a page of the list.
pub(crate) fn messages(page: &str) -> Vec<String> {
    let links = page.split("data-href=\"").skip(1).filter_map(|part| part.split('"').next());
    links.filter(|href| href.starts_with("/protocollo/posta/")).map(str::to_owned).collect()
}

async fn left_in(mailbox: &Mailbox, folder: &str) -> usize {
    let mut client = Client::enter(&mailbox.server, &mailbox.login).await.unwrap();
    match client.open(folder).await {
        Ok(_) => client.uids().await.unwrap().len(),
        Err(_) => 0,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_from_the_mailbox_to_the_register_with_its_files_and_only_once() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova11", "prova12"]) {
        let mailbox = mailbox(&real, user);
        let hall = hall(engine, vec![mailbox.clone()]).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let other = hall.unit("TEC", "Ufficio tecnico").await;
        hall.person("anna", unit, ADDETTA).await;
        hall.person("bice", unit, ADDETTA).await;
        hall.person("tea", other, ADDETTA).await;
        let (anna, bice, tea) =
            (hall.signed_in("anna").await, hall.signed_in("bice").await, hall.signed_in("tea").await);
        for bytes in [pec("Domanda di contributo", "uno"), letter("Saluti", "due"), b"\0non e' posta".to_vec()] {
            real.deliver(user, &bytes);
        }
        read_now(&hall, &anna).await;
        assert_eq!((left_in(&mailbox, "INBOX").await, left_in(&mailbox, "Presi").await), (0, 3));

        let list = anna.read("/protocollo/posta").await;
        assert_eq!(messages(&list).len(), 2, "{list}");
        assert!(list.contains("Domanda di contributo") && list.contains("in una casella PEC"));
        assert!(list.contains("3 messaggi presi"), "{list}");
        assert!(anna.read("/protocollo/posta?vista=da-parte").await.contains("non si può leggere"));
        assert_eq!(messages(&anna.read("/protocollo/posta?vista=ordinaria").await).len(), 1);
        // What came to another unit's mailbox is as if it were not there.
        let first = messages(&list)[0].clone();
        assert!(messages(&tea.read("/protocollo/posta").await).is_empty());
        for address in [first.clone(), format!("{first}/originale"), format!("{first}/allegati/0")] {
            assert_eq!(tea.get(&address).await.status(), 404, "{address}");
        }
        assert_eq!(tea.post(&format!("{first}/registra"), &[]).await.status(), 404);
        assert_eq!(
            tea.post(&format!("{first}/decidi"), &[("stato", "escluso"), ("motivo", "Non mi va")]).await.status(),
            404
        );

        let page = anna.read(&first).await;
        assert!(page.contains("modulo.txt") && page.contains("Testo di Domanda"), "{page}");
        assert!(anna.read(&format!("{first}/allegati/0")).await.contains("Il modulo di uno"));
        assert_eq!(anna.get(&format!("{first}/allegati/7")).await.status(), 404);

        let drafts = [opened(&anna, &first).await, opened(&bice, &first).await];
        assert_eq!(drafts[0], opened(&anna, &first).await, "one draft a person");
        let form = anna.read(&format!("/protocollo/nuova?bozza={}", drafts[0])).await;
        assert!(form.contains("Domanda di contributo") && form.contains("2026-11-03"), "{form}");
        let done = registered(&anna, &drafts[0]).await;
        assert!(done.status().is_redirection());
        let entry = done.headers()["location"].to_str().unwrap().split('?').next().unwrap().to_owned();
        let entry_page = anna.read(&entry).await;
        assert!(entry_page.contains("messaggio.eml") && entry_page.contains("modulo.txt"), "{entry_page}");
        // The second of two people who have it open is told, and no number is taken.
        let late = registered(&bice, &drafts[1]).await;
        assert_eq!(late.status(), 422);
        assert!(late.text().await.unwrap().contains("già stato registrato con il numero 1/"));
        assert!(anna.read(&first).await.contains("registrato"));
        assert_eq!(messages(&anna.read("/protocollo/posta").await).len(), 1);

        // The same bytes delivered again, as after a restored mailbox: recognised, moved, not shown twice.
        real.deliver(user, &pec("Domanda di contributo", "uno"));
        real.deliver(user, &letter("Saluti ancora", "due"));
        read_now(&hall, &anna).await;
        let list = anna.read("/protocollo/posta").await;
        assert_eq!((messages(&list).len(), left_in(&mailbox, "INBOX").await), (2, 0), "{list}");
        let copy = anna.read(messages(&list).last().unwrap()).await;
        assert!(copy.contains("lo stesso identificativo"), "another's identifier hides nothing: {copy}");
        hall.verify_clean().await;
    }
}

pub(crate) async fn opened(browser: &Browser, message: &str) -> String {
    let form = browser.post(&format!("{message}/registra"), &[]).await;
    form.headers()["location"].to_str().unwrap().rsplit('=').next().unwrap().to_owned()
}

async fn registered(browser: &Browser, draft: &str) -> reqwest::Response {
    let fields = [
        ("bozza", draft),
        ("chiave", draft),
        ("verso", "arrivo"),
        ("mezzo", "pec"),
        ("oggetto", "Domanda di contributo"),
        ("nome_testo", "Rossi Mario"),
    ];
    browser.post("/protocollo/nuova", &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_and_not_moved_is_moved_by_the_next_reading_and_not_taken_again() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova13", "prova14"]) {
        // A folder that no server makes: everything is taken, nothing can be moved.
        let stuck = Mailbox { done: "x".repeat(300), ..mailbox(&real, user) };
        let hall = hall(engine, vec![stuck.clone()]).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, ADDETTA).await;
        let anna = hall.signed_in("anna").await;
        for n in 0..3 {
            real.deliver(user, &pec(&format!("Lettera {n}"), &n.to_string()));
        }
        for _ in 0..2 {
            read_now(&hall, &anna).await;
            let list = anna.read("/protocollo/posta").await;
            assert_eq!((messages(&list).len(), left_in(&stuck, "INBOX").await), (3, 3));
            assert!(list.contains("non si legge") && list.contains("spostare i messaggi"), "{list}");
        }
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_lies_where_one_of_another_server_lay_is_read_and_not_only_moved() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova38", "prova39"]) {
        let mailbox = mailbox(&real, user);
        let hall = hall(engine, vec![mailbox.clone()]).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, ADDETTA).await;
        let anna = hall.signed_in("anna").await;
        real.deliver(user, &pec("Lettera di prima", "prima"));
        read_now(&hall, &anna).await;
        // Under the same name another folder was read before, and there the next number was taken.
        let write = hall.ente.db().write().await.unwrap();
        let sql = "INSERT INTO protocollo_messaggio_posto (casella_id, cartella, uidvalidity, uid, messaggio_id) \
                   SELECT casella_id, 'altrove', uidvalidity, uid + 1, messaggio_id FROM protocollo_messaggio_posto";
        db::execute(&write, sql, []).await.unwrap();
        write.commit().await.unwrap();
        real.deliver(user, &pec("Lettera di dopo", "dopo"));
        read_now(&hall, &anna).await;
        let list = anna.read("/protocollo/posta").await;
        assert_eq!((messages(&list).len(), left_in(&mailbox, "INBOX").await), (2, 0), "{list}");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_that_cannot_be_read_says_why_and_the_others_go_on() {
    let Some(real) = MailServer::find() else { return };
    let good = mailbox(&real, "prova15");
    let login = Login { user: "prova15".into(), password: Password::new("tutt'altro".into()) };
    let wrong = Mailbox { name: "altra".into(), login, ..good.clone() };
    let gone = Mailbox { name: "spenta".into(), server: Server { port: 1, ..good.server.clone() }, ..good.clone() };
    let nobody = Mailbox { name: "nessuno".into(), unit: "ZZZ".into(), ..good.clone() };
    let hall = hall(Engine::Sqlite, vec![wrong, gone, nobody, good]).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    let anna_id = hall.person("anna", unit, ADDETTA).await;
    let anna = hall.signed_in("anna").await;
    real.deliver("prova15", &pec("Lettera", "sola"));
    read_now(&hall, &anna).await;
    let list = anna.read("/protocollo/posta").await;
    assert!(
        list.contains("non accetta il nome prova15")
            && !list.contains("tutt'altro")
            && !list.contains("tutt&#x27;altro"),
        "{list}"
    );
    assert!(list.contains("rifiuta il collegamento sulla porta 1"), "{list}");
    assert_eq!(messages(&list).len(), 1);

    let key = hall.api_key("anna", anna_id, &["protocollo.registra"]).await;
    let client = reqwest::Client::new();
    let base = format!("{}/api/v1/protocollo/posta", hall.url);
    let get = async |path: &str| {
        let answer = client.get(format!("{base}{path}")).bearer_auth(&key).send().await.unwrap();
        answer.json::<serde_json::Value>().await.unwrap()
    };
    let boxes = get("/caselle").await;
    assert_eq!(boxes["caselle"].as_array().unwrap().len(), 3, "{boxes}");
    let waiting = get("").await;
    let id = waiting["messaggi"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(waiting["messaggi"][0]["tipo"], "posta-certificata", "{waiting}");
    let post = async |path: &str, body: serde_json::Value| {
        let answer = client.post(format!("{base}/{id}/{path}")).bearer_auth(&key).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let aside = serde_json::json!({ "stato": "da_parte" });
    assert_eq!(post("decisione", aside.clone()).await.0, 422, "a reason is asked");
    assert_eq!(
        post("decisione", serde_json::json!({ "stato": "da_parte", "motivo": "Aspetto gli allegati" })).await.0,
        204
    );
    assert_eq!(get(&format!("/{id}")).await["motivo"], "Aspetto gli allegati");
    assert_eq!(get("?stato=da_parte").await["messaggi"].as_array().unwrap().len(), 1);
    let entry = serde_json::json!({ "verso": "arrivo", "oggetto": "Domanda di contributo per lo sport", "mezzo": "pec", "parti": [{ "nome": "Rossi" }] });
    let (status, told) = post("registrazione", entry.clone()).await;
    assert_eq!(status, 201, "{told}");
    let (status, told) = post("registrazione", entry).await;
    assert_eq!((status, told.contains("già stato registrato con il numero 1/")), (422, true), "{told}");
    assert_eq!(post("decisione", aside).await.0, 422, "what is registered stays so");
    hall.verify_clean().await;
}

/// From the page of an entry one opens the receipt itself; who does not register in the mailbox's office reads only that it came.
async fn leads_to_its_receipt(hall: &TownHall, anna: &Browser, entry: &str, page: &str) {
    const RECEIPT: &str = "Ricevuta di avvenuta consegna";
    let before = page.split(RECEIPT).next().unwrap();
    let link = before.rsplit("href=\"").next().unwrap().split('"').next().unwrap();
    assert!(anna.read(link).await.contains(RECEIPT), "{link}");
    let elsewhere = hall.unit("TEC", "Ufficio tecnico").await;
    hall.person("ugo", elsewhere, &["protocollo.consulta", "protocollo.consulta_tutto"]).await;
    let seen = hall.signed_in("ugo").await.read(entry).await;
    assert!(seen.contains(RECEIPT) && !seen.contains("/protocollo/posta/"), "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_stands_beside_what_left_and_a_failure_waits_for_someone() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova16", "prova17"]) {
        let hall = hall(engine, vec![mailbox(&real, user)]).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, ADDETTA).await;
        let anna = hall.signed_in("anna").await;
        // What was sent with the provider's own program, and registered by dropping the message.
        let dropped = anna
            .upload("/protocollo/nuova/carica", &[("verso", "partenza")], "spedito.eml", letter("Risposta", "partito"))
            .await;
        let draft = dropped.headers()["location"].to_str().unwrap().rsplit('=').next().unwrap().to_owned();
        let fields = [
            ("bozza", draft.as_str()),
            ("chiave", &draft),
            ("verso", "partenza"),
            ("mezzo", "pec"),
            ("oggetto", "Risposta alla domanda"),
            ("nome_testo", "Verdi"),
        ];
        let done = anna.post("/protocollo/nuova", &fields).await;
        let entry = done.headers()["location"].to_str().unwrap().split('?').next().unwrap().to_owned();
        for (tipo, about) in [
            ("accettazione", "partito"),
            ("avvenuta-consegna", "partito"),
            ("errore-consegna", "partito"),
            ("accettazione", "ignoto"),
        ] {
            real.deliver(user, &receipt(tipo, about));
        }
        read_now(&hall, &anna).await;
        let page = anna.read(&entry).await;
        assert!(page.contains("Ricevuta di avvenuta consegna per verdi@pec.example.it"), "{page}");
        assert!(page.contains("Avviso di mancata consegna") && page.contains("Senza la firma del gestore"), "{page}");
        leads_to_its_receipt(&hall, &anna, &entry, &page).await;
        let waiting = anna.read("/protocollo/posta").await;
        assert_eq!(messages(&waiting).len(), 1, "someone must know of a failure: {waiting}");
        let receipts = anna.read("/protocollo/posta?vista=ricevute").await;
        assert_eq!(messages(&receipts).len(), 3, "also the one of which we know nothing: {receipts}");
        assert_eq!(receipts.matches(&format!("href=\"{entry}\"")).count(), 2, "{receipts}");
        hall.verify_clean().await;
    }
}
