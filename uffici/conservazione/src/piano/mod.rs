//! The plan of preservation (art. 68 DPR 445/2000): for how long what is in each class of the titolario is kept. A plan is a proposal until
//! a person confirms it by an act; nothing is discarded without a confirmed one, and a confirmed one never changes: another takes its place.

mod conferma;
mod crea;
pub(crate) mod csv;
pub mod regole;

use authz::Who;
use ente::Ente;
use kernel::{Date, Id};
use metadati_agid::Conservazione;
use porte::conservazione::Classe;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub use conferma::{Conferma, conferma};
pub use crea::{cambia, importa, proponi};

use crate::{
    error::Error,
    permissions::CONSULTA,
    tables::{piano, piano_conferma, piano_voce},
};
use regole::{Voce, stessa_classe};

/// Plans that are listed, the last ones.
const MOST: u64 = 100;

/// A plan with its lines and its confirmation.
#[derive(Clone, Debug)]
pub struct Piano {
    /// The plan.
    pub riga: piano::Model,
    /// Its lines, in the order in which they were written.
    pub voci: Vec<piano_voce::Model>,
    /// Who confirmed it, and from when on it is in force.
    pub conferma: Option<piano_conferma::Model>,
}

impl Piano {
    /// Its line of a class; none where it has none, or one of another name.
    pub fn voce(&self, classe: &Classe) -> Option<&piano_voce::Model> {
        let line = self.voci.iter().find(|voce| voce.classe == classe.codice)?;
        stessa_classe(&line.titolo, &classe.nome).then_some(line)
    }

    /// Its lines, as a file has them.
    pub fn come_voci(&self) -> Vec<Voce> {
        let voce = |row: &piano_voce::Model| Voce {
            classe: row.classe.clone(),
            titolo: row.titolo.clone(),
            anni: row.anni,
            nota: row.nota.clone(),
        };
        self.voci.iter().map(voce).collect()
    }
}

/// Which plan is in force on a day; none where none was confirmed.
///
/// # Errors
/// Those of the database.
async fn quale<C: ConnectionTrait>(connection: &C, day: Date) -> Result<Option<Id<piano::Entity>>, Error> {
    let select = piano_conferma::Entity::find().filter(piano_conferma::Column::Dal.lte(day));
    let select = select.order_by_desc(piano_conferma::Column::Dal).order_by_desc(piano_conferma::Column::Id);
    Ok(select.one(connection).await?.map(|row| row.piano_id))
}

/// The plan in force on a day, whoever asks; none where none was confirmed.
///
/// # Errors
/// Those of the database.
pub(crate) async fn in_vigore<C: ConnectionTrait>(connection: &C, day: Date) -> Result<Option<Piano>, Error> {
    match quale(connection, day).await? {
        Some(id) => intero(connection, id).await.map(Some),
        None => Ok(None),
    }
}

/// For how long what is in a class is kept, by the plan of a day. Without a plan, or a line of that class, for ever: nothing may be
/// discarded then (art. 21 D.Lgs. 42/2004).
///
/// # Errors
/// Those of the database.
pub(crate) async fn tempo<C: ConnectionTrait>(
    connection: &C,
    classe: Option<&Classe>,
    day: Date,
) -> Result<Conservazione, Error> {
    let Some(classe) = classe else { return Ok(Conservazione::Permanente) };
    let Some(id) = quale(connection, day).await? else { return Ok(Conservazione::Permanente) };
    // Each package asks: the one line is read, and not the whole plan.
    let select = piano_voce::Entity::find().filter(piano_voce::Column::PianoId.eq(id));
    let line = select.filter(piano_voce::Column::Classe.eq(classe.codice.as_str())).one(connection).await?;
    let line = line.filter(|line| stessa_classe(&line.titolo, &classe.nome));
    let anni = line.and_then(|line| line.anni).and_then(|anni| u16::try_from(anni).ok());
    Ok(anni.map_or(Conservazione::Permanente, Conservazione::Anni))
}

/// A plan by its id, whoever asks.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub(crate) async fn intero<C: ConnectionTrait>(connection: &C, id: Id<piano::Entity>) -> Result<Piano, Error> {
    let riga = piano::Entity::find_by_id(id).one(connection).await?.ok_or(Error::NotFound)?;
    let select = piano_voce::Entity::find().filter(piano_voce::Column::PianoId.eq(id));
    let voci = select.order_by_asc(piano_voce::Column::Ordine).all(connection).await?;
    let select = piano_conferma::Entity::find().filter(piano_conferma::Column::PianoId.eq(id));
    Ok(Piano { riga, voci, conferma: select.one(connection).await? })
}

/// A plan.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; those of the database.
pub async fn leggi(ente: &Ente, who: &Who, id: Id<piano::Entity>) -> Result<Piano, Error> {
    who.require(&CONSULTA)?;
    intero(&ente.db().read().await?, id).await
}

/// The plans, the last first, with their confirmations; and which is in force today.
#[derive(Clone, Debug)]
pub struct Piani {
    /// Each plan, without its lines.
    pub piani: Vec<(piano::Model, Option<piano_conferma::Model>)>,
    /// Which is in force.
    pub in_vigore: Option<Id<piano::Entity>>,
}

/// Reads them.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(ente: &Ente, who: &Who) -> Result<Piani, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let rows = piano::Entity::find().order_by_desc(piano::Column::Id).limit(MOST).all(&read).await?;
    let select =
        piano_conferma::Entity::find().filter(piano_conferma::Column::PianoId.is_in(rows.iter().map(|row| row.id)));
    let confirmed = select.all(&read).await?;
    let in_vigore = quale(&read, ente.ledger.now().date()).await?;
    let with = |row: piano::Model| {
        let conferma = confirmed.iter().find(|one| one.piano_id == row.id).cloned();
        (row, conferma)
    };
    Ok(Piani { piani: rows.into_iter().map(with).collect(), in_vigore })
}
