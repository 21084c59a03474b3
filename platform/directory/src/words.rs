//! The words by which subjects are found: kept beside the subjects, asked by prefix.

use std::collections::BTreeSet;

use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value};

use crate::{Error, SubjectId, find, fold, fold::end_of, subject};

/// Words of a question that are looked at; whoever types more is already precise enough.
const MAX_WORDS: usize = 6;
/// Rows per statement, below every engine's limit of values.
const ROWS_AT_ONCE: usize = 400;
/// How far the bearers of a word are counted, and how many of the rarest are looked at while someone types.
pub(crate) const CEILING: u64 = 10_000;

/// The words of a subject.
fn of(subject: &subject::Model) -> BTreeSet<String> {
    let mut words = fold::words(&subject.name);
    words.extend([&subject.tax_code, &subject.vat_number].into_iter().flatten().map(|code| code.to_lowercase()));
    words.extend(subject.ipa.as_deref().map(fold::words).unwrap_or_default());
    words.insert(whole(&subject.name_folded));
    words
}

/// The whole folded name as one word, whatever the order in which it is written. No word that is asked for begins so.
pub(crate) fn whole(name_folded: &str) -> String {
    let mut words: Vec<&str> = name_folded.split(' ').collect();
    words.sort_unstable();
    format!("={}", words.join(" "))
}

/// Writes the words of new subjects.
pub(crate) async fn write(tx: &Tx, subjects: &[subject::Model]) -> Result<(), Error> {
    let pairs = subjects.iter().flat_map(|subject| of(subject).into_iter().map(|word| (word, subject.id)));
    write_pairs(tx, pairs.collect()).await
}

async fn write_pairs(tx: &Tx, pairs: Vec<(String, SubjectId)>) -> Result<(), Error> {
    for chunk in pairs.chunks(ROWS_AT_ONCE) {
        let places: Vec<String> = (0..chunk.len()).map(|i| format!("(${}, ${})", 2 * i + 1, 2 * i + 2)).collect();
        let sql = format!("INSERT INTO directory_word (word, subject_id) VALUES {}", places.join(", "));
        let values = chunk.iter().flat_map(|(word, id)| [Value::from(word.clone()), Value::from(*id)]);
        db::later(tx, &sql, values).await?;
    }
    Ok(())
}

/// Writes again the words of a subject that changed.
pub(crate) async fn rewrite(tx: &Tx, before: &subject::Model, after: &subject::Model) -> Result<(), Error> {
    if of(before) == of(after) {
        return Ok(());
    }
    refresh(tx, after.id).await
}

/// Writes the words of a subject again: its own, and those of all that were merged into it, so that whoever looks for one of
/// these finds it.
pub(crate) async fn refresh(tx: &Tx, id: SubjectId) -> Result<(), Error> {
    let family = find::family(tx, id).await?;
    let words: BTreeSet<String> = family.iter().flat_map(of).collect();
    db::execute(tx, "DELETE FROM directory_word WHERE subject_id = $1", [id.into()]).await?;
    write_pairs(tx, words.into_iter().map(|word| (word, id)).collect()).await
}

/// Makes the words of all subjects again, and gives how many subjects there are: after an import or a repair that went
/// past this crate.
///
/// # Errors
/// Those of the database.
pub async fn rebuild_words(tx: &Tx) -> Result<u64, Error> {
    db::execute(tx, "DELETE FROM directory_word", []).await?;
    let mut after: Option<SubjectId> = None;
    let mut done = 0;
    loop {
        let mut select = subject::Entity::find().order_by_asc(subject::Column::Id).limit(1_000);
        if let Some(after) = after {
            select = select.filter(subject::Column::Id.gt(after));
        }
        let some = select.all(tx).await?;
        let Some(last) = some.last() else { break };
        after = Some(last.id);
        done += some.len() as u64;
        write(tx, &some).await?;
    }
    let survivors = "SELECT DISTINCT merged_into AS id FROM directory_subject WHERE merged_into IS NOT NULL";
    for row in db::rows(tx, survivors, []).await? {
        refresh(tx, row.try_get("", "id")?).await?;
    }
    Ok(done)
}

/// Words to be found by prefix, the rarest first.
#[derive(Debug)]
pub(crate) struct Asked {
    pub words: Vec<String>,
    /// Whether anyone bears the rarest.
    pub any: bool,
    /// Whether even the rarest has so many bearers that to go through them all takes long.
    pub common: bool,
}

impl Asked {
    /// What a text asks for; nothing, when there is no word in it.
    pub async fn of<C: ConnectionTrait>(connection: &C, text: &str) -> Result<Option<Self>, Error> {
        let sql = format!(
            "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM directory_word WHERE word >= $1 AND word < $2 LIMIT {CEILING}) t"
        );
        let mut counted = Vec::new();
        for word in asked_words(text) {
            let row = db::one(connection, &sql, [word.as_str().into(), end_of(&word).into()]).await?;
            let n: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
            counted.push((n.unsigned_abs(), word));
        }
        counted.sort_unstable();
        let Some(least) = counted.first().map(|(n, _)| *n) else { return Ok(None) };
        let words = counted.into_iter().map(|(_, word)| word).collect();
        Ok(Some(Self { words, any: least > 0, common: least >= CEILING }))
    }

    /// The condition that the subject whose id is in `column` bears every word from the `skip`th on; its values go after
    /// those already there.
    pub fn all(&self, column: &str, skip: usize, values: &mut Vec<Value>) -> String {
        let mut sql = String::new();
        for word in self.words.iter().skip(skip) {
            let place = values.len() + 1;
            values.extend([word.as_str().into(), end_of(word).into()]);
            sql.push_str(&format!(
                " AND EXISTS (SELECT 1 FROM directory_word w WHERE w.subject_id = {column} AND w.word >= ${place} \
                 AND w.word < ${})",
                place + 1
            ));
        }
        sql
    }

    /// Where the rarest word's range begins and ends.
    pub fn rarest(&self) -> [Value; 2] {
        let word = self.words.first().map(String::as_str).unwrap_or_default();
        [word.into(), end_of(word).into()]
    }
}

/// The words of a question, each once. The country before an Italian VAT number goes, since it is not stored.
fn asked_words(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let words = folded.split(' ').filter(|word| !word.is_empty()).take(MAX_WORDS);
    let number = |word: &str| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    words.map(|word| word.strip_prefix("it").filter(|rest| number(rest)).unwrap_or(word).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_its_words_once_and_not_more_than_can_be_looked_at() {
        let words = |text: &str| asked_words(text).into_iter().collect::<Vec<_>>();
        assert_eq!(words("Rossi  mario ROSSI"), ["mario", "rossi"]);
        assert_eq!(words("IT11111111115"), ["11111111115"]);
        assert_eq!(words("Italia"), ["italia"]);
        assert!(words(&"a b c d e f g h i j k".repeat(50)).len() <= MAX_WORDS);
        assert!(words(" .- ").is_empty());
    }
}
