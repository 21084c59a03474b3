//! The list of the registered letters of a day, for the post.

use authz::Who;
use ente::Ente;
use kernel::{Date, Instant};
use pdf::{About, Template};
use serde::Serialize;

use crate::{
    error::Error,
    spedizione::distinta::{Lettera, lettere},
};

const MODELLO: Template =
    Template::shipped("distinta-raccomandate", include_str!("../../../../modelli/distinta-raccomandate.typ"));

#[derive(Debug, Serialize)]
struct Distinta {
    ente: String,
    giorno: String,
    lettere: Vec<Riga>,
}

#[derive(Debug, Serialize)]
struct Riga {
    protocollo: String,
    nome: String,
    indirizzo: Option<String>,
    numero: Option<String>,
}

/// The list as an archivable PDF, made `at` that instant.
///
/// # Errors
/// A missing permission; those of the database and the template.
pub async fn distinta_pdf(ente: &Ente, who: &Who, giorno: Date, at: Instant) -> Result<Vec<u8>, Error> {
    let riga = |lettera: Lettera| Riga {
        protocollo: format!("{}/{}", lettera.protocollo.1, lettera.protocollo.0),
        nome: lettera.nome,
        indirizzo: lettera.indirizzo,
        numero: lettera.estremi,
    };
    let giorno_scritto = giorno.format("%d/%m/%Y").to_string();
    let about = About {
        title: format!("Distinta delle raccomandate del {giorno_scritto}"),
        author: ente.info.name.clone(),
        at,
    };
    let distinta = Distinta {
        ente: ente.info.name.clone(),
        giorno: giorno_scritto,
        lettere: lettere(ente, who, giorno).await?.into_iter().map(riga).collect(),
    };
    let template = wording::headed(ente, &MODELLO, at).await?;
    Ok(pdf::render(&template, &about, &distinta).await?)
}
