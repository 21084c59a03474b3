//! A record of another office on the page of the fascicolo in which it lies.

use porte::fascicoli::{Carta, Depositata};
use serde::Serialize;

/// It, with its papers.
#[derive(Debug, Serialize)]
pub(super) struct Deposto {
    href: String,
    nome: String,
    oggetto: String,
    at: i64,
    riservata: bool,
    superata: Option<String>,
    carte: Vec<CartaVista>,
}

#[derive(Debug, Serialize)]
struct CartaVista {
    nome: String,
    href: String,
}

impl Deposto {
    pub(super) fn di(one: Depositata) -> Self {
        let carta = |carta: Carta| CartaVista { nome: carta.nome, href: carta.href };
        Self {
            href: one.href,
            nome: one.nome,
            oggetto: one.oggetto,
            at: one.at.micros(),
            riservata: one.riservata,
            superata: one.superata,
            carte: one.carte.into_iter().map(carta).collect(),
        }
    }

    /// For the samples of the page.
    pub(super) fn esempio(full: bool) -> Self {
        Self {
            href: "/x".into(),
            nome: "Determinazione n. 195 del 17/03/2026".into(),
            oggetto: "Tetto".into(),
            at: 0,
            riservata: full,
            superata: full.then(|| "revocato".into()),
            carte: if full { vec![CartaVista { nome: "Visto".into(), href: "/y".into() }] } else { vec![] },
        }
    }
}
