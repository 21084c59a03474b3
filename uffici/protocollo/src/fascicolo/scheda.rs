//! To read one fascicolo whole: all but what lies in it, which is read a page at a time.

use authz::{PersonId, Who};
use ente::Ente;
use kernel::Instant;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    Chiave, Fascicolo, FascicoloId, chiave_di, chiave_se_visibile,
    chiudi::pendenze,
    condivisi,
    contenuto::conta,
    regole::Pendenza,
    tables::{fatto, ufficio},
    trova, visibilita,
};
use crate::{
    error::Error,
    permissions::{CONSULTA, FASCICOLA},
};

/// Steps of its history that are read, the last ones.
const MOST_STEPS: u64 = 200;
/// Sub-fascicoli that are read.
const MOST_UNDER: u32 = 200;

/// A fascicolo with everything around it that `who` may see.
#[derive(Clone, Debug)]
pub struct Scheda {
    /// The fascicolo.
    pub fascicolo: Fascicolo,
    /// The one that holds it, where it may be seen.
    pub sopra: Option<Chiave>,
    /// Whether one above it is closed.
    pub sopra_chiuso: bool,
    /// What lies under it.
    pub sotto: Vec<Sotto>,
    /// With which units it is shared now.
    pub condivisi: Vec<ufficio::Model>,
    /// What happened to it, the last first.
    pub fatti: Vec<fatto::Model>,
    /// What was put in and taken out, the last first.
    pub passaggi: Vec<Passaggio>,
    /// How many entries lie in it.
    pub registrazioni: i64,
    /// What keeps it from being closed; empty for whoever may not close it.
    pub pendenze: Vec<Pendenza>,
    /// Whether `who` looks after it.
    pub cura: bool,
    /// Whether `who` puts entries in it.
    pub lavora: bool,
}

/// A sub-fascicolo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sotto {
    /// Its number.
    pub chiave: Chiave,
    /// What it is about.
    pub oggetto: String,
    /// Whether it is closed.
    pub chiuso: bool,
}

/// An entry that was put in or taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passaggio {
    /// Year and number of the entry.
    pub numero: (i64, i64),
    /// Who.
    pub chi: PersonId,
    /// When.
    pub at: Instant,
    /// Why it was taken out; none when it was put in.
    pub tolta: Option<String>,
}

impl Scheda {
    /// Whether anything in it may change now.
    pub const fn aperto(&self) -> bool {
        !self.fascicolo.stato.chiuso && !self.sopra_chiuso
    }

    /// The ids of all the people who did something to it, for their names.
    pub fn people(&self) -> Vec<PersonId> {
        let mut people = vec![self.fascicolo.riga.aperto_da];
        people.extend(self.fascicolo.stato.responsabile_id);
        people.extend(self.fatti.iter().map(|fatto| fatto.persona_id));
        people.extend(self.passaggi.iter().map(|step| step.chi));
        people
    }
}

/// Reads a fascicolo whole: ten queries whatever its size.
///
/// # Errors
/// A missing permission; [`Error::FascicoloAssente`] where `who` may not see it.
pub async fn leggi(ente: &Ente, who: &Who, chiave: &Chiave) -> Result<Scheda, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let fascicolo = trova(&read, who, chiave).await?;
    let id = fascicolo.riga.id;
    let condivisi: Vec<ufficio::Model> = condivisi(&read, id).await?.into_iter().filter(|share| share.attiva).collect();
    let cura = who.may(&FASCICOLA) && visibilita::cura(who, fascicolo.stato.ufficio_id);
    let lavora = who.may(&FASCICOLA) && visibilita::lavora(who, &fascicolo.stato, &condivisi);
    let sopra = match fascicolo.riga.sopra_id {
        Some(above) => chiave_se_visibile(&read, who, above).await?,
        None => None,
    };
    let fatti = fatto::Entity::find()
        .filter(fatto::Column::FascicoloId.eq(id))
        .order_by_desc(fatto::Column::Id)
        .limit(MOST_STEPS)
        .all(&read)
        .await?;
    let pendenze = if cura && !fascicolo.stato.chiuso { pendenze(&read, who, id).await? } else { Vec::new() };
    Ok(Scheda {
        sopra,
        sopra_chiuso: sopra_chiuso(&read, fascicolo.riga.sopra_id).await?,
        sotto: sotto(&read, who, id).await?,
        condivisi,
        fatti,
        passaggi: passaggi(&read, who, id).await?,
        registrazioni: conta(&read, who, &fascicolo).await?,
        pendenze,
        cura,
        lavora,
        fascicolo,
    })
}

/// Whether one of those above is closed.
pub(super) async fn sopra_chiuso<C: ConnectionTrait>(
    connection: &C,
    above: Option<FascicoloId>,
) -> Result<bool, Error> {
    let mut next = above;
    while let Some(id) = next {
        let row = super::intero(connection, id).await?;
        if row.stato.chiuso {
            return Ok(true);
        }
        next = row.riga.sopra_id;
    }
    Ok(false)
}

async fn sotto<C: ConnectionTrait>(connection: &C, who: &Who, id: FascicoloId) -> Result<Vec<Sotto>, Error> {
    let (condition, values) = visibilita::condition(who, 2);
    let sql = format!(
        "SELECT f.anno, f.classe, f.numero, f.sotto, fs.oggetto, fs.chiuso FROM protocollo_fascicolo f \
         JOIN protocollo_fascicolo_stato fs ON fs.fascicolo_id = f.id WHERE f.sopra_id = $1 AND {condition} \
         ORDER BY f.id LIMIT {MOST_UNDER}"
    );
    let rows = db::rows(connection, &sql, std::iter::once(id.into()).chain(values)).await?;
    rows.iter()
        .map(|row| {
            Ok(Sotto {
                chiave: chiave_di(row)?,
                oggetto: row.try_get("", "oggetto")?,
                chiuso: row.try_get("", "chiuso")?,
            })
        })
        .collect()
}

async fn passaggi<C: ConnectionTrait>(connection: &C, who: &Who, id: FascicoloId) -> Result<Vec<Passaggio>, Error> {
    let (condition, values) = crate::visibilita::condition(who, 2);
    let sql = format!(
        "SELECT r.anno, r.numero, v.messa_da, v.messa_at, v.tolta_da, v.tolta_at, v.motivo FROM protocollo_fascicolo_voce v \
         JOIN protocollo_registrazione r ON r.id = v.registrazione_id WHERE v.fascicolo_id = $1 AND {condition} \
         ORDER BY v.ordine DESC LIMIT {MOST_STEPS}"
    );
    let rows = db::rows(connection, &sql, std::iter::once(id.into()).chain(values)).await?;
    let mut steps = Vec::with_capacity(rows.len());
    for row in &rows {
        let numero = (row.try_get("", "anno")?, row.try_get("", "numero")?);
        let (out_by, out_at): (Option<PersonId>, Option<Instant>) =
            (row.try_get("", "tolta_da")?, row.try_get("", "tolta_at")?);
        if let Some((chi, at)) = out_by.zip(out_at) {
            let why: Option<String> = row.try_get("", "motivo")?;
            steps.push(Passaggio { numero, chi, at, tolta: Some(why.unwrap_or_default()) });
        }
        steps.push(Passaggio {
            numero,
            chi: row.try_get("", "messa_da")?,
            at: row.try_get("", "messa_at")?,
            tolta: None,
        });
    }
    steps.sort_by_key(|step| std::cmp::Reverse(step.at));
    Ok(steps)
}
