//! A town hall with a budget of two years.

use std::{io::Cursor, sync::Arc};

use contabilita::{Bilancio, Contabilita, Libro, importa};
use kernel::{Cents, Clock, Date, FixedClock, Instant, Uuid};
use office::Office;
use porte::ragioneria::{Atto, Cerca, Creditore, Movimento, Ragioneria, Riga};
use testkit::{Engine, TownHall};

pub static OFFICES: &[&dyn Office] = &[&Contabilita];
pub const TUTTO: &[&str] =
    &["contabilita.consulta", "contabilita.prenota", "contabilita.impegna", "contabilita.liquida", "contabilita.varia"];
/// The chapters of 2026: one of investments, one of current spending, one that passes through, one fund.
pub const CAPITOLI: &str = "capitolo;descrizione;missione;programma;piano;stanziamento;fpv\n\
    2613.1;Manutenzione straordinaria delle scuole;04;02;U.2.02.01.09;120.000,00;10.000,00\n\
    300;Carta e cancelleria;01;02;U.1.03.01.02;1.200,00;\n\
    9000;Versamento di ritenute;99;01;U.7.01.02.01;0;\n\
    2000;Fondo di riserva;20;01;U.1.10.01.01;5.000,00;\n";
/// Those of 2027.
pub const DOPO: &str = "capitolo;descrizione;missione;programma;piano;stanziamento\n\
    300;Carta e cancelleria;01;02;U.1.03.01.02;1.200,00\n";

pub fn giorno(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd_opt(year, month, day).unwrap()
}

/// Noon of a day.
pub fn alle_dodici(day: Date) -> Instant {
    Instant::start_of(day).plus_seconds(12 * 3_600)
}

pub struct Mondo {
    pub hall: TownHall,
    pub who: authz::Who,
    pub unit: authz::UnitId,
    pub clock: Arc<FixedClock>,
}

impl Mondo {
    /// On 27 November 2026, with the budget approved.
    pub async fn nuovo(engine: Engine) -> Self {
        Self::al(engine, giorno(2026, 11, 27), true).await
    }

    pub async fn al(engine: Engine, day: Date, approvato: bool) -> Self {
        let clock = Arc::new(FixedClock::new(alle_dodici(day)));
        let hall = TownHall::start_at(engine, OFFICES, Arc::clone(&clock) as Arc<dyn Clock>).await;
        let unit = hall.unit("RAG", "Ragioneria").await;
        let person = hall.person("paolo", unit, TUTTO).await;
        let who = hall.who(person).await;
        let mondo = Self { hall, who, unit, clock };
        mondo.carica(2026, CAPITOLI, approvato).await.unwrap();
        mondo.carica(2027, DOPO, false).await.unwrap();
        mondo
    }

    pub async fn carica(
        &self,
        anno: i64,
        csv: &str,
        approva: bool,
    ) -> Result<contabilita::Importati, contabilita::Error> {
        let ente = &self.hall.ente;
        let stored = ente.archive.receive(&mut Cursor::new(csv.as_bytes().to_vec()), 1 << 20).await.unwrap();
        let atto = "Delibera di Consiglio n. 58 del 22/12/2025".into();
        let bilancio = Bilancio { anno, atto, atto_il: Some(giorno(2025, 12, 22)), approva };
        importa(ente, &self.who, &bilancio, ("capitoli.csv", &stored)).await
    }

    pub async fn prenota(&self, righe: &[Riga]) -> Result<Vec<Movimento>, web::Error> {
        let mut tx = self.hall.ente.ledger.begin(self.who.actor(), "prova.atto").await.unwrap();
        let made = Libro.prenota(&mut tx, &self.who, &atto(1), righe, None).await?;
        tx.commit().await?;
        Ok(made)
    }

    pub async fn impegna(&self, righe: &[Riga], totale: Option<Cents>) -> Result<Vec<Movimento>, web::Error> {
        let mut tx = self.hall.ente.ledger.begin(self.who.actor(), "prova.atto").await.unwrap();
        let made = Libro.impegna(&mut tx, &self.who, &atto(1), righe, totale).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// What is left on a chapter.
    pub async fn disponibile(&self, anno: i64, codice: &str) -> Cents {
        self.capitolo(anno, codice).await.disponibile
    }

    pub async fn capitolo(&self, anno: i64, codice: &str) -> porte::ragioneria::Capitolo {
        let read = self.hall.ente.db().read().await.unwrap();
        Libro.capitolo(&read, &self.who, anno, codice).await.unwrap().expect("a chapter")
    }

    pub async fn di_atto(&self, id: u128) -> Vec<Movimento> {
        let read = self.hall.ente.db().read().await.unwrap();
        Libro.di_atto(&read, "prova", Uuid::from_u128(id)).await.unwrap()
    }

    pub async fn cerca(&self, testo: &str) -> Vec<String> {
        let read = self.hall.ente.db().read().await.unwrap();
        let cerca = Cerca { anno: 2026, testo: testo.into(), limite: 50 };
        Libro.capitoli(&read, &self.who, &cerca).await.unwrap().into_iter().map(|one| one.codice).collect()
    }
}

pub fn atto(id: u128) -> Atto {
    let nome = format!("Determinazione n. {id}/2026");
    Atto { ufficio: "prova".into(), id: Uuid::from_u128(id), nome, riservato: false }
}

/// A line on a chapter of schools.
pub fn scuola(cents: i64) -> Riga {
    Riga {
        anno: 2026,
        capitolo: "2613.1".into(),
        missione: "04".into(),
        programma: "02".into(),
        piano: "U.2.02.01.09.003".into(),
        importo: Cents(cents),
        descrizione: "Tinteggiatura della scuola".into(),
        creditore: Some(creditore()),
        cig: Some("A003DEB979".into()),
        scadenza: Some(giorno(2026, 12, 15)),
        ..Riga::default()
    }
}

/// A line on the chapter of paper, in one year or the other.
pub fn carta(anno: i64, cents: i64) -> Riga {
    let year = i32::try_from(anno).unwrap();
    Riga {
        anno,
        capitolo: "300".into(),
        missione: "01".into(),
        programma: "02".into(),
        piano: "U.1.03.01.02.001".into(),
        importo: Cents(cents),
        descrizione: "Carta per fotocopie".into(),
        creditore: Some(creditore()),
        scadenza: Some(giorno(year, 12, 15)),
        ..Riga::default()
    }
}

fn creditore() -> Creditore {
    Creditore { nome: "Edilnova S.r.l.".into(), partita_iva: Some("11111111115".into()), ..Creditore::default() }
}

/// The sentences of a refusal.
pub fn motivi(error: &web::Error) -> Vec<String> {
    match error {
        web::Error::Refused(refusal) => refusal.reasons.iter().map(|reason| reason.sentence.clone()).collect(),
        other => panic!("not a refusal: {other:?}"),
    }
}
