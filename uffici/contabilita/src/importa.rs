//! To import the chapters of a year's budget from a file, each with its first allocation.

use std::{collections::BTreeSet, ops::RangeInclusive};

use authz::Who;
use documents::store::Stored;
use ente::Ente;
use futures::StreamExt;
use kernel::{Cents, Date, Id, Refusal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    error::Error,
    esercizio::{annota_approvazione, atto_e_giorno, gia_detto},
    permissions::VARIA,
    rules::{Letto, leggi_csv},
    tables::{capitolo, stanziamento, variazione},
};

/// Largest file, in bytes.
const GRANDE: u64 = 5_000_000;
/// The most chapters that are named when they are there already.
const NOMI: usize = 20;

/// Of which budget the chapters are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bilancio {
    /// The year that the chapters are of.
    pub anno: i64,
    /// The act that approved it: "Delibera di Consiglio n. 58 del 22/12/2025".
    pub atto: String,
    /// Its day.
    pub atto_il: Option<Date>,
    /// Whether this act approves the budget of this very year as its first, so that the year is no longer provisional.
    pub approva: bool,
}

/// What was imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Importati {
    /// How many chapters.
    pub capitoli: usize,
    /// What they have in all.
    pub totale: Cents,
}

/// Imports them: all, or none. The file is kept.
///
/// # Errors
/// Without the right; all that is wrong with the file, the act and the year; a chapter that the year has already; those of store and
/// database.
pub async fn importa(
    ente: &Ente,
    who: &Who,
    bilancio: &Bilancio,
    (name, stored): (&str, &Stored),
) -> Result<Importati, Error> {
    importa_letto(ente, who, bilancio, Some((name, stored)), Refusal::default()).await
}

/// The same, with what was already found wrong while it was read; the file may be missing.
///
/// # Errors
/// As [`importa`].
pub(crate) async fn importa_letto(
    ente: &Ente,
    who: &Who,
    bilancio: &Bilancio,
    file: Option<(&str, &Stored)>,
    mut refusal: Refusal,
) -> Result<Importati, Error> {
    who.require(&VARIA)?;
    let atto = atto_e_giorno(&bilancio.atto, bilancio.atto_il, ente.ledger.now().date(), &mut refusal);
    anno_credibile(bilancio.anno, ente.ledger.now().year(), &mut refusal);
    let letti = letti(ente, file, &mut refusal).await?;
    refusal.unless_empty(())?;
    let (Some((atto, atto_il)), Some((name, stored))) = (atto, file) else { return Err(Error::NotFound) };
    let mut tx = ente.ledger.begin(who.actor(), "contabilita.importa").await?;
    // Two who import the same year come one after the other.
    db::alone(&tx, "contabilita.importa").await?;
    nuovi(&tx, bilancio.anno, &letti).await?;
    if bilancio.approva {
        annota_approvazione(&mut tx, who, (bilancio.anno, &atto, atto_il)).await?;
    }
    let documento = ente.archive.name(&mut tx, stored, name).await?;
    let iniziale = variazione::Model {
        id: tx.id(),
        anno: bilancio.anno,
        tipo: "iniziale".into(),
        numero_anno: None,
        numero: None,
        atto,
        atto_il,
        motivo: "Stanziamento iniziale".into(),
        copertura: None,
        documento_id: Some(documento.id),
        persona_id: who.person,
        at: tx.now(),
    };
    let (chapters, given): (Vec<_>, Vec<_>) = letti
        .iter()
        .map(|letto| righe(letto, bilancio.anno, iniziale.id, || tx.id::<capitolo::Entity>().uuid()))
        .unzip();
    tx.insert(iniziale).await?;
    tx.insert_many(chapters).await?;
    tx.insert_many(given).await?;
    tx.commit().await?;
    Ok(Importati { capitoli: letti.len(), totale: letti.iter().map(|letto| letto.stanziamento).sum() })
}

/// The chapters of the file, or what is wrong with it.
async fn letti(ente: &Ente, file: Option<(&str, &Stored)>, refusal: &mut Refusal) -> Result<Vec<Letto>, Error> {
    let read = match file {
        None => {
            refusal.add(Some("file"), "Scegli il file con i capitoli, in formato CSV.");
            return Ok(Vec::new());
        }
        Some((_, stored)) if stored.size > GRANDE => {
            refusal.add(Some("file"), "Il file dei capitoli è troppo grande: al massimo 5 MB.");
            return Ok(Vec::new());
        }
        Some((_, stored)) => leggi_csv(&contenuto(ente, stored).await?),
    };
    Ok(read.unwrap_or_else(|more| {
        refusal.reasons.extend(more.reasons);
        Vec::new()
    }))
}

/// A chapter and its first allocation, as rows.
fn righe(
    letto: &Letto,
    anno: i64,
    variazione_id: Id<variazione::Entity>,
    id: impl Fn() -> kernel::Uuid,
) -> (capitolo::Model, stanziamento::Model) {
    let chapter = capitolo::Model {
        id: id().into(),
        anno,
        ordine: letto.codice.ordine(),
        descrizione: letto.descrizione.clone(),
        missione: letto.missione.clone(),
        programma: letto.programma.clone(),
        piano: letto.piano.to_string(),
        vincolo: letto.vincolo.clone(),
        responsabile: letto.responsabile.clone(),
    };
    let given = stanziamento::Model {
        id: id().into(),
        variazione_id,
        capitolo_id: chapter.id,
        cents: letto.stanziamento,
        fpv_cents: letto.fpv,
    };
    (chapter, given)
}

/// Refuses chapters that the year has already: what they have is changed by a variation.
async fn nuovi(tx: &ledger::Tx, anno: i64, letti: &[Letto]) -> Result<(), Error> {
    let select = capitolo::Entity::find().filter(capitolo::Column::Anno.eq(anno));
    let known: BTreeSet<i64> = select.all(tx).await?.into_iter().map(|row| row.ordine).collect();
    let twice: Vec<String> = letti
        .iter()
        .filter(|letto| known.contains(&letto.codice.ordine()))
        .map(|letto| letto.codice.to_string())
        .collect();
    if twice.is_empty() {
        return Ok(());
    }
    let more = match twice.len().saturating_sub(NOMI) {
        0 => String::new(),
        more => format!(" e altri {more}"),
    };
    let named = twice.get(..NOMI).unwrap_or(&twice).join(", ");
    let sentence = format!(
        "Nel {anno} ci sono già i capitoli {named}{more}: toglili dal file. Il loro stanziamento si cambia con una variazione."
    );
    Err(Refusal::beside("file", sentence).into())
}

/// From the year before to three after: as far as reaches a budget that is approved before its first year begins.
pub(crate) fn credibili(oggi: i64) -> RangeInclusive<i64> {
    oggi - 1..=oggi + 3
}

/// Whether the year is one of [`credibili`].
pub(crate) fn anno_credibile(anno: i64, oggi: i32, refusal: &mut Refusal) {
    let credibili = credibili(i64::from(oggi));
    // One that could not be read is told already.
    if !gia_detto(refusal, "anno") && !credibili.contains(&anno) {
        refusal.add(Some("anno"), format!("L'anno va dal {} al {}.", credibili.start(), credibili.end()));
    }
}

/// The bytes of the file.
async fn contenuto(ente: &Ente, stored: &Stored) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let mut stream = ente.archive.store().open(&stored.sha256).await?;
    while let Some(piece) = stream.next().await {
        bytes.extend_from_slice(&piece?);
    }
    Ok(bytes)
}
