//! The fields of the registration form, as text, and the way from them to what is asked.

use std::collections::HashMap;

use kernel::{Date, Refusal};
use serde::Serialize;
use ui::FieldError;

use crate::{
    apprendi::Annotata,
    fascicolo::Chiave,
    rules::{Assegnatario, Nuova, Parte, Tipo, Verso},
};

/// Bytes of a class's code.
const MAX_CLASSE: usize = 40;

/// The form as it was sent or proposed: nothing is lost when it comes back with errors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Modulo {
    pub verso: String,
    pub oggetto: String,
    pub nome: String,
    pub codice_fiscale: String,
    pub indirizzo: String,
    pub altri: String,
    pub mezzo: String,
    pub arrivata_il: String,
    pub protocollo_mittente: String,
    pub data_mittente: String,
    pub riservata: bool,
    pub classe: String,
    pub note: String,
    pub ufficio: String,
    pub conoscenza: Vec<String>,
    /// The number of the fascicolo into which it goes, and what comes behind it.
    pub fascicolo: String,
    /// The class and the office that were proposed, and stood in their fields when the form was shown.
    pub proposta_classe: String,
    pub proposta_ufficio: String,
    /// Why a tax code that fails its check is kept.
    pub motivo_codice: String,
    /// The act under which it is registered later than the day on which it came.
    pub differimento: String,
}

impl Modulo {
    /// Out of the pairs of a form.
    pub(crate) fn from_pairs(pairs: &[(String, String)]) -> Self {
        let mut first: HashMap<&str, &str> = HashMap::new();
        for (name, value) in pairs {
            first.entry(name.as_str()).or_insert(value.as_str());
        }
        let get = |name: &str| first.get(name).map(|value| value.trim().to_owned()).unwrap_or_default();
        Self {
            verso: get("verso"),
            oggetto: get("oggetto"),
            // The combobox sends what was chosen and what one reads; a name that was only written counts too.
            nome: if get("nome").is_empty() { get("nome_testo") } else { get("nome") },
            codice_fiscale: get("codice_fiscale"),
            indirizzo: get("indirizzo"),
            altri: get("altri"),
            mezzo: get("mezzo"),
            arrivata_il: get("arrivata_il"),
            protocollo_mittente: get("protocollo_mittente"),
            data_mittente: get("data_mittente"),
            riservata: !get("riservata").is_empty(),
            classe: get("classe"),
            note: get("note"),
            ufficio: get("ufficio"),
            proposta_classe: get("proposta_classe"),
            proposta_ufficio: get("proposta_ufficio"),
            // What one reads counts: who empties the field wants none.
            fascicolo: get("fascicolo_testo"),
            motivo_codice: get("motivo_codice"),
            differimento: get("differimento"),
            conoscenza: pairs
                .iter()
                .filter(|(name, value)| name == "conoscenza" && !value.is_empty())
                .map(|(_, value)| value.clone())
                .collect(),
        }
    }

    /// What had been proposed, as far as it can be read.
    pub(crate) fn proposta(&self) -> Annotata {
        let is_code =
            |classe: &String| classe.len() <= MAX_CLASSE && classe.bytes().all(|byte| byte.is_ascii_graphic());
        let classe = some(&self.proposta_classe).filter(is_code);
        Annotata { classe, ufficio: self.proposta_ufficio.parse().ok() }
    }

    /// What is asked to be registered.
    ///
    /// # Errors
    /// Fields that cannot be read, all of them.
    pub(crate) fn read(&self) -> Result<Nuova, Refusal> {
        let mut refusal = Refusal::default();
        let mut parti = vec![Parte {
            nome: self.nome.clone(),
            codice_fiscale: some(&self.codice_fiscale.replace(' ', "").to_uppercase()),
            indirizzo: some(&self.indirizzo),
        }];
        parti.extend(self.altri.lines().filter(|line| !line.trim().is_empty()).map(altra));
        let verso = Verso::from_code(&self.verso).unwrap_or_else(|| {
            refusal.add(Some("verso"), "Scegli se il documento è in arrivo, in partenza o interno.");
            Verso::Arrivo
        });
        let mut assegnazioni = Vec::new();
        let mut given = |text: &str, tipo: Tipo, refusal: &mut Refusal| match assegnatario(text, tipo) {
            Some(assegnatario) => assegnazioni.push(assegnatario),
            None => refusal.add(Some("ufficio"), "Scegli l'ufficio dall'elenco."),
        };
        if !self.ufficio.is_empty() {
            given(&self.ufficio, Tipo::Competenza, &mut refusal);
        }
        for text in &self.conoscenza {
            given(text, Tipo::Conoscenza, &mut refusal);
        }
        let nuova = Nuova {
            verso,
            oggetto: self.oggetto.clone(),
            parti: parti.into_iter().filter(|parte| !parte.nome.is_empty()).collect(),
            mezzo: self.mezzo.clone(),
            arrivata_il: date(&self.arrivata_il, "arrivata_il", &mut refusal),
            protocollo_mittente: some(&self.protocollo_mittente),
            data_mittente: date(&self.data_mittente, "data_mittente", &mut refusal),
            riservata: self.riservata,
            classe: some(&self.classe),
            note: some(&self.note),
            assegnazioni,
        };
        refusal.unless_empty(nuova)
    }
}

