//! To prepare what is communicated of an adopted act: the draft of an entry that leaves, which a person registers and sends with the protocol.

use authz::Who;
use directory::Line;
use documents::store::Sha256Hash;
use ente::Ente;
use kernel::Refusal;
use porte::comunicazioni::{Comunicazione, Destinatario};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{
    leggi::{carte, destinatari},
    spetta,
};
use crate::{
    Atti,
    error::Error,
    leggi::una,
    materia::CODICE,
    rules::comunicazioni::{Scopo, scopi},
    tables::{AttoId, movimento, stato},
    visibilita::{agisce, condizione},
};

/// Deliberations that go in one list with another.
pub(crate) const ANCHE_MAX: u64 = 30;
/// Letters of the longest subject that is proposed.
const OGGETTO_MAX: usize = 1_000;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Richiesta {
    /// Why.
    pub scopo: Scopo,
    /// To whom, of those whom the page proposed, each as its line.
    pub a: Vec<String>,
    /// Whether what everybody reads goes out, instead of the whole.
    pub per_tutti: bool,
    /// The other deliberations of the same list (art. 125 TUEL).
    pub anche: Vec<AttoId>,
}

/// Prepares it: the page of the draft. Nothing is registered, nothing leaves.
///
/// # Errors
/// All the reasons why not; [`Error::NotFound`] where the act is not for `who`; a missing permission, here or in the protocol; those of the
/// store and the database.
pub async fn prepara(atti: &Atti, ente: &Ente, who: &Who, id: AttoId, asked: &Richiesta) -> Result<String, Error> {
    agisce(who)?;
    let Some(comunica) = atti.comunica else {
        return Err(Error::no("In questo Comune nessun ufficio tiene il protocollo: annota la consegna a mano."));
    };
    let read = ente.db().read().await?;
    let stato = una(&read, who, id).await?;
    if !spetta(who, &stato) {
        return Err(Error::no("La comunicazione la prepara chi scrive l'atto o chi lo esamina."));
    }
    if stato.numero.is_none() {
        return Err(Error::no("L'atto non è ancora adottato: si comunica quando ha il numero."));
    }
    let known = destinatari(&read, asked.scopo, &stato, ente.ledger.now().date()).await?;
    let chosen = scelti(&stato, asked, &known)?;
    let mut all = vec![stato];
    all.extend(anche(&read, who, id, asked).await?);
    if asked.per_tutti && all.iter().any(|act| act.riservato || !act.da_pubblicare) {
        return Err(Error::no("Di un atto che non si pubblica non c'è una versione per tutti."));
    }
    let impegni = impegni(&read, id).await?;
    let mut documenti = carte(&read, &all, asked.per_tutti).await?;
    drop(read);
    if asked.scopo == Scopo::Capigruppo {
        documenti.insert(0, elenco(ente, &all, asked.per_tutti).await?);
    }
    let cosa = Comunicazione {
        ufficio: CODICE,
        cose: all.iter().map(|act| act.atto_id.uuid()).collect(),
        oggetto: oggetto(asked, &all, &impegni),
        destinatari: chosen,
        documenti,
        riservata: all.iter().any(|act| act.riservato),
    };
    Ok(comunica.prepara(ente, who, &cosa).await?)
}

/// Whom the form chose, of those who are proposed now.
fn scelti(stato: &stato::Model, asked: &Richiesta, known: &[Line]) -> Result<Vec<Destinatario>, Refusal> {
    let mut no = Refusal::default();
    if !scopi(stato.tipo()).contains(&asked.scopo) {
        no.add(None, "Un atto di questo tipo non si comunica così.");
    }
    let lines: Vec<(String, &Line)> = known.iter().map(|line| (line.to_string(), line)).collect();
    let chosen: Vec<&Line> = lines.iter().filter(|(text, _)| asked.a.contains(text)).map(|(_, line)| *line).collect();
    if asked.a.iter().any(|text| !lines.iter().any(|(known, _)| known == text)) {
        no.add(None, "L'elenco dei destinatari è cambiato: guardalo e scegli di nuovo.");
    } else if chosen.is_empty() {
        no.add(None, "Scegli almeno un destinatario.");
    }
    let one = |line: &Line| Destinatario {
        nome: line.name.clone(),
        codice: line.code.clone(),
        indirizzo: line.address.clone(),
    };
    no.unless_empty(chosen.into_iter().map(one).collect())
}

