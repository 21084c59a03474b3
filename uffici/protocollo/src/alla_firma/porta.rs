//! The door through which documents of the register, and of drafts, are put up for signature.

use authz::Who;
use documents::document;
use ente::Ente;
use kernel::{Id, Instant, Refusal, Uuid};
use ledger::Tx;
use porte::firma::{DaFirmare, Fine, Messo};

use super::{della_bozza, si_aspetta, tabelle::messo, torna::torna};
use crate::{
    bozza::{self, Bozza},
    error::Error,
    originali::numeri,
    pagine::href,
    registrazione::{scheda, stato_di, trova},
    rules::{RegistrazioneId, Verso, segnatura_detta},
};

const GIA: &str = "Questo documento è già alla firma: aspetta le firme, oppure ritiralo e rimettilo.";
const ANNULLATA: &str = "La registrazione di protocollo è annullata: i suoi documenti non si mettono alla firma.";

/// The documents of the register, to be signed by others. An entry is known by year and number, "2026/1", and its document by its id; a
/// draft as "bozza/" with its id, and its document by its place, from 0.
#[derive(Debug)]
pub struct Firmabili;

/// Which document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quale {
    Registrata(i64, i64, Id<document::Entity>),
    InBozza(Id<Bozza>, usize),
}

impl Quale {
    fn of(cosa: &str, documento: &str) -> Result<Self, Error> {
        let read = match cosa.strip_prefix("bozza/") {
            Some(draft) => draft.parse().ok().zip(documento.parse().ok()).map(|(id, place)| Self::InBozza(id, place)),
            None => {
                let numbers = numeri(cosa).zip(documento.parse().ok());
                numbers.map(|((anno, numero), id)| Self::Registrata(anno, numero, id))
            }
        };
        read.ok_or(Error::DocumentoAssente)
    }
}

#[async_trait::async_trait]
impl porte::firma::Firmabili for Firmabili {
    fn ufficio(&self) -> &'static str {
        "protocollo"
    }

    async fn leggi(&self, ente: &Ente, who: &Who, cosa: &str, documento: &str) -> Result<DaFirmare, web::Error> {
        Ok(match Quale::of(cosa, documento)? {
            Quale::Registrata(anno, numero, id) => {
                let found = registrata(ente, who, (anno, numero, id)).await?;
                if let Some(document) = &found.documento {
                    web::still_kept(ente, document).await?;
                }
                found
            }
            Quale::InBozza(id, place) => in_bozza(ente, who, (id, place)).await?,
        })
    }

    async fn messo(&self, tx: &mut Tx, who: &Who, messo: &Messo<'_>) -> Result<(), web::Error> {
        Ok(nota(tx, who, messo).await?)
    }

    async fn finito(&self, ente: &Ente, richiesta: Uuid, fine: &Fine, at: Instant) -> Result<(), web::Error> {
        Ok(torna(ente, richiesta, fine, at).await?)
    }
}

async fn registrata(
    ente: &Ente,
    who: &Who,
    (anno, numero, id): (i64, i64, Id<document::Entity>),
) -> Result<DaFirmare, Error> {
    let scheda = scheda::leggi(ente, who, anno, numero).await?;
    let documento = scheda.documento(id)?.clone();
    let impedito = if scheda.stato.annullata {
        Some(ANNULLATA)
    } else {
        si_aspetta(&scheda.alla_firma, documento.hash()).then_some(GIA)
    };
    let riga = scheda.riga;
    Ok(DaFirmare {
        nome: documento.name.clone(),
        contenuto: documento.hash(),
        documento: Some(documento),
        segnatura: segnatura_detta(&riga),
        oggetto: riga.oggetto,
        riservato: riga.riservata,
        href: href(anno, numero),
        impedito: impedito.map(str::to_owned),
    })
}

async fn in_bozza(ente: &Ente, who: &Who, (id, place): (Id<Bozza>, usize)) -> Result<DaFirmare, Error> {
    let bozza = bozza::leggi(ente, who, id).await?;
    let documento = bozza.documenti.get(place).ok_or(Error::DocumentoAssente)?;
    let hash = documento.hash();
    let put_up = della_bozza(ente, &ente.db().read().await?, id).await?;
    let impedito = if bozza.verso == Verso::Arrivo {
        Some("Questo documento è in arrivo: si registra com'è, e dopo si può mettere alla firma.")
    } else {
        si_aspetta(&put_up, hash).then_some(GIA)
    };
    let modulo = bozza.modulo();
    Ok(DaFirmare {
        nome: documento.nome.clone(),
        contenuto: hash,
        documento: None,
        segnatura: format!("bozza di una registrazione {}", bozza.verso.label()),
        oggetto: modulo.oggetto,
        riservato: modulo.riservata,
        href: bozza.href(),
        impedito: impedito.map(str::to_owned),
    })
}

/// Notes a request, after what may have changed meanwhile was asked again: the entry, or the draft, is held until the commit.
async fn nota(tx: &mut Tx, who: &Who, asked: &Messo<'_>) -> Result<(), Error> {
    let (registrazione_id, bozza_id) = match Quale::of(asked.cosa, asked.documento)? {
        Quale::Registrata(anno, numero, _) => (Some(tieni(tx, who, anno, numero).await?), None),
        Quale::InBozza(id, _) => {
            bozza::tieni(tx, who, id).await?;
            (None, Some(id))
        }
    };
    let sql = "SELECT a.id FROM protocollo_alla_firma a JOIN documents_document d ON d.id = a.documento_id \
               JOIN documents_document n ON n.sha256 = d.sha256 WHERE n.id = $1 \
               AND (a.registrazione_id = $2 OR a.bozza_id = $3) \
               AND NOT EXISTS (SELECT 1 FROM protocollo_firma_fine f WHERE f.alla_firma_id = a.id)";
    let values = [asked.file.into(), registrazione_id.into(), bozza_id.into()];
    if db::one(&*tx, sql, values).await?.is_some() {
        return Err(Refusal::because(GIA).into());
    }
    tx.action("protocollo.alla_firma");
    let row = messo::Model {
        id: tx.id(),
        richiesta_id: asked.richiesta,
        registrazione_id,
        bozza_id,
        documento_id: asked.file,
        persona_id: who.person,
        at: tx.now(),
        unita_id: Some(asked.unita),
    };
    tx.insert(row).await?;
    Ok(())
}

async fn tieni(tx: &Tx, who: &Who, anno: i64, numero: i64) -> Result<RegistrazioneId, Error> {
    let id = trova(tx, who, anno, numero).await?.id;
    if stato_di(tx, id).await?.annullata {
        return Err(Refusal::because(ANNULLATA).into());
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_known_by_its_entry_or_by_its_draft() {
        let id = Uuid::from_u128(7);
        let text = id.to_string();
        assert_eq!(Quale::of("2026/17", &text).unwrap(), Quale::Registrata(2026, 17, id.into()));
        assert_eq!(Quale::of(&format!("bozza/{text}"), "2").unwrap(), Quale::InBozza(id.into(), 2));
        for (cosa, documento) in
            [("2026/17", "2"), ("bozza/", "0"), ("bozza/2026", "0"), ("", &*text), ("2026", &*text)]
        {
            assert!(Quale::of(cosa, documento).is_err(), "{cosa} {documento}");
        }
    }
}
