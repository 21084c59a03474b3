//! To list fascicoli: filtered, the last opened first, by key.

use authz::{UnitId, Who};
use ente::Ente;
use kernel::{Date, Instant, Uuid};

use super::{Chiave, FascicoloId, chiave_di, regole::Tipo, visibilita};
use crate::{
    error::Error,
    permissions::{CONSULTA, FASCICOLA},
    registrazione::elenca::Where,
};

/// Entries of a fascicolo that the list counts; of more it says so.
pub const MOST_COUNTED: i64 = 1_000;

/// How a fascicolo must stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quali {
    /// Open.
    Aperti,
    /// Open, and their term has passed.
    Scaduti,
    /// Closed.
    Chiusi,
    /// However they stand.
    #[default]
    Tutti,
}

/// For programs: one of its words.
impl schemars::JsonSchema for Quali {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "StatoDeiFascicoli".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "enum": ["aperti", "scaduti", "chiusi", "tutti"] })
    }
}

/// Which fascicoli.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filtro {
    /// How they stand.
    pub quali: Quali,
    /// Of this class or its sub-classes.
    pub classe: Option<String>,
    /// Opened in this year.
    pub anno: Option<i64>,
    /// Of this kind.
    pub tipo: Option<Tipo>,
    /// Of this unit.
    pub ufficio: Option<UnitId>,
    /// Only those that `who` looks after: of their own units, or theirs by name.
    pub miei: bool,
    /// Only those in which `who` may put entries.
    pub lavoro: bool,
    /// Only this one and those under it, whatever else is asked of how they stand.
    pub chiave: Option<Chiave>,
    /// Only these, found by the search: none means none at all.
    pub ids: Option<Vec<Uuid>>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voce {
    /// The fascicolo's id.
    pub id: FascicoloId,
    /// Its number.
    pub chiave: Chiave,
    /// Its kind.
    pub tipo: Tipo,
    /// What it is about.
    pub oggetto: String,
    /// Whose it is.
    pub intestatario: Option<String>,
    /// The unit that answers for it.
    pub ufficio: String,
    /// When it was opened.
    pub aperto_at: Instant,
    /// By when it must be closed.
    pub termine: Option<Date>,
    /// Whether it is closed.
    pub chiuso: bool,
    /// Whether it is confidential.
    pub riservato: bool,
    /// How many entries in it `who` may see, up to [`MOST_COUNTED`].
    pub registrazioni: i64,
}

/// At most `limit` fascicoli that `who` may see, opened before `prima_di`, the last first. One query.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(
    ente: &Ente,
    who: &Who,
    filtro: &Filtro,
    prima_di: Option<FascicoloId>,
    limit: u64,
) -> Result<Vec<Voce>, Error> {
    who.require(&CONSULTA)?;
    if filtro.ids.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let mut all = conditions(who, filtro, ente.ledger.now().date());
    if let Some(id) = prima_di {
        let place = all.place(id.uuid());
        all.parts.push(format!("f.id < {place}"));
    }
    let (seen, values) = crate::visibilita::condition(who, all.values.len() + 1);
    all.values.extend(values);
    let sql = format!(
        "SELECT f.id, f.anno, f.classe, f.numero, f.sotto, f.tipo, f.riservato, f.intestatario, f.aperto_at, fs.oggetto, fs.termine, \
         fs.chiuso, COALESCE((SELECT u.name FROM authz_unit u WHERE u.id = fs.ufficio_id), '') AS ufficio, \
         (SELECT COUNT(*) FROM (SELECT 1 FROM protocollo_fascicolo_voce v JOIN protocollo_registrazione r ON r.id = v.registrazione_id \
          WHERE v.fascicolo_id = f.id AND v.tolta_at IS NULL AND {seen} LIMIT {MOST_COUNTED}) AS n) AS registrazioni \
         FROM protocollo_fascicolo f CROSS JOIN protocollo_fascicolo_stato fs WHERE fs.fascicolo_id = f.id AND {} \
         ORDER BY f.id DESC LIMIT {}",
        all.parts.join(" AND "),
        limit.min(1_000)
    );
    let read = ente.db().read().await?;
    let rows = db::rows(&read, &sql, all.values).await?;
    rows.iter().map(voce).collect()
}

