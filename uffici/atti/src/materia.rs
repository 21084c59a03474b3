//! The acts as files that run: what their definitions may name, what checks look at, what each effect does.

use std::collections::{HashMap, HashSet};

use authz::Who;
use iter::{Avviso, Mondo, Uso, Vocabolario};
use kernel::Uuid;
use ledger::Tx;
use pratiche::{Caso, Intestazione, Materia, MondoDi, Vista};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    Atti, definizioni, effetti, error::Error, indice, leggi::soggetto, parole::PAROLE, soggetti::soggetti,
    tables::stato, visibilita::condizione,
};

/// The code of these files.
pub(crate) const CODICE: &str = "atti";

#[async_trait::async_trait]
impl Materia for Atti {
    fn codice(&self) -> &'static str {
        CODICE
    }

    fn nome(&self) -> &'static str {
        "Atti"
    }

    fn vocabolario(&self) -> &Vocabolario {
        PAROLE.vocabolario()
    }

    fn spedite(&self) -> &'static [&'static str] {
        definizioni::SPEDITE
    }

    async fn mondo(&self, vista: &Vista<'_>, oggetto: Uuid) -> Result<Box<dyn Mondo + Send + Sync>, pratiche::Error> {
        Ok(Box::new(MondoDi::new(&PAROLE, soggetto(vista, oggetto.into()).await?)))
    }

    async fn mondi(
        &self,
        vista: &Vista<'_>,
        oggetti: &[Uuid],
    ) -> Result<HashMap<Uuid, Box<dyn Mondo + Send + Sync>>, pratiche::Error> {
        let mut mondi: HashMap<Uuid, Box<dyn Mondo + Send + Sync>> = HashMap::new();
        for (id, soggetto) in soggetti(vista, oggetti).await? {
            mondi.insert(id, Box::new(MondoDi::new(&PAROLE, soggetto)));
        }
        Ok(mondi)
    }

    async fn compi(&self, tx: &mut Tx, caso: &Caso<'_>, effetto: &Uso) -> Result<(), pratiche::Error> {
        Ok(effetti::compi((self, None), tx, caso, effetto).await?)
    }

    async fn dopo(&self, tx: &mut Tx, caso: &Caso<'_>) -> Result<(), pratiche::Error> {
        Ok(indice::aggiorna(tx, caso.oggetto.into()).await?)
    }

    async fn intestazioni(
        &self,
        vista: &Vista<'_>,
        who: &Who,
        oggetti: &[Uuid],
    ) -> Result<HashMap<Uuid, Intestazione>, pratiche::Error> {
        let select = stato::Entity::find().filter(condizione(who));
        let select = select.filter(stato::Column::AttoId.is_in(oggetti.iter().copied()));
        let rows = select.all(vista).await.map_err(Error::from)?;
        let head = |row: stato::Model| {
            let testo = format!("{}: {}", row.estremi().unwrap_or_else(|| row.nome()), row.oggetto);
            (row.atto_id.uuid(), Intestazione { testo, href: format!("/atti/{}", row.atto_id) })
        };
        Ok(rows.into_iter().map(head).collect())
    }

    async fn taciute(&self, vista: &Vista<'_>, who: &Who, oggetti: &[Uuid]) -> Result<HashSet<Uuid>, pratiche::Error> {
        let select = stato::Entity::find().filter(stato::Column::Riservato.eq(true)).filter(condizione(who).not());
        let select = select.filter(stato::Column::AttoId.is_in(oggetti.iter().copied()));
        let rows = select.all(vista).await.map_err(Error::from)?;
        Ok(rows.into_iter().map(|row| row.atto_id.uuid()).collect())
    }
}

/// The acts while this person moves one: what an effect asks of another office, it asks with what they came with. The
/// key of a program carries a part of what its person may, and does no more by a step than by a call of that other
/// office.
pub(crate) struct Mossa<'a> {
    pub atti: &'a Atti,
    pub who: &'a Who,
}

#[async_trait::async_trait]
impl Materia for Mossa<'_> {
    fn codice(&self) -> &'static str {
        self.atti.codice()
    }

    fn nome(&self) -> &'static str {
        self.atti.nome()
    }

    fn vocabolario(&self) -> &Vocabolario {
        self.atti.vocabolario()
    }

    fn spedite(&self) -> &'static [&'static str] {
        self.atti.spedite()
    }

    async fn mondo(&self, vista: &Vista<'_>, oggetto: Uuid) -> Result<Box<dyn Mondo + Send + Sync>, pratiche::Error> {
        self.atti.mondo(vista, oggetto).await
    }

    async fn mondi(
        &self,
        vista: &Vista<'_>,
        oggetti: &[Uuid],
    ) -> Result<HashMap<Uuid, Box<dyn Mondo + Send + Sync>>, pratiche::Error> {
        self.atti.mondi(vista, oggetti).await
    }

    async fn compi(&self, tx: &mut Tx, caso: &Caso<'_>, effetto: &Uso) -> Result<(), pratiche::Error> {
        Ok(effetti::compi((self.atti, Some(self.who)), tx, caso, effetto).await?)
    }

    async fn dopo(&self, tx: &mut Tx, caso: &Caso<'_>) -> Result<(), pratiche::Error> {
        self.atti.dopo(tx, caso).await
    }

    async fn avvisa(&self, tx: &mut Tx, caso: &Caso<'_>, avviso: &Avviso) -> Result<(), pratiche::Error> {
        self.atti.avvisa(tx, caso, avviso).await
    }

    async fn intestazioni(
        &self,
        vista: &Vista<'_>,
        who: &Who,
        oggetti: &[Uuid],
    ) -> Result<HashMap<Uuid, Intestazione>, pratiche::Error> {
        self.atti.intestazioni(vista, who, oggetti).await
    }

    async fn taciute(&self, vista: &Vista<'_>, who: &Who, oggetti: &[Uuid]) -> Result<HashSet<Uuid>, pratiche::Error> {
        self.atti.taciute(vista, who, oggetti).await
    }
}
