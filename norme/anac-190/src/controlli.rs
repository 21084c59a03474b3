//! What the schema and the sense of the data ask, before a byte is written.

use crate::{Dataset, Error, Indice, LOTTI, Lotto, Metadati, OFFERENTI, Offerente, Soggetto, VOCI};

/// Longest name and subject, in letters.
const NOME: usize = 250;
/// The largest amount, in cents.
const IMPORTO: u64 = 99_999_999_999_999;
/// Longest of the texts that the schema does not bound.
const TESTO: usize = 4_000;

type Esito = Result<(), Error>;

fn no(campo: &'static str, trovato: &str, atteso: &'static str) -> Error {
    Error::NonValido { campo, trovato: trovato.chars().take(80).collect(), atteso }
}

pub(crate) fn dataset(dataset: &Dataset) -> Esito {
    metadati(&dataset.metadati)?;
    quanti(dataset.lotti.len(), LOTTI, "i lotti")?;
    dataset.lotti.iter().try_for_each(lotto)
}

pub(crate) fn indice(indice: &Indice) -> Esito {
    metadati(&indice.metadati)?;
    quanti(indice.dataset.len(), VOCI, "i file elencati")?;
    if indice.dataset.is_empty() {
        return Err(no("l'indice", "", "almeno un file"));
    }
    indice.dataset.iter().try_for_each(|one| url(&one.link))
}

fn quanti(quanti: usize, massimo: usize, cosa: &'static str) -> Esito {
    if quanti > massimo { Err(Error::Troppo { cosa, massimo }) } else { Ok(()) }
}

fn testo(campo: &'static str, text: &str, most: usize, atteso: &'static str) -> Esito {
    let fits = !text.trim().is_empty() && text.chars().count() <= most;
    if fits { Ok(()) } else { Err(no(campo, text, atteso)) }
}

fn metadati(meta: &Metadati) -> Esito {
    const LUNGO: &str = "da 1 a 4.000 caratteri";
    testo("il titolo", &meta.titolo, TESTO, LUNGO)?;
    testo("il sommario", &meta.sommario, TESTO, LUNGO)?;
    testo("l'ente", &meta.ente, TESTO, LUNGO)?;
    testo("la licenza", &meta.licenza, TESTO, LUNGO)?;
    if !(2012..=2100).contains(&meta.anno) {
        return Err(no("l'anno", &meta.anno.to_string(), "un anno dal 2012 in poi"));
    }
    url(&meta.url)
}

fn url(text: &str) -> Esito {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c);
    let fits = text.len() <= 2_000 && rest.is_some_and(|rest| !rest.is_empty()) && text.chars().all(plain);
    if fits { Ok(()) } else { Err(no("l'indirizzo", text, "un indirizzo che comincia per https:// o http://")) }
}

fn lotto(lotto: &Lotto) -> Esito {
    let cig = &lotto.cig;
    if cig.len() != 10 || !cig.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
        return Err(no("il CIG", cig, "dieci lettere maiuscole e cifre, o dieci zeri"));
    }
    codice(&lotto.struttura.codice_fiscale)?;
    testo("la struttura proponente", &lotto.struttura.denominazione, NOME, "da 1 a 250 caratteri")?;
    testo("l'oggetto", &lotto.oggetto, NOME, "da 1 a 250 caratteri")?;
    quanti(lotto.partecipanti.len(), OFFERENTI, "i partecipanti di un lotto")?;
    quanti(lotto.aggiudicatari.len(), OFFERENTI, "gli aggiudicatari di un lotto")?;
    lotto.partecipanti.iter().chain(&lotto.aggiudicatari).try_for_each(offerente)?;
    for (campo, cents) in [("l'importo aggiudicato", lotto.aggiudicato), ("le somme liquidate", lotto.liquidato)] {
        if cents > IMPORTO {
            return Err(no(campo, &cents.to_string(), "al massimo 999.999.999.999,99 euro"));
        }
    }
    if let (Some(inizio), Some(fine)) = (lotto.inizio, lotto.ultimazione)
        && fine < inizio
    {
        return Err(no("la data di ultimazione", &fine.to_string(), "un giorno non prima dell'inizio"));
    }
    Ok(())
}

fn offerente(offerente: &Offerente) -> Esito {
    match offerente {
        Offerente::Singolo(one) => soggetto(one),
        Offerente::Raggruppamento(members) => {
            quanti(members.len(), OFFERENTI, "i membri di un raggruppamento")?;
            if members.len() < 2 {
                return Err(no("il raggruppamento", &members.len().to_string(), "almeno due membri"));
            }
            members.iter().try_for_each(|(one, _)| soggetto(one))
        }
    }
}

fn soggetto(soggetto: &Soggetto) -> Esito {
    testo("la ragione sociale", &soggetto.ragione_sociale, NOME, "da 1 a 250 caratteri")?;
    match &soggetto.codice {
        Ok(italiano) => codice(italiano),
        Err(estero) => testo("l'identificativo fiscale estero", estero, NOME, "da 1 a 250 caratteri"),
    }
}

fn codice(text: &str) -> Esito {
    let fits = codice_fiscale_valido(text);
    if fits { Ok(()) } else { Err(no("il codice fiscale", text, "undici cifre, o i sedici caratteri di una persona")) }
}

/// Whether the schema takes it for a tax code: its form alone, the check character is not looked at.
#[must_use]
pub fn codice_fiscale_valido(text: &str) -> bool {
    let bytes = text.as_bytes();
    match bytes.len() {
        11 => bytes.iter().all(u8::is_ascii_digit),
        16 => {
            let digit = |b: u8| b.is_ascii_digit() || b"LMNPQRSTUV".contains(&b);
            bytes.iter().enumerate().all(|(place, b)| match place {
                6 | 7 | 9 | 10 | 12..=14 => digit(*b),
                _ => b.is_ascii_alphabetic(),
            })
        }
        _ => false,
    }
}
