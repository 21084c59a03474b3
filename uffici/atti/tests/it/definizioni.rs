//! Every definition that is shipped, carried back to its draft and then to the archive with all that its steps really do: signed,
//! numbered, paid, posted, in force. One house for each engine walks them all.

use std::collections::{BTreeMap, BTreeSet};

use atti::{AttoId, Scheda};
use testkit::Engine;

use crate::{
    casa::{ATTI, Casa, mezzogiorno},
    giri::{Fatti, GIRI, Giro, spedite},
};

#[test]
fn every_definition_that_is_shipped_has_its_way_and_a_way_back_where_it_has_one() {
    let shipped: BTreeMap<String, bool> =
        spedite().into_iter().map(|one| (one.codice, one.passi.iter().any(|passo| passo.ritorno))).collect();
    let told: BTreeMap<String, bool> =
        GIRI.iter().map(|giro| (giro.iter.to_owned(), !giro.indietro.is_empty())).collect();
    assert_eq!(told, shipped);
    assert_eq!(GIRI.len(), told.len(), "each once");
}

/// Steps that happen by themselves follow those of people, or the end of a term.
#[test]
fn every_step_that_a_person_takes_is_on_a_way() {
    for definizione in spedite() {
        let giro = GIRI.iter().find(|giro| giro.iter == definizione.codice).unwrap();
        let others = giro.altre.iter().flat_map(|(_, mosse)| mosse.iter());
        let walked = giro.indietro.iter().chain(giro.avanti).chain(others).map(|(_, passo)| *passo);
        let walked: BTreeSet<&str> = walked.collect();
        let people = definizione.passi.iter().filter(|passo| passo.scatto.is_none());
        let all: BTreeSet<&str> = people.map(|passo| passo.codice.as_str()).collect();
        assert_eq!(walked, all, "{}", giro.iter);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_goes_back_once_and_then_from_the_draft_to_the_archive() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let mut fatti = Fatti::new();
        for giro in GIRI {
            let id = giro.scrive(&casa, &fatti).await;
            if !giro.indietro.is_empty() {
                giro.passa(&casa, id, giro.indietro).await;
                torna_in_bozza(&casa, giro, id).await;
            }
            giro.passa(&casa, id, giro.avanti).await;
            fatti.insert(giro.iter, id);
        }
        // The fifteen days of the albo pass, and the ten of art. 134 with them.
        casa.clock.set(mezzogiorno("2026-12-14"));
        let notte = pratiche::lavora(&casa.hall.ente.ledger, &[&ATTI]).await.unwrap();
        assert!(notte.non_riusciti.is_empty(), "{notte:?}");
        for giro in GIRI {
            archiviato(&casa, giro, fatti[giro.iter]).await;
        }
        senza_buchi(&casa, fatti.values().copied()).await;
        casa.hall.verify_clean().await;
    }
}

/// What came back may be written again, and left nothing anywhere.
async fn torna_in_bozza(casa: &Casa, giro: &Giro, id: AttoId) {
    let scheda = casa.scheda(casa.lucia, id).await;
    assert_eq!(casa.stati(id).await, ["bozza"], "{}", giro.iter);
    assert!(!scheda.stato.chiuso && scheda.stato.documento_id.is_none(), "{}: it may be written again", giro.iter);
    assert_eq!((scheda.stato.numero, casa.impegni(id).await), (None, 0), "{}", giro.iter);
}

async fn archiviato(casa: &Casa, giro: &Giro, id: AttoId) {
    let iter = giro.iter;
    assert_eq!(casa.stati(id).await, ["archiviata"], "{iter}");
    let scheda = casa.scheda(casa.marco, id).await;
    let stato = &scheda.stato;
    assert_eq!(stato.registro.as_deref(), Some(giro.registro), "{iter}");
    assert!(stato.numero.is_some() && stato.documento_id.is_some(), "{iter}: signed and numbered");
    assert_eq!(firme(&scheda), giro.firme, "{iter}");
    let mut generi: Vec<&str> = scheda.movimenti.iter().map(|one| one.genere.as_str()).collect();
    generi.sort_unstable();
    assert_eq!(generi, giro.movimenti, "{iter}");
    let committed = generi.iter().filter(|genere| **genere != "liquidazione").count();
    assert_eq!(casa.impegni(id).await, committed, "{iter}: the accounting office has the same");
    assert_eq!(stato.pubblicazione_id.is_some(), giro.albo, "{iter}");
    assert_eq!(stato.efficace_dal.is_some() && stato.efficace_perche.is_some(), giro.efficace, "{iter}");
    assert!(scheda.fatti.iter().any(|fatto| fatto.tipo == "archiviata"), "{iter}: the archive is told");
}

/// What was signed on the version that stands.
fn firme(scheda: &Scheda) -> Vec<&str> {
    let last = scheda.firme.iter().filter(|one| one.versione == scheda.stato.versione);
    let mut told: Vec<&str> = last.map(|one| one.cosa.as_str()).collect();
    told.sort_unstable();
    told
}

/// The numbers of each register follow each other, and what was posted was posted once.
pub async fn senza_buchi(casa: &Casa, atti: impl Iterator<Item = AttoId>) {
    let mut registri: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    let mut posted = 0;
    for id in atti {
        let stato = casa.scheda(casa.marco, id).await.stato;
        if let (Some(registro), Some(numero)) = (stato.registro, stato.numero) {
            assert!(registri.entry(registro).or_default().insert(numero), "{}: its number is another's", stato.iter);
        }
        posted += usize::from(stato.pubblicazione_id.is_some());
    }
    for (registro, numeri) in registri {
        let whole: BTreeSet<i64> = (1..).take(numeri.len()).collect();
        assert_eq!(numeri, whole, "{registro}: no hole");
        assert_eq!(casa.numerati(&registro).await, whole.len() as u64, "{registro}");
    }
    assert_eq!(casa.pubblicazioni().await, posted);
}
