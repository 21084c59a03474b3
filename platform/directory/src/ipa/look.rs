use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, QueryResult, Value};

use crate::{Clues, Error, Kind, fold, fold::end_of, ipa_copy};

/// Words of a question that are looked at.
const MAX_WORDS: usize = 6;
/// How many bearers of the rarest word are looked at while someone types.
const CEILING: u64 = 5_000;
/// What [`line`] reads, from where.
const LINE: &str = "SELECT i.level, i.ipa, i.code, i.name, i.part, i.tax_code, i.pec, i.place FROM directory_ipa i";

/// A line of the copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpaLine {
    /// The code of the body: `c_h501`.
    pub ipa: String,
    /// The code of the area or unit; none for the body itself.
    pub code: Option<String>,
    /// Whether it is an area (AOO), where it has a code.
    pub aoo: bool,
    /// The body's name.
    pub name: String,
    /// The area's or unit's name.
    pub part: Option<String>,
    /// The body's tax code.
    pub tax_code: Option<String>,
    /// Its certified address.
    pub pec: Option<String>,
    /// Where the body is.
    pub place: Option<String>,
}

impl IpaLine {
    /// What the line says, in the words of the directory.
    pub fn clues(&self) -> Clues {
        let clues = Clues {
            kind: Some(Kind::Ente),
            name: self.name.clone(),
            tax_code: self.tax_code.clone().filter(|code| code.len() == 11),
            pec: self.pec.clone(),
            ipa: Some(self.ipa.clone()),
            address: self.place.clone(),
            ..Clues::default()
        };
        clues.without_mistakes()
    }

    /// The name with the code behind it, by which [`chosen`] finds the line again: "Comune di Roma [IPA c_h501]".
    pub fn written(&self) -> String {
        let code = self.code.as_deref().map(|code| format!("/{code}")).unwrap_or_default();
        format!("{} [IPA {}{code}]", self.name, self.ipa)
    }
}

/// The copy that counts; none where none was loaded.
///
/// # Errors
/// Those of the database.
pub async fn copy<C: ConnectionTrait>(connection: &C) -> Result<Option<ipa_copy::Model>, Error> {
    let select = ipa_copy::Entity::find().order_by_desc(ipa_copy::Column::LoadedAt);
    Ok(select.order_by_desc(ipa_copy::Column::Id).one(connection).await?)
}

/// Bodies, areas and units whose names or codes have every word, each perhaps unfinished: bodies first. The index is public; who
/// may look into it is decided by whoever asks.
///
/// # Errors
/// Those of the database.
pub async fn look<C: ConnectionTrait>(connection: &C, text: &str, limit: u64) -> Result<Vec<IpaLine>, Error> {
    let Some(copy) = copy(connection).await? else { return Ok(Vec::new()) };
    let folded = fold(text);
    // "Comune" has more bearers than can be looked at: one begins from the rarest word.
    let words: BTreeSet<&str> = folded.split(' ').filter(|word| !word.is_empty()).take(MAX_WORDS).collect();
    let mut counted = Vec::new();
    for word in words {
        counted.push((bearers(connection, &copy, word).await?, word));
    }
    counted.sort_unstable();
    let Some(((1.., first), others)) = counted.split_first() else { return Ok(Vec::new()) };
    let mut values: Vec<Value> = vec![copy.id.into(), (*first).into(), end_of(first).into()];
    let mut more = String::new();
    for (_, word) in others {
        let place = values.len() + 1;
        values.extend([(*word).into(), end_of(word).into()]);
        more.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM directory_ipa_word x WHERE x.line_id = w.line_id AND x.word >= ${place} AND x.word < ${})",
            place + 1
        ));
    }
    let limit = limit.clamp(1, 50);
    let sql = format!(
        "{LINE} WHERE i.id IN \
         (SELECT w.line_id FROM (SELECT line_id FROM directory_ipa_word WHERE copy_id = $1 AND word >= $2 AND word < $3 \
         ORDER BY word, line_id LIMIT {CEILING}) w WHERE 1 = 1{more}) \
         ORDER BY CASE i.level WHEN 'ente' THEN 0 WHEN 'aoo' THEN 1 ELSE 2 END, LENGTH(i.name), i.name, i.code LIMIT {limit}"
    );
    db::rows(connection, &sql, values).await?.iter().map(line).collect()
}

/// How many lines have a word that begins so, as far as that matters.
async fn bearers<C: ConnectionTrait>(connection: &C, copy: &ipa_copy::Model, word: &str) -> Result<i64, Error> {
    let sql = format!(
        "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM directory_ipa_word WHERE copy_id = $1 AND word >= $2 AND word < $3 \
         LIMIT {CEILING}) t"
    );
    let row = db::one(connection, &sql, [copy.id.into(), word.into(), end_of(word).into()]).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get("", "n"))?)
}

