//! An answer as one reads it, whatever its form, and how it differs from another.

use documents::{format::recognise, text::extract};

use super::mondo::PAROLE;

/// What came back.
pub(super) struct Risposta {
    pub status: u16,
    /// Where it leads and what it calls itself.
    pub headers: String,
    /// Its words: those inside a PDF or a sheet too.
    pub text: String,
}

impl Risposta {
    pub async fn of(answer: reqwest::Response) -> Self {
        let status = answer.status().as_u16();
        let headers: Vec<String> = answer
            .headers()
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "date" | "set-cookie" | "content-length" | "etag"))
            .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
            .collect();
        let bytes = answer.bytes().await.expect("the answer comes whole");
        let packed = bytes.starts_with(b"%PDF") || bytes.starts_with(b"PK");
        let text = if packed {
            extract(&bytes, &recognise(&bytes[..bytes.len().min(65_536)], "", Some(&bytes))).text
        } else {
            String::from_utf8_lossy(&bytes).into_owned()
        };
        Self { status, headers: headers.join("\n"), text }
    }

    /// The same as if it spoke of another thing.
    pub fn con(&self, words: &[(&str, &str)]) -> Self {
        let change = |text: &str| words.iter().fold(text.to_owned(), |text, (one, other)| text.replace(one, other));
        Self { status: self.status, headers: change(&self.headers), text: change(&self.text) }
    }

    /// The secret words in it, each with what stands around it.
    pub fn parole(&self) -> Vec<String> {
        self.dice(&PAROLE)
    }

    /// The same for words that stand by themselves.
    pub fn dice(&self, words: &[&str]) -> Vec<String> {
        [parole_segrete(&self.headers, words), parole_segrete(&self.text, words)].concat()
    }

    /// The same for numbers.
    pub fn dice_numeri(&self, numbers: &[i64]) -> Vec<String> {
        let words: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.dice(&words)
    }

    /// In what this answer about nothing is not the one about a secret, which stood in these places of its address.
    pub fn differs_from_secret(&self, about: &Self, secret: &[String], nothing: &[String]) -> Option<String> {
        let words: Vec<(&str, &str)> =
            secret.iter().zip(nothing).map(|(one, other)| (one.as_str(), other.as_str())).collect();
        self.differs(&about.con(&words))
    }

    /// In what another answer is not the same, tokens and ids aside.
    pub fn differs(&self, other: &Self) -> Option<String> {
        if self.status != other.status {
            return Some(format!("{} and not {}", other.status, self.status));
        }
        let (here, there) = (plain(&self.headers), plain(&other.headers));
        if here != there {
            return Some(format!("headers {there:?} and not {here:?}"));
        }
        let (here, there) = (plain(&self.text), plain(&other.text));
        let line = here.lines().zip(there.lines()).find(|(one, other)| one != other);
        match line {
            Some((one, other)) => Some(format!("{:?} and not {:?}", short(other), short(one))),
            None if here.len() != there.len() => {
                Some(format!("{} characters and not {}: …{}", there.len(), here.len(), tail(&here, &there)))
            }
            None => None,
        }
    }
}

fn short(line: &str) -> String {
    line.trim().chars().take(300).collect()
}

fn tail(one: &str, other: &str) -> String {
    let longer = if one.len() > other.len() { one } else { other };
    longer.chars().rev().take(200).collect::<Vec<_>>().into_iter().rev().collect()
}

/// Where these words stand, by themselves and in whatever case.
pub(super) fn parole_segrete(text: &str, words: &[&str]) -> Vec<String> {
    let text = text.to_lowercase();
    let mut found = Vec::new();
    for word in words {
        let whole = |(at, _): &(usize, &str)| {
            let edge = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
            edge(text[..*at].chars().next_back()) && edge(text[at + word.len()..].chars().next())
        };
        for (at, _) in text.match_indices(&word.to_lowercase()).filter(whole).take(3) {
            let from = (at.saturating_sub(80)..=at).find(|at| text.is_char_boundary(*at)).unwrap_or(at);
            let until = (at + 80..at + 90).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
            found.push(format!("{word} in …{}…", text.get(from..until).unwrap_or(&text[from..]).replace('\n', " ")));
        }
    }
    found
}

/// Without what is new at each answer: tokens, keys of forms, ids. They are long, and have digits; the longest, of 86 characters,
/// may by chance have none.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
            run.push(c);
            continue;
        }
        let token = run.len() >= 80 || run.len() >= 20 && run.bytes().any(|byte| byte.is_ascii_digit());
        out.push_str(if token { "…" } else { &run });
        run.clear();
        out.push(c);
    }
    out
}

#[test]
fn what_is_new_at_each_answer_counts_for_nothing_and_a_number_more_does() {
    let page = |text: &str| Risposta { status: 200, headers: String::new(), text: text.into() };
    let one = page("value=\"018f3f1e-0000-7000-8000-000000000001\" 3 trovate");
    assert_eq!(one.differs(&page("value=\"018f3f1e-0000-7000-8000-000000000002\" 3 trovate")), None);
    assert!(one.differs(&page("value=\"018f3f1e-0000-7000-8000-000000000002\" 4 trovate")).is_some());
    assert!(one.differs(&page("value=\"018f3f1e-0000-7000-8000-000000000002\" 3 trovate\naltro")).is_some());
    assert_eq!(page("in ZMARCAOGGETTO.").parole().len(), 1);
    assert_eq!(page("il 17385619").dice(&["7385619"]).len(), 0);
}
