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
pub mod destina;
pub mod passa;
mod piani;
pub mod regole;
pub mod tabelle;
pub(crate) mod traduci;
pub mod versioni;

use std::collections::HashSet;

use authz::Who;
use db::Later;
use ente::Ente;
use kernel::{Actor, Date, Id, Refusal, Uuid};
use ledger::Tx;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};

pub use versioni::VersioneId;

use crate::{error::Error, permissions::CONSULTA, tables::titolario};
use regole::{giorno, ordina};
use tabelle::versione;

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
    classi_del(&ente.db().read().await?, day).await
}

/// The classes of the version of a day, as SQL. `$1` is the day, `$2` no version.
const DEL_GIORNO: &str = "FROM protocollo_titolario c WHERE COALESCE(c.versione_id, $2) = COALESCE((SELECT v.id \
     FROM protocollo_titolario_versione v WHERE v.ritirata_at IS NULL AND (v.dal <= $1 OR v.decisa_da IS NULL) \
     ORDER BY v.dal DESC LIMIT 1), $2)";

/// The same in a reading that is open already: who holds one must not wait for another.
///
/// # Errors
/// Those of the database.
pub(crate) async fn classi_del<C: ConnectionTrait>(connection: &C, day: Date) -> Result<Vec<titolario::Model>, Error> {
    let statement = db::statement(connection, &format!("SELECT c.* {DEL_GIORNO}"), [day.into(), Uuid::nil().into()]);
    let mut all = titolario::Entity::find().from_raw_sql(statement).all(connection).await?;
    ordina(&mut all, |classe| &classe.codice);
    Ok(all)
}

/// What a class was called on a day; none where the plan of that day has no such class.
///
/// # Errors
/// Those of the database.
pub(crate) async fn nome_al<C: ConnectionTrait>(
    connection: &C,
    classe: &str,
    day: Date,
) -> Result<Option<String>, Error> {
    let row = connection.query_one_raw(nome(connection, classe, day)).await?;
    Ok(row.map(|row| row.try_get("", "nome")).transpose()?)
}

fn nome<C: ConnectionTrait>(connection: &C, classe: &str, day: Date) -> Statement {
    let sql = format!("SELECT c.nome {DEL_GIORNO} AND c.codice = $3");
    db::statement(connection, &sql, [day.into(), Uuid::nil().into(), classe.into()])
}

/// Notes in a refusal that a class is not in the plan of a day: that on which the entry is registered or the fascicolo opened. The
/// plan is no matter of the transaction's: what this has written before travels with the question.
///
/// # Errors
/// Those of the database.
pub(crate) async fn check(tx: &Tx, classe: &str, day: Date, refusal: &mut Refusal) -> Result<(), Error> {
    if tx.one_apart(nome(tx, classe, day)).await?.is_some() {
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
pub(crate) async fn codici_del<C: ConnectionTrait>(connection: &C, day: Date) -> Result<HashSet<String>, Error> {
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
