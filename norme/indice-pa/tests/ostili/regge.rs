//! What holds of every file, whoever made it. The fuzzer drives the same.

use indice_pa::{Level, Reader};

/// Reads it, as each of the three files; whether it could be read as one of them, with at least one entry.
pub fn regge(bytes: &[u8]) -> bool {
    let read = [Level::Ente, Level::Aoo, Level::Uo].map(|level| entries(bytes, level));
    read.into_iter().any(|entries| entries > 0)
}

fn entries(bytes: &[u8], level: Level) -> usize {
    let mut reader = match Reader::new(bytes, level) {
        Ok(reader) => reader,
        Err(error) => {
            assert!(error.to_string().len() < 5_000, "a reason is for a person");
            return 0;
        }
    };
    let mut read = 0;
    for entry in reader.by_ref() {
        match entry {
            Ok(entry) => {
                read += 1;
                assert!(!entry.ipa.is_empty() && entry.ipa.len() <= 30, "{}", entry.ipa);
                assert!(!entry.name.is_empty() && !entry.name.contains(char::is_control), "{:?}", entry.name);
                assert!(entry.code.is_some() || level == Level::Ente, "a part without its code");
                assert!(entry.pec.is_none_or(|pec| pec.contains('@')), "no address");
            }
            Err(error) => assert!(error.to_string().len() < 5_000, "a reason is for a person"),
        }
    }
    assert!(read <= bytes.len() / 2, "{read} entries of {} bytes", bytes.len());
    assert!(reader.next().is_none(), "what has ended does not begin again");
    read
}
