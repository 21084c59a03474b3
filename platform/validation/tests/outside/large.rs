//! An envelope too large for memory is judged where it lies: the record is that of the same in memory. What may be held
//! is lowered, so that "too large" is a few megabytes.

use std::time::Duration;

use validation::{Within, check_within};

use super::*;

const WITHIN: Within = Within { held: 1 << 20, time: Duration::from_secs(600) };
const CHECKS: &str = "SELECT COUNT(*) AS n FROM validation_check";

/// Longer than the piece that is read at a time.
fn large(town: &Town) -> Vec<u8> {
    town.authority.signed_over(&town.responder, &b"La somma di tre righe.\n".repeat(250_000))
}

async fn on_disk(town: &Town, document: &document::Model) -> validation::row::Model {
    let checked = check_within(&town.hall.ente, SYSTEM, asked(document), WITHIN).await.unwrap();
    let Checked::New(row) = checked else { panic!("nothing new") };
    row
}

/// Held in memory, the same file gives no other record.
async fn same_in_memory(town: &Town, document: &document::Model) {
    let again = check(&town.hall.ente, SYSTEM, asked(document)).await.unwrap();
    assert!(matches!(again, Checked::Same(_)), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_envelope_too_large_for_memory_has_the_record_of_the_same_in_memory() {
    for engine in Engine::all() {
        let town = town(engine, here()).await;
        let good = large(&town);
        let document = document(&town.hall, &good).await;
        let row = on_disk(&town, &document).await;
        assert_eq!((row.indication.as_str(), row.mark.as_str()), ("TOTAL-PASSED", "amber"), "{}", row.sentence);
        let text = report(&town.hall.ente, row.id).await.unwrap().unwrap();
        assert!(text.contains("\"origin\":\"Given\"") && text.contains("\"Ocsp\""), "{text}");
        assert_eq!((count(&town.hall, KEPT).await, *town.authority.asked.lock().unwrap()), (1, 1));
        same_in_memory(&town, &document).await;

        let mut flipped = good;
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        let document = self::document(&town.hall, &flipped).await;
        let row = on_disk(&town, &document).await;
        assert_eq!((row.indication.as_str(), row.mark.as_str()), ("TOTAL-FAILED", "red"), "{}", row.sentence);
        same_in_memory(&town, &document).await;
        town.hall.verify_clean().await;
    }
}

/// What lies beside it is not looked at, and whoever gave it is told.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_beside_a_large_envelope_and_was_not_looked_at_is_told() {
    let town = town(Engine::Sqlite, here()).await;
    let document = document(&town.hall, &large(&town)).await;
    let stamp = named(&town.hall, b"\x30\x03\x02\x01\x00", "atto.txt.p7m.tsr").await;
    let with_stamp = Asked { stamps: vec![&stamp], ..asked(&document) };
    let checked = check_within(&town.hall.ente, SYSTEM, with_stamp, WITHIN).await.unwrap();
    let Checked::New(row) = checked else { panic!("new") };
    let text = report(&town.hall.ente, row.id).await.unwrap().unwrap();
    assert!(text.contains("le marche temporali accanto al file non sono state controllate"), "{text}");
    assert_eq!(row.indication, "TOTAL-PASSED", "the signature was judged all the same");
}

/// One that is cut, and one that is written as text, are told as such.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_that_cannot_be_judged_where_it_lies_says_why() {
    let town = town(Engine::Sqlite, here()).await;
    let mut cut = large(&town);
    cut.truncate(cut.len() - 100);
    let document = document(&town.hall, &cut).await;
    let row = on_disk(&town, &document).await;
    assert_eq!((row.mark.as_str(), row.report.as_deref()), ("amber", None), "{}", row.sentence);
    assert!(row.sentence.contains("non si legge"), "{}", row.sentence);

    // A text of an envelope is no binary one.
    let text =
        [&b"-----BEGIN PKCS7-----\nMIAGCSqGSIb3DQEHAqCAMIACAQExDzANBglghkgBZQMEAgEFADCA\n"[..], &vec![b'A'; 2 << 20]]
            .concat();
    let document = named(&town.hall, &text, "atto.p7m").await;
    assert_eq!(document.format().id, documents::format::FormatId::P7m);
    let row = on_disk(&town, &document).await;
    assert!(row.sentence.contains("in forma binaria"), "{}", row.sentence);
}

/// What could not be read, or not in time, says nothing of the file: no record is made of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_in_time_makes_no_record() {
    let town = town(Engine::Sqlite, here()).await;
    let document = document(&town.hall, &large(&town)).await;
    let no_time = Within { time: Duration::ZERO, ..WITHIN };
    let late = check_within(&town.hall.ente, SYSTEM, asked(&document), no_time).await;
    assert!(matches!(late, Err(validation::Error::Refused(_))), "{late:?}");
    town.hall.ente.archive.store().delete(&document.hash()).await.unwrap();
    let gone = check_within(&town.hall.ente, SYSTEM, asked(&document), WITHIN).await;
    assert!(matches!(gone, Err(validation::Error::Store(_))), "{gone:?}");
    assert_eq!(count(&town.hall, CHECKS).await, 0);
}
