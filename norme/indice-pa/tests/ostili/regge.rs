//! What holds of every file, whoever made it. The fuzzer drives the same.

use indice_pa::{Level, Reader};

/// Reads it, as each of the three files; whether it says anything as one of them.
pub fn regge(bytes: &[u8]) -> bool {
    let mut read = false;
    for level in [Level::Ente, Level::Aoo, Level::Uo] {
        let reader = match Reader::new(bytes, level) {
            Ok(reader) => reader,
            Err(error) => {
                assert!(error.to_string().len() < 5_000, "a reason is for a person");
                continue;
            }
        };
        for entry in reader {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    assert!(error.to_string().len() < 5_000, "a reason is for a person");
                    continue;
                }
            };
            read = true;
            assert!(!entry.ipa.is_empty() && entry.ipa.len() <= 30, "{:?}", entry.ipa);
            assert!(level == Level::Ente || entry.code.is_some(), "an area or a unit has its code");
            assert!(entry.pec.as_ref().is_none_or(|pec| pec.contains('@')), "{:?}", entry.pec);
            let more = [&entry.code, &entry.part, &entry.tax_code, &entry.pec, &entry.place, &entry.short];
            for text in [&entry.ipa, &entry.name].into_iter().chain(more.into_iter().flatten()) {
                assert!(!text.contains(char::is_control), "what is read stands on one line: {text:?}");
            }
        }
    }
    read
}
