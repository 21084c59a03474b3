//! What a message that is taken says to the protocol of this body: in the transaction that takes it.

use ::segnatura::{Identificatore, Notifica, Segnatura, TipoNotifica};
use ente::Ente;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    codice, forma, ricevuta,
    rules::{di_chi, nostra, senza_zeri, stessa, testo},
    sigillo,
    tabelle::{arrivato, segnatura},
};
use crate::{
    error::Error,
    posta::{MessaggioId, busta::Busta},
    rules::{RegistrazioneId, Verso},
    spedizione::tabelle::spedizione,
    tables::{casella, messaggio, parte, registrazione},
};

/// Confirmations with the same number and day that are looked through for the one that is annulled.
const MOST: u64 = 50;

/// Notes what it says. True where nobody has to look at it in the mail: it is a receipt of an answer of ours, or an answer that was
/// believed and came alone.
///
/// # Errors
/// Those of the database.
pub(crate) async fn alla_presa(
    tx: &mut Tx,
    ente: &Ente,
    casella: &casella::Model,
    busta: &Busta,
    messaggio: &messaggio::Model,
) -> Result<bool, Error> {
    if let Some(riga) = ricevuta::trova(tx, casella, busta).await? {
        ricevuta::applica(tx, &riga, busta, messaggio.id).await?;
        return Ok(true);
    }
    if let Some(said) = &busta.protocollo.segnatura {
        let aoo = ente.aoo.as_ref().map(|aoo| aoo.code.as_str());
        let conferma = said.chiede_conferma_a(&ente.info.ipa, aoo, &casella.indirizzo);
        let creduta = casella.certificata && busta.tipo == super::PEC && busta.creduta;
        let row = riga_di(tx, messaggio.id, said, (conferma, creduta));
        tx.insert(row).await?;
        sigillo::aggiorna(tx, messaggio.id, busta).await?;
    }
    let Some(notifica) = &busta.protocollo.notifica else { return Ok(false) };
    let judged = giudica(tx, ente, casella, busta, notifica, messaggio.risponde_id).await?;
    let counted = judged.is_ok();
    let own = di_chi(notifica);
    let row = arrivato::Model {
        id: tx.id(),
        messaggio_id: messaggio.id,
        registrazione_id: judged.as_ref().ok().copied(),
        tipo: codice(notifica.tipo).into(),
        amministrazione: own.and_then(|id| testo(Some(&id.codice_amministrazione))),
        denominazione: own.and_then(|id| testo(id.amministrazione.as_deref())).or_else(|| busta.mittente.clone()),
        aoo: own.and_then(|id| testo(Some(&id.codice_aoo))),
        registro: own.and_then(|id| testo(id.codice_registro.as_deref())),
        numero: own.and_then(|id| testo(Some(senza_zeri(&id.numero)))),
        data: own.and_then(|id| id.data),
        motivo: testo(notifica.motivo.as_deref()),
        provvedimento: testo(notifica.provvedimento.as_deref()),
        contato: counted,
        perche: judged.err(),
        at: tx.now(),
    };
    let row = tx.insert(row).await?;
    sigillo::aggiorna_risposta(tx, messaggio.id, row.id, busta).await?;
    Ok(counted && busta.protocollo.sola)
}

/// Looks again at a receipt, or an answer, that was not believed, after its provider's signature was checked anew. True where nobody has
/// to look at it any more.
///
/// # Errors
/// Those of the database.
pub(crate) async fn di_nuovo(
    tx: &mut Tx,
    ente: &Ente,
    casella: &casella::Model,
    busta: &Busta,
    id: MessaggioId,
) -> Result<bool, Error> {
    if let Some(riga) = ricevuta::trova(tx, casella, busta).await? {
        ricevuta::applica(tx, &riga, busta, id).await?;
        return Ok(true);
    }
    risposta_di_nuovo(tx, ente, casella, busta, id).await
}

