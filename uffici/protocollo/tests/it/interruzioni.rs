//! The interruptions of the register, for whoever checks it.

use std::sync::Arc;

use kernel::FixedClock;
use testkit::Engine;

use crate::emergenza::{BASE, at, bring, opened};

const GUARDATE: &str = "/protocollo/giornalieri/emergenze";

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_the_registers_of_the_day_looks_at_the_interruptions_and_does_nothing_there() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(at("2026-11-25", 12)));
        let (hall, carla, place) = opened(engine, &clock).await;
        let brought = bring(&carla, &place, "7", "2026-11-25T11:00", "Domanda di un passo carrabile").await;
        assert!(brought.status().is_redirection(), "{}", brought.text().await.unwrap());
        let soc = hall.unit("SOC", "Sociale").await;
        hall.person("ines", soc, &["protocollo.consulta", "protocollo.giornaliero"]).await;
        hall.person("anna", soc, &["protocollo.consulta", "protocollo.consulta_tutto"]).await;
        let ines = hall.signed_in("ines").await;
        assert!(ines.read("/protocollo/giornalieri").await.contains(GUARDATE));
        let here = place.replace(BASE, GUARDATE);
        let list = ines.read(GUARDATE).await;
        assert!(list.contains(&here) && list.contains("Guasto al server del protocollo"), "{list}");
        let page = ines.read(&here).await;
        assert!(page.contains("7/2026") && page.contains("1/2026") && page.contains("Decreto n. 4"), "{page}");
        assert!(page.contains("non puoi vederlo") && !page.contains("passo carrabile"), "of another office: {page}");
        assert!(!page.contains("che cosa fare adesso") && !page.contains("/chiudi"), "{page}");
        for path in [BASE, &place] {
            assert_eq!(ines.get(path).await.status(), 403, "{path}");
        }
        assert_eq!(ines.post(&format!("{place}/chiudi"), &[]).await.status(), 403);
        let anna = hall.signed_in("anna").await;
        for path in [GUARDATE, &here] {
            assert_eq!(anna.get(path).await.status(), 403, "{path}");
        }
        hall.stop().await;
    }
}
