//! Annulments between two towns that talk to each other without mail: who is told, and when.

use testkit::Engine;

use crate::{
    cooperazione::{register, sent, two},
    posta::messages,
    spedizione::work,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_annulment_of_what_was_sent_is_told_to_who_has_confirmed_it_and_to_nobody_before() {
    let folder = tempfile::tempdir().unwrap();
    let (_, here, _, there) = two(folder.path(), Engine::Sqlite).await;
    let unit = here.hall.unit("SEG", "Segreteria").await;
    let powers = ["protocollo.consulta", "protocollo.consulta_tutto", "protocollo.annulla"];
    here.hall.person("carla", unit, &powers).await;
    let carla = here.hall.signed_in("carla").await;
    let entry = sent(&here).await;
    let form = carla.read(&format!("{entry}/annulla")).await;
    assert!(!form.contains("Estremi del provvedimento"), "not before it is confirmed (annex 6, 3.1): {form}");
    let message = messages(&there.anna.read("/protocollo/posta").await).pop().unwrap();
    let registered = register(&there, &message).await;
    work(&there.hall).await;
    let form = carla.read(&format!("{entry}/annulla")).await;
    assert!(form.contains("Estremi del provvedimento"), "{form}");
    let fields = [("motivo", "Inviata per errore a un altro."), ("provvedimento", "Determinazione 12 del 2026")];
    assert!(carla.post(&format!("{entry}/annulla"), &fields).await.status().is_redirection());
    work(&here.hall).await;
    let page = there.anna.read(&registered).await;
    assert!(page.contains("Annullamento di protocollazione") && page.contains("Determinazione 12"), "{page}");
    assert!(page.contains("dal mittente") && !page.contains("dal destinatario"), "whose it is: {page}");
    let desk = there.anna.read("/scrivania").await;
    assert!(desk.contains("Guarda che cosa ha annullato") && desk.contains("Inviata per errore a un altro"), "{desk}");
    assert!(!desk.contains("chi aveva ricevuto"), "it was who has sent: {desk}");
    let read = there.hall.ente.db().read().await.unwrap();
    let annulled = "SELECT 1 FROM protocollo_stato WHERE annullata = $1";
    assert!(db::one(&read, annulled, [true.into()]).await.unwrap().is_none(), "nothing is annulled by itself");
    drop(read);
    let page = here.anna.read(&entry).await;
    assert!(page.contains("Annullamento di protocollazione") && page.contains("consegnato"), "{page}");
    for town in [here, there] {
        town.hall.verify_clean().await;
        town.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_confirms_what_was_annulled_meanwhile_is_told_then() {
    let folder = tempfile::tempdir().unwrap();
    let (_, here, _, there) = two(folder.path(), Engine::Sqlite).await;
    let unit = here.hall.unit("SEG", "Segreteria").await;
    let powers = ["protocollo.consulta", "protocollo.consulta_tutto", "protocollo.annulla"];
    here.hall.person("carla", unit, &powers).await;
    let entry = sent(&here).await;
    let fields = [("motivo", "Inviata per errore a un altro."), ("provvedimento", "")];
    let carla = here.hall.signed_in("carla").await;
    assert!(carla.post(&format!("{entry}/annulla"), &fields).await.status().is_redirection());
    work(&here.hall).await;
    let message = messages(&there.anna.read("/protocollo/posta").await).pop().unwrap();
    let registered = register(&there, &message).await;
    work(&there.hall).await;
    work(&here.hall).await;
    let page = there.anna.read(&registered).await;
    assert!(page.contains("Annullamento di protocollazione") && page.contains("Inviata per errore"), "{page}");
    for town in [here, there] {
        town.hall.verify_clean().await;
        town.hall.stop().await;
    }
}
