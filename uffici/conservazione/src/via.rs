//! By which way packages leave by themselves: the service that people wrote, or the folder of a server that the settings name.

use ente::{Ente, Sftp};
use porte::conservazione::Tipo;
use sea_orm::ConnectionTrait;

use crate::{conservatore, error::Error, tables::conservatore as tabella};

/// The way.
#[derive(Clone, Debug)]
pub(crate) enum Via {
    /// The service, which answers with a receipt.
    Servizio(tabella::Model),
    /// The folder, which answers nothing: the receipt comes another way.
    Sftp(Sftp),
}

impl Via {
    /// What the conservatore is called.
    pub(crate) fn nome(&self) -> &str {
        match self {
            Self::Servizio(row) => &row.nome,
            Self::Sftp(posto) => &posto.name,
        }
    }

    /// Whether things of this kind go by it: the service takes no fascicoli.
    pub(crate) fn prende(&self, tipo: Tipo) -> bool {
        match self {
            Self::Servizio(_) => tipo != Tipo::Fascicolo,
            Self::Sftp(_) => true,
        }
    }
}

/// The way of this ente. A service that is active goes first, so that nothing leaves twice.
///
/// # Errors
/// Those of the database.
pub(crate) async fn via<C: ConnectionTrait>(ente: &Ente, connection: &C) -> Result<Option<Via>, Error> {
    if let Some(row) = conservatore::leggi(connection).await?.filter(|row| row.attivo) {
        return Ok(Some(Via::Servizio(row)));
    }
    Ok(ente.sftp.clone().map(Via::Sftp))
}
