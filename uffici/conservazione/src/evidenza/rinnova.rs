//! Each night: puts what was packed since under one time stamp of the archive, and another upon those that will end.

use std::collections::BTreeMap;

use ente::Ente;
use evidence_record::{ArchiveTimeStamp, EvidenceRecord, Objects, StampChecked, Tree};
use firma_algoritmi::Digest;
use kernel::{Actor, Id, Instant, Uuid};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Value};
use signing::sign::TimeStamper;

use super::{di_molti, impronte, intero};
use crate::{
    error::Error,
    tables::{evidenza, marca, pacchetto, rinnovo},
};

/// Who does it.
const CHI: Actor = Actor::System("conservazione.rinnova");
/// Packages under one stamp.
const MOST: u64 = 1_000;
/// How long packages are read in one run, in seconds; the rest another night.
const PAZIENZA: i64 = 3 * 3_600;
/// How long before its end a stamp is renewed, in seconds: a year. One that lives less is renewed when half its life is over.
const ANTICIPO: i64 = 365 * 24 * 3_600;
/// How far the authority's clock may be from ours, seconds.
const SCARTO: i64 = 300;
/// Damaged packages that are named.
const MOST_NAMES: usize = 50;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rinnovo {
    /// Packages that were put under a stamp for the first time.
    pub nuovi: u64,
    /// Those whose stamp was renewed.
    pub rinnovati: u64,
    /// Those that could not be, each with what is wrong: they are damaged, and no stamp covers that up.
    pub guasti: Vec<String>,
    /// How many more there are of these than are named.
    pub altri: u64,
}

impl Rinnovo {
    fn guasto(&mut self, pack: &pacchetto::Model, what: &str) {
        if self.guasti.len() < MOST_NAMES {
            self.guasti.push(format!("{}/{}: {what}", pack.numero, pack.anno));
        } else {
            self.altri += 1;
        }
    }

    fn quanti_guasti(&self) -> u64 {
        self.guasti.len() as u64 + self.altri
    }
}

/// A package with what the next stamp must cover of it.
struct Posto {
    pack: Id<pacchetto::Entity>,
    /// As it stands; `None` for its first stamp.
    record: Option<EvidenceRecord>,
    /// Its hashes, where its files are covered again; `None` where the stamp is put upon the last one.
    impronte: Option<Vec<Vec<u8>>>,
}

impl Posto {
    /// The hashes that are to lie in the tree.
    fn gruppo(&self, digest: Digest) -> Vec<Vec<u8>> {
        match (&self.record, &self.impronte) {
            (Some(record), Some(hashes)) => record.again(digest, hashes),
            (None, Some(hashes)) => hashes.clone(),
            (Some(record), None) => vec![record.last_hash()],
            (None, None) => Vec::new(),
        }
    }

    /// The record with its next stamp.
    fn con(self, next: ArchiveTimeStamp) -> Result<EvidenceRecord, evidence_record::Error> {
        match (self.record, self.impronte) {
            (Some(mut record), Some(hashes)) => record.renew_tree(next, &hashes).map(|()| record),
            (Some(mut record), None) => record.renew_stamp(next).map(|()| record),
            (None, _) => Ok(EvidenceRecord::begin(next)),
        }
    }
}

/// Puts every package that has none under a stamp, and renews those that will end or are of another algorithm than `digest`. Where the ente
/// has no authority for time stamps, nothing is done, and the page says so. What was found damaged is kept, for the page to name it.
///
/// # Errors
/// [`Error::Marca`] where the authority gives none that is good: what was stamped before stays. Those of the ledger and the database.
pub async fn rinnova(ente: &Ente, digest: Digest) -> Result<Rinnovo, Error> {
    let mut done = Rinnovo::default();
    let Some(stamper) = seal::time_stamper(ente).map_err(|error| Error::Marca(error.to_string()))? else {
        return Ok(done);
    };
    let ended = tutti(ente, &stamper, digest, &mut done).await;
    // A run that failed has not looked at all of them: it takes nothing back.
    if ended.is_ok() || done.quanti_guasti() > 0 {
        annota(ente, &done).await?;
    }
    ended.map(|()| done)
}

async fn tutti(ente: &Ente, stamper: &TimeStamper, digest: Digest, done: &mut Rinnovo) -> Result<(), Error> {
    let until = ente.ledger.now().plus_seconds(PAZIENZA);
    // First those that end: they cannot wait.
    for new in [false, true] {
        let mut after = Uuid::nil();
        while ente.ledger.now() < until {
            let page = pagina(ente, new, digest, after).await?;
            let Some(last) = page.last() else { break };
            after = last.id.uuid();
            let places = prepara(ente, &page, (digest, until), done).await?;
            let many = places.len() as u64;
            if many > 0 {
                marca_insieme(ente, stamper, digest, places).await?;
            }
            *(if new { &mut done.nuovi } else { &mut done.rinnovati }) += many;
        }
    }
    Ok(())
}

