//! What holds of every document, whoever made it. The fuzzer drives the same.

use firma_xml::{Check, Limits};

/// Reads it; whether it has a signature that could be read.
pub fn regge(bytes: &[u8]) -> bool {
    let limits = Limits { bytes: 4 << 20, nodes: 200_000, work: 16 << 20, ..Limits::default() };
    let reading = match firma_xml::read(bytes, &[], limits) {
        Ok(reading) => reading,
        Err(error) => {
            assert!(error.to_string().len() < 2_000, "a reason is for a person");
            return false;
        }
    };
    for signature in &reading.signatures {
        assert!(signature.references.len() <= limits.references);
        for reference in &signature.references {
            if reference.check == Check::Matches {
                assert_eq!(reference.found, reference.expected, "what matches is the same");
            }
        }
        for anomaly in &signature.anomalies {
            assert!(anomaly.to_string().len() < 20_000, "a reason is for a person");
        }
        for stamp in signature.properties.iter().flat_map(|properties| &properties.stamps) {
            let _ = reading.stamped(signature, stamp);
        }
    }
    let _ = reading.without_signatures();
    let _ = reading.without(&[0]);
    !reading.signatures.is_empty()
}
