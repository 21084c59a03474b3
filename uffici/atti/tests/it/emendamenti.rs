//! Councillors amend a proposal: each amendment is presented, examined, voted, and put into the text as a version that it names.

use atti::{AttoId, Error, Esame, Proposto, Reso, Voto};
use authz::PersonId;
use iter::Definizione;
use pratiche::{Materia, MetteInVigore};
use serde_json::Value;
use testkit::Engine;

use crate::casa::{ATTI, Casa, dice, giorno, mezzogiorno, motivi};

const ITER: &str = "delibera-consiglio";

/// A proposal of the council that is on the agenda.
async fn iscritta(casa: &Casa) -> AttoId {
    let id = casa.atto(ITER, "Piano delle scuole", &[]).await;
    casa.compie(casa.lucia, id, "proponi").await.unwrap();
    casa.compie(casa.marco, id, "parere-tecnico").await.unwrap();
    casa.compie(casa.elena, id, "iscrivi").await.unwrap();
    id
}

/// What Fabbri proposes to write in the place of a part: 1 is the reason, 3 the point that is decided.
async fn proposto(casa: &Casa, id: AttoId, (parte, dopo): (usize, &str)) -> Proposto {
    Proposto {
        blocco: Some(casa.scheda(casa.elena, id).await.testo.blocks()[parte].id),
        modo: "sostituisce".into(),
        dopo: dopo.into(),
        nomi: vec!["Fabbri Lorenzo".into()],
        giorno: Some(giorno("2026-11-27")),
        ..Proposto::default()
    }
}

async fn presenta(casa: &Casa, person: PersonId, id: AttoId, cosa: &Proposto) -> Result<i64, Error> {
    atti::presenta_emendamento(&ATTI, &casa.hall.ente, &casa.who(person).await, id, cosa).await
}

async fn ritira(casa: &Casa, person: PersonId, uno: (AttoId, i64)) -> Result<(), Error> {
    atti::ritira_emendamento(&ATTI, &casa.hall.ente, &casa.who(person).await, uno, "").await
}

async fn esamina(casa: &Casa, person: PersonId, uno: (AttoId, i64), esame: &Esame) -> Result<(), Error> {
    atti::esamina_emendamento(&ATTI, &casa.hall.ente, &casa.who(person).await, uno, esame).await
}

async fn ammette(casa: &Casa, uno: (AttoId, i64), pareri: &[&str], motivo: &str) -> Result<(), Error> {
    let pareri = pareri.iter().map(|one| (*one).to_owned()).collect();
    esamina(casa, casa.elena, uno, &Esame { ammesso: true, pareri, motivo: motivo.into() }).await
}

async fn rende(casa: &Casa, person: PersonId, uno: (AttoId, i64), quale: &str) -> Result<(), Error> {
    let reso = Reso { quale: quale.into(), esito: "favorevole".into(), testo: String::new(), nessun_conflitto: true };
    atti::rendi_parere_emendamento(&ATTI, &casa.hall.ente, &casa.who(person).await, uno, &reso).await
}

async fn vota(casa: &Casa, uno: (AttoId, i64), favorevoli: u32) -> Result<(), Error> {
    let voto = Voto { componenti: 13, presenti: 11, favorevoli, contrari: 11 - favorevoli, ..Voto::default() };
    atti::vota_emendamento(&ATTI, &casa.hall.ente, &casa.who(casa.elena).await, uno, &voto).await
}

async fn vota_la_proposta(casa: &Casa, id: AttoId) -> Result<(), Error> {
    let voto = Voto { componenti: 13, presenti: 11, favorevoli: 11, ..Voto::default() };
    atti::vota(&ATTI, &casa.hall.ente, &casa.who(casa.elena).await, id, &voto).await
}

async fn applica(casa: &Casa, person: PersonId, uno: (AttoId, i64), a_mano: bool) -> Result<i64, Error> {
    atti::applica_emendamento(&casa.hall.ente, &casa.who(person).await, uno, a_mano).await
}

