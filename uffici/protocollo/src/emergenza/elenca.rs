//! The interruptions there were, the one that is open, and the entries of each.

use std::collections::{BTreeMap, HashMap};

use authz::Who;
use ente::Ente;
use kernel::{Date, Instant};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    EmergenzaId,
    rules::{fine_autorizzata, per_giorno},
};
use crate::{
    correzione::OGGETTO,
    error::Error,
    permissions::{CONSULTA, EMERGENZA, GIORNALIERO},
    registrazione::elenca::Chiave,
    rules::RegistrazioneId,
    tables::{emergenza, emergenza_giorno, emergenza_periodo, emergenza_voce},
    visibilita,
};

/// An interruption with what belongs to it.
#[derive(Clone, Debug)]
pub struct Vista {
    /// Cause, act, beginning, end.
    pub emergenza: emergenza::Model,
    /// The prolongations, oldest first.
    pub periodi: Vec<emergenza_periodo::Model>,
    /// The totals of its days, once it is closed.
    pub giorni: Vec<emergenza_giorno::Model>,
    /// How many entries were brought in.
    pub riportate: i64,
}

impl Vista {
    /// Until when the register may be used.
    pub fn fine(&self) -> Instant {
        fine_autorizzata(self.emergenza.dal_at, self.periodi.iter().map(|periodo| periodo.fino_at))
    }
}

/// Who opens the registers of the day reads there the emergency number of every entry: they may look at the interruptions too.
fn guarda(who: &Who) -> Result<(), Error> {
    if !who.may(&GIORNALIERO) {
        who.require(&EMERGENZA)?;
    }
    Ok(())
}

/// The interruptions, from the last, at most `limit`.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(ente: &Ente, who: &Who, limit: usize) -> Result<Vec<Vista>, Error> {
    guarda(who)?;
    let read = ente.db().read().await?;
    let select = emergenza::Entity::find().order_by_desc(emergenza::Column::DalAt).limit(limit as u64);
    let rows = select.all(&read).await?;
    intorno(&read, rows).await
}

/// One of them.
///
/// # Errors
/// A missing permission; [`Error::EmergenzaAssente`]; those of the database.
pub async fn vedi(ente: &Ente, who: &Who, id: EmergenzaId) -> Result<Vista, Error> {
    guarda(who)?;
    let read = ente.db().read().await?;
    let row = emergenza::Entity::find_by_id(id).one(&read).await?.ok_or(Error::EmergenzaAssente)?;
    intorno(&read, vec![row]).await?.pop().ok_or(Error::EmergenzaAssente)
}

async fn intorno<C: ConnectionTrait>(connection: &C, rows: Vec<emergenza::Model>) -> Result<Vec<Vista>, Error> {
    let ids: Vec<EmergenzaId> = rows.iter().map(|row| row.id).collect();
    let periodi = emergenza_periodo::Entity::find()
        .filter(emergenza_periodo::Column::EmergenzaId.is_in(ids.iter().copied()))
        .order_by_asc(emergenza_periodo::Column::FinoAt)
        .all(connection)
        .await?;
    let giorni = emergenza_giorno::Entity::find()
        .filter(emergenza_giorno::Column::EmergenzaId.is_in(ids.iter().copied()))
        .order_by_asc(emergenza_giorno::Column::Giorno)
        .all(connection)
        .await?;
    let sql = "SELECT emergenza_id, COUNT(*) AS n FROM protocollo_emergenza_voce GROUP BY emergenza_id";
    let mut riportate: HashMap<EmergenzaId, i64> = HashMap::new();
    for row in db::rows(connection, sql, []).await? {
        riportate.insert(row.try_get("", "emergenza_id")?, row.try_get("", "n")?);
    }
    let vista = |emergenza: emergenza::Model| Vista {
        periodi: periodi.iter().filter(|periodo| periodo.emergenza_id == emergenza.id).cloned().collect(),
        giorni: giorni.iter().filter(|giorno| giorno.emergenza_id == emergenza.id).cloned().collect(),
        riportate: riportate.get(&emergenza.id).copied().unwrap_or_default(),
        emergenza,
    };
    Ok(rows.into_iter().map(vista).collect())
}

/// The interruption that is open: whoever reads the protocol may know that there is one.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn in_corso(ente: &Ente, who: &Who) -> Result<Option<emergenza::Model>, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    Ok(emergenza::Entity::find().filter(emergenza::Column::ChiusaAt.is_null()).one(&read).await?)
}

/// An entry with both its numbers.
#[derive(Clone, Debug)]
pub struct Voce {
    /// Year and number of the emergency register.
    pub emergenza: Chiave,
    /// When it was made there.
    pub registrata_at: Instant,
    /// Year and number of the ordinary register.
    pub protocollo: Chiave,
    /// What it is about, where `who` may see it: whoever gives the register back sees all numbers, not all subjects.
    pub oggetto: Option<String>,
}

/// The entries of an interruption after `dopo`, in order of emergency number, at most `limit`.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn voci(
    ente: &Ente,
    who: &Who,
    id: EmergenzaId,
    dopo: Option<Chiave>,
    limit: usize,
) -> Result<Vec<Voce>, Error> {
    guarda(who)?;
    let (anno, numero) = dopo.unwrap_or((0, 0));
    let (visible, values) = visibilita::condition(who, 4);
    let sql = format!(
        "SELECT v.anno, v.numero, v.registrata_at, r.anno AS anno_p, r.numero AS numero_p, CASE WHEN {visible} THEN {OGGETTO} END AS oggetto \
         FROM protocollo_emergenza_voce v JOIN protocollo_registrazione r ON r.id = v.registrazione_id \
         WHERE v.emergenza_id = $1 AND (v.anno, v.numero) > ($2, $3) ORDER BY v.anno, v.numero LIMIT {}",
        limit.min(1_000)
    );
    let places = [id.into(), anno.into(), numero.into()].into_iter().chain(values);
    let read = ente.db().read().await?;
    let rows = db::rows(&read, &sql, places).await?;
    let voce = |row: &sea_orm::QueryResult| {
        Ok(Voce {
            emergenza: (row.try_get("", "anno")?, row.try_get("", "numero")?),
            registrata_at: row.try_get("", "registrata_at")?,
            protocollo: (row.try_get("", "anno_p")?, row.try_get("", "numero_p")?),
            oggetto: row.try_get("", "oggetto")?,
        })
    };
    rows.iter().map(voce).collect()
}

/// How many entries were brought in for each day.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn contate(ente: &Ente, who: &Who, id: EmergenzaId) -> Result<BTreeMap<Date, i64>, Error> {
    who.require(&EMERGENZA)?;
    let read = ente.db().read().await?;
    let sql = "SELECT registrata_at FROM protocollo_emergenza_voce WHERE emergenza_id = $1";
    let rows = db::rows(&read, sql, [id.into()]).await?;
    let istanti: Vec<Instant> = rows.iter().map(|row| row.try_get("", "registrata_at")).collect::<Result<_, _>>()?;
    Ok(per_giorno(istanti.into_iter()))
}

/// The emergency number of an entry that whoever asks may see.
///
/// # Errors
/// Those of the database.
pub(crate) async fn numero_di(ente: &Ente, id: RegistrazioneId) -> Result<Option<emergenza_voce::Model>, Error> {
    let read = ente.db().read().await?;
    Ok(emergenza_voce::Entity::find().filter(emergenza_voce::Column::RegistrazioneId.eq(id)).one(&read).await?)
}
