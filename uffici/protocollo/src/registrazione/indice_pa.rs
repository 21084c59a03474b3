//! A party that was chosen out of the index of public administrations: "Comune di Roma [IPA c_h501]".

use directory::{Clues, ipa};
use ledger::Tx;

use crate::{error::Error, rules::Parte};

/// The party with its plain name, and with the tax code and certified address of the index where none was written. The body too,
/// if the copy has it.
pub(super) async fn completa(tx: &Tx, parte: &Parte) -> Result<(Parte, Option<Clues>), Error> {
    let Some(choice) = ipa::chosen(tx, &parte.nome).await? else { return Ok((parte.clone(), None)) };
    let ente = choice.line.map(|line| line.clues());
    let known = |of: fn(&Clues) -> &Option<String>| ente.as_ref().and_then(|ente| of(ente).clone());
    let parte = Parte {
        nome: choice.name,
        codice_fiscale: parte.codice_fiscale.clone().or_else(|| known(|ente| &ente.tax_code)),
        indirizzo: parte.indirizzo.clone().or_else(|| known(|ente| &ente.pec)),
    };
    Ok((parte, ente))
}

/// The clues of the form with what the index says of the body.
pub(super) fn con_ente(clues: Clues, ente: Option<Clues>) -> Clues {
    let Some(ente) = ente else { return clues };
    let same = |address: &Option<String>| match (address, &ente.pec) {
        (Some(address), Some(pec)) => address.trim().eq_ignore_ascii_case(pec),
        _ => false,
    };
    // The address that came from the index is certified whichever way the document goes.
    let email = clues.email.clone().filter(|_| !same(&clues.email));
    Clues {
        kind: ente.kind,
        tax_code: clues.tax_code.or_else(|| ente.tax_code.clone()),
        vat_number: clues.vat_number.filter(|number| ente.tax_code.as_ref() != Some(number)),
        pec: clues.pec.or(ente.pec),
        address: ente.address,
        ipa: ente.ipa,
        email,
        ..clues
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tax_code_of_a_body_is_not_taken_for_a_vat_number_and_its_pec_not_for_ordinary_mail() {
        let some = |text: &str| Some(text.to_owned());
        let ente = Clues {
            tax_code: some("11111111115"),
            pec: some("a@pec.example.it"),
            ipa: some("c_m999"),
            ..Clues::default()
        };
        let form = Clues {
            name: "Comune di Montefiorito".into(),
            vat_number: some("11111111115"),
            email: some("A@pec.example.it"),
            ..Clues::default()
        };
        let clues = con_ente(form, Some(ente));
        assert_eq!((clues.vat_number, clues.email), (None, None));
        assert_eq!((clues.tax_code, clues.pec), (some("11111111115"), some("a@pec.example.it")));
    }
}
