//! The sendings of an entry, with what became of each.

use std::collections::HashMap;

use kernel::{Id, Instant};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    SpedizioneId,
    stato::{Stato, silenzio},
    tabelle::{fatto, spedizione, stato},
};
use crate::{
    cooperazione, correzione,
    error::Error,
    rules::RegistrazioneId,
    tables::{casella, parte},
};

/// A sending with everything around it.
#[derive(Clone, Debug)]
pub struct Spedizione {
    pub riga: spedizione::Model,
    /// To whom, by name.
    pub nome: String,
    pub stato: Stato,
    /// Until when its silence is nothing odd.
    pub attesa_fino_at: Option<Instant>,
    /// From where it left; none by hand.
    pub casella: Option<casella::Model>,
    /// What became of it, oldest first.
    pub fatti: Vec<fatto::Model>,
    /// Whether another was made after it.
    pub rispedita: bool,
}

impl Spedizione {
    /// Whether it left, or will leave, from a certified mailbox.
    pub fn certificata(&self) -> bool {
        self.casella.as_ref().is_some_and(|casella| casella.certificata)
    }

    /// Why someone must see to it, at `now`; none when nobody must.
    pub fn da_vedere(&self, now: Instant) -> Option<String> {
        if self.rispedita {
            return None;
        }
        if self.stato.fallito() {
            let told = self.fatti.iter().rev().find(|fatto| fatto.tipo == self.stato.code());
            let why = told.and_then(|fatto| fatto.testo.clone());
            return Some(why.unwrap_or_else(|| "Il motivo non è stato detto.".into()));
        }
        let late = self.attesa_fino_at.is_some_and(|fino| fino < now);
        late.then(|| {
            let last = self.fatti.iter().rev().find(|fatto| fatto.tipo == super::avanza::TENTATIVO);
            let trouble = last.filter(|_| self.stato == Stato::InCoda).and_then(|fatto| fatto.testo.as_deref());
            let senza_posta = self.riga.mezzo == cooperazione::MEZZO;
            [Some(silenzio(self.stato, senza_posta)), trouble].into_iter().flatten().collect::<Vec<_>>().join(" ")
        })
    }
}

/// The sendings of an entry that the caller may see, the oldest first: six queries however many there are.
///
/// # Errors
/// Those of the database.
pub(crate) async fn spedizioni_di<C: ConnectionTrait>(
    connection: &C,
    id: RegistrazioneId,
) -> Result<Vec<Spedizione>, Error> {
    let select = spedizione::Entity::find().filter(spedizione::Column::RegistrazioneId.eq(id));
    let righe =
        select.order_by_asc(spedizione::Column::At).order_by_asc(spedizione::Column::Id).all(connection).await?;
    if righe.is_empty() {
        return Ok(Vec::new());
    }
    let select = parte::Entity::find().filter(parte::Column::RegistrazioneId.eq(id));
    let mut parti = select.all(connection).await?;
    correzione::applica::alle_parti(&mut parti, &correzione::di(connection, id).await?);
    let nomi = parti.into_iter().map(|parte| (parte.id, parte.nome)).collect();
    intere(connection, righe, &nomi).await
}

/// These sendings, in their order, with everything around them, for a caller who knows what the addressees are called: three queries,
/// however many there are.
///
/// # Errors
/// Those of the database.
pub(crate) async fn intere<C: ConnectionTrait>(
    connection: &C,
    righe: Vec<spedizione::Model>,
    nomi: &HashMap<Id<parte::Entity>, String>,
) -> Result<Vec<Spedizione>, Error> {
    let ids: Vec<SpedizioneId> = righe.iter().map(|riga| riga.id).collect();
    let mut fatti: HashMap<SpedizioneId, Vec<fatto::Model>> = HashMap::new();
    let select = fatto::Entity::find().filter(fatto::Column::SpedizioneId.is_in(ids.iter().copied()));
    for fatto in select.order_by_asc(fatto::Column::ScrittoAt).order_by_asc(fatto::Column::Id).all(connection).await? {
        fatti.entry(fatto.spedizione_id).or_default().push(fatto);
    }
    let select = stato::Entity::find().filter(stato::Column::SpedizioneId.is_in(ids.iter().copied()));
    let stati: HashMap<SpedizioneId, stato::Model> =
        select.all(connection).await?.into_iter().map(|stato| (stato.spedizione_id, stato)).collect();
    let caselle = casella::Entity::find().all(connection).await?;
    let followed: Vec<SpedizioneId> = righe.iter().filter_map(|riga| riga.in_luogo_di).collect();
    let whole = |riga: spedizione::Model| Spedizione {
        nome: nomi.get(&riga.parte_id).cloned().unwrap_or_default(),
        stato: stati.get(&riga.id).map_or(Stato::InCoda, |stato| Stato::from_code(&stato.stato)),
        attesa_fino_at: stati.get(&riga.id).and_then(|stato| stato.attesa_fino_at),
        casella: riga.casella_id.and_then(|id| caselle.iter().find(|casella| casella.id == id).cloned()),
        fatti: fatti.remove(&riga.id).unwrap_or_default(),
        rispedita: followed.contains(&riga.id),
        riga,
    };
    Ok(righe.into_iter().map(whole).collect())
}
