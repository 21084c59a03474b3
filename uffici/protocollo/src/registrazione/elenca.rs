//! To list entries: filtered, newest first, by key.

use authz::{UnitId, Who};
use ente::Ente;
use kernel::{Date, Instant};
use sea_orm::Value;

use super::{da_assegnare::DA_ASSEGNARE, filtri::Altro};
use crate::{
    correzione::{MEZZO, NOME, OGGETTO},
    error::Error,
    permissions::PRENDI,
    rules::Verso,
    termine::elenca::Scadenze,
    visibilita,
};

/// Which entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filtro {
    /// Which way.
    pub verso: Option<Verso>,
    /// Registered from this day.
    pub dal: Option<Date>,
    /// Registered until this day, included.
    pub al: Option<Date>,
    /// Of this class or its sub-classes.
    pub classe: Option<String>,
    /// Only those without a class.
    pub senza_classe: bool,
    /// Come or gone by this way: a code of the means.
    pub mezzo: Option<String>,
    /// Given to this unit.
    pub ufficio: Option<UnitId>,
    /// Only those that wait to be given to someone.
    pub da_assegnare: bool,
    /// Only those that wait for `who` or their offices.
    pub per_me: bool,
    /// Only the annulled ones.
    pub annullate: bool,
    /// What the search index does not know.
    pub altro: Altro,
    /// Only those with an open term that ends then.
    pub scadenze: Option<Scadenze>,
    /// Only these, found by the search: none means none at all.
    pub ids: Option<Vec<kernel::Uuid>>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voce {
    /// The entry's id.
    pub id: kernel::Uuid,
    /// Year.
    pub anno: i64,
    /// Number.
    pub numero: i64,
    /// Which way.
    pub verso: Verso,
    /// When.
    pub registrata_at: Instant,
    /// What about.
    pub oggetto: String,
    /// How it came or left.
    pub mezzo: String,
    /// The first sender or addressee, and how many there are.
    pub parte: Option<String>,
    /// How many senders or addressees.
    pub parti: i64,
    /// The class.
    pub classe: Option<String>,
    /// Whether it is annulled.
    pub annullata: bool,
    /// Whether it waits to be given to someone.
    pub da_assegnare: bool,
    /// Whether it is confidential.
    pub riservata: bool,
    /// The office that has it for action.
    pub ufficio: Option<String>,
    /// How many documents.
    pub documenti: i64,
    /// Whether it was registered later than the day on which it came, under an act.
    pub differita: bool,
}

/// The place after which a page begins: year and number of the last row of the one before.
pub type Chiave = (i64, i64);

/// A key as addresses and forms carry it: `2026-12`.
pub(crate) fn scrivi_chiave((anno, numero): Chiave) -> String {
    format!("{anno}-{numero}")
}

/// The key in such a text.
pub(crate) fn leggi_chiave(text: &str) -> Option<Chiave> {
    let (anno, numero) = text.split_once('-')?;
    Some((anno.parse().ok()?, numero.parse().ok()?))
}

