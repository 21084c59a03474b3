//! A step in a form.

use std::collections::BTreeMap;

use iter::{
    Definizione, Motivo, Parametri, Parametro, Passo, Riprende, Scatto, Se, Sospende, TipoParametro, Uso, Valore,
    Vocabolario, Voce,
};
use kernel::Refusal;

use super::{Campi, chi};

/// Whether the form says all of a step.
pub(crate) fn si_dice(passo: &Passo, vocabolario: &Vocabolario) -> bool {
    let once = |used: Vec<&Uso>, known: &BTreeMap<&'static str, Voce>| {
        let codes: Vec<&str> = used.iter().map(|uso| uso.codice.as_str()).collect();
        codes.iter().all(|code| known.contains_key(*code))
            && codes.iter().enumerate().all(|(place, code)| !codes[..place].contains(code))
    };
    let mut suspended: Vec<&str> = passo.sospende.iter().map(|one| one.termine.as_str()).collect();
    let mut resumed: Vec<&str> = passo.riprende.iter().map(|one| one.termine.as_str()).collect();
    let all = (suspended.len(), resumed.len());
    suspended.sort_unstable();
    resumed.sort_unstable();
    suspended.dedup();
    resumed.dedup();
    chi::righe(&passo.chi).is_some()
        && once(passo.controlli.iter().collect(), &vocabolario.controlli)
        && once(passo.effetti.iter().collect(), &vocabolario.effetti)
        && once(passo.se.iter().map(|se| &se.condizione).collect(), &vocabolario.condizioni)
        && (suspended.len(), resumed.len()) == all
}

/// A step out of its form: as far as it can be read, with what cannot told in `no`.
pub(crate) fn leggi(
    campi: &Campi,
    codice: &str,
    definizione: &Definizione,
    vocabolario: &Vocabolario,
    no: &mut Refusal,
) -> Passo {
    let stati = |prefix: &str| -> Vec<String> {
        let ticked = definizione.stati.iter().filter(|stato| campi.si(&format!("{prefix}-{}", stato.codice)));
        ticked.map(|stato| stato.codice.clone()).collect()
    };
    let scatto = match campi.testo("scatto") {
        "" => None,
        "subito" => Some(Scatto::Subito),
        termine => Some(Scatto::AllaScadenza(termine.trim_start_matches("termine:").to_owned())),
    };
    let (da, a, ritira) = (stati("da"), stati("a"), stati("ritira"));
    let chi = if scatto.is_some() { iter::Chi::Sistema } else { chi::leggi(campi, "chi", no) };
    let used = |group: &str, voce: &Voce, no: &mut Refusal| Uso {
        codice: voce.codice.into(),
        parametri: parametri(campi, group, voce, no),
    };
    let mut se = Vec::new();
    for voce in vocabolario.condizioni.values() {
        let wanted = campi.testo(&format!("se-{}", voce.codice));
        if !wanted.is_empty() {
            se.push(Se { condizione: used("se", voce, no), vale: wanted != "no" });
        }
    }
    let ticked = vocabolario.controlli.values().filter(|voce| campi.si(&format!("controllo-{}", voce.codice)));
    let controlli = ticked.map(|voce| used("controllo", voce, no)).collect();
    let mut effetti: Vec<(u16, Uso)> = Vec::new();
    for voce in vocabolario.effetti.values() {
        let place =
            campi.numero(&format!("effetto-{}", voce.codice), &format!("Il posto dell'effetto «{}»", voce.nome), no);
        if let Some(place) = place {
            effetti.push((place, used("effetto", voce, no)));
        }
    }
    effetti.sort_by_key(|(place, _)| *place);
    Passo {
        codice: codice.to_owned(),
        nome: campi.testo("nome").to_owned(),
        da,
        a,
        ritira,
        chi,
        scatto,
        se,
        controlli,
        effetti: effetti.into_iter().map(|(_, uso)| uso).collect(),
        motivo: if campi.si("motivo") { Motivo::Obbligatorio } else { Motivo::Facoltativo },
        ritorno: campi.si("ritorno"),
        sospende: sospende(campi, definizione, no),
        riprende: riprende(campi, definizione, no),
        interrompe: scelti(campi, definizione, "interrompe"),
    }
}

fn scelti(campi: &Campi, definizione: &Definizione, prefix: &str) -> Vec<String> {
    let ticked = definizione.termini.iter().filter(|termine| campi.si(&format!("{prefix}-{}", termine.codice)));
    ticked.map(|termine| termine.codice.clone()).collect()
}

fn sospende(campi: &Campi, definizione: &Definizione, no: &mut Refusal) -> Vec<Sospende> {
    let mut all = Vec::new();
    for termine in scelti(campi, definizione, "sospende") {
        let field = |name: &str| format!("sospende-{name}-{termine}");
        all.push(Sospende {
            al_piu_giorni: campi.numero(&field("giorni"), "I giorni della sospensione", no),
            volte: campi.numero(&field("volte"), "Le volte della sospensione", no),
            legge: campi.forse(&field("legge")),
            termine,
        });
    }
    all
}

