//! A file on a page of whatever office: the graph with its place in it, who is waited for, what the reader may do,
//! what happened.

use iter::{Attesa, Definizione, Pratica, Scadenza, disegna, racconta};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use ui::{Blocked, Kind, TemplateFile, TimelineEntry};

use crate::{Error, Evento, Lettura, storia};

/// The macros that show it: `{% import "pratiche/parti.html" as iter %}`, then `iter.posto(quadro)`,
/// `iter.passi(quadro, action, chiave)`, `iter.grafo(quadro.grafo)`, `iter.storia(quadro)`.
pub const TEMPLATES: &[TemplateFile] =
    &[TemplateFile { name: "pratiche/parti.html", source: include_str!("../templates/parti.html") }];

/// A definition drawn, with its words for whoever does not see the drawing.
#[derive(Clone, Debug, Serialize)]
pub struct Grafo {
    /// Its name.
    pub nome: String,
    /// The version, as people compare it.
    pub versione: String,
    /// The drawing: SVG made here, in which every text was escaped.
    pub svg: String,
    /// The same in sentences.
    pub racconto: Vec<String>,
}

impl Grafo {
    /// A definition, with a file's place in it. `prefix` begins the ids of the drawing: another for each of a page.
    pub fn di(definizione: &Definizione, pratica: Option<&Pratica>, prefix: &str) -> Self {
        Self {
            nome: definizione.nome.clone(),
            versione: definizione.impronta().breve().to_owned(),
            svg: disegna(definizione).svg(definizione, pratica, prefix),
            racconto: racconta(definizione, pratica),
        }
    }
}

/// Where a file is, and who moves it.
#[derive(Clone, Debug, Serialize)]
pub struct Posto {
    /// The state, as people call it.
    pub nome: String,
    /// Since when: microseconds since 1970 in UTC.
    pub dal: i64,
    /// Who is waited for, each with the step that is theirs.
    pub chi: Vec<String>,
    /// The other branches that are waited for.
    pub rami: Vec<String>,
    /// The terms that run, with their ends.
    pub termini: Vec<String>,
}

/// A step that the reader may take.
#[derive(Clone, Debug, Serialize)]
pub struct Bottone {
    /// The step's code.
    pub codice: String,
    /// What one does.
    pub nome: String,
    /// Whether a reason must be given.
    pub motivo: bool,
    /// Whether it sends the file back.
    pub ritorno: bool,
    /// What is still missing; it cannot be taken while anything is.
    pub mancano: Vec<Blocked>,
}

/// A file as the macros show it.
#[derive(Clone, Debug, Serialize)]
pub struct Quadro {
    /// The graph with its place in it.
    pub grafo: Grafo,
    /// When it ended, if it has.
    pub conclusa: Option<i64>,
    /// Where it is.
    pub posti: Vec<Posto>,
    /// What the reader may do.
    pub passi: Vec<Bottone>,
    /// What happened, the newest first.
    pub storia: Vec<TimelineEntry>,
    /// How many facts the reader sees.
    pub visto: u32,
}

impl Quadro {
    /// A file that was read for somebody.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn di<C: ConnectionTrait>(connection: &C, lettura: &Lettura) -> Result<Self, Error> {
        let events = storia(connection, &lettura.presa).await?;
        let (definizione, pratica) = (&lettura.presa.definizione, &lettura.presa.pratica);
        Ok(Self {
            grafo: Grafo::di(definizione, Some(pratica), "iter"),
            conclusa: pratica.conclusa().map(kernel::Instant::micros),
            posti: lettura.attese.iter().map(|attesa| posto(definizione, attesa)).collect(),
            passi: bottoni(lettura),
            storia: events.into_iter().rev().map(voce).collect(),
            visto: lettura.visto(),
        })
    }

    /// A believable one, for the samples of pages that show it.
    pub fn esempio() -> Self {
        let mancano = vec![Blocked { reason: "Manca il testo (art. 3 L. 241/1990).".into(), ..Blocked::default() }];
        let bottone = |codice: &str, ritorno: bool, mancano: Vec<Blocked>| Bottone {
            codice: codice.into(),
            nome: "Firma".into(),
            motivo: ritorno,
            ritorno,
            mancano,
        };
        Self {
            grafo: Grafo {
                nome: "Determina".into(),
                versione: "0123456789ab".into(),
                svg: "<svg role=\"img\" aria-label=\"Determina\"></svg>".into(),
                racconto: vec!["La pratica è in «Alla firma».".into()],
            },
            conclusa: None,
            posti: vec![Posto {
                nome: "Alla firma".into(),
                dal: 0,
                chi: vec!["«Firma»: chi ha l'incarico «Responsabile» nell'ufficio proponente".into()],
                rami: vec!["In verifica contabile".into()],
                termini: vec!["Firma: entro il 09/11/2026".into()],
            }],
            passi: vec![bottone("firma", false, mancano), bottone("rimanda", true, Vec::new())],
            storia: vec![TimelineEntry { what: "Avvia la pratica.".into(), ..TimelineEntry::default() }],
            visto: 3,
        }
    }
}

