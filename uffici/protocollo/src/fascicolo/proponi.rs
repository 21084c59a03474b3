//! Which fascicoli an entry could go into, each with the reason: that of the entry it answers, those of the same correspondent,
//! those of the same class.

use std::collections::BTreeSet;

use authz::Who;
use directory::SubjectId;
use ente::Ente;
use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    Chiave, chiave_di,
    regole::{Tipo, class_warning},
    visibilita,
};
use crate::{
    correzione::ANCORA_LUI,
    error::Error,
    permissions::FASCICOLA,
    registrazione::elenca::Where,
    rules::RegistrazioneId,
    tables::{registrazione, stato},
};

/// Proposals of one kind.
const MOST_OF_A_KIND: u32 = 5;
/// Proposals in all.
const MOST: usize = 8;
/// Entries of the same correspondents that are looked at, the last ones: some write every day.
const MOST_ENTRIES: u32 = 200;
/// Records of the same correspondents that are looked for; more were never merged into one.
const MOST_SUBJECTS: usize = 300;

/// A fascicolo in which an entry could be put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposta {
    /// Its number.
    pub chiave: Chiave,
    /// What it is about.
    pub oggetto: String,
    /// Why it is proposed.
    pub perche: &'static str,
    /// What to look at: classes that do not agree.
    pub avviso: Option<String>,
}

/// The open fascicoli in which `who` may put this entry, the likeliest first. The caller has found the entry where `who` sees it.
///
/// # Errors
/// Those of the database.
pub async fn proponi(
    ente: &Ente,
    who: &Who,
    riga: &registrazione::Model,
    stato: &stato::Model,
) -> Result<Vec<Proposta>, Error> {
    if !who.may(&FASCICOLA) {
        return Ok(Vec::new());
    }
    let read = ente.db().read().await?;
    let classe = stato.classe.as_deref();
    let mut found: Vec<Proposta> = Vec::new();
    let soggetti = soggetti(&read, riga.id).await?;
    let kinds = [
        ("È quello della registrazione collegata", linked(who, riga.id)),
        ("Stesso corrispondente", same_correspondent(who, riga.id, &soggetti)),
        ("È intestato allo stesso corrispondente", of_correspondent(&soggetti)),
        ("Stessa classe", same_class(classe.unwrap_or_default())),
    ];
    for (perche, condition) in kinds {
        for row in of_a_kind(&read, who, riga.id, condition).await? {
            let (chiave, oggetto, tipo) = row;
            if found.len() < MOST && !found.iter().any(|known| known.chiave == chiave) {
                let avviso = class_warning(tipo, &chiave, classe);
                found.push(Proposta { chiave, oggetto, perche, avviso });
            }
        }
    }
    Ok(found)
}

/// A condition over `protocollo_fascicolo f`, with its values from `$1` on.
fn linked(who: &Who, id: RegistrazioneId) -> Where {
    let (seen, values) = crate::visibilita::condition(who, 1);
    let mut all = Where { parts: Vec::new(), values };
    let me = all.place(id.uuid());
    all.parts.push(format!(
        "f.id IN (SELECT v.fascicolo_id FROM protocollo_richiamo q JOIN protocollo_fascicolo_voce v ON v.tolta_at IS NULL \
         AND v.registrazione_id = CASE WHEN q.registrazione_id = {me} THEN q.risponde_a ELSE q.registrazione_id END \
         JOIN protocollo_registrazione r ON r.id = v.registrazione_id \
         WHERE (q.registrazione_id = {me} OR q.risponde_a = {me}) AND {seen})"
    ));
    all
}

