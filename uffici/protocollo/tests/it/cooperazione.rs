//! Two towns whose protocols talk to each other without mail, over real HTTP; and what does harm.

use std::{path::Path, sync::Arc};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ente::{Aoo, Peer, Place};
use kernel::{Actor, Clock, SystemClock};
use office::Office;
use protocollo::Protocollo;
use reqwest::StatusCode;
use segnatura::cooperazione::{Risposta, Servizio, read_risposta};
use testkit::{Browser, Door, Engine, TownHall};

use crate::{
    posta::{ADDETTA, messages, opened, read_now},
    segnatura_sigillata::{body, database},
    spedizione::{di_nuovo, leaving, send, work},
};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
/// Both comuni of the testkit have this code; their areas differ.
const IPA: &str = "c_m999";
const LETTER: &[u8] = b"Si autorizza.";
const TYPED: &str = "una-chiave-di-prova-lunga-abbastanza";

pub(crate) struct Town {
    pub(crate) hall: TownHall,
    pub(crate) anna: Browser,
}

/// What a town has before it begins: the door behind which it will stand, its seal and its area.
pub(crate) struct Site {
    door: Door,
    p12: Vec<u8>,
    certificate: String,
    aoo: &'static str,
    pub(crate) key: String,
}

impl Site {
    async fn new(aoo: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let openssl = |arguments: &[&str]| testkit::openssl(folder.path(), arguments);
        let subject = "/C=IT/O=Comune di Prova/organizationIdentifier=GOVIT-c_m999/CN=Comune di Prova";
        let own =
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem"];
        let more =
            ["-out", "cert.pem", "-days", "300", "-subj", subject, "-addext", "keyUsage=critical,nonRepudiation"];
        openssl(&[&own[..], &more, &["-addext", "basicConstraints=critical,CA:false"]].concat());
        let file = ["pkcs12", "-export", "-in", "cert.pem", "-inkey", "key.pem", "-out", "seal.p12", "-passout"];
        openssl(&[&file[..], &["pass:prova"]].concat());
        let pem = std::fs::read_to_string(folder.path().join("cert.pem")).unwrap();
        let packed: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        let der = BASE64_STANDARD.decode(packed).unwrap();
        Self {
            door: Door::to(1).await,
            p12: std::fs::read(folder.path().join("seal.p12")).unwrap(),
            certificate: firma_algoritmi::Digest::Sha256.of(&der).iter().map(|byte| format!("{byte:02X}")).collect(),
            aoo,
            key: format!("{TYPED}-{aoo}"),
        }
    }

    fn url(&self, service: &str) -> String {
        format!("http://127.0.0.1:{}/protocollo/cooperazione/{service}", self.door.port())
    }

    /// How another town knows this one; `mine`: the key that the other keeps for it.
    fn as_peer(&self, mine: &str, theirs: &str) -> Peer {
        Peer {
            name: "altra".into(),
            ipa: IPA.into(),
            aoo: self.aoo.into(),
            unit: "PRO".into(),
            key: mine.into(),
            their_key: Some(theirs.into()),
            receiver: Some(self.url("destinatario")),
            sender: Some(self.url("mittente")),
            seal: Some(self.certificate.clone()),
        }
    }

    async fn open(&self, folder: &Path, engine: Engine, peer: Peer, clock: Arc<dyn Clock>) -> Town {
        let mut place =
            Place::in_folder(folder.join(self.aoo), database(engine).await, std::env::current_exe().unwrap());
        let aoo = Aoo { code: self.aoo.into(), name: None, register: "PG".into() };
        place.aoo.insert("prova".into(), aoo);
        place.peers.insert("prova".into(), vec![peer]);
        place.webhook_hosts = vec!["127.0.0.1".into()];
        let hall = TownHall::open(place, OFFICES, clock).await;
        self.door.lead_to(hall.url.rsplit(':').next().unwrap().parse().unwrap());
        let candidate = seal::read_file(&self.p12, "prova").unwrap();
        seal::set(&hall.ente, Actor::System("prova"), candidate).await.unwrap();
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, ADDETTA).await;
        let anna = hall.signed_in("anna").await;
        read_now(&hall, &anna).await;
        Town { hall, anna }
    }
}

/// Two towns that know each other: whoever sends first, then the other.
pub(crate) async fn two(folder: &Path, engine: Engine) -> (Site, Town, Site, Town) {
    two_at(folder, engine, || Arc::new(SystemClock)).await
}

