//! To take what another body sends: its bytes are durable already; here it becomes a thing of the office, in one commit. Sent twice it is
//! taken once. Nothing is registered by itself.

use ::segnatura::{
    Identificatore, TipoNotifica,
    cooperazione::{Annullamento, AnomaliaAnnullamento, Messaggio},
};
use documents::store::Stored;
use ente::{Ente, Peer};
use kernel::Actor;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::{KIND, TIPO, codici, rules};
use crate::{
    error::Error,
    eventi,
    posta::{MessaggioId, Stato},
    riscontro::{
        arriva::{confermata, registrata, riga_di},
        codice, registrazione_di,
        rules::{senza_zeri, stessa, testo},
        tabelle::{arrivato, segnatura},
    },
    rules::{RegistrazioneId, Verso},
    tables::{casella, messaggio, messaggio_stato, stato},
};

/// The name under which what came is kept.
const NOME: &str = "messaggio-cooperazione.xml";
/// Anomalies kept of a "segnatura".
const MOST_ANOMALIES: usize = 20;

/// What came, and by which way.
pub(super) struct Arrivo<'a> {
    pub peer: &'a Peer,
    pub casella: &'a casella::Model,
    pub stored: &'a Stored,
}

/// Whether a message was taken before.
enum Nota {
    Nuova,
    Presa,
    /// These very bytes, and whoever sent them was told an exception, or that their registration was annulled. They are kept once: nobody is
    /// told that they wait again.
    Chiusa,
}

/// Why what was closed is not taken again.
const CHIUSA: &str = "Questo stesso messaggio è già arrivato, e poi è stato respinto o la sua registrazione è stata annullata: \
                      se lo rispedite, sigillatelo di nuovo.";

/// What is told of it.
#[derive(Default)]
pub(super) struct Detto {
    pub oggetto: String,
    pub mittente: Option<String>,
    pub identita: Option<String>,
    pub allegati: i64,
    pub anomalie: Option<String>,
    pub nota: Option<String>,
    pub riguarda: Option<RegistrazioneId>,
}

impl Arrivo<'_> {
    /// Begins. The row of the way is locked: of two that bring the same at once the second sees what the first did.
    pub(super) async fn comincia(&self, ente: &Ente) -> Result<Tx, Error> {
        let tx = ente.ledger.begin(Actor::System(KIND), "protocollo.prendi_messaggio").await?;
        tx.find::<casella::Entity>(self.casella.id.uuid()).await?;
        Ok(tx)
    }

    fn suoi(&self) -> Select<messaggio::Entity> {
        messaggio::Entity::find().filter(messaggio::Column::CasellaId.eq(self.casella.id))
    }

    /// What came before in these very bytes.
    pub(super) async fn stessi_byte(&self, tx: &Tx) -> Result<Option<messaggio::Model>, Error> {
        let bytes = self.stored.sha256.to_string();
        Ok(self.suoi().filter(messaggio::Column::Impronta.eq(bytes.as_str())).one(tx).await?)
    }

    /// Whether it was taken before: the same bytes, or what is the same message.
    async fn nota(&self, tx: &Tx, identita: &str) -> Result<Nota, Error> {
        if let Some(row) = self.stessi_byte(tx).await? {
            return Ok(if vive(tx, &row).await? { Nota::Presa } else { Nota::Chiusa });
        }
        for row in self.suoi().filter(messaggio::Column::MessageId.eq(identita)).all(tx).await? {
            if vive(tx, &row).await? {
                return Ok(Nota::Presa);
            }
        }
        Ok(Nota::Nuova)
    }

    pub(super) async fn scrivi(
        &self,
        ente: &Ente,
        tx: &mut Tx,
        detto: Detto,
        stato: Stato,
    ) -> Result<MessaggioId, Error> {
        let documento = ente.archive.name(tx, self.stored, NOME).await?;
        let row = messaggio::Model {
            id: tx.id(),
            casella_id: self.casella.id,
            documento_id: documento.id,
            impronta: self.stored.sha256.to_string(),
            tipo: TIPO.into(),
            message_id: detto.identita,
            riferimento: None,
            mittente: detto.mittente,
            indirizzo: Some(codici(self.peer)),
            consegna: None,
            oggetto: testo(Some(&detto.oggetto)),
            gestore: None,
            certificato_at: None,
            spedito_at: None,
            preso_at: tx.now(),
            byte: i64::try_from(self.stored.size).unwrap_or(i64::MAX),
            allegati: detto.allegati,
            anomalie: detto.anomalie,
            nota: detto.nota,
            riguarda_id: detto.riguarda,
            identificativo: None,
            risponde_id: None,
        };
        let id = tx.insert(row).await?.id;
        let row = messaggio_stato::Model {
            id: tx.id(),
            messaggio_id: id,
            stato: stato.code().into(),
            motivo: None,
            persona_id: None,
            at: tx.now(),
            registrazione_id: None,
        };
        tx.insert(row).await?;
        Ok(id)
    }
}

