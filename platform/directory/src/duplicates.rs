//! Subjects that may be one: found by what they share, each time with the reason, for a person to decide.

use std::collections::{BTreeSet, HashMap, HashSet};

use authz::Who;
use kernel::Refusal;
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Value};

use crate::{
    CONSULTA, Error, Kind, SubjectId, UNISCI, codes, distinct,
    find::find,
    fold,
    new::tidy,
    recognise::{of_base, with},
    subject,
    words::whole,
};

/// By what two subjects are found, in the order of how much it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// The same tax code or VAT number, also one against the other.
    #[default]
    Code,
    /// The same PEC.
    Pec,
    /// The same name, where nothing says that they are two.
    Name,
    /// Tax codes that differ only by the letters of omocodia, and the same name.
    Omocodia,
}

impl By {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Code, Self::Pec, Self::Name, Self::Omocodia];

    /// As it stands in an address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Code => "codice",
            Self::Pec => "pec",
            Self::Name => "nome",
            Self::Omocodia => "omocodia",
        }
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Code => "Stesso codice",
            Self::Pec => "Stessa PEC",
            Self::Name => "Stesso nome",
            Self::Omocodia => "Omocodia",
        }
    }

    /// The one that is written so; the first, where it is none.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|by| by.word() == word).unwrap_or_default()
    }
}

/// Two that may be one: the older first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The one that was written down first.
    pub first: subject::Model,
    /// The other.
    pub second: subject::Model,
    /// All that they share, each a few words: "lo stesso codice fiscale".
    pub why: Vec<&'static str>,
}

/// A page of pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// The pairs.
    pub pairs: Vec<Pair>,
    /// What to give as `after` for more, where there may be some.
    pub next: Option<String>,
}

/// Keys that are looked at together, and how often at most for one page.
const KEYS: u64 = 50;
const TURNS: usize = 20;
/// How many of those with one key are compared with all the younger ones.
const ROUNDS: usize = 20;

/// Pairs that nobody has decided yet, in the order of what they share; those after `after`, about `limit` of them.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn duplicates<C: ConnectionTrait>(
    who: &Who,
    connection: &C,
    by: By,
    after: Option<&str>,
    limit: usize,
) -> Result<Pairs, Error> {
    who.require(&CONSULTA)?;
    let mut pairs = Vec::new();
    let mut after = after.unwrap_or_default().to_owned();
    for _ in 0..TURNS {
        let keys = keys(connection, by, &after).await?;
        let Some(last) = keys.last() else { return Ok(Pairs { pairs, next: None }) };
        let whole_page = keys.len() as u64 >= KEYS;
        after.clone_from(last);
        for key in &keys {
            let mut same = bearers(connection, by, key).await?;
            same.sort_unstable_by_key(|row| row.id);
            pairs.extend(paired(connection, same, by).await?);
            if pairs.len() >= limit {
                return Ok(Pairs { pairs, next: Some(key.clone()) });
            }
        }
        if !whole_page {
            return Ok(Pairs { pairs, next: None });
        }
    }
    Ok(Pairs { pairs, next: Some(after) })
}

