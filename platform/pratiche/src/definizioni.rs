//! Definitions kept: checked against who is there, put in force with a reason, put back.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use authz::PersonId;
use iter::{Definizione, Impronta, Valida, riapri, valida};
use kernel::{Instant, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    DefinizioneId, Error, Materia, bozza,
    fatti::autore,
    persone::organigramma,
    tables::{definizione, vigore},
};

/// Definitions kept ready in this program, all enti together: they are known by the hash of what they say.
const PRONTE_MAX: usize = 512;
/// Characters of a reason, at most.
const MOTIVO_MAX: usize = 2_000;

static PRONTE: Mutex<Option<HashMap<Impronta, Arc<Valida>>>> = Mutex::new(None);

/// A definition that was put in force, ready to be run; one that is kept and is not what its version says is told.
pub(crate) fn pronta(row: &definizione::Model) -> Result<Arc<Valida>, Error> {
    let altered = || Error::Alterata(format!("«{}», versione {}", row.codice, row.impronta));
    let parsed = Definizione::leggi(&row.testo).map_err(|_| altered())?;
    let impronta = parsed.impronta();
    if impronta.as_str() != row.impronta {
        return Err(altered());
    }
    let known = {
        let mut ready = PRONTE.lock().unwrap_or_else(PoisonError::into_inner);
        ready.get_or_insert_default().get(&impronta).cloned()
    };
    if let Some(known) = known {
        return Ok(known);
    }
    let valida = Arc::new(riapri(parsed).map_err(|_| altered())?);
    let mut ready = PRONTE.lock().unwrap_or_else(PoisonError::into_inner);
    let ready = ready.get_or_insert_default();
    if ready.len() >= PRONTE_MAX {
        ready.clear();
    }
    ready.insert(impronta, Arc::clone(&valida));
    Ok(valida)
}

/// The version that a file follows.
pub(crate) async fn per_impronta<C: ConnectionTrait>(
    connection: &C,
    codice: &str,
    impronta: &Impronta,
) -> Result<Arc<Valida>, Error> {
    pronta(&riga(connection, codice, impronta).await?)
}

/// The versions that files follow, by code and fingerprint.
pub(crate) async fn per_impronte<C: ConnectionTrait>(
    connection: &C,
    mut impronte: Vec<String>,
) -> Result<HashMap<(String, String), Arc<Valida>>, Error> {
    impronte.sort_unstable();
    impronte.dedup();
    let rows =
        definizione::Entity::find().filter(definizione::Column::Impronta.is_in(impronte)).all(connection).await?;
    let ready = |row: definizione::Model| -> Result<_, Error> {
        let valida = pronta(&row)?;
        Ok(((row.codice, row.impronta), valida))
    };
    rows.into_iter().map(ready).collect()
}

pub(crate) async fn riga<C: ConnectionTrait>(
    connection: &C,
    codice: &str,
    impronta: &Impronta,
) -> Result<definizione::Model, Error> {
    let select = definizione::Entity::find().filter(definizione::Column::Codice.eq(codice));
    let found = select.filter(definizione::Column::Impronta.eq(impronta.as_str())).one(connection).await?;
    found.ok_or_else(|| Error::Alterata(format!("«{codice}», versione {}", impronta.breve())))
}

/// A version by its id, ready to be run.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub async fn definizione_di<C: ConnectionTrait>(
    connection: &C,
    id: DefinizioneId,
) -> Result<(definizione::Model, Arc<Valida>), Error> {
    let row = definizione::Entity::find_by_id(id).one(connection).await?.ok_or(Error::NotFound)?;
    let valida = pronta(&row)?;
    Ok((row, valida))
}

/// The version that new files take.
#[derive(Clone, Debug)]
pub struct InVigore {
    /// Its row.
    pub riga: definizione::Model,
    /// Since when, by whom and why.
    pub vigore: vigore::Model,
}

/// The version of this code that new files take.
///
/// # Errors
/// Those of the database.
pub async fn in_vigore<C: ConnectionTrait>(connection: &C, codice: &str) -> Result<Option<InVigore>, Error> {
    let select = vigore::Entity::find().filter(vigore::Column::Codice.eq(codice));
    let Some(last) = select.order_by_desc(vigore::Column::Ordine).one(connection).await? else { return Ok(None) };
    let row = definizione::Entity::find_by_id(last.definizione_id).one(connection).await?;
    Ok(row.map(|riga| InVigore { riga, vigore: last }))
}

