//! The answers between bodies, both ways, through a real mailbox and a real server: what comes is tied to what left, what is asked for
//! leaves when the message is registered.

use testkit::{Browser, Engine, MailServer, TownHall};

use crate::{
    posta::{messages, opened, read_now},
    segnatura_sigillata::{body, by_the_schema, database, hall, seal_it},
    spedizione::{address, leaving, receipt, send, sent_to, that_sends, values, work},
};

pub(crate) const PROVINCIA: &str = "Provincia di Colle Alto";

/// A PEC from this address with these files.
pub(crate) fn pec(from: &str, id: &str, files: &[(&str, &str)]) -> Vec<u8> {
    let part = |(name, text): &(&str, &str)| {
        format!(
            "--p\r\nContent-Type: application/xml\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{text}\r\n"
        )
    };
    let parts: String = files.iter().map(part).collect();
    let inner = format!(
        "From: {from}\r\nTo: comune@pec.example.it\r\nSubject: Messaggio {id}\r\nMessage-ID: <{id}@example.it>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"p\"\r\n\r\n--p\r\nContent-Type: text/plain\r\n\r\nTesto\r\n{parts}--p--\r\n"
    );
    format!(
        "From: \"Per conto di: {from}\" <posta-certificata@gestore.example>\r\nTo: comune@pec.example.it\r\nSubject: POSTA CERTIFICATA: Messaggio {id}\r\n\
         X-Trasporto: posta-certificata\r\nMessage-ID: <pc.{id}@gestore.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nBusta\r\n--b\r\n\
         Content-Type: application/xml; name=\"daticert.xml\"\r\nContent-Disposition: attachment; filename=\"daticert.xml\"\r\n\r\n\
         <postacert tipo=\"posta-certificata\" errore=\"nessuno\"><intestazione><mittente>{from}</mittente>\
         <destinatari tipo=\"certificato\">comune@pec.example.it</destinatari><oggetto>Messaggio {id}</oggetto></intestazione><dati>\
         <gestore-emittente>Gestore</gestore-emittente><data zona=\"+0100\"><giorno>03/11/2026</giorno><ora>10:00:00</ora></data>\
         <identificativo>pc.{id}</identificativo><msgid>&lt;{id}@example.it&gt;</msgid></dati></postacert>\r\n--b\r\n\
         Content-Type: message/rfc822; name=\"postacert.eml\"\r\nContent-Disposition: attachment; filename=\"postacert.eml\"\r\n\r\n{inner}\r\n--b--\r\n"
    )
    .into_bytes()
}

fn id(code: &str, aoo: &str, number: &str, day: &str) -> String {
    format!(
        "<Identificatore><CodiceAmministrazione>{code}</CodiceAmministrazione><CodiceAOO>{aoo}</CodiceAOO><CodiceRegistro>PG</CodiceRegistro>\
         <NumeroRegistrazione>{number}</NumeroRegistrazione><DataRegistrazione>{day}</DataRegistrazione></Identificatore>"
    )
}

/// An answer in the form of 2013 about the entry of ours with this number; the answerer's own registration is 0000077.
pub(crate) fn answer(root: &str, ours: &str, rest: &str) -> String {
    let own = if root == "NotificaEccezione" { String::new() } else { id("p_xx", "AOOPXX", "0000077", "2026-11-03") };
    let today = ours.split_once('@').map(|(_, day)| day).unwrap();
    let number = ours.split_once('@').map(|(number, _)| number).unwrap();
    let about = match root {
        "AnnullamentoProtocollazione" => String::new(),
        _ => format!("<MessaggioRicevuto>{}</MessaggioRicevuto>", id("c_m999", "AM99901", number, today)),
    };
    format!("<{root} xmlns=\"http://www.digitPa.gov.it/protocollo/\">{own}{about}{rest}</{root}>")
}

/// Number and day of an entry, from its address.
pub(crate) fn ours(hall: &TownHall, entry: &str) -> String {
    let number: i64 = entry.rsplit('/').next().unwrap().parse().unwrap();
    format!("{number:07}@{}", hall.ente.ledger.now().date())
}

