//! To keep a fascicolo from being discarded, whatever its years, and to stop keeping it.

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};
use porte::conservazione::Tipo;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Deserialize;

use super::{regole::Vincolo, scritto, sola, valuta::scartati};
use crate::{
    error::Error,
    permissions::{CONSULTA, VERSA, VINCOLA},
    tables::{cosa, vincolo},
};

/// Holds that are read of one fascicolo, the last ones.
const MOST: u64 = 100;

/// Why a fascicolo is kept, as a person writes it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Vincolante {
    /// `contenzioso`, `accesso` or `altro`.
    pub tipo: String,
    /// In words. The page has other reasons to be written.
    #[serde(rename = "vincolo")]
    pub motivo: String,
}

/// Sets a hold on a closed fascicolo.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; what is no fascicolo; one that was discarded; all that is wrong; those of the ledger.
pub async fn vincola(ente: &Ente, who: &Who, id: Id<cosa::Entity>, scritta: &Vincolante) -> Result<(), Error> {
    who.require(&VINCOLA)?;
    let mut refusal = Refusal::default();
    let tipo = Vincolo::from_code(&scritta.tipo);
    if tipo.is_none() {
        refusal.add(Some("tipo"), "Scegli perché il fascicolo va tenuto.");
    }
    let motivo =
        scritto("vincolo", &scritta.motivo, "Scrivi perché il fascicolo va tenuto: quale causa, quale richiesta.");
    let motivo = motivo.map(str::to_owned).unwrap_or_else(|wrong| {
        refusal.reasons.extend(wrong.reasons);
        String::new()
    });
    refusal.unless_empty(())?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.vincola").await?;
    // From here on no disposal is under way: it was before, and is seen, or it will see the hold.
    sola(&tx).await?;
    let thing = cosa::Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound)?;
    if thing.tipo != Tipo::Fascicolo.code() {
        return Err(Refusal::because("Si vincola un fascicolo chiuso: un documento si scarta solo con il suo.").into());
    }
    if !scartati(&tx, &thing.fonte, &[thing.cosa_id]).await?.is_empty() {
        return Err(Refusal::because("Questo fascicolo è già stato scartato: non c'è più niente da tenere.").into());
    }
    let row = vincolo::Model {
        id: tx.id(),
        fonte: thing.fonte,
        fascicolo_id: thing.cosa_id,
        nome: thing.nome,
        tipo: tipo.map_or("", Vincolo::code).to_owned(),
        motivo,
        persona_id: who.person,
        at: tx.now(),
        tolto_da: None,
        tolto_at: None,
        tolto_motivo: None,
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

/// Lifts a hold, with the reason.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; one that is lifted already; no reason; those of the ledger.
pub async fn libera(
    ente: &Ente,
    who: &Who,
    id: Id<cosa::Entity>,
    vincolo: Id<vincolo::Entity>,
    motivo: &str,
) -> Result<(), Error> {
    who.require(&VINCOLA)?;
    let motivo = scritto("motivo", motivo, "Scrivi perché il vincolo non serve più.")?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.libera").await?;
    let thing = cosa::Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound)?;
    let found = tx.find::<vincolo::Entity>(vincolo.uuid()).await?;
    let of_this = |row: &vincolo::Model| row.fonte == thing.fonte && row.fascicolo_id == thing.cosa_id;
    let before = found.filter(of_this).ok_or(Error::NotFound)?;
    if before.tolto_at.is_some() {
        return Err(Refusal::because("Questo vincolo è già stato tolto.").into());
    }
    let after = vincolo::Model {
        tolto_da: Some(who.person),
        tolto_at: Some(tx.now()),
        tolto_motivo: Some(motivo.to_owned()),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

/// The holds on a thing, the last first; none on what is no fascicolo. Why they are there, and why they were lifted, may name people: it is
/// for whoever may deposit or hold.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn vincoli(ente: &Ente, who: &Who, thing: &cosa::Model) -> Result<Vec<vincolo::Model>, Error> {
    who.require(&CONSULTA)?;
    let select = vincolo::Entity::find().filter(vincolo::Column::FascicoloId.eq(thing.cosa_id));
    let select = select.filter(vincolo::Column::Fonte.eq(thing.fonte.as_str()));
    let mut rows = select.order_by_desc(vincolo::Column::Id).limit(MOST).all(&ente.db().read().await?).await?;
    if !who.may(&VERSA) && !who.may(&VINCOLA) {
        for row in &mut rows {
            row.motivo.clear();
            row.tolto_motivo = None;
        }
    }
    Ok(rows)
}
