//! A step is taken, in one transaction.

use authz::PersonId;
use calendar::Calendario;
use iter::{Agente, Cosa, Fatto, Persona, Pratica, Richiesta};
use kernel::{Instant, Refusal};
use ledger::Tx;

use crate::{
    Caso, Error, Materia, PraticaId, Vista, calendario,
    fatti::{self, Presa, sotto_chiave},
    persone::persona,
    righe,
    storia::frasi,
};

/// With which the keys of the night's steps begin. No person's request may have one: whoever foresaw the next would keep the
/// program from the step that it owes.
pub(crate) const DELLA_NOTTE: &str = "scadenza:";

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agisce {
    /// A person, with the incarichi of today.
    Persona(PersonId),
    /// The program, at the end of a term.
    Sistema,
}

/// A step to be taken.
#[derive(Clone, Copy, Debug)]
pub struct Passo<'a> {
    /// Of which file.
    pub pratica: PraticaId,
    /// Which.
    pub passo: &'a str,
    /// By whom.
    pub chi: Agisce,
    /// Why, in their words.
    pub motivo: Option<&'a str>,
    /// The request's key, the same when it is sent again: the form's.
    pub chiave: &'a str,
    /// How many facts the file had when the person read it ([`iter::Pratica::prossimo`]): if there are more, they are
    /// told what happened in the meantime. Nobody is told where it is left out.
    pub visto: Option<u32>,
}

/// What a request did.
#[derive(Clone, Debug)]
pub struct Esito {
    /// The facts that it appended; none, where this very request had been served before.
    pub fatti: Vec<Fatto>,
    /// The file as it is now.
    pub pratica: Pratica,
}

impl Esito {
    /// Whether this very request had been served before, and nothing was written now.
    pub fn gia(&self) -> bool {
        self.fatti.is_empty()
    }
}

/// Takes a step: the file is locked and folded, the office's thing looked at as this transaction will commit it, the
/// step taken, its effects performed in order, the facts written, the working rows made again.
///
/// # Errors
/// All the reasons why not, those of each check and of each effect among them; what an office met. The transaction is
/// gone then, with all that was written in it.
pub async fn compi(mut tx: Tx, materia: &dyn Materia, passo: Passo<'_>) -> Result<(Tx, Esito), Error> {
    if passo.chi != Agisce::Sistema {
        di_persona(passo.chiave)?;
    }
    let presa = sotto_chiave(&tx, passo.pratica).await?;
    della_materia(&presa, materia)?;
    let quando = istante(&tx, &presa);
    let calendario = calendario(&tx).await?;
    let someone: Option<Persona> = match passo.chi {
        Agisce::Persona(id) => Some(persona(&tx, id, quando.date()).await?),
        Agisce::Sistema => None,
    };
    let mondo = materia.mondo(&Vista::Scritta(&tx), presa.riga.oggetto_id).await?;
    let richiesta = Richiesta {
        passo: passo.passo,
        chi: someone.as_ref().map_or(Agente::Sistema, Agente::Persona),
        quando,
        motivo: passo.motivo,
        chiave: passo.chiave,
    };
    let fatti = presa.pratica.compi(&presa.definizione, &calendario, &*mondo, richiesta);
    // Who was served already is not told that things have moved on; who was not, is, beside every other reason.
    if !matches!(&fatti, Ok(served) if served.is_empty()) {
        nel_frattempo(&presa, passo.visto, fatti.as_ref().err())?;
    }
    let fatti = fatti?;
    let chi = match passo.chi {
        Agisce::Persona(id) => Some(id),
        Agisce::Sistema => None,
    };
    let pratica = scrivi(&mut tx, materia, (presa, &calendario), chi, quando, &fatti).await?;
    Ok((tx, Esito { fatti, pratica }))
}

/// Writes what the engine answered: effects, facts, working rows, what the office does after. Nothing, where there
/// are none.
pub(crate) async fn scrivi(
    tx: &mut Tx,
    materia: &dyn Materia,
    (presa, calendario): (Presa, &Calendario),
    chi: Option<PersonId>,
    quando: Instant,
    fatti: &[Fatto],
) -> Result<Pratica, Error> {
    if fatti.is_empty() {
        return Ok(presa.pratica);
    }
    let riga = presa.riga.clone();
    let caso = Caso {
        pratica: riga.id,
        oggetto: riga.oggetto_id,
        codice: &riga.codice,
        chi,
        quando,
        prima: Some(&presa.pratica),
        fatti,
    };
    esegui(tx, materia, &caso).await?;
    fatti::scrivi(tx, riga.id, fatti).await?;
    let mut pratica = presa.pratica.clone();
    for fatto in fatti {
        pratica.applica(fatto)?;
    }
    let definizione = fatti::versione(tx, &riga, &pratica, &presa).await?;
    let now = Presa { riga: riga.clone(), fatti: Vec::new(), pratica, definizione };
    righe::rifai(tx, materia, &now, calendario, false).await?;
    materia.dopo(tx, &caso).await?;
    Ok(now.pratica)
}

/// The effects among the facts, each in its turn.
pub(crate) async fn esegui(tx: &mut Tx, materia: &dyn Materia, caso: &Caso<'_>) -> Result<(), Error> {
    for fatto in caso.fatti {
        if let Cosa::Effetto { uso, .. } = &fatto.cosa {
            materia.compi(tx, caso, uso).await?;
        }
    }
    Ok(())
}

/// Whether a key may be that of a person's request.
pub(crate) fn di_persona(chiave: &str) -> Result<(), Error> {
    if chiave.starts_with(DELLA_NOTTE) {
        return Err(Error::no("La chiave di questa richiesta è riservata al programma: ricarica la pagina e riprova."));
    }
    Ok(())
}

/// A file is moved by its own office alone.
pub(crate) fn della_materia(presa: &Presa, materia: &dyn Materia) -> Result<(), Error> {
    if presa.riga.materia == materia.codice() { Ok(()) } else { Err(Error::NotFound) }
}

/// The transaction's instant, or the file's last where that is later: on PostgreSQL somebody who began after us may
/// have been quicker to the lock. A clock that went back is told by the ledger's commit.
pub(crate) fn istante(tx: &Tx, presa: &Presa) -> Instant {
    tx.now().max(presa.pratica.ultimo())
}

/// Tells what happened since the person read the file.
pub(crate) fn nel_frattempo(presa: &Presa, visto: Option<u32>, also: Option<&Refusal>) -> Result<(), Error> {
    let Some(visto) = visto.filter(|visto| *visto < presa.pratica.prossimo()) else { return Ok(()) };
    let place = usize::try_from(visto).unwrap_or(usize::MAX);
    let since = frasi(&presa.definizione, presa.fatti.get(place..).unwrap_or_default());
    let told = since.into_iter().map(|frase| frase.testo).collect::<Vec<_>>().join(" ");
    let mut no = Refusal::because(format!(
        "Mentre leggevi, sulla pratica è accaduto altro: {told} Ricarica la pagina, guarda com'è ora e decidi di nuovo."
    ));
    if let Some(also) = also {
        no.reasons.extend(also.reasons.iter().cloned());
    }
    Err(no.into())
}