/// Looks again at an answer alone: what came of its seal is kept, and one that was not believed is judged anew. What was believed once
/// stays so. True where nobody has to look at it any more.
///
/// # Errors
/// Those of the database.
pub(crate) async fn risposta_di_nuovo(
    tx: &mut Tx,
    ente: &Ente,
    casella: &casella::Model,
    busta: &Busta,
    id: MessaggioId,
) -> Result<bool, Error> {
    let Some(notifica) = &busta.protocollo.notifica else { return Ok(false) };
    let select = arrivato::Entity::find().filter(arrivato::Column::MessaggioId.eq(id));
    let Some(found) = select.one(tx).await? else { return Ok(false) };
    sigillo::aggiorna_risposta(tx, id, found.id, busta).await?;
    let Some(before) = tx.find::<arrivato::Entity>(found.id.uuid()).await?.filter(|row| !row.contato) else {
        return Ok(false);
    };
    let risponde = messaggio::Entity::find_by_id(id).one(tx).await?.and_then(|row| row.risponde_id);
    let judged = giudica(tx, ente, casella, busta, notifica, risponde).await?;
    let counted = judged.is_ok();
    let after = arrivato::Model {
        registrazione_id: judged.as_ref().ok().copied(),
        contato: counted,
        perche: judged.err(),
        ..before.clone()
    };
    if after != before {
        tx.update(&before, after).await?;
    }
    Ok(counted && busta.protocollo.sola)
}

/// What the "segnatura" of a message says, as it is kept. `conferma`: whether a confirmation is asked for; `creduta`:
/// whether who says it is believed.
pub(crate) fn riga_di(
    tx: &Tx,
    messaggio: MessaggioId,
    said: &Segnatura,
    (conferma, creduta): (bool, bool),
) -> segnatura::Model {
    let id = &said.identificatore;
    segnatura::Model {
        id: tx.id(),
        messaggio_id: messaggio,
        forma: forma(said.form).into(),
        amministrazione: testo(Some(&id.codice_amministrazione)).unwrap_or_default(),
        denominazione: testo(id.amministrazione.as_deref()).or_else(|| testo(Some(&said.mittente.denominazione))),
        aoo: testo(Some(&id.codice_aoo)).unwrap_or_default(),
        registro: testo(id.codice_registro.as_deref()),
        numero: testo(Some(&id.numero)).unwrap_or_default(),
        data: id.data,
        conferma,
        creduta,
    }
}

/// The entry of ours that an answer is about, or why it is not believed.
async fn giudica(
    tx: &Tx,
    ente: &Ente,
    casella: &casella::Model,
    busta: &Busta,
    notifica: &Notifica,
    risponde: Option<RegistrazioneId>,
) -> Result<Result<RegistrazioneId, String>, Error> {
    if busta.tipo != super::PEC || !casella.certificata {
        return Ok(Err("Non è arrivato per PEC in una casella certificata: chiunque può averlo scritto.".into()));
    }
    if !busta.creduta {
        return Ok(Err("La firma del gestore della PEC non è tra quelle che contano.".into()));
    }
    if let Some(why) = busta.sigillo_risposta.as_ref().and_then(sigillo::Sigillo::ferma) {
        return Ok(Err(why.into()));
    }
    let found = match (notifica.tipo, &notifica.messaggio_ricevuto) {
        (TipoNotifica::AnnullamentoProtocollazione, _) => confermata(tx, di_chi(notifica)).await?,
        (_, Some(id)) => registrata(tx, ente, id, Verso::Partenza).await?,
        // Told in words only: the mail itself says what it answers.
        (TipoNotifica::NotificaEccezione, None) => risponde,
        (_, None) => None,
    };
    let Some(id) = found else { return Ok(Err(sconosciuta(ente, notifica.tipo).into())) };
    Ok(match estraneo(tx, id, busta, di_chi(notifica)).await? {
        Some(why) => Err(why),
        None => Ok(id),
    })
}

fn sconosciuta(ente: &Ente, tipo: TipoNotifica) -> &'static str {
    match tipo {
        TipoNotifica::AnnullamentoProtocollazione => {
            "Annulla una registrazione che nessuna conferma arrivata qui ha mai nominato."
        }
        _ if ente.aoo.is_none() => {
            "Nelle impostazioni mancano i codici dell'AOO e del registro: non si può sapere di quale registrazione parla."
        }
        _ => "Parla di una registrazione che qui non c'è, o che non è in partenza.",
    }
}

