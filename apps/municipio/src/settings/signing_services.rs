use std::collections::BTreeMap;

use ente::{Signing, SigningService};
use signing::sign::Address;

use super::reader::Reader;

/// How documents are signed: one section for each ente, under its code.
pub(super) const SECTION: &str = "signing";
/// What each section holds.
pub(super) const KEYS: [&str; 7] = ["url", "client_id", "client_secret", "trial", "unread", "long_term", "mark"];

/// How the enti sign, by the ente's code.
pub(super) fn services(reader: &mut Reader<'_>) -> BTreeMap<String, Signing> {
    let mut found = BTreeMap::new();
    for ente in reader.inner(SECTION, &KEYS) {
        let section = format!("{SECTION}.{ente}");
        let [url, client_id, client_secret] =
            ["url", "client_id", "client_secret"].map(|key| reader.text(&section, key));
        let trial = reader.flag(&section, "trial").unwrap_or(false);
        let unread = reader.flag(&section, "unread").unwrap_or(false);
        let long_term = reader.flag(&section, "long_term").unwrap_or(false);
        let mark = reader.flag(&section, "mark").unwrap_or(false);
        match (&url, &client_id, &client_secret) {
            (None, None, None) => {}
            (None, _, _) => reader.wrong(&section, "url", "manca: è l'indirizzo del servizio di firma remota"),
            (Some(text), _, _) if Address::new(text).is_err() => {
                // It may hold a password: it is not repeated.
                reader.wrong(&section, "url", "serve un indirizzo https, senza nome e password dentro");
            }
            (Some(_), None, _) => {
                reader.wrong(&section, "client_id", "manca: è il nome con cui il servizio conosce questo programma");
            }
            _ => {}
        }
        let service = url.zip(client_id).map(|(url, client_id)| SigningService { url, client_id, client_secret });
        if service.is_some() || trial || unread || long_term || mark {
            found.insert(ente, Signing { service, trial, unread, long_term, mark });
        }
    }
    found
}
