//! Fascicoli: numbers, from opening to closing, who sees what, and the pages.

mod ciclo;
mod depositi;
mod numeri;
mod pagine;
mod peso;
mod programmi;
mod vede;

use authz::UnitId;
use kernel::Date;
use office::Office;
use protocollo::{NuovoFascicolo, Protocollo, TipoFascicolo};
use testkit::TownHall;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

/// Who looks after the fascicoli of their unit, and registers.
const CURA: &[&str] = &[
    "protocollo.consulta",
    "protocollo.registra",
    "protocollo.assegna",
    "protocollo.prendi",
    "protocollo.annulla",
    "protocollo.fascicola",
];

/// An affare of class VI.3, with a term far away.
fn affare(oggetto: &str, ufficio: UnitId) -> NuovoFascicolo {
    let termine = Date::from_ymd_opt(2999, 12, 31);
    NuovoFascicolo { termine, ..NuovoFascicolo::new(TipoFascicolo::Affare, "VI.3", oggetto, ufficio) }
}

/// How many rows of a table there are.
async fn rows(hall: &TownHall, table: &str) -> i64 {
    let read = hall.ente.db().read().await.unwrap();
    let row = db::one(&read, &format!("SELECT COUNT(*) AS n FROM {table}"), []).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

/// The actions that the journal tells of, in order.
async fn actions(hall: &TownHall) -> Vec<String> {
    let read = hall.ente.db().read().await.unwrap();
    let leaves = db::rows(&read, "SELECT leaf FROM ledger_journal ORDER BY idx", []).await.unwrap();
    let action = |row: &sea_orm::QueryResult| {
        let leaf: Vec<u8> = row.try_get("", "leaf").unwrap();
        ledger::Leaf::from_bytes(&leaf).unwrap().action
    };
    leaves.iter().map(action).filter(|action| action.contains("fascicolo")).collect()
}

/// A page with its marks as one reads them.
async fn read(browser: &testkit::Browser, path: &str) -> String {
    plain(&browser.read(path).await)
}

fn plain(page: &str) -> String {
    page.replace("&#x27;", "'").replace("&#39;", "'").replace("&#x2f;", "/").replace("&amp;", "&")
}
