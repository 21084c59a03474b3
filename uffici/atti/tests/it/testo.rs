//! Several authors on one text.

use prose::{Block, BlockId, Content, Op, Paragraph};
use sea_orm::EntityTrait;
use testkit::Engine;

use crate::casa::{ATTI, Casa, dice, motivi, riga};

fn paragraph(text: &str) -> Content {
    Content::Paragraph(Paragraph { inside: 0, text: text.into() })
}

#[tokio::test(flavor = "multi_thread")]
async fn two_on_two_blocks_do_not_meet_and_on_the_same_one_the_second_is_told() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        let (lucia, marco) = (casa.who(casa.lucia).await, casa.who(casa.marco).await);
        let ente = &casa.hall.ente;
        let text = casa.scheda(casa.lucia, id).await.testo;
        let (reasons, seen) = (text.blocks()[1].id, text.blocks()[1].content.fingerprint());
        let change = |said: &str| Op::Replace { id: reasons, seen: seen.clone(), content: paragraph(said) };
        let new = BlockId::new(ente.ledger.now(), &**ente.ledger.random());
        let more = Op::Insert {
            after: Some(text.blocks()[3].id),
            block: Block { id: new, content: paragraph("di pubblicarlo.") },
        };
        let (ours, theirs) = ([change("Il tetto perde.")], [more]);
        let (a, b) = tokio::join!(atti::scrivi(ente, &lucia, id, &ours), atti::scrivi(ente, &marco, id, &theirs));
        a.unwrap();
        b.unwrap();
        let told = prose::plain(&casa.scheda(casa.lucia, id).await.testo);
        assert!(told.contains("Il tetto perde.") && told.contains("di pubblicarlo."), "{told}");
        dice(&motivi(atti::scrivi(ente, &marco, id, &[change("Il tetto cade.")]).await), "Il tetto perde.");
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        dice(&motivi(atti::scrivi(ente, &lucia, id, &[change("Troppo tardi.")]).await), "è chiuso");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_comment_keeps_the_act_from_being_proposed() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let ente = &casa.hall.ente;
        let block = casa.scheda(casa.lucia, id).await.testo.blocks()[1].id;
        atti::commenta(ente, &casa.who(casa.marco).await, id, block, "Manca la norma.").await.unwrap();
        dice(&motivi(casa.compie(casa.lucia, id, "proponi").await), "Commenti ancora aperti: 1");
        let comment = casa.scheda(casa.lucia, id).await.commenti[0].id;
        atti::chiudi_commento(ente, &casa.who(casa.lucia).await, id, comment).await.unwrap();
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_keeps_out_of_an_act_writes_in_its_draft_no_more_and_a_colleague_goes_on() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let (lucia, marco) = (casa.who(casa.lucia).await, casa.who(casa.marco).await);
        let ente = &casa.hall.ente;
        let pratica = casa.pratica(id).await;
        let tx = ente.ledger.begin(lucia.actor(), "atti.astieni").await.unwrap();
        let asked = pratiche::Astensione { pratica, chi: casa.lucia, motivo: "È mio fratello.", chiave: "a" };
        pratiche::astieni(tx, &ATTI, asked).await.unwrap().0.commit().await.unwrap();
        let block = casa.scheda(casa.lucia, id).await.testo.blocks()[1].clone();
        let change = [Op::Replace {
            id: block.id,
            seen: block.content.fingerprint(),
            content: paragraph("Il tecnico ha i requisiti."),
        }];
        dice(&motivi(atti::scrivi(ente, &lucia, id, &change).await), "Ti sei astenuto");
        dice(&motivi(casa.scrive(id, |dati| dati.revisori = true).await), "Ti sei astenuto");
        atti::scrivi(ente, &marco, id, &change).await.unwrap();
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clause_goes_after_the_part_that_was_chosen_or_at_the_end() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let blocks = casa.scheda(casa.lucia, id).await.testo.blocks().to_vec();
        let (reasons, clause) = (blocks[1].id.to_string(), blocks[3].id.to_string());
        casa.hall.person("rita", casa.llp, &["atti.consulta", "atti.modelli"]).await;
        let kept = [("nome", "Incarico"), ("blocco", clause.as_str())];
        let answer = casa.hall.signed_in("rita").await.post(&format!("/atti/{id}/modello"), &kept).await;
        assert_eq!(answer.status(), 303, "{engine:?}");
        let nameless = [("nome", ""), ("blocco", clause.as_str())];
        let answer = casa.hall.signed_in("rita").await.post(&format!("/atti/{id}/modello"), &nameless).await;
        assert_eq!(answer.status(), 422, "{engine:?}");
        let told = answer.text().await.unwrap();
        assert!(told.contains(&format!("id=\"nome-{clause}-errore\"")), "where it was asked: {told}");
        let read = casa.hall.ente.db().read().await.unwrap();
        let row = atti::modello::Entity::find().one(&read).await.unwrap().unwrap();
        drop(read);
        let (browser, row) = (casa.hall.signed_in("lucia").await, row.id.to_string());
        for (after, place) in [("", 4), (reasons.as_str(), 2)] {
            let sent = [("clausola", row.as_str()), ("blocco", after)];
            let answer = browser.post(&format!("/atti/{id}/testo/clausola"), &sent).await;
            assert_eq!(answer.status(), 303, "{engine:?}: {after}");
            let text = casa.scheda(casa.lucia, id).await.testo;
            assert_eq!(text.blocks()[place].content, blocks[3].content, "{after}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_or_a_clause_that_is_refused_opens_no_part_to_be_written_anew() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let block = casa.scheda(casa.lucia, id).await.testo.blocks()[1].id.to_string();
        let browser = casa.hall.signed_in("lucia").await;
        for action in ["commento", "clausola"] {
            let sent = [("blocco", block.as_str()), (action, "")];
            let answer = browser.post(&format!("/atti/{id}/testo/{action}"), &sent).await;
            assert_eq!(answer.status(), 422, "{engine:?}: {action}");
            let page = answer.text().await.unwrap();
            assert!(!page.contains("value=\"cambia\""), "{action}: {page}");
            let place = match action {
                "commento" => format!("id=\"commento-{block}-errore\""),
                _ => format!("value=\"aggiungi\"><input type=\"hidden\" name=\"dopo\" value=\"{block}\""),
            };
            assert!(page.contains(&place), "{action}: {page}");
            let read_with = format!("aria-describedby=\"commento-{block}-errore\" aria-invalid=\"true\"");
            assert_eq!(page.contains(&read_with), action == "commento", "{action}: beside its field: {page}");
        }
        let long = format!("Manca la norma: {}", "x".repeat(2_000));
        let sent = [("blocco", block.as_str()), ("commento", long.as_str())];
        let answer = browser.post(&format!("/atti/{id}/testo/commento"), &sent).await;
        assert_eq!(answer.status(), 422, "{engine:?}");
        let page = answer.text().await.unwrap();
        assert_eq!(page.matches(&long).count(), 1, "what was written stands in its part, and in no other");
    }
}
