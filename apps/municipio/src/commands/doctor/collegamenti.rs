//! The programs that an ente tells of what happens. None of them is called.

use db::Db;

use super::Finding;

const WHAT: &str = "collegamenti";

/// How they stand; nothing where there are none.
pub(super) async fn ente(database: &Db, slug: &str) -> anyhow::Result<Option<Finding>> {
    let count = match webhooks::count(&database.read().await?).await {
        Ok(count) => count,
        // A database from before there were any: the steps that lack are told already.
        Err(webhooks::Error::Db(db::Error::Engine(_))) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    Ok(match (count.on, count.failed) {
        (0, 0) => None,
        (on, 0) => Some(Finding::ok(WHAT, format!("Programmi che {slug} avvisa di quello che succede: {on}."))),
        (on, failed) => Some(Finding::warning(
            WHAT,
            format!("Di {} programmi che {slug} doveva avvisare, {failed} non ricevono più niente.", on + failed),
            "Apri Comando, Collegamenti: di ciascuno c'è il motivo e che cosa fare.",
        )),
    })
}