/// At most `limit` entries that `who` may see, before `prima_di` in order of number, newest first. One query.
///
/// # Errors
/// Those of the database.
pub async fn elenca(
    ente: &Ente,
    who: &Who,
    filtro: &Filtro,
    prima_di: Option<Chiave>,
    limit: u64,
) -> Result<Vec<Voce>, Error> {
    if filtro.ids.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let (condition, values) = conditions(who, filtro, prima_di);
    let sql = format!(
        "SELECT r.id, r.anno, r.numero, r.verso, r.registrata_at, {OGGETTO} AS oggetto, r.riservata, {MEZZO} AS mezzo, \
         s.classe, s.annullata, {DA_ASSEGNARE} AS da_assegnare, \
         (SELECT {NOME} FROM protocollo_parte p WHERE p.registrazione_id = r.id ORDER BY p.ordine LIMIT 1) AS parte, \
         (SELECT COUNT(*) FROM protocollo_parte p WHERE p.registrazione_id = r.id) AS parti, \
         (SELECT COUNT(*) FROM protocollo_allegato d WHERE d.registrazione_id = r.id) AS documenti, \
         (SELECT u.name FROM protocollo_assegnazione a JOIN authz_unit u ON u.id = a.ufficio_id WHERE a.registrazione_id = r.id \
          AND a.tipo = 'competenza' AND a.stato IN ('in_attesa', 'accettata') ORDER BY a.id DESC LIMIT 1) AS ufficio, \
         EXISTS (SELECT 1 FROM protocollo_differita x WHERE x.registrazione_id = r.id) AS differita \
         FROM protocollo_registrazione r JOIN protocollo_stato s ON s.registrazione_id = r.id WHERE {condition} \
         ORDER BY r.anno DESC, r.numero DESC LIMIT {}",
        limit.min(1_000)
    );
    let read = ente.db().read().await?;
    let rows = db::rows(&read, &sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(Voce {
                id: row.try_get("", "id")?,
                anno: row.try_get("", "anno")?,
                numero: row.try_get("", "numero")?,
                verso: Verso::from_code(&row.try_get::<String>("", "verso")?).unwrap_or(Verso::Arrivo),
                registrata_at: row.try_get("", "registrata_at")?,
                oggetto: row.try_get("", "oggetto")?,
                mezzo: row.try_get("", "mezzo")?,
                parte: row.try_get("", "parte")?,
                parti: row.try_get("", "parti")?,
                classe: row.try_get("", "classe")?,
                annullata: row.try_get("", "annullata")?,
                da_assegnare: row.try_get("", "da_assegnare")?,
                riservata: row.try_get("", "riservata")?,
                ufficio: row.try_get("", "ufficio")?,
                documenti: row.try_get("", "documenti")?,
                differita: row.try_get("", "differita")?,
            })
        })
        .collect()
}

/// Beyond so many nobody counts: the page says "99+".
const MOST_COUNTED: u64 = 100;

/// How many wait for `who` or their offices, up to 100: one query, for the count beside the menu of every page. It begins
/// from what waits, which is little, and not from the register, which is large.
///
/// # Errors
/// Those of the database.
pub async fn conta_per_me(ente: &Ente, who: &Who) -> Result<u64, Error> {
    let (visible, values) = visibilita::condition(who, 1);
    let mut all = Where { parts: Vec::new(), values };
    let mine = in_attesa_di(who, &mut all);
    let no = all.place(false);
    let sql = format!(
        "SELECT COUNT(DISTINCT w.id) AS n FROM (SELECT r.id FROM protocollo_assegnazione f \
         JOIN protocollo_registrazione r ON r.id = f.registrazione_id \
         JOIN protocollo_stato s ON s.registrazione_id = r.id \
         WHERE {mine} AND s.annullata = {no} AND {visible} LIMIT {MOST_COUNTED}) AS w"
    );
    let read = ente.db().read().await?;
    let row = db::one(&read, &sql, all.values).await?;
    Ok(row.map_or(Ok(0_i64), |row| row.try_get("", "n"))?.unsigned_abs())
}

/// How many assignments to a unit wait for an answer, whoever may see them: a number only, for whoever would close the unit.
///
/// # Errors
/// Those of the database.
pub(crate) async fn conta_in_attesa(ente: &Ente, ufficio: UnitId) -> Result<u64, Error> {
    let sql = "SELECT COUNT(*) AS n FROM protocollo_assegnazione a JOIN protocollo_stato s ON s.registrazione_id = a.registrazione_id \
               WHERE a.ufficio_id = $1 AND a.stato = 'in_attesa' AND s.annullata = $2";
    let row = db::one(&ente.db().read().await?, sql, [ufficio.into(), false.into()]).await?;
    Ok(row.map_or(Ok(0_i64), |row| row.try_get("", "n"))?.unsigned_abs())
}

pub(crate) struct Where {
    pub parts: Vec<String>,
    pub values: Vec<Value>,
}

impl Where {
    pub fn place(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }
}

