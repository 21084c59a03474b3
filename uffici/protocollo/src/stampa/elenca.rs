//! The prints that were asked for, how far they have come, and their files.

use std::collections::HashMap;

use authz::Who;
use documents::{document, format::recognise, store::Sha256Hash};
use ente::Ente;
use kernel::{Instant, Uuid};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect};

use super::{INDICE, StampaId, tabella};
use crate::{error::Error, permissions::GIORNALIERO};

/// How a print stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stato {
    /// It is being made.
    InCorso,
    /// All its files are there.
    Pronta,
    /// It could not be made.
    Fallita,
    /// Its files are gone.
    Scaduta,
}

impl Stato {
    /// As it is stored, for programs too.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InCorso => "in_corso",
            Self::Pronta => "pronta",
            Self::Fallita => "fallita",
            Self::Scaduta => "scaduta",
        }
    }

    fn from_code(code: &str) -> Self {
        let all = [Self::InCorso, Self::Pronta, Self::Fallita, Self::Scaduta];
        all.into_iter().find(|stato| stato.code() == code).unwrap_or(Self::Scaduta)
    }
}

/// A file of a print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// From 1; the index is 0.
    pub numero: i64,
    /// Year and number of its first entry.
    pub prima: (i64, i64),
    /// Year and number of its last entry.
    pub ultima: (i64, i64),
    /// How many entries.
    pub quante: i64,
    /// The number of its first page, counted through all volumes.
    pub pagina_da: i64,
    /// How many pages.
    pub pagine: i64,
    /// Its SHA-256.
    pub impronta: Sha256Hash,
    /// Its length in bytes.
    pub byte: i64,
    /// When it was made.
    pub fatto_at: Instant,
}

/// A print with how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stampa {
    /// What was asked for.
    pub riga: tabella::Model,
    /// How it stands.
    pub stato: Stato,
    /// How many volumes it has in all.
    pub volumi: i64,
    /// How many entries are on paper.
    pub fatte: i64,
    /// Until when the files are kept.
    pub scade_at: Instant,
    /// The files that are there: the volumes in order, the index before them once it is made.
    pub file: Vec<Volume>,
}

const COLUMNS: &str = "v.stampa_id, v.volume, v.prima_anno, v.prima_numero, v.ultima_anno, v.ultima_numero, v.quante, v.pagina_da, \
                       v.pagine, v.impronta, v.byte, v.fatto_at";

pub(super) fn volume_di(row: &QueryResult) -> Result<Volume, Error> {
    let impronta: Vec<u8> = row.try_get("", "impronta")?;
    Ok(Volume {
        numero: row.try_get("", "volume")?,
        prima: (row.try_get("", "prima_anno")?, row.try_get("", "prima_numero")?),
        ultima: (row.try_get("", "ultima_anno")?, row.try_get("", "ultima_numero")?),
        quante: row.try_get("", "quante")?,
        pagina_da: row.try_get("", "pagina_da")?,
        pagine: row.try_get("", "pagine")?,
        impronta: Sha256Hash(impronta.try_into().unwrap_or_default()),
        byte: row.try_get("", "byte")?,
        fatto_at: row.try_get("", "fatto_at")?,
    })
}

/// The prints, the last one first, at most `limit`, before the one with this id.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(ente: &Ente, who: &Who, prima: Option<StampaId>, limit: u64) -> Result<Vec<Stampa>, Error> {
    who.require(&GIORNALIERO)?;
    let mut select = tabella::Entity::find().order_by_desc(tabella::Column::Id).limit(limit);
    if let Some(prima) = prima {
        select = select.filter(tabella::Column::Id.lt(prima));
    }
    let rows = select.all(&ente.db().read().await?).await?;
    con_i_file(ente, rows).await
}

/// One of them.
///
/// # Errors
/// A missing permission; [`Error::StampaAssente`]; those of the database.
pub async fn leggi(ente: &Ente, who: &Who, id: StampaId) -> Result<Stampa, Error> {
    who.require(&GIORNALIERO)?;
    let row = tabella::Entity::find_by_id(id).one(&ente.db().read().await?).await?.ok_or(Error::StampaAssente)?;
    con_i_file(ente, vec![row]).await?.pop().ok_or(Error::StampaAssente)
}

async fn con_i_file(ente: &Ente, rows: Vec<tabella::Model>) -> Result<Vec<Stampa>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let read = ente.db().read().await?;
    let places: Vec<String> = (1..=rows.len()).map(|place| format!("${place}")).collect();
    let places = places.join(", ");
    let ids: Vec<sea_orm::Value> = rows.iter().map(|row| row.id.into()).collect();
    let mut files: HashMap<Uuid, Vec<Volume>> = HashMap::new();
    let sql =
        format!("SELECT {COLUMNS} FROM protocollo_stampa_volume v WHERE v.stampa_id IN ({places}) ORDER BY v.volume");
    for row in db::rows(&read, &sql, ids.clone()).await? {
        files.entry(row.try_get("", "stampa_id")?).or_default().push(volume_di(&row)?);
    }
    let mut works = HashMap::new();
    let sql = format!("SELECT * FROM protocollo_stampa_lavoro WHERE stampa_id IN ({places})");
    for row in db::rows(&read, &sql, ids).await? {
        let id: Uuid = row.try_get("", "stampa_id")?;
        let stato = Stato::from_code(&row.try_get::<String>("", "stato")?);
        let work: (i64, i64, Instant) =
            (row.try_get("", "volumi")?, row.try_get("", "fatte")?, row.try_get("", "scade_at")?);
        works.insert(id, (stato, work));
    }
    let one = |riga: tabella::Model| {
        let id = riga.id.uuid();
        // A working table may be lost: what it told of is then over.
        let (stato, (volumi, fatte, scade_at)) = works.remove(&id).unwrap_or((Stato::Scaduta, (0, 0, riga.at)));
        Stampa { stato, volumi, fatte, scade_at, file: files.remove(&id).unwrap_or_default(), riga }
    };
    Ok(rows.into_iter().map(one).collect())
}

/// A file of a print, as a document to send: the index, or a volume.
///
/// # Errors
/// A missing permission; [`Error::StampaAssente`] where there is none any more; those of the store.
pub async fn volume(ente: &Ente, who: &Who, id: StampaId, numero: i64) -> Result<document::Model, Error> {
    let stampa = leggi(ente, who, id).await?;
    let now = ente.ledger.now();
    let found = stampa.file.iter().find(|file| file.numero == numero).filter(|_| now < stampa.scade_at);
    let file = found.ok_or(Error::StampaAssente)?;
    let stored = ente.archive.stored(file.impronta).await?;
    let end = if numero == INDICE { "indice".to_owned() } else { format!("volume-{numero}") };
    let (da, a) = ((stampa.riga.da_anno, stampa.riga.da_numero), (stampa.riga.a_anno, stampa.riga.a_numero));
    let name = format!("registro-{}-{}-{}-{}-{end}.pdf", da.0, da.1, a.0, a.1);
    let format = recognise(&stored.head, &name, None);
    Ok(document::Model {
        // It has no row of its own among the documents: it is no record, and goes in a week.
        id: id.uuid().into(),
        sha256: file.impronta.0.to_vec(),
        size: file.byte,
        name,
        format: format.id.code(),
        detail: format.detail,
        mismatch: format.mismatch,
        created_at: file.fatto_at,
    })
}
