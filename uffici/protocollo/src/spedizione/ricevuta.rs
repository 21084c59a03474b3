//! A receipt moves the sending of which it speaks: in the transaction that takes it.

use kernel::Instant;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    avanza::{Fatto, avanza},
    stato::Stato,
    tabelle::spedizione,
};
use crate::{
    error::Error,
    posta::{MessaggioId, busta::Busta},
    tables::casella,
};

/// The sending of which a message that came to this mailbox speaks, when it is a receipt. It counts only in the mailbox from
/// which the message left: there the provider writes it.
///
/// # Errors
/// Those of the database.
pub(crate) async fn trova(
    tx: &Tx,
    casella: &casella::Model,
    busta: &Busta,
) -> Result<Option<spedizione::Model>, Error> {
    let (Some(id), Some(_), false) = (&busta.riferimento, busta.ricevuta, busta.sospetta) else { return Ok(None) };
    let select = spedizione::Entity::find().filter(spedizione::Column::MessageId.eq(id.as_str()));
    Ok(select.filter(spedizione::Column::CasellaId.eq(casella.id)).one(tx).await?)
}

/// Adds what the receipt says to the sending.
///
/// # Errors
/// Those of the database.
pub(crate) async fn applica(
    tx: &mut Tx,
    riga: &spedizione::Model,
    busta: &Busta,
    messaggio: MessaggioId,
) -> Result<(), Error> {
    if let Some(fatto) = fatto_di(busta, messaggio, tx.now()) {
        // Only certified mailboxes have receipts (`Busta::ricevuta`).
        avanza(tx, riga.id, true, fatto).await?;
    }
    Ok(())
}

/// The fact that a receipt tells; none for what passes between providers.
pub(crate) fn fatto_di(busta: &Busta, messaggio: MessaggioId, now: Instant) -> Option<Fatto> {
    let stato = dice(busta)?;
    let at = busta.certificato_at.unwrap_or(now);
    let testo = match stato {
        Stato::SenzaConsegna => {
            Some("L'indirizzo non è di una casella PEC: il gestore non manderà una ricevuta di consegna.".to_owned())
        }
        Stato::Preavviso => Some(
            "Il gestore avvisa che la consegna tarda. Se non riesce, lo dirà entro 24 ore dalla spedizione.".to_owned(),
        ),
        Stato::NonAccettato | Stato::NonConsegnato => Some(motivo(stato, busta)),
        _ => None,
    };
    Some(Fatto { stato: Some(stato), at, testo, messaggio: Some(messaggio) })
}

/// What a receipt says; nothing for what passes between providers.
fn dice(busta: &Busta) -> Option<Stato> {
    match busta.tipo.as_str() {
        "accettazione" if busta.esterno => Some(Stato::SenzaConsegna),
        "accettazione" => Some(Stato::Accettato),
        "avvenuta-consegna" => Some(Stato::Consegnato),
        "preavviso-errore-consegna" => Some(Stato::Preavviso),
        "non-accettazione" => Some(Stato::NonAccettato),
        "errore-consegna" | "rilevazione-virus" => Some(Stato::NonConsegnato),
        _ => None,
    }
}

fn motivo(stato: Stato, busta: &Busta) -> String {
    let what = if stato == Stato::NonAccettato {
        "Il gestore non ha accettato il messaggio"
    } else {
        "Il messaggio non è stato consegnato"
    };
    match &busta.causa {
        Some(why) => format!("{what}: {}.", why.trim_end_matches('.')),
        None if busta.tipo == "rilevazione-virus" => {
            format!("{what}: il gestore del destinatario dice che contiene un virus.")
        }
        None => format!("{what}, e il gestore non dice perché."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_receipt_says_what_the_rules_mean_by_it() {
        let busta = |tipo: &str| Busta { tipo: tipo.into(), ..Busta::default() };
        for (tipo, stato) in [
            ("accettazione", Some(Stato::Accettato)),
            ("avvenuta-consegna", Some(Stato::Consegnato)),
            ("preavviso-errore-consegna", Some(Stato::Preavviso)),
            ("non-accettazione", Some(Stato::NonAccettato)),
            ("errore-consegna", Some(Stato::NonConsegnato)),
            ("rilevazione-virus", Some(Stato::NonConsegnato)),
            ("presa-in-carico", None),
            ("posta-certificata", None),
        ] {
            assert_eq!(dice(&busta(tipo)), stato, "{tipo}");
        }
        assert_eq!(dice(&Busta { esterno: true, ..busta("accettazione") }), Some(Stato::SenzaConsegna));
        let why = Busta { causa: Some("la casella non esiste".into()), ..busta("errore-consegna") };
        assert_eq!(motivo(Stato::NonConsegnato, &why), "Il messaggio non è stato consegnato: la casella non esiste.");
    }
}
