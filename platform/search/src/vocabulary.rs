//! The words met so far, so that what someone is typing is completed without reading every word of the index.

use std::collections::BTreeMap;

use db::Later;
use kernel::Uuid;
use sea_orm::{ConnectionTrait, DbBackend};

use crate::Error;

/// Into how many stems the beginning of a word is completed, the most frequent first.
const COMPLETIONS: usize = 12;

/// Adds the words of a document.
///
/// How frequent a word is, is told by the highest number of zero bits at the end of a hash of the word and the document
/// (Flajolet and Martin): a word of `d` documents reaches about log2 `d`. So a word is written some twenty times at most,
/// however often it occurs, and nothing is ever updated: two transactions never wait for each other.
pub(crate) async fn learn<C: Later>(connection: &C, id: Uuid, words: &BTreeMap<&str, &str>) -> Result<(), Error> {
    if words.is_empty() {
        return Ok(());
    }
    // Words are letters, digits and `_` only: nothing to escape in either notation. Word by word: a plan made while the
    // table was small stays good when it has grown.
    let better = "WHERE w.weight > COALESCE((SELECT MAX(s.weight) FROM search_word s WHERE s.word = w.word), -1)";
    let weighed = words.iter().map(|(word, stem)| (*word, *stem, weight(word, id)));
    if connection.get_database_backend() == DbBackend::Postgres {
        let (mut list, mut stems, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        for (word, stem, weight) in weighed {
            list.push(word);
            stems.push(stem);
            weights.push(weight.to_string());
        }
        let sql = format!(
            "INSERT INTO search_word (word, stem, weight) SELECT w.word, w.stem, w.weight FROM \
             unnest(string_to_array($1, ' '), string_to_array($2, ' '), string_to_array($3, ' ')::bigint[]) \
             AS w (word, stem, weight) {better}"
        );
        let values = [list.join(" ").into(), stems.join(" ").into(), weights.join(" ").into()];
        db::later(connection, &sql, values).await?;
    } else {
        let rows: Vec<String> =
            weighed.map(|(word, stem, weight)| format!("[\"{word}\",\"{stem}\",{weight}]")).collect();
        let sql = format!(
            "INSERT INTO search_word (word, stem, weight) SELECT w.word, w.stem, w.weight FROM (SELECT value ->> 0 AS word, \
             value ->> 1 AS stem, value ->> 2 AS weight FROM json_each($1)) AS w {better}"
        );
        db::later(connection, &sql, [format!("[{}]", rows.join(",")).into()]).await?;
    }
    Ok(())
}

/// The stems of the words that begin with `prefix`: the most frequent.
pub(crate) async fn complete<C: ConnectionTrait>(connection: &C, prefix: &str) -> Result<Vec<String>, Error> {
    let sql = "SELECT string_agg(stem, ' ') AS found FROM ( \
               SELECT stem, MAX(weight) AS weight FROM search_word WHERE word >= $1 AND word < $2 \
               GROUP BY stem ORDER BY 2 DESC, 1 LIMIT $3) AS w";
    let limit = i64::try_from(COMPLETIONS).unwrap_or(i64::MAX);
    let found = text(connection, sql, [prefix.into(), format!("{prefix}\u{10ffff}").into(), limit.into()]).await?;
    Ok(found.split_ascii_whitespace().map(str::to_owned).collect())
}

/// The one text that a query gives, in the column `found`.
async fn text<C: ConnectionTrait, const N: usize>(
    connection: &C,
    sql: &str,
    values: [sea_orm::Value; N],
) -> Result<String, Error> {
    let row = db::one(connection, sql, values).await?;
    Ok(row.map(|row| row.try_get::<Option<String>>("", "found")).transpose()?.flatten().unwrap_or_default())
}

/// The zero bits at the end of a hash (FNV-1a, then the finish of SplitMix64) of the word and the document.
fn weight(word: &str, id: Uuid) -> i64 {
    let bytes = word.bytes().chain(id.into_bytes());
    let mut hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    i64::from((hash ^ (hash >> 31)).trailing_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_many_documents_weighs_about_the_logarithm_of_their_number() {
        for word in ["comune", "acquedotto", "strada", "x"] {
            let most = (0..65_536).map(|n| weight(word, Uuid::from_u128(n))).max().unwrap();
            assert!((13..=22).contains(&most), "{word}: {most}");
        }
    }
}