/// What several living subjects share, after a key, in order.
async fn keys<C: ConnectionTrait>(connection: &C, by: By, after: &str) -> Result<Vec<String>, Error> {
    let sql = match by {
        By::Code => format!(
            "SELECT t.k AS k FROM (SELECT tax_code AS k, id FROM directory_subject WHERE merged_into IS NULL AND tax_code > $1 \
             UNION SELECT vat_number AS k, id FROM directory_subject WHERE merged_into IS NULL AND vat_number > $1) t \
             GROUP BY t.k HAVING COUNT(*) > 1 ORDER BY t.k LIMIT {KEYS}"
        ),
        By::Pec => format!(
            "SELECT pec AS k FROM directory_subject WHERE merged_into IS NULL AND pec > $1 GROUP BY pec HAVING COUNT(*) > 1 \
             ORDER BY pec LIMIT {KEYS}"
        ),
        By::Name => format!(
            "SELECT w.word AS k FROM directory_word w JOIN directory_subject s ON s.id = w.subject_id \
             WHERE w.word > $1 AND w.word >= '=' AND w.word < '>' AND s.merged_into IS NULL GROUP BY w.word \
             HAVING COUNT(*) > 1 ORDER BY w.word LIMIT {KEYS}"
        ),
        // Digits come before letters in every order: a letter where a digit belongs is an omocodia.
        By::Omocodia => format!(
            "SELECT tax_code AS k FROM directory_subject WHERE merged_into IS NULL AND tax_code > $1 AND LENGTH(tax_code) = 16 \
             AND code_note IS NULL AND ({}) GROUP BY tax_code ORDER BY tax_code LIMIT {KEYS}",
            [7, 8, 10, 11, 13, 14, 15]
                .map(|place| format!("SUBSTR(tax_code, {place}, 1) NOT IN ('0','1','2','3','4','5','6','7','8','9')"))
                .join(" OR ")
        ),
    };
    let rows = db::rows(connection, &sql, [after.into()]).await?;
    rows.iter().map(|row| Ok(row.try_get("", "k")?)).collect()
}

async fn bearers<C: ConnectionTrait>(connection: &C, by: By, key: &str) -> Result<Vec<subject::Model>, Error> {
    match by {
        By::Code => with(connection, "merged_into IS NULL AND (tax_code = $1 OR vat_number = $1)", key).await,
        By::Pec => with(connection, "merged_into IS NULL AND pec = $1", key).await,
        By::Name => {
            let bears = "merged_into IS NULL AND id IN (SELECT subject_id FROM directory_word WHERE word = $1)";
            with(connection, bears, key).await
        }
        By::Omocodia => {
            let Some(base) = codes::without_omocodia(key) else { return Ok(Vec::new()) };
            let mut same = of_base(connection, &base).await?;
            same.retain(|row| row.merged_into.is_none());
            Ok(same)
        }
    }
}

/// The oldest with each of the others, where they have something to do with each other and nobody has decided; then those that
/// were not found to be the oldest among themselves.
async fn paired<C: ConnectionTrait>(connection: &C, mut same: Vec<subject::Model>, by: By) -> Result<Vec<Pair>, Error> {
    let mut pairs = Vec::new();
    for _ in 0..ROUNDS {
        let mut others = same.into_iter();
        let Some(first) = others.next() else { break };
        let (mut alike, mut rest) = (Vec::new(), Vec::new());
        for second in others {
            match shared(&first, &second).filter(|_| by != By::Omocodia || names_equal(&first, &second)) {
                Some(why) => alike.push((second, why)),
                None => rest.push(second),
            }
        }
        let decided = if alike.is_empty() { HashSet::new() } else { decided_of(connection, first.id).await? };
        for (second, why) in alike {
            if decided.contains(&second.id) {
                rest.push(second);
            } else {
                pairs.push(Pair { first: first.clone(), second, why });
            }
        }
        rest.sort_unstable_by_key(|row| row.id);
        same = rest;
    }
    Ok(pairs)
}

/// Those of whom somebody said that they are not this one.
async fn decided_of<C: ConnectionTrait>(connection: &C, id: SubjectId) -> Result<HashSet<SubjectId>, Error> {
    let sql = "SELECT second_id AS id FROM directory_distinct WHERE first_id = $1 \
               UNION SELECT first_id AS id FROM directory_distinct WHERE second_id = $1";
    let rows = db::rows(connection, sql, [id.into()]).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// All that two subjects share; nothing, where they only have a name in common and something says that they are two.
pub(crate) fn shared(a: &subject::Model, b: &subject::Model) -> Option<Vec<&'static str>> {
    let same = |x: &Option<String>, y: &Option<String>| x.is_some() && x == y;
    let mut why = Vec::new();
    let omocodia = omocodes(a, b);
    if same(&a.tax_code, &b.tax_code) {
        why.push("lo stesso codice fiscale");
    } else if omocodia {
        why.push("codici fiscali che differiscono solo per le lettere dell'omocodia");
    }
    if same(&a.vat_number, &b.vat_number) {
        why.push("la stessa partita IVA");
    }
    if same(&a.tax_code, &b.vat_number) || same(&a.vat_number, &b.tax_code) {
        why.push("il codice fiscale dell'una che è la partita IVA dell'altra");
    }
    if same(&a.pec, &b.pec) {
        why.push("la stessa PEC");
    }
    let strong = !why.is_empty();
    if names_equal(a, b) {
        why.push("lo stesso nome");
    }
    if same(&folded(&a.address), &folded(&b.address)) {
        why.push("lo stesso indirizzo");
    }
    if same(&a.email, &b.email) {
        why.push("la stessa email");
    }
    if same(&a.ipa, &b.ipa) {
        why.push("lo stesso codice IPA");
    }
    let two = (differ(&a.tax_code, &b.tax_code) && !omocodia) || differ(&a.vat_number, &b.vat_number);
    let name = names_equal(a, b) && !two && close(a, b);
    (strong || name).then_some(why)
}

