//! To say, in the version that is being prepared, where what is open goes on: class by class, and single fascicoli.

use std::collections::{BTreeMap, HashSet};

use authz::Who;
use ente::Ente;
use kernel::Refusal;

use super::{
    bozza::{Bozza, Tocca, Visto, presente, salva},
    codici_del,
    regole::Classe,
};
use crate::{
    error::Error,
    fascicolo::{
        Chiave, FascicoloId,
        elenca::{Filtro, elenca},
        trova,
    },
    permissions::{CONSULTA, TITOLARIO},
};

/// Fascicoli that go elsewhere than their class, at most.
const MOST_EXCEPTIONS: usize = 1_000;

/// Says where open fascicoli go: by class, and one by one. What is said takes the place of what was said before, but for single
/// fascicoli that `who` does not see: of those it stays.
///
/// # Errors
/// A missing permission; [`Error::TitolarioAssente`] without a draft; all that is wrong in it; those of the database.
pub async fn destina(
    ente: &Ente,
    who: &Who,
    passaggi: BTreeMap<String, String>,
    eccezioni: &[(Chiave, String)],
) -> Result<(), Error> {
    destina_da(ente, who, Visto::default(), passaggi, eccezioni).await
}

/// As [`destina`], for whoever has seen a draft: what others have said since of where fascicoli go is not written over.
///
/// # Errors
/// As for [`destina`]; what was said meanwhile, by whom.
pub async fn destina_da(
    ente: &Ente,
    who: &Who,
    visto: Visto,
    passaggi: BTreeMap<String, String>,
    eccezioni: &[(Chiave, String)],
) -> Result<(), Error> {
    who.require(&TITOLARIO)?;
    let before = presente(&ente.db().read().await?, visto, Tocca::Destinazioni).await?;
    let mut bozza = before.clone();
    let mut refusal = Refusal::default();
    let known = codici_del(&ente.db().read().await?, ente.ledger.now().date()).await?;
    for (from, to) in &passaggi {
        if !known.contains(from) {
            let shown: String = from.chars().take(40).collect();
            refusal.add(Some("passaggi"), format!("La classe \"{shown}\" non è nel titolario in vigore."));
        }
        check_destinazione(&bozza.classi, &format!("La classe {from}"), to, &mut refusal);
    }
    bozza.passaggi = passaggi;
    let seen = visti(ente, who, &bozza).await?;
    bozza.eccezioni.retain(|id, _| !seen.contains(id));
    bozza.eccezioni.extend(singoli(ente, who, &bozza.classi, eccezioni, &mut refusal).await?);
    refusal.unless_empty(())?;
    salva(ente, who, &before, bozza).await
}

pub(super) fn check_destinazione(classi: &[Classe], what: &str, to: &str, refusal: &mut Refusal) {
    if !classi.iter().any(|classe| classe.codice == to) {
        let shown: String = to.chars().take(40).collect();
        refusal.add(Some("passaggi"), format!("{what} passa a \"{shown}\", che nella nuova versione non c'è."));
    }
}

/// Which of the single fascicoli of a draft `who` sees: of the others not even the number is told.
pub(super) async fn visti(ente: &Ente, who: &Who, bozza: &Bozza) -> Result<HashSet<FascicoloId>, Error> {
    if bozza.eccezioni.is_empty() || !who.may(&CONSULTA) {
        return Ok(HashSet::new());
    }
    let ids = bozza.eccezioni.keys().map(|id| id.uuid()).collect();
    let filtro = Filtro { ids: Some(ids), ..Filtro::default() };
    let found = elenca(ente, who, &filtro, None, MOST_EXCEPTIONS as u64).await?;
    Ok(found.into_iter().map(|voce| voce.id).collect())
}

/// Single fascicoli, found where `who` sees them.
async fn singoli(
    ente: &Ente,
    who: &Who,
    classi: &[Classe],
    eccezioni: &[(Chiave, String)],
    refusal: &mut Refusal,
) -> Result<BTreeMap<FascicoloId, (String, String)>, Error> {
    let mut found = BTreeMap::new();
    if eccezioni.is_empty() {
        return Ok(found);
    }
    if eccezioni.len() > MOST_EXCEPTIONS {
        refusal.add(Some("eccezioni"), format!("Al massimo {MOST_EXCEPTIONS} fascicoli uno per uno."));
        return Ok(found);
    }
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    for (chiave, to) in eccezioni {
        check_destinazione(classi, &format!("Il fascicolo {chiave}"), to, refusal);
        if !chiave.sotto.is_empty() {
            refusal.add(Some("eccezioni"), format!("{chiave} è un sotto-fascicolo: segue quello che lo contiene."));
            continue;
        }
        match trova(&read, who, chiave).await {
            Ok(fascicolo) => {
                found.insert(fascicolo.riga.id, (chiave.to_string(), to.clone()));
            }
            Err(Error::FascicoloAssente) => {
                let sentence = format!("Non c'è nessun fascicolo {chiave}, oppure è di un altro ufficio.");
                refusal.add(Some("eccezioni"), sentence);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}
