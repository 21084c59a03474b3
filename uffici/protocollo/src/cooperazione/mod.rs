//! The exchange with other bodies without mail (AgID guidelines 2021, annex 6, appendix B: SOAP), both sides.
//!
//! Each body of the settings is a way in and out, told as a mailbox is (`protocollo_casella`), so that what comes and what leaves by it
//! is the same matter as by mail: a message waits for a clerk, a sending has facts, an answer is tied to its entry. Without bodies in
//! the settings nothing listens.
//!
//! *Invariants:* nothing is taken from whoever brings no key of a known body; nothing is taken as registered by that body whose seal
//! does not hold for it; whoever answers speaks for their own body alone; nothing is told as registered there before their confirmation.

pub mod apri;
pub mod chiama;
pub mod conferma;
pub mod manda;
pub mod prendi;
pub mod ricevi;
pub mod rispondi;
pub mod rules;

use directory::SubjectId;
use ente::{Ente, Peer};
use kernel::{Id, Refusal};
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    error::Error,
    posta::casella::riga,
    spedizione::spedisci::Richiesta,
    tables::{casella, parte},
};

/// The kind of a message that came in this way.
pub const TIPO: &str = "cooperazione";
/// How a sending travels that leaves in this way.
pub const MEZZO: &str = "cooperazione";
/// The largest message that is sent and taken, bytes as they travel.
pub const MASSIMO: u64 = segnatura::cooperazione::LARGEST as u64;
/// Who writes what comes in this way.
pub const KIND: &str = "protocollo.cooperazione";
/// What the name of a mailbox that is a body begins with.
pub(crate) const PREFISSO: &str = "cooperazione-";

/// A body by its codes in the index: "p_xx/AOOPXX".
pub fn codici(peer: &Peer) -> String {
    format!("{}/{}", peer.ipa, peer.aoo)
}

/// Whether a mailbox is the way to a body.
pub fn canale(casella: &casella::Model) -> bool {
    casella.nome.starts_with(PREFISSO)
}

/// The body to which the mailbox with this name is the way, where the settings still name it.
pub fn di_nome<'a>(ente: &'a Ente, nome: &str) -> Option<&'a Peer> {
    let name = nome.strip_prefix(PREFISSO)?;
    ente.peers.iter().find(|peer| peer.name == name)
}

/// The body to which this mailbox is the way.
///
/// # Errors
/// Those of the database.
pub async fn verso<'a, C: ConnectionTrait>(
    connection: &C,
    ente: &'a Ente,
    id: Id<casella::Entity>,
) -> Result<Option<&'a Peer>, Error> {
    let found = casella::Entity::find_by_id(id).one(connection).await?;
    Ok(found.and_then(|casella| di_nome(ente, &casella.nome)))
}

/// The row of a body, made or put right where the settings have changed.
///
/// # Errors
/// [`Error::UfficioIgnoto`] when the settings name a unit that is not there; those of the database.
pub async fn riga_di(ente: &Ente, peer: &Peer) -> Result<casella::Model, Error> {
    let nome = format!("{PREFISSO}{}", peer.name);
    riga(ente, KIND, (nome.as_str(), peer.unit.as_str()), Some(&codici(peer)), false).await
}

/// Makes the rows of all, so that one may send to a body before it has ever written.
///
/// # Errors
/// Those of the database.
pub async fn canali(ente: &Ente) -> Result<(), Error> {
    for peer in &ente.peers {
        match riga_di(ente, peer).await {
            Ok(_) => {}
            // Nobody sees one without a unit: the log is where an operator looks.
            Err(error @ Error::UfficioIgnoto { .. }) => {
                tracing::error!(ente = ente.info.slug, cooperazione = peer.name, %error, "a body cannot write to us");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Each addressee is the body to which the way leads, and its area, as far as the index knows it.
///
/// # Errors
/// Those of the database.
pub async fn check_addressees<C: ConnectionTrait>(
    connection: &C,
    peer: &Peer,
    richiesta: &Richiesta,
    parti: &[parte::Model],
    refusal: &mut Refusal,
) -> Result<(), Error> {
    let known: Vec<SubjectId> = parti.iter().filter_map(|parte| parte.soggetto_id).collect();
    let subjects = directory::find(connection, &known).await?;
    for a in &richiesta.a {
        let Some(parte) = parti.iter().find(|parte| parte.id == a.parte) else { continue };
        let subject = parte.soggetto_id.and_then(|id| subjects.get(&id));
        let ipa = subject.and_then(|subject| subject.ipa.as_deref());
        if !ipa.is_some_and(|ipa| ipa.trim().eq_ignore_ascii_case(&peer.ipa)) {
            let sentence = format!(
                "{} non è l'amministrazione {} a cui porta questa via: togli la spunta, oppure scegli una casella di posta.",
                parte.nome, peer.ipa
            );
            refusal.add(Some("destinatari"), sentence);
            continue;
        }
        let addresses = [parte.indirizzo.as_deref(), subject.and_then(|subject| subject.pec.as_deref())];
        for address in addresses.into_iter().flatten() {
            let areas = directory::ipa::areas(connection, &peer.ipa, &peer.aoo, address).await?;
            let Some(whose) = rules::area(&areas, &peer.aoo, address) else { continue };
            if let Err(other) = whose {
                let sentence = format!(
                    "{} è l'area {other} dell'amministrazione {}, e questa via porta all'area {}: togli la spunta, oppure scegli una \
                     casella di posta.",
                    parte.nome, peer.ipa, peer.aoo
                );
                refusal.add(Some("destinatari"), sentence);
            }
            break;
        }
    }
    Ok(())
}
