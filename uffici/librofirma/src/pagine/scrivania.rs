//! What the office puts on people's desks.

use authz::{UnitId, Who};
use ente::Ente;
use web::{Desk, Error};

use super::href;
use crate::{
    permissions::FIRMA,
    richiesta::elenca::{Voce, conta, conta_aperte, da_firmare},
};

/// The office's side of the desk.
pub(crate) struct Scrivania;

#[async_trait::async_trait]
impl Desk for Scrivania {
    fn href(&self) -> &'static str {
        "/librofirma"
    }

    async fn count(&self, ente: &Ente, who: &Who) -> Result<u64, Error> {
        if !who.may(&FIRMA) {
            return Ok(0);
        }
        Ok(conta(ente, who).await?)
    }

    async fn waiting(&self, ente: &Ente, who: &Who, limit: u64) -> Result<Vec<ui::Waiting>, Error> {
        if !who.may(&FIRMA) {
            return Ok(Vec::new());
        }
        let waiting = |voce: Voce| ui::Waiting {
            action: if voce.aperta { "Firma o rifiuta" } else { "Leggi e firma" }.into(),
            subject: voce.oggetto,
            href: href(voce.id),
            why: match voce.tocca_a.filter(|_| voce.al_posto) {
                Some(absent) => format!("Messo alla firma da {}, al posto di {absent}", voce.da),
                None => format!("Messo alla firma da {}", voce.da),
            },
            since: voce.chiesta_at.micros(),
            due: voce.entro.map(|day| day.to_string()),
            urgency: voce.entro.map(|day| format!("Entro il {}", day.format("%d/%m/%Y"))),
            kind: if voce.entro.is_some() { ui::Kind::Warning } else { ui::Kind::Neutral },
        };
        Ok(da_firmare(ente, who, None, limit).await?.into_iter().map(waiting).collect())
    }

    async fn open_in(&self, ente: &Ente, unit: UnitId) -> Result<Vec<String>, Error> {
        Ok(match conta_aperte(ente, unit).await? {
            0 => Vec::new(),
            1 => vec!["Un documento alla firma riguarda questo ufficio: va firmato, rifiutato o ritirato.".into()],
            many => vec![format!(
                "{many} documenti alla firma riguardano questo ufficio: vanno firmati, rifiutati o ritirati."
            )],
        })
    }

    async fn search(&self, _: &Ente, _: &Who, _: &str, _: u64) -> Result<Vec<ui::SearchHit>, Error> {
        Ok(Vec::new())
    }
}
