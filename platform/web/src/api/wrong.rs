//! What is wrong with what a program sent, as a sentence: where, what was expected, what was found. The readers tell it in English, in
//! phrases of their own; each is put in Italian here, and one that is not known is not shown.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// Characters shown of what was sent.
const MOST_SHOWN: usize = 60;

/// Reads JSON into a type.
///
/// # Errors
/// The sentence.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        sentence(&path, error.inner())
    })
}

/// Reads the fields of an address, or of a form, into a type.
///
/// # Errors
/// The sentence, without a full stop.
pub(crate) fn read_fields<T: DeserializeOwned>(encoded: &[u8]) -> Result<T, String> {
    let reader = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(encoded));
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let path = error.path().to_string();
        format!("{}{}", in_field(&path), of_data(&error.inner().to_string()))
    })
}

/// What is wrong, where.
pub(crate) fn sentence(path: &str, error: &serde_json::Error) -> String {
    let told = error.to_string();
    let told = told.rsplit_once(" at line ").map_or(told.as_str(), |(told, _)| told);
    let place = match (error.line(), error.column()) {
        (0, _) => String::new(),
        (line, column) => format!(" alla riga {line}, colonna {column}"),
    };
    match error.classify() {
        Category::Data => format!("Il JSON non si legge{place}: {}{}.", in_field(path), of_data(told)),
        Category::Syntax | Category::Eof | Category::Io => format!("Il JSON non si legge{place}: {}.", of_form(told)),
    }
}

fn in_field(path: &str) -> String {
    match path {
        // What the reader calls the whole, and where it does not know.
        "" | "." | "?" => String::new(),
        path => format!("nel campo \"{}\" ", shown(path)),
    }
}

fn shown(text: &str) -> String {
    let start: String = text.chars().take(MOST_SHOWN).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

/// The form of JSON.
fn of_form(told: &str) -> &'static str {
    match told {
        "EOF while parsing a list" => "finisce prima del previsto: manca la chiusura di un elenco (])",
        "EOF while parsing an object" => "finisce prima del previsto: manca la chiusura di un oggetto (})",
        "EOF while parsing a string" => "finisce prima del previsto: manca la chiusura di un testo (\")",
        "EOF while parsing a value" => "finisce prima del previsto: manca un valore",
        "expected `:`" => "dopo il nome di un campo servono i due punti",
        "expected `,` or `]`" => "dopo un valore di un elenco serve una virgola o la chiusura (])",
        "expected `,` or `}`" => "dopo un campo serve una virgola o la chiusura (})",
        "trailing comma" => "c'è una virgola di troppo prima di una chiusura",
        "trailing characters" => "dopo la fine c'è ancora qualcosa",
        "key must be a string" => "il nome di un campo va fra virgolette doppie",
        "expected ident" => "c'è una parola che non è true, false o null",
        "expected value" => {
            "qui serve un valore: un testo fra virgolette doppie, un numero, true, false, null, un elenco o un oggetto"
        }
        "invalid number" | "number out of range" => "c'è un numero scritto male o troppo grande",
        "invalid escape" | "unexpected end of hex escape" | "lone leading surrogate in hex escape" => {
            "in un testo c'è una barra rovesciata (\\) seguita da qualcosa che non vuol dire niente"
        }
        "invalid unicode code point" => "in un testo c'è qualcosa che non è UTF-8",
        "recursion limit exceeded" => "ci sono troppi elenchi e oggetti uno dentro l'altro",
        told if told.starts_with("control character") => {
            "in un testo c'è un a capo o un altro carattere di controllo: si scrive con una barra rovesciata, come \\n"
        }
        _ => "non è scritto come si deve",
    }
}

/// What stands in it.
fn of_data(told: &str) -> String {
    if let Some(name) = quoted(told, "missing field `") {
        return format!("manca il campo \"{name}\"");
    }
    if let Some(name) = quoted(told, "duplicate field `") {
        return format!("il campo \"{name}\" c'è due volte");
    }
    if let Some((name, known)) = among(told, "unknown field `") {
        return if known.is_empty() {
            format!("il campo \"{name}\" non è previsto, e nessun altro")
        } else {
            format!("il campo \"{name}\" non è previsto; ci sono: {known}")
        };
    }
    if let Some((name, known)) = among(told, "unknown variant `") {
        return format!("\"{name}\" non è fra le parole previste, che sono: {known}");
    }
    let form = told.strip_prefix("invalid type: ").or_else(|| told.strip_prefix("invalid value: "));
    if let Some((found, expected)) = form.and_then(|rest| rest.rsplit_once(", expected ")) {
        return format!("serve {}, e invece c'è {}", what_is_expected(expected), what_is_found(found));
    }
    if let Some((length, _)) = told.strip_prefix("invalid length ").and_then(|rest| rest.split_once(", expected ")) {
        return format!("i valori sono {length}, e ne serve un altro numero");
    }
    of_value(told)
}

