//! To send an entry by mail: one message for each addressee, enqueued in the commit that says so.

use std::collections::BTreeSet;

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};
use ledger::Tx;
use mail::Letter;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    SpedizioneId,
    avanza::{Fatto, chiudi, comincia},
    caselle::{Uscita, uscita},
    indirizzi::{check_addresses, mezzo, risponde},
    leggi::{Spedizione, spedizioni_di},
    lettera::SEGNATURA,
    sigillata::{self, Corredo},
    stato::Stato,
    tabelle::spedizione,
};
use crate::{
    cooperazione,
    error::Error,
    jobs,
    permissions::REGISTRA,
    registrazione::{stato_di, trova},
    rules::{RegistrazioneId, Verso},
    tables::{casella, invio, parte, registrazione, stato},
};

/// Characters of the longest subject.
pub const LONGEST_SUBJECT: usize = 300;
/// Characters of the longest text.
pub const LONGEST_TEXT: usize = 20_000;

/// What is asked to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Richiesta {
    /// The mailbox from which it leaves.
    pub casella: Id<casella::Entity>,
    /// The subject of the messages.
    pub oggetto: String,
    /// Their text.
    pub testo: String,
    /// To whom: one message each.
    pub a: Vec<A>,
}

/// One addressee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct A {
    /// Who, of the entry's addressees.
    pub parte: Id<parte::Entity>,
    /// At which address.
    pub indirizzo: String,
    /// The sending that did not go well, after which this one is made.
    pub in_luogo_di: Option<SpedizioneId>,
}

/// Sends. `chiave` makes it happen once: a second call with the same key gives the sendings of the first.
///
/// # Errors
/// All the reasons why not; [`Error::NotFound`] where `who` does not see the entry; those of the database.
pub async fn spedisci(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    richiesta: &Richiesta,
    chiave: Option<&str>,
) -> Result<Vec<SpedizioneId>, Error> {
    let done = prepara(ente, who, (anno, numero), richiesta, chiave, true).await?;
    ente.bell.ring();
    Ok(done)
}

/// As [`spedisci`]; `parte` says whether the work is enqueued that hands it to the provider (the demo comune, whose past is
/// told, has none).
///
/// # Errors
/// As for [`spedisci`].
pub(crate) async fn prepara(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    richiesta: &Richiesta,
    chiave: Option<&str>,
    parte: bool,
) -> Result<Vec<SpedizioneId>, Error> {
    who.require(&REGISTRA)?;
    let asked = (richiesta, chiave);
    let read = ente.db().read().await?;
    let riga = trova(&read, who, anno, numero).await?;
    let select = stato::Entity::find().filter(stato::Column::RegistrazioneId.eq(riga.id));
    let stato = select.one(&read).await?.ok_or(Error::NotFound)?;
    let first = esamina(ente, who, &read, (&riga, &stato), asked, None).await?;
    drop(read);
    // Only what may leave is sealed; and before the transaction, for nobody waits while it is.
    let corredo = match first {
        Esame::GiaFatta(_) => Corredo::default(),
        Esame::Buona(_) => sigillata::prepara(ente, who, (anno, numero), richiesta).await?,
    };
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.spedisci").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    // Locked: of two people who send at once the second sees what the first did.
    let stato = stato_di(&tx, riga.id).await?;
    let uscita = match esamina(ente, who, &tx, (&riga, &stato), asked, corredo.bytes()).await? {
        Esame::Buona(uscita) => uscita,
        Esame::GiaFatta(known) => {
            // The first call may have gone away before its rows were on disk: this one waits for that too.
            tx.commit().await?;
            return Ok(known);
        }
    };
    let segnatura = segnatura(ente, &mut tx, &corredo).await?;
    let mut ids = Vec::with_capacity(richiesta.a.len());
    for a in &richiesta.a {
        let segnatura = segnatura.clone().filter(|_| corredo.enti.contains(&a.parte));
        ids.push(una(&mut tx, who, &riga, &uscita, richiesta, a, (chiave_di(chiave, a), segnatura)).await?);
    }
    if parte {
        for id in &ids {
            jobs::spedisci::accoda(&tx, *id).await?;
        }
    }
    tx.commit().await?;
    Ok(ids)
}