/// The body, area or unit with this certified address: an area before the body, and both before a unit.
///
/// # Errors
/// Those of the database.
pub async fn by_pec<C: ConnectionTrait>(connection: &C, address: &str) -> Result<Option<IpaLine>, Error> {
    let Some(copy) = copy(connection).await? else { return Ok(None) };
    let sql = format!(
        "{LINE} WHERE i.copy_id = $1 AND i.pec = $2 ORDER BY CASE i.level WHEN 'aoo' THEN 0 WHEN 'ente' THEN 1 ELSE 2 END, i.id LIMIT 50"
    );
    let rows = db::rows(connection, &sql, [copy.id.into(), address.trim().to_lowercase().into()]).await?;
    let lines: Vec<IpaLine> = rows.iter().map(line).collect::<Result<_, _>>()?;
    // An address that several bodies share (a union of comuni, a provider) says which of them only to who knows.
    let one = lines.first().filter(|first| lines.iter().all(|line| line.ipa == first.ipa)).cloned();
    Ok(one)
}

/// The areas of a body that have this code, or this certified address: a few lines, or none where there is no copy.
///
/// # Errors
/// Those of the database.
pub async fn areas<C: ConnectionTrait>(
    connection: &C,
    ipa: &str,
    code: &str,
    address: &str,
) -> Result<Vec<IpaLine>, Error> {
    let Some(copy) = copy(connection).await? else { return Ok(Vec::new()) };
    let sql = format!(
        "{LINE} WHERE i.copy_id = $1 AND i.ipa = $2 AND i.level = 'aoo' AND (i.code IN ($3, $4) OR i.pec = $5) \
         ORDER BY i.code, i.id LIMIT 50"
    );
    let code = code.trim();
    let values: [Value; 5] = [
        copy.id.into(),
        ipa.trim().to_ascii_lowercase().into(),
        code.into(),
        code.to_ascii_uppercase().into(),
        address.trim().to_lowercase().into(),
    ];
    db::rows(connection, &sql, values).await?.iter().map(line).collect()
}

/// A name as [`IpaLine::written`] writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The name alone.
    pub name: String,
    /// The line, if the copy still has it.
    pub line: Option<IpaLine>,
}

/// What a name with a code behind it means; `None` for a plain name.
///
/// # Errors
/// Those of the database.
pub async fn chosen<C: ConnectionTrait>(connection: &C, text: &str) -> Result<Option<Choice>, Error> {
    let Some((name, ipa, code)) = parted(text) else { return Ok(None) };
    let Some(copy) = copy(connection).await? else { return Ok(Some(Choice { name: name.into(), line: None })) };
    let mut values: Vec<Value> = vec![copy.id.into(), ipa.to_ascii_lowercase().into()];
    values.extend(code.map(Value::from));
    let which = if code.is_some() { "i.code = $3" } else { "i.code IS NULL" };
    let sql = format!(
        "{LINE} WHERE i.copy_id = $1 AND i.ipa = $2 AND {which} \
         ORDER BY CASE i.level WHEN 'ente' THEN 0 WHEN 'aoo' THEN 1 ELSE 2 END, i.id LIMIT 1"
    );
    let row = db::one(connection, &sql, values).await?;
    Ok(Some(Choice { name: name.into(), line: row.as_ref().map(line).transpose()? }))
}

/// Name, code of the body, code of the area or unit.
fn parted(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let (name, rest) = text.trim().strip_suffix(']')?.rsplit_once(" [IPA ")?;
    let (ipa, code) = rest.split_once('/').map_or((rest, None), |(ipa, code)| (ipa, Some(code)));
    let plain = |code: &str| {
        !code.is_empty()
            && code.len() <= 30
            && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    };
    (plain(ipa) && !name.trim().is_empty()).then_some((name.trim(), ipa, code))
}

fn line(row: &QueryResult) -> Result<IpaLine, Error> {
    let level: String = row.try_get("", "level")?;
    Ok(IpaLine {
        ipa: row.try_get("", "ipa")?,
        code: row.try_get("", "code")?,
        aoo: level == "aoo",
        name: row.try_get("", "name")?,
        part: row.try_get("", "part")?,
        tax_code: row.try_get("", "tax_code")?,
        pec: row.try_get("", "pec")?,
        place: row.try_get("", "place")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_its_code_is_taken_apart_and_a_plain_one_is_not() {
        assert_eq!(parted("Comune di Roma [IPA c_h501]"), Some(("Comune di Roma", "c_h501", None)));
        assert_eq!(parted(" ASL 1 [Nord] [IPA asl_1/AB12] "), Some(("ASL 1 [Nord]", "asl_1", Some("AB12"))));
        for plain in ["Comune di Roma", "Rossi [IPA ]", "[IPA c_h501]", "Rossi [IPA c h501]", "Rossi ]"] {
            assert_eq!(parted(plain), None, "{plain}");
        }
    }
}
