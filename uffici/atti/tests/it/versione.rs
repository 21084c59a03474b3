//! A running act is moved to the version of its iter that is in force, by who may and after having read what changes.

use std::collections::BTreeMap;

use atti::{AttoId, Error, Spostamento};
use authz::PersonId;
use iter::Definizione;
use pratiche::{DefinizioneId, Materia, MetteInVigore};
use testkit::Engine;

use crate::casa::{ATTI, Casa, dice, motivi};

const ITER: &str = "determina-senza-spesa";

/// The shipped definition with another state in the place of the one before the signature.
fn cambiata() -> Definizione {
    let shipped = ATTI.spedite().iter().find(|text| text.contains(&format!("codice = \"{ITER}\""))).unwrap();
    let text = shipped.replace("\"alla-firma\"", "\"da-firmare\"");
    Definizione::leggi(&text).unwrap_or_else(|no| panic!("{no}"))
}

async fn in_vigore(casa: &Casa) -> DefinizioneId {
    let read = casa.hall.ente.db().read().await.unwrap();
    pratiche::in_vigore(&read, ITER).await.unwrap().unwrap().riga.id
}

async fn mette_in_vigore(casa: &Casa) -> DefinizioneId {
    let elena = casa.who(casa.elena).await;
    let tx = casa.hall.ente.ledger.begin(elena.actor(), "prova.vigore").await.unwrap();
    let nuova = MetteInVigore { definizione: cambiata(), motivo: "Prova", visto: Some(1) };
    pratiche::metti_in_vigore(tx, &ATTI, nuova).await.unwrap().commit().await.unwrap();
    in_vigore(casa).await
}

/// Somebody may move acts.
async fn autorizza(casa: &Casa, person: PersonId) {
    let unit = casa.who(person).await.grants[0].unit;
    casa.incarico(&[(person, unit)], &format!("Cura degli iter {person}"), &["flussi.sposta"]).await;
}

fn chiede(a: DefinizioneId, mappa: &[(&str, &str)]) -> Spostamento {
    let mappa: BTreeMap<String, String> = mappa.iter().map(|(da, a)| ((*da).into(), (*a).into())).collect();
    Spostamento { a, motivo: "Nuovo nome dello stato".into(), mappa, chiave: "sposta".into() }
}

async fn sposta(casa: &Casa, person: PersonId, id: AttoId, asked: &Spostamento) -> Result<(), Error> {
    atti::sposta(&ATTI, &casa.hall.ente, &casa.who(person).await, id, asked).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_moved_by_who_may_with_a_place_for_each_state_that_is_gone() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto(ITER, "Nomina", &[]).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        let first = in_vigore(&casa).await;
        autorizza(&casa, casa.elena).await;
        let page = casa.hall.signed_in("elena").await.read(&format!("/atti/{id}")).await;
        assert!(!page.contains("Sposta sulla versione in vigore"), "{engine:?}: it follows the version in force");
        let second = mette_in_vigore(&casa).await;
        assert_eq!(casa.stati(id).await, ["alla-firma"], "{engine:?}: it keeps its own");
        let place = [("alla-firma", "da-firmare")];
        dice(&motivi(sposta(&casa, casa.elena, id, &chiede(first, &place)).await), "è un'altra");
        dice(&motivi(sposta(&casa, casa.elena, id, &chiede(second, &[])).await), "indica in quale stato va");
        let silent = Spostamento { motivo: " ".into(), ..chiede(second, &place) };
        dice(&motivi(sposta(&casa, casa.elena, id, &silent).await), "perché la pratica cambia versione");
        assert_eq!(casa.stati(id).await, ["alla-firma"], "{engine:?}: nothing was written");
        for _ in 0..2 {
            sposta(&casa, casa.elena, id, &chiede(second, &place)).await.unwrap();
        }
        assert_eq!(casa.stati(id).await, ["da-firmare"]);
        casa.compie(casa.marco, id, "firma").await.unwrap();
        assert_eq!(casa.scheda(casa.marco, id).await.stato.numero, Some(1));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_move_acts_or_not_see_this_one_moves_none() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto(ITER, "Nomina", &[]).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        let asked = chiede(mette_in_vigore(&casa).await, &[("alla-firma", "da-firmare")]);
        assert!(matches!(sposta(&casa, casa.marco, id, &asked).await, Err(Error::Denied(_))), "{engine:?}");
        autorizza(&casa, casa.sara).await;
        assert!(matches!(sposta(&casa, casa.sara, id, &asked).await, Err(Error::NotFound)), "{engine:?}");
        let marco = casa.hall.signed_in("marco").await;
        assert!(!marco.read(&format!("/atti/{id}")).await.contains("Sposta sulla versione in vigore"));
        let a = asked.a.to_string();
        let fields =
            [("a", a.as_str()), ("chiave", "k"), ("motivo_sposta", "Prova"), ("stato-alla-firma", "da-firmare")];
        assert_eq!(marco.post(&format!("/atti/{id}/sposta"), &fields).await.status(), 403);
        assert_eq!(marco.get(&format!("/api/v1/atti/{id}/versione")).await.status(), 403);
        assert_eq!(casa.stati(id).await, ["alla-firma"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_and_the_call_tell_what_changes_before_anybody_decides() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto(ITER, "Nomina", &[]).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        autorizza(&casa, casa.elena).await;
        let a = mette_in_vigore(&casa).await.to_string();
        let elena = casa.hall.signed_in("elena").await;
        let page = elena.read(&format!("/atti/{id}")).await;
        assert!(
            page.contains("Sposta sulla versione in vigore") && page.contains("name=\"stato-alla-firma\""),
            "{page}"
        );
        let told = elena.read(&format!("/api/v1/atti/{id}/versione")).await;
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["in_vigore"]["a"], a.as_str());
        assert_eq!(told["in_vigore"]["da_indicare"][0]["codice"], "alla-firma");
        assert!(!told["in_vigore"]["cambia"].as_array().unwrap().is_empty(), "{told}");
        let address = format!("/atti/{id}/sposta");
        let fields =
            |stato| [("a", a.as_str()), ("chiave", "k"), ("motivo_sposta", "Prova"), ("stato-alla-firma", stato)];
        let refused = elena.post(&address, &fields("")).await;
        assert_eq!(refused.status(), 422, "{engine:?}");
        let refused = refused.text().await.unwrap();
        assert!(refused.contains("indica in quale stato va"), "{refused}");
        assert!(refused.contains("\nProva</textarea>"), "{engine:?}: the reason is not written again: {refused}");
        let silent = [("a", a.as_str()), ("chiave", "k"), ("stato-alla-firma", "da-firmare")];
        let refused = elena.post(&address, &silent).await.text().await.unwrap();
        assert!(refused.contains("value=\"da-firmare\" selected"), "{engine:?}: nor the place chosen: {refused}");
        assert_eq!(elena.post(&address, &fields("da-firmare")).await.status(), 303);
        assert_eq!(casa.stati(id).await, ["da-firmare"]);
        let told: serde_json::Value =
            serde_json::from_str(&elena.read(&format!("/api/v1/atti/{id}/versione")).await).unwrap();
        assert!(told["in_vigore"].is_null(), "it follows it: {told}");
    }
}
