//! What holds of every record, whoever made it. The fuzzer drives the same.

use chrono::DateTime;
use evidence_record::{EvidenceRecord, Objects};
use firma_algoritmi::Digest;

/// Reads and checks it; whether it could be read.
pub fn regge(bytes: &[u8]) -> bool {
    let record = match EvidenceRecord::read(bytes) {
        Ok(record) => record,
        Err(error) => {
            assert!(error.to_string().len() < 2_000, "a reason is for a person");
            return false;
        }
    };
    let der = record.to_der().expect("what is read can be written");
    let same = EvidenceRecord::read(&der).expect("what is written can be read");
    assert_eq!(same, record, "and is the same");
    let objects: Objects = [(Digest::Sha256, vec![Digest::Sha256.of(b"un altro documento")])].into();
    let checked = record.check(&objects);
    assert_eq!(checked.stamps.len(), record.chains().iter().map(|chain| chain.stamps().len()).sum::<usize>());
    let verdict = checked.verdict(DateTime::UNIX_EPOCH);
    assert!(!verdict.wrong.is_empty(), "no stamp is good before it was made");
    verdict.wrong.iter().for_each(|wrong| assert!(wrong.to_string().len() < 500, "a reason is for a person"));
    true
}