/// Of every code the version in force, by name: a town hall has some dozens of them.
///
/// # Errors
/// Those of the database.
pub async fn tutte<C: ConnectionTrait>(connection: &C) -> Result<Vec<InVigore>, Error> {
    let mut last: HashMap<String, vigore::Model> = HashMap::new();
    for row in vigore::Entity::find().order_by_asc(vigore::Column::Ordine).all(connection).await? {
        last.insert(row.codice.clone(), row);
    }
    let ids: Vec<DefinizioneId> = last.values().map(|row| row.definizione_id).collect();
    let rows = definizione::Entity::find().filter(definizione::Column::Id.is_in(ids)).all(connection).await?;
    let mut all: Vec<InVigore> =
        rows.into_iter().filter_map(|riga| Some(InVigore { vigore: last.remove(&riga.codice)?, riga })).collect();
    all.sort_by(|a, b| (&a.riga.materia, &a.riga.nome).cmp(&(&b.riga.materia, &b.riga.nome)));
    Ok(all)
}

/// A time in which a version was in force.
#[derive(Clone, Debug)]
pub struct Versione {
    /// Which, from 1.
    pub ordine: i64,
    /// The version's row.
    pub definizione_id: DefinizioneId,
    /// The version.
    pub impronta: String,
    /// Since when.
    pub dal: Instant,
    /// Who put it in force; nobody, where it came with the program.
    pub autore_id: Option<PersonId>,
    /// Why.
    pub motivo: String,
}

/// What was in force under this code, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn versioni<C: ConnectionTrait>(connection: &C, codice: &str) -> Result<Vec<Versione>, Error> {
    let select = definizione::Entity::find().filter(definizione::Column::Codice.eq(codice));
    let texts: HashMap<DefinizioneId, String> =
        select.all(connection).await?.into_iter().map(|row| (row.id, row.impronta)).collect();
    let select = vigore::Entity::find().filter(vigore::Column::Codice.eq(codice));
    let rows = select.order_by_desc(vigore::Column::Ordine).all(connection).await?;
    let version = |row: vigore::Model| Versione {
        ordine: row.ordine,
        definizione_id: row.definizione_id,
        impronta: texts.get(&row.definizione_id).cloned().unwrap_or_default(),
        dal: row.dal,
        autore_id: row.autore_id,
        motivo: row.motivo,
    };
    Ok(rows.into_iter().map(version).collect())
}

/// Checks a definition against the words of its matter and against the people that the ente has today.
///
/// # Errors
/// All the reasons why it may not be put in force; those of the database.
pub async fn controlla<C: ConnectionTrait>(
    connection: &C,
    materia: &dyn Materia,
    definizione: Definizione,
    now: Instant,
) -> Result<Valida, Error> {
    let organigramma = organigramma(connection, now.date()).await?;
    Ok(valida(definizione, materia.vocabolario(), &organigramma)?)
}

/// A definition to be put in force.
#[derive(Clone, Debug)]
pub struct MetteInVigore<'a> {
    /// What it says.
    pub definizione: Definizione,
    /// Why.
    pub motivo: &'a str,
    /// The last order that the person saw in force under this code; none, where there was nothing.
    pub visto: Option<i64>,
}

/// Puts a definition in force: from now on new files take it, running ones keep theirs. Its draft is done with.
///
/// # Errors
/// All the reasons why not: those of [`controlla`], a missing reason, a code that another matter has, somebody who
/// was quicker, the version that is in force already.
pub async fn metti_in_vigore(mut tx: Tx, materia: &dyn Materia, nuova: MetteInVigore<'_>) -> Result<Tx, Error> {
    let codice = nuova.definizione.codice.clone();
    db::alone(&tx, &format!("iter_vigore {codice}")).await?;
    let last = in_vigore(&tx, &codice).await?;
    let mut no = Refusal::default();
    let motivo = motivo_in_ordine(nuova.motivo, &mut no);
    stessa_materia(last.as_ref(), materia, &mut no);
    non_superata(last.as_ref(), nuova.visto, &mut no);
    let checked = match controlla(&tx, materia, nuova.definizione, tx.now()).await {
        Ok(checked) => Some(checked),
        Err(Error::Refused(mut why)) => {
            no.reasons.append(&mut why.reasons);
            None
        }
        Err(error) => return Err(error),
    };
    let same = |now: &InVigore| checked.as_ref().is_some_and(|one| one.impronta().as_str() == now.riga.impronta);
    if last.as_ref().is_some_and(same) {
        no.add(None, "Questa versione è già in vigore: non cambia nulla.");
    }
    no.unless_empty(())?;
    let Some(checked) = checked else { return Err(Error::NotFound) };
    let row = salva(&mut tx, materia, &checked).await?;
    annota(&mut tx, &row, last.as_ref(), motivo).await?;
    bozza::fatta(&tx, &codice).await?;
    Ok(tx)
}

