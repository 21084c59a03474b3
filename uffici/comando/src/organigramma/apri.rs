//! To open a unit.

use authz::{UnitId, Who, unit};
use ente::Ente;
use kernel::{Date, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    error::Error,
    fatti::{Di, annota},
    permissions::GESTISCI,
    rules::{Periodo, codice, giorno, nome},
};

/// A unit to be opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nuova {
    /// Its code, unique for ever.
    pub codice: String,
    /// Its name.
    pub nome: String,
    /// The unit above, if any.
    pub sopra: Option<UnitId>,
    /// From when; none is from today.
    pub dal: Option<Date>,
}

/// Opens a unit.
///
/// # Errors
/// Without the permission; all that is wrong with it.
pub async fn apri(ente: &Ente, who: &Who, nuova: &Nuova) -> Result<UnitId, Error> {
    who.require(&GESTISCI)?;
    let mut tx = ente.ledger.begin(who.actor(), "comando.apri_unita").await?;
    let mut refusal = Refusal::default();
    let code = codice(&nuova.codice, &mut refusal);
    let name = nome(&nuova.nome, "nome", &mut refusal);
    let valid_from = nuova.dal.unwrap_or_else(|| tx.now().date());
    let taken = unit::Entity::find().filter(unit::Column::Code.eq(&*code)).one(&tx).await?;
    if let Some(taken) = taken {
        refusal.add(Some("codice"), format!("Il codice {code} è già di \"{}\": scegline un altro.", taken.name));
    }
    let above = sopra(&tx, nuova.sopra, valid_from, &mut refusal).await?;
    refusal.unless_empty(())?;
    let row = unit::Model { id: tx.id(), code, name, parent_id: nuova.sopra, valid_from, valid_to: None };
    let row = tx.insert(row).await?;
    let under = above.map(|above| format!(" sotto {above}")).unwrap_or_default();
    let testo = format!("ha aperto l'ufficio {} ({}){under}, dal {}", row.name, row.code, giorno(valid_from));
    annota(&mut tx, who, "unita", Di { unita: Some(row.id), ..Di::default() }, testo, None).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// The name of the unit above, which must be open on that day.
pub(super) async fn sopra(
    tx: &Tx,
    above: Option<UnitId>,
    giorno_: Date,
    refusal: &mut Refusal,
) -> Result<Option<String>, Error> {
    let Some(above) = above else { return Ok(None) };
    let Some(above) = unit::Entity::find_by_id(above).one(tx).await? else {
        refusal.add(Some("sopra"), "L'ufficio che sta sopra non c'è: sceglilo dall'elenco.");
        return Ok(None);
    };
    if !Periodo::new(above.valid_from, above.valid_to).contiene(giorno_) {
        let sentence =
            format!("{} non è aperto il {}: scegli un altro ufficio o un'altra data.", above.name, giorno(giorno_));
        refusal.add(Some("sopra"), sentence);
    }
    Ok(Some(above.name))
}
