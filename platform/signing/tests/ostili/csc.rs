//! Answers of a remote signing service made to do harm, by the thousand.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hostile::{Dice, Watch, mutate};
use serde_json::json;

use crate::pki::setup::Setup;
use crate::regge_csc::regge;

#[test]
fn no_answer_of_a_service_breaks_its_reading_nor_its_bounds() {
    let certificate = STANDARD.encode(Setup::good().certificate());
    let code = json!({"id": "otp", "type": "Password", "format": "N", "label": "Codice", "generator": {"a": [1]}});
    let credential = json!({
        "key": {"status": "enabled", "algo": ["1.2.840.10045.4.3.2", "1.2.840.113549.1.1.11"]},
        "cert": {"status": "valid", "certificates": [certificate]},
        "auth": {"mode": "explicit", "objects": [code]},
        "multisign": 40,
    });
    let signed = json!({"signatures": [STANDARD.encode([7_u8; 64])]});
    let honest = [credential, signed].map(|one| one.to_string());
    for paper in &honest {
        assert!(regge(paper.as_bytes()), "honest: {paper}");
    }
    let papers: Vec<&[u8]> = honest.iter().map(String::as_bytes).collect();
    let watch = Watch::new(Duration::from_secs(30));
    let mut read = 0;
    for seed in 0..4_000 {
        let mut dice = Dice::new(seed);
        let paper = dice.one(&papers);
        let bytes = mutate(&mut dice, paper);
        read += usize::from(watch.one(|| format!("answer of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 20, "only {read} of 4,000 can be read: that is noise, not hostility");
    let long = "a".repeat(1 << 20);
    for large in [
        "[".repeat(1 << 20),
        format!("{{\"error\":\"{long}\",\"error_description\":\"{long}\\u0007\"}}"),
        format!("{{\"signatures\":[{}\"AA==\"]}}", "\"AA==\",".repeat(200_000)),
    ] {
        assert!(!watch.one(|| format!("a large one of {} bytes", large.len()), || regge(large.as_bytes())));
    }
}
