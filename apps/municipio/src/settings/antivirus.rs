use std::time::Duration;

use ::antivirus::{Address, Antivirus, Clamd, NoAddress, Unanswered};

use super::reader::Reader;

/// The antivirus at the door.
pub(super) const SECTION: &str = "antivirus";
/// What the section holds.
pub(super) const KEYS: [&str; 3] = ["address", "timeout", "unanswered"];

/// What it tells; without an address there is none.
pub(super) fn antivirus(reader: &mut Reader<'_>) -> Option<Antivirus> {
    let seconds = reader.number(SECTION, "timeout", 1, 600).unwrap_or(60);
    let unanswered = match reader.text(SECTION, "unanswered").as_deref() {
        None | Some("refuse") => Unanswered::Refuse,
        Some("mark") => Unanswered::Mark,
        Some(other) => {
            let sentence = format!(
                "\"{other}\" non si può usare: scrivi \"refuse\" (il file è rifiutato) oppure \"mark\" (entra con il segno \"da controllare\")"
            );
            reader.wrong(SECTION, "unanswered", &sentence);
            Unanswered::Refuse
        }
    };
    let text = reader.text(SECTION, "address")?;
    let read: Result<Address, NoAddress> = text.parse();
    match read {
        Ok(address) => {
            let clamd = Clamd::new(address, Duration::from_secs(seconds.into()));
            Some(Antivirus { clamd, unanswered })
        }
        Err(error) => {
            reader.wrong(SECTION, "address", &format!("\"{text}\" non va bene: {error}"));
            None
        }
    }
}
