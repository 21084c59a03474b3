//! What holds of every file, whoever made it. The fuzzer drives the same.

use sincro::{Limiti, read, read_idc};

/// Reads it as an index of 2020 and of 2010; whether it was either.
pub fn regge(bytes: &[u8]) -> bool {
    let old = read_idc(bytes, Limiti::default()).is_ok();
    match read(bytes, Limiti::default()) {
        Ok(one) => {
            // What was read is written, or it is told why not; and what is written is read again.
            match one.xml() {
                Ok(xml) => assert!(read(&xml, Limiti::default()).is_ok(), "what we write can be read"),
                Err(error) => assert!(error.to_string().len() < 5_000, "a reason is for a person"),
            }
            true
        }
        Err(error) => {
            assert!(error.to_string().len() < 5_000, "a reason is for a person");
            old
        }
    }
}
