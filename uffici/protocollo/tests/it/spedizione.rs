//! What leaves: from the page of an entry to a real SMTP server, and back by the receipts that come to a real mailbox.

use std::sync::Arc;

use kernel::{Clock, FixedClock, SystemClock};
use mail::{Mailbox, Outgoing};
use office::Office;
use protocollo::{Nuova, Parte, Protocollo, Verso, registra};
use testkit::{Browser, Engine, MailServer, TownHall, usual_settings};

use crate::posta::{ADDETTA, mailbox, read_now};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

/// The mailbox, from which messages leave too.
pub(crate) fn that_sends(real: &MailServer, user: &str) -> Mailbox {
    Mailbox { outgoing: Some(Outgoing { server: real.server("smtps"), largest: 30 << 20 }), ..mailbox(real, user) }
}

pub(crate) async fn hall_with(engine: Engine, mailboxes: Vec<Mailbox>, clock: Arc<dyn Clock>) -> TownHall {
    TownHall::start_with_mail(engine, OFFICES, clock, usual_settings(), mailboxes).await
}

/// A hall whose clerk anna registers in the unit of the mailbox, which has been read once; and anna's browser.
pub(crate) async fn hall_of_anna(
    engine: Engine,
    mailboxes: Vec<Mailbox>,
    clock: Arc<dyn Clock>,
) -> (TownHall, Browser) {
    let hall = hall_with(engine, mailboxes, clock).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    hall.person("anna", unit, ADDETTA).await;
    let anna = hall.signed_in("anna").await;
    read_now(&hall, &anna).await;
    (hall, anna)
}

/// Registers something that leaves for these addressees (name, address), with these files; gives its address.
pub(crate) async fn leaving(hall: &TownHall, to: &[(&str, &str)], files: &[(&str, Vec<u8>)]) -> String {
    let parti = to.iter().map(|(nome, indirizzo)| Parte {
        nome: (*nome).into(),
        indirizzo: Some((*indirizzo).to_owned()).filter(|text| !text.is_empty()),
        ..Parte::default()
    });
    let nuova = Nuova {
        parti: parti.collect(),
        classe: Some("VI.3".into()),
        ..Nuova::new(Verso::Partenza, "Nulla osta per l'attività estiva", "pec")
    };
    let mut stored = Vec::new();
    for (name, bytes) in files {
        stored.push(((*name).to_owned(), hall.ente.archive.receive(&mut &bytes[..], 10 << 20).await.unwrap()));
    }
    let read = hall.ente.db().read().await.unwrap();
    let anna = accounts_id(&read, "anna").await;
    drop(read);
    let riga = registra(&hall.ente, &hall.who(anna).await, &nuova, &stored, None).await.unwrap();
    format!("/protocollo/{}/{}", riga.anno, riga.numero)
}

async fn accounts_id(read: &db::Read, username: &str) -> authz::PersonId {
    accounts::person_by_username(read, username).await.unwrap().unwrap().id
}

/// The values of a form's field of this name, in order.
pub(crate) fn values(page: &str, name: &str) -> Vec<String> {
    let mark = format!("name=\"{name}\"");
    page.split('<')
        .filter(|tag| tag.contains(&mark))
        .filter_map(|tag| Some(tag.split("value=\"").nth(1)?.split('"').next()?.replace("&#39;", "'")))
        .collect()
}

/// The mailbox that the form offers.
pub(crate) fn casella(page: &str) -> String {
    let select = page.split("name=\"casella\"").nth(1).unwrap().split("</select>").next().unwrap();
    let mut all = select.split("<option value=\"").skip(1).filter_map(|part| part.split('"').next());
    all.find(|value| !value.is_empty()).unwrap().to_owned()
}