/// Whether a message still stands for whoever has sent it: not where they were told an exception, nor where its entry was annulled,
/// after which the same documents are sent again for good reason.
async fn vive(tx: &Tx, row: &messaggio::Model) -> Result<bool, Error> {
    let select = messaggio_stato::Entity::find().filter(messaggio_stato::Column::MessaggioId.eq(row.id));
    let Some(stands) = select.one(tx).await?.filter(|stands| stands.stato != Stato::Escluso.code()) else {
        return Ok(false);
    };
    let Some(entry) = stands.registrazione_id else { return Ok(true) };
    let select = stato::Entity::find().filter(stato::Column::RegistrazioneId.eq(entry));
    Ok(!select.one(tx).await?.is_some_and(|stato| stato.annullata))
}

/// A registered message, whose seal and digests hold: it waits for a clerk. The inner `Err`: why it does not.
///
/// # Errors
/// Those of the database and the store.
pub(super) async fn messaggio(
    ente: &Ente,
    arrivo: &Arrivo<'_>,
    letto: &Messaggio,
) -> Result<Result<(), &'static str>, Error> {
    let identita = rules::identita(letto);
    let mut tx = arrivo.comincia(ente).await?;
    match arrivo.nota(&tx, &identita).await? {
        Nota::Nuova => {}
        Nota::Presa => {
            tx.commit().await?;
            return Ok(Ok(()));
        }
        Nota::Chiusa => return Ok(Err(CHIUSA)),
    }
    let said = &letto.segnatura;
    let other = stessa_registrazione(&tx, arrivo, &said.identificatore).await?;
    let odd: Vec<String> =
        said.anomalie.iter().take(MOST_ANOMALIES).filter_map(|one| testo(Some(&one.to_string()))).collect();
    let detto = Detto {
        oggetto: said.oggetto.clone(),
        mittente: testo(Some(&said.mittente.denominazione)),
        identita: Some(identita),
        allegati: i64::try_from(letto.file.len()).unwrap_or(i64::MAX),
        anomalie: (!odd.is_empty()).then(|| odd.join("\n")),
        nota: other.then(|| {
            "Un altro messaggio con la stessa registrazione del mittente è già arrivato: confrontali prima di registrare.".to_owned()
        }),
        riguarda: None,
    };
    let messaggio = arrivo.scrivi(ente, &mut tx, detto, Stato::Attesa).await?;
    // The rules ask a confirmation of whoever receives, whatever the message says (annex 6, 3.1.1 C).
    let row = riga_di(&tx, messaggio, said, (true, true));
    tx.insert(row).await?;
    webhooks::tell(&tx, eventi::MESSAGGIO, messaggio.uuid()).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Whether a message with this registration came by the same way before.
