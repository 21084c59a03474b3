//! The "segnatura" that leaves, sealed, with what goes to another body: from the page to a real SMTP server, and to the
//! judges.

use std::{
    path::Path,
    process::{Command, Output},
    sync::Arc,
};

use ente::{Aoo, Database, Ente, Place};
use kernel::{Actor, SystemClock};
use mail::{Mailbox, Outgoing};
use office::Office;
use protocollo::Protocollo;
use signing::verify::report::{Level, Mark};
use testkit::{Browser, Engine, MailServer, TownHall};

use crate::{
    posta::{ADDETTA, read_now},
    spedizione::{address, casella, leaving, send, that_sends, values, work},
};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const PROVINCIA: &str = "Provincia di Colle Alto";

/// A comune with an area of its own, from whose mailbox messages leave; and anna, who registers.
pub(crate) async fn hall(folder: &Path, database: Database, mailbox: Mailbox) -> (TownHall, Browser) {
    let mut place = Place::in_folder(folder.join("dati"), database, std::env::current_exe().unwrap());
    let aoo = Aoo { code: "AM99901".into(), name: Some("Area unica".into()), register: "PG".into() };
    place.aoo.insert("prova".into(), aoo);
    place.mailboxes.insert("prova".into(), vec![mailbox]);
    let hall = TownHall::open(place, OFFICES, Arc::new(SystemClock)).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    hall.person("anna", unit, ADDETTA).await;
    let anna = hall.signed_in("anna").await;
    read_now(&hall, &anna).await;
    (hall, anna)
}

pub(crate) async fn database(engine: Engine) -> Database {
    match engine {
        Engine::Sqlite => Database::Sqlite,
        Engine::Postgres => Database::Postgres { url: testkit::new_database().await, connections: 8 },
    }
}

/// A body of the index in the directory.
pub(crate) async fn body(ente: &Ente, name: &str, ipa: &str, pec: &str) {
    let mut tx = ente.ledger.begin(Actor::System("prova"), "directory.aggiungi").await.unwrap();
    let new = directory::NewSubject {
        kind: directory::Kind::Ente,
        name: name.into(),
        pec: Some(pec.into()),
        ipa: Some(ipa.into()),
        ..directory::NewSubject::default()
    };
    directory::add(&mut tx, new.check().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
}

/// A seal that its own files call good: an authority of ours, and so not one for trials.
pub(crate) async fn seal_it(ente: &Ente) {
    let candidate = seal::read_file(&p12(), "prova").unwrap();
    seal::set(ente, Actor::System("prova"), candidate).await.unwrap();
}

fn p12() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let openssl = |arguments: &[&str]| testkit::openssl(folder.path(), arguments);
    let subject = "/C=IT/O=Comune di Prova/organizationIdentifier=GOVIT-c_m999/CN=Comune di Prova";
    let own = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem"];
    let more = ["-out", "cert.pem", "-days", "300", "-subj", subject, "-addext", "keyUsage=critical,nonRepudiation"];
    openssl(&[&own[..], &more, &["-addext", "basicConstraints=critical,CA:false"]].concat());
    let file = ["pkcs12", "-export", "-in", "cert.pem", "-inkey", "key.pem", "-out", "seal.p12", "-passout"];
    openssl(&[&file[..], &["pass:prova"]].concat());
    std::fs::read(folder.path().join("seal.p12")).unwrap()
}

