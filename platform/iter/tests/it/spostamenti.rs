//! A running file follows another version of its definition.

use std::collections::BTreeMap;

use iter::{Agente, Cosa, Evento, Fatto, Spostamento, confronta};

use crate::{
    comune::{
        Atto, Corsa, DETERMINA, FINANZIARIO, ISTRUTTORE, SEGRETARIO, alle_dieci, in_ordine, leggi, motivi, persona,
    },
    storie::{al_visto, determina, il, scadenza},
};

fn seconda_versione() -> iter::Definizione {
    let mut nuova = leggi(DETERMINA);
    nuova.termini[1].durata.quanti = 10;
    let visto = nuova.passi.iter_mut().find(|passo| passo.codice == "visto").unwrap();
    visto.controlli.push("atti.testo_completo".into());
    let stato = nuova.stati.iter_mut().find(|stato| stato.codice == "al-visto").unwrap();
    stato.codice = "in-ragioneria".into();
    stato.nome = "In ragioneria".into();
    for passo in &mut nuova.passi {
        for stato in passo.da.iter_mut().chain(&mut passo.a).filter(|stato| *stato == "al-visto") {
            *stato = "in-ragioneria".into();
        }
    }
    nuova.termini[1].dal = Evento::EntrataIn("in-ragioneria".into());
    nuova
}

fn sposta(corsa: &Corsa, nuova: iter::Definizione, mappa: &[(&str, &str)]) -> Result<Vec<Fatto>, kernel::Refusal> {
    let mappa: BTreeMap<String, String> = mappa.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
    let who = persona(SEGRETARIO);
    let quando = alle_dieci("2026-03-19");
    let richiesta = Spostamento {
        chi: Agente::Persona(&who),
        quando,
        motivo: "Nuovo regolamento",
        mappa: &mappa,
        chiave: "sposta",
    };
    corsa.pratica().sposta(&corsa.definizione, &in_ordine(nuova), &corsa.registro.su(&corsa.atto), richiesta)
}

#[test]
fn a_running_file_is_moved_to_another_version_with_what_changes() {
    let mut corsa = al_visto();
    let nuova = seconda_versione();
    let told = motivi(&sposta(&corsa, nuova.clone(), &[]).unwrap_err());
    assert!(
        told.iter().any(|one| one.contains("«Al visto di copertura», che nella nuova versione non c'è")),
        "{told:?}"
    );
    let facts = sposta(&corsa, nuova.clone(), &[("al-visto", "in-ragioneria")]).unwrap();
    let Cosa::Spostata { differenze, .. } = &facts[0].cosa else { panic!("{facts:?}") };
    assert_eq!(*differenze, confronta(&corsa.definizione, &nuova));
    for wanted in [
        "Lo stato «Al visto di copertura» non c'è più.",
        "C'è un nuovo stato: «In ragioneria».",
        "Il passo «Apponi il visto» ha in più il controllo «atti.testo_completo».",
        "era di 5 giorni lavorativi, ora è di 10 giorni lavorativi",
    ] {
        assert!(differenze.iter().any(|one| one.contains(wanted)), "{wanted} is not in {differenze:#?}");
    }
    corsa.fatti.extend(facts);
    assert_eq!(sposta(&corsa, nuova.clone(), &[("al-visto", "in-ragioneria")]).unwrap(), [], "sent twice");
    corsa.definizione = in_ordine(nuova);
    assert_eq!(corsa.stati(), ["in-ragioneria"]);
    assert_eq!(scadenza(&corsa, "visto"), il("2026-03-24"), "the term goes on as it began");
    corsa.il("2026-03-20").compie("visto", FINANZIARIO);
}

#[test]
fn a_file_is_not_moved_where_no_file_can_be_nor_where_a_term_would_be_forgotten() {
    let mut corsa = determina(Atto::default());
    corsa.compie("proponi", ISTRUTTORE);
    let told = motivi(
        &sposta(&corsa, seconda_versione(), &[("verifica", "verificata"), ("attestazione", "alla-firma")]).unwrap_err(),
    );
    assert!(told[0].contains("nessuna pratica può trovarsi insieme in «Alla firma» e «Verificata»"), "{told:?}");
    let told = motivi(&sposta(&corsa, seconda_versione(), &[("verifica", "attestazione")]).unwrap_err());
    assert!(told[0].contains("Due rami della pratica finirebbero insieme"), "{told:?}");
    let mut without = leggi(DETERMINA);
    without.termini.remove(0);
    let told = motivi(&sposta(&corsa, without, &[]).unwrap_err());
    assert_eq!(
        told,
        ["Il termine «Attestazione tecnica» è in corso, e la nuova versione non lo conosce: resterebbe dimenticato."]
    );
    let told = motivi(&sposta(&corsa, leggi(DETERMINA), &[]).unwrap_err());
    assert_eq!(told, ["La pratica segue già questa versione."]);
}

#[test]
fn a_file_is_not_moved_where_it_would_wait_for_who_took_a_step_that_it_never_took() {
    let mut corsa = determina(Atto::default());
    corsa.compie("proponi", ISTRUTTORE);
    let mut nuova = leggi(DETERMINA);
    let visto = nuova.passi.iter_mut().find(|passo| passo.codice == "trasmetti").unwrap();
    visto.chi = iter::Chi::ChiHaCompiuto("protocolla".into());
    let mut first = nuova.passi[0].clone();
    nuova.stati.push(iter::Stato { codice: "arrivata".into(), nome: "Arrivata".into(), tipo: iter::Tipo::Inizio });
    nuova.stati[0].tipo = iter::Tipo::Passaggio;
    first.codice = "protocolla".into();
    first.nome = "Protocolla".into();
    first.da = vec!["arrivata".into()];
    first.a = vec!["bozza".into()];
    nuova.passi.push(first);
    let told = motivi(&sposta(&corsa, nuova, &[]).unwrap_err());
    assert_eq!(
        told,
        ["Nella nuova versione «Comunica al fornitore» spetta a chi ha compiuto «Protocolla», e in questa pratica \
             quel passo \
             non è stato compiuto."]
    );
}