/// The deliberations of the executive that were posted and of which nobody noted yet that the heads of the groups were told, the oldest
/// first: those that may go in one list with `id`, of those that `who` may see.
///
/// # Errors
/// Those of the database.
pub(crate) async fn da_elencare<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    id: AttoId,
) -> Result<Vec<stato::Model>, Error> {
    let told = "atto_id NOT IN (SELECT f.atto_id FROM atti_fatto f WHERE f.tipo = 'capigruppo')";
    let all = Condition::all()
        .add(condizione(who))
        .add(stato::Column::Tipo.eq("delibera_giunta"))
        .add(stato::Column::Numero.is_not_null())
        .add(stato::Column::PubblicazioneId.is_not_null())
        .add(stato::Column::Riservato.eq(false))
        .add(stato::Column::AttoId.ne(id));
    let select = stato::Entity::find().filter(all).filter(Expr::cust(told)).order_by_asc(stato::Column::AdottatoAt);
    Ok(select.limit(ANCHE_MAX).all(connection).await?)
}

async fn anche<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    id: AttoId,
    asked: &Richiesta,
) -> Result<Vec<stato::Model>, Error> {
    if asked.scopo != Scopo::Capigruppo || asked.anche.is_empty() {
        return Ok(Vec::new());
    }
    let mut known = da_elencare(connection, who, id).await?;
    known.retain(|act| asked.anche.contains(&act.atto_id));
    if known.len() < asked.anche.len() {
        return Err(Error::no("Una delle deliberazioni è già stata comunicata: ricarica la pagina."));
    }
    Ok(known)
}

/// The commitments of an act, as they are cited: "n. 12/2026".
async fn impegni<C: ConnectionTrait>(connection: &C, id: AttoId) -> Result<Vec<String>, Error> {
    let select = movimento::Entity::find().filter(movimento::Column::AttoId.eq(id));
    let select = select.filter(movimento::Column::Genere.eq("impegno")).order_by_asc(movimento::Column::Posizione);
    let rows = select.all(connection).await?;
    Ok(rows.iter().map(|row| format!("n. {}/{}", row.numero, row.anno)).collect())
}

/// "Comunicazione dell'atto: Determinazione n. 195 del 17/03/2026. Tetto della scuola".
fn oggetto(asked: &Richiesta, all: &[stato::Model], impegni: &[String]) -> String {
    let cited = match all {
        [act] => riga(act, asked.per_tutti, ". "),
        all => all.iter().filter_map(stato::Model::estremi).collect::<Vec<_>>().join("; "),
    };
    format!("{}: {cited}", asked.scopo.oggetto(impegni)).chars().take(OGGETTO_MAX).collect()
}

fn riga(act: &stato::Model, per_tutti: bool, between: &str) -> String {
    let about = if per_tutti { act.oggetto_per_tutti() } else { act.oggetto.as_str() };
    format!("{}{between}{about}", act.estremi().unwrap_or_else(|| act.nome()))
}

/// The list of the deliberations (art. 125 TUEL): a text, which is kept as it is (annex 2 of the AgID guidelines).
async fn elenco(ente: &Ente, all: &[stato::Model], per_tutti: bool) -> Result<(String, Sha256Hash), Error> {
    let day = ente.ledger.now().date().format("%d/%m/%Y").to_string();
    let lines: Vec<String> = all.iter().map(|act| format!("- {}", riga(act, per_tutti, ": "))).collect();
    let text = format!(
        "{}\n\nElenco delle deliberazioni adottate dalla Giunta comunale, trasmesso ai capigruppo consiliari il {day}\n(art. 125 D.Lgs. \
         18 agosto 2000, n. 267)\n\n{}\n",
        ente.info.name,
        lines.join("\n")
    );
    let stored = ente.archive.receive_own(&mut text.as_bytes(), text.len() as u64).await?;
    Ok(("Elenco delle deliberazioni.txt".to_owned(), stored.sha256))
}
