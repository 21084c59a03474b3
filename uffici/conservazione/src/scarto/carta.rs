//! The list on paper, for the Soprintendenza.

use ente::Ente;
use kernel::Instant;
use pdf::{About, Template};
use serde::Serialize;

use super::{Scarto, regole::Posto};
use crate::{error::Error, piano::regole::durata};

const MODELLO: Template = Template::shipped("elenco-scarto", include_str!("../../../../modelli/elenco-scarto.typ"));

/// What the template is given.
#[derive(Debug, Serialize)]
struct Elenco {
    ente: String,
    numero: String,
    /// The plan by which the years were counted, and the act by which it was adopted.
    piano: String,
    proposte: Vec<Riga>,
    escluse: Vec<Riga>,
    documenti: i64,
    byte: i64,
}

#[derive(Debug, Serialize)]
struct Riga {
    nome: String,
    oggetto: Option<String>,
    classe: String,
    chiuso: String,
    durata: String,
    documenti: i64,
    restano: i64,
    motivo: Option<String>,
}

/// The list as an archivable PDF, made `at` that instant.
///
/// # Errors
/// Those of the template.
pub(super) async fn stampa(ente: &Ente, scarto: &Scarto, piano: String, at: Instant) -> Result<Vec<u8>, Error> {
    let numero = scarto.numero();
    let about = About { title: format!("Elenco di scarto n. {numero}"), author: ente.info.name.clone(), at };
    let righe = |posto: Posto| -> Vec<Riga> {
        scarto.voci.iter().filter(|voce| voce.stato == posto.code()).map(riga).collect()
    };
    let proposte = righe(Posto::Proposta);
    let of = |take: fn(&crate::tables::scarto_voce::Model) -> i64| -> i64 {
        let wanted = scarto.voci.iter().filter(|voce| voce.stato == Posto::Proposta.code());
        wanted.fold(0, |sum, voce| sum.saturating_add(take(voce)))
    };
    let elenco = Elenco {
        ente: ente.info.name.clone(),
        numero,
        piano,
        documenti: of(|voce| voce.documenti),
        byte: of(|voce| voce.byte),
        escluse: righe(Posto::Esclusa),
        proposte,
    };
    Ok(pdf::render(&MODELLO, &about, &elenco).await?)
}

fn riga(voce: &crate::tables::scarto_voce::Model) -> Riga {
    Riga {
        nome: voce.nome.clone(),
        oggetto: voce.oggetto.clone(),
        classe: format!("{} {}", voce.classe, voce.titolo),
        chiuso: voce.chiuso_il.format("%d/%m/%Y").to_string(),
        durata: durata(Some(voce.anni)),
        documenti: voce.documenti,
        restano: voce.restano,
        motivo: voce.motivo.clone(),
    }
}
