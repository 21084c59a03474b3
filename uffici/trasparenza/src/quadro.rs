//! How each section stands, and who answers for it.

use std::collections::HashMap;

use authz::{PersonId, Who};
use ente::Ente;
use kernel::{Date, Instant};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};

use crate::{
    albero::{SEZIONI, Sezione},
    error::Error,
    permissions::CONSULTA,
    pubblico::conta,
    rules::{Esito, Salute, giudica},
    tables::{responsabile, verifica},
};

/// Rows of checks and of who answers that are looked at: the newest of each section are among them.
const MOST: u64 = 20_000;

/// A section as it stands.
#[derive(Clone, Debug)]
pub struct Situazione {
    /// Which.
    pub sezione: &'static Sezione,
    /// How many items everybody reads.
    pub quante: i64,
    /// When one of them was changed last.
    pub ultima: Option<Instant>,
    /// How a person found it last.
    pub verifica: Option<verifica::Model>,
    /// Who answers for it.
    pub responsabile: Option<PersonId>,
    /// How it stands.
    pub salute: Salute,
}

impl Situazione {
    /// When it was changed or checked last, for everybody.
    pub fn aggiornata(&self) -> Option<Date> {
        self.ultima.max(self.verifica.as_ref().map(|row| row.at)).map(Instant::date)
    }

    /// Whether somebody must do something.
    pub const fn chiede(&self) -> bool {
        matches!(self.salute, Salute::Mancante | Salute::Scaduta(_))
    }
}

/// All sections, for the office.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn quadro(ente: &Ente, who: &Who) -> Result<Vec<Situazione>, Error> {
    who.require(&CONSULTA)?;
    situazioni(ente).await
}

/// All sections, in the order of the tree.
pub(crate) async fn situazioni(ente: &Ente) -> Result<Vec<Situazione>, Error> {
    let oggi = ente.ledger.now().date();
    let read = ente.db().read().await?;
    let counted = conta(&read, oggi).await?;
    let (mut checks, who) = (verifiche(&read).await?, responsabili(&read).await?);
    let one = |sezione: &'static Sezione| {
        let (quante, ultima) = counted.get(sezione.codice).map_or((0, None), |(many, at)| (*many, Some(*at)));
        let verifica = checks.remove(sezione.codice);
        let found = verifica.as_ref().and_then(|row| Some((row.at, Esito::from_code(&row.esito)?)));
        Situazione {
            sezione,
            quante,
            ultima,
            salute: giudica(sezione, (quante, ultima), found, oggi),
            verifica,
            responsabile: who.get(sezione.codice).copied(),
        }
    };
    Ok(SEZIONI.iter().map(one).collect())
}

/// The last check of each section.
async fn verifiche<C: ConnectionTrait>(connection: &C) -> Result<HashMap<String, verifica::Model>, Error> {
    let select = verifica::Entity::find().order_by_desc(verifica::Column::At).order_by_desc(verifica::Column::Id);
    let mut last = HashMap::new();
    for row in select.limit(MOST).all(connection).await? {
        last.entry(row.sezione.clone()).or_insert(row);
    }
    Ok(last)
}

/// Who answers for each section now.
pub(crate) async fn responsabili<C: ConnectionTrait>(connection: &C) -> Result<HashMap<String, PersonId>, Error> {
    let select =
        responsabile::Entity::find().order_by_desc(responsabile::Column::Dal).order_by_desc(responsabile::Column::Id);
    let mut last = HashMap::new();
    for row in select.limit(MOST).all(connection).await? {
        last.entry(row.sezione).or_insert(row.responsabile_id);
    }
    Ok(last)
}
