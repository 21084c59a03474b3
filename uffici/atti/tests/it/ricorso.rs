//! Within which term one appeals: of contracts thirty days, of the rest sixty.

use atti::AttoId;
use prose::{Block, BlockId, Content, Paragraph, Prose, Role, Section};
use testkit::Engine;

use crate::casa::{Casa, dice, motivi, riga};

async fn detto(casa: &Casa, id: AttoId) -> String {
    prose::plain(&casa.scheda(casa.lucia, id).await.testo)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_determina_that_awards_a_contract_tells_the_thirty_days_of_contracts() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.bozza("determina-impegno", "Tetto", false).await;
        let told = detto(&casa, id).await;
        assert!(
            told.contains("60 giorni") && told.contains("120 giorni"),
            "{engine:?}: nothing is awarded yet: {told}"
        );
        casa.scrive(id, |dati| dati.righe = vec![riga(366_000)]).await.unwrap();
        let told = detto(&casa, id).await;
        assert!(told.contains("30 giorni") && told.contains("art. 120"), "{told}");
        assert!(!told.contains("60 giorni") && !told.contains("Presidente della Repubblica"), "{told}");
        casa.scrive(id, |dati| dati.righe[0].cig = String::new()).await.unwrap();
        assert!(detto(&casa, id).await.contains("60 giorni"), "without a CIG it is no contract");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_begun_from_a_model_that_was_made_of_a_contract_tells_its_own_term() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.bozza("determina-impegno", "Tetto", false).await;
        casa.scrive(id, |dati| dati.righe = vec![riga(366_000)]).await.unwrap();
        assert!(detto(&casa, id).await.contains("30 giorni"), "{engine:?}");
        casa.hall.person("rita", casa.llp, &["atti.consulta", "atti.modelli"]).await;
        let kept = casa.hall.signed_in("rita").await.post(&format!("/atti/{id}/modello"), &[("nome", "Impegno")]).await;
        assert_eq!(kept.status(), 303, "{engine:?}");
        let next = casa.bozza("determina-impegno", "Grondaia", false).await;
        let told = detto(&casa, next).await;
        assert!(told.contains("60 giorni") && !told.contains("30 giorni"), "nothing is awarded yet: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_term_that_somebody_wrote_is_not_changed_and_the_act_is_not_proposed_with_it() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let block = |content| Block { id: BlockId::new(ente.ledger.now(), &**ente.ledger.random()), content };
        for (words, wrong) in
            [("Si ricorre al TAR entro sessanta giorni.", true), ("Si ricorre al TAR entro 30 giorni.", false)]
        {
            let scheda = casa.scheda(casa.lucia, id).await;
            let mut blocks = casa.testo("di impegnare 3.660,00 € sul capitolo indicato;").blocks().to_vec();
            blocks.push(block(Content::Section(Section { role: Role::Chiusura, title: prose::Line::default() })));
            blocks.push(block(Content::Paragraph(Paragraph { inside: 0, text: words.into() })));
            let text = Prose::new(blocks).unwrap();
            atti::sostituisci(ente, &lucia, id, &text, scheda.bozza.0).await.unwrap();
            let proposed = casa.compie(casa.lucia, id, "proponi").await;
            assert!(detto(&casa, id).await.contains(words), "it is theirs: {engine:?}");
            if wrong {
                dice(&motivi(proposed), "entro 30 giorni, non 60");
            } else {
                proposed.unwrap();
            }
        }
        assert_eq!(casa.stati(id).await, ["alla-firma"]);
    }
}
