//! Which column is which, and what a line says.

use chrono::NaiveDate;

use crate::{Entry, Error, Level};

/// The places of the columns that are read.
#[derive(Debug, Clone)]
pub struct Heads {
    level: Level,
    ipa: usize,
    name: usize,
    code: Option<usize>,
    part: Option<usize>,
    tax_code: Option<usize>,
    short: Option<usize>,
    street: Option<usize>,
    postcode: Option<usize>,
    town: Option<usize>,
    updated: Option<usize>,
    /// Addresses, each with the place of its type where there is one.
    mails: Vec<(usize, Option<usize>)>,
}

impl Heads {
    /// Finds the columns by their heads.
    ///
    /// # Errors
    /// When those without which the file says nothing are missing.
    pub fn find(level: Level, heads: &[String]) -> Result<Self, Error> {
        let heads: Vec<String> = heads.iter().map(|head| plain(head)).collect();
        let at = |names: &[&str]| names.iter().find_map(|name| heads.iter().position(|head| head == name));
        let ipa = at(&["codice_ipa", "cod_amm"]);
        let name = at(&["denominazione_ente", "des_amm"]);
        let (code, part, wanted) = match level {
            Level::Ente => (None, None, "degli enti"),
            Level::Aoo => (
                at(&["codice_uni_aoo", "cod_uni_aoo", "cod_aoo"]),
                at(&["denominazione_aoo", "des_aoo"]),
                "delle aree organizzative omogenee (AOO)",
            ),
            Level::Uo => (
                at(&["codice_uni_uo", "cod_uni_ou", "cod_ou"]),
                at(&["descrizione_uo", "denominazione_uo", "des_ou"]),
                "delle unità organizzative (UO)",
            ),
        };
        let mut missing = Vec::new();
        missing.extend(ipa.is_none().then_some("Codice_IPA"));
        missing.extend(name.is_none().then_some("Denominazione_ente"));
        match level {
            Level::Aoo if code.is_none() => missing.push("Codice_uni_aoo"),
            Level::Uo if code.is_none() => missing.push("Codice_uni_uo"),
            _ => {}
        }
        let (Some(ipa), Some(name), true) = (ipa, name, missing.is_empty()) else {
            return Err(Error::Heads { missing: missing.join(", "), wanted });
        };
        let mail = |n: u8| {
            let place = at(&[&format!("mail{n}"), &format!("mail_{n}")])?;
            Some((place, at(&[&format!("tipo_mail{n}"), &format!("tipo_mail_{n}")])))
        };
        Ok(Self {
            level,
            ipa,
            name,
            code,
            part,
            tax_code: at(&["codice_fiscale_ente", "cf", "cod_fisc"]),
            short: at(&["acronimo"]),
            street: at(&["indirizzo"]),
            postcode: at(&["cap"]),
            town: at(&["comune", "denominazione_comune"]),
            updated: at(&["data_aggiornamento"]),
            mails: (1..=5).filter_map(mail).collect(),
        })
    }

    /// What a line says; nothing where it has no code or no name, or is the line of heads over again.
    pub(crate) fn entry(&self, cells: &[String]) -> Option<Entry> {
        let cell = |place: usize| cells.get(place).map(String::as_str).filter(|text| !text.is_empty());
        let maybe = |place: Option<usize>| place.and_then(cell).map(str::to_owned);
        let ipa = cell(self.ipa).filter(|code| code.len() <= 30 && plain(code) != "codice_ipa")?.to_ascii_lowercase();
        let name = cell(self.name)?.to_owned();
        let code = maybe(self.code);
        if self.level != Level::Ente && code.is_none() {
            return None;
        }
        let place: Vec<String> =
            [maybe(self.street), maybe(self.postcode), maybe(self.town)].into_iter().flatten().collect();
        Some(Entry {
            ipa,
            code,
            name,
            part: maybe(self.part),
            tax_code: maybe(self.tax_code).map(|code| code.to_ascii_uppercase()),
            pec: self.pec(&cell),
            place: Some(place.join(", ")).filter(|text| self.street.is_some() && !text.is_empty()),
            short: maybe(self.short),
            updated: maybe(self.updated).and_then(|text| date(&text)),
        })
    }

    fn pec<'a>(&self, cell: &impl Fn(usize) -> Option<&'a str>) -> Option<String> {
        let certified = |(place, kind): &(usize, Option<usize>)| {
            let pec = kind.is_none_or(|kind| cell(kind).is_some_and(|kind| kind.eq_ignore_ascii_case("pec")));
            cell(*place).filter(|text| pec && text.contains('@') && text.len() <= 254)
        };
        self.mails.iter().find_map(certified).map(str::to_lowercase)
    }
}

/// A head in small letters, with low lines between its words.
fn plain(head: &str) -> String {
    let words = head.trim().to_lowercase();
    let parts = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.collect::<Vec<_>>().join("_")
}

fn date(text: &str) -> Option<NaiveDate> {
    let day = text.get(..10).unwrap_or(text);
    NaiveDate::parse_from_str(day, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(day, "%d/%m/%Y")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reader;

    fn read(text: &str, level: Level) -> Vec<Entry> {
        Reader::new(text.as_bytes(), level).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn the_first_certified_address_is_taken_and_an_ordinary_one_never() {
        let text = "Codice_IPA,Denominazione_ente,Mail1,Tipo_Mail1,Mail2,Tipo_Mail2\n\
                    C_M999,Comune di Montefiorito,info@comune.example.it,Altro,Protocollo@PEC.comune.example.it,Pec\n\
                    c_m998,Comune di Altrove,info@altrove.example.it,Altro,,\n";
        let found = read(text, Level::Ente);
        assert_eq!(found[0].ipa, "c_m999");
        assert_eq!(found[0].pec.as_deref(), Some("protocollo@pec.comune.example.it"));
        assert_eq!(found[1].pec, None);
    }

    #[test]
    fn old_heads_and_other_orders_are_known() {
        let text =
            "des_amm\tcod_amm\tcf\tmail1\ttipo_mail1\nComune di Montefiorito\tc_m999\t00000000000\ta@pec.it\tpec\n";
        let found = read(text, Level::Ente);
        assert_eq!((found[0].name.as_str(), found[0].pec.as_deref()), ("Comune di Montefiorito", Some("a@pec.it")));
    }

    #[test]
    fn another_file_is_refused_with_what_is_missing() {
        let error = Reader::new("Comune,Provincia\nx,y\n".as_bytes(), Level::Aoo).unwrap_err();
        assert!(error.to_string().contains("Codice_IPA, Denominazione_ente, Codice_uni_aoo"), "{error}");
        assert!(matches!(Reader::new("".as_bytes(), Level::Ente), Err(Error::Empty)));
    }

    #[test]
    fn lines_that_say_nothing_are_counted_and_passed_over() {
        let text = "Codice_IPA;Denominazione_ente\nc_m999;Comune di Montefiorito\n;Senza codice\n\nc_m997;\n";
        let mut reader = Reader::new(text.as_bytes(), Level::Ente).unwrap();
        assert_eq!(reader.by_ref().count(), 1);
        assert_eq!(reader.passed_over(), 2);
    }
}
