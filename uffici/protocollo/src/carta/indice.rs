//! The index of a fascicolo (art. 41, comma 2-ter, CAD: the list of its documents), as a PDF: what whoever asks may see.

use authz::Who;
use ente::Ente;
use kernel::Instant;
use pdf::{About, Template};
use porte::fascicoli::{Depositano, Depositata};
use serde::Serialize;

use crate::{
    error::Error,
    fascicolo::{
        Chiave,
        contenuto::{self, contenuto},
        depositi::depositati,
        scheda::{Scheda, leggi},
    },
};

const MODELLO: Template =
    Template::shipped("indice-fascicolo", include_str!("../../../../modelli/indice-fascicolo.typ"));
/// Entries of one index; of more it says how many it leaves out.
const MOST: u64 = 2_000;

/// Everything in words, as the paper says it.
#[derive(Clone, Debug, Serialize)]
struct Indice {
    ente: String,
    numero: String,
    oggetto: String,
    tipo: &'static str,
    intestatario: Option<String>,
    ufficio: String,
    responsabile: Option<String>,
    aperto_il: String,
    termine: Option<String>,
    chiuso_il: Option<String>,
    riservato: bool,
    /// The day on which it stands so.
    al: String,
    voci: Vec<Voce>,
    /// How many more there are.
    tralasciate: u64,
    /// What other offices have laid in it.
    atti: Vec<Atto>,
    /// Whether there may be more of it.
    altri_atti: bool,
    sotto: Vec<Sotto>,
}

#[derive(Clone, Debug, Serialize)]
struct Atto {
    nome: String,
    oggetto: String,
    documenti: usize,
    superato: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Voce {
    numero: String,
    giorno: String,
    verso: &'static str,
    oggetto: String,
    parte: Option<String>,
    documenti: i64,
    annullata: bool,
}

#[derive(Clone, Debug, Serialize)]
struct Sotto {
    numero: String,
    oggetto: String,
    chiuso: bool,
}

/// The index as it stands `at` that instant, of what `who` may see; `porte` tell what other offices have laid there.
///
/// # Errors
/// [`Error::FascicoloAssente`] where `who` may not see the fascicolo; those of the template and of the other offices.
pub async fn indice_pdf(
    ente: &Ente,
    who: &Who,
    chiave: &Chiave,
    at: Instant,
    porte: Depositano,
) -> Result<Vec<u8>, Error> {
    let scheda = leggi(ente, who, chiave).await?;
    let voci = contenuto(ente, who, &scheda.fascicolo, None, MOST).await?;
    let (atti, altri_atti) = depositati(ente, who, porte, &scheda.fascicolo, MOST).await?;
    let read = ente.db().read().await?;
    let names = accounts::names(&read, &scheda.people()).await?;
    let units = authz::all_units(&read).await?;
    drop(read);
    let (riga, stato) = (&scheda.fascicolo.riga, &scheda.fascicolo.stato);
    let day = |day: kernel::Date| day.format("%d/%m/%Y").to_string();
    let indice = Indice {
        ente: ente.info.name.clone(),
        numero: chiave.to_string(),
        oggetto: stato.oggetto.clone(),
        tipo: scheda.fascicolo.tipo().label(),
        intestatario: riga.intestatario.clone(),
        ufficio: units.into_iter().find(|unit| unit.id == stato.ufficio_id).map(|unit| unit.name).unwrap_or_default(),
        responsabile: stato.responsabile_id.and_then(|person| names.get(&person).cloned()),
        aperto_il: day(riga.aperto_at.date()),
        termine: stato.termine.map(day),
        chiuso_il: stato.chiuso_at.map(|at| day(at.date())),
        riservato: riga.riservato,
        al: at.told(),
        tralasciate: scheda.registrazioni.unsigned_abs().saturating_sub(voci.len() as u64),
        voci: voci.into_iter().map(voce).collect(),
        atti: atti.into_iter().map(atto).collect(),
        altri_atti,
        sotto: sotto(&scheda),
    };
    let title = format!("Indice del fascicolo {}", indice.numero);
    let about = About { title, author: indice.ente.clone(), at };
    let template = wording::headed(ente, &MODELLO, at).await?;
    Ok(pdf::render(&template, &about, &indice).await?)
}

fn voce(voce: contenuto::Voce) -> Voce {
    Voce {
        numero: format!("{}/{}", voce.numero, voce.anno),
        giorno: voce.registrata_at.rome().format("%d/%m/%Y").to_string(),
        verso: voce.verso.label(),
        oggetto: voce.oggetto,
        parte: voce.parte,
        documenti: voce.documenti,
        annullata: voce.annullata,
    }
}

fn atto(one: Depositata) -> Atto {
    Atto { nome: one.nome, oggetto: one.oggetto, documenti: one.carte.len(), superato: one.superata }
}

fn sotto(scheda: &Scheda) -> Vec<Sotto> {
    let one = |sotto: &crate::fascicolo::scheda::Sotto| Sotto {
        numero: sotto.chiave.to_string(),
        oggetto: sotto.oggetto.clone(),
        chiuso: sotto.chiuso,
    };
    scheda.sotto.iter().map(one).collect()
}
