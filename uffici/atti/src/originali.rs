//! The door through which certified copies of acts are made.

use authz::Who;
use documents::document;
use ente::Ente;
use kernel::{Id, Uuid};
use porte::{Originale, Stato};
use sea_orm::EntityTrait;

use crate::{
    error::Error,
    leggi::{Scheda, leggi},
    tables::{AttoId, stato},
};

/// The adopted acts, as originals of certified copies. A record is known by its act's id.
#[derive(Debug)]
pub struct Originali;

#[async_trait::async_trait]
impl porte::Originali for Originali {
    fn ufficio(&self) -> &'static str {
        "atti"
    }

    async fn leggi(
        &self,
        ente: &Ente,
        who: &Who,
        cosa: &str,
        documento: Id<document::Entity>,
    ) -> Result<Originale, web::Error> {
        let scheda = adottato(ente, who, cosa).await?;
        // Of a version that another took the place of, signed or not, nobody has a copy certified as the act's.
        let document = suoi(&scheda).into_iter().find(|one| one.id == documento).ok_or(Error::NotFound)?.clone();
        let stato = &scheda.stato;
        let (Some(segnatura), Some(at)) = (stato.estremi(), stato.adottato_at) else {
            return Err(Error::NotFound.into());
        };
        let gone = stato.superato.as_deref().filter(|state| *state == "annullato");
        Ok(Originale {
            id: scheda.atto.id.uuid(),
            documento: document,
            firma: None,
            segnatura,
            at,
            oggetto: stato.oggetto_per_tutti().to_owned(),
            riservato: stato.riservato,
            href: format!("/atti/{}", scheda.atto.id),
            impedito: gone
                .map(|_| "L'atto è annullato: dei suoi documenti non si rilasciano copie conformi.".to_owned()),
            preparata: None,
        })
    }

    async fn documenti(&self, ente: &Ente, who: &Who, cosa: &str) -> Result<Vec<document::Model>, web::Error> {
        let scheda = adottato(ente, who, cosa).await?;
        Ok(suoi(&scheda).into_iter().cloned().collect())
    }

    async fn stato(&self, ente: &Ente, id: Uuid) -> Result<Stato, web::Error> {
        Ok(match riga(ente, id).await? {
            Some(row) if row.numero.is_none() => Stato::Assente,
            Some(row) if row.superato.as_deref() == Some("annullato") => {
                Stato::Annullato(annullato_il(ente, row.atto_id).await?.unwrap_or_else(|| ente.ledger.now().date()))
            }
            Some(_) => Stato::Vale,
            None => Stato::Assente,
        })
    }

    async fn oggetto(&self, ente: &Ente, id: Uuid) -> Result<Option<String>, web::Error> {
        let row = riga(ente, id).await?.filter(|row| !row.riservato && row.numero.is_some());
        Ok(row.map(|row| row.oggetto_per_tutti().to_owned()))
    }
}

/// The act as it was adopted, its opinions, its annexes.
fn suoi(scheda: &Scheda) -> Vec<&document::Model> {
    let standing = scheda.firme.iter().filter(|one| one.esito.is_some() && one.versione == scheda.stato.versione);
    let opinions = standing.map(|one| one.documento_id);
    let beside = scheda.allegati.iter().map(|one| one.documento_id);
    let all = scheda.stato.documento_id.into_iter().chain(opinions).chain(beside);
    all.filter_map(|id| scheda.documenti.get(&id.uuid())).collect()
}

async fn riga(ente: &Ente, id: Uuid) -> Result<Option<stato::Model>, Error> {
    let read = ente.db().read().await?;
    Ok(stato::Entity::find_by_id(id).one(&read).await?)
}

async fn annullato_il(ente: &Ente, id: AttoId) -> Result<Option<kernel::Date>, Error> {
    let read = ente.db().read().await?;
    let sql = "SELECT giorno FROM atti_fatto WHERE atto_id = $1 AND tipo = 'annullato' ORDER BY at LIMIT 1";
    let row = db::one(&read, sql, [id.into()]).await?;
    Ok(row.map_or(Ok(None), |row| row.try_get("", "giorno"))?)
}

/// An act that is adopted: a draft is no original of anything.
async fn adottato(ente: &Ente, who: &Who, cosa: &str) -> Result<Scheda, Error> {
    let id: AttoId = cosa.parse().map_err(|_| Error::NotFound)?;
    let scheda = leggi(ente, who, id).await?;
    if scheda.stato.numero.is_none() { Err(Error::NotFound) } else { Ok(scheda) }
}
