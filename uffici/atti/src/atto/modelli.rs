//! Models of whole acts and clauses, kept by the office with the days in which they are good: an act of 2026 must not
//! cite a law of 2016.

use authz::Who;
use ente::Ente;
use kernel::{Date, Refusal};
use prose::{Block, BlockId, Prose, Role, Section};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::scrivi::aperto;
use crate::{
    error::Error,
    leggi::{bozza_di, testo_di, una},
    permissions::MODELLI,
    rules::tipi::Tipo,
    tables::{AttoId, modello, stato},
    testo::{frasi, leggi},
};

/// A text that the office keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nuovo {
    /// What it is called.
    pub nome: String,
    /// From when it is good.
    pub valido_dal: Date,
    /// Until when.
    pub valido_al: Option<Date>,
}

impl Nuovo {
    fn controlla(&self) -> Result<(), Refusal> {
        let mut no = Refusal::default();
        if self.nome.trim().is_empty() || self.nome.chars().count() > 200 {
            no.add(Some("nome"), "Scrivi come si chiama, in non più di 200 caratteri.");
        }
        if self.valido_al.is_some_and(|to| to < self.valido_dal) {
            no.add(Some("valido_al"), "La fine della validità è prima dell'inizio.");
        }
        no.unless_empty(())
    }
}

fn buoni(oggi: Date) -> Condition {
    let open = Condition::any().add(modello::Column::ValidoAl.is_null()).add(modello::Column::ValidoAl.gte(oggi));
    Condition::all().add(modello::Column::ValidoDal.lte(oggi)).add(open)
}

/// The model of an iter that is good on this day: the last that was kept.
pub(crate) async fn modello_per<C: ConnectionTrait>(
    connection: &C,
    iter: &str,
    oggi: Date,
) -> Result<Option<modello::Model>, Error> {
    let select = modello::Entity::find().filter(modello::Column::Genere.eq("modello"));
    let select = select.filter(modello::Column::Dove.eq(iter)).filter(buoni(oggi));
    Ok(select.order_by_desc(modello::Column::At).order_by_desc(modello::Column::Id).one(connection).await?)
}

/// The clauses that are good on this day, by name.
///
/// # Errors
/// Those of the database.
pub async fn clausole(ente: &Ente, oggi: Date) -> Result<Vec<modello::Model>, Error> {
    let read = ente.db().read().await?;
    let select = modello::Entity::find().filter(modello::Column::Genere.eq("clausola")).filter(buoni(oggi));
    Ok(select.order_by_asc(modello::Column::Nome).all(&read).await?)
}

/// All that the office keeps, the newest first, also what is not good any more.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn tutti(ente: &Ente, who: &Who) -> Result<Vec<modello::Model>, Error> {
    who.require(&MODELLI)?;
    let read = ente.db().read().await?;
    Ok(modello::Entity::find().order_by_desc(modello::Column::At).all(&read).await?)
}

/// Whoever begins an act reads the models: what is confidential is none.
fn non_riservato(stato: &stato::Model) -> Result<(), Refusal> {
    if stato.riservato {
        let told = "L'atto è riservato: il suo testo non diventa un modello, che leggono tutti quelli che redigono.";
        return Err(Refusal::because(told));
    }
    Ok(())
}

/// What everybody reads as "omissis" is no words for others to use: neither this block nor, of a whole text, any.
async fn non_omesso<C: ConnectionTrait>(connection: &C, id: AttoId, block: Option<BlockId>) -> Result<(), Error> {
    let hidden = bozza_di(connection, id).await?.map(|one| one.omissis).unwrap_or_default();
    let some = block.map_or(!hidden.is_empty(), |block| hidden.contains(&block));
    if some {
        return Err(Error::no(
            "Nel testo ci sono parti segnate come omissis: non diventano un modello né una clausola, che leggono tutti \
             quelli che redigono.",
        ));
    }
    Ok(())
}

/// The text as its authors wrote it: a model names the CIG of the act that will be made of it, not that of this one.
async fn scritto<C: ConnectionTrait>(connection: &C, stato: &stato::Model) -> Result<Prose, Error> {
    match bozza_di(connection, stato.atto_id).await? {
        Some(bozza) => leggi(&bozza.testo),
        None => testo_di(connection, stato).await,
    }
}

