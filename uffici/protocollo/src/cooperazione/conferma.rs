//! To take what another body says of a message of ours: that it is registered there, or why not. Nothing in it names the sending: two
//! answers about two sendings of an entry may be the very same bytes. They are kept once, and tied to both.

use ::segnatura::{TipoNotifica, cooperazione::Conferma};
use ente::Ente;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    prendi::{Arrivo, Detto, risposta},
    rules,
};
use crate::{
    error::Error,
    posta::{MessaggioId, Stato},
    riscontro::{annullamento, arriva::registrata, rules::senza_zeri},
    rules::{RegistrazioneId, Verso},
    spedizione::{
        SpedizioneId,
        avanza::{Fatto, avanza, stato_di},
        stato::Stato as Spedita,
        tabelle::{fatto, spedizione},
    },
};

/// What became of a message of ours at its receiver's. `Err` in the inner result: why it is about nothing that was sent there.
///
/// # Errors
/// Those of the database and the store.
pub(super) async fn conferma(
    ente: &Ente,
    arrivo: &Arrivo<'_>,
    letta: &Conferma,
) -> Result<Result<(), &'static str>, Error> {
    let mut tx = arrivo.comincia(ente).await?;
    if let Some(prima) = arrivo.stessi_byte(&tx).await? {
        if let Some(riga) = prima.riguarda_id {
            anche(&mut tx, arrivo, letta, (riga, prima.id)).await?;
        }
        tx.commit().await?;
        return Ok(Ok(()));
    }
    let Some(riga) = registrata(&tx, ente, &letta.mittente, Verso::Partenza).await? else {
        return Ok(Err("La registrazione del mittente non è di questa amministrazione, oppure non è in partenza."));
    };
    let sent = spedite(&tx, arrivo, riga).await?;
    if sent.is_empty() {
        return Ok(Err(
            "Quella registrazione non è stata inviata a questa amministrazione per cooperazione applicativa.",
        ));
    }
    let (tipo, motivo) = match &letta.esito {
        Ok(_) => (TipoNotifica::ConfermaRicezione, None),
        Err((code, info)) => (TipoNotifica::NotificaEccezione, Some(rules::eccezione(code, info.as_deref()))),
    };
    let numero = &letta.mittente.numero;
    let detto = Detto {
        oggetto: match motivo {
            None => format!("Conferma della registrazione {numero}"),
            Some(_) => format!("Eccezione sulla registrazione {numero}"),
        },
        riguarda: Some(riga),
        ..Detto::default()
    };
    let messaggio = arrivo.scrivi(ente, &mut tx, detto, Stato::Ricevuta).await?;
    let own = letta.esito.as_ref().ok();
    let row = risposta(&tx, arrivo, messaggio, (riga, tipo), own, (motivo, None));
    tx.insert(row).await?;
    for id in sent {
        dice(&mut tx, id, letta, messaggio).await?;
    }
    let told = own.is_some() && annullamento::avvisa_dopo(ente, &mut tx, riga, messaggio).await?;
    tx.commit().await?;
    if told {
        ente.bell.ring();
    }
    Ok(Ok(()))
}

/// The same bytes again: they are about what has left since, where it knows nothing of them. What has not left yet nobody can have
/// answered, and a registration is not taken back so; that the first answer is brought once more moves nothing.
async fn anche(
    tx: &mut Tx,
    arrivo: &Arrivo<'_>,
    letta: &Conferma,
    (riga, messaggio): (RegistrazioneId, MessaggioId),
) -> Result<(), Error> {
    for id in spedite(tx, arrivo, riga).await? {
        let select = fatto::Entity::find().filter(fatto::Column::SpedizioneId.eq(id));
        let known = select.filter(fatto::Column::MessaggioId.eq(messaggio)).one(&*tx).await?.is_some();
        let stands = Spedita::from_code(&stato_di(tx, id).await?.stato);
        if !known && !matches!(stands, Spedita::InCoda | Spedita::Consegnato) {
            dice(tx, id, letta, messaggio).await?;
        }
    }
    Ok(())
}

/// Adds to a sending what the answer says of it.
async fn dice(tx: &mut Tx, id: SpedizioneId, letta: &Conferma, messaggio: MessaggioId) -> Result<(), Error> {
    let (stato, testo) = match &letta.esito {
        Ok(own) => {
            let bare = senza_zeri(&own.numero);
            (Spedita::Consegnato, format!("Registrato dall'altra amministrazione con il protocollo n. {bare}."))
        }
        // The transaction is to be held as not concluded (annex 6, 3.1.1 D).
        Err((code, info)) => (Spedita::NonConsegnato, rules::eccezione(code, info.as_deref())),
    };
    let fatto = Fatto { stato: Some(stato), at: tx.now(), testo: Some(testo), messaggio: Some(messaggio) };
    avanza(tx, id, true, fatto).await?;
    Ok(())
}

/// The sendings of an entry that left by this way and after which no other was made; the last one where all were made again.
async fn spedite(tx: &Tx, arrivo: &Arrivo<'_>, riga: RegistrazioneId) -> Result<Vec<SpedizioneId>, Error> {
    let all = spedizione::Entity::find().filter(spedizione::Column::RegistrazioneId.eq(riga)).all(tx).await?;
    let mine = || all.iter().filter(|one| one.casella_id == Some(arrivo.casella.id)).map(|one| one.id);
    let again = |id: &SpedizioneId| all.iter().any(|other| other.in_luogo_di == Some(*id));
    let live: Vec<SpedizioneId> = mine().filter(|id| !again(id)).collect();
    if live.is_empty() {
        return Ok(mine().max_by_key(|id| id.uuid()).into_iter().collect());
    }
    Ok(live)
}
