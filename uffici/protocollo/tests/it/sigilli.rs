//! The seal of a "segnatura" that came: verified when the message is taken, told on its page and on that of the entry.
//! What does not hold is not confirmed by itself, and an exception is proposed. That of an answer: one that does not hold moves nothing.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ente::Ente;
use testkit::{Browser, Engine, MailServer, TownHall};

use crate::{
    posta::{messages, read_now},
    riscontri::{PROVINCIA, answer, last, ours, pec, register, segnatura},
    segnatura_sigillata::{body, database, hall, seal_it},
    spedizione::{address, leaving, send, that_sends, work},
};

type Files = Vec<(&'static str, Vec<u8>)>;

/// A PEC with these files, byte by byte.
fn pec_of(from: &str, id: &str, files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let lines = |bytes: &[u8]| {
        let text = STANDARD.encode(bytes);
        text.as_bytes()
            .chunks(76)
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect::<Vec<_>>()
            .join("\r\n")
    };
    let coded: Vec<(&str, String)> = files.iter().map(|(name, bytes)| (*name, lines(bytes))).collect();
    let texts: Vec<(&str, &str)> = coded.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let message = String::from_utf8(pec(from, id, &texts)).unwrap();
    let part = "Content-Type: application/xml\r\nContent-Disposition";
    message.replace(part, &part.replace("\r\n", "\r\nContent-Transfer-Encoding: base64\r\n")).into_bytes()
}

/// The "segnatura" of the body whose seal is at hand.
fn own(number: &str) -> Vec<u8> {
    segnatura(number).replace("p_xx", "c_m999").into_bytes()
}

async fn sealed(ente: &Ente, xml: &[u8]) -> Vec<u8> {
    let seal = seal::open(ente).await.unwrap().expect("a seal");
    seal.xml(ente, xml, "sigillo-prova").await.unwrap().bytes
}

async fn beside(ente: &Ente, xml: &[u8]) -> Vec<u8> {
    let seal = seal::open(ente).await.unwrap().expect("a seal");
    seal.file_unstamped(ente, xml.to_vec()).await.unwrap().bytes
}

/// What comes, what is told of its seal, whether it is confirmed by itself.
async fn cases(ente: &Ente) -> Vec<(&'static str, Files, &'static str, bool)> {
    let good = sealed(ente, &own("0000201")).await;
    let altered = String::from_utf8(sealed(ente, &own("0000202")).await).unwrap().replace("Parere", "Rigetto");
    let of_another = sealed(ente, segnatura("0000203").as_bytes()).await;
    let around = beside(ente, &own("0000204")).await;
    let around_another = beside(ente, &own("0000206")).await;
    let alone = |xml: Vec<u8>| vec![("segnatura.xml", xml)];
    let with = |xml: Vec<u8>, envelope: Vec<u8>| vec![("segnatura.xml", xml), ("segnatura.xml.p7m", envelope)];
    vec![
        ("intero", alone(good), "Sigillo della segnatura: integro, di Comune di Prova", true),
        ("alterato", alone(altered.into_bytes()), "Sigillo della segnatura: NON valido", false),
        ("altrui", alone(of_another), "Il certificato è di c_m999, la segnatura di p_xx", false),
        ("accanto", with(own("0000204"), around), "Sigillo della segnatura: integro, di Comune di Prova", true),
        ("scambiato", with(own("0000205"), around_another), "Sigillo della segnatura: NON valido", false),
        ("illeggibile", with(own("0000207"), b"sigillo".to_vec()), "Sigillo della segnatura: NON valido", false),
        ("senza", alone(own("0000208")), "Sigillo della segnatura: non c", true),
    ]
}

/// Takes the message, and the page of it.
async fn come(hall: &TownHall, anna: &Browser) -> (String, String) {
    read_now(hall, anna).await;
    let message = messages(&anna.read("/protocollo/posta").await).pop().expect("a message");
    let page = anna.read(&message).await;
    (message, page)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seal_is_verified_before_anything_is_confirmed_and_one_that_does_not_hold_waits_for_a_person() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova81", "prova82"]) {
        let folder = tempfile::tempdir().unwrap();
        let (hall, anna) = hall(folder.path(), database(engine).await, that_sends(&real, user)).await;
        seal_it(&hall.ente).await;
        let mut waits = String::new();
        for (name, files, told, by_itself) in cases(&hall.ente).await {
            real.deliver(user, &pec_of("provincia.sigilli@pec.example.it", name, &files));
            let (message, page) = come(&hall, &anna).await;
            assert!(page.contains(told), "{name}: {page}");
            assert_eq!(page.contains("Parte da sé"), by_itself, "{name}: {page}");
            assert_eq!(page.contains("sigillatela di nuovo"), !by_itself, "an exception is proposed, {name}: {page}");

            let entry = register(&anna, &message).await;
            let page = anna.read(&entry).await;
            assert!(page.contains(told), "{name}: {page}");
            assert_eq!(page.contains("Conferma di ricezione"), by_itself, "{name}: {page}");
            assert_eq!(page.contains("Manda la conferma"), !by_itself, "a person decides, {name}: {page}");
            if !by_itself {
                waits = entry;
            }
        }
        assert!(anna.post(&format!("{waits}/riscontri/conferma"), &[]).await.status().is_redirection());
        assert!(anna.read(&waits).await.contains("Conferma di ricezione"), "whoever decides may confirm it");
        hall.verify_clean().await;
        hall.stop().await;
    }
}

