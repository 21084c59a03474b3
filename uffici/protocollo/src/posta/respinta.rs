//! Ordinary mail that came back: the report is tied to the sending by the Message-ID of the message that it carries.

use ledger::Tx;
use pec::{Action, Bounced};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{MessaggioId, busta::Busta};
use crate::{
    error::Error,
    spedizione::{
        avanza::{Fatto, avanza, stato_di},
        stato::Stato,
        tabelle::spedizione,
    },
    tables::casella,
};

/// Characters told of a server's words.
const MOST: usize = 200;

/// The sending of which a report speaks. It counts only in the mailbox from which the message left. Of what left from a certified
/// mailbox the provider's receipts speak, and they are signed: a report counts only where none will come.
///
/// # Errors
/// Those of the database.
pub(crate) async fn trova(
    tx: &Tx,
    casella: &casella::Model,
    busta: &Busta,
) -> Result<Option<spedizione::Model>, Error> {
    let Some(id) = busta.respinta.as_ref().and_then(|report| report.message_id.as_deref()) else { return Ok(None) };
    let select = spedizione::Entity::find().filter(spedizione::Column::MessageId.eq(id));
    let Some(riga) = select.filter(spedizione::Column::CasellaId.eq(casella.id)).one(tx).await? else {
        return Ok(None);
    };
    if casella.certificata && Stato::from_code(&stato_di(tx, riga.id).await?.stato) != Stato::SenzaConsegna {
        return Ok(None);
    }
    Ok(Some(riga))
}

/// Adds what the report says to the sending.
///
/// # Errors
/// Those of the database.
pub(crate) async fn applica(
    tx: &mut Tx,
    riga: &spedizione::Model,
    casella: &casella::Model,
    busta: &Busta,
    messaggio: MessaggioId,
) -> Result<(), Error> {
    let Some(report) = &busta.respinta else { return Ok(()) };
    let Some((stato, testo)) = dice(&report.recipients, riga.indirizzo.as_deref()) else { return Ok(()) };
    let fatto = Fatto { stato, at: tx.now(), testo: Some(testo), messaggio: Some(messaggio) };
    avanza(tx, riga.id, casella.certificata, fatto).await?;
    Ok(())
}

/// What a report says of a sending to this address: that it failed, or that it is late and moves nothing. Where it does not name
/// the address, as after a forwarding, what it says of the others counts.
fn dice(recipients: &[Bounced], indirizzo: Option<&str>) -> Option<(Option<Stato>, String)> {
    let same = |one: &&Bounced| match (&one.recipient, indirizzo) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        _ => false,
    };
    let named: Vec<&Bounced> = recipients.iter().filter(same).collect();
    let all = if named.is_empty() { recipients.iter().collect() } else { named };
    let with = |action: Action| all.iter().copied().find(|one| one.action == action);
    if let Some(failed) = with(Action::Failed) {
        return Some((Some(Stato::NonConsegnato), format!("Il messaggio non è stato consegnato: {}.", perche(failed))));
    }
    let late = with(Action::Delayed)?;
    Some((None, format!("La consegna tarda, e il server riprova da solo: {}.", perche(late))))
}

/// Why, from the code (RFC 3463), with the server's own words.
fn perche(one: &Bounced) -> String {
    let status = one.status.as_deref().unwrap_or_default();
    let mut numbers = status.split('.').skip(1).map(|number| number.parse::<u16>().unwrap_or_default());
    let why = match (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default()) {
        (1, 0 | 1 | 3 | 6) => "la casella del destinatario non esiste",
        (1, 2 | 10) | (4, 4) => "il dominio del destinatario non esiste o non riceve posta",
        (2, 1) => "la casella del destinatario non è attiva",
        (2, 2) => "la casella del destinatario è piena",
        (2, 3) | (3, 4) => "il messaggio è troppo grande per la casella del destinatario",
        (4, _) => "il server del destinatario non risponde",
        (6, _) => "il server del destinatario non accetta il contenuto del messaggio",
        (7, _) => "il server del destinatario lo rifiuta per le sue regole di sicurezza",
        _ => "il server del destinatario lo ha respinto",
    };
    let told: String =
        one.diagnostic.iter().flat_map(|text| text.chars()).filter(|c| documents::is_plain(*c)).take(MOST).collect();
    let told = told.trim().trim_end_matches('.');
    if told.is_empty() { why.to_owned() } else { format!("{why} (risposta del server: {told})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(to: &str, action: Action, status: &str) -> Bounced {
        Bounced { recipient: Some(to.into()), action, status: Some(status.into()), diagnostic: None }
    }

    #[test]
    fn a_failure_is_told_in_our_words_and_a_delay_moves_nothing() {
        let all = [
            one("a@x", Action::Failed, "5.1.1"),
            one("b@x", Action::Delayed, "4.4.1"),
            one("c@x", Action::Delivered, "2.0.0"),
        ];
        let said = |to| dice(&all, Some(to));
        assert_eq!(
            said("A@x").unwrap(),
            (
                Some(Stato::NonConsegnato),
                "Il messaggio non è stato consegnato: la casella del destinatario non esiste.".into()
            )
        );
        let (stato, late) = said("b@x").unwrap();
        assert!(stato.is_none() && late.contains("riprova da solo: il server del destinatario non risponde"), "{late}");
        assert_eq!(said("c@x"), None);
        assert_eq!(said("altrove@x").unwrap().0, Some(Stato::NonConsegnato), "forwarded: what is told counts");
    }

    #[test]
    fn the_words_of_the_server_are_told_and_bounded() {
        let told = Bounced {
            diagnostic: Some(format!("550 5.2.2 full\u{202e} {}", "x".repeat(1000))),
            ..one("a@x", Action::Failed, "5.2.2")
        };
        let why = perche(&told);
        assert!(why.starts_with("la casella del destinatario è piena (risposta del server: 550 5.2.2 full"), "{why}");
        assert!(why.chars().count() < 300 && !why.contains('\u{202e}'));
        assert_eq!(perche(&one("a@x", Action::Failed, "non si sa")), "il server del destinatario lo ha respinto");
    }
}
