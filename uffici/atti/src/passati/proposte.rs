//! What was read and waits for who brought it: confirmed, or thrown away.

use authz::{UnitId, Who};
use documents::store::Sha256Hash;
use ente::Ente;
use kernel::{Id, Instant};
use sea_orm::{QueryResult, Value};

use crate::{error::Error, permissions::PASSATI, rules::passati::Letto};

/// After so long it is forgotten, in seconds.
const NOVANTA_GIORNI: i64 = 90 * 86_400;

/// What a proposal's id points at.
#[derive(Debug)]
pub enum PropostaRow {}

/// The id of a proposal.
pub type PropostaId = Id<PropostaRow>;

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Proposta {
    /// Its id.
    pub id: PropostaId,
    /// For which unit it was brought.
    pub unita: UnitId,
    /// When.
    pub at: Instant,
    /// The file's name.
    pub nome: String,
    /// The file.
    pub impronta: Sha256Hash,
    /// What the rules read.
    pub letto: Letto,
    /// Why that is not all.
    pub avviso: Option<String>,
}

const COLONNE: &str = "id, unita_id, at, nome, impronta, letto, avviso";

fn riga(row: &QueryResult) -> Result<Proposta, Error> {
    let (impronta, letto): (Vec<u8>, String) = (row.try_get("", "impronta")?, row.try_get("", "letto")?);
    let impronta: [u8; 32] = impronta.try_into().map_err(|_| Error::NotFound)?;
    Ok(Proposta {
        id: row.try_get("", "id")?,
        unita: row.try_get("", "unita_id")?,
        at: row.try_get("", "at")?,
        nome: row.try_get("", "nome")?,
        impronta: Sha256Hash(impronta),
        letto: serde_json::from_str(&letto)?,
        avviso: row.try_get("", "avviso")?,
    })
}

/// What was brought before is forgotten: nobody reads it any more, and the next who brings a file sweeps it away.
fn dal(ente: &Ente) -> Instant {
    ente.ledger.now().plus_seconds(-NOVANTA_GIORNI)
}

/// Those that wait for this person, the first brought first; nobody else's.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn proposte(ente: &Ente, who: &Who) -> Result<Vec<Proposta>, Error> {
    who.require(&PASSATI)?;
    let read = ente.db().read().await?;
    let sql = format!(
        "SELECT {COLONNE} FROM atti_passato_proposta WHERE persona_id = $1 AND at >= $2 ORDER BY at, id LIMIT 500"
    );
    db::rows(&read, &sql, [who.person.into(), dal(ente).into()]).await?.iter().map(riga).collect()
}

/// One of this person's.
///
/// # Errors
/// Without the permission; [`Error::NotFound`], also of one of somebody else's; those of the database.
pub async fn proposta(ente: &Ente, who: &Who, id: PropostaId) -> Result<Proposta, Error> {
    who.require(&PASSATI)?;
    let read = ente.db().read().await?;
    let sql = format!("SELECT {COLONNE} FROM atti_passato_proposta WHERE id = $1 AND persona_id = $2 AND at >= $3");
    let row = db::one(&read, &sql, [id.into(), who.person.into(), dal(ente).into()]).await?;
    riga(&row.ok_or(Error::NotFound)?)
}

/// Throws one away.
///
/// # Errors
/// As [`proposta`].
pub async fn scarta(ente: &Ente, who: &Who, id: PropostaId) -> Result<(), Error> {
    who.require(&PASSATI)?;
    let write = ente.db().write().await?;
    let sql = "DELETE FROM atti_passato_proposta WHERE id = $1 AND persona_id = $2";
    let gone = db::execute(&write, sql, [Value::from(id), who.person.into()]).await?;
    write.commit().await?;
    if gone.rows_affected() == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Forgets those of more than ninety days.
pub(super) async fn dimentica(ente: &Ente) -> Result<(), Error> {
    let write = ente.db().write().await?;
    db::execute(&write, "DELETE FROM atti_passato_proposta WHERE at < $1", [dal(ente).into()]).await?;
    write.commit().await?;
    Ok(())
}
