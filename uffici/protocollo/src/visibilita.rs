//! Who sees which entries (art. 58 DPR 445/2000): decided inside the query, so that lists, counts and searches of what
//! may not be seen are as if it were not there.

use authz::Who;
use kernel::Uuid;
use sea_orm::Value;

use crate::permissions::{CONSULTA, CONSULTA_TUTTO, RISERVATI};

/// An SQL condition over `protocollo_registrazione r`, true for the entries that `who` may see. Its values take the places from
/// `$first` on.
pub fn condition(who: &Who, first: usize) -> (String, Vec<Value>) {
    let mut sql = Places { next: first, values: Vec::new() };
    let me = sql.place(who.person.uuid());
    let mine = format!(
        "r.registrata_da = {me} OR EXISTS (SELECT 1 FROM protocollo_assegnazione a WHERE a.registrazione_id = r.id AND a.persona_id = {me} AND a.stato <> 'rifiutata')"
    );
    let mut ways = vec![mine];
    let units = who.units_with(&CONSULTA);
    if who.may(&CONSULTA_TUTTO) {
        let no = sql.place(false);
        ways.push(format!("r.riservata = {no}"));
    } else if !units.is_empty() {
        let no = sql.place(false);
        let units = sql.list(units.iter().map(|unit| unit.uuid()));
        ways.push(format!("r.riservata = {no} AND ({})", given_to(&units)));
    }
    let confidential = who.units_with(&RISERVATI);
    if !confidential.is_empty() {
        let units = sql.list(confidential.iter().map(|unit| unit.uuid()));
        ways.push(given_to(&units));
    }
    let ways: Vec<String> = ways.into_iter().map(|way| format!("({way})")).collect();
    (format!("({})", ways.join(" OR ")), sql.values)
}

fn given_to(units: &str) -> String {
    format!(
        "r.ufficio_id IN ({units}) OR EXISTS (SELECT 1 FROM protocollo_assegnazione a WHERE a.registrazione_id = r.id AND a.ufficio_id IN ({units}) AND a.stato <> 'rifiutata')"
    )
}

/// The places of a condition's values, numbered from `next` on.
pub(crate) struct Places {
    pub next: usize,
    pub values: Vec<Value>,
}

impl Places {
    pub fn place(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        self.next += 1;
        format!("${}", self.next - 1)
    }

    pub fn list(&mut self, ids: impl Iterator<Item = Uuid>) -> String {
        ids.map(|id| self.place(id)).collect::<Vec<_>>().join(", ")
    }
}

/// The scopes under which an entry stands in the search index: the same rule in the index's own words.
pub fn scopes_of(riservata: bool, registrata_da: Uuid, uffici: &[Uuid], persone: &[Uuid]) -> Vec<String> {
    let mut scopes = vec![format!("persona:{registrata_da}")];
    scopes.extend(persone.iter().map(|person| format!("persona:{person}")));
    let kind = if riservata { "riservati" } else { "ufficio" };
    scopes.extend(uffici.iter().map(|unit| format!("{kind}:{unit}")));
    if !riservata {
        // Whoever may read the confidential entries of a unit reads its open ones too.
        scopes.extend(uffici.iter().map(|unit| format!("riservati:{unit}")));
        scopes.push("tutti".into());
    }
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

/// The scopes in which `who` may search.
pub fn scopes_for(who: &Who) -> Vec<String> {
    let mut scopes = vec![format!("persona:{}", who.person)];
    scopes.extend(who.units_with(&CONSULTA).iter().map(|unit| format!("ufficio:{unit}")));
    scopes.extend(who.units_with(&RISERVATI).iter().map(|unit| format!("riservati:{unit}")));
    if who.may(&CONSULTA_TUTTO) {
        scopes.push("tutti".into());
    }
    scopes
}