/// The same, where whoever sends looks at this clock. It is asked for when the seals are there: their certificates hold from the second
/// in which they were made, and to a clock that had stopped before they would be of tomorrow.
pub(crate) async fn two_at(
    folder: &Path,
    engine: Engine,
    clock: impl FnOnce() -> Arc<dyn Clock>,
) -> (Site, Town, Site, Town) {
    let (first, second) = (Site::new("AM99901").await, Site::new("AM99902").await);
    // Each keeps for the other a key that bears the other's area.
    let here = first.open(folder, engine, second.as_peer(&second.key, &first.key), clock()).await;
    let there = second.open(folder, engine, first.as_peer(&first.key, &second.key), Arc::new(SystemClock)).await;
    body(&here.hall.ente, "Comune di Altrove", IPA, "altrove@pec.example.it").await;
    (first, here, second, there)
}

/// An entry that has left from here for the other town.
pub(crate) async fn sent(here: &Town) -> String {
    let to = [("Comune di Altrove", "altrove@pec.example.it")];
    let entry = leaving(&here.hall, &to, &[("lettera.txt", LETTER.to_vec())]).await;
    let answer = send(&here.anna, &entry).await;
    assert!(answer.status().is_redirection(), "{}", answer.text().await.unwrap());
    work(&here.hall).await;
    entry
}

/// Where the only sending from here stands.
async fn stands(here: &Town) -> String {
    let read = here.hall.ente.db().read().await.unwrap();
    let row = db::one(&read, "SELECT stato FROM protocollo_spedizione_stato", []).await.unwrap().unwrap();
    row.try_get("", "stato").unwrap()
}

