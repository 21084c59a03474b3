//! The door through which closed fascicoli are offered to be discarded when their years are over. The entries themselves, their numbers
//! and what the register tells of them, are never part of it.

use std::collections::BTreeMap;

use db::Read;
use ente::Ente;
use kernel::{Actor, Date, Instant, Uuid};
use ledger::Tx;
use porte::{
    conservazione::{Classe, Silenzio},
    scarto::{Chiusa, Contenuto, Registrata},
};
use sea_orm::{ConnectionTrait, QueryResult, Value};

use crate::{
    error::Error,
    fascicolo::chiave_di,
    registrazione::indice,
    titolario::{classi_del, nome_al},
};

/// The closed fascicoli of the register.
#[derive(Debug)]
pub struct Scartabili;

#[async_trait::async_trait]
impl porte::scarto::Scartabili for Scartabili {
    fn fonte(&self) -> &'static str {
        "protocollo"
    }

    async fn classi(&self, read: &Read, day: Date) -> Result<Vec<Classe>, Silenzio> {
        let all = classi_del(read, day).await.map_err(silenzio)?;
        Ok(all.into_iter().map(|row| Classe { codice: row.codice, nome: row.nome }).collect())
    }

    async fn chiuse(&self, read: &Read, prima: Date, dopo: Option<Uuid>, most: u64) -> Result<Vec<Chiusa>, Silenzio> {
        chiuse(read, prima, dopo, most).await.map_err(silenzio)
    }

    async fn contenuto(&self, tx: &Tx, id: Uuid) -> Result<Option<Contenuto>, Silenzio> {
        contenuto(tx, id).await.map_err(silenzio)
    }

    async fn registrata_il(&self, tx: &Tx, anno: i64, numero: i64) -> Result<Option<Date>, Silenzio> {
        registrata_il(tx, anno, numero).await.map_err(silenzio)
    }

    async fn distrutte(&self, ente: &Ente, registrazioni: &[Uuid]) -> Result<(), Silenzio> {
        for id in registrazioni {
            togli_parole(ente, *id).await.map_err(silenzio)?;
        }
        Ok(())
    }
}

fn silenzio(error: Error) -> Silenzio {
    Silenzio(error.into())
}

/// Fascicoli that continue one: more than titolari ever are.
const MOST_SEGUITI: usize = 100;
/// The columns of a closed fascicolo, and whether another continues it.
const FASCICOLO: &str = "SELECT f.id, f.anno, f.classe, f.numero, f.sotto, f.riservato, f.aperto_at, s.oggetto, s.chiuso_at, \
                         EXISTS (SELECT 1 FROM protocollo_fascicolo_seguito q WHERE q.da_id = f.id) AS continua \
                         FROM protocollo_fascicolo f JOIN protocollo_fascicolo_stato s ON s.fascicolo_id = f.id";

async fn chiuse(read: &Read, prima: Date, dopo: Option<Uuid>, most: u64) -> Result<Vec<Chiusa>, Error> {
    let sql = format!("{FASCICOLO} WHERE s.chiuso = $1 AND s.chiuso_at < $2 AND f.id > $3 ORDER BY f.id LIMIT {most}");
    let values: [Value; 3] = [true.into(), Instant::start_of(prima).into(), dopo.unwrap_or_default().into()];
    let mut found = Vec::new();
    for row in &db::rows(read, &sql, values).await? {
        found.push(chiusa(read, row).await?);
    }
    Ok(found)
}

async fn chiusa<C: ConnectionTrait>(connection: &C, row: &QueryResult) -> Result<Chiusa, Error> {
    let (codice, oggetto): (String, String) = (row.try_get("", "classe")?, row.try_get("", "oggetto")?);
    let (aperto_at, chiuso_at): (Instant, Instant) = (row.try_get("", "aperto_at")?, row.try_get("", "chiuso_at")?);
    let (id, riservato): (Uuid, bool) = (row.try_get("", "id")?, row.try_get("", "riservato")?);
    let nome = nome_al(connection, &codice, aperto_at.date()).await?.unwrap_or_default();
    // A matter that another fascicolo continues is over when that one is: the years begin then.
    let continua: bool = row.try_get("", "continua")?;
    let dopo = if continua { seguito(connection, id).await? } else { Vec::new() };
    let chiuso_il = dopo.into_iter().filter_map(|(_, day)| day).fold(chiuso_at.date(), Date::max);
    Ok(Chiusa {
        id,
        nome: format!("Fascicolo {}", chiave_di(row)?),
        oggetto: (!riservato).then_some(oggetto),
        classe: Classe { codice, nome },
        chiuso_il,
    })
}

