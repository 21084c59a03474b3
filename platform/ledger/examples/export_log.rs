//! A log of N leaves, written out for an outside judge: `judges/tlog` reads the folder.
//!
//! `cargo run -p ledger --example export_log -- 70000 /tmp/log && (cd judges/tlog && go run . -dir /tmp/log)`

#[path = "../tests/it/fixture.rs"]
mod fixture;

use std::path::PathBuf;

use fixture::Stage;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let leaves = arguments.next().and_then(|text| text.parse::<usize>().ok()).filter(|leaves| *leaves > 1);
    let (Some(leaves), Some(dir)) = (leaves, arguments.next()) else {
        eprintln!("usage: export_log NUMBER_OF_LEAVES FOLDER");
        std::process::exit(2);
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let stage = Stage::sqlite(folder.path()).await;
    // An earlier checkpoint to prove consistency with.
    stage.fill(leaves / 3).await;
    stage.ledger.seal().await.expect("a seal");
    stage.fill(leaves - leaves / 3).await;
    ledger::export_log(&stage.ledger, &PathBuf::from(dir)).await.expect("an exported log");
}
