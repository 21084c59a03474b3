//! Whether a file that comes in, or that the ente makes, can be kept as it is: what the policy of formats tells the clerk who has it in hand (AgID
//! guidelines 2021, annex 2). Nothing is refused for it (art. 53 DPR 445/2000).

use documents::format::{Format, FormatId};
use formati::{Avviso, Domanda, assess};

/// What is to be done about a file that cannot be kept as it is; nothing of the others. `nostro`: whether the ente makes it, and may still make it
/// otherwise; else it has come from outside.
#[must_use]
pub fn avviso(format: &Format, name: &str, nostro: bool) -> Option<String> {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default();
    let said = assess(&Domanda {
        media: format.media_type(),
        estensione: &end,
        dettaglio: format.detail.as_deref().unwrap_or_default(),
        firmato: matches!(format.id, FormatId::P7m | FormatId::P7s | FormatId::Tsd),
        formato_da_noi: nostro,
    });
    (said.avviso == Avviso::Attenzione).then_some(said.frase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_be_kept_is_told_with_what_to_do() {
        let format = |id, detail: Option<&str>| Format { id, detail: detail.map(str::to_owned), mismatch: false };
        let macros = avviso(&format(FormatId::Docx, Some("contiene macro")), "a.docm", false).unwrap();
        assert!(macros.contains("macro") && macros.contains("Registralo com'è arrivato"), "{macros}");
        assert_eq!(avviso(&format(FormatId::Pdf, Some("versione 1.7, dichiara PDF/A-2b")), "a.pdf", false), None);
        let ours = avviso(&format(FormatId::Docx, Some("contiene macro")), "a.docm", true).unwrap();
        assert!(ours.contains("macro") && !ours.contains("Registralo com'è arrivato"), "{ours}");
    }
}
