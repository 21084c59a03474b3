//! What of the register is to be kept for ever: the registers of the day, the documents of entries, closed fascicoli, offered
//! through the door of `porte::conservazione`.

mod cambiati;
mod leggi;
mod nuove;

pub(crate) use leggi::{dei_registri, domicilio};

use db::Read;
use ente::Ente;
use kernel::Uuid;
use porte::conservazione::{Conservabili, Cosa, Offerta, Silenzio, Tipo};

use crate::error::Error;

/// The register's side of the door.
#[derive(Debug)]
pub struct DaConservare;

#[async_trait::async_trait]
impl Conservabili for DaConservare {
    fn fonte(&self) -> &'static str {
        "protocollo"
    }

    async fn nuove(&self, read: &Read, tipo: Tipo, segno: Option<&str>, most: u64) -> Result<Vec<Offerta>, Silenzio> {
        let found = match tipo {
            Tipo::Giornaliero => nuove::giornalieri(read, segno, most).await,
            Tipo::Documento => nuove::documenti(read, segno, most).await,
            Tipo::Fascicolo => nuove::fascicoli(read, segno, most).await,
        };
        found.map_err(silenzio)
    }

    async fn cambiate(&self, read: &Read, segno: Option<&str>, most: u64) -> Result<Vec<Offerta>, Silenzio> {
        cambiati::cambiati(read, segno, most).await.map_err(silenzio)
    }

    async fn leggi(&self, ente: &Ente, tipo: Tipo, id: Uuid) -> Result<Option<Cosa>, Silenzio> {
        let found = match tipo {
            Tipo::Giornaliero => leggi::giornaliero(ente, id).await,
            Tipo::Documento => leggi::documento(ente, id).await,
            Tipo::Fascicolo => leggi::fascicolo(ente, id).await,
        };
        found.map_err(silenzio)
    }
}

fn silenzio(error: Error) -> Silenzio {
    Silenzio(error.into())
}
