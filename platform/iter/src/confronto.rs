//! What changes from one version of a definition to another, told for whoever decides.

use crate::{Definizione, Passo, Scatto, Termine, Uso, valida::racconto::elenco};

/// The differences, each a sentence; none where both say the same. A new name of the same code is told as such.
pub fn confronta(vecchia: &Definizione, nuova: &Definizione) -> Vec<String> {
    let mut told = Vec::new();
    let mut changed = |what: &str, from: &str, to: &str| {
        if from != to {
            told.push(format!("{what}: prima «{from}», ora «{to}»."));
        }
    };
    changed("Il nome dell'iter", &vecchia.nome, &nuova.nome);
    changed("La descrizione", &vecchia.descrizione, &nuova.descrizione);
    changed("La norma", vecchia.legge.as_deref().unwrap_or("nessuna"), nuova.legge.as_deref().unwrap_or("nessuna"));
    changed("Chi avvia la pratica", &vecchia.descrivi(&vecchia.avvia), &nuova.descrivi(&nuova.avvia));
    stati(vecchia, nuova, &mut told);
    passi(vecchia, nuova, &mut told);
    termini(vecchia, nuova, &mut told);
    if told.is_empty() && vecchia != nuova {
        told.push("Cambia soltanto l'ordine in cui stati, passi o termini sono scritti.".into());
    }
    told
}

fn stati(vecchia: &Definizione, nuova: &Definizione, told: &mut Vec<String>) {
    for stato in &vecchia.stati {
        match nuova.stato(&stato.codice) {
            None => told.push(format!("Lo stato «{}» non c'è più.", stato.nome)),
            Some(now) => {
                if now.nome != stato.nome {
                    told.push(format!("Lo stato «{}» ora si chiama «{}».", stato.nome, now.nome));
                }
                if now.tipo != stato.tipo {
                    let word = |tipo| match tipo {
                        crate::Tipo::Inizio => "iniziale",
                        crate::Tipo::Passaggio => "di passaggio",
                        crate::Tipo::Fine => "finale",
                    };
                    told.push(format!("Lo stato «{}» era {}, ora è {}.", now.nome, word(stato.tipo), word(now.tipo)));
                }
            }
        }
    }
    for stato in nuova.stati.iter().filter(|stato| vecchia.stato(&stato.codice).is_none()) {
        told.push(format!("C'è un nuovo stato: «{}».", stato.nome));
    }
}

fn passi(vecchia: &Definizione, nuova: &Definizione, told: &mut Vec<String>) {
    for passo in &vecchia.passi {
        match nuova.passo(&passo.codice) {
            None => told.push(format!("Il passo «{}» non c'è più.", passo.nome)),
            Some(now) => passo_cambiato((vecchia, passo), (nuova, now), told),
        }
    }
    for passo in nuova.passi.iter().filter(|passo| vecchia.passo(&passo.codice).is_none()) {
        let (da, a) = (nomi(nuova, &passo.da), nomi(nuova, &passo.a));
        told.push(format!("C'è un nuovo passo: «{}», da {da} a {a}, di {}.", passo.nome, nuova.descrivi(&passo.chi)));
    }
}

fn nomi(definizione: &Definizione, stati: &[String]) -> String {
    elenco(stati.iter().map(|stato| definizione.nome_stato(stato)))
}

