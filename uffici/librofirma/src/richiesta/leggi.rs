//! One request, with all that happened to it.

use std::collections::HashMap;

use authz::{PersonId, UnitId, Who};
use documents::document;
use ente::Ente;
use kernel::{Id, Uuid};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    error::Error,
    rules::{Davanti, Formato, RichiestaId, Stato, impedimenti},
    tables::{apertura, chiusura, durata, firma, passo, richiesta},
    visibilita::{Come, come, vede},
};

/// A request.
#[derive(Clone, Debug)]
pub struct Scheda {
    /// What was asked, and where it stands.
    pub riga: richiesta::Model,
    /// Who must sign, in their order.
    pub passi: Vec<passo::Model>,
    /// Who was shown it.
    pub aperture: Vec<apertura::Model>,
    /// The signatures made, in their order.
    pub firme: Vec<firma::Model>,
    /// Why it ended without all of them.
    pub chiusura: Option<chiusura::Model>,
    /// What was added when all had signed, so that it can be verified when nobody can be asked any more.
    pub durata: Option<durata::Model>,
    /// The documents, oldest first: as it was put up, and after each signature.
    pub documenti: Vec<document::Model>,
    /// The names of the people in it.
    pub nomi: HashMap<PersonId, String>,
    /// The names of the units in it.
    pub uffici: HashMap<UnitId, String>,
}

impl Scheda {
    /// Only what was asked.
    fn of(riga: richiesta::Model) -> Self {
        Self {
            riga,
            passi: Vec::new(),
            aperture: Vec::new(),
            firme: Vec::new(),
            chiusura: None,
            durata: None,
            documenti: Vec::new(),
            nomi: HashMap::new(),
            uffici: HashMap::new(),
        }
    }

    /// The people in it; some more than once.
    fn persone(&self) -> Vec<PersonId> {
        let mut people = vec![self.riga.chiesta_da];
        people.extend(self.passi.iter().map(|passo| passo.persona_id));
        people.extend(self.aperture.iter().map(|apertura| apertura.persona_id));
        people.extend(self.firme.iter().map(|firma| firma.persona_id));
        people.extend(self.chiusura.iter().map(|end| end.persona_id));
        people
    }

    /// The units in it; some more than once.
    fn unita(&self) -> Vec<UnitId> {
        self.passi.iter().map(|passo| passo.unita_id).chain([self.riga.unita_id]).collect()
    }

