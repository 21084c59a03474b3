//! The list of what was being published on a day, sealed by the ente: numbers, days and fingerprints, nothing that the law wants gone later.
//! So it stays: whoever kept one can show what stood at the albo, and what did not.

use documents::document;
use ente::Ente;
use kernel::{Actor, Instant, Refusal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::{
    elenca::{Filtro, Voce},
    error::Error,
    pubblico::tutte,
    tables::manifesto,
};

/// Who makes it.
const CHI: Actor = Actor::System("albo.manifesto");
/// Most rows: one list holds them all, or there is none.
const RIGHE_MAX: usize = 100_000;
/// Largest list, in bytes, sealed.
const GRANDE: u64 = 100_000_000;

/// Makes today's, where it is not there yet and the ente has a seal. Done twice it changes nothing.
///
/// # Errors
/// More publications than a list holds; those of seal, store and database.
pub(crate) async fn fai(ente: &Ente) -> Result<(), Error> {
    let now = ente.ledger.now();
    let today = manifesto::Column::Giorno.eq(now.date());
    let read = ente.db().read().await?;
    if manifesto::Entity::find().filter(today.clone()).one(&read).await?.is_some() {
        return Ok(());
    }
    drop(read);
    let rows = righe(ente).await?;
    let Some(opened) = seal::open(ente).await? else { return Ok(()) };
    let quante = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let sealed = opened.file(ente, testo(ente, now, rows)).await?;
    let stored = ente.archive.receive_own(&mut &sealed.bytes[..], GRANDE).await?;
    let mut tx = ente.ledger.begin(CHI, "albo.manifesto").await?;
    // Two nodes at once: the second waits here, and finds the first's.
    db::alone(&tx, "albo.manifesto").await?;
    if manifesto::Entity::find().filter(today).one(&tx).await?.is_some() {
        return Ok(());
    }
    let file = ente.archive.name(&mut tx, &stored, &format!("albo-{}.json.p7m", now.date())).await?;
    let row = manifesto::Model {
        id: tx.id(),
        giorno: now.date(),
        fatto_at: tx.now(),
        quante,
        documento_id: file.id,
        sigillo_id: opened.row.id,
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

fn testo(ente: &Ente, now: Instant, rows: Vec<Value>) -> Vec<u8> {
    let list = json!({
        "ente": ente.info.name,
        "ipa": ente.info.ipa,
        "istante": now.to_string(),
        "pubblicazioni": rows,
    });
    list.to_string().into_bytes()
}

/// What is being published, without what it is about.
async fn righe(ente: &Ente) -> Result<Vec<Value>, Error> {
    let (all, more) = tutte(ente, &Filtro::default(), None, RIGHE_MAX).await?;
    if more {
        // Of what it left out it would say that it was not there.
        let told = format!(
            "In pubblicazione ci sono più di {RIGHE_MAX} atti: l'elenco del giorno non li terrebbe tutti, e non si sigilla."
        );
        return Err(Refusal::because(told).into());
    }
    let tell = |Voce { riga, stato }: &Voce| {
        json!({
            "numero": riga.numero,
            "anno": riga.anno,
            "tipo": riga.tipo,
            "pubblicata": riga.pubblicata_at.to_string(),
            "fino_al": stato.fine_il.to_string(),
            "impronte": riga.impronte.lines().collect::<Vec<_>>(),
        })
    };
    Ok(all.iter().map(tell).collect())
}

/// The newest.
///
/// # Errors
/// [`Error::NotFound`] before the first; those of the database.
pub(crate) async fn ultimo(ente: &Ente) -> Result<document::Model, Error> {
    let read = ente.db().read().await?;
    let select = manifesto::Entity::find().order_by_desc(manifesto::Column::Giorno);
    let row = select.one(&read).await?.ok_or(Error::NotFound)?;
    ente.archive.find(&read, &[row.documento_id.uuid()]).await?.pop().ok_or(Error::NotFound)
}
