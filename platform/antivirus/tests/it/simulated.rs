//! Against a **simulator** (`testkit::SimulatedClamd`), which misbehaves on demand.

use std::time::Duration;

use antivirus::{Clamd, Error, Verdict};
use testkit::{FOUND, INFECTED, Mood, SimulatedClamd};

const PATIENCE: Duration = Duration::from_secs(30);

fn clamd(address: &str, patience: Duration) -> Clamd {
    Clamd::new(address.parse().unwrap(), patience)
}

async fn look(clamd: &Clamd, bytes: &[u8]) -> Result<Verdict, Error> {
    let mut scan = clamd.begin().await?;
    for piece in bytes.chunks(100_000) {
        scan.give(piece).await?;
    }
    scan.end().await
}

#[tokio::test]
async fn a_file_that_streams_by_is_looked_at_whole_and_what_is_found_is_named() {
    let simulator = SimulatedClamd::start().await;
    let clamd = clamd(&simulator.address, PATIENCE);
    assert!(clamd.version().await.unwrap().contains("SIMULATORE"));
    assert_eq!(look(&clamd, b"").await, Ok(Verdict::Clean));
    assert_eq!(look(&clamd, b"niente").await, Ok(Verdict::Clean));
    // The word lies across the border of two pieces.
    let mut large = vec![b'.'; 300_000];
    large[65_530..65_530 + INFECTED.len()].copy_from_slice(INFECTED);
    assert_eq!(look(&clamd, &large).await, Ok(Verdict::Infected(FOUND.into())));
    assert_eq!(simulator.looked_at(), [0, 6, 300_000]);
}

#[tokio::test]
async fn whoever_does_not_answer_clearly_has_found_no_file_clean() {
    let simulator = SimulatedClamd::start().await;
    let clamd = clamd(&simulator.address, PATIENCE);
    simulator.be(Mood::Says("stream: Can't allocate memory ERROR"));
    assert_eq!(look(&clamd, b"x").await, Err(Error::Said("stream: Can't allocate memory ERROR".into())));
    simulator.be(Mood::Says(""));
    assert!(matches!(look(&clamd, b"x").await, Err(Error::Broken(_))));
    simulator.be(Mood::UpTo(100_000));
    assert_eq!(look(&clamd, &[b'.'; 300_000]).await, Err(Error::TooLarge));
    simulator.be(Mood::HangsUp);
    assert!(matches!(look(&clamd, &[b'.'; 300_000]).await, Err(Error::Broken(_))));
    assert!(matches!(clamd.version().await, Err(Error::Broken(_))));
}

#[tokio::test]
async fn nobody_is_waited_for_without_end() {
    let simulator = SimulatedClamd::start().await;
    let hasty = clamd(&simulator.address, Duration::from_secs(1));
    simulator.be(Mood::Silent);
    assert_eq!(look(&hasty, b"x").await, Err(Error::Slow(1)));
    let address = simulator.address.clone();
    simulator.leave().await;
    let told = look(&clamd(&address, PATIENCE), b"x").await.unwrap_err();
    assert_eq!(told, Error::Away { address, reason: "nessuno ascolta".into() });
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("clamd.ctl").display().to_string();
    let told = look(&clamd(&socket, PATIENCE), b"x").await.unwrap_err();
    assert_eq!(told.to_string(), format!("non risponde a {socket} (il file del socket non c'è)"));
}
