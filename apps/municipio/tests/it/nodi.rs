//! Two nodes of one installation on one PostgreSQL: whoever asks which node, the registers are the same.

use std::collections::BTreeSet;

use testkit::free_port;

use crate::carico::{Told, assert_nothing_lost, assert_verified, clerk, sign_in, start, wait_for};

/// Clerks at work together, half of them at each node.
const CLERKS: usize = 64;
/// What each registers.
const EACH: usize = 5;

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_number_one_register_without_gaps_even_when_one_of_them_dies() {
    if testkit::Engine::all().len() < 2 {
        return;
    }
    let database = testkit::new_database().await;
    let folder = tempfile::tempdir().unwrap();
    let first = start(folder.path(), free_port(), Some(&database)).await;
    let second = start(folder.path(), free_port(), Some(&database)).await;
    let told = Told::default();
    let mut clerks = Vec::new();
    for node in [&first, &second] {
        let client = sign_in(&node.base).await;
        for n in 0..CLERKS / 2 {
            let name = format!("{}-{n}", node.base);
            clerks.push(tokio::spawn(clerk(client.clone(), node.base.clone(), name, EACH, Told::clone(&told))));
        }
    }
    wait_for(&told, CLERKS).await;
    drop(second);
    for clerk in clerks {
        clerk.await.unwrap();
    }
    // The node that lives has served all its clerks, and the other's work is whole too.
    let told_now = told.lock().unwrap().clone();
    assert!(told_now.len() >= CLERKS / 2 * EACH, "{}", told_now.len());
    assert_nothing_lost(&first.base, &told).await;
    let numbers: BTreeSet<i64> = told_now.iter().filter_map(|place| place.rsplit('/').next()?.parse().ok()).collect();
    let (lowest, highest) = (numbers.first().copied().unwrap_or(0), numbers.last().copied().unwrap_or(0));
    // What the dying node had committed but not told yet is at most one entry for each of its clerks.
    let silent = (highest - lowest + 1) - i64::try_from(numbers.len()).unwrap();
    assert!((0..=32).contains(&silent), "{silent} numbers between {lowest} and {highest} were told to nobody");
    drop(first);
    assert_verified(folder.path(), Some(&database));
}
