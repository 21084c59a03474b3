//! The pages of the office, one a file; each calls one action.

mod anac;
mod aperti;
mod gare;
mod nuova;
mod personali;
mod proposta;
mod proposte;
mod pubblica;
mod quadro;
mod scheda;
pub(crate) mod scrivania;
mod sezione;

use kernel::{Date, Refusal, Uuid};
use ui::{Choice, Row, TemplateFile, Templates};
use web::{Access, Error, Routes};

use crate::{
    albero::{self, Sezione},
    cura::una_riga,
    permissions::{CONFIGURA, CONSULTA, PUBBLICA, RITIRA},
};

pub(crate) const TEMPLATES: &[TemplateFile] = &[
    TemplateFile { name: "trasparenza/albero.html", source: include_str!("../../templates/albero.html") },
    TemplateFile { name: "trasparenza/assente.html", source: include_str!("../../templates/assente.html") },
    TemplateFile { name: "trasparenza/gare.html", source: include_str!("../../templates/gare.html") },
    TemplateFile { name: "trasparenza/nuova.html", source: include_str!("../../templates/nuova.html") },
    TemplateFile { name: "trasparenza/personali.html", source: include_str!("../../templates/personali.html") },
    TemplateFile { name: "trasparenza/proposta.html", source: include_str!("../../templates/proposta.html") },
    TemplateFile { name: "trasparenza/proposte.html", source: include_str!("../../templates/proposte.html") },
    TemplateFile { name: "trasparenza/quadro.html", source: include_str!("../../templates/quadro.html") },
    TemplateFile { name: "trasparenza/scheda.html", source: include_str!("../../templates/scheda.html") },
    TemplateFile { name: "trasparenza/sezione.html", source: include_str!("../../templates/sezione.html") },
    TemplateFile {
        name: "trasparenza/sezione_ufficio.html",
        source: include_str!("../../templates/sezione_ufficio.html"),
    },
    TemplateFile { name: "trasparenza/voce.html", source: include_str!("../../templates/voce.html") },
];

/// The way to the staff's pages, and to everybody's.
const CRUMBS: &[(&str, &str)] = &[("Stato della trasparenza", "/trasparenza/ufficio")];
const PUBBLICHE: &[(&str, &str)] = &[("Amministrazione trasparente", "/trasparenza")];

pub(super) const GUARDANO: Access = Access::With(&CONSULTA);
pub(super) const PUBBLICANO: Access = Access::With(&PUBBLICA);
pub(super) const RITIRANO: Access = Access::With(&RITIRA);
pub(super) const CONFIGURANO: Access = Access::With(&CONFIGURA);

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/trasparenza", Access::Public, pubblica::albero)
        .get("/trasparenza/feed.xml", Access::Public, aperti::feed)
        .get("/trasparenza/schema.json", Access::Public, aperti::schema)
        .get("/trasparenza/anac/{anno}/dataset.xml", Access::Public, anac::dataset)
        .get("/trasparenza/anac/{anno}/indice.xml", Access::Public, anac::indice)
        .get("/trasparenza/{sezione}", Access::Public, pubblica::sezione)
        .get("/trasparenza/{sezione}/dati.csv", Access::Public, aperti::csv)
        .get("/trasparenza/{sezione}/dati.json", Access::Public, aperti::json)
        .get("/trasparenza/{sezione}/feed.xml", Access::Public, aperti::feed_di)
        .get("/trasparenza/{sezione}/voci/{id}", Access::Public, pubblica::voce)
        .get("/trasparenza/{sezione}/voci/{id}/documenti/{posizione}", Access::Public, pubblica::documento)
        .get("/trasparenza/ufficio", GUARDANO, quadro::pagina)
        .get("/trasparenza/ufficio/nuova", PUBBLICANO, nuova::pagina)
        .upload("/trasparenza/ufficio/nuova", PUBBLICANO, nuova::salva)
        .get("/trasparenza/ufficio/proposte", PUBBLICANO, proposte::pagina)
        .post("/trasparenza/ufficio/regola", CONFIGURANO, proposte::regola)
        .get("/trasparenza/ufficio/proposte/{id}", PUBBLICANO, proposta::pagina)
        .post("/trasparenza/ufficio/proposte/{id}/pubblica", PUBBLICANO, proposta::pubblica)
        .post("/trasparenza/ufficio/proposte/{id}/rifiuta", PUBBLICANO, proposta::rifiuta)
        .get("/trasparenza/ufficio/proposte/{id}/documenti/{posizione}", PUBBLICANO, proposta::documento)
        .get("/trasparenza/ufficio/gare", GUARDANO, gare::pagina)
        .post("/trasparenza/ufficio/gare", PUBBLICANO, gare::salva)
        .get("/trasparenza/ufficio/sezioni/{codice}", GUARDANO, sezione::pagina)
        .post("/trasparenza/ufficio/sezioni/{codice}/verifica", PUBBLICANO, sezione::verifica)
        .post("/trasparenza/ufficio/sezioni/{codice}/responsabile", CONFIGURANO, sezione::responsabile)
        .get("/trasparenza/ufficio/schede/{id}", GUARDANO, scheda::pagina)
        .post("/trasparenza/ufficio/schede/{id}/ritira", RITIRANO, scheda::ritira)
        .get("/trasparenza/ufficio/schede/{id}/documenti/{posizione}", GUARDANO, scheda::documento)
}

