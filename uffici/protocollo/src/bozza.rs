//! A draft: files that a clerk has dropped, with what they propose. It has no number and no legal force; it is the
//! clerk's own, and is gone when it is registered.

mod attese;
mod comunica;
mod indice_pa;
mod letto;
mod proponi;
mod richiama;
mod scansioni;
mod sostituisci;

use authz::Who;
pub(crate) use comunica::di_comunicazione;
use documents::{
    format::{Format, FormatId, recognise},
    store::{Sha256Hash, Stored},
};
use ente::Ente;
use kernel::{Id, Instant};
pub(crate) use letto::Letto;
use proponi::{MAX_READ, dalla_segnatura, leggi_altri, leggi_proposte};
pub(crate) use scansioni::leggi_scansioni;
use segnatura::Segnatura;
use serde::{Deserialize, Serialize};
use sostituisci::illeggibile;
pub(crate) use sostituisci::{invariata, sostituisci, tieni};

use crate::{
    apprendi::Carta,
    comunicazione::DaComunicare,
    cooperazione,
    error::Error,
    jobs::leggi_scansione::{self, Che},
    pagine::Modulo,
    permissions::REGISTRA,
    posta::{MessaggioId, vedi::vedi},
    registrazione::scheda::Scheda,
    rules::{RegistrazioneId, Verso},
};

/// Attachments of a mail that become documents of their own.
const MAX_PARTS: usize = 50;

/// A file of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Documento {
    pub nome: String,
    pub sha256: String,
    pub size: u64,
    format: String,
    mismatch: bool,
}

impl Documento {
    fn of(nome: &str, stored: &Stored) -> Self {
        let whole = (stored.size == stored.head.len() as u64).then_some(&stored.head[..]);
        let format = recognise(&stored.head, nome, whole);
        Self {
            nome: documents::clean_name(nome),
            sha256: stored.sha256.to_string(),
            size: stored.size,
            format: format.id.code(),
            mismatch: format.mismatch,
        }
    }

    pub fn hash(&self) -> Sha256Hash {
        // Written from a hash; another text answers to no object.
        self.sha256.parse().unwrap_or(Sha256Hash([0; 32]))
    }

    pub fn format(&self) -> Format {
        Format { id: FormatId::from_code(&self.format), detail: None, mismatch: self.mismatch }
    }
}

/// Where each proposed field was read: "dal PDF".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fonti {
    pub oggetto: Option<String>,
    /// The second choice for the subject: that of the mail that carried an invoice.
    #[serde(default)]
    pub altro_oggetto: Option<String>,
    #[serde(default)]
    pub arrivata_il: Option<String>,
    pub nome: Option<String>,
    pub codice_fiscale: Option<String>,
    pub indirizzo: Option<String>,
    pub protocollo_mittente: Option<String>,
    pub data_mittente: Option<String>,
    pub mezzo: Option<String>,
    #[serde(default)]
    pub fascicolo: Option<String>,
}

/// The values proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Valori {
    oggetto: String,
    nome: String,
    codice_fiscale: String,
    indirizzo: String,
    protocollo_mittente: String,
    data_mittente: String,
    mezzo: String,
    arrivata_il: String,
    #[serde(default)]
    altri: String,
    #[serde(default)]
    riservata: bool,
    #[serde(default)]
    fascicolo: String,
    #[serde(default)]
    classe: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Proposte {
    valori: Valori,
    fonti: Fonti,
    #[serde(default)]
    message_id: Option<String>,
    #[serde(default)]
    risponde: Option<RegistrazioneId>,
    #[serde(default)]
    comunica: Option<DaComunicare>,
    #[serde(default)]
    testo: String,
    #[serde(default)]
    letto: Letto,
    /// The hashes of the scans whose words are yet to be recognised.
    #[serde(default)]
    scansioni: Vec<String>,
    /// Why those of others are not known.
    #[serde(default)]
    avvisi: Vec<String>,
}

/// A draft.
#[derive(Clone, Debug)]
pub struct Bozza {
    pub id: Id<Self>,
    pub verso: Verso,
    pub documenti: Vec<Documento>,
    pub fonti: Fonti,
    /// The message of a mailbox from which it was made.
    pub messaggio: Option<MessaggioId>,
    /// The Message-ID of the mail that is the main document: receipts will name it.
    pub message_id: Option<String>,
    /// The entry that it answers.
    pub risponde: Option<RegistrazioneId>,
    /// What it communicates of another office.
    pub comunica: Option<DaComunicare>,
    /// Codes and amounts that stand in the documents.
    pub(crate) letto: Letto,
    valori: Valori,
    /// How the text of the main document begins.
    testo: String,
    scansioni: Vec<String>,
    avvisi: Vec<String>,
    creata_at: Instant,
}

