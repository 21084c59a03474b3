//! To link two entries.

use authz::Who;
use ente::Ente;
use kernel::Refusal;

use super::{CollegamentoId, Tipo, elenca::di, tabella};
use crate::{
    error::Error,
    permissions::REGISTRA,
    registrazione::{stato_di, trova},
};

/// Links of one entry that hold at once.
const MOST: usize = 50;

/// Says that the first entry answers the other, or goes on from it.
///
/// # Errors
/// A missing permission; [`Error::NotFound`] for the first entry; all the reasons why not, one that `who` may not see being as one that is not
/// there; those of the database.
pub(crate) async fn collega(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    tipo: Tipo,
    (altro_anno, altro_numero): (i64, i64),
) -> Result<CollegamentoId, Error> {
    who.require(&REGISTRA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.collega").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    let altra = match trova(&tx, who, altro_anno, altro_numero).await {
        Err(Error::NotFound) => return Err(non_trovata().into()),
        found => found?,
    };
    // Locked in one order, whichever of the two is the first: two who link them at once do not wait for each other.
    let (one, two) = (stato_di(&tx, riga.id.min(altra.id)).await?, stato_di(&tx, riga.id.max(altra.id)).await?);
    let now = di(&tx, who, riga.id).await?;
    let live = now.iter().filter(|link| link.sciolto.is_none());
    let sql = "SELECT 1 AS one FROM protocollo_richiamo WHERE (registrazione_id = $1 AND risponde_a = $2) \
               OR (registrazione_id = $2 AND risponde_a = $1) LIMIT 1";
    let born = db::one(&tx, sql, [riga.id.into(), altra.id.into()]).await?.is_some();
    check(&Quadro {
        stessa: riga.id == altra.id,
        annullata: one.annullata || two.annullata,
        legate: born || live.clone().any(|link| link.altra == (altra.anno, altra.numero)),
        quanti: live.count(),
    })?;
    let id = tx.id();
    let row = tabella::Model {
        id,
        da_id: riga.id,
        a_id: altra.id,
        tipo: tipo.code().into(),
        fatto_da: who.person,
        fatto_at: tx.now(),
        sciolto_da: None,
        sciolto_at: None,
        motivo: None,
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(id)
}

fn non_trovata() -> Refusal {
    Refusal::beside(
        "numero",
        "Non c'è una registrazione con questo numero fra quelle che puoi vedere: controlla numero e anno.",
    )
}

/// How the two stand.
struct Quadro {
    stessa: bool,
    annullata: bool,
    legate: bool,
    quanti: usize,
}

fn check(quadro: &Quadro) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    if quadro.stessa {
        refusal.add(Some("numero"), "È questa stessa registrazione: scrivi il numero dell'altra.");
    }
    if quadro.annullata {
        refusal.add(None, "Una delle due registrazioni è annullata: non si collega ad altre.");
    }
    if quadro.legate {
        refusal.add(
            Some("numero"),
            "Le due registrazioni sono già collegate: per dire altro, prima sciogli il collegamento.",
        );
    }
    if quadro.quanti >= MOST {
        refusal.add(
            None,
            format!(
                "Questa registrazione ha già {MOST} collegamenti: per tenere insieme molti documenti usa un fascicolo."
            ),
        );
    }
    refusal.unless_empty(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_stands_against_a_link_is_told_at_once() {
        let quadro = |stessa, annullata, legate, quanti| Quadro { stessa, annullata, legate, quanti };
        assert!(check(&quadro(false, false, false, MOST - 1)).is_ok());
        assert_eq!(check(&quadro(true, true, true, MOST)).unwrap_err().reasons.len(), 4);
        for one in [quadro(true, false, false, 0), quadro(false, true, false, 0), quadro(false, false, true, 0)] {
            assert_eq!(check(&one).unwrap_err().reasons.len(), 1);
        }
    }
}