pub(crate) fn conditions(who: &Who, filtro: &Filtro, prima_di: Option<Chiave>) -> (String, Vec<Value>) {
    let (visible, values) = visibilita::condition(who, 1);
    let mut all = Where { parts: vec![visible], values };
    if let Some(verso) = filtro.verso {
        let place = all.place(verso.code());
        all.parts.push(format!("r.verso = {place}"));
    }
    // The year leads the index by which the list is read: without it an old period would be sought from today back.
    if let Some(day) = filtro.dal {
        let year = all.place(i64::from(Instant::start_of(day).year()));
        all.parts.push(format!("r.anno >= {year}"));
        let place = all.place(Instant::start_of(day));
        all.parts.push(format!("r.registrata_at >= {place}"));
    }
    if let Some((day, next)) = filtro.al.and_then(|day| Some((day, day.succ_opt()?))) {
        let year = all.place(i64::from(Instant::start_of(day).year()));
        all.parts.push(format!("r.anno <= {year}"));
        let place = all.place(Instant::start_of(next));
        all.parts.push(format!("r.registrata_at < {place}"));
    }
    if let Some(classe) = &filtro.classe {
        let (same, from, to) =
            (all.place(classe.as_str()), all.place(format!("{classe}.")), all.place(format!("{classe}/")));
        all.parts.push(format!("(s.classe = {same} OR (s.classe >= {from} AND s.classe < {to}))"));
    }
    if filtro.senza_classe {
        all.parts.push("s.classe IS NULL".into());
    }
    if let Some(mezzo) = &filtro.mezzo {
        let place = all.place(mezzo.as_str());
        // What holds now, without asking of each entry whether it was corrected where its means is another.
        all.parts.push(format!(
            "((r.mezzo = {place} AND NOT EXISTS (SELECT 1 FROM protocollo_correzione cz WHERE cz.registrazione_id = r.id AND cz.campo = 'mezzo')) \
             OR r.id IN (SELECT cz.registrazione_id FROM protocollo_correzione cz WHERE cz.campo = 'mezzo' AND cz.dopo = {place} \
             AND NOT EXISTS (SELECT 1 FROM protocollo_correzione dz WHERE dz.registrazione_id = cz.registrazione_id AND dz.campo = 'mezzo' \
             AND dz.id > cz.id)))"
        ));
    }
    if let Some(unit) = filtro.ufficio {
        let place = all.place(unit.uuid());
        all.parts.push(format!("EXISTS (SELECT 1 FROM protocollo_assegnazione f WHERE f.registrazione_id = r.id AND f.ufficio_id = {place})"));
    }
    if filtro.da_assegnare {
        all.parts.push(DA_ASSEGNARE.into());
    }
    if filtro.annullate {
        let yes = all.place(true);
        all.parts.push(format!("s.annullata = {yes}"));
    }
    if filtro.per_me {
        per_me(who, &mut all);
    }
    filtro.altro.aggiungi(who, filtro.ufficio, &mut all);
    if let Some(scadenze) = filtro.scadenze {
        scadenze.condition(&mut all);
    }
    if let Some(ids) = &filtro.ids {
        let places: Vec<String> = ids.iter().take(1_000).map(|id| all.place(*id)).collect();
        all.parts.push(format!("r.id IN ({})", places.join(", ")));
    }
    if let Some((anno, numero)) = prima_di {
        let (anno, numero) = (all.place(anno), all.place(numero));
        all.parts.push(format!("(r.anno, r.numero) < ({anno}, {numero})"));
    }
    (all.parts.join(" AND "), all.values)
}

fn per_me(who: &Who, all: &mut Where) {
    let mine = in_attesa_di(who, all);
    let no = all.place(false);
    all.parts.push(format!(
        "s.annullata = {no} AND r.id IN (SELECT f.registrazione_id FROM protocollo_assegnazione f WHERE {mine})"
    ));
}

/// What waits for `who`: a condition over `protocollo_assegnazione f` each of whose ways an index answers.
fn in_attesa_di(who: &Who, all: &mut Where) -> String {
    let ways = suoi(who, all).into_iter().map(|way| format!("(f.stato = 'in_attesa' AND {way})"));
    format!("({})", ways.collect::<Vec<_>>().join(" OR "))
}

/// Which assignments are `who`'s to answer: ways over `protocollo_assegnazione f`, of which one is enough.
pub(crate) fn suoi(who: &Who, all: &mut Where) -> Vec<String> {
    let me = all.place(who.person.uuid());
    let mut ways = vec![format!("f.persona_id = {me}")];
    let units: Vec<String> = who.units_with(&PRENDI).iter().map(|unit| all.place(unit.uuid())).collect();
    if !units.is_empty() {
        ways.push(format!("f.persona_id IS NULL AND f.ufficio_id IN ({})", units.join(", ")));
    }
    // What was given by name to someone who is away waits for whoever stands in for them.
    for (unit, absent) in who.stands_in(&PRENDI) {
        let (unit, absent) = (all.place(unit.uuid()), all.place(absent.uuid()));
        ways.push(format!("f.persona_id = {absent} AND f.ufficio_id = {unit}"));
    }
    ways
}
