//! From when the act has effect, and why.

use kernel::Date;
use ledger::Tx;
use pratiche::Caso;

use super::{annota, dovute, sotto_chiave};
use crate::{Atti, error::Error, eventi, tables::stato};

/// Writes it. Of a deliberation the albo said the day with the posting: its reading of art. 134 is the ente's, and its
/// day counts. What the law wants in amministrazione trasparente is proposed with it.
pub(super) async fn rendi(atti: &Atti, tx: &mut Tx, caso: &Caso<'_>, perche: &str) -> Result<(), Error> {
    let before = sotto_chiave(tx, caso.oggetto).await?;
    let today = caso.quando.date();
    let (day, why) = match perche {
        "firma" => (today, "con la firma"),
        "visto" => (today, "con il visto di regolarità contabile (art. 183, c. 7, TUEL)"),
        "controlli" => (today, "con i controlli sulla liquidazione (art. 184, c. 4, TUEL)"),
        "voto" => (adottato(&before).unwrap_or(today), "immediatamente eseguibile (art. 134, c. 4, TUEL)"),
        "termine" => {
            (before.efficace_dal.unwrap_or(today), "dopo dieci giorni di pubblicazione (art. 134, c. 3, TUEL)")
        }
        "notifica" => (today, "con la notifica (art. 21-bis L. 241/1990)"),
        "segnali" => (today, "con i segnali in opera (art. 5 CdS)"),
        "accettazione" => (today, "con l'accettazione"),
        other => return Err(Error::no(format!("La causa di efficacia «{other}» non c'è in questo programma."))),
    };
    let after = stato::Model { efficace_dal: Some(day), efficace_perche: Some(why.to_owned()), ..before.clone() };
    let after = tx.update(&before, after).await?;
    let told = format!("Ha effetto dal {}, {why}", day.format("%d/%m/%Y"));
    annota(tx, after.atto_id, caso.chi, ("efficace", Some(day)), told).await?;
    eventi::avvisa(tx, eventi::EFFICACE, &after).await?;
    dovute::proponi(atti, tx, &after, caso.chi).await
}

fn adottato(stato: &stato::Model) -> Option<Date> {
    stato.adottato_at.map(kernel::Instant::date)
}