async fn entries(anna: &Browser) -> usize {
    anna.read("/protocollo").await.matches("data-href=\"/protocollo/2").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_another_body_is_tied_to_what_left_and_is_never_registered_by_itself() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova47", "prova48"]) {
        let folder = tempfile::tempdir().unwrap();
        let (hall, anna) = hall(folder.path(), database(engine).await, that_sends(&real, user)).await;
        let provincia = address("provincia-riscontri", engine);
        body(&hall.ente, PROVINCIA, "p_xx", &provincia).await;
        let entry = leaving(&hall, &[(PROVINCIA, &provincia)], &[("lettera.pdf", b"Si autorizza.".to_vec())]).await;
        assert!(send(&anna, &entry).await.status().is_redirection());
        work(&hall).await;
        let ours = ours(&hall, &entry);
        let before = entries(&anna).await;
        let deliver = |from: &str, name: &str, files: &[(&str, &str)]| real.deliver(user, &pec(from, name, files));

        // What is forged, in each way, waits for a person and moves nothing.
        let conferma = answer("ConfermaRicezione", &ours, "");
        let other_code = conferma.replace("p_xx", "p_yy");
        let other_number = conferma.replace(&ours[..7], "0000999");
        deliver("furbo@pec.example.it", "altro-indirizzo", &[("Conferma.xml", &conferma)]);
        deliver(&provincia, "altro-ente", &[("Conferma.xml", &other_code)]);
        deliver(&provincia, "altro-numero", &[("Conferma.xml", &other_number)]);
        read_now(&hall, &anna).await;
        let list = anna.read("/protocollo/posta").await;
        assert_eq!(messages(&list).len(), 3, "{list}");
        let mut told = String::new();
        for message in messages(&list) {
            told.push_str(&anna.read(&message).await);
        }
        for why in [
            "non è un indirizzo dei destinatari",
            "il destinatario ha il codice p_xx",
            "di una registrazione che qui non",
        ] {
            assert!(told.contains(why), "{why}: {told}");
        }
        assert!(!anna.read(&entry).await.contains("Riscontri fra amministrazioni"));

        // The good one is filed, and shown with the other body's number; what hides a document beside it waits.
        deliver(&provincia, "conferma", &[("Conferma.xml", &conferma)]);
        let eccezione = answer("NotificaEccezione", &ours, "<Motivo>La lettera non si apre</Motivo>");
        deliver(&provincia, "eccezione", &[("Eccezione.xml", &eccezione), ("ricorso.pdf", "%PDF-1.4 un ricorso")]);
        read_now(&hall, &anna).await;
        assert_eq!(messages(&anna.read("/protocollo/posta").await).len(), 4, "only what brings a document waits");
        let page = anna.read(&entry).await;
        assert!(page.contains("Conferma di ricezione: protocollo n. 77 del 03/11/2026"), "{page}");
        assert!(page.contains("Sigillo della risposta: non c"), "{page}");
        assert!(page.contains("Notifica di eccezione") && page.contains("La lettera non si apre"), "{page}");
        assert_eq!(entries(&anna).await, before, "nothing was registered by itself");

        // The exception stands on the desk until someone says what was done.
        let desk = anna.read("/scrivania").await;
        assert!(desk.contains("eccezione di chi ha ricevuto") && desk.contains("La lettera non si apre"), "{desk}");
        let form = page.split("/visto\"").next().unwrap().rsplit('"').next().unwrap().to_owned() + "/visto";
        let short = anna.post(&form, &[("nota", "sì")]).await;
        assert_eq!(short.status(), 422);
        let seen = anna.post(&form, &[("nota", "Rispedita la lettera leggibile")]).await;
        assert!(seen.status().is_redirection(), "{}", seen.status());
        assert!(!anna.read("/scrivania").await.contains("La lettera non si apre"));
        assert!(anna.read(&entry).await.contains("Rispedita la lettera leggibile"));

        // An annulment names their registration alone: the confirmation says of which entry it was.
        let rest = "<Motivo>Registrato due volte</Motivo><Provvedimento>Det. 5</Provvedimento>";
        deliver(
            &provincia,
            "annullamento",
            &[("Annullamento.xml", &answer("AnnullamentoProtocollazione", &ours, rest))],
        );
        read_now(&hall, &anna).await;
        let page = anna.read(&entry).await;
        assert!(page.contains("Annullamento di protocollazione") && page.contains("Det. 5"), "{page}");
        hall.verify_clean().await;
        hall.stop().await;
    }
}

