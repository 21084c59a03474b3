//! Filters of the list kept under a name: one's own, shared with a unit, or with all who may read the register. What is kept is a
//! question, never an answer: whoever opens one finds what they may see, and nothing else.

use authz::{PersonId, UnitId, Who};
use ente::Ente;
use kernel::{Id, Refusal, Uuid};
use sea_orm::QueryResult;

use crate::{
    error::Error,
    permissions::{CONSULTA, CONSULTA_TUTTO},
};

/// Filters that one person may keep.
pub const MOST: usize = 30;
/// Shared filters that are shown.
const MOST_SHOWN: usize = 100;
/// The longest name of one, in letters.
pub const LONGEST_NAME: usize = 40;
/// The longest filter, in bytes.
const LONGEST: usize = 4_000;

/// A row of the kept filters.
#[derive(Debug)]
pub enum Riga {}

/// Of ids that point at one.
pub type RicercaId = Id<Riga>;

/// Whose it is besides who keeps it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Condivisa {
    /// Nobody's.
    #[default]
    No,
    /// A unit's.
    Ufficio(UnitId),
    /// All who may read the register.
    Tutti,
}

impl Condivisa {
    /// The word kept in a row and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Ufficio(_) => "ufficio",
            Self::Tutti => "tutti",
        }
    }

    fn ufficio(self) -> Option<Uuid> {
        match self {
            Self::Ufficio(unit) => Some(unit.uuid()),
            _ => None,
        }
    }

    /// From a form: nothing, "tutti", or the id of a unit.
    ///
    /// # Errors
    /// A text that is none of these.
    pub fn from_form(text: &str) -> Result<Self, Refusal> {
        match text {
            "" | "no" => Ok(Self::No),
            "tutti" => Ok(Self::Tutti),
            unit => unit
                .parse()
                .map(Self::Ufficio)
                .map_err(|_| Refusal::because("Con chi la condividi non si legge: scegli dall'elenco.")),
        }
    }
}

/// A filter that someone keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ricerca {
    /// Its id.
    pub id: RicercaId,
    /// Who keeps it.
    pub persona: PersonId,
    /// Its name.
    pub nome: String,
    /// The fields of the list's address, as JSON.
    pub scelte: String,
    /// With whom it is shared.
    pub condivisa: Condivisa,
}

const COLUMNS: &str = "q.id, q.persona_id, q.nome, q.scelte, q.condivisa, q.ufficio_id";

fn leggi(row: &QueryResult) -> Result<Ricerca, Error> {
    let unit: Option<Uuid> = row.try_get("", "ufficio_id")?;
    let condivisa = match (row.try_get::<String>("", "condivisa")?.as_str(), unit) {
        ("tutti", _) => Condivisa::Tutti,
        ("ufficio", Some(unit)) => Condivisa::Ufficio(unit.into()),
        _ => Condivisa::No,
    };
    Ok(Ricerca {
        id: row.try_get::<Uuid>("", "id")?.into(),
        persona: row.try_get("", "persona_id")?,
        nome: row.try_get("", "nome")?,
        scelte: row.try_get("", "scelte")?,
        condivisa,
    })
}

/// Those that `who` may open, one's own first, then by name: `$1` is the person, the units follow.
fn visibili(who: &Who) -> (String, Vec<sea_orm::Value>) {
    let mut values = vec![who.person.uuid().into()];
    let mut places = Vec::new();
    for unit in who.units_with(&CONSULTA) {
        values.push(unit.uuid().into());
        places.push(format!("${}", values.len()));
    }
    let mine = if places.is_empty() {
        String::new()
    } else {
        format!(" OR (q.condivisa = 'ufficio' AND q.ufficio_id IN ({}))", places.join(", "))
    };
    (format!("(q.persona_id = $1 OR q.condivisa = 'tutti'{mine})"), values)
}

/// The filters that `who` may open: one's own, and those shared with them.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(ente: &Ente, who: &Who) -> Result<Vec<Ricerca>, Error> {
    who.require(&CONSULTA)?;
    let (condition, values) = visibili(who);
    let sql = format!(
        "SELECT {COLUMNS} FROM protocollo_ricerca q WHERE {condition} \
         ORDER BY CASE WHEN q.persona_id = $1 THEN 0 ELSE 1 END, q.nome, q.id LIMIT {}",
        MOST + MOST_SHOWN
    );
    let read = ente.db().read().await?;
    db::rows(&read, &sql, values).await?.iter().map(leggi).collect()
}

/// One of them.
///
/// # Errors
/// [`Error::RicercaAssente`] where there is none that `who` may open; those of the database.
pub async fn trova(ente: &Ente, who: &Who, id: RicercaId) -> Result<Ricerca, Error> {
    who.require(&CONSULTA)?;
    let (condition, mut values) = visibili(who);
    values.push(id.uuid().into());
    let sql = format!("SELECT {COLUMNS} FROM protocollo_ricerca q WHERE {condition} AND q.id = ${}", values.len());
    let read = ente.db().read().await?;
    let row = db::one(&read, &sql, values).await?.ok_or(Error::RicercaAssente)?;
    leggi(&row)
}

/// What can be wrong with a name and with whom it is shared.
fn controlla(who: &Who, nome: &str, condivisa: Condivisa) -> Result<String, Refusal> {
    let nome = nome.trim();
    let mut refusal = Refusal::default();
    if nome.is_empty() {
        refusal.add(Some("nome"), "Manca il nome della ricerca: scrivine uno, per esempio \"Fatture\".");
    }
    if nome.chars().count() > LONGEST_NAME {
        refusal.add(Some("nome"), format!("Il nome è troppo lungo: bastano {LONGEST_NAME} lettere."));
    }
    match condivisa {
        Condivisa::Ufficio(unit) if !who.units_with(&CONSULTA).contains(&unit) => {
            refusal.add(Some("condivisa"), "Puoi condividere una ricerca con i tuoi uffici, e questo non lo è.");
        }
        Condivisa::Tutti if !who.may(&CONSULTA_TUTTO) => {
            let sentence =
                "Solo chi consulta tutto il registro condivide una ricerca con tutti: condividila con il tuo ufficio.";
            refusal.add(Some("condivisa"), sentence);
        }
        _ => {}
    }
    refusal.unless_empty(nome.to_owned())
}

