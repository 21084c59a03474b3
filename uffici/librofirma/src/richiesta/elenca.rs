//! The lists: what waits for one's signature, and what one has put up.

use authz::{PersonId, UnitId, Who};
use ente::Ente;
use kernel::{Date, Instant};
use sea_orm::{QueryResult, Value};

use crate::{
    error::Error,
    rules::{RichiestaId, Stato},
    visibilita::condizione,
};

/// Counting stops there: the page then says "99+".
const CONTA_MAX: u64 = 100;

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voce {
    /// The request.
    pub id: RichiestaId,
    /// What is signed.
    pub oggetto: String,
    /// Name and size of the document as it was put up.
    pub documento: String,
    /// See [`Self::documento`].
    pub byte: u64,
    /// Who asks, and since when.
    pub da: String,
    /// See [`Self::da`].
    pub chiesta_at: Instant,
    /// By which day.
    pub entro: Option<Date>,
    /// Where it stands.
    pub stato: Stato,
    /// How many have signed, and how many must.
    pub firme: (i64, i64),
    /// Whether it was shown to who asks for the list.
    pub aperta: bool,
    /// Whose turn it is.
    pub tocca_a: Option<String>,
    /// Whether that is another, in whose place the reader would sign.
    pub al_posto: bool,
}

const VOCE: &str = "r.id, r.oggetto, d.name AS documento, d.size, c.name AS chi, c.surname AS chi_cognome, r.chiesta_at, r.entro, \
    r.stato, r.turno, (SELECT COUNT(*) FROM librofirma_passo n WHERE n.richiesta_id = r.id) AS firmatari, \
    EXISTS (SELECT 1 FROM librofirma_apertura a WHERE a.richiesta_id = r.id AND a.persona_id = $1) AS aperta, \
    p.persona_id, t.name AS tocca, t.surname AS tocca_cognome";
const DA: &str = "FROM librofirma_richiesta r JOIN documents_document d ON d.id = r.documento_id \
    JOIN accounts_person c ON c.id = r.chiesta_da \
    LEFT JOIN librofirma_passo p ON p.richiesta_id = r.id AND p.ordine = r.turno \
    LEFT JOIN accounts_person t ON t.id = p.persona_id";

fn voce(row: &QueryResult, who: &Who) -> Result<Voce, Error> {
    let name = |first: &str, last: &str| -> Result<Option<String>, Error> {
        let (first, last): (Option<String>, Option<String>) = (row.try_get("", first)?, row.try_get("", last)?);
        Ok(first.zip(last).map(|(first, last)| format!("{first} {last}")))
    };
    let size: i64 = row.try_get("", "size")?;
    let turno: i64 = row.try_get("", "turno")?;
    let signer: Option<PersonId> = row.try_get("", "persona_id")?;
    let stato: String = row.try_get("", "stato")?;
    let stato = Stato::of(&stato);
    Ok(Voce {
        id: row.try_get("", "id")?,
        oggetto: row.try_get("", "oggetto")?,
        documento: row.try_get("", "documento")?,
        byte: size.unsigned_abs(),
        da: name("chi", "chi_cognome")?.unwrap_or_default(),
        chiesta_at: row.try_get("", "chiesta_at")?,
        entro: row.try_get("", "entro")?,
        stato,
        firme: (turno - 1, row.try_get("", "firmatari")?),
        aperta: row.try_get("", "aperta")?,
        tocca_a: name("tocca", "tocca_cognome")?.filter(|_| stato == Stato::InCorso),
        al_posto: signer.is_some_and(|signer| signer != who.person),
    })
}

/// What waits for this person's signature, the oldest first; those after `dopo`.
///
/// # Errors
/// Those of the database.
pub async fn da_firmare(ente: &Ente, who: &Who, dopo: Option<RichiestaId>, limite: u64) -> Result<Vec<Voce>, Error> {
    let (mine, values) = condizione(who, 3);
    let sql =
        format!("SELECT {VOCE} {DA} WHERE r.stato = 'in_corso' AND {mine} AND r.id > $2 ORDER BY r.id LIMIT {limite}");
    let after = dopo.unwrap_or_else(|| kernel::Uuid::nil().into());
    let values = [who.person.into(), after.into()].into_iter().chain(values);
    let read = ente.db().read().await?;
    db::rows(&read, &sql, values).await?.iter().map(|row| voce(row, who)).collect()
}

