//! A clerk's day over HTTP: a document dropped, registered, assigned, taken, annulled, found, proved.

use office::Office;
use protocollo::Protocollo;
use testkit::{Engine, TownHall};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

const ADDETTA: &[&str] = &[
    "protocollo.consulta",
    "protocollo.consulta_tutto",
    "protocollo.registra",
    "protocollo.assegna",
    "protocollo.prendi",
];

#[tokio::test(flavor = "multi_thread")]
async fn from_the_dropped_document_to_the_proof() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, tec) = (hall.unit("PRO", "Protocollo").await, hall.unit("TEC", "Ufficio tecnico").await);
        hall.person("anna", pro, ADDETTA).await;
        hall.person("carla", pro, &["protocollo.consulta", "protocollo.consulta_tutto", "protocollo.annulla"]).await;
        hall.person("marco", tec, &["protocollo.consulta", "protocollo.prendi"]).await;
        let year = hall.ente.ledger.now().year();
        let anna = hall.signed_in("anna").await;

        let text = "Oggetto: richiesta di potatura dei tigli in via Mazzini\n\nSi chiede la potatura.\n";
        let dropped = anna.upload("/protocollo/nuova/carica", &[("verso", "arrivo")], "lettera.txt", text.into()).await;
        let form = dropped.headers()["location"].to_str().unwrap().to_owned();
        let page = anna.read(&form).await;
        assert!(page.contains("lettera.txt"));
        let bozza = form.rsplit('=').next().unwrap();

        // What is missing is told at once, beside what was written.
        let base = [("bozza", bozza), ("chiave", bozza), ("verso", "arrivo"), ("mezzo", "mano")];
        let refused =
            anna.post("/protocollo/nuova", &[&base[..], &[("oggetto", ""), ("nome_testo", "")]].concat()).await;
        assert_eq!(refused.status(), 422);
        let told = refused.text().await.unwrap();
        assert!(
            told.contains("oggetto") && told.contains("Manca il mittente") && told.contains("lettera.txt"),
            "{told}"
        );

        let ufficio = tec.to_string();
        let fields = [
            ("oggetto", "Richiesta di potatura dei tigli"),
            ("nome_testo", "Verdi Luigi"),
            ("ufficio", ufficio.as_str()),
        ];
        let done = anna.post("/protocollo/nuova", &[&base[..], &fields[..]].concat()).await;
        assert_eq!(done.headers()["location"].to_str().unwrap(), format!("/protocollo/{year}/1?registrata"));
        let again = anna.post("/protocollo/nuova", &[&base[..], &fields[..]].concat()).await;
        assert!(
            again.headers()["location"].to_str().unwrap().starts_with(&format!("/protocollo/{year}/1")),
            "sent twice"
        );

        let marco = hall.signed_in("marco").await;
        assert!(marco.read("/scrivania").await.contains("potatura"));
        let entry = marco.read(&format!("/protocollo/{year}/1")).await;
        let accept = entry
            .split("action=\"")
            .filter_map(|part| part.split('"').next())
            .find(|path| path.ends_with("/accetta"))
            .unwrap();
        assert_eq!(marco.post(accept, &[]).await.status(), 303);
        assert_eq!(marco.post(accept, &[]).await.status(), 422, "an answer is given once");
        assert!(!marco.read("/scrivania").await.contains("potatura"));

        hall.work().await;
        let carla = hall.signed_in("carla").await;
        assert!(
            carla.read("/protocollo?q=potature").await.contains(&format!("/protocollo/{year}/1\"")),
            "found by another form of the word"
        );
        let annul = format!("/protocollo/{year}/1/annulla");
        assert_eq!(carla.post(&annul, &[("motivo", "no")]).await.status(), 422);
        assert_eq!(carla.post(&annul, &[("motivo", "Registrata due volte per errore")]).await.status(), 303);
        let entry = carla.read(&format!("/protocollo/{year}/1")).await;
        assert!(
            entry.contains("Registrazione annullata") && entry.contains("Richiesta di potatura"),
            "it stays legible"
        );

        let proof = carla.get(&format!("/protocollo/{year}/1/prova")).await.bytes().await.unwrap();
        let proven = ledger::Proof::from_bytes(&proof).unwrap().check().unwrap();
        assert!(proven.content.contains("Richiesta di potatura dei tigli"));
        hall.verify_clean().await;
        hall.stop().await;
    }
}
