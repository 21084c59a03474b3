//! What of an act the law wants in amministrazione trasparente.
//!
//! The law: D.Lgs. 33/2013, art. 23, c. 1 (the lists of what political organs and managers decide, with the way in
//! which a contractor was chosen), 26, c. 2, and 27 (grants), 37, c. 1 (contracts), in the text in force: of art. 23,
//! c. 2, with the expected spending and the main documents, is repealed (D.Lgs. 97/2016, art. 22).

use kernel::Cents;

use super::{
    righe::{Riga, Verso},
    tipi::{Organo, Tipo},
};

/// The kinds of which everybody finds a list there. Ordinanze and decreti name people: whoever wants them there writes
/// them by hand.
const ELENCATI: [&str; 3] = ["determina", "delibera_giunta", "delibera_consiglio"];
/// The definition by which a procedure begins (art. 17 D.Lgs. 36/2023).
const A_CONTRARRE: &str = "determina-contrarre";
/// Of the plan of accounts, what is given without anything in exchange: current transfers, contributions to
/// investments, other transfers on capital account.
const TRASFERIMENTI: [&str; 3] = ["U.1.04.", "U.2.03.", "U.2.04."];
/// The same, given to families.
const A_FAMIGLIE: [&str; 4] = ["U.1.04.02.", "U.2.03.02.", "U.2.04.02.", "U.2.04.22."];
/// Up to here, in a year and to the same beneficiary, a grant need not be published (art. 26, c. 2 and 3).
pub const SOGLIA: Cents = Cents(100_000);

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dovuta {
    /// A line of the lists of art. 23.
    Provvedimento {
        /// Whether it is taken by an organ that gives direction, not by who manages.
        politico: bool,
        /// Whether it is about the choice of a contractor: then the way of choosing is told too.
        contraente: bool,
    },
    /// An act of a procedure (art. 37).
    Contratto {
        /// The procedure's code; empty where it has none yet.
        cig: String,
        /// The project's; empty where there is none.
        cup: String,
        /// Who was chosen; empty where nobody is yet.
        operatore: String,
    },
    /// A grant (art. 26 and 27).
    Concessione {
        /// To whom; empty where the lines do not say it.
        nome: String,
        /// Its tax code; empty where the lines do not say it.
        codice: String,
        /// What all lines give to it.
        importo: Cents,
        /// Whether it is, or may be, a person.
        persona: bool,
    },
}

impl Dovuta {
    /// Whether it is about somebody who may be a person, and then perhaps not to be named (art. 26, c. 4).
    pub fn nomina(&self) -> bool {
        matches!(self, Self::Concessione { persona: true, .. })
    }
}

/// All that is due of an act of this kind, by this definition and with these lines, in the order of the articles.
pub fn dovute(tipo: &Tipo, iter: &str, righe: &[Riga]) -> Vec<Dovuta> {
    if !ELENCATI.contains(&tipo.codice) {
        return Vec::new();
    }
    let spese: Vec<&Riga> = righe.iter().filter(|riga| riga.verso == Verso::Impegno).collect();
    let contratti = contratti(iter, &spese);
    let politico = matches!(tipo.organo, Organo::Consiglio | Organo::Giunta | Organo::Sindaco);
    let mut all = vec![Dovuta::Provvedimento { politico, contraente: !contratti.is_empty() }];
    all.extend(concessioni(&spese));
    all.extend(contratti);
    all
}

/// One for each procedure; one without a code where the act begins it and it has none yet.
fn contratti(iter: &str, spese: &[&Riga]) -> Vec<Dovuta> {
    let mut found: Vec<(String, String, String)> = Vec::new();
    for riga in spese.iter().filter(|riga| !riga.cig.trim().is_empty()) {
        let cig = riga.cig.trim().to_uppercase();
        if found.iter().all(|(known, ..)| *known != cig) {
            found.push((cig, riga.cup.trim().to_owned(), riga.creditore.trim().to_owned()));
        }
    }
    if found.is_empty() && iter == A_CONTRARRE {
        found.push(Default::default());
    }
    let contratto = |(cig, cup, operatore)| Dovuta::Contratto { cig, cup, operatore };
    found.into_iter().map(contratto).collect()
}

