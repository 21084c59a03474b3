//! What can be signed, of what was chosen.

use std::{collections::HashSet, sync::Arc};

use authz::Who;
use documents::document;
use ente::Ente;
use firma_algoritmi::Digest;

use super::Esito;
use crate::{
    error::{Error, MISSING},
    permissions::FIRMA,
    richiesta::leggi::{Scheda, leggi_molte},
    rules::{BYTE_INSIEME_MAX, FIRMATO_MAX, Formato, INSIEME_MAX, RichiestaId, Segno},
    tables::{passo, richiesta},
    visibilita::Come,
};

/// A document that can be signed now by whom it was read for.
#[derive(Clone, Debug)]
pub(crate) struct Pronta {
    pub riga: richiesta::Model,
    pub passo: passo::Model,
    pub come: Come,
    /// The document as it is now.
    pub prima: document::Model,
    pub formato: Formato,
    /// The mark that it is to leave.
    pub segno: Option<Segno>,
    /// The name of who is away, where one signs in their place.
    pub al_posto_di: Option<String>,
    pub byte: Arc<Vec<u8>>,
}

/// Parts what was chosen in what can be signed and what cannot, with all the reasons of each.
///
/// # Errors
/// Without the permission; those of database and store.
pub(crate) async fn pronte(ente: &Ente, who: &Who, scelte: &[RichiestaId]) -> Result<(Vec<Pronta>, Vec<Esito>), Error> {
    who.require(&FIRMA)?;
    let mut seen = HashSet::new();
    let chosen: Vec<RichiestaId> = scelte.iter().copied().filter(|id| seen.insert(*id)).collect();
    let (now, later) = chosen.split_at(chosen.len().min(INSIEME_MAX));
    let mut found = leggi_molte(ente, who, now).await?;
    let (mut ready, mut not, mut bytes) = (Vec::new(), Vec::new(), 0);
    for id in now.iter().copied() {
        let Some(scheda) = found.remove(&id) else {
            not.push(Esito::rifiutato(id, "", vec![MISSING.into()]));
            continue;
        };
        match una(ente, who, &scheda, &mut bytes).await? {
            Ok(one) => ready.push(one),
            Err(reasons) => not.push(Esito::rifiutato(id, &scheda.riga.oggetto, reasons)),
        }
    }
    for id in later.iter().copied() {
        let reason = format!("Se ne firmano al massimo {INSIEME_MAX} alla volta: questo resta alla firma.");
        not.push(Esito::rifiutato(id, "", vec![reason]));
    }
    Ok((ready, not))
}

/// One of them, or all the reasons against it. `bytes`: those held so far.
pub(crate) async fn una(
    ente: &Ente,
    who: &Who,
    scheda: &Scheda,
    bytes: &mut u64,
) -> Result<Result<Pronta, Vec<String>>, Error> {
    let mut reasons = scheda.impedimenti(who, !ente.signing.unread);
    let prima = scheda.attuale()?;
    let size = prima.size.unsigned_abs();
    if size > FIRMATO_MAX {
        let most = FIRMATO_MAX >> 20;
        reasons.push(format!(
            "Con le firme già fatte il documento è troppo grande (al massimo {most} MB): chi l'ha messo alla firma lo ritiri."
        ));
    } else if *bytes + size > BYTE_INSIEME_MAX {
        reasons.push("Insieme agli altri scelti è troppo grande: firmalo a parte.".to_owned());
    }
    let (Some(come), Some(passo), true) = (scheda.tocca(who), scheda.di_turno(), reasons.is_empty()) else {
        return Ok(Err(reasons));
    };
    let read = ente.archive.bytes(prima, FIRMATO_MAX).await?.unwrap_or_default();
    if Digest::Sha256.of(&read) != prima.sha256 {
        let sentence =
            "Il file non è più quello che era stato messo alla firma: non si può firmare. Avvisa chi cura il sistema.";
        return Ok(Err(vec![sentence.to_owned()]));
    }
    *bytes += size;
    Ok(Ok(Pronta {
        riga: scheda.riga.clone(),
        passo: passo.clone(),
        come,
        prima: prima.clone(),
        formato: scheda.formato(),
        segno: Segno::di(&scheda.riga),
        al_posto_di: come.al_posto_di().map(|person| scheda.nome(person).to_owned()),
        byte: Arc::new(read),
    }))
}
