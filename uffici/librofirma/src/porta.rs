//! The door by which an office has a paper of its own signed.

use authz::Who;
use documents::document;
use ente::Ente;
use kernel::Id;
use ledger::Tx;
use porte::sottoscrizione::{Carta, Preparata, Sottoscritta, Sottoscrive as Porta, Sottoscrivibili};
use web::{Ctx, Response};

use crate::{
    firma::{Scelte, Tenuta, remota, subito},
    jobs::{controlla, rendi_durevole},
    pagine::{CODICE, RITORNO, prosegui},
};

/// The office that signs, for other offices.
#[derive(Debug)]
pub struct Sottoscrive;

#[async_trait::async_trait]
impl Porta for Sottoscrive {
    fn subito(&self, ente: &Ente) -> Option<&'static str> {
        subito::detto(ente)
    }

    async fn sottoscrivi(&self, ente: &Ente, who: &Who, carta: Carta) -> Result<Sottoscritta, web::Error> {
        Ok(subito::sottoscrivi(ente, who, carta).await?)
    }

    async fn riprendi(
        &self,
        ente: &Ente,
        who: &Who,
        carta: Carta,
        riportata: Vec<u8>,
    ) -> Result<Sottoscritta, web::Error> {
        Ok(subito::riprendi(ente, who, carta, riportata).await?)
    }

    fn remota(&self, ente: &Ente) -> bool {
        ente.signing.service.is_some()
    }

    async fn comincia(
        &self,
        ctx: &Ctx,
        ufficio: &dyn Sottoscrivibili,
        preparate: Vec<Preparata>,
    ) -> Result<Response, web::Error> {
        let carte = preparate.into_iter().map(Tenuta::from).collect();
        let scelte = Scelte::Carte { ufficio: ufficio.ufficio().to_owned(), carte };
        let back = ctx.own_address(RITORNO)?;
        let next = remota::inizia(&ctx.ente, ctx.who()?, &back, (scelte, &[ufficio])).await?;
        prosegui(ctx, next).await
    }

    async fn in_attesa(&self, ente: &Ente, who: &Who, ufficio: &str) -> Result<Option<&'static str>, web::Error> {
        let there = self.remota(ente) && remota::aspettano(ente, who, ufficio).await?;
        Ok(there.then_some(CODICE))
    }

    async fn controlla(&self, tx: &Tx, documento: Id<document::Entity>) -> Result<(), web::Error> {
        Ok(controlla::accoda(tx, documento).await?)
    }

    fn durevoli(&self, ente: &Ente) -> bool {
        ente.signing.long_term
    }

    async fn rendi_durevole(
        &self,
        tx: &Tx,
        ufficio: &'static str,
        documento: Id<document::Entity>,
    ) -> Result<(), web::Error> {
        Ok(rendi_durevole::accoda_carta(tx, ufficio, documento).await?)
    }
}