    /// The ids of its documents, each once, oldest first.
    fn ids(&self) -> Vec<Uuid> {
        let mut ids: Vec<Uuid> = self.firme.iter().map(|firma| firma.documento_id.uuid()).collect();
        ids.extend([self.riga.documento_id.uuid(), self.riga.attuale_id.uuid()]);
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Where it stands.
    #[must_use]
    pub fn stato(&self) -> Stato {
        Stato::of(&self.riga.stato)
    }

    /// Its form.
    #[must_use]
    pub fn formato(&self) -> Formato {
        Formato::from_code(&self.riga.formato).unwrap_or(Formato::Cades)
    }

    /// The place whose turn it is.
    #[must_use]
    pub fn di_turno(&self) -> Option<&passo::Model> {
        let open = self.stato() == Stato::InCorso;
        self.passi.iter().find(|passo| open && passo.ordine == self.riga.turno)
    }

    /// In which capacity this person may sign now.
    #[must_use]
    pub fn tocca(&self, who: &Who) -> Option<Come> {
        come(who, self.di_turno()?)
    }

    /// Whether it was shown to this person.
    #[must_use]
    pub fn aperta_da(&self, person: PersonId) -> bool {
        self.aperture.iter().any(|apertura| apertura.persona_id == person)
    }

    /// Why this person cannot sign it now: all the reasons.
    #[must_use]
    pub fn impedimenti(&self, who: &Who, va_aperto: bool) -> Vec<String> {
        impedimenti(&Davanti {
            stato: self.stato(),
            tocca: self.tocca(who).is_some(),
            tocca_a: self.di_turno().map(|passo| self.nome(passo.persona_id)),
            gia: self.firme.iter().any(|firma| firma.persona_id == who.person),
            aperto: self.aperta_da(who.person),
            va_aperto,
        })
    }

    /// A person's name.
    #[must_use]
    pub fn nome(&self, person: PersonId) -> &str {
        self.nomi.get(&person).map_or("una persona che non c'è più", String::as_str)
    }

    /// The document with this id.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is none of this request.
    pub fn documento(&self, id: Id<document::Entity>) -> Result<&document::Model, Error> {
        self.documenti.iter().find(|document| document.id == id).ok_or(Error::NotFound)
    }

    /// The document as it is now.
    ///
    /// # Errors
    /// As [`Self::documento`].
    pub fn attuale(&self) -> Result<&document::Model, Error> {
        self.documento(self.riga.attuale_id)
    }

    /// The document to be read: of one in an envelope, what was put into it.
    ///
    /// # Errors
    /// As [`Self::documento`].
    pub fn da_leggere(&self) -> Result<&document::Model, Error> {
        let inside = self.formato() == Formato::Cades;
        self.documento(if inside { self.riga.documento_id } else { self.riga.attuale_id })
    }
}

/// Reads it.
///
/// # Errors
/// [`Error::NotFound`] also where `who` may not see it; those of the database.
pub async fn leggi(ente: &Ente, who: &Who, id: RichiestaId) -> Result<Scheda, Error> {
    leggi_molte(ente, who, &[id]).await?.remove(&id).ok_or(Error::NotFound)
}

/// Reads many, with as many queries as one takes. What is not there, or not for `who`, is left out.
///
/// # Errors
/// Those of the database.
pub async fn leggi_molte(ente: &Ente, who: &Who, ids: &[RichiestaId]) -> Result<HashMap<RichiestaId, Scheda>, Error> {
    let read = ente.db().read().await?;
    let these = || ids.iter().copied();
    let righe = richiesta::Entity::find().filter(richiesta::Column::Id.is_in(these())).all(&read).await?;
    let mut found: HashMap<RichiestaId, Scheda> = righe.into_iter().map(|riga| (riga.id, Scheda::of(riga))).collect();
    let passi = passo::Entity::find().filter(passo::Column::RichiestaId.is_in(these()));
    for one in passi.order_by_asc(passo::Column::Ordine).all(&read).await? {
        if let Some(scheda) = found.get_mut(&one.richiesta_id) {
            scheda.passi.push(one);
        }
    }
    let aperture = apertura::Entity::find().filter(apertura::Column::RichiestaId.is_in(these()));
    for one in aperture.order_by_asc(apertura::Column::Id).all(&read).await? {
        if let Some(scheda) = found.get_mut(&one.richiesta_id) {
            scheda.aperture.push(one);
        }
    }
    let firme = firma::Entity::find().filter(firma::Column::RichiestaId.is_in(these()));
    for one in firme.order_by_asc(firma::Column::Id).all(&read).await? {
        if let Some(scheda) = found.get_mut(&one.richiesta_id) {
            scheda.firme.push(one);
        }
    }
    for one in chiusura::Entity::find().filter(chiusura::Column::RichiestaId.is_in(these())).all(&read).await? {
        if let Some(scheda) = found.get_mut(&one.richiesta_id) {
            scheda.chiusura = Some(one);
        }
    }
    for one in durata::Entity::find().filter(durata::Column::RichiestaId.is_in(these())).all(&read).await? {
        if let Some(scheda) = found.get_mut(&one.richiesta_id) {
            scheda.durata = Some(one);
        }
    }
    found.retain(|_, scheda| vede(who, scheda));
    completa(ente, &read, &mut found).await?;
    Ok(found)
}

/// The names and the documents of what was found.
async fn completa(ente: &Ente, read: &db::Read, found: &mut HashMap<RichiestaId, Scheda>) -> Result<(), Error> {
    let people: Vec<PersonId> = found.values().flat_map(Scheda::persone).collect();
    let nomi = accounts::names(read, &people).await?;
    let units: Vec<UnitId> = found.values().flat_map(Scheda::unita).collect();
    let units = authz::unit::Entity::find().filter(authz::unit::Column::Id.is_in(units)).all(read).await?;
    let uffici: HashMap<UnitId, String> = units.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let ids: Vec<Uuid> = found.values().flat_map(Scheda::ids).collect();
    let documents = ente.archive.find(read, &ids).await?;
    let documents: HashMap<Uuid, document::Model> =
        documents.into_iter().map(|document| (document.id.uuid(), document)).collect();
    for scheda in found.values_mut() {
        let of = |person| Some((person, nomi.get(&person)?.clone()));
        scheda.nomi = scheda.persone().into_iter().filter_map(of).collect();
        let of = |unit| Some((unit, uffici.get(&unit)?.clone()));
        scheda.uffici = scheda.unita().into_iter().filter_map(of).collect();
        scheda.documenti = scheda.ids().into_iter().filter_map(|id| documents.get(&id).cloned()).collect();
    }
    Ok(())
}