/// The "segnatura" of a body that asks for a confirmation, in the form of 2021.
pub(crate) fn segnatura(number: &str) -> String {
    let id = id("p_xx", "AOOPXX", number, "2026-11-03").replace("Identificatore>", "prot:Identificatore>");
    let id = ["CodiceAmministrazione", "CodiceAOO", "CodiceRegistro", "NumeroRegistrazione", "DataRegistrazione"]
        .into_iter()
        .fold(id, |id, name| {
            id.replace(&format!("<{name}>"), &format!("<prot:{name}>"))
                .replace(&format!("</{name}>"), &format!("</prot:{name}>"))
        });
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><prot:SegnaturaInformatica xmlns:prot=\"http://www.agid.gov.it/protocollo/\">\
         <prot:Intestazione>{id}<prot:Oggetto>Parere</prot:Oggetto></prot:Intestazione><prot:Descrizione><prot:Mittente>\
         <prot:Amministrazione><prot:DenominazioneAmministrazione>{PROVINCIA}</prot:DenominazioneAmministrazione></prot:Amministrazione>\
         </prot:Mittente><prot:Destinatario prot:confermaRicezione=\"true\"><prot:Amministrazione>\
         <prot:CodiceIPAAmministrazione>c_m999</prot:CodiceIPAAmministrazione></prot:Amministrazione></prot:Destinatario>\
         </prot:Descrizione></prot:SegnaturaInformatica>"
    )
}

pub(crate) async fn register(anna: &Browser, message: &str) -> String {
    let draft = opened(anna, message).await;
    let fields = [
        ("bozza", draft.as_str()),
        ("chiave", draft.as_str()),
        ("verso", "arrivo"),
        ("mezzo", "pec"),
        ("oggetto", "Parere della Provincia"),
        ("nome_testo", PROVINCIA),
    ];
    let done = anna.post("/protocollo/nuova", &fields).await;
    assert!(done.status().is_redirection(), "{}", done.text().await.unwrap());
    done.headers()["location"].to_str().unwrap().split('?').next().unwrap().to_owned()
}

