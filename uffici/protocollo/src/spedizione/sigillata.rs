//! The "segnatura" that leaves with what goes to another body, sealed; or why it does not. The seal around other files, too.

use std::collections::BTreeSet;

use authz::Who;
use directory::{Kind, SubjectId};
use documents::store::Stored;
use ente::Ente;
use kernel::{Id, Refusal};
use sea_orm::{ConnectionTrait, EntityTrait};
use seal::Standing;

use super::{segnatura::scrivi, spedisci::Richiesta};
use crate::{
    cooperazione,
    error::Error,
    registrazione::scheda::{Scheda, leggi},
    tables::{casella, parte},
};

/// Largest "segnatura", bytes.
const MOST_BYTES: u64 = 4 << 20;

/// What leaves with a sending besides the documents.
#[derive(Default)]
pub(super) struct Corredo {
    /// The addressees to whom a "segnatura" is owed.
    pub enti: BTreeSet<Id<parte::Entity>>,
    /// It, or why there is none; nothing where nobody is owed one.
    pub segnatura: Option<Result<Stored, String>>,
}

impl Corredo {
    /// How many bytes it adds to a message.
    pub fn bytes(&self) -> Option<u64> {
        let stored = self.segnatura.as_ref()?.as_ref().ok()?;
        Some(stored.size)
    }
}

/// How the "segnatura" of an entry stands before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Previsione {
    /// It will be sealed and attached for these bodies.
    Allegata(Vec<String>),
    /// As above, with a seal for trials.
    DiProva(Vec<String>),
    /// It will not be, and why.
    Assente(Vec<String>, String),
}

/// What will happen to the "segnatura" of an entry that leaves for these addressees; none where none of them is a body.
///
/// # Errors
/// Those of the database.
pub async fn previsione(
    ente: &Ente,
    scheda: &Scheda,
    a: &BTreeSet<Id<parte::Entity>>,
) -> Result<Option<Previsione>, Error> {
    let read = ente.db().read().await?;
    let enti = enti(&read, &scheda.parti).await?;
    let owed = scheda.parti.iter().filter(|parte| a.contains(&parte.id) && enti.contains(&parte.id));
    let names: Vec<String> = owed.map(|parte| parte.nome.clone()).collect();
    if names.is_empty() {
        return Ok(None);
    }
    let kept = seal::kept(&read).await?;
    drop(read);
    if let Some(why) = impedimento(ente, kept.as_ref()) {
        return Ok(Some(Previsione::Assente(names, why)));
    }
    Ok(Some(match scrivi(ente, scheda).await {
        Ok(_) if kept.is_some_and(|kept| kept.trial) => Previsione::DiProva(names),
        Ok(_) => Previsione::Allegata(names),
        Err(Error::Refused(refusal)) => Previsione::Assente(names, refusal.to_string()),
        Err(other) => return Err(other),
    }))
}

/// Writes and seals what is owed for a request. Nothing that lasts keeps the documents from leaving.
///
/// # Errors
/// [`Error::NotFound`] where `who` does not see the entry; what passes and keeps it from being sealed now, such as a
/// judge who is busy; those of database and store.
pub(super) async fn prepara(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    richiesta: &Richiesta,
) -> Result<Corredo, Error> {
    let read = ente.db().read().await?;
    let casella = casella::Entity::find_by_id(richiesta.casella).one(&read).await?;
    let Some(casella) = casella else { return Ok(Corredo::default()) };
    let senza_posta = cooperazione::canale(&casella);
    if !casella.certificata && !senza_posta {
        return Ok(Corredo::default());
    }
    drop(read);
    let scheda = leggi(ente, who, anno, numero).await?;
    let read = ente.db().read().await?;
    let mut enti = enti(&read, &scheda.parti).await?;
    let kept = seal::kept(&read).await?;
    drop(read);
    enti.retain(|id| richiesta.a.iter().any(|a| a.parte == *id));
    if enti.is_empty() || scheda.stato.annullata {
        return Ok(Corredo::default());
    }
    let segnatura = match impedimento(ente, kept.as_ref()) {
        Some(why) => Err(why),
        None => sigilla(ente, &scheda, senza_posta).await?,
    };
    if let (true, Err(why)) = (senza_posta, &segnatura) {
        // Whoever receives it must turn it away without: there is nothing to send.
        let sentence = format!("Per cooperazione applicativa non parte niente senza la segnatura sigillata. {why}");
        return Err(Refusal::because(sentence).into());
    }
    Ok(Corredo { enti, segnatura: Some(segnatura) })
}

