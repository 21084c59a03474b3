//! One time stamp for many packages, renewed before it ends: what it proves outlasts the authority that gave it.

use std::{
    fs,
    io::{Cursor, Read, Write},
};

use conservazione::{Filtro, RichiestaEsibizione, Rinnovo, elenca, esibisci, esporta, rileggi, rinnova};
use documents::store::Sha256Hash;
use evidence_record::{EvidenceRecord, Objects};
use firma_algoritmi::Digest;
use kernel::Instant;
use testkit::Engine;

use crate::{
    casa::{Casa, casa, con_marche},
    marcatore::Marcatore,
};

const REGISTRO: &str = "Registro giornaliero";
const DOCUMENTO: &str = "Protocollo 1/2026";

/// Two packages: a register, and a document a month later.
async fn due_pacchetti(casa: &Casa) {
    casa.nel_fascicolo().await;
    casa.un_giorno().await;
    casa.later(31 * 24 * 3_600);
    casa.lavora().await;
}

fn primo_gennaio(casa: &Casa, year: i32) {
    casa.clock.set(Instant::start_of(format!("{year}-01-01").parse().unwrap()).plus_seconds(12 * 3_600));
}

async fn marche(casa: &Casa) -> i64 {
    let read = casa.hall.ente.db().read().await.unwrap();
    let row = db::one(&read, "SELECT COUNT(*) AS quante FROM conservazione_marca", []).await.unwrap().unwrap();
    row.try_get("", "quante").unwrap()
}

/// The record of a thing's package, as anybody takes it away.
async fn evidenza(casa: &Casa, nome: &str) -> EvidenceRecord {
    let id = casa.voce(nome).await.id;
    let answer = casa.hall.signed_in("anna").await.get(&format!("/conservazione/{id}/evidenza.ers")).await;
    assert_eq!(answer.status(), 200);
    EvidenceRecord::read(&answer.bytes().await.unwrap()).unwrap()
}

/// The hashes of all that lies in a package.
async fn oggetti(casa: &Casa, nome: &str) -> Objects {
    let bytes = casa.pacchetto(nome).await;
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut objects = Objects::new();
    for place in 0..zip.len() {
        let mut bytes = Vec::new();
        zip.by_index(place).unwrap().read_to_end(&mut bytes).unwrap();
        for digest in [Digest::Sha256, Digest::Sha512] {
            objects.entry(digest).or_default().push(digest.of(&bytes));
        }
    }
    objects
}

async fn guasti(casa: &Casa) -> (i64, String) {
    let found = rileggi(&casa.hall.ente).await.unwrap();
    (found.guasti, found.quali.unwrap_or_default())
}

/// Changes one bit of a package where it lies.
async fn rovina(casa: &Casa, nome: &str, what: &[u8]) {
    let zip = casa.pacchetto(nome).await;
    let mut spoiled = zip.clone();
    let at = spoiled.windows(what.len()).position(|some| some == what).unwrap();
    spoiled[at + 20] ^= 1;
    casa.sovrascrivi(&zip, &spoiled);
}

