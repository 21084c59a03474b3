//! A template with its words: those of the ente at an instant, or those that somebody tries.

use std::{collections::BTreeMap, time::Duration};

use authz::Who;
use ente::Ente;
use kernel::{Instant, Refusal};
use pdf::{Limits, Template};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    Error, LETTERHEAD, Paper, TESTI,
    keep::{in_force, texts_of},
    text::{normal, read, value},
};

/// What a sample may take: it is a sheet or two.
const LIMITS: Limits = Limits { time: Duration::from_secs(10), data: 1_000_000, pages: 20, bytes: 5_000_000 };
/// Unknown texts that are told by name.
const UNKNOWN: usize = 5;

/// A template with the ente's letterhead as it was at that instant.
///
/// # Errors
/// Those of the database.
pub async fn headed(ente: &Ente, template: &Template, at: Instant) -> Result<Template, db::Error> {
    let mut words = Words::default();
    words.take(&ente.db().read().await?, &LETTERHEAD, at).await?;
    Ok(words.on(template))
}

/// The template of a paper with letterhead and words as they were at that instant. Words that fit this release of the program no more give
/// way to the shipped ones, and the paper then names no version of theirs.
///
/// # Errors
/// Those of the database.
pub async fn dressed(ente: &Ente, paper: &'static Paper, at: Instant) -> Result<Template, db::Error> {
    let read = ente.db().read().await?;
    let mut words = Words::default();
    words.take(&read, &LETTERHEAD, at).await?;
    words.take(&read, paper, at).await?;
    Ok(words.on(&paper.template))
}

/// The words of a paper for a page that says the same.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OnPage {
    /// By part, the pieces of each paragraph; lines are parted by `\n`.
    pub parti: BTreeMap<String, Vec<Vec<Said>>>,
    /// Which version they are; empty where they are the program's.
    pub versione: String,
}

/// A piece of a paragraph, with the datum in the place of its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The words.
    pub testo: String,
    /// Whether they are bold.
    pub forte: bool,
}

/// The words of a paper as they were at that instant, with these data: names and what they say.
///
/// # Errors
/// Those of the database.
pub async fn on_page(
    ente: &Ente,
    paper: &'static Paper,
    at: Instant,
    data: &[(&str, &str)],
) -> Result<OnPage, db::Error> {
    let mut words = Words::default();
    words.take(&ente.db().read().await?, paper, at).await?;
    let paragraph =
        |runs: &Value| -> Vec<Said> { runs.as_array().into_iter().flatten().map(|run| said(run, data)).collect() };
    let parti = words.parti.iter().map(|(code, all)| {
        let paragraphs: Vec<Vec<Said>> = all.as_array().into_iter().flatten().map(paragraph).collect();
        (code.clone(), paragraphs)
    });
    Ok(OnPage { parti: parti.collect(), versione: words.versioni.join("; ") })
}

fn said(run: &Value, data: &[(&str, &str)]) -> Said {
    let testo = match run["nome"].as_str() {
        Some(name) => data.iter().find(|(known, _)| *known == name).map_or("", |(_, says)| *says),
        None => run["testo"].as_str().unwrap_or_default(),
    };
    Said { testo: testo.to_owned(), forte: run["forte"].as_bool().unwrap_or_default() }
}

/// Words that will do, with the sample made of them.
#[derive(Debug)]
pub struct Checked {
    pub(crate) paper: &'static Paper,
    /// By part, as they are kept.
    pub(crate) texts: BTreeMap<String, String>,
    /// The sample.
    pub pdf: Vec<u8>,
}

/// Reads words and typesets the sample with them; a part that is not told is the shipped one. Nothing is written.
///
/// # Errors
/// A missing permission; all that is wrong with the words, each reason beside its part; those of the database; that the maker of documents
/// broke down.
pub async fn check(
    ente: &Ente,
    who: &Who,
    paper: &'static Paper,
    texts: &BTreeMap<String, String>,
) -> Result<Checked, Error> {
    who.require(&TESTI)?;
    let mut refusal = Refusal::default();
    let unknown = texts.keys().filter(|code| !paper.parts.iter().any(|part| part.code == code.as_str()));
    for code in unknown.take(UNKNOWN) {
        let code: String = code.chars().take(40).collect();
        refusal.add(None, format!("«{}» non ha un testo «{code}».", paper.title));
    }
    let kept = |part: &crate::Part| normal(texts.get(part.code).map_or(part.shipped, String::as_str));
    let texts: BTreeMap<String, String> = paper.parts.iter().map(|part| (part.code.to_owned(), kept(part))).collect();
    let parts = parts(paper, &texts, &mut refusal);
    let parts = refusal.unless_empty(parts)?;
    let (name, now) = (&ente.info.name, ente.ledger.now());
    let mut words = Words::default();
    if paper.name() != LETTERHEAD.name() {
        words.take(&ente.db().read().await?, &LETTERHEAD, now).await?;
    }
    words.parti.extend(parts);
    words.versioni.push("anteprima con dati inventati".into());
    let data = (paper.sample)(name)?;
    match pdf::render_within(&words.on(&paper.template), &paper.about(name, now), &data, LIMITS).await {
        Ok(pdf) => Ok(Checked { paper, texts, pdf }),
        Err(error @ (pdf::Error::Template { .. } | pdf::Error::TooLarge { .. } | pdf::Error::TooSlow { .. })) => {
            Err(Refusal::because(format!("Con questi testi il documento non si compone. {error}")).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// The parts of a paper as a template reads them; what is wrong with a text goes beside its part.
fn parts(paper: &'static Paper, texts: &BTreeMap<String, String>, refusal: &mut Refusal) -> Map<String, Value> {
    let mut out = Map::new();
    for part in paper.parts {
        match read(part, texts.get(part.code).map_or(part.shipped, String::as_str)) {
            Ok(paragraphs) => {
                out.insert(part.code.to_owned(), value(paragraphs));
            }
            Err(reasons) => {
                for reason in reasons {
                    refusal.add(Some(part.code), format!("{}. {reason}", part.title));
                }
            }
        }
    }
    out
}

/// What a template finds in `/parole.json`.
#[derive(Default)]
struct Words {
    parti: Map<String, Value>,
    versioni: Vec<String>,
}

impl Words {
    /// Takes those of a paper at an instant.
    async fn take<C: ConnectionTrait>(
        &mut self,
        connection: &C,
        paper: &'static Paper,
        at: Instant,
    ) -> Result<(), db::Error> {
        let row = in_force(connection, paper, at).await?;
        let own = row.and_then(|row| {
            let mut refusal = Refusal::default();
            let parts = parts(paper, &texts_of(&row)?, &mut refusal);
            refusal.unless_empty((row.number, parts)).ok()
        });
        let parts = match own {
            Some((number, parts)) => {
                self.versioni.push(format!("{}, versione {number}", paper.title));
                parts
            }
            None => parts(paper, &BTreeMap::new(), &mut Refusal::default()),
        };
        self.parti.extend(parts);
        Ok(())
    }

    fn on(&self, template: &Template) -> Template {
        let words = json!({ "parti": self.parti, "versioni": self.versioni.join("; ") });
        Template { words, ..template.clone() }
    }
}
