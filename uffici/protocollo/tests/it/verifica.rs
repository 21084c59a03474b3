//! Signatures of documents: checked after the registration, told in the page with what is known and what is not, checked again when
//! somebody asks; nobody sees the check of a document that they may not see.

use std::time::Duration;

use chrono::{TimeZone, Utc};
use firma_algoritmi::{Digest, Scheme};
use firma_scrivi::{
    Certificate, HashSigner, LocalKey, Measured,
    cades::{self, Envelope, Signature},
    prova::{self, Addresses, By, Issuer, Name, Role, Validity},
};
use kernel::Actor;
use office::Office;
use protocollo::{Protocollo, registra};
use signing::verify::trust::Purpose;
use testkit::{Engine, TownHall};
use validation::{Asked, Checked, NewAnchor, Within, add_anchor, check_within};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const ADDETTA: &[&str] = &["protocollo.consulta", "protocollo.registra", "protocollo.assegna"];
const DOCUMENT: &[u8] = b"Si determina di impegnare la somma.\n";

/// A document signed by Mario Rossi, and the root of his authority, PEM.
pub fn firmato() -> (Vec<u8>, String) {
    let (signature, root) = firma();
    let envelope = Envelope::of(&signature, &[root.clone()]).unwrap();
    let bytes = envelope.frame(&signature).unwrap().around(DOCUMENT).unwrap();
    (bytes, signing::store::pem::text(root.der()))
}

/// The same signature without the document.
pub fn staccata() -> Vec<u8> {
    let (signature, root) = firma();
    Envelope::of(&signature, &[root]).unwrap().to_bytes().unwrap()
}

/// Mario Rossi's signature of the document, and the root of his authority.
fn firma() -> (Signature, Certificate) {
    let day = |year: i32| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap();
    let validity = || Validity { from: day(2020), to: day(2040) };
    let (root_key, key) = (LocalKey::p256(&[1; 32]).unwrap(), LocalKey::p256(&[7; 32]).unwrap());
    let none = Addresses::default();
    let itself = By::Itself(&root_key);
    let root = prova::issue(Role::Root, Name::Authority("Radice"), root_key.spki(), &[1; 16], validity(), none, itself)
        .unwrap();
    let mario = Name::Person { given: "Mario", surname: "Rossi", tax_code: "RSSMRA80A01M999X" };
    let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
    let signer =
        prova::issue(Role::Signing, mario, key.spki(), &[3; 16], validity(), Addresses::default(), by).unwrap();
    let content = Measured::of(Digest::Sha256, DOCUMENT).unwrap();
    let scheme = Scheme::Ecdsa(Digest::Sha256);
    let signature = cades::prepare(&signer, scheme, &content, day(2026)).unwrap().sign(&key).unwrap();
    (signature, root)
}

/// One that is too large for memory is judged from the disk: the page tells it as any other, and it can be checked
/// again.
#[tokio::test(flavor = "multi_thread")]
async fn a_signature_judged_from_the_disk_is_told_as_any_other_and_checked_again() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let pro = hall.unit("PRO", "Protocollo").await;
    let who = hall.who(hall.person("anna", pro, ADDETTA).await).await;
    let mut altered = firmato().0;
    let place = altered.windows(5).position(|window| window == b"somma").unwrap();
    altered[place] = b'S';
    let stored = hall.ente.archive.receive(&mut &altered[..], 1 << 20).await.unwrap();
    let sha256 = stored.sha256;
    let files = [("falso.txt.p7m".to_owned(), stored)];
    let riga = registra(&hall.ente, &who, &nuova("Atto enorme"), &files, None).await.unwrap();
    let read = hall.ente.db().read().await.unwrap();
    let document = hall.ente.archive.same_bytes(&read, &sha256).await.unwrap().remove(0);
    drop(read);
    let asked = Asked { document: &document, signed: None, stamps: Vec::new(), at: None, existence: Vec::new() };
    let within = Within { held: 100, time: Duration::from_secs(600) };
    let checked = check_within(&hall.ente, Actor::System("prova"), asked, within).await.unwrap();
    assert!(matches!(checked, Checked::New(_)), "{checked:?}");

    let anna = hall.signed_in("anna").await;
    let entry = anna.read(&format!("/protocollo/{}/{}", riga.anno, riga.numero)).await;
    assert!(entry.contains("Firme non valide"), "{entry}");
    let page = links(&entry, "/firme").remove(0);
    assert!(anna.read(&page).await.contains("il documento non è quello firmato"));
    let again = anna.post(&page, &[]).await;
    assert_eq!(again.status(), 303);
    assert!(anna.read(&page).await.contains("il documento non è quello firmato"));
}

