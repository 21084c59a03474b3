//! The pages of the titolario: the versions, one of them, the one that is being prepared.

mod bozza;
mod elenco;
mod passaggi;
mod versione;

use kernel::Refusal;
use serde::Serialize;
use ui::{Choice, FieldError, Row, TemplateFile, Templates};
use web::{Access, Routes};

use super::modulo::errors_or;
use crate::{
    permissions::TITOLARIO,
    titolario::{
        VersioneId,
        regole::{Classe, Confronto, livello},
    },
};

pub(super) const BASE: &str = "/protocollo/titolario";
const BOZZA: &str = "/protocollo/titolario/bozza";

pub(super) const ELENCO: TemplateFile =
    TemplateFile { name: "protocollo/titolario.html", source: include_str!("../../../templates/titolario.html") };
pub(super) const VERSIONE: TemplateFile = TemplateFile {
    name: "protocollo/titolario_versione.html",
    source: include_str!("../../../templates/titolario_versione.html"),
};
pub(super) const BOZZA_PAGINA: TemplateFile = TemplateFile {
    name: "protocollo/titolario_bozza.html",
    source: include_str!("../../../templates/titolario_bozza.html"),
};
pub(super) const CONFRONTO: TemplateFile = TemplateFile {
    name: "protocollo/titolario_confronto.html",
    source: include_str!("../../../templates/titolario_confronto.html"),
};
pub(super) const VOCI: TemplateFile = TemplateFile {
    name: "protocollo/titolario_voci.html",
    source: include_str!("../../../templates/titolario_voci.html"),
};

pub(super) const SIGNIFICATI: TemplateFile =
    TemplateFile { name: "protocollo/significati.html", source: include_str!("../../../templates/significati.html") };

pub(super) fn routes() -> Routes {
    const PUO: Access = Access::With(&TITOLARIO);
    Routes::new()
        .get(BASE, PUO, elenco::pagina)
        .get(BOZZA, PUO, bozza::pagina)
        .get("/protocollo/titolario/bozza/titolario.csv", PUO, bozza::csv)
        .upload("/protocollo/titolario/bozza", PUO, bozza::prepara)
        .post("/protocollo/titolario/bozza/voce", PUO, bozza::voce)
        .post("/protocollo/titolario/bozza/passaggi", PUO, bozza::passaggi)
        .post("/protocollo/titolario/bozza/in-vigore", PUO, bozza::in_vigore)
        .post("/protocollo/titolario/bozza/scarta", PUO, bozza::scarta)
        .get("/protocollo/titolario/versioni/{id}", PUO, versione::pagina)
        .get("/protocollo/titolario/versioni/{id}/titolario.csv", PUO, versione::csv)
        .post("/protocollo/titolario/versioni/{id}/passaggi", PUO, versione::passaggi)
        .post("/protocollo/titolario/versioni/{id}/ritira", PUO, versione::ritira)
}

/// The address of a version.
fn href_di(id: VersioneId) -> String {
    format!("{BASE}/versioni/{id}")
}

/// A title with what it holds.
#[derive(Debug, Serialize)]
struct Titolo {
    codice: String,
    nome: String,
    descrizione: Option<String>,
    voci: Vec<Voce>,
}

#[derive(Debug, Serialize)]
struct Voce {
    codice: String,
    nome: String,
    descrizione: Option<String>,
}

impl Titolo {
    fn sample() -> Vec<Self> {
        let voce = |descrizione: Option<&str>| Voce {
            codice: "VI.3".into(),
            nome: "Edilizia privata".into(),
            descrizione: descrizione.map(str::to_owned),
        };
        let titolo = |descrizione: Option<&str>, voci| Titolo {
            codice: "VI".into(),
            nome: "Territorio".into(),
            descrizione: descrizione.map(str::to_owned),
            voci,
        };
        vec![titolo(Some("Il territorio"), vec![voce(None), voce(Some("Permessi e SCIA"))]), titolo(None, vec![])]
    }
}

/// The classes, in order of code, under their titles.
fn albero(classi: &[Classe]) -> Vec<Titolo> {
    let mut all: Vec<Titolo> = Vec::new();
    for classe in classi.iter().cloned() {
        let top = livello(&classe.codice) == 1;
        match all.last_mut() {
            Some(last) if !top => {
                last.voci.push(Voce { codice: classe.codice, nome: classe.nome, descrizione: classe.descrizione });
            }
            _ => all.push(Titolo {
                codice: classe.codice,
                nome: classe.nome,
                descrizione: classe.descrizione,
                voci: Vec::new(),
            }),
        }
    }
    all
}

/// What changes, as a page shows it.
#[derive(Debug, Serialize)]
struct Cambia {
    /// Against which version.
    rispetto_a: String,
    aggiunte: Vec<String>,
    tolte: Vec<String>,
    rinominate: Vec<Rinominata>,
    uguali: usize,
}

#[derive(Debug, Serialize)]
struct Rinominata {
    codice: String,
    prima: String,
    dopo: String,
}

impl Cambia {
    fn of(rispetto_a: &str, confronto: &Confronto) -> Self {
        let names = |classi: &[Classe]| classi.iter().map(in_riga).collect();
        Self {
            rispetto_a: rispetto_a.into(),
            aggiunte: names(&confronto.aggiunte),
            tolte: names(&confronto.tolte),
            rinominate: confronto
                .rinominate
                .iter()
                .map(|(prima, dopo)| Rinominata {
                    codice: prima.codice.clone(),
                    prima: prima.nome.clone(),
                    dopo: dopo.nome.clone(),
                })
                .collect(),
            uguali: confronto.uguali,
        }
    }

    fn sample(full: bool) -> Self {
        let some = |what: &str| if full { vec![what.to_owned()] } else { vec![] };
        Self {
            rispetto_a: "Titolario 2026".into(),
            aggiunte: some("IX.1 Edilizia"),
            tolte: some("VI.3 Edilizia"),
            rinominate: if full {
                vec![Rinominata { codice: "I.1".into(), prima: "Leggi".into(), dopo: "Norme".into() }]
            } else {
                vec![]
            },
            uguali: 12,
        }
    }
}

fn in_riga(classe: &Classe) -> String {
    format!("{} {}", classe.codice, classe.nome)
}

/// The classes to choose from.
fn scelte(classi: &[Classe]) -> Vec<Choice> {
    let choice = |classe: &Classe| Choice { value: classe.codice.clone(), label: in_riga(classe), hint: None };
    classi.iter().map(choice).collect()
}

fn row(label: &str, value: impl Into<String>) -> Row {
    Row { label: label.into(), value: value.into(), href: None, code: false }
}

/// The reasons of a refusal, each beside its field; those of none stand at the top of the page.
fn errors(refusal: &Refusal) -> Vec<FieldError> {
    errors_or(refusal, "stato")
}

/// Renders the pages with their samples.
///
/// # Errors
/// The first that does not render.
pub(super) fn render_samples(templates: &Templates) -> Result<(), ui::Error> {
    templates.samples::<elenco::Elenco>()?;
    templates.samples::<versione::Vista>()?;
    templates.samples::<bozza::Vista>()
}
