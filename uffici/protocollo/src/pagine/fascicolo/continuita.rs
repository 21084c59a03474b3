//! What the page of a fascicolo tells of the titolario: what its class was called when it was opened, what it continues and what
//! continues it.

use ui::Row;
use web::{Ctx, Error};

use super::href_di;
use crate::{
    fascicolo::{Chiave, continua::legami, scheda::Scheda},
    titolario::nome_al,
};

pub(super) async fn righe(ctx: &Ctx, scheda: &Scheda) -> Result<Vec<Row>, Error> {
    let riga = &scheda.fascicolo.riga;
    let read = ctx.ente.db().read().await?;
    let nome = nome_al(&read, &riga.classe, riga.aperto_at.date()).await?;
    drop(read);
    let (before, after) = legami(&ctx.ente, ctx.who()?, riga.id).await?;
    let value = nome.map_or_else(|| riga.classe.clone(), |nome| format!("{} {nome}", riga.classe));
    let mut rows = vec![Row { label: "Classe".into(), value, href: None, code: false }];
    rows.extend(before.map(|key| legame("Continua il fascicolo", &key)));
    rows.extend(after.map(|key| legame("Continua nel fascicolo", &key)));
    Ok(rows)
}

fn legame(label: &str, key: &Chiave) -> Row {
    Row { label: label.into(), value: key.to_string(), href: Some(href_di(key)), code: false }
}