async fn stessa_registrazione(tx: &Tx, arrivo: &Arrivo<'_>, id: &Identificatore) -> Result<bool, Error> {
    let select = segnatura::Entity::find()
        .filter(segnatura::Column::Numero.eq(id.numero.trim()))
        .filter(segnatura::Column::Data.eq(id.data));
    for row in select.all(tx).await? {
        if stessa(&registrazione_di(&row), id)
            && messaggio::Entity::find_by_id(row.messaggio_id)
                .one(tx)
                .await?
                .is_some_and(|messaggio| messaggio.casella_id == arrivo.casella.id)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The row of an answer that is believed.
pub(super) fn risposta(
    tx: &Tx,
    arrivo: &Arrivo<'_>,
    messaggio: MessaggioId,
    (riga, tipo): (RegistrazioneId, TipoNotifica),
    own: Option<&Identificatore>,
    (motivo, provvedimento): (Option<String>, Option<String>),
) -> arrivato::Model {
    arrivato::Model {
        id: tx.id(),
        messaggio_id: messaggio,
        registrazione_id: Some(riga),
        tipo: codice(tipo).into(),
        amministrazione: Some(arrivo.peer.ipa.clone()),
        denominazione: own.and_then(|id| testo(id.amministrazione.as_deref())),
        aoo: Some(arrivo.peer.aoo.clone()),
        registro: own.and_then(|id| testo(id.codice_registro.as_deref())),
        numero: own.and_then(|id| testo(Some(senza_zeri(&id.numero)))),
        data: own.and_then(|id| id.data),
        motivo: testo(motivo.as_deref()),
        provvedimento: testo(provvedimento.as_deref()),
        contato: true,
        perche: None,
        at: tx.now(),
    }
}

/// That the other body has annulled its registration: of a message that it sent us, or of one that we sent it. Nothing of ours is
/// annulled: someone must see to it. The inner `Err`: why no such message is known.
///
/// # Errors
/// Those of the database and the store.
pub(super) async fn annullamento(
    ente: &Ente,
    arrivo: &Arrivo<'_>,
    letto: &Annullamento,
    dal_mittente: bool,
) -> Result<Result<(), AnomaliaAnnullamento>, Error> {
    let mut tx = arrivo.comincia(ente).await?;
    if arrivo.stessi_byte(&tx).await?.is_some() {
        tx.commit().await?;
        return Ok(Ok(()));
    }
    let found = if dal_mittente {
        arrivata(&tx, ente, arrivo, letto).await?
    } else {
        let ours = registrata(&tx, ente, &letto.mittente, Verso::Partenza).await?;
        let told = confermata(&tx, Some(&letto.destinatario)).await?;
        ours.filter(|ours| told == Some(*ours))
    };
    let Some(riga) = found else {
        let why = "Nessun messaggio scambiato con questa amministrazione ha tutte e due queste registrazioni.";
        return Ok(Err(AnomaliaAnnullamento::NonTrovato(why.into())));
    };
    let own = if dal_mittente { &letto.mittente } else { &letto.destinatario };
    let detto = Detto {
        oggetto: format!("Annullamento della registrazione {}", own.numero),
        riguarda: Some(riga),
        ..Detto::default()
    };
    let messaggio = arrivo.scrivi(ente, &mut tx, detto, Stato::Ricevuta).await?;
    let told = (letto.note.clone(), letto.provvedimento.clone());
    let row = risposta(&tx, arrivo, messaggio, (riga, TipoNotifica::AnnullamentoProtocollazione), Some(own), told);
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// The entry of ours that a message of this body became, where both registrations are those that it names.
async fn arrivata(
    tx: &Tx,
    ente: &Ente,
    arrivo: &Arrivo<'_>,
    letto: &Annullamento,
) -> Result<Option<RegistrazioneId>, Error> {
    let Some(riga) = registrata(tx, ente, &letto.destinatario, Verso::Arrivo).await? else { return Ok(None) };
    let select = messaggio_stato::Entity::find().filter(messaggio_stato::Column::RegistrazioneId.eq(riga));
    let Some(stato) = select.one(tx).await? else { return Ok(None) };
    let came = messaggio::Entity::find_by_id(stato.messaggio_id).one(tx).await?;
    if !came.is_some_and(|messaggio| messaggio.casella_id == arrivo.casella.id) {
        return Ok(None);
    }
    let select = segnatura::Entity::find().filter(segnatura::Column::MessaggioId.eq(stato.messaggio_id));
    let said = select.one(tx).await?;
    Ok(said.filter(|said| stessa(&registrazione_di(said), &letto.mittente)).map(|_| riga))
}
