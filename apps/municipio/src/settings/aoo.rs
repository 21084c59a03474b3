use std::collections::BTreeMap;

use ente::Aoo;

use super::reader::Reader;

/// Where the enti's organisational areas stand: one section for each ente, under its code.
pub(super) const SECTION: &str = "aoo";
/// What each section holds.
pub(super) const KEYS: [&str; 3] = ["code", "name", "register"];

/// The longest code of a register (AgID guidelines, annex 6, `CodiceRegistroType`).
const LONGEST_REGISTER: usize = 16;

/// The enti's areas, by the ente's code.
pub(super) fn areas(reader: &mut Reader<'_>) -> BTreeMap<String, Aoo> {
    let mut found = BTreeMap::new();
    for ente in reader.inner(SECTION, &KEYS) {
        let section = format!("{SECTION}.{ente}");
        let [code, name, register] = KEYS.map(|key| reader.text(&section, key));
        if code.is_none() && name.is_none() && register.is_none() {
            continue;
        }
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
        for (key, value) in [("code", &code), ("register", &register)] {
            match value {
                None => reader.wrong(&section, key, "manca, e serve a scrivere la segnatura"),
                Some(text) if !plain(text) || key == "register" && text.len() > LONGEST_REGISTER => {
                    let sentence =
                        "ha solo lettere senza accenti, cifre, punti, trattini; quello del registro al massimo 16";
                    reader.wrong(&section, key, sentence);
                }
                Some(_) => {}
            }
        }
        if let (Some(code), Some(register)) = (code, register) {
            found.insert(ente, Aoo { code, name, register });
        }
    }
    found
}
