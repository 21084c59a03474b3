//! The fascicoli in which entries like the one being registered lie.

use authz::Who;
use kernel::Uuid;
use sea_orm::ConnectionTrait;

use super::{Chiave, chiave_di, visibilita};
use crate::{error::Error, permissions::FASCICOLA, visibilita::Places};

/// Fascicoli that are proposed.
const MOST: u32 = 3;
/// With fewer entries in it a fascicolo is no proposal.
const LEAST: i64 = 2;

/// A fascicolo, and how many of the entries lie in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dove {
    /// Its number.
    pub chiave: Chiave,
    /// What it is about.
    pub oggetto: String,
    /// How many of the entries lie in it.
    pub quante: i64,
}

/// The open fascicoli in which `who` may put entries and that hold at least two of these, which `who` sees: those with the most first.
///
/// # Errors
/// Those of the database.
pub(crate) async fn dei_simili<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    simili: &[Uuid],
) -> Result<Vec<Dove>, Error> {
    if simili.is_empty() || !who.may(&FASCICOLA) {
        return Ok(Vec::new());
    }
    let mut places = Places { next: 1, values: Vec::new() };
    let (ids, no) = (places.list(simili.iter().copied()), places.place(false));
    let (mut values, mut all) = (places.values, Vec::new());
    for more in [visibilita::condition, visibilita::lavora_condition] {
        let (condition, added) = more(who, values.len() + 1);
        all.push(condition);
        values.extend(added);
    }
    let sql = format!(
        "SELECT f.anno, f.classe, f.numero, f.sotto, fs.oggetto, COUNT(*) AS quante FROM protocollo_fascicolo_voce v \
         JOIN protocollo_fascicolo f ON f.id = v.fascicolo_id JOIN protocollo_fascicolo_stato fs ON fs.fascicolo_id = f.id \
         WHERE v.tolta_at IS NULL AND v.registrazione_id IN ({ids}) AND fs.chiuso = {no} AND {} \
         AND NOT EXISTS (SELECT 1 FROM protocollo_fascicolo_stato above WHERE above.fascicolo_id = f.sopra_id AND above.chiuso <> {no}) \
         GROUP BY f.id, f.anno, f.classe, f.numero, f.sotto, fs.oggetto HAVING COUNT(*) >= {LEAST} \
         ORDER BY quante DESC, f.id DESC LIMIT {MOST}",
        all.join(" AND ")
    );
    let rows = db::rows(connection, &sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(Dove {
                chiave: chiave_di(row)?,
                oggetto: row.try_get("", "oggetto")?,
                quante: row.try_get("", "quante")?,
            })
        })
        .collect()
}
