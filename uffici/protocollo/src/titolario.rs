//! The classification plan (the "titolario"), by versions: which classes there are and were, each in force from a day of the Italian
//! calendar until the next version.
//!
//! **Which version is in force is a function of the day alone.** An entry is classified within the plan of the day on which it was
//! registered, a fascicolo within that of the day on which it was opened; so a code says what it meant then, for ever, and nothing of
//! an entry changes when the plan does. A new version is prepared as a draft ([`bozza`]), decided for a day to come ([`decidi`]), and
//! on that day what is open is continued under it ([`passa`]).

pub mod bozza;
pub mod csv;
pub mod decidi;
pub mod passa;
mod piani;
pub mod regole;
pub mod tabelle;
pub(crate) mod traduci;
pub mod versioni;

use authz::Who;
use ente::Ente;
use kernel::{Actor, Date, Id, Refusal, Uuid};
use sea_orm::{ConnectionTrait, EntityTrait};

pub use versioni::VersioneId;

use crate::{error::Error, permissions::CONSULTA, tables::titolario};
use regole::giorno;
use tabelle::versione;
use versioni::{classi_di, versione_del};

/// The plan for the archives of Italian comuni, second edition 2005: code, name. A title has no dot in its code.
const SPEDITO: &str = include_str!("titolario.tsv");
/// What it is called.
const NOME_SPEDITO: &str = "Piano di classificazione per gli archivi dei Comuni, seconda edizione (2005)";

/// The classes that were, or will be, in force on a day, in order of code, each with the name of its title.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn del_giorno(ente: &Ente, who: &Who, day: Date) -> Result<Vec<titolario::Model>, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    classi_del(&read, day).await
}

/// The same in a reading that is open already: who holds one must not wait for another.
///
/// # Errors
/// Those of the database.
pub(crate) async fn classi_del<C: ConnectionTrait>(connection: &C, day: Date) -> Result<Vec<titolario::Model>, Error> {
    match versione_del(connection, day).await? {
        Some(versione) => classi_di(connection, versione.id).await,
        None => Ok(Vec::new()),
    }
}

/// What the version of a day says of a code: the class of what is `c`, as SQL. `$1` is the code, `$2` the day, `$3` no version.
const DEL_GIORNO: &str = "FROM protocollo_titolario c WHERE c.codice = $1 AND COALESCE(c.versione_id, $3) = COALESCE((SELECT v.id \
     FROM protocollo_titolario_versione v WHERE v.ritirata_at IS NULL AND (v.dal <= $2 OR v.decisa_da IS NULL) \
     ORDER BY v.dal DESC LIMIT 1), $3)";

/// What a class was called on a day; none where the plan of that day has no such class.
///
/// # Errors
/// Those of the database.
pub(crate) async fn nome_al<C: ConnectionTrait>(
    connection: &C,
    classe: &str,
    day: Date,
) -> Result<Option<String>, Error> {
    let sql = format!("SELECT c.nome {DEL_GIORNO}");
    let row = db::one(connection, &sql, [classe.into(), day.into(), Uuid::nil().into()]).await?;
    Ok(row.map(|row| row.try_get("", "nome")).transpose()?)
}

/// Notes in a refusal that a class is not in the plan of a day: that on which the entry is registered or the fascicolo opened.
///
/// # Errors
/// Those of the database.
pub(crate) async fn check<C: ConnectionTrait>(
    connection: &C,
    classe: &str,
    day: Date,
    refusal: &mut Refusal,
) -> Result<(), Error> {
    if nome_al(connection, classe, day).await?.is_some() {
        return Ok(());
    }
    let shown: String = classe.chars().take(40).collect();
    let day = giorno(day);
    refusal.add(
        Some("classe"),
        format!("La classe \"{shown}\" non è nel titolario in vigore il {day}. Scegline una dall'elenco."),
    );
    Ok(())
}

/// The codes in force on a day.
///
/// # Errors
/// Those of the database.
pub(crate) async fn codici_del<C: ConnectionTrait>(connection: &C, day: Date) -> Result<Vec<String>, Error> {
    Ok(classi_del(connection, day).await?.into_iter().map(|classe| classe.codice).collect())
}

/// Puts the shipped plan in force where there is none.
///
/// # Errors
/// Those of the ledger.
pub async fn installa(ente: &Ente, dal: Date) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(Actor::System("protocollo.installa"), "protocollo.titolario").await?;
    if titolario::Entity::find().one(&tx).await?.is_some() {
        return Ok(());
    }
    let lines: Vec<(&str, &str)> = SPEDITO.lines().filter_map(|line| line.split_once('\t')).collect();
    let versione = versione::Model {
        id: tx.id(),
        nome: NOME_SPEDITO.into(),
        dal,
        atto: None,
        decisa_da: None,
        decisa_at: tx.now(),
        ritirata_da: None,
        ritirata_at: None,
        motivo: None,
    };
    let rows: Vec<titolario::Model> = lines
        .iter()
        .map(|(codice, nome)| titolario::Model {
            id: tx.id(),
            codice: (*codice).into(),
            titolo: titolo_di(&lines, codice),
            nome: (*nome).into(),
            valida_dal: dal,
            valida_al: None,
            versione_id: Some(versione.id),
            descrizione: None,
        })
        .collect();
    tx.insert(versione).await?;
    tx.insert_many(rows).await?;
    tx.commit().await?;
    Ok(())
}

/// The name of the title that holds a code.
fn titolo_di(lines: &[(&str, &str)], code: &str) -> String {
    let title = code.split('.').next().unwrap_or_default();
    lines.iter().find(|(known, _)| *known == title).map_or(title, |(_, name)| name).to_owned()
}

/// No version: classes from before there were any.
pub(crate) fn senza_versione() -> Id<versione::Entity> {
    Id::from(Uuid::nil())
}