/// The entry of ours that goes this way and has this registration.
///
/// # Errors
/// Those of the database.
pub(crate) async fn registrata(
    tx: &Tx,
    ente: &Ente,
    id: &Identificatore,
    verso: Verso,
) -> Result<Option<RegistrazioneId>, Error> {
    let Some(aoo) = &ente.aoo else { return Ok(None) };
    let Some((anno, numero, giorno)) = nostra(id, &ente.info.ipa, aoo) else { return Ok(None) };
    let select = registrazione::Entity::find()
        .filter(registrazione::Column::Anno.eq(anno))
        .filter(registrazione::Column::Numero.eq(numero));
    let found = select.one(tx).await?;
    let same = |riga: &registrazione::Model| riga.verso == verso.code() && riga.registrata_at.date() == giorno;
    Ok(found.filter(same).map(|riga| riga.id))
}

/// The entry whose confirmation named this registration of another body.
///
/// # Errors
/// Those of the database.
pub(crate) async fn confermata(tx: &Tx, id: Option<&Identificatore>) -> Result<Option<RegistrazioneId>, Error> {
    use sea_orm::QuerySelect;
    let Some(id) = id else { return Ok(None) };
    let select = arrivato::Entity::find()
        .filter(arrivato::Column::Contato.eq(true))
        .filter(arrivato::Column::Numero.eq(senza_zeri(&id.numero)))
        .filter(arrivato::Column::Data.eq(id.data))
        .limit(MOST);
    let told = |row: &arrivato::Model| Identificatore {
        codice_amministrazione: row.amministrazione.clone().unwrap_or_default(),
        codice_aoo: row.aoo.clone().unwrap_or_default(),
        codice_registro: row.registro.clone(),
        numero: row.numero.clone().unwrap_or_default(),
        data: row.data,
        ..Identificatore::default()
    };
    let mut all = select.all(tx).await?.into_iter();
    Ok(all.find(|row| row.tipo != "annullamento" && stessa(&told(row), id)).and_then(|row| row.registrazione_id))
}

/// Why whoever writes has nothing to say about an entry: only those to whom it was sent do, and for their own body.
async fn estraneo(
    tx: &Tx,
    id: RegistrazioneId,
    busta: &Busta,
    own: Option<&Identificatore>,
) -> Result<Option<String>, Error> {
    let from = busta.indirizzo.as_deref().unwrap_or_default();
    let parti = parte::Entity::find().filter(parte::Column::RegistrazioneId.eq(id)).all(tx).await?;
    let sent = spedizione::Entity::find().filter(spedizione::Column::RegistrazioneId.eq(id)).all(tx).await?;
    let known: Vec<_> = parti.iter().filter_map(|parte| parte.soggetto_id).collect();
    let subjects = directory::find(tx, &known).await?;
    let same = |address: Option<&str>| address.is_some_and(|address| address.trim().eq_ignore_ascii_case(from));
    let writes = |parte: &&parte::Model| {
        let subject = parte.soggetto_id.and_then(|id| subjects.get(&id));
        let sent = sent.iter().filter(|one| one.parte_id == parte.id);
        same(parte.indirizzo.as_deref())
            || subject.is_some_and(|subject| same(subject.pec.as_deref()))
            || sent.into_iter().any(|one| same(one.indirizzo.as_deref()))
    };
    let Some(parte) = parti.iter().filter(|_| !from.is_empty()).find(writes) else {
        return Ok(Some(format!("Viene da {from}, che non è un indirizzo dei destinatari di quella registrazione.")));
    };
    let ipa = parte.soggetto_id.and_then(|id| subjects.get(&id)).and_then(|subject| subject.ipa.as_deref());
    Ok(match (ipa, own) {
        (Some(ipa), Some(own)) if !own.codice_amministrazione.trim().eq_ignore_ascii_case(ipa) => Some(format!(
            "Dice di essere dell'amministrazione {}, e il destinatario ha il codice {ipa}.",
            testo(Some(&own.codice_amministrazione)).unwrap_or_default()
        )),
        _ => None,
    })
}
