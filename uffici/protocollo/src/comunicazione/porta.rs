//! The door through which another office prepares what it communicates, and asks how it stands.

use authz::Who;
use ente::Ente;
use kernel::Uuid;
use porte::comunicazioni::{Comunicata, Comunicazione};

use super::stanno::stanno;
use crate::{bozza, permissions::REGISTRA};

/// What other offices communicate, by entries that leave.
#[derive(Debug)]
pub struct Comunica;

#[async_trait::async_trait]
impl porte::comunicazioni::Comunica for Comunica {
    fn puo(&self, who: &Who) -> bool {
        who.may(&REGISTRA)
    }

    async fn prepara(&self, ente: &Ente, who: &Who, cosa: &Comunicazione) -> Result<String, web::Error> {
        let id = bozza::di_comunicazione(ente, who, cosa).await?;
        Ok(bozza::href(id))
    }

    async fn comunicate(
        &self,
        ente: &Ente,
        who: &Who,
        ufficio: &str,
        cosa: Uuid,
    ) -> Result<Vec<Comunicata>, web::Error> {
        Ok(stanno(ente, who, ufficio, cosa).await?)
    }
}
