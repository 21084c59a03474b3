//! A delibera of the Giunta: proposed, voted, signed, posted, in force after ten days.

use atti::Voto;
use testkit::Engine;

use crate::casa::{ATTI, Casa, dice, giorno, mezzogiorno, motivi};

async fn votata(casa: &Casa, immediata: bool) -> atti::AttoId {
    let id = casa.atto("delibera-giunta", "Patrocinio", &[]).await;
    casa.scrive(id, |dati| dati.immediata = immediata).await.unwrap();
    casa.compie(casa.lucia, id, "proponi").await.unwrap();
    casa.compie(casa.marco, id, "parere-tecnico").await.unwrap();
    casa.compie(casa.elena, id, "iscrivi").await.unwrap();
    dice(&motivi(casa.compie(casa.elena, id, "approva").await), "Manca il voto");
    let voto = Voto {
        componenti: 5,
        presenti: 4,
        favorevoli: 4,
        favorevoli_immediata: immediata.then_some(4),
        ..Voto::default()
    };
    atti::vota(&ATTI, &casa.hall.ente, &casa.who(casa.elena).await, id, &voto).await.unwrap();
    casa.compie(casa.elena, id, "approva").await.unwrap();
    casa.compie(casa.giulia, id, "firma-presidente").await.unwrap();
    assert_eq!(casa.scheda(casa.elena, id).await.stato.numero, None, "the number comes with the last signature");
    casa.compie(casa.elena, id, "firma-segretario").await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_in_force_after_the_tenth_day_of_publication() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = votata(&casa, false).await;
        let stato = casa.scheda(casa.elena, id).await.stato;
        assert_eq!(stato.estremi().unwrap(), "Deliberazione della Giunta n. 1 del 27/11/2026");
        assert_eq!(stato.efficace_dal, Some(giorno("2026-12-08")), "as the albo reads art. 134, c. 3");
        assert!(casa.stati(id).await.contains(&"non-esecutiva".to_owned()));
        casa.clock.set(mezzogiorno("2026-12-07"));
        pratiche::lavora(&casa.hall.ente.ledger, &[&ATTI]).await.unwrap();
        assert!(casa.stati(id).await.contains(&"non-esecutiva".to_owned()), "the tenth day is not over");
        casa.clock.set(mezzogiorno("2026-12-08"));
        let notte = pratiche::lavora(&casa.hall.ente.ledger, &[&ATTI]).await.unwrap();
        assert!(notte.non_riusciti.is_empty(), "{notte:?}");
        assert!(casa.stati(id).await.contains(&"esecutiva".to_owned()));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn voted_at_once_it_is_in_force_at_once() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = votata(&casa, true).await;
        let stato = casa.scheda(casa.elena, id).await.stato;
        assert_eq!(stato.efficace_dal, Some(giorno("2026-11-27")));
        assert!(casa.stati(id).await.contains(&"esecutiva".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_counts_for_the_sitting_and_the_text_that_it_was_on_and_a_wrong_figure_is_noted_again() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("delibera-giunta", "Patrocinio", &[]).await;
        let elena = casa.who(casa.elena).await;
        let voto = |immediata| Voto {
            componenti: 5,
            presenti: 4,
            favorevoli: 4,
            favorevoli_immediata: immediata,
            ..Voto::default()
        };
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        casa.compie(casa.marco, id, "parere-tecnico").await.unwrap();
        for _ in 0..2 {
            casa.compie(casa.elena, id, "iscrivi").await.unwrap();
            dice(&motivi(casa.compie(casa.elena, id, "approva").await), "Manca il voto");
            atti::vota(&ATTI, &casa.hall.ente, &elena, id, &voto(None)).await.unwrap();
            casa.compie(casa.elena, id, "rinvia").await.unwrap();
        }
        casa.compie(casa.elena, id, "rimanda-segretario").await.unwrap();
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        casa.compie(casa.marco, id, "parere-tecnico").await.unwrap();
        casa.compie(casa.elena, id, "iscrivi").await.unwrap();
        dice(&motivi(casa.compie(casa.elena, id, "approva").await), "Manca il voto");
        // First without the separate vote, by mistake; then as it was.
        for immediata in [None, Some(4)] {
            atti::vota(&ATTI, &casa.hall.ente, &elena, id, &voto(immediata)).await.unwrap();
        }
        casa.compie(casa.elena, id, "approva").await.unwrap();
        assert!(casa.scheda(casa.elena, id).await.stato.immediata, "the body voted it");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_of_a_vote_that_is_no_number_is_not_taken_for_nobody() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("delibera-giunta", "Patrocinio", &[]).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        casa.compie(casa.marco, id, "parere-tecnico").await.unwrap();
        casa.compie(casa.elena, id, "iscrivi").await.unwrap();
        let browser = casa.hall.signed_in("elena").await;
        let address = format!("/atti/{id}/voto");
        let figures = |contrari| [("componenti", "5"), ("presenti", "4"), ("favorevoli", "4"), ("contrari", contrari)];
        let answer = browser.post(&address, &figures("uno")).await;
        assert_eq!(answer.status(), 422, "{engine:?}");
        let page = answer.text().await.unwrap();
        assert!(page.contains("«uno» non è un numero"), "{page}");
        assert!(
            page.contains("name=\"presenti\" type=\"text\" value=\"4\""),
            "the others are not written again: {page}"
        );
        assert_eq!(casa.scheda(casa.elena, id).await.stato.voto, None);
        assert_eq!(browser.post(&address, &figures("")).await.status(), 303);
        assert!(casa.scheda(casa.elena, id).await.stato.voto.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_posted_whatever_it_says_so_that_nobody_proposes_one_that_is_not_to_be_read() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("delibera-giunta", "Contributo a una famiglia", &[]).await;
        for (da_pubblicare, riservato) in [(false, false), (true, true)] {
            casa.scrive(id, |dati| (dati.da_pubblicare, dati.riservato) = (da_pubblicare, riservato)).await.unwrap();
            let told = motivi(casa.compie(casa.lucia, id, "proponi").await);
            dice(&told, "Le deliberazioni si pubblicano tutte");
        }
        casa.scrive(id, |dati| (dati.da_pubblicare, dati.riservato) = (true, false)).await.unwrap();
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opinion_whose_signature_is_refused_is_not_written_again() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("delibera-giunta", "Patrocinio", &[]).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        let browser = casa.hall.signed_in("marco").await;
        let fields =
            [("passo", "parere-tecnico"), ("chiave", "k"), ("esito", "contrario"), ("testo", "Manca il progetto.")];
        let answer = browser.post(&format!("/atti/{id}/passo"), &fields).await;
        assert_eq!(answer.status(), 422, "{engine:?}: no conflict was declared");
        let page = answer.text().await.unwrap();
        assert!(page.contains("Manca il progetto.</textarea>"), "{page}");
        assert!(page.contains("value=\"contrario\" selected"), "{page}");
        let beside = "id=\"nessun_conflitto-parere-tecnico-errore\"";
        assert!(page.contains(beside), "it is told beside what was not declared: {page}");
        // What an opinion says nobody says unseen.
        let page = browser.read(&format!("/atti/{id}")).await;
        assert!(page.contains("<option value=\"\">Scegli</option><option value=\"favorevole\">"), "{page}");
        let fields = [("passo", "parere-tecnico"), ("chiave", "k"), ("esito", ""), ("nessun_conflitto", "si")];
        let answer = browser.post(&format!("/atti/{id}/passo"), &fields).await;
        assert_eq!(answer.status(), 422, "{engine:?}: no outcome was chosen");
        assert!(answer.text().await.unwrap().contains("id=\"esito-parere-tecnico-errore\""));
    }
}
