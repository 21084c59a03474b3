//! A town hall where Lucia proposes, Marco signs, Paolo is his deputy and Sara his substitute.

use std::sync::Arc;

use authz::{PersonId, UnitId, Who, absence, incarico};
use iter::Definizione;
use kernel::{Actor, Date, FixedClock, Instant, Uuid};
use ledger::Tx;
use pratiche::{
    Agisce, Astensione, Avviata, Error, Esito, MetteInVigore, Nuova, Passo, PraticaId, Presa, Scrivania, Vista,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use testkit::{Engine, TownHall};

use crate::permessi::{OFFICES, PERMESSI, PERMESSO, permesso};

pub struct Casa {
    pub hall: TownHall,
    pub clock: Arc<FixedClock>,
    pub unita: UnitId,
    pub lucia: PersonId,
    pub marco: PersonId,
    pub paolo: PersonId,
    pub sara: PersonId,
}

pub fn giorno(text: &str) -> Date {
    text.parse().unwrap()
}

/// Noon on that day.
pub fn mezzogiorno(day: &str) -> Instant {
    Instant::start_of(giorno(day)).plus_seconds(12 * 3_600)
}

impl Casa {
    /// On Monday 2 November 2026, with the permit's definition in force.
    pub async fn apri(engine: Engine) -> Self {
        let clock = Arc::new(FixedClock::new(mezzogiorno("2026-11-02")));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let unita = hall.unit("EDI", "Edilizia").await;
        let other = hall.unit("SEGR", "Segreteria").await;
        let lucia = hall.person("lucia", unita, &[]).await;
        let marco = hall.person("marco", unita, &[]).await;
        let paolo = hall.person("paolo", other, &[]).await;
        let sara = hall.person("sara", other, &[]).await;
        let casa = Self { hall, clock, unita, lucia, marco, paolo, sara };
        casa.vice(paolo, marco).await;
        casa.in_vigore(&Definizione::leggi(PERMESSO).unwrap(), None).await.unwrap();
        casa
    }

    pub async fn tx(&self, chi: PersonId) -> Tx {
        self.hall.ente.ledger.begin(Actor::Person(chi.uuid()), "permessi.prova").await.unwrap()
    }

    pub async fn read(&self) -> db::Read {
        self.hall.ente.db().read().await.unwrap()
    }

    pub async fn who(&self, person: PersonId) -> Who {
        self.hall.who(person).await
    }

    /// The first incarico of somebody.
    async fn incarico_di(&self, person: PersonId) -> incarico::Model {
        let select = incarico::Entity::find().filter(incarico::Column::PersonId.eq(person));
        select.one(&self.read().await).await.unwrap().unwrap()
    }

    async fn vice(&self, deputy: PersonId, holder: PersonId) {
        let held = self.incarico_di(holder).await;
        let mut tx = self.tx(holder).await;
        let row = incarico::Model { id: tx.id(), person_id: deputy, deputy_of: Some(held.id), ..held };
        tx.insert(row).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn assente(&self, person: PersonId, dal: &str, al: &str) {
        let mut tx = self.tx(person).await;
        let (valid_from, valid_to) = (giorno(dal), giorno(al));
        tx.insert(absence::Model { id: tx.id(), person_id: person, valid_from, valid_to }).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Puts a definition in force, as somebody who saw this order in force.
    pub async fn in_vigore(&self, definizione: &Definizione, visto: Option<i64>) -> Result<(), Error> {
        let tx = self.tx(self.sara).await;
        let nuova = MetteInVigore { definizione: definizione.clone(), motivo: "Prova", visto };
        let tx = pratiche::metti_in_vigore(tx, &PERMESSI, nuova).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lucia begins a permit's file.
    pub async fn avvia(&self, testo: &str, chiave: &str) -> Result<Avviata, Error> {
        let mut tx = self.tx(self.lucia).await;
        let row = permesso::Model {
            id: tx.id(),
            testo: testo.into(),
            senza_consegna: testo.contains("senza indirizzo"),
            firmato: false,
            numero: None,
            archiviato: false,
        };
        let oggetto = tx.insert(row).await?.id.uuid();
        let nuova = Nuova { codice: "permesso", oggetto, ufficio: self.unita, chi: self.lucia, chiave };
        let (tx, avviata) = pratiche::avvia(tx, &PERMESSI, nuova).await?;
        if !avviata.gia {
            tx.commit().await?;
        }
        Ok(avviata)
    }

    pub fn passo<'a>(&self, id: PraticaId, passo: &'a str, chi: PersonId, chiave: &'a str) -> Passo<'a> {
        Passo { pratica: id, passo, chi: Agisce::Persona(chi), motivo: None, chiave, visto: None }
    }

    pub async fn compi(&self, passo: Passo<'_>) -> Result<Esito, Error> {
        let chi = match passo.chi {
            Agisce::Persona(id) => id,
            Agisce::Sistema => self.sara,
        };
        let (tx, esito) = pratiche::compi(self.tx(chi).await, &PERMESSI, passo).await?;
        tx.commit().await?;
        Ok(esito)
    }

    /// A file that waits for Marco's signature.
    pub async fn alla_firma(&self, testo: &str) -> Avviata {
        let avviata = self.avvia(testo, testo).await.unwrap();
        self.compi(self.passo(avviata.pratica, "proponi", self.lucia, "proponi")).await.unwrap();
        avviata
    }

    pub async fn astieni(&self, id: PraticaId, chi: PersonId) {
        let chiede = Astensione { pratica: id, chi, motivo: "È mio fratello.", chiave: "astensione" };
        let (tx, _) = pratiche::astieni(self.tx(chi).await, &PERMESSI, chiede).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn presa(&self, id: PraticaId) -> Presa {
        let read = self.read().await;
        pratiche::prendi(&Vista::Letta(&read), &PERMESSI, id).await.unwrap()
    }

    pub async fn permesso(&self, oggetto: Uuid) -> permesso::Model {
        permesso::Entity::find_by_id(oggetto).one(&self.read().await).await.unwrap().unwrap()
    }

    pub async fn scrivania(&self, chi: PersonId) -> Scrivania {
        let (read, who) = (self.read().await, self.who(chi).await);
        let now = self.hall.ente.ledger.now();
        pratiche::scrivania(&Vista::Letta(&read), &[&PERMESSI], &who, now, None, 50).await.unwrap()
    }

    /// What waits for somebody: what it is called, and what may be done.
    pub async fn aspetta(&self, chi: PersonId) -> Vec<(String, Vec<String>)> {
        self.scrivania(chi).await.righe.into_iter().map(|riga| (riga.testo, riga.passi)).collect()
    }

    /// The number of rows of a query.
    pub async fn conta(&self, from: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) AS n FROM {from}");
        db::one(&self.read().await, &sql, []).await.unwrap().unwrap().try_get("", "n").unwrap()
    }
}

/// The reasons of a refusal.
pub fn motivi<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<String> {
    match result {
        Err(Error::Refused(no)) => no.reasons.into_iter().map(|reason| reason.sentence).collect(),
        other => panic!("not a refusal: {other:?}"),
    }
}

pub fn dice(told: &[String], wanted: &str) {
    assert!(told.iter().any(|one| one.contains(wanted)), "{wanted:?} is not in {told:?}");
}
