//! Names and shapes: what can be seen without walking any way.

use std::collections::BTreeMap;

use kernel::Refusal;

use super::rete::{MAX_CONDIZIONI, MAX_PASSI, MAX_STATI};
use crate::{
    Chi, Definizione, Parametri, Passo, Scatto, Tipo, Uso, Valore, Vocabolario, Voce, vocabolario::TipoParametro,
};

/// At most so many terms.
const MAX_TERMINI: usize = 64;
/// Characters of a code and of a name, at most.
const MAX_CODICE: usize = 60;
const MAX_NOME: usize = 120;
/// Parts of an actor's expression, checks or effects of one step, at most.
const MAX_PARTI: usize = 32;

/// Tells what is wrong with names and shapes. Whether all names lead somewhere, so that the ways can be walked.
pub fn forma(definizione: &Definizione, vocabolario: &Vocabolario, no: &mut Refusal) -> bool {
    let before = no.reasons.len();
    quanti(definizione, no);
    codici(definizione, no);
    inizio_e_fine(definizione, no);
    for passo in &definizione.passi {
        passo_in_ordine(definizione, passo, no);
    }
    // Up to here a mistake makes the ways meaningless; the words below do not.
    let whole = no.reasons.len() == before;
    for passo in &definizione.passi {
        parole(passo, vocabolario, no);
    }
    for chi in tutti_i_chi(definizione) {
        designati(chi, definizione, vocabolario, no);
    }
    vicoli_ciechi(definizione, no);
    whole
}

fn quanti(definizione: &Definizione, no: &mut Refusal) {
    let mut bound = |found: usize, most: usize, what: &str| {
        if found > most {
            no.add(None, format!("La definizione ha {found} {what}: il massimo è {most}. Dividila in più iter."));
        }
    };
    bound(definizione.stati.len(), MAX_STATI, "stati");
    bound(definizione.passi.len(), MAX_PASSI, "passi");
    bound(definizione.termini.len(), MAX_TERMINI, "termini");
    let mut conditions: Vec<&Uso> =
        definizione.passi.iter().flat_map(|passo| &passo.se).map(|se| &se.condizione).collect();
    conditions.sort();
    conditions.dedup();
    bound(conditions.len(), MAX_CONDIZIONI, "condizioni diverse");
}

fn codici(definizione: &Definizione, no: &mut Refusal) {
    let stati = definizione.stati.iter().map(|one| (&one.codice, &one.nome));
    let passi = definizione.passi.iter().map(|one| (&one.codice, &one.nome));
    let termini = definizione.termini.iter().map(|one| (&one.codice, &one.nome));
    codice("La definizione", &definizione.codice, &definizione.nome, no);
    uno_solo("Lo stato", stati, no);
    uno_solo("Il passo", passi, no);
    uno_solo("Il termine", termini, no);
}

fn uno_solo<'a>(what: &str, all: impl Iterator<Item = (&'a String, &'a String)>, no: &mut Refusal) {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for (code, name) in all {
        codice(what, code, name, no);
        *times.entry(code).or_default() += 1;
    }
    for (code, times) in times.into_iter().filter(|(_, times)| *times > 1) {
        no.add(None, format!("{what} «{code}» c'è {times} volte: ogni codice deve essere uno solo."));
    }
}

fn codice(what: &str, code: &str, name: &str, no: &mut Refusal) {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if code.is_empty() || code.len() > MAX_CODICE || !code.chars().all(fits) {
        no.add(
            None,
            format!(
                "{what} «{name}» ha il codice «{code}»: usa da 1 a {MAX_CODICE} lettere minuscole senza accenti, \
                 cifre, trattini."
            ),
        );
    }
    let length = name.chars().count();
    if name.trim().is_empty() || length > MAX_NOME {
        no.add(None, format!("{what} «{code}» ha un nome di {length} caratteri: scrivine uno da 1 a {MAX_NOME}."));
    }
}

fn inizio_e_fine(definizione: &Definizione, no: &mut Refusal) {
    let names = |tipo: Tipo| -> Vec<&str> {
        definizione.stati.iter().filter(|stato| stato.tipo == tipo).map(|stato| stato.nome.as_str()).collect()
    };
    match names(Tipo::Inizio).as_slice() {
        [] => no.add(None, "Manca lo stato iniziale: indica da dove comincia la pratica."),
        [_] => {}
        more => no.add(
            None,
            format!(
                "Gli stati iniziali sono {}: {}. Una pratica comincia da uno solo.",
                more.len(),
                super::racconto::elenco(more.iter().copied())
            ),
        ),
    }
    if names(Tipo::Fine).is_empty() {
        no.add(None, "Manca uno stato finale: indica dove finisce la pratica.");
    }
}