/// Sends an entry to all who have an address, with the proposed words; gives the answer.
pub(crate) async fn send(browser: &Browser, entry: &str) -> reqwest::Response {
    let page = browser.read(&format!("{entry}/spedisci")).await;
    let mut fields: Vec<(String, String)> = vec![
        ("casella".into(), casella(&page)),
        ("oggetto".into(), values(&page, "oggetto")[0].clone()),
        ("testo".into(), "Buongiorno,\n\ninviamo il documento.".into()),
        ("chiave".into(), values(&page, "chiave")[0].clone()),
    ];
    for parte in values(&page, "destinatario") {
        let place = format!("indirizzo-{parte}");
        fields.push((place.clone(), values(&page, &place)[0].clone()));
        fields.push(("destinatario".into(), parte));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    browser.post(&format!("{entry}/spedisci"), &fields).await
}

/// Does the work that is due, all of it.
pub(crate) async fn work(hall: &TownHall) {
    while hall.work().await > 0 {}
}

/// What the server has taken for this address: sender, Message-ID, the message.
pub(crate) fn sent_to(real: &MailServer, address: &str) -> Vec<(String, String, pec::Message)> {
    let mine = real.sent().into_iter().filter(|(_, to, _)| to == &[address]);
    mine.map(|(from, _, bytes)| {
        let message = pec::read(&bytes).unwrap();
        (from, message.content().message_id.clone().unwrap(), message)
    })
    .collect()
}

/// A receipt of the provider about a message to an address; `more` goes in the certification data.
pub(crate) fn receipt(tipo: &str, about: &str, to: &str, certified: bool, more: &str) -> Vec<u8> {
    let (kind, errore) = (if certified { "certificato" } else { "esterno" }, why(tipo));
    let delivered = if tipo.contains("consegna") { format!("<consegna>{to}</consegna>") } else { String::new() };
    format!(
        "From: posta-certificata@gestore.example\r\nTo: comune@pec.example.it\r\nSubject: Ricevuta\r\nX-Ricevuta: {tipo}\r\n\
         X-Riferimento-Message-ID: <{about}>\r\nMessage-ID: <{tipo}.{about}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nRicevuta\r\n--b\r\n\
         Content-Type: application/xml; name=\"daticert.xml\"\r\nContent-Disposition: attachment; filename=\"daticert.xml\"\r\n\r\n\
         <postacert tipo=\"{tipo}\" errore=\"{errore}\"><intestazione><mittente>comune@pec.example.it</mittente>\
         <destinatari tipo=\"{kind}\">{to}</destinatari><oggetto>Nulla osta</oggetto></intestazione><dati>\
         <gestore-emittente>Gestore</gestore-emittente><data zona=\"+0100\"><giorno>03/11/2026</giorno><ora>10:00:00</ora></data>\
         <identificativo>{tipo}.{about}</identificativo><msgid>&lt;{about}&gt;</msgid>{delivered}{more}</dati></postacert>\r\n--b--\r\n"
    )
    .into_bytes()
}

fn why(tipo: &str) -> &'static str {
    if tipo == "errore-consegna" { "no-dest" } else { "nessuno" }
}

/// Of an address that nobody else in this run uses.
pub(crate) fn address(who: &str, engine: Engine) -> String {
    format!("{who}.{engine:?}@pec.example.it").to_lowercase()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_addressee_gets_the_documents_whole_and_each_receipt_moves_one_sending() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova20", "prova21"]) {
        let (hall, anna) = hall_of_anna(engine, vec![that_sends(&real, user)], Arc::new(SystemClock)).await;
        let other = hall.unit("TEC", "Ufficio tecnico").await;
        hall.person("tea", other, ADDETTA).await;
        let tea = hall.signed_in("tea").await;
        let big: Vec<u8> = (0..300_000_u32).map(|n| (n * 7 % 251) as u8).collect();
        let letter = b"Si autorizza.\r\n.\r\n..due punti".to_vec();
        let files = [("città \"una\".pdf", big.clone()), ("lettera.txt", letter.clone())];
        let (rossi, verdi) = (address("rossi", engine), address("verdi", engine));
        let entry = leaving(&hall, &[("Rossi Mario", &rossi), ("Verdi Luigi", &verdi)], &files).await;
        let page = anna.read(&entry).await;
        assert!(page.contains(&format!("href=\"{entry}/spedisci\"")), "{page}");
        let form = anna.read(&format!("{entry}/spedisci")).await;
        assert!(
            form.contains("dalla registrazione") && form.contains(&rossi) && form.contains("lettera.txt"),
            "{form}"
        );
        assert!(values(&form, "oggetto")[0].starts_with("Prot. 1 del "), "{form}");

        assert!(send(&anna, &entry).await.status().is_redirection());
        assert!(anna.read(&entry).await.contains("in coda"));
        work(&hall).await;
        let page = anna.read(&entry).await;
        assert_eq!(page.matches("affidato al gestore").count(), 2, "{page}");
        assert!(page.contains("Risposta del server: OK"), "{page}");
        let ids = [&rossi, &verdi].map(|to| taken_whole(&real, to, &[&big, &letter]));
        assert_ne!(ids[0], ids[1]);

        for (tipo, id, to, more) in [
            ("accettazione", &ids[0], &rossi, ""),
            ("accettazione", &ids[1], &verdi, ""),
            ("avvenuta-consegna", &ids[0], &rossi, ""),
            ("errore-consegna", &ids[1], &verdi, "<errore-esteso>5.1.1 casella inesistente</errore-esteso>"),
        ] {
            real.deliver(user, &receipt(tipo, id, to, true, more));
        }
        read_now(&hall, &anna).await;
        let page = anna.read(&entry).await;
        assert!(page.contains(">consegnato<") && page.contains(">non consegnato<"), "{page}");
        assert!(page.contains("Verdi Luigi: il messaggio non è stato consegnato"), "{page}");
        assert!(
            page.contains("la casella del destinatario non esiste o non riceve (5.1.1 casella inesistente)"),
            "{page}"
        );
        assert!(!page.contains("Rossi Mario: il messaggio"), "what arrived opens nothing");
        // It waits for the unit that sent, and for nobody else.
        let [desk, list] = ["/scrivania", "/protocollo/spedizioni"];
        assert!(anna.read(desk).await.contains("Spedisci di nuovo a Verdi Luigi"));
        assert!(anna.read(list).await.contains(&verdi));
        assert!(!tea.read(desk).await.contains("Verdi Luigi") && !tea.read(list).await.contains(&verdi));
        for hidden in [entry.clone(), format!("{entry}/spedisci"), format!("{entry}/segnatura")] {
            assert_eq!(tea.get(&hidden).await.status(), 404, "{hidden}");
        }
        assert!(!anna.read("/protocollo/posta").await.contains("Avviso di mancata consegna"), "it has a place already");

        again(&hall, &real, &anna, &tea, (&entry, &page), [&rossi, &verdi, &address("altra", engine)]).await;
        hall.verify_clean().await;
    }
}

