//! What happened to a file, in sentences: the circulation sheet.

use std::collections::HashMap;

use authz::PersonId;
use iter::{Cosa, Fatto, Firmatario, Titolo, Valida};
use kernel::{Date, Instant, Uuid};
use sea_orm::ConnectionTrait;
use serde::Serialize;

use crate::{Error, fatti::Presa};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evento {
    /// The number of the fact.
    pub n: u32,
    /// When.
    pub quando: Instant,
    /// Who, by name; "il programma", where nobody.
    pub chi: String,
    /// What, in a sentence.
    pub testo: String,
    /// By what title, and in whose place.
    pub titolo: Option<String>,
    /// Why, in their words.
    pub motivo: Option<String>,
}

/// A fact in words, without names of people.
pub(crate) struct Frase {
    pub n: u32,
    pub testo: String,
}

/// The history of a file, oldest first. Effects are left out: the office tells what they made.
///
/// # Errors
/// Those of the database.
pub async fn storia<C: ConnectionTrait>(connection: &C, presa: &Presa) -> Result<Vec<Evento>, Error> {
    let people: Vec<PersonId> = presa.fatti.iter().flat_map(nominati).map(PersonId::from).collect();
    let names = accounts::names(connection, &people).await?;
    let name =
        |id: Uuid| names.get(&PersonId::from(id)).cloned().unwrap_or_else(|| "una persona che non c'è più".to_owned());
    let told: HashMap<u32, String> =
        frasi(&presa.definizione, &presa.fatti).into_iter().map(|frase| (frase.n, frase.testo)).collect();
    let event = |fatto: &Fatto| {
        let testo = told.get(&fatto.n)?.clone();
        let (titolo, motivo) = match &fatto.cosa {
            Cosa::Compiuto { titolo, motivo, .. } => (a_titolo(titolo, &presa.definizione, &name), motivo.clone()),
            Cosa::Avviata { titolo, .. } => (a_titolo(titolo, &presa.definizione, &name), None),
            Cosa::Astenuto { motivo, .. } | Cosa::Spostata { motivo, .. } => (None, Some(motivo.clone())),
            _ => (None, None),
        };
        let chi = match &fatto.chi {
            Firmatario::Sistema => "il programma".to_owned(),
            Firmatario::Persona(id) => name(*id),
        };
        Some(Evento { n: fatto.n, quando: fatto.quando, chi, testo, titolo, motivo })
    };
    Ok(presa.fatti.iter().filter_map(event).collect())
}

/// Everybody whom a fact names.
fn nominati(fatto: &Fatto) -> Vec<Uuid> {
    let mut people = Vec::new();
    if let Firmatario::Persona(id) = &fatto.chi {
        people.push(*id);
    }
    if let Cosa::Compiuto { titolo, .. } | Cosa::Avviata { titolo, .. } = &fatto.cosa {
        people.extend(in_vece_di(titolo));
    }
    people
}

fn in_vece_di(titolo: &Titolo) -> Option<Uuid> {
    match titolo {
        Titolo::Ufficio { in_vece_di, .. } | Titolo::Incarico { in_vece_di, .. } => *in_vece_di,
        Titolo::Sostituto { titolo, .. } => in_vece_di(titolo),
        _ => None,
    }
}

fn a_titolo(titolo: &Titolo, definizione: &Valida, name: &dyn Fn(Uuid) -> String) -> Option<String> {
    let stead = |id: &Option<Uuid>| id.map(|id| format!(", al posto di {}", name(id))).unwrap_or_default();
    match titolo {
        Titolo::Sistema => None,
        Titolo::Autore => Some("chi ha avviato la pratica".into()),
        Titolo::Persona => Some("la persona indicata nell'iter".into()),
        Titolo::Ufficio { ufficio, in_vece_di } => Some(format!("dell'ufficio {ufficio}{}", stead(in_vece_di))),
        Titolo::Incarico { ruolo, ufficio, in_vece_di } => Some(format!("{ruolo}, {ufficio}{}", stead(in_vece_di))),
        Titolo::ChiHaCompiuto(passo) => Some(format!("chi ha compiuto «{}»", definizione.nome_passo(passo))),
        Titolo::Designato(_) => Some("persona designata nella pratica".into()),
        Titolo::Sostituto { termine, titolo } => {
            let own = a_titolo(titolo, definizione, name).map(|own| format!(" ({own})")).unwrap_or_default();
            Some(format!("sostituto: è scaduto «{}»{own}", definizione.nome_termine(termine)))
        }
    }
}

/// Facts in sentences; effects have none.
pub(crate) fn frasi(definizione: &Valida, fatti: &[Fatto]) -> Vec<Frase> {
    let sentence = |fatto: &Fatto| Some(Frase { n: fatto.n, testo: frase(definizione, &fatto.cosa)? });
    fatti.iter().filter_map(sentence).collect()
}

fn frase(definizione: &Valida, cosa: &Cosa) -> Option<String> {
    let stati = |codici: &[String]| {
        codici.iter().map(|codice| format!("«{}»", definizione.nome_stato(codice))).collect::<Vec<_>>().join(" e ")
    };
    let termine = |codice: &str| format!("«{}»", definizione.nome_termine(codice));
    Some(match cosa {
        Cosa::Avviata { stato, .. } => format!("Avvia la pratica, in «{}».", definizione.nome_stato(stato)),
        Cosa::Compiuto { nome, entra, .. } if entra.is_empty() => format!("Compie «{nome}»."),
        Cosa::Compiuto { nome, entra, .. } => format!("Compie «{nome}»: la pratica va in {}.", stati(entra)),
        Cosa::Effetto { .. } => return None,
        Cosa::TermineAvviato { nome, dal, durata, .. } => {
            format!("Comincia il termine «{nome}»: {durata} dal {}.", giorno(*dal))
        }
        Cosa::TermineSospeso { termine: codice, al_piu, legge, .. } => format!(
            "Il termine {} è sospeso{}{}.",
            termine(codice),
            al_piu.map(|day| format!(", al più fino al {}", giorno(day))).unwrap_or_default(),
            legge.as_ref().map(|law| format!(" ({law})")).unwrap_or_default()
        ),
        Cosa::TermineRipreso { termine: codice, dal } => {
            format!("Il termine {} riprende dopo il {}.", termine(codice), giorno(*dal))
        }
        Cosa::TermineInterrotto { termine: codice, dal } => {
            format!("Il termine {} è interrotto: ricomincia da capo dal {}.", termine(codice), giorno(*dal))
        }
        Cosa::TermineChiuso { termine: codice, .. } => format!("Il termine {} è chiuso.", termine(codice)),
        Cosa::Astenuto { .. } => "Si astiene dalla pratica.".into(),
        Cosa::Spostata { da, a, differenze, .. } => format!(
            "Porta la pratica dalla versione {} alla versione {} dell'iter. {}",
            da.breve(),
            a.breve(),
            differenze.join(" ")
        ),
        Cosa::Conclusa { stato } => format!("La pratica è conclusa, in «{}».", definizione.nome_stato(stato)),
    })
}

fn giorno(day: Date) -> String {
    day.format("%d/%m/%Y").to_string()
}
