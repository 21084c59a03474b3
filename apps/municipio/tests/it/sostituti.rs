//! What waits for someone who is away stands on the desk of whoever stands in for them, whichever office it comes from.

use municipio::OFFICES;
use protocollo::{Assegnatario, Nuova, Parte, Tipo, Verso, registra};
use testkit::{Engine, TownHall};

const LAVORA: &[&str] = &["protocollo.consulta", "protocollo.prendi"];

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_finds_on_the_desk_what_waits_for_the_other_and_takes_it() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, rag, seg) = (
            hall.unit("PRO", "Protocollo").await,
            hall.unit("RAG", "Ragioneria").await,
            hall.unit("SEG", "Segreteria").await,
        );
        let anna =
            hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta", "protocollo.assegna"]).await;
        let paolo = hall.person("paolo", rag, LAVORA).await;
        let elena = hall.person("elena", seg, LAVORA).await;
        hall.person("altri", rag, LAVORA).await;
        let ivo = hall.person("ivo", seg, &["comando.gestisci"]).await;
        let who = hall.who(anna).await;
        let to = |persona| vec![Assegnatario { ufficio: rag, persona, tipo: Tipo::Competenza }];
        let nuova = |oggetto: &str, assegnazioni| {
            let parti = vec![Parte { nome: "Rossi Mario".into(), ..Parte::default() }];
            Nuova { parti, assegnazioni, ..Nuova::new(Verso::Arrivo, oggetto, "mano") }
        };
        registra(&hall.ente, &who, &nuova("Sollecito di pagamento per nome", to(Some(paolo))), &[], None)
            .await
            .unwrap();
        registra(&hall.ente, &who, &nuova("Richiesta di rimborso all'ufficio", to(None)), &[], None).await.unwrap();

        let desk = |username: &'static str| {
            let hall = &hall;
            async move { hall.signed_in(username).await.read("/scrivania").await }
        };
        let before = desk("elena").await;
        assert!(!before.contains("Sollecito") && !before.contains("rimborso"), "not hers yet");
        let today = hall.ente.ledger.now().date();
        let away =
            comando::assenza::Nuova { dal: Some(today), al: Some(today), sostituto: Some(elena), ..Default::default() };
        comando::assenza::registra(&hall.ente, &hall.who(ivo).await, paolo, &away).await.unwrap();
        let after = desk("elena").await;
        assert!(after.contains("Sollecito") && after.contains("rimborso"), "{engine:?}: {after}");
        // A colleague of the same office sees the office's, not what was given to the other by name.
        let colleague = desk("altri").await;
        assert!(!colleague.contains("Sollecito") && colleague.contains("rimborso"));

        let year = hall.ente.ledger.now().year();
        let browser = hall.signed_in("elena").await;
        let entry = browser.read(&format!("/protocollo/{year}/1")).await;
        let accept =
            entry.split("action=\"").filter_map(|part| part.split('"').next()).find(|path| path.ends_with("/accetta"));
        assert_eq!(browser.post(accept.expect("a button to take it"), &[]).await.status(), 303);
        assert!(!desk("paolo").await.contains("Sollecito"), "answered once, for both");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_with_documents_that_wait_is_not_closed() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, rag) = (hall.unit("PRO", "Protocollo").await, hall.unit("RAG", "Ragioneria").await);
        let anna =
            hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta", "protocollo.assegna"]).await;
        hall.person("ivo", pro, &["comando.gestisci", "comando.consulta"]).await;
        let who = hall.who(anna).await;
        let nuova = Nuova {
            assegnazioni: vec![Assegnatario { ufficio: rag, persona: None, tipo: Tipo::Competenza }],
            ..Nuova::new(Verso::Interno, "Richiesta di variazione di bilancio", "interno")
        };
        registra(&hall.ente, &who, &nuova, &[], None).await.unwrap();
        let browser = hall.signed_in("ivo").await;
        let today = hall.ente.ledger.now().date().to_string();
        let answer = browser.post(&format!("/comando/organigramma/{rag}/chiudi"), &[("al", &today)]).await;
        assert_eq!(answer.status(), 422);
        let told = answer.text().await.unwrap();
        assert!(told.contains("Un documento assegnato a questo ufficio aspetta"), "{told}");
        assert!(!told.contains("bilancio"), "how many, never what");
    }
}
