//! The figures that an inspector asks for: what was to be kept, what is, what failed, since when.

use authz::Who;
use chrono::Days;
use ente::Ente;
use kernel::{Date, Instant};
use porte::conservazione::Tipo;
use sea_orm::{EntityTrait, QueryOrder};

use crate::{
    error::Error,
    pacchetto::impedimento,
    permissions::CONSULTA,
    rules::Stato,
    tables::{rilettura, rinnovo},
    via::{Via, via},
};

/// Days that are drawn.
pub(crate) const GIORNI: u64 = 30;
/// Microseconds of an hour.
const ORA: i64 = 3_600_000_000;

/// The things of a kind that stand in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conto {
    /// Kind.
    pub tipo: Tipo,
    /// State.
    pub stato: Stato,
    /// How many.
    pub quante: i64,
    /// Since when the first of them stands so.
    pub dal: Instant,
}

/// The figures.
#[derive(Clone, Debug)]
pub struct Quadro {
    /// How many things of each kind stand in each state.
    pub conti: Vec<Conto>,
    /// How many are past their term, and the oldest of these terms.
    pub scadute: (i64, Option<Date>),
    /// How many things came to be kept on each of the last days, and of these how many are kept.
    pub giorni: Vec<(Date, i64, i64)>,
    /// Why no package can be made today: the ente's seal.
    pub impedimento: Option<String>,
    /// The conservatore's name, where deposits leave by themselves.
    pub conservatore: Option<String>,
    /// Whether they are put in a folder of the conservatore's, by SFTP.
    pub per_sftp: bool,
    /// How the time stamps of the archive stand.
    pub marche: Marche,
    /// What the last night's stamping did that did anything.
    pub rinnovo: Option<rinnovo::Model>,
    /// The last reading of everything.
    pub rilettura: Option<rilettura::Model>,
}

/// How the time stamps of the archive stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marche {
    /// Whether the ente has an authority that gives them.
    pub autorita: bool,
    /// Packages under one.
    pub sotto: i64,
    /// Packages that wait for their first.
    pub senza: i64,
    /// Packages of which the last is no longer good: what it proved is proved no more.
    pub finite: i64,
    /// When the first ends of those that hold now.
    pub prima: Option<Instant>,
}

impl Quadro {
    /// How many stand in a state, of one kind or of all.
    pub fn quante(&self, tipo: Option<Tipo>, stato: Stato) -> i64 {
        self.di(tipo, stato).map(|one| one.quante).sum()
    }

    /// Since when the first of them stands so.
    pub fn dal(&self, tipo: Option<Tipo>, stato: Stato) -> Option<Instant> {
        self.di(tipo, stato).map(|one| one.dal).min()
    }

    fn di(&self, tipo: Option<Tipo>, stato: Stato) -> impl Iterator<Item = &Conto> {
        self.conti.iter().filter(move |one| one.stato == stato && tipo.is_none_or(|tipo| one.tipo == tipo))
    }
}

/// Reads them.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn quadro(ente: &Ente, who: &Who) -> Result<Quadro, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let today = ente.ledger.now().date();
    let sql = "SELECT tipo, stato, COUNT(*) AS quante, MIN(dal) AS prima FROM conservazione_stato GROUP BY tipo, stato";
    let mut conti = Vec::new();
    for row in &db::rows(&read, sql, []).await? {
        let (tipo, stato): (String, String) = (row.try_get("", "tipo")?, row.try_get("", "stato")?);
        if let Some((tipo, stato)) = Tipo::from_code(&tipo).zip(Stato::from_code(&stato)) {
            conti.push(Conto { tipo, stato, quante: row.try_get("", "quante")?, dal: row.try_get("", "prima")? });
        }
    }
    let sql =
        "SELECT COUNT(*) AS quante, MIN(termine) AS prima FROM conservazione_stato WHERE stato <> $1 AND termine < $2";
    let late = db::one(&read, sql, [Stato::Conservata.code().into(), today.into()]).await?;
    let scadute = match late {
        Some(row) => (row.try_get("", "quante")?, row.try_get("", "prima")?),
        None => (0, None),
    };
    let giorni = giorni(&read, today).await?;
    let marche = marche(&read, ente.time_stamps.is_some(), ente.ledger.now()).await?;
    let via = via(ente, &read).await?;
    let conservatore = via.as_ref().map(|via| via.nome().to_owned());
    let per_sftp = matches!(via, Some(Via::Sftp(_)));
    let rilettura = rilettura::Entity::find().order_by_desc(rilettura::Column::Id).one(&read).await?;
    let rinnovo = rinnovo::Entity::find().order_by_desc(rinnovo::Column::Id).one(&read).await?;
    drop(read);
    let impedimento = impedimento(ente).await?;
    Ok(Quadro { impedimento, conti, scadute, giorni, conservatore, per_sftp, marche, rinnovo, rilettura })
}

