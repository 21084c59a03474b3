//! What happens in the office of which other programs may be told: each is told only of what its key may see.

use authz::Who;
use ente::Ente;
use kernel::Uuid;
use webhooks::{Events, Kind, SourceError};

use crate::{
    error::Error,
    permissions::{CONSULTA, REGISTRA},
    posta::vedi,
    registrazione::della_riga,
};

/// Something was registered.
pub(crate) const REGISTRATA: &str = "protocollo.registrata";
/// An entry was given to offices or people.
pub(crate) const ASSEGNATA: &str = "protocollo.assegnata";
/// An entry was annulled.
pub(crate) const ANNULLATA: &str = "protocollo.annullata";
/// What left with an entry was delivered.
pub(crate) const CONSEGNATA: &str = "protocollo.spedizione_consegnata";
/// What was to leave with an entry did not arrive.
pub(crate) const FALLITA: &str = "protocollo.spedizione_fallita";
/// A message came to a mailbox.
pub(crate) const MESSAGGIO: &str = "protocollo.messaggio_arrivato";

static KINDS: &[Kind] = &[
    Kind { code: REGISTRATA, label: "una registrazione nuova", permission: &CONSULTA },
    Kind { code: ASSEGNATA, label: "una registrazione assegnata", permission: &CONSULTA },
    Kind { code: ANNULLATA, label: "una registrazione annullata", permission: &CONSULTA },
    Kind { code: CONSEGNATA, label: "una spedizione consegnata", permission: &CONSULTA },
    Kind { code: FALLITA, label: "una spedizione non riuscita", permission: &CONSULTA },
    Kind { code: MESSAGGIO, label: "un messaggio arrivato in una casella", permission: &REGISTRA },
];

/// The office's side of what is told.
pub(crate) struct Eventi;

#[async_trait::async_trait]
impl Events for Eventi {
    fn kinds(&self) -> &'static [Kind] {
        KINDS
    }

    async fn resource(&self, ente: &Ente, who: &Who, kind: &str, subject: Uuid) -> Result<Option<String>, SourceError> {
        let found = dove(ente, who, kind, subject).await;
        match found {
            Ok(path) => Ok(Some(path)),
            Err(Error::NotFound | Error::MessaggioAssente | Error::Denied(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

async fn dove(ente: &Ente, who: &Who, kind: &str, subject: Uuid) -> Result<String, Error> {
    let read = ente.db().read().await?;
    if kind == MESSAGGIO {
        let messaggio = vedi::trova(&read, who, subject.into()).await?;
        return Ok(format!("/api/v1/protocollo/posta/{}", messaggio.id));
    }
    let riga = della_riga(&read, who, subject.into()).await?;
    let rest = if matches!(kind, CONSEGNATA | FALLITA) { "/spedizioni" } else { "" };
    Ok(format!("/api/v1/protocollo/registrazioni/{}/{}{rest}", riga.anno, riga.numero))
}
