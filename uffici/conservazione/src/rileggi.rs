//! To read everything that was packed again, with the receipts, and hold it against its hashes.

use std::collections::{HashMap, HashSet};

use documents::{disposal, document, store::Soundness};
use ente::Ente;
use firma_algoritmi::Digest;
use kernel::{Actor, Id, Uuid};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    error::Error,
    evidenza::{Evidenza, di_molti, impronte},
    tables::{esito, pacchetto, rilettura, versamento},
};

/// Packages asked for at once.
const AT_ONCE: u64 = 200;
/// Packages that the result names.
const MOST_NAMES: usize = 50;

/// A page of packages, with their documents and those of their receipts.
struct Pagina {
    righe: Vec<pacchetto::Model>,
    ricevute: HashMap<Id<pacchetto::Entity>, Vec<Uuid>>,
    documenti: HashMap<Uuid, document::Model>,
    evidenze: HashMap<Id<pacchetto::Entity>, Evidenza>,
    /// The last package that was asked for, read again or not.
    last: Option<Uuid>,
}

/// Reads every package and every receipt again and writes what was found. A package holds all its files, so that they are read with it;
/// its evidence is held against each of them.
///
/// # Errors
/// Those of the store when it is away (what is missing or altered is a result, not an error), the ledger and the database.
pub async fn rileggi(ente: &Ente) -> Result<rilettura::Model, Error> {
    let iniziata_at = ente.ledger.now();
    let (mut letti, mut byte, mut guasti, mut quali) = (0_i64, 0_i64, 0_i64, Vec::new());
    let mut after = Uuid::nil();
    loop {
        let page = pagina(ente, after).await?;
        let Some(last) = page.last else { break };
        after = last;
        for row in &page.righe {
            letti += 1;
            let mut bad: Vec<String> = Vec::new();
            match sano(ente, &page.documenti, row.documento_id.uuid()).await? {
                Ok(size) => {
                    byte += size;
                    bad.extend(evidenza(ente, row, page.evidenze.get(&row.id)).await?);
                }
                Err(Guasto::Assente) => bad.push("non c'è nell'archivio".into()),
                Err(Guasto::Alterato) => bad.push("è stato alterato".into()),
                Err(Guasto::Mancante) => bad.push("manca il file".into()),
            }
            for receipt in page.ricevute.get(&row.id).into_iter().flatten() {
                match sano(ente, &page.documenti, *receipt).await? {
                    Ok(_) => {}
                    Err(Guasto::Alterato) => bad.push("una sua ricevuta è stata alterata".into()),
                    Err(_) => bad.push("manca una sua ricevuta".into()),
                }
            }
            guasti += i64::from(!bad.is_empty());
            if !bad.is_empty() && quali.len() < MOST_NAMES {
                quali.push(format!("{}/{}: {}", row.numero, row.anno, bad.join(", ")));
            }
        }
    }
    let mut tx = ente.ledger.begin(Actor::System("conservazione.rileggi"), "conservazione.rilettura").await?;
    let row = rilettura::Model {
        id: tx.id(),
        iniziata_at,
        finita_at: tx.now(),
        letti,
        byte,
        guasti,
        quali: (!quali.is_empty()).then(|| quali.join("\n")),
    };
    let row = tx.insert(row).await?;
    tx.commit().await?;
    Ok(row)
}

async fn pagina(ente: &Ente, after: Uuid) -> Result<Pagina, Error> {
    let read = ente.db().read().await?;
    let select = pacchetto::Entity::find().filter(pacchetto::Column::Id.gt(after));
    let mut righe = select.order_by_asc(pacchetto::Column::Id).limit(AT_ONCE).all(&read).await?;
    let last = righe.last().map(|row| row.id.uuid());
    let gone = scartati(&read, &righe).await?;
    righe.retain(|row| !gone.contains(&row.documento_id.uuid()));
    let sent = versamento::Entity::find()
        .filter(versamento::Column::PacchettoId.is_in(righe.iter().map(|row| row.id)))
        .all(&read)
        .await?;
    let of: HashMap<Id<versamento::Entity>, Id<pacchetto::Entity>> =
        sent.into_iter().map(|row| (row.id, row.pacchetto_id)).collect();
    let ends = esito::Entity::find()
        .filter(esito::Column::VersamentoId.is_in(of.keys().copied()))
        .filter(esito::Column::RicevutaId.is_not_null())
        .all(&read)
        .await?;
    let mut ricevute: HashMap<Id<pacchetto::Entity>, Vec<Uuid>> = HashMap::new();
    for end in ends {
        if let Some((pack, receipt)) = of.get(&end.versamento_id).zip(end.ricevuta_id) {
            ricevute.entry(*pack).or_default().push(receipt.uuid());
        }
    }
    let zips = righe.iter().map(|row| row.documento_id.uuid());
    let ids: Vec<Uuid> = zips.chain(ricevute.values().flatten().copied()).collect();
    let found = ente.archive.find(&read, &ids).await?;
    let documenti = found.into_iter().map(|one| (one.id.uuid(), one)).collect();
    let packs: Vec<Id<pacchetto::Entity>> = righe.iter().map(|row| row.id).collect();
    let evidenze = di_molti(&read, &packs).await?;
    Ok(Pagina { righe, ricevute, documenti, evidenze, last })
}

/// The packages that were discarded with an authorisation: they are not missing.
async fn scartati(read: &db::Read, righe: &[pacchetto::Model]) -> Result<HashSet<Uuid>, Error> {
    let ids = righe.iter().map(|row| row.documento_id);
    let select = disposal::Entity::find().filter(disposal::Column::DocumentId.is_in(ids));
    Ok(select.all(read).await?.into_iter().map(|row| row.document_id.uuid()).collect())
}

/// What is wrong with the evidence of a package whose bytes are sound: its files are hashed again by every algorithm that it uses.
async fn evidenza(ente: &Ente, row: &pacchetto::Model, found: Option<&Evidenza>) -> Result<Vec<String>, Error> {
    let record = match found {
        None => return Ok(Vec::new()),
        Some(Err(error)) => return Ok(vec![error.to_string()]),
        Some(Ok(record)) => record,
    };
    let mut digests: Vec<Digest> = record.chains().iter().filter_map(evidence_record::Chain::digest).collect();
    digests.sort_unstable();
    digests.dedup();
    Ok(match impronte(ente, row, &digests).await? {
        Err(what) => vec![what],
        Ok(objects) => {
            let verdict = record.check(&objects).verdict(ente.ledger.now().utc());
            verdict.wrong.iter().map(ToString::to_string).collect()
        }
    })
}

/// What is wrong with a document.
enum Guasto {
    /// No row tells of it.
    Assente,
    /// Its bytes are others.
    Alterato,
    /// Its bytes are gone.
    Mancante,
}

/// How many bytes a document has, or what is wrong with it.
async fn sano(ente: &Ente, documenti: &HashMap<Uuid, document::Model>, id: Uuid) -> Result<Result<i64, Guasto>, Error> {
    let Some(document) = documenti.get(&id) else { return Ok(Err(Guasto::Assente)) };
    Ok(match ente.archive.store().check(&document.hash()).await? {
        Soundness::Sound { size } => Ok(i64::try_from(size).unwrap_or(i64::MAX)),
        Soundness::Altered { .. } => Err(Guasto::Alterato),
        Soundness::Missing => Err(Guasto::Mancante),
    })
}