/// Keeps the text of an act as the model of its iter.
///
/// # Errors
/// All the reasons why not; [`Error::NotFound`] where the act is not for `who`; without the permission; those of the
/// database.
async fn tieni_modello(ente: &Ente, who: &Who, id: AttoId, nuovo: &Nuovo) -> Result<(), Error> {
    who.require(&MODELLI)?;
    nuovo.controlla()?;
    let mut tx = ente.ledger.begin(who.actor(), "atti.modello").await?;
    let stato = una(&tx, who, id).await?;
    non_riservato(&stato)?;
    non_omesso(&tx, id, None).await?;
    let text = scritto(&tx, &stato).await?;
    let row = riga(&tx, who, nuovo, ("modello", stato.iter.clone()), &text);
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

/// Keeps a block of an act as a clause.
///
/// # Errors
/// As [`tieni_modello`], and where there is no such block.
async fn tieni_clausola(ente: &Ente, who: &Who, id: AttoId, block: BlockId, nuovo: &Nuovo) -> Result<(), Error> {
    who.require(&MODELLI)?;
    nuovo.controlla()?;
    let mut tx = ente.ledger.begin(who.actor(), "atti.modello").await?;
    let stato = una(&tx, who, id).await?;
    non_riservato(&stato)?;
    non_omesso(&tx, id, Some(block)).await?;
    let text = scritto(&tx, &stato).await?;
    let block = text.block(block).ok_or(Error::NotFound)?.clone();
    // A text begins with a section: the clause has one of its own, which is left out where it is put.
    let opens = prose::Content::Section(Section { role: Role::Corpo, title: prose::Line::default() });
    let blocks = vec![Block { id: BlockId::new(tx.now(), tx.random()), content: opens }, block];
    let text = Prose::new(blocks).map_err(|faults| Error::Testo(frasi(&faults)))?;
    let row = riga(&tx, who, nuovo, ("clausola", "corpo".to_owned()), &text);
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

/// Keeps the text of an act as the model of its iter, or one of its blocks as a clause.
///
/// # Errors
/// As [`tieni_modello`] and [`tieni_clausola`].
pub(crate) async fn tieni(
    ente: &Ente,
    who: &Who,
    id: AttoId,
    blocco: Option<BlockId>,
    nuovo: &Nuovo,
) -> Result<(), Error> {
    match blocco {
        Some(block) => tieni_clausola(ente, who, id, block, nuovo).await,
        None => tieni_modello(ente, who, id, nuovo).await,
    }
}

fn riga(tx: &ledger::Tx, who: &Who, nuovo: &Nuovo, (genere, dove): (&str, String), text: &Prose) -> modello::Model {
    modello::Model {
        id: tx.id(),
        genere: genere.to_owned(),
        codice: directory::fold(&nuovo.nome),
        nome: nuovo.nome.trim().to_owned(),
        dove,
        testo: text.json(),
        valido_dal: nuovo.valido_dal,
        valido_al: nuovo.valido_al,
        at: tx.now(),
        persona_id: Some(who.person),
    }
}

/// Puts a clause that is good today after a block of a draft, or at its end, with ids of its own.
///
/// # Errors
/// [`Error::NotFound`] where there is none; what [`super::scrivi::scrivi`] says.
pub async fn metti_clausola(
    ente: &Ente,
    who: &Who,
    id: AttoId,
    (clausola, dopo): (kernel::Id<modello::Entity>, Option<BlockId>),
) -> Result<(), Error> {
    let tx = ente.ledger.begin(who.actor(), "atti.bozza").await?;
    let stato = aperto(&tx, who, id).await?;
    let select = modello::Entity::find_by_id(clausola).filter(modello::Column::Genere.eq("clausola"));
    let row = select.filter(buoni(tx.now().date())).one(&tx).await?.ok_or(Error::NotFound)?;
    let mut after = dopo;
    if after.is_none() {
        after = testo_di(&tx, &stato).await?.blocks().last().map(|last| last.id);
    }
    let mut ops = Vec::new();
    for block in leggi(&row.testo)?.blocks().iter().skip(1) {
        let block = Block { id: BlockId::new(tx.now(), tx.random()), content: block.content.clone() };
        let next = Some(block.id);
        ops.push(prose::Op::Insert { after, block });
        after = next;
    }
    drop(tx);
    super::scrivi::scrivi(ente, who, id, &ops).await?;
    Ok(())
}

/// The name of the iter of a model, or where a clause goes.
pub(crate) fn dove(row: &modello::Model) -> String {
    match Tipo::dell_iter(&row.dove) {
        Some((tipo, variante)) => tipo.nome_con(variante),
        None => "Clausola".to_owned(),
    }
}
