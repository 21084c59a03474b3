//! What is told of an act beside its text: number, day, who signed, what it does to other acts. Pure.

use akoma_ntoso::{Atto, Blocco, Comune, Firma, Genere, Testo};
use ente::EnteInfo;
use kernel::{Date, Id};
use prose::Act;

use super::{
    Fonte, Lettore,
    corpo::{Parti, parti},
};
use crate::{
    atto::collega::TIPI,
    error::Error,
    rules::pareri::Esito,
    tables::{firma, relazione, stato},
    voto::Voto,
};

/// The act.
///
/// # Errors
/// An act that is not adopted; a vote that cannot be read.
pub(super) fn atto(fonte: Fonte<'_>) -> Result<Atto, Error> {
    let stato = fonte.stato;
    let (Some(numero), Some(at)) = (stato.numero, stato.adottato_at) else {
        return Err(Error::no(
            "Il testo in formato Akoma Ntoso c'è quando l'atto è adottato: questo non ha ancora il numero.",
        ));
    };
    let dove = |id: Id<Act>| fonte.altri.get(&id.uuid()).and_then(|other| opera(fonte.ente, other));
    let Parti { preambolo, corpo, mut conclusioni, mut allegati } = parti(fonte.testo, &dove);
    conclusioni.extend(fatti(&fonte)?);
    let signers = fonte.firme.iter().filter(|one| one.esito.is_none());
    let firme =
        signers.map(|one| Firma { nome: one.firmatario().to_owned(), qualifica: qualifica(stato, one).to_owned() });
    let firme = firme.collect();
    allegati.extend(fonte.allegati);
    let tipo = stato.tipo();
    Ok(Atto {
        comune: Comune { codice: fonte.ente.ipa.clone(), denominazione: fonte.ente.name.clone() },
        genere: Genere { codice: genere(stato), denominazione: tipo.citazione.to_owned() },
        numero: numero.to_string(),
        data: at.date(),
        oggetto: fonte.oggetto.to_owned(),
        // No register gives the acts of a comune a name by URN:NIR.
        urn: None,
        organo: Some(tipo.organo.nome().to_owned()),
        omissis: fonte.lettore == Lettore::Tutti { omissis: true },
        pubblicazione: fonte.pubblicazione,
        esecutiva: fonte.esecutiva,
        generato: fonte.oggi,
        preambolo,
        corpo,
        conclusioni,
        firme,
        allegati,
    })
}

/// The code of a kind in addresses, which know no `_`.
fn genere(stato: &stato::Model) -> String {
    stato.tipo().codice.replace('_', "-")
}

/// The address of an act of this ente; none of one that is not adopted.
fn opera(ente: &EnteInfo, stato: &stato::Model) -> Option<String> {
    let (numero, at) = (stato.numero?, stato.adottato_at?);
    Some(akoma_ntoso::opera(&ente.ipa, &genere(stato), at.date(), &numero.to_string()))
}

/// What stands after the text: vote, signatures, what the act does to others, which document counts.
fn fatti(fonte: &Fonte<'_>) -> Result<Vec<Blocco>, Error> {
    let stato = fonte.stato;
    let voto: Option<Voto> = stato.voto.as_deref().map(serde_json::from_str).transpose()?;
    let mut made: Vec<Blocco> = voto.map(|voto| frase(format!("Voto. {}.", voto.detto()))).into_iter().collect();
    let office = fonte.lettore == Lettore::Ufficio;
    let told = fonte.firme.iter().filter(|one| office || one.esito.is_none());
    made.extend(told.map(|one| frase(firmata(one, office))));
    made.extend(
        stato.superato.as_deref().map(|gone| frase(format!("Questo atto è stato {gone}: non ha più effetto."))),
    );
    made.extend(fonte.relazioni.iter().filter_map(|link| legame(fonte, link)));
    let whole = fonte.documento.as_ref();
    made.extend(whole.map(|(name, hash)| frase(format!("Fa fede il documento «{name}», impronta SHA-256 {hash}."))));
    Ok(made)
}

fn frase(text: String) -> Blocco {
    Blocco::Paragrafo(vec![Testo::parole(text)])
}

/// A signature; what was remarked in an opinion is the office's.
fn firmata(one: &firma::Model, office: bool) -> String {
    let mut said = format!("{}: {}, il {}.", one.nome(), one.firmatario(), giorno(one.at.date()));
    if let Some(esito) = one.esito.as_deref().and_then(Esito::from_code) {
        said.push_str(&format!(" Esito: {}.", esito.nome()));
    }
    if one.di_prova() {
        said.push_str(" Firma di prova, senza valore legale.");
    }
    if office {
        for more in [Some(one.frase.as_str()), one.testo.as_deref()].into_iter().flatten() {
            said.push(' ');
            said.push_str(more.trim());
        }
    }
    said.trim_end().to_owned()
}

fn giorno(day: Date) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn qualifica(stato: &stato::Model, one: &firma::Model) -> &'static str {
    match one.cosa.as_str() {
        "presidente" => "Chi presiede",
        "segretario" => "Il Segretario",
        _ => stato.tipo().organo.nome(),
    }
}

/// What one act does to the other, where the reader may know of both.
fn legame(fonte: &Fonte<'_>, link: &relazione::Model) -> Option<Blocco> {
    let own = link.da_id == fonte.stato.atto_id;
    let id = if own { link.a_id } else { link.da_id };
    let other = fonte.altri.get(&id.uuid())?;
    let (_, does, done) = TIPI.iter().find(|(known, ..)| *known == link.tipo)?;
    let words = if own { format!("Questo atto {does}: ") } else { format!("Questo atto è {done}: ") };
    let reference = Testo::Rinvio { href: opera(fonte.ente, other)?, testo: other.estremi()? };
    Some(Blocco::Paragrafo(vec![Testo::parole(words), reference, Testo::parole(".")]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_signed_is_named_and_their_tax_code_is_not_told() {
        assert_eq!(firma::Model::esempio("Mario Rossi").firmatario(), "Mario Rossi");
        for titolare in ["ROSSI/MARIO/RSSMRA80A01H501U/123", " "] {
            let told = firmata(&firma::Model::esempio(titolare), false);
            assert!(told.starts_with("Firma dell'atto: firmatario senza nome"), "{told}");
            assert!(!told.contains("RSSMRA80A01H501U"), "{told}");
            assert!(
                told.ends_with("Firma di prova, senza valore legale."),
                "and everybody is told that it was a trial: {told}"
            );
        }
    }
}