/// What the call of the API tells of the amendments of an act.
async fn letti(casa: &Casa, id: AttoId) -> Vec<Value> {
    let told = casa.hall.signed_in("elena").await.read(&format!("/api/v1/atti/{id}/emendamenti")).await;
    let told: Value = serde_json::from_str(&told).unwrap();
    told["emendamenti"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_council_approves_is_voted_after_its_opinions_and_is_in_the_text_before_the_proposal_is_voted() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = iscritta(&casa).await;
        let elena = casa.hall.signed_in("elena").await;
        let block = casa.scheda(casa.elena, id).await.testo.blocks()[3].id.to_string();
        let fields = [
            ("blocco", block.as_str()),
            ("modo", "sostituisce"),
            ("dopo", "di impegnare 100,00 € sul capitolo indicato;"),
            ("nomi", "Fabbri Lorenzo\nVilla Teresa"),
            ("giorno", "2026-11-27"),
        ];
        let place = format!("/atti/{id}/emendamenti");
        assert_eq!(elena.post(&place, &fields).await.status(), 303, "{engine:?}");
        let page = elena.read(&place).await;
        for words in ["Emendamento n. 1", "Fabbri Lorenzo, Villa Teresa", "<ins>", "<del>", "Ammetti"] {
            assert!(page.contains(words), "{engine:?}: {words} is missing: {page}");
        }
        let again = elena.post(&place, &fields).await;
        assert_eq!(again.status(), 422, "{engine:?}: sent twice it is one");
        assert!(again.text().await.unwrap().contains("il n. 1"));
        let uno = (id, 1);
        dice(&motivi(vota_la_proposta(&casa, id).await), "restano n. 1");
        dice(&motivi(ammette(&casa, uno, &["tecnico"], "").await), "cambia una somma");
        ammette(&casa, uno, &["tecnico", "contabile"], "").await.unwrap();
        rende(&casa, casa.marco, uno, "tecnico").await.unwrap();
        dice(&motivi(rende(&casa, casa.marco, uno, "contabile").await), "non spetta a te");
        dice(&motivi(vota(&casa, uno, 8).await), "parere di regolarità contabile");
        rende(&casa, casa.paolo, uno, "contabile").await.unwrap();
        vota(&casa, uno, 8).await.unwrap();
        dice(&motivi(vota(&casa, uno, 8).await), "si votano quelli ammessi");
        dice(&motivi(vota_la_proposta(&casa, id).await), "restano n. 1");
        dice(&motivi(applica(&casa, casa.lucia, uno, false).await), "Il testo è chiuso");
        casa.compie(casa.elena, id, "emenda").await.unwrap();
        dice(&motivi(casa.compie(casa.lucia, id, "recepisci").await), "non ancora riportati nel testo: n. 1");
        dice(&motivi(applica(&casa, casa.paolo, uno, false).await), "La bozza la scrivono");
        dice(&motivi(applica(&casa, casa.lucia, uno, true).await), "dice ancora");
        assert_eq!(applica(&casa, casa.lucia, uno, false).await.unwrap(), 2, "{engine:?}");
        let scheda = casa.scheda(casa.lucia, id).await;
        assert!(prose::plain(&scheda.testo).contains("di impegnare 100,00 €"), "{engine:?}");
        assert!(scheda.versioni[0].n == 2 && scheda.versioni[0].testo.contains("100,00"), "{:?}", scheda.versioni);
        let act = elena.read(&format!("/atti/{id}")).await;
        assert!(act.contains("Versione 2") && act.contains("emendamento n. 1"), "{engine:?}: {act}");
        casa.compie(casa.lucia, id, "recepisci").await.unwrap();
        casa.compie(casa.marco, id, "parere-tecnico").await.unwrap();
        casa.compie(casa.elena, id, "iscrivi").await.unwrap();
        vota_la_proposta(&casa, id).await.unwrap();
        let late = proposto(&casa, id, (1, "Altro.")).await;
        dice(&motivi(presenta(&casa, casa.elena, id, &late).await), "già stata votata");
        casa.compie(casa.elena, id, "approva").await.unwrap();
        let told = letti(&casa, id).await.remove(0);
        assert_eq!((told["stato"].as_str(), told["versione_con"].as_i64()), (Some("applicato"), Some(2)), "{told}");
        assert!(told["voto"].as_str().unwrap().contains("favorevoli 8"), "{told}");
        assert_eq!(told["presentatori"], serde_json::json!(["Fabbri Lorenzo", "Villa Teresa"]));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_chosen_and_written_in_a_form_that_was_refused_is_still_there() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = iscritta(&casa).await;
        let spends = proposto(&casa, id, (3, "di impegnare 100,00 € sul capitolo indicato;")).await;
        presenta(&casa, casa.elena, id, &spends).await.unwrap();
        let (elena, marco) = (casa.hall.signed_in("elena").await, casa.hall.signed_in("marco").await);
        let place = format!("/atti/{id}/emendamenti/1");

        let asked = [("ammesso", "si"), ("parere", "tecnico"), ("motivo", "È urgente")];
        let answer = elena.post(&format!("{place}/esame"), &asked).await;
        assert_eq!(answer.status(), 422, "{engine:?}: it changes a sum");
        let page = answer.text().await.unwrap();
        assert!(page.contains("value=\"tecnico\" checked") && page.contains("\nÈ urgente</textarea>"), "{page}");
        assert!(!page.contains("value=\"contabile\" checked"), "{engine:?}: it was not chosen: {page}");
        ammette(&casa, (id, 1), &["tecnico", "contabile"], "").await.unwrap();

        let opinion = [("quale", "tecnico"), ("esito", "favorevole"), ("testo", "Nulla da osservare")];
        let answer = marco.post(&format!("{place}/parere"), &opinion).await;
        assert_eq!(answer.status(), 422, "{engine:?}: no conflict was declared");
        let page = answer.text().await.unwrap();
        for chosen in ["value=\"tecnico\" selected", "value=\"favorevole\" selected"] {
            assert!(page.contains(chosen), "{engine:?}: {chosen}: {page}");
        }
        assert!(page.contains("\nNulla da osservare</textarea>"), "{engine:?}: {page}");

        let figures = [("componenti", "13"), ("presenti", "undici"), ("favorevoli", "8"), ("contrari", "3")];
        let answer = elena.post(&format!("{place}/voto"), &figures).await;
        assert_eq!(answer.status(), 422, "{engine:?}");
        let page = answer.text().await.unwrap();
        assert!(page.contains("«undici» non è un numero"), "{engine:?}: {page}");
        assert!(page.contains("name=\"favorevoli\" type=\"text\" value=\"8\""), "{engine:?}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sits_in_the_council_presents_and_takes_back_what_is_theirs_and_nobody_else_does() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto(ITER, "Piano delle scuole", &[]).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        let names = proposto(&casa, id, (1, "Il tetto va rifatto.")).await;
        let own = Proposto { consiglieri: vec![casa.giulia], nomi: Vec::new(), ..names.clone() };
        dice(&motivi(presenta(&casa, casa.lucia, id, &names).await), "li presentano i consiglieri");
        dice(&motivi(presenta(&casa, casa.lucia, id, &own).await), "li presentano i consiglieri");
        dice(&motivi(presenta(&casa, casa.giulia, id, &names).await), "li presentano i consiglieri");
        let clerk = Proposto { consiglieri: vec![casa.lucia], ..names.clone() };
        dice(&motivi(presenta(&casa, casa.elena, id, &clerk).await), "non siede in Consiglio");
        let nobody = Proposto { nomi: Vec::new(), blocco: None, modo: String::new(), ..names.clone() };
        let told = motivi(presenta(&casa, casa.elena, id, &nobody).await);
        assert_eq!(told.len(), 3, "all reasons at once: {told:?}");
        assert_eq!(presenta(&casa, casa.giulia, id, &own).await.unwrap(), 1, "{engine:?}");
        assert_eq!(presenta(&casa, casa.elena, id, &names).await.unwrap(), 2);
        dice(&motivi(ritira(&casa, casa.giulia, (id, 2)).await), "chi lo ha presentato");
        ritira(&casa, casa.giulia, (id, 1)).await.unwrap();
        dice(&motivi(ritira(&casa, casa.giulia, (id, 1)).await), "non si ritira più");
        let no = Esame { motivo: "Fuori argomento".into(), ..Esame::default() };
        dice(&motivi(esamina(&casa, casa.giulia, (id, 2), &no).await), "chi cura le proposte");
        dice(&motivi(esamina(&casa, casa.elena, (id, 2), &Esame::default()).await), "perché non è ammesso");
        esamina(&casa, casa.elena, (id, 2), &no).await.unwrap();
        let states: Vec<Value> = letti(&casa, id).await.iter().map(|one| one["stato"].clone()).collect();
        assert_eq!(states, ["ritirato", "non_ammesso"], "{engine:?}");
        assert!(matches!(presenta(&casa, casa.sara, id, &own).await, Err(Error::Denied(_))), "{engine:?}");
        let sara = casa.hall.signed_in("sara").await;
        assert_eq!(sara.get(&format!("/atti/{id}/emendamenti")).await.status(), 404, "{engine:?}");
        let other = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        dice(&motivi(presenta(&casa, casa.lucia, other, &own).await), "non prevede emendamenti");
        let draft = casa.atto(ITER, "Altro piano", &[]).await;
        let early = Proposto { blocco: None, ..names };
        dice(&motivi(presenta(&casa, casa.lucia, draft, &early).await), "ancora aperto");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_another_amendment_changed_is_written_by_hand_and_a_point_more_comes_after_its_own() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = iscritta(&casa).await;
        let first = proposto(&casa, id, (1, "Il tetto va rifatto entro l'anno.")).await;
        let second = proposto(&casa, id, (1, "Il tetto va rifatto in primavera.")).await;
        let more = proposto(&casa, id, (3, "di riferire ogni anno al Consiglio.")).await;
        let more = Proposto { modo: "aggiunge".into(), ..more };
        for one in [&first, &second, &more] {
            let n = presenta(&casa, casa.elena, id, one).await.unwrap();
            dice(&motivi(ammette(&casa, (id, n), &[], "").await), "scrivi perché");
            ammette(&casa, (id, n), &[], "Non tocca la regolarità tecnica").await.unwrap();
            vota(&casa, (id, n), 7).await.unwrap();
        }
        casa.compie(casa.elena, id, "emenda").await.unwrap();
        applica(&casa, casa.lucia, (id, 1), false).await.unwrap();
        dice(
            &motivi(applica(&casa, casa.lucia, (id, 2), false).await),
            "ora dice: «Il tetto va rifatto entro l'anno.»",
        );
        assert_eq!(applica(&casa, casa.lucia, (id, 2), true).await.unwrap(), 3, "{engine:?}");
        assert_eq!(applica(&casa, casa.lucia, (id, 3), false).await.unwrap(), 4);
        let text = prose::plain(&casa.scheda(casa.lucia, id).await.testo);
        assert!(text.contains("entro l'anno") && text.contains("2. di riferire ogni anno"), "{engine:?}: {text}");
        let lucia = casa.hall.signed_in("lucia").await;
        let page = lucia.read(&format!("/atti/{id}/emendamenti")).await;
        assert!(page.contains("Scritto a mano"), "{engine:?}: {page}");
        casa.compie(casa.lucia, id, "recepisci").await.unwrap();
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_after_the_term_of_the_iter_is_told_and_admitted_for_a_reason_alone() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let shipped = ATTI.spedite().iter().find(|text| text.contains(&format!("codice = \"{ITER}\""))).unwrap();
        let text = format!(
            "{shipped}\n[[termine]]\ncodice = \"emendamenti\"\nnome = \"Emendamenti\"\ndal = {{ entrata_in = \"iscritta\" }}\n\
             durata = {{ quanti = 2, unita = \"giorni\" }}\nproroga = \"no\"\n\
             titolare = {{ incarico = {{ ruolo = \"Segretario comunale\", dove = \"ovunque\" }} }}\n"
        );
        let definizione = Definizione::leggi(&text).unwrap_or_else(|no| panic!("{no}"));
        let tx = casa.hall.ente.ledger.begin(casa.who(casa.elena).await.actor(), "prova.vigore").await.unwrap();
        let nuova = MetteInVigore { definizione, motivo: "Prova", visto: Some(1) };
        pratiche::metti_in_vigore(tx, &ATTI, nuova).await.unwrap().commit().await.unwrap();
        let id = iscritta(&casa).await;
        casa.clock.set(mezzogiorno("2026-11-30"));
        let late = Proposto { giorno: Some(giorno("2026-11-30")), ..proposto(&casa, id, (1, "Tardi.")).await };
        let in_time = Proposto { giorno: Some(giorno("2026-11-29")), ..proposto(&casa, id, (1, "In tempo.")).await };
        presenta(&casa, casa.elena, id, &late).await.unwrap();
        presenta(&casa, casa.elena, id, &in_time).await.unwrap();
        let page = casa.hall.signed_in("elena").await.read(&format!("/atti/{id}/emendamenti")).await;
        assert_eq!(page.matches("dopo il termine</span>").count(), 1, "{engine:?}: {page}");
        assert!(page.contains("Si presentano fino al 29/11/2026"), "{engine:?}: {page}");
        dice(&motivi(ammette(&casa, (id, 1), &["tecnico"], "").await), "dopo il termine");
        ammette(&casa, (id, 1), &["tecnico"], "Il Consiglio lo consente").await.unwrap();
        ammette(&casa, (id, 2), &["tecnico"], "").await.unwrap();
        let told = letti(&casa, id).await;
        assert_eq!(told[0]["termine"], "2026-11-29", "{told:?}");
    }
}
