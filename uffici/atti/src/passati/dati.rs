//! What a person confirms of a past act, and what of it cannot stand in a register.

use chrono::Datelike;
use cig_cup::{Cig, Cup};
use kernel::{Cents, Date, Refusal};

use crate::{
    atto::nuovo::oggetto,
    rules::{importi::MASSIMO, passati::MOLTI, tipi::Tipo},
};

/// Longest series and name, in letters.
const NOME_MAX: usize = 200;
/// Largest number of a register.
const NUMERO_MAX: i64 = 9_999_999;
/// The first year of a register.
const DAL: i32 = 1861;

/// What is confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dati {
    /// Its kind, by code.
    pub tipo: String,
    /// The series within its register: a sector's, "bis". Empty: the general one.
    pub serie: String,
    /// Its number.
    pub numero: Option<i64>,
    /// Its number in the register of the sector too.
    pub settore_numero: Option<i64>,
    /// Its day, whose year is that of the register.
    pub data: Option<Date>,
    /// What it is about.
    pub oggetto: String,
    /// Who signed.
    pub firmatari: Vec<String>,
    /// Amounts.
    pub importi: Vec<Cents>,
    /// CUP.
    pub cup: Vec<String>,
    /// CIG.
    pub cig: Vec<String>,
}

/// The same, in order.
pub(super) struct Regolare {
    pub tipo: &'static Tipo,
    pub registro: &'static str,
    pub serie: String,
    pub numero: i64,
    pub settore_numero: Option<i64>,
    pub data: Date,
    pub anno: i64,
    pub oggetto: String,
    pub firmatari: String,
    pub importi: String,
    pub cup: String,
    pub cig: String,
}

/// The register in which a kind stands.
fn registro(tipo: &Tipo) -> &'static str {
    match tipo.codice {
        "determina" => "determine",
        "liquidazione" => "liquidazioni",
        "delibera_giunta" => "giunta",
        "delibera_consiglio" => "consiglio",
        "ordinanza_sindaco" | "ordinanza_dirigente" => "ordinanze",
        "decreto_sindaco" | "decreto_dirigente" => "decreti",
        "disposizione" => "disposizioni",
        "direttiva" => "direttive",
        _ => "verbali",
    }
}

impl Dati {
    /// What can stand in the register.
    ///
    /// # Errors
    /// All the reasons why not.
    pub(super) fn regolare(&self, oggi: Date) -> Result<Regolare, Refusal> {
        let mut no = Refusal::default();
        let tipo = Tipo::di(&self.tipo);
        if tipo.is_none() {
            no.add(Some("tipo"), "Scegli che atto è: dal testo non si capisce sempre.");
        }
        let numero = self.numero.filter(|numero| (1..=NUMERO_MAX).contains(numero));
        if numero.is_none() {
            no.add(Some("numero"), "Scrivi il numero dell'atto, senza l'anno: solo cifre.");
        }
        if self.settore_numero.is_some_and(|numero| !(1..=NUMERO_MAX).contains(&numero)) {
            no.add(Some("settore_numero"), "Il numero di settore è fatto di sole cifre.");
        }
        let data = self.data.filter(|data| data.year() >= DAL && *data <= oggi);
        if data.is_none() {
            no.add(Some("data"), "Scrivi la data dell'atto, come 12/03/2019: non può essere nel futuro.");
        }
        let oggetto = oggetto(&self.oggetto, &mut no);
        let serie = righe(std::slice::from_ref(&self.serie), "serie", &mut no);
        let firmatari = righe(&self.firmatari, "firmatari", &mut no);
        let importi = self.importi();
        if self.importi.len() > MOLTI || self.importi.iter().any(|cents| !(1..=MASSIMO).contains(&cents.0)) {
            no.add(Some("importi"), format!("Scrivi al massimo {MOLTI} importi, maggiori di zero, come 1.234,56."));
        }
        let cup = codici(&self.cup, ("cup", "CUP"), |text| Cup::parse(text).map(|code| code.to_string()), &mut no);
        let cig = codici(&self.cig, ("cig", "CIG"), |text| Cig::parse(text).map(|code| code.to_string()), &mut no);
        no.unless_empty(())?;
        let (Some(tipo), Some(numero), Some(data)) = (tipo, numero, data) else { return Err(Refusal::default()) };
        Ok(Regolare {
            registro: registro(tipo),
            tipo,
            serie,
            numero,
            settore_numero: self.settore_numero,
            data,
            anno: i64::from(data.year()),
            oggetto,
            firmatari,
            importi,
            cup,
            cig,
        })
    }

