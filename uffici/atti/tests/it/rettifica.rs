//! A clerical error is corrected by another act of the same organ, linked: what was signed stays as it was, and in force.

use testkit::Engine;

use crate::casa::{Casa, dice, motivi};

const PERCHE: &str = "L'importo era scritto con due cifre scambiate.";

async fn adottata(casa: &Casa, oggetto: &str) -> atti::AttoId {
    let id = casa.atto("determina-senza-spesa", oggetto, &[]).await;
    casa.compie(casa.lucia, id, "proponi").await.unwrap();
    casa.compie(casa.marco, id, "firma").await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_either_act_learns_of_the_correction_and_the_corrected_one_stays_in_force_as_it_was_signed() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let old = adottata(&casa, "Nomina").await;
        let before = casa.scheda(casa.lucia, old).await;
        let new = casa.atto("determina-senza-spesa", "Rettifica della nomina", &[]).await;
        let lucia = casa.who(casa.lucia).await;
        atti::collega(&casa.hall.ente, &lucia, new, (old, "rettifica", PERCHE)).await.unwrap();
        casa.compie(casa.lucia, new, "proponi").await.unwrap();
        casa.compie(casa.marco, new, "firma").await.unwrap();

        let after = casa.scheda(casa.lucia, old).await;
        assert_eq!(after.stato, before.stato, "{engine:?}: neither number, nor document, nor force changes");
        assert_eq!(after.stato.superato, None);
        assert_eq!((&after.testo, &after.versioni), (&before.testo, &before.versioni));
        let corrects = casa.scheda(casa.lucia, new).await;
        for (scheda, other) in [(&after, new), (&corrects, old)] {
            let [(link, row)] = &scheda.relazioni[..] else { panic!("{engine:?}: {:?}", scheda.relazioni) };
            assert_eq!((link.da_id, link.a_id, link.tipo.as_str()), (new, old, "rettifica"));
            assert_eq!((link.motivo.as_str(), row.atto_id), (PERCHE, other), "{engine:?}");
        }
        let browser = casa.hall.signed_in("lucia").await;
        for (id, page_says, file_says) in [
            (new, "orregge un errore materiale di", "Questo atto corregge un errore materiale di"),
            (old, "ettificato da", "Questo atto è rettificato da"),
        ] {
            let page = browser.read(&format!("/atti/{id}")).await;
            assert!(page.contains(page_says), "{engine:?}: {page}");
            let file = browser.read(&format!("/atti/{id}/akn")).await;
            assert!(file.contains(file_says), "{engine:?}: {file}");
        }
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_corrected_without_a_reason_by_another_organ_twice_or_before_it_is_adopted() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let old = adottata(&casa, "Nomina").await;
        let draft = casa.bozza("determina-senza-spesa", "Un'altra nomina", false).await;
        let new = casa.bozza("determina-senza-spesa", "Rettifica", false).await;
        let giunta = casa.bozza("delibera-giunta", "Rettifica della Giunta", false).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let corrects = |id, altro, motivo| atti::collega(ente, &lucia, id, (altro, "rettifica", motivo));

        let told = motivi(corrects(new, draft, "").await);
        dice(&told, "non è ancora adottato");
        dice(&told, "Scrivi perché");
        dice(&motivi(corrects(new, new, PERCHE).await), "sé stesso");
        dice(&motivi(corrects(giunta, old, PERCHE).await), "l'organo che ha adottato");
        corrects(new, old, PERCHE).await.unwrap();
        dice(&motivi(corrects(new, old, PERCHE).await), "già collegati");
        // What is adopted says no more than when it was signed: a correction is never added to it afterwards.
        dice(&motivi(corrects(old, new, PERCHE).await), "chiuso");
        assert_eq!(casa.scheda(casa.lucia, old).await.relazioni.len(), 1, "{engine:?}");
    }
}