fn passo_in_ordine(definizione: &Definizione, passo: &Passo, no: &mut Refusal) {
    let nome = &passo.nome;
    for (what, stati) in [("da", &passo.da), ("a", &passo.a), ("ritira", &passo.ritira)] {
        if stati.is_empty() && what != "ritira" {
            no.add(None, format!("Il passo «{nome}» non dice «{what}» quale stato."));
        }
        for (place, stato) in stati.iter().enumerate() {
            match definizione.stato(stato) {
                None => no.add(None, format!("Il passo «{nome}» indica in «{what}» lo stato «{stato}», che non c'è.")),
                Some(found) if found.tipo == Tipo::Fine && what != "a" => {
                    no.add(None, format!("Il passo «{nome}» parte da «{}», che è uno stato finale.", found.nome));
                }
                Some(_) => {}
            }
            if stati.iter().take(place).any(|other| other == stato) {
                no.add(None, format!("Il passo «{nome}» indica due volte in «{what}» lo stato «{stato}»."));
            }
        }
    }
    for stato in passo.ritira.iter().filter(|stato| passo.da.contains(stato)) {
        no.add(None, format!("Il passo «{nome}» parte da «{stato}»: non serve metterlo in «ritira»."));
    }
    automatico(definizione, passo, no);
    for termine in sospesi(passo).filter(|termine| definizione.termine(termine).is_none()) {
        no.add(None, format!("Il passo «{nome}» riguarda il termine «{termine}», che non c'è."));
    }
}

fn sospesi(passo: &Passo) -> impl Iterator<Item = &str> {
    let stops = passo.sospende.iter().map(|one| one.termine.as_str());
    let resumes = passo.riprende.iter().map(|one| one.termine.as_str());
    stops.chain(resumes).chain(passo.interrompe.iter().map(String::as_str))
}

fn automatico(definizione: &Definizione, passo: &Passo, no: &mut Refusal) {
    let nome = &passo.nome;
    match (passo.chi == Chi::Sistema, &passo.scatto) {
        (true, None) => no.add(
            None,
            format!(
                "Il passo «{nome}» non è di nessuno e non dice quando scatta: indica «subito» o la scadenza di \
             un termine."
            ),
        ),
        (false, Some(_)) => {
            no.add(
                None,
                format!(
                    "Il passo «{nome}» scatta da solo, ma dice anche chi lo compie: scegli l'una o \
             l'altra cosa."
                ),
            );
        }
        (true, Some(scatto)) => {
            if !passo.controlli.is_empty() {
                no.add(
                    None,
                    format!(
                        "Il passo automatico «{nome}» ha dei controlli, e se non passano nessuno può rimediare: \
                         mettili nel passo \
                         di una persona, o usa una condizione."
                    ),
                );
            }
            if passo.vuole_motivo() {
                no.add(None, format!("Il passo automatico «{nome}» chiede un motivo, e nessuno può scriverlo."));
            }
            if let Scatto::AllaScadenza(termine) = scatto {
                alla_scadenza(definizione, passo, termine, no);
            }
        }
        (false, None) => {}
    }
}

fn alla_scadenza(definizione: &Definizione, passo: &Passo, codice: &str, no: &mut Refusal) {
    let nome = &passo.nome;
    let Some(termine) = definizione.termine(codice) else {
        return no.add(None, format!("Il passo «{nome}» scatta alla scadenza del termine «{codice}», che non c'è."));
    };
    let from_here = termine.implicito().is_some_and(|stato| passo.da.iter().any(|one| one == stato));
    if !from_here {
        no.add(
            None,
            format!(
                "Il passo «{nome}» scatta alla scadenza di «{}», che può non essere in corso: il termine deve \
                 cominciare entrando \
                 nello stato da cui il passo parte, e non avere altro in «al».",
                termine.nome
            ),
        );
    }
}

fn parole(passo: &Passo, vocabolario: &Vocabolario, no: &mut Refusal) {
    let conditions = passo.se.iter().map(|se| &se.condizione);
    usi(passo, "il controllo", passo.controlli.iter(), &vocabolario.controlli, no);
    usi(passo, "l'effetto", passo.effetti.iter(), &vocabolario.effetti, no);
    usi(passo, "la condizione", conditions, &vocabolario.condizioni, no);
}

fn usi<'a>(
    passo: &Passo,
    what: &str,
    all: impl ExactSizeIterator<Item = &'a Uso>,
    known: &BTreeMap<&'static str, Voce>,
    no: &mut Refusal,
) {
    if all.len() > MAX_PARTI {
        no.add(None, format!("Il passo «{}» nomina {what} {} volte: il massimo è {MAX_PARTI}.", passo.nome, all.len()));
    }
    for uso in all {
        match known.get(uso.codice.as_str()) {
            None => no.add(
                None,
                format!(
                    "Il passo «{}» nomina {what} «{}», che nessun ufficio mette a disposizione.",
                    passo.nome, uso.codice
                ),
            ),
            Some(voce) => parametri(passo, voce, &uso.parametri, no),
        }
    }
}