/// The files of the one message that was sent to this address.
fn files(real: &MailServer, address: &str) -> Vec<(String, Vec<u8>)> {
    let sent: Vec<_> = real.sent().into_iter().filter(|(_, to, _)| to == &[address]).collect();
    let [(_, _, bytes)] = sent.as_slice() else { panic!("{address}: {} messages", sent.len()) };
    let message = pec::read(bytes).unwrap();
    let files = message.content().attachments.iter();
    files.map(|file| (file.name.clone().unwrap_or_default(), file.bytes.to_vec())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_gets_the_sealed_segnatura_and_a_person_does_not() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova57", "prova58"]) {
        let folder = tempfile::tempdir().unwrap();
        let (hall, anna) = hall(folder.path(), database(engine).await, that_sends(&real, user)).await;
        let (provincia, rossi) = (address("provincia-sigillo", engine), address("rossi-sigillo", engine));
        body(&hall.ente, PROVINCIA, "p_xx", &provincia).await;
        // The body is not the first of the addressees.
        let to = [("Rossi Mario", rossi.as_str()), (PROVINCIA, provincia.as_str())];
        let letters = [("lettera.pdf", b"Si autorizza.".to_vec()), ("Segnatura.xml", b"<altro/>".to_vec())];

        // Without a seal the page says why nothing would go with the documents.
        let bare = leaving(&hall, &[(PROVINCIA, &provincia)], &letters).await;
        let form = anna.read(&format!("{bare}/spedisci")).await;
        assert!(form.contains("La segnatura non si allega") && form.contains("non ha ancora un sigillo"), "{form}");

        seal_it(&hall.ente).await;
        let entry = leaving(&hall, &to, &letters).await;
        let form = anna.read(&format!("{entry}/spedisci")).await;
        assert!(form.contains(&format!("con il sigillo dell&#39;ente, per: {PROVINCIA}.")), "{form}");
        assert!(send(&anna, &entry).await.status().is_redirection());
        work(&hall).await;

        let sent = files(&real, &provincia);
        let names: Vec<&str> = sent.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["lettera.pdf", "Segnatura (2).xml", "segnatura.xml"]);
        assert_eq!(files(&real, &rossi).len(), 2, "a person gets the documents alone");
        let xml = &sent[2].1;
        judged(&hall.ente, xml, &sent[..2]).await;
        let text = String::from_utf8_lossy(xml);
        assert!(text.contains("Cognome>Rossi<") && text.contains(&provincia), "{text}");
        assert!(!text.contains(&rossi) && !text.contains("CodiceFiscale"), "nobody else reads it of Rossi: {text}");
        official(xml);
        xmlsec(xml);
        let page = anna.read(&entry).await;
        let link = page.split("href=\"").find(|part| part.contains("/segnatura?di=")).unwrap();
        let link = link.split('"').next().unwrap();
        let kept = anna.get(link).await.bytes().await.unwrap();
        assert_eq!(kept.as_ref(), xml.as_slice(), "what left is what is shown");
        hall.verify_clean().await;
        hall.stop().await;
    }
}

/// Our own verifier finds it whole, and what it says of the documents is true.
async fn judged(ente: &Ente, xml: &[u8], sent: &[(String, Vec<u8>)]) {
    let report = validation::judge_own(ente, xml.to_vec(), ente.ledger.now()).await.unwrap();
    assert_eq!(report.signatures.len(), 1);
    let one = &report.signatures[0];
    assert!(report.mark != Mark::Red && one.scope.whole && one.level == Level::B, "{}", report.sentence);
    assert_eq!(one.signer.as_ref().and_then(|name| name.codice_ipa()), Some("c_m999"));
    let read = segnatura::read(xml).unwrap();
    assert!(read.firmata && read.anomalie.is_empty(), "{:?}", read.anomalie);
    assert!(read.destinatari.iter().any(|to| to.soggetto.codice_amministrazione.as_deref() == Some("p_xx")));
    let told = read.documento.iter().chain(&read.allegati);
    for (told, (name, bytes)) in told.zip(sent) {
        assert_eq!(told.nome.as_deref(), Some(name.as_str()));
        let digest = firma_algoritmi::Digest::Sha256.of(bytes);
        let value = told.impronta.as_ref().map(|one| one.valore.clone()).unwrap();
        assert_eq!(base64::Engine::decode(&base64::engine::general_purpose::STANDARD, value).unwrap(), digest);
    }
    let text = String::from_utf8(xml.to_vec()).unwrap();
    let changed = text.replace("0000002", "0000003");
    assert_ne!(changed, text);
    let report = validation::judge_own(ente, changed.into_bytes(), ente.ledger.now()).await.unwrap();
    assert_eq!(report.mark, Mark::Red, "another number is another segnatura");
}

