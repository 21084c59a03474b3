//! Distinguished names (X.501), and what Italian certificates put in them.

use crate::ber::{self, Element, OID, SEQUENCE, SET};

/// Most attributes read from one name, and longest value kept, characters.
const ATTRIBUTES_MAX: usize = 64;
const VALUE_MAX: usize = 500;

/// The parts of a certificate's subject or issuer that identify somebody. **Unverified.**
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name {
    /// Common name.
    pub common_name: Option<String>,
    /// First name.
    pub given_name: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// `serialNumber`: for people, `TINIT-` and the tax code (ETSI EN 319 412-1); older, `IT:`.
    pub serial_number: Option<String>,
    /// Organisation.
    pub organization: Option<String>,
    /// `organizationIdentifier`: `VATIT-` and the VAT number.
    pub organization_identifier: Option<String>,
    /// Title or role.
    pub title: Option<String>,
    /// Country, two letters.
    pub country: Option<String>,
}

impl Name {
    /// The Italian tax code in `serialNumber`, without what is before it; `None` if what is there is
    /// something else (a passport, a foreign number). Its check digit is not checked.
    #[must_use]
    pub fn codice_fiscale(&self) -> Option<&str> {
        let serial = self.serial_number.as_deref()?.trim();
        let code = serial.strip_prefix("TINIT-").or_else(|| serial.strip_prefix("IT:")).unwrap_or(serial);
        let is_person = code.len() == 16 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_body = code.len() == 11 && code.bytes().all(|byte| byte.is_ascii_digit());
        (is_person || is_body).then_some(code)
    }

    /// The name to show: first name and surname, else the common name, else the organisation.
    #[must_use]
    pub fn shown(&self) -> Option<String> {
        match (&self.given_name, &self.surname) {
            (Some(first), Some(last)) => Some(format!("{first} {last}")),
            _ => self.common_name.clone().or_else(|| self.organization.clone()),
        }
    }
}

/// Reads a name; attributes that cannot be read are left out.
pub(crate) fn read(name: &Element<'_>) -> Name {
    let mut read = Name::default();
    let sets = name.children().map_while(Result::ok).filter(|set| set.tag == SET);
    let attributes = sets.flat_map(|set| set.children().map_while(Result::ok));
    for attribute in attributes.filter(|attribute| attribute.tag == SEQUENCE).take(ATTRIBUTES_MAX) {
        let mut parts = attribute.children().map_while(Result::ok);
        let (Some(kind), Some(value)) = (parts.next(), parts.next()) else { continue };
        let Some(place) = place(&mut read, &kind) else { continue };
        if place.is_none() {
            *place = text(&value);
        }
    }
    read
}

/// True if two encoded names are the same name: the same attributes in the same order, and the same text in each whatever
/// its string type, its case and its blanks (RFC 5280 section 7.1). Signers do encode names anew.
pub(crate) fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one == other {
        return true;
    }
    let (Ok((one, _)), Ok((other, _))) = (ber::next(one), ber::next(other)) else { return false };
    let (mut ones, mut others) = (one.children(), other.children());
    for _ in 0..ATTRIBUTES_MAX {
        match (ones.next(), others.next()) {
            (None, None) => return true,
            (Some(Ok(one)), Some(Ok(other))) if is_same_set(&one, &other) => {}
            _ => return false,
        }
    }
    false
}

fn is_same_set(one: &Element<'_>, other: &Element<'_>) -> bool {
    if one.whole == other.whole {
        return true;
    }
    let read = |set: &Element<'_>| -> Option<Vec<(Vec<u8>, String)>> {
        let mut pairs = Vec::new();
        for attribute in set.children().take(ATTRIBUTES_MAX) {
            let mut parts = attribute.ok()?.children();
            let kind = parts.expect(OID, "").ok()?.content.to_vec();
            let value = text(&parts.any("").ok()?)?.to_lowercase();
            pairs.push((kind, value.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        pairs.sort_unstable();
        Some(pairs)
    };
    matches!((read(one), read(other)), (Some(one), Some(other)) if one == other)
}

fn place<'a>(name: &'a mut Name, kind: &Element<'_>) -> Option<&'a mut Option<String>> {
    if kind.tag != OID {
        return None;
    }
    // 2.5.4.x
    let [0x55, 0x04, number] = kind.content else { return None };
    match number {
        3 => Some(&mut name.common_name),
        4 => Some(&mut name.surname),
        5 => Some(&mut name.serial_number),
        6 => Some(&mut name.country),
        10 => Some(&mut name.organization),
        12 => Some(&mut name.title),
        42 => Some(&mut name.given_name),
        97 => Some(&mut name.organization_identifier),
        _ => None,
    }
}

/// The string types of X.680 that names use, on one line, without control characters.
pub(crate) fn text(value: &Element<'_>) -> Option<String> {
    let bytes = value.content;
    let text: String = match value.tag {
        // UTF8String, NumericString, PrintableString, IA5String, VisibleString
        0x0c | 0x12 | 0x13 | 0x16 | 0x1a => String::from_utf8_lossy(bytes).into_owned(),
        // TeletexString: in practice Latin-1.
        0x14 => bytes.iter().map(|byte| char::from(*byte)).collect(),
        // BMPString: UTF-16, big endian.
        0x1e => {
            let units = bytes.chunks_exact(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0,
            });
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        _ => return None,
    };
    let clean: String = text.chars().filter(|c| !c.is_control()).take(VALUE_MAX).collect();
    let clean = clean.trim().to_owned();
    (!clean.is_empty()).then_some(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_codes_in_both_notations() {
        let code = |serial: &str| {
            let name = Name { serial_number: Some(serial.to_owned()), ..Name::default() };
            name.codice_fiscale().map(str::to_owned)
        };
        assert_eq!(code("TINIT-RSSMRA80A01H501U").as_deref(), Some("RSSMRA80A01H501U"));
        assert_eq!(code("IT:RSSMRA80A01H501U").as_deref(), Some("RSSMRA80A01H501U"));
        assert_eq!(code("07945211006").as_deref(), Some("07945211006"));
        assert_eq!(code("PASIT-AA1234567"), None);
    }

    #[test]
    fn the_old_string_types_are_read() {
        let value = |tag: u8, bytes: &'static [u8]| text(&Element { tag, content: bytes, whole: bytes });
        assert_eq!(value(0x14, b"Niccol\xf2").as_deref(), Some("Niccolò"));
        assert_eq!(value(0x1e, b"\0N\0\xf2").as_deref(), Some("Nò"));
        assert_eq!(value(0x0c, "Nò\u{7}".as_bytes()).as_deref(), Some("Nò"));
    }
}
