//! The day's register on paper.

use std::time::Duration;

use kernel::{Date, Instant};
use pdf::{About, Limits, Template};
use serde::Serialize;

use super::raccogli::{Fatto, Giornata, Voce};
use crate::{
    differita::detta,
    emergenza::detto,
    error::Error,
    rules::{Verso, mezzo_label, segnatura},
};

const MODELLO: Template =
    Template::shipped("registro-giornaliero", include_str!("../../../../modelli/registro-giornaliero.typ"));
/// A day of a large comune has a thousand entries; one on which an old register was brought in has more.
const LIMITS: Limits = Limits { time: Duration::from_secs(120), data: 32_000_000, pages: 5_000, bytes: 100_000_000 };

#[derive(Debug, Serialize)]
struct Carta {
    ente: String,
    numero: String,
    giorno: String,
    prima: Option<String>,
    ultima: Option<String>,
    voci: Vec<Riga>,
    fatti: Vec<Annotazione>,
    registro: Option<String>,
}

#[derive(Debug, Serialize)]
struct Riga {
    numero: String,
    quando: String,
    verso: &'static str,
    chi: String,
    oggetto: String,
    mezzo: String,
    del_mittente: Option<String>,
    classe: Option<String>,
    uffici: String,
    documenti: usize,
    impronta: Option<String>,
    annullata: bool,
    riservata: bool,
    emergenza: Option<String>,
    differita: Option<String>,
}

#[derive(Debug, Serialize)]
struct Annotazione {
    numero: String,
    ora: String,
    che: String,
    testo: String,
    chi: String,
}

/// The register `numero` of `giorno` as an archivable PDF.
///
/// # Errors
/// Those of the template and its limits.
pub(super) async fn carta(
    ente: &ente::Ente,
    numero: &str,
    giorno: Date,
    at: Instant,
    giornata: &Giornata,
) -> Result<Vec<u8>, Error> {
    let day = giorno.format("%d/%m/%Y").to_string();
    let ends = |voce: Option<&Voce>| voce.map(|voce| segnatura(&voce.riga));
    let carta = Carta {
        ente: ente.info.name.clone(),
        numero: numero.to_owned(),
        giorno: day.clone(),
        prima: ends(giornata.voci.first()),
        ultima: ends(giornata.voci.last()),
        voci: giornata.voci.iter().map(|voce| riga(voce, giorno)).collect(),
        fatti: giornata.fatti.iter().map(annotazione).collect(),
        registro: ente.typed_address("/registro"),
    };
    let title = format!("Registro giornaliero di protocollo del {day}");
    let about = About { title, author: ente.info.name.clone(), at };
    Ok(pdf::render_within(&MODELLO, &about, &carta, LIMITS).await?)
}

fn riga(voce: &Voce, giorno: Date) -> Riga {
    let riga = &voce.riga;
    let at = riga.registrata_at.rome();
    // One that was written while the day before was being closed says its own day.
    let form = if riga.registrata_at.date() == giorno { "%H:%M:%S" } else { "%d/%m/%Y %H:%M:%S" };
    let theirs = riga.protocollo_mittente.as_ref().map(|number| match riga.data_mittente {
        Some(day) => format!("{number} del {}", day.format("%d/%m/%Y")),
        None => number.clone(),
    });
    Riga {
        numero: segnatura(riga),
        quando: at.format(form).to_string(),
        verso: Verso::from_code(&riga.verso).map_or("", Verso::label),
        chi: voce.parti.join("; "),
        oggetto: riga.oggetto.clone(),
        mezzo: mezzo_label(&riga.mezzo).to_owned(),
        del_mittente: theirs,
        classe: voce.classe.clone(),
        uffici: voce.uffici.join("; "),
        documenti: voce.documenti,
        impronta: riga.impronta.clone(),
        annullata: voce.annullata,
        riservata: riga.riservata,
        emergenza: voce.emergenza.as_ref().map(detto),
        differita: voce.differita.as_ref().map(|act| detta(act, riga.arrivata_il)),
    }
}

fn annotazione(fatto: &Fatto) -> Annotazione {
    Annotazione {
        numero: format!("{}/{}", fatto.numero, fatto.anno),
        ora: fatto.fatto.at.rome().format("%H:%M:%S").to_string(),
        che: fatto.fatto.tipo.clone(),
        testo: fatto.fatto.testo.clone(),
        chi: fatto.chi.clone(),
    }
}
