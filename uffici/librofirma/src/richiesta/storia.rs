//! What happened to a request, in sentences, the newest first.

use authz::PersonId;
use kernel::Instant;

use super::leggi::Scheda;

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passo {
    /// When.
    pub at: Instant,
    /// Who.
    pub da: String,
    /// What, as the rest of the sentence.
    pub testo: String,
    /// The reason or the words that came with it.
    pub nota: Option<String>,
    /// Whether something ended badly.
    pub male: bool,
}

/// The steps of a request.
#[must_use]
pub fn storia(scheda: &Scheda) -> Vec<Passo> {
    let in_place = |person: Option<PersonId>| match person {
        Some(person) => format!(" al posto di {}", scheda.nome(person)),
        None => String::new(),
    };
    let step = |at, da: PersonId, testo: String, nota: Option<String>| Passo {
        at,
        da: scheda.nome(da).to_owned(),
        testo,
        nota,
        male: false,
    };
    let riga = &scheda.riga;
    let mut steps =
        vec![step(riga.chiesta_at, riga.chiesta_da, "ha messo il documento alla firma".into(), riga.nota.clone())];
    for one in &scheda.aperture {
        steps.push(step(one.at, one.persona_id, "ha aperto il documento".into(), None));
    }
    for one in &scheda.firme {
        let how = match one.porta.as_str() {
            "prova" => " con l'autorità di prova, SENZA VALORE LEGALE",
            "riportata" => " con i propri strumenti, e ha riportato il documento firmato",
            _ => " con la firma remota",
        };
        let text = format!("ha firmato{}{how}", in_place(one.al_posto_di));
        steps.push(step(one.at, one.persona_id, text, Some(one.frase.clone())));
    }
    if let Some(durata) = &scheda.durata {
        steps.push(Passo {
            at: durata.at,
            da: "Il programma".into(),
            testo: "ha aggiunto al documento le prove per verificarne le firme negli anni (livello LT)".into(),
            nota: None,
            male: false,
        });
    }
    if let Some(end) = &scheda.chiusura {
        let what =
            if end.tipo == "rifiuto" { "ha rifiutato di firmare" } else { "ha ritirato il documento dalla firma" };
        let text = format!("{what}{}", in_place(end.al_posto_di));
        steps.push(Passo { male: true, ..step(end.at, end.persona_id, text, Some(end.motivo.clone())) });
    }
    steps.sort_by_key(|step| std::cmp::Reverse(step.at));
    steps
}
