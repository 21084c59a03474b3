//! What waits for somebody, by index.

use std::collections::{BTreeMap, HashMap};

use authz::Who;
use iter::Incarico;
use kernel::{Date, Instant, Uuid};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryResult, Value};
use serde::Serialize;

use crate::{
    Error, Intestazione, Lettura, Materia, PraticaId, Vista, di_codice, leggi_tutte, persone::persona, tables::pratica,
};

/// From where a desk goes on: since when the last file shown waits, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursore {
    /// Since when.
    pub dal: Instant,
    /// Which.
    pub pratica: PraticaId,
}

/// A file that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DaFare {
    /// The file.
    pub pratica: PraticaId,
    /// Whose it is.
    pub materia: String,
    /// The definition's code.
    pub codice: String,
    /// What the office calls it.
    pub testo: String,
    /// Its page.
    pub href: String,
    /// Where it stands, in the definition's words.
    pub dove: String,
    /// Since when it waits.
    pub dal: Instant,
    /// What the reader may do, in the definition's words.
    pub passi: Vec<String>,
    /// By when the first of the terms of these steps ends.
    pub entro: Option<Date>,
    /// Whether a reminder of one of them is due: its end is near, or has passed.
    pub vicino: bool,
}

/// A page of a desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scrivania {
    /// What waits, the oldest first. May be fewer than were asked for though more follow: see [`Self::altre`].
    pub righe: Vec<DaFare>,
    /// From where to go on, where more may follow.
    pub altre: Option<Cursore>,
}

/// The rows (`a` of `iter_attesa`) that name this person with these incarichi, as a condition whose values begin at
/// `$first`.
fn mie(me: Uuid, incarichi: &[Incarico], oggi: Date, first: usize) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = vec![me.into(), oggi.into()];
    let (me_at, day_at) = (first, first + 1);
    let mut parts = vec![format!("a.persona_id = ${me_at}")];
    for one in incarichi {
        let at = first + values.len();
        values.extend([one.ruolo.clone().into(), one.ufficio.clone().into()]);
        let fits = format!("a.persona_id IS NULL AND a.ruolo IN (${at}, '') AND a.ufficio IN (${}, '')", at + 1);
        parts.push(match &one.vice_di {
            None => format!("({fits})"),
            Some(vice) if vice.assente => format!("({fits} AND a.vice)"),
            Some(vice) => {
                values.push(vice.titolare.into());
                let holder = at + 2;
                format!(
                    "({fits} AND a.vice AND EXISTS (SELECT 1 FROM iter_escluso h WHERE h.pratica_id = a.pratica_id \
                     AND h.n = -1 AND h.persona_id = ${holder}))"
                )
            }
        });
    }
    let condition = format!(
        "({}) AND (a.dal_giorno IS NULL OR a.dal_giorno <= ${day_at}) AND NOT EXISTS (SELECT 1 FROM iter_escluso e \
         WHERE e.pratica_id = a.pratica_id AND e.persona_id = ${me_at} AND (e.n = -1 OR e.n = a.n))",
        parts.join(" OR ")
    );
    (condition, values)
}