/// The name in the backticks after `before`.
fn quoted(told: &str, before: &str) -> Option<String> {
    told.strip_prefix(before)?.strip_suffix('`').map(shown)
}

/// The name in the backticks after `before`, and those that are known.
fn among(told: &str, before: &str) -> Option<(String, String)> {
    let rest = told.strip_prefix(before)?;
    let (name, known) = rest.split_once("`, expected ").or_else(|| rest.split_once("`, there are no "))?;
    let known: Vec<String> = known.split('`').skip(1).step_by(2).map(|name| format!("\"{name}\"")).collect();
    Some((shown(name), known.join(", ")))
}

fn what_is_expected(told: &str) -> &'static str {
    let starts = |words: &[&str]| words.iter().any(|word| told.starts_with(word));
    match told {
        "a boolean" => "true o false",
        "a string" | "a borrowed string" | "string" => "un testo, fra virgolette",
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "un numero intero",
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => "un numero intero, non negativo e non troppo grande",
        "f32" | "f64" => "un numero",
        "unit" | "null" => "null",
        _ if starts(&["struct ", "a map", "map", "internally tagged", "adjacently tagged"]) => {
            "un oggetto, fra parentesi graffe"
        }
        _ if starts(&["a sequence", "sequence", "tuple", "a tuple", "an array"]) => "un elenco, fra parentesi quadre",
        _ if starts(&["enum ", "string or map", "variant "]) => "una delle parole previste, fra virgolette",
        _ if told.contains("date") => "una data come \"2026-11-26\"",
        _ if told.contains("UUID") => IDENTIFIER,
        _ => "un valore di un'altra forma",
    }
}

const IDENTIFIER: &str = "un identificativo come \"0193686e-7c00-7000-8000-000000000000\"";

fn what_is_found(told: &str) -> String {
    let value = told.split_once('`').and_then(|(_, rest)| rest.rsplit_once('`')).map(|(value, _)| shown(value));
    match (told.split([' ', '`']).next().unwrap_or_default(), value) {
        ("boolean", Some(value)) => value,
        ("integer" | "floating", Some(value)) => format!("il numero {value}"),
        ("string", _) => {
            let text = told.trim_start_matches("string ").trim_matches('"');
            format!("il testo \"{}\"", shown(text))
        }
        ("null" | "unit", _) => "null".into(),
        ("sequence", _) => "un elenco".into(),
        ("map", _) => "un oggetto".into(),
        _ => "altro".into(),
    }
}

/// What the readers of single values say.
fn of_value(told: &str) -> String {
    let starts = |words: &[&str]| words.iter().any(|word| told.starts_with(word));
    if starts(&["invalid digit", "cannot parse integer", "number too ", "invalid float", "cannot parse float"]) {
        return "serve un numero".into();
    }
    if starts(&["provided string was not `true` or `false`"]) {
        return "serve true o false".into();
    }
    if starts(&[
        "premature end of input",
        "input contains invalid characters",
        "trailing input",
        "input is out of range",
    ]) {
        return "serve una data come 2026-11-26".into();
    }
    if starts(&["UUID parsing failed", "invalid character: ", "invalid length: ", "invalid group ", "failed to parse"])
    {
        return format!("serve {IDENTIFIER}");
    }
    if starts(&["data did not match", "invalid type", "invalid value", "expected ", "no variant"]) {
        return "il valore non ha nessuna delle forme previste".into();
    }
    // What the house's own types say is Italian.
    shown_sentence(told)
}

fn shown_sentence(told: &str) -> String {
    told.trim_end_matches('.').chars().take(400).collect()
}

