//! Who may, in rows of a form: any of three, except any of two.

use iter::{Chi, Dove};
use kernel::Refusal;
use serde::Serialize;

use super::Campi;

/// Rows of alternatives, and of exceptions.
pub(crate) const RIGHE: usize = 3;
pub(crate) const TRANNE: usize = 2;

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Riga {
    pub tipo: &'static str,
    pub valore: String,
    pub dove: String,
}

/// What a form shows of who may.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Righe {
    pub uno_di: Vec<Riga>,
    pub tranne: Vec<Riga>,
}

/// The kinds of a row, with their words.
pub(crate) const TIPI: [(&str, &str); 7] = [
    ("autore", "Chi ha avviato la pratica"),
    ("incarico", "Chi ha l'incarico (o il suo sostituto, se è assente)"),
    ("incarico-solo", "Chi ha l'incarico, di persona"),
    ("ufficio", "Chiunque lavori nell'ufficio"),
    ("passo", "Chi ha compiuto il passo"),
    ("designato", "Chi è designato nella pratica"),
    ("persona", "Una persona precisa"),
];

fn dove(dove: &Dove) -> String {
    match dove {
        Dove::Proponente => "proponente".into(),
        Dove::Ovunque => "ovunque".into(),
        Dove::Ufficio(codice) => codice.clone(),
    }
}

fn riga(chi: &Chi) -> Option<Riga> {
    let of = |tipo: &'static str, valore: String, dove: String| Some(Riga { tipo, valore, dove });
    match chi {
        Chi::Autore => of("autore", String::new(), String::new()),
        Chi::Persona(id) => of("persona", id.to_string(), String::new()),
        Chi::Ufficio(where_) => of("ufficio", String::new(), dove(where_)),
        Chi::Incarico { ruolo, dove: where_, vice } => {
            of(if *vice { "incarico" } else { "incarico-solo" }, ruolo.clone(), dove(where_))
        }
        Chi::ChiHaCompiuto(passo) => of("passo", passo.clone(), String::new()),
        Chi::Designato(codice) => of("designato", codice.clone(), String::new()),
        Chi::Sistema | Chi::UnoDi(_) | Chi::Insieme(_) | Chi::Tranne { .. } => None,
    }
}

fn alternative(chi: &Chi, most: usize) -> Option<Vec<Riga>> {
    let rows: Option<Vec<Riga>> = match chi {
        Chi::UnoDi(all) => all.iter().map(riga).collect(),
        one => riga(one).map(|row| vec![row]),
    };
    rows.filter(|rows| rows.len() <= most)
}

/// The rows of an expression; `None` where rows cannot say it.
pub(crate) fn righe(chi: &Chi) -> Option<Righe> {
    let found = match chi {
        Chi::Sistema => Righe::default(),
        Chi::Tranne { chi, non } => Righe { uno_di: alternative(chi, RIGHE)?, tranne: alternative(non, TRANNE)? },
        other => Righe { uno_di: alternative(other, RIGHE)?, tranne: Vec::new() },
    };
    Some(found)
}

/// An expression out of its rows, whose fields begin with `prefisso`; [`Chi::Sistema`] where no row says anything.
pub(crate) fn leggi(campi: &Campi, prefisso: &str, no: &mut Refusal) -> Chi {
    let mut read = |group: &str, most: usize| -> Option<Chi> {
        let rows = (1..=most).filter_map(|n| una(campi, &format!("{prefisso}-{group}-{n}"), no));
        let mut rows: Vec<Chi> = rows.collect();
        match rows.len() {
            0 => None,
            1 => rows.pop(),
            _ => Some(Chi::UnoDi(rows)),
        }
    };
    match (read("uno", RIGHE), read("tranne", TRANNE)) {
        (Some(chi), Some(non)) => Chi::Tranne { chi: Box::new(chi), non: Box::new(non) },
        (Some(chi), None) => chi,
        (None, _) => Chi::Sistema,
    }
}

fn una(campi: &Campi, nome: &str, no: &mut Refusal) -> Option<Chi> {
    let valore = campi.testo(&format!("{nome}-valore")).to_owned();
    let dove = match campi.testo(&format!("{nome}-dove")) {
        "" | "proponente" => Dove::Proponente,
        "ovunque" => Dove::Ovunque,
        codice => Dove::Ufficio(codice.to_owned()),
    };
    match campi.testo(&format!("{nome}-tipo")) {
        "autore" => Some(Chi::Autore),
        "incarico" => Some(Chi::Incarico { ruolo: valore, dove, vice: true }),
        "incarico-solo" => Some(Chi::Incarico { ruolo: valore, dove, vice: false }),
        "ufficio" => Some(Chi::Ufficio(dove)),
        "passo" => Some(Chi::ChiHaCompiuto(valore)),
        "designato" => Some(Chi::Designato(valore)),
        "persona" => {
            let id = valore.parse().ok();
            if id.is_none() {
                let told = "è quello in fondo all'indirizzo della sua pagina, in Comando, Persone";
                no.add(None, format!("«{valore}» non è l'identificativo di una persona: {told}."));
            }
            id.map(Chi::Persona)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fields that a form with these rows sends.
    fn campi(rows: &Righe) -> Campi {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (group, all) in [("uno", &rows.uno_di), ("tranne", &rows.tranne)] {
            for (n, row) in (1..).zip(all) {
                let name = format!("chi-{group}-{n}");
                pairs.push((format!("{name}-tipo"), row.tipo.to_owned()));
                pairs.push((format!("{name}-valore"), row.valore.clone()));
                pairs.push((format!("{name}-dove"), row.dove.clone()));
            }
        }
        Campi::di(&pairs.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
    }

    fn incarico(ruolo: &str, dove: Dove, vice: bool) -> Chi {
        Chi::Incarico { ruolo: ruolo.into(), dove, vice }
    }

    #[test]
    fn what_rows_can_say_comes_back_as_it_was() {
        for chi in [
            Chi::Autore,
            Chi::Persona(kernel::Uuid::from_u128(7)),
            Chi::Ufficio(Dove::Ufficio("RAG".into())),
            Chi::UnoDi(vec![incarico("Responsabile", Dove::Proponente, true), Chi::Designato("atti.rup".into())]),
            Chi::Tranne {
                chi: Box::new(incarico("Segretario", Dove::Ovunque, false)),
                non: Box::new(Chi::UnoDi(vec![Chi::Autore, Chi::ChiHaCompiuto("firma".into())])),
            },
        ] {
            let rows = righe(&chi).unwrap();
            let mut no = Refusal::default();
            assert_eq!(leggi(&campi(&rows), "chi", &mut no), chi);
            assert!(no.reasons.is_empty());
        }
    }

    #[test]
    fn what_rows_cannot_say_is_left_to_whoever_writes_by_hand() {
        let many = Chi::UnoDi(vec![Chi::Autore; 4]);
        let nested = Chi::UnoDi(vec![Chi::Insieme(vec![Chi::Autore])]);
        assert!(righe(&many).is_none() && righe(&nested).is_none() && righe(&Chi::Insieme(vec![])).is_none());
    }

    #[test]
    fn a_person_who_cannot_be_read_is_told() {
        let mut no = Refusal::default();
        let campi = Campi::di(&[("chi-uno-1-tipo", "persona"), ("chi-uno-1-valore", "Anna")]);
        assert_eq!(leggi(&campi, "chi", &mut no), Chi::Sistema);
        assert!(no.to_string().contains("«Anna»"));
    }
}
