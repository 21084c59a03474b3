use std::fmt;

use serde::Serialize;

/// One reason why something cannot be done: a whole Italian sentence for the person who asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(description = "Un motivo del rifiuto."))]
pub struct Reason {
    /// The field of the form at fault, where there is one.
    #[cfg_attr(feature = "schema", schemars(description = "Il campo a cui si riferisce, se ce n'è uno."))]
    pub field: Option<&'static str>,
    /// What is wrong, and what to do about it.
    #[cfg_attr(feature = "schema", schemars(description = "Che cosa non va e che cosa fare."))]
    pub sentence: String,
    /// The article that asks for it.
    #[cfg_attr(feature = "schema", schemars(description = "L'articolo che lo chiede."))]
    pub law: Option<&'static str>,
}

/// The sentence, with its article after it.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)?;
        self.law.map_or(Ok(()), |law| write!(f, " ({law})"))
    }
}

/// A "no" with *all* its reasons, so that nobody mends one only to meet the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Never empty in a refusal that reaches a user.
    pub reasons: Vec<Reason>,
}

impl Refusal {
    /// A refusal for one reason that concerns no single field.
    pub fn because(sentence: impl Into<String>) -> Self {
        let mut refusal = Self::default();
        refusal.add(None, sentence);
        refusal
    }

    /// A refusal for one reason, told beside this field of the form.
    pub fn beside(field: &'static str, sentence: impl Into<String>) -> Self {
        let mut refusal = Self::default();
        refusal.add(Some(field), sentence);
        refusal
    }

    /// One more reason.
    pub fn add(&mut self, field: Option<&'static str>, sentence: impl Into<String>) {
        self.reasons.push(Reason { field, sentence: sentence.into(), law: None });
    }

    /// One more reason, with the article that asks for it.
    pub fn add_law(&mut self, field: Option<&'static str>, sentence: impl Into<String>, law: &'static str) {
        self.reasons.push(Reason { field, sentence: sentence.into(), law: Some(law) });
    }

    /// `value` when there was no reason to refuse, otherwise all the reasons.
    ///
    /// # Errors
    /// The refusal itself, when it has any reason.
    pub fn unless_empty<T>(self, value: T) -> Result<T, Self> {
        if self.reasons.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, reason) in self.reasons.iter().enumerate() {
            if place > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{reason}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_reasons_are_told_at_once_with_their_law() {
        let mut refusal = Refusal::default();
        refusal.add(Some("oggetto"), "Manca l'oggetto.");
        refusal.add_law(None, "Manca il mittente.", "art. 53 DPR 445/2000");
        let told = refusal.unless_empty(()).unwrap_err().to_string();
        assert_eq!(told, "Manca l'oggetto. Manca il mittente. (art. 53 DPR 445/2000)");
    }
}
