//! A register whole, number by number: what is taken away of it. No number is missing (the law wants a register without
//! holes), and of a confidential act there is nothing but number and day, whoever asks: a file goes from hand to hand.

use std::collections::HashMap;

use authz::{UnitNames, Who};
use ente::Ente;
use kernel::Instant;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{error::Error, permissions::CONSULTA, tables::stato, visibilita::condizione};

/// Most rows that are read at once.
pub(crate) const ALLA_VOLTA: u64 = 500;

/// A number of a register.
#[derive(Clone, Debug)]
pub struct Numerato {
    /// The number.
    pub numero: i64,
    /// When it was given.
    pub at: Instant,
    /// The act and the name that its office had then; nothing where it is confidential.
    pub atto: Option<(stato::Model, String)>,
}

/// The numbers of a register in a year after `dopo`, from the lowest; at most [`ALLA_VOLTA`] of them.
///
/// # Errors
/// Without the permission to read acts; those of the database.
pub async fn esporta(
    ente: &Ente,
    who: &Who,
    (registro, anno): (&str, i64),
    dopo: i64,
    limite: u64,
) -> Result<Vec<Numerato>, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let limit = limite.clamp(1, ALLA_VOLTA);
    let sql = format!(
        "SELECT numero, adottato_at FROM atti_stato WHERE registro = $1 AND anno = $2 AND numero > $3 \
         ORDER BY numero LIMIT {limit}"
    );
    let rows = db::rows(&read, &sql, [registro.into(), anno.into(), dopo.into()]).await?;
    let number = |row: &sea_orm::QueryResult| -> Result<(i64, Instant), sea_orm::DbErr> {
        Ok((row.try_get("", "numero")?, row.try_get("", "adottato_at")?))
    };
    let numbers: Vec<(i64, Instant)> = rows.iter().map(number).collect::<Result<_, _>>()?;
    let (Some((first, _)), Some((last, _))) = (numbers.first(), numbers.last()) else { return Ok(Vec::new()) };
    let told = stato::Entity::find()
        .filter(condizione(who))
        .filter(stato::Column::Riservato.eq(false))
        .filter(stato::Column::Registro.eq(registro))
        .filter(stato::Column::Anno.eq(anno))
        .filter(stato::Column::Numero.between(*first, *last));
    let told = told.all(&read).await?;
    let names = UnitNames::load(&read).await?;
    drop(read);
    let mut told: HashMap<i64, stato::Model> =
        told.into_iter().filter_map(|row| row.numero.map(|number| (number, row))).collect();
    let numbered = |(numero, at): (i64, Instant)| {
        let atto = told.remove(&numero).map(|row| {
            let office = names.at(row.unita_id, at).unwrap_or_default().to_owned();
            (row, office)
        });
        Numerato { numero, at, atto }
    };
    Ok(numbers.into_iter().map(numbered).collect())
}
