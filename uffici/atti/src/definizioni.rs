//! The definitions that come with the program, one for each kind of act and variant.

/// Their texts, in the order of the kinds.
pub(crate) const SPEDITE: &[&str] = &[
    include_str!("definizioni/determina-impegno.toml"),
    include_str!("definizioni/determina-liquidazione.toml"),
    include_str!("definizioni/determina-senza-spesa.toml"),
    include_str!("definizioni/determina-contrarre.toml"),
    include_str!("definizioni/liquidazione.toml"),
    include_str!("definizioni/delibera-giunta.toml"),
    include_str!("definizioni/delibera-consiglio.toml"),
    include_str!("definizioni/ordinanza-contingibile.toml"),
    include_str!("definizioni/ordinanza-responsabile.toml"),
    include_str!("definizioni/ordinanza-viabilita.toml"),
    include_str!("definizioni/decreto-sindaco.toml"),
    include_str!("definizioni/decreto-responsabile.toml"),
    include_str!("definizioni/disposizione.toml"),
    include_str!("definizioni/direttiva.toml"),
    include_str!("definizioni/verbale-polizia.toml"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use iter::{Definizione, Organigramma, valida};
    use kernel::Uuid;

    use super::SPEDITE;
    use crate::{
        parole::{PAROLE, parola},
        rules::{pareri::Quale, tipi::TIPI},
    };

    /// A small comune: three offices, a secretary who answers for one, one head of finance, the mayor, the police.
    pub(super) fn organigramma() -> Organigramma {
        let id = Uuid::from_u128;
        Organigramma::default()
            .con(id(1), &[("LLP", "Istruttore")])
            .con(id(2), &[("LLP", "Responsabile di settore"), ("EDI", "Responsabile di settore")])
            .con(id(3), &[("EDI", "Istruttore")])
            .con(id(4), &[("RAG", "Responsabile finanziario"), ("RAG", "Responsabile di settore")])
            .con(id(5), &[("SEG", "Segretario comunale"), ("SEG", "Responsabile di settore")])
            .con(id(6), &[("SIN", "Sindaco")])
            .con(id(7), &[("POL", "Comandante della polizia locale"), ("POL", "Responsabile di settore")])
    }

    fn letta(text: &str) -> Definizione {
        Definizione::leggi(text).unwrap_or_else(|no| panic!("{no}"))
    }

    #[test]
    fn every_kind_and_variant_has_its_definition_and_no_other_is_shipped() {
        let shipped: BTreeSet<String> = SPEDITE.iter().map(|text| letta(text).codice).collect();
        let wanted: BTreeSet<String> =
            TIPI.iter().flat_map(|tipo| tipo.iter).map(|(code, _)| (*code).to_owned()).collect();
        assert_eq!(shipped, wanted);
        assert_eq!(SPEDITE.len(), shipped.len());
    }

    #[test]
    fn each_may_be_put_in_force_in_a_small_comune() {
        for text in SPEDITE {
            let definizione = letta(text);
            let codice = definizione.codice.clone();
            if let Err(no) = valida(definizione, PAROLE.vocabolario(), &organigramma()) {
                let told: Vec<String> = no.reasons.into_iter().map(|reason| reason.sentence).collect();
                panic!("{codice}:\n{}", told.join("\n"));
            }
        }
    }

    /// Where nobody chose a fascicolo one opens by itself: in a class of the titolario that a new ente finds.
    #[test]
    fn what_takes_a_number_names_a_class_of_the_shipped_titolario() {
        let titolario = include_str!("../../protocollo/src/titolario.tsv");
        let classes: BTreeSet<&str> = titolario.lines().filter_map(|line| line.split('\t').next()).collect();
        for text in SPEDITE {
            let definizione = letta(text);
            let effects = definizione.passi.iter().flat_map(|passo| &passo.effetti);
            let numbers = effects.filter(|uso| uso.codice == "atti.numera");
            let named: Vec<Option<&str>> = numbers.map(|uso| parola(&uso.parametri, "classe")).collect();
            assert!(!named.is_empty(), "{}: it takes a number", definizione.codice);
            let known = |classe: &Option<&str>| classe.is_some_and(|classe| classes.contains(classe));
            assert!(named.iter().all(known), "{}: {named:?}", definizione.codice);
        }
    }

    /// What is liquidated was covered when it was committed: what is signed says that its accounts were checked.
    #[test]
    fn a_liquidation_bears_no_visto_of_cover() {
        let definizione = SPEDITE.iter().map(|text| letta(text)).find(|one| one.codice == "liquidazione").unwrap();
        let effects = definizione.passi.iter().flat_map(|passo| &passo.effetti);
        let signed = effects.filter(|uso| uso.codice == "atti.firma_parere");
        let signed: Vec<_> = signed.filter_map(|uso| parola(&uso.parametri, "quale")).collect();
        assert_eq!(signed, ["controlli"]);
        assert_eq!(Quale::from_code("controlli").map(Quale::legge), Some("art. 184, c. 4, TUEL"));
    }

    /// A number is an effect of a step that signs; money comes between the lock and the number's name; what is posted
    /// has both before it.
    #[test]
    fn the_effects_of_a_step_stand_in_the_order_that_the_law_and_the_locks_ask_for() {
        for text in SPEDITE {
            let definizione = letta(text);
            for passo in &definizione.passi {
                let place = |code: &str| passo.effetti.iter().position(|uso| uso.codice == code);
                let signs = place("atti.firma").or(place("atti.firma_parere"));
                let where_ = format!("{}, «{}»", definizione.codice, passo.nome);
                if let Some(number) = place("atti.numera") {
                    assert!(signs.is_some_and(|at| at < number), "{where_}: the number comes with the last signature");
                    assert!(place("atti.tieni").is_none_or(|at| at < number), "{where_}: chapters are locked first");
                }
                for money in ["atti.impegna", "atti.prenota", "atti.liquida"] {
                    assert!(
                        place(money).is_none_or(|at| place("atti.numera").is_some_and(|number| number < at)),
                        "{where_}"
                    );
                }
                if passo.ritorno && passo.a.iter().any(|stato| stato == "bozza") {
                    assert!(place("atti.riapri_testo").is_some(), "{where_}: what goes back may be written again");
                }
            }
        }
    }
}

#[cfg(test)]
mod simulatore;