fn riprende(campi: &Campi, definizione: &Definizione, no: &mut Refusal) -> Vec<Riprende> {
    let mut all = Vec::new();
    for termine in scelti(campi, definizione, "riprende") {
        let days = campi.numero(&format!("riprende-giorni-{termine}"), "I giorni dopo cui il termine riprende", no);
        all.push(Riprende { termine, dopo_giorni: days.unwrap_or_default() });
    }
    all
}

/// The name of a parameter's field.
pub(crate) fn campo(group: &str, voce: &Voce, parametro: &Parametro) -> String {
    format!("par-{group}-{}-{}", voce.codice, parametro.nome)
}

fn parametri(campi: &Campi, group: &str, voce: &Voce, no: &mut Refusal) -> Parametri {
    let mut given = Parametri::new();
    for parametro in voce.parametri {
        let text = campi.testo(&campo(group, voce, parametro));
        if text.is_empty() {
            continue;
        }
        let value = match parametro.tipo {
            TipoParametro::Testo(_) | TipoParametro::Scelta(_) => Some(Valore::Testo(text.to_owned())),
            TipoParametro::SiNo => Some(Valore::SiNo(text == "si")),
            TipoParametro::Intero(..) => text.parse().ok().map(Valore::Intero),
        };
        match value {
            Some(value) => drop(given.insert(parametro.nome.to_owned(), value)),
            None => no.add(None, format!("«{}» di «{}»: «{text}» non è un numero intero.", parametro.nome, voce.nome)),
        }
    }
    given
}

/// A parameter as its field shows it.
pub(crate) fn scritto(valore: &Valore) -> String {
    match valore {
        Valore::SiNo(yes) => if *yes { "si" } else { "no" }.into(),
        Valore::Intero(number) => number.to_string(),
        Valore::Testo(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIORNI: Parametro = Parametro { nome: "giorni", tipo: TipoParametro::Intero(1, 365), obbligatorio: true };

    fn vocabolario() -> Vocabolario {
        let pubblica = Voce { parametri: &[GIORNI], ..Voce::nuova("albo.pubblica", "pubblica all'albo") };
        let mut words = Vocabolario::default();
        words.controlli.insert("atti.testo", Voce::nuova("atti.testo", "il testo c'è"));
        words.condizioni.insert("atti.con_spesa", Voce::nuova("atti.con_spesa", "c'è una spesa"));
        words.effetti.insert("albo.pubblica", pubblica);
        words.effetti.insert("atti.firma", Voce::nuova("atti.firma", "firma"));
        words
    }

    #[test]
    fn a_step_is_read_with_its_effects_in_the_order_that_was_written() {
        let definizione = crate::modulo::inizio("prova", "Prova");
        let campi = Campi::di(&[
            ("nome", "Firma"),
            ("da-bozza", "si"),
            ("a-conclusa", "si"),
            ("chi-uno-1-tipo", "autore"),
            ("controllo-atti.testo", "si"),
            ("se-atti.con_spesa", "no"),
            ("effetto-albo.pubblica", "2"),
            ("par-effetto-albo.pubblica-giorni", "15"),
            ("effetto-atti.firma", "1"),
            ("motivo", "si"),
        ]);
        let mut no = Refusal::default();
        let passo = leggi(&campi, "firma", &definizione, &vocabolario(), &mut no);
        assert!(no.reasons.is_empty(), "{no}");
        assert_eq!(
            passo.effetti.iter().map(|uso| uso.codice.as_str()).collect::<Vec<_>>(),
            ["atti.firma", "albo.pubblica"]
        );
        assert_eq!(passo.effetti[1].parametri["giorni"], Valore::Intero(15));
        assert!(!passo.se[0].vale && passo.vuole_motivo() && passo.da == ["bozza"]);
        assert!(si_dice(&passo, &vocabolario()));
    }

    #[test]
    fn what_the_form_does_not_show_is_not_lost_by_it() {
        let mut passo = crate::modulo::inizio("prova", "Prova").passi.remove(0);
        assert!(si_dice(&passo, &vocabolario()));
        passo.effetti = vec!["atti.firma".into(), "atti.firma".into()];
        assert!(!si_dice(&passo, &vocabolario()), "the same effect twice");
        passo.effetti = vec!["atti.di_ieri".into()];
        assert!(!si_dice(&passo, &vocabolario()), "a word that nobody registers any more");
        passo.effetti.clear();
        let stop = |termine: &str| Sospende { termine: termine.into(), al_piu_giorni: None, volte: None, legge: None };
        passo.sospende = vec![stop("a"), stop("b")];
        assert!(si_dice(&passo, &vocabolario()));
        passo.sospende.push(stop("a"));
        assert!(!si_dice(&passo, &vocabolario()), "the same term twice, with another between");
    }
}
