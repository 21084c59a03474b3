//! The number, taken with the last signature: an act is never signed without it, and a step that does not happen burns
//! none.

use authz::unit;
use iter::{Uso, Valore};
use ledger::{Numbered, Tx};
use pratiche::Caso;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{annota, dovute, sotto_chiave};
use crate::{
    Atti,
    atto::collega::superato,
    error::Error,
    eventi,
    parole::parola,
    rules::tipi::{Registro, nome_registro},
    tables::{AttoId, relazione, stato},
};

/// What an act whose force was taken away by a confidential one says of it.
const DA_RISERVATO: &str = "Da un atto riservato.";

/// Takes it.
pub(super) async fn numera(atti: &Atti, tx: &mut Tx, caso: &Caso<'_>, uso: &Uso) -> Result<(), Error> {
    let codice = parola(&uso.parametri, "registro").unwrap_or_default();
    let Some(registro) = Registro::di(codice) else {
        return Err(Error::no(format!("Il registro «{codice}» non c'è in questo programma.")));
    };
    let before = sotto_chiave(tx, caso.oggetto).await?;
    if let Some(known) = before.estremi() {
        return Err(Error::no(format!("L'atto ha già il suo numero: {known}.")));
    }
    if before.documento_id.is_none() {
        return Err(Error::no("L'atto non è firmato: il numero si prende insieme all'ultima firma."));
    }
    let by_unit = uso.parametri.get("settore") == Some(&Valore::SiNo(true));
    let unit = unit::Entity::find_by_id(before.unita_id).one(tx).await?.ok_or(Error::NotFound)?;
    let (Numbered(_, anno, numero), at) = tx.number(&nome_registro(codice, None)).await?;
    let settore_numero = if by_unit {
        let (Numbered(.., number), _) = tx.number(&nome_registro(codice, Some(&unit.code))).await?;
        Some(number)
    } else {
        None
    };
    let after = stato::Model {
        registro: Some(codice.to_owned()),
        anno: Some(i64::from(anno)),
        numero: Some(numero),
        settore_numero,
        adottato_at: Some(at),
        ..before.clone()
    };
    let told = format!("{}: n. {numero}/{anno}", registro.nome);
    let after = tx.update(&before, after).await?;
    annota(tx, after.atto_id, caso.chi, ("numerata", Some(at.date())), told.clone()).await?;
    eventi::avvisa(tx, eventi::ADOTTATO, &after).await?;
    supera(tx, after.atto_id, (!after.riservato).then_some(told.as_str())).await?;
    // A definition may number what has effect already: whichever comes last proposes.
    dovute::proponi(atti, tx, &after, caso.chi).await
}

/// Now that this act is adopted, those that it revokes, annuls or replaces have no more force, and say so for ever.
/// Whoever reads them reads by which act and why, unless this one is confidential: `told` is nothing then.
async fn supera(tx: &mut Tx, atto: AttoId, told: Option<&str>) -> Result<(), Error> {
    let select = relazione::Entity::find().filter(relazione::Column::DaId.eq(atto));
    for link in select.all(&*tx).await? {
        let Some(state) = superato(&link.tipo) else { continue };
        let before = sotto_chiave(tx, link.a_id.uuid()).await?;
        // What was annulled never had effects: nothing that comes after makes less of that.
        if before.superato.as_deref() != Some("annullato") {
            let after = stato::Model { superato: Some(state.to_owned()), ..before.clone() };
            let after = tx.update(&before, after).await?;
            eventi::avvisa(tx, eventi::SUPERATO, &after).await?;
        }
        let why = told.map_or_else(|| DA_RISERVATO.to_owned(), |told| format!("Da: {told}. {}", link.motivo));
        annota(tx, link.a_id, None, (state, Some(tx.now().date())), why).await?;
    }
    Ok(())
}
