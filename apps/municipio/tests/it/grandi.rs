//! A file of 500 MB through the whole program, by HTTP, without being held in memory: into a folder and into a bucket.

use bytes::Bytes;
use futures::{StreamExt, stream};
use reqwest::Body;
use testkit::S3Server;

use crate::program::{Clerk, Town, in_bucket};

/// How many MB: few in the suite, 500 with `MUNICIPIO_UPLOAD_MB=500` (CI).
fn megabytes() -> u64 {
    std::env::var("MUNICIPIO_UPLOAD_MB").ok().and_then(|text| text.parse().ok()).unwrap_or(100)
}

/// What the program may hold above what it holds at rest, in KiB. It needs a few parts of 8 MiB: never a file.
const MOST_KIB: u64 = 90 << 10;

/// So many MB that no two pieces share, made as they are sent.
fn generated(megabytes: u64) -> Body {
    let piece = |number: u64| {
        let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()
        })
        .take(125_000)
        .flatten()
        .collect();
        Ok::<Bytes, std::io::Error>(bytes.into())
    };
    Body::wrap_stream(stream::iter(0..megabytes).map(piece))
}

async fn story(town: Town, store: &str) {
    let password = town.with_a_clerk();
    let running = town.serve().await;
    let clerk = Clerk::enter(&running.base, "rosa.clerk", &password).await;
    clerk.register("Una lettera qualunque per cominciare", "lettera.txt", "Buongiorno").await;
    let Some(rest) = running.peak_kib() else { return };
    let size = megabytes();
    let started = std::time::Instant::now();
    let place = clerk.register("Rilievo fotografico del ponte sul torrente", "rilievo.bin", generated(size)).await;
    let sent = started.elapsed();
    let page = clerk.read(&place).await;
    let file = testkit::link(&page, "/scarica");
    let mut read = 0;
    let mut stream = clerk.get(file.expect("the document is on the page")).await.bytes_stream();
    while let Some(piece) = stream.next().await {
        read += piece.unwrap().len() as u64;
    }
    assert_eq!(read, size * 1_000_000);
    let grown = running.peak_kib().unwrap_or(u64::MAX) - rest;
    println!("{store}: {size} MB in {sent:?}, in and out in {:?}; VmHWM grew by {grown} KiB", started.elapsed());
    assert!(grown < MOST_KIB, "{store}: {grown} KiB more than the {rest} at rest");
    town.well(&["verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_passes_through_the_program_into_a_folder_without_being_held_in_memory() {
    story(Town::with_an_ente(None), "folder").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_passes_through_the_program_into_a_bucket_without_being_held_in_memory() {
    let bucket = tempfile::tempdir().unwrap();
    let server = S3Server::start(bucket.path().into()).await;
    story(Town::with_settings(None, &in_bucket(&server)), "bucket").await;
}
