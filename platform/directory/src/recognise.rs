use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{Error, Kind, NewSubject, codes, find::living, fold, fold::names_agree, subject, words::whole};

/// Subjects with the same clue that are looked at; more homonyms than any comune has.
const MAX_ALIKE: u64 = 500;

/// What a form or a document says of a subject. The name may be missing when there is a code or a PEC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clues {
    /// What it is, when somebody said so.
    pub kind: Option<Kind>,
    /// The denomination; of a person, name and surname in any order.
    pub name: String,
    /// The tax code.
    pub tax_code: Option<String>,
    /// The VAT number.
    pub vat_number: Option<String>,
    /// The PEC address.
    pub pec: Option<String>,
    /// The code in the index of public administrations.
    pub ipa: Option<String>,
    /// The ordinary mail address: no clue, kept if the subject is added.
    pub email: Option<String>,
    /// The postal address: no clue, kept if the subject is added.
    pub address: Option<String>,
}

impl Clues {
    /// These clues less the codes and addresses that are not well formed: for what a document says, when nobody is there
    /// to correct it. What a person typed must not pass through here.
    #[must_use]
    pub fn without_mistakes(self) -> Self {
        let keep =
            |text: Option<String>, read: fn(&str) -> Result<String, String>| text.filter(|text| read(text).is_ok());
        Self {
            tax_code: keep(self.tax_code, codes::tax_code),
            vat_number: keep(self.vat_number, codes::vat_number),
            pec: keep(self.pec, codes::pec),
            ipa: keep(self.ipa, codes::ipa),
            email: keep(self.email, codes::email),
            ..self
        }
    }
}

/// The subject to add when none is known; its kind is guessed when nobody said it.
impl From<&Clues> for NewSubject {
    fn from(clues: &Clues) -> Self {
        let guess = || Kind::guess(&clues.name, clues.tax_code.as_deref(), clues.vat_number.as_deref());
        let Clues { name, tax_code, vat_number, pec, ipa, email, address, .. } = clues.clone();
        Self { kind: clues.kind.unwrap_or_else(guess), name, tax_code, vat_number, pec, email, address, ipa }
    }
}

/// A known subject that the clues speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Who it is.
    pub subject: subject::Model,
    /// By what it was recognised, to be shown beside it: `dal codice fiscale`.
    pub by: &'static str,
    /// Whether it may be taken without asking anyone. It may by tax code or VAT number; by PEC or IPA code, unless the
    /// name says someone else; by name, for a business or body when no code is given, for a person only when neither the
    /// clues nor the record have anything but the name. Otherwise it is a proposal.
    pub certain: bool,
}

/// The known subject that the clues speak of, if any: by tax code, VAT number, PEC, IPA code, and at last by name. A
/// subject that a stronger clue contradicts is no match; one that was merged gives the one it was merged into. For an
/// office that registers, and has authorised that by itself. Clues that are not well formed are passed over.
///
/// # Errors
/// Those of the database.
pub async fn recognise<C: ConnectionTrait>(connection: &C, clues: &Clues) -> Result<Option<Match>, Error> {
    let read = |text: &Option<String>, read: fn(&str) -> Result<String, String>| read(text.as_deref()?).ok();
    let known = Known {
        kind: clues.kind,
        name: fold(&clues.name),
        tax_code: read(&clues.tax_code, codes::tax_code),
        vat_number: read(&clues.vat_number, codes::vat_number),
        pec: read(&clues.pec, codes::pec),
        ipa: read(&clues.ipa, codes::ipa),
    };
    if let Some(subject) = known.by_tax_code(connection).await? {
        return Ok(Some(Match { subject, by: "dal codice fiscale", certain: true }));
    }
    if let Some(subject) = known.by_vat_number(connection).await? {
        return Ok(Some(Match { subject, by: "dalla partita IVA", certain: true }));
    }
    if let Some(subject) = known.by_address(connection, "pec", &known.pec).await? {
        return Ok(Some(Match { certain: known.named(&subject), subject, by: "dalla PEC" }));
    }
    if let Some(subject) = known.by_address(connection, "ipa", &known.ipa).await? {
        return Ok(Some(Match { certain: known.named(&subject), subject, by: "dal codice IPA" }));
    }
    let subject = known.by_name(connection).await?;
    Ok(subject.map(|subject| Match { certain: known.only_named(&subject), subject, by: "dal nome" }))
}

/// The clues in the form in which subjects are stored.
struct Known {
    kind: Option<Kind>,
    name: String,
    tax_code: Option<String>,
    vat_number: Option<String>,
    pec: Option<String>,
    ipa: Option<String>,
}

