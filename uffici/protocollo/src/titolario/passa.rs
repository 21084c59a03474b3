//! What happens on the day on which a version comes into force: what is open under a class that changed goes on under the new one.
//!
//! Italian practice knows two ways. Some archives leave the fascicoli that are open under the class with which they were born until
//! they are closed; most close them at the turn of the year and open them again under the new plan, with a note that ties the two.
//! The second is the strict reading of art. 64, comma 4, DPR 445/2000 (the plan in force is that of all documents of the day) and
//! the one followed here: **the old fascicolo is closed "per nuovo titolario", and another opened under the new class continues it**.
//! Its number comes from the register of that class, so that no register has a hole; its kind, title, unit, term, holder and shares are
//! those of the old one; what is open under it is continued under it; the entries are recalled: they stay in the old one, which is
//! kept as it was, and lie in the new one too, so that what still waits for someone keeps *that* open. A class that the
//! new plan has with the same name changes nothing: its fascicoli stay, closing them would be paper for paper's sake.
//!
//! Each fascicolo goes in a transaction of its own with what lies under it. The row that ties old and new can be written once, so that
//! what is interrupted goes on where it was, and what is done twice does nothing.

use ente::Ente;
use kernel::{Instant, Uuid};
use sea_orm::ConnectionTrait;

use super::{
    piani::{Piani, divisi},
    regole::{Classe, proponi},
    versioni::{VersioneId, valide},
};
use crate::{
    error::Error,
    fascicolo::{Chiave, FascicoloId, chiave_di, continua::continua},
    permissions::TITOLARIO,
};

/// Fascicoli that may fail in one run: what keeps that many back keeps all.
const MOST_FAILED: usize = 20;
/// Fascicoli looked for at once.
const AT_ONCE: u32 = 200;
/// Classes asked for at once.
const CLASSES_AT_ONCE: usize = 300;

/// Continues, under the version in force, up to `most` fascicoli that its coming has moved. How many were continued. One that cannot be
/// keeps no other back.
///
/// # Errors
/// Those of the database and of the clock; [`Error::NonPassati`] with each that could not be continued and why, when the others have
/// been.
pub async fn passa(ente: &Ente, most: usize) -> Result<usize, Error> {
    let read = ente.db().read().await?;
    if valide(&read).await?.len() < 2 {
        return Ok(0);
    }
    let piani = Piani::leggi(&read).await?;
    let at = piani.del(ente.ledger.now().date());
    let Some(vigente) = piani.tutti.get(at).filter(|_| at > 0) else { return Ok(0) };
    let mut found = Vec::new();
    for some in piani.mossi(at).chunks(CLASSES_AT_ONCE) {
        found.extend(delle_classi(&read, some, vigente.versione.dal).await?);
    }
    let ids: Vec<FascicoloId> = vigente.eccezioni.keys().copied().collect();
    for some in ids.chunks(CLASSES_AT_ONCE) {
        found.extend(uno_per_uno(&read, some, vigente.versione.dal).await?);
    }
    drop(read);
    let (mut done, mut failed) = (0, Vec::new());
    for (id, key, aperto_at) in found {
        if done >= most || failed.len() >= MOST_FAILED {
            break;
        }
        let to = piani.destinazione(piani.del(aperto_at.date()), at, &key.classe, Some(id));
        let Some(to) = to.filter(|to| *to != key.classe) else { continue };
        match continua(ente, id, &to, &vigente.versione).await {
            Ok(moved) => done += usize::from(moved),
            // Nothing would go any better.
            Err(error) if is_away(&error) => return Err(error),
            Err(error) => failed.push((key, error)),
        }
    }
    if failed.is_empty() { Ok(done) } else { Err(non_passati(failed)) }
}

/// Whether the database itself is away.
fn is_away(error: &Error) -> bool {
    use db::Error::{DiskLost, Unavailable};
    matches!(error, Error::Db(Unavailable(_) | DiskLost) | Error::Ledger(ledger::Error::Db(Unavailable(_) | DiskLost)))
}

fn non_passati(failed: Vec<(Chiave, Error)>) -> Error {
    for (key, error) in &failed {
        tracing::warn!(fascicolo = %key, error = error as &dyn std::error::Error, "a fascicolo was not continued");
    }
    let told: Vec<String> = failed.into_iter().map(|(key, why)| format!("{key} ({why})")).collect();
    Error::NonPassati(told.join("; "))
}

