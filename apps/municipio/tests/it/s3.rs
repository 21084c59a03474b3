//! The built program with its documents in an object storage that speaks the S3 protocol, through the settings file.

use std::{fs, time::Duration};

use testkit::S3Server;

use crate::program::{Clerk, Town, in_bucket, said};

#[tokio::test(flavor = "multi_thread")]
async fn documents_in_a_bucket_are_registered_read_back_verified_and_named_when_damaged() {
    let bucket = tempfile::tempdir().unwrap();
    let server = S3Server::start(bucket.path().into()).await;
    let town = Town::with_settings(None, &in_bucket(&server));
    let password = town.with_a_clerk();
    let running = town.serve().await;
    let clerk = Clerk::enter(&running.base, "rosa.clerk", &password).await;

    let letter = b"Si chiede la potatura dei tigli".repeat(400);
    let place = clerk.register("Richiesta di potatura dei tigli", "lettera.txt", letter.clone()).await;
    let page = clerk.read(&place).await;
    let file = testkit::link(&page, "/scarica");
    assert_eq!(clerk.get(file.expect("the document is on the page")).await.bytes().await.unwrap(), letter);
    assert!(!town.data().join("documenti").exists(), "nothing lies in the folder");
    let clean = town.run(&["verify"]);
    assert!(clean.status.success(), "{}", said(&clean));
    assert!(said(&town.run(&["doctor"])).contains("Un documento di prova è stato scritto, riletto e tolto"));

    let object = server.objects().into_iter().find(|path| fs::read(path).is_ok_and(|bytes| bytes == letter)).unwrap();
    let mut damaged = letter.clone();
    damaged[99] ^= 1;
    fs::write(&object, &damaged).unwrap();
    let told = town.run(&["verify"]);
    assert_eq!(told.status.code(), Some(1));
    let name = object.file_name().unwrap().to_str().unwrap();
    assert!(said(&told).contains(name) && said(&told).contains("il contenuto è cambiato"), "{}", said(&told));
    fs::remove_file(&object).unwrap();
    let gone = town.run(&["verify"]);
    assert!(said(&gone).contains("Il file non c'è più"), "{}", said(&gone));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_does_not_answer_is_told_in_a_sentence_and_nothing_is_half_done() {
    let bucket = tempfile::tempdir().unwrap();
    let mut server = S3Server::start(bucket.path().into()).await;
    let town = Town::with_settings(None, &in_bucket(&server));
    let password = town.with_a_clerk();
    let running = town.serve().await;
    let clerk = Clerk::enter(&running.base, "rosa.clerk", &password).await;
    clerk.register("Richiesta di potatura dei tigli", "prima.txt", b"prima".to_vec()).await;
    let before = server.objects();

    server.close().await;
    let started = std::time::Instant::now();
    let answer = clerk.drop_file("seconda.txt", b"seconda".to_vec()).await;
    assert_eq!(answer.status(), 503);
    let page = answer.text().await.unwrap();
    assert!(page.contains("archivio dei documenti non risponde"), "{page}");
    assert!(started.elapsed() < Duration::from_secs(30), "a clerk waited {:?}", started.elapsed());
    let doctor = town.run(&["doctor", "--json"]);
    let findings: serde_json::Value = serde_json::from_slice(&doctor.stdout).unwrap();
    let found = findings.as_array().unwrap().iter().find(|finding| finding["cosa"] == "documenti").unwrap();
    assert_eq!(found["esito"], "ERRORE", "{found}");
    assert!(found["frase"].as_str().unwrap().contains("non risponde"), "{found}");
    assert!(found["rimedio"].as_str().unwrap().contains("[files]"), "{found}");
    // What needs no file goes on.
    let list = clerk.read("/protocollo").await;
    assert!(list.contains("potatura dei tigli"));

    server.open().await;
    assert_eq!(server.objects(), before, "nothing of the failed upload is there");
    let place = clerk.register("Richiesta di un nuovo lampione", "seconda.txt", b"seconda".to_vec()).await;
    assert!(place.ends_with("/2"), "the failed upload took no number: {place}");
    let clean = town.run(&["verify"]);
    assert!(clean.status.success(), "{}", said(&clean));
}
