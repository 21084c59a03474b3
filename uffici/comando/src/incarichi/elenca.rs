//! To list incarichi and absences, with the names that they point at.

use authz::{PersonId, UnitId, Who, absence};
use ente::Ente;
use kernel::Date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Value};

use super::{AssenzaId, IncaricoId};
use crate::{error::Error, fatti::RoleId, permissions::CONSULTA, rules::Periodo};

/// Which incarichi.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filtro {
    /// Only this person's.
    pub persona: Option<PersonId>,
    /// Only in this unit.
    pub unita: Option<UnitId>,
    /// Only of this role.
    pub ruolo: Option<RoleId>,
    /// How they stand.
    pub stato: Option<Stato>,
    /// Only those after this one in the order of surname, name and id.
    pub dopo: Option<IncaricoId>,
}

/// How an incarico stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stato {
    /// In force.
    InCorso,
    /// To come.
    Futuro,
    /// Over, or called off.
    Finito,
}

/// An incarico with its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voce {
    /// The incarico.
    pub id: IncaricoId,
    /// Whose.
    pub persona: PersonId,
    /// Their name.
    pub nome: String,
    /// Where.
    pub unita: UnitId,
    /// The unit's name.
    pub unita_nome: String,
    /// The role's name.
    pub ruolo: String,
    /// The role.
    pub ruolo_id: RoleId,
    /// In whose place, for a deputy's.
    pub al_posto_di: Option<(PersonId, String)>,
    /// When.
    pub(crate) periodo: Periodo,
}

impl Voce {
    /// How it stands on a day.
    pub fn stato(&self, oggi: Date) -> Stato {
        if self.periodo.vuoto() || self.periodo.finito(oggi) {
            Stato::Finito
        } else if self.periodo.futuro(oggi) {
            Stato::Futuro
        } else {
            Stato::InCorso
        }
    }

    /// When, in words.
    pub fn quando(&self) -> String {
        self.periodo.parole()
    }
}

/// Incarichi, by surname and name, at most `limit`.
///
/// # Errors
/// Without the permission (one's own everyone may see); those of the database.
pub async fn elenca(ente: &Ente, who: &Who, filtro: &Filtro, limit: u64) -> Result<Vec<Voce>, Error> {
    if filtro.persona != Some(who.person) && !who.may(&accounts::GESTISCI_PERSONE) {
        who.require(&CONSULTA)?;
    }
    let oggi = ente.ledger.now().date();
    let (condition, values) = condizione(filtro, oggi);
    let sql = format!(
        "SELECT i.id, i.person_id, p.name, p.surname, i.unit_id, u.name AS unit_name, r.name AS role, i.role_id, i.valid_from, i.valid_to, \
         h.person_id AS absent_id, a.name AS absent_name, a.surname AS absent_surname \
         FROM authz_incarico i JOIN accounts_person p ON p.id = i.person_id JOIN authz_unit u ON u.id = i.unit_id \
         JOIN authz_role r ON r.id = i.role_id LEFT JOIN authz_incarico h ON h.id = i.deputy_of \
         LEFT JOIN accounts_person a ON a.id = h.person_id WHERE {condition} ORDER BY p.sort_key, i.id LIMIT {}",
        limit.min(1_000)
    );
    let rows = db::rows(&ente.db().read().await?, &sql, values).await?;
    rows.iter().map(voce).collect()
}

fn condizione(filtro: &Filtro, oggi: Date) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = Vec::new();
    let mut place = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let mut all = vec!["1 = 1".to_owned()];
    for (column, id) in [
        ("person_id", filtro.persona.map(|id| id.uuid())),
        ("unit_id", filtro.unita.map(|id| id.uuid())),
        ("role_id", filtro.ruolo.map(|id| id.uuid())),
    ] {
        if let Some(id) = id {
            all.push(format!("i.{column} = {}", place(id.into())));
        }
    }
    if let Some(stato) = filtro.stato {
        let oggi = place(oggi.into());
        all.push(match stato {
            Stato::InCorso => format!("i.valid_from <= {oggi} AND (i.valid_to IS NULL OR i.valid_to >= {oggi})"),
            Stato::Futuro => format!("i.valid_from > {oggi} AND (i.valid_to IS NULL OR i.valid_to >= i.valid_from)"),
            Stato::Finito => format!("i.valid_to IS NOT NULL AND (i.valid_to < {oggi} OR i.valid_to < i.valid_from)"),
        });
    }
    if let Some(dopo) = filtro.dopo {
        let dopo = place(dopo.into());
        all.push(format!(
            "(p.sort_key, i.id) > (SELECT q.sort_key, j.id FROM authz_incarico j JOIN accounts_person q ON q.id = j.person_id WHERE j.id = {dopo})"
        ));
    }
    (all.join(" AND "), values)
}

fn voce(row: &sea_orm::QueryResult) -> Result<Voce, Error> {
    let text = |column: &str| row.try_get::<Option<String>>("", column);
    let full = |name: Option<String>, surname: Option<String>| {
        [name, surname].into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let absent: Option<PersonId> = row.try_get("", "absent_id")?;
    let absent_name = full(text("absent_name")?, text("absent_surname")?);
    Ok(Voce {
        id: row.try_get("", "id")?,
        persona: row.try_get("", "person_id")?,
        nome: full(text("name")?, text("surname")?),
        unita: row.try_get("", "unit_id")?,
        unita_nome: row.try_get("", "unit_name")?,
        ruolo: row.try_get("", "role")?,
        ruolo_id: row.try_get("", "role_id")?,
        al_posto_di: absent.map(|absent| (absent, absent_name)),
        periodo: Periodo::new(row.try_get("", "valid_from")?, row.try_get("", "valid_to")?),
    })
}

/// An absence of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assenza {
    /// The absence.
    pub id: AssenzaId,
    pub(crate) periodo: Periodo,
}

/// The absences of a person, the latest first.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn assenze(ente: &Ente, who: &Who, persona: PersonId) -> Result<Vec<Assenza>, Error> {
    if persona != who.person && !who.may(&accounts::GESTISCI_PERSONE) {
        who.require(&CONSULTA)?;
    }
    let select = absence::Entity::find().filter(absence::Column::PersonId.eq(persona));
    let rows = select.order_by_desc(absence::Column::ValidFrom).all(&ente.db().read().await?).await?;
    let one = |row: absence::Model| Assenza { id: row.id, periodo: Periodo::new(row.valid_from, Some(row.valid_to)) };
    Ok(rows.into_iter().map(one).collect())
}
