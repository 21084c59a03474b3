use std::collections::BTreeMap;

use ente::Peer;
use url::Url;

use super::reader::Reader;

/// Where the bodies stand with which documents are exchanged without mail: one section for each, under the code of its ente.
pub(super) const SECTION: &str = "cooperazione";
/// What each section holds.
pub(super) const KEYS: [&str; 8] = ["ipa", "aoo", "unit", "key", "their_key", "receiver", "sender", "seal"];

/// The shortest secret, characters: nobody types it, and whoever has it speaks for a body.
const SHORTEST: usize = 32;
/// Hexadecimal digits of a SHA-256.
const DIGEST: usize = 64;

/// The bodies, by the ente's code.
pub(super) fn peers(reader: &mut Reader<'_>) -> BTreeMap<String, Vec<Peer>> {
    let mut found: BTreeMap<String, Vec<Peer>> = BTreeMap::new();
    for name in reader.in_file(SECTION) {
        if let Some((ente, short)) = name.split_once('.')
            && let Some(peer) = peer(reader, ente, short)
        {
            let known = found.entry(ente.to_owned()).or_default();
            let section = format!("{SECTION}.{name}");
            if known.iter().any(|other| other.ipa.eq_ignore_ascii_case(&peer.ipa) && other.aoo == peer.aoo) {
                reader.wrong(
                    &section,
                    "aoo",
                    "è già di un'altra sezione, con lo stesso codice IPA: ognuna si scrive una volta",
                );
            }
            if known.iter().any(|other| other.key == peer.key) {
                reader.wrong(&section, "key", "è già la chiave di un'altra amministrazione: ognuna ha la sua");
            }
            known.push(peer);
        }
    }
    found
}

/// One of them; none when nothing is written under its name.
fn peer(reader: &mut Reader<'_>, ente: &str, name: &str) -> Option<Peer> {
    let section = format!("{SECTION}.{ente}.{name}");
    let [ipa, aoo, unit, key, their_key, receiver, sender, seal] = KEYS.map(|key| reader.text(&section, key));
    let needed = [("ipa", &ipa), ("aoo", &aoo), ("unit", &unit), ("key", &key)];
    let rest = [&their_key, &receiver, &sender, &seal];
    if needed.iter().all(|(_, value)| value.is_none()) && rest.iter().all(|value| value.is_none()) {
        return None;
    }
    for (key, _) in needed.iter().filter(|(_, value)| value.is_none()) {
        reader.wrong(&section, key, "manca, e senza non si scambiano documenti con l'altra amministrazione");
    }
    for (name, value) in [("key", &key), ("their_key", &their_key)] {
        if value.as_ref().is_some_and(|value| value.chars().count() < SHORTEST) {
            reader.wrong(&section, name, &format!("è troppo corta: almeno {SHORTEST} caratteri, scelti a caso"));
        }
    }
    for (name, value) in [("receiver", &receiver), ("sender", &sender)] {
        let good = |text: &String| {
            Url::parse(text).is_ok_and(|url| {
                matches!(url.scheme(), "https" | "http")
                    && url.has_host()
                    && url.username().is_empty()
                    && url.password().is_none()
            })
        };
        if value.as_ref().is_some_and(|text| !good(text)) {
            reader.wrong(&section, name, "non è un indirizzo, per esempio https://protocollo.example.it/destinatario");
        }
    }
    let hexadecimal = |text: &String| text.len() == DIGEST && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if seal.as_ref().is_some_and(|text| !hexadecimal(text)) {
        reader.wrong(&section, "seal", &format!("è l'impronta SHA-256 di un certificato: {DIGEST} cifre esadecimali"));
    }
    Some(Peer {
        name: name.to_owned(),
        ipa: ipa?,
        aoo: aoo?,
        unit: unit?,
        key: key?,
        their_key,
        receiver,
        sender,
        seal,
    })
}
