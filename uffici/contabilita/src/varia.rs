//! To write a variation: what an act gives to chapters and takes from them (TUEL, art. 166, 175).

use std::collections::{BTreeMap, BTreeSet};

use authz::Who;
use ente::Ente;
use kernel::{Cents, Date, Id, Refusal, Uuid};
use ledger::{Numbered, Tx};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    error::Error,
    esercizio::{atto_e_giorno, gia_detto},
    libro::quadro::{Quali, blocca, saldi},
    permissions::VARIA,
    rules::{Codice, Mossa, Tipo, controlla_variazione, grande, testo, testo_fino_a},
    tables::{capitolo, stanziamento, variazione},
};

/// The register that gives the numbers.
const VARIAZIONI: &str = "contabilita_variazioni";
/// The most lines of one.
const RIGHE: usize = 500;
/// So many are read of what was sent: either more than [`RIGHE`] of them can be read, or as many cannot, and both are
/// refused.
pub(crate) const LETTE: usize = 2 * RIGHE;
/// Longest texts, in letters.
const LUNGO: usize = 500;

/// What one chapter is given, or what is taken from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parte {
    /// The chapter.
    pub codice: Codice,
    /// How much; below zero where it is taken.
    pub importo: Cents,
    /// Of which for later years (fondo pluriennale vincolato).
    pub fpv: Cents,
}

/// A variation to be written.
#[derive(Clone, Debug)]
pub struct Nuova {
    /// Of which year.
    pub anno: i64,
    /// By whom it was decided.
    pub tipo: Option<Tipo>,
    /// The act: "Delibera di Giunta n. 101 del 12/11/2026".
    pub atto: String,
    /// Its day.
    pub atto_il: Option<Date>,
    /// Why.
    pub motivo: String,
    /// What covers a sum that is not zero.
    pub copertura: Option<String>,
    /// Whether it is one of those that the law lets be decided until 31 December (art. 175, c. 3).
    pub eccezione: bool,
    /// What it gives and takes.
    pub righe: Vec<Parte>,
}

/// Writes it, and gives year and number.
///
/// # Errors
/// Without the right; all that is wrong, with the figures of each chapter; those of ledger and database.
pub async fn varia(ente: &Ente, who: &Who, nuova: &Nuova) -> Result<(i64, i64), Error> {
    varia_letta(ente, who, nuova, Refusal::default()).await
}

/// The same, with what was already found wrong while it was read.
///
/// # Errors
/// As [`varia`].
pub(crate) async fn varia_letta(
    ente: &Ente,
    who: &Who,
    nuova: &Nuova,
    mut refusal: Refusal,
) -> Result<(i64, i64), Error> {
    who.require(&VARIA)?;
    let oggi = ente.ledger.now().date();
    let atto = atto_e_giorno(&nuova.atto, nuova.atto_il, oggi, &mut refusal);
    let motivo = testo_fino_a(&nuova.motivo, LUNGO, "il motivo").unwrap_or_else(|why| {
        refusal.add(Some("motivo"), format!("{}.", grande(&why)));
        String::new()
    });
    let copertura = nuova.copertura.as_deref().and_then(testo);
    if copertura.as_ref().is_some_and(|text| text.chars().count() > LUNGO) {
        refusal.add(Some("copertura"), format!("Scrivi al massimo {LUNGO} caratteri."));
    }
    if nuova.tipo.is_none() {
        refusal.add(Some("tipo"), "Scegli chi ha deciso la variazione.");
    }
    forma(nuova, &mut refusal);
    // A year that could not be read is told already: it has no last day and no chapters that might be missing.
    let anno_letto = !gia_detto(&refusal, "anno");
    if let Some(tipo) = nuova.tipo {
        let amounts: Vec<Cents> = nuova.righe.iter().map(|parte| parte.importo).collect();
        let more = (copertura.as_deref(), nuova.eccezione);
        let atto_il = nuova.atto_il.filter(|_| anno_letto);
        controlla_variazione(tipo, nuova.anno, atto_il, &amounts, more, &mut refusal);
    }
    let mut tx = ente.ledger.begin(who.actor(), "contabilita.varia").await?;
    let chapters = if anno_letto { tieni(&tx, nuova, &mut refusal).await? } else { BTreeMap::new() };
    refusal.unless_empty(())?;
    let (Some((atto, atto_il)), Some(tipo)) = (atto, nuova.tipo) else { return Err(Error::NotFound) };
    let (Numbered(_, anno, numero), at) = tx.number(VARIAZIONI).await?;
    let row = variazione::Model {
        id: tx.id(),
        anno: nuova.anno,
        tipo: tipo.code().into(),
        numero_anno: Some(i64::from(anno)),
        numero: Some(numero),
        atto,
        atto_il,
        motivo,
        copertura,
        documento_id: None,
        persona_id: who.person,
        at,
    };
    let lines = righe(&tx, nuova, row.id, &chapters);
    tx.insert(row).await?;
    tx.insert_many(lines).await?;
    tx.commit().await?;
    Ok((i64::from(anno), numero))
}

