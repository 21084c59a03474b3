use std::collections::BTreeMap;

use accounts::{Oidc, OidcSettings, Secret};
use web::Provider;

use super::reader::Reader;

/// Where the identity providers stand: one section an ente, since on one installation each has its own staff.
pub(super) const SECTION: &str = "oidc";
/// What each section holds.
pub(super) const KEYS: [&str; 4] = ["issuer", "client_id", "client_secret", "name"];
/// What the button says when nothing else is written.
const USUAL_NAME: &str = "il servizio del Comune";
/// A button is no place for a sentence.
const LONGEST_NAME: usize = 60;

/// The enti's identity providers, by the ente's code.
pub(super) fn providers(reader: &mut Reader<'_>) -> BTreeMap<String, Provider> {
    let mut providers = BTreeMap::new();
    for ente in reader.inner(SECTION, &KEYS) {
        let other = providers.values().next().map(|other: &Provider| other.oidc.clone());
        if let Some(provider) = provider(reader, &ente, other.as_ref()) {
            providers.insert(ente, provider);
        }
    }
    providers
}

/// One of them; none when nothing is written under its name.
fn provider(reader: &mut Reader<'_>, ente: &str, other: Option<&Oidc>) -> Option<Provider> {
    let section = format!("{SECTION}.{ente}");
    let [issuer, client_id, client_secret, name] = KEYS.map(|key| reader.text(&section, key));
    let needed = [("issuer", &issuer), ("client_id", &client_id), ("client_secret", &client_secret)];
    if needed.iter().all(|(_, value)| value.is_none()) {
        return None;
    }
    for (key, _) in needed.iter().filter(|(_, value)| value.is_none()) {
        reader.wrong(&section, key, "manca, e senza non si può entrare con il servizio di accesso");
    }
    let name = name.unwrap_or_else(|| USUAL_NAME.into());
    if name.chars().count() > LONGEST_NAME {
        reader.wrong(
            &section,
            "name",
            &format!("sta su un pulsante, dopo \"Accedi con\": al massimo {LONGEST_NAME} lettere"),
        );
    }
    let settings = OidcSettings {
        issuer: issuer?,
        client_id: client_id.unwrap_or_default(),
        client_secret: Secret::new(client_secret.unwrap_or_default()),
    };
    let made = match other {
        Some(other) => other.beside(settings),
        None => Oidc::new(settings),
    };
    match made {
        Ok(oidc) => Some(Provider { name, oidc }),
        Err(error) => {
            reader.wrong(&section, "issuer", error.to_string().trim_end_matches('.'));
            None
        }
    }
}