impl Known {
    async fn by_tax_code<C: ConnectionTrait>(&self, connection: &C) -> Result<Option<subject::Model>, Error> {
        let Some(code) = &self.tax_code else { return Ok(None) };
        let mut found = with(connection, "tax_code = $1", code).await?;
        if found.is_empty() && code.len() == 11 {
            // Of most companies the two numbers are the same, and often only one was written down.
            found = with(connection, "vat_number = $1 AND tax_code IS NULL", code).await?;
        }
        Ok(self.most_alike(found))
    }

    async fn by_vat_number<C: ConnectionTrait>(&self, connection: &C) -> Result<Option<subject::Model>, Error> {
        let Some(number) = &self.vat_number else { return Ok(None) };
        let mut found = with(connection, "vat_number = $1", number).await?;
        if found.is_empty() {
            found = with(connection, "tax_code = $1 AND vat_number IS NULL", number).await?;
        }
        // The companies of a VAT group share the number and differ by tax code (art. 70-bis DPR 633/1972).
        found.retain(|subject| !differ(&subject.tax_code, &self.tax_code));
        Ok(self.most_alike(found))
    }

    async fn by_address<C: ConnectionTrait>(
        &self,
        connection: &C,
        column: &str,
        value: &Option<String>,
    ) -> Result<Option<subject::Model>, Error> {
        let Some(value) = value else { return Ok(None) };
        let mut found = with(connection, &format!("{column} = $1"), value).await?;
        found.retain(|subject| !self.other_codes(subject));
        Ok(self.most_alike(found))
    }

    async fn by_name<C: ConnectionTrait>(&self, connection: &C) -> Result<Option<subject::Model>, Error> {
        if self.name.is_empty() {
            return Ok(None);
        }
        let bears = "id IN (SELECT subject_id FROM directory_word WHERE word = $1)";
        let mut found = with(connection, bears, &whole(&self.name)).await?;
        found.retain(|subject| {
            // "Mario Rossi" is "Rossi Mario", but "Banca Popolare Nuova" may not be "Nuova Banca Popolare".
            let other_order = subject.kind != Kind::Persona && subject.name_folded != self.name;
            let other_kind = self.kind.is_some_and(|kind| kind != subject.kind);
            let other_person = subject.kind == Kind::Persona && differ(&subject.pec, &self.pec);
            !(other_order || other_kind || other_person || self.other_codes(subject))
        });
        // Of several with this name, a name alone can only mean the one of whom nothing else is known.
        let only = found.len() == 1;
        Ok(found.into_iter().find(|subject| only || nothing_but_a_name(subject)))
    }

    /// Of several with the same code: the one with the same PEC, or else the same name, or else the oldest.
    fn most_alike(&self, found: Vec<subject::Model>) -> Option<subject::Model> {
        found
            .into_iter()
            .min_by_key(|subject| (differ(&self.pec, &subject.pec), self.name != subject.name_folded, subject.id))
    }

    fn other_codes(&self, subject: &subject::Model) -> bool {
        differ(&subject.tax_code, &self.tax_code) || differ(&subject.vat_number, &self.vat_number)
    }

    /// Whether the clues give this subject its name, or none.
    fn named(&self, subject: &subject::Model) -> bool {
        self.name.is_empty() || names_agree(&self.name, &subject.name_folded)
    }

    /// Whether nothing in the clues or the record can tell this subject from another of the same name.
    fn only_named(&self, subject: &subject::Model) -> bool {
        let coded = self.tax_code.is_some() || self.vat_number.is_some() || self.ipa.is_some();
        match subject.kind {
            Kind::Persona => !coded && self.pec.is_none() && nothing_but_a_name(subject),
            Kind::Impresa | Kind::Ente => !coded && !differ(&subject.pec, &self.pec),
        }
    }
}

/// Whether both are known, and not the same.
fn differ(a: &Option<String>, b: &Option<String>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

const fn nothing_but_a_name(subject: &subject::Model) -> bool {
    subject.tax_code.is_none() && subject.vat_number.is_none() && subject.pec.is_none()
}

async fn with<C: ConnectionTrait>(connection: &C, condition: &str, value: &str) -> Result<Vec<subject::Model>, Error> {
    let sql = format!("SELECT * FROM directory_subject WHERE {condition} ORDER BY id LIMIT {MAX_ALIKE}");
    let statement = db::statement(connection, &sql, [value.into()]);
    living(connection, subject::Entity::find().from_raw_sql(statement).all(connection).await?).await
}
