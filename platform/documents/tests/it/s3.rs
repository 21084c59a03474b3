//! The S3 store against a server that speaks the S3 protocol (`s3s-fs`), over TCP.

use std::path::Path;
use std::time::Duration;

use documents::store::{HEAD_BYTES, S3Settings, S3Store, Sha256Hash, Soundness, Store, StoreError};
use testkit::{ACCESS_KEY, BUCKET, S3Server, SECRET_KEY};

use crate::support::{Generated, ente, far_future, listed, long_ago, whole};

const MIB: u64 = 1024 * 1024;

fn settings(server: &S3Server) -> S3Settings {
    let mut settings = S3Settings::new(BUCKET, ACCESS_KEY, SECRET_KEY);
    settings.endpoint = Some(format!("http://{}", server.address));
    settings.retries = 1;
    settings.retry_timeout = Duration::from_secs(5);
    settings.request_timeout = Duration::from_secs(120);
    settings
}

async fn open(settings: &S3Settings) -> S3Store {
    S3Store::open(settings, &ente("c_m999"), "nodo-1", long_ago()).await.unwrap()
}

fn arrivals(root: &Path) -> usize {
    std::fs::read_dir(root.join("documenti/c_m999/arrivi")).map_or(0, Iterator::count)
}

#[tokio::test(flavor = "multi_thread")]
async fn small_and_large_documents_come_back_byte_for_byte() {
    let root = tempfile::tempdir().unwrap();
    let server = S3Server::start(root.path().into()).await;
    let store = open(&settings(&server)).await;
    for size in [0, 1, 100_000, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 21 * MIB] {
        let bytes = Generated::new(size, size).bytes().await;
        let stored = store.put_stream(&mut &bytes[..], size).await.unwrap();
        assert_eq!(stored.sha256, Sha256Hash::of(&bytes));
        assert_eq!((stored.size, stored.already_there), (size, false), "{size}");
        assert_eq!(stored.head, bytes[..bytes.len().min(HEAD_BYTES)]);
        assert!(whole(&store, &stored.sha256).await == bytes, "{size} bytes differ");
        assert_eq!(store.check(&stored.sha256).await.unwrap(), Soundness::Sound { size });
        let part = store.get_range(&stored.sha256, size / 3..size / 2).await.unwrap();
        assert_eq!(part.len() as u64, size / 2 - size / 3);
        let beyond = store.get_range(&stored.sha256, 0..size + 1).await;
        assert!(matches!(beyond, Err(StoreError::OutOfRange { .. })));
        let again = store.put_stream(&mut &bytes[..], size).await.unwrap();
        assert!(again.already_there);
    }
    assert_eq!(listed(&store).await.len(), 7);
    settled(root.path()).await;
}

