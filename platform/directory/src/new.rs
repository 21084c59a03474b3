use kernel::Refusal;
use unicode_normalization::UnicodeNormalization;

use crate::{Kind, codes, fold, subject};

/// The most characters of a name.
const MAX_NAME: usize = 300;
/// The most characters of an address.
const MAX_ADDRESS: usize = 500;

/// A subject as a form gives it. Fields left blank count as absent; the names of the fields are those that a refusal
/// carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSubject {
    /// What it is.
    pub kind: Kind,
    /// The denomination; of a person, surname and name.
    pub name: String,
    /// The tax code: sixteen characters, or eleven digits.
    pub tax_code: Option<String>,
    /// The VAT number: eleven digits, or country and number.
    pub vat_number: Option<String>,
    /// The PEC address.
    pub pec: Option<String>,
    /// The ordinary mail address.
    pub email: Option<String>,
    /// The postal address, in a line.
    pub address: Option<String>,
    /// The code in the index of public administrations: `c_h501`.
    pub ipa: Option<String>,
    /// Why a code that fails its check is kept all the same: real documents carry wrong codes. Dropped where they are sound.
    pub code_note: Option<String>,
}

/// What is added to the reason why a code is wrong, where it can be kept.
const KEEP_IT: &str =
    "Se il documento porta proprio questo codice, scrivi perché lo tieni: resta segnato come da verificare.";
/// The most characters of that reason.
const MAX_NOTE: usize = 300;

/// A subject fit to be written: only [`NewSubject::check`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked(pub(crate) NewSubject);

impl NewSubject {
    /// The subject in the form in which it is stored.
    ///
    /// # Errors
    /// All the reasons why it cannot be, with the field of each.
    pub fn check(self) -> Result<Checked, Refusal> {
        let mut refusal = Refusal::default();
        let name = tidy(&self.name);
        if fold(&name).is_empty() {
            refusal.add(Some("name"), self.kind.name_wanted());
        } else if name.chars().count() > MAX_NAME {
            refusal.add(Some("name"), format!("Accorcia il nome: può avere al massimo {MAX_NAME} caratteri."));
        }
        let address = self.address.as_deref().map(tidy).filter(|address| !address.is_empty());
        if address.as_ref().is_some_and(|address| address.chars().count() > MAX_ADDRESS) {
            refusal
                .add(Some("address"), format!("Accorcia l'indirizzo: può avere al massimo {MAX_ADDRESS} caratteri."));
        }
        let mut field = |name, text: Option<String>, read: fn(&str) -> Result<String, String>| {
            let read = read(text.as_deref().filter(|text| !text.trim().is_empty())?);
            read.map_err(|sentence| refusal.add(Some(name), sentence)).ok()
        };
        let pec = field("pec", self.pec, codes::pec);
        let email = field("email", self.email, codes::email);
        let ipa = field("ipa", self.ipa, codes::ipa);
        let note = self.code_note.as_deref().map(tidy).filter(|note| !note.is_empty());
        if note.as_ref().is_some_and(|note| note.chars().count() > MAX_NOTE) {
            refusal.add(Some("code_note"), format!("Accorcia il motivo: può avere al massimo {MAX_NOTE} caratteri."));
        }
        let mut code = Coded { confirmed: note.is_some(), wrong: false, refusal: &mut refusal };
        let tax_code = code.read("tax_code", self.tax_code, codes::tax_code, codes::wrong_tax_code);
        let vat_number = code.read("vat_number", self.vat_number, codes::vat_number, codes::wrong_vat_number);
        let code_note = note.filter(|_| code.wrong);
        if self.kind == Kind::Ente && tax_code.as_ref().is_some_and(|code| code.len() == 16) {
            let sentence = "Questo codice fiscale è di una persona: quello di un ente ha 11 cifre. Correggi il codice, oppure \
                            scegli \"Persona\" o \"Impresa\".";
            refusal.add(Some("tax_code"), sentence);
        }
        let kind = self.kind;
        refusal.unless_empty(Checked(Self { kind, name, tax_code, vat_number, pec, email, address, ipa, code_note }))
    }
}

/// How the two codes are read: a wrong one stands only where someone said why.
struct Coded<'a> {
    confirmed: bool,
    wrong: bool,
    refusal: &'a mut Refusal,
}

impl Coded<'_> {
    fn read(
        &mut self,
        field: &'static str,
        text: Option<String>,
        right: fn(&str) -> Result<String, String>,
        wrong: fn(&str) -> Option<String>,
    ) -> Option<String> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        let sentence = match right(&text) {
            Ok(code) => return Some(code),
            Err(sentence) => sentence,
        };
        match wrong(&text) {
            Some(code) if self.confirmed => {
                self.wrong = true;
                return Some(code);
            }
            Some(_) => self.refusal.add(Some(field), format!("{sentence} {KEEP_IT}")),
            None => self.refusal.add(Some(field), sentence),
        }
        None
    }
}

