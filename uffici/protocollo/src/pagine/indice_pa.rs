//! Bodies out of the index of public administrations, among the suggestions for a sender or addressee.

use directory::{ipa, subject};
use sea_orm::ConnectionTrait;
use ui::SearchHit;

/// Suggestions at most.
const TANTI: u64 = 5;

/// The bodies and areas that begin so and are not among those found already.
pub(super) async fn suggeriti<C: ConnectionTrait>(
    connection: &C,
    words: &str,
    found: &[subject::Model],
) -> Result<Vec<SearchHit>, crate::Error> {
    let lines = ipa::look(connection, words, TANTI * 2).await?;
    let known = |line: &ipa::IpaLine| {
        found.iter().any(|subject| subject.ipa.as_ref() == Some(&line.ipa) && subject.pec == line.pec)
    };
    let hit = |line: ipa::IpaLine| {
        let code = line.code.as_deref().filter(|_| line.aoo).map(|code| format!(", AOO {code}"));
        let pec = line.pec.as_deref().map_or_else(|| "senza PEC".into(), |pec| format!("PEC {pec}"));
        SearchHit {
            value: line.written(),
            hint: Some(format!("{}{}, {pec}", line.ipa, code.unwrap_or_default())),
            label: match line.part {
                Some(part) => format!("{} - {part}", line.name),
                None => line.name,
            },
            group: Some("Indice PA".into()),
        }
    };
    let limit = usize::try_from(TANTI).unwrap_or_default();
    Ok(lines.into_iter().filter(|line| !known(line)).take(limit).map(hit).collect())
}
