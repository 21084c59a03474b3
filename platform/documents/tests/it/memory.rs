//! 500 MB through a store, with a look at the memory. The measuring runs in a process of its own, because
//! the other tests of this binary use memory too.

use std::process::Command;

use documents::store::{FolderStore, Store};
use hostile::peak_kib;

use crate::support::{Generated, ente, long_ago};

const SIZE: u64 = 500_000_000;

#[test]
fn five_hundred_megabytes_pass_without_being_held_in_memory() {
    let out = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "memory::measured_alone", "--nocapture"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "{told}\n{}", String::from_utf8_lossy(&out.stderr));
    let line = told.lines().find(|line| line.contains("VmHWM")).unwrap_or("VmHWM not available here");
    println!("{line}");
}

#[tokio::test]
#[ignore = "run by the test above, in its own process"]
async fn measured_alone() {
    let root = tempfile::tempdir().unwrap();
    let store = FolderStore::open(root.path(), &ente("c_m999"), long_ago()).await.unwrap();
    store.put_stream(&mut Generated::new(1, 1000), u64::MAX).await.unwrap();
    let Some(before) = peak_kib() else { return };
    let stored = store.put_stream(&mut Generated::new(9, SIZE), SIZE).await.unwrap();
    assert_eq!(stored.size, SIZE);
    let mut stream = store.open(&stored.sha256).await.unwrap();
    let mut read = 0u64;
    while let Some(piece) = futures::StreamExt::next(&mut stream).await {
        read += piece.unwrap().len() as u64;
    }
    assert_eq!(read, SIZE);
    let grown = peak_kib().unwrap() - before;
    println!("VmHWM grew by {grown} KiB for {SIZE} bytes in and out");
    assert!(grown < 64 * 1024, "{grown} KiB");
}
