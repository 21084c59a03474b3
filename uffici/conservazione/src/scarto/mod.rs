//! Selection and disposal (art. 21 D.Lgs. 42/2004; AgID guidelines 2021, chapter 4): what has passed the years of the plan is proposed in a
//! list, the Soprintendenza authorises it, and then the content goes. What stays tells what it was, when it went, and who authorised it.
//!
//! All that changes what may be discarded (lists, holds, the disposal itself) stands in one line ([`sola`]), so that of two people, and of
//! a hold and a disposal, one comes first and the other sees it.

mod autorizza;
mod carta;
mod elenca;
mod escludi;
mod esegui;
mod prepara;
mod proponi;
pub mod regole;
mod ritira;
pub(crate) mod tabelle;
mod valuta;
mod vincola;

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

pub use autorizza::{Autorizzazione, autorizza};
pub use carta::campione;
pub use elenca::elenca;
pub use escludi::{escludi, riammetti};
pub use esegui::{avvia, porta_avanti, ripeti};
pub use prepara::prepara;
pub use proponi::{elenco_pdf, proponi};
pub use ritira::ritira;
pub use vincola::{Vincolante, libera, vincola, vincoli};

use crate::{
    error::Error,
    permissions::{CONSULTA, SCARTA},
    piano::regole::MOST_TESTO,
    tables::{scarto, scarto_voce},
};
use regole::{Passo, Posto};

/// The register of lists: each year from 1, without gaps.
const REGISTRO: &str = "conservazione_scarto";

/// A list with its fascicoli.
#[derive(Clone, Debug)]
pub struct Scarto {
    /// The list.
    pub riga: scarto::Model,
    /// Its fascicoli, in order.
    pub voci: Vec<scarto_voce::Model>,
}

impl Scarto {
    /// How it stands.
    pub fn passo(&self) -> Passo {
        passo_di(&self.riga)
    }

    /// Its fascicoli that stand so.
    pub fn quante(&self, posto: Posto) -> usize {
        self.voci.iter().filter(|voce| voce.stato == posto.code()).count()
    }

    /// Its number: "1/2027".
    pub fn numero(&self) -> String {
        format!("{}/{}", self.riga.numero, self.riga.anno)
    }
}

/// Reads one. What its fascicoli are about, and why some stay, is for whoever may discard.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; those of the database.
pub async fn leggi(ente: &Ente, who: &Who, id: Id<scarto::Entity>) -> Result<Scarto, Error> {
    who.require(&CONSULTA)?;
    let mut list = intero(&ente.db().read().await?, id).await?;
    if !who.may(&SCARTA) {
        list.riga.motivo = None;
        for voce in &mut list.voci {
            voce.oggetto = None;
            voce.motivo = None;
        }
    }
    Ok(list)
}

async fn intero<C: ConnectionTrait>(connection: &C, id: Id<scarto::Entity>) -> Result<Scarto, Error> {
    let riga = scarto::Entity::find_by_id(id).one(connection).await?.ok_or(Error::NotFound)?;
    let select = scarto_voce::Entity::find().filter(scarto_voce::Column::ScartoId.eq(id));
    let voci = select.order_by_asc(scarto_voce::Column::Ordine).all(connection).await?;
    Ok(Scarto { riga, voci })
}

fn passo_di(riga: &scarto::Model) -> Passo {
    // Another word answers to no step that may be taken.
    Passo::from_code(&riga.stato).unwrap_or(Passo::Ritirato)
}

/// Waits until nobody else changes what may be discarded; until this transaction ends they wait for it.
///
/// # Errors
/// Those of the database.
async fn sola(tx: &Tx) -> Result<(), Error> {
    Ok(db::alone(tx, REGISTRO).await?)
}

/// A list, held until the transaction ends, where it stands so that this may be done.
///
/// # Errors
/// [`Error::NotFound`]; a list that stands otherwise; those of the ledger.
async fn tenuto(tx: &Tx, id: Id<scarto::Entity>, si_puo: fn(Passo) -> bool) -> Result<scarto::Model, Error> {
    sola(tx).await?;
    let riga = tx.find::<scarto::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    let passo = passo_di(&riga);
    if si_puo(passo) {
        return Ok(riga);
    }
    let sentence =
        format!("Adesso l'elenco è {}: qualcuno è stato più veloce. Guarda di nuovo la pagina.", passo.label());
    Err(Refusal::because(sentence).into())
}

/// A text that a person must write, without the blanks around it.
fn scritto<'a>(field: &'static str, text: &'a str, missing: &str) -> Result<&'a str, Refusal> {
    let text = text.trim();
    let mut refusal = Refusal::default();
    match text.chars().count() {
        0 => refusal.add(Some(field), missing),
        1..=MOST_TESTO => {}
        _ => refusal.add(Some(field), format!("È troppo lungo: al massimo {MOST_TESTO} caratteri.")),
    }
    refusal.unless_empty(text)
}
