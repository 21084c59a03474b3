use std::{collections::BTreeSet, str::FromStr};

use toml::{Table, Value};

use super::{
    Env, KNOWN, Wrong, aoo, caselle, conservazione, cooperazione, oidc, scansioni, signing_services, testimone,
    time_stamps,
};

/// How unlike a known name a word may be and still be taken for a slip of it; 1 is the same word.
const ALIKE: f64 = 0.6;

/// Sections that there is one of for each ente.
const OF_AN_ENTE: [&str; 6] = [
    oidc::SECTION,
    aoo::SECTION,
    time_stamps::SECTION,
    testimone::SECTION,
    signing_services::SECTION,
    conservazione::SECTION,
];

/// Sections that there are many of for each ente, each under a name of its own, with what one of them tells of. Italian.
const NAMED: [(&str, &str); 3] =
    [(caselle::SECTION, "casella"), (scansioni::SECTION, "cartella"), (cooperazione::SECTION, "amministrazione")];

/// The file and the environment, read key by key, with all that is wrong so far.
pub(super) struct Reader<'a> {
    table: Table,
    env: &'a Env,
    problems: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Reads the text and notes every name that is not known.
    pub(super) fn new(text: &str, env: &'a Env) -> Result<Self, Wrong> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            Wrong(vec![format!(
                "La riga {line} non si legge: forse manca una virgoletta, un uguale o una parentesi. Il dettaglio: {}.",
                error.message()
            )])
        })?;
        let mut reader = Self { table, env, problems: Vec::new() };
        reader.note_unknown();
        reader.raise_inner();
        Ok(reader)
    }

    fn note_unknown(&mut self) {
        let mut problems = Vec::new();
        for (section, value) in &self.table {
            let Some((_, keys)) = KNOWN.iter().find(|(known, _)| known == section) else {
                problems.push(unknown_outside(section, value));
                continue;
            };
            let Value::Table(inside) = value else {
                problems.push(format!(
                    "\"{section}\" è il nome di una sezione: scrivilo come [{section}], con le sue righe sotto."
                ));
                continue;
            };
            if OF_AN_ENTE.contains(&section.as_str()) {
                problems.extend(inside.iter().flat_map(|(name, value)| unknown_inner(section, name, value, keys)));
            } else if let Some((_, what)) = NAMED.iter().find(|(named, _)| named == section) {
                problems
                    .extend(inside.iter().flat_map(|(name, value)| unknown_named(section, what, name, value, keys)));
            } else {
                problems.extend(unknown_keys(section, inside, keys));
            }
        }
        self.problems = problems;
    }

    /// `[oidc.montefiorito]` becomes a section like another, named `oidc.montefiorito`; `[caselle.montefiorito.pec]` too.
    fn raise_inner(&mut self) {
        for section in OF_AN_ENTE {
            self.raise(section);
        }
        for (section, _) in NAMED {
            for ente in self.raise(section) {
                self.raise(&ente);
            }
        }
    }

    /// Makes the sections inside one stand beside it, and gives their names.
    fn raise(&mut self, section: &str) -> Vec<String> {
        let Some(Value::Table(inner)) = self.table.remove(section) else { return Vec::new() };
        let sections = inner.into_iter().filter(|(_, value)| value.is_table());
        let raised: Vec<_> = sections.map(|(name, value)| (format!("{section}.{name}"), value)).collect();
        let names = raised.iter().map(|(name, _)| name.clone()).collect();
        self.table.extend(raised);
        names
    }

    /// The names of the sections under this one that the file holds.
    pub(super) fn in_file(&self, section: &str) -> Vec<String> {
        let under = self.table.keys().filter_map(|name| name.strip_prefix(section)?.strip_prefix('.'));
        under.map(str::to_owned).collect()
    }

    /// The names of the sections of this kind, in the file and in the environment, where any of their keys tells them.
    pub(super) fn inner(&self, section: &str, keys: &[&str]) -> BTreeSet<String> {
        let start = variable(section, "");
        let told = |name: &String| {
            let rest = name.strip_prefix(&start)?;
            keys.iter().find_map(|key| rest.strip_suffix(&format!("_{key}").to_uppercase())).map(str::to_lowercase)
        };
        self.in_file(section).into_iter().chain(self.env.keys().filter_map(told)).collect()
    }

    /// A text; none when it is not written, or empty.
    pub(super) fn text(&mut self, section: &str, key: &str) -> Option<String> {
        match self.value(section, key)? {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            _ => self.none(section, key, "scrivi il valore tra virgolette"),
        }
    }

    /// True or false.
    pub(super) fn flag(&mut self, section: &str, key: &str) -> Option<bool> {
        match self.value(section, key)? {
            Value::Boolean(flag) => Some(flag),
            Value::String(text) if text == "true" || text == "1" => Some(true),
            Value::String(text) if text == "false" || text == "0" => Some(false),
            _ => self.none(section, key, "scrivi true (sì) oppure false (no)"),
        }
    }

    /// A whole number from `least` to `most`.
    pub(super) fn number(&mut self, section: &str, key: &str, least: u32, most: u32) -> Option<u32> {
        let number = match self.value(section, key)? {
            Value::Integer(number) => u32::try_from(number).ok(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        let fits = number.filter(|number| (least..=most).contains(number));
        fits.or_else(|| self.none(section, key, &format!("scrivi un numero da {least} a {most}")))
    }

    /// A list; in a variable, with commas. `what` says what one item is.
    pub(super) fn list<T: FromStr>(&mut self, section: &str, key: &str, what: &str) -> Option<Vec<T>> {
        let words: Option<Vec<String>> = match self.value(section, key)? {
            Value::Array(items) => items.into_iter().map(|item| item.as_str().map(str::to_owned)).collect(),
            Value::String(text) => {
                Some(text.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect())
            }
            _ => None,
        };
        let items = words.and_then(|words| words.iter().map(|word| word.parse().ok()).collect());
        items.or_else(|| self.none(section, key, &format!("scrivi un elenco tra parentesi quadre; ogni voce è {what}")))
    }

    /// One more thing that is wrong.
    pub(super) fn wrong(&mut self, section: &str, key: &str, sentence: &str) {
        self.problems.push(format!("{key} nella sezione [{section}] (o {}): {sentence}.", variable(section, key)));
    }

    /// The settings, when nothing was wrong.
    pub(super) fn finish<T>(self, settings: T) -> Result<T, Wrong> {
        if self.problems.is_empty() { Ok(settings) } else { Err(Wrong(self.problems)) }
    }

    fn value(&self, section: &str, key: &str) -> Option<Value> {
        let over = self.env.get(&variable(section, key)).cloned().map(Value::String);
        over.or_else(|| self.table.get(section)?.get(key).cloned())
    }

    fn none<T>(&mut self, section: &str, key: &str, sentence: &str) -> Option<T> {
        self.wrong(section, key, sentence);
        None
    }
}

/// The environment variable that overrides a key.
pub(super) fn variable(section: &str, key: &str) -> String {
    format!("MUNICIPIO_{section}_{key}").to_uppercase().replace('.', "_")
}

fn unknown_keys<'a>(section: &'a str, inside: &'a Table, keys: &'a [&'a str]) -> impl Iterator<Item = String> + 'a {
    inside.keys().filter(|key| !keys.contains(&key.as_str())).map(move |key| {
        let hint = hint(key, keys.iter().copied(), section);
        format!("L'impostazione \"{key}\" della sezione [{section}] non esiste.{hint}")
    })
}

/// What is wrong in the sections of an ente that bear names of their own.
fn unknown_named(section: &str, what: &str, ente: &str, value: &Value, keys: &[&str]) -> Vec<String> {
    let all = match of_an_ente(section, ".NOME", ente, value) {
        Ok(all) => all,
        Err(problem) => return vec![problem],
    };
    let section = format!("{section}.{ente}");
    let of_one = |(name, value): (&String, &Value)| match value {
        Value::Table(inside) if is_plain(name) => unknown_keys(&format!("{section}.{name}"), inside, keys).collect(),
        Value::Table(_) => vec![format!(
            "\"{name}\" in [{section}.{name}] non va bene come nome di una {what}: usa solo lettere minuscole, cifre e trattini bassi."
        )],
        _ => vec![format!(
            "\"{name}\" sta sotto [{section}], ma ogni {what} ha la sua sezione: scrivilo sotto [{section}.NOME], con un nome a tua scelta."
        )],
    };
    all.iter().flat_map(of_one).collect()
}

fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    !name.is_empty() && name.chars().all(plain)
}

/// What is wrong in a section that there is one of for each ente.
fn unknown_inner(section: &str, ente: &str, value: &Value, keys: &[&str]) -> Vec<String> {
    match of_an_ente(section, "", ente, value) {
        Ok(inside) => unknown_keys(&format!("{section}.{ente}"), inside, keys).collect(),
        Err(problem) => vec![problem],
    }
}

/// What stands under an ente's code, or what is wrong with the code; `more` is what follows it in the section's name.
fn of_an_ente<'v>(section: &str, more: &str, ente: &str, value: &'v Value) -> Result<&'v Table, String> {
    match value {
        Value::Table(inside) if is_plain(ente) => Ok(inside),
        Value::Table(_) => Err(format!(
            "\"{ente}\" in [{section}.{ente}] non è il codice di un ente: ha solo lettere minuscole, cifre e trattini bassi (li \
             elenca municipio ente list)."
        )),
        _ => Err(format!(
            "\"{ente}\" sta sotto [{section}], ma ogni ente ha la sua sezione: scrivilo sotto [{section}.CODICE{more}], con il codice \
             dell'ente (li elenca municipio ente list)."
        )),
    }
}

