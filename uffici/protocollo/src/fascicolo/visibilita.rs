//! Who sees which fascicoli (art. 58 and 64 DPR 445/2000; art. 41 CAD), and who works in them: decided inside the query, as for
//! entries. What lies in a fascicolo keeps its own rule: to see a fascicolo is not to see all that is in it.

use std::collections::BTreeSet;

use authz::{UnitId, Who};
use sea_orm::Value;

use super::tables::{stato, ufficio};
use crate::{
    permissions::{CONSULTA, CONSULTA_TUTTO, FASCICOLA, FASCICOLA_TUTTO, RISERVATI},
    visibilita::{self, Places},
};

/// An SQL condition over `protocollo_fascicolo f` and its `protocollo_fascicolo_stato fs`, true for those that `who` may see. Its
/// values take the places from `$first` on.
pub(crate) fn condition(who: &Who, first: usize) -> (String, Vec<Value>) {
    let mut sql = Places { next: first, values: Vec::new() };
    let me = sql.place(who.person.uuid());
    let mut ways = vec![format!("f.aperto_da = {me} OR fs.responsabile_id = {me}")];
    let units = who.units_with(&CONSULTA);
    if who.may(&CONSULTA_TUTTO) {
        let no = sql.place(false);
        ways.push(format!("f.riservato = {no}"));
    } else if !units.is_empty() {
        let no = sql.place(false);
        let of = of_units(&mut sql, &units);
        ways.push(format!("f.riservato = {no} AND ({of})"));
    }
    let confidential = who.units_with(&RISERVATI);
    if !confidential.is_empty() {
        ways.push(of_units(&mut sql, &confidential));
    }
    let ways: Vec<String> = ways.into_iter().map(|way| format!("({way})")).collect();
    (format!("({})", ways.join(" OR ")), sql.values)
}

fn of_units(sql: &mut Places, units: &[UnitId]) -> String {
    let (units, yes) = (sql.list(units.iter().map(|unit| unit.uuid())), sql.place(true));
    format!(
        "fs.ufficio_id IN ({units}) OR EXISTS (SELECT 1 FROM protocollo_fascicolo_ufficio fu WHERE fu.fascicolo_id = f.id \
         AND fu.ufficio_id IN ({units}) AND fu.attiva = {yes})"
    )
}

/// The ids among which lie all those that `who` may see, as a query each of whose parts an index answers: for a list, which would
/// otherwise look at every fascicolo to find the few of one office. None for whoever sees nearly all. It only narrows: who sees what
/// is for [`condition`] to say.
pub(crate) fn among(who: &Who, first: usize) -> Option<(String, Vec<Value>)> {
    if who.may(&CONSULTA_TUTTO) {
        return None;
    }
    let mut sql = Places { next: first, values: Vec::new() };
    let me = sql.place(who.person.uuid());
    let mut ids = format!(
        "SELECT id FROM protocollo_fascicolo WHERE aperto_da = {me} \
         UNION SELECT fascicolo_id FROM protocollo_fascicolo_stato WHERE responsabile_id = {me}"
    );
    let units: BTreeSet<UnitId> = [&CONSULTA, &RISERVATI].into_iter().flat_map(|may| who.units_with(may)).collect();
    if !units.is_empty() {
        let units = sql.list(units.iter().map(|unit| unit.uuid()));
        ids.push_str(&format!(
            " UNION SELECT fascicolo_id FROM protocollo_fascicolo_stato WHERE ufficio_id IN ({units}) \
             UNION SELECT fascicolo_id FROM protocollo_fascicolo_ufficio WHERE ufficio_id IN ({units})"
        ));
    }
    Some((ids, sql.values))
}

/// An SQL condition over the same, true for those in which `who` may put entries (among those they see).
pub(crate) fn lavora_condition(who: &Who, first: usize) -> (String, Vec<Value>) {
    let mut sql = Places { next: first, values: Vec::new() };
    if who.may(&FASCICOLA_TUTTO) {
        return ("1 = 1".into(), sql.values);
    }
    let units = who.units_with(&FASCICOLA);
    if units.is_empty() {
        return ("1 = 0".into(), sql.values);
    }
    let (units, yes) = (sql.list(units.iter().map(|unit| unit.uuid())), sql.place(true));
    let condition = format!(
        "(fs.ufficio_id IN ({units}) OR EXISTS (SELECT 1 FROM protocollo_fascicolo_ufficio fu WHERE fu.fascicolo_id = f.id \
         AND fu.ufficio_id IN ({units}) AND fu.attiva = {yes} AND fu.lavora = {yes}))"
    );
    (condition, sql.values)
}

/// Whether `who` looks after the fascicoli of a unit: closes, shares, gives them away.
pub(crate) fn cura(who: &Who, ufficio: UnitId) -> bool {
    who.may(&FASCICOLA_TUTTO) || who.units_with(&FASCICOLA).contains(&ufficio)
}

/// Whether `who` puts entries in a fascicolo and takes them out.
pub(crate) fn lavora(who: &Who, stato: &stato::Model, condivisi: &[ufficio::Model]) -> bool {
    let mine = who.units_with(&FASCICOLA);
    let shared = condivisi.iter().any(|share| share.attiva && share.lavora && mine.contains(&share.ufficio_id));
    cura(who, stato.ufficio_id) || shared
}

/// The scopes under which a fascicolo stands in the search index: the same rule in the index's own words.
pub(super) fn scopes_of(
    row: &super::tables::fascicolo::Model,
    stato: &stato::Model,
    condivisi: &[ufficio::Model],
) -> Vec<String> {
    let shared = condivisi.iter().filter(|share| share.attiva).map(|share| share.ufficio_id.uuid());
    let units: Vec<_> = shared.chain([stato.ufficio_id.uuid()]).collect();
    let people: Vec<_> = stato.responsabile_id.map(|person| person.uuid()).into_iter().collect();
    visibilita::scopes_of(row.riservato, row.aperto_da.uuid(), &units, &people)
}
