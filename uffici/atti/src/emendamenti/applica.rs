//! What was approved is put into the text by a person who writes it, as a version that the amendment names.

use authz::Who;
use ente::Ente;
use ledger::Tx;
use prose::{BlockId, Prose, apply};

use super::{
    AZIONE, Accaduto, accade,
    leggi::{Emendamento, uno},
    testo::{passo, ultimo},
};
use crate::{
    atto::scrivi::{aperto, bozza_sotto_chiave, incontri, salva},
    effetti::tieni_versione,
    error::Error,
    leggi::{pratica_di, una},
    rules::emendamenti::{Fase, Modo},
    tables::{AttoId, stato},
    testo::{leggi, parole},
    valori::Valori,
    visibilita::agisce,
};

/// Puts it into the draft and keeps the version that comes out: the number of that version. With `a_mano` the draft is kept as it stands, because
/// somebody wrote the change into it themselves: what a part that was changed by another amendment asks for.
///
/// # Errors
/// When it is not approved, or not theirs to write; a text that is closed; a part that says something else by now; [`Error::NotFound`]; those of the
/// database.
pub async fn applica(ente: &Ente, who: &Who, (id, n): (AttoId, i64), a_mano: bool) -> Result<i64, Error> {
    agisce(who)?;
    let mut tx = ente.ledger.begin(who.actor(), AZIONE).await?;
    una(&tx, who, id).await?;
    // The file first, as everybody who writes on an act.
    let pratica = pratica_di(&tx, id).await?;
    tx.find::<pratiche::pratica::Entity>(pratica.uuid()).await?.ok_or(Error::NotFound)?;
    aperto(&tx, who, id).await?;
    let one = uno(&tx, id, n).await?;
    if one.fase != Fase::Approvato {
        return Err(Error::no(format!(
            "L'emendamento è {}: si riportano nel testo quelli approvati.",
            one.fase.nome()
        )));
    }
    let before = tx.find::<stato::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    let draft = bozza_sotto_chiave(&tx, id).await?;
    let text = leggi(&draft.testo)?;
    let shown = pieno(&tx, &before, &text).await?;
    let text = if a_mano {
        gia_scritto(&one, &shown)?;
        text
    } else {
        cambiato(&tx, &one, (&text, &shown))?
    };
    salva(&tx, who, id, &text, &draft.omissis).await?;
    let full = pieno(&tx, &before, &text).await?;
    let versione = tieni_versione(&mut tx, &before, &full, who.person).await?;
    tx.update(&before, stato::Model { versione, ..before.clone() }).await?;
    let cosa = Accaduto {
        tipo: "applicato",
        esito: a_mano.then_some("a_mano"),
        versione: Some(versione),
        ..Accaduto::default()
    };
    accade(&mut tx, who, &one, cosa, format!("riportato nel testo: versione {versione}")).await?;
    tx.commit().await?;
    Ok(versione)
}

/// The text with the data that it names, as they are today.
async fn pieno(tx: &Tx, stato: &stato::Model, text: &Prose) -> Result<Prose, Error> {
    Ok(Valori::di(tx, stato, text).await?.riempi(text, tx.now().date()))
}

/// The draft with the change, where the part still says what the amendment is about.
fn cambiato(tx: &Tx, one: &Emendamento, (text, shown): (&Prose, &Prose)) -> Result<Prose, Error> {
    let now = shown.block(one.riga.blocco_id).map(parole);
    let part = text.block(one.riga.blocco_id).filter(|_| now.as_ref() == Some(&one.riga.prima));
    let Some(part) = part else {
        let says = now.map_or_else(|| "non c'è più".to_owned(), |now| format!("ora dice: «{now}»"));
        return Err(Error::no(format!(
            "La parte che l'emendamento n. {} cambia {says}. Scrivi il cambiamento nel testo, poi torna qui e spunta «L'ho già \
             scritto nel testo».",
            one.riga.n
        )));
    };
    if one.modo == Modo::Sopprime && ultimo(text, part) != part.id {
        return Err(Error::campo(
            "a_mano",
            "Da questo punto ne dipendono altri, che passerebbero a quello di prima: toglilo dal testo e decidi di quelli, poi torna \
             qui e spunta «L'ho già scritto nel testo».",
        ));
    }
    let step = passo((text, part), one.modo, one.dopo(), BlockId::new(tx.now(), tx.random()));
    Ok(apply(text, &[step]).map_err(|clashes| {
        let mut no = incontri(&clashes);
        // The form has no other field.
        no.reasons.iter_mut().for_each(|why| why.field = Some("a_mano"));
        no
    })?)
}

/// That somebody wrote it: the part does not say any more what it said.
fn gia_scritto(one: &Emendamento, shown: &Prose) -> Result<(), Error> {
    let as_before = shown.block(one.riga.blocco_id).is_some_and(|block| parole(block) == one.riga.prima);
    if as_before && one.modo != Modo::Aggiunge {
        return Err(Error::campo(
            "a_mano",
            "Nel testo quella parte dice ancora ciò che diceva: scrivi prima il cambiamento, o lascia che lo scriva il programma.",
        ));
    }
    Ok(())
}
