//! What leaves has whoever made it: nobody waits for an office to take it.

use std::sync::Arc;

use kernel::SystemClock;
use testkit::{Engine, TownHall};

use crate::{
    posta::ADDETTA,
    spedizione::{hall_with, leaving},
};

const AVVISO: &str = "Nessun ufficio se ne occupa ancora";

/// The clerk anna, and the technical office with somebody who takes on; the id of that office.
async fn hall(engine: Engine) -> (TownHall, String) {
    let hall = hall_with(engine, vec![], Arc::new(SystemClock)).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    let other = hall.unit("TEC", "Ufficio tecnico").await;
    hall.person("anna", unit, ADDETTA).await;
    hall.person("tea", other, &["protocollo.consulta", "protocollo.prendi"]).await;
    (hall, other.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outgoing_entry_waits_for_no_office_unless_one_to_which_it_was_given_refuses_it() {
    for engine in Engine::all() {
        let (hall, other) = hall(engine).await;
        let (anna, tea) = (hall.signed_in("anna").await, hall.signed_in("tea").await);
        let entry = leaving(&hall, &[("Verdi", "verdi@pec.example.it")], &[]).await;
        // As entries were written before it was so.
        let write = hall.ente.db().write().await.unwrap();
        for waits in [false, true] {
            db::execute(&write, "UPDATE protocollo_stato SET da_assegnare = $1", [waits.into()]).await.unwrap();
        }
        write.commit().await.unwrap();
        let page = anna.read(&entry).await;
        assert!(!page.contains(AVVISO) && page.contains("Se ne occupa chi l&#39;ha registrata."), "{engine:?}: {page}");
        let waiting = "/protocollo?vista=da-assegnare";
        assert!(!anna.read(waiting).await.contains(&entry), "{engine:?}");
        assert!(!anna.read("/protocollo").await.contains("da assegnare</"), "{engine:?}");

        let fields = [("ufficio", other.as_str()), ("tipo", "competenza")];
        let given = anna.post(&format!("{entry}/assegna"), &fields).await;
        assert!(given.status().is_redirection(), "{}", given.text().await.unwrap());
        let page = tea.read(&entry).await;
        let answer = page.split("/assegnazioni/").nth(1).unwrap().split('/').next().unwrap();
        let refused = tea.post(&format!("{entry}/assegnazioni/{answer}/rifiuta"), &[("motivo", "Non è nostra")]).await;
        assert!(refused.status().is_redirection(), "{}", refused.text().await.unwrap());
        assert!(anna.read(&entry).await.contains(AVVISO), "{engine:?}: whoever gave it must know");
        assert!(anna.read(waiting).await.contains(&entry), "{engine:?}");
    }
}
