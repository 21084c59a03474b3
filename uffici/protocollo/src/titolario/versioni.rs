//! To read the versions: which there are, which is in force on a day, the classes of one, what a code meant over time.

use std::collections::HashMap;

use authz::Who;
use ente::Ente;
use kernel::{Date, Id};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    NOME_SPEDITO,
    regole::{Classe, giorno, ordina, stesso_nome},
    senza_versione,
    tabelle::{passaggio, versione},
};
use crate::{error::Error, permissions::TITOLARIO, tables::titolario};

/// Of ids that point at a version.
pub type VersioneId = Id<versione::Entity>;

/// The versions that are, were or will be in force, the first first. Those taken back are left out.
///
/// # Errors
/// Those of the database.
pub(crate) async fn valide<C: ConnectionTrait>(connection: &C) -> Result<Vec<versione::Model>, Error> {
    let mut all = versione::Entity::find()
        .filter(versione::Column::RitirataAt.is_null())
        .order_by_asc(versione::Column::Dal)
        .all(connection)
        .await?;
    if all.first().is_none_or(|first| first.decisa_da.is_some())
        && let Some(old) =
            titolario::Entity::find().filter(titolario::Column::VersioneId.is_null()).one(connection).await?
    {
        all.insert(0, di_prima(&old));
    }
    Ok(all)
}

/// The plan of an ente that had one before there were versions.
fn di_prima(classe: &titolario::Model) -> versione::Model {
    versione::Model {
        id: senza_versione(),
        nome: NOME_SPEDITO.into(),
        dal: classe.valida_dal,
        atto: None,
        decisa_da: None,
        decisa_at: kernel::Instant::start_of(classe.valida_dal),
        ritirata_da: None,
        ritirata_at: None,
        motivo: None,
    }
}

/// Of versions that begin on these days, which is in force on another: the last that began by then. Before the first of all it is
/// the first.
pub(crate) fn posto_del(mut inizi: impl DoubleEndedIterator<Item = Date> + ExactSizeIterator, day: Date) -> usize {
    inizi.rposition(|dal| dal <= day).unwrap_or_default()
}

impl From<titolario::Model> for Classe {
    fn from(row: titolario::Model) -> Self {
        Self { codice: row.codice, nome: row.nome, descrizione: row.descrizione }
    }
}

/// The classes of a version, in order of code.
///
/// # Errors
/// Those of the database.
pub(crate) async fn piano<C: ConnectionTrait>(connection: &C, id: VersioneId) -> Result<Vec<Classe>, Error> {
    let column = titolario::Column::VersioneId;
    let of_it = if id == senza_versione() { column.is_null() } else { column.eq(id) };
    let rows = titolario::Entity::find().filter(of_it).all(connection).await?;
    let mut all: Vec<Classe> = rows.into_iter().map(Into::into).collect();
    ordina(&mut all, |classe| &classe.codice);
    Ok(all)
}

/// A version, whole.
#[derive(Clone, Debug)]
pub struct Vista {
    /// Itself.
    pub versione: versione::Model,
    /// Its last day; none of the last one.
    pub al: Option<Date>,
    /// Its classes.
    pub classi: Vec<Classe>,
    /// The one before, with its classes.
    pub prima: Option<(versione::Model, Vec<Classe>)>,
    /// Where what was open went, class by class.
    pub passaggi: Vec<passaggio::Model>,
}

/// Every version there ever was, taken back or not, the last first, each with its last day.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(ente: &Ente, who: &Who) -> Result<Vec<(versione::Model, Option<Date>)>, Error> {
    who.require(&TITOLARIO)?;
    let read = ente.db().read().await?;
    let valide = valide(&read).await?;
    let taken_back = versione::Entity::find().filter(versione::Column::RitirataAt.is_not_null()).all(&read).await?;
    let mut all: Vec<(versione::Model, Option<Date>)> =
        valide.iter().map(|each| (each.clone(), ultimo_giorno(&valide, each))).collect();
    all.extend(taken_back.into_iter().map(|each| (each, None)));
    all.sort_by_key(|(each, _)| std::cmp::Reverse((each.dal, each.decisa_at)));
    Ok(all)
}

