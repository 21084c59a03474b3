//! Amendments with what became of them.

use std::collections::HashMap;

use authz::PersonId;
use kernel::{Id, Uuid};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::tabelle::{emendamento, fatto};
use crate::{
    error::Error,
    rules::{
        emendamenti::{EMENDAMENTI_MAX, Fase, Modo, cambia_somme},
        pareri::Quale,
    },
    tables::AttoId,
    voto::Voto,
};

/// Amendments of one page.
pub(crate) const A_PAGINA: usize = 50;

/// Who presents an amendment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Presentatore {
    pub nome: String,
    /// Their account, where they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persona: Option<PersonId>,
}

/// Their names.
pub(crate) fn nomi(presentatori: &[Presentatore]) -> String {
    presentatori.iter().map(|one| one.nome.as_str()).collect::<Vec<_>>().join(", ")
}

/// An amendment with what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Emendamento {
    pub riga: emendamento::Model,
    pub modo: Modo,
    pub presentatori: Vec<Presentatore>,
    pub fatti: Vec<fatto::Model>,
    pub fase: Fase,
}

impl Emendamento {
    fn nuovo(riga: emendamento::Model, fatti: Vec<fatto::Model>) -> Result<Self, Error> {
        let presentatori = serde_json::from_str(&riga.presentatori)?;
        let modo = Modo::from_code(&riga.modo).ok_or(Error::NotFound)?;
        let fase = fatti.iter().fold(Fase::Presentato, |fase, one| fase.dopo(&one.tipo, one.esito.as_deref()));
        Ok(Self { riga, modo, presentatori, fatti, fase })
    }

    /// What is to stand in the text; empty where the part goes.
    pub fn dopo(&self) -> &str {
        self.riga.dopo.as_deref().unwrap_or_default()
    }

    /// The names of who presents it.
    pub fn di(&self) -> String {
        nomi(&self.presentatori)
    }

    /// Whether this person presents it.
    pub fn e_di(&self, person: PersonId) -> bool {
        self.presentatori.iter().any(|one| one.persona == Some(person))
    }

    /// Whether it changes an amount that the text tells.
    pub fn cambia_somme(&self) -> bool {
        // What comes beside a part takes nothing away from it.
        let before = if self.modo == Modo::Aggiunge { "" } else { self.riga.prima.as_str() };
        cambia_somme(before, self.dopo())
    }

    /// Whether it came after its term.
    pub fn tardi(&self) -> bool {
        self.riga.termine.is_some_and(|last| self.riga.giorno > last)
    }

    /// The opinions that it was said to need when it was admitted.
    pub fn dovuti(&self) -> Vec<Quale> {
        let admitted = self.fatti.iter().rfind(|one| one.tipo == "ammesso");
        let codes = admitted.and_then(|one| one.quale.as_deref()).unwrap_or_default();
        codes.lines().filter_map(Quale::from_code).collect()
    }

    /// The opinions that were given.
    pub fn resi(&self) -> Vec<Quale> {
        let given = self.fatti.iter().filter(|one| one.tipo == "parere");
        given.filter_map(|one| Quale::from_code(one.quale.as_deref()?)).collect()
    }

    /// The vote on it.
    ///
    /// # Errors
    /// When what was kept cannot be read.
    pub fn voto(&self) -> Result<Option<Voto>, Error> {
        let kept = self.fatti.iter().rev().find_map(|one| one.voto.as_deref());
        Ok(kept.map(serde_json::from_str).transpose()?)
    }

    /// The version that has it in its text.
    pub fn versione(&self) -> Option<i64> {
        self.fatti.iter().rev().find_map(|one| one.versione)
    }
}

/// Those of an act after number `dopo`, in their order: the act was authorised by whoever asks.
pub(crate) async fn pagina<C: ConnectionTrait>(
    connection: &C,
    atto: AttoId,
    (dopo, quanti): (i64, u64),
) -> Result<Vec<Emendamento>, Error> {
    let select = emendamento::Entity::find().filter(emendamento::Column::AttoId.eq(atto));
    let select = select.filter(emendamento::Column::N.gt(dopo)).order_by_asc(emendamento::Column::N);
    let righe = select.limit(quanti).all(connection).await?;
    if righe.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Id<emendamento::Entity>> = righe.iter().map(|one| one.id).collect();
    let select = fatto::Entity::find().filter(fatto::Column::EmendamentoId.is_in(ids));
    let mut facts: HashMap<Uuid, Vec<fatto::Model>> = HashMap::new();
    for row in select.order_by_asc(fatto::Column::N).all(connection).await? {
        facts.entry(row.emendamento_id.uuid()).or_default().push(row);
    }
    let with_facts = |riga: emendamento::Model| {
        let own = facts.remove(&riga.id.uuid()).unwrap_or_default();
        Emendamento::nuovo(riga, own)
    };
    righe.into_iter().map(with_facts).collect()
}

/// A page of those of an act after number `dopo`, and whether others follow.
pub(crate) async fn una_pagina<C: ConnectionTrait>(
    connection: &C,
    atto: AttoId,
    dopo: i64,
) -> Result<(Vec<Emendamento>, bool), Error> {
    let mut some = pagina(connection, atto, (dopo, A_PAGINA as u64 + 1)).await?;
    let more = some.len() > A_PAGINA;
    some.truncate(A_PAGINA);
    Ok((some, more))
}

/// All of an act.
pub(crate) async fn tutti<C: ConnectionTrait>(connection: &C, atto: AttoId) -> Result<Vec<Emendamento>, Error> {
    pagina(connection, atto, (0, EMENDAMENTI_MAX)).await
}

/// One, by its number.
pub(crate) async fn uno<C: ConnectionTrait>(connection: &C, atto: AttoId, n: i64) -> Result<Emendamento, Error> {
    let found = pagina(connection, atto, (n.saturating_sub(1), 1)).await?.pop();
    found.filter(|one| one.riga.n == n).ok_or(Error::NotFound)
}

/// The numbers of those of an act in one of these states, as a sentence has them: "n. 1, n. 4"; nothing where there is none.
pub(crate) async fn elenco<C: ConnectionTrait>(
    connection: &C,
    atto: AttoId,
    quali: fn(Fase) -> bool,
) -> Result<Option<String>, Error> {
    let all = tutti(connection, atto).await?;
    let numbers: Vec<String> =
        all.iter().filter(|one| quali(one.fase)).map(|one| format!("n. {}", one.riga.n)).collect();
    Ok(Some(numbers.join(", ")).filter(|text| !text.is_empty()))
}

/// For each version of an act that an amendment made, the amendment's number.
pub(crate) async fn applicati<C: ConnectionTrait>(connection: &C, atto: AttoId) -> Result<HashMap<i64, i64>, Error> {
    let sql = "SELECT f.versione AS versione, e.n AS n FROM atti_emendamento_fatto f JOIN atti_emendamento e \
               ON e.id = f.emendamento_id WHERE f.atto_id = $1 AND f.versione IS NOT NULL";
    let read = |row: &sea_orm::QueryResult| -> Result<(i64, i64), sea_orm::DbErr> {
        Ok((row.try_get("", "versione")?, row.try_get("", "n")?))
    };
    let rows = db::rows(connection, sql, [atto.into()]).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}
