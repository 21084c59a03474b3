//! To make a print, a volume at a time; and to take away those whose time is over.

use documents::store::{Sha256Hash, Stored};
use ente::Ente;
use kernel::{Id, Instant, Uuid};
use ledger::Checkpoint;
use sea_orm::EntityTrait;

use super::{
    INDICE, StampaId,
    carta::{self, Testata},
    elenca::{Volume, volume_di},
    raccogli::{per_anno, raccogli},
    tabella,
};
use crate::{error::Error, jobs};

/// Entries of one volume.
pub const PER_VOLUME: u64 = 500;
/// Largest volume, in bytes.
const MOST_BYTES: u64 = 100_000_000;
/// Files taken away together.
const AT_ONCE: usize = 200;

/// Whether there is more to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Esito {
    /// A volume was made, and the work for the next one is enqueued.
    Continua,
    /// All of it is there, or it is no longer wanted.
    Finita,
}

/// Makes the next volume of a print, or its index when all volumes are there. Done twice it changes nothing: the second finds what the
/// first has made.
///
/// # Errors
/// Those of the database, the store and the template.
pub async fn fai(ente: &Ente, id: StampaId, per_volume: u64) -> Result<Esito, Error> {
    let read = ente.db().read().await?;
    let Some(riga) = tabella::Entity::find_by_id(id).one(&read).await? else { return Ok(Esito::Finita) };
    let work =
        db::one(&read, "SELECT volumi, stato FROM protocollo_stampa_lavoro WHERE stampa_id = $1", [id.into()]).await?;
    let Some(work) = work else { return Ok(Esito::Finita) };
    // One that failed goes on where it stopped, when someone has the work done again.
    if !["in_corso", "fallita"].contains(&work.try_get::<String>("", "stato")?.as_str()) {
        return Ok(Esito::Finita);
    }
    let volumi: i64 = work.try_get("", "volumi")?;
    let made = fatti(&read, id).await?;
    let (numero, pagina_da, dopo) = made.last().map_or((1, 1, (riga.da_anno, riga.da_numero - 1)), |last| {
        (last.numero + 1, last.pagina_da + last.pagine, last.ultima)
    });
    let fino = (riga.a_anno, riga.a_numero);
    let voci = raccogli(&read, dopo, fino, per_volume).await?;
    let anni = if voci.is_empty() { per_anno(&read, (riga.da_anno, riga.da_numero), fino).await? } else { Vec::new() };
    drop(read);
    // After the reading: what was read is under the signed head.
    let testata = testata(ente, &riga, volumi).await?;
    let Some((prima, ultima)) = voci.first().zip(voci.last()) else {
        let (pdf, pagine) = carta::indice(&testata, &made, &anni).await?;
        let ends = ((riga.da_anno, riga.da_numero), fino);
        let file = Nuovo { numero: INDICE, ends, quante: riga.quante, pagina_da: 1, pagine };
        scrivi(ente, id, &file, &pdf, testata.at).await?;
        return Ok(Esito::Finita);
    };
    let key = |voce: &super::raccogli::Voce| (voce.entry.riga.anno, voce.entry.riga.numero);
    let ends = (key(prima), key(ultima));
    let (pdf, pagine) = carta::volume(&testata, (numero, pagina_da), &voci).await?;
    let quante = i64::try_from(voci.len()).unwrap_or(i64::MAX);
    let noted = scrivi(ente, id, &Nuovo { numero, ends, quante, pagina_da, pagine }, &pdf, testata.at).await?;
    Ok(if noted { Esito::Continua } else { Esito::Finita })
}