/// The fascicolo, its number, when it was opened.
type Trovato = (FascicoloId, Chiave, Instant);

const APERTI: &str = "SELECT f.id, f.anno, f.classe, f.numero, f.sotto, f.aperto_at FROM protocollo_fascicolo f \
     JOIN protocollo_fascicolo_stato fs ON fs.fascicolo_id = f.id \
     WHERE fs.chiuso = $1 AND f.sotto = '' AND f.aperto_at < $2 AND f.id > $3 \
     AND NOT EXISTS (SELECT 1 FROM protocollo_fascicolo_seguito q WHERE q.da_id = f.id)";

async fn delle_classi<C: ConnectionTrait>(
    connection: &C,
    classi: &[String],
    dal: kernel::Date,
) -> Result<Vec<Trovato>, Error> {
    let mut all: Vec<Trovato> = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let places: Vec<String> = (0..classi.len()).map(|n| format!("${}", n + 4)).collect();
        let sql = format!("{APERTI} AND f.classe IN ({}) ORDER BY f.id LIMIT {AT_ONCE}", places.join(", "));
        let values = [false.into(), Instant::start_of(dal).into(), after.into()].into_iter();
        let rows = db::rows(connection, &sql, values.chain(classi.iter().map(|classe| classe.as_str().into()))).await?;
        for row in &rows {
            all.push(trovato(row)?);
        }
        match all.last() {
            Some((id, ..)) if rows.len() >= AT_ONCE as usize => after = id.uuid(),
            _ => return Ok(all),
        }
    }
}

async fn uno_per_uno<C: ConnectionTrait>(
    connection: &C,
    ids: &[FascicoloId],
    dal: kernel::Date,
) -> Result<Vec<Trovato>, Error> {
    let places: Vec<String> = (0..ids.len()).map(|n| format!("${}", n + 4)).collect();
    let sql = format!("{APERTI} AND f.id IN ({}) ORDER BY f.id", places.join(", "));
    let values = [false.into(), Instant::start_of(dal).into(), Uuid::nil().into()].into_iter();
    let rows = db::rows(connection, &sql, values.chain(ids.iter().map(|id| (*id).into()))).await?;
    rows.iter().map(trovato).collect()
}

fn trovato(row: &sea_orm::QueryResult) -> Result<Trovato, Error> {
    Ok((row.try_get("", "id")?, chiave_di(row)?, row.try_get("", "aperto_at")?))
}

/// Open fascicoli of a class that a version in force does not take anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rimasti {
    /// The version that says nothing of them.
    pub versione: VersioneId,
    /// Its name.
    pub nome: String,
    /// Their class before it.
    pub classe: Classe,
    /// How many.
    pub fascicoli: i64,
    /// Where they could go.
    pub proposta: Option<String>,
}

/// The open fascicoli without a destination. The caller has asked for the permission.
///
/// # Errors
/// Those of the database.
pub(super) async fn rimasti<C: ConnectionTrait>(
    connection: &C,
    piani: &Piani,
    now: Instant,
) -> Result<Vec<Rimasti>, Error> {
    let at = piani.del(now.date());
    if at == 0 {
        return Ok(Vec::new());
    }
    let (_, lost) = divisi(piani, at, &piani.aperti(connection, at).await?);
    let told = lost.into_iter().filter_map(|((place, codice), fascicoli)| {
        let next = piani.tutti.get(place)?;
        let known = piani.classe(place.checked_sub(1)?, &codice).cloned();
        let classe = known.unwrap_or_else(|| Classe::new(&codice, &codice, ""));
        let proposta = proponi(&classe, &next.classi);
        Some(Rimasti { versione: next.versione.id, nome: next.versione.nome.clone(), classe, fascicoli, proposta })
    });
    Ok(told.collect())
}

/// The same for a page.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn senza_destinazione(ente: &Ente, who: &authz::Who) -> Result<Vec<Rimasti>, Error> {
    who.require(&TITOLARIO)?;
    let read = ente.db().read().await?;
    rimasti(&read, &Piani::leggi(&read).await?, ente.ledger.now()).await
}
