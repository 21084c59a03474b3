//! A town hall with amministrazione trasparente, a clock that stands where it is put, and somebody who may do
//! everything.

use std::sync::Arc;

use authz::Who;
use kernel::{Cents, Date, FixedClock, Id, Instant, Uuid};
use office::Office;
use porte::trasparenza::{Beneficiario, Dichiara, Dichiarazione, Fatto, Organo, Protezione};
use testkit::{Engine, TownHall};
use trasparenza::{AmministrazioneTrasparente, Porta};

pub static OFFICES: &[&dyn Office] = &[&AmministrazioneTrasparente];
pub const TUTTO: &[&str] = &[
    "trasparenza.consulta",
    "trasparenza.pubblica",
    "trasparenza.ritira",
    "trasparenza.configura",
    "trasparenza.beneficiari",
];
/// Who is never named in public.
pub const NOME: &str = "Zaccaria Malaspina";
pub const CODICE: &str = "RSSMRA80A01H501U";

pub struct Mondo {
    pub hall: TownHall,
    pub clock: Arc<FixedClock>,
    pub who: Who,
}

/// An instant by the Italian clock.
pub fn alle(text: &str) -> Instant {
    Instant::in_rome(text.parse().unwrap()).unwrap()
}

pub fn giorno(text: &str) -> Date {
    text.parse().unwrap()
}

/// A grant.
pub fn concessione(beneficiario: Beneficiario) -> Fatto {
    Fatto::Concessione {
        beneficiario,
        importo: Cents(50_000),
        oggetto: "Sostegno all'affitto".into(),
        norma: "Regolamento comunale, art. 4".into(),
        modalita: "Avviso pubblico".into(),
        atto: "Determinazione n. 7".into(),
    }
}

/// Somebody who is not named.
pub fn protetta() -> Beneficiario {
    Beneficiario::Protetta { nome: NOME.into(), codice_fiscale: Some(CODICE.into()), motivo: Protezione::Disagio }
}

/// An act of a manager.
pub fn provvedimento(oggetto: &str) -> Fatto {
    Fatto::Provvedimento {
        organo: Organo::Dirigente,
        atto: "Determinazione n. 1".into(),
        oggetto: oggetto.into(),
        controparte: None,
    }
}

impl Mondo {
    /// On the 4th of February 2026, at ten.
    pub async fn nuovo(engine: Engine) -> Self {
        let clock = Arc::new(FixedClock::new(alle("2026-02-04T10:00:00")));
        let hall = TownHall::start_at(engine, OFFICES, clock.clone()).await;
        let unit = hall.unit("SEG", "Segreteria").await;
        let anna = hall.person("anna", unit, TUTTO).await;
        let who = hall.who(anna).await;
        Self { hall, clock, who }
    }

    /// Moves the hands.
    pub fn sono(&self, text: &str) {
        self.clock.set(alle(text));
    }

    /// A record of another office.
    pub async fn origine(&self) -> Uuid {
        let tx = self.hall.ente.ledger.begin(self.who.actor(), "prova.origine").await.unwrap();
        let id: Id<Uuid> = tx.id();
        id.uuid()
    }

    /// Declares as another office would, in a transaction of its own.
    pub async fn dichiara(&self, origine: Uuid, al: &str, fatto: Fatto) -> Result<Uuid, web::Error> {
        let mut tx = self.hall.ente.ledger.begin(self.who.actor(), "prova.adotta").await.unwrap();
        let dichiarazione = Dichiarazione {
            ufficio: "prova".into(),
            origine,
            responsabile: "Servizi sociali".into(),
            riferita_al: giorno(al),
            fatto,
            documenti: Vec::new(),
            persona: self.who.person,
        };
        let id = Porta.dichiara(&mut tx, &dichiarazione).await?;
        tx.commit().await.unwrap();
        Ok(id)
    }
}
