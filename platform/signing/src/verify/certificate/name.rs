//! Distinguished names (X.501): compared as RFC 5280 §7.1 asks, and read for what they tell of a person.

use der::asn1::AnyRef;
use serde::{Deserialize, Serialize};
use x509_cert::name::Name as X509Name;

use crate::verify::limits::NAME_ATTRIBUTES_MAX;
use crate::verify::tlv;

/// A name, in the form in which two of them are compared: attribute types, and values without the differences that do
/// not count (kind of string, case, blanks).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct NameKey(pub(crate) Vec<Vec<(String, String)>>);

impl NameKey {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it has an attribute of this type, dotted.
    #[must_use]
    pub fn has(&self, oid: &str) -> bool {
        self.0.iter().flatten().any(|(kind, _)| kind == oid)
    }

    /// Whether it begins with the other: is in its subtree (RFC 5280 §4.2.1.10).
    #[must_use]
    pub fn is_within(&self, tree: &NameKey) -> bool {
        self.0.starts_with(&tree.0)
    }
}

/// The key of a name.
pub(crate) fn key(name: &X509Name) -> NameKey {
    NameKey(
        // All of it, however long: two names that differ only at the end are two names.
        name.iter_rdn()
            .map(|rdn| {
                let mut parts: Vec<_> =
                    rdn.iter().map(|part| (part.oid.to_string(), folded(part.value.to_ref()))).collect();
                parts.sort();
                parts
            })
            .collect(),
    )
}

/// The key of a name that is DER.
pub(crate) fn key_of_der(der: &[u8]) -> Option<NameKey> {
    use der::Decode;
    X509Name::from_der(der).ok().map(|name| key(&name))
}

/// Text in lower case with single blanks; what is not text, its bytes.
fn folded(value: AnyRef<'_>) -> String {
    match whole_text(value) {
        Some(text) => text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase(),
        None => format!("#{}", hex::encode(value.value())),
    }
}

/// As [`tlv::text`], neither cut nor cleaned: two different names must not become one.
fn whole_text(value: AnyRef<'_>) -> Option<String> {
    use der::{Tag, Tagged};
    let bytes = value.value();
    match value.tag() {
        Tag::Utf8String | Tag::NumericString | Tag::PrintableString | Tag::Ia5String | Tag::VisibleString => {
            std::str::from_utf8(bytes).ok().map(str::to_owned)
        }
        Tag::TeletexString => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Tag::BmpString => {
            let units: Vec<u16> =
                bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(u16::from_be_bytes).collect();
            String::from_utf16(&units).ok()
        }
        _ => None,
    }
}

/// What a name tells of somebody. Each text is one line without control characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// Common name.
    pub common_name: Option<String>,
    /// First name.
    pub given_name: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// `serialNumber`: for people, `TINIT-` and the tax code (ETSI EN 319 412-1); older, `IT:`.
    pub serial_number: Option<String>,
    /// `dnQualifier`: the number that the certification service gave to the holder.
    pub dn_qualifier: Option<String>,
    /// Organisation.
    pub organization: Option<String>,
    /// Organisational units.
    pub units: Vec<String>,
    /// `organizationIdentifier` (ETSI EN 319 412-1 §5.1.4): `VATIT-…`, `NTRIT-…`.
    pub organization_identifier: Option<String>,
    /// Title or role.
    pub title: Option<String>,
    /// Pseudonym: then the name is not the person's.
    pub pseudonym: Option<String>,
    /// Country, two letters.
    pub country: Option<String>,
}