/// A further sender or addressee, as one line says it: the name alone, or with code and address behind it.
fn altra(text: &str) -> Parte {
    let line = directory::Line::read(text);
    Parte { nome: line.name, codice_fiscale: line.code, indirizzo: line.address }
}

/// The number of a fascicolo at the beginning of a field; what follows is its title, for people. None where it is empty.
///
/// # Errors
/// Where there is something else.
pub(crate) fn fascicolo(text: &str, field: &'static str) -> Result<Option<Chiave>, Refusal> {
    let Some(first) = text.split_whitespace().next() else { return Ok(None) };
    if let Ok(chiave) = first.parse() {
        return Ok(Some(chiave));
    }
    let shown: String = first.chars().take(60).collect();
    let mut refusal = Refusal::default();
    let sentence = format!(
        "\"{shown}\" non è il numero di un fascicolo: scrivilo come 2026-VI.3/12, oppure sceglilo dai suggerimenti."
    );
    refusal.add(Some(field), sentence);
    Err(refusal)
}

/// Year and number of an entry that somebody writes as one reads it, `12/2026`; none where it is something else.
pub(crate) fn registrazione(text: &str) -> Option<(i64, i64)> {
    let (numero, anno) = text.split_once('/')?;
    Some((anno.trim().parse().ok()?, numero.trim().parse().ok()?))
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A date as a form gives it.
pub(crate) fn date(text: &str, field: &'static str, refusal: &mut Refusal) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let read = Date::parse_from_str(text, "%Y-%m-%d").or_else(|_| Date::parse_from_str(text, "%d/%m/%Y"));
    read.map_err(|_| refusal.add(Some(field), format!("La data \"{text}\" non si legge. Scrivila come 25/11/2026.")))
        .ok()
}

/// A unit's id, or `unit:person`.
pub(crate) fn assegnatario(text: &str, tipo: Tipo) -> Option<Assegnatario> {
    let (unit, person) = text.split_once(':').map_or((text, None), |(unit, person)| (unit, Some(person)));
    let persona = match person {
        Some(person) => Some(person.parse().ok()?),
        None => None,
    };
    Some(Assegnatario { ufficio: unit.parse().ok()?, persona, tipo })
}

/// The reasons of a refusal, each beside its field. Those about the parties stand at the name.
pub(crate) fn errors(refusal: &Refusal) -> Vec<FieldError> {
    errors_by(refusal, |field| match field {
        Some("parti") => "nome".into(),
        Some("assegna") => "ufficio".into(),
        Some(field) => field.into(),
        None => "oggetto".into(),
    })
}

/// The same, each beside its field; those of none stand at `else_at`.
pub(crate) fn errors_or(refusal: &Refusal, else_at: &str) -> Vec<FieldError> {
    errors_by(refusal, |field| field.unwrap_or(else_at).into())
}

/// The same, each where `place` says.
pub(crate) fn errors_by(refusal: &Refusal, place: impl Fn(Option<&'static str>) -> String) -> Vec<FieldError> {
    let one = |reason: &kernel::Reason| FieldError { field: place(reason.field), message: told(reason) };
    refusal.reasons.iter().map(one).collect()
}

/// A reason with its article.
pub(crate) fn told(reason: &kernel::Reason) -> String {
    match reason.law {
        Some(law) => format!("{} ({law})", reason.sentence),
        None => reason.sentence.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_with_every_error_at_once() {
        let pairs = [("verso", "su"), ("arrivata_il", "ieri"), ("ufficio", "xx"), ("nome_testo", "Rossi")];
        let pairs: Vec<(String, String)> = pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
        let refusal = Modulo::from_pairs(&pairs).read().unwrap_err();
        let fields: Vec<_> = refusal.reasons.iter().filter_map(|reason| reason.field).collect();
        assert_eq!(fields, ["verso", "ufficio", "arrivata_il"]);
    }

    #[test]
    fn each_further_name_has_its_own_code_and_address() {
        let altri = "Verdi Luigi\n\nEdil S.r.l.; 01234567897; edil@pec.example.it";
        let pairs = [("verso", "partenza"), ("nome", "Rossi"), ("mezzo", "pec"), ("altri", altri)];
        let pairs: Vec<(String, String)> = pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
        let nuova = Modulo::from_pairs(&pairs).read().unwrap();
        let told: Vec<_> = nuova.parti.iter().map(|one| (one.nome.as_str(), one.indirizzo.as_deref())).collect();
        let wanted = [("Rossi", None), ("Verdi Luigi", None), ("Edil S.r.l.", Some("edil@pec.example.it"))];
        assert_eq!(told, wanted);
        assert_eq!(nuova.parti[2].codice_fiscale.as_deref(), Some("01234567897"));
    }

    #[test]
    fn italian_and_browser_dates_are_read() {
        let mut refusal = Refusal::default();
        let day = Date::from_ymd_opt(2026, 11, 25);
        assert_eq!(date("25/11/2026", "x", &mut refusal), day);
        assert_eq!(date("2026-11-25", "x", &mut refusal), day);
        assert!(refusal.reasons.is_empty());
    }
}