/// What xmllint says of it by an official schema of the exchange between bodies; nothing where one of the two is missing, which is an
/// error on a CI machine.
pub(crate) fn by_the_schema(name: &str, xml: &[u8]) -> Option<Output> {
    let standards = std::env::var_os("MUNICIPIO_STANDARDS").unwrap_or_else(|| "../../../shared/standards".into());
    let schema = Path::new(&standards).join("08-protocollo-pec/AgID__protocollo-comunicazione-aoo").join(name);
    if !schema.is_file() {
        assert!(std::env::var_os("CI").is_none(), "{} must be here", schema.display());
        eprintln!("SKIPPED: {} is not there, so the official schema was not asked", schema.display());
        return None;
    }
    if !testkit::installed("xmllint", "the official schema was not asked") {
        return None;
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), xml).unwrap();
    let run = Command::new("xmllint").args(["--nonet", "--noout", "--schema"]).arg(&schema).arg(file.path()).output();
    Some(run.unwrap())
}

/// The official schema finds nothing wrong.
fn official(xml: &[u8]) {
    let Some(run) = by_the_schema("segnatura_protocollo.xsd", xml) else { return };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// Another program finds the signature good, and a changed one bad.
fn xmlsec(xml: &[u8]) {
    if !testkit::installed("xmlsec1", "nobody outside has judged the seal of the segnatura") {
        return;
    }
    let verify = |xml: &[u8]| {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), xml).unwrap();
        let run = Command::new("xmlsec1")
            .args(["--verify", "--insecure", "--enabled-reference-uris", "empty,same-doc"])
            .args(["--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties"])
            .args(["--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:KeyInfo"])
            .arg(file.path())
            .output()
            .unwrap();
        (run.status.success(), String::from_utf8_lossy(&run.stderr).into_owned())
    };
    let (good, told) = verify(xml);
    assert!(good, "{told}");
    let changed = String::from_utf8_lossy(xml).replace("Colle Alto", "Colle Basso");
    assert!(!verify(changed.as_bytes()).0, "a changed one passed");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_good_seal_the_documents_leave_alone_and_the_page_says_why() {
    let Some(real) = MailServer::find() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (hall, anna) = hall(folder.path(), Database::Sqlite, that_sends(&real, "prova59")).await;
    let cases = [("nessuno", "non ha ancora un sigillo"), ("di-prova", "SENZA VALORE LEGALE")];
    for (n, (who, told)) in cases.into_iter().enumerate() {
        let provincia = format!("{who}.sigillo@pec.example.it");
        body(&hall.ente, who, &format!("p_{n}"), &provincia).await;
        if n == 1 {
            let trial = seal::trial(&hall.ente.info, hall.ente.ledger.now(), &**hall.ente.ledger.random()).unwrap();
            seal::set(&hall.ente, Actor::System("prova"), trial).await.unwrap();
        }
        let entry = leaving(&hall, &[(who, &provincia)], &[("lettera.pdf", b"Si autorizza.".to_vec())]).await;
        let form = anna.read(&format!("{entry}/spedisci")).await;
        assert!(form.contains("La segnatura non si allega") && form.contains(told), "{form}");
        assert!(form.contains("municipio sigillo importa"), "what to do: {form}");
        assert!(send(&anna, &entry).await.status().is_redirection());
        work(&hall).await;
        assert_eq!(files(&real, &provincia).len(), 1);
        let page = anna.read(&entry).await;
        assert!(page.contains("Senza segnatura.") && page.contains(told), "{page}");
    }
    hall.verify_clean().await;
    hall.stop().await;
}

/// A message that has left cannot be called back: a cause that passes must not cost it the segnatura.
#[tokio::test(flavor = "multi_thread")]
async fn what_passes_keeps_the_message_here_and_what_lasts_is_told_beside_it() {
    let Some(real) = MailServer::find() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (hall, anna) = hall(folder.path(), Database::Sqlite, that_sends(&real, "prova69")).await;
    let sql = async |sql: &str| {
        let write = hall.ente.db().write().await.unwrap();
        db::execute(&write, sql, []).await.unwrap();
        write.commit().await.unwrap();
    };
    seal_it(&hall.ente).await;
    let letter = || [("lettera.pdf", b"Si autorizza.".to_vec())];
    body(&hall.ente, "Momento", "p_m", "momento.sigillo@pec.example.it").await;
    let entry = leaving(&hall, &[("Momento", "momento.sigillo@pec.example.it")], &letter()).await;
    sql("ALTER TABLE seal_key RENAME TO away").await;
    let refused = send(&anna, &entry).await;
    assert!(!refused.status().is_redirection(), "the database does not give the key");
    work(&hall).await;
    assert!(real.sent().iter().all(|(_, to, _)| to != &["momento.sigillo@pec.example.it"]), "nothing has left");
    sql("ALTER TABLE away RENAME TO seal_key").await;
    assert!(send(&anna, &entry).await.status().is_redirection());
    work(&hall).await;
    assert_eq!(files(&real, "momento.sigillo@pec.example.it").len(), 2);

    sql("DELETE FROM seal_key").await;
    body(&hall.ente, "Perduta", "p_p", "perduta.sigillo@pec.example.it").await;
    let entry = leaving(&hall, &[("Perduta", "perduta.sigillo@pec.example.it")], &letter()).await;
    assert!(send(&anna, &entry).await.status().is_redirection());
    work(&hall).await;
    assert_eq!(files(&real, "perduta.sigillo@pec.example.it").len(), 1);
    let page = anna.read(&entry).await;
    assert!(page.contains("Senza segnatura.") && page.contains("caricalo di nuovo"), "{page}");
    hall.stop().await;
}