/// The fascicoli that continue one, each with the day on which it was closed; none where it is open. There is one for each time that the
/// titolario has changed.
async fn seguito<C: ConnectionTrait>(connection: &C, id: Uuid) -> Result<Vec<(String, Option<Date>)>, Error> {
    let sql = "SELECT f.id, f.anno, f.classe, f.numero, f.sotto, s.chiuso, s.chiuso_at FROM protocollo_fascicolo_seguito q \
               JOIN protocollo_fascicolo f ON f.id = q.a_id JOIN protocollo_fascicolo_stato s ON s.fascicolo_id = f.id \
               WHERE q.da_id = $1";
    let (mut found, mut last) = (Vec::new(), id);
    while found.len() < MOST_SEGUITI {
        let Some(row) = db::one(connection, sql, [last.into()]).await? else { break };
        let (chiuso, at): (bool, Option<Instant>) = (row.try_get("", "chiuso")?, row.try_get("", "chiuso_at")?);
        found.push((format!("Fascicolo {}", chiave_di(&row)?), at.filter(|_| chiuso).map(Instant::date)));
        last = row.try_get("", "id")?;
    }
    Ok(found)
}

async fn contenuto(tx: &Tx, id: Uuid) -> Result<Option<Contenuto>, Error> {
    let sql = format!("{FASCICOLO} WHERE f.id = $1 AND s.chiuso = $2");
    let Some(row) = db::one(tx, &sql, [id.into(), true.into()]).await? else { return Ok(None) };
    let chiusa = chiusa(tx, &row).await?;
    let sql = "SELECT f.anno, f.classe, f.numero, f.sotto FROM protocollo_fascicolo f \
               JOIN protocollo_fascicolo_stato s ON s.fascicolo_id = f.id WHERE f.sopra_id = $1 AND s.chiuso = $2 ORDER BY f.id";
    let mut aperti = Vec::new();
    for row in &db::rows(tx, sql, [id.into(), false.into()]).await? {
        aperti.push(format!("Fascicolo {}", chiave_di(row)?));
    }
    aperti.extend(seguito(tx, id).await?.into_iter().filter(|(_, day)| day.is_none()).map(|(name, _)| name));
    let registrazioni = registrazioni(tx, id, &chiusa.classe).await?;
    Ok(Some(Contenuto { chiusa, registrazioni, aperti }))
}

/// The entries that lie in a fascicolo: the end of an SQL condition on the id of an entry.
const DENTRO: &str =
    "IN (SELECT v.registrazione_id FROM protocollo_fascicolo_voce v WHERE v.fascicolo_id = $1 AND v.tolta_at IS NULL)";

/// Whether another entry has the same document.
const ANCHE_DI_ALTRI: &str = "EXISTS (SELECT 1 FROM protocollo_allegato b \
                              WHERE b.documento_id = a.documento_id AND b.registrazione_id <> a.registrazione_id)";

async fn registrazioni(tx: &Tx, id: Uuid, del_fascicolo: &Classe) -> Result<Vec<Registrata>, Error> {
    let sql = "SELECT r.id, r.anno, r.numero, r.registrata_at, s.classe, \
               EXISTS (SELECT 1 FROM protocollo_allegato a WHERE a.registrazione_id = r.id) AS documenti \
               FROM protocollo_fascicolo_voce v JOIN protocollo_registrazione r ON r.id = v.registrazione_id \
               JOIN protocollo_stato s ON s.registrazione_id = r.id \
               WHERE v.fascicolo_id = $1 AND v.tolta_at IS NULL ORDER BY v.ordine";
    let mut all = Vec::new();
    for row in &db::rows(tx, sql, [id.into()]).await? {
        let (anno, numero): (i64, i64) = (row.try_get("", "anno")?, row.try_get("", "numero")?);
        all.push(Registrata {
            id: row.try_get("", "id")?,
            nome: format!("Protocollo {numero}/{anno}"),
            classe: classe_di(tx, row, del_fascicolo).await?,
            documenti: Vec::new(),
            da_tenere: row.try_get("", "documenti")?,
            altrove: Vec::new(),
        });
    }
    let place: BTreeMap<Uuid, usize> = all.iter().enumerate().map(|(place, one)| (one.id, place)).collect();
    let others = format!(
        "SELECT v.registrazione_id, v.fascicolo_id AS altro FROM protocollo_fascicolo_voce v \
         WHERE v.tolta_at IS NULL AND v.fascicolo_id <> $1 AND v.registrazione_id {DENTRO}"
    );
    for (entry, other) in coppie(tx, &others, id, "altro").await? {
        if let Some(one) = place.get(&entry).and_then(|at| all.get_mut(*at)) {
            one.altrove.push(other);
        }
    }
    for sql in documenti() {
        for (entry, document) in coppie(tx, &sql, id, "documento").await? {
            if let Some(one) = place.get(&entry).and_then(|at| all.get_mut(*at)) {
                one.documenti.push(document);
            }
        }
    }
    Ok(all)
}

