//! The programs that make PDFs of what comes in another form, and what keeps them in.

use conversion::{Fence, Programs};

use super::Finding;
use crate::settings::Settings;

const WHAT: &str = "versione PDF";

/// Which are here. None is an error: without them documents are registered all the same.
pub(super) async fn conversion(settings: &Settings) -> Vec<Finding> {
    let programs = Programs::here(&settings.conversion);
    let office = installed(
        "LibreOffice",
        programs.libreoffice.is_some(),
        "i documenti d'ufficio non si vedono in anteprima e non si preparano in PDF/A",
        "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui",
    );
    let scans = installed(
        "OCRmyPDF",
        programs.ocrmypdf.is_some(),
        "le scansioni non si rendono ricercabili e le immagini TIFF non si vedono in anteprima",
        "ocrmypdf tesseract-ocr-ita",
    );
    let mut findings = vec![office, scans];
    if programs.libreoffice.is_some() || programs.ocrmypdf.is_some() {
        findings.push(fence(&programs.fence().await));
    }
    findings
}

fn installed(name: &str, there: bool, loss: &str, packages: &str) -> Finding {
    if there {
        return Finding::ok(WHAT, format!("{name} c'è."));
    }
    Finding::warning(
        WHAT,
        format!("{name} non è installato: {loss}."),
        format!(
            "Se ti serve: sudo apt install {packages}. Se sta in una cartella sua, scrivila in folders sotto [conversione]."
        ),
    )
}

/// As this command is let; the service may be let less, by its unit file.
fn fence(found: &Fence) -> Finding {
    const HOW: &str = "Se ti serve: sudo apt install bubblewrap. Questo vale per chi lancia il comando: l'unità systemd del servizio può \
                       permettere meno.";
    match found {
        Fence::Bubblewrap(_) => {
            Finding::ok(WHAT, "Chi converte un documento non vede né la rete né i file del Comune (Bubblewrap).")
        }
        Fence::Unshare(_) => Finding::warning(
            WHAT,
            "Chi converte un documento non vede la rete, ma può leggere i file che legge il programma.",
            HOW,
        ),
        Fence::Absent => Finding::warning(
            WHAT,
            "Chi converte un documento è limitato in tempo, memoria e impostazioni, ma non è separato dalla rete né dai file.",
            HOW,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Judgement;

    #[test]
    fn what_is_missing_is_told_with_what_is_lost_and_what_to_do() {
        let told = installed(
            "LibreOffice",
            false,
            "i documenti d'ufficio non si vedono in anteprima",
            "libreoffice-writer-nogui",
        );
        assert_eq!(told.esito, Judgement::Attenzione, "documents are registered all the same");
        assert!(told.frase.starts_with("LibreOffice non è installato: "), "{}", told.frase);
        assert!(told.rimedio.unwrap().contains("apt install libreoffice-writer-nogui"));
        assert_eq!(fence(&Fence::Absent).esito, Judgement::Attenzione);
        assert_eq!(fence(&Fence::Bubblewrap("/usr/bin/bwrap".into())).esito, Judgement::Ok);
    }
}
