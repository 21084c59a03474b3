//! What is done to definitions: each first asks whether the person may.

use ::jobs::NewJob;
use authz::Who;
use calendar::Calendario;
use ente::Ente;
use iter::Definizione;
use kernel::Refusal;
use ledger::Tx;
use pratiche::{Bozza, DefinizioneId, InVigore, Materia, MetteInVigore, di_codice};

use crate::{
    Materie,
    error::Error,
    jobs::RIFAI,
    permissions::{CONSULTA, GESTISCI},
};

/// A definition with whose it is: in force, in the making, or both.
pub(crate) struct Scheda {
    pub materia: &'static dyn Materia,
    pub vigore: Option<InVigore>,
    pub bozza: Option<Bozza>,
}

impl Scheda {
    /// The order in force that the person sees, for whoever puts another in force.
    pub fn visto(&self) -> Option<i64> {
        self.vigore.as_ref().map(|now| now.vigore.ordine)
    }
}

/// What there is under this code.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub(crate) async fn scheda(ente: &Ente, who: &Who, materie: Materie, codice: &str) -> Result<Scheda, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let vigore = pratiche::in_vigore(&read, codice).await?;
    let bozza = pratiche::leggi_bozza(&read, codice).await?;
    let materia = vigore.as_ref().map(|one| &one.riga.materia).or(bozza.as_ref().map(|one| &one.materia));
    let materia = materia.and_then(|codice| di_codice(materie, codice)).ok_or(Error::NotFound)?;
    Ok(Scheda { materia, vigore, bozza })
}

/// The draft of a code, which somebody must have begun.
///
/// # Errors
/// [`Error::NoDraft`] where there is none; [`Error::NotFound`] where there is nothing of that code.
pub(crate) async fn in_bozza(ente: &Ente, who: &Who, materie: Materie, codice: &str) -> Result<(Scheda, Bozza), Error> {
    who.require(&GESTISCI)?;
    let scheda = scheda(ente, who, materie, codice).await?;
    let bozza = scheda.bozza.clone().ok_or(Error::NoDraft)?;
    Ok((scheda, bozza))
}

async fn tx(ente: &Ente, who: &Who, action: &'static str) -> Result<Tx, Error> {
    Ok(ente.ledger.begin(who.actor(), action).await?)
}

/// Begins a draft out of what is in force; one that is there stays.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub(crate) async fn apri(ente: &Ente, who: &Who, materie: Materie, codice: &str) -> Result<(), Error> {
    who.require(&GESTISCI)?;
    let scheda = scheda(ente, who, materie, codice).await?;
    if scheda.bozza.is_some() {
        return Ok(());
    }
    let vigore = scheda.vigore.ok_or(Error::NotFound)?;
    let read = ente.db().read().await?;
    let (_, valida) = pratiche::definizione_di(&read, vigore.riga.id).await?;
    drop(read);
    salva(ente, who, scheda.materia, valida.definizione(), 0).await?;
    Ok(())
}

/// Saves a draft, in order or not; gives the number of the saving.
///
/// # Errors
/// When another was quicker.
pub(crate) async fn salva(
    ente: &Ente,
    who: &Who,
    materia: &dyn Materia,
    definizione: &Definizione,
    visto: i64,
) -> Result<i64, Error> {
    who.require(&GESTISCI)?;
    let (tx, saved) = pratiche::salva_bozza(tx(ente, who, "flussi.bozza").await?, materia, definizione, visto).await?;
    tx.commit().await?;
    Ok(saved)
}

/// A new definition, as a draft with a beginning, an end and the step between them; gives the number of the saving.
///
/// # Errors
/// A code that is taken or no code, a matter that is none.
pub(crate) async fn nuova(
    ente: &Ente,
    who: &Who,
    materie: Materie,
    materia: &str,
    codice: &str,
    nome: &str,
) -> Result<i64, Error> {
    who.require(&GESTISCI)?;
    let mut no = Refusal::default();
    let materia = di_codice(materie, materia);
    if materia.is_none() {
        no.add(Some("materia"), "Scegli di quale ufficio sono le pratiche.");
    }
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if codice.is_empty() || codice.len() > 60 || !codice.chars().all(fits) {
        no.add(Some("codice"), "Scrivi un codice di 1-60 lettere minuscole senza accenti, cifre e trattini.");
    }
    if RISERVATI.contains(&codice) {
        no.add(Some("codice"), format!("Il codice «{codice}» è il nome di una pagina: scegline un altro."));
    }
    if nome.trim().is_empty() || nome.chars().count() > 120 {
        no.add(Some("nome"), "Scrivi il nome dell'iter, in non più di 120 caratteri.");
    }
    let read = ente.db().read().await?;
    let taken =
        pratiche::in_vigore(&read, codice).await?.is_some() || pratiche::leggi_bozza(&read, codice).await?.is_some();
    drop(read);
    if taken {
        no.add(Some("codice"), format!("Il codice «{codice}» è già di un altro iter."));
    }
    no.unless_empty(())?;
    let Some(materia) = materia else { return Err(Error::NotFound) };
    salva(ente, who, materia, &crate::modulo::inizio(codice, nome.trim()), 0).await
}

/// Names of pages that stand where a code would.
const RISERVATI: [&str; 3] = ["calendario", "da_fare", "nuovo"];

/// Throws a draft away.
///
/// # Errors
/// Those of the database.
pub(crate) async fn butta(ente: &Ente, who: &Who, codice: &str) -> Result<(), Error> {
    who.require(&GESTISCI)?;
    let tx = pratiche::togli_bozza(tx(ente, who, "flussi.bozza").await?, codice).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes the days of the ente, and has the working rows of open files made again in the same commit.
///
/// # Errors
/// A refusal of the days or of the reason, or when those that stand are not those of the order `visto` any more.
pub(crate) async fn giorni(
    ente: &Ente,
    who: &Who,
    wanted: &Calendario,
    motivo: &str,
    visto: Option<i64>,
) -> Result<(), Error> {
    who.require(&GESTISCI)?;
    let tx = pratiche::scrivi_calendario(tx(ente, who, "flussi.calendario").await?, wanted, motivo, visto).await?;
    ::jobs::enqueue(&tx, tx.now(), tx.random(), &NewJob::new(RIFAI, "").dedup(RIFAI)).await?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(())
}

/// Puts a definition in force.
///
/// # Errors
/// All the reasons why not.
pub(crate) async fn metti(
    ente: &Ente,
    who: &Who,
    materia: &dyn Materia,
    definizione: Definizione,
    motivo: &str,
    visto: Option<i64>,
) -> Result<(), Error> {
    who.require(&GESTISCI)?;
    let nuova = MetteInVigore { definizione, motivo, visto };
    let tx = pratiche::metti_in_vigore(tx(ente, who, "flussi.vigore").await?, materia, nuova).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts an old version back in force.
///
/// # Errors
/// All the reasons why not.
pub(crate) async fn rimetti(
    ente: &Ente,
    who: &Who,
    scheda: &Scheda,
    id: DefinizioneId,
    motivo: &str,
    visto: Option<i64>,
) -> Result<(), Error> {
    who.require(&GESTISCI)?;
    let read = ente.db().read().await?;
    let (row, _) = pratiche::definizione_di(&read, id).await?;
    drop(read);
    if scheda.vigore.as_ref().is_none_or(|now| now.riga.codice != row.codice) {
        return Err(Error::NotFound);
    }
    let tx = tx(ente, who, "flussi.vigore").await?;
    pratiche::rimetti_in_vigore(tx, scheda.materia, id, motivo, visto).await?.commit().await?;
    Ok(())
}