/// What was sent to this address: one message, to nobody else, with these files whole; gives its Message-ID.
fn taken_whole(real: &MailServer, to: &str, wanted: &[&Vec<u8>]) -> String {
    let sent = sent_to(real, to);
    let [(from, id, message)] = sent.as_slice() else { panic!("{to}: {} messages", sent.len()) };
    assert_eq!(from, "comune@pec.example.it");
    assert!(id.ends_with(".protocollo@pec.example.it"), "{id}");
    let files: Vec<_> = message.files().map(|file| (file.name.clone().unwrap(), file.bytes.to_vec())).collect();
    assert_eq!(files.len(), wanted.len(), "{files:?}");
    assert!(files.iter().zip(wanted).all(|(file, wanted)| file.1 == **wanted), "every byte");
    assert!(files[0].0.starts_with("città"), "{}", files[0].0);
    let subject = message.content().subject.as_deref().unwrap();
    assert!(subject.contains("l'attività estiva"), "{subject}");
    assert_eq!(message.content().to.len(), 1, "nobody reads who else got it");
    id.clone()
}

/// Where the page asks that a sending be made again.
pub(crate) fn di_nuovo(page: &str) -> String {
    let place = page.split("action=\"").find_map(|part| part.split_once("/di-nuovo\"")).unwrap().0;
    format!("{place}/di-nuovo")
}

