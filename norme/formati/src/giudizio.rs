//! The judgement of one file.

use chrono::NaiveDate;

use crate::{Conservazione, Formato, Produzione, Rischio, VERSIONE, by_extension, by_media_type};

/// What is known of a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Domanda<'a> {
    /// The media type that its content shows, not that which somebody claims.
    pub media: &'a str,
    /// Extension of its name; asked only where the media type says nothing (`application/octet-stream`, `text/plain`).
    pub estensione: &'a str,
    /// What the recogniser adds in words: `dichiara PDF/A-2b`, `contiene macro`, `cifrato`.
    pub dettaglio: &'a str,
    /// Whether a signature, a seal or a time stamp depends on its bytes.
    pub firmato: bool,
    /// Whether the body itself forms it now (`true`) or it comes from outside (`false`).
    pub formato_da_noi: bool,
}

/// How strongly the clerk is to be warned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Avviso {
    /// Not at all.
    Nessuno,
    /// A note beside the file.
    Nota,
    /// A warning that asks for something to be done.
    Attenzione,
}

/// The judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Giudizio {
    /// The format, if the policy knows it.
    pub formato: Option<&'static Formato>,
    /// For forming.
    pub produzione: Produzione,
    /// For keeping.
    pub conservazione: Conservazione,
    /// Of losing it.
    pub rischio: Rischio,
    /// To what a copy is converted for keeping.
    pub conversione: Option<&'static str>,
    /// How strongly to warn.
    pub avviso: Avviso,
    /// For the clerk; empty when there is nothing to say.
    pub frase: String,
    /// From which day the policy that judged holds.
    pub versione: NaiveDate,
}

/// Judges a file. Every file gets an answer; none is ever refused: what comes to a public body is registered as it came
/// (art. 53 DPR 445/2000), and this says what to do beside.
#[must_use]
pub fn assess(domanda: &Domanda<'_>) -> Giudizio {
    let found = trova(domanda);
    let mut said = match found {
        Some(one) => Giudizio {
            formato: Some(one),
            produzione: one.produzione,
            conservazione: one.conservazione,
            rischio: one.rischio,
            conversione: one.conversione,
            avviso: Avviso::Nessuno,
            frase: one.perche.to_owned(),
            versione: VERSIONE,
        },
        None => sconosciuto(),
    };
    aggrava(&mut said, domanda);
    said.avviso = match said.conservazione {
        Conservazione::Idoneo => Avviso::Nessuno,
        Conservazione::ConRiserva => Avviso::Nota,
        Conservazione::NonIdoneo => Avviso::Attenzione,
    };
    if said.avviso != Avviso::Nessuno {
        let what = consiglio(&said, domanda);
        said.frase = if said.frase.is_empty() { what } else { format!("{} {what}", said.frase) };
    }
    said
}

