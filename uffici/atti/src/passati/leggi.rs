//! Past acts, for who may see them.

use std::collections::HashMap;

use authz::{PersonId, Who};
use documents::document;
use ente::Ente;
use kernel::Uuid;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{PassatoId, passato, voce};
use crate::{
    elenca::Filtro as DegliAtti,
    error::Error,
    leggi::nome_unita,
    permissions::{CONSULTA, ESAMINA, PASSATI, REDIGI, RISERVATI},
};

/// The row that counts: the last of its act.
const ULTIMA: &str = "NOT EXISTS (SELECT 1 FROM atti_passato_voce s WHERE s.passato_id = atti_passato_voce.passato_id \
                      AND s.n > atti_passato_voce.n)";

/// Which past acts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filtro {
    /// Of this register.
    pub registro: Option<String>,
    /// Of this year.
    pub anno: Option<i64>,
    /// After this one: what was brought before it.
    pub dopo: Option<PassatoId>,
}

/// A past act whole.
#[derive(Clone, Debug)]
pub struct Intero {
    /// Its file.
    pub passato: passato::Model,
    /// What the register says of it, the last first; of those before, the rows that the reader may see.
    pub voci: Vec<voce::Model>,
    /// The document.
    pub documento: document::Model,
    /// Names of who confirmed and corrected.
    pub nomi: HashMap<PersonId, String>,
    /// The name of the unit that has it.
    pub unita: String,
}

/// What this person sees: what they brought, as long as they may do anything here; what is open, as any adopted act; what is confidential, with
/// [`RISERVATI`] in its unit, or everywhere where one examines. The same as of adopted acts, and [`crate::scopi`] says it once more.
fn condizione(who: &Who) -> Condition {
    let secret = who.units_with(&RISERVATI);
    let everywhere = who.units_with(&ESAMINA).iter().any(|unit| secret.contains(unit));
    let mut all = Condition::any();
    if [&CONSULTA, &REDIGI, &ESAMINA, &PASSATI].into_iter().any(|permission| who.may(permission)) {
        all = all.add(voce::Column::AutoreId.eq(who.person));
    } else {
        // No condition at all would be every row.
        return Condition::all().add(voce::Column::N.lt(0_i64));
    }
    if who.may(&CONSULTA) || who.may(&ESAMINA) {
        all = all.add(voce::Column::Riservato.eq(false)).add(voce::Column::UnitaId.is_in(secret));
        if everywhere {
            all = all.add(voce::Column::N.gt(0_i64));
        }
    }
    all
}

/// The row that counts, for who may see it.
///
/// # Errors
/// [`Error::NotFound`] where there is none *or* it is not for `who`; those of the database.
pub(super) async fn una<C: ConnectionTrait>(connection: &C, who: &Who, id: PassatoId) -> Result<voce::Model, Error> {
    let select = voce::Entity::find().filter(condizione(who)).filter(Expr::cust(ULTIMA));
    select.filter(voce::Column::PassatoId.eq(id)).one(connection).await?.ok_or(Error::NotFound)
}

/// A page of past acts, the last brought first: those alone that `who` may see.
///
/// # Errors
/// Those of the database.
pub async fn elenca(ente: &Ente, who: &Who, filtro: &Filtro, limite: u64) -> Result<Vec<voce::Model>, Error> {
    let read = ente.db().read().await?;
    let mut select = voce::Entity::find().filter(condizione(who)).filter(Expr::cust(ULTIMA));
    if let Some(registro) = &filtro.registro {
        select = select.filter(voce::Column::Registro.eq(registro.as_str()));
    }
    if let Some(anno) = filtro.anno {
        select = select.filter(voce::Column::Anno.eq(anno));
    }
    if let Some(dopo) = filtro.dopo {
        select = select.filter(voce::Column::PassatoId.lt(dopo));
    }
    Ok(select.order_by_desc(voce::Column::PassatoId).limit(limite.clamp(1, 201)).all(&read).await?)
}

/// Of these ids, which the index found, the past acts that `who` may see and that pass the filters of the acts.
///
/// # Errors
/// Those of the database.
pub(crate) async fn di_questi(
    ente: &Ente,
    who: &Who,
    filtro: &DegliAtti,
    ids: &[Uuid],
) -> Result<Vec<voce::Model>, Error> {
    if ids.is_empty() || filtro.unita.is_some() || filtro.adottati == Some(false) {
        return Ok(Vec::new());
    }
    let read = ente.db().read().await?;
    let mut select = voce::Entity::find().filter(condizione(who)).filter(Expr::cust(ULTIMA));
    if let Some(tipo) = &filtro.tipo {
        select = select.filter(voce::Column::Tipo.eq(tipo.as_str()));
    }
    if let Some(registro) = &filtro.registro {
        select = select.filter(voce::Column::Registro.eq(registro.as_str()));
    }
    if let Some(anno) = filtro.anno {
        select = select.filter(voce::Column::Anno.eq(anno));
    }
    Ok(select.filter(voce::Column::PassatoId.is_in(ids.iter().copied())).all(&read).await?)
}

/// A past act whole.
///
/// # Errors
/// [`Error::NotFound`] where there is none *or* it is not for `who`; those of the database.
pub async fn leggi(ente: &Ente, who: &Who, id: PassatoId) -> Result<Intero, Error> {
    let read = ente.db().read().await?;
    let last = una(&read, who, id).await?;
    let passato = passato::Entity::find_by_id(id).one(&read).await?.ok_or(Error::NotFound)?;
    // What was put right before the act was opened is not for everybody.
    let voci = voce::Entity::find().filter(condizione(who)).filter(voce::Column::PassatoId.eq(id));
    let voci = voci.filter(voce::Column::N.lte(last.n)).order_by_desc(voce::Column::N).all(&read).await?;
    let documento = document::Entity::find_by_id(passato.documento_id).one(&read).await?.ok_or(Error::NotFound)?;
    let people: Vec<PersonId> = voci.iter().map(|row| row.persona_id).collect();
    let nomi = accounts::names(&read, &people).await?;
    let unita = nome_unita(&read, passato.unita_id).await?;
    Ok(Intero { passato, voci, documento, nomi, unita })
}
