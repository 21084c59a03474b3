//! What had been proposed for an entry, and whether it was left as it was.

use authz::{UnitId, Who};
use db::Later;
use ente::Ente;

use crate::{error::Error, permissions::CONSULTA_TUTTO, rules::RegistrazioneId};

/// What the form had proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Proposta {
    /// The class.
    pub classe: Option<String>,
    /// The office.
    pub ufficio: Option<UnitId>,
}

/// Notes it beside a new entry, in its transaction; nothing where nothing was proposed.
///
/// # Errors
/// Those of the database.
pub(crate) async fn annota<C: Later>(connection: &C, id: RegistrazioneId, proposta: &Proposta) -> Result<(), Error> {
    if *proposta == Proposta::default() {
        return Ok(());
    }
    let sql = "INSERT INTO protocollo_proposta (registrazione_id, classe, ufficio_id) VALUES ($1, $2, $3)";
    let values = [id.into(), proposta.classe.clone().into(), proposta.ufficio.map(|unit| unit.uuid()).into()];
    Ok(db::later(connection, sql, values).await?)
}

/// What became of what was proposed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lasciate {
    /// Classes proposed.
    pub classi: i64,
    /// Those that stand as they were proposed.
    pub classi_lasciate: i64,
    /// Offices proposed.
    pub uffici: i64,
    /// Those to which the entry was given, as proposed.
    pub uffici_lasciati: i64,
}

/// Counts it, over the entries that are not confidential.
///
/// # Errors
/// A missing permission; those of the database.
pub(crate) async fn lasciate(ente: &Ente, who: &Who) -> Result<Lasciate, Error> {
    who.require(&CONSULTA_TUTTO)?;
    let read = ente.db().read().await?;
    let sql = "SELECT COUNT(q.classe) AS classi, COUNT(CASE WHEN q.classe = s.classe THEN 1 END) AS classi_lasciate, \
               COUNT(q.ufficio_id) AS uffici, COUNT(CASE WHEN EXISTS (SELECT 1 FROM protocollo_assegnazione a \
               WHERE a.registrazione_id = q.registrazione_id AND a.ufficio_id = q.ufficio_id AND a.tipo = 'competenza' \
               AND a.stato IN ('in_attesa', 'accettata')) THEN 1 END) AS uffici_lasciati FROM protocollo_proposta q \
               JOIN protocollo_stato s ON s.registrazione_id = q.registrazione_id \
               JOIN protocollo_registrazione r ON r.id = q.registrazione_id WHERE r.riservata = $1 AND s.annullata = $1";
    let Some(row) = db::one(&read, sql, [false.into()]).await? else { return Ok(Lasciate::default()) };
    Ok(Lasciate {
        classi: row.try_get("", "classi")?,
        classi_lasciate: row.try_get("", "classi_lasciate")?,
        uffici: row.try_get("", "uffici")?,
        uffici_lasciati: row.try_get("", "uffici_lasciati")?,
    })
}
