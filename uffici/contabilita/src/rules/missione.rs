//! Missions and programmes of a comune's spending (d.lgs. 118/2011, annex 14), those of the Regions left out. Programme 12.11 is there from
//! the budget 2026–2028 on (decree of 10 October 2024).

/// Code, name, and the last of its programmes.
const MISSIONI: [(&str, &str, u8); 23] = [
    ("01", "Servizi istituzionali, generali e di gestione", 11),
    ("02", "Giustizia", 2),
    ("03", "Ordine pubblico e sicurezza", 2),
    ("04", "Istruzione e diritto allo studio", 7),
    ("05", "Tutela e valorizzazione dei beni e attività culturali", 2),
    ("06", "Politiche giovanili, sport e tempo libero", 2),
    ("07", "Turismo", 1),
    ("08", "Assetto del territorio ed edilizia abitativa", 2),
    ("09", "Sviluppo sostenibile e tutela del territorio e dell'ambiente", 8),
    ("10", "Trasporti e diritto alla mobilità", 5),
    ("11", "Soccorso civile", 2),
    ("12", "Diritti sociali, politiche sociali e famiglia", 11),
    ("13", "Tutela della salute", 7),
    ("14", "Sviluppo economico e competitività", 4),
    ("15", "Politiche per il lavoro e la formazione professionale", 3),
    ("16", "Agricoltura, politiche agroalimentari e pesca", 2),
    ("17", "Energia e diversificazione delle fonti energetiche", 1),
    ("18", "Relazioni con le altre autonomie territoriali e locali", 1),
    ("19", "Relazioni internazionali", 1),
    ("20", "Fondi e accantonamenti", 3),
    ("50", "Debito pubblico", 2),
    ("60", "Anticipazioni finanziarie", 1),
    ("99", "Servizi per conto terzi", 2),
];

/// Programmes within those that are the Regions' alone.
const DELLE_REGIONI: [(&str, &str); 9] = [
    ("04", "03"),
    ("12", "10"),
    ("13", "01"),
    ("13", "02"),
    ("13", "03"),
    ("13", "04"),
    ("13", "05"),
    ("13", "06"),
    ("99", "02"),
];

/// The name of a mission.
pub fn nome(missione: &str) -> Option<&'static str> {
    MISSIONI.iter().find(|(code, ..)| *code == missione).map(|(_, name, _)| *name)
}

/// Whether a comune has this programme; both with two digits.
pub fn esiste(missione: &str, programma: &str) -> bool {
    let last = MISSIONI.iter().find(|(code, ..)| *code == missione).map(|(.., last)| *last);
    let number = Some(programma).filter(|text| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()));
    let number = number.and_then(|text| text.parse::<u8>().ok());
    let within = last.zip(number).is_some_and(|(last, number)| (1..=last).contains(&number));
    within && !DELLE_REGIONI.contains(&(missione, programma))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comune_has_its_programmes_and_not_those_of_the_regions() {
        for (missione, programma) in [("04", "02"), ("12", "11"), ("13", "07"), ("99", "01"), ("01", "11")] {
            assert!(esiste(missione, programma), "{missione}.{programma}");
        }
        for (missione, programma) in
            [("04", "03"), ("12", "10"), ("01", "12"), ("21", "01"), ("01", "0"), ("1", "01"), ("01", "+1")]
        {
            assert!(!esiste(missione, programma), "{missione}.{programma}");
        }
        assert_eq!(nome("07"), Some("Turismo"));
    }
}
