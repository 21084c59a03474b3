//! To send an answer of ours: its XML is written and sealed once, then handed to the provider as a sending is. It is told as gone only
//! after the server's answer.

use ente::Ente;
use kernel::Actor;
use mail::{Head, Letter};
use sea_orm::EntityTrait;
use segnatura::{Notifica, TipoNotifica};

use super::{
    RiscontroId,
    avanza::{avanza, stato_di},
    forma_di, in_parole, registrazione_di,
    rules::senza_zeri,
    scrivi::{Arrivo, di_cui},
    tabelle::{fatto, riscontro, stato},
    tipo_di,
};
use crate::{
    cooperazione,
    error::Error,
    jobs::riscontra::KIND,
    lettura::frase,
    rules::segnatura as numero_di,
    spedizione::{
        affida::{Esito, per_sempre},
        avanza::{Fatto, TENTATIVO},
        caselle::impostazioni,
        segnatura::identificatore,
        sigillata,
        stato::Stato,
    },
    tables::registrazione,
};

/// Bytes of the largest file of an answer.
const MOST_BYTES: u64 = 1 << 20;

struct DaInviare {
    riga: riscontro::Model,
    stato: stato::Model,
    arrivo: Arrivo,
    /// The entry that the message became.
    registrata: Option<registrazione::Model>,
}

/// Sends it, if it still waits. `ultimo`: no other try will be made.
///
/// # Errors
/// Those of the database and the store: a later try may go better.
pub async fn invia(ente: &Ente, id: RiscontroId, ultimo: bool) -> Result<Esito, Error> {
    let Some(mut da) = da_inviare(ente, id).await? else { return Ok(Esito::Finito) };
    if da.arrivo.cooperata() {
        return senza_posta(ente, id, &da, ultimo).await;
    }
    if da.stato.documento_id.is_none()
        && let Some(why) = prepara(ente, &mut da).await?
    {
        return non_partito(ente, id, why).await;
    }
    let casella = da.arrivo.casella.clone();
    if casella.simulata {
        let why = "La casella è di prova: dietro non c'è nessun server, e il messaggio non è partito.";
        return non_partito(ente, id, why.into()).await;
    }
    let Some((mailbox, outgoing)) = impostazioni(ente, &casella).await? else {
        let why = "La casella è spenta o non è più nelle impostazioni, oppure da lì non si può più spedire. Chiedi a chi gestisce il sistema.";
        return non_partito(ente, id, why.into()).await;
    };
    let to = [da.riga.indirizzo.clone()];
    let sent = match lettera(ente, &da, outgoing.largest).await {
        Ok(bytes) => mail::send(&outgoing.server, &mailbox.login, &casella.indirizzo, &to, &bytes).await,
        Err(Error::Mail(error)) => Err(error),
        Err(error) => return Err(error),
    };
    match sent {
        Ok(answer) => {
            scrivi(ente, id, Some(Stato::Affidato), format!("Risposta del server: {answer}.")).await?;
            Ok(Esito::Finito)
        }
        Err(error) => match per_sempre(&error) {
            Some(why) => non_partito(ente, id, why).await,
            None if ultimo => non_partito(ente, id, format!("Abbiamo provato per più di un giorno. {error}")).await,
            None => {
                tentativo(ente, id, &error.to_string()).await?;
                Ok(Esito::PiuTardi(error.into()))
            }
        },
    }
}

/// Tells it to the service of the body that has sent the message, by the way on which the message came.
async fn senza_posta(ente: &Ente, id: RiscontroId, da: &DaInviare, ultimo: bool) -> Result<Esito, Error> {
    let told = "Il servizio dell'altra amministrazione ha risposto di averlo ricevuto.";
    let call = cooperazione::rispondi::rispondi(ente, &da.riga, &da.arrivo, da.registrata.as_ref()).await;
    match call.dopo((Stato::Consegnato, told), ultimo) {
        Ok((stato, told)) => {
            scrivi(ente, id, Some(stato), told).await?;
            Ok(Esito::Finito)
        }
        Err(why) => {
            tentativo(ente, id, &why).await?;
            Ok(Esito::PiuTardi(why.into()))
        }
    }
}

