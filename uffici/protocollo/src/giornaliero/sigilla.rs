//! The register of a day, closed with the ente's seal.

use ente::Ente;
use kernel::{Date, Instant};
use seal::{SealId, Standing};

use crate::{error::Error, tables::giornaliero};

/// For how long after the end of a day its register waits for a seal that is set and does not answer: it must be kept
/// by the next working day.
const PAZIENZA_SECONDI: i64 = 12 * 3600;

/// A register, sealed or not.
pub(super) struct Chiuso {
    pub pdf: Vec<u8>,
    pub sigillo: Option<SealId>,
    /// Whether the seal is of the authority for trials: then no metadata call the register sealed.
    pub di_prova: bool,
    pub marcato: bool,
    /// What our verifier said of the seal, or why there is none.
    pub nota: String,
}

/// Seals the register of `giorno`. Where the ente has no seal that is good today it stays as it is, and says why. Where
/// it has and sealing fails, it is tried again for half a day; after that the register is closed without what failed:
/// the time stamp, or else the seal.
///
/// # Errors
/// Why it could not be sealed, while there is time to try again; what passes by itself, whatever the hour.
pub(super) async fn sigilla(ente: &Ente, giorno: Date, pdf: Vec<u8>) -> Result<Chiuso, Error> {
    let now = ente.ledger.now();
    let kept = seal::kept(&ente.db().read().await?).await?;
    if let Some(why) = Standing::of(kept.as_ref(), now).why_not(kept.as_ref()) {
        return Ok(senza(pdf, why));
    }
    let reason = format!("Registro giornaliero di protocollo del {}", giorno.format("%d/%m/%Y"));
    let c_e_tempo = c_e_tempo(giorno, now);
    let mut provato = prova(ente, pdf.clone(), &reason, Marca::Chiesta).await;
    if let Err(seal::Error::Stamp(why)) = &provato
        && !c_e_tempo
    {
        tracing::error!(ente = ente.info.slug, %why, %giorno, "a register of the day is sealed without a time stamp");
        let why = format!("La marca temporale non è arrivata in tempo: {why}.");
        provato = prova(ente, pdf.clone(), &reason, Marca::Mancata(why)).await;
    }
    match provato {
        Ok(chiuso) => Ok(chiuso),
        Err(error) if c_e_tempo || error.passes() => Err(error.into()),
        Err(error) => {
            tracing::error!(ente = ente.info.slug, %error, %giorno, "a register of the day is closed without its seal");
            Ok(senza(pdf, format!("Il sigillo non è riuscito in tempo: {error}")))
        }
    }
}

/// The time stamp of a seal.
enum Marca {
    /// Where the ente has an authority for them.
    Chiesta,
    /// None, and why.
    Mancata(String),
}

async fn prova(ente: &Ente, pdf: Vec<u8>, reason: &str, marca: Marca) -> Result<Chiuso, seal::Error> {
    let Some(opened) = seal::open(ente).await? else {
        return Ok(senza(pdf, "Il sigillo dell'ente è stato tolto mentre il registro si chiudeva.".into()));
    };
    let (sealed, why) = match marca {
        Marca::Chiesta => (opened.pdf(ente, pdf, reason).await?, None),
        Marca::Mancata(why) => (opened.pdf_unstamped(ente, pdf, reason).await?, Some(why)),
    };
    let said = sealed.report.sentence;
    Ok(Chiuso {
        pdf: sealed.bytes,
        sigillo: Some(opened.row.id),
        di_prova: opened.row.trial,
        marcato: sealed.stamped,
        nota: why.map_or(said.clone(), |why| format!("{said} {why}")),
    })
}

/// The seals that these registers name.
///
/// # Errors
/// Those of the database.
pub(crate) async fn sigilli(ente: &Ente, rows: &[giornaliero::Model]) -> Result<Vec<seal::row::Model>, Error> {
    let ids: Vec<SealId> = rows.iter().filter_map(|row| row.sigillo_id).collect();
    Ok(seal::of_ids(&ente.db().read().await?, &ids).await?)
}

fn senza(pdf: Vec<u8>, nota: String) -> Chiuso {
    Chiuso { pdf, sigillo: None, di_prova: false, marcato: false, nota }
}

fn c_e_tempo(giorno: Date, now: Instant) -> bool {
    let ended = giorno.succ_opt().map_or(now, Instant::start_of);
    now <= ended.plus_seconds(PAZIENZA_SECONDI)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_waits_for_its_seal_until_noon_and_not_for_ever() {
        let day: Date = "2026-11-25".parse().unwrap();
        let midnight = Instant::start_of("2026-11-26".parse().unwrap());
        assert!(c_e_tempo(day, midnight.plus_seconds(60)));
        assert!(c_e_tempo(day, midnight.plus_seconds(12 * 3600)));
        assert!(!c_e_tempo(day, midnight.plus_seconds(12 * 3600 + 1)));
        assert!(!c_e_tempo(day, midnight.plus_seconds(30 * 86_400)), "a day that was made up for");
    }
}
