use std::collections::BTreeMap;

use ente::Witness;
use ledger::WitnessKey;
use signing::sign::Address;

use super::reader::Reader;

/// Who witnesses the journal: one section for each ente, under its code.
pub(super) const SECTION: &str = "testimone";
/// What each section holds.
pub(super) const KEYS: [&str; 2] = ["url", "key"];

/// The witnesses of the enti's journals, by the ente's code.
pub(super) fn witnesses(reader: &mut Reader<'_>) -> BTreeMap<String, Witness> {
    let mut found = BTreeMap::new();
    for ente in reader.inner(SECTION, &KEYS) {
        let section = format!("{SECTION}.{ente}");
        let [url, key] = KEYS.map(|key| reader.text(&section, key));
        if url.is_none() && key.is_none() {
            continue;
        }
        match &url {
            None => reader.wrong(&section, "url", "manca: è l'indirizzo del testimone"),
            Some(text) if Address::new(text).is_err() => {
                reader.wrong(&section, "url", "serve un indirizzo https, senza nome e password dentro");
            }
            Some(_) => {}
        }
        match key.as_deref().map(WitnessKey::parse) {
            None => reader.wrong(&section, "key", "manca: è la chiave pubblica del testimone, come la pubblica"),
            Some(Err(why)) => reader.wrong(&section, "key", &why),
            Some(Ok(_)) => {}
        }
        if let (Some(url), Some(key)) = (url, key) {
            found.insert(ente, Witness { url, key });
        }
    }
    found
}