async fn testata<'a>(ente: &'a Ente, riga: &tabella::Model, volumi: i64) -> Result<Testata<'a>, Error> {
    let key = ente.ledger.verifier_key();
    ente.ledger.seal().await?;
    // The text once, and what it says from that text: between two questions another head may be signed.
    let sigillo = match ente.ledger.checkpoint_note().await? {
        Some(note) => Checkpoint::open(&note, &key).ok().map(|checkpoint| (checkpoint, note)),
        None => None,
    };
    Ok(Testata {
        ente,
        da: (riga.da_anno, riga.da_numero),
        a: (riga.a_anno, riga.a_numero),
        quante: riga.quante,
        volumi,
        at: ente.ledger.now(),
        sigillo,
        chiave: key,
    })
}

async fn fatti(read: &db::Read, id: StampaId) -> Result<Vec<Volume>, Error> {
    let sql = "SELECT * FROM protocollo_stampa_volume WHERE stampa_id = $1 AND volume > 0 ORDER BY volume";
    let rows = db::rows(read, sql, [id.into()]).await?;
    rows.iter().map(volume_di).collect()
}

struct Nuovo {
    numero: i64,
    ends: ((i64, i64), (i64, i64)),
    quante: i64,
    pagina_da: i64,
    pagine: usize,
}

/// Keeps a file and notes it; with the index the print is ready, with a volume the next one is enqueued in the same commit. `false`
/// where the print is over meanwhile, or ready.
async fn scrivi(ente: &Ente, id: StampaId, file: &Nuovo, pdf: &[u8], at: Instant) -> Result<bool, Error> {
    let stored = ente.archive.receive_own(&mut &pdf[..], MOST_BYTES).await?;
    let now = ente.ledger.now();
    let random = ente.ledger.random();
    let write = ente.db().write().await?;
    // Its row first, and locked: to one that is over nobody adds a file that nobody would take away.
    let noted = if file.numero == INDICE {
        let sql = "UPDATE protocollo_stampa_lavoro SET stato = 'pronta', scade_at = $2 WHERE stampa_id = $1 \
                   AND stato IN ('in_corso', 'fallita')";
        db::execute(&write, sql, [id.into(), now.plus_seconds(super::chiedi::KEPT_SECONDS).into()]).await?
    } else {
        let sql = "UPDATE protocollo_stampa_lavoro SET stato = 'in_corso' WHERE stampa_id = $1 AND stato IN ('in_corso', 'fallita')";
        db::execute(&write, sql, [id.into()]).await?
    };
    if noted.rows_affected() == 0 {
        drop(write);
        lascia(ente, &stored.sha256).await?;
        return Ok(false);
    }
    let is_new = nota(&write, Id::new(now, &**random), id, file, &stored, at).await?;
    if file.numero != INDICE {
        let sql = "UPDATE protocollo_stampa_lavoro SET fatte = (SELECT SUM(v.quante) FROM protocollo_stampa_volume v \
                   WHERE v.stampa_id = $1 AND v.volume > 0) WHERE stampa_id = $1";
        db::execute(&write, sql, [id.into()]).await?;
        jobs::stampa_registro::accoda_in(&write, now, &**random, id).await?;
    }
    write.commit().await?;
    if !is_new {
        lascia(ente, &stored.sha256).await?;
    }
    ente.bell.ring();
    Ok(true)
}

/// Notes a file; `false` where another was quicker with the same volume.
async fn nota(
    write: &db::Write,
    row: Id<Volume>,
    id: StampaId,
    file: &Nuovo,
    stored: &Stored,
    at: Instant,
) -> Result<bool, Error> {
    let sql = "INSERT INTO protocollo_stampa_volume (id, stampa_id, volume, prima_anno, prima_numero, ultima_anno, ultima_numero, quante, \
               pagina_da, pagine, impronta, byte, fatto_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
               ON CONFLICT DO NOTHING";
    let ((prima_anno, prima_numero), (ultima_anno, ultima_numero)) = file.ends;
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let values = [
        row.into(),
        id.into(),
        file.numero.into(),
        prima_anno.into(),
        prima_numero.into(),
        ultima_anno.into(),
        ultima_numero.into(),
        file.quante.into(),
        file.pagina_da.into(),
        whole(file.pagine as u64).into(),
        stored.sha256.0.to_vec().into(),
        whole(stored.size).into(),
        at.into(),
    ];
    Ok(db::execute(write, sql, values).await?.rows_affected() > 0)
}