/// The notice is about those to whom the form sends: not about a body that has it already.
#[tokio::test(flavor = "multi_thread")]
async fn the_notice_tells_of_those_who_are_left_and_what_is_refused_or_done_asks_for_no_seal() {
    let Some(real) = MailServer::find() else { return };
    let folder = tempfile::tempdir().unwrap();
    let document = vec![b'x'; 30_000];
    // The document fits, and with the segnatura it does not.
    let largest = (64 << 10) + mail::Letter::bytes_of(30_000) + 200;
    let settings = that_sends(&real, "prova70");
    let small = Outgoing { largest, ..settings.outgoing.clone().unwrap() };
    let mailbox = Mailbox { outgoing: Some(small), ..settings };
    let (hall, anna) = hall(folder.path(), Database::Sqlite, mailbox).await;
    seal_it(&hall.ente).await;
    body(&hall.ente, "Stretta", "p_s", "stretta.sigillo@pec.example.it").await;
    let entry = leaving(&hall, &[("Stretta", "stretta.sigillo@pec.example.it")], &[("atto.pdf", document)]).await;
    let refused = send(&anna, &entry).await;
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    assert!(page.contains("I documenti, con la segnatura, pesano"), "{page}");

    body(&hall.ente, "Fatta", "p_f", "fatta.sigillo@pec.example.it").await;
    let to = [("Fatta", "fatta.sigillo@pec.example.it"), ("Rossi Mario", "rossi.resta@pec.example.it")];
    let entry = leaving(&hall, &to, &[("lettera.pdf", b"Si autorizza.".to_vec())]).await;
    let form = anna.read(&format!("{entry}/spedisci")).await;
    let parti = values(&form, "destinatario");
    let fields = |subject: &str| {
        let all = [
            ("casella".to_owned(), casella(&form)),
            ("oggetto".into(), subject.to_owned()),
            ("testo".into(), "Buongiorno.".into()),
            ("chiave".into(), values(&form, "chiave")[0].clone()),
            ("destinatario".into(), parti[0].clone()),
            (format!("indirizzo-{}", parti[0]), "fatta.sigillo@pec.example.it".into()),
        ];
        all.to_vec()
    };
    let post = async |subject: &str| {
        let fields = fields(subject);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        anna.post(&format!("{entry}/spedisci"), &fields).await.status()
    };
    let sql = async |sql: &str| {
        let write = hall.ente.db().write().await.unwrap();
        db::execute(&write, sql, []).await.unwrap();
        write.commit().await.unwrap();
    };
    sql("ALTER TABLE seal_key RENAME TO away").await;
    assert_eq!(post("").await, 422, "what lacks its subject is refused before anything is sealed");
    sql("ALTER TABLE away RENAME TO seal_key").await;
    assert!(post("Nulla osta").await.is_redirection());
    sql("ALTER TABLE seal_key RENAME TO away").await;
    assert!(post("Nulla osta").await.is_redirection(), "it is done already");
    sql("ALTER TABLE away RENAME TO seal_key").await;
    work(&hall).await;
    assert_eq!(files(&real, "fatta.sigillo@pec.example.it").len(), 2);
    let form = anna.read(&format!("{entry}/spedisci")).await;
    assert!(form.contains("rossi.resta@pec.example.it") && !form.contains("La segnatura parte"), "{form}");
    hall.verify_clean().await;
    hall.stop().await;
}
