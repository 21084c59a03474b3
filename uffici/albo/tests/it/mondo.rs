//! A town hall with an albo, a clock that stands where it is put, and somebody who may do everything.

use std::sync::Arc;

use albo::{AlboPretorio, Porta};
use authz::Who;
use documents::document;
use kernel::{Actor, FixedClock, Instant};
use office::Office;
use porte::{
    Originali,
    albo::{DaPubblicare, Domanda, Durata, Origine, Pubblica, Pubblicata, Tipo},
};
use protocollo::Protocollo;
use testkit::{Engine, TownHall, seal_file};

pub static ORIGINALI: &[&dyn Originali] = &[&protocollo::Originali];
pub static OFFICES: &[&dyn Office] =
    &[&Protocollo { depositi: &[] }, &AlboPretorio { originali: ORIGINALI, testi: &[] }];
pub const TUTTO: &[&str] =
    &["albo.consulta", "albo.pubblica", "albo.annulla", "albo.configura", "protocollo.registra", "protocollo.consulta"];
/// What nobody may read once it is over.
pub const OGGETTO: &str = "Avviso a Zaccaria Malaspina";
/// What only the whole document holds.
pub const INTERO: &[u8] = b"Il testo intero, con il nome di chi non va nominato.\n";
pub const PUBBLICO: &[u8] = b"Il testo con omissis.\n";

pub struct Mondo {
    pub hall: TownHall,
    pub clock: Arc<FixedClock>,
    pub who: Who,
}

/// An instant by the Italian clock.
pub fn alle(text: &str) -> Instant {
    Instant::in_rome(text.parse().unwrap()).unwrap()
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

    /// A seal that its own file calls good: of an authority of OpenSSL's, and so not one for trials.
    pub async fn sigillo(&self) {
        let candidate = seal::read_file(&seal_file(), "prova").unwrap();
        seal::set(&self.hall.ente, Actor::System("prova"), candidate).await.unwrap();
    }

    pub fn domanda(&self, tipo: &str, durata: Durata, documenti: Vec<DaPubblicare>) -> Domanda {
        Domanda {
            tipo: Tipo::di(tipo).unwrap(),
            oggetto: OGGETTO.into(),
            origine: Origine { ufficio: "prova".into(), id: None, detta: Some("Atto n. 1".into()) },
            richiedente: "Tribunale di Prova".into(),
            esterno: true,
            protocollo: None,
            adottato_il: Some("2026-02-03".parse().unwrap()),
            immediata: false,
            durata,
            documenti,
            scelte: Vec::new(),
            persona: self.who.person,
        }
    }

    /// Publishes as another office would, in a transaction of its own; with a whole version where `omissis`.
    pub async fn pubblica(&self, tipo: &str, durata: Durata, omissis: bool) -> Pubblicata {
        let ente = &self.hall.ente;
        let mut tx = ente.ledger.begin(self.who.actor(), "prova.adotta").await.unwrap();
        let mut named = Vec::<document::Model>::new();
        for (name, bytes) in [("atto.txt", PUBBLICO), ("intero.txt", INTERO)] {
            let stored = ente.archive.receive(&mut &bytes[..], 10_000).await.unwrap();
            named.push(ente.archive.name(&mut tx, &stored, name).await.unwrap());
        }
        let integrale = named.pop().filter(|_| omissis);
        let documenti = vec![DaPubblicare { documento: named.remove(0), integrale }];
        let made = Porta.pubblica(&mut tx, &self.domanda(tipo, durata, documenti)).await.unwrap();
        tx.commit().await.unwrap();
        made
    }

    /// The public page of a publication.
    pub fn indirizzo(made: &Pubblicata) -> String {
        format!("/albo/{}/{}", made.numero.0, made.numero.1)
    }
}

/// The words of a PDF, as our own reader finds them.
pub fn parole(pdf: &[u8]) -> String {
    let format = documents::format::recognise(pdf, "a.pdf", Some(pdf));
    documents::text::extract(pdf, &format).text.split_whitespace().collect::<Vec<_>>().join(" ")
}