fn passo_cambiato(
    (vecchia, before): (&Definizione, &Passo),
    (nuova, now): (&Definizione, &Passo),
    told: &mut Vec<String>,
) {
    if before == now {
        return;
    }
    let known = told.len();
    let name = &now.nome;
    let mut changed = |what: &str, from: String, to: String| {
        if from != to {
            told.push(format!("Il passo «{name}»: {what} era {from}, ora è {to}."));
        }
    };
    changed("il nome", format!("«{}»", before.nome), format!("«{name}»"));
    changed("la partenza", nomi(vecchia, &before.da), nomi(nuova, &now.da));
    changed("l'arrivo", nomi(vecchia, &before.a), nomi(nuova, &now.a));
    changed("ciò che ritira", nomi(vecchia, &before.ritira), nomi(nuova, &now.ritira));
    changed("chi lo compie", vecchia.descrivi(&before.chi), nuova.descrivi(&now.chi));
    changed("quando scatta", scatto(vecchia, before), scatto(nuova, now));
    changed("il motivo", motivo(before), motivo(now));
    let condition = |passo: &Passo| {
        let one = |se: &crate::Se| format!("{}{}", if se.vale { "" } else { "non " }, uso(&se.condizione));
        lista(passo.se.iter().map(one))
    };
    changed("la condizione", condition(before), condition(now));
    for (what, before, now) in
        [("il controllo", &before.controlli, &now.controlli), ("l'effetto", &before.effetti, &now.effetti)]
    {
        for gone in before.iter().filter(|uso| !now.contains(uso)) {
            told.push(format!("Il passo «{name}» non ha più {what} {}.", uso(gone)));
        }
        for new in now.iter().filter(|uso| !before.contains(uso)) {
            told.push(format!("Il passo «{name}» ha in più {what} {}.", uso(new)));
        }
    }
    if (&before.sospende, &before.riprende, &before.interrompe) != (&now.sospende, &now.riprende, &now.interrompe) {
        told.push(format!("Il passo «{name}» sospende, riprende o interrompe i termini in altro modo."));
    }
    if told.len() == known {
        told.push(format!("Il passo «{name}» elenca le stesse cose in altro ordine."));
    }
}

fn uso(uso: &Uso) -> String {
    let given: Vec<String> =
        uso.parametri.iter().map(|(name, valore)| format!("{name} = {}", valore_scritto(valore))).collect();
    if given.is_empty() { format!("«{}»", uso.codice) } else { format!("«{}» ({})", uso.codice, given.join(", ")) }
}

fn valore_scritto(valore: &crate::Valore) -> String {
    match valore {
        crate::Valore::SiNo(yes) => if *yes { "sì" } else { "no" }.into(),
        crate::Valore::Intero(number) => number.to_string(),
        crate::Valore::Testo(text) => text.clone(),
    }
}

fn lista(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.collect();
    if all.is_empty() { "nessuna".into() } else { all.join(" e ") }
}

fn scatto(definizione: &Definizione, passo: &Passo) -> String {
    match &passo.scatto {
        None => "quando qualcuno lo compie".into(),
        Some(Scatto::Subito) => "subito".into(),
        Some(Scatto::AllaScadenza(termine)) => format!("alla scadenza di «{}»", definizione.nome_termine(termine)),
    }
}

fn motivo(passo: &Passo) -> String {
    if passo.vuole_motivo() { "obbligatorio" } else { "facoltativo" }.into()
}

fn termini(vecchia: &Definizione, nuova: &Definizione, told: &mut Vec<String>) {
    for termine in &vecchia.termini {
        match nuova.termine(&termine.codice) {
            None => told.push(format!("Il termine «{}» non c'è più.", termine.nome)),
            Some(now) if now == termine => {}
            Some(now) => termine_cambiato((vecchia, termine), (nuova, now), told),
        }
    }
    for termine in nuova.termini.iter().filter(|termine| vecchia.termine(&termine.codice).is_none()) {
        told.push(format!("C'è un nuovo termine: «{}», di {}.", termine.nome, termine.durata));
    }
}

fn termine_cambiato(
    (vecchia, before): (&Definizione, &Termine),
    (nuova, now): (&Definizione, &Termine),
    told: &mut Vec<String>,
) {
    let name = &now.nome;
    let known = told.len();
    if before.durata != now.durata {
        told.push(format!(
            "Il termine «{name}» era di {}, ora è di {}; dove è già in corso resta com'era.",
            before.durata, now.durata
        ));
    }
    let owner = |definizione: &Definizione, termine: &Termine| {
        termine.titolare.as_ref().map_or_else(|| "nessuno".to_owned(), |one| definizione.descrivi(one))
    };
    let (was, is) = (owner(vecchia, before), owner(nuova, now));
    if was != is {
        told.push(format!("Del termine «{name}» rispondeva {was}, ora ne risponde {is}."));
    }
    if before.sostituto != now.sostituto {
        told.push(format!("Per il termine «{name}» cambia chi può sostituire, quando, o in quali passi."));
    }
    if before.promemoria != now.promemoria {
        told.push(format!("Per il termine «{name}» cambiano i promemoria."));
    }
    if (&before.dal, &before.al, before.proroga) != (&now.dal, &now.al, now.proroga) {
        told.push(format!("Il termine «{name}» comincia, finisce o si proroga in altro modo."));
    }
    if told.len() == known {
        told.push(format!("Il termine «{name}» ha un altro nome o un'altra norma."));
    }
}
