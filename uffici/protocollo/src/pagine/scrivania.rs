//! What the office puts on people's desks.

use authz::Who;
use ente::Ente;
use web::{Desk, Error};

use super::href;
use crate::{
    permissions::CONSULTA,
    registrazione::{
        cerca::cerca,
        elenca::{Filtro, conta_in_attesa, conta_per_me, elenca},
    },
};

/// The office's side of the desk.
pub(crate) struct Scrivania;

#[async_trait::async_trait]
impl Desk for Scrivania {
    fn href(&self) -> &'static str {
        "/protocollo"
    }

    async fn count(&self, ente: &Ente, who: &Who) -> Result<u64, Error> {
        if who.may(&CONSULTA) { Ok(conta_per_me(ente, who).await?) } else { Ok(0) }
    }

    async fn waiting(&self, ente: &Ente, who: &Who, limit: u64) -> Result<Vec<ui::Waiting>, Error> {
        if !who.may(&CONSULTA) {
            return Ok(Vec::new());
        }
        let filtro = Filtro { per_me: true, ..Filtro::default() };
        let voci = elenca(ente, who, &filtro, None, limit).await?;
        Ok(voci
            .into_iter()
            .map(|voce| ui::Waiting {
                action: "Prendi in carico o rifiuta".into(),
                subject: format!("Protocollo {}/{} {} · {}", voce.numero, voce.anno, voce.verso.label(), voce.oggetto),
                href: href(voce.anno, voce.numero),
                why: format!("Assegnata a {}", voce.ufficio.as_deref().unwrap_or("te")),
                since: voce.registrata_at.micros(),
                ..ui::Waiting::default()
            })
            .collect())
    }

    async fn open_in(&self, ente: &Ente, unit: authz::UnitId) -> Result<Vec<String>, Error> {
        let sentence = |count: u64| match count {
            1 => "Un documento assegnato a questo ufficio aspetta che qualcuno lo prenda in carico.".to_owned(),
            _ => format!("{count} documenti assegnati a questo ufficio aspettano che qualcuno li prenda in carico."),
        };
        let count = conta_in_attesa(ente, unit).await?;
        Ok((count > 0).then(|| sentence(count)).into_iter().collect())
    }

    async fn search(&self, ente: &Ente, who: &Who, words: &str, limit: u64) -> Result<Vec<ui::SearchHit>, Error> {
        if !who.may(&CONSULTA) {
            return Ok(Vec::new());
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let found = cerca(ente, who, &search::Words::typing(words), &Filtro::default(), None, limit).await?;
        let hits = found.voci.into_iter().map(|voce| ui::SearchHit {
            value: href(voce.anno, voce.numero),
            label: format!("Protocollo {}/{}", voce.numero, voce.anno),
            hint: Some(voce.oggetto),
            group: Some("Protocollo".into()),
        });
        Ok(hits.collect())
    }
}