/// The arrivals are removed in the background.
async fn settled(root: &Path) {
    for _ in 0..9_000 {
        if arrivals(root) == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} arrivals are still there", arrivals(root));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_document_sent_many_times_at_once_is_kept_once() {
    let root = tempfile::tempdir().unwrap();
    let server = S3Server::start(root.path().into()).await;
    let store = open(&settings(&server)).await;
    let uploads: Vec<_> = (0..6)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(
                async move { store.put_stream(&mut Generated::new(7, 9 * MIB), u64::MAX).await.unwrap().sha256 },
            )
        })
        .collect();
    let mut hashes = Vec::new();
    for upload in uploads {
        hashes.push(upload.await.unwrap());
    }
    hashes.dedup();
    assert_eq!(listed(&store).await, hashes);
    assert_eq!(store.check(&hashes[0]).await.unwrap(), Soundness::Sound { size: 9 * MIB });
    settled(root.path()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_dropped_or_fails_leaves_no_object() {
    let root = tempfile::tempdir().unwrap();
    let server = S3Server::start(root.path().into()).await;
    let store = open(&settings(&server)).await;
    let mut stalling = Generated::new(1, 20 * MIB).stalling_at(2 * MIB);
    let upload = store.put_stream(&mut stalling, u64::MAX);
    assert!(tokio::time::timeout(Duration::from_secs(3), upload).await.is_err());
    let failed = store.put_stream(&mut Generated::new(2, 20 * MIB).failing_at(10), u64::MAX).await;
    assert!(matches!(failed, Err(StoreError::Interrupted { .. })));
    let too_big = store.put_stream(&mut Generated::new(3, 20 * MIB), 10 * MIB).await;
    assert!(matches!(too_big, Err(StoreError::TooBig { .. })));
    assert!(listed(&store).await.is_empty());
    settled(root.path()).await;
    for _ in 0..9_000 {
        if parts(root.path()) == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let left: Vec<_> = std::fs::read_dir(root.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    panic!("parts were not taken back: {left:?}");
}

/// The parts of unfinished multipart uploads, which this server keeps as hidden files at its root.
fn parts(root: &Path) -> usize {
    let entries = std::fs::read_dir(root).unwrap().map(Result::unwrap);
    entries.filter(|entry| entry.file_name().to_string_lossy().contains(".part-")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_object_is_found() {
    let root = tempfile::tempdir().unwrap();
    let server = S3Server::start(root.path().into()).await;
    let store = open(&settings(&server)).await;
    let stored = store.put_stream(&mut Generated::new(4, 100_000), u64::MAX).await.unwrap();
    let path = root.path().join("documenti/c_m999").join(stored.sha256.key());
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[50_000] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let found = store.check(&stored.sha256).await.unwrap();
    assert!(matches!(found, Soundness::Altered { size: 100_000, .. }), "{found:?}");
    store.delete(&stored.sha256).await.unwrap();
    assert_eq!(store.check(&stored.sha256).await.unwrap(), Soundness::Missing);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_ente_cannot_read_another_s_document_even_with_its_hash() {
    let root = tempfile::tempdir().unwrap();
    let server = S3Server::start(root.path().into()).await;
    let settings = settings(&server);
    let ours = open(&settings).await;
    let theirs = S3Store::open(&settings, &ente("c_x000"), "nodo-2", long_ago()).await.unwrap();
    let stored = theirs.put_stream(&mut &b"riservato"[..], 100).await.unwrap();
    assert!(!ours.exists(&stored.sha256).await.unwrap());
    let opened = ours.open(&stored.sha256).await.map(|_| ());
    assert!(matches!(opened, Err(StoreError::NotFound { .. })));
    assert!(listed(&ours).await.is_empty());
    ours.delete(&stored.sha256).await.unwrap();
    assert!(theirs.exists(&stored.sha256).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn abandoned_arrivals_are_cleared_at_opening() {
    let root = tempfile::tempdir().unwrap();
    let server = S3Server::start(root.path().into()).await;
    let settings = settings(&server);
    open(&settings).await;
    let folder = root.path().join("documenti/c_m999/arrivi");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("nodo-0-1"), b"a meta").unwrap();
    std::fs::write(folder.join(Sha256Hash::of(b"x").to_string()), b"x").unwrap();
    let store = open(&settings).await;
    assert_eq!(arrivals(root.path()), 2);
    assert!(listed(&store).await.is_empty(), "an arrival is not an object");
    S3Store::open(&settings, &ente("c_m999"), "nodo-1", far_future()).await.unwrap();
    assert_eq!(arrivals(root.path()), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_a_missing_bucket_and_a_silent_server_are_told_apart() {
    let root = tempfile::tempdir().unwrap();
    let server = S3Server::start(root.path().into()).await;
    let good = settings(&server);
    let attempt = async |settings: &S3Settings| {
        S3Store::open(settings, &ente("c_m999"), "n", long_ago()).await.map(|_| ()).unwrap_err()
    };
    let mut wrong_key = good.clone();
    wrong_key.secret_key = "sbagliato".to_owned();
    let denied = attempt(&wrong_key).await;
    assert!(matches!(denied, StoreError::Denied { .. }), "{denied:?}");
    let mut no_bucket = good.clone();
    no_bucket.bucket = "altro".to_owned();
    let told = attempt(&no_bucket).await.to_string();
    assert!(told.contains("bucket") && told.contains("non esiste"), "{told}");
    let mut silent = good.clone();
    silent.endpoint = Some("http://127.0.0.1:9".to_owned());
    silent.retries = 0;
    assert!(matches!(attempt(&silent).await, StoreError::Unreachable { .. }));
}
