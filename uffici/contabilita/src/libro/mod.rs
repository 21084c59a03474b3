//! The ledger of chapters, and the door that it opens.

pub(crate) mod gara;
pub(crate) mod leggi;
pub(crate) mod liquida;
pub(crate) mod quadro;
pub(crate) mod scrivi;
pub(crate) mod svincola;

use authz::Who;
use db::Read;
use kernel::{Cents, Date, Uuid};
use ledger::Tx;
use porte::ragioneria::{Atto, Capitolo, Cerca, Genere, Liquidazione, Movimento, Ragioneria, Riga, Svincolo};

use crate::rules::giudica;

/// The door.
#[derive(Clone, Copy, Debug)]
pub struct Libro;

#[async_trait::async_trait]
impl Ragioneria for Libro {
    async fn capitoli(&self, read: &Read, who: &Who, cerca: &Cerca) -> Result<Vec<Capitolo>, web::Error> {
        Ok(leggi::capitoli(read, who, cerca).await?)
    }

    async fn capitolo(&self, read: &Read, who: &Who, anno: i64, codice: &str) -> Result<Option<Capitolo>, web::Error> {
        Ok(leggi::capitolo(read, who, anno, codice).await?)
    }

    async fn controlla(
        &self,
        read: &Read,
        genere: Genere,
        righe: &[Riga],
        totale: Option<Cents>,
        today: Date,
    ) -> Result<(), web::Error> {
        let quadro = quadro::leggi(read, righe, today).await?;
        giudica(&quadro, genere, righe, totale)?;
        Ok(())
    }

    async fn tieni(&self, tx: &Tx, righe: &[Riga]) -> Result<(), web::Error> {
        Ok(quadro::tieni(tx, righe).await?)
    }

    async fn prenota(
        &self,
        tx: &mut Tx,
        who: &Who,
        atto: &Atto,
        righe: &[Riga],
        totale: Option<Cents>,
    ) -> Result<Vec<Movimento>, web::Error> {
        Ok(scrivi::scrivi(tx, who, Genere::Prenotazione, atto, (righe, totale)).await?)
    }

    async fn impegna(
        &self,
        tx: &mut Tx,
        who: &Who,
        atto: &Atto,
        righe: &[Riga],
        totale: Option<Cents>,
    ) -> Result<Vec<Movimento>, web::Error> {
        Ok(scrivi::scrivi(tx, who, Genere::Impegno, atto, (righe, totale)).await?)
    }

    async fn svincola(&self, tx: &mut Tx, who: &Who, quali: &[Svincolo]) -> Result<(), web::Error> {
        Ok(svincola::svincola(tx, who, quali).await?)
    }

    async fn gara(&self, tx: &mut Tx, who: &Who, prenotazione: Uuid, giorno: Date) -> Result<(), web::Error> {
        Ok(gara::gara(tx, who, prenotazione, giorno).await?)
    }

    async fn liquida(
        &self,
        tx: &mut Tx,
        who: &Who,
        atto: &Atto,
        quali: &[Liquidazione],
    ) -> Result<Vec<(i64, i64)>, web::Error> {
        Ok(liquida::liquida(tx, who, atto, quali).await?)
    }

    async fn di_atto(&self, read: &Read, ufficio: &str, id: Uuid) -> Result<Vec<Movimento>, web::Error> {
        Ok(leggi::di_atto(read, ufficio, id).await?)
    }
}
