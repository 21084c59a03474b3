//! Who steps in where a term passed in vain, and the secretary's visto that nobody owes.

use iter::{Cosa, Titolo};
use pratiche::Vista;
use testkit::Engine;

use crate::casa::{ATTI, Casa, mezzogiorno, motivi};

#[tokio::test(flavor = "multi_thread")]
async fn the_secretary_gives_the_accounting_opinion_where_its_term_passed_in_vain_and_not_before() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("delibera-giunta", "Patrocinio", &[]).await;
        casa.scrive(id, |dati| dati.riflessi_contabili = true).await.unwrap();
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        casa.compie(casa.marco, id, "parere-tecnico").await.unwrap();
        // Five working days from Friday the 27th of November end on the 4th; two more, over the 8th that is a holiday, on the 9th.
        casa.clock.set(mezzogiorno("2026-12-09"));
        assert!(!motivi(casa.compie(casa.elena, id, "parere-contabile").await).is_empty(), "{engine:?}: not yet");
        casa.clock.set(mezzogiorno("2026-12-10"));
        assert!(!motivi(casa.compie(casa.giulia, id, "parere-contabile").await).is_empty(), "{engine:?}: not hers");
        casa.compie(casa.elena, id, "parere-contabile").await.unwrap();
        assert_eq!(casa.stati(id).await, ["all-esame"]);
        let read = casa.hall.ente.db().read().await.unwrap();
        let presa = pratiche::prendi(&Vista::Letta(&read), &ATTI, casa.pratica(id).await).await.unwrap();
        let by = presa.fatti.iter().find_map(|fatto| match &fatto.cosa {
            Cosa::Compiuto { passo, titolo, .. } if passo == "parere-contabile" => Some(titolo.clone()),
            _ => None,
        });
        assert!(matches!(&by, Some(Titolo::Sostituto { termine, .. }) if termine == "parere-contabile"), "{by:?}");
        drop(read);
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secretary_may_see_that_a_proposal_conforms_and_it_is_a_document_of_its_own() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("delibera-giunta", "Patrocinio", &[]).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        casa.compie(casa.marco, id, "parere-tecnico").await.unwrap();
        assert!(!motivi(casa.compie(casa.marco, id, "conformita").await).is_empty(), "{engine:?}: not his");
        let (ente, elena) = (&casa.hall.ente, casa.who(casa.elena).await);
        let against = atti::Passo { esito: "contrario".into(), ..Casa::passo("conformita", "k") };
        assert!(!motivi(atti::compi(&ATTI, ente, &elena, id, &against).await).is_empty(), "{engine:?}: without a word");
        let against = atti::Passo { testo: "Manca la deroga al regolamento.".into(), ..against };
        atti::compi(&ATTI, ente, &elena, id, &against).await.unwrap();
        assert_eq!(casa.stati(id).await, ["conforme"]);
        let scheda = casa.scheda(casa.elena, id).await;
        let row = scheda.firme.iter().find(|one| one.cosa == "conformita").unwrap();
        assert_eq!((row.esito.as_deref(), row.versione), (Some("contrario"), scheda.stato.versione));
        assert!(scheda.documento(row.documento_id).is_ok() && scheda.stato.documento_id.is_none(), "not the act's");
        // It is the organ's to depart from it: the proposal may be put on the agenda all the same.
        casa.compie(casa.elena, id, "iscrivi-conforme").await.unwrap();
        assert_eq!(casa.stati(id).await, ["iscritta"]);
        casa.hall.verify_clean().await;
    }
}