/// Lets go of a file that was made for nothing, unless something names the same bytes.
async fn lascia(ente: &Ente, hash: &Sha256Hash) -> Result<(), Error> {
    let read = ente.db().read().await?;
    let sql = "SELECT 1 FROM protocollo_stampa_volume WHERE impronta = $1 LIMIT 1";
    let printed = db::one(&read, sql, [hash.0.to_vec().into()]).await?.is_some();
    if printed || !ente.archive.same_bytes(&read, hash).await?.is_empty() {
        return Ok(());
    }
    drop(read);
    ente.archive.store().delete(hash).await?;
    Ok(())
}

/// Notes that a print could not be made.
///
/// # Errors
/// Those of the database.
pub async fn fallita(ente: &Ente, id: StampaId) -> Result<(), Error> {
    let write = ente.db().write().await?;
    let sql = "UPDATE protocollo_stampa_lavoro SET stato = 'fallita' WHERE stampa_id = $1 AND stato = 'in_corso'";
    db::execute(&write, sql, [id.into()]).await?;
    write.commit().await?;
    Ok(())
}

/// Takes away the files of the prints whose time is over. How many files went.
///
/// # Errors
/// Those of the database and of the store.
pub async fn scadute(ente: &Ente) -> Result<usize, Error> {
    let now = ente.ledger.now();
    // First it is over: from then on nothing is added to it, and what is taken away is all there is.
    let write = ente.db().write().await?;
    let sql = "UPDATE protocollo_stampa_lavoro SET stato = 'scaduta' WHERE scade_at <= $1 AND stato <> 'scaduta'";
    db::execute(&write, sql, [now.into()]).await?;
    write.commit().await?;
    let read = ente.db().read().await?;
    let sql = format!(
        "SELECT v.id, v.impronta FROM protocollo_stampa_volume v JOIN protocollo_stampa_lavoro w ON w.stampa_id = v.stampa_id \
         WHERE w.stato = 'scaduta' ORDER BY v.id LIMIT {AT_ONCE}"
    );
    let rows = db::rows(&read, &sql, []).await?;
    let drafts = if rows.is_empty() { Vec::new() } else { in_bozza(&read).await? };
    let mut gone = Vec::new();
    for row in rows {
        let (id, impronta): (Uuid, Vec<u8>) = (row.try_get("", "id")?, row.try_get("", "impronta")?);
        let hash = Sha256Hash(impronta.try_into().unwrap_or_default());
        // Somebody is registering it: it waits until that is done, or given up.
        let told = hash.to_string();
        if drafts.iter().any(|draft| draft.contains(&told)) {
            continue;
        }
        // Somebody may have registered one of them meanwhile: what a record names stays.
        let named = !ente.archive.same_bytes(&read, &hash).await?.is_empty();
        gone.push((id, hash, named));
    }
    drop(read);
    // The files first: one that is gone already is no error, and its row tells of it until it is.
    for (_, hash, _) in gone.iter().filter(|(_, _, named)| !named) {
        ente.archive.store().delete(hash).await?;
    }
    let write = ente.db().write().await?;
    for (id, ..) in &gone {
        db::execute(&write, "DELETE FROM protocollo_stampa_volume WHERE id = $1", [(*id).into()]).await?;
    }
    write.commit().await?;
    Ok(gone.len())
}

/// The files that clerks have dropped and not yet registered, as their drafts tell of them: with their hashes.
async fn in_bozza(read: &db::Read) -> Result<Vec<String>, Error> {
    let rows = db::rows(read, "SELECT documenti FROM protocollo_bozza", []).await?;
    rows.iter().map(|row| Ok(row.try_get::<String>("", "documenti")?)).collect()
}
