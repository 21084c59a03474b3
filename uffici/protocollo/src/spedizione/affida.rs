//! To hand a message to the provider.
//!
//! The server's answer and our commit are two things: killed between them, the next try sends again. So a message may leave
//! twice, always with the same Message-ID and the same bytes, by which providers and programs know it for one; it is never told
//! as sent without having been taken by the server. The other way round (to write it first and send it then) a message could be
//! told as sent and never leave.

use ente::Ente;
use kernel::Actor;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::sync::Semaphore;

use super::{
    SpedizioneId,
    avanza::{Fatto, TENTATIVO, avanza, rispedita, stato_di},
    caselle::impostazioni,
    indirizzi::risponde,
    lettera,
    stato::Stato,
    tabelle::{fatto, spedizione},
};
use crate::{
    cooperazione,
    error::Error,
    jobs::spedisci::KIND,
    tables::{casella, stato},
};

/// Megabytes of messages that leave together, of the whole program: each is in memory while its server takes it.
const MOST_MB: u32 = 256;
static IN_PARTENZA: Semaphore = Semaphore::const_new(MOST_MB as usize);

/// What came of a try.
#[derive(Debug)]
pub enum Esito {
    /// There is nothing more to do: it was handed over, or it never will be.
    Finito,
    /// It may go better later.
    PiuTardi(Box<dyn std::error::Error + Send + Sync>),
}

/// What is known of a sending that is to leave.
struct DaAffidare {
    riga: spedizione::Model,
    casella: casella::Model,
    /// Why it must not leave.
    fermo: Option<&'static str>,
}

/// Hands it to the provider, if it still waits. `ultimo`: no other try will be made.
///
/// # Errors
/// Those of the database and the store: a later try may go better.
pub async fn affida(ente: &Ente, id: SpedizioneId, ultimo: bool) -> Result<Esito, Error> {
    let Some(DaAffidare { riga, casella, fermo }) = da_affidare(ente, id).await? else { return Ok(Esito::Finito) };
    if let Some(why) = fermo {
        return non_partito(ente, &riga, &casella, why).await;
    }
    if riga.mezzo == cooperazione::MEZZO {
        return senza_posta(ente, &riga, &casella, ultimo).await;
    }
    if casella.simulata {
        let why = "La casella è di prova: dietro non c'è nessun server, e il messaggio non è partito.";
        return non_partito(ente, &riga, &casella, why).await;
    }
    let Some((mailbox, outgoing)) = impostazioni(ente, &casella).await? else {
        let why = "La casella è spenta o non è più nelle impostazioni, oppure da lì non si può più spedire. Chiedi a chi gestisce il sistema.";
        return non_partito(ente, &riga, &casella, why).await;
    };
    let to = [riga.indirizzo.clone().unwrap_or_default()];
    let sent = {
        let documenti = lettera::documenti(ente, &riga).await?;
        if lettera::scartati(ente, &documenti).await? {
            return non_partito(ente, &riga, &casella, lettera::SCARTATO).await;
        }
        let weight = lettera::peso(&documenti).min(outgoing.largest) >> 20;
        // Nobody closes it: there is always room to wait for.
        let _room = IN_PARTENZA
            .acquire_many(u32::try_from(weight).unwrap_or(MOST_MB).saturating_add(1).min(MOST_MB))
            .await
            .ok();
        match lettera::scrivi(ente, &riga, &casella, &documenti, outgoing.largest).await {
            Ok(bytes) => mail::send(&outgoing.server, &mailbox.login, &casella.indirizzo, &to, &bytes).await,
            Err(Error::Mail(error)) => Err(error),
            Err(error) => return Err(error),
        }
    };
    match sent {
        Ok(answer) => {
            scrivi(ente, &riga, &casella, Some(Stato::Affidato), format!("Risposta del server: {answer}.")).await?;
            Ok(Esito::Finito)
        }
        Err(error) => match per_sempre(&error) {
            Some(why) => non_partito(ente, &riga, &casella, &why).await,
            None if ultimo => {
                let why = format!("Abbiamo provato per più di un giorno. {error}");
                non_partito(ente, &riga, &casella, &why).await
            }
            None => {
                tentativo(ente, &riga, &casella, &error.to_string()).await?;
                Ok(Esito::PiuTardi(error.into()))
            }
        },
    }
}

/// Hands it to the service of the body itself, where it is to leave without mail.
async fn senza_posta(
    ente: &Ente,
    riga: &spedizione::Model,
    casella: &casella::Model,
    ultimo: bool,
) -> Result<Esito, Error> {
    // That it was registered is told by the confirmation alone.
    let told =
        "Il servizio dell'altra amministrazione ha ricevuto il messaggio e ne ha verificato il sigillo e le impronte.";
    match cooperazione::manda::manda(ente, riga, casella).await?.dopo((Stato::Affidato, told), ultimo) {
        Ok((stato, told)) => {
            scrivi(ente, riga, casella, Some(stato), told).await?;
            Ok(Esito::Finito)
        }
        Err(why) => {
            tentativo(ente, riga, casella, &why).await?;
            Ok(Esito::PiuTardi(why.into()))
        }
    }
}

