//! What the documents of a draft say and no field of the register holds, or none holds for sure: codes and amounts.

use codice_fiscale::CodiceFiscale;
use documents::text::propose::{Proposal, Proposals};
use ente::Ente;
use serde::{Deserialize, Serialize};

use super::Proposte;
use crate::error::Error;

/// Values of one kind that are told, at most.
const MOST: usize = 10;
/// Words of a name that may be surname and name; one with more is no person's.
const WORDS: usize = 6;

/// Each value with where it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Letto {
    /// Tax codes of people and VAT numbers, whose check character is right.
    pub codici: Vec<Proposal<String>>,
    /// Amounts, in cents of euro.
    pub importi: Vec<Proposal<i64>>,
}

impl Letto {
    /// Adds what a document says; `nome` is its name where it is not the main one.
    pub(super) fn aggiungi(&mut self, found: &Proposals, nome: Option<&str>) {
        metti(&mut self.codici, found.tax_codes.iter().chain(&found.vat_numbers), nome);
        metti(&mut self.importi, found.amounts.iter(), nome);
    }
}

fn metti<'a, T: Clone + PartialEq + 'a>(
    list: &mut Vec<Proposal<T>>,
    found: impl Iterator<Item = &'a Proposal<T>>,
    nome: Option<&str>,
) {
    for one in found {
        if list.len() < MOST && !list.iter().any(|known| known.value == one.value) {
            list.push(Proposal { value: one.value.clone(), source: fonte(&one.source, nome) });
        }
    }
}

/// "dal PDF", or "dal PDF «relazione.pdf»" where it is not the main document.
pub(super) fn fonte(source: &str, nome: Option<&str>) -> String {
    nome.map_or_else(|| source.to_owned(), |nome| format!("{source} «{nome}»"))
}

/// Proposes the code of whom the form names, where a document says it and there is no doubt whose it is: a person's, whose letters are
/// those of the name, or the one that the directory has of the subject that name and certified address mean. The code of
/// somebody else of whom a letter speaks is told beside the form and put nowhere.
///
/// # Errors
/// Those of the database.
pub(super) async fn certo(ente: &Ente, proposte: &mut Proposte) -> Result<(), Error> {
    let Proposte { valori, fonti, letto, .. } = proposte;
    if !valori.codice_fiscale.is_empty() || valori.nome.is_empty() || letto.codici.is_empty() {
        return Ok(());
    }
    let mut certain = della_persona(&letto.codici, &valori.nome);
    if certain.is_none() {
        let clues = directory::Clues {
            name: valori.nome.clone(),
            pec: Some(valori.indirizzo.clone()).filter(|_| valori.mezzo == "pec"),
            ..directory::Clues::default()
        };
        let read = ente.db().read().await?;
        if let Some(known) = directory::recognise(&read, &clues).await?.filter(|known| known.certain) {
            let codes = [known.subject.tax_code, known.subject.vat_number];
            certain = letto.codici.iter().find(|one| codes.iter().flatten().any(|code| *code == one.value));
        }
    }
    if let Some(one) = certain {
        valori.codice_fiscale.clone_from(&one.value);
        fonti.codice_fiscale = Some(one.source.clone());
    }
    Ok(())
}

/// The one code that is of a person of this name, surname first or last; none where there are several.
fn della_persona<'a>(codici: &'a [Proposal<String>], nome: &str) -> Option<&'a Proposal<String>> {
    let words: Vec<&str> = nome.split_whitespace().collect();
    if words.len() > WORDS {
        return None;
    }
    let of_them = |code: &CodiceFiscale| {
        (1..words.len()).any(|at| {
            let (first, last) = words.split_at(at);
            let (first, last) = (first.join(" "), last.join(" "));
            code.bears_name(&first, &last) || code.bears_name(&last, &first)
        })
    };
    let mut found = codici.iter().filter(|one| CodiceFiscale::parse(&one.value).is_ok_and(|code| of_them(&code)));
    let one = found.next()?;
    found.next().is_none().then_some(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(all: &[&str]) -> Vec<Proposal<String>> {
        all.iter().map(|code| Proposal { value: (*code).to_owned(), source: "dal PDF".to_owned() }).collect()
    }

    #[test]
    fn a_code_is_of_the_person_whose_letters_it_has() {
        let found = codes(&["00743110157", "RSSMRA80A01H501U"]);
        for nome in ["Rossi Mario", "Mario Rossi", "ROSSI  mario"] {
            assert_eq!(della_persona(&found, nome).map(|one| &*one.value), Some("RSSMRA80A01H501U"), "{nome}");
        }
        for nome in ["Verdi Luigi", "Rossi", "", "Росси Марио", "Rossi Mario e altri sei o sette firmatari"] {
            assert_eq!(della_persona(&found, nome), None, "{nome}");
        }
        // Father and son of one name: which of the two writes, the letters do not say.
        let two = codes(&["RSSMRA80A01H501U", "RSSMRA85T10A562S"]);
        assert!(two.iter().all(|one| CodiceFiscale::parse(&one.value).is_ok()));
        assert_eq!(della_persona(&two, "Rossi Mario"), None);
    }

    #[test]
    fn each_value_is_told_once_with_its_document_and_the_list_has_an_end() {
        let mut letto = Letto::default();
        let amount = |value| Proposal { value, source: "dal PDF".to_owned() };
        letto.aggiungi(&Proposals { amounts: vec![amount(150_000)], ..Proposals::default() }, None);
        let more = (0..20).map(|cents| amount(150_000 + cents)).collect();
        letto.aggiungi(&Proposals { amounts: more, ..Proposals::default() }, Some("nota.pdf"));
        assert_eq!(letto.importi.len(), MOST);
        assert_eq!(letto.importi[0].source, "dal PDF");
        assert_eq!(letto.importi[1], Proposal { value: 150_001, source: "dal PDF «nota.pdf»".to_owned() });
    }
}
