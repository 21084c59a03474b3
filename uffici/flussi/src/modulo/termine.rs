//! A term in a form.

use calendar::{Durata, Proroga, Unita};
use iter::{Definizione, Evento, Sostituto, Termine};
use kernel::Refusal;

use super::{Campi, chi};

/// Whether the form says all of a term.
pub(crate) fn si_dice(termine: &Termine) -> bool {
    termine.titolare.as_ref().is_none_or(|one| chi::righe(one).is_some())
        && termine.sostituto.as_ref().is_none_or(|one| chi::righe(&one.chi).is_some())
}

/// An event as a form names it.
pub(crate) fn evento(evento: &Evento) -> String {
    match evento {
        Evento::Avvio => "avvio".into(),
        Evento::EntrataIn(stato) => format!("entrata:{stato}"),
        Evento::UscitaDa(stato) => format!("uscita:{stato}"),
        Evento::Compiuto(passo) => format!("compiuto:{passo}"),
        Evento::Fine => "fine".into(),
    }
}

/// All events of a definition, with their words.
pub(crate) fn eventi(definizione: &Definizione) -> Vec<(String, String)> {
    let mut all = vec![(evento(&Evento::Avvio), "comincia la pratica".to_owned())];
    for stato in &definizione.stati {
        all.push((evento(&Evento::EntrataIn(stato.codice.clone())), format!("entra in «{}»", stato.nome)));
        all.push((evento(&Evento::UscitaDa(stato.codice.clone())), format!("esce da «{}»", stato.nome)));
    }
    for passo in &definizione.passi {
        all.push((evento(&Evento::Compiuto(passo.codice.clone())), format!("si compie «{}»", passo.nome)));
    }
    all.push((evento(&Evento::Fine), "finisce la pratica".to_owned()));
    all
}

fn leggi_evento(text: &str) -> Option<Evento> {
    match text.split_once(':') {
        None if text == "avvio" => Some(Evento::Avvio),
        None if text == "fine" => Some(Evento::Fine),
        Some(("entrata", stato)) => Some(Evento::EntrataIn(stato.to_owned())),
        Some(("uscita", stato)) => Some(Evento::UscitaDa(stato.to_owned())),
        Some(("compiuto", passo)) => Some(Evento::Compiuto(passo.to_owned())),
        _ => None,
    }
}

/// The units of a length, with their words.
pub(crate) const UNITA: [(&str, &str, Unita); 5] = [
    ("giorni", "giorni", Unita::Giorni),
    ("giorni_lavorativi", "giorni lavorativi", Unita::GiorniLavorativi),
    ("giorni_liberi", "giorni liberi", Unita::GiorniLiberi),
    ("mesi", "mesi", Unita::Mesi),
    ("anni", "anni", Unita::Anni),
];

/// What becomes of an end on a holiday, with its words.
pub(crate) const PROROGA: [(&str, &str, Proroga); 3] = [
    ("festivi", "si sposta al primo giorno non festivo", Proroga::Festivi),
    ("no", "resta quel giorno", Proroga::No),
    ("festivi_e_sabato", "si sposta, anche dal sabato", Proroga::FestiviESabato),
];

/// A term out of its form: as far as it can be read, with what cannot told in `no`.
pub(crate) fn leggi(campi: &Campi, codice: &str, definizione: &Definizione, no: &mut Refusal) -> Termine {
    let unita = UNITA.iter().find(|(code, ..)| *code == campi.testo("unita")).map_or(Unita::Giorni, |one| one.2);
    let proroga =
        PROROGA.iter().find(|(code, ..)| *code == campi.testo("proroga")).map_or(Proroga::Festivi, |one| one.2);
    let quanti = campi.numero("quanti", "La durata", no).unwrap_or_default();
    let al = eventi(definizione).into_iter().filter(|(code, _)| campi.si(&format!("al-{code}")));
    let mut promemoria = Vec::new();
    for text in campi.testo("promemoria").split(',').map(str::trim).filter(|text| !text.is_empty()) {
        match text.parse() {
            Ok(days) => promemoria.push(days),
            Err(_) => {
                no.add(None, format!("I promemoria: «{text}» non è un numero di giorni. Scrivi per esempio 5, 2."))
            }
        }
    }
    let titolare = Some(chi::leggi(campi, "titolare", no)).filter(|chi| *chi != iter::Chi::Sistema);
    let sostituto = Some(chi::leggi(campi, "sostituto", no)).filter(|chi| *chi != iter::Chi::Sistema);
    let dopo = campi.numero("dopo", "I giorni dopo cui agisce il sostituto", no).unwrap_or_default();
    let opened = definizione.passi.iter().filter(|passo| campi.si(&format!("apre-{}", passo.codice)));
    let passi: Vec<String> = opened.map(|passo| passo.codice.clone()).collect();
    Termine {
        codice: codice.to_owned(),
        nome: campi.testo("nome").to_owned(),
        dal: leggi_evento(campi.testo("dal")).unwrap_or(Evento::Avvio),
        al: al.filter_map(|(code, _)| leggi_evento(&code)).collect(),
        durata: Durata { quanti, unita },
        proroga,
        titolare,
        promemoria,
        sostituto: sostituto.map(|chi| Sostituto { dopo, chi, passi }),
        legge: campi.forse("legge"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_read_from_its_form() {
        let definizione = crate::modulo::inizio("prova", "Prova");
        let campi = Campi::di(&[
            ("nome", "Conclusione"),
            ("dal", "entrata:bozza"),
            ("al-compiuto:concludi", "si"),
            ("quanti", "30"),
            ("unita", "giorni_lavorativi"),
            ("proroga", "no"),
            ("promemoria", "5, 2"),
            ("titolare-uno-1-tipo", "autore"),
            ("sostituto-uno-1-tipo", "incarico"),
            ("sostituto-uno-1-valore", "Segretario"),
            ("sostituto-uno-1-dove", "ovunque"),
            ("dopo", "3"),
            ("apre-concludi", "si"),
        ]);
        let mut no = Refusal::default();
        let termine = leggi(&campi, "conclusione", &definizione, &mut no);
        assert!(no.reasons.is_empty(), "{no}");
        assert_eq!(termine.dal, Evento::EntrataIn("bozza".into()));
        assert_eq!(termine.al, [Evento::Compiuto("concludi".into())]);
        assert_eq!(termine.durata, Durata { quanti: 30, unita: Unita::GiorniLavorativi });
        assert_eq!((termine.proroga, termine.promemoria.as_slice()), (Proroga::No, &[5, 2][..]));
        let sostituto = termine.sostituto.as_ref().unwrap();
        assert_eq!((sostituto.dopo, sostituto.passi.as_slice()), (3, &["concludi".to_owned()][..]));
        assert!(si_dice(&termine));
    }

    #[test]
    fn a_reminder_that_is_no_number_is_told() {
        let mut no = Refusal::default();
        let campi = Campi::di(&[("promemoria", "5, presto")]);
        let termine = leggi(&campi, "x", &crate::modulo::inizio("prova", "Prova"), &mut no);
        assert_eq!(termine.promemoria, [5]);
        assert!(no.to_string().contains("«presto»"), "{no}");
    }
}