#[cfg(test)]
mod tests {
    use kernel::Date;
    use serde::Deserialize;
    use serde_json::Value;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "they are only read")]
    struct Sent {
        oggetto: String,
        #[serde(default)]
        parti: Vec<Parte>,
        il: Option<Date>,
        id: Option<kernel::Id<Parte>>,
        stato: Option<Stato>,
        quanti: Option<u8>,
        vero: Option<bool>,
        #[serde(default)]
        limite: crate::Limit,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "they are only read")]
    struct Parte {
        nome: String,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Stato {
        Aperto,
        Chiuso,
    }

    /// Words of the readers that nobody should read.
    const ENGLISH: [&str; 12] = [
        "expected", "invalid", "unknown", "missing", " line ", "column", "field", "struct", "variant", "while", "EOF",
        "string",
    ];

    fn told(json: &str) -> String {
        let told = read::<Sent>(json.as_bytes()).map(|sent| format!("{sent:?}")).unwrap_err();
        assert!(ENGLISH.iter().all(|word| !told.contains(word)), "{json}: {told}");
        assert!(told.ends_with('.') && !told.ends_with(".."), "{told}");
        told
    }

    #[test]
    fn what_is_wrong_is_told_in_italian_with_its_place_and_what_was_expected() {
        for (json, expected) in [
            ("{}", "alla riga 1, colonna 2: manca il campo \"oggetto\""),
            (
                "{\n  \"oggetto\": 5}",
                "alla riga 2, colonna 14: nel campo \"oggetto\" serve un testo, fra virgolette, e invece c'è il numero 5",
            ),
            (r#"{"oggetto": null}"#, "nel campo \"oggetto\" serve un testo, fra virgolette, e invece c'è null"),
            (r#"{"oggetto": "x", "parti": [{}]}"#, "nel campo \"parti[0]\" manca il campo \"nome\""),
            (
                r#"{"oggetto": "x", "parti": [{"nome": "a", "cf": 1}]}"#,
                "il campo \"cf\" non è previsto; ci sono: \"nome\"",
            ),
            (
                r#"{"oggetto": "x", "parti": {}}"#,
                "nel campo \"parti\" serve un elenco, fra parentesi quadre, e invece c'è un oggetto",
            ),
            (
                r#"{"oggetto": "x", "parti": ["Rossi"]}"#,
                "serve un oggetto, fra parentesi graffe, e invece c'è il testo \"Rossi\"",
            ),
            (r#"{"oggetto": "x", "il": "ieri"}"#, "nel campo \"il\" serve una data come"),
            (r#"{"oggetto": "x", "il": 20261126}"#, "nel campo \"il\" serve una data come"),
            (r#"{"oggetto": "x", "id": "boh"}"#, "nel campo \"id\" serve un identificativo"),
            (
                r#"{"oggetto": "x", "stato": "boh"}"#,
                "\"boh\" non è fra le parole previste, che sono: \"aperto\", \"chiuso\"",
            ),
            (
                r#"{"oggetto": "x", "quanti": 300}"#,
                "serve un numero intero, non negativo e non troppo grande, e invece c'è il numero 300",
            ),
            (r#"{"oggetto": "x", "quanti": 1.5}"#, "e invece c'è il numero 1.5"),
            (r#"{"oggetto": "x", "vero": "si"}"#, "serve true o false, e invece c'è il testo \"si\""),
            (r#"{"oggetto": "x", "oggetto": "y"}"#, "il campo \"oggetto\" c'è due volte"),
            (r#"{"oggetto": "x", "limite": 900}"#, "nel campo \"limite\" il limite va da 1 a 200, non 900"),
            (r#"{"oggetto": true}"#, "e invece c'è true"),
            (r#"{"oggetto": ["x"]}"#, "e invece c'è un elenco"),
        ] {
            let told = told(json);
            assert!(told.contains(expected), "{json}: {told}");
        }
        let long = told(&format!("{{\"oggetto\": \"x\", \"{}\": 1}}", "y".repeat(10_000)));
        assert!(long.len() < 500, "{long}");
    }

    #[test]
    fn what_is_no_json_is_told_too() {
        for (json, expected) in [
            ("", "finisce prima del previsto: manca un valore"),
            ("{", "manca la chiusura di un oggetto"),
            (r#"{"oggetto": "x"#, "manca la chiusura di un testo"),
            (r#"{"oggetto" "x"}"#, "colonna 12: dopo il nome di un campo servono i due punti"),
            (r#"{"oggetto": "x" "parti": []}"#, "serve una virgola"),
            (r#"{"oggetto": "x",}"#, "una virgola di troppo"),
            ("{'oggetto': 1}", "fra virgolette doppie"),
            (r#"{"oggetto": vero}"#, "qui serve un valore"),
            (r#"{"oggetto": tru}"#, "c'è una parola che non è true, false o null"),
            (r#"{"oggetto": 1e999}"#, "un numero scritto male o troppo grande"),
            (r#"{"oggetto": "\q"}"#, "barra rovesciata"),
            ("{\"oggetto\": \"a\nb\"}", "carattere di controllo"),
            ("{\"oggetto\": \"x\"} altro", "dopo la fine c'è ancora qualcosa"),
        ] {
            let error = serde_json::from_slice::<Value>(json.as_bytes()).unwrap_err();
            let told = sentence("", &error);
            assert!(told.contains(expected), "{json}: {told}");
            assert!(told.starts_with("Il JSON non si legge alla riga 1, colonna ") || json.contains('\n'), "{told}");
            assert!(ENGLISH.iter().all(|word| !told.contains(word)), "{told}");
        }
    }

    #[test]
    fn the_fields_of_an_address_too() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "they are only read")]
        struct Asked {
            anno: Option<i64>,
            il: Option<Date>,
            stato: Option<Stato>,
        }
        for (query, expected) in [
            ("anno=x", "nel campo \"anno\" serve un numero"),
            ("il=ieri", "nel campo \"il\" serve una data come"),
            ("stato=boh", "che sono: \"aperto\", \"chiuso\""),
            ("altro=1", "il campo \"altro\" non è previsto"),
        ] {
            let told = read_fields::<Asked>(query.as_bytes()).map(|asked| format!("{asked:?}")).unwrap_err();
            assert!(told.contains(expected), "{query}: {told}");
            assert!(ENGLISH.iter().all(|word| !told.contains(word)), "{told}");
        }
    }
}
