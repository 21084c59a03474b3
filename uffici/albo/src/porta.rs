//! The door by which any office publishes.

use std::collections::HashMap;

use ente::Ente;
use kernel::{Date, Uuid};
use ledger::Tx;
use porte::albo::{Domanda, Pubblica, Pubblicata, Referta, Stato};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{elenca::come_sta, error::Error, pubblica::pubblica, referta::Quale, tables::referta};

/// The albo, for other offices.
#[derive(Debug)]
pub struct Albo;

#[async_trait::async_trait]
impl Pubblica for Albo {
    async fn pubblica(&self, tx: &mut Tx, domanda: &Domanda) -> Result<Pubblicata, web::Error> {
        Ok(pubblica(tx, domanda, None).await?)
    }

    async fn stato(&self, ente: &Ente, id: Uuid) -> Result<Option<(Stato, Option<Date>)>, web::Error> {
        Ok(come_sta(ente, id).await?)
    }

    async fn referte(&self, ente: &Ente, quali: &[Uuid]) -> Result<HashMap<Uuid, Referta>, web::Error> {
        Ok(referte(ente, quali).await?)
    }
}

async fn referte(ente: &Ente, quali: &[Uuid]) -> Result<HashMap<Uuid, Referta>, Error> {
    if quali.is_empty() {
        return Ok(HashMap::new());
    }
    let read = ente.db().read().await?;
    let select = referta::Entity::find().filter(referta::Column::PubblicazioneId.is_in(quali.iter().copied()));
    let rows = select.filter(referta::Column::Tipo.eq(Quale::Finale.code())).all(&read).await?;
    let told = |row: referta::Model| {
        let href = format!("/albo/registro/{}/referte/{}", row.pubblicazione_id, row.tipo);
        (row.pubblicazione_id.uuid(), Referta { documento: row.documento_id, href })
    };
    Ok(rows.into_iter().map(told).collect())
}