/// Keeps a filter under a name; one's own with the same name is replaced.
///
/// # Errors
/// All the reasons of a refusal; those of the database.
pub async fn salva(ente: &Ente, who: &Who, nome: &str, scelte: &str, condivisa: Condivisa) -> Result<RicercaId, Error> {
    who.require(&CONSULTA)?;
    let nome = controlla(who, nome, condivisa)?;
    if scelte.len() > LONGEST {
        return Err(Refusal::because("Il filtro è troppo lungo per tenerlo: togli qualche parola.").into());
    }
    let now = ente.ledger.now();
    let id = RicercaId::new(now, &**ente.ledger.random());
    let write = ente.db().write().await?;
    let count = "SELECT COUNT(*) AS n FROM protocollo_ricerca WHERE persona_id = $1 AND nome <> $2";
    let row = db::one(&write, count, [who.person.uuid().into(), nome.as_str().into()]).await?;
    let others = row.map_or(Ok(0_i64), |row| row.try_get("", "n"))?;
    if usize::try_from(others).unwrap_or_default() >= MOST {
        return Err(Refusal::because(format!("Hai già {MOST} ricerche salvate: togline una e riprova.")).into());
    }
    let sql = "INSERT INTO protocollo_ricerca (id, persona_id, nome, scelte, condivisa, ufficio_id, creata_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (persona_id, nome) DO UPDATE SET \
               scelte = excluded.scelte, condivisa = excluded.condivisa, ufficio_id = excluded.ufficio_id RETURNING id";
    let values = [
        id.uuid().into(),
        who.person.uuid().into(),
        nome.into(),
        scelte.into(),
        condivisa.code().into(),
        condivisa.ufficio().into(),
        now.into(),
    ];
    let row = db::one(&write, sql, values).await?.ok_or(Error::RicercaAssente)?;
    let id: Uuid = row.try_get("", "id")?;
    write.commit().await?;
    Ok(id.into())
}

/// Gives one's own filter another name, or shares it otherwise.
///
/// # Errors
/// [`Error::RicercaAssente`] where it is not one's own; all the reasons of a refusal; those of the database.
pub async fn cambia(ente: &Ente, who: &Who, id: RicercaId, nome: &str, condivisa: Condivisa) -> Result<(), Error> {
    who.require(&CONSULTA)?;
    let write = ente.db().write().await?;
    let mine = "SELECT id FROM protocollo_ricerca WHERE id = $1 AND persona_id = $2";
    db::one(&write, mine, [id.uuid().into(), who.person.uuid().into()]).await?.ok_or(Error::RicercaAssente)?;
    let nome = controlla(who, nome, condivisa)?;
    let taken = "SELECT id FROM protocollo_ricerca WHERE persona_id = $1 AND nome = $2 AND id <> $3";
    if db::one(&write, taken, [who.person.uuid().into(), nome.as_str().into(), id.uuid().into()]).await?.is_some() {
        return Err(Refusal::beside("nome", "Hai già una ricerca con questo nome: scrivine un altro.").into());
    }
    let sql = "UPDATE protocollo_ricerca SET nome = $2, condivisa = $3, ufficio_id = $4 WHERE id = $1";
    let values = [id.uuid().into(), nome.into(), condivisa.code().into(), condivisa.ufficio().into()];
    db::execute(&write, sql, values).await?;
    write.commit().await?;
    Ok(())
}

/// Keeps one's own filter no more.
///
/// # Errors
/// [`Error::RicercaAssente`] where it is not one's own; those of the database.
pub async fn togli(ente: &Ente, who: &Who, id: RicercaId) -> Result<(), Error> {
    who.require(&CONSULTA)?;
    let write = ente.db().write().await?;
    let sql = "DELETE FROM protocollo_ricerca WHERE id = $1 AND persona_id = $2";
    let done = db::execute(&write, sql, [id.uuid().into(), who.person.uuid().into()]).await?;
    if done.rows_affected() == 0 {
        return Err(Error::RicercaAssente);
    }
    write.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nobody() -> Who {
        Who { person: Uuid::nil().into(), name: String::new(), grants: Vec::new() }
    }

    #[test]
    fn all_that_is_wrong_is_told_together() {
        let refusal = controlla(&nobody(), " ", Condivisa::Tutti).unwrap_err();
        assert_eq!(refusal.reasons.len(), 2, "{refusal:?}");
        let long = "x".repeat(LONGEST_NAME + 1);
        assert!(controlla(&nobody(), &long, Condivisa::No).is_err());
        assert!(controlla(&nobody(), "Fatture", Condivisa::Ufficio(Uuid::nil().into())).is_err(), "not one's own unit");
        assert_eq!(controlla(&nobody(), " Fatture ", Condivisa::No).unwrap(), "Fatture");
    }

    #[test]
    fn a_form_says_with_whom() {
        assert_eq!(Condivisa::from_form("").unwrap(), Condivisa::No);
        assert_eq!(Condivisa::from_form("tutti").unwrap(), Condivisa::Tutti);
        let unit = Uuid::nil();
        assert_eq!(Condivisa::from_form(&unit.to_string()).unwrap(), Condivisa::Ufficio(unit.into()));
        assert!(Condivisa::from_form("il sindaco").is_err());
    }
}