/// One for each beneficiary: lines without a code of a procedure, on chapters of transfers.
fn concessioni(spese: &[&Riga]) -> Vec<Dovuta> {
    let mut found: Vec<(String, String, Cents, bool)> = Vec::new();
    for riga in spese.iter().filter(|riga| riga.cig.trim().is_empty() && comincia(&riga.piano, &TRASFERIMENTI)) {
        let (nome, codice) = (riga.creditore.trim(), riga.creditore_codice.trim());
        let persona = codice.chars().count() == 16 || comincia(&riga.piano, &A_FAMIGLIE);
        let same = |one: &&mut (String, String, Cents, bool)| !nome.is_empty() && one.0 == nome && one.1 == codice;
        match found.iter_mut().find(same) {
            Some(known) => {
                known.2 = known.2 + riga.importo;
                known.3 |= persona;
            }
            None => found.push((nome.to_owned(), codice.to_owned(), riga.importo, persona)),
        }
    }
    let concessione = |(nome, codice, importo, persona)| Dovuta::Concessione { nome, codice, importo, persona };
    found.into_iter().map(concessione).collect()
}

fn comincia(piano: &str, codici: &[&str]) -> bool {
    codici.iter().any(|code| piano.trim().starts_with(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tipo(codice: &str) -> &'static Tipo {
        Tipo::di(codice).unwrap()
    }

    fn riga(piano: &str, (nome, codice): (&str, &str), cents: i64, cig: &str) -> Riga {
        Riga {
            piano: piano.into(),
            creditore: nome.into(),
            creditore_codice: codice.into(),
            importo: Cents(cents),
            cig: cig.into(),
            ..Riga::default()
        }
    }

    #[test]
    fn an_act_without_spending_stands_in_the_list_of_who_took_it_and_nowhere_else() {
        let one = |codice: &str, iter: &str| dovute(tipo(codice), iter, &[]);
        let plain = |politico| vec![Dovuta::Provvedimento { politico, contraente: false }];
        assert_eq!(one("determina", "determina-senza-spesa"), plain(false));
        assert_eq!(one("delibera_giunta", "delibera-giunta"), plain(true));
        assert_eq!(one("delibera_consiglio", "delibera-consiglio"), plain(true));
        for other in ["liquidazione", "ordinanza_sindaco", "decreto_sindaco", "disposizione", "direttiva", "verbale"] {
            assert_eq!(one(other, ""), [], "{other}");
        }
    }

    #[test]
    fn a_contract_is_told_once_for_each_procedure_and_a_procedure_that_begins_also_without_its_code() {
        let work = |cig: &str| riga("U.2.02.01.09.003", ("Edilnova S.r.l.", "01234567890"), 100, cig);
        let made = dovute(tipo("determina"), "determina-impegno", &[work("A1"), work("a1 "), work("B2")]);
        let codes: Vec<&str> = made
            .iter()
            .filter_map(|one| if let Dovuta::Contratto { cig, .. } = one { Some(cig.as_str()) } else { None })
            .collect();
        assert_eq!(codes, ["A1", "B2"]);
        assert_eq!(made[0], Dovuta::Provvedimento { politico: false, contraente: true });
        let begins = dovute(tipo("determina"), "determina-contrarre", &[]);
        assert!(matches!(&begins[1], Dovuta::Contratto { cig, .. } if cig.is_empty()), "{begins:?}");
        let liquidated = Riga { verso: Verso::Liquidazione, ..work("A1") };
        let made = dovute(tipo("determina"), "determina-liquidazione", &[liquidated]);
        assert_eq!(made.len(), 1, "what is liquidated was told when it was committed: {made:?}");
    }

    #[test]
    fn a_grant_is_told_once_for_each_beneficiary_and_says_when_it_may_be_a_person() {
        let made = dovute(
            tipo("determina"),
            "determina-impegno",
            &[
                riga("U.1.04.04.01.001", ("Pro loco", "90001234567"), 80_000, ""),
                riga("U.1.04.04.01.001", ("Pro loco", "90001234567"), 70_000, ""),
                riga("U.1.04.02.02.999", ("Zaccaria", ""), 50_000, ""),
                riga("U.1.04.03.99.999", ("Zaccaria", "RSSMRA80A01H501U"), 50_000, ""),
                riga("U.1.03.02.05.001", ("Luce S.p.A.", "01234567890"), 10_000, ""),
            ],
        );
        let told: Vec<(&str, i64, bool)> = made
            .iter()
            .filter_map(|one| match one {
                Dovuta::Concessione { nome, importo, persona, .. } => Some((nome.as_str(), importo.0, *persona)),
                _ => None,
            })
            .collect();
        assert_eq!(told, [("Pro loco", 150_000, false), ("Zaccaria", 50_000, true), ("Zaccaria", 50_000, true)]);
        assert!(made.iter().all(|one| !matches!(one, Dovuta::Contratto { .. })), "{made:?}");
    }
}
