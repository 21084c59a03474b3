use kernel::Uuid;
use sea_orm::ConnectionTrait;

use crate::{
    Error, Keyset, Words,
    expression::Question,
    keys,
    rank::{self, Ranked},
    vocabulary, window,
};

/// How many of the most recent matches are ranked against each other. Older ones follow in windows of as many.
pub const WINDOW: usize = 1_000;
/// Results of one page, at most.
const MAX_PAGE: usize = 200;

/// What is sought, by whom.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// One source (`protocollo`), or all of them.
    pub source: Option<&'a str>,
    /// What the clerk wrote.
    pub words: &'a Words,
    /// The scopes of who asks: a document is found when it has one of them. Without any, nothing is.
    pub scopes: &'a [String],
    /// For each key, the values of which a document must have one. A key without values narrows nothing.
    pub facets: &'a [(&'a str, Vec<String>)],
    /// The lowest sort key.
    pub from: Option<i64>,
    /// The highest sort key, itself included.
    pub to: Option<i64>,
    /// Where the page before ended.
    pub after: Option<Keyset>,
    /// Results of this page, from 1 to 200.
    pub limit: usize,
}

/// One result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its source.
    pub source: String,
    /// Its id there.
    pub id: Uuid,
    /// Its sort key.
    pub order: i64,
    /// How well its heading answers, in thousandths, against the others of its window.
    pub score: i64,
}

/// How many results there are, as far as was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// This many.
    Exactly(usize),
    /// More than this many.
    MoreThan(usize),
}

impl Total {
    /// How many there are, where they have all been counted.
    pub fn exactly(self) -> Option<u64> {
        match self {
            Self::Exactly(count) => u64::try_from(count).ok(),
            Self::MoreThan(_) => None,
        }
    }
}

/// A page of results: the most recent matches first in windows of [`WINDOW`], within each the best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The results.
    pub hits: Vec<Hit>,
    /// Where the next page begins, when there is one.
    pub next: Option<Keyset>,
    /// How many results there are in all.
    pub total: Total,
}

/// Finds. What one may not see is excluded inside the index: it is in no page and in no count.
///
/// # Errors
/// Those of the database; a scope that is no scope.
pub async fn query<C: ConnectionTrait>(connection: &C, query: &Query<'_>) -> Result<Page, Error> {
    let Some(as_written) = &query.words.as_written else { return ask(connection, query).await };
    let whole = Query { words: as_written, ..*query };
    if query.after.is_some() {
        // A page that follows answers the same question as the first.
        return if finds(connection, &whole).await? {
            ask(connection, &whole).await
        } else {
            ask(connection, query).await
        };
    }
    let page = ask(connection, &whole).await?;
    if page.hits.is_empty() { ask(connection, query).await } else { Ok(page) }
}

/// Whether there is anything at all.
async fn finds<C: ConnectionTrait>(connection: &C, query: &Query<'_>) -> Result<bool, Error> {
    if query.scopes.is_empty() {
        return Ok(false);
    }
    let question = question(connection, query).await?;
    Ok(!window::read(connection, query, &question, None, 1).await?.is_empty())
}

async fn ask<C: ConnectionTrait>(connection: &C, query: &Query<'_>) -> Result<Page, Error> {
    let nothing = Page { hits: Vec::new(), next: None, total: Total::Exactly(0) };
    if query.scopes.is_empty() {
        return Ok(nothing);
    }
    let question = question(connection, query).await?;
    let bound = match &query.after {
        Some(keyset) => match number_of(connection, keyset.anchor).await? {
            Some(n) if keyset.inclusive => Some(n),
            Some(n) => Some(n - 1),
            // The document at which the page stood is gone: going on from nowhere would repeat or skip results.
            None => return Ok(nothing),
        },
        None => None,
    };
    let text = window::read(connection, query, &question, bound, WINDOW + 1).await?;
    let mut rows = rank::rows(&text);
    rows.sort_unstable_by_key(|row| std::cmp::Reverse(row.n));
    let more = rows.len() > WINDOW;
    rows.truncate(WINDOW);
    let ends = rows.first().map(|row| row.n).zip(rows.last().map(|row| row.n));
    let ranked = rank::rank(&rows, query.words);
    let first_window = query.after.is_none_or(|keyset| keyset.inclusive);
    let total = if more || !first_window { Total::MoreThan(WINDOW) } else { Total::Exactly(ranked.len()) };
    page(connection, query, &ranked, ends, more, total).await
}