fn parametri(passo: &Passo, voce: &Voce, given: &Parametri, no: &mut Refusal) {
    let where_ = format!("Nel passo «{}», «{}»", passo.nome, voce.codice);
    for parametro in voce.parametri {
        let nome = parametro.nome;
        match given.get(nome) {
            None if parametro.obbligatorio => no.add(None, format!("{where_} vuole il parametro «{nome}».")),
            None => {}
            Some(valore) => {
                if let Some(wanted) = sbagliato(parametro.tipo, valore) {
                    no.add(None, format!("{where_} vuole nel parametro «{nome}» {wanted}."));
                }
            }
        }
    }
    for nome in given.keys().filter(|nome| !voce.parametri.iter().any(|known| known.nome == **nome)) {
        no.add(None, format!("{where_} non conosce il parametro «{nome}»."));
    }
}

/// What was wanted, where something else was found.
fn sbagliato(tipo: TipoParametro, valore: &Valore) -> Option<String> {
    match (tipo, valore) {
        (TipoParametro::SiNo, Valore::SiNo(_)) => None,
        (TipoParametro::Intero(from, to), Valore::Intero(found)) if (from..=to).contains(found) => None,
        (TipoParametro::Testo(most), Valore::Testo(text)) if !text.is_empty() && text.chars().count() <= most => None,
        (TipoParametro::Scelta(words), Valore::Testo(text)) if words.contains(&text.as_str()) => None,
        (TipoParametro::SiNo, _) => Some("«true» o «false»".into()),
        (TipoParametro::Intero(from, to), _) => Some(format!("un numero intero da {from} a {to}")),
        (TipoParametro::Testo(most), _) => Some(format!("un testo da 1 a {most} caratteri")),
        (TipoParametro::Scelta(words), _) => Some(format!("una di queste parole: {}", words.join(", "))),
    }
}

/// All expressions of actors, with where they stand.
pub fn tutti_i_chi(definizione: &Definizione) -> Vec<(String, &Chi)> {
    let mut all = vec![("L'avvio della pratica".to_owned(), &definizione.avvia)];
    all.extend(definizione.passi.iter().map(|passo| (format!("Il passo «{}»", passo.nome), &passo.chi)));
    for termine in &definizione.termini {
        all.extend(termine.titolare.iter().map(|chi| (format!("Il titolare del termine «{}»", termine.nome), chi)));
        let sostituto = termine.sostituto.iter();
        all.extend(sostituto.map(|one| (format!("Il sostituto per il termine «{}»", termine.nome), &one.chi)));
    }
    all
}

fn designati((where_, chi): (String, &Chi), definizione: &Definizione, vocabolario: &Vocabolario, no: &mut Refusal) {
    let parts = chi.parti();
    if parts.len() > MAX_PARTI {
        no.add(None, format!("{where_} ha un'espressione di {} parti: il massimo è {MAX_PARTI}.", parts.len()));
    }
    for part in &parts {
        match part {
            Chi::Designato(codice) if !vocabolario.designazioni.contains_key(codice.as_str()) => {
                no.add(
                    None,
                    format!("{where_} nomina il designato «{codice}», che nessun ufficio mette a disposizione."),
                );
            }
            Chi::ChiHaCompiuto(passo) => match definizione.passo(passo) {
                None => no.add(None, format!("{where_} nomina chi ha compiuto il passo «{passo}», che non c'è.")),
                Some(found) if found.chi == Chi::Sistema => no
                    .add(None, format!("{where_} nomina chi ha compiuto «{}», che è un passo automatico.", found.nome)),
                Some(_) => {}
            },
            Chi::UnoDi(all) | Chi::Insieme(all) if all.is_empty() => {
                no.add(None, format!("{where_} ha un elenco vuoto: nessuno può essere uno di nessuno."));
            }
            Chi::Sistema if parts.len() > 1 => {
                no.add(
                    None,
                    format!("{where_} mette insieme il programma e le persone: il programma agisce solo da sé."),
                );
            }
            _ => {}
        }
    }
}

fn vicoli_ciechi(definizione: &Definizione, no: &mut Refusal) {
    for stato in definizione.stati.iter().filter(|stato| stato.tipo != Tipo::Fine) {
        if !definizione.passi.iter().any(|passo| passo.da.contains(&stato.codice)) {
            no.add(
                None,
                format!("«{}» è un vicolo cieco: nessun passo ne esce, e non è uno stato finale.", stato.nome),
            );
        }
    }
}
