//! What the law wants everybody to read of an act is proposed to amministrazione trasparente when the act takes effect,
//! and nobody retypes it.

use atti::{AttoId, Voto, rules::righe::Riga};
use authz::Who;
use testkit::Engine;
use trasparenza::{Corretta, Proposta, elenca_proposte, guarda_proposta, leggi_proposta, pubblica_proposta};

use crate::casa::{Casa, riga};

const NOME: &str = "Zaccaria Malaspina";
const CODICE: &str = "RSSMRA80A01H501U";

/// Who publishes there; she has nothing to do with acts.
async fn carla(casa: &Casa, permissions: &[&str]) -> Who {
    let unit = casa.hall.unit("TRA", "Trasparenza").await;
    let carla = casa.hall.person("carla", unit, permissions).await;
    casa.who(carla).await
}

/// What waits, by section.
async fn attendono(casa: &Casa, who: &Who) -> Vec<Proposta> {
    let ente = &casa.hall.ente;
    let mut found = Vec::new();
    for row in elenca_proposte(ente, who, true, None, 50).await.unwrap() {
        found.push(leggi_proposta(ente, who, row.id.uuid()).await.unwrap());
    }
    found.sort_by_key(|one| one.sezione.codice);
    found
}

fn sezioni(proposte: &[Proposta]) -> Vec<&'static str> {
    proposte.iter().map(|one| one.sezione.codice).collect()
}

/// What a proposal says under a name.
fn valore(proposta: &Proposta, nome: &str) -> Option<String> {
    proposta.riga.campi().unwrap().into_iter().find(|(name, _)| name == nome).map(|(_, value)| value)
}

