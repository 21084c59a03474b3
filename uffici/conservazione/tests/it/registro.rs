//! What is to be kept becomes a package that outsiders accept.

use std::io::{Cursor, Read};

use conservazione::Stato;
use documents::store::Sha256Hash;
use testkit::Engine;

use crate::{
    casa::casa,
    giudice::{AGID, SINCRO, judged},
};

const REGISTRO: &str = "Registro giornaliero";

pub fn entry(zip: &[u8], name: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut bytes = Vec::new();
    zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_of_the_day_is_packed_by_the_next_working_day() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        casa.registra("Domanda di contributo").await;
        casa.un_giorno().await;
        let voce = casa.voce(REGISTRO).await;
        assert_eq!((voce.stato, voce.causa), (Stato::Pronta, None), "{engine:?}");
        assert_eq!(voce.termine.to_string(), "2026-11-26", "Thursday");
        assert_eq!(casa.stato("Protocollo 1/2026").await, Stato::DaVersare, "it has thirty days to be put in order");
        let zip = casa.pacchetto(REGISTRO).await;
        let index = entry(&zip, "indice.xml");
        judged(SINCRO, "indice.xml", &index);
        let read = sincro::read(&index, sincro::Limiti::default()).unwrap();
        let file = &read.gruppi[0].file[0];
        assert_eq!(file.impronta.valore, Sha256Hash::of(&entry(&zip, &file.percorso)).0);
        assert!(entry(&zip, &file.percorso).starts_with(b"%PDF"));
        let xml = entry(&zip, "metadati/metadati.xml");
        judged(AGID, "metadati.xml", &xml);
        let metadati = metadati_agid::read(&xml).unwrap();
        let metadati_agid::Metadati::Documento(metadati) = metadati else { panic!("a document's") };
        assert_eq!((metadati.mancanze(), metadati.registrazione.numero.as_str()), (vec![], "1"));
        assert_eq!(metadati.id.impronta.valore, file.impronta.valore);
        assert!(metadati.verifica.sigillato && !metadati.verifica.marcato, "as the register was closed");
        casa.lavora().await;
        assert_eq!(casa.pacchetto(REGISTRO).await, zip, "once made it does not change");
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_told_in_sentences_and_mended_later() {
    for engine in Engine::all() {
        let casa = casa(engine, false).await;
        casa.registra("Domanda di contributo").await;
        casa.un_giorno().await;
        casa.later(31 * 24 * 3_600);
        casa.lavora().await;
        for (nome, word) in [(REGISTRO, "AOO"), ("Protocollo 1/2026", "fascicolo")] {
            let voce = casa.voce(nome).await;
            assert_eq!(voce.stato, Stato::Bloccata, "{nome}");
            let causa = voce.causa.unwrap();
            assert!(causa.contains(word), "{causa}");
        }
        let browser = casa.hall.signed_in("anna").await;
        let page = browser.read("/conservazione").await;
        assert!(page.contains("hanno passato il termine") || page.contains("doveva essere conservata"), "{page}");
        assert!(page.contains("dal 27/12/2026"), "since when: {page}");
        let page = browser.read("/conservazione/elenco?sistemare=si").await;
        assert!(page.contains("Protocollo 1/2026") && page.contains("manca qualcosa"), "{page}");
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_sees_nothing_and_who_only_looks_opens_nothing() {
    let casa = casa(Engine::Sqlite, true).await;
    casa.registra("Domanda di contributo").await;
    casa.un_giorno().await;
    let unit = casa.hall.unit("TEC", "Tecnico").await;
    casa.hall.person("nessuno", unit, &["protocollo.consulta"]).await;
    casa.hall.person("ispettore", unit, &["conservazione.consulta"]).await;
    let page = format!("/conservazione/{}", casa.voce(REGISTRO).await.id);
    let nobody = casa.hall.signed_in("nessuno").await;
    for path in ["/conservazione", "/conservazione/elenco", page.as_str()] {
        assert_eq!(nobody.get(path).await.status(), 403, "{path}");
    }
    let inspector = casa.hall.signed_in("ispettore").await;
    let text = inspector.read(&page).await;
    assert!(text.contains("pacchetto pronto") && text.contains("senza marca temporale"), "{text}");
    assert!(!text.contains("pacchetto.zip") && !text.contains("registro-giornaliero-"), "{text}");
    assert_eq!(inspector.get(&format!("{page}/pacchetto.zip")).await.status(), 403);
    assert_eq!(inspector.post(&format!("{page}/versa"), &[]).await.status(), 403);
    casa.hall.stop().await;
}
