use std::sync::Arc;

use kernel::SeededRandom;
use ledger::Ledger;
use vault::{Key, Vault};

use crate::fixture::{Stage, TABLES, on_each_engine};

fn vault(seed: u64) -> Vault {
    Vault::with(Key::new(&SeededRandom::new(seed)))
}

async fn open(stage: &Stage, vault: Vault) -> Result<Ledger, ledger::Error> {
    let random = Arc::new(SeededRandom::new(11));
    Ledger::open_sealed(stage.ledger.db().clone(), stage.clock.clone(), random, "x", vault).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signing_key_from_before_is_sealed_where_it_lies_and_signs_on_under_the_same_name() {
    on_each_engine(|stage| async move {
        stage.fill(5).await;
        stage.ledger.seal().await.unwrap();
        let lying = async || stage.rows("SELECT seed FROM ledger_key").await[0].try_get::<Vec<u8>>("", "seed").unwrap();
        let plain = lying().await;
        assert!(!stage.ledger.seal_signing_key().await.unwrap(), "without a key there is nothing to seal with");

        let ledger = open(&stage, vault(1)).await.unwrap();
        assert!(ledger.seal_signing_key().await.unwrap() && !ledger.seal_signing_key().await.unwrap());
        let sealed = lying().await;
        assert!(vault::is_sealed(&sealed) && !sealed.windows(8).any(|part| part == &plain[..8]));

        let ledger = open(&stage, vault(1)).await.unwrap();
        assert_eq!(ledger.verifier_key(), stage.ledger.verifier_key());
        stage.fill(5).await;
        ledger.seal().await.unwrap();
        assert_eq!(ledger::verify(&ledger, &TABLES, |_, _| {}).await.unwrap().problems, []);
        for other in [vault(2), Vault::readable()] {
            assert!(matches!(open(&stage, other).await, Err(ledger::Error::Vault(_))), "nobody else signs");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_signing_key_never_lies_readable() {
    on_each_engine(|stage| async move {
        let new = stage.afresh().await;
        new.by_hand("DELETE FROM ledger_key", []).await;
        open(&new, vault(1)).await.unwrap();
        let seed: Vec<u8> = new.rows("SELECT seed FROM ledger_key").await[0].try_get("", "seed").unwrap();
        assert!(vault::is_sealed(&seed));
        new.discard().await;
    })
    .await;
}
