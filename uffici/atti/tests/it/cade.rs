//! A step that breaks off at each of its effects leaves neither an act without its commitment nor the reverse, and
//! burns no number.

use std::sync::atomic::{AtomicUsize, Ordering};

use atti::Atti;
use authz::Who;
use db::Read;
use ente::Ente;
use kernel::{Cents, Date, Uuid};
use ledger::Tx;
use porte::{
    albo::{Domanda, Pubblica, Pubblicata, Stato},
    ragioneria::{Atto, Capitolo, Cerca, Genere, Liquidazione, Movimento, Ragioneria, Riga, Svincolo},
};
use testkit::Engine;

use crate::casa::{Casa, USUALI, riga};

/// At which call the house falls down; none, at 0.
static CADE: AtomicUsize = AtomicUsize::new(0);
static CHIAMATE: AtomicUsize = AtomicUsize::new(0);

/// Falls down after the work of this call was done, as a server that is killed there.
fn ancora_in_piedi() -> Result<(), web::Error> {
    let call = CHIAMATE.fetch_add(1, Ordering::SeqCst) + 1;
    if CADE.load(Ordering::SeqCst) == call { Err(web::Error::internal("caduto per prova")) } else { Ok(()) }
}

#[derive(Debug)]
struct Fragile;

#[async_trait::async_trait]
impl Pubblica for Fragile {
    async fn pubblica(&self, tx: &mut Tx, domanda: &Domanda) -> Result<Pubblicata, web::Error> {
        let done = albo::Porta.pubblica(tx, domanda).await?;
        ancora_in_piedi()?;
        Ok(done)
    }

    async fn stato(&self, ente: &Ente, id: Uuid) -> Result<Option<(Stato, Option<Date>)>, web::Error> {
        albo::Porta.stato(ente, id).await
    }
}

#[async_trait::async_trait]
impl Ragioneria for Fragile {
    async fn capitoli(&self, read: &Read, who: &Who, cerca: &Cerca) -> Result<Vec<Capitolo>, web::Error> {
        contabilita::Libro.capitoli(read, who, cerca).await
    }

    async fn capitolo(&self, read: &Read, who: &Who, anno: i64, codice: &str) -> Result<Option<Capitolo>, web::Error> {
        contabilita::Libro.capitolo(read, who, anno, codice).await
    }

    async fn controlla(
        &self,
        read: &Read,
        genere: Genere,
        righe: &[Riga],
        totale: Option<Cents>,
        today: Date,
    ) -> Result<(), web::Error> {
        contabilita::Libro.controlla(read, genere, righe, totale, today).await
    }

    async fn tieni(&self, tx: &Tx, righe: &[Riga]) -> Result<(), web::Error> {
        contabilita::Libro.tieni(tx, righe).await?;
        ancora_in_piedi()
    }

    async fn prenota(
        &self,
        tx: &mut Tx,
        who: &Who,
        atto: &Atto,
        righe: &[Riga],
        totale: Option<Cents>,
    ) -> Result<Vec<Movimento>, web::Error> {
        contabilita::Libro.prenota(tx, who, atto, righe, totale).await
    }

    async fn impegna(
        &self,
        tx: &mut Tx,
        who: &Who,
        atto: &Atto,
        righe: &[Riga],
        totale: Option<Cents>,
    ) -> Result<Vec<Movimento>, web::Error> {
        let made = contabilita::Libro.impegna(tx, who, atto, righe, totale).await?;
        ancora_in_piedi()?;
        Ok(made)
    }

    async fn svincola(&self, tx: &mut Tx, who: &Who, quali: &[Svincolo]) -> Result<(), web::Error> {
        contabilita::Libro.svincola(tx, who, quali).await
    }

    async fn gara(&self, tx: &mut Tx, who: &Who, prenotazione: Uuid, giorno: Date) -> Result<(), web::Error> {
        contabilita::Libro.gara(tx, who, prenotazione, giorno).await
    }

    async fn liquida(
        &self,
        tx: &mut Tx,
        who: &Who,
        atto: &Atto,
        quali: &[Liquidazione],
    ) -> Result<Vec<(i64, i64)>, web::Error> {
        contabilita::Libro.liquida(tx, who, atto, quali).await
    }

    async fn di_atto(&self, read: &Read, ufficio: &str, id: Uuid) -> Result<Vec<Movimento>, web::Error> {
        contabilita::Libro.di_atto(read, ufficio, id).await
    }
}

static ATTI: Atti = Atti { albo: &Fragile, ragioneria: &Fragile, ..USUALI };

#[tokio::test(flavor = "multi_thread")]
async fn broken_off_anywhere_nothing_of_the_step_is_there() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        casa.firma(id).await;
        let (paolo, facts) = (casa.who(casa.paolo).await, casa.fatti(id).await);
        // The chapters are locked, the money committed, the act posted: three calls of other offices.
        for call in 1..=3 {
            CHIAMATE.store(0, Ordering::SeqCst);
            CADE.store(call, Ordering::SeqCst);
            let asked = Casa::passo("visto", &format!("visto-{call}"));
            let fell = atti::compi(&ATTI, &casa.hall.ente, &paolo, id, &asked).await;
            assert!(fell.is_err(), "call {call}");
            assert_eq!(CHIAMATE.load(Ordering::SeqCst), call, "it fell where it was told to");
            let scheda = casa.scheda(casa.marco, id).await;
            assert_eq!(
                (scheda.stato.numero, scheda.firme.len(), casa.fatti(id).await),
                (None, 1, facts),
                "call {call}"
            );
            assert_eq!(
                (casa.impegni(id).await, scheda.movimenti.len(), casa.pubblicazioni().await),
                (0, 0, 0),
                "call {call}"
            );
            assert_eq!(casa.disponibile().await, Cents(5_000_000));
        }
        CADE.store(0, Ordering::SeqCst);
        atti::compi(&ATTI, &casa.hall.ente, &paolo, id, &Casa::passo("visto", "visto")).await.unwrap();
        assert_eq!(casa.scheda(casa.marco, id).await.stato.numero, Some(1), "no number was burnt");
        assert_eq!((casa.impegni(id).await, casa.pubblicazioni().await), (1, 1));
        casa.hall.verify_clean().await;
    }
}