/// To another address, in one step; the old one stays.
async fn again(
    hall: &TownHall,
    real: &MailServer,
    anna: &Browser,
    tea: &Browser,
    (entry, page): (&str, &str),
    [rossi, verdi, third]: [&String; 3],
) {
    let again = di_nuovo(page);
    assert_eq!(tea.post(&again, &[("indirizzo", third)]).await.status(), 404);
    let bad = anna.post(&again, &[("indirizzo", "non un indirizzo")]).await;
    assert_eq!(bad.status(), 422);
    assert!(bad.text().await.unwrap().contains("non è scritto come un indirizzo"));
    assert!(anna.post(&again, &[("indirizzo", third)]).await.status().is_redirection());
    let late = anna.post(&again, &[("indirizzo", rossi)]).await;
    assert_eq!(late.status(), 422, "of two who send again the second is told");
    assert!(late.text().await.unwrap().contains("qualcuno ha già rispedito"));
    work(hall).await;
    let sent = sent_to(real, third);
    assert_eq!(sent.len(), 1);
    assert!(!page.contains(&sent[0].1), "a new message");
    let page = anna.read(entry).await;
    assert!(page.contains("poi spedito di nuovo") && page.contains(verdi.as_str()), "{page}");
    assert!(!page.contains("il messaggio non è stato consegnato\"") && !page.contains("/di-nuovo\" method"), "{page}");
    assert!(!anna.read("/scrivania").await.contains("Verdi Luigi"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_silence_is_told_and_a_receipt_ends_it() {
    const HOUR: i64 = 3600;
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova22", "prova23"]) {
        let t0 = SystemClock.now();
        let clock = Arc::new(FixedClock::new(t0));
        let shared: Arc<dyn Clock> = Arc::<FixedClock>::clone(&clock);
        let (hall, anna) = hall_of_anna(engine, vec![that_sends(&real, user)], shared).await;
        let to = address("silenzio", engine);
        let entry = leaving(&hall, &[("Rossi Mario", &to)], &[("a.txt", b"a".to_vec())]).await;
        assert!(send(&anna, &entry).await.status().is_redirection());
        work(&hall).await;
        let id = sent_to(&real, &to)[0].1.clone();
        clock.set(t0.plus_seconds(23 * HOUR));
        let anna = hall.signed_in("anna").await;
        assert!(!anna.read(&entry).await.contains("più di 24 ore"));
        assert!(!anna.read("/scrivania").await.contains("Rossi Mario"));
        clock.set(t0.plus_seconds(24 * HOUR + 60));
        let anna = hall.signed_in("anna").await;
        let page = anna.read(&entry).await;
        assert!(page.contains("non ha mandato la ricevuta di accettazione"), "{page}");
        assert!(anna.read("/scrivania").await.contains("Nessuna notizia da più di 24 ore"));
        // Accepted, the delivery is missing all the same.
        real.deliver(user, &receipt("accettazione", &id, &to, true, ""));
        read_now(&hall, &anna).await;
        assert!(anna.read(&entry).await.contains("non è arrivata la ricevuta di consegna"));
        real.deliver(user, &receipt("avvenuta-consegna", &id, &to, true, ""));
        read_now(&hall, &anna).await;
        let page = anna.read(&entry).await;
        assert!(!page.contains("più di 24 ore") && page.contains(">consegnato<"), "{page}");
        assert!(!anna.read("/scrivania").await.contains("Rossi Mario"));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_that_is_not_certified_awaits_nothing_and_receipts_count_only_where_the_message_left() {
    let Some(real) = MailServer::find() else { return };
    let pec = that_sends(&real, "prova24");
    let other = Mailbox { name: "altra".into(), ..that_sends(&real, "prova25") };
    let plain = Mailbox { name: "posta".into(), certified: false, ..that_sends(&real, "prova26") };
    let t0 = SystemClock.now();
    let clock = Arc::new(FixedClock::new(t0));
    let shared: Arc<dyn Clock> = Arc::<FixedClock>::clone(&clock);
    let (hall, anna) = hall_of_anna(Engine::Sqlite, vec![pec, other, plain], shared).await;
    let form = async |entry: &str| anna.read(&format!("{entry}/spedisci")).await;
    let chosen = |page: &str, place: usize| {
        let select = page.split("name=\"casella\"").nth(1).unwrap().split("</select>").next().unwrap().to_owned();
        let all: Vec<String> = select
            .split("<option value=\"")
            .skip(1)
            .filter_map(|part| part.split('"').next())
            .map(str::to_owned)
            .collect();
        all.into_iter().filter(|value| !value.is_empty()).nth(place).unwrap()
    };
    let from = async |entry: &str, place: usize| {
        let page = form(entry).await;
        let parte = values(&page, "destinatario")[0].clone();
        let address = values(&page, &format!("indirizzo-{parte}"))[0].clone();
        let place_of = format!("indirizzo-{parte}");
        let casella = chosen(&page, place);
        let fields = [
            ("casella", casella.as_str()),
            ("oggetto", "Nulla osta"),
            ("testo", "Buongiorno."),
            ("destinatario", &parte),
            (&place_of, &address),
        ];
        anna.post(&format!("{entry}/spedisci"), &fields).await.status()
    };
    // By name: altra, pec, posta.
    let one = leaving(&hall, &[("Rossi Mario", "uno.casella@example.it")], &[("a.txt", b"a".to_vec())]).await;
    assert!(from(&one, 2).await.is_redirection());
    let two = leaving(&hall, &[("Verdi Luigi", "due.casella@example.it")], &[("a.txt", b"a".to_vec())]).await;
    assert!(from(&two, 1).await.is_redirection());
    work(&hall).await;
    let page = anna.read(&one).await;
    assert!(page.contains(">spedito<") && !page.contains("affidato al gestore"), "{page}");
    let id = sent_to(&real, "due.casella@example.it")[0].1.clone();
    // Another mailbox, and one that is not certified, prove nothing.
    for user in ["prova25", "prova26"] {
        real.deliver(user, &receipt("avvenuta-consegna", &id, "due.casella@example.it", true, ""));
    }
    read_now(&hall, &anna).await;
    assert!(anna.read(&two).await.contains(">affidato al gestore<"));
    // To an address that is not certified no delivery receipt comes, and none is awaited.
    real.deliver("prova24", &receipt("accettazione", &id, "due.casella@example.it", false, ""));
    read_now(&hall, &anna).await;
    let page = anna.read(&two).await;
    assert!(page.contains("accettato, senza ricevuta di consegna"), "{page}");
    clock.set(t0.plus_seconds(48 * 3600));
    let anna = hall.signed_in("anna").await;
    for entry in [&one, &two] {
        assert!(!anna.read(entry).await.contains("più di 24 ore"), "{entry}");
    }
    hall.verify_clean().await;
}