/// Puts an old version back in force, checked anew against today's people and words.
///
/// # Errors
/// As for [`metti_in_vigore`].
pub async fn rimetti_in_vigore(
    tx: Tx,
    materia: &dyn Materia,
    id: DefinizioneId,
    motivo: &str,
    visto: Option<i64>,
) -> Result<Tx, Error> {
    let (_, valida) = definizione_di(&tx, id).await?;
    let definizione = valida.definizione().clone();
    metti_in_vigore(tx, materia, MetteInVigore { definizione, motivo, visto }).await
}

fn motivo_in_ordine<'a>(motivo: &'a str, no: &mut Refusal) -> &'a str {
    let motivo = motivo.trim();
    if motivo.is_empty() || motivo.chars().count() > MOTIVO_MAX {
        no.add(Some("motivo"), format!("Scrivi perché cambia l'iter, in non più di {MOTIVO_MAX} caratteri."));
    }
    motivo
}

fn stessa_materia(last: Option<&InVigore>, materia: &dyn Materia, no: &mut Refusal) {
    if let Some(last) = last.filter(|last| last.riga.materia != materia.codice()) {
        no.add(
            Some("codice"),
            format!("Il codice «{}» è di un iter di un altro ufficio: scegline un altro.", last.riga.codice),
        );
    }
}

fn non_superata(last: Option<&InVigore>, visto: Option<i64>, no: &mut Refusal) {
    let now = last.map(|last| last.vigore.ordine);
    if now != visto {
        no.add(
            None,
            "Nel frattempo qualcun altro ha cambiato la versione in vigore: ricarica la pagina e confrontala.",
        );
    }
}

/// The same text is kept once.
async fn salva(tx: &mut Tx, materia: &dyn Materia, checked: &Valida) -> Result<definizione::Model, Error> {
    let select = definizione::Entity::find().filter(definizione::Column::Codice.eq(checked.codice.as_str()));
    let known = select.filter(definizione::Column::Impronta.eq(checked.impronta().as_str())).one(tx).await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let testo = checked.scrivi().map_err(Error::ufficio)?;
    let row = definizione::Model {
        id: tx.id(),
        codice: checked.codice.clone(),
        materia: materia.codice().to_owned(),
        impronta: checked.impronta().as_str().to_owned(),
        nome: checked.nome.clone(),
        testo,
        autore_id: autore(tx),
        at: tx.now(),
    };
    Ok(tx.insert(row).await?)
}

async fn annota(tx: &mut Tx, row: &definizione::Model, last: Option<&InVigore>, motivo: &str) -> Result<(), Error> {
    let row = vigore::Model {
        id: tx.id(),
        codice: row.codice.clone(),
        definizione_id: row.id,
        ordine: last.map_or(1, |last| last.vigore.ordine + 1),
        dal: tx.now(),
        autore_id: autore(tx),
        motivo: motivo.to_owned(),
    };
    tx.insert(row).await?;
    Ok(())
}

/// Puts in force what comes with the program, where the ente has nothing of that code yet. Who is there is not asked,
/// since a new ente has nobody: [`controlla`] tells later which actors are missing.
///
/// # Errors
/// A shipped text that is no definition, or whose ways are not in order: a mistake of ours.
pub async fn installa(mut tx: Tx, materia: &dyn Materia) -> Result<Tx, Error> {
    for testo in materia.spedite() {
        let valida = riapri(Definizione::leggi(testo)?)?;
        if in_vigore(&tx, &valida.codice).await?.is_none() {
            let row = salva(&mut tx, materia, &valida).await?;
            annota(&mut tx, &row, None, "Arriva con il programma.").await?;
        }
    }
    Ok(tx)
}
