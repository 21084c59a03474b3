//! The fascicoli: which entries belong to one matter, one work or one person, from opening to closing; one action a file.
//!
//! What is written of a fascicolo is never erased: an entry taken out, a unit with which it is no longer shared, an old title stay
//! as rows and facts, each with who, when and why.

pub mod apri;
pub mod cerca;
mod chiave;
pub mod chiudi;
pub mod condividi;
pub mod contenuto;
pub mod continua;
pub mod correggi;
pub(crate) mod dei_simili;
pub mod della_registrazione;
pub mod depositi;
pub mod elenca;
mod indice;
pub mod metti;
pub mod persone;
pub mod proponi;
pub mod regole;
pub mod riapri;
pub mod scheda;
pub mod sfoglia;
pub mod tables;
pub mod togli;
pub mod trasferisci;
pub(crate) mod visibilita;

pub use chiave::Chiave;

use authz::{UnitId, Who};
use kernel::{Id, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::error::Error;
use tables::{fascicolo, fatto, stato, ufficio};

/// Of ids that point at a fascicolo.
pub type FascicoloId = Id<fascicolo::Entity>;

/// A fascicolo and what may change of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fascicolo {
    /// As it was opened.
    pub riga: fascicolo::Model,
    /// As it stands.
    pub stato: stato::Model,
}

impl Fascicolo {
    /// Its number.
    pub fn chiave(&self) -> Chiave {
        Chiave::of(&self.riga)
    }

    /// Its kind.
    pub fn tipo(&self) -> regole::Tipo {
        regole::Tipo::from_code(&self.riga.tipo).unwrap_or(regole::Tipo::Affare)
    }
}

/// The fascicolo with this number, where `who` may see it.
///
/// # Errors
/// [`Error::FascicoloAssente`] where there is none *or* it may not be known that there is one.
pub async fn trova<C: ConnectionTrait>(connection: &C, who: &Who, chiave: &Chiave) -> Result<Fascicolo, Error> {
    let (condition, values) = visibilita::condition(who, 5);
    let sql = format!(
        "SELECT f.id FROM protocollo_fascicolo f JOIN protocollo_fascicolo_stato fs ON fs.fascicolo_id = f.id \
         WHERE f.anno = $1 AND f.classe = $2 AND f.numero = $3 AND f.sotto = $4 AND {condition}"
    );
    let places =
        [chiave.anno.into(), chiave.classe.as_str().into(), chiave.numero.into(), chiave.sotto.as_str().into()];
    let row = db::one(connection, &sql, places.into_iter().chain(values)).await?.ok_or(Error::FascicoloAssente)?;
    intero(connection, row.try_get("", "id")?).await
}

/// The number of a fascicolo, where `who` may see it.
async fn chiave_se_visibile<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    id: FascicoloId,
) -> Result<Option<Chiave>, Error> {
    let (condition, values) = visibilita::condition(who, 2);
    let sql = format!(
        "SELECT f.anno, f.classe, f.numero, f.sotto FROM protocollo_fascicolo f \
         JOIN protocollo_fascicolo_stato fs ON fs.fascicolo_id = f.id WHERE f.id = $1 AND {condition}"
    );
    let row = db::one(connection, &sql, std::iter::once(id.into()).chain(values)).await?;
    row.as_ref().map(chiave_di).transpose()
}

/// The number in a row with the four columns of it.
pub(crate) fn chiave_di(row: &sea_orm::QueryResult) -> Result<Chiave, Error> {
    Ok(Chiave {
        anno: row.try_get("", "anno")?,
        classe: row.try_get("", "classe")?,
        numero: row.try_get("", "numero")?,
        sotto: row.try_get("", "sotto")?,
    })
}

/// A fascicolo by its id, whoever asks.
pub(crate) async fn intero<C: ConnectionTrait>(connection: &C, id: FascicoloId) -> Result<Fascicolo, Error> {
    let riga = fascicolo::Entity::find_by_id(id).one(connection).await?.ok_or(Error::FascicoloAssente)?;
    let stato = stato::Entity::find().filter(stato::Column::FascicoloId.eq(id)).one(connection).await?;
    Ok(Fascicolo { riga, stato: stato.ok_or(Error::FascicoloAssente)? })
}

/// The units with which a fascicolo is, or was, shared.
async fn condivisi<C: ConnectionTrait>(connection: &C, id: FascicoloId) -> Result<Vec<ufficio::Model>, Error> {
    Ok(ufficio::Entity::find().filter(ufficio::Column::FascicoloId.eq(id)).all(connection).await?)
}

/// Locks a fascicolo and those above it, from the top down, until the transaction ends, and tells how it stands by then.
async fn blocca(tx: &Tx, who: &Who, fascicolo: &Fascicolo) -> Result<(stato::Model, regole::Stato), Error> {
    let mut above = Vec::new();
    let mut next = fascicolo.riga.sopra_id;
    while let Some(id) = next {
        let row = intero(tx, id).await?;
        next = row.riga.sopra_id;
        above.push(row);
    }
    let mut sopra_chiuso = None;
    for row in above.iter().rev() {
        let stato = tx.find::<stato::Entity>(row.stato.id.uuid()).await?.ok_or(Error::FascicoloAssente)?;
        if stato.chiuso {
            sopra_chiuso = Some(chiave_se_visibile(tx, who, row.riga.id).await?);
        }
    }
    let stato = tx.find::<stato::Entity>(fascicolo.stato.id.uuid()).await?.ok_or(Error::FascicoloAssente)?;
    let standing = regole::Stato { chiave: fascicolo.chiave(), chiuso: stato.chiuso, sopra_chiuso };
    Ok((stato, standing))
}

/// Asks that `who` look after the fascicoli of this unit.
fn richiedi_cura(who: &Who, ufficio: UnitId) -> Result<(), Refusal> {
    if visibilita::cura(who, ufficio) {
        return Ok(());
    }
    Err(Refusal::because(
        "Di questo fascicolo risponde un altro ufficio: chiedi a chi lo cura, lo trovi nella sua pagina.",
    ))
}

/// Writes what happened to a fascicolo.
async fn annota(tx: &mut Tx, who: &Who, id: FascicoloId, tipo: &str, testo: String) -> Result<(), Error> {
    let row =
        fatto::Model { id: tx.id(), fascicolo_id: id, tipo: tipo.into(), testo, persona_id: who.person, at: tx.now() };
    tx.insert(row).await?;
    Ok(())
}

/// A text without the spaces around it; none when nothing is left.
fn scritto(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
