//! Conversion with programs that behave badly, which are **simulators of these tests**, and with the real ones where they are installed.

mod real;
mod simulated;

use std::path::Path;

use bytes::Bytes;
use conversion::{Bounds, Fence, Made, OFFICE, Programs, SCAN, Workshop};
use documents::{document, format::recognise, store::ByteStream};
use futures::StreamExt;
use kernel::{Instant, Uuid};
use testkit::built_program;

/// A document with these bytes under this name, as the archive would name it.
pub fn document(name: &str, bytes: &[u8]) -> document::Model {
    let format = recognise(bytes, name, Some(bytes));
    document::Model {
        id: Uuid::nil().into(),
        sha256: vec![0; 32],
        size: i64::try_from(bytes.len()).unwrap(),
        name: name.into(),
        format: format.id.code(),
        detail: format.detail,
        mismatch: format.mismatch,
        created_at: Instant::from_micros(0),
    }
}

fn stream(bytes: &[u8]) -> ByteStream {
    futures::stream::iter([Ok(Bytes::copy_from_slice(bytes))]).boxed()
}

/// What becomes of a document with these programs.
pub async fn made(programs: &Programs, fence: Fence, bounds: Bounds, name: &str, bytes: &[u8]) -> Option<Made> {
    made_read_by(&built_program(), programs, fence, bounds, (name, bytes)).await
}

/// The same, where this program reads what is made.
pub async fn made_read_by(
    reader: &Path,
    programs: &Programs,
    fence: Fence,
    bounds: Bounds,
    (name, bytes): (&str, &[u8]),
) -> Option<Made> {
    let workshop = Workshop {
        programs,
        fence,
        reader,
        author: "Comune di Prova",
        at: Instant::from_micros(1_795_599_727_000_000),
        bounds: (bounds, bounds),
    };
    workshop.make(&document(name, bytes), stream(bytes)).await.unwrap()
}

/// The words of a PDF, as our own reader finds them.
pub fn words(pdf: &[u8]) -> String {
    let format = recognise(pdf, "a.pdf", Some(pdf));
    documents::text::extract(pdf, &format).text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_usual_bounds_end_within_a_job() {
    assert!(OFFICE.time.as_secs() + 120 < 600 && SCAN.time.as_secs() + 120 < 600);
}
