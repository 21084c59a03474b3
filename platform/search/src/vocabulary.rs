//! The words met so far, so that what someone is typing is completed without reading every word of the index.

use std::collections::BTreeMap;

use db::statement;
use sea_orm::{ConnectionTrait, DbBackend};

use crate::Error;

/// Into how many stems the beginning of a word is completed, the most frequent first.
const COMPLETIONS: usize = 12;

/// Adds the words of a document.
///
/// How frequent a word is, is told by the highest number of zero bits at the end of a hash of the word and the document
/// (Flajolet and Martin): a word of `d` documents reaches about log2 `d`. So a word is written some twenty times at most,
/// however often it occurs, and nothing is ever updated: two transactions never wait for each other.
pub(crate) async fn learn<C: ConnectionTrait>(
    connection: &C,
    n: i64,
    words: &BTreeMap<&str, &str>,
) -> Result<(), Error> {
    let known = known(connection, words).await?;
    let new: Vec<(&str, &str, i64)> = words
        .iter()
        .map(|(word, stem)| (*word, *stem, weight(word, n)))
        .filter(|(word, _, weight)| known.get(*word).is_none_or(|before| before < weight))
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    // Words are letters, digits and `_` only: nothing to escape in either notation.
    if connection.get_database_backend() == DbBackend::Postgres {
        let join = |each: fn(&(&str, &str, i64)) -> String| new.iter().map(each).collect::<Vec<_>>().join(" ");
        let sql = "INSERT INTO search_word (word, stem, weight) SELECT * FROM unnest(string_to_array($1, ' '), \
                   string_to_array($2, ' '), string_to_array($3, ' ')::bigint[])";
        let values =
            [join(|new| new.0.into()).into(), join(|new| new.1.into()).into(), join(|new| new.2.to_string()).into()];
        connection.execute_raw(statement(connection, sql, values)).await?;
    } else {
        let rows: Vec<String> =
            new.iter().map(|(word, stem, weight)| format!("[\"{word}\",\"{stem}\",{weight}]")).collect();
        let sql = "INSERT INTO search_word (word, stem, weight) SELECT json_extract(value, '$[0]'), \
                   json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each($1)";
        let values = [format!("[{}]", rows.join(",")).into()];
        connection.execute_raw(statement(connection, sql, values)).await?;
    }
    Ok(())
}

/// The weights of the words that are known. Word by word: a plan made while the table was small stays good when it has
/// grown. As one text, since handing over a hundred rows costs more than finding them.
async fn known<C: ConnectionTrait>(
    connection: &C,
    words: &BTreeMap<&str, &str>,
) -> Result<BTreeMap<String, i64>, Error> {
    let (list, value) = if connection.get_database_backend() == DbBackend::Postgres {
        ("unnest(string_to_array($1, ' ')) AS w (value)", words.keys().copied().collect::<Vec<_>>().join(" "))
    } else {
        let words: Vec<String> = words.keys().map(|word| format!("\"{word}\"")).collect();
        ("json_each($1) AS w", format!("[{}]", words.join(",")))
    };
    // A word that is not known has no weight, and what is joined to nothing is nothing: it is left out.
    let sql = format!(
        "SELECT string_agg(w.value || ' ' || (SELECT MAX(s.weight) FROM search_word s WHERE s.word = w.value), ' ') \
         AS found FROM {list}"
    );
    let found = text(connection, &sql, [value.into()]).await?;
    let mut parts = found.split_ascii_whitespace();
    let mut known = BTreeMap::new();
    while let (Some(word), Some(weight)) = (parts.next(), parts.next()) {
        known.insert(word.to_owned(), weight.parse().unwrap_or_default());
    }
    Ok(known)
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
fn weight(word: &str, n: i64) -> i64 {
    let bytes = word.bytes().chain(n.to_le_bytes());
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
            let most = (0..65_536).map(|n| weight(word, n)).max().unwrap();
            assert!((13..=22).contains(&most), "{word}: {most}");
        }
    }
}
