use signing::{
    fetch::{CRL_BYTES_USUAL, Reach},
    store::{LOTL, Sources},
};

use super::{hosts, reader::Reader};

/// What signatures may ask of the network.
pub(super) const SECTION: &str = "firme";
/// What the section holds.
pub(super) const KEYS: [&str; 5] = ["online", "allowed_hosts", "crl_mb", "lotl", "countries"];

/// The word that stands for every country.
const ALL: &str = "all";

/// What may be asked outside; `None`: nothing.
pub(super) fn reach(reader: &mut Reader<'_>) -> Option<Reach> {
    let usual = u32::try_from(CRL_BYTES_USUAL >> 20).unwrap_or(u32::MAX);
    let megabytes = reader.number(SECTION, "crl_mb", 1, 64).unwrap_or(usual);
    let allowed_hosts = hosts(reader, SECTION);
    let online = reader.flag(SECTION, "online").unwrap_or(true);
    let crl_bytes_max = usize::try_from(megabytes).unwrap_or(usize::MAX) << 20;
    online.then_some(Reach { allowed_hosts, crl_bytes_max })
}

/// Where the trusted lists come from.
pub(super) fn sources(reader: &mut Reader<'_>) -> Sources {
    let lotl = reader.text(SECTION, "lotl").unwrap_or_else(|| LOTL.into());
    if !is_address(&lotl) {
        reader.wrong(SECTION, "lotl", "l'indirizzo deve cominciare con https:// oppure http://");
    }
    let what = "due lettere maiuscole (IT), anche con un indirizzo da cui prendere la lista (IT=https://…)";
    let words: Vec<String> = reader.list(SECTION, "countries", what).unwrap_or_else(|| vec!["IT".into()]);
    if words == [ALL] {
        return Sources { lotl, countries: Vec::new() };
    }
    let countries: Vec<_> = words.iter().filter_map(|word| country(word)).collect();
    if countries.len() != words.len() || countries.is_empty() {
        reader.wrong(SECTION, "countries", &format!("ogni voce è {what}; per tutti i Paesi scrivi [\"{ALL}\"]"));
    }
    Sources { lotl, countries }
}

fn country(word: &str) -> Option<(String, Option<String>)> {
    let (code, mirror) = match word.split_once('=') {
        Some((code, address)) => (code.trim(), Some(address.trim().to_owned())),
        None => (word.trim(), None),
    };
    let plain = code.len() == 2 && code.chars().all(|c| c.is_ascii_uppercase());
    (plain && mirror.as_deref().is_none_or(is_address)).then(|| (code.to_owned(), mirror))
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}
