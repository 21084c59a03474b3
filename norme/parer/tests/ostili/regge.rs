//! What holds of every file, whoever made it. The fuzzer drives the same.

use parer::{Stato, read_esito, read_fascicolo, read_unita};

/// Reads it as a deposit and as an answer; whether it was any.
pub fn regge(bytes: &[u8]) -> bool {
    let unit = read_unita(bytes);
    let fasc = read_fascicolo(bytes);
    let esito = read_esito(bytes);
    for error in [unit.as_ref().err(), fasc.as_ref().err(), esito.as_ref().err()].into_iter().flatten() {
        assert!(error.to_string().len() < 5_000, "a reason is for a person");
    }
    if let Ok(Ok(xml)) = unit.as_ref().map(parer::UnitaDocumentaria::xml) {
        assert!(read_unita(xml.as_bytes()).is_ok(), "what we write can be read");
    }
    if let Ok(Ok(xml)) = fasc.as_ref().map(parer::SipFascicolo::xml) {
        assert!(read_fascicolo(xml.as_bytes()).is_ok(), "what we write can be read");
    }
    if let Ok(one) = &esito {
        match &one.stato {
            Stato::Accettato(receipt) | Stato::AccettatoConAvvisi(receipt) => assert!(!receipt.urn.is_empty()),
            Stato::Rifiutato => assert!(!one.errori.is_empty(), "a refusal has a reason"),
        }
    }
    unit.is_ok() || fasc.is_ok() || esito.is_ok()
}