/// The addresses in a page that end so.
fn links(page: &str, end: &str) -> Vec<String> {
    let all = page.split("href=\"").filter_map(|part| part.split('"').next());
    all.filter(|href| href.ends_with(end)).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_is_checked_after_the_registration_and_again_when_somebody_asks() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, soc) = (hall.unit("PRO", "Protocollo").await, hall.unit("SOC", "Sociale").await);
        let person = hall.person("anna", pro, ADDETTA).await;
        hall.person("berta", soc, &["protocollo.consulta"]).await;
        let who = hall.who(person).await;
        let (signed, root) = firmato();
        let mut altered = signed.clone();
        let place = altered.windows(5).position(|window| window == b"somma").unwrap();
        altered[place] = b'S';
        let mut files = Vec::new();
        for (name, bytes) in [("atto.txt.p7m", &signed[..]), ("falso.txt.p7m", &altered), ("nota.txt", DOCUMENT)] {
            files.push((name.to_owned(), hall.ente.archive.receive(&mut &bytes[..], 1 << 20).await.unwrap()));
        }
        let riga = registra(&hall.ente, &who, &nuova("Atto firmato"), &files, None).await.unwrap();
        let entry = format!("/protocollo/{}/{}", riga.anno, riga.numero);
        let anna = hall.signed_in("anna").await;
        assert!(links(&anna.read(&entry).await, "/firme").is_empty(), "nothing is told before it is known");
        hall.work().await;

        let page = anna.read(&entry).await;
        assert!(page.contains("Firme da verificare") && page.contains("Firme non valide"), "{page}");
        let checked = links(&page, "/firme");
        assert_eq!(checked.len(), 2, "what is not signed has no check: {checked:?}");
        let good = anna.read(&checked[0]).await;
        for told in [
            "Firma di Mario",
            "SENZA VALORE LEGALE",
            "RSSMRA80A01M999X",
            "non risale a un",
            "registrazione di protocollo n.",
        ] {
            assert!(good.contains(told), "{told}: {good}");
        }
        let bad = anna.read(&checked[1]).await;
        assert!(bad.contains("il documento non è quello firmato"), "{bad}");
        assert!(good.contains("Che cosa vale") && !bad.contains("Che cosa vale"), "what is not valid is worth nothing");
        assert_eq!(anna.get(&format!("{}?controllo=x", checked[0])).await.status(), 404);

        // The same answer twice is one check.
        let again = anna.post(&checked[0], &[]).await;
        assert!(again.headers()["location"].to_str().unwrap().ends_with("?uguale"));
        assert_eq!(anna.read(&checked[0]).await.matches("?controllo=").count(), 1);

        // An authority that the ente trusts makes it another one, and still not a green one.
        let trusting = hall.who(hall.person("dora", pro, &["validation.autorita"]).await).await;
        let mut tx = hall.ente.ledger.begin(who.actor(), "prova.autorita").await.unwrap();
        let new = NewAnchor { pem: root, reason: "Autorità di prova".into(), purposes: vec![Purpose::Documents] };
        add_anchor(&mut tx, &trusting, &new).await.unwrap();
        tx.commit().await.unwrap();
        let again = anna.post(&checked[0], &[]).await;
        assert!(again.headers()["location"].to_str().unwrap().ends_with("?nuovo"));
        let page = anna.read(&checked[0]).await;
        assert!(page.contains("Autorità di prova") && !page.contains("Firme valide"), "{page}");
        assert_eq!(page.matches("?controllo=").count(), 2, "the first stays");

        // As on another day: kept apart.
        let past = anna.post(&checked[0], &[("al", "2021-06-30")]).await;
        let shown = anna.read(past.headers()["location"].to_str().unwrap()).await;
        assert!(shown.contains("Esito alla data del 30/06/2021"), "{shown}");
        let wrong = anna.post(&checked[0], &[("al", "2100-01-01")]).await;
        assert_eq!(wrong.status(), 422);

        // For programs the same.
        let key = hall.api_key("anna", person, &["protocollo.consulta"]).await;
        let api = format!("/api/v1/protocollo/registrazioni/{}", checked[0].trim_start_matches("/protocollo/"));
        let ask = async |query: &str| {
            let address = format!("{}{api}{query}", hall.url);
            reqwest::Client::new().get(address).bearer_auth(&key).send().await.unwrap()
        };
        let told: serde_json::Value = ask("").await.json().await.unwrap();
        assert_eq!(told["controlli"].as_array().unwrap().len(), 3, "{told}");
        assert!(told["controlli"][0]["rapporto"]["signatures"][0]["chain"][0]["der"] == "");
        assert!(told["controlli"][2]["rapporto"].is_null(), "of one report at a time");
        let first = told["controlli"][2]["id"].as_str().unwrap();
        let told: serde_json::Value = ask(&format!("?controllo={first}")).await.json().await.unwrap();
        assert!(told["controlli"][2]["rapporto"]["signatures"].is_array(), "an old report is read too: {told}");
        assert!(told["controlli"][0]["rapporto"].is_null(), "{told}");
        assert_eq!(ask(&format!("?controllo={}", riga.id)).await.status(), 404);

        // Whoever may not see the entry sees no check.
        let berta = hall.signed_in("berta").await;
        assert_eq!(berta.get(&checked[0]).await.status(), 404);
        assert_eq!(berta.post(&checked[0], &[]).await.status(), 404);
        hall.verify_clean().await;
    }
}