/// Of these, what waits for this person's signature, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn scelte(ente: &Ente, who: &Who, ids: &[RichiestaId]) -> Result<Vec<Voce>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (mine, values) = condizione(who, 2);
    let first = 2 + values.len();
    let places: Vec<String> = (first..first + ids.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT {VOCE} {DA} WHERE r.stato = 'in_corso' AND {mine} AND r.id IN ({}) ORDER BY r.id",
        places.join(", ")
    );
    let ids = ids.iter().map(|id| Value::from(*id));
    let values = std::iter::once(who.person.into()).chain(values).chain(ids);
    let read = ente.db().read().await?;
    db::rows(&read, &sql, values).await?.iter().map(|row| voce(row, who)).collect()
}

/// How many wait for this person, counted up to a hundred.
///
/// # Errors
/// Those of the database.
pub async fn conta(ente: &Ente, who: &Who) -> Result<u64, Error> {
    let (mine, values) = condizione(who, 1);
    if values.is_empty() {
        return Ok(0);
    }
    let sql = format!(
        "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM librofirma_passo p JOIN librofirma_richiesta r \
         ON r.id = p.richiesta_id AND r.turno = p.ordine WHERE r.stato = 'in_corso' AND {mine} LIMIT {CONTA_MAX}) w"
    );
    numero(ente, &sql, values).await
}

/// Which list of one's own requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quali {
    /// Those that wait for somebody.
    #[default]
    InCorso,
    /// Those that are over.
    Chiuse,
}

/// What this person has put up, the newest first; those before `dopo`.
///
/// # Errors
/// Those of the database.
pub async fn messe(
    ente: &Ente,
    who: &Who,
    quali: Quali,
    dopo: Option<RichiestaId>,
    limite: u64,
) -> Result<Vec<Voce>, Error> {
    let which = if quali == Quali::InCorso { "=" } else { "<>" };
    let before = if dopo.is_some() { "AND r.id < $2" } else { "" };
    let sql = format!(
        "SELECT {VOCE} {DA} WHERE r.chiesta_da = $1 AND r.stato {which} 'in_corso' {before} ORDER BY r.id DESC LIMIT {limite}"
    );
    let values = std::iter::once(who.person.into()).chain(dopo.map(Value::from));
    let read = ente.db().read().await?;
    db::rows(&read, &sql, values).await?.iter().map(|row| voce(row, who)).collect()
}

/// What this person has signed, the newest first; those before `dopo`.
///
/// # Errors
/// Those of the database.
pub async fn firmate(ente: &Ente, who: &Who, dopo: Option<RichiestaId>, limite: u64) -> Result<Vec<Voce>, Error> {
    let before = if dopo.is_some() { "AND r.id < $2" } else { "" };
    let sql = format!(
        "SELECT {VOCE} {DA} WHERE EXISTS (SELECT 1 FROM librofirma_firma f WHERE f.richiesta_id = r.id AND f.persona_id = $1) \
         {before} ORDER BY r.id DESC LIMIT {limite}"
    );
    let values = std::iter::once(who.person.into()).chain(dopo.map(Value::from));
    let read = ente.db().read().await?;
    db::rows(&read, &sql, values).await?.iter().map(|row| voce(row, who)).collect()
}

/// How many requests of a unit, or for its signers, are open.
///
/// # Errors
/// Those of the database.
pub async fn conta_aperte(ente: &Ente, unita: UnitId) -> Result<u64, Error> {
    let sql = "SELECT COUNT(*) AS n FROM librofirma_richiesta r WHERE r.stato = 'in_corso' AND (r.unita_id = $1 OR EXISTS \
        (SELECT 1 FROM librofirma_passo p WHERE p.richiesta_id = r.id AND p.unita_id = $1 AND p.ordine >= r.turno))";
    numero(ente, sql, vec![unita.into()]).await
}

async fn numero(ente: &Ente, sql: &str, values: Vec<Value>) -> Result<u64, Error> {
    let read = ente.db().read().await?;
    let row = db::one(&read, sql, values).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get::<i64>("", "n"))?.unsigned_abs())
}
