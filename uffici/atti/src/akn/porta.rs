//! The door through which the albo gives everybody the structured text of an act that is posted.

use ente::Ente;
use kernel::Uuid;
use porte::albo::Affissa;

use super::carica::pubblico;
use crate::materia::CODICE;

/// The texts of the acts that are posted.
#[derive(Debug)]
pub struct Testi;

#[async_trait::async_trait]
impl porte::albo::Testi for Testi {
    fn ufficio(&self) -> &'static str {
        CODICE
    }

    async fn akn(&self, ente: &Ente, atto: Uuid, affissa: &Affissa) -> Result<Option<String>, web::Error> {
        Ok(pubblico(ente, atto.into(), affissa).await?)
    }
}
