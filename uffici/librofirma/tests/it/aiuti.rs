//! A town hall where Lucia puts papers up, Marco and Anna sign, and Sara has nothing to do with it.

use std::io::Cursor;

use authz::{PersonId, UnitId, Who};
use ente::{Place, Signing};
use librofirma::{
    LibroFirma, RichiestaId,
    richiesta::{
        leggi::{Scheda, leggi},
        metti::{Nuova, metti},
    },
};
use office::Office;
use signing::verify::report::Report;
use testkit::{Engine, TownHall};

pub static OFFICES: &[&dyn Office] = &[&LibroFirma { firmabili: &[], sottoscrivibili: &[] }];
pub const MARCO: &str = "GLLMRC75A01H501R";

pub struct Casa {
    pub hall: TownHall,
    pub unita: UnitId,
    pub lucia: PersonId,
    pub marco: PersonId,
    pub anna: PersonId,
}

impl Casa {
    /// Where the authority for trials may sign.
    pub async fn di_prova(engine: Engine) -> Self {
        Self::con(engine, Signing { trial: true, ..Signing::default() }).await
    }

    pub async fn con(engine: Engine, signing: Signing) -> Self {
        Self::in_posto(engine, |place| place.signing = [("prova".to_owned(), signing)].into()).await
    }

    /// Whose place is arranged further.
    pub async fn in_posto(engine: Engine, arrange: impl FnOnce(&mut Place)) -> Self {
        Self::con_uffici(engine, OFFICES, arrange).await
    }

    /// The same with other offices.
    pub async fn con_uffici(
        engine: Engine,
        offices: &'static [&'static dyn Office],
        arrange: impl FnOnce(&mut Place),
    ) -> Self {
        let hall = TownHall::start_placed(engine, offices, arrange).await;
        let unita = hall.unit("TEC", "Ufficio tecnico").await;
        let lucia = hall.person("lucia", unita, &["librofirma.chiedi"]).await;
        let marco = hall.person("marco", unita, &["librofirma.firma"]).await;
        let anna = hall.person("anna", unita, &["librofirma.firma"]).await;
        hall.person("sara", unita, &["librofirma.chiedi", "librofirma.firma"]).await;
        hall.person("capo", unita, &["librofirma.gestisci"]).await;
        Self { hall, unita, lucia, marco, anna }
    }

    pub async fn who(&self, person: PersonId) -> Who {
        let who = self.hall.who(person).await;
        let read = self.hall.ente.db().read().await.unwrap();
        let name = accounts::names(&read, &[person]).await.unwrap().remove(&person).unwrap();
        Who { name, ..who }
    }

    /// Lucia puts a file up for these to sign.
    pub async fn alla_firma(&self, nuova: Nuova, name: &str, bytes: Vec<u8>, chi: &[PersonId]) -> RichiestaId {
        let stored = self.hall.ente.archive.receive(&mut Cursor::new(bytes), 1 << 20).await.unwrap();
        let oggetto = if nuova.oggetto.is_empty() { format!("Oggetto di {name}") } else { nuova.oggetto.clone() };
        let firmatari = chi.iter().map(|person| (*person, self.unita)).collect();
        let nuova = Nuova { oggetto, firmatari, ..nuova };
        let lucia = self.who(self.lucia).await;
        metti(&self.hall.ente, &lucia, &nuova, Some(&(name.to_owned(), stored))).await.unwrap()
    }

    /// A PDF that Marco must sign.
    pub async fn per_marco(&self, words: &str) -> RichiestaId {
        self.alla_firma(Nuova::default(), &format!("{words}.pdf"), carta(words), &[self.marco]).await
    }

    pub async fn apre(&self, person: PersonId, id: RichiestaId) {
        librofirma::richiesta::apri::apri(&self.hall.ente, &self.who(person).await, id).await.unwrap();
    }

    /// Whoever looks after the codes writes Marco's.
    pub async fn conosce_marco(&self) {
        let boss = self.hall.person("capa", self.unita, &["librofirma.gestisci"]).await;
        librofirma::codice::scrivi(&self.hall.ente, &self.who(boss).await, self.marco, MARCO).await.unwrap();
    }

    /// As Lucia sees it.
    pub async fn scheda(&self, id: RichiestaId) -> Scheda {
        leggi(&self.hall.ente, &self.who(self.lucia).await, id).await.unwrap()
    }

    /// The document as it is now.
    pub async fn byte(&self, id: RichiestaId) -> Vec<u8> {
        let scheda = self.scheda(id).await;
        self.hall.ente.archive.bytes(scheda.attuale().unwrap(), 1 << 30).await.unwrap().unwrap()
    }

    /// What our verifier says of it.
    pub async fn rapporto(&self, id: RichiestaId) -> Report {
        let bytes = self.byte(id).await;
        validation::judge_own(&self.hall.ente, bytes, self.hall.ente.ledger.now()).await.unwrap()
    }
}

/// A PDF of one page with these words.
pub fn carta(words: &str) -> Vec<u8> {
    testkit::pdf(&[words])
}