/// A delibera of the Giunta, enforceable at once.
async fn delibera(casa: &Casa, righe: &[Riga]) -> AttoId {
    let id = casa.atto("delibera-giunta", "Sostegno a una famiglia", righe).await;
    casa.scrive(id, |dati| dati.immediata = true).await.unwrap();
    casa.compie(casa.lucia, id, "proponi").await.unwrap();
    casa.compie(casa.marco, id, "parere-tecnico").await.unwrap();
    casa.compie(casa.paolo, id, "parere-contabile").await.unwrap();
    casa.compie(casa.elena, id, "iscrivi").await.unwrap();
    let voto = Voto { componenti: 5, presenti: 4, favorevoli: 4, favorevoli_immediata: Some(4), ..Voto::default() };
    atti::vota(&crate::casa::ATTI, &casa.hall.ente, &casa.who(casa.elena).await, id, &voto).await.unwrap();
    casa.compie(casa.elena, id, "approva").await.unwrap();
    casa.compie(casa.giulia, id, "firma-presidente").await.unwrap();
    casa.compie(casa.elena, id, "firma-segretario").await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_determina_that_chooses_a_contractor_is_proposed_with_its_visto_and_read_by_nobody_yet() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let carla = carla(&casa, &["trasparenza.pubblica"]).await;
        let id = casa.atto("determina-impegno", "Riparazione del tetto", &[riga(366_000), riga(100_000)]).await;
        casa.firma(id).await;
        assert!(attendono(&casa, &carla).await.is_empty(), "{engine:?}: it has no effect yet");
        casa.compie(casa.paolo, id, "visto").await.unwrap();
        let found = attendono(&casa, &carla).await;
        assert_eq!(sezioni(&found), ["09.02", "10.02"], "{engine:?}: one for two lines of the same procedure");
        let list = &found[0];
        assert_eq!(list.riga.titolo, "Riparazione del tetto");
        assert_eq!(valore(list, "Atto").as_deref(), Some("Determinazione n. 1 del 27/11/2026"));
        assert_eq!(valore(list, "Modalità di selezione").as_deref(), Some(""), "the act does not say it");
        assert_eq!((list.riga.responsabile.as_str(), list.riga.avviso.as_deref()), ("Lavori pubblici", None));
        assert_eq!(list.riga.pagina, format!("/atti/{id}"));
        let contract = &found[1];
        assert_eq!(valore(contract, "CIG").as_deref(), Some("A003DEB979"));
        assert_eq!(valore(contract, "Operatore economico").as_deref(), Some("Edilnova S.r.l."));
        let signed = casa.scheda(casa.marco, id).await.stato.documento_id.unwrap();
        assert_eq!(contract.documenti.iter().map(|one| one.id).collect::<Vec<_>>(), [signed]);
        let citizen = casa.hall.browser();
        for section in ["09.02", "10.02"] {
            let page = citizen.read(&format!("/trasparenza/{section}")).await;
            assert!(!page.contains("Riparazione del tetto"), "{engine:?}: {page}");
        }
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_confidential_act_nothing_is_proposed() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let carla = carla(&casa, &["trasparenza.pubblica", "trasparenza.configura"]).await;
        trasparenza::decidi_regola(&casa.hall.ente, &carla, true).await.unwrap();
        casa.vedono_i_riservati().await;
        let id = casa.riservata(&format!("Incarico a {NOME}"), "di nominare il tecnico;").await;
        casa.firma(id).await;
        let stato = casa.scheda(casa.lucia, id).await.stato;
        assert!(stato.numero.is_some() && stato.efficace_dal.is_some(), "it is adopted and has effect");
        for waits in [true, false] {
            let found = elenca_proposte(&casa.hall.ente, &carla, waits, None, 50).await.unwrap();
            assert_eq!(found, [], "{engine:?}");
        }
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_act_with_parts_left_out_the_version_for_everybody_is_proposed_with_its_own_subject() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let carla = carla(&casa, &["trasparenza.pubblica"]).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let id = casa.atto("determina-senza-spesa", &format!("Incarico a {NOME}"), &[]).await;
        let hidden = casa.scheda(casa.lucia, id).await.testo.blocks()[1].id;
        atti::ometti(ente, &lucia, id, hidden, true).await.unwrap();
        casa.scrive(id, |dati| dati.oggetto_pubblico = Some("Incarico a un tecnico".into())).await.unwrap();
        casa.firma(id).await;
        let stato = casa.scheda(casa.lucia, id).await.stato;
        let found = attendono(&casa, &carla).await;
        assert_eq!(sezioni(&found), ["09.02"], "{engine:?}");
        assert_eq!(found[0].riga.titolo, "Incarico a un tecnico");
        let files: Vec<_> = found[0].documenti.iter().map(|one| one.id).collect();
        assert_eq!(files, [stato.pubblico_id.unwrap()], "{engine:?}: never the whole one");
        assert_ne!(stato.pubblico_id, stato.documento_id);
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_to_a_family_is_proposed_without_its_name_and_published_once_a_person_adds_what_the_act_does_not_say() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let carla = carla(&casa, &["trasparenza.pubblica"]).await;
        let gives = Riga {
            piano: "U.1.04.02.02.999".into(),
            creditore: NOME.into(),
            creditore_codice: CODICE.into(),
            cig: String::new(),
            senza_cig: "Sussidio".into(),
            ..riga(150_000)
        };
        delibera(&casa, &[gives]).await;
        let found = attendono(&casa, &carla).await;
        assert_eq!(sezioni(&found), ["09.01", "11.02"], "{engine:?}");
        let listed = &found[0];
        assert!(listed.documenti.is_empty(), "{engine:?}: the act names them");
        assert!(listed.riga.avviso.as_deref().unwrap().contains("può non andare nominata"), "{engine:?}: {listed:?}");
        let grant = &found[1];
        assert_eq!(valore(grant, "Importo").as_deref(), Some("1.500,00 €"));
        assert!(grant.beneficiario.is_none() && grant.documenti.is_empty(), "{engine:?}: {grant:?}");
        let told = format!("{grant:?}");
        assert!(!told.contains("Malaspina") && !told.contains(CODICE), "{told}");
        assert!(grant.riga.avviso.as_deref().unwrap().contains("non nominarla"), "{told}");
        let mut campi = grant.riga.campi().unwrap();
        for (_, value) in campi.iter_mut().filter(|(_, value)| value.is_empty()) {
            value.push_str("Regolamento dei contributi, art. 4");
        }
        let corretta = Corretta {
            titolo: grant.riga.titolo.clone(),
            campi,
            responsabile: grant.riga.responsabile.clone(),
            protezione: Some(porte::trasparenza::Protezione::Disagio),
            ..Corretta::default()
        };
        let (ente, id) = (&casa.hall.ente, grant.riga.id.uuid());
        let found = guarda_proposta(ente, &carla, id, &corretta).await.unwrap();
        let made = pubblica_proposta(ente, &carla, id, corretta, &found).await.unwrap();
        let page = casa.hall.browser().read(&format!("/trasparenza/11.02/voci/{made}")).await;
        assert!(page.contains("1.500,00") && page.contains("Deliberazione della Giunta n. 1"), "{page}");
        assert!(!page.contains("Malaspina") && !page.contains(CODICE), "{page}");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_ente_decided_it_what_is_complete_publishes_itself_and_what_was_not_posted_does_not() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let carla = carla(&casa, &["trasparenza.pubblica", "trasparenza.configura"]).await;
        for (oggetto, posted, read) in
            [("Prima nomina", true, false), ("Seconda nomina", true, true), ("Terza nomina", false, false)]
        {
            if oggetto != "Prima nomina" {
                trasparenza::decidi_regola(&casa.hall.ente, &carla, true).await.unwrap();
            }
            let id = casa.atto("determina-senza-spesa", oggetto, &[]).await;
            casa.scrive(id, |dati| dati.da_pubblicare = posted).await.unwrap();
            casa.firma(id).await;
            let list = casa.hall.browser().read("/trasparenza/09.02").await;
            assert_eq!(list.contains(oggetto), read, "{engine:?}: {oggetto}: {list}");
        }
        let found = attendono(&casa, &carla).await;
        let told: Vec<(&str, bool)> =
            found.iter().map(|one| (one.riga.titolo.as_str(), one.riga.avviso.is_some())).collect();
        assert!(told.len() == 2 && told.contains(&("Prima nomina", false)), "{engine:?}: {told:?}");
        assert!(told.contains(&("Terza nomina", true)), "nobody said what everybody may read of it: {told:?}");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_does_not_happen_proposes_nothing() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let carla = carla(&casa, &["trasparenza.pubblica"]).await;
        let rich = casa.atto("determina-impegno", "Tetto d'oro", &[riga(6_000_000)]).await;
        casa.firma(rich).await;
        assert!(casa.compie(casa.paolo, rich, "visto").await.is_err(), "the chapter has not so much");
        assert!(attendono(&casa, &carla).await.is_empty(), "{engine:?}");
        casa.hall.verify_clean().await;
    }
}