/// What is found of a request that could be carried out.
enum Esame {
    /// A call before, with the same key, made these sendings.
    GiaFatta(Vec<SpedizioneId>),
    /// It may leave from here.
    Buona(Box<Uscita>),
}

/// Looks at a request; `segnatura`: the bytes of the one that leaves with the documents, if one does.
async fn esamina<C: ConnectionTrait>(
    ente: &Ente,
    who: &Who,
    connection: &C,
    (riga, stato): (&registrazione::Model, &stato::Model),
    (richiesta, chiave): (&Richiesta, Option<&str>),
    segnatura: Option<u64>,
) -> Result<Esame, Error> {
    let prima = spedizioni_di(connection, riga.id).await?;
    let made = |a: &A| {
        let key = chiave_di(chiave, a)?;
        let one = prima.iter().find(|one| one.riga.chiave.as_deref() == Some(key.as_str()))?;
        (one.riga.persona_id == who.person).then_some(one.riga.id)
    };
    let known: Vec<SpedizioneId> = richiesta.a.iter().filter_map(made).collect();
    if !known.is_empty() {
        return Ok(Esame::GiaFatta(known));
    }
    let select = parte::Entity::find().filter(parte::Column::RegistrazioneId.eq(riga.id));
    let parti = select.all(connection).await?;
    let mut refusal = Refusal::default();
    check_entry(riga, stato, &mut refusal);
    check_words(richiesta, &mut refusal);
    check_addressees(richiesta, &parti, &prima, ente.ledger.now(), &mut refusal);
    match cooperazione::verso(connection, ente, richiesta.casella).await? {
        Some(peer) => cooperazione::check_addressees(connection, peer, richiesta, &parti, &mut refusal).await?,
        None => check_addresses(richiesta, &parti, &mut refusal),
    }
    let place = (richiesta.casella, riga.id, segnatura);
    let uscita = check_mailbox(ente, who, connection, place, &mut refusal).await?;
    refusal.unless_empty(())?;
    let uscita = uscita.ok_or_else(|| Refusal::because("Scegli la casella da cui spedire."))?;
    Ok(Esame::Buona(Box::new(uscita)))
}

/// What makes the sending to an addressee happen once.
fn chiave_di(chiave: Option<&str>, a: &A) -> Option<String> {
    chiave.map(|chiave| format!("{chiave}:{}", a.parte))
}

/// The document of the "segnatura", or why there is none.
async fn segnatura(ente: &Ente, tx: &mut Tx, corredo: &Corredo) -> Result<Option<Result<kernel::Uuid, String>>, Error> {
    Ok(match &corredo.segnatura {
        None => None,
        Some(Err(why)) => Some(Err(why.clone())),
        Some(Ok(stored)) => Some(Ok(ente.archive.name(tx, stored, SEGNATURA).await?.id.uuid())),
    })
}

async fn una(
    tx: &mut Tx,
    who: &Who,
    riga: &registrazione::Model,
    uscita: &Uscita,
    richiesta: &Richiesta,
    a: &A,
    (chiave, segnatura): (Option<String>, Option<Result<kernel::Uuid, String>>),
) -> Result<SpedizioneId, Error> {
    let casella = &uscita.casella;
    let id: SpedizioneId = tx.id();
    let domain = casella.indirizzo.rsplit('@').next().unwrap_or_default();
    let message_id = format!("{id}.protocollo@{domain}");
    let row = spedizione::Model {
        id,
        registrazione_id: riga.id,
        parte_id: a.parte,
        ufficio_id: casella.ufficio_id,
        persona_id: who.person,
        at: tx.now(),
        mezzo: mezzo(casella).into(),
        casella_id: Some(casella.id),
        indirizzo: Some(
            if cooperazione::canale(casella) { casella.indirizzo.as_str() } else { a.indirizzo.trim() }.to_owned(),
        ),
        message_id: Some(message_id.clone()),
        oggetto: Some(richiesta.oggetto.trim().to_owned()),
        testo: Some(richiesta.testo.trim().to_owned()),
        estremi: None,
        consegnata_il: None,
        in_luogo_di: a.in_luogo_di,
        chiave,
        segnatura_id: segnatura.clone().and_then(Result::ok),
        segnatura_nota: segnatura.and_then(Result::err),
    };
    tx.insert(row).await?;
    // Receipts are tied to the entry as those of what left with another program.
    let row = invio::Model { id: tx.id(), registrazione_id: riga.id, message_id };
    tx.insert(row).await?;
    let first = Fatto::nostro(Stato::InCoda, tx.now(), "");
    comincia(tx, id, risponde(casella), first).await?;
    if let Some(before) = a.in_luogo_di {
        chiudi(tx, before).await?;
    }
    Ok(id)
}

