use std::collections::HashSet;

use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    Error, Kind, NewSubject, codes,
    find::{families, find, living},
    fold,
    fold::{end_of, names_agree},
    subject,
    words::whole,
};

/// Subjects with the same clue that are looked at; more homonyms than any comune has.
pub(crate) const MAX_ALIKE: u64 = 500;

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
    /// Why a wrong code is kept all the same, when somebody said so: no clue, kept if the subject is added.
    pub code_note: Option<String>,
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
        let Clues { name, tax_code, vat_number, pec, ipa, email, address, code_note, .. } = clues.clone();
        let kind = clues.kind.unwrap_or_else(guess);
        Self { kind, name, tax_code, vat_number, pec, email, address, ipa, code_note }
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
    Known::of(clues).matched(connection, true).await
}

/// The known subject that may be taken without asking anyone, if any: what could only be proposed is not looked for, since
/// everyone who registers passes here.
///
/// # Errors
/// Those of the database.
pub(crate) async fn certain<C: ConnectionTrait>(connection: &C, clues: &Clues) -> Result<Option<Match>, Error> {
    Ok(Known::of(clues).matched(connection, false).await?.filter(|found| found.certain))
}

/// Whoever has this PEC as the first or as another in use.
const BY_PEC: &str = "id IN (SELECT s.id FROM directory_subject s WHERE s.pec = $1 AND (s.merged_into IS NULL OR NOT EXISTS (SELECT 1 \
                      FROM directory_address r WHERE r.kind = 'pec' AND r.value = $1 AND r.valid_to IS NOT NULL \
                      AND r.gone_at IS NULL)) UNION SELECT subject_id FROM directory_address \
                      WHERE kind = 'pec' AND value = $1 AND valid_to IS NULL AND gone_at IS NULL)";
/// Whoever had it once.
const BY_OLD_PEC: &str = "id IN (SELECT subject_id FROM directory_address WHERE kind = 'pec' AND value = $1 \
                          AND valid_to IS NOT NULL AND gone_at IS NULL)";
/// Whoever was written down with this code although it is wrong.
const BY_WRONG_CODE: &str = "code_note IS NOT NULL AND (tax_code = $1 OR vat_number = $1)";

/// The clues in the form in which subjects are stored.
struct Known {
    kind: Option<Kind>,
    name: String,
    tax_code: Option<String>,
    vat_number: Option<String>,
    pec: Option<String>,
    ipa: Option<String>,
    /// Codes that fail their check, as they were given.
    wrong: [Option<String>; 2],
}

impl Known {
    fn of(clues: &Clues) -> Self {
        let read = |text: &Option<String>, read: fn(&str) -> Result<String, String>| read(text.as_deref()?).ok();
        Self {
            kind: clues.kind,
            name: fold(&clues.name),
            tax_code: read(&clues.tax_code, codes::tax_code),
            vat_number: read(&clues.vat_number, codes::vat_number),
            pec: read(&clues.pec, codes::pec),
            ipa: read(&clues.ipa, codes::ipa),
            wrong: [
                clues.tax_code.as_deref().and_then(codes::wrong_tax_code),
                clues.vat_number.as_deref().and_then(codes::wrong_vat_number),
            ],
        }
    }

    /// The subject that is meant; without `proposals`, what can never be certain is not looked for.
    async fn matched<C: ConnectionTrait>(&self, connection: &C, proposals: bool) -> Result<Option<Match>, Error> {
        if let Some(subject) = self.by_tax_code(connection).await? {
            return Ok(Some(Match { subject, by: "dal codice fiscale", certain: true }));
        }
        if let Some(subject) = self.by_vat_number(connection).await? {
            return Ok(Some(Match { subject, by: "dalla partita IVA", certain: true }));
        }
        if let Some((subject, certain)) = self.by_what_is_shared(connection, BY_PEC, &self.pec).await? {
            return Ok(Some(Match { certain, subject, by: "dalla PEC" }));
        }
        if let Some((subject, certain)) = self.by_what_is_shared(connection, "ipa = $1", &self.ipa).await? {
            return Ok(Some(Match { certain, subject, by: "dal codice IPA" }));
        }
        let weak = self.by_what_is_weak(connection).await?;
        if weak.as_ref().is_some_and(|found| found.certain) {
            return Ok(weak);
        }
        if (proposals || !self.coded())
            && let Some(subject) = self.by_name(connection).await?
        {
            return Ok(Some(Match { certain: self.only_named(&subject), subject, by: "dal nome" }));
        }
        if weak.is_some() || !proposals {
            return Ok(weak);
        }
        let subject = self.by_omocodia(connection).await?;
        Ok(subject.map(|subject| Match { subject, by: "dal codice fiscale, salvo l'omocodia", certain: false }))
    }

    /// By a wrong code that is known as such, or by a PEC that is used no more: certain only together with the name.
    async fn by_what_is_weak<C: ConnectionTrait>(&self, connection: &C) -> Result<Option<Match>, Error> {
        let named = |subject: &subject::Model| !self.name.is_empty() && self.named(subject);
        for code in &self.wrong {
            if let Some(subject) = self.most_alike(self.bearers(connection, BY_WRONG_CODE, code).await?) {
                return Ok(Some(Match { certain: named(&subject), subject, by: "dal codice, che non torna" }));
            }
        }
        let old = self.most_alike(self.bearers(connection, BY_OLD_PEC, &self.pec).await?);
        Ok(old.map(|subject| Match { certain: named(&subject), subject, by: "da una PEC non più in uso" }))
    }

