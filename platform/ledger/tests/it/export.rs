//! What outside judges read. That they agree is tried with Go's own packages in `judges/tlog`.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ledger::{Checkpoint, Error, ExportError, export_log, tile_path};
use tlog_tiles::{Hash, check_record, check_tree, record_hash};

use crate::fixture::on_each_engine;

fn hash(value: &serde_json::Value) -> Hash {
    Hash::parse_hash(value.as_str().unwrap()).unwrap()
}

fn hashes(value: &serde_json::Value) -> Vec<Hash> {
    value.as_array().unwrap().iter().map(hash).collect()
}

#[tokio::test]
async fn the_exported_folder_holds_the_log_and_proofs_that_stand() {
    on_each_engine(|stage| async move {
        stage.fill(300).await;
        stage.ledger.seal().await.unwrap();
        stage.fill(400).await;
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("log");
        export_log(&stage.ledger, &dir).await.unwrap();
        let text = |name: &str| std::fs::read_to_string(dir.join(name)).unwrap();
        let json = |name: &str| serde_json::from_str::<serde_json::Value>(&text(name)).unwrap();

        let key = text("vkey");
        assert_eq!(key.trim_end(), stage.ledger.verifier_key());
        let now = Checkpoint::open(&text("checkpoint"), key.trim_end()).unwrap();
        let old = Checkpoint::open(&text("checkpoint.old"), key.trim_end()).unwrap();
        assert_eq!((old.size, now.size), (300, 700));

        let consistency = json("consistency.json");
        let (older, newer) = (hash(&consistency["old_root"]), hash(&consistency["new_root"]));
        assert_eq!((older.0, newer.0), (old.root, now.root));
        check_tree(&hashes(&consistency["proof"]), 700, newer, 300, older).unwrap();

        let proofs = json("proofs.json");
        let mut places = Vec::new();
        for proof in proofs.as_array().unwrap() {
            let (size, index) = (proof["size"].as_u64().unwrap(), proof["index"].as_u64().unwrap());
            let leaf = BASE64_STANDARD.decode(proof["leaf"].as_str().unwrap()).unwrap();
            let root = if size == 700 { newer } else { older };
            check_record(&hashes(&proof["proof"]), size, root, index, record_hash(&leaf)).unwrap();
            places.push((size, index));
        }
        for place in [(700, 0), (700, 255), (700, 256), (700, 699), (300, 299)] {
            assert!(places.contains(&place), "{place:?}");
        }

        for (level, n, width) in [(0, 0, 256), (0, 1, 256), (0, 2, 188), (1, 0, 2)] {
            let published = std::fs::read(dir.join(tile_path(level, n, width))).unwrap();
            assert_eq!(Some(published), stage.ledger.tile(level, n, width).await.unwrap());
        }
        assert!(dir.join("tile/0/002.p/188").exists());
        assert!(!dir.join("tile/entries").exists(), "who did what is not for everyone");
    })
    .await;
}

#[tokio::test]
async fn an_empty_journal_and_a_folder_that_is_a_file_are_refused() {
    on_each_engine(|stage| async move {
        let folder = tempfile::tempdir().unwrap();
        let refused = export_log(&stage.ledger, folder.path()).await.unwrap_err();
        assert!(matches!(refused, ExportError::Ledger(Error::Absent(_))), "{refused:?}");
        stage.fill(1).await;
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let refused = export_log(&stage.ledger, &file).await.unwrap_err();
        assert!(matches!(refused, ExportError::File { .. }), "{refused:?}");
    })
    .await;
}
