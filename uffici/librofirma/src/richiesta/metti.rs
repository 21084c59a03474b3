//! To put a document up for signature.

use authz::{PersonId, UnitId, Who};
use documents::{document, format::FormatId, store::Stored};
use ente::Ente;
use kernel::{Date, Refusal};
use ledger::Tx;

use super::scegli::firmatari;
use crate::{
    error::Error,
    firma::{non_firmabile, non_firmabile_xml, preso, via},
    permissions::CHIEDI,
    rules::{BYTE_MAX, FIRMATARI_MAX, Formato, PAGINA_MAX, RichiestaId, Segno, Stato, controlla_scritto},
    tables::{passo, richiesta},
};

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nuova {
    /// What is signed, in one line.
    pub oggetto: String,
    /// What the signers should know.
    pub nota: Option<String>,
    /// The form; `None`: the usual one of the file.
    pub formato: Option<Formato>,
    /// The mark that signatures made here leave on a page, if any (PDF only).
    pub segno: Option<Segno>,
    /// The unit for which it is asked; `None`: the only one of who asks.
    pub unita: Option<UnitId>,
    /// By which day.
    pub entro: Option<Date>,
    /// Who must sign, in this order, and in which unit's incarico.
    pub firmatari: Vec<(PersonId, UnitId)>,
    /// What it is of, where another office has it.
    pub origine: Option<Origine>,
}

/// What a document of another office is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origine {
    /// The office's id.
    pub ufficio: String,
    /// The page of what it is of.
    pub pagina: String,
}

/// Puts up a file that was taken in.
///
/// # Errors
/// Without the permission; all that is wrong with it; those of the database.
pub async fn metti(
    ente: &Ente,
    who: &Who,
    nuova: &Nuova,
    file: Option<&(String, Stored)>,
) -> Result<RichiestaId, Error> {
    metti_letto(ente, who, nuova, file, Refusal::default()).await
}