pub(crate) async fn register(there: &Town, message: &str) -> String {
    let draft = opened(&there.anna, message).await;
    let fields = [
        ("bozza", draft.as_str()),
        ("chiave", draft.as_str()),
        ("verso", "arrivo"),
        ("mezzo", "cooperazione"),
        ("oggetto", "Nulla osta per l'attività estiva"),
        ("nome_testo", "Comune di prova"),
    ];
    let done = there.anna.post("/protocollo/nuova", &fields).await;
    assert!(done.status().is_redirection(), "{}", done.text().await.unwrap());
    done.headers()["location"].to_str().unwrap().split('?').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_goes_to_another_town_is_registered_there_and_the_answers_are_tied_to_the_entry() {
    for engine in Engine::all() {
        let folder = tempfile::tempdir().unwrap();
        let (_, here, _, there) = two(folder.path(), engine).await;
        let unit = there.hall.unit("SEG", "Segreteria").await;
        let powers = ["protocollo.consulta", "protocollo.consulta_tutto", "protocollo.annulla"];
        there.hall.person("carla", unit, &powers).await;
        let entry = sent(&here).await;
        assert_eq!(stands(&here).await, "affidato", "received there is not yet registered there");

        let waiting = messages(&there.anna.read("/protocollo/posta").await);
        assert_eq!(waiting.len(), 1);
        let page = there.anna.read(&waiting[0]).await;
        assert!(page.contains("lettera.txt") && page.contains("Nulla osta"), "{page}");
        let file = there.anna.get(&format!("{}/allegati/0", waiting[0])).await.bytes().await.unwrap();
        assert_eq!(file.as_ref(), LETTER);
        let registered = register(&there, &waiting[0]).await;
        let page = there.anna.read(&registered).await;
        assert!(page.contains("lettera.txt") && page.contains("segnatura.xml"), "{page}");
        let api =
            format!("/api/v1/protocollo/registrazioni/{}/riscontri", registered.trim_start_matches("/protocollo/"));
        let told: serde_json::Value = serde_json::from_str(&there.anna.read(&api).await).unwrap();
        assert_eq!(told["sigillo"]["esito"], "valido", "verified before it was taken: {told}");
        work(&there.hall).await;
        let page = here.anna.read(&entry).await;
        let number = registered.rsplit('/').next().unwrap();
        assert_eq!(stands(&here).await, "consegnato");
        assert!(page.contains(&format!("Conferma di ricezione: protocollo n. {number} del ")), "{page}");

        let carla = there.hall.signed_in("carla").await;
        let fields = [("motivo", "Registrata due volte per errore."), ("provvedimento", "Determinazione 9 del 2026")];
        assert!(carla.post(&format!("{registered}/annulla"), &fields).await.status().is_redirection());
        work(&there.hall).await;
        let page = here.anna.read(&entry).await;
        assert!(page.contains("Annullamento di protocollazione") && page.contains("Determinazione 9"), "{page}");
        assert!(page.contains("/visto\""), "somebody is asked to see to it: {page}");
        let desk = here.anna.read("/scrivania").await;
        assert!(desk.contains("Annullamento di protocollazione") && desk.contains("Registrata due volte"), "{desk}");
        for town in [here, there] {
            town.hall.verify_clean().await;
            town.hall.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exception_comes_back_and_the_sending_is_told_as_not_done() {
    let folder = tempfile::tempdir().unwrap();
    let (first, here, second, there) = two(folder.path(), Engine::Sqlite).await;
    let entry = sent(&here).await;
    let message = messages(&there.anna.read("/protocollo/posta").await).pop().unwrap();
    let bytes = there.anna.get(&format!("{message}/originale")).await.bytes().await.unwrap().to_vec();
    let fields = [("causa", "illeggibile"), ("spiegazione", "Il file lettera.txt è vuoto: mandatelo di nuovo.")];
    let told = there.anna.post(&format!("{message}/eccezione"), &fields).await;
    assert!(told.status().is_redirection(), "{}", told.text().await.unwrap());
    work(&there.hall).await;
    let page = here.anna.read(&entry).await;
    assert_eq!(stands(&here).await, "non_consegnato");
    assert!(page.contains("lettera.txt è vuoto"), "{page}");
    assert!(page.contains("Notifica di eccezione"), "{page}");
    // The very same bytes wait for nobody any more, and nobody is told that they do.
    let (status, answer) = post(&second, "destinatario", &first.key, bytes).await;
    assert!(status == 500 && fault(&answer).contains("sigillatelo di nuovo"), "{}", fault(&answer));
    // Sent again after that, it waits there again: it was not taken for what was turned away.
    let again = here.anna.post(&di_nuovo(&page), &[("indirizzo", "altrove@pec.example.it")]).await;
    assert!(again.status().is_redirection(), "{}", again.text().await.unwrap());
    work(&here.hall).await;
    let waiting = messages(&there.anna.read("/protocollo/posta").await);
    assert_eq!(waiting.len(), 1);
    register(&there, &waiting[0]).await;
    work(&there.hall).await;
    let read = here.hall.ente.db().read().await.unwrap();
    let done = "SELECT COUNT(*) AS n FROM protocollo_spedizione_stato WHERE stato = 'consegnato'";
    let row = db::one(&read, done, []).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "n").unwrap(), 1);
    drop(read);
    for town in [here, there] {
        town.hall.verify_clean().await;
        town.hall.stop().await;
    }
}

/// What the service answers to these bytes.
pub(crate) async fn post(site: &Site, service: &str, key: &str, bytes: Vec<u8>) -> (StatusCode, Vec<u8>) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let call = client.post(site.url(service)).basic_auth(IPA, Some(key)).header("content-type", "text/xml");
    let answer = call.body(bytes).send().await.unwrap();
    (answer.status(), answer.bytes().await.unwrap().to_vec())
}

fn code(bytes: &[u8]) -> String {
    match read_risposta(bytes, Servizio::Destinatario).unwrap() {
        Risposta::Anomalia { codice, .. } => codice,
        other => panic!("{other:?}"),
    }
}

fn fault(bytes: &[u8]) -> String {
    match read_risposta(bytes, Servizio::Destinatario).unwrap() {
        Risposta::Errore { perche, .. } => perche,
        other => panic!("{other:?}"),
    }
}

/// A confirmation that names no registration confirms nothing, and neither does one of what was never sent.
async fn confirm_nothing(first: &Site, second: &Site) {
    let own = |id: &str, number: &str| {
        format!(
            "<ws:{id}><CodiceAmministrazione>{IPA}</CodiceAmministrazione><CodiceAOO>{}</CodiceAOO><CodiceRegistro>PG</CodiceRegistro>\
             <NumeroRegistrazione>{number}</NumeroRegistrazione><DataRegistrazione>2026-01-31</DataRegistrazione></ws:{id}>",
            if id.ends_with("Mittente") { "AM99901" } else { "AM99902" }
        )
    };
    for (number, told) in [("", "manca il numero"), ("0000007", "non è di questa amministrazione")] {
        let confirmation = format!(
            "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><ws:RequestConfermaMessaggioInoltro \
             xmlns:ws=\"http://ws.protocollo.comunicazione.aoo.mittente/\">{}{}</ws:RequestConfermaMessaggioInoltro></soap:Body>\
             </soap:Envelope>",
            own("IdentificatoreMittente", "0000001"),
            own("IdentificatoreDestinatario", number)
        );
        let (status, answer) = post(first, "mittente", &second.key, confirmation.into_bytes()).await;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(status == 500 && answer.contains(told), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forged_changed_too_large_or_sent_again_makes_no_second_matter() {
    let folder = tempfile::tempdir().unwrap();
    let (first, here, second, there) = two(folder.path(), Engine::Sqlite).await;
    sent(&here).await;
    let list = async || messages(&there.anna.read("/protocollo/posta").await);
    let message = list().await.pop().unwrap();
    let good = there.anna.get(&format!("{message}/originale")).await.bytes().await.unwrap().to_vec();
    let text = String::from_utf8(good.clone()).unwrap();
    let ask = async |text: String| post(&second, "destinatario", &first.key, text.into_bytes()).await;

    // Once, however often and in whatever envelope.
    let (status, answer) = ask(text.clone()).await;
    assert_eq!(status, 200);
    assert!(matches!(read_risposta(&answer, Servizio::Destinatario), Ok(Risposta::Presa { .. })));
    let (status, _) = ask(text.replace("<soap:Body>\n", "<soap:Body>\n\n")).await;
    assert_eq!(status, 200);
    assert_eq!(list().await.len(), 1, "the same message");

    // A document, a word of the segnatura, the seal itself.
    let packed = |bytes: &[u8]| BASE64_STANDARD.encode(bytes);
    let (_, answer) = ask(text.replace(&packed(LETTER), &packed(b"Si autorizzo."))).await;
    assert_eq!(code(&answer), "002_AnomaliaImpronte");
    let (_, answer) = ask(text.replacen("Nulla osta", "Nulla ostava", 1)).await;
    assert_eq!(code(&answer), "001_ValidazioneFirma");
    let begin = text.find("<ds:Signature").unwrap();
    let end = text.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let (_, answer) = ask(format!("{}{}", &text[..begin], &text[end..])).await;
    assert_eq!(code(&answer), "001_ValidazioneFirma");
    let more = "</msg:File>\n<msg:File xmlns:msg=\"http://www.agid.gov.it/protocollo/messaggi/\" msg:nomeFile=\"altro.txt\" \
                msg:mimeType=\"text/plain\">eA==</msg:File>";
    let (_, answer) = ask(text.replacen("</msg:File>", more, 1)).await;
    assert_eq!(code(&answer), "002_AnomaliaImpronte", "nobody has sealed the other file");
    assert!(
        there.anna.read("/protocollo/posta").await.contains("0 messaggi presi"),
        "what is turned away is not taken"
    );

    // What XML can do.
    let after = |what: &str| text.replacen("?>\n", &format!("?>\n{what}"), 1);
    let bomb = "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]>";
    for bad in [after(bomb), after("<!DOCTYPE a SYSTEM \"http://127.0.0.1/a.dtd\">"), "no".into(), String::new()] {
        let (status, answer) = ask(bad).await;
        assert_eq!(status, 500);
        assert!(fault(&answer).contains("non si può leggere"), "{}", fault(&answer));
    }

    // Who asks, where, and how much.
    let (status, _) = post(&second, "destinatario", &"x".repeat(40), good.clone()).await;
    assert_eq!(status, 401);
    let (status, answer) = post(&second, "mittente", &first.key, good.clone()).await;
    assert_eq!(status, 500);
    assert!(String::from_utf8_lossy(&answer).contains("l'altro dei due servizi"));
    let large = reqwest::Client::builder().no_proxy().build().unwrap();
    let call =
        large.post(second.url("destinatario")).basic_auth(IPA, Some(&first.key)).body(vec![b' '; (64 << 20) + 1]);
    // The door may be shut before the last byte is through.
    if let Ok(answer) = call.send().await {
        assert_eq!(answer.status(), 413);
    }
    confirm_nothing(&first, &second).await;
    assert_eq!(stands(&here).await, "affidato", "nobody has confirmed it");
    // A town sends nothing in the name of another: here the message comes back to who sealed it.
    let (status, answer) = post(&first, "destinatario", &second.key, good).await;
    assert_eq!(status, 500);
    assert!(fault(&answer).contains("ognuna parla per sé"), "{}", fault(&answer));
    assert_eq!(list().await.len(), 1);
    for town in [here, there] {
        town.hall.verify_clean().await;
        town.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_service_keeps_the_sending_in_the_queue_and_nothing_is_told_as_received() {
    let folder = tempfile::tempdir().unwrap();
    let (_, here, second, there) = two(folder.path(), Engine::Sqlite).await;
    second.door.shut();
    sent(&here).await;
    assert_eq!(stands(&here).await, "in_coda");
    let unit = here.hall.unit("SIS", "Sistemi").await;
    here.hall.person("dino", unit, &["protocollo.caselle"]).await;
    let page = here.hall.signed_in("dino").await.read("/protocollo/caselle").await;
    assert!(!page.contains("AM99902"), "the way to another body is no mailbox that people keep: {page}");
    second.door.open();
    assert!(messages(&there.anna.read("/protocollo/posta").await).is_empty());
    here.hall.stop().await;
    there.hall.stop().await;
}
