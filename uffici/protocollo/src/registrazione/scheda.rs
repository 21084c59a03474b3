//! To read one entry whole.

use authz::Who;
use documents::document;
use ente::Ente;
use kernel::{Id, Uuid};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::trova;
use crate::{
    alla_firma::{self, AllaFirma},
    collegamento::elenca::{self as collegamenti, Collegata},
    correzione::{self, applica},
    differita::{self, tables::differimento},
    error::Error,
    posta::legata::{Ricevuta, ricevute_di},
    rules::RegistrazioneId,
    spedizione::leggi::{Spedizione, spedizioni_di},
    tables::{allegato, annotazione, assegnazione, fatto, inoltro, parte, registrazione, stato},
    termine::{self, Termine},
};

/// One entry with everything around it.
#[derive(Clone, Debug)]
pub struct Scheda {
    /// The entry.
    pub riga: registrazione::Model,
    /// What may change around it.
    pub stato: stato::Model,
    /// Senders or addressees, in order.
    pub parti: Vec<parte::Model>,
    /// Documents, the main one first.
    pub documenti: Vec<(allegato::Model, document::Model)>,
    /// To whom it was given, oldest first.
    pub assegnazioni: Vec<assegnazione::Model>,
    /// Later facts, oldest first.
    pub fatti: Vec<fatto::Model>,
    /// The receipts of what left with it, oldest first.
    pub ricevute: Vec<Ricevuta>,
    /// How it was sent from here, and what became of that, oldest first.
    pub spedizioni: Vec<Spedizione>,
    /// What was corrected, oldest first; entry, parties and documents above say what holds now.
    pub correzioni: Vec<correzione::tables::Model>,
    /// The act under which it was registered later than the day on which it came.
    pub differita: Option<differimento::Model>,
    /// Within when those who have it must conclude.
    pub termini: Vec<Termine>,
    /// The assignments that were passed on, by whom and why.
    pub inoltri: Vec<inoltro::Model>,
    /// Its documents that were put up for signature, oldest first: what comes back signed stands beside.
    pub alla_firma: Vec<AllaFirma>,
    /// Notes that were added, oldest first.
    pub annotazioni: Vec<annotazione::Model>,
    /// Its links with other entries that the reader sees: those that hold, then those that were undone.
    pub collegamenti: Vec<Collegata>,
}

impl Scheda {
    /// One of its documents, or a signed version of one.
    ///
    /// # Errors
    /// [`Error::DocumentoAssente`] when it is not of this entry.
    pub fn documento(&self, id: Id<document::Entity>) -> Result<&document::Model, Error> {
        let own = self.documenti.iter().map(|(_, document)| document);
        let signed = self.alla_firma.iter().flat_map(AllaFirma::firmati);
        let found = own.chain(signed).find(|document| document.id == id);
        found.ok_or(Error::DocumentoAssente)
    }

    /// The ids of all the people who did something to it, for their names.
    pub fn people(&self) -> Vec<Uuid> {
        let mut people = vec![self.riga.registrata_da.uuid()];
        for assegnazione in &self.assegnazioni {
            people.push(assegnazione.assegnata_da.uuid());
            people.extend(assegnazione.persona_id.map(|id| id.uuid()));
            people.extend(assegnazione.risposta_da.map(|id| id.uuid()));
        }
        people.extend(self.fatti.iter().map(|fatto| fatto.persona_id.uuid()));
        people.extend(self.spedizioni.iter().map(|spedizione| spedizione.riga.persona_id.uuid()));
        people.extend(self.correzioni.iter().map(|one| one.persona_id.uuid()));
        people.extend(self.termini.iter().flat_map(|one| one.fatti.iter().map(|fatto| fatto.persona_id.uuid())));
        people.extend(self.termini.iter().map(|one| one.riga.posto_da.uuid()));
        people.extend(self.inoltri.iter().map(|one| one.persona_id.uuid()));
        people.extend(self.alla_firma.iter().map(|one| one.riga.persona_id.uuid()));
        people.extend(self.annotazioni.iter().map(|one| one.persona_id.uuid()));
        people.extend(self.collegamenti.iter().map(|one| one.fatto.0.uuid()));
        people.extend(self.collegamenti.iter().filter_map(|one| one.sciolto.as_ref()).map(|(chi, ..)| chi.uuid()));
        let ends = self.alla_firma.iter().flat_map(|one| &one.fine);
        people.extend(ends.filter_map(|(fine, _)| fine.persona_id).map(|id| id.uuid()));
        people.sort_unstable();
        people.dedup();
        people
    }
}