/// The official schema finds nothing wrong.
fn official(xml: &[u8]) {
    let Some(run) = by_the_schema("pec_message.xsd", xml) else { return };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// The files of the last message that was sent to this address, and its Message-ID.
pub(crate) fn last(real: &MailServer, address: &str) -> (Vec<(String, Vec<u8>)>, String) {
    let (_, id, message) = sent_to(real, address).pop().expect("a message");
    let files = message.content().attachments.iter();
    (files.map(|file| (file.name.clone().unwrap_or_default(), file.bytes.to_vec())).collect(), id)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_is_confirmed_when_it_is_registered_and_its_annulment_is_told() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova49", "prova50"]) {
        let folder = tempfile::tempdir().unwrap();
        let (hall, anna) = hall(folder.path(), database(engine).await, that_sends(&real, user)).await;
        let unit = hall.unit("SEG", "Segreteria").await;
        hall.person("carla", unit, &["protocollo.consulta", "protocollo.consulta_tutto", "protocollo.annulla"]).await;
        let carla = hall.signed_in("carla").await;
        seal_it(&hall.ente).await;
        let provincia = address("provincia-conferme", engine);
        real.deliver(
            user,
            &pec(&provincia, "parere", &[("parere.txt", "Parere"), ("segnatura.xml", &segnatura("0000123"))]),
        );
        read_now(&hall, &anna).await;
        let message = messages(&anna.read("/protocollo/posta").await).pop().unwrap();
        let page = anna.read(&message).await;
        assert!(page.contains("chiede la conferma di ricezione") && page.contains("Parte da sé"), "{page}");

        let entry = register(&anna, &message).await;
        let page = anna.read(&entry).await;
        assert!(page.contains("Conferma di ricezione") && page.contains("in coda"), "{page}");
        assert!(sent_to(&real, &provincia).is_empty(), "nothing has left, and nothing says so");
        assert!(!page.contains("affidato al gestore"));
        work(&hall).await;
        assert!(anna.read(&entry).await.contains("affidato al gestore"));
        let (files, sent) = last(&real, &provincia);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Conferma.xml", "Conferma.xml.p7m"]);
        official(&files[0].1);
        let read = segnatura::read_notifica(&files[0].1).unwrap();
        assert_eq!(read.messaggio_ricevuto.unwrap().numero, "0000123");
        let own = read.identificatore.unwrap();
        assert_eq!(own.numero.trim_start_matches('0'), entry.rsplit('/').next().unwrap());
        assert_eq!((own.codice_amministrazione.as_str(), own.codice_aoo.as_str()), ("c_m999", "AM99901"));
        let report = validation::judge_own(&hall.ente, files[1].1.clone(), hall.ente.ledger.now()).await.unwrap();
        assert!(
            report.mark != signing::verify::report::Mark::Red && report.signatures.len() == 1,
            "{}",
            report.sentence
        );

        // The provider's receipt moves it.
        real.deliver(user, &receipt("avvenuta-consegna", &sent, &provincia, true, ""));
        read_now(&hall, &anna).await;
        assert!(anna.read(&entry).await.contains("consegnato"));
        assert!(messages(&anna.read("/protocollo/posta").await).is_empty(), "its receipt is filed");

        let form = carla.read(&format!("{entry}/annulla")).await;
        assert!(form.contains("Estremi del provvedimento") && form.contains(PROVINCIA), "{form}");
        let fields = [("motivo", "Registrata due volte per errore."), ("provvedimento", "Determinazione 9 del 2026")];
        assert!(carla.post(&format!("{entry}/annulla"), &fields).await.status().is_redirection());
        work(&hall).await;
        let (files, _) = last(&real, &provincia);
        official(&files[0].1);
        let read = segnatura::read_notifica(&files[0].1).unwrap();
        assert_eq!(read.tipo, segnatura::TipoNotifica::AnnullamentoProtocollazione);
        assert_eq!(read.provvedimento.as_deref(), Some("Determinazione 9 del 2026"));
        assert_eq!(read.identificatore.unwrap().numero, own.numero);
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exception_goes_to_who_sent_what_cannot_be_registered_and_without_a_seal_the_page_says_so() {
    let Some(real) = MailServer::find() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (hall, anna) = hall(folder.path(), ente::Database::Sqlite, that_sends(&real, "prova60")).await;
    let provincia = "provincia.eccezioni@pec.example.it";
    real.deliver(
        "prova60",
        &pec(provincia, "rotto", &[("parere.txt", "???"), ("segnatura.xml", &segnatura("0000456"))]),
    );
    read_now(&hall, &anna).await;
    let message = messages(&anna.read("/protocollo/posta").await).pop().unwrap();
    let form = format!("{message}/eccezione");
    let refused = anna.post(&form, &[("causa", ""), ("spiegazione", "no")]).await;
    assert_eq!(refused.status(), 422);
    let text = refused.text().await.unwrap();
    assert!(text.contains("Scegli perché") && text.contains("Scrivi in una frase"), "both are told: {text}");
    assert!(sent_to(&real, provincia).is_empty());
    let fields = [("causa", "illeggibile"), ("spiegazione", "Il file parere.txt è vuoto: mandatelo di nuovo.")];
    assert!(anna.post(&form, &fields).await.status().is_redirection());
    assert!(messages(&anna.read("/protocollo/posta").await).is_empty());
    work(&hall).await;
    let (files, _) = last(&real, provincia);
    assert_eq!(files.len(), 1, "no seal, no sealed file");
    official(&files[0].1);
    let read = segnatura::read_notifica(&files[0].1).unwrap();
    assert_eq!(read.identificatore, None);
    assert_eq!(read.messaggio_ricevuto.unwrap().numero, "0000456");
    assert!(read.motivo.unwrap().starts_with("Un documento non si può leggere. Il file parere.txt"));
    let page = anna.read(&message).await;
    assert!(page.contains("affidato al gestore") && page.contains("Senza sigillo."), "{page}");
    assert_eq!(anna.post(&form, &fields).await.status(), 422, "once");
    assert_eq!(values(&page, "causa").len(), 0, "the form is gone");
    hall.verify_clean().await;
    hall.stop().await;
}
