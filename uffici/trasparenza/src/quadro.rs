//! How each section stands, and who answers for it.

use std::collections::HashMap;

use authz::{PersonId, Who};
use ente::Ente;
use kernel::{Date, Instant};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    albero::{SEZIONI, Sezione},
    error::Error,
    permissions::CONSULTA,
    pubblico::conta,
    rules::{Esito, Salute, giudica},
    tables::{responsabile, verifica},
};

/// Of the checks of a section the last; who answers for it now.
const ULTIMA: &str = "NOT EXISTS (SELECT 1 FROM trasparenza_verifica d WHERE d.sezione = trasparenza_verifica.sezione \
    AND (d.at > trasparenza_verifica.at OR (d.at = trasparenza_verifica.at AND d.id > trasparenza_verifica.id)))";
const ADESSO: &str = "NOT EXISTS (SELECT 1 FROM trasparenza_responsabile d WHERE d.sezione = trasparenza_responsabile.sezione \
    AND (d.dal > trasparenza_responsabile.dal \
    OR (d.dal = trasparenza_responsabile.dal AND d.id > trasparenza_responsabile.id)))";

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
    let rows = verifica::Entity::find().filter(Expr::cust(ULTIMA)).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.sezione.clone(), row)).collect())
}

/// Who answers for each section now.
pub(crate) async fn responsabili<C: ConnectionTrait>(connection: &C) -> Result<HashMap<String, PersonId>, Error> {
    let rows = responsabile::Entity::find().filter(Expr::cust(ADESSO)).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.sezione, row.responsabile_id)).collect())
}
