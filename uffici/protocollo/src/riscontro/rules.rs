//! What an answer must say to be about an entry of ours, and the reasons of an exception. Pure rules.

use ente::Aoo;
use kernel::{Date, Refusal};
use segnatura::{Identificatore, Notifica};

/// Characters of the longest reason of an exception, and of what was done about one.
pub const LONGEST: usize = 1_000;
/// Characters of an act.
const LONGEST_ACT: usize = 300;
/// Characters kept of what another body writes.
const KEPT: usize = 500;

/// Year, number and day of the registration that is named, where it can be one of ours. The number comes with zeros before it; of the
/// register's code nothing is asked where none is told, as in the oldest files.
pub fn nostra(id: &Identificatore, ipa: &str, aoo: &Aoo) -> Option<(i64, i64, Date)> {
    let same = |told: &str, own: &str| told.trim().eq_ignore_ascii_case(own);
    let day = id.data?;
    let register = id.codice_registro.as_deref().is_none_or(|told| same(told, &aoo.register));
    let digits = id.numero.trim();
    let number = digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse::<i64>().ok()).flatten()?;
    let ours = same(&id.codice_amministrazione, ipa) && same(&id.codice_aoo, &aoo.code) && register && number > 0;
    ours.then(|| (i64::from(chrono::Datelike::year(&day)), number, day))
}

/// A number without the zeros that the official form puts before it.
pub fn senza_zeri(numero: &str) -> &str {
    numero.trim().trim_start_matches('0')
}

/// Whether two registrations are the same, as far as they are told.
pub fn stessa(a: &Identificatore, b: &Identificatore) -> bool {
    let same = |a: &str, b: &str| a.trim().eq_ignore_ascii_case(b.trim());
    let (first, second) = (senza_zeri(&a.numero), senza_zeri(&b.numero));
    let register = match (&a.codice_registro, &b.codice_registro) {
        (Some(a), Some(b)) => same(a, b),
        _ => true,
    };
    same(&a.codice_amministrazione, &b.codice_amministrazione)
        && same(&a.codice_aoo, &b.codice_aoo)
        && register
        && !first.is_empty()
        && first == second
        && a.data == b.data
}

/// A text of another body on one line, bounded, without characters that turn the writing around.
pub fn testo(text: Option<&str>) -> Option<String> {
    let plain: String = text?.chars().map(|c| if documents::is_plain(c) { c } else { ' ' }).take(4 * KEPT).collect();
    let words: String = plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(KEPT).collect();
    (!words.is_empty()).then_some(words)
}

