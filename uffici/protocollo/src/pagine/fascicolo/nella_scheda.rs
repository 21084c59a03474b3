//! What the page of an entry says of the fascicoli in which it lies, and the nearest ones into which it could go.

use serde::Serialize;
use ui::Row;
use web::{Ctx, Error};

use super::{BASE, href_di};
use crate::{
    fascicolo::{
        della_registrazione::{self, Dove},
        proponi::{Proposta, proponi},
        regole::class_warning,
    },
    pagine::href,
    permissions::FASCICOLA,
    registrazione::{elenca::scrivi_chiave, scheda::Scheda},
};

/// Proposals that stand on the entry's own page.
const NEAREST: usize = 3;

/// The part of the entry's page.
#[derive(Debug, Serialize)]
pub(in crate::pagine) struct Fascicolazione {
    href: String,
    dove: Vec<Dossier>,
    /// The nearest ones, where the entry lies in none.
    proposte: Vec<PropostaVista>,
    puo: bool,
    nuovo: String,
}

/// A fascicolo in which the entry lies.
#[derive(Debug, Serialize)]
pub(super) struct Dossier {
    numero: String,
    href: String,
    oggetto: String,
    chiuso: bool,
    avviso: Option<String>,
}

/// A fascicolo into which it could go.
#[derive(Debug, Serialize)]
pub(super) struct PropostaVista {
    pub chiave: String,
    numero: String,
    oggetto: String,
    perche: &'static str,
    avviso: Option<String>,
}

impl Fascicolazione {
    pub(in crate::pagine) fn sample(full: bool) -> Self {
        Self {
            href: "/protocollo/2026/12".into(),
            dove: if full { Dossier::samples() } else { vec![] },
            proposte: if full { vec![] } else { PropostaVista::samples() },
            puo: true,
            nuovo: "/x".into(),
        }
    }

    pub(in crate::pagine) async fn of(ctx: &Ctx, scheda: &Scheda) -> Result<Self, Error> {
        let (anno, numero) = (scheda.riga.anno, scheda.riga.numero);
        let puo = ctx.who()?.may(&FASCICOLA) && !scheda.stato.annullata;
        let dove = dossier(ctx, scheda).await?;
        let mut nearest = if puo && dove.is_empty() { proposte(ctx, scheda).await? } else { Vec::new() };
        nearest.truncate(NEAREST);
        Ok(Self {
            href: href(anno, numero),
            dove,
            proposte: nearest,
            puo,
            nuovo: format!("{BASE}/nuovo?da={}", scrivi_chiave((anno, numero))),
        })
    }
}

impl Dossier {
    pub(super) fn samples() -> Vec<Self> {
        let one = |chiuso, avviso: Option<&str>| Self {
            numero: "2026-VI.3/12".into(),
            href: "/x".into(),
            oggetto: "Pratica edilizia 118/2024".into(),
            chiuso,
            avviso: avviso.map(str::to_owned),
        };
        vec![one(false, Some("La classe non è quella del fascicolo.")), one(true, None)]
    }
}

impl PropostaVista {
    pub(super) fn samples() -> Vec<Self> {
        let one = |avviso: Option<&str>| Self {
            chiave: "2026-VI.3-12".into(),
            numero: "2026-VI.3/12".into(),
            oggetto: "Pratica edilizia 118/2024".into(),
            perche: "Stessa classe",
            avviso: avviso.map(str::to_owned),
        };
        vec![one(None), one(Some("La classe non è quella del fascicolo."))]
    }
}

/// The fascicoli in which an entry lies.
pub(super) async fn dossier(ctx: &Ctx, scheda: &Scheda) -> Result<Vec<Dossier>, Error> {
    let found = della_registrazione::dove(&ctx.ente, ctx.who()?, scheda.riga.id).await?;
    let classe = scheda.stato.classe.as_deref();
    let seen = |dove: Dove| Dossier {
        numero: dove.chiave.to_string(),
        href: href_di(&dove.chiave),
        oggetto: dove.oggetto,
        chiuso: dove.chiuso,
        avviso: class_warning(dove.tipo, &dove.chiave, classe).filter(|_| !dove.chiuso),
    };
    Ok(found.into_iter().map(seen).collect())
}

/// The fascicoli into which it could go.
pub(super) async fn proposte(ctx: &Ctx, scheda: &Scheda) -> Result<Vec<PropostaVista>, Error> {
    let found = proponi(&ctx.ente, ctx.who()?, &scheda.riga, &scheda.stato).await?;
    let seen = |proposta: Proposta| PropostaVista {
        chiave: proposta.chiave.in_address(),
        numero: proposta.chiave.to_string(),
        oggetto: proposta.oggetto,
        perche: proposta.perche,
        avviso: proposta.avviso,
    };
    Ok(found.into_iter().map(seen).collect())
}

/// What an entry answers and what answers it, as rows of its data.
pub(in crate::pagine) async fn richiami(ctx: &Ctx, scheda: &Scheda) -> Result<Vec<Row>, Error> {
    let found = della_registrazione::richiami(&ctx.ente, ctx.who()?, scheda.riga.id).await?;
    let row = |label: &str, (anno, numero): (i64, i64)| Row {
        label: label.into(),
        value: format!("{numero}/{anno}"),
        href: Some(href(anno, numero)),
        code: false,
    };
    let question = found.risponde_a.map(|numero| row("Risponde alla", numero));
    Ok(question
        .into_iter()
        .chain(found.risposte.into_iter().map(|numero| row("Ha avuto risposta con", numero)))
        .collect())
}
