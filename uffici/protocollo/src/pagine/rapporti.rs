//! The entries of a person or body of the directory, for whoever looks at their page there.

use authz::Who;
use ente::Ente;
use kernel::Uuid;
use web::Dealing;

use super::href;
use crate::{
    correzione::{ANCORA_LUI, OGGETTO},
    error::Error,
    permissions::CONSULTA,
    rules::Verso,
    visibilita::Places,
};

/// Subjects of one family that are looked for; more were never merged into one.
const MAX_SOGGETTI: usize = 300;

/// The latest entries of these subjects that `who` may see.
pub(super) async fn leggi(ente: &Ente, who: &Who, subjects: &[Uuid], limit: u64) -> Result<Vec<Dealing>, Error> {
    if !who.may(&CONSULTA) || subjects.is_empty() {
        return Ok(Vec::new());
    }
    let read = ente.db().read().await?;
    let (condition, mut values) = crate::visibilita::condition(who, 1);
    let mut places = Places { next: values.len() + 1, values: Vec::new() };
    let ids = places.list(subjects.iter().copied().take(MAX_SOGGETTI));
    values.extend(places.values);
    let sql = format!(
        "SELECT r.anno, r.numero, r.verso, {OGGETTO} AS oggetto, r.registrata_at FROM protocollo_registrazione r WHERE r.id IN \
         (SELECT p.registrazione_id FROM protocollo_parte p WHERE p.soggetto_id IN ({ids}) AND {ANCORA_LUI}) AND {condition} \
         ORDER BY r.registrata_at DESC, r.anno DESC, r.numero DESC LIMIT {limit}"
    );
    let dealing = |row: &sea_orm::QueryResult| -> Result<Dealing, Error> {
        let (anno, numero): (i64, i64) = (row.try_get("", "anno")?, row.try_get("", "numero")?);
        let verso: String = row.try_get("", "verso")?;
        Ok(Dealing {
            at: row.try_get("", "registrata_at")?,
            from_them: verso == Verso::Arrivo.code(),
            title: format!("Protocollo {numero}/{anno}"),
            about: row.try_get("", "oggetto")?,
            href: href(anno, numero),
        })
    };
    db::rows(&read, &sql, values).await?.iter().map(dealing).collect()
}
