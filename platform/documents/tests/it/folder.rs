//! The folder store on a real disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use documents::store::{FolderStore, HEAD_BYTES, Sha256Hash, Soundness, Store, StoreError};

use crate::support::{Generated, ente, far_future, listed, long_ago, whole};

async fn open(root: &Path) -> FolderStore {
    FolderStore::open(root, &ente("c_m999"), long_ago()).await.unwrap()
}

fn arrivals(store: &FolderStore) -> usize {
    fs::read_dir(store.path().join("arrivi")).unwrap().count()
}

fn place(store: &FolderStore, sha: &Sha256Hash) -> PathBuf {
    store.path().join(sha.key())
}

/// Overwrites a stored file in place, as a fault of the disk would.
fn flip_a_byte(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn what_goes_in_comes_out_byte_for_byte() {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path()).await;
    for size in [0u64, 1, 65_535, 65_536, 65_537, 262_144, 262_145, 3_000_000] {
        let bytes = Generated::new(size, size).bytes().await;
        let stored = store.put_stream(&mut &bytes[..], size).await.unwrap();
        assert_eq!(stored.sha256, Sha256Hash::of(&bytes));
        assert_eq!((stored.size, stored.already_there), (size, false));
        assert_eq!(stored.head, bytes[..bytes.len().min(HEAD_BYTES)]);
        assert_eq!(whole(&store, &stored.sha256).await, bytes);
        assert_eq!(fs::read(store.local_path(&stored.sha256).unwrap()).unwrap(), bytes);
        assert_eq!(store.size(&stored.sha256).await.unwrap(), Some(size));
        assert_eq!(store.check(&stored.sha256).await.unwrap(), Soundness::Sound { size });
        let (start, end) = (size / 3, size / 2);
        let part = store.get_range(&stored.sha256, start..end).await.unwrap();
        assert_eq!(part, bytes[usize::try_from(start).unwrap()..usize::try_from(end).unwrap()]);
        let beyond = store.get_range(&stored.sha256, 0..size + 1).await;
        assert!(matches!(beyond, Err(StoreError::OutOfRange { .. })));
    }
    assert_eq!(arrivals(&store), 0);
    assert_eq!(listed(&store).await.len(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_document_sent_many_times_at_once_is_kept_once() {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path()).await;
    let uploads: Vec<_> = (0..16)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.put_stream(&mut Generated::new(7, 1_000_000), u64::MAX).await.unwrap() })
        })
        .collect();
    let mut new = 0;
    let mut hashes = Vec::new();
    for upload in uploads {
        let stored = upload.await.unwrap();
        new += usize::from(!stored.already_there);
        hashes.push(stored.sha256);
    }
    hashes.dedup();
    assert_eq!((new, hashes.len()), (1, 1));
    assert_eq!(listed(&store).await, hashes);
    assert_eq!(arrivals(&store), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_dropped_or_fails_leaves_nothing() {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path()).await;
    let mut stalling = Generated::new(1, 2_000_000).stalling_at(500_000);
    let upload = store.put_stream(&mut stalling, u64::MAX);
    assert!(tokio::time::timeout(Duration::from_millis(200), upload).await.is_err());
    let failed = store.put_stream(&mut Generated::new(2, 2_000_000).failing_at(10), u64::MAX).await;
    assert!(matches!(failed, Err(StoreError::Interrupted { .. })));
    let too_big = store.put_stream(&mut Generated::new(3, 2_000_001), 2_000_000).await;
    assert!(matches!(too_big, Err(StoreError::TooBig { limit: 2_000_000 })));
    for _ in 0..6_000 {
        if arrivals(&store) == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(arrivals(&store), 0);
    assert!(listed(&store).await.is_empty());
}

#[tokio::test]
async fn an_altered_object_is_found_and_mended_when_its_bytes_come_again() {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path()).await;
    let stored = store.put_stream(&mut Generated::new(4, 100_000), u64::MAX).await.unwrap();
    flip_a_byte(&place(&store, &stored.sha256));
    let found = store.check(&stored.sha256).await.unwrap();
    assert!(matches!(found, Soundness::Altered { found, size: 100_000 } if found != stored.sha256));

    let again = store.put_stream(&mut Generated::new(4, 100_000), u64::MAX).await.unwrap();
    assert!(!again.already_there);
    assert_eq!(store.check(&stored.sha256).await.unwrap(), Soundness::Sound { size: 100_000 });
    // The altered copy is kept as evidence.
    assert_eq!(fs::read_dir(store.path().join("guasti")).unwrap().count(), 1);
    assert_eq!(listed(&store).await, [stored.sha256]);
}

#[tokio::test]
async fn one_ente_cannot_read_another_s_document_even_with_its_hash() {
    let root = tempfile::tempdir().unwrap();
    let ours = open(root.path()).await;
    let theirs = FolderStore::open(root.path(), &ente("c_x000"), long_ago()).await.unwrap();
    let stored = theirs.put_stream(&mut &b"riservato"[..], 100).await.unwrap();
    assert!(!ours.exists(&stored.sha256).await.unwrap());
    let opened = ours.open(&stored.sha256).await.map(|_| ());
    assert!(matches!(opened, Err(StoreError::NotFound { .. })));
    assert!(matches!(ours.get_range(&stored.sha256, 0..1).await, Err(StoreError::NotFound { .. })));
    assert_eq!(ours.check(&stored.sha256).await.unwrap(), Soundness::Missing);
    assert!(listed(&ours).await.is_empty());
    ours.delete(&stored.sha256).await.unwrap();
    assert!(theirs.exists(&stored.sha256).await.unwrap());
}

#[tokio::test]
async fn only_arrivals_older_than_a_day_are_cleared_at_opening() {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path()).await;
    fs::write(store.path().join("arrivi/1-1"), b"a meta").unwrap();
    open(root.path()).await;
    assert_eq!(arrivals(&store), 1, "an upload in progress must survive");
    FolderStore::open(root.path(), &ente("c_m999"), far_future()).await.unwrap();
    assert_eq!(arrivals(&store), 0);
}

#[tokio::test]
async fn a_folder_that_is_gone_is_told_apart_from_a_document_that_is_not_there() {
    let root = tempfile::tempdir().unwrap();
    let missing = root.path().join("disco");
    let opened = FolderStore::open(&missing, &ente("c_m999"), long_ago()).await.map(|_| ());
    assert!(matches!(opened, Err(StoreError::FolderGone { .. })));
    fs::create_dir(&missing).unwrap();
    let store = open(&missing).await;
    let sha = Sha256Hash::of(b"mai visto");
    assert!(!store.exists(&sha).await.unwrap());
    fs::remove_dir_all(&missing).unwrap();
    assert!(matches!(store.exists(&sha).await, Err(StoreError::FolderGone { .. })));
    assert!(matches!(store.put_stream(&mut &b"x"[..], 10).await, Err(StoreError::FolderGone { .. })));
}

/// `/dev/full` answers "no space left" to every write: the one full disk that any Linux machine has. The
/// arrivals folder cannot be a device, so the meaning given to that answer is what is tested.
#[test]
fn a_full_disk_is_called_by_its_name() {
    let Ok(mut full) = fs::File::options().write(true).open("/dev/full") else {
        eprintln!("SKIPPED: no /dev/full on this machine");
        return;
    };
    let error = std::io::Write::write_all(&mut full, b"x").unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
}