/// What is wrong with the lines by themselves; of too many, the first are looked at.
fn forma(nuova: &Nuova, refusal: &mut Refusal) {
    if (nuova.righe.is_empty() && !gia_detto(refusal, "righe")) || nuova.righe.len() > RIGHE {
        refusal.add(Some("righe"), format!("Le righe di una variazione vanno da una a {RIGHE}."));
    }
    let mut seen = BTreeSet::new();
    for parte in nuova.righe.iter().take(RIGHE) {
        if !seen.insert(parte.codice) {
            refusal.add(Some("righe"), format!("Il capitolo {} c'è due volte: scrivi una riga sola.", parte.codice));
        }
        if parte.importo == Cents(0) && parte.fpv == Cents(0) {
            refusal.add(Some("righe"), format!("Il capitolo {} non cambia: togli la riga.", parte.codice));
        }
    }
}

/// Locks the chapters and tells of each why it cannot take what is asked; gives their ids by code.
async fn tieni(tx: &Tx, nuova: &Nuova, refusal: &mut Refusal) -> Result<BTreeMap<Codice, Uuid>, Error> {
    let codes: BTreeSet<i64> = nuova.righe.iter().take(RIGHE).map(|parte| parte.codice.ordine()).collect();
    let select = capitolo::Entity::find()
        .filter(capitolo::Column::Anno.eq(nuova.anno))
        .filter(capitolo::Column::Ordine.is_in(codes));
    let rows = select.all(tx).await?;
    blocca(tx, rows.iter().map(|row| (row.anno, row.ordine, row.id.uuid())).collect()).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.uuid()).collect();
    let saldi = saldi(tx, Quali::Questi(&ids), nuova.anno).await?;
    let by_code: BTreeMap<Codice, &capitolo::Model> = rows.iter().map(|row| (row.codice(), row)).collect();
    for parte in nuova.righe.iter().take(RIGHE) {
        let Some(row) = by_code.get(&parte.codice) else {
            let sentence = format!("Nel bilancio del {} il capitolo {} non c'è.", nuova.anno, parte.codice);
            refusal.add(Some("righe"), sentence);
            continue;
        };
        let conto = saldi.get(&row.id.uuid()).copied().unwrap_or_default().conto;
        if conto.dopo(Mossa::Varia { importo: parte.importo, fpv: parte.fpv }, row.limite()).is_err() {
            let after = conto.assestato() + parte.importo;
            let sentence = format!(
                "Il capitolo {} avrebbe {after}, di cui {} per gli anni dopo: ma {} sono prenotati e {} impegnati.",
                parte.codice,
                conto.fpv + parte.fpv,
                conto.prenotato,
                conto.impegnato
            );
            refusal.add_law(Some("righe"), sentence, "art. 162, c. 6, e 175 d.lgs. 267/2000");
        }
    }
    Ok(by_code.into_iter().map(|(code, row)| (code, row.id.uuid())).collect())
}

fn righe(
    tx: &Tx,
    nuova: &Nuova,
    variazione_id: Id<variazione::Entity>,
    chapters: &BTreeMap<Codice, Uuid>,
) -> Vec<stanziamento::Model> {
    let line = |parte: &Parte| {
        let capitolo_id = (*chapters.get(&parte.codice)?).into();
        Some(stanziamento::Model {
            id: tx.id(),
            variazione_id,
            capitolo_id,
            cents: parte.importo,
            fpv_cents: parte.fpv,
        })
    };
    nuova.righe.iter().filter_map(line).collect()
}