impl Bozza {
    /// The form in which it is registered.
    pub fn href(&self) -> String {
        href(self.id)
    }

    /// The form as the documents fill it.
    pub(crate) fn modulo(&self) -> Modulo {
        let valori = self.valori.clone();
        Modulo {
            verso: self.verso.code().into(),
            oggetto: valori.oggetto,
            nome: valori.nome,
            codice_fiscale: valori.codice_fiscale,
            indirizzo: valori.indirizzo,
            altri: valori.altri,
            protocollo_mittente: valori.protocollo_mittente,
            data_mittente: valori.data_mittente,
            mezzo: valori.mezzo,
            arrivata_il: valori.arrivata_il,
            riservata: valori.riservata,
            fascicolo: valori.fascicolo,
            classe: valori.classe,
            ..Modulo::default()
        }
    }

    /// What is known of it, with the form as it stands.
    pub(crate) fn carta<'a>(&'a self, modulo: &'a Modulo) -> Carta<'a> {
        Carta {
            verso: self.verso.code(),
            mezzo: &modulo.mezzo,
            oggetto: &modulo.oggetto,
            nome: &modulo.nome,
            codice_fiscale: &modulo.codice_fiscale,
            indirizzo: &modulo.indirizzo,
            formato: self.documenti.first().map_or("", |documento| &documento.format),
            testo: &self.testo,
        }
    }
}

/// The form in which a draft is registered.
pub(crate) fn href(id: Id<Bozza>) -> String {
    format!("/protocollo/nuova?bozza={id}")
}

/// Makes a draft of files that are already durable: opens mails, reads the documents, keeps what they propose. Where it
/// answers an entry, that entry says with whom and what about.
///
/// # Errors
/// A missing permission; those of the store and the database.
pub async fn prepara(
    ente: &Ente,
    who: &Who,
    verso: Verso,
    files: Vec<(String, Stored)>,
    risponde: Option<&Scheda>,
) -> Result<Id<Bozza>, Error> {
    prepara_da(ente, who, verso, files, risponde, (None, None)).await
}

/// Makes a draft of a message that waits in a mailbox; the one that the person has made already, where there is one.
///
/// # Errors
/// A missing permission; [`Error::MessaggioAssente`] where the person does not see it; those of the store and the database.
pub async fn di_messaggio(ente: &Ente, who: &Who, id: MessaggioId) -> Result<Id<Bozza>, Error> {
    let intero = vedi(ente, who, id).await?;
    let read = ente.db().read().await?;
    let sql = "SELECT id FROM protocollo_bozza WHERE persona_id = $1 AND messaggio_id = $2 LIMIT 1";
    if let Some(row) = db::one(&read, sql, [who.person.into(), id.into()]).await? {
        return Ok(row.try_get("", "id")?);
    }
    drop(read);
    let stored = ente.archive.stored(intero.documento.hash()).await?;
    if intero.messaggio.tipo == cooperazione::TIPO
        && let Some((files, said)) = cooperazione::apri::per_bozza(ente, &stored).await?
    {
        return prepara_da(ente, who, Verso::Arrivo, files, None, (Some(id), Some(&said))).await;
    }
    let files = vec![(intero.documento.name, stored)];
    prepara_da(ente, who, Verso::Arrivo, files, None, (Some(id), None)).await
}

async fn prepara_da(
    ente: &Ente,
    who: &Who,
    verso: Verso,
    files: Vec<(String, Stored)>,
    risponde: Option<&Scheda>,
    (messaggio, said): (Option<MessaggioId>, Option<&Segnatura>),
) -> Result<Id<Bozza>, Error> {
    who.require(&REGISTRA)?;
    let mut documenti = Vec::new();
    let mut proposte = Proposte::default();
    for (nome, stored) in files {
        let documento = Documento::of(&nome, &stored);
        let mail = documento.format().id == FormatId::Eml;
        if documenti.is_empty() {
            leggi_proposte(ente, &documento, messaggio.is_some(), &mut proposte).await?;
            indice_pa::riconosci(ente, &mut proposte).await?;
        }
        documenti.push(documento);
        if mail {
            let files = allegati_di(ente, &stored).await?;
            documenti.extend(files.iter().map(|(nome, stored)| Documento::of(nome, stored)));
        }
    }
    leggi_altri(ente, documenti.get(1..).unwrap_or_default(), &mut proposte).await?;
    if let Some(said) = said {
        dalla_segnatura(said, &mut proposte);
    }
    for text in [&mut proposte.valori.oggetto, &mut proposte.valori.nome, &mut proposte.valori.indirizzo] {
        text.retain(documents::is_plain);
    }
    letto::certo(ente, &mut proposte).await?;
    if let Some(scheda) = risponde {
        richiama::richiama(scheda, verso, &mut proposte);
        richiama::nel_fascicolo(ente, who, scheda, &mut proposte).await?;
    }
    if proposte.valori.arrivata_il.is_empty() && verso == Verso::Arrivo {
        proposte.valori.arrivata_il = ente.ledger.now().date().to_string();
    }
    scrivi(ente, who, verso, (&documenti, &proposte), messaggio).await
}