/// Keeps what a run did, where it did anything, found damage, or finds none any more.
async fn annota(ente: &Ente, done: &Rinnovo) -> Result<(), Error> {
    let last = rinnovo::Entity::find().order_by_desc(rinnovo::Column::Id).one(&ente.db().read().await?).await?;
    if *done == Rinnovo::default() && last.is_none_or(|last| last.guasti == 0) {
        return Ok(());
    }
    let count = |many: u64| i64::try_from(many).unwrap_or(i64::MAX);
    let mut tx = ente.ledger.begin(CHI, "conservazione.rinnovo").await?;
    let row = rinnovo::Model {
        id: tx.id(),
        fatto_at: tx.now(),
        nuovi: count(done.nuovi),
        rinnovati: count(done.rinnovati),
        guasti: count(done.quanti_guasti()),
        quali: (!done.guasti.is_empty()).then(|| done.guasti.join("\n")),
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

/// The next packages that wait: for their first stamp, or for another. What was discarded with an authorisation waits for none.
async fn pagina(ente: &Ente, new: bool, digest: Digest, after: Uuid) -> Result<Vec<pacchetto::Model>, Error> {
    let read = ente.db().read().await?;
    let now = ente.ledger.now();
    let (sql, values): (String, Vec<Value>) = if new {
        let sql = "SELECT p.id FROM conservazione_pacchetto p WHERE p.id > $1 AND NOT EXISTS \
                   (SELECT 1 FROM conservazione_evidenza e WHERE e.pacchetto_id = p.id) AND NOT EXISTS \
                   (SELECT 1 FROM documents_disposal x WHERE x.document_id = p.documento_id)";
        (format!("{sql} ORDER BY p.id LIMIT {MOST}"), vec![after.into()])
    } else {
        let sql = "SELECT e.pacchetto_id AS id FROM conservazione_evidenza e JOIN conservazione_marca m ON m.id = e.marca_id \
                   WHERE e.pacchetto_id > $1 AND (m.algoritmo <> $2 OR (m.fino < $3 AND (m.fino - $4) * 2 < m.fino - m.marcata_at)) \
                   AND NOT EXISTS (SELECT 1 FROM conservazione_evidenza d WHERE d.pacchetto_id = e.pacchetto_id \
                   AND (d.catena > e.catena OR (d.catena = e.catena AND d.posto > e.posto))) AND NOT EXISTS \
                   (SELECT 1 FROM conservazione_pacchetto p JOIN documents_disposal x ON x.document_id = p.documento_id \
                   WHERE p.id = e.pacchetto_id)";
        let limit = now.plus_seconds(ANTICIPO);
        let values = vec![after.into(), digest.name().into(), limit.into(), now.into()];
        (format!("{sql} ORDER BY e.pacchetto_id LIMIT {MOST}"), values)
    };
    let mut ids: Vec<Id<pacchetto::Entity>> = Vec::new();
    for row in &db::rows(&read, &sql, values).await? {
        ids.push(row.try_get("", "id")?);
    }
    let mut rows = pacchetto::Entity::find().filter(pacchetto::Column::Id.is_in(ids)).all(&read).await?;
    rows.sort_by_key(|row| row.id.uuid());
    Ok(rows)
}

/// What of these packages the stamp must cover, as many as can be read until then. A damaged one is told and left out, and keeps no other waiting.
async fn prepara(
    ente: &Ente,
    page: &[pacchetto::Model],
    (digest, until): (Digest, Instant),
    done: &mut Rinnovo,
) -> Result<Vec<Posto>, Error> {
    let ids: Vec<Id<pacchetto::Entity>> = page.iter().map(|row| row.id).collect();
    let read = ente.db().read().await?;
    let mut records = di_molti(&read, &ids).await?;
    drop(read);
    let mut places = Vec::with_capacity(page.len());
    for row in page {
        // Those that are left are taken another night: what was read is stamped before the job's own time is over.
        if ente.ledger.now() > until {
            break;
        }
        let record = match records.remove(&row.id).transpose() {
            Ok(record) => record,
            Err(error) => {
                tracing::error!(ente = ente.info.slug, pacchetto = %row.id, %error, "its evidence makes no record");
                done.guasto(row, &error.to_string());
                continue;
            }
        };
        let same = record.as_ref().and_then(EvidenceRecord::last).is_some_and(|last| last.digest() == digest);
        let hashes = if same {
            None
        } else {
            let found = match intero(ente, row).await? {
                Ok(()) => impronte(ente, row, &[digest]).await?,
                Err(what) => Err(what),
            };
            match found {
                Ok(mut objects) => Some(objects.remove(&digest).unwrap_or_default()),
                Err(what) => {
                    tracing::error!(ente = ente.info.slug, pacchetto = %row.id, what, "a damaged package is not stamped");
                    done.guasto(row, &what);
                    continue;
                }
            }
        };
        places.push(Posto { pack: row.id, record, impronte: hashes });
    }
    Ok(places)
}

/// One stamp for all of them, and a row for each. What several cover alike lies in the tree once.
async fn marca_insieme(ente: &Ente, stamper: &TimeStamper, digest: Digest, places: Vec<Posto>) -> Result<(), Error> {
    let mut groups: BTreeMap<Vec<Vec<u8>>, usize> = BTreeMap::new();
    let wanted: Vec<Vec<Vec<u8>>> = places.iter().map(|place| place.gruppo(digest)).collect();
    for group in &wanted {
        groups.entry(group.clone()).or_default();
    }
    for (at, place) in groups.values_mut().enumerate() {
        *place = at;
    }
    let tree = Tree::new(digest, groups.keys().cloned().collect())?;
    let stamp = stamper.stamp(digest, tree.root(), &**ente.ledger.random()).await;
    let token = stamp.map_err(|error| Error::Marca(error.to_string()))?.der().to_vec();
    let mut rows: Vec<(Id<pacchetto::Entity>, EvidenceRecord)> = Vec::with_capacity(places.len());
    for (place, group) in places.into_iter().zip(&wanted) {
        let reduced = groups.get(group).and_then(|at| tree.reduced(*at));
        let pack = place.pack;
        rows.push((pack, place.con(ArchiveTimeStamp::new(digest, reduced, &token)?)?));
    }
    let now = ente.ledger.now();
    let found = rows.first().and_then(|(_, record)| record.check(&Objects::new()).stamps.pop());
    let (found, marcata_at, fino) = buona(found, now)?;
    let mut tx = ente.ledger.begin(CHI, "conservazione.marca_archivio").await?;
    let row = marca::Model {
        id: tx.id(),
        algoritmo: digest.name().into(),
        token,
        autorita: found.authority,
        marcata_at,
        fino,
        pacchetti: i64::try_from(rows.len()).unwrap_or(i64::MAX),
        fatta_at: tx.now(),
    };
    let row = tx.insert(row).await?;
    let mut kept = Vec::with_capacity(rows.len());
    for (pack, record) in rows {
        kept.push(riga(tx.id(), pack, row.id, &record));
    }
    tx.insert_many(kept).await?;
    tx.commit().await?;
    Ok(())
}

/// A stamp that was just given, if it is one to rely upon: with its time, and until when it is good.
fn buona(found: Option<StampChecked>, now: Instant) -> Result<(StampChecked, Instant, Instant), Error> {
    let bad = |why: &str| Error::Marca(format!("quella ricevuta {why}"));
    let found = found.filter(|found| found.intact && found.root).ok_or_else(|| bad("non è valida"))?;
    let (Some(time), Some((from, to))) = (found.time, found.good) else {
        return Err(bad("non dice da chi e fino a quando vale"));
    };
    if time < from || time > to {
        return Err(bad("porta una data in cui il certificato di chi l'ha fatta non valeva"));
    }
    let instant = |at: chrono::DateTime<chrono::Utc>| Instant::from_micros(at.timestamp_micros());
    let (at, fino) = (instant(time), instant(to));
    if at > now.plus_seconds(SCARTO) || at < now.plus_seconds(-SCARTO) {
        return Err(bad("porta un'ora lontana da quella di qui: uno dei due orologi è sbagliato"));
    }
    Ok((found, at, fino))
}

/// What a package keeps of its record's last stamp.
fn riga(
    id: Id<evidenza::Entity>,
    pacchetto_id: Id<pacchetto::Entity>,
    marca_id: Id<marca::Entity>,
    record: &EvidenceRecord,
) -> evidenza::Model {
    let place = |many: usize| i64::try_from(many.saturating_sub(1)).unwrap_or(i64::MAX);
    let last = record.chains().last().map_or(0, |chain| chain.stamps().len());
    let tree = record.last().and_then(ArchiveTimeStamp::tree);
    evidenza::Model {
        id,
        pacchetto_id,
        marca_id,
        catena: place(record.chains().len()),
        posto: place(last),
        albero: tree.map(evidence_record::Reduced::to_der).unwrap_or_default(),
    }
}