/// The same, where something of what was written could not be read: it is told together with the rest.
///
/// # Errors
/// As [`metti`].
pub(crate) async fn metti_letto(
    ente: &Ente,
    who: &Who,
    nuova: &Nuova,
    file: Option<&(String, Stored)>,
    mut refusal: Refusal,
) -> Result<RichiestaId, Error> {
    who.require(&CHIEDI)?;
    let file = file.filter(|(_, stored)| stored.size > 0);
    if let Some(file) = file {
        controlla_pdf(ente, nuova, file, &mut refusal).await?;
        controlla_xml(ente, nuova, file, &mut refusal).await?;
    }
    let mut tx = ente.ledger.begin(who.actor(), "librofirma.metti").await?;
    let Some((name, stored)) = file else {
        refusal.add(Some("file"), "Manca il documento da firmare: sceglilo.");
        controlla(&tx, who, nuova, None, &mut refusal).await?;
        return Err(refusal.into());
    };
    let document = ente.archive.name(&mut tx, stored, name).await?;
    let row = scrivi(&mut tx, who, nuova, &document, refusal).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Whether a PDF can be signed in itself, and has the page of its mark: told now, and not to each signer.
pub(super) async fn controlla_pdf(
    ente: &Ente,
    nuova: &Nuova,
    (name, stored): &(String, Stored),
    refusal: &mut Refusal,
) -> Result<(), Error> {
    let file = preso::tipo(name, stored);
    if file != FormatId::Pdf || nuova.formato.unwrap_or_else(|| Formato::usuale(file)) != Formato::Pades {
        return Ok(());
    }
    let Some(bytes) = preso::byte(ente, stored, BYTE_MAX).await? else { return Ok(()) };
    let segno = nuova.segno;
    let found = via(move || Ok(non_firmabile(&bytes, segno))).await?;
    found.into_iter().for_each(|(field, why)| refusal.add(Some(field), why));
    Ok(())
}

/// Whether an XML can be signed in itself: told now, and not to each signer.
pub(super) async fn controlla_xml(
    ente: &Ente,
    nuova: &Nuova,
    (name, stored): &(String, Stored),
    refusal: &mut Refusal,
) -> Result<(), Error> {
    if nuova.formato != Some(Formato::Xades) || Formato::Xades.non_per(preso::tipo(name, stored)).is_some() {
        return Ok(());
    }
    let Some(bytes) = preso::byte(ente, stored, BYTE_MAX).await? else { return Ok(()) };
    let found = via(move || Ok(non_firmabile_xml(&bytes))).await?;
    found.into_iter().for_each(|why| refusal.add(Some("file"), why));
    Ok(())
}

/// Writes it down in the caller's transaction, if nothing is wrong with it.
pub(super) async fn scrivi(
    tx: &mut Tx,
    who: &Who,
    nuova: &Nuova,
    document: &document::Model,
    mut refusal: Refusal,
) -> Result<richiesta::Model, Error> {
    let unita = controlla(tx, who, nuova, Some(document), &mut refusal).await?;
    refusal.unless_empty(())?;
    let formato = nuova.formato.unwrap_or_else(|| Formato::usuale(document.format().id));
    let row = richiesta::Model {
        id: tx.id(),
        documento_id: document.id,
        attuale_id: document.id,
        oggetto: nuova.oggetto.trim().to_owned(),
        nota: nuova.nota.as_deref().map(str::trim).filter(|nota| !nota.is_empty()).map(str::to_owned),
        formato: formato.code().into(),
        segno: nuova.segno.is_some(),
        unita_id: unita.ok_or_else(|| Refusal::because("Manca l'ufficio per cui chiedi la firma."))?,
        chiesta_da: who.person,
        chiesta_at: tx.now(),
        entro: nuova.entro,
        origine: nuova.origine.as_ref().map(|origine| origine.pagina.clone()),
        stato: Stato::InCorso.code().into(),
        turno: 1,
        chiusa_at: None,
        segno_pagina: nuova.segno.and_then(|segno| segno.pagina).map(i64::from),
        segno_posto: nuova.segno.map(|segno| segno.posto.code().to_owned()),
        ufficio: nuova.origine.as_ref().map(|origine| origine.ufficio.clone()),
    };
    let row = tx.insert(row).await?;
    let mut passi = Vec::new();
    for (ordine, (persona_id, unita_id)) in (1..).zip(nuova.firmatari.iter().copied()) {
        passi.push(passo::Model { id: tx.id(), richiesta_id: row.id, ordine, persona_id, unita_id });
    }
    tx.insert_many(passi).await?;
    Ok(row)
}

/// All that is wrong with it. Gives the unit for which it is asked.
async fn controlla(
    tx: &Tx,
    who: &Who,
    nuova: &Nuova,
    document: Option<&document::Model>,
    refusal: &mut Refusal,
) -> Result<Option<UnitId>, Error> {
    let oggi = tx.now().date();
    controlla_scritto(nuova.oggetto.trim(), nuova.nota.as_deref(), nuova.entro, oggi, refusal);
    let own = who.units_with(&CHIEDI);
    let unita = match (nuova.unita, own.as_slice()) {
        (Some(unita), _) if own.contains(&unita) => Some(unita),
        (None, [only]) => Some(*only),
        (Some(_), _) => {
            refusal.add(Some("unita"), "In questo ufficio non puoi mettere documenti alla firma: scegline uno tuo.");
            None
        }
        (None, _) => {
            refusal.add(Some("unita"), "Scegli l'ufficio per cui chiedi la firma.");
            None
        }
    };
    if let Some(document) = document {
        if document.size.unsigned_abs() > BYTE_MAX {
            let most = BYTE_MAX >> 20;
            refusal.add(Some("file"), format!("Il documento è troppo grande: se ne firmano fino a {most} MB."));
        }
        let file = document.format().id;
        if let Some(why) = nuova.formato.and_then(|formato| formato.non_per(file)) {
            refusal.add(Some("formato"), why);
        }
        if nuova.segno.is_some() && nuova.formato.unwrap_or_else(|| Formato::usuale(file)) != Formato::Pades {
            let told = "Il segno si può vedere soltanto in un PDF firmato al suo interno (PAdES): scegli PAdES, o nessun segno.";
            refusal.add(Some("segno"), told);
        }
    }
    if nuova.segno.and_then(|segno| segno.pagina).is_some_and(|page| !(1..=PAGINA_MAX).contains(&page)) {
        refusal.add(Some("segno_pagina"), "La pagina del segno si conta da 1: scrivine una che c'è.");
    }
    if nuova.firmatari.is_empty() {
        refusal.add(Some("firmatari"), "Manca chi firma: scegli almeno una persona.");
    } else if nuova.firmatari.len() > FIRMATARI_MAX {
        refusal.add(Some("firmatari"), format!("I firmatari sono troppi: al massimo {FIRMATARI_MAX}."));
    }
    let known = firmatari(tx, oggi).await?;
    for (place, (person, unit)) in nuova.firmatari.iter().enumerate() {
        if !known.iter().any(|one| one.persona == *person && one.unita == *unit) {
            let sentence = format!(
                "Il firmatario n. {} non ha un incarico per firmare in quell'ufficio: scegline un altro.",
                place + 1
            );
            refusal.add(Some("firmatari"), sentence);
        }
        if nuova.firmatari.iter().take(place).any(|(other, _)| other == person) {
            refusal.add(
                Some("firmatari"),
                format!("Il firmatario n. {} c'è già: ogni persona firma una volta sola.", place + 1),
            );
        }
    }
    Ok(unita)
}
