//! To book and to commit, in the transaction of whoever has the act.

use authz::Who;
use kernel::{Cents, Id};
use ledger::{Numbered, Tx};
use porte::ragioneria::{Atto, Genere, Movimento, Riga};

use super::{
    leggi::{movimento as come_porta, puo_prenotare},
    quadro::{self, Stato, ridotto},
};
use crate::{
    error::Error,
    permissions::IMPEGNA,
    rules::{giudica, testo_fino_a},
    tables::movimento,
};

/// The register that gives the numbers of commitments.
const IMPEGNI: &str = "contabilita_impegni";
/// The one of the provisional numbers of bookings.
const PRENOTAZIONI: &str = "contabilita_prenotazioni";
/// Longest name of an act, in letters.
const LUNGO: usize = 300;

/// Books or commits: one row for each line, in their order.
///
/// # Errors
/// Without the right; all the reasons why a line cannot be; those of ledger and database. Nothing was written then.
pub(crate) async fn scrivi(
    tx: &mut Tx,
    who: &Who,
    genere: Genere,
    atto: &Atto,
    (righe, totale): (&[Riga], Option<Cents>),
) -> Result<Vec<Movimento>, Error> {
    let (action, register) = match genere {
        Genere::Prenotazione => {
            puo_prenotare(who)?;
            ("contabilita.prenota", PRENOTAZIONI)
        }
        Genere::Impegno => {
            who.require(&IMPEGNA)?;
            ("contabilita.impegna", IMPEGNI)
        }
    };
    let nome = nome_atto(atto)?;
    quadro::tieni(tx, righe).await?;
    let quadro = quadro::leggi(&*tx, righe, tx.now().date()).await?;
    let buone = giudica(&quadro, genere, righe, totale)?;
    tx.action(action);
    let mut written = Vec::with_capacity(buone.len());
    for buona in buone {
        let (Numbered(_, anno, numero), at) = tx.number(register).await?;
        let riga = buona.riga;
        let creditore = riga.creditore.clone().unwrap_or_default();
        let row = movimento::Model {
            id: tx.id(),
            genere: genere.code().into(),
            capitolo_id: buona.capitolo.id,
            numero_anno: i64::from(anno),
            numero,
            atto_ufficio: atto.ufficio.clone(),
            atto_id: atto.id,
            atto: nome.clone(),
            cents: riga.importo,
            piano: riga.piano.clone(),
            descrizione: riga.descrizione.clone(),
            creditore: Some(creditore.nome).filter(|nome| !nome.is_empty()),
            creditore_cf: creditore.codice_fiscale,
            creditore_piva: creditore.partita_iva,
            cig: riga.cig.clone(),
            cup: riga.cup.clone(),
            scadenza: riga.scadenza,
            dodicesimi: riga.dodicesimi.code().into(),
            prenotazione_id: riga.prenotazione.map(Id::from),
            persona_id: who.person,
            at,
            riservato: atto.riservato.then_some(true),
        };
        let stato = Stato { riga: row.clone(), ridotto: Cents(0), liquidato: Cents(0) };
        tx.insert(row).await?;
        if let Some(id) = riga.prenotazione.filter(|_| buona.gia_prenotato > Cents(0)) {
            let motivo = format!("Usata dall'{}", stato.riga.nome());
            let used = ridotto(tx, (id.into(), buona.gia_prenotato), "impegno", &motivo);
            tx.insert(used).await?;
        }
        written.push(come_porta(stato, &buona.capitolo));
    }
    Ok(written)
}

/// The name of an act, which every page shows.
pub(super) fn nome_atto(atto: &Atto) -> Result<String, kernel::Refusal> {
    testo_fino_a(&atto.nome, LUNGO, "il nome dell'atto")
        .map_err(|why| kernel::Refusal::because(format!("Per registrare la spesa {why}.")))
}