async fn da_inviare(ente: &Ente, id: RiscontroId) -> Result<Option<DaInviare>, Error> {
    let tx = ente.ledger.begin(Actor::System(KIND), "protocollo.riscontra").await?;
    let Some(riga) = riscontro::Entity::find_by_id(id).one(&tx).await? else { return Ok(None) };
    let stato = stato_di(&tx, id).await?;
    if Stato::from_code(&stato.stato) != Stato::InCoda {
        return Ok(None);
    }
    let Some(arrivo) = di_cui(&tx, riga.messaggio_id).await? else { return Ok(None) };
    let registrata = match riga.registrazione_id {
        Some(id) => registrazione::Entity::find_by_id(id).one(&tx).await?,
        None => None,
    };
    tx.commit().await?;
    Ok(Some(DaInviare { riga, stato, arrivo, registrata }))
}

/// Writes the XML and its seal, and keeps both: every try sends these bytes. Why it cannot be written, if it cannot.
async fn prepara(ente: &Ente, da: &mut DaInviare) -> Result<Option<String>, Error> {
    let Some(notifica) = notifica(ente, da) else {
        return Ok(Some("Nelle impostazioni mancano i codici dell'AOO e del registro (IPA).".into()));
    };
    let xml = match segnatura::write_notifica(&notifica) {
        Ok(xml) => xml,
        Err(missing) => return Ok(Some(missing.iter().map(frase).collect::<Vec<_>>().join(" "))),
    };
    let sealed = sigillata::file(ente, xml.as_bytes()).await?;
    let written = ente.archive.receive_own(&mut xml.as_bytes(), MOST_BYTES).await?;
    let name = notifica.tipo.nome_file();
    let mut tx = ente.ledger.begin(Actor::System(KIND), "protocollo.riscontra").await?;
    let before = stato_di(&tx, da.riga.id).await?;
    // Two tries at once: the other was quicker.
    if before.documento_id.is_none() {
        let documento = ente.archive.name(&mut tx, &written, name).await?.id.uuid();
        let (sigillata, nota) = match sealed {
            Ok(stored) => (Some(ente.archive.name(&mut tx, &stored, &format!("{name}.p7m")).await?.id.uuid()), None),
            Err(why) => (None, Some(why)),
        };
        let after = stato::Model {
            documento_id: Some(documento),
            sigillata_id: sigillata,
            sigillo_nota: nota,
            ..before.clone()
        };
        tx.update(&before, after).await?;
    }
    da.stato = stato_di(&tx, da.riga.id).await?;
    tx.commit().await?;
    Ok(None)
}

/// What it says, in the form in which the other body wrote.
fn notifica(ente: &Ente, da: &DaInviare) -> Option<Notifica> {
    let aoo = ente.aoo.as_ref()?;
    let own = da.registrata.as_ref().map(|riga| identificatore(ente, aoo, riga));
    let theirs = registrazione_di(&da.arrivo.segnatura);
    let form = forma_di(&da.arrivo.segnatura.forma);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    Some(match tipo_di(&da.riga.tipo) {
        TipoNotifica::ConfermaRicezione => Notifica::conferma(form, own?, theirs),
        TipoNotifica::AnnullamentoProtocollazione => {
            Notifica::annullamento(form, own?, text(&da.riga.motivo), text(&da.riga.provvedimento))
        }
        _ => Notifica::eccezione(form, theirs, text(&da.riga.motivo)),
    })
}