    fn importi(&self) -> String {
        self.importi.iter().map(|cents| cents.0.to_string()).collect::<Vec<_>>().join("\n")
    }
}

/// Texts in one spacing, one a line, each once; empty ones are left out.
fn righe(all: &[String], field: &'static str, no: &mut Refusal) -> String {
    let mut lines: Vec<String> = Vec::new();
    for text in all {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !line.is_empty() && !lines.contains(&line) {
            lines.push(line);
        }
        if lines.len() > MOLTI {
            break;
        }
    }
    if lines.len() > MOLTI || lines.iter().any(|line| line.chars().count() > NOME_MAX) {
        no.add(Some(field), format!("Qui stanno al massimo {MOLTI} righe, ognuna di non più di {NOME_MAX} caratteri."));
    }
    lines.join("\n")
}

fn codici(
    all: &[String],
    (field, name): (&'static str, &str),
    parse: impl Fn(&str) -> Result<String, cig_cup::Error>,
    no: &mut Refusal,
) -> String {
    let mut codes: Vec<String> = Vec::new();
    for text in all.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).take(MOLTI + 1) {
        match parse(text) {
            Ok(code) if !codes.contains(&code) => codes.push(code),
            Ok(_) => {}
            Err(error) => {
                let shown: String = text.chars().take(40).collect();
                no.add(
                    Some(field),
                    format!("Il {name} «{shown}» non è giusto: {error}. Se l'atto lo scrive così, lascialo fuori."),
                );
            }
        }
    }
    if codes.len() > MOLTI {
        no.add(Some(field), format!("Qui stanno al massimo {MOLTI} codici."));
    }
    codes.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tipi::{REGISTRI, TIPI};

    fn buoni() -> Dati {
        Dati {
            tipo: "determina".into(),
            numero: Some(45),
            data: Date::from_ymd_opt(2019, 3, 12),
            oggetto: " Riparazione   del tetto ".into(),
            firmatari: vec!["Marco Gallo".into(), " Marco  Gallo ".into(), String::new()],
            importi: vec![Cents(123_456)],
            cup: vec!["f12h20000120006".into()],
            cig: vec!["Z3A3BFC097".into(), "z3a3bfc097".into()],
            ..Dati::default()
        }
    }

    fn oggi() -> Date {
        Date::from_ymd_opt(2026, 11, 27).unwrap()
    }

    #[test]
    fn what_is_in_order_is_written_in_one_form() {
        let made = buoni().regolare(oggi()).unwrap();
        assert_eq!((made.registro, made.anno, made.numero), ("determine", 2019, 45));
        assert_eq!((made.oggetto.as_str(), made.firmatari.as_str()), ("Riparazione del tetto", "Marco Gallo"));
        assert_eq!(
            (made.cup.as_str(), made.cig.as_str(), made.importi.as_str()),
            ("F12H20000120006", "Z3A3BFC097", "123456")
        );
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_beside_its_field() {
        let wrong = Dati {
            tipo: "lettera".into(),
            numero: Some(0),
            settore_numero: Some(-1),
            data: Date::from_ymd_opt(2026, 11, 28),
            oggetto: String::new(),
            serie: "x".repeat(NOME_MAX + 1),
            firmatari: (0..=MOLTI).map(|n| format!("Nome {n}")).collect(),
            importi: vec![Cents(0)],
            cup: vec!["F12H".into()],
            cig: vec!["Z3A3BFC098".into()],
        };
        let no = wrong.regolare(oggi()).err().unwrap();
        let fields: Vec<_> = no.reasons.into_iter().filter_map(|why| why.field).collect();
        let wanted =
            ["tipo", "numero", "settore_numero", "data", "oggetto", "serie", "firmatari", "importi", "cup", "cig"];
        assert_eq!(fields, wanted);
    }

    #[test]
    fn every_kind_has_a_register_that_is_there_and_the_rules_name_no_other_kind() {
        for tipo in &TIPI {
            assert!(REGISTRI.iter().any(|one| one.codice == registro(tipo)), "{}", tipo.codice);
        }
        for text in [
            "DETERMINA",
            "ORDINANZA",
            "DECRETO",
            "DIRETTIVA",
            "DISPOSIZIONE",
            "ATTO DI LIQUIDAZIONE",
            "DELIBERA DI GIUNTA",
        ] {
            let read = crate::rules::passati::leggi(text).tipo.unwrap();
            assert!(Tipo::di(&read.valore).is_some(), "{text}");
        }
    }
}