fn ultimo_giorno(valide: &[versione::Model], of: &versione::Model) -> Option<Date> {
    let place = valide.iter().position(|each| each.id == of.id)?;
    valide.get(place + 1)?.dal.pred_opt()
}

/// One version, with the one before it.
///
/// # Errors
/// A missing permission; [`Error::TitolarioAssente`]; those of the database.
pub async fn vedi(ente: &Ente, who: &Who, id: VersioneId) -> Result<Vista, Error> {
    who.require(&TITOLARIO)?;
    let read = ente.db().read().await?;
    let valide = valide(&read).await?;
    let versione = match valide.iter().find(|each| each.id == id) {
        Some(found) => found.clone(),
        None => versione::Entity::find_by_id(id).one(&read).await?.ok_or(Error::TitolarioAssente)?,
    };
    let before = valide.iter().rfind(|each| each.dal < versione.dal && each.id != versione.id).cloned();
    let prima = match before {
        Some(before) => {
            let classi = piano(&read, before.id).await?;
            Some((before, classi))
        }
        None => None,
    };
    let mut passaggi = passaggio::Entity::find().filter(passaggio::Column::VersioneId.eq(id)).all(&read).await?;
    ordina(&mut passaggi, |row| row.da_classe.as_deref().unwrap_or("~"));
    Ok(Vista { al: ultimo_giorno(&valide, &versione), classi: piano(&read, id).await?, prima, passaggi, versione })
}

/// What a code meant, from when until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Significato {
    /// The class.
    pub nome: String,
    /// From this day.
    pub dal: Date,
    /// Until this day, included; none where it still does.
    pub al: Option<Date>,
}

impl Significato {
    /// From when until when, in words.
    pub fn quando(&self) -> String {
        match self.al {
            Some(al) => format!("fino al {}", giorno(al)),
            None => format!("dal {}", giorno(self.dal)),
        }
    }
}

/// What a code meant over the versions: more than one where it changed. The caller has asked for the permission to consult.
///
/// # Errors
/// Those of the database.
pub(crate) async fn significati<C: ConnectionTrait>(connection: &C, codice: &str) -> Result<Vec<Significato>, Error> {
    let mut found = significati_di(connection, &[codice.to_owned()]).await?;
    Ok(found.remove(codice).unwrap_or_default())
}

/// The same of many codes at once; a code that never was is left out.
///
/// # Errors
/// Those of the database.
pub(crate) async fn significati_di<C: ConnectionTrait>(
    connection: &C,
    codici: &[String],
) -> Result<HashMap<String, Vec<Significato>>, Error> {
    let rows = titolario::Entity::find()
        .filter(titolario::Column::Codice.is_in(codici.iter().map(String::as_str)))
        .all(connection)
        .await?;
    let valide = valide(connection).await?;
    let mut found: HashMap<String, Vec<Significato>> = HashMap::new();
    for versione in &valide {
        let al = ultimo_giorno(&valide, versione);
        for row in rows.iter().filter(|row| row.versione_id.unwrap_or_else(senza_versione) == versione.id) {
            let meanings = found.entry(row.codice.clone()).or_default();
            match meanings.last_mut() {
                Some(last) if stesso_nome(&last.nome, &row.nome) => last.al = al,
                _ => meanings.push(Significato { nome: row.nome.clone(), dal: versione.dal, al }),
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_a_day_is_the_last_that_began_by_then() {
        let all: [Date; 3] = ["2020-05-01", "2026-01-01", "2027-01-01"].map(|dal| dal.parse().unwrap());
        for (day, place) in
            [("2019-01-01", 0), ("2025-12-31", 0), ("2026-01-01", 1), ("2026-12-31", 1), ("2030-01-01", 2)]
        {
            assert_eq!(posto_del(all.into_iter(), day.parse().unwrap()), place, "{day}");
        }
    }
}