/// Writes and seals it; `senza_posta`: as it stands in a message between bodies, where the element has another name.
async fn sigilla(ente: &Ente, scheda: &Scheda, senza_posta: bool) -> Result<Result<Stored, String>, Error> {
    let written = match scrivi(ente, scheda).await {
        Ok(written) => written,
        Err(Error::Refused(refusal)) => return Ok(Err(refusal.to_string())),
        Err(other) => return Err(other),
    };
    let sealed = match seal::open(ente).await {
        Ok(None) => return Ok(Err("Il sigillo dell'ente è stato tolto mentre si spediva: riprova.".into())),
        Ok(Some(opened)) => {
            let id = format!("sigillo-{}", scheda.riga.id);
            let xml = if senza_posta { written.di_messaggio() } else { written.xml().to_owned() };
            opened.xml(ente, xml.as_bytes(), &id).await
        }
        Err(error) => Err(error),
    };
    tieni(ente, sealed).await
}

/// Keeps what was sealed, or tells why it was not. What passes by itself is an error: who asked tries again, for once the message has
/// left nothing brings its seal back.
async fn tieni(ente: &Ente, sealed: Result<seal::Sealed, seal::Error>) -> Result<Result<Stored, String>, Error> {
    match sealed {
        Ok(sealed) => Ok(Ok(ente.archive.receive_own(&mut &sealed.bytes[..], MOST_BYTES).await?)),
        Err(error) if error.passes() => Err(error.into()),
        Err(error) => {
            tracing::error!(ente = ente.info.slug, %error, "what leaves was not sealed");
            Ok(Err(error.to_string()))
        }
    }
}

/// A file with the ente's seal around it (CAdES), or why there is none.
///
/// # Errors
/// What passes by itself: a later try may seal it; those of the database and the store.
pub(crate) async fn file(ente: &Ente, bytes: &[u8]) -> Result<Result<Stored, String>, Error> {
    let kept = seal::kept(&ente.db().read().await?).await?;
    if let Some(why) = impedimento(ente, kept.as_ref()) {
        return Ok(Err(why));
    }
    let sealed = match seal::open(ente).await {
        Ok(None) => return Ok(Err("Il sigillo dell'ente è stato tolto prima di spedire.".into())),
        Ok(Some(opened)) => opened.file_unstamped(ente, bytes.to_vec()).await,
        Err(error) => Err(error),
    };
    tieni(ente, sealed).await
}

/// Why nothing is sealed for others, whatever the entry.
fn impedimento(ente: &Ente, kept: Option<&seal::row::Model>) -> Option<String> {
    let standing = Standing::of(kept, ente.ledger.now());
    standing.why_not(kept).or_else(|| {
        // Whoever receives it must turn it away: only where everything is invented it does no harm.
        (kept.is_some_and(|kept| kept.trial) && !ente.info.demo).then(|| {
            "Il sigillo dell'ente è di prova, SENZA VALORE LEGALE, e chi riceve dovrebbe respingerlo. Chi gestisce il sistema carica quello \
             vero con \"municipio sigillo importa\"."
                .to_owned()
        })
    })
}

/// Which of these addressees are bodies of the index of public administrations.
async fn enti<C: ConnectionTrait>(
    connection: &C,
    parti: &[parte::Model],
) -> Result<BTreeSet<Id<parte::Entity>>, Error> {
    let known: Vec<SubjectId> = parti.iter().filter_map(|parte| parte.soggetto_id).collect();
    let subjects = directory::find(connection, &known).await?;
    let is_body = |parte: &&parte::Model| {
        let subject = parte.soggetto_id.and_then(|id| subjects.get(&id));
        subject.is_some_and(|subject| subject.kind == Kind::Ente && subject.ipa.is_some())
    };
    Ok(parti.iter().filter(is_body).map(|parte| parte.id).collect())
}