/// Keeps a draft.
async fn scrivi(
    ente: &Ente,
    who: &Who,
    verso: Verso,
    (documenti, proposte): (&[Documento], &Proposte),
    messaggio: Option<MessaggioId>,
) -> Result<Id<Bozza>, Error> {
    let id = Id::<Bozza>::new(ente.ledger.now(), &**ente.ledger.random());
    let values = [
        id.into(),
        who.person.into(),
        verso.code().into(),
        serde_json::to_string(documenti).map_err(|error| illeggibile(&error))?.into(),
        serde_json::to_string(proposte).map_err(|error| illeggibile(&error))?.into(),
        ente.ledger.now().into(),
        messaggio.into(),
    ];
    let write = ente.db().write().await?;
    let sql = "INSERT INTO protocollo_bozza (id, persona_id, verso, documenti, proposte, creata_at, messaggio_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    db::execute(&write, sql, values).await?;
    if !proposte.scansioni.is_empty() {
        leggi_scansione::accoda(&write, ente.ledger.now(), &**ente.ledger.random(), &Che::Bozza(id)).await?;
    }
    write.commit().await?;
    Ok(id)
}

/// The attachments of a mail, to become documents of their own beside the whole message. One that cannot be read stays
/// whole, as the one document.
///
/// # Errors
/// Those of the store.
pub async fn allegati_di(ente: &Ente, stored: &Stored) -> Result<Vec<(String, Stored)>, Error> {
    let mut files = Vec::new();
    if stored.size > MAX_READ {
        return Ok(files);
    }
    let bytes = bytes_of(ente, stored.sha256).await?;
    let Ok(message) = pec::read(&bytes) else { return Ok(files) };
    for attachment in message.files().take(MAX_PARTS) {
        let stored = ente.archive.receive(&mut &attachment.bytes[..], MAX_READ).await?;
        let name = attachment.name.as_deref().unwrap_or("allegato senza nome");
        files.push((name.to_owned(), stored));
    }
    Ok(files)
}

pub async fn bytes_of(ente: &Ente, hash: Sha256Hash) -> Result<Vec<u8>, Error> {
    Ok(ente.archive.content(&hash, 0).await?)
}

/// One's own draft.
///
/// # Errors
/// [`Error::NotFound`] when it is not there or another's.
pub async fn leggi(ente: &Ente, who: &Who, id: Id<Bozza>) -> Result<Bozza, Error> {
    let read = ente.db().read().await?;
    let sql = "SELECT verso, documenti, proposte, messaggio_id, creata_at FROM protocollo_bozza WHERE id = $1 AND persona_id = $2";
    let row = db::one(&read, sql, [id.into(), who.person.into()]).await?.ok_or(Error::NotFound)?;
    let (verso, documenti, proposte): (String, String, String) =
        (row.try_get("", "verso")?, row.try_get("", "documenti")?, row.try_get("", "proposte")?);
    let proposte: Proposte = serde_json::from_str(&proposte).unwrap_or_default();
    Ok(Bozza {
        id,
        verso: Verso::from_code(&verso).unwrap_or(Verso::Arrivo),
        documenti: serde_json::from_str(&documenti).unwrap_or_default(),
        fonti: proposte.fonti,
        messaggio: row.try_get("", "messaggio_id")?,
        message_id: proposte.message_id,
        risponde: proposte.risponde,
        comunica: proposte.comunica,
        letto: proposte.letto,
        valori: proposte.valori,
        testo: proposte.testo,
        scansioni: proposte.scansioni,
        avvisi: proposte.avvisi,
        creata_at: row.try_get("", "creata_at")?,
    })
}

/// Takes one's own draft away: it was registered.
///
/// # Errors
/// Those of the database.
pub async fn togli(ente: &Ente, who: &Who, id: Id<Bozza>) -> Result<(), Error> {
    let write = ente.db().write().await?;
    let sql = "DELETE FROM protocollo_bozza WHERE id = $1 AND persona_id = $2";
    db::execute(&write, sql, [id.into(), who.person.into()]).await?;
    write.commit().await?;
    Ok(())
}