fn posto(definizione: &Definizione, attesa: &Attesa) -> Posto {
    let termine = |(codice, end): &(String, Scadenza)| {
        let name = definizione.nome_termine(codice);
        match end {
            Scadenza::Il(day) => format!("{name}: entro il {}", day.format("%d/%m/%Y")),
            Scadenza::Sospesa(since) => format!("{name}: sospeso dal {}", since.format("%d/%m/%Y")),
        }
    };
    Posto {
        nome: attesa.nome.clone(),
        dal: attesa.dal.micros(),
        chi: attesa.chi.iter().map(|(chi, passo)| format!("«{passo}»: {chi}")).collect(),
        rami: attesa.rami.clone(),
        termini: attesa.termini.iter().map(termine).collect(),
    }
}

fn bottoni(lettura: &Lettura) -> Vec<Bottone> {
    let reason = |reason: &kernel::Reason| Blocked { reason: reason.to_string(), ..Blocked::default() };
    let button = |one: iter::PassoPossibile<'_>| Bottone {
        codice: one.passo.codice.clone(),
        nome: one.passo.nome.clone(),
        motivo: one.passo.vuole_motivo(),
        ritorno: one.passo.ritorno,
        mancano: one.mancano.reasons.iter().map(reason).collect(),
    };
    lettura.passi().into_iter().map(button).collect()
}

fn voce(event: Evento) -> TimelineEntry {
    let what = match &event.titolo {
        Some(titolo) => format!("({titolo}) · {}", event.testo),
        None => format!("· {}", event.testo),
    };
    TimelineEntry {
        at: event.quando.micros(),
        who: Some(event.chi),
        what,
        note: event.motivo,
        href: None,
        kind: Kind::Neutral,
    }
}

#[cfg(test)]
mod tests {
    use ui::{Page, Templates};

    use super::*;

    #[derive(Serialize)]
    struct Prova {
        quadro: Quadro,
        error: Option<String>,
    }

    impl Page for Prova {
        const TEMPLATE: &'static str = "pratiche/prova.html";
        fn samples() -> Vec<Self> {
            let ended = Quadro { conclusa: Some(1), posti: vec![], passi: vec![], ..Quadro::esempio() };
            let refused = Some("Scrivi perché.".to_owned());
            vec![Self { quadro: Quadro::esempio(), error: refused }, Self { quadro: ended, error: None }]
        }
    }

    const PROVA: &str = r#"{% extends "ui/frame.html" %}{% import "pratiche/parti.html" as iter %}{% block content %}
        {{ iter.posto(quadro) }}{{ iter.passi(quadro, "/x/passo", "k", error=error) }}{{ iter.grafo(quadro.grafo) }}
        {{ iter.storia(quadro) }}{% endblock %}"#;

    #[test]
    fn the_macros_show_every_sample() {
        let own = TemplateFile { name: "pratiche/prova.html", source: PROVA };
        let all: Vec<TemplateFile> = TEMPLATES.iter().copied().chain([own]).collect();
        Templates::new(&all).unwrap().samples::<Prova>().unwrap();
    }
}
