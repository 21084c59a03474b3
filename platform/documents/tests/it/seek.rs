//! A document read as a file.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use documents::store::{FolderStore, Sha256Hash, Store, StoreError};
use documents::{SeekReader, document};
use kernel::{Instant, Uuid};
use tokio::runtime::Handle;

use crate::support::{Generated, ente, long_ago};

/// More than two pieces.
const SIZE: usize = 9_000_000;

fn named(sha256: Sha256Hash, size: usize) -> document::Model {
    document::Model {
        id: Uuid::nil().into(),
        sha256: sha256.0.to_vec(),
        size: i64::try_from(size).unwrap(),
        name: "a.bin".into(),
        format: "sconosciuto".into(),
        detail: None,
        mismatch: false,
        created_at: Instant::from_micros(0),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_read_forth_and_back_as_a_file_is() {
    let root = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(FolderStore::open(root.path(), &ente("c_m999"), long_ago()).await.unwrap());
    let bytes = Generated::new(7, SIZE as u64).bytes().await;
    let stored = store.put_stream(&mut &bytes[..], SIZE as u64).await.unwrap();
    let handle = Handle::current();
    let reading = move || {
        let mut file = SeekReader::new(&store, &handle, &named(stored.sha256, SIZE));
        let mut all = Vec::new();
        file.read_to_end(&mut all).unwrap();
        assert!(all == bytes, "from the first byte to the last");
        for (to, at) in [
            (SeekFrom::Start(5_000_000), 5_000_000),
            (SeekFrom::Current(-100), 4_999_910),
            (SeekFrom::End(-10), SIZE - 10),
        ] {
            assert_eq!(file.seek(to).unwrap(), at as u64);
            let mut ten = [0; 10];
            file.read_exact(&mut ten).unwrap();
            assert_eq!(ten, bytes[at..at + 10]);
        }
        assert_eq!(file.read(&mut [0; 10]).unwrap(), 0, "at its end");
        file.seek(SeekFrom::Start(0)).unwrap();
        assert_eq!(file.seek(SeekFrom::Current(-1)).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        // What the store says is not lost: one that is not there is not an empty one.
        assert!(file.failure().is_none(), "none of this was the store's fault");
        let mut gone = SeekReader::new(&store, &handle, &named(Sha256Hash([1; 32]), 10));
        assert!(gone.read(&mut [0; 10]).is_err());
        assert!(matches!(gone.failure(), Some(StoreError::NotFound { .. })));
    };
    tokio::task::spawn_blocking(reading).await.unwrap();
}