/// Why a message will not leave however often it is tried; none when a later try may go better.
pub(crate) fn per_sempre(error: &mail::Error) -> Option<String> {
    match error {
        mail::Error::Quota { told } => Some(format!(
            "Il server non prende il messaggio: è troppo grande, oppure la casella del destinatario o la nostra è piena ({told})."
        )),
        mail::Error::WrongPassword { .. } => {
            Some(format!("{error} Avvisa chi gestisce il sistema, poi spedisci di nuovo."))
        }
        mail::Error::Rejected { .. } | mail::Error::NotAnAddress { .. } | mail::Error::TooLarge { .. } => {
            Some(error.to_string())
        }
        _ => None,
    }
}

async fn da_affidare(ente: &Ente, id: SpedizioneId) -> Result<Option<DaAffidare>, Error> {
    // Read inside a transaction of the writer: nobody annuls or sends again between the look and what follows from it, but for
    // the time of the conversation with the server.
    let tx = ente.ledger.begin(Actor::System(KIND), "protocollo.affida").await?;
    let Some(riga) = spedizione::Entity::find_by_id(id).one(&tx).await? else { return Ok(None) };
    let Some(casella_id) = riga.casella_id else { return Ok(None) };
    let state = stato_di(&tx, id).await?;
    if Stato::from_code(&state.stato) != Stato::InCoda {
        return Ok(None);
    }
    let casella = casella::Entity::find_by_id(casella_id).one(&tx).await?.ok_or(Error::SpedizioneAssente)?;
    let select = stato::Entity::find().filter(stato::Column::RegistrazioneId.eq(riga.registrazione_id));
    let annullata = select.one(&tx).await?.is_some_and(|stato| stato.annullata);
    let fermo = if annullata {
        Some("La registrazione è stata annullata prima che il messaggio partisse.")
    } else if rispedita(&tx, id).await? {
        Some("È stato spedito in altro modo prima che il messaggio partisse.")
    } else {
        None
    };
    tx.commit().await?;
    Ok(Some(DaAffidare { riga, casella, fermo }))
}

async fn non_partito(
    ente: &Ente,
    riga: &spedizione::Model,
    casella: &casella::Model,
    why: &str,
) -> Result<Esito, Error> {
    scrivi(ente, riga, casella, Some(Stato::ConErrore), why.into()).await?;
    Ok(Esito::Finito)
}

/// Notes why a try failed, once for each reason.
async fn tentativo(ente: &Ente, riga: &spedizione::Model, casella: &casella::Model, told: &str) -> Result<(), Error> {
    let read = ente.db().read().await?;
    let select = fatto::Entity::find().filter(fatto::Column::SpedizioneId.eq(riga.id));
    let known = select.filter(fatto::Column::Tipo.eq(TENTATIVO)).all(&read).await?;
    drop(read);
    if known.iter().any(|fatto| fatto.testo.as_deref() == Some(told)) {
        return Ok(());
    }
    scrivi(ente, riga, casella, None, told.to_owned()).await
}

async fn scrivi(
    ente: &Ente,
    riga: &spedizione::Model,
    casella: &casella::Model,
    stato: Option<Stato>,
    testo: String,
) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(Actor::System(KIND), "protocollo.affida").await?;
    let fatto = Fatto { stato, at: tx.now(), testo: Some(testo), messaggio: None };
    avanza(&mut tx, riga.id, risponde(casella), fatto).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_go_better_is_tried_again_and_the_rest_is_told() {
        let host = || "smtp.example.it".to_owned();
        let told = || "no".to_owned();
        let later = [
            mail::Error::Silent { host: host(), seconds: 30 },
            mail::Error::Refused { host: host(), port: 465 },
            mail::Error::Unavailable { host: host(), told: told() },
            mail::Error::NameNotFound { host: host() },
            mail::Error::CertificateExpired { host: host() },
        ];
        assert!(later.iter().all(|error| per_sempre(error).is_none()));
        let never = [
            mail::Error::Rejected { host: host(), told: told() },
            mail::Error::WrongPassword { host: host(), user: "x".into() },
            mail::Error::Quota { told: told() },
            mail::Error::TooLarge { limit: 30 << 20 },
            mail::Error::NotAnAddress { address: "x".into() },
        ];
        assert!(never.iter().all(|error| per_sempre(error).is_some()));
    }
}
