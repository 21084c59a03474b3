//! The installation's key is changed, as whoever cares for the machine meets it.

use std::{fs, sync::Arc};

use ente::{Enti, Error, KeyStep};
use kernel::{SystemClock, SystemRandom};
use municipio::OFFICES;
use vault::{Key, Source};

use crate::{
    chiavi::{files_hold, key_of, towns, words},
    program::{Town, program, said},
};

/// After each of these a change may stop: see [`KeyStep`], with two enti.
const STEPS: usize = 5;

async fn enti(town: &Town) -> Enti {
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    Enti::open(town.place(), office::migrations(OFFICES), clock, random).await.unwrap()
}

fn with_two_enti(database: Option<String>) -> Town {
    let town = Town::with_an_ente(database);
    let add = ["ente", "add", "altro", "--name", "Comune", "--host", "altro.example", "--ipa", "c_m998"];
    town.well(&add);
    town
}

/// By which the enti's own keys are told, and how they lie in the databases. Both open here, or it fails.
async fn own_keys(town: &Town) -> Vec<([u8; 32], Vec<u8>)> {
    let (enti, mut found) = (enti(town).await, Vec::new());
    for slug in ["altro", "prova"] {
        let ente = enti.by_slug(slug).await.unwrap().unwrap();
        let sealed = vault::sealed_key(&ente.db().read().await.unwrap()).await.unwrap().unwrap();
        found.push((ente.ledger.vault().fingerprint().unwrap(), sealed));
        ente.db().close().await;
    }
    found
}

fn next_file(town: &Town) -> std::path::PathBuf {
    town.folder.path().join("dati.key.nuova")
}

#[tokio::test(flavor = "multi_thread")]
async fn wherever_a_change_of_the_key_breaks_everything_opens_and_another_call_ends_it() {
    for database in towns().await {
        let town = with_two_enti(database);
        let before: Vec<[u8; 32]> = own_keys(&town).await.into_iter().map(|(own, _)| own).collect();
        for stop in 0..STEPS {
            let (old, mut heard) = (key_of(&town), 0);
            let broken = |_: KeyStep<'_>| {
                heard += 1;
                if heard > stop { Err(Error::BadSlug("la corrente".into())) } else { Ok(()) }
            };
            let error = enti(&town).await.change_key(broken).await.unwrap_err();
            assert!(matches!(error, Error::BadSlug(_)), "{error}");
            assert_eq!(heard, stop + 1);

            let meanwhile: Vec<[u8; 32]> = own_keys(&town).await.into_iter().map(|(own, _)| own).collect();
            assert_eq!(meanwhile, before, "after step {stop} both enti open, with the keys that they had");
            let waits = stop < STEPS - 1;
            assert_eq!(next_file(&town).exists(), waits);
            assert_eq!(said(&town.run(&["doctor"])).contains("cominciato e non è finito"), waits);

            let told = town.well(&["key", "change"]);
            assert!(told.contains("La chiave è nuova") && told.contains("vecchia-"), "{told}");
            assert!(!next_file(&town).exists());
            let new = key_of(&town);
            assert_ne!(new.fingerprint(), old.fingerprint());
            for ((own, sealed), slug) in own_keys(&town).await.into_iter().zip(["altro", "prova"]) {
                assert!(before.contains(&own));
                assert!(vault::open_key(&old, slug, &sealed).is_none(), "the old key opens {slug}");
                assert_eq!(vault::open_key(&new, slug, &sealed).unwrap().fingerprint(), own);
            }
        }
        town.well(&["verify"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_old_key_opened_is_gone_from_the_files_and_old_backups_open_with_the_old_words() {
    for (database, other) in towns().await.into_iter().zip(towns().await) {
        let sqlite = database.is_none();
        let town = with_two_enti(database);
        let (old, paper) = (key_of(&town), words(&town, &[]));
        let copy = town.folder.path().join("copia");
        let copy = copy.to_str().unwrap();
        town.well(&["backup", copy]);
        let sealed = own_keys(&town).await[1].1.clone();
        assert!(!sqlite || files_hold(&town, &sealed));
        town.well(&["key", "change"]);
        assert!(!files_hold(&town, &sealed), "it still lies in a file");
        let kept = Source { file: town.folder.path().join("dati.key.vecchia-1"), ..Source::beside(&town.data()) };
        assert_eq!(kept.read().unwrap().unwrap().fingerprint(), old.fingerprint());

        // On the machine of today, with the new key in its place.
        let elsewhere = Town::new(other);
        Source::beside(&elsewhere.data()).write(&key_of(&town), &elsewhere.data()).unwrap();
        let output = elsewhere.run(&["restore", copy]);
        assert!(said(&output).contains("--words"), "{}", said(&output));
        let output = elsewhere.run_typing(&["restore", copy, "--words"], &paper);
        assert!(output.status.success(), "{}", said(&output));
        elsewhere.well(&["verify"]);
        assert_eq!(key_of(&elsewhere).fingerprint(), key_of(&town).fingerprint());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ente_that_does_not_open_stops_the_change_before_anything_is_written() {
    for database in towns().await {
        let town = with_two_enti(database);
        let old = key_of(&town);
        let before = own_keys(&town).await;
        let broken = enti(&town).await.by_slug("prova").await.unwrap().unwrap();
        let write = broken.db().write().await.unwrap();
        let others = vault::seal_key(&Key::new(&SystemRandom), "prova", &Key::new(&SystemRandom), &SystemRandom);
        vault::put_key(&write, others, kernel::Clock::now(&SystemClock), true).await.unwrap();
        write.commit().await.unwrap();
        let output = town.run(&["key", "change"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains("di questi enti: prova. La chiave non è cambiata"), "{}", said(&output));
        assert!(!next_file(&town).exists());
        assert_eq!(key_of(&town).fingerprint(), old.fingerprint());
        let whole = enti(&town).await.by_slug("altro").await.unwrap().unwrap();
        let sealed = vault::sealed_key(&whole.db().read().await.unwrap()).await.unwrap().unwrap();
        assert_eq!(sealed, before[0].1, "the other ente is as it was");
    }
}

#[test]
fn a_key_that_does_not_lie_in_its_file_is_not_changed() {
    let town = Town::with_an_ente(None);
    let file = Source::beside(&town.data()).file;
    let before = fs::read(&file).unwrap();
    let mut command = program();
    command.args(["key", "change", "--data"]).arg(town.data()).env("MUNICIPIO_KEY", key_of(&town).to_hex().as_str());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("arriva da un altro posto (la variabile MUNICIPIO_KEY)"), "{}", said(&output));
    assert_eq!(fs::read(&file).unwrap(), before);
}