/// The class of an entry. Most have that of their fascicolo, and its name need not be asked for again.
async fn classe_di(tx: &Tx, row: &QueryResult, del_fascicolo: &Classe) -> Result<Option<Classe>, Error> {
    let codice: Option<String> = row.try_get("", "classe")?;
    let Some(codice) = codice else { return Ok(None) };
    if codice == del_fascicolo.codice {
        return Ok(Some(del_fascicolo.clone()));
    }
    let registrata_at: Instant = row.try_get("", "registrata_at")?;
    let nome = nome_al(tx, &codice, registrata_at.date()).await?.unwrap_or_default();
    Ok(Some(Classe { codice, nome }))
}

/// Where the content of entries lies: their documents, the PDF made of them, and the messages that brought them or tell of their delivery,
/// which may hold them whole. A message that another entry has too is none of them.
fn documenti() -> [String; 4] {
    [
        format!(
            "SELECT a.registrazione_id, a.documento_id AS documento FROM protocollo_allegato a \
             WHERE a.registrazione_id {DENTRO} AND NOT {ANCHE_DI_ALTRI}"
        ),
        format!(
            "SELECT a.registrazione_id, d.derived_id AS documento FROM protocollo_allegato a \
             JOIN conversion_derivation d ON d.document_id = a.documento_id \
             WHERE d.derived_id IS NOT NULL AND a.registrazione_id {DENTRO} AND NOT {ANCHE_DI_ALTRI}"
        ),
        format!(
            "SELECT s.registrazione_id, m.documento_id AS documento FROM protocollo_messaggio m \
             JOIN protocollo_messaggio_stato s ON s.messaggio_id = m.id \
             WHERE (m.riguarda_id IS NULL OR m.riguarda_id = s.registrazione_id) AND s.registrazione_id {DENTRO}"
        ),
        format!(
            "SELECT m.riguarda_id AS registrazione_id, m.documento_id AS documento FROM protocollo_messaggio m \
             WHERE NOT EXISTS (SELECT 1 FROM protocollo_messaggio_stato s WHERE s.messaggio_id = m.id \
             AND s.registrazione_id <> m.riguarda_id) AND m.riguarda_id {DENTRO}"
        ),
    ]
}

async fn coppie(tx: &Tx, sql: &str, id: Uuid, what: &str) -> Result<Vec<(Uuid, Uuid)>, Error> {
    let rows = db::rows(tx, sql, [id.into()]).await?;
    rows.iter().map(|row| Ok((row.try_get("", "registrazione_id")?, row.try_get("", what)?))).collect()
}

async fn registrata_il(tx: &Tx, anno: i64, numero: i64) -> Result<Option<Date>, Error> {
    let sql = "SELECT registrata_at FROM protocollo_registrazione WHERE anno = $1 AND numero = $2";
    let row = db::one(tx, sql, [anno.into(), numero.into()]).await?;
    let at: Option<Instant> = row.map(|row| row.try_get("", "registrata_at")).transpose()?;
    Ok(at.map(Instant::date))
}

/// The index tells of an entry with the words that are left: those of its row, and of documents that were not destroyed.
async fn togli_parole(ente: &Ente, id: Uuid) -> Result<(), Error> {
    let tx = ente.ledger.begin(Actor::System("protocollo.scarto"), "protocollo.indicizza").await?;
    indice::aggiorna_scopi(&tx, id.into()).await?;
    tx.commit().await?;
    Ok(())
}
