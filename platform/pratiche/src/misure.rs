//! Where files wait, for whom, how long: measured over the facts of a definition's files.

use authz::{UnitId, Who};
use iter::{Misure, Valida};
use kernel::{Instant, Uuid};
use sea_orm::Value;

use crate::{Error, Materia, Vista, fatti::fatti_di, materia::taciute};

/// So many files are measured at most: the newest.
pub const MISURATE_MAX: u64 = 2_000;

/// Measures the newest files of a definition that began since `dal`, whatever version they follow, up to `ora`; states
/// are named as `definizione` names them. With `true` where there are more files than are measured. What is
/// confidential is measured for those alone who may see it ([`Materia::taciute`]).
///
/// # Errors
/// Those of the database.
pub async fn misura(
    vista: &Vista<'_>,
    (materia, who): (&dyn Materia, &Who),
    definizione: &Valida,
    dal: Instant,
    ufficio: Option<UnitId>,
    ora: Instant,
) -> Result<(Misure, bool), Error> {
    let mut values: Vec<Value> = vec![definizione.codice.clone().into(), dal.into()];
    let mut more = "";
    if let Some(ufficio) = ufficio {
        values.push(ufficio.into());
        more = " AND p.ufficio_id = $3";
    }
    let most = MISURATE_MAX + 1;
    let sql = format!(
        "SELECT p.id, p.oggetto_id FROM iter_pratica p WHERE p.codice = $1 AND p.avviata_at >= $2{more} \
         ORDER BY p.avviata_at DESC, p.id DESC LIMIT {most}"
    );
    let mut found: Vec<(Uuid, Uuid)> = Vec::new();
    for row in db::rows(vista, &sql, values).await? {
        found.push((row.try_get("", "id")?, row.try_get("", "oggetto_id")?));
    }
    let cut = usize::try_from(MISURATE_MAX).unwrap_or(usize::MAX);
    let altre = found.len() > cut;
    found.truncate(cut);
    let things: Vec<Uuid> = found.iter().map(|(_, thing)| *thing).collect();
    let hidden = taciute(vista, (materia, who), &things).await?;
    let ids: Vec<Uuid> = found.iter().filter(|(_, thing)| !hidden.contains(thing)).map(|(id, _)| *id).collect();
    let files = fatti_di(vista, &ids).await?;
    Ok((iter::misura(definizione, files.values().map(Vec::as_slice), ora), altre))
}
