//! A town hall with an entry whose document is a PDF of two pages.

use copie::{Copie, Forma, Richiesta, Rilasciata, Scarico, rilascia};
use documents::document;
use kernel::{Id, SystemRandom};
use office::Office;
use porte::Originali;
use protocollo::{Nuova, Parte, Protocollo, Verso, registra};
use testkit::{Engine, TownHall};

pub static ORIGINALI: &[&dyn Originali] = &[&protocollo::Originali];
pub static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }, &Copie { originali: ORIGINALI }];
pub const TUTTO: &[&str] = &[
    "protocollo.registra",
    "protocollo.consulta",
    "protocollo.riservati",
    "protocollo.annulla",
    "copie.rilascia",
    "copie.consulta",
    "copie.ritira",
];
pub const OGGETTO: &str = "Istanza di Zaccaria Malaspina";

/// A PDF of two pages.
pub fn due_pagine() -> Vec<u8> {
    due_pagine_con("")
}

/// The same, with more in its catalogue.
pub fn due_pagine_con(more: &str) -> Vec<u8> {
    testkit::pdf_with(&["Pagina prima", "Pagina seconda"], more)
}

pub struct Mondo {
    pub hall: TownHall,
    pub who: authz::Who,
    pub documento: Id<document::Entity>,
    pub riga: protocollo::riga::Model,
}

impl Mondo {
    pub async fn nuovo(engine: Engine, riservata: bool, name: &str, bytes: &[u8]) -> Self {
        Self::in_una(TownHall::start(engine, OFFICES).await, riservata, name, bytes).await
    }

    /// The same in a hall that was prepared.
    pub async fn in_una(hall: TownHall, riservata: bool, name: &str, bytes: &[u8]) -> Self {
        let unit = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", unit, TUTTO).await;
        let who = hall.who(anna).await;
        let stored = hall.ente.archive.receive(&mut &bytes[..], 1 << 20).await.unwrap();
        let parte = Parte { nome: "Malaspina Zaccaria".into(), ..Parte::default() };
        let nuova = Nuova { riservata, parti: vec![parte], ..Nuova::new(Verso::Arrivo, OGGETTO, "mano") };
        let riga = registra(&hall.ente, &who, &nuova, &[(name.into(), stored)], None).await.unwrap();
        let documento = protocollo::leggi(&hall.ente, &who, riga.anno, riga.numero).await.unwrap().documenti[0].1.id;
        Self { hall, who, documento, riga }
    }

    pub fn chiesta(&self, scarico: Scarico) -> Richiesta {
        Richiesta {
            ufficio: "protocollo".into(),
            cosa: format!("{}/{}", self.riga.anno, self.riga.numero),
            documento: self.documento,
            conversione: None,
            forma: Forma::Carta,
            pagine: String::new(),
            omesso: None,
            richiedente: Some("Malaspina Zaccaria".into()),
            motivo: Some("uso successione".into()),
            bollo: None,
            mostra_oggetto: false,
            scarico,
        }
    }

    pub async fn rilascia(&self, chiesta: &Richiesta) -> Rilasciata {
        rilascia(&self.hall.ente, &self.who, ORIGINALI, &SystemRandom, chiesta).await.unwrap()
    }

    pub async fn pdf(&self, made: &Rilasciata) -> Vec<u8> {
        let read = self.hall.ente.db().read().await.unwrap();
        let file = self.hall.ente.archive.find(&read, &[made.riga.copia_id.uuid()]).await.unwrap().pop().unwrap();
        drop(read);
        self.hall.ente.archive.bytes(&file, 50_000_000).await.unwrap().unwrap()
    }
}

/// The words of a PDF, as our own reader finds them.
pub fn parole(pdf: &[u8]) -> String {
    let format = documents::format::recognise(pdf, "a.pdf", Some(pdf));
    documents::text::extract(pdf, &format).text.split_whitespace().collect::<Vec<_>>().join(" ")
}