/// The files under a folder.
fn files_under(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_under(&path) } else { vec![path] }).collect()
}

/// One of two documents is gone from the store: its check fails and comes again, and the other's is made all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_cannot_be_checked_keeps_no_other_unchecked() {
    let folder = tempfile::tempdir().unwrap();
    let place = ente::Place::in_folder(folder.path(), ente::Database::Sqlite, std::env::current_exe().unwrap());
    let hall = TownHall::open(place, OFFICES, std::sync::Arc::new(kernel::SystemClock)).await;
    let pro = hall.unit("PRO", "Protocollo").await;
    let who = hall.who(hall.person("anna", pro, ADDETTA).await).await;
    let (signed, _) = firmato();
    let mut altered = signed.clone();
    altered.extend_from_slice(b"altro");
    let mut files = Vec::new();
    for (name, bytes) in [("perso.txt.p7m", &altered), ("atto.txt.p7m", &signed)] {
        files.push((name.to_owned(), hall.ente.archive.receive(&mut &bytes[..], 1 << 20).await.unwrap()));
    }
    let riga = registra(&hall.ente, &who, &nuova("Due atti"), &files, None).await.unwrap();
    while hall.work().await > 0 {}
    let count = async || {
        let read = hall.ente.db().read().await.unwrap();
        let row = db::one(&read, "SELECT COUNT(*) AS n FROM validation_check", []).await.unwrap().unwrap();
        row.try_get::<i64>("", "n").unwrap()
    };
    assert_eq!(count().await, 2);
    // As before they were checked; the words of both were read.
    let write = hall.ente.db().write().await.unwrap();
    db::execute(&write, "DELETE FROM validation_check", []).await.unwrap();
    write.commit().await.unwrap();
    let lost: Vec<_> =
        files_under(folder.path()).into_iter().filter(|path| std::fs::read(path).unwrap() == altered).collect();
    assert_eq!(lost.len(), 1, "{lost:?}");
    std::fs::remove_file(&lost[0]).unwrap();
    let tx = hall.ente.ledger.begin(who.actor(), "prova.ricontrolla").await.unwrap();
    let new = jobs::NewJob::new("protocollo.estrai_testo", &riga.id.to_string());
    jobs::enqueue(&tx, tx.now(), tx.random(), &new).await.unwrap();
    tx.commit().await.unwrap();
    hall.work().await;
    assert_eq!(count().await, 1, "the one that is there");
    let read = hall.ente.db().read().await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM jobs_job WHERE kind = 'protocollo.estrai_testo' AND state = 'waiting' AND attempts > 0";
    let row = db::one(&read, sql, []).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "n").unwrap(), 1, "what failed comes again");
}
