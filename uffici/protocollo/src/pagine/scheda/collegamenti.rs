//! The links of an entry with others, on its page: made, undone.

use authz::Who;
use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Choice, TemplateFile};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::Nomi;
use crate::{
    collegamento::{
        CollegamentoId, Tipo,
        collega::collega as collega_atto,
        elenca::Collegata,
        sciogli::{LONGEST, sciogli as sciogli_atto},
    },
    pagine::{href, modulo::registrazione},
    permissions::REGISTRA,
    registrazione::scheda::Scheda,
};

/// The part of the page.
pub(in crate::pagine) const NELLA_SCHEDA: TemplateFile = TemplateFile {
    name: "protocollo/scheda_collegamenti.html",
    source: include_str!("../../../templates/scheda_collegamenti.html"),
};

#[derive(Debug, Serialize)]
pub(super) struct Vista {
    /// Whether this person makes and undoes links.
    puo: bool,
    longest: usize,
    tipi: Vec<Choice>,
    /// Those that hold.
    vivi: Vec<Uno>,
    /// Those that were undone.
    sciolti: Vec<Uno>,
}

#[derive(Debug, Serialize)]
struct Uno {
    id: String,
    frase: &'static str,
    altra: String,
    href: String,
    chi: String,
}

impl Vista {
    pub(super) fn sample(full: bool) -> Self {
        let uno = || Uno {
            id: "x".into(),
            frase: Tipo::Seguito.frase(true),
            altra: "12/2026".into(),
            href: "/protocollo/2026/12".into(),
            chi: "Collegata da Lucia Ferri il 27/11/2026 alle 10:30.".into(),
        };
        let when = |there: bool| if there { vec![uno()] } else { Vec::new() };
        Self { puo: full, longest: LONGEST, tipi: tipi(), vivi: when(full), sciolti: when(full) }
    }

    pub(super) fn of(scheda: &Scheda, names: &Nomi, who: &Who) -> Self {
        let (sciolti, vivi): (Vec<_>, Vec<_>) = scheda.collegamenti.iter().partition(|one| one.sciolto.is_some());
        let all = |list: Vec<&Collegata>| list.into_iter().map(|one| uno(one, names)).collect();
        Self { puo: who.may(&REGISTRA), longest: LONGEST, tipi: tipi(), vivi: all(vivi), sciolti: all(sciolti) }
    }
}

fn uno(one: &Collegata, names: &Nomi) -> Uno {
    let mut chi = format!("Collegata da {} il {}.", names.persona(one.fatto.0.uuid()), one.fatto.1.told());
    if let Some((who, at, motivo)) = &one.sciolto {
        let undone = format!(" Sciolta da {} il {}. Motivo: {motivo}", names.persona(who.uuid()), at.told());
        chi.push_str(&undone);
    }
    let (anno, numero) = one.altra;
    Uno {
        id: one.id.to_string(),
        frase: one.tipo.frase(one.da),
        altra: format!("{numero}/{anno}"),
        href: href(anno, numero),
        chi,
    }
}

fn tipi() -> Vec<Choice> {
    let one = |tipo: Tipo| Choice { value: tipo.code().into(), label: tipo.frase(true).into(), hint: None };
    Tipo::ALL.map(one).into()
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pagine) struct Inviato {
    tipo: String,
    /// As one reads it: `12/2026`.
    numero: String,
}

/// Makes a link.
pub(in crate::pagine) async fn collega(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Form(sent): Form<Inviato>,
) -> Result<Response, Error> {
    let read = letto(&sent).map_err(crate::Error::from);
    // What is not of this person's is not there, whatever was written.
    let (tipo, altra) = match read {
        Ok(read) => read,
        Err(refused) => {
            crate::registrazione::scheda::leggi(&ctx.ente, ctx.who()?, anno, numero).await?;
            return Err(refused.into());
        }
    };
    collega_atto(&ctx.ente, ctx.who()?, (anno, numero), tipo, altra).await?;
    Ok(Redirect::to(&format!("{}?collegata", href(anno, numero))).into_response())
}

fn letto(sent: &Inviato) -> Result<(Tipo, (i64, i64)), Refusal> {
    let mut refusal = Refusal::default();
    let tipo = Tipo::from_code(&sent.tipo);
    if tipo.is_none() {
        refusal.add(Some("tipo"), "Scegli se risponde all'altra registrazione o se le fa seguito.");
    }
    let altra = registrazione(&sent.numero);
    if altra.is_none() {
        refusal.add(Some("numero"), "Scrivi numero e anno dell'altra registrazione, come 12/2026.");
    }
    match (tipo, altra) {
        (Some(tipo), Some(altra)) => Ok((tipo, altra)),
        _ => Err(refusal),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pagine) struct Scioglimento {
    motivo: String,
}

/// Undoes one.
pub(in crate::pagine) async fn sciogli(
    ctx: Ctx,
    Path((anno, numero, id)): Path<(i64, i64, CollegamentoId)>,
    Form(sent): Form<Scioglimento>,
) -> Result<Response, Error> {
    sciogli_atto(&ctx.ente, ctx.who()?, (anno, numero), id, &sent.motivo).await?;
    Ok(Redirect::to(&format!("{}?sciolta", href(anno, numero))).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_entry_is_written_as_one_reads_it() {
        let read = |tipo: &str, numero: &str| letto(&Inviato { tipo: tipo.into(), numero: numero.into() });
        assert_eq!(read("seguito", " 12 / 2026 "), Ok((Tipo::Seguito, (2026, 12))));
        for (tipo, numero, reasons) in
            [("seguito", "12", 1), ("", "12/2026", 1), ("x", "12/x", 2), ("risponde", "/", 1)]
        {
            assert_eq!(read(tipo, numero).unwrap_err().reasons.len(), reasons, "{tipo} {numero}");
        }
    }
}