fn voce(row: &sea_orm::QueryResult) -> Result<Voce, Error> {
    Ok(Voce {
        id: row.try_get("", "id")?,
        chiave: chiave_di(row)?,
        tipo: Tipo::from_code(&row.try_get::<String>("", "tipo")?).unwrap_or(Tipo::Affare),
        oggetto: row.try_get("", "oggetto")?,
        intestatario: row.try_get("", "intestatario")?,
        ufficio: row.try_get("", "ufficio")?,
        aperto_at: row.try_get("", "aperto_at")?,
        termine: row.try_get("", "termine")?,
        chiuso: row.try_get("", "chiuso")?,
        riservato: row.try_get("", "riservato")?,
        registrazioni: row.try_get("", "registrazioni")?,
    })
}

/// How many fascicoli of a unit are open, whoever may see them: a number only, for whoever would close the unit.
///
/// # Errors
/// Those of the database.
pub(crate) async fn conta_aperti(ente: &Ente, ufficio: UnitId) -> Result<u64, Error> {
    let sql = "SELECT COUNT(*) AS n FROM protocollo_fascicolo_stato WHERE ufficio_id = $1 AND chiuso = $2";
    let row = db::one(&ente.db().read().await?, sql, [ufficio.into(), false.into()]).await?;
    Ok(row.map_or(Ok(0_i64), |row| row.try_get("", "n"))?.unsigned_abs())
}

/// Conditions over `protocollo_fascicolo f` and `protocollo_fascicolo_stato fs`.
fn conditions(who: &Who, filtro: &Filtro, today: Date) -> Where {
    let (visible, values) = visibilita::condition(who, 1);
    let mut all = Where { parts: vec![visible], values };
    // What an index answers is asked apart: the list is then read in its order among those ids, and not sorted out of all.
    if let Some((ids, values)) = visibilita::among(who, all.values.len() + 1) {
        all.values.extend(values);
        all.parts.push(format!("f.id IN ({ids})"));
    }
    match filtro.quali {
        Quali::Tutti => {}
        _ if filtro.chiave.is_some() => {}
        Quali::Aperti | Quali::Chiusi => {
            let closed = all.place(filtro.quali == Quali::Chiusi);
            all.parts.push(format!("fs.chiuso = {closed}"));
        }
        Quali::Scaduti => {
            let (no, today) = (all.place(false), all.place(today));
            all.parts.push(format!(
                "f.id IN (SELECT fascicolo_id FROM protocollo_fascicolo_stato WHERE chiuso = {no} AND termine < {today})"
            ));
        }
    }
    if let Some(classe) = &filtro.classe {
        let (same, from, to) =
            (all.place(classe.as_str()), all.place(format!("{classe}.")), all.place(format!("{classe}/")));
        all.parts.push(format!("(f.classe = {same} OR (f.classe >= {from} AND f.classe < {to}))"));
    }
    if let Some(anno) = filtro.anno {
        let place = all.place(anno);
        all.parts.push(format!("f.anno = {place}"));
    }
    if let Some(tipo) = filtro.tipo {
        let place = all.place(tipo.code());
        all.parts.push(format!("f.tipo = {place}"));
    }
    if let Some(unit) = filtro.ufficio {
        let place = all.place(unit.uuid());
        all.parts
            .push(format!("f.id IN (SELECT fascicolo_id FROM protocollo_fascicolo_stato WHERE ufficio_id = {place})"));
    }
    if filtro.miei {
        let me = all.place(who.person.uuid());
        let units: Vec<String> = who.units_with(&FASCICOLA).iter().map(|unit| all.place(unit.uuid())).collect();
        let of_mine =
            if units.is_empty() { String::new() } else { format!(" OR fs.ufficio_id IN ({})", units.join(", ")) };
        all.parts.push(format!("(fs.responsabile_id = {me}{of_mine})"));
    }
    if filtro.lavoro {
        let (mine, values) = visibilita::lavora_condition(who, all.values.len() + 1);
        all.values.extend(values);
        all.parts.push(mine);
    }
    if let Some(chiave) = &filtro.chiave {
        let (anno, classe) = (all.place(chiave.anno), all.place(chiave.classe.as_str()));
        let numero = all.place(chiave.numero);
        all.parts.push(format!("f.anno = {anno} AND f.classe = {classe} AND f.numero = {numero}"));
        if !chiave.sotto.is_empty() {
            let sotto = &chiave.sotto;
            let (same, from, to) =
                (all.place(sotto.as_str()), all.place(format!("{sotto}.")), all.place(format!("{sotto}/")));
            all.parts.push(format!("(f.sotto = {same} OR (f.sotto >= {from} AND f.sotto < {to}))"));
        }
    }
    if let Some(ids) = &filtro.ids {
        let places: Vec<String> = ids.iter().take(1_000).map(|id| all.place(*id)).collect();
        all.parts.push(format!("f.id IN ({})", places.join(", ")));
    }
    all
}