impl Kind {
    const fn name_wanted(self) -> &'static str {
        match self {
            Self::Persona => "Manca il nome. Scrivi cognome e nome della persona.",
            Self::Impresa => {
                "Manca il nome. Scrivi la denominazione dell'impresa, come sta nel registro delle imprese."
            }
            Self::Ente => "Manca il nome. Scrivi la denominazione dell'ente.",
        }
    }
}

impl Checked {
    /// What will be written.
    pub const fn subject(&self) -> &NewSubject {
        &self.0
    }
}

/// To change one field of a known subject and keep the others.
impl From<&subject::Model> for NewSubject {
    fn from(row: &subject::Model) -> Self {
        let row = row.clone();
        Self {
            kind: row.kind,
            name: row.name,
            tax_code: row.tax_code,
            vat_number: row.vat_number,
            pec: row.pec,
            email: row.email,
            address: row.address,
            ipa: row.ipa,
            code_note: row.code_note,
        }
    }
}

/// Composed letters (NFC), single spaces, no control characters.
pub(crate) fn tidy(text: &str) -> String {
    // A little more than any limit, so that what is too long is still seen to be.
    let plain: String = text.chars().take(1_000).map(|c| if c.is_control() { ' ' } else { c }).nfc().collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(new: NewSubject) -> Vec<(Option<&'static str>, String)> {
        new.check().unwrap_err().reasons.into_iter().map(|reason| (reason.field, reason.sentence)).collect()
    }

    #[test]
    fn all_the_mistakes_of_a_form_are_told_at_once() {
        let told = refused(NewSubject {
            kind: Kind::Impresa,
            name: " - ".into(),
            tax_code: Some("123".into()),
            vat_number: Some("11111111116".into()),
            pec: Some("senza chiocciola".into()),
            email: Some("a@b".into()),
            address: Some("x".repeat(501)),
            ipa: Some("c h501".into()),
            code_note: None,
        });
        let fields: Vec<_> = told.iter().filter_map(|(field, _)| *field).collect();
        assert_eq!(fields, ["name", "address", "pec", "email", "ipa", "tax_code", "vat_number"]);
        assert!(told.iter().all(|(_, sentence)| sentence.ends_with('.')), "{told:?}");
    }

    #[test]
    fn a_wrong_check_digit_is_kept_with_its_reason_and_is_no_obstacle() {
        let new = |code: &str, note: Option<&str>| NewSubject {
            name: "Rossi Mario".into(),
            tax_code: Some(code.into()),
            vat_number: Some("11111111116".into()),
            code_note: note.map(str::to_owned),
            ..NewSubject::default()
        };
        let told = refused(new("cccfba85d03l219x", Some("  ")));
        assert!(told.len() == 2 && told.iter().all(|(_, sentence)| sentence.contains("perché lo tieni")), "{told:?}");
        let Checked(kept) = new("cccfba85d03l219x", Some("Così sul documento")).check().unwrap();
        assert_eq!(kept.tax_code.as_deref(), Some("CCCFBA85D03L219X"));
        assert_eq!(kept.vat_number.as_deref(), Some("11111111116"));
        assert_eq!(kept.code_note.as_deref(), Some("Così sul documento"));
        // What has not even the shape of a code is none, whatever is said of it.
        assert_eq!(refused(new("CCCFBA85", Some("Così sul documento"))).len(), 1);
    }

    #[test]
    fn the_reason_goes_away_with_the_wrong_code() {
        let new = NewSubject {
            name: "Rossi Mario".into(),
            tax_code: Some("CCCFBA85D03L219P".into()),
            code_note: Some("Così sul documento".into()),
            ..NewSubject::default()
        };
        assert_eq!(new.check().unwrap().subject().code_note, None);
    }

    #[test]
    fn blank_fields_are_absent_and_codes_take_their_stored_form() {
        let new = NewSubject {
            name: "  Rossi \n Mario\u{0} ".into(),
            tax_code: Some("cccfba85 d03l219p".into()),
            vat_number: Some("  ".into()),
            pec: Some(" Mario.Rossi@PEC.it ".into()),
            ..NewSubject::default()
        };
        let Checked(checked) = new.check().unwrap();
        assert_eq!(checked.name, "Rossi Mario");
        assert_eq!(checked.tax_code.as_deref(), Some("CCCFBA85D03L219P"));
        assert_eq!(checked.vat_number, None);
        assert_eq!(checked.pec.as_deref(), Some("mario.rossi@pec.it"));
    }

    #[test]
    fn a_body_cannot_have_the_tax_code_of_a_person() {
        let new = NewSubject {
            kind: Kind::Ente,
            name: "Comune di Montefiorito".into(),
            tax_code: Some("CCCFBA85D03L219P".into()),
            ..NewSubject::default()
        };
        assert!(refused(new)[0].1.contains("11 cifre"));
    }

    #[test]
    fn a_name_too_long_is_refused() {
        assert_eq!(refused(NewSubject { name: "a".repeat(301), ..NewSubject::default() }).len(), 1);
        assert!(NewSubject { name: "a".repeat(300), ..NewSubject::default() }.check().is_ok());
    }
}