/// The message: the same bytes each time.
async fn lettera(ente: &Ente, da: &DaInviare, massimo: u64) -> Result<Vec<u8>, Error> {
    let theirs = &da.arrivo.segnatura;
    let day = theirs.data.map(|day| format!(" del {}", day.format("%d/%m/%Y"))).unwrap_or_default();
    let bare = senza_zeri(&theirs.numero);
    let subject = format!("{}: vostro protocollo n. {bare}{day}", in_parole(&da.riga.tipo));
    let date = da.riga.at.rome().to_rfc2822();
    let head = Head {
        from_name: &ente.info.name,
        from: &da.arrivo.casella.indirizzo,
        to: &da.riga.indirizzo,
        subject: &subject,
        date: &date,
        message_id: &da.riga.message_id,
    };
    let mut letter = Letter::new(&head, &parole(ente, da, bare, &day), massimo)?;
    let ids: Vec<kernel::Uuid> = da.stato.documento_id.into_iter().chain(da.stato.sigillata_id).collect();
    let read = ente.db().read().await?;
    let found = ente.archive.find(&read, &ids).await?;
    drop(read);
    for id in ids {
        let Some(document) = found.iter().find(|document| document.id.uuid() == id) else {
            return Err(Error::DocumentoAssente);
        };
        let bytes = ente.archive.bytes(document, MOST_BYTES).await?.unwrap_or_default();
        let sealed = Some(id) == da.stato.sigillata_id;
        letter.attach(&document.name, if sealed { "application/pkcs7-mime" } else { "application/xml" })?;
        letter.write(&bytes)?;
    }
    Ok(letter.finish()?)
}

/// The text, for whoever reads it without a program.
fn parole(ente: &Ente, da: &DaInviare, numero: &str, giorno: &str) -> String {
    let own = da
        .registrata
        .as_ref()
        .map(|riga| format!("n. {} del {}", numero_di(riga), riga.registrata_at.date().format("%d/%m/%Y")));
    let (own, name) = (own.unwrap_or_default(), &ente.info.name);
    let why = da.riga.motivo.as_deref().unwrap_or_default();
    let said = match tipo_di(&da.riga.tipo) {
        TipoNotifica::ConfermaRicezione => {
            format!(
                "Il vostro messaggio, protocollo n. {numero}{giorno}, è stato registrato da {name} con il protocollo {own}."
            )
        }
        TipoNotifica::AnnullamentoProtocollazione => format!(
            "{name} ha annullato la registrazione {own}, con cui aveva protocollato il vostro messaggio (protocollo n. {numero}{giorno}).\n\
             Motivo: {why}\nProvvedimento: {}",
            da.riga.provvedimento.as_deref().unwrap_or_default()
        ),
        _ => format!(
            "Il vostro messaggio, protocollo n. {numero}{giorno}, non è stato registrato da {name}.\nMotivo: {why}"
        ),
    };
    format!(
        "{said}\n\nQuesto messaggio è scritto dal protocollo informatico; il file allegato dice lo stesso per i programmi."
    )
}

async fn non_partito(ente: &Ente, id: RiscontroId, why: String) -> Result<Esito, Error> {
    scrivi(ente, id, Some(Stato::ConErrore), why).await?;
    Ok(Esito::Finito)
}

/// Notes why a try failed, once for each reason.
async fn tentativo(ente: &Ente, id: RiscontroId, told: &str) -> Result<(), Error> {
    use sea_orm::{ColumnTrait, QueryFilter};
    let read = ente.db().read().await?;
    let select = fatto::Entity::find().filter(fatto::Column::RiscontroId.eq(id));
    let known = select.filter(fatto::Column::Tipo.eq(TENTATIVO)).all(&read).await?;
    drop(read);
    if known.iter().any(|fatto| fatto.testo.as_deref() == Some(told)) {
        return Ok(());
    }
    scrivi(ente, id, None, told.to_owned()).await
}

async fn scrivi(ente: &Ente, id: RiscontroId, stato: Option<Stato>, testo: String) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(Actor::System(KIND), "protocollo.riscontra").await?;
    let fatto = Fatto { stato, at: tx.now(), testo: Some(testo), messaggio: None };
    avanza(&mut tx, id, fatto).await?;
    tx.commit().await?;
    Ok(())
}
