//! What stands in a volume: the entries of a stretch of numbers, each with all that belongs to it. For the print alone: no person asks
//! for it.

use std::collections::HashMap;

use accounts::names;
use authz::PersonId;
use db::Read;
use kernel::Uuid;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    error::Error,
    giornaliero::raccogli::{Around, Voce as DelGiorno},
    nome::nome_di,
    tables::{fatto, registrazione},
};

/// Ids asked for at once.
const AT_ONCE: usize = 400;

/// An entry, with what a court asks of it.
pub(super) struct Voce {
    pub entry: DelGiorno,
    /// Who registered it.
    pub chi: String,
    /// Its documents in order: the main one, its name, its SHA-256.
    pub documenti: Vec<(bool, String, String)>,
    /// What was done to it, with who did.
    pub fatti: Vec<(fatto::Model, String)>,
}

/// The first `limit` entries after `dopo` up to `fino`, both year and number.
pub(super) async fn raccogli(read: &Read, dopo: (i64, i64), fino: (i64, i64), limit: u64) -> Result<Vec<Voce>, Error> {
    use registrazione::Column::{Anno, Numero};
    let after = Condition::any().add(Anno.gt(dopo.0)).add(Condition::all().add(Anno.eq(dopo.0)).add(Numero.gt(dopo.1)));
    let until =
        Condition::any().add(Anno.lt(fino.0)).add(Condition::all().add(Anno.eq(fino.0)).add(Numero.lte(fino.1)));
    let righe = registrazione::Entity::find()
        .filter(after)
        .filter(until)
        .order_by_asc(Anno)
        .order_by_asc(Numero)
        .limit(limit)
        .all(read)
        .await?;
    let ids: Vec<Uuid> = righe.iter().map(|riga| riga.id.uuid()).collect();
    let mut around = Around::load(read, &ids).await?;
    let mut documenti = documenti(read, &ids).await?;
    let fatti = fatti(read, &ids).await?;
    let done = fatti.iter().map(|fatto| fatto.persona_id);
    let people: Vec<PersonId> = righe.iter().map(|riga| riga.registrata_da).chain(done).collect();
    let names = names(read, &people).await?;
    let name = |id: PersonId| nome_di(&names, &id);
    let mut done: HashMap<Uuid, Vec<(fatto::Model, String)>> = HashMap::new();
    for fatto in fatti {
        let chi = name(fatto.persona_id);
        done.entry(fatto.registrazione_id.uuid()).or_default().push((fatto, chi));
    }
    let voce = |riga: registrazione::Model| {
        let (id, chi) = (riga.id.uuid(), name(riga.registrata_da));
        Voce {
            entry: around.voce(riga),
            chi,
            documenti: documenti.remove(&id).unwrap_or_default(),
            fatti: done.remove(&id).unwrap_or_default(),
        }
    };
    Ok(righe.into_iter().map(voce).collect())
}

async fn documenti(read: &Read, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<(bool, String, String)>>, Error> {
    let mut all: HashMap<Uuid, Vec<(bool, String, String)>> = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
        let sql = format!(
            "SELECT a.registrazione_id AS id, a.principale, a.impronta, d.name AS nome FROM protocollo_allegato a \
             JOIN documents_document d ON d.id = a.documento_id WHERE a.registrazione_id IN ({}) ORDER BY a.ordine, a.id",
            places.join(", ")
        );
        for row in db::rows(read, &sql, some.iter().map(|id| (*id).into())).await? {
            let document = (row.try_get("", "principale")?, row.try_get("", "nome")?, row.try_get("", "impronta")?);
            all.entry(row.try_get("", "id")?).or_default().push(document);
        }
    }
    Ok(all)
}

async fn fatti(read: &Read, ids: &[Uuid]) -> Result<Vec<fatto::Model>, Error> {
    let mut all = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let of = fatto::Column::RegistrazioneId.is_in(some.iter().copied());
        let select = fatto::Entity::find().filter(of).order_by_asc(fatto::Column::At).order_by_asc(fatto::Column::Id);
        all.extend(select.all(read).await?);
    }
    Ok(all)
}

/// How many entries of a year there are between two, and which numbers: for the sentence that says whether any is missing.
pub(super) struct DiUnAnno {
    pub anno: i64,
    pub da: i64,
    pub a: i64,
    pub quante: i64,
}

/// The same for each year between the first and the last entry of a print.
pub(super) async fn per_anno(read: &Read, da: (i64, i64), a: (i64, i64)) -> Result<Vec<DiUnAnno>, Error> {
    let sql = "SELECT r.anno, MIN(r.numero) AS da, MAX(r.numero) AS a, COUNT(*) AS n FROM protocollo_registrazione r \
               WHERE r.anno >= $1 AND r.anno <= $3 AND (r.anno > $1 OR r.numero >= $2) AND (r.anno < $3 OR r.numero <= $4) \
               GROUP BY r.anno ORDER BY r.anno";
    let rows = db::rows(read, sql, [da.0.into(), da.1.into(), a.0.into(), a.1.into()]).await?;
    let one = |row: &sea_orm::QueryResult| {
        let (anno, da, a) = (row.try_get("", "anno")?, row.try_get("", "da")?, row.try_get("", "a")?);
        Ok(DiUnAnno { anno, da, a, quante: row.try_get("", "n")? })
    };
    rows.iter().map(one).collect()
}
