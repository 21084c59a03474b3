//! A row of the lists.

use serde::Serialize;

use super::href;
use crate::{firma::Tenuta, richiesta::elenca::Voce, rules::Stato};

/// Rows of a page of a list.
pub(super) const RIGHE: u64 = 50;

#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Riga {
    pub id: String,
    pub href: String,
    pub oggetto: String,
    pub documento: String,
    pub byte: u64,
    pub da: String,
    pub chiesta_at: i64,
    pub entro: Option<String>,
    pub stato: &'static str,
    pub tono: &'static str,
    pub firme: String,
    pub aperta: bool,
    pub tocca_a: Option<String>,
    pub al_posto_di: Option<String>,
}

impl From<Voce> for Riga {
    fn from(voce: Voce) -> Self {
        let (made, all) = voce.firme;
        Self {
            id: voce.id.to_string(),
            href: href(voce.id),
            oggetto: voce.oggetto,
            documento: voce.documento,
            byte: voce.byte,
            da: voce.da,
            chiesta_at: voce.chiesta_at.micros(),
            entro: voce.entro.map(|day| day.to_string()),
            stato: voce.stato.label(),
            tono: tono(voce.stato),
            firme: format!("{made} di {all}"),
            aperta: voce.aperta,
            al_posto_di: voce.tocca_a.clone().filter(|_| voce.al_posto),
            tocca_a: voce.tocca_a,
        }
    }
}

/// A paper of another office: it has a page there, and no document until it is signed.
impl From<Tenuta> for Riga {
    fn from(carta: Tenuta) -> Self {
        Self { href: carta.href, oggetto: carta.oggetto, ..Self::default() }
    }
}

impl Riga {
    pub(super) fn sample() -> Self {
        Self {
            id: "1".into(),
            href: "/librofirma/1".into(),
            oggetto: "Determina di affidamento".into(),
            documento: "determina.pdf".into(),
            byte: 12_000,
            da: "Lucia Ferri".into(),
            entro: Some("2026-12-01".into()),
            stato: "alla firma",
            tono: "info",
            firme: "0 di 2".into(),
            tocca_a: Some("Marco Gallo".into()),
            al_posto_di: Some("Marco Gallo".into()),
            ..Self::default()
        }
    }
}

pub(super) fn tono(stato: Stato) -> &'static str {
    match stato {
        Stato::InCorso => "info",
        Stato::Firmata => "success",
        Stato::Rifiutata => "danger",
        Stato::Ritirata => "neutral",
    }
}
