//! The drawing in words, for who does not see it.

use crate::{Chi, Definizione, Passo, Pratica, Scatto, Tipo, valida::racconto::elenco};

/// The text alternative of a drawing: one sentence for each state, in the definition's order, with where one goes
/// from there and who takes them there; before them, where the file is.
pub fn racconta(definizione: &Definizione, pratica: Option<&Pratica>) -> Vec<String> {
    let mut told = Vec::new();
    if let Some(pratica) = pratica {
        let here = elenco(pratica.presente().keys().map(|stato| definizione.nome_stato(stato)));
        let is = if pratica.conclusa().is_some() { "è finita" } else { "ora è" };
        told.push(format!("La pratica {is} in {here}."));
    }
    for stato in &definizione.stati {
        let leaves: Vec<String> = definizione
            .passi
            .iter()
            .filter(|passo| passo.da.contains(&stato.codice))
            .map(|passo| uscita(definizione, &stato.codice, passo))
            .collect();
        let start = if stato.tipo == Tipo::Inizio { " (inizio)" } else { "" };
        told.push(match (stato.tipo, leaves.is_empty()) {
            (Tipo::Fine, _) => format!("«{}»: fine.", stato.nome),
            (_, true) => format!("«{}»{start}: nessun passo.", stato.nome),
            (_, false) => format!("«{}»{start}: {}.", stato.nome, leaves.join("; ")),
        });
    }
    told
}

fn uscita(definizione: &Definizione, from: &str, passo: &Passo) -> String {
    let names = |stati: &[String]| elenco(stati.iter().map(|stato| definizione.nome_stato(stato)));
    let others: Vec<String> = passo.da.iter().filter(|stato| *stato != from).cloned().collect();
    let with = if others.is_empty() { String::new() } else { format!(", quando è anche in {},", names(&others)) };
    let back = if passo.ritorno { "torna a" } else { "va a" };
    let who = match (&passo.chi, &passo.scatto) {
        (Chi::Sistema, Some(Scatto::AllaScadenza(termine))) => {
            format!("da solo, alla scadenza di «{}»", definizione.nome_termine(termine))
        }
        (Chi::Sistema, _) => "da solo".into(),
        (chi, _) => format!("di {}", definizione.descrivi(chi)),
    };
    let only: Vec<String> = passo
        .se
        .iter()
        .map(|se| format!("{} «{}»", if se.vale { "se vale" } else { "se non vale" }, se.condizione.codice))
        .collect();
    let only = if only.is_empty() { String::new() } else { format!(", {}", only.join(" e ")) };
    let out = if passo.ritira.is_empty() { String::new() } else { format!(", e lascia {}", names(&passo.ritira)) };
    format!("con «{}» ({who}{only}){with} {back} {}{out}", passo.nome, names(&passo.a))
}