impl Name {
    /// The Italian tax code, without what is before it; `None` if what is there is something else (a passport, a
    /// foreign
    /// number). Its check character is not checked.
    #[must_use]
    pub fn codice_fiscale(&self) -> Option<&str> {
        let fits = |code: &&str| is_person(code) || is_body(code);
        let marked = |text: &'_ str| -> Option<usize> {
            ["TINIT-", "IT:"].iter().find(|mark| text.starts_with(**mark)).map(|mark| mark.len())
        };
        let named = [&self.serial_number, &self.dn_qualifier].into_iter().flatten().map(|text| text.trim());
        let named = named.filter_map(|text| text.get(marked(text)?..)).find(fits);
        let bare = || self.serial_number.as_deref().map(str::trim).filter(fits);
        // A common name such as `ROSSI/MARIO/RSSMRA80A01H501U/…` was the rule of the first Italian certificates.
        let inside = || self.common_name.as_deref()?.split('/').find(|part| is_person(part));
        named.or_else(bare).or_else(inside)
    }

    /// The VAT number of the organisation, digits only.
    #[must_use]
    pub fn partita_iva(&self) -> Option<&str> {
        let identifier = self.organization_identifier.as_deref()?;
        identifier.strip_prefix("VATIT-").filter(|digits| is_body(digits))
    }

    /// The code of the administration in the index of public administrations (IPA), where the certificate names it
    /// (`GOVIT-` or `IPA-` and the code, AgID's linee guida on qualified certificates).
    #[must_use]
    pub fn codice_ipa(&self) -> Option<&str> {
        let identifier = self.organization_identifier.as_deref()?;
        ["GOVIT-", "IPAIT-", "IPA-"]
            .iter()
            .find_map(|mark| identifier.strip_prefix(mark))
            .filter(|code| !code.is_empty())
    }

    /// The name to show: first name and surname, else the common name, else the pseudonym, else the organisation.
    #[must_use]
    pub fn shown(&self) -> Option<String> {
        match (&self.given_name, &self.surname) {
            (Some(first), Some(last)) => Some(format!("{first} {last}")),
            _ => [&self.common_name, &self.pseudonym, &self.organization].into_iter().flatten().next().cloned(),
        }
    }
}

fn is_person(code: &str) -> bool {
    code.len() == 16
        && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && code.bytes().take(6).all(|byte| byte.is_ascii_uppercase())
}

fn is_body(code: &str) -> bool {
    code.len() == 11 && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads a name; attributes that cannot be read are left out, of several of a kind the first counts.
pub(crate) fn read(name: &X509Name) -> Name {
    let mut read = Name::default();
    for part in name.iter().take(NAME_ATTRIBUTES_MAX) {
        let Some(text) = tlv::text(part.value.to_ref()).filter(|text| !text.is_empty()) else { continue };
        let place = match part.oid.to_string().as_str() {
            "2.5.4.3" => &mut read.common_name,
            "2.5.4.4" => &mut read.surname,
            "2.5.4.5" => &mut read.serial_number,
            "2.5.4.6" => &mut read.country,
            "2.5.4.10" => &mut read.organization,
            "2.5.4.11" => {
                read.units.push(text);
                continue;
            }
            "2.5.4.12" => &mut read.title,
            "2.5.4.42" => &mut read.given_name,
            "2.5.4.46" => &mut read.dn_qualifier,
            "2.5.4.65" => &mut read.pseudonym,
            "2.5.4.97" => &mut read.organization_identifier,
            _ => continue,
        };
        place.get_or_insert(text);
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_codes_in_every_notation() {
        let code = |serial: &str| {
            let name = Name { serial_number: Some(serial.to_owned()), ..Name::default() };
            name.codice_fiscale().map(str::to_owned)
        };
        assert_eq!(code("TINIT-RSSMRA80A01H501U").as_deref(), Some("RSSMRA80A01H501U"));
        assert_eq!(code("IT:RSSMRA80A01H501U").as_deref(), Some("RSSMRA80A01H501U"));
        assert_eq!(code("07945211006").as_deref(), Some("07945211006"));
        assert_eq!(code("PASIT-AA1234567"), None);
        let old = Name { common_name: Some("ROSSI/MARIO/RSSMRA80A01H501U/123".into()), ..Name::default() };
        assert_eq!(old.codice_fiscale(), Some("RSSMRA80A01H501U"));
        let company = Name { common_name: Some("07945211006".into()), ..Name::default() };
        assert_eq!(company.codice_fiscale(), None, "a name is not a code because it looks like one");
    }

    #[test]
    fn names_are_compared_by_what_they_say() {
        use std::str::FromStr;
        let name = |text: &str| key(&X509Name::from_str(text).unwrap());
        assert_eq!(name("CN=Ca  Di Prova,C=IT"), name("CN=CA di prova,C=IT"));
        assert_ne!(name("CN=CA di prova,C=IT"), name("CN=CA di prova 2,C=IT"));
        assert_ne!(name("CN=a,O=b"), name("O=b,CN=a"), "the order counts");
        assert!(name("CN=x,O=Comune,C=IT").is_within(&name("O=comune,C=it")));
        assert!(!name("CN=x,O=Comune,C=IT").is_within(&name("O=altro,C=IT")));
    }
}