    /// Whoever bears the same name and a tax code that differs only by the letters of omocodia. It may be the same person with
    /// the code of before, or the other for whom the letters were put in: never certain.
    async fn by_omocodia<C: ConnectionTrait>(&self, connection: &C) -> Result<Option<subject::Model>, Error> {
        let Some(base) = self.tax_code.as_deref().and_then(codes::without_omocodia) else { return Ok(None) };
        if self.name.is_empty() {
            return Ok(None);
        }
        let found = living(connection, of_base(connection, &base).await?).await?;
        Ok(found.into_iter().find(|subject| self.named(subject)))
    }

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

    /// Whoever has an address or code that several may share, and whether the clues give it its name, or all the words of the name
    /// that one that was merged into it had, or none: then it is certain.
    async fn by_what_is_shared<C: ConnectionTrait>(
        &self,
        connection: &C,
        condition: &str,
        value: &Option<String>,
    ) -> Result<Option<(subject::Model, bool)>, Error> {
        let found = self.bearers(connection, condition, value).await?;
        let (named, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|subject| self.named(subject));
        if let Some(subject) = self.most_alike(named) {
            return Ok(Some((subject, true)));
        }
        let ids: Vec<_> = others.iter().map(|subject| subject.id).collect();
        let (families, name) = (families(connection, &ids).await?, whole(&self.name));
        let bears = |subject: &subject::Model| {
            families.get(&subject.id).into_iter().flatten().any(|member| whole(&member.name_folded) == name)
        };
        let (called, others): (Vec<_>, Vec<_>) = others.into_iter().partition(bears);
        if let Some(subject) = self.most_alike(called) {
            return Ok(Some((subject, true)));
        }
        Ok(self.most_alike(others).map(|subject| (subject, false)))
    }

    /// Whoever the condition holds of, without those that a stronger clue contradicts.
    async fn bearers<C: ConnectionTrait>(
        &self,
        connection: &C,
        condition: &str,
        value: &Option<String>,
    ) -> Result<Vec<subject::Model>, Error> {
        let Some(value) = value else { return Ok(Vec::new()) };
        let mut found = with(connection, condition, value).await?;
        found.retain(|subject| !self.other_codes(subject));
        Ok(found)
    }

    async fn by_name<C: ConnectionTrait>(&self, connection: &C) -> Result<Option<subject::Model>, Error> {
        if self.name.is_empty() {
            return Ok(None);
        }
        let bears = "id IN (SELECT subject_id FROM directory_word WHERE word = $1)";
        let rows = raw(connection, bears, &whole(&self.name)).await?;
        let merged: Vec<_> = rows.iter().filter(|row| row.merged_into.is_some()).map(|row| row.id).collect();
        let survivors = find(connection, &merged).await?;
        let written = rows.iter().filter(|row| row.name_folded == self.name);
        let written: HashSet<_> =
            written.map(|row| survivors.get(&row.id).map_or(row.id, |survivor| survivor.id)).collect();
        let mut found = living(connection, rows).await?;
        found.retain(|subject| {
            // "Mario Rossi" is "Rossi Mario", but "Banca Popolare Nuova" may not be "Nuova Banca Popolare". Who was merged bears
            // the name that it had.
            let other_order = subject.kind != Kind::Persona && !written.contains(&subject.id);
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
        match subject.kind {
            Kind::Persona => !self.coded() && self.pec.is_none() && nothing_but_a_name(subject),
            Kind::Impresa | Kind::Ente => !self.coded() && !differ(&subject.pec, &self.pec),
        }
    }

    /// Whether the clues have a code, be it one that fails its check: then a name takes nobody by itself.
    fn coded(&self) -> bool {
        let wrong = self.wrong.iter().any(Option::is_some);
        self.tax_code.is_some() || self.vat_number.is_some() || self.ipa.is_some() || wrong
    }
}

/// Whether both are known, and not the same.
fn differ(a: &Option<String>, b: &Option<String>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

const fn nothing_but_a_name(subject: &subject::Model) -> bool {
    subject.tax_code.is_none() && subject.vat_number.is_none() && subject.pec.is_none()
}

/// The living subjects of whom the condition holds.
pub(crate) async fn with<C: ConnectionTrait>(
    connection: &C,
    condition: &str,
    value: &str,
) -> Result<Vec<subject::Model>, Error> {
    living(connection, raw(connection, condition, value).await?).await
}

/// Whoever bears a tax code that without omocodia is this one, merged or not.
pub(crate) async fn of_base<C: ConnectionTrait>(connection: &C, base: &str) -> Result<Vec<subject::Model>, Error> {
    let start = base.get(..6).unwrap_or_default().to_lowercase();
    let sql = format!(
        "SELECT s.* FROM directory_subject s WHERE s.id IN (SELECT w.subject_id FROM directory_word w \
         WHERE w.word >= $1 AND w.word < $2) AND s.tax_code IS NOT NULL ORDER BY s.id LIMIT {MAX_ALIKE}"
    );
    let statement = db::statement(connection, &sql, [start.as_str().into(), end_of(&start).into()]);
    let mut found = subject::Entity::find().from_raw_sql(statement).all(connection).await?;
    found.retain(|row| row.tax_code.as_deref().and_then(codes::without_omocodia).as_deref() == Some(base));
    Ok(found)
}

async fn raw<C: ConnectionTrait>(connection: &C, condition: &str, value: &str) -> Result<Vec<subject::Model>, Error> {
    let sql = format!("SELECT * FROM directory_subject WHERE {condition} ORDER BY id LIMIT {MAX_ALIKE}");
    let statement = db::statement(connection, &sql, [value.into()]);
    Ok(subject::Entity::find().from_raw_sql(statement).all(connection).await?)
}
