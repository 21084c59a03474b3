//! The list of what is to be kept and what is.

use authz::Who;
use ente::Ente;
use kernel::{Date, Id, Instant, Uuid};
use porte::conservazione::Tipo;

use crate::{
    error::Error,
    permissions::{CONSULTA, VERSA},
    rules::Stato,
    tables::cosa,
};

/// Which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filtro {
    /// In this state.
    pub stato: Option<Stato>,
    /// Of this kind.
    pub tipo: Option<Tipo>,
    /// Past their term, and not kept.
    pub scadute: bool,
    /// In a state that asks for somebody.
    pub sistemare: bool,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voce {
    /// Its id.
    pub id: Id<cosa::Entity>,
    /// What people call it.
    pub nome: String,
    /// Its kind.
    pub tipo: Tipo,
    /// Its state.
    pub stato: Stato,
    /// Since when.
    pub dal: Instant,
    /// Last day that the law leaves.
    pub termine: Date,
    /// Why it goes no further; for whoever may deposit.
    pub causa: Option<String>,
}

/// A page of the list, from the newest, after `dopo`.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(
    ente: &Ente,
    who: &Who,
    filtro: Filtro,
    dopo: Option<Uuid>,
    limit: usize,
) -> Result<Vec<Voce>, Error> {
    who.require(&CONSULTA)?;
    let mut values: Vec<sea_orm::Value> = Vec::new();
    let mut conditions = vec!["1 = 1".to_owned()];
    if filtro.sistemare {
        // Codes of ours, no words of anybody's.
        let codes: Vec<String> =
            Stato::ALL.into_iter().filter(|stato| stato.chiede()).map(|stato| format!("'{}'", stato.code())).collect();
        conditions.push(format!("s.stato IN ({})", codes.join(", ")));
    }
    let mut with = |sql: &str, value: sea_orm::Value| {
        values.push(value);
        conditions.push(sql.replace('?', &format!("${}", values.len())));
    };
    if let Some(stato) = filtro.stato {
        with("s.stato = ?", stato.code().into());
    }
    if let Some(tipo) = filtro.tipo {
        with("c.tipo = ?", tipo.code().into());
    }
    if filtro.scadute {
        with("s.stato <> ?", Stato::Conservata.code().into());
        with("c.termine < ?", ente.ledger.now().date().into());
    }
    if let Some(dopo) = dopo {
        with("c.id < ?", dopo.into());
    }
    let sql = format!(
        "SELECT c.id, c.nome, c.tipo, s.stato, s.dal, c.termine, s.causa FROM conservazione_cosa c \
         JOIN conservazione_stato s ON s.cosa_id = c.id WHERE {} ORDER BY c.id DESC LIMIT {limit}",
        conditions.join(" AND ")
    );
    let read = ente.db().read().await?;
    let rows = db::rows(&read, &sql, values).await?;
    rows.iter()
        .map(|row| {
            let (tipo, stato): (String, String) = (row.try_get("", "tipo")?, row.try_get("", "stato")?);
            Ok(Voce {
                id: row.try_get("", "id")?,
                nome: row.try_get("", "nome")?,
                tipo: Tipo::from_code(&tipo).unwrap_or(Tipo::Documento),
                stato: Stato::from_code(&stato).unwrap_or(Stato::DaVersare),
                dal: row.try_get("", "dal")?,
                termine: row.try_get("", "termine")?,
                // It may name people and files.
                causa: row.try_get::<Option<String>>("", "causa")?.filter(|_| who.may(&VERSA)),
            })
        })
        .collect()
}