/// Whether the same name says something: of a body always; of a person only with the same address, or where one of the two
/// records holds nothing but the name.
fn close(a: &subject::Model, b: &subject::Model) -> bool {
    let bare = |row: &subject::Model| {
        row.tax_code.is_none() && row.vat_number.is_none() && row.pec.is_none() && row.address.is_none()
    };
    let same = |x: &Option<String>, y: &Option<String>| x.is_some() && x == y;
    let place = same(&folded(&a.address), &folded(&b.address)) || same(&a.email, &b.email);
    let people = a.kind == Kind::Persona && b.kind == Kind::Persona;
    !people || place || bare(a) || bare(b)
}

fn names_equal(a: &subject::Model, b: &subject::Model) -> bool {
    whole(&a.name_folded) == whole(&b.name_folded)
}

fn folded(text: &Option<String>) -> Option<String> {
    text.as_deref().map(fold).filter(|text| !text.is_empty())
}

fn differ(a: &Option<String>, b: &Option<String>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

fn omocodes(a: &subject::Model, b: &subject::Model) -> bool {
    let base = |row: &subject::Model| row.tax_code.as_deref().and_then(codes::without_omocodia);
    a.tax_code != b.tax_code && base(a).is_some() && base(a) == base(b)
}

/// The subjects that may be the same as one, for whoever looks at it, at most ten; those that were decided are left out.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn alike<C: ConnectionTrait>(
    who: &Who,
    connection: &C,
    of: &subject::Model,
) -> Result<Vec<(subject::Model, Vec<&'static str>)>, Error> {
    who.require(&CONSULTA)?;
    let decided = decided_of(connection, of.id).await?;
    let mut found: HashMap<SubjectId, subject::Model> = HashMap::new();
    let mut asked: Vec<(By, String)> = Vec::new();
    let codes: BTreeSet<&String> = [&of.tax_code, &of.vat_number].into_iter().flatten().collect();
    asked.extend(codes.into_iter().map(|code| (By::Code, code.clone())));
    asked.extend(of.tax_code.iter().map(|code| (By::Omocodia, code.clone())));
    asked.extend(of.pec.iter().map(|pec| (By::Pec, pec.clone())));
    asked.push((By::Name, whole(&of.name_folded)));
    for (by, key) in asked {
        let same = bearers(connection, by, &key).await?;
        let named = same.into_iter().filter(|row| by != By::Omocodia || names_equal(row, of));
        found.extend(named.map(|row| (row.id, row)));
    }
    let mut all: Vec<_> = found
        .into_values()
        .filter(|row| row.id != of.id && !decided.contains(&row.id))
        .filter_map(|row| shared(of, &row).map(|why| (row, why)))
        .collect();
    all.sort_by_key(|(row, why)| (std::cmp::Reverse(why.len()), row.id));
    all.truncate(10);
    Ok(all)
}

/// What two subjects share, for whoever compares them.
pub fn in_common(a: &subject::Model, b: &subject::Model) -> Vec<&'static str> {
    shared(a, b).unwrap_or_default()
}

