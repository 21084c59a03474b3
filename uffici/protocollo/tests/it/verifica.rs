//! Signatures of documents: checked after the registration, told in the page with what is known and what is not, checked again when
//! somebody asks; nobody sees the check of a document that they may not see.

use chrono::{TimeZone, Utc};
use firma_algoritmi::{Digest, Scheme};
use firma_scrivi::{
    Certificate, HashSigner, LocalKey, Measured,
    cades::{self, Envelope, Signature},
    prova::{self, Addresses, By, Issuer, Name, Role, Validity},
};
use office::Office;
use protocollo::{Protocollo, registra};
use signing::verify::trust::Purpose;
use testkit::{Engine, TownHall};
use validation::{NewAnchor, add_anchor};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo];
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