/// Puts another sealed index into a package where it lies: of the ZIP itself nothing is wrong.
async fn scambia_sigillo(casa: &Casa, nome: &str) {
    let zip = casa.pacchetto(nome).await;
    let mut old = zip::ZipArchive::new(Cursor::new(&zip[..])).unwrap();
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for place in 0..old.len() {
        let mut entry = old.by_index(place).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name == "indice.xml.p7m" {
            *bytes.last_mut().unwrap() ^= 1;
        }
        new.start_file(&*name, stored).unwrap();
        new.write_all(&bytes).unwrap();
    }
    casa.sovrascrivi(&zip, &new.finish().unwrap().into_inner());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_stamp_covers_all_that_was_packed_and_is_shown_and_given_with_each() {
    for engine in Engine::all() {
        let (casa, _) = con_marche(engine).await;
        due_pacchetti(&casa).await;
        let ente = &casa.hall.ente;
        let browser = casa.hall.signed_in("anna").await;
        let page = browser.read("/conservazione").await;
        assert!(page.contains("Ne aspettano una: 2"), "{page}");
        let done = rinnova(ente, Digest::Sha256).await.unwrap();
        assert_eq!((done.nuovi, done.rinnovati, done.guasti.len(), marche(&casa).await), (2, 0, 0, 1), "{engine:?}");
        assert_eq!(rinnova(ente, Digest::Sha256).await.unwrap(), Rinnovo::default(), "nothing waits any more");
        let page = browser.read("/conservazione").await;
        assert!(page.contains("Pacchetti sotto una marca: 2, tutti.") && page.contains("01/01/2030"), "{page}");
        for nome in [REGISTRO, DOCUMENTO] {
            let record = evidenza(&casa, nome).await;
            let verdict = record.check(&oggetti(&casa, nome).await).verdict(casa.hall.ente.ledger.now().utc());
            assert_eq!((verdict.wrong, verdict.whole), (vec![], true), "{nome}");
            let id = casa.voce(nome).await.id;
            let page = browser.read(&format!("/conservazione/{id}")).await;
            assert!(page.contains("è provato dal 27/12/2026") && page.contains("Marche temporali"), "{page}");
        }
        assert_eq!(guasti(&casa).await, (0, String::new()));

        let id = casa.voce(REGISTRO).await.id;
        let asked = RichiestaEsibizione { richiedente: "Avvocata Bianchi".into(), motivo: "Accesso n. 3".into() };
        let shown = esibisci(ente, &casa.who, id, &asked).await.unwrap();
        let answer = browser.get(&format!("/conservazione/{id}/esibizioni/{shown}")).await;
        let zip = answer.bytes().await.unwrap();
        let mut zip = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
        let mut der = Vec::new();
        zip.by_name("evidencerecord.ers").unwrap().read_to_end(&mut der).unwrap();
        assert_eq!(EvidenceRecord::read(&der).unwrap(), evidenza(&casa, REGISTRO).await);
        let mut told = String::new();
        zip.by_name("LEGGIMI.txt").unwrap().read_to_string(&mut told).unwrap();
        assert!(told.contains("6. ") && told.contains("RFC 4998"), "{told}");

        let folder = tempfile::tempdir().unwrap();
        let outside = async || esporta(ente, folder.path(), |_, _| {}).await.unwrap();
        assert_eq!(outside().await.scritti, 2);
        let pack = fs::read_dir(folder.path().join("2026")).unwrap().next().unwrap().unwrap().path();
        let der = fs::read(pack.join("metadata/preservation/evidencerecord.ers")).unwrap();
        assert_eq!(EvidenceRecord::read(&der).unwrap().chains().len(), 1);
        assert_eq!(csip::check(&fs::read(pack.join("METS.xml")).unwrap()).unwrap(), []);
        assert_eq!(outside().await.presenti, 2);
        rinnova(ente, Digest::Sha512).await.unwrap();
        assert_eq!(outside().await.scritti, 2, "with the evidence as it is now");
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

/// A year before a stamp ends another is put upon it; without that, the weekly reading and the page tell.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_renewed_in_time_is_proved_when_the_first_authority_is_gone() {
    for engine in Engine::all() {
        let (casa, authority) = con_marche(engine).await;
        due_pacchetti(&casa).await;
        let ente = &casa.hall.ente;
        rinnova(ente, Digest::Sha256).await.unwrap();
        primo_gennaio(&casa, 2028);
        assert_eq!(rinnova(ente, Digest::Sha256).await.unwrap(), Rinnovo::default(), "there is time");
        primo_gennaio(&casa, 2029);
        casa.later(24 * 3_600);
        authority.certificato(2028, 2040);
        assert_eq!(rinnova(ente, Digest::Sha256).await.unwrap().rinnovati, 2, "{engine:?}");
        assert_eq!(marche(&casa).await, 2, "one for both");
        assert_eq!(rinnova(ente, Digest::Sha256).await.unwrap(), Rinnovo::default());
        primo_gennaio(&casa, 2031);
        assert_eq!(guasti(&casa).await, (0, String::new()));
        for nome in [REGISTRO, DOCUMENTO] {
            let record = evidenza(&casa, nome).await;
            assert_eq!(record.chains()[0].stamps().len(), 2);
            let verdict = record.check(&oggetti(&casa, nome).await).verdict(ente.ledger.now().utc());
            assert_eq!((verdict.wrong, verdict.whole), (vec![], true));
        }
        let id = casa.voce(REGISTRO).await.id;
        let page = casa.hall.signed_in("anna").await.read(&format!("/conservazione/{id}")).await;
        assert!(page.contains("rinnova la marca di prima") && page.contains("01/01/2040"), "{page}");
        // One package goes: the evidence of the other is what it was.
        let gone = casa.pacchetto(DOCUMENTO).await;
        ente.archive.store().delete(&Sha256Hash::of(&gone)).await.unwrap();
        let (many, which) = guasti(&casa).await;
        assert_eq!((many, which.ends_with("manca il file")), (1, true), "{which}");
        // Another hash algorithm covers what is there, with all the stamps so far; of what is gone nothing is made up.
        let done = rinnova(ente, Digest::Sha512).await.unwrap();
        assert_eq!((done.rinnovati, done.guasti.len()), (1, 1), "{:?}", done.guasti);
        let record = evidenza(&casa, REGISTRO).await;
        assert_eq!(record.chains().len(), 2);
        let verdict = record.check(&oggetti(&casa, REGISTRO).await).verdict(ente.ledger.now().utc());
        assert_eq!((verdict.wrong, verdict.whole), (vec![], true));
        assert_eq!(guasti(&casa).await.0, 1, "only what is gone");
        // Back from a copy, it is what it was.
        ente.archive.receive(&mut &gone[..], 1 << 20).await.unwrap();
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stamp_that_nobody_renewed_is_told_when_it_ends() {
    let (casa, _) = con_marche(Engine::Sqlite).await;
    due_pacchetti(&casa).await;
    rinnova(&casa.hall.ente, Digest::Sha256).await.unwrap();
    primo_gennaio(&casa, 2031);
    let (many, which) = guasti(&casa).await;
    assert_eq!(many, 2);
    assert!(which.contains("valeva fino al 01/01/2030 e non è stata rinnovata in tempo"), "{which}");
    let id = casa.voce(REGISTRO).await.id;
    let page = casa.hall.signed_in("anna").await.read(&format!("/conservazione/{id}")).await;
    assert!(page.contains("non prova quello che dovrebbe"), "{page}");
    let page = casa.hall.signed_in("anna").await.read("/conservazione").await;
    assert!(page.contains("ultima marca non vale più, perché"), "{page}");
    assert!(page.contains("rinnovata in tempo: 2."), "how many: {page}");
    assert!(!page.contains("La prima marca che scade"), "what has ended does not end any more: {page}");
    casa.hall.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_package_gets_no_stamp_and_keeps_none_waiting() {
    let (casa, _) = con_marche(Engine::Sqlite).await;
    due_pacchetti(&casa).await;
    let whole = casa.pacchetto(DOCUMENTO).await;
    rovina(&casa, DOCUMENTO, b"%PDF").await;
    let done = rinnova(&casa.hall.ente, Digest::Sha256).await.unwrap();
    assert_eq!((done.nuovi, done.guasti.len()), (1, 1));
    let id = casa.voce(DOCUMENTO).await.id;
    let browser = casa.hall.signed_in("anna").await;
    let page = browser.read("/conservazione").await;
    assert!(page.contains("senza marca perché guasti: 1") && page.contains("è stato alterato"), "named: {page}");
    assert!(page.contains("alla prossima notte quelli che non sono guasti"), "nothing is promised to them: {page}");
    let page = browser.read(&format!("/conservazione/{id}")).await;
    assert!(!page.contains("è provato dal"), "{page}");
    assert_ne!(browser.get(&format!("/conservazione/{id}/evidenza.ers")).await.status(), 200);
    // As from a backup: the night after it has its stamp, and the page names nothing any more.
    casa.sovrascrivi(&whole, &whole);
    casa.later(24 * 3_600);
    assert_eq!(rinnova(&casa.hall.ente, Digest::Sha256).await.unwrap().nuovi, 1);
    let page = casa.hall.signed_in("anna").await.read("/conservazione").await;
    assert!(!page.contains("perché guasti") && page.contains("Pacchetti sotto una marca: 2, tutti."), "{page}");
    casa.hall.verify_clean().await;
    casa.hall.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_whose_sealed_index_was_exchanged_gets_no_stamp() {
    let (casa, _) = con_marche(Engine::Sqlite).await;
    due_pacchetti(&casa).await;
    scambia_sigillo(&casa, DOCUMENTO).await;
    let done = rinnova(&casa.hall.ente, Digest::Sha256).await.unwrap();
    assert_eq!((done.nuovi, done.guasti.len()), (1, 1));
    assert!(done.guasti[0].ends_with("è stato alterato"), "{:?}", done.guasti);
    casa.hall.stop().await;
}

/// Rows of record that somebody changed by hand.
#[tokio::test(flavor = "multi_thread")]
async fn evidence_that_was_tampered_with_is_told() {
    let (casa, _) = con_marche(Engine::Sqlite).await;
    due_pacchetti(&casa).await;
    let ente = &casa.hall.ente;
    rinnova(ente, Digest::Sha256).await.unwrap();
    let other = format!("UPDATE conservazione_evidenza SET posto = 0, albero = x'30220420{}'", "00".repeat(32));
    for (sql, told) in [
        ("UPDATE conservazione_evidenza SET posto = 5", "una delle sue marche manca"),
        (&other, "di un'altra impronta"),
        ("UPDATE conservazione_marca SET algoritmo = 'SHA-512'", "di un'altra impronta"),
    ] {
        let write = ente.db().write().await.unwrap();
        db::execute(&write, sql, []).await.unwrap();
        write.commit().await.unwrap();
        let (many, which) = guasti(&casa).await;
        assert_eq!((many, which.contains(told)), (2, true), "{sql}: {which}");
    }
    casa.hall.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_authority_or_with_one_whose_clock_is_wrong_nothing_pretends_to_be_stamped() {
    let without = casa(Engine::Sqlite, true).await;
    due_pacchetti(&without).await;
    assert_eq!(rinnova(&without.hall.ente, Digest::Sha256).await.unwrap(), Rinnovo::default());
    let page = without.hall.signed_in("anna").await.read("/conservazione").await;
    assert!(page.contains("non ha un servizio di marche temporali"), "{page}");
    without.hall.stop().await;

    let (casa, authority): (Casa, std::sync::Arc<Marcatore>) = con_marche(Engine::Sqlite).await;
    due_pacchetti(&casa).await;
    for ahead in [3_600, -3_600] {
        authority.avanti(ahead);
        let told = rinnova(&casa.hall.ente, Digest::Sha256).await.unwrap_err().to_string();
        assert!(told.contains("orologi"), "{told}");
    }
    authority.certificato(2020, 2025);
    authority.avanti(0);
    let told = rinnova(&casa.hall.ente, Digest::Sha256).await.unwrap_err().to_string();
    assert!(told.contains("non valeva"), "{told}");
    assert_eq!(marche(&casa).await, 0);
    let all = elenca(&casa.hall.ente, &casa.who, Filtro::default(), None, 10).await.unwrap();
    assert!(!all.is_empty(), "and what was packed stays");
    casa.hall.stop().await;
}
