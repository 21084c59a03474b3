//! Whether a file that comes in can be kept as it is: what the policy of formats tells the clerk who has it in hand (AgID guidelines 2021,
//! annex 2). Nothing is refused for it (art. 53 DPR 445/2000).

use documents::format::{Format, FormatId};
use formati::{Avviso, Domanda, assess};

/// What is to be done about a file that cannot be kept as it is; nothing of the others.
pub(crate) fn avviso(format: &Format, name: &str) -> Option<String> {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default();
    let said = assess(&Domanda {
        media: format.media_type(),
        estensione: &end,
        dettaglio: format.detail.as_deref().unwrap_or_default(),
        firmato: matches!(format.id, FormatId::P7m | FormatId::P7s | FormatId::Tsd),
        formato_da_noi: false,
    });
    (said.avviso == Avviso::Attenzione).then_some(said.frase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_be_kept_is_told_with_what_to_do() {
        let format = |id, detail: Option<&str>| Format { id, detail: detail.map(str::to_owned), mismatch: false };
        let macros = avviso(&format(FormatId::Docx, Some("contiene macro")), "a.docm").unwrap();
        assert!(macros.contains("macro") && macros.contains("Registralo com'è arrivato"), "{macros}");
        assert_eq!(avviso(&format(FormatId::Pdf, Some("versione 1.7, dichiara PDF/A-2b")), "a.pdf"), None);
    }
}