/// How many packages are under a time stamp of the archive, and when the first ends of those that hold: only the last of each
/// package counts, and none of one that was discarded with an authorisation.
async fn marche(read: &db::Read, autorita: bool, now: Instant) -> Result<Marche, Error> {
    let sql = "SELECT COUNT(*) AS sotto, MIN(CASE WHEN m.fino >= $1 THEN m.fino END) AS prima, \
               COALESCE(SUM(CASE WHEN m.fino < $1 THEN 1 ELSE 0 END), 0) AS finite FROM conservazione_evidenza e \
               JOIN conservazione_marca m ON m.id = e.marca_id JOIN conservazione_pacchetto p ON p.id = e.pacchetto_id \
               WHERE NOT EXISTS (SELECT 1 FROM documents_disposal x WHERE x.document_id = p.documento_id) AND NOT EXISTS \
               (SELECT 1 FROM conservazione_evidenza d WHERE d.pacchetto_id = e.pacchetto_id \
               AND (d.catena > e.catena OR (d.catena = e.catena AND d.posto > e.posto)))";
    let (sotto, prima, finite): (i64, Option<Instant>, i64) = match db::one(read, sql, [now.into()]).await? {
        Some(row) => (row.try_get("", "sotto")?, row.try_get("", "prima")?, row.try_get("", "finite")?),
        None => (0, None, 0),
    };
    let sql = "SELECT COUNT(*) AS quanti FROM conservazione_pacchetto p WHERE NOT EXISTS \
               (SELECT 1 FROM documents_disposal x WHERE x.document_id = p.documento_id)";
    let all: i64 = match db::one(read, sql, []).await? {
        Some(row) => row.try_get("", "quanti")?,
        None => 0,
    };
    Ok(Marche { autorita, sotto, senza: all - sotto, finite, prima })
}

/// How many things came on each of the last days, and of these how many are kept. They are counted by the hour, which no change of the
/// Italian clock splits, so that a large archive answers with few rows.
async fn giorni(read: &db::Read, today: Date) -> Result<Vec<(Date, i64, i64)>, Error> {
    let first = today.checked_sub_days(Days::new(GIORNI - 1)).unwrap_or(today);
    let sql = format!(
        "SELECT c.nata_at / {ORA} AS ora, COUNT(*) AS nate, SUM(CASE WHEN s.stato = $1 THEN 1 ELSE 0 END) AS conservate \
         FROM conservazione_cosa c JOIN conservazione_stato s ON s.cosa_id = c.id WHERE c.nata_at >= $2 GROUP BY c.nata_at / {ORA}"
    );
    let mut giorni: Vec<(Date, i64, i64)> =
        first.iter_days().take_while(|day| *day <= today).map(|day| (day, 0, 0)).collect();
    let values: [sea_orm::Value; 2] = [Stato::Conservata.code().into(), Instant::start_of(first).into()];
    for row in &db::rows(read, &sql, values).await? {
        let at = Instant::from_micros(row.try_get::<i64>("", "ora")?.saturating_mul(ORA));
        if let Some(day) = giorni.iter_mut().find(|(day, _, _)| *day == at.date()) {
            day.1 += row.try_get::<i64>("", "nate")?;
            day.2 += row.try_get::<i64>("", "conservate")?;
        }
    }
    Ok(giorni)
}