async fn question<C: ConnectionTrait>(connection: &C, query: &Query<'_>) -> Result<Question, Error> {
    let scopes = query.scopes.iter().map(|scope| keys::scope(scope)).collect::<Result<_, _>>()?;
    let mut question = Question { scopes, source: query.source.map(keys::source), ..Question::default() };
    for (key, values) in query.facets.iter().filter(|(_, values)| !values.is_empty()) {
        question.must_have_any(values.iter().map(|value| keys::facet(key, value)).collect());
    }
    question.cover = keys::cover(query.from.unwrap_or(i64::MIN), query.to.unwrap_or(i64::MAX)).unwrap_or_default();
    let mut completions = Vec::new();
    for term in query.words.clauses.iter().flat_map(|clause| &clause.any) {
        let mut completed = Vec::new();
        if let Some(prefix) = &term.prefix {
            completed.extend(keys::beginning(prefix));
            completed.extend(vocabulary::complete(connection, prefix).await?);
        }
        completions.push(completed);
    }
    question.add(query.words, &completions);
    Ok(question)
}

async fn page<C: ConnectionTrait>(
    connection: &C,
    query: &Query<'_>,
    ranked: &[Ranked],
    ends: Option<(i64, i64)>,
    more: bool,
    total: Total,
) -> Result<Page, Error> {
    let skip = match query.after.and_then(|keyset| keyset.after.map(|after| (after, keyset.seen))) {
        Some((after, seen)) => {
            let n = number_of(connection, after).await?;
            let place = n.and_then(|n| ranked.iter().position(|ranked| ranked.n == n));
            place.map_or(usize::try_from(seen).unwrap_or(usize::MAX), |place| place + 1)
        }
        None => 0,
    };
    let limit = query.limit.clamp(1, MAX_PAGE);
    let shown: Vec<Ranked> = ranked.iter().skip(skip).take(limit).copied().collect();
    let hits = identify(connection, &shown).await?;
    let shown_up_to = skip.saturating_add(limit);
    let next = match (ends, hits.last()) {
        (Some((top, _)), Some(last)) if shown_up_to < ranked.len() => {
            let anchor = match query.after {
                Some(keyset) => Some((keyset.anchor, keyset.inclusive)),
                None => id_of(connection, top).await?.map(|id| (id, true)),
            };
            let seen = u32::try_from(shown_up_to).unwrap_or(u32::MAX);
            anchor.map(|(anchor, inclusive)| Keyset { anchor, inclusive, after: Some(last.id), seen })
        }
        (Some((_, lowest)), _) if more => {
            id_of(connection, lowest).await?.map(|anchor| Keyset { anchor, inclusive: false, after: None, seen: 0 })
        }
        _ => None,
    };
    Ok(Page { hits, next, total })
}

async fn identify<C: ConnectionTrait>(connection: &C, ranked: &[Ranked]) -> Result<Vec<Hit>, Error> {
    if ranked.is_empty() {
        return Ok(Vec::new());
    }
    // Numbers of our own: nothing to escape.
    let numbers: Vec<String> = ranked.iter().map(|ranked| ranked.n.to_string()).collect();
    let sql = match connection.get_database_backend() {
        sea_orm::DbBackend::Postgres => {
            "SELECT n, source, id FROM search_doc WHERE n = ANY (string_to_array($1, ',')::bigint[])"
        }
        _ => "SELECT n, source, id FROM search_doc WHERE n IN (SELECT value FROM json_each('[' || $1 || ']'))",
    };
    let mut known = std::collections::HashMap::new();
    for row in db::rows(connection, sql, [numbers.join(",").into()]).await? {
        known.insert(row.try_get::<i64>("", "n")?, (row.try_get::<String>("", "source")?, row.try_get("", "id")?));
    }
    Ok(ranked
        .iter()
        .filter_map(|ranked| {
            let (source, id) = known.remove(&ranked.n)?;
            Some(Hit { source, id, order: ranked.order, score: ranked.score })
        })
        .collect())
}

async fn number_of<C: ConnectionTrait>(connection: &C, id: Uuid) -> Result<Option<i64>, Error> {
    let row =
        db::one(connection, "SELECT n FROM search_doc WHERE id = $1 ORDER BY n DESC LIMIT 1", [id.into()]).await?;
    Ok(row.map(|row| row.try_get("", "n")).transpose()?)
}

async fn id_of<C: ConnectionTrait>(connection: &C, n: i64) -> Result<Option<Uuid>, Error> {
    let row = db::one(connection, "SELECT id FROM search_doc WHERE n = $1", [n.into()]).await?;
    Ok(row.map(|row| row.try_get("", "id")).transpose()?)
}