/// What an answer says of whoever answers, told to people: "n. 77 del 03/11/2026 di Provincia di Valchiara".
pub fn detto(numero: Option<&str>, data: Option<Date>, denominazione: Option<&str>, codice: Option<&str>) -> String {
    let number = numero.map(|numero| {
        let bare = senza_zeri(numero);
        let day = data.map(|day| format!(" del {}", day.format("%d/%m/%Y"))).unwrap_or_default();
        format!("protocollo n. {}{day}", if bare.is_empty() { numero } else { bare })
    });
    let who = denominazione.or(codice).map(|who| format!("di {who}"));
    [number, who].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The identifier of whoever answers, short.
pub fn di_chi(notifica: &Notifica) -> Option<&Identificatore> {
    notifica.identificatore.as_ref().filter(|id| !id.codice_amministrazione.trim().is_empty())
}

/// The reasons of an exception that a clerk chooses from, as they are sent (annex 6, 3.1.1, calls the same ones by number).
pub const MOTIVI: [(&str, &str); 7] = [
    ("segnatura", "La firma o il sigillo della segnatura non è valido (001_ValidazioneFirma)"),
    ("impronta", "L'impronta di un documento non corrisponde a quella scritta nella segnatura"),
    ("illeggibile", "Un documento non si può leggere"),
    ("firma", "La firma di un documento non è valida"),
    ("marca", "La marca temporale di un documento non è valida"),
    ("sigillo", "Il sigillo di un documento non è valido"),
    ("irricevibile", "Il messaggio è irricevibile"),
];

/// The whole reason of an exception: what was chosen and what was written.
///
/// # Errors
/// Both, where both are wrong.
pub fn motivo(scelto: &str, scritto: &str) -> Result<String, Refusal> {
    let mut refusal = Refusal::default();
    let chosen = MOTIVI.iter().find(|(code, _)| *code == scelto).map(|(_, words)| *words);
    if chosen.is_none() {
        refusal.add(Some("causa"), "Scegli perché il messaggio non si può registrare.");
    }
    let written = scritto.split_whitespace().collect::<Vec<_>>().join(" ");
    match written.chars().count() {
        0..=9 => refusal.add(
            Some("spiegazione"),
            "Scrivi in una frase che cosa non va e che cosa deve fare chi ha spedito: il messaggio è per lui.",
        ),
        long if long > LONGEST => {
            refusal.add(Some("spiegazione"), format!("È troppo lungo: al massimo {LONGEST} caratteri."));
        }
        _ => {}
    }
    refusal.unless_empty(format!("{}. {written}", chosen.unwrap_or_default()))
}

/// The act that annuls, as it is told to the other body: what was written, else the annulment itself, which the service's responsible
/// has made.
///
/// # Errors
/// Too long.
pub fn provvedimento(scritto: &str, giorno: Date) -> Result<String, Refusal> {
    let written = scritto.split_whitespace().collect::<Vec<_>>().join(" ");
    if written.chars().count() > LONGEST_ACT {
        let mut refusal = Refusal::default();
        let sentence = format!("Gli estremi del provvedimento sono troppo lunghi: al massimo {LONGEST_ACT} caratteri.");
        refusal.add(Some("provvedimento"), sentence);
        return Err(refusal);
    }
    if written.is_empty() {
        let day = giorno.format("%d/%m/%Y");
        return Ok(format!(
            "Annullamento disposto dal servizio per la tenuta del protocollo il {day} (art. 54 e 61 DPR 445/2000)"
        ));
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(code: &str, number: &str) -> Identificatore {
        Identificatore {
            codice_amministrazione: code.into(),
            codice_aoo: "AM99901".into(),
            codice_registro: Some("PG".into()),
            numero: number.into(),
            data: Date::from_ymd_opt(2026, 11, 3),
            ..Identificatore::default()
        }
    }

    fn aoo() -> Aoo {
        Aoo { code: "AM99901".into(), name: None, register: "PG".into() }
    }

    #[test]
    fn only_a_registration_of_ours_is_ours() {
        let year_and_number =
            |id: &Identificatore| nostra(id, "c_m999", &aoo()).map(|(year, number, _)| (year, number));
        assert_eq!(year_and_number(&id("C_M999", "0000012")), Some((2026, 12)));
        let old = Identificatore { codice_registro: None, ..id("c_m999", "12") };
        assert!(year_and_number(&old).is_some());
        for bad in [
            id("p_xx", "12"),
            id("c_m999", "12/2026"),
            id("c_m999", "0"),
            id("c_m999", &"9".repeat(40)),
            Identificatore { data: None, ..id("c_m999", "12") },
            Identificatore { codice_aoo: "ALTRA".into(), ..id("c_m999", "12") },
            Identificatore { codice_registro: Some("ALTRO".into()), ..id("c_m999", "12") },
        ] {
            assert_eq!(year_and_number(&bad), None, "{bad:?}");
        }
    }

    #[test]
    fn an_annulment_is_of_the_registration_that_was_confirmed() {
        assert!(stessa(&id("p_xx", "0000077"), &id("P_XX", "77")));
        assert!(!stessa(&id("p_xx", "77"), &id("p_xx", "78")) && !stessa(&id("p_xx", ""), &id("p_xx", "")));
    }

    #[test]
    fn an_exception_says_what_was_chosen_and_what_was_written_and_all_that_lacks_at_once() {
        let whole = motivo("firma", "  La firma di lettera.pdf.p7m \n è scaduta. ").unwrap();
        assert_eq!(whole, "La firma di un documento non è valida. La firma di lettera.pdf.p7m è scaduta.");
        assert_eq!(motivo("altro", "x").unwrap_err().reasons.len(), 2);
        assert_eq!(motivo("firma", &"x".repeat(LONGEST + 1)).unwrap_err().reasons.len(), 1);
        let day = Date::from_ymd_opt(2026, 11, 27).unwrap();
        assert!(provvedimento(" ", day).unwrap().contains("27/11/2026"));
        assert_eq!(provvedimento(" Determina  5", day).unwrap(), "Determina 5");
        assert!(provvedimento(&"x".repeat(301), day).is_err());
    }

    #[test]
    fn what_another_body_writes_is_short_and_turns_nothing_around() {
        assert_eq!(testo(Some("a\u{202e}b\n c")), Some("a b c".into()));
        assert_eq!(testo(Some(&"x".repeat(9_000))).unwrap().len(), KEPT);
        assert_eq!(testo(Some(" ")), None);
        assert_eq!(detto(Some("0000077"), None, None, Some("p_xx")), "protocollo n. 77 di p_xx");
    }
}