/// Remembers that two subjects are two: they are not proposed again.
///
/// # Errors
/// Without the permission; the reasons why it makes no sense; those of the database.
pub async fn are_two(
    who: &Who,
    tx: &mut Tx,
    a: SubjectId,
    b: SubjectId,
    note: Option<&str>,
) -> Result<distinct::Model, Error> {
    who.require(&UNISCI)?;
    let (first, second) = (a.min(b), a.max(b));
    let rows = find(&*tx, &[first, second]).await?;
    let alive = |id: SubjectId| rows.get(&id).is_some_and(|row| row.id == id);
    if first == second || !alive(first) || !alive(second) {
        let sentence =
            "Una delle due schede non c'è più: forse nel frattempo è stata unita. Ricarica l'elenco dei doppioni.";
        return Err(Refusal::because(sentence).into());
    }
    // Two who decide the same at once: one waits for the other at the gate, and then finds it.
    let gate = format!("two {first} {second}");
    let values: [Value; 1] = [gate.as_str().into()];
    db::execute(&*tx, "INSERT INTO directory_gate (clue) VALUES ($1) ON CONFLICT DO NOTHING", values.clone()).await?;
    db::execute(&*tx, "DELETE FROM directory_gate WHERE clue = $1", values).await?;
    let known = distinct::Entity::find()
        .filter(distinct::Column::FirstId.eq(first))
        .filter(distinct::Column::SecondId.eq(second))
        .one(&*tx)
        .await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let row = distinct::Model {
        id: tx.id(),
        first_id: first,
        second_id: second,
        note: note.map(tidy).filter(|note| !note.is_empty()),
        decided_by: who.person,
        decided_at: tx.now(),
    };
    Ok(tx.insert(row).await?)
}

#[cfg(test)]
mod tests {
    use kernel::{Instant, Uuid};

    use super::*;

    fn row(n: u128, kind: Kind, name: &str) -> subject::Model {
        subject::Model {
            id: Uuid::from_u128(n).into(),
            kind,
            name: name.into(),
            name_folded: fold(name),
            tax_code: None,
            vat_number: None,
            pec: None,
            email: None,
            address: None,
            ipa: None,
            merged_into: None,
            created_at: Instant::default(),
            code_note: None,
        }
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn two_people_of_the_same_name_are_proposed_only_where_something_more_is_shared() {
        let coded = |n, code: &str| subject::Model { tax_code: some(code), ..row(n, Kind::Persona, "Rossi Mario") };
        let (a, b) = (coded(1, "CCCFBA85D03L219P"), coded(2, "RSSMRA80A01H501U"));
        assert_eq!(shared(&a, &b), None, "two codes say two people");
        let bare = row(3, Kind::Persona, "Mario Rossi");
        assert_eq!(shared(&a, &bare), Some(vec!["lo stesso nome"]));
        let at = |n, pec: &str, place: &str| subject::Model {
            pec: some(pec),
            address: some(place),
            ..row(n, Kind::Persona, "Rossi Mario")
        };
        assert_eq!(shared(&at(4, "a@pec.it", "Via Roma, 1"), &at(5, "b@pec.it", "Via Po 2")), None);
        let same = shared(&at(4, "a@pec.it", "Via Roma, 1"), &at(5, "b@pec.it", "VIA ROMA 1"));
        assert_eq!(same, Some(vec!["lo stesso nome", "lo stesso indirizzo"]));
    }

    #[test]
    fn a_company_with_one_number_in_either_place_is_one() {
        let a = subject::Model { tax_code: some("11111111115"), ..row(1, Kind::Impresa, "Edilnova S.r.l.") };
        let b = subject::Model { vat_number: some("11111111115"), ..row(2, Kind::Impresa, "Edilnova") };
        assert_eq!(shared(&a, &b), Some(vec!["il codice fiscale dell'una che è la partita IVA dell'altra"]));
    }

    #[test]
    fn omocodia_is_told_and_does_not_make_them_two() {
        let code = |n, code: &str| subject::Model { tax_code: some(code), ..row(n, Kind::Persona, "Caccamo Fabio") };
        let why = shared(&code(1, "CCCFBA85D03L219P"), &code(2, "CCCFBAURDLPLNMVU")).unwrap();
        assert!(why[0].contains("omocodia"), "{why:?}");
    }
}
