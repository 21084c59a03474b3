//! Time stamps in files of their own, beside the document upon which they stand: told where the document's signatures are.

use chrono::{DateTime, TimeZone, Utc};
use firma_algoritmi::Digest;
use firma_scrivi::{
    HashSigner, LocalKey,
    prova::{self, Addresses, By, Issuer, Name, Role, Validity},
    tsp::Request,
};
use office::Office;
use protocollo::{Protocollo, registra};
use testkit::{Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const DOCUMENT: &[u8] = b"Si determina di impegnare la somma.\n";

fn day(year: i32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, 3, 1, 9, 0, 0).unwrap()
}

/// The answer of an authority of the test about these bytes, and the token in it.
fn marca(bytes: &[u8], at: DateTime<Utc>) -> (Vec<u8>, Vec<u8>) {
    let validity = || Validity { from: day(2020), to: day(2040) };
    let (root_key, key) = (LocalKey::p256(&[1; 32]).unwrap(), LocalKey::p256(&[9; 32]).unwrap());
    let (none, itself) = (Addresses::default(), By::Itself(&root_key));
    let root = Name::Authority("Radice");
    let root = prova::issue(Role::Root, root, root_key.spki(), &[1; 16], validity(), none, itself).unwrap();
    let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
    let name = Name::Authority("Marche di prova");
    let unit =
        prova::issue(Role::TimeStamping, name, key.spki(), &[5; 16], validity(), Addresses::default(), by).unwrap();
    let mut hasher = Digest::Sha256.hasher();
    hasher.update(bytes);
    let request = Request::new(Digest::Sha256, &hasher.finish(), [7; 16], None).unwrap();
    let stamper = Issuer { certificate: &unit, key: &key };
    let answer = prova::stamp(&request.to_der().unwrap(), stamper, &[root.clone()], &[6; 16], at).unwrap();
    let token = request.read(&answer).unwrap().der().to_vec();
    (answer, token)
}

/// One element of DER.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut all = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short @ ..0x80) => all.push(short),
        _ => {
            all.push(0x83);
            all.extend(&u32::try_from(content.len()).unwrap().to_be_bytes()[1..]);
        }
    }
    all.extend_from_slice(content);
    all
}

/// A document with its time stamp, in one file (RFC 5544).
fn busta(document: &[u8], token: &[u8]) -> Vec<u8> {
    const TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x1f];
    let evidence = der(0xa0, &der(0x30, token));
    let data = der(0x30, &[der(2, &[1]), der(4, document), evidence].concat());
    der(0x30, &[der(6, TYPE), der(0xa0, &data)].concat())
}

/// The page of the signatures of the document of this name, with what the entry says of it.
async fn firme(browser: &testkit::Browser, entry: &str, name: &str) -> Option<String> {
    let page = browser.read(entry).await;
    let told = page.split("<ul class=\"mu-checked\">").nth(1)?.split("</ul>").next()?;
    let line = told.split("<li>").find(|line| line.contains(&format!(" {name}: ")))?;
    let href = line.split("href=\"").nth(1)?.split('"').next()?;
    Some(browser.read(href).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_stamp_beside_a_document_is_told_with_the_document_upon_which_it_stands() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let person = hall.person("anna", unit, &["protocollo.consulta", "protocollo.registra"]).await;
        let who = hall.who(person).await;
        let (answer, token) = marca(DOCUMENT, day(2026));
        let (other, _) = marca(b"Un altro documento.", day(2026));
        let (signed, _) = crate::verifica::firmato();
        let of_signed = marca(&signed, day(2026)).0;
        let mut files = Vec::new();
        for (name, bytes) in [
            ("atto.txt", DOCUMENT.to_vec()),
            ("atto.txt.tsr", answer),
            ("delibera.txt", b"Si delibera di impegnare la somma.\n".to_vec()),
            ("delibera.tsr", other),
            ("nota.txt", b"Senza nessuna marca.\n".to_vec()),
            ("busta.txt", DOCUMENT.to_vec()),
            ("busta.txt.tsd", busta(DOCUMENT, &token)),
            ("diversa.txt", b"Non quello della busta.\n".to_vec()),
            ("diversa.txt.tsd", busta(DOCUMENT, &token)),
            ("firmato.txt.p7m", signed),
            ("firmato.txt.p7m.tsr", of_signed),
            ("rovinata.txt", b"Con una marca rovinata.\n".to_vec()),
            ("rovinata.txt.tsr", b"\x30\x03\x02\x01\x00".to_vec()),
        ] {
            files.push((name.to_owned(), hall.ente.archive.receive(&mut &bytes[..], 1 << 20).await.unwrap()));
        }
        let riga = registra(&hall.ente, &who, &nuova("Atto marcato"), &files, None).await.unwrap();
        let entry = format!("/protocollo/{}/{}", riga.anno, riga.numero);
        while hall.work().await > 0 {}
        let anna = hall.signed_in("anna").await;
        assert!(anna.read(&entry).await.contains("marca temporale di atto.txt"), "{engine:?}");

        let page = firme(&anna, &entry, "atto.txt").await.expect("what is only stamped has a check too");
        assert!(page.contains("Marche di prova") && page.contains("01/03/2026"), "{page}");
        assert!(!page.contains("diverso"), "{page}");
        let page = firme(&anna, &entry, "delibera.txt").await.unwrap();
        assert!(page.contains("Marche di prova") && page.contains("NON valida"), "not upon these bytes: {page}");
        assert!(firme(&anna, &entry, "nota.txt").await.is_none(), "nothing to tell of it");
        let page = firme(&anna, &entry, "busta.txt").await.unwrap();
        assert!(page.contains("Marche di prova") && page.contains("01/03/2026"), "{page}");
        let page = firme(&anna, &entry, "diversa.txt").await.unwrap();
        assert!(page.contains("racchiude un documento diverso da questo"), "{page}");
        let page = firme(&anna, &entry, "firmato.txt.p7m").await.unwrap();
        assert!(page.contains("Mario") && page.contains("Marche di prova"), "{page}");
        let page = firme(&anna, &entry, "rovinata.txt").await.unwrap();
        assert!(page.contains("«rovinata.txt.tsr» non si legge"), "{page}");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_document_that_is_too_large_is_not_told_as_if_it_were_not_there() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let person = hall.person("anna", unit, &["protocollo.consulta", "protocollo.registra"]).await;
        let who = hall.who(person).await;
        let signature = crate::verifica::staccata();
        let mut files = Vec::new();
        for (name, bytes) in [("atto.txt", DOCUMENT), ("atto.txt.p7s", &signature[..])] {
            files.push((name.to_owned(), hall.ente.archive.receive(&mut &bytes[..], 1 << 20).await.unwrap()));
        }
        let riga = registra(&hall.ente, &who, &nuova("Atto grande"), &files, None).await.unwrap();
        // A document of two hundred megabytes, without writing them.
        let write = hall.ente.db().write().await.unwrap();
        let size: i64 = 200 << 20;
        let sql = "UPDATE documents_document SET size = $1 WHERE name = 'atto.txt'";
        db::execute(&write, sql, [size.into()]).await.unwrap();
        write.commit().await.unwrap();
        while hall.work().await > 0 {}
        let anna = hall.signed_in("anna").await;
        let entry = format!("/protocollo/{}/{}", riga.anno, riga.numero);
        let page = firme(&anna, &entry, "atto.txt.p7s").await.unwrap();
        assert!(page.contains("«atto.txt», è troppo grande per essere controllato qui (più di 100 MB)"), "{page}");
    }
}