/// A name at the top of the file that is no section: a section misspelled, or a key without its section.
fn unknown_outside(name: &str, value: &Value) -> String {
    if !value.is_table()
        && let Some((section, _)) = KNOWN.iter().find(|(_, keys)| keys.contains(&name))
    {
        return format!("L'impostazione \"{name}\" sta fuori dalla sua sezione: scrivila sotto [{section}].");
    }
    let sections = KNOWN.iter().map(|(section, _)| *section);
    let nearest = nearest(name, sections.clone()).map(|section| format!(" Forse volevi scrivere [{section}]."));
    let all = || format!(" Le sezioni sono: {}.", sections.collect::<Vec<_>>().join(", "));
    format!("La sezione [{name}] non esiste.{}", nearest.unwrap_or_else(all))
}

fn hint<'k>(key: &str, known: impl Iterator<Item = &'k str> + Clone, section: &str) -> String {
    if let Some(near) = nearest(key, known.clone()) {
        return format!(" Forse volevi scrivere \"{near}\".");
    }
    let elsewhere = KNOWN.iter().find(|(other, keys)| *other != section && keys.contains(&key));
    match elsewhere {
        Some((other, _)) => format!(" È della sezione [{other}]."),
        None => format!(" Qui si può scrivere: {}.", known.collect::<Vec<_>>().join(", ")),
    }
}

fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let scored = known.map(|name| (strsim::jaro_winkler(word, name).min(1.0), name));
    scored.filter(|(score, _)| *score > ALIKE).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}
