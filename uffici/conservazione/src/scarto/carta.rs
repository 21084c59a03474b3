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
    scrivi(ente, &elenco, at).await
}

async fn scrivi(ente: &Ente, elenco: &Elenco, at: Instant) -> Result<Vec<u8>, Error> {
    let about = About { title: format!("Elenco di scarto n. {}", elenco.numero), author: elenco.ente.clone(), at };
    let template = wording::headed(ente, &MODELLO, at).await?;
    Ok(pdf::render(&template, &about, elenco).await?)
}

/// A list of invented fascicoli, one to be discarded and one left out, for whoever judges how such a list is made: a list of true ones takes
/// years.
///
/// # Errors
/// Those of the template.
pub async fn campione(ente: &Ente) -> Result<Vec<u8>, Error> {
    let riga = |nome: &str, restano: i64, motivo: Option<&str>| Riga {
        nome: nome.to_owned(),
        oggetto: Some("Richieste di accesso agli atti evase".to_owned()),
        classe: "1.13 Rapporti con i cittadini".to_owned(),
        chiuso: "31/12/2015".to_owned(),
        durata: durata(Some(5)),
        documenti: 12,
        restano,
        motivo: motivo.map(str::to_owned),
    };
    let elenco = Elenco {
        ente: ente.info.name.clone(),
        numero: "1/2026".to_owned(),
        piano: "Piano di conservazione, in vigore dal 01/01/2020 (delibera G.C. 4/2020)".to_owned(),
        documenti: 12,
        byte: 3_400_000,
        proposte: vec![riga("2015/1.13/4", 2, None)],
        escluse: vec![riga("2015/1.13/7", 0, Some("Serve a una causa in corso"))],
    };
    scrivi(ente, &elenco, ente.ledger.now()).await
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
