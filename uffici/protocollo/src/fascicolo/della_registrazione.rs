//! In which fascicoli an entry lies, and which entry it answers.

use std::collections::HashMap;

use authz::Who;
use ente::Ente;
use kernel::Id;
use ledger::Tx;
use sea_orm::ConnectionTrait;

use super::{
    Chiave, FascicoloId, chiave_di,
    elenca::{self, Filtro, Quali},
    regole::Tipo,
    tables::{richiamo, voce},
    visibilita,
};
use crate::{error::Error, registrazione::elenca::Where, rules::RegistrazioneId};

/// A fascicolo in which an entry lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dove {
    /// The row that holds it there.
    pub voce: Id<voce::Entity>,
    /// The fascicolo.
    pub id: FascicoloId,
    /// Its number.
    pub chiave: Chiave,
    /// Its kind.
    pub tipo: Tipo,
    /// What it is about.
    pub oggetto: String,
    /// Whether it is closed.
    pub chiuso: bool,
}

/// The fascicoli that `who` may see and in which the entry lies, its first one first. The caller has found the entry where `who`
/// sees it.
///
/// # Errors
/// Those of the database.
pub async fn dove(ente: &Ente, who: &Who, id: RegistrazioneId) -> Result<Vec<Dove>, Error> {
    leggi(&ente.db().read().await?, who, id).await
}

/// The first fascicolo of each of these entries that `who` may see: the caller has found the entries where `who` sees them.
///
/// # Errors
/// Those of the database.
pub(crate) async fn prime<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    ids: &[RegistrazioneId],
) -> Result<HashMap<RegistrazioneId, Chiave>, Error> {
    let (condition, values) = visibilita::condition(who, 1);
    let mut all = Where { parts: Vec::new(), values };
    let places: Vec<String> = ids.iter().map(|id| all.place(id.uuid())).collect();
    if places.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT v.registrazione_id, f.anno, f.classe, f.numero, f.sotto FROM protocollo_fascicolo_voce v \
         JOIN protocollo_fascicolo f ON f.id = v.fascicolo_id JOIN protocollo_fascicolo_stato fs ON fs.fascicolo_id = f.id \
         WHERE v.registrazione_id IN ({}) AND v.tolta_at IS NULL AND {condition} ORDER BY v.id DESC",
        places.join(", ")
    );
    let mut found = HashMap::new();
    for row in &db::rows(connection, &sql, all.values).await? {
        found.insert(row.try_get("", "registrazione_id")?, chiave_di(row)?);
    }
    Ok(found)
}

async fn leggi<C: ConnectionTrait>(connection: &C, who: &Who, id: RegistrazioneId) -> Result<Vec<Dove>, Error> {
    let (condition, values) = visibilita::condition(who, 2);
    let sql = format!(
        "SELECT v.id AS voce, f.id, f.tipo, f.anno, f.classe, f.numero, f.sotto, fs.oggetto, fs.chiuso FROM protocollo_fascicolo_voce v \
         JOIN protocollo_fascicolo f ON f.id = v.fascicolo_id JOIN protocollo_fascicolo_stato fs ON fs.fascicolo_id = f.id \
         WHERE v.registrazione_id = $1 AND v.tolta_at IS NULL AND {condition} ORDER BY v.id LIMIT 50"
    );
    let rows = db::rows(connection, &sql, std::iter::once(id.into()).chain(values)).await?;
    rows.iter()
        .map(|row| {
            Ok(Dove {
                voce: row.try_get("", "voce")?,
                id: row.try_get("", "id")?,
                tipo: Tipo::from_code(&row.try_get::<String>("", "tipo")?).unwrap_or(Tipo::Affare),
                chiave: chiave_di(row)?,
                oggetto: row.try_get("", "oggetto")?,
                chiuso: row.try_get("", "chiuso")?,
            })
        })
        .collect()
}

/// The first open fascicolo of an entry into which `who` may put its answer.
///
/// # Errors
/// Those of the database.
pub async fn per_la_risposta(ente: &Ente, who: &Who, id: RegistrazioneId) -> Result<Option<elenca::Voce>, Error> {
    let found = dove(ente, who, id).await?;
    let ids: Vec<_> = found.iter().map(|dove| dove.id.uuid()).collect();
    let filtro = Filtro { quali: Quali::Aperti, lavoro: true, ids: Some(ids.clone()), ..Filtro::default() };
    let open = elenca::elenca(ente, who, &filtro, None, 50).await?;
    Ok(open.into_iter().min_by_key(|voce| ids.iter().position(|id| *id == voce.id.uuid())))
}

/// What an entry answers and what answers it: year and number of each that `who` may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Richiami {
    /// The entry that it answers.
    pub risponde_a: Option<(i64, i64)>,
    /// Those that answer it, the first first.
    pub risposte: Vec<(i64, i64)>,
}

/// What an entry answers and what answers it, of what `who` may see.
///
/// # Errors
/// Those of the database.
pub async fn richiami(ente: &Ente, who: &Who, id: RegistrazioneId) -> Result<Richiami, Error> {
    let (condition, values) = crate::visibilita::condition(who, 2);
    let sql = format!(
        "SELECT r.anno, r.numero, q.registrazione_id = $1 AS domanda FROM protocollo_richiamo q JOIN protocollo_registrazione r \
         ON r.id = CASE WHEN q.registrazione_id = $1 THEN q.risponde_a ELSE q.registrazione_id END \
         WHERE (q.registrazione_id = $1 OR q.risponde_a = $1) AND {condition} ORDER BY r.anno, r.numero LIMIT 50"
    );
    let read = ente.db().read().await?;
    let mut found = Richiami::default();
    for row in db::rows(&read, &sql, std::iter::once(id.into()).chain(values)).await? {
        let numero = (row.try_get("", "anno")?, row.try_get("", "numero")?);
        if row.try_get("", "domanda")? { found.risponde_a = Some(numero) } else { found.risposte.push(numero) }
    }
    Ok(found)
}

/// Notes, in the transaction that registers it, that an entry answers another.
pub(crate) async fn risponde(tx: &mut Tx, id: RegistrazioneId, a: RegistrazioneId) -> Result<(), Error> {
    let row = richiamo::Model { id: tx.id(), registrazione_id: id, risponde_a: a };
    tx.insert(row).await?;
    Ok(())
}
