//! Amendments of councillors to a proposal (art. 43 TUEL), as things: presented, examined, with the opinions that they need (art. 49), voted, and
//! put into the text by a person as a version that names them. An iter has them where its definition has the step `emenda`.

pub mod applica;
pub mod esamina;
pub(crate) mod leggi;
pub mod parere;
pub mod presenta;
pub(crate) mod tabelle;
pub(crate) mod testo;
pub mod vota;

use authz::{PersonId, Who};
use iter::{Incarico, Scadenza};
use kernel::Date;
use ledger::Tx;
use pratiche::{Lettura, Vista};
use sea_orm::ConnectionTrait;

use crate::{
    Atti,
    atto::passo::DaFirmare,
    effetti::annota,
    error::Error,
    leggi::{pratica_di, una},
    rules::{emendamenti::PARERI, pareri::Quale},
    tables::{AttoId, stato},
    visibilita::agisce,
};
use leggi::Emendamento;
use tabelle::fatto;

/// The step after which a text is amended: whoever may take it receives amendments, admits them and notes that they were taken back.
pub(crate) const PASSO: &str = "emenda";
/// The term of the definition until which they are presented, where it has one: the regulation of each council says whether.
const TERMINE: &str = "emendamenti";
/// Who sits in the council, by the names of the roles.
const RUOLI: [&str; 3] = ["Consigliere comunale", "Presidente del Consiglio", "Sindaco"];
/// What the journal calls what is written here.
const AZIONE: &str = "atti.emendamento";
/// Opinions on one amendment are written as long as it has fewer facts than these.
const FATTI_MAX: usize = 50;

/// A proposal whose amendments are being written: nobody moves its file until the transaction ends.
pub(super) struct Banco {
    pub stato: stato::Model,
    pub lettura: Lettura,
}

/// The proposal, under the lock of its file.
///
/// # Errors
/// [`Error::NotFound`] where it is not for `who`; an iter without amendments; an act that is adopted or whose file is over.
async fn banco(tx: &Tx, atti: &Atti, who: &Who, id: AttoId) -> Result<Banco, Error> {
    agisce(who)?;
    una(tx, who, id).await?;
    // The file first, as everybody who writes on an act.
    let pratica = pratica_di(tx, id).await?;
    tx.find::<pratiche::pratica::Entity>(pratica.uuid()).await?.ok_or(Error::NotFound)?;
    let stato = una(tx, who, id).await?;
    let lettura = pratiche::leggi(&Vista::Scritta(tx), atti, who, pratica, tx.now()).await?;
    if !previsti(&lettura) {
        return Err(Error::no("L'iter di questo atto non prevede emendamenti."));
    }
    if stato.numero.is_some() || lettura.presa.pratica.conclusa().is_some() {
        return Err(Error::no("La proposta è già decisa: i suoi emendamenti non si toccano più."));
    }
    Ok(Banco { stato, lettura })
}

/// Whether the iter of an act has amendments.
pub(crate) fn previsti(lettura: &Lettura) -> bool {
    lettura.presa.definizione.passo(PASSO).is_some()
}

/// The opinions on an amendment that this iter knows, each with the step by which it is given on the whole text: it is whoever answers for that step
/// who gives it.
pub(crate) fn pareri(lettura: &Lettura) -> Vec<(Quale, &str)> {
    let mut all: Vec<(Quale, &str)> = Vec::new();
    for passo in &lettura.presa.definizione.passi {
        for what in passo.effetti.iter().filter_map(DaFirmare::dell_effetto) {
            if let DaFirmare::Parere(quale) = what
                && PARERI.contains(&quale)
            {
                all.push((quale, passo.codice.as_str()));
            }
        }
    }
    all
}

/// The last day for amendments, where the iter has a term for them and somebody knows when it ends.
pub(crate) fn termine(lettura: &Lettura) -> Option<Date> {
    match lettura.presa.pratica.termini().get(TERMINE)?.scadenza(&lettura.calendario) {
        Scadenza::Il(day) => Some(day),
        Scadenza::Sospesa(_) => None,
    }
}

/// Who sits in the council on this day and has an account, by name.
///
/// # Errors
/// Those of the database.
pub(crate) async fn consiglieri<C: ConnectionTrait>(
    connection: &C,
    oggi: Date,
) -> Result<Vec<(PersonId, String)>, Error> {
    let chart = pratiche::organigramma(connection, oggi).await?;
    let here = chart.persone.iter().filter(|one| one.incarichi.iter().any(siede));
    let ids: Vec<PersonId> = here.map(|one| one.id.into()).collect();
    let names = accounts::names(connection, &ids).await?;
    let mut all: Vec<(PersonId, String)> =
        ids.into_iter().filter_map(|id| Some((id, names.get(&id)?.clone()))).collect();
    all.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(all)
}

/// Whether an incarico is that of one who sits in the council: nobody does for another.
fn siede(incarico: &Incarico) -> bool {
    incarico.vice_di.is_none() && RUOLI.contains(&incarico.ruolo.as_str())
}

/// Whether the reader sits in the council.
pub(crate) fn siede_chi_legge(lettura: &Lettura) -> bool {
    lettura.persona.incarichi.iter().any(siede)
}

/// What happens to an amendment.
#[derive(Debug, Default)]
struct Accaduto {
    tipo: &'static str,
    quale: Option<String>,
    esito: Option<&'static str>,
    testo: Option<String>,
    voto: Option<String>,
    versione: Option<i64>,
}

/// Writes what happens to it, and tells it in the act's history.
async fn accade(tx: &mut Tx, who: &Who, uno: &Emendamento, cosa: Accaduto, detto: String) -> Result<(), Error> {
    let row = fatto::Model {
        id: tx.id(),
        atto_id: uno.riga.atto_id,
        emendamento_id: uno.riga.id,
        n: i64::try_from(uno.fatti.len()).unwrap_or(i64::MAX),
        tipo: cosa.tipo.to_owned(),
        quale: cosa.quale,
        esito: cosa.esito.map(str::to_owned),
        testo: cosa.testo,
        voto: cosa.voto,
        versione: cosa.versione,
        persona_id: who.person,
        at: tx.now(),
    };
    tx.insert(row).await?;
    racconta(tx, who, (uno.riga.atto_id, uno.riga.n), detto).await
}

/// Tells something of an amendment in the act's history.
async fn racconta(tx: &mut Tx, who: &Who, (atto, n): (AttoId, i64), detto: String) -> Result<(), Error> {
    let day = tx.now().date();
    annota(tx, atto, Some(who.person), ("emendamento", Some(day)), format!("n. {n}: {detto}")).await
}

/// What somebody wrote, where it says something.
fn scritto(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
