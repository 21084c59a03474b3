use std::collections::BTreeMap;

use ente::TimeStamps;
use signing::sign::Address;

use super::reader::Reader;

/// Where the authorities for time stamps stand: one section for each ente, under its code.
pub(super) const SECTION: &str = "time_stamps";
/// What each section holds.
pub(super) const KEYS: [&str; 4] = ["url", "user", "password", "policy"];

/// The enti's authorities for time stamps, by the ente's code.
pub(super) fn authorities(reader: &mut Reader<'_>) -> BTreeMap<String, TimeStamps> {
    let mut found = BTreeMap::new();
    for ente in reader.inner(SECTION, &KEYS) {
        let section = format!("{SECTION}.{ente}");
        let [url, user, password, policy] = KEYS.map(|key| reader.text(&section, key));
        if url.is_none() && user.is_none() && password.is_none() && policy.is_none() {
            continue;
        }
        match &url {
            None => reader.wrong(&section, "url", "manca: è l'indirizzo del servizio di marcatura temporale"),
            Some(text) if Address::new(text).is_err() => {
                // It may hold a password: it is not repeated.
                reader.wrong(&section, "url", "serve un indirizzo https, senza nome e password dentro");
            }
            Some(_) => {}
        }
        let login = match (user, password) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            (Some(_), None) => {
                reader.wrong(&section, "password", "manca, e con user serve");
                None
            }
            (None, Some(_)) => {
                reader.wrong(&section, "user", "manca, e con password serve");
                None
            }
        };
        let number =
            |text: &str| text.split('.').all(|part| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit()));
        if policy.as_deref().is_some_and(|text| !text.contains('.') || !number(text)) {
            reader.wrong(
                &section,
                "policy",
                "è un numero con i punti, per esempio 1.3.76.16.6, come sta nel contratto",
            );
        }
        if let Some(url) = url {
            found.insert(ente, TimeStamps { url, login, policy });
        }
    }
    found
}
