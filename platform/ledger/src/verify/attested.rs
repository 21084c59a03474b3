//! What others say of the checkpoints, held against the checkpoints.

use db::Read;

use super::findings::Findings;
use crate::{Attestor, Error, Stamped, WitnessKey, raw::Raw};

/// Rows read at once.
const AT_ONCE: usize = 500;

/// Looks at every time stamp and at every witness's signature. Whoever put another key and its signature in the place of a witness's is not
/// seen here: the witness's key is compared by whoever reads a proof.
pub(super) async fn check(read: &Read, findings: &mut Findings) -> Result<(), Error> {
    for by in [Attestor::Authority, Attestor::Witness] {
        let mut last = i64::MIN;
        loop {
            let sql = format!(
                "SELECT a.size, a.at, a.content, a.verifier, c.note FROM ledger_attestation a \
                 LEFT JOIN ledger_checkpoint c ON c.size = a.size WHERE a.kind = $1 AND a.size > $2 ORDER BY a.size LIMIT {AT_ONCE}"
            );
            let rows = db::rows(read, &sql, [by.code().into(), last.into()]).await?;
            let before = last;
            for row in rows.iter().filter_map(Raw::new) {
                let size = row.whole(0).unwrap_or(last);
                last = last.max(size);
                if let Err(why) = one(by, row) {
                    findings.add(format!("sigillo {size}"), format!("Quello che altri ne dicono non vale: {why}."));
                }
            }
            // Sizes that cannot be read lead nowhere.
            if rows.len() < AT_ONCE || last == before {
                break;
            }
        }
    }
    Ok(())
}

fn one(by: Attestor, row: Raw<'_>) -> Result<(), String> {
    let note = row.bytes(4).ok_or("il sigillo non c'è")?;
    let content = row.bytes(2).ok_or("è vuoto")?;
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(|_| "non si legge".to_owned());
    let at = match by {
        Attestor::Authority => Stamped::read(content, note)?.at,
        Attestor::Witness => {
            let key = WitnessKey::parse(&text(row.bytes(3).ok_or("manca la chiave del testimone")?)?)?;
            key.cosigned(&text(note)?, &text(content)?)?.at
        }
    };
    match row.whole(1) == Some(at.micros()) {
        true => Ok(()),
        false => Err("l'istante non è quello che dicono".into()),
    }
}