/// What waits for this person: files in which a step is theirs by incarico, as a deputy, as a substitute or by name,
/// the oldest first, after `dopo`. Of these matters alone, and of their things those alone that the office lets them
/// see.
///
/// # Errors
/// Those of the database, and of the offices.
pub async fn scrivania(
    vista: &Vista<'_>,
    materie: &[&dyn Materia],
    who: &Who,
    ora: Instant,
    dopo: Option<Cursore>,
    limite: u64,
) -> Result<Scrivania, Error> {
    let persona = persona(vista, who.person, ora.date()).await?;
    let (mine, values) = mie(persona.id, &persona.incarichi, ora.date(), 3);
    let limite = limite.clamp(1, 200);
    let after = dopo.unwrap_or(Cursore { dal: Instant::from_micros(i64::MIN), pratica: Uuid::nil().into() });
    let sql = format!(
        "SELECT a.pratica_id, MIN(a.dal) AS dal FROM iter_attesa a WHERE a.tipo = 'passo' AND {mine} \
         GROUP BY a.pratica_id HAVING MIN(a.dal) > $1 OR (MIN(a.dal) = $1 AND a.pratica_id > $2) \
         ORDER BY MIN(a.dal), a.pratica_id LIMIT {limite}"
    );
    let values = [after.dal.into(), after.pratica.into()].into_iter().chain(values);
    let mut found: Vec<Cursore> = Vec::new();
    for row in db::rows(vista, &sql, values).await? {
        found.push(Cursore { dal: row.try_get("", "dal")?, pratica: row.try_get("", "pratica_id")? });
    }
    let full = u64::try_from(found.len()).unwrap_or(u64::MAX) >= limite;
    let altre = found.last().copied().filter(|_| full);
    let ids: Vec<PraticaId> = found.iter().map(|one| one.pratica).collect();
    let steps = passi(vista, &persona, ora, &ids).await?;
    let files = righe(vista, &ids).await?;
    let things = files.values().map(|riga| (riga.materia.clone(), riga.oggetto_id)).collect();
    let heads = intestazioni(vista, materie, who, things).await?;
    let asked = chieste(vista, materie, who, ora, (&files, &steps)).await?;
    let mut righe = Vec::with_capacity(found.len());
    for one in found {
        let (Some(riga), Some(rows)) = (files.get(&one.pratica), steps.get(&one.pratica)) else { continue };
        let Some(head) = heads.get(&(riga.materia.clone(), riga.oggetto_id)) else { continue };
        let names = conferma(rows, asked.get(&one.pratica));
        if names.is_empty() {
            continue;
        }
        let mut dove: Vec<&str> = rows.iter().map(|row| row.dove.as_str()).collect();
        dove.sort_unstable();
        dove.dedup();
        righe.push(DaFare {
            pratica: one.pratica,
            materia: riga.materia.clone(),
            codice: riga.codice.clone(),
            testo: head.testo.clone(),
            href: head.href.clone(),
            dove: dove.join(", "),
            dal: one.dal,
            passi: names,
            entro: rows.iter().filter_map(|row| row.entro).min(),
            vicino: rows.iter().any(|row| row.vicino(ora.date())),
        });
    }
    Ok(Scrivania { righe, altre })
}

/// How many files wait for this person, of these matters and of the things that the office lets them see, counted up to
/// `fino`: what only the file itself can say is counted in. Of more than `fino` that wait, those that they may not see
/// may make the number smaller than it is.
///
/// # Errors
/// Those of the database, and of the offices.
pub async fn conta(
    vista: &Vista<'_>,
    materie: &[&dyn Materia],
    who: &Who,
    ora: Instant,
    fino: u64,
) -> Result<u64, Error> {
    let persona = persona(vista, who.person, ora.date()).await?;
    let (mine, values) = mie(persona.id, &persona.incarichi, ora.date(), 1);
    let sql = format!("SELECT DISTINCT a.pratica_id FROM iter_attesa a WHERE a.tipo = 'passo' AND {mine} LIMIT {fino}");
    let mut ids: Vec<PraticaId> = Vec::new();
    for row in db::rows(vista, &sql, values).await? {
        ids.push(row.try_get("", "pratica_id")?);
    }
    if ids.is_empty() {
        return Ok(0);
    }
    let files = righe(vista, &ids).await?;
    let thing = |riga: &pratica::Model| (riga.materia.clone(), riga.oggetto_id);
    let heads = intestazioni(vista, materie, who, files.values().map(thing).collect()).await?;
    Ok(files.values().map(thing).filter(|thing| heads.contains_key(thing)).count() as u64)
}

/// A step that a row names.
struct Riga {
    codice: String,
    nome: String,
    dove: String,
    esatta: bool,
    entro: Option<Date>,
    vicina_dal: Option<Date>,
}

impl Riga {
    fn vicino(&self, oggi: Date) -> bool {
        self.entro.is_some_and(|end| end <= oggi) || self.vicina_dal.is_some_and(|day| day <= oggi)
    }
}

fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