/// The correspondents of an entry, with all the records that are one with theirs: who wrote before two were merged is the same.
async fn soggetti<C: ConnectionTrait>(connection: &C, id: RegistrazioneId) -> Result<Vec<SubjectId>, Error> {
    let sql = format!(
        "SELECT p.soggetto_id FROM protocollo_parte p WHERE p.registrazione_id = $1 AND p.soggetto_id IS NOT NULL AND {ANCORA_LUI}"
    );
    let rows = db::rows(connection, &sql, [id.into()]).await?;
    let ids: Vec<SubjectId> = rows.iter().map(|row| row.try_get("", "soggetto_id")).collect::<Result<_, _>>()?;
    let living = directory::find(connection, &ids).await?;
    let mut all = BTreeSet::new();
    for one in living.values().map(|row| row.id).collect::<BTreeSet<_>>() {
        all.extend(directory::family(connection, one).await?.into_iter().map(|row| row.id));
    }
    Ok(all.into_iter().take(MOST_SUBJECTS).collect())
}

/// Those with an entry of the same correspondent: only of entries that may be seen, since the reason tells of them.
fn same_correspondent(who: &Who, id: RegistrazioneId, soggetti: &[SubjectId]) -> Where {
    let (seen, values) = crate::visibilita::condition(who, 1);
    let mut all = Where { parts: Vec::new(), values };
    let me = all.place(id.uuid());
    let them = list(&mut all, soggetti);
    all.parts.push(format!(
        "f.id IN (SELECT v.fascicolo_id FROM protocollo_fascicolo_voce v JOIN protocollo_registrazione r ON r.id = v.registrazione_id \
         WHERE v.tolta_at IS NULL AND {seen} AND v.registrazione_id IN (SELECT p.registrazione_id FROM protocollo_parte p \
         WHERE p.soggetto_id IN ({them}) AND {ANCORA_LUI} \
         AND p.registrazione_id <> {me} ORDER BY p.registrazione_id DESC LIMIT {MOST_ENTRIES}))"
    ));
    all
}

fn of_correspondent(soggetti: &[SubjectId]) -> Where {
    let mut all = Where { parts: Vec::new(), values: Vec::new() };
    let them = list(&mut all, soggetti);
    all.parts.push(format!("f.soggetto_id IN ({them})"));
    all
}

/// As a list of SQL; of nobody, one that is no one's.
fn list(all: &mut Where, soggetti: &[SubjectId]) -> String {
    if soggetti.is_empty() {
        return "NULL".into();
    }
    let places: Vec<String> = soggetti.iter().map(|id| all.place(id.uuid())).collect();
    places.join(", ")
}

fn same_class(classe: &str) -> Where {
    let mut all = Where { parts: Vec::new(), values: Vec::new() };
    let place = all.place(classe);
    all.parts.push(format!("f.classe = {place}"));
    all
}

async fn of_a_kind<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    id: RegistrazioneId,
    mut all: Where,
) -> Result<Vec<(Chiave, String, Tipo)>, Error> {
    for more in [visibilita::condition, visibilita::lavora_condition] {
        let (condition, values) = more(who, all.values.len() + 1);
        all.parts.push(condition);
        all.values.extend(values);
    }
    let (no, me) = (all.place(false), all.place(id.uuid()));
    let sql = format!(
        "SELECT f.anno, f.classe, f.numero, f.sotto, f.tipo, fs.oggetto FROM protocollo_fascicolo f \
         JOIN protocollo_fascicolo_stato fs ON fs.fascicolo_id = f.id WHERE {} AND fs.chiuso = {no} \
         AND NOT EXISTS (SELECT 1 FROM protocollo_fascicolo_voce here WHERE here.fascicolo_id = f.id \
         AND here.registrazione_id = {me} AND here.tolta_at IS NULL) \
         AND NOT EXISTS (SELECT 1 FROM protocollo_fascicolo_stato above WHERE above.fascicolo_id = f.sopra_id AND above.chiuso <> {no}) \
         ORDER BY f.id DESC LIMIT {MOST_OF_A_KIND}",
        all.parts.join(" AND ")
    );
    let rows = db::rows(connection, &sql, all.values).await?;
    rows.iter().map(proposta).collect()
}

fn proposta(row: &QueryResult) -> Result<(Chiave, String, Tipo), Error> {
    let tipo = Tipo::from_code(&row.try_get::<String>("", "tipo")?).unwrap_or(Tipo::Affare);
    Ok((chiave_di(row)?, row.try_get("", "oggetto")?, tipo))
}
