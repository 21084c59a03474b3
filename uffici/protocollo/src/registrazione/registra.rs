//! To register: a number without holes, the parties, the documents and to whom it is given, all in one commit.

use authz::{UnitId, Who};
use documents::{
    document,
    store::{Sha256Hash, Stored},
};
use ente::Ente;
use kernel::{Instant, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{assegna, della_riga, indice, parti::riconosci};
use crate::{
    apprendi::{Annotata, annota},
    bozza,
    comunicazione::{self, DaComunicare},
    differita::{self, DifferimentoId},
    error::Error,
    eventi,
    fascicolo::{Chiave, della_registrazione, metti},
    jobs::estrai_testo,
    permissions::REGISTRA,
    posta::{
        MessaggioId,
        decidi::{registrabile, registrato},
    },
    riscontro::conferma,
    rules::{LONGEST_NOTE, Nuova, RegistrazioneId, Verso, in_una_riga},
    tables::{allegato, invio, parte, registrazione, stato},
};

/// The register of art. 53 DPR 445/2000.
pub const REGISTRO: &str = "protocollo";

/// A file already durable in the store, with the name under which it came. The first is the main document.
pub type FileRicevuto = (String, Stored);

/// Registers a document.
///
/// `chiave` makes it happen once: a second call with the same key gives the entry of the first.
///
/// # Errors
/// All the reasons why the entry is not complete; a missing permission; those of the database, the store and the clock.
pub async fn registra(
    ente: &Ente,
    who: &Who,
    nuova: &Nuova,
    files: &[FileRicevuto],
    chiave: Option<&str>,
) -> Result<registrazione::Model, Error> {
    registra_da(ente, who, nuova, files, chiave, &Origine::default()).await
}

/// Where what is registered comes from.
#[derive(Clone, Debug, Default)]
pub struct Origine {
    /// The message of a mailbox: it is registered in the same commit, or not at all.
    pub messaggio: Option<MessaggioId>,
    /// The Message-ID of the mail that left: receipts will name it.
    pub spedito: Option<String>,
    /// The entry that it answers.
    pub risponde: Option<RegistrazioneId>,
    /// The fascicolo into which it goes, in the same commit.
    pub fascicolo: Option<Chiave>,
    /// What the form had proposed.
    pub proposta: Annotata,
    /// Why a tax code that fails its check is kept as the document bears it.
    pub motivo_codice: Option<String>,
    /// The act under which it is registered later than the day on which it came.
    pub differimento: Option<DifferimentoId>,
    /// What it communicates of another office.
    pub comunica: Option<DaComunicare>,
}

/// As [`registra`], for what comes from a mailbox or has left as a mail.
///
/// # Errors
/// As for [`registra`]; a message that was registered already.
pub async fn registra_da(
    ente: &Ente,
    who: &Who,
    nuova: &Nuova,
    files: &[FileRicevuto],
    chiave: Option<&str>,
    origine: &Origine,
) -> Result<registrazione::Model, Error> {
    who.require(&REGISTRA)?;
    let mut refusal = nuova.check(ente.ledger.now().date()).err().unwrap_or_default();
    let nuova = &con_motivo(nuova, origine.motivo_codice.as_deref(), &mut refusal);
    if let Some(cosa) = &origine.comunica {
        cosa.check(nuova, &mut refusal);
    }
    refusal.unless_empty(())?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.registra").await?;
    if let Some(chiave) = chiave
        && let Some(done) = gia_fatta(&tx, who, chiave).await?
    {
        // The first call may have gone away before its entry was on disk: this one waits for that too.
        tx.commit().await?;
        return Ok(done);
    }
    if let Some(chiave) = chiave {
        bozza::invariata(&tx, who, chiave, files).await?;
    }
    let act = match origine.differimento {
        Some(id) => Some(differita::ammessa(&tx, id, nuova, tx.now().date()).await?),
        None => None,
    };
    if let Some(messaggio) = origine.messaggio {
        registrabile(&tx, who, messaggio).await?;
    }
    let documenti = nomina(ente, &mut tx, files).await?;
    let riga = scrivi_con(&mut tx, who, nuova, &documenti, chiave, origine.motivo_codice.as_deref(), "").await?;
    annota(&tx, riga.id, &origine.proposta).await?;
    if let Some(act) = &act {
        differita::scrivi(&mut tx, riga.id, act).await?;
    }
    if let Some(cosa) = &origine.comunica {
        comunicazione::scrivi(&mut tx, riga.id, cosa).await?;
    }
    if let Some(messaggio) = origine.messaggio {
        registrato(&mut tx, who, messaggio, riga.id).await?;
        conferma::alla_registrazione(ente, &mut tx, who, messaggio, riga.id).await?;
    }
    if let Some(message_id) = origine.spedito.clone().filter(|_| nuova.verso == Verso::Partenza) {
        let row = invio::Model { id: tx.id(), registrazione_id: riga.id, message_id };
        tx.insert(row).await?;
    }
    if let Some(question) = origine.risponde {
        let question = della_riga(&tx, who, question).await?;
        della_registrazione::risponde(&mut tx, riga.id, question.id).await?;
    }
    if let Some(chiave) = &origine.fascicolo {
        tx.action("protocollo.metti_in_fascicolo");
        metti::nel(&mut tx, who, chiave, &riga).await?;
    }
    tx.commit().await?;
    if !documenti.is_empty() {
        ente.bell.ring();
    }
    Ok(riga)
}

/// Names the files of an entry in the archive, in their order.
///
/// # Errors
/// Those of the database.
pub(crate) async fn nomina(ente: &Ente, tx: &mut Tx, files: &[FileRicevuto]) -> Result<Vec<document::Model>, Error> {
    let mut documenti = Vec::with_capacity(files.len());
    for (name, stored) in files {
        documenti.push(ente.archive.name(tx, stored, name).await?);
    }
    Ok(documenti)
}

/// Writes an entry in a transaction of the caller's, who has checked [`Nuova::check`]: for whoever registers together with
/// something else, or many at once.
///
/// # Errors
/// A missing permission; a class that is not in force; those of the database, the directory and the clock.
pub async fn scrivi(
    tx: &mut Tx,
    who: &Who,
    nuova: &Nuova,
    documenti: &[document::Model],
    chiave: Option<&str>,
) -> Result<registrazione::Model, Error> {
    scrivi_con(tx, who, nuova, documenti, chiave, None, "").await
}

/// As [`scrivi`], where the words of the documents are known already: they are found at once. Reading the documents again, as the job does
/// that is enqueued here too, puts what they really say in their place.
///
/// # Errors
/// Those of [`scrivi`].
pub async fn scrivi_letta(
    tx: &mut Tx,
    who: &Who,
    nuova: &Nuova,
    documenti: &[document::Model],
    testo: &str,
) -> Result<registrazione::Model, Error> {
    scrivi_con(tx, who, nuova, documenti, None, None, testo).await
}

/// As [`scrivi`], where a wrong code is kept for a reason, and with the words of the documents as far as they are known.
async fn scrivi_con(
    tx: &mut Tx,
    who: &Who,
    nuova: &Nuova,
    documenti: &[document::Model],
    chiave: Option<&str>,
    motivo_codice: Option<&str>,
    testo: &str,
) -> Result<registrazione::Model, Error> {
    let ufficio = *who.units_with(&REGISTRA).first().ok_or_else(|| REGISTRA.denied())?;
    // First, since the documents' rows go along with it.
    let posto = search::place(tx).await?;
    check_class(tx, nuova).await?;
    let parti = riconosci(tx, nuova, motivo_codice).await?;
    // The number is taken late, so that others wait for it as little as possible.
    let (numero, at) = tx.number(REGISTRO).await?;
    let impronta = documenti.first().map(|document| document.hash().to_string());
    let riga = riga(tx, who, nuova, ufficio, (i64::from(numero.1), numero.2), at, impronta, chiave);
    tx.insert(riga.clone()).await?;
    // What leaves has whoever made it: nobody is waited for.
    let da_assegnare = nuova.assegnazioni.is_empty() && nuova.verso != Verso::Partenza;
    let stato = stato::Model {
        id: tx.id(),
        registrazione_id: riga.id,
        classe: nuova.classe.clone(),
        annullata: false,
        da_assegnare,
    };
    let stato = tx.insert(stato).await?;
    let parti: Vec<parte::Model> =
        parti.into_iter().map(|parte| parte::Model { registrazione_id: riga.id, ..parte }).collect();
    tx.insert_many(parti.clone()).await?;
    let allegati = documenti.iter().zip(0_i64..).map(|(documento, ordine)| allegato::Model {
        id: tx.id(),
        registrazione_id: riga.id,
        documento_id: documento.id,
        principale: ordine == 0,
        ordine,
        impronta: documento.hash().to_string(),
    });
    let allegati: Vec<allegato::Model> = allegati.collect();
    tx.insert_many(allegati).await?;
    let given = assegna::scrivi(tx, who, riga.id, &nuova.assegnazioni, None).await?;
    indice::scrivi(tx, &riga, &stato, &parti, &given, (testo, posto)).await?;
    if !documenti.is_empty() {
        estrai_testo::accoda(tx, riga.id).await?;
    }
    webhooks::tell(tx, eventi::REGISTRATA, riga.id.uuid()).await?;
    Ok(riga)
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row, each from another place")]
fn riga(
    tx: &Tx,
    who: &Who,
    nuova: &Nuova,
    ufficio: UnitId,
    (anno, numero): (i64, i64),
    at: Instant,
    impronta: Option<String>,
    chiave: Option<&str>,
) -> registrazione::Model {
    let text =
        |value: &Option<String>| value.as_ref().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    registrazione::Model {
        id: tx.id(),
        anno,
        numero,
        verso: nuova.verso.code().into(),
        registrata_at: at,
        registrata_da: who.person,
        ufficio_id: ufficio,
        oggetto: in_una_riga(&nuova.oggetto),
        mezzo: nuova.mezzo.clone(),
        arrivata_il: nuova.arrivata_il,
        protocollo_mittente: text(&nuova.protocollo_mittente),
        data_mittente: nuova.data_mittente,
        riservata: nuova.riservata,
        impronta,
        note: text(&nuova.note),
        chiave: chiave.map(str::to_owned),
    }
}

/// The entry that was made with this key. A key used by another person answers nothing of theirs.
pub(crate) async fn gia_fatta(tx: &Tx, who: &Who, chiave: &str) -> Result<Option<registrazione::Model>, Error> {
    let found = registrazione::Entity::find().filter(registrazione::Column::Chiave.eq(chiave)).one(tx).await?;
    match found {
        Some(row) if row.registrata_da == who.person => Ok(Some(row)),
        Some(_) => Err(Refusal::because("Questo documento è già stato registrato da un'altra persona.").into()),
        None => Ok(None),
    }
}

async fn check_class(tx: &Tx, nuova: &Nuova) -> Result<(), Error> {
    let mut refusal = Refusal::default();
    if let Some(classe) = &nuova.classe {
        crate::titolario::check(tx, classe, tx.now().date(), &mut refusal).await?;
    }
    Ok(refusal.unless_empty(())?)
}

/// What is registered, with the reason of a wrong code among the notes, where it is read with the entry; and that they get too long
/// by it.
fn con_motivo(nuova: &Nuova, motivo: Option<&str>, refusal: &mut Refusal) -> Nuova {
    let mut nuova = nuova.clone();
    let codes = nuova.parti.iter().filter_map(|parte| parte.codice_fiscale.as_deref());
    if let Some(motivo) = motivo.map(str::trim).filter(|motivo| !motivo.is_empty())
        && codes.into_iter().any(directory::wrong_code)
    {
        let told = format!("Codice fiscale tenuto anche se non supera il controllo: {motivo}");
        let own = nuova.note.as_deref().map_or(0, |note| note.chars().count());
        nuova.note = Some(nuova.note.map_or_else(|| told.clone(), |note| format!("{}\n{told}", note.trim())));
        let all = nuova.note.as_deref().map_or(0, |note| note.chars().count());
        if own <= LONGEST_NOTE && all > LONGEST_NOTE {
            let sentence = format!(
                "Alla nota si aggiunge il motivo del codice fiscale, e insieme superano i {LONGEST_NOTE} caratteri: accorcia la \
                 nota di {} caratteri.",
                all - LONGEST_NOTE
            );
            refusal.add(Some("note"), sentence);
        }
    }
    nuova
}

/// The entries that already hold a document with the same bytes and that `who` may see: told to the clerk before registering.
///
/// # Errors
/// Those of the database.
pub async fn doppioni(ente: &Ente, who: &Who, hash: &Sha256Hash) -> Result<Vec<(i64, i64)>, Error> {
    who.require(&REGISTRA)?;
    let read = ente.db().read().await?;
    let (condition, values) = crate::visibilita::condition(who, 2);
    let sql = format!(
        "SELECT DISTINCT r.anno, r.numero FROM protocollo_registrazione r JOIN protocollo_allegato d ON d.registrazione_id = r.id \
         WHERE d.impronta = $1 AND {condition} ORDER BY r.anno, r.numero LIMIT 5"
    );
    let places = [hash.to_string().into()].into_iter().chain(values);
    let rows = db::rows(&read, &sql, places).await?;
    rows.iter().map(|row| Ok((row.try_get("", "anno")?, row.try_get("", "numero")?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Parte;

    #[test]
    fn the_reason_of_a_wrong_code_stands_in_the_note_and_does_not_make_it_longer_than_a_note_may_be() {
        let mut nuova = Nuova::new(Verso::Arrivo, "Domanda", "mano");
        nuova.parti =
            vec![Parte { nome: "Rossi".into(), codice_fiscale: Some("RSSMRA80A01H501X".into()), ..Parte::default() }];
        let told = |note: usize| {
            let mut refusal = Refusal::default();
            let nuova = Nuova { note: Some("x".repeat(note)), ..nuova.clone() };
            let with = con_motivo(&nuova, Some("Così sul documento"), &mut refusal);
            (with.note.unwrap_or_default(), refusal)
        };
        let (note, refusal) = told(10);
        assert!(note.ends_with("controllo: Così sul documento") && refusal.reasons.is_empty(), "{note}");
        let (_, refusal) = told(LONGEST_NOTE);
        assert_eq!(refusal.reasons[0].field, Some("note"));
        assert!(refusal.to_string().contains("accorcia la nota di"), "{refusal}");
    }
}