/// Whether this entry may be sent at all.
pub(super) fn check_entry(riga: &registrazione::Model, stato: &stato::Model, refusal: &mut Refusal) {
    if riga.verso != Verso::Partenza.code() {
        refusal.add(
            None,
            "Si spedisce solo ciò che è registrato in partenza. Registra la risposta in partenza e spedisci quella.",
        );
    }
    if stato.annullata {
        refusal.add_law(
            None,
            "Questa registrazione è annullata: non si spedisce. Se il documento deve partire, registralo di nuovo.",
            "art. 54 DPR 445/2000",
        );
    }
}

fn check_words(richiesta: &Richiesta, refusal: &mut Refusal) {
    let count = |text: &str| text.trim().chars().count();
    if count(&richiesta.oggetto) == 0 {
        refusal.add(Some("oggetto"), "Manca l'oggetto del messaggio.");
    } else if count(&richiesta.oggetto) > LONGEST_SUBJECT {
        refusal.add(Some("oggetto"), format!("L'oggetto è troppo lungo: al massimo {LONGEST_SUBJECT} caratteri."));
    }
    if count(&richiesta.testo) == 0 {
        refusal.add(Some("testo"), "Manca il testo del messaggio: scrivi almeno una riga.");
    } else if count(&richiesta.testo) > LONGEST_TEXT {
        refusal.add(Some("testo"), format!("Il testo è troppo lungo: al massimo {LONGEST_TEXT} caratteri."));
    }
}

/// Each addressee is one of the entry's, and nothing is under way or done for them but what this follows.
fn check_addressees(
    richiesta: &Richiesta,
    parti: &[parte::Model],
    prima: &[Spedizione],
    now: kernel::Instant,
    refusal: &mut Refusal,
) {
    if richiesta.a.is_empty() {
        refusal.add(Some("destinatari"), "Scegli almeno un destinatario con il suo indirizzo.");
    }
    let mut seen = BTreeSet::new();
    for a in &richiesta.a {
        let Some(parte) = parti.iter().find(|parte| parte.id == a.parte) else {
            refusal.add(Some("destinatari"), "Uno dei destinatari non è di questa registrazione. Ricarica la pagina.");
            continue;
        };
        if !seen.insert(a.parte) {
            refusal.add(Some("destinatari"), format!("{} è scritto due volte.", parte.nome));
        }
        if let Some(why) = impedimento(&parte.nome, viva(prima, a.parte), a.in_luogo_di, now) {
            refusal.add(Some("destinatari"), why);
        }
    }
}

/// The sending that counts for an addressee: the last of the chain.
pub fn viva(prima: &[Spedizione], parte: Id<parte::Entity>) -> Option<&Spedizione> {
    prima.iter().find(|one| one.riga.parte_id == parte && !one.rispedita)
}

/// Why nothing may be sent now to an addressee for whom `viva` counts, after `in_luogo_di`.
pub(super) fn impedimento(
    nome: &str,
    viva: Option<&Spedizione>,
    in_luogo_di: Option<SpedizioneId>,
    now: kernel::Instant,
) -> Option<String> {
    match (viva, in_luogo_di) {
        (None, None) => None,
        (None, Some(_)) => {
            Some(format!("La spedizione a {nome} da rifare non è di questa registrazione. Ricarica la pagina."))
        }
        (Some(viva), Some(before)) if viva.riga.id != before => {
            Some(format!("A {nome} qualcuno ha già rispedito, forse un collega: ricarica la pagina."))
        }
        (Some(viva), Some(_)) if viva.stato == Stato::InCoda && viva.da_vedere(now).is_none() => {
            Some(format!("Il messaggio per {nome} sta per partire: aspetta di sapere com'è andata."))
        }
        (Some(_), Some(_)) => None,
        (Some(viva), None) => Some(format!(
            "A {nome} è già stato spedito ({}): se serve ancora, usa \"Spedisci di nuovo\" accanto al suo nome.",
            viva.stato.parole(viva.certificata())
        )),
    }
}

