//! What was discarded is given to nobody, by this way either.

use ente::Ente;
use kernel::{Actor, Uuid};
use testkit::Engine;

use crate::{
    cooperazione::two,
    posta::messages,
    spedizione::{leaving, send, work},
};

/// Discards the only document of the only entry; its bytes are still there.
pub(crate) async fn scarta(ente: &Ente) {
    let read = ente.db().read().await.unwrap();
    let row = db::one(&read, "SELECT documento_id FROM protocollo_allegato", []).await.unwrap().unwrap();
    let id: Uuid = row.try_get("", "documento_id").unwrap();
    let document = ente.archive.find(&read, &[id]).await.unwrap().remove(0);
    drop(read);
    let mut tx = ente.ledger.begin(Actor::System("prova"), "prova.scarta").await.unwrap();
    ente.archive.discard(&mut tx, &document, Uuid::from_u128(1), "autorizzazione n. 1").await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_discarded_before_it_leaves_does_not_leave_though_its_bytes_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let (_, here, _, there) = two(folder.path(), Engine::Sqlite).await;
    let to = [("Comune di Altrove", "altrove@pec.example.it")];
    let entry = leaving(&here.hall, &to, &[("lettera.txt", b"Si autorizza.".to_vec())]).await;
    let answer = send(&here.anna, &entry).await;
    assert!(answer.status().is_redirection(), "{}", answer.text().await.unwrap());
    scarta(&here.hall.ente).await;
    work(&here.hall).await;
    let page = here.anna.read(&entry).await;
    assert!(page.contains("è stato scartato: il contenuto"), "it is told why it did not leave: {page}");
    assert!(messages(&there.anna.read("/protocollo/posta").await).is_empty(), "nothing came there");
    for town in [here, there] {
        town.hall.verify_clean().await;
        town.hall.stop().await;
    }
}
