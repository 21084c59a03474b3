//! The money of an act, through the door of the accounting office and in the act's own transaction: never the one
//! without the other.

use ledger::Tx;
use porte::ragioneria::{Atto, Liquidazione, Movimento, Riga as DaImpegnare, Svincolo};
use pratiche::Caso;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{AZIONE, Chiede, chi, sotto_chiave};
use crate::{
    Atti,
    error::Error,
    materia::CODICE,
    rules::righe::{Riga, Verso, totale},
    tables::{movimento, stato},
};

fn da_impegnare(righe: &[Riga]) -> Vec<DaImpegnare> {
    righe.iter().filter(|riga| riga.verso == Verso::Impegno).map(Riga::da_impegnare).collect()
}

/// The act under the name that it has now, which is told to everybody who reads the chapters.
fn nominato(stato: &stato::Model) -> Result<Atto, Error> {
    let nome = stato.estremi().ok_or_else(|| Error::no("La spesa si registra su un atto che ha il numero."))?;
    Ok(Atto { ufficio: CODICE.to_owned(), id: stato.atto_id.uuid(), nome, riservato: stato.riservato })
}

/// Locks the chapters, before any number is taken.
pub(super) async fn tieni(atti: &Atti, tx: &mut Tx, caso: &Caso<'_>) -> Result<(), Error> {
    let now = sotto_chiave(tx, caso.oggetto).await?;
    Ok(atti.ragioneria.tieni(tx, &da_impegnare(&now.righe()?)).await?)
}

/// Books.
pub(super) async fn prenota((atti, con): Chiede<'_>, tx: &mut Tx, caso: &Caso<'_>) -> Result<(), Error> {
    let now = sotto_chiave(tx, caso.oggetto).await?;
    let (who, atto, righe) = (chi(tx, caso, con).await?, nominato(&now)?, now.righe()?);
    let made = atti.ragioneria.prenota(tx, &who, &atto, &da_impegnare(&righe), Some(totale(&righe))).await?;
    scrivi(tx, &now, &made).await
}

/// Commits.
pub(super) async fn impegna((atti, con): Chiede<'_>, tx: &mut Tx, caso: &Caso<'_>) -> Result<(), Error> {
    let now = sotto_chiave(tx, caso.oggetto).await?;
    let (who, atto, righe) = (chi(tx, caso, con).await?, nominato(&now)?, now.righe()?);
    let made = atti.ragioneria.impegna(tx, &who, &atto, &da_impegnare(&righe), Some(totale(&righe))).await?;
    scrivi(tx, &now, &made).await
}

async fn scrivi(tx: &mut Tx, stato: &stato::Model, made: &[Movimento]) -> Result<(), Error> {
    // The door names its own action in the journal: what follows is ours again.
    tx.action(AZIONE);
    for (posizione, one) in (1..).zip(made) {
        let row = movimento::Model {
            id: tx.id(),
            atto_id: stato.atto_id,
            posizione,
            genere: one.genere.code().to_owned(),
            movimento_id: Some(one.id),
            anno: one.numero.0,
            numero: one.numero.1,
            importo: one.riga.importo,
            at: tx.now(),
        };
        tx.insert(row).await?;
    }
    Ok(())
}

/// Liquidates: the commitments that the lines name, or those that this act has just made.
pub(super) async fn liquida((atti, con): Chiede<'_>, tx: &mut Tx, caso: &Caso<'_>) -> Result<(), Error> {
    let now = sotto_chiave(tx, caso.oggetto).await?;
    let righe = now.righe()?;
    let mut asked: Vec<Liquidazione> = righe.iter().filter_map(Riga::da_liquidare).collect();
    if asked.is_empty() {
        let made = di_atto(tx, &now, "impegno").await?;
        let own = made.iter().zip(&righe).filter_map(|(row, riga)| {
            let documento = riga.documento.trim().to_owned();
            Some(Liquidazione { impegno: row.movimento_id?, importo: row.importo, documento })
        });
        asked = own.collect();
    }
    if asked.iter().any(|one| one.documento.is_empty()) {
        return Err(Error::campo(
            "righe",
            "Ogni riga che si liquida indica la fattura o il documento (art. 184 TUEL).",
        ));
    }
    let (who, atto) = (chi(tx, caso, con).await?, nominato(&now)?);
    let numbers = atti.ragioneria.liquida(tx, &who, &atto, &asked).await?;
    tx.action(AZIONE);
    for (posizione, ((anno, numero), one)) in (1..).zip(numbers.into_iter().zip(&asked)) {
        let row = movimento::Model {
            id: tx.id(),
            atto_id: now.atto_id,
            posizione,
            genere: "liquidazione".to_owned(),
            movimento_id: None,
            anno,
            numero,
            importo: one.importo,
            at: tx.now(),
        };
        tx.insert(row).await?;
    }
    Ok(())
}

/// Gives back what this act had booked or committed.
pub(super) async fn svincola((atti, con): Chiede<'_>, tx: &mut Tx, caso: &Caso<'_>) -> Result<(), Error> {
    let now = sotto_chiave(tx, caso.oggetto).await?;
    let mut made = di_atto(tx, &now, "impegno").await?;
    made.extend(di_atto(tx, &now, "prenotazione").await?);
    let motivo = format!("Atto «{}»: la spesa non è più dovuta", now.estremi().unwrap_or_else(|| now.nome()));
    let back = made.iter().filter_map(|row| row.movimento_id);
    let back: Vec<Svincolo> =
        back.map(|movimento| Svincolo { movimento, importo: None, motivo: motivo.clone() }).collect();
    let who = chi(tx, caso, con).await?;
    atti.ragioneria.svincola(tx, &who, &back).await?;
    tx.action(AZIONE);
    Ok(())
}

async fn di_atto(tx: &Tx, stato: &stato::Model, genere: &str) -> Result<Vec<movimento::Model>, Error> {
    let select = movimento::Entity::find().filter(movimento::Column::AttoId.eq(stato.atto_id));
    let select = select.filter(movimento::Column::Genere.eq(genere));
    Ok(select.order_by_asc(movimento::Column::Posizione).all(tx).await?)
}
