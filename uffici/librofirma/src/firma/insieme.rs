//! What is signed in one go by one consent: documents of the register of signatures, or papers that another office prepared.

use authz::Who;
use ente::Ente;
use kernel::Instant;
use porte::sottoscrizione::Torna;
use signing::sign::{Consent, Credential, Session, Signer, Step};

use super::{
    Porta, Scelte,
    carte::{Carte, Uffici, ufficio},
    lotto::Lotto,
    remota::Prossimo,
    sessione::Autorizzato,
};
use crate::error::Error;

/// It, prepared for a certificate.
pub(super) enum Insieme<'a> {
    /// Documents.
    Richieste(Lotto),
    /// Papers, and where whoever signed them goes on.
    Carte(Carte<'a>, Torna),
}

impl<'a> Insieme<'a> {
    /// Prepares what can be signed of what was chosen.
    ///
    /// # Errors
    /// Without the permission; a certificate that is another's; those of database and store.
    pub async fn prepara(
        ente: &Ente,
        who: &Who,
        (scelte, uffici): (&Scelte, Uffici<'a>),
        credential: Credential,
        at: Instant,
    ) -> Result<Self, Error> {
        match scelte {
            Scelte::Richieste(ids) => {
                Ok(Self::Richieste(Lotto::prepara(ente, who, ids, (credential, Porta::Remota), at).await?))
            }
            Scelte::Carte { ufficio: id, carte } => {
                let office = ufficio(uffici, id)?;
                let made = Carte::prepara(ente, who, (office, carte.clone()), credential, at).await?;
                Ok(Self::Carte(made, office.torna()))
            }
        }
    }

    /// How many hashes there are to be signed.
    pub fn len(&self) -> usize {
        match self {
            Self::Richieste(lotto) => lotto.len(),
            Self::Carte(carte, _) => carte.len(),
        }
    }

    /// How it went where nothing can be signed.
    pub fn niente(self) -> Prossimo {
        match self {
            Self::Richieste(lotto) => Prossimo::Esiti(lotto.esiti),
            Self::Carte(carte, torna) => Prossimo::Carte(carte.rifiutate(), torna),
        }
    }

    /// What is kept of it while the person authorises it on the service's page.
    pub fn da_autorizzare(&self) -> Autorizzato {
        match self {
            Self::Richieste(lotto) => Autorizzato::Richieste(lotto.impronte()),
            Self::Carte(carte, _) => Autorizzato::Carte(carte.da_autorizzare()),
        }
    }

    /// What of it was authorised: of documents all or nothing, of papers each by itself. None where the authorisation is of no use.
    pub fn autorizzato(self, cosa: Autorizzato) -> Option<Self> {
        match (self, cosa) {
            (Self::Richieste(lotto), Autorizzato::Richieste(known)) => {
                (lotto.impronte() == known).then_some(Self::Richieste(lotto))
            }
            (Self::Carte(carte, torna), Autorizzato::Carte(known)) => Some(Self::Carte(carte.solo(known), torna)),
            _ => None,
        }
    }

    /// What must happen before the values come.
    ///
    /// # Errors
    /// What the door says.
    pub async fn chiedi(&self, door: &dyn Signer, session: &Session) -> Result<Step, Error> {
        match self {
            Self::Richieste(lotto) => lotto.chiedi(door, session).await,
            Self::Carte(carte, _) => carte.chiedi(door, session).await,
        }
    }

    /// Asks for the values, once for all of them, and finishes each: how each went.
    ///
    /// # Errors
    /// What the door says: then nothing was signed.
    pub async fn firma(
        self,
        ente: &Ente,
        who: &Who,
        door: &dyn Signer,
        session: &Session,
        consent: &Consent,
    ) -> Result<Prossimo, Error> {
        match self {
            Self::Richieste(lotto) => {
                Ok(Prossimo::Esiti(lotto.firma(ente, who, (door, Porta::Remota), session, consent).await?))
            }
            Self::Carte(carte, torna) => {
                Ok(Prossimo::Carte(carte.firma(ente, who, door, session, consent).await?, torna))
            }
        }
    }
}