async fn passi(
    vista: &Vista<'_>,
    persona: &iter::Persona,
    ora: Instant,
    ids: &[PraticaId],
) -> Result<HashMap<PraticaId, Vec<Riga>>, Error> {
    let mut found: HashMap<PraticaId, Vec<Riga>> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let (mine, values) = mie(persona.id, &persona.incarichi, ora.date(), ids.len() + 1);
    let sql = format!(
        "SELECT a.pratica_id, a.codice, a.nome, a.dove, a.esatta, a.scade AS entro, a.vicina_dal \
         FROM iter_attesa a WHERE a.tipo = 'passo' AND a.pratica_id IN ({}) AND {mine} ORDER BY a.pratica_id, a.n",
        places(1, ids.len())
    );
    let values = ids.iter().map(|id| Value::from(*id)).chain(values);
    for row in db::rows(vista, &sql, values).await? {
        let (id, riga) = riga(&row)?;
        found.entry(id).or_default().push(riga);
    }
    Ok(found)
}

fn riga(row: &QueryResult) -> Result<(PraticaId, Riga), sea_orm::DbErr> {
    let riga = Riga {
        codice: row.try_get("", "codice")?,
        nome: row.try_get("", "nome")?,
        dove: row.try_get("", "dove")?,
        esatta: row.try_get("", "esatta")?,
        entro: row.try_get("", "entro")?,
        vicina_dal: row.try_get("", "vicina_dal")?,
    };
    Ok((row.try_get("", "pratica_id")?, riga))
}

async fn righe(vista: &Vista<'_>, ids: &[PraticaId]) -> Result<HashMap<PraticaId, pratica::Model>, Error> {
    let select = pratica::Entity::find().filter(pratica::Column::Id.is_in(ids.iter().copied()));
    Ok(select.all(vista).await?.into_iter().map(|row| (row.id, row)).collect())
}

/// What the offices call these things, of those alone that `who` may see.
pub(crate) async fn intestazioni(
    vista: &Vista<'_>,
    materie: &[&dyn Materia],
    who: &Who,
    things: Vec<(String, Uuid)>,
) -> Result<HashMap<(String, Uuid), Intestazione>, Error> {
    let mut by_matter: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
    for (materia, id) in things {
        by_matter.entry(materia).or_default().push(id);
    }
    let mut heads = HashMap::new();
    for (codice, mut things) in by_matter {
        let Some(materia) = di_codice(materie, &codice) else { continue };
        things.sort_unstable();
        things.dedup();
        let own = materia.intestazioni(vista, who, &things).await?;
        heads.extend(own.into_iter().map(|(id, head)| ((codice.clone(), id), head)));
    }
    Ok(heads)
}

/// The files that a row does not decide by itself, read together: with as many queries for each matter as for one file.
async fn chieste(
    vista: &Vista<'_>,
    materie: &[&dyn Materia],
    who: &Who,
    ora: Instant,
    (files, steps): (&HashMap<PraticaId, pratica::Model>, &HashMap<PraticaId, Vec<Riga>>),
) -> Result<HashMap<PraticaId, Lettura>, Error> {
    let mut by_matter: BTreeMap<&str, Vec<PraticaId>> = BTreeMap::new();
    for (id, rows) in steps {
        if let Some(riga) = files.get(id).filter(|_| rows.iter().any(|row| !row.esatta)) {
            by_matter.entry(riga.materia.as_str()).or_default().push(*id);
        }
    }
    let mut read = HashMap::new();
    for (codice, ids) in by_matter {
        let Some(materia) = di_codice(materie, codice) else { continue };
        let found = leggi_tutte(vista, materia, who, &ids, ora).await?;
        read.extend(found.into_iter().map(|lettura| (lettura.presa.riga.id, lettura)));
    }
    Ok(read)
}

/// The names of the steps that are really theirs: where a row does not decide by itself, the file says.
fn conferma(rows: &[Riga], file: Option<&Lettura>) -> Vec<String> {
    let theirs = file.map(Lettura::passi).unwrap_or_default();
    let decided = rows.iter().filter(|row| row.esatta);
    let said = rows.iter().filter(|row| !row.esatta && theirs.iter().any(|one| one.passo.codice == row.codice));
    let mut names: Vec<String> = Vec::new();
    for row in decided.chain(said) {
        if !names.contains(&row.nome) {
            names.push(row.nome.clone());
        }
    }
    names
}
