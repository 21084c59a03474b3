//! To write an answer of ours in the transaction of what causes it; the work that sends it is enqueued there.

use ::segnatura::TipoNotifica;
use authz::Who;
use ente::Ente;
use ledger::Tx;
use mail::is_address;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    RiscontroId, avanza, codice,
    tabelle::{riscontro, segnatura},
};
use crate::{
    error::Error,
    jobs,
    posta::MessaggioId,
    rules::RegistrazioneId,
    tables::{casella, messaggio, messaggio_stato},
};

/// The message of another body that is to be answered.
#[derive(Clone, Debug)]
pub struct Arrivo {
    pub messaggio: messaggio::Model,
    pub casella: casella::Model,
    pub segnatura: segnatura::Model,
}

/// The message with its "segnatura"; none where it brought none.
///
/// # Errors
/// Those of the database.
pub(crate) async fn arrivo<C: ConnectionTrait>(connection: &C, id: MessaggioId) -> Result<Option<Arrivo>, Error> {
    let select = segnatura::Entity::find().filter(segnatura::Column::MessaggioId.eq(id));
    let Some(segnatura) = select.one(connection).await? else { return Ok(None) };
    let messaggio = messaggio::Entity::find_by_id(id).one(connection).await?.ok_or(Error::MessaggioAssente)?;
    let casella = casella::Entity::find_by_id(messaggio.casella_id).one(connection).await?;
    Ok(Some(Arrivo { messaggio, casella: casella.ok_or(Error::MessaggioAssente)?, segnatura }))
}

/// The message that became an entry, where it brought a "segnatura".
///
/// # Errors
/// Those of the database.
pub(crate) async fn arrivo_di<C: ConnectionTrait>(
    connection: &C,
    id: RegistrazioneId,
) -> Result<Option<Arrivo>, Error> {
    let select = messaggio_stato::Entity::find().filter(messaggio_stato::Column::RegistrazioneId.eq(id));
    match select.one(connection).await? {
        Some(stato) => arrivo(connection, stato.messaggio_id).await,
        None => Ok(None),
    }
}

/// Why a message cannot be answered in this way; none where it can.
pub fn impedimento(ente: &Ente, arrivo: &Arrivo) -> Option<String> {
    if ente.aoo.is_none() {
        return Some(format!(
            "Mancano i codici dell'AOO e del registro, come stanno nell'indice delle pubbliche amministrazioni (IPA): chi gestisce il \
             sistema li scrive nelle impostazioni, sotto [aoo.{}].",
            ente.info.slug
        ));
    }
    let certified = arrivo.casella.certificata && arrivo.messaggio.tipo == super::PEC;
    if !certified {
        return Some(
            "Il messaggio non è arrivato per PEC in una casella certificata: rispondi a chi l'ha mandato.".into(),
        );
    }
    let known = arrivo.messaggio.indirizzo.as_deref().is_some_and(is_address);
    let told = arrivo.segnatura.data.is_some() && !arrivo.segnatura.numero.is_empty();
    match (known, told) {
        (false, _) => Some("Il messaggio non dice da quale indirizzo viene.".into()),
        (_, false) => {
            Some("La segnatura di chi ha spedito non dice il numero e la data della sua registrazione.".into())
        }
        _ => None,
    }
}

/// An answer to be written.
pub(crate) struct Nuovo {
    pub tipo: TipoNotifica,
    pub registrazione: Option<RegistrazioneId>,
    pub motivo: Option<String>,
    pub provvedimento: Option<String>,
}

/// Writes it; none where one of this kind was written before. It goes to the address that the provider certifies, whatever the
/// "segnatura" asks: else anybody could have us write to a third.
///
/// # Errors
/// Those of the database.
pub(crate) async fn scrivi(
    tx: &mut Tx,
    who: &Who,
    arrivo: &Arrivo,
    nuovo: Nuovo,
) -> Result<Option<RiscontroId>, Error> {
    let tipo = codice(nuovo.tipo);
    let Arrivo { messaggio, casella, .. } = arrivo;
    let same = riscontro::Entity::find().filter(riscontro::Column::MessaggioId.eq(messaggio.id));
    if same.filter(riscontro::Column::Tipo.eq(tipo)).one(tx).await?.is_some() {
        return Ok(None);
    }
    let id: RiscontroId = tx.id();
    let domain = casella.indirizzo.rsplit('@').next().unwrap_or_default();
    let row = riscontro::Model {
        id,
        messaggio_id: messaggio.id,
        registrazione_id: nuovo.registrazione,
        tipo: tipo.into(),
        casella_id: casella.id,
        ufficio_id: casella.ufficio_id,
        persona_id: who.person,
        at: tx.now(),
        indirizzo: messaggio.indirizzo.clone().unwrap_or_default(),
        message_id: format!("{id}.riscontro@{domain}"),
        motivo: nuovo.motivo,
        provvedimento: nuovo.provvedimento,
    };
    tx.insert(row).await?;
    avanza::comincia(tx, id, tx.now()).await?;
    jobs::riscontra::accoda(tx, id).await?;
    Ok(Some(id))
}