/// The exception that is proposed leaves with the code of the guidelines.
#[tokio::test(flavor = "multi_thread")]
async fn the_exception_about_a_broken_seal_has_the_code_of_the_guidelines() {
    let Some(real) = MailServer::find() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (hall, anna) = hall(folder.path(), ente::Database::Sqlite, that_sends(&real, "prova83")).await;
    seal_it(&hall.ente).await;
    let altered = String::from_utf8(sealed(&hall.ente, &own("0000301")).await).unwrap().replace("Parere", "Rigetto");
    let provincia = "provincia.sigilli-rotti@pec.example.it";
    real.deliver("prova83", &pec_of(provincia, "rotto", &[("segnatura.xml", altered.into_bytes())]));
    let (message, page) = come(&hall, &anna).await;
    let chosen = page.split("value=\"segnatura\"").nth(1).and_then(|rest| rest.split('>').next()).unwrap();
    assert!(chosen.contains("selected"), "{page}");
    let fields =
        [("causa", "segnatura"), ("spiegazione", "Il sigillo della segnatura non è valido: rispedite il messaggio.")];
    assert!(anna.post(&format!("{message}/eccezione"), &fields).await.status().is_redirection());
    work(&hall).await;
    let (files, _) = last(&real, provincia);
    let told = segnatura::read_notifica(&files[0].1).unwrap().motivo.unwrap();
    assert!(told.contains("(001_ValidazioneFirma). Il sigillo della segnatura non è valido"), "{told}");
    hall.verify_clean().await;
    hall.stop().await;
}

/// Answers about the entry `ours`, in each way in which their seal does not hold; what the page of the message tells.
async fn held(ente: &Ente, ours: &str) -> Vec<(&'static str, Files, &'static str)> {
    let of = |root: &str, rest: &str| answer(root, ours, rest).replace("p_xx", "c_m999");
    let conferma = of("ConfermaRicezione", "");
    let around_another = beside(ente, b"<altro/>").await;
    let inside = sealed(ente, of("NotificaEccezione", "<Motivo>Non si apre</Motivo>").as_bytes()).await;
    let altered = String::from_utf8(inside).unwrap().replace("Non si apre", "Respinto");
    let of_another = answer("ConfermaRicezione", ours, "");
    let around = beside(ente, of_another.as_bytes()).await;
    vec![
        (
            "scambiata",
            vec![("Conferma.xml", conferma.clone().into_bytes()), ("Conferma.xml.p7m", around_another)],
            "Sigillo della risposta: NON valido",
        ),
        (
            "guasta",
            vec![("Conferma.xml", conferma.into_bytes()), ("Conferma.xml.p7m", b"sigillo".to_vec())],
            "Il suo sigillo non è valido",
        ),
        ("cambiata", vec![("Eccezione.xml", altered.into_bytes())], "Sigillo della risposta: NON valido"),
        (
            "altrui",
            vec![("Conferma.xml", of_another.into_bytes()), ("Conferma.xml.p7m", around)],
            "Il certificato è di c_m999, la risposta di p_xx",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_whose_seal_does_not_hold_changes_nothing_and_one_whose_seal_holds_counts() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova88", "prova89"]) {
        let folder = tempfile::tempdir().unwrap();
        let (hall, anna) = hall(folder.path(), database(engine).await, that_sends(&real, user)).await;
        seal_it(&hall.ente).await;
        let provincia = address("provincia-risposte-sigillate", engine);
        body(&hall.ente, PROVINCIA, "c_m999", &provincia).await;
        let entry = leaving(&hall, &[(PROVINCIA, &provincia)], &[("lettera.pdf", b"Si autorizza.".to_vec())]).await;
        assert!(send(&anna, &entry).await.status().is_redirection());
        work(&hall).await;
        let ours = ours(&hall, &entry);

        let all = held(&hall.ente, &ours).await;
        let waiting = all.len();
        for (name, files, _) in &all {
            real.deliver(user, &pec_of(&provincia, name, files));
        }
        read_now(&hall, &anna).await;
        let found = messages(&anna.read("/protocollo/posta").await);
        assert_eq!(found.len(), waiting, "each waits for a person");
        let mut told = String::new();
        for message in &found {
            let page = anna.read(message).await;
            assert!(page.contains("Non è stato contato: Il suo sigillo"), "{page}");
            told.push_str(&page);
        }
        for (name, _, why) in &all {
            assert!(told.contains(why), "{name}: {told}");
        }
        assert!(!anna.read(&entry).await.contains("Riscontri fra amministrazioni"), "nothing is tied to the entry");

        // Looked at again they are as false as before.
        assert!(anna.post(&format!("{}/firma", found[0]), &[]).await.status().is_redirection());
        assert!(!anna.read(&entry).await.contains("Riscontri fra amministrazioni"));

        let conferma = answer("ConfermaRicezione", &ours, "").replace("p_xx", "c_m999").into_bytes();
        let around = beside(&hall.ente, &conferma).await;
        let files = [("Conferma.xml", conferma), ("Conferma.xml.p7m", around)];
        real.deliver(user, &pec_of(&provincia, "sigillata", &files));
        read_now(&hall, &anna).await;
        assert_eq!(messages(&anna.read("/protocollo/posta").await).len(), waiting, "the good one is filed");
        let page = anna.read(&entry).await;
        assert!(page.contains("Sigillo della risposta: integro, di Comune di Prova"), "{page}");
        hall.verify_clean().await;
        hall.stop().await;
    }
}