/// A refusal of an action; other errors go on.
fn rifiuto(error: crate::Error) -> Result<Refusal, Error> {
    match error {
        crate::Error::Refused(refusal) => Ok(refusal),
        other => Err(other.into()),
    }
}

/// A section by its code in an address.
fn trova(codice: &str) -> Result<&'static Sezione, Error> {
    Ok(albero::sezione(codice).ok_or(crate::Error::NotFound)?)
}

/// Why a beneficiary is not named, as forms offer it.
fn motivi() -> Vec<Choice> {
    let choice = |(value, label): (&str, &str)| Choice { value: value.into(), label: label.into(), hint: None };
    [("disagio", "Si saprebbe che è in difficoltà"), ("salute", "Si saprebbe della sua salute")].map(choice).to_vec()
}

/// A day as a form sends it; nothing where there is none, a reason where it cannot be read.
fn leggi_giorno(text: &str, field: &'static str, refusal: &mut Refusal) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let read = text.parse().ok();
    if read.is_none() {
        refusal.add(Some(field), "La data non si legge: scrivila come giorno, mese e anno.");
    }
    read
}

/// Names with their values as a form sends them, one a line; a line that is none is told.
fn leggi_campi(text: &str, refusal: &mut Refusal) -> Vec<(String, String)> {
    let mut read = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.split_once(':') {
            Some((name, value)) => read.push((una_riga(name), una_riga(value))),
            None => refusal.add(Some("campi"), format!("Questa riga non è «nome: valore»: {line}")),
        }
    }
    read
}

/// Names with their values in one text, as [`leggi_campi`] reads them where `fra` ends a line.
fn scritti(campi: &[(String, String)], fra: &str) -> String {
    campi.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join(fra)
}

/// A line of a summary.
fn row(label: &str, value: String) -> Row {
    Row { label: label.into(), value, href: None, code: false }
}

/// Who is not named, for whoever may know.
fn chi(beneficiario: Option<&(String, Option<String>)>) -> Vec<Row> {
    let Some((nome, codice)) = beneficiario else { return Vec::new() };
    let codice = codice.clone().map(|codice| row("Codice fiscale", codice));
    std::iter::once(row("Nome", nome.clone())).chain(codice).collect()
}

/// The item after which a list goes on.
fn dopo(text: Option<&str>) -> Option<Uuid> {
    text?.parse().ok()
}

/// Renders every page with every sample; for the test.
///
/// # Errors
/// The first template that does not fit.
pub fn render_samples() -> Result<(), ui::Error> {
    let templates = Templates::new(TEMPLATES)?;
    templates.samples::<gare::Pagina>()?;
    templates.samples::<nuova::Nuova>()?;
    templates.samples::<proposta::Pagina>()?;
    templates.samples::<proposte::Pagina>()?;
    templates.samples::<pubblica::Albero>()?;
    templates.samples::<pubblica::Assente>()?;
    templates.samples::<pubblica::Sezione>()?;
    templates.samples::<pubblica::Voce>()?;
    templates.samples::<quadro::Pagina>()?;
    templates.samples::<scheda::Pagina>()?;
    templates.samples::<sezione::Pagina>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_come_back_from_the_form_and_a_line_that_is_none_is_told() {
        let mut refusal = Refusal::default();
        let some = vec![("Importo".to_owned(), "500,00 €".to_owned()), ("Norma o titolo".to_owned(), String::new())];
        assert_eq!(leggi_campi(&scritti(&some, "\n"), &mut refusal), some);
        let one = [("Orario".to_owned(), "dalle 9: 30".to_owned())];
        assert_eq!(leggi_campi(" Orario :  dalle 9: 30 \n\n", &mut refusal), one);
        assert_eq!(refusal.reasons, []);
        assert!(leggi_campi("Importo 500", &mut refusal).is_empty() && refusal.to_string().contains("Importo 500"));
    }

    #[test]
    fn a_day_may_be_missing_and_not_be_wrong() {
        let mut refusal = Refusal::default();
        assert_eq!(leggi_giorno(" ", "fine", &mut refusal), None);
        assert_eq!(leggi_giorno(" 2026-02-01 ", "fine", &mut refusal), Date::from_ymd_opt(2026, 2, 1));
        assert_eq!(refusal.reasons, []);
        assert_eq!(leggi_giorno("ieri", "fine", &mut refusal), None);
        assert_eq!(refusal.reasons.iter().map(|one| one.field).collect::<Vec<_>>(), [Some("fine")]);
    }
}
