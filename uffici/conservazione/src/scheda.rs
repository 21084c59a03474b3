//! To read one thing with its packages, deposits and receipts.

use authz::Who;
use documents::{disposal, document};
use ente::Ente;
use kernel::Id;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    error::Error,
    evidenza::{Detta, di_uno, racconta},
    pacchetto::impedimento,
    permissions::{CONSULTA, VERSA},
    rules::Stato,
    scarto::vincoli,
    tables::{cosa, esibizione, esito, file, pacchetto, stato, versamento, vincolo},
    trova,
};

/// Deposits that are read, the last ones.
const MOST: u64 = 100;

/// A thing with everything around it.
#[derive(Clone, Debug)]
pub struct Scheda {
    /// As it was offered.
    pub cosa: cosa::Model,
    /// As it stands.
    pub stato: stato::Model,
    /// Why no package is made today, whatever the thing: the ente's seal.
    pub impedimento: Option<String>,
    /// Its packages, the last first.
    pub pacchetti: Vec<pacchetto::Model>,
    /// The files of the last.
    pub file: Vec<file::Model>,
    /// What the time stamps of the archive prove of the last; none where it has none yet.
    pub evidenza: Option<Detta>,
    /// Deposits with what became of them, the last first.
    pub versamenti: Vec<(versamento::Model, Option<esito::Model>)>,
    /// That the last package was discarded, and who authorised it.
    pub scartata: Option<disposal::Model>,
    /// What keeps it from being discarded, or once did; of a fascicolo alone, the last first.
    pub vincoli: Vec<vincolo::Model>,
    /// To whom its packages were shown, the last first; for whoever may deposit.
    pub esibizioni: Vec<esibizione::Model>,
}

impl Scheda {
    /// Its state.
    pub fn state(&self) -> Stato {
        Stato::from_code(&self.stato.stato).unwrap_or(Stato::DaVersare)
    }
}

/// Reads it.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; those of the database.
pub async fn leggi(ente: &Ente, who: &Who, id: Id<cosa::Entity>) -> Result<Scheda, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let cosa = cosa::Entity::find_by_id(id).one(&read).await?.ok_or(Error::NotFound)?;
    let mut stato = trova::stato(&read, id).await?;
    let packed = !Stato::from_code(&stato.stato).is_some_and(Stato::si_impacchetta);
    let impedimento = if packed { None } else { impedimento(ente).await? };
    let pacchetti = pacchetto::Entity::find()
        .filter(pacchetto::Column::CosaId.eq(id))
        .order_by_desc(pacchetto::Column::Id)
        .limit(MOST)
        .all(&read)
        .await?;
    let ids: Vec<_> = pacchetti.iter().map(|row| row.id).collect();
    let file = match ids.first() {
        Some(last) => {
            let select = file::Entity::find().filter(file::Column::PacchettoId.eq(*last));
            select.order_by_asc(file::Column::Ordine).all(&read).await?
        }
        None => Vec::new(),
    };
    let evidenza = match ids.first() {
        Some(last) => di_uno(&read, *last).await?.map(|found| racconta(&found, ente.ledger.now())),
        None => None,
    };
    let scartata = match pacchetti.first() {
        Some(last) => ente.archive.disposal(&read, last.documento_id).await?,
        None => None,
    };
    let esibizioni = if who.may(&VERSA) {
        let select = esibizione::Entity::find().filter(esibizione::Column::PacchettoId.is_in(ids.iter().copied()));
        select.order_by_desc(esibizione::Column::Id).limit(MOST).all(&read).await?
    } else {
        Vec::new()
    };
    let rows = versamento::Entity::find()
        .filter(versamento::Column::PacchettoId.is_in(ids))
        .order_by_desc(versamento::Column::Id)
        .limit(MOST)
        .all(&read)
        .await?;
    let ends = esito::Entity::find().filter(esito::Column::VersamentoId.is_in(rows.iter().map(|row| row.id)));
    let mut ends = ends.all(&read).await?;
    // Causes may name people and files: for whoever may deposit.
    if !who.may(&VERSA) {
        stato.causa = None;
        ends.iter_mut().for_each(|end| end.causa = None);
    }
    let with = |row: versamento::Model| {
        let end = ends.iter().find(|end| end.versamento_id == row.id).cloned();
        (row, end)
    };
    let versamenti = rows.into_iter().map(with).collect();
    drop(read);
    let vincoli = vincoli(ente, who, &cosa).await?;
    Ok(Scheda { cosa, stato, impedimento, pacchetti, file, evidenza, versamenti, scartata, vincoli, esibizioni })
}

/// The bytes of the last package of a thing.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; those of the database.
pub async fn pacchetto(ente: &Ente, who: &Who, id: Id<cosa::Entity>) -> Result<document::Model, Error> {
    who.require(&VERSA)?;
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let select = pacchetto::Entity::find().filter(pacchetto::Column::CosaId.eq(id));
    let pack = select.order_by_desc(pacchetto::Column::Id).one(&read).await?.ok_or(Error::NotFound)?;
    trova::documento(ente, &read, pack.documento_id).await
}
