//! The door through which certified copies of the documents of an entry are made.

use authz::Who;
use documents::document;
use ente::Ente;
use kernel::{Id, Uuid};
use porte::{Originale, Preparata, Stato, si_converte};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    correzione,
    error::Error,
    firme::controlla,
    pagine::{href, versione_pdf},
    registrazione::scheda::leggi,
    rules::{RegistrazioneId, segnatura_detta},
    tables::{fatto, registrazione, stato},
};

/// The documents of the register, as originals of certified copies. A record is known by year and number: "2026/1".
#[derive(Debug)]
pub struct Originali;

#[async_trait::async_trait]
impl porte::Originali for Originali {
    fn ufficio(&self) -> &'static str {
        "protocollo"
    }

    async fn leggi(
        &self,
        ente: &Ente,
        who: &Who,
        cosa: &str,
        documento: Id<document::Entity>,
    ) -> Result<Originale, web::Error> {
        let (anno, numero) = numeri(cosa).ok_or(Error::NotFound)?;
        let scheda = leggi(ente, who, anno, numero).await?;
        let document = scheda.documento(documento)?.clone();
        web::still_kept(ente, &document).await?;
        controlla::tutti(ente, scheda.riga.id).await?;
        let all: Vec<&document::Model> = scheda.documenti.iter().map(|(_, other)| other).collect();
        let firma = verifiche::firma_di(&document, &all).cloned();
        let base = href(anno, numero);
        let preparata = preparata(ente, &document, &base).await?;
        let riga = scheda.riga;
        Ok(Originale {
            id: riga.id.uuid(),
            documento: document,
            firma,
            preparata,
            segnatura: segnatura_detta(&riga),
            at: riga.registrata_at,
            oggetto: riga.oggetto,
            riservato: riga.riservata,
            href: base,
            impedito: scheda.stato.annullata.then(|| {
                "La registrazione di protocollo è annullata: dei suoi documenti non si rilasciano copie conformi."
                    .to_owned()
            }),
        })
    }

    async fn documenti(&self, ente: &Ente, who: &Who, cosa: &str) -> Result<Vec<document::Model>, web::Error> {
        let (anno, numero) = numeri(cosa).ok_or(Error::NotFound)?;
        let scheda = leggi(ente, who, anno, numero).await?;
        Ok(scheda.documenti.into_iter().map(|(_, document)| document).collect())
    }

    async fn stato(&self, ente: &Ente, id: Uuid) -> Result<Stato, web::Error> {
        Ok(di(ente, id.into()).await?)
    }

    async fn oggetto(&self, ente: &Ente, id: Uuid) -> Result<Option<String>, web::Error> {
        Ok(oggetto_di(ente, id.into()).await?)
    }
}

/// The PDF that was made of a document whose pages only another program shows.
async fn preparata(ente: &Ente, document: &document::Model, base: &str) -> Result<Option<Preparata>, Error> {
    if !si_converte(document) {
        return Ok(None);
    }
    let made = conversion::derived(ente, document.id).await?;
    Ok(made.filter(|made| made.row.origin == document.sha256).map(|made| Preparata {
        programma: format!("{} {}", made.row.program, made.row.version).trim().to_owned(),
        href: versione_pdf(base, document.id),
        documento: made.document,
    }))
}

pub(crate) fn numeri(cosa: &str) -> Option<(i64, i64)> {
    let (anno, numero) = cosa.split_once('/')?;
    Some((anno.parse().ok()?, numero.parse().ok()?))
}

async fn di(ente: &Ente, id: RegistrazioneId) -> Result<Stato, Error> {
    let read = ente.db().read().await?;
    let now = stato::Entity::find().filter(stato::Column::RegistrazioneId.eq(id)).one(&read).await?;
    let Some(now) = now else { return Ok(Stato::Assente) };
    if !now.annullata {
        return Ok(Stato::Vale);
    }
    let fact = fatto::Entity::find()
        .filter(fatto::Column::RegistrazioneId.eq(id))
        .filter(fatto::Column::Tipo.eq("annullamento"))
        .order_by_asc(fatto::Column::Id)
        .one(&read)
        .await?;
    Ok(Stato::Annullato(fact.map_or_else(|| ente.ledger.now().date(), |fact| fact.at.date())))
}

async fn oggetto_di(ente: &Ente, id: RegistrazioneId) -> Result<Option<String>, Error> {
    let read = ente.db().read().await?;
    match registrazione::Entity::find_by_id(id).one(&read).await? {
        Some(riga) if !riga.riservata => Ok(Some(correzione::corretta(&read, riga).await?.oggetto)),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::numeri;

    #[test]
    fn a_record_is_known_by_year_and_number() {
        assert_eq!(numeri("2026/17"), Some((2026, 17)));
        for wrong in ["", "2026", "2026/", "17/2026/1", "a/1"] {
            assert_eq!(numeri(wrong), None, "{wrong}");
        }
    }
}
