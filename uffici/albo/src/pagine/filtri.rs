//! What the forms of the lists ask for, read once for all of them: for everybody, for the office, for programs.

use std::str::FromStr;

use kernel::Date;
use porte::albo::Tipo;
use serde::{Deserialize, Serialize};
use ui::Choice;
use web::Error;

use crate::elenca::Filtro;

/// What somebody looks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    pub q: String,
    pub tipo: String,
    pub anno: String,
    pub numero: String,
    pub richiedente: String,
    pub dal: String,
    pub al: String,
    pub testo: String,
    /// For the office: in which state.
    pub vista: String,
    pub dopo: Option<String>,
    /// Of the open data: how many rows at most.
    pub righe: Option<String>,
}

impl Scelte {
    /// What is asked; what is no kind or no year narrows nothing.
    ///
    /// # Errors
    /// A sentence for each number and day that cannot be read.
    pub(super) fn filtro(&self) -> Result<Filtro, Error> {
        let mut no = Vec::new();
        let (numero, anno) = numero(&self.numero, &mut no);
        let asked: Option<i64> = self.anno.trim().parse().ok();
        if let (Some(asked), Some(anno)) = (asked, anno)
            && asked != anno
        {
            no.push(format!("Il numero che cerchi è del {anno} e l'anno scelto è il {asked}: togli uno dei due."));
        }
        let filtro = Filtro {
            q: Filtro::parole(&self.q),
            tipo: Tipo::di(&self.tipo),
            anno: anno.or(asked),
            numero,
            richiedente: Some(self.richiedente.trim().to_owned()).filter(|asker| !asker.is_empty()),
            dal: giorno(&self.dal, "dal", &mut no),
            al: giorno(&self.al, "al", &mut no),
            testo: Filtro::parole(&self.testo),
            vista: None,
        };
        if filtro.al_contrario() {
            no.push("Il giorno «dal» viene dopo il giorno «al»: scambiali.".to_owned());
        }
        if no.is_empty() { Ok(filtro) } else { Err(Error::BadRequest(no.join(" "))) }
    }
}

/// "12", or "12/2026" with its year.
fn numero(text: &str, no: &mut Vec<String>) -> (Option<i64>, Option<i64>) {
    let text = text.trim();
    if text.is_empty() {
        return (None, None);
    }
    let (number, year) = text.split_once('/').map_or((text, None), |(number, year)| (number, Some(year)));
    let read = |part: &str| i64::from_str(part.trim()).ok().filter(|number| *number > 0);
    match (read(number), year.map(read)) {
        (Some(number), None) => (Some(number), None),
        (Some(number), Some(Some(year))) => (Some(number), Some(year)),
        _ => {
            no.push("Il numero di pubblicazione non si legge: scrivilo come 12 oppure 12/2026.".to_owned());
            (None, None)
        }
    }
}

/// A day as a browser's calendar sends it, or as people write it where there is none.
fn giorno(text: &str, name: &str, no: &mut Vec<String>) -> Option<Date> {
    let text = text.trim();
    let day = text.parse::<Date>().or_else(|_| Date::parse_from_str(text, "%d/%m/%Y")).ok();
    if day.is_none() && !text.is_empty() {
        no.push(format!("Il giorno «{name}» non si legge: scrivilo come 31/12/2026."));
    }
    day
}

/// The fields of a form as they come back.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Campi {
    pub q: String,
    pub tipo: &'static str,
    pub anno: String,
    pub numero: String,
    pub richiedente: String,
    pub dal: String,
    pub al: String,
    pub testo: String,
    /// How many of them narrow the list.
    pub quanti: usize,
}

impl Campi {
    pub(super) fn di(filtro: &Filtro) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        Self {
            q: filtro.q.clone(),
            tipo: filtro.tipo.map_or("", |tipo| tipo.codice),
            anno: number(filtro.anno),
            numero: number(filtro.numero),
            richiedente: filtro.richiedente.clone().unwrap_or_default(),
            dal: day(filtro.dal),
            al: day(filtro.al),
            testo: filtro.testo.clone(),
            quanti: filtro.campi(),
        }
    }
}

/// Who asked for publications, for a select.
pub(super) fn richiedenti(names: Vec<String>) -> Vec<Choice> {
    names.into_iter().map(|name| Choice { value: name.clone(), label: name, hint: None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chiesto(change: impl FnOnce(&mut Scelte)) -> Result<Filtro, String> {
        let mut scelte = Scelte::default();
        change(&mut scelte);
        scelte.filtro().map_err(|error| error.to_string())
    }

    #[test]
    fn a_number_is_read_with_its_year_or_without() {
        let both = |filtro: Filtro| (filtro.numero, filtro.anno);
        assert_eq!(chiesto(|one| one.numero = " 12 ".into()).map(both), Ok((Some(12), None)));
        assert_eq!(chiesto(|one| one.numero = "12/2026".into()).map(both), Ok((Some(12), Some(2026))));
        let same = chiesto(|one| (one.numero, one.anno) = ("12/2026".into(), "2026".into()));
        assert_eq!(same.map(both), Ok((Some(12), Some(2026))));
        let other = chiesto(|one| (one.numero, one.anno) = ("12/2026".into(), "2025".into()));
        assert!(other.unwrap_err().contains("togli uno dei due"));
        for wrong in ["dodici", "12/", "0", "-3", "12/2026/1"] {
            assert!(chiesto(|one| one.numero = wrong.into()).unwrap_err().contains("scrivilo come 12"), "{wrong}");
        }
    }

    #[test]
    fn all_that_cannot_be_read_is_told_at_once() {
        let told = chiesto(|one| (one.numero, one.dal, one.al) = ("x".into(), "ieri".into(), "31/02/2026".into()));
        let told = told.unwrap_err();
        assert!(told.contains("numero di pubblicazione") && told.contains("«dal»") && told.contains("«al»"), "{told}");
        let back = chiesto(|one| (one.dal, one.al) = ("2026-03-02".into(), "01/03/2026".into()));
        assert!(back.unwrap_err().contains("scambiali"));
        let day = chiesto(|one| (one.dal, one.al) = ("2026-03-01".into(), "01/03/2026".into())).unwrap();
        assert!(day.dal.is_some() && day.dal == day.al);
    }
}