fn trova(domanda: &Domanda<'_>) -> Option<&'static Formato> {
    let media = domanda.media.split(';').next().unwrap_or_default().trim();
    if matches!(media, "" | "application/octet-stream") {
        return by_extension(domanda.estensione);
    }
    by_media_type(media)
}

fn sconosciuto() -> Giudizio {
    Giudizio {
        formato: None,
        produzione: Produzione::NonAdatto,
        conservazione: Conservazione::NonIdoneo,
        rischio: Rischio::Alto,
        conversione: None,
        avviso: Avviso::Attenzione,
        frase: "Il formato del file non è tra quelli che il Comune sa conservare.".into(),
        versione: VERSIONE,
    }
}

/// What the content makes better or worse than its format.
fn aggrava(said: &mut Giudizio, domanda: &Domanda<'_>) {
    let detail = domanda.dettaglio.to_lowercase();
    let pdf = said.formato.is_some_and(|one| one.media.contains(&"application/pdf"));
    if pdf && detail.contains("pdf/a") {
        said.produzione = Produzione::Adatto;
        said.conservazione = Conservazione::Idoneo;
        said.rischio = Rischio::Basso;
        said.conversione = None;
        said.frase.clear();
    }
    let harm = [
        ("cifrat", "Il file è cifrato o protetto da password: senza la chiave, tra qualche anno nessuno lo leggerà."),
        ("password", "Il file è cifrato o protetto da password: senza la chiave, tra qualche anno nessuno lo leggerà."),
        ("macro", "Il file contiene macro: sono programmi, e possono cambiare quello che si legge."),
        ("javascript", "Il file contiene programmi, che possono cambiare quello che si legge."),
    ];
    if let Some((_, why)) = harm.iter().find(|(word, _)| detail.contains(word)) {
        said.conservazione = Conservazione::NonIdoneo;
        said.produzione = Produzione::NonAdatto;
        said.rischio = Rischio::Alto;
        (*why).clone_into(&mut said.frase);
        if domanda.firmato {
            // A signature does not vouch for what macros show (art. 4, comma 3, DPCM 22 February 2013).
            said.frase.push_str(" Una firma su un file che cambia non ha l'effetto di firma (art. 4 DPCM 22/2/2013).");
        }
    }
}

/// What to do now.
fn consiglio(said: &Giudizio, domanda: &Domanda<'_>) -> String {
    match (said.conversione, domanda.firmato, domanda.formato_da_noi) {
        (Some(to), false, true) => format!("Salvalo in {to} prima di registrarlo o firmarlo."),
        (Some(to), true, true) => {
            format!("È già firmato: se puoi rifallo in {to} e firma quello, perché una conversione non porta la firma.")
        }
        (Some(to), true, false) => format!(
            "Non convertire l'originale, perché perderebbe la firma: conservalo com'è e aggiungi una copia in {to} con \
             l'attestazione di conformità (art. 23-bis CAD)."
        ),
        (Some(to), false, false) => {
            format!(
                "Registralo com'è arrivato; per la conservazione aggiungi una copia in {to} o chiedila al mittente."
            )
        }
        (None, _, true) => "Scegli un altro formato.".into(),
        (None, _, false) if said.conservazione == Conservazione::ConRiserva => "Registralo com'è arrivato.".into(),
        (None, _, false) => {
            "Registralo com'è arrivato e chiedi al mittente un formato leggibile, per esempio PDF/A.".into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TABELLA;

    fn of<'a>(media: &'a str, dettaglio: &'a str, firmato: bool, formato_da_noi: bool) -> Giudizio {
        assess(&Domanda { media, estensione: "", dettaglio, firmato, formato_da_noi })
    }

    #[test]
    fn a_pdf_is_kept_as_it_is_only_as_pdf_a() {
        let plain = of("application/pdf", "versione 1.7", false, true);
        assert_eq!(plain.avviso, Avviso::Nota);
        assert!(plain.frase.contains("Salvalo in PDF/A"), "{}", plain.frase);
        let archivable = of("application/pdf", "dichiara PDF/A-2b", true, false);
        assert_eq!((archivable.avviso, archivable.frase.as_str()), (Avviso::Nessuno, ""));
        let locked = of("application/pdf", "dichiara PDF/A-2b, cifrato", false, false);
        assert_eq!(locked.avviso, Avviso::Attenzione, "a key that is lost loses it whatever it claims to be");
    }

    #[test]
    fn what_is_signed_is_never_converted_without_a_word_about_the_signature() {
        for one in TABELLA.iter().filter(|one| one.conversione.is_some()) {
            let said = of(one.media[0], "", true, false).frase;
            assert!(said.contains("firma") && said.contains("23-bis"), "{}: {said}", one.nome);
        }
    }

    #[test]
    fn a_signed_file_with_macros_is_told_that_its_signature_is_none() {
        let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        let said = of(word, "contiene macro", true, false);
        assert_eq!(said.conservazione, Conservazione::NonIdoneo);
        assert!(said.frase.contains("DPCM 22/2/2013"), "{}", said.frase);
    }

    #[test]
    fn a_file_that_nobody_knows_gets_an_answer_too() {
        let said = of("application/x-sconosciuto", "", false, false);
        assert_eq!((said.formato, said.avviso), (None, Avviso::Attenzione));
        assert!(said.frase.contains("Registralo com'è arrivato"), "nothing is ever refused: {}", said.frase);
        let by_name = assess(&Domanda { media: "application/octet-stream", estensione: ".DWG", ..Domanda::default() });
        assert_eq!(by_name.formato.map(|one| one.nome), Some("Disegno DWG"));
        let content_counts = assess(&Domanda { media: "application/zip", estensione: "pdf", ..Domanda::default() });
        assert_eq!(content_counts.formato.map(|one| one.nome), Some("Archivio ZIP"), "a name proves nothing");
    }

    #[test]
    fn who_must_act_is_told_in_whole_sentences() {
        for one in TABELLA {
            for firmato in [true, false] {
                for formato_da_noi in [true, false] {
                    let said = of(one.media[0], "", firmato, formato_da_noi);
                    assert_eq!(said.frase.is_empty(), said.avviso == Avviso::Nessuno, "{}", one.nome);
                    assert!(said.frase.is_empty() || said.frase.ends_with('.'), "{}: {}", one.nome, said.frase);
                    assert_eq!(said.versione, VERSIONE);
                }
            }
        }
    }
}