/// The mailbox, if `who` may send from it, and the documents fit.
async fn check_mailbox<C: ConnectionTrait>(
    ente: &Ente,
    who: &Who,
    connection: &C,
    (id, riga, segnatura): (Id<casella::Entity>, RegistrazioneId, Option<u64>),
    refusal: &mut Refusal,
) -> Result<Option<Uscita>, Error> {
    let units = who.units_with(&REGISTRA);
    let found = casella::Entity::find_by_id(id).one(connection).await?;
    let Some(casella) = found.filter(|casella| units.contains(&casella.ufficio_id)) else {
        refusal.add(Some("casella"), "Scegli la casella da cui spedire: una degli uffici per cui registri.");
        return Ok(None);
    };
    let address = casella.indirizzo.clone();
    let Some(uscita) = uscita(connection, ente, casella).await? else {
        let sentence = format!(
            "Dalla casella {address} non si può spedire: nelle impostazioni manca il server per farlo (smtp). Chiedi a chi gestisce il sistema."
        );
        refusal.add(Some("casella"), sentence);
        return Ok(None);
    };
    let sql = "SELECT d.size FROM protocollo_allegato a JOIN documents_document d ON d.id = a.documento_id WHERE a.registrazione_id = $1";
    let mut sizes: Vec<u64> = Vec::new();
    for row in db::rows(connection, sql, [riga.into()]).await? {
        sizes.push(row.try_get::<i64>("", "size")?.unsigned_abs());
    }
    if sizes.is_empty() {
        refusal.add(None, "Questa registrazione non ha documenti: non c'è niente da spedire.");
    }
    if let Some(why) = troppo(&sizes, segnatura, (uscita.massimo, &address)) {
        refusal.add(Some("casella"), why);
    }
    Ok(Some(uscita))
}

/// Bytes of a message's head and of the longest text.
const HEAD: u64 = 64 << 10;

/// Why documents of these sizes, and a "segnatura" of this one, do not fit in one message.
fn troppo(sizes: &[u64], segnatura: Option<u64>, (massimo, casella): (u64, &str)) -> Option<String> {
    let all = || sizes.iter().copied().chain(segnatura);
    let travelling: u64 = HEAD + all().map(Letter::bytes_of).sum::<u64>();
    let mb = |bytes: u64| format!("{},{}", bytes / 1_000_000, bytes % 1_000_000 / 100_000);
    let what = if segnatura.is_some() { "I documenti, con la segnatura," } else { "I documenti" };
    (travelling > massimo).then(|| {
        format!(
            "{what} pesano {} MB e in viaggio diventano {} MB: la casella {casella} spedisce al massimo {} MB. Spediscili da \
             una casella che ne accetta di più, oppure consegnali in altro modo e scrivilo qui sotto.",
            mb(all().sum()),
            mb(travelling),
            mb(massimo)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_that_do_not_fit_are_told_with_how_large_they_are() {
        assert_eq!(troppo(&[1_000_000, 20_000_000], None, (30 << 20, "pec@example.it")), None);
        let told = troppo(&[25_000_000], None, (30 << 20, "pec@example.it")).unwrap();
        assert!(told.contains("25,0 MB") && told.contains("34,2 MB") && told.contains("31,4 MB"), "{told}");
        assert_eq!(troppo(&[20_000_000], Some(100_000), (30 << 20, "pec@example.it")), None);
        let told = troppo(&[20_000_000], Some(3_000_000), (30 << 20, "pec@example.it")).unwrap();
        assert!(told.contains("con la segnatura, pesano 23,0 MB"), "{told}");
    }
}
