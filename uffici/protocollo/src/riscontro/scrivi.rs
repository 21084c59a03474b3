//! To write an answer of ours in the transaction of what causes it; the work that sends it is enqueued there.

use ::segnatura::{Form, TipoNotifica};
use authz::PersonId;
use ente::Ente;
use ledger::Tx;
use mail::is_address;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    RiscontroId, avanza, codice, forma,
    sigillo::{Esito, Sigillo, Su, ultimo},
    tabelle::{arrivato, riscontro, segnatura},
    tipo_di,
};
use crate::{
    cooperazione,
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
    /// What came of verifying its seal; none where it came before that was done.
    pub sigillo: Option<Sigillo>,
}

impl Arrivo {
    /// Whether it came without mail: its seal was verified before any of it was kept.
    pub fn cooperata(&self) -> bool {
        self.messaggio.tipo == cooperazione::TIPO
    }

    /// Whether a confirmation may leave by itself: the provider's signature counts, and the seal was verified and is
    /// not found wanting.
    pub fn parte_da_se(&self) -> bool {
        let sealed = self.cooperata() || self.sigillo.as_ref().is_some_and(|sigillo| sigillo.esito.basta());
        self.segnatura.creduta && sealed
    }

    /// Why a person decides whether to confirm, and not the program; none where it may leave by itself.
    pub fn decide_qualcuno(&self) -> Option<String> {
        if !self.segnatura.creduta {
            return Some(
                "La firma del gestore della PEC non è tra quelle che contano: guarda da chi viene il messaggio.".into(),
            );
        }
        match &self.sigillo {
            _ if self.cooperata() => None,
            Some(sigillo) if sigillo.esito.basta() => None,
            Some(sigillo) => Some(format!("{} Se non ti fidi, non confermare.", sigillo.in_parole(Su::Segnatura))),
            None => Some(NON_GUARDATO.into()),
        }
    }

    /// What is known of the seal, in words, and its tone.
    pub fn sigillo_in_parole(&self) -> (String, &'static str) {
        match &self.sigillo {
            _ if self.cooperata() => (GIA_GUARDATO.into(), "success"),
            Some(sigillo) => (sigillo.in_parole(Su::Segnatura), sigillo.tono()),
            None => (NON_GUARDATO.into(), "warning"),
        }
    }

    /// The same for programs.
    pub fn esito_del_sigillo(&self) -> Esito {
        match &self.sigillo {
            _ if self.cooperata() => Esito::Valido,
            Some(sigillo) => sigillo.esito,
            None => Esito::Ignoto,
        }
    }

    /// Whether verifying it again may tell more.
    pub fn da_riverificare(&self) -> bool {
        let open = self.sigillo.as_ref().is_none_or(Sigillo::aperto);
        open && self.casella.certificata && self.messaggio.tipo == super::PEC
    }
}

const NON_GUARDATO: &str = "Sigillo della segnatura: non è stato controllato, perché il messaggio è arrivato prima \
                            che il programma sapesse farlo.";

const GIA_GUARDATO: &str = "Sigillo della segnatura: valido, controllato prima di prendere il messaggio.";

/// The message with its "segnatura"; none where it brought none.
///
/// # Errors
/// Those of the database.
pub(crate) async fn arrivo<C: ConnectionTrait>(connection: &C, id: MessaggioId) -> Result<Option<Arrivo>, Error> {
    let select = segnatura::Entity::find().filter(segnatura::Column::MessaggioId.eq(id));
    let Some(segnatura) = select.one(connection).await? else { return Ok(None) };
    let messaggio = messaggio::Entity::find_by_id(id).one(connection).await?.ok_or(Error::MessaggioAssente)?;
    let casella = casella::Entity::find_by_id(messaggio.casella_id).one(connection).await?;
    let sigillo = ultimo(connection, id).await?.as_ref().map(Sigillo::di);
    Ok(Some(Arrivo { messaggio, casella: casella.ok_or(Error::MessaggioAssente)?, segnatura, sigillo }))
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

/// The message of which an answer of ours is: one with a "segnatura", or the confirmation of a body to which we have sent without mail.
///
/// # Errors
/// Those of the database.
pub(crate) async fn di_cui<C: ConnectionTrait>(connection: &C, id: MessaggioId) -> Result<Option<Arrivo>, Error> {
    if let Some(found) = arrivo(connection, id).await? {
        return Ok(Some(found));
    }
    let select = arrivato::Entity::find().filter(arrivato::Column::MessaggioId.eq(id));
    match select.one(connection).await? {
        Some(conferma) => confermato(connection, conferma).await,
        None => Ok(None),
    }
}

/// The messages whose senders are told that an entry was annulled: that of which it was made; of those to which it was sent without
/// mail, the last confirmation of each.
///
/// # Errors
/// Those of the database.
pub(crate) async fn da_avvisare<C: ConnectionTrait>(connection: &C, id: RegistrazioneId) -> Result<Vec<Arrivo>, Error> {
    let mut all: Vec<Arrivo> = arrivo_di(connection, id).await?.into_iter().collect();
    let select = arrivato::Entity::find().filter(arrivato::Column::RegistrazioneId.eq(id));
    for conferma in select.order_by_asc(arrivato::Column::Id).all(connection).await? {
        if let Some(found) = confermato(connection, conferma).await? {
            all.retain(|before| before.casella.id != found.casella.id);
            all.push(found);
        }
    }
    Ok(all)
}

/// A confirmation that came without mail: the registration that it tells stands where that of a "segnatura" would.
async fn confermato<C: ConnectionTrait>(connection: &C, riga: arrivato::Model) -> Result<Option<Arrivo>, Error> {
    if !riga.contato || tipo_di(&riga.tipo) != TipoNotifica::ConfermaRicezione {
        return Ok(None);
    }
    let messaggio = messaggio::Entity::find_by_id(riga.messaggio_id).one(connection).await?;
    let Some(messaggio) = messaggio.filter(|messaggio| messaggio.tipo == cooperazione::TIPO) else { return Ok(None) };
    let casella = casella::Entity::find_by_id(messaggio.casella_id).one(connection).await?;
    let segnatura = segnatura::Model {
        id: riga.id.uuid().into(),
        messaggio_id: messaggio.id,
        forma: forma(Form::LineeGuida2021).into(),
        amministrazione: riga.amministrazione.unwrap_or_default(),
        denominazione: riga.denominazione,
        aoo: riga.aoo.unwrap_or_default(),
        registro: riga.registro,
        numero: riga.numero.unwrap_or_default(),
        data: riga.data,
        conferma: false,
        creduta: true,
    };
    Ok(Some(Arrivo { messaggio, casella: casella.ok_or(Error::MessaggioAssente)?, segnatura, sigillo: None }))
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
    // Verified when it came; it is answered by the way on which it came.
    let cooperated = arrivo.cooperata();
    if !certified && !cooperated {
        return Some(
            "Il messaggio non è arrivato per PEC in una casella certificata: rispondi a chi l'ha mandato.".into(),
        );
    }
    let known = cooperated || arrivo.messaggio.indirizzo.as_deref().is_some_and(is_address);
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

/// Writes it in the name of a person; none where one of this kind was written before. It goes to the address that the provider certifies, whatever the
/// "segnatura" asks: else anybody could have us write to a third.
///
/// # Errors
/// Those of the database.
pub(crate) async fn scrivi(
    tx: &mut Tx,
    persona: PersonId,
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
        persona_id: persona,
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