/// Reads an entry whole: fifteen queries whatever its size, a few more for what was sent, deferred, signed or has a
/// term.
///
/// # Errors
/// [`Error::NotFound`] where `who` may not see it.
pub async fn leggi(ente: &Ente, who: &Who, anno: i64, numero: i64) -> Result<Scheda, Error> {
    let read = ente.db().read().await?;
    let mut riga = trova(&read, who, anno, numero).await?;
    let stato = stato::Entity::find()
        .filter(stato::Column::RegistrazioneId.eq(riga.id))
        .one(&read)
        .await?
        .ok_or(Error::NotFound)?;
    let mut parti = parte::Entity::find()
        .filter(parte::Column::RegistrazioneId.eq(riga.id))
        .order_by_asc(parte::Column::Ordine)
        .all(&read)
        .await?;
    let allegati = allegato::Entity::find()
        .filter(allegato::Column::RegistrazioneId.eq(riga.id))
        .order_by_asc(allegato::Column::Ordine)
        .all(&read)
        .await?;
    let ids: Vec<Uuid> = allegati.iter().map(|allegato| allegato.documento_id.uuid()).collect();
    let mut found = ente.archive.find(&read, &ids).await?;
    let mut documenti = Vec::with_capacity(allegati.len());
    for allegato in allegati {
        if let Some(place) = found.iter().position(|document| document.id == allegato.documento_id) {
            documenti.push((allegato, found.swap_remove(place)));
        }
    }
    let assegnazioni = assegnazione::Entity::find()
        .filter(assegnazione::Column::RegistrazioneId.eq(riga.id))
        .order_by_asc(assegnazione::Column::Id)
        .all(&read)
        .await?;
    let fatti = fatto::Entity::find()
        .filter(fatto::Column::RegistrazioneId.eq(riga.id))
        .order_by_asc(fatto::Column::Id)
        .all(&read)
        .await?;
    let ricevute = ricevute_di(&read, riga.id).await?;
    let spedizioni = spedizioni_di(&read, riga.id).await?;
    let correzioni = correzione::di(&read, riga.id).await?;
    applica::alla_riga(&mut riga, &correzioni);
    applica::alle_parti(&mut parti, &correzioni);
    applica::ai_documenti(&mut documenti, &correzioni);
    let differita = differita::di(&read, riga.id).await?;
    let termini = termine::di(&read, riga.id).await?;
    let inoltri = inoltro::Entity::find()
        .filter(inoltro::Column::RegistrazioneId.eq(riga.id))
        .order_by_asc(inoltro::Column::Id)
        .all(&read)
        .await?;
    let alla_firma = alla_firma::della_registrazione(ente, &read, &riga).await?;
    let annotazioni = annotazioni(&read, riga.id).await?;
    let collegamenti = collegamenti::di(&read, who, riga.id).await?;
    Ok(Scheda {
        riga,
        stato,
        parti,
        documenti,
        assegnazioni,
        fatti,
        ricevute,
        spedizioni,
        correzioni,
        differita,
        termini,
        inoltri,
        alla_firma,
        annotazioni,
        collegamenti,
    })
}

async fn annotazioni(read: &db::Read, id: RegistrazioneId) -> Result<Vec<annotazione::Model>, Error> {
    let select = annotazione::Entity::find().filter(annotazione::Column::RegistrazioneId.eq(id));
    Ok(select.order_by_asc(annotazione::Column::Id).all(read).await?)
}
