//! A citizen takes the proof of an entry to the public page of the register: it says whether it holds and what it proves, and keeps
//! nothing.

use futures::StreamExt;
use municipio::OFFICES;
use protocollo::{Nuova, Parte, Verso, registra};
use testkit::{Browser, Engine, TownHall};

/// A comune with one entry, and the proof of it as Anna downloads it.
async fn with_a_proof(engine: Engine) -> (TownHall, String) {
    let hall = TownHall::start(engine, OFFICES).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    let anna = hall.person("anna", unit, &["protocollo.registra", "protocollo.consulta"]).await;
    let parti = vec![Parte { nome: "Rossi Mario".into(), ..Parte::default() }];
    let nuova = Nuova { parti, ..Nuova::new(Verso::Arrivo, "Richiesta per il cantiere di via Roma", "mano") };
    let riga = registra(&hall.ente, &hall.who(anna).await, &nuova, &[], None).await.unwrap();
    hall.ente.ledger.seal().await.unwrap();
    let place = format!("/protocollo/{}/{}/prova", riga.anno, riga.numero);
    let proof = hall.signed_in("anna").await.read(&place).await;
    assert!(proof.contains("municipio-prova/1"), "{proof}");
    (hall, proof)
}

async fn brought(browser: &Browser, name: &str, bytes: &[u8]) -> (u16, String) {
    let answer = browser.upload("/registro", &[], name, bytes.to_vec()).await;
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_a_proof_learns_on_the_public_page_what_it_proves() {
    for engine in Engine::all() {
        let (hall, proof) = with_a_proof(engine).await;
        let stored = async || hall.ente.archive.store().list().count().await;
        let before = stored().await;
        let stranger = hall.browser();
        assert!(stranger.read("/registro").await.contains("Controlla la prova"));
        let (status, page) = brought(&stranger, "prova.json", proof.as_bytes()).await;
        assert_eq!(status, 200);
        for told in ["La prova regge", "protocollo.registra", "cantiere di via Roma"] {
            assert!(page.contains(told), "{told} is missing in {page}");
        }

        let changed = proof.replace("cantiere", "quartiere");
        assert_ne!(changed, proof);
        let (status, page) = brought(&stranger, "prova.json", changed.as_bytes()).await;
        assert_eq!((status, page.contains("La prova non regge")), (200, true), "{page}");
        assert!(!page.contains("quartiere"), "what was never registered is not repeated");

        for (name, bytes, told) in [
            ("foto.png", &b"\x89PNG\r\n\x1a\n"[..], "non è una prova del registro"),
            ("a.json", &b"{\"formato\": \"altro\"}"[..], "non è una prova del registro"),
            ("a.json", "[".repeat(100_000).as_bytes(), "non è una prova del registro"),
            ("", &b""[..], "Scegli il file di prova"),
        ] {
            let (status, page) = brought(&stranger, name, bytes).await;
            assert_eq!((status, page.contains(told)), (422, true), "{name}: {page}");
        }
        assert_eq!(brought(&stranger, "grande.json", &vec![b' '; 1_000_001]).await.0, 413);
        assert_eq!(stored().await, before, "nothing is kept");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_of_another_ente_proves_nothing_here_and_is_not_repeated() {
    let (here, _) = with_a_proof(Engine::Sqlite).await;
    let (_there, proof) = with_a_proof(Engine::Sqlite).await;
    let (status, page) = brought(&here.browser(), "prova.json", proof.as_bytes()).await;
    assert_eq!(status, 200);
    assert!(page.contains("La prova non è di questo registro"), "{page}");
    assert!(!page.contains("cantiere di via Roma"), "a stranger's words do not stand on our page: {page}");
}
