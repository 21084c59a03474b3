//! An adopted act goes to whom the law names: by a draft of protocollo that a person registers and sends, or by hand with a proof; and its page
//! says how it stands with each.

use atti::{Atti, AttoId, NuovoRecapito, RichiestaComunicazione, Voto, rules::comunicazioni::Scopo};
use authz::PersonId;
use office::Office;
use porte::{
    conservazione::{Conservabili, Tipo},
    fascicoli::{Carta, Depositi},
};
use protocollo::Protocollo;
use testkit::Engine;

use crate::casa::{Casa, USUALI, dice, giorno, motivi, riga};

static CON_PROTOCOLLO: Atti = Atti { comunica: Some(&protocollo::Comunica), ..USUALI };
static OFFICES: &[&dyn Office] = &[
    &Protocollo { depositi: &[] },
    &librofirma::LibroFirma { firmabili: &[], sottoscrivibili: &[] },
    &contabilita::Contabilita,
    &albo::AlboPretorio { originali: &[], testi: &[&atti::Testi] },
    &trasparenza::AmministrazioneTrasparente,
    &CON_PROTOCOLLO,
];
const PROTOCOLLA: &[&str] = &["protocollo.consulta", "protocollo.registra"];

/// The town hall, in which Lucia and Elena register what leaves.
async fn casa(engine: Engine) -> Casa {
    let casa = Casa::con(engine, OFFICES).await;
    casa.incarico(&[(casa.lucia, casa.llp), (casa.elena, casa.llp)], "Protocollo", PROTOCOLLA).await;
    casa
}

async fn compie(casa: &Casa, person: PersonId, id: AttoId, passo: &str) {
    casa.compie_con(&CON_PROTOCOLLO, person, id, passo).await.unwrap();
}

fn posto(answer: &reqwest::Response) -> String {
    answer.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supplier_is_told_the_commitment_by_an_entry_that_lucia_registers_and_its_page_follows_it() {
    for engine in Engine::all() {
        let casa = casa(engine).await;
        let id = casa.atto("determina-impegno", "Tetto della scuola", &[riga(366_000)]).await;
        let lucia = casa.hall.signed_in("lucia").await;
        let place = format!("/atti/{id}/comunicazioni");
        let fields = [("scopo", "fornitori"), ("destinatario", "Edilnova S.r.l."), ("documento", "intero")];
        let early = lucia.post(&place, &fields).await;
        assert_eq!(early.status(), 422, "{engine:?}: a draft is told to nobody");
        for (person, passo) in [(casa.lucia, "proponi"), (casa.marco, "firma"), (casa.paolo, "visto")] {
            compie(&casa, person, id, passo).await;
        }
        let page = casa.pagina("lucia", &place).await;
        assert!(page.contains("Edilnova S.r.l.") && page.contains("artt. 183 e 191 TUEL"), "{engine:?}: {page}");
        assert!(!page.contains("art. 125 TUEL"), "a determina goes to no head of group: {page}");
        let draft = posto(&lucia.post(&place, &fields).await);
        assert!(draft.starts_with("/protocollo/nuova?bozza="), "{engine:?}: {draft}");
        assert_eq!(casa.righe_di("protocollo_registrazione").await, 0, "nothing is registered by itself");
        let form = casa.pagina("lucia", &draft).await;
        for words in ["Edilnova S.r.l.", "impegno n. 1/2026", "Determinazione n. 1 del 27/11/2026. Tetto della scuola"]
        {
            assert!(form.contains(words), "{engine:?}: {words} is missing: {form}");
        }
        let bozza = draft.split("bozza=").nth(1).unwrap();
        let sent = [
            ("bozza", bozza),
            ("verso", "partenza"),
            ("oggetto", "Comunicazione dell'impegno per il tetto della scuola"),
            ("nome_testo", "Edilnova S.r.l."),
            ("mezzo", "pec"),
        ];
        assert_eq!(lucia.post("/protocollo/nuova", &sent).await.status(), 303, "{engine:?}");
        let act = casa.pagina("lucia", &format!("/atti/{id}")).await;
        assert!(act.contains("Prot. 1/2026") && act.contains("Edilnova S.r.l.: da spedire"), "{engine:?}: {act}");
        let form = lucia.read("/protocollo/2026/1/spedisci").await;
        let select = form.split("name=\"parte\"").nth(1).unwrap().split("</select>").next().unwrap();
        let mut parti = select.split("value=\"").skip(1).filter_map(|part| part.split('"').next());
        let parte = parti.find(|value| !value.is_empty()).unwrap();
        let given = [("parte", parte), ("mezzo", "mano"), ("il", "2026-11-27"), ("estremi", "al titolare")];
        assert_eq!(lucia.post("/protocollo/2026/1/consegna", &given).await.status(), 303);
        let act = casa.pagina("lucia", &format!("/atti/{id}")).await;
        assert!(act.contains("Edilnova S.r.l.: consegnato il 27/11/2026"), "{engine:?}: {act}");
        // Paolo reads the act, and not the entries of Lucia's unit.
        let other = casa.pagina("paolo", &format!("/atti/{id}")).await;
        assert!(other.contains("Tetto della scuola") && !other.contains("Prot. 1/2026"), "{engine:?}: {other}");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_addressee_of_an_order_is_bound_from_the_day_on_which_it_was_delivered_with_its_proof() {
    for engine in Engine::all() {
        let casa = casa(engine).await;
        let id = casa.atto("ordinanza-contingibile", "Transenne", &[]).await;
        let to = "Rossi Mario; rossi@pec.example.it\nVerdi Luigi";
        casa.scrive(id, |dati| {
            dati.durata_al = Some(giorno("2026-12-31"));
            dati.destinatari = Some(to.to_owned());
        })
        .await
        .unwrap();
        compie(&casa, casa.lucia, id, "sottoponi").await;
        compie(&casa, casa.giulia, id, "firma").await;
        let lucia = casa.hall.signed_in("lucia").await;
        let page = casa.pagina("lucia", &format!("/atti/{id}/comunicazioni")).await;
        assert!(
            page.contains("Rossi Mario; rossi@pec.example.it") && page.contains("Verdi Luigi"),
            "{engine:?}: {page}"
        );
        let place = format!("/atti/{id}/notifiche");
        let said = [("nome", "Rossi Mario"), ("giorno", "2026-11-27"), ("come", "Dal messo, a mani proprie")];
        let bare = lucia.upload(&place, &said, "relata.pdf", Vec::new()).await;
        assert_eq!(bare.status(), 422, "{engine:?}: without a proof nothing is noted");
        let bare = bare.text().await.unwrap();
        assert!(bare.contains("Manca la prova") && bare.contains("Dal messo, a mani proprie"), "{engine:?}: {bare}");
        let early = [("nome", "Rossi Mario"), ("giorno", "2026-11-26"), ("come", "Dal messo")];
        let early = lucia.upload(&place, &early, "relata.txt", b"Relata".to_vec()).await;
        assert!(early.text().await.unwrap().contains("prima dell"), "nothing is delivered before it is adopted");
        assert_eq!(casa.righe_di("atti_notifica").await, 0);
        assert_eq!(lucia.upload(&place, &said, "relata.txt", b"Relata di notifica".to_vec()).await.status(), 303);
        let page = casa.pagina("lucia", &format!("/atti/{id}")).await;
        let told = "consegnato il 27/11/2026: per questo destinatario ha effetto da quel giorno";
        assert!(page.contains(told) && page.contains("a mani proprie"), "{engine:?}: {page}");
        let proof = page.split("consegnato il 27/11/2026").next().unwrap().rsplit("href=\"").next().unwrap();
        let proof = proof.split('"').next().unwrap().to_owned();
        let bytes = lucia.get(&proof).await.bytes().await.unwrap();
        assert_eq!(&bytes[..], b"Relata di notifica", "{engine:?}: {proof}");
        let papers = atti::Depositati { albo: &albo::Porta };
        let papers = papers.leggi(&casa.hall.ente, &casa.who(casa.lucia).await, &[id.uuid()]).await.unwrap();
        let named = |one: &Carta| one.nome == "Prova della consegna a Rossi Mario" && one.href == proof;
        assert!(papers[0].carte.iter().any(named), "{engine:?}: it lies with the act: {papers:?}");
        let kept = atti::DaConservare { albo: &albo::Porta, fascicoli: &protocollo::Fascicoli };
        let kept = kept.leggi(&casa.hall.ente, Tipo::Documento, id.uuid()).await.unwrap().unwrap();
        assert!(kept.file.iter().any(|one| one.documento.name == "relata.txt"), "{engine:?}: it is kept with the act");
        // Sara has nothing to do with acts.
        let sara = casa.hall.signed_in("sara").await;
        for path in [format!("/atti/{id}/comunicazioni"), proof] {
            assert_eq!(sara.get(&path).await.status(), 404, "{engine:?}: {path}");
        }
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confidential_act_is_communicated_by_a_confidential_entry_and_leaks_to_nobody() {
    for engine in Engine::all() {
        let casa = casa(engine).await;
        let ente = &casa.hall.ente;
        casa.vedono_i_riservati().await;
        let id = casa.bozza("determina-senza-spesa", "Contributo a Zaccaria", true).await;
        let lucia = casa.who(casa.lucia).await;
        atti::sostituisci(ente, &lucia, id, &casa.testo("di concedere il contributo;"), 1).await.unwrap();
        casa.scrive(id, |dati| {
            dati.da_pubblicare = false;
            dati.destinatari = Some("Zaccaria Mario".into());
        })
        .await
        .unwrap();
        compie(&casa, casa.lucia, id, "proponi").await;
        compie(&casa, casa.marco, id, "firma").await;
        let asked = RichiestaComunicazione {
            scopo: Scopo::Interessati,
            a: vec!["Zaccaria Mario".into()],
            per_tutti: true,
            anche: Vec::new(),
        };
        let refused = atti::prepara_comunicazione(&CON_PROTOCOLLO, ente, &lucia, id, &asked).await;
        dice(&motivi(refused), "non c'è una versione per tutti");
        let other = RichiestaComunicazione { a: vec!["Bianchi Anna".into()], per_tutti: false, ..asked.clone() };
        let refused = atti::prepara_comunicazione(&CON_PROTOCOLLO, ente, &lucia, id, &other).await;
        dice(&motivi(refused), "è cambiato");
        let asked = RichiestaComunicazione { per_tutti: false, ..asked };
        let draft = atti::prepara_comunicazione(&CON_PROTOCOLLO, ente, &lucia, id, &asked).await.unwrap();
        let browser = casa.hall.signed_in("lucia").await;
        let sent = [
            ("bozza", draft.split("bozza=").nth(1).unwrap()),
            ("verso", "partenza"),
            ("oggetto", "Comunicazione a Zaccaria"),
            ("nome_testo", "Zaccaria Mario"),
            ("mezzo", "mano"),
        ];
        assert_eq!(browser.post("/protocollo/nuova", &sent).await.status(), 422, "{engine:?}: not as an open entry");
        let closed = [&sent[..], &[("riservata", "si")]].concat();
        assert_eq!(browser.post("/protocollo/nuova", &closed).await.status(), 303, "{engine:?}");
        let page = casa.pagina("lucia", &format!("/atti/{id}")).await;
        assert!(page.contains("Zaccaria Mario: da spedire"), "{engine:?}: {page}");
        // Marco sees the act, and no confidential entry; Elena sees neither.
        let page = casa.pagina("marco", &format!("/atti/{id}/comunicazioni")).await;
        assert!(!page.contains("Prot. 1/2026"), "{engine:?}: {page}");
        let elena = casa.hall.signed_in("elena").await;
        assert_eq!(elena.get(&format!("/atti/{id}/comunicazioni")).await.status(), 404, "{engine:?}");
        casa.hall.verify_clean().await;
    }
}

async fn delibera(casa: &Casa, oggetto: &str) -> AttoId {
    let id = casa.atto("delibera-giunta", oggetto, &[]).await;
    compie(casa, casa.lucia, id, "proponi").await;
    compie(casa, casa.marco, id, "parere-tecnico").await;
    compie(casa, casa.elena, id, "iscrivi").await;
    let voto = Voto { componenti: 5, presenti: 4, favorevoli: 4, ..Voto::default() };
    let elena = casa.who(casa.elena).await;
    atti::vota(&CON_PROTOCOLLO, &casa.hall.ente, &elena, id, &voto).await.unwrap();
    compie(casa, casa.elena, id, "approva").await;
    compie(casa, casa.giulia, id, "firma-presidente").await;
    compie(casa, casa.elena, id, "firma-segretario").await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deliberations_of_the_executive_go_in_one_list_to_who_leads_a_group_that_day() {
    for engine in Engine::all() {
        let casa = casa(engine).await;
        casa.incarico(&[(casa.elena, casa.llp)], "Recapiti", &["atti.modelli"]).await;
        let ente = &casa.hall.ente;
        let elena = casa.who(casa.elena).await;
        let nuovo = |genere: &str, nome: &str, al: Option<&str>| NuovoRecapito {
            genere: genere.into(),
            nome: nome.into(),
            gruppo: Some("Lista civica".into()),
            indirizzo: Some("capogruppo@pec.example.it".into()),
            valido_dal: Some(giorno("2024-06-10")),
            valido_al: al.map(giorno),
            ..NuovoRecapito::default()
        };
        let wrong = NuovoRecapito {
            codice: Some("RSSMRA80A01H501X".into()),
            indirizzo: Some("senza chiocciola".into()),
            valido_dal: None,
            ..nuovo("assessore", " ", None)
        };
        let told = motivi(atti::scrivi_recapito(ente, &elena, &wrong).await);
        assert_eq!(told.len(), 5, "all the reasons at once: {told:?}");
        let neri = atti::scrivi_recapito(ente, &elena, &nuovo("capogruppo", "Neri Paola", None)).await.unwrap();
        let address = format!("/atti/destinatari/{neri}/fine");
        let no = casa.hall.signed_in("elena").await.post(&address, &[("fine", "2024-06-09")]).await;
        assert_eq!(no.status(), 422, "{engine:?}: nobody ends before they began");
        let no = no.text().await.unwrap();
        assert!(no.contains(&format!("id=\"fine-{neri}-errore\"")) && no.contains("dal 10/06/2024 in poi"), "{no}");
        atti::scrivi_recapito(ente, &elena, &nuovo("capogruppo", "Gialli Ugo", Some("2026-10-31"))).await.unwrap();
        atti::scrivi_recapito(ente, &elena, &nuovo("prefetto", "Prefettura di Montefiorito", None)).await.unwrap();
        let sara = casa.who(casa.sara).await;
        assert!(atti::scrivi_recapito(ente, &sara, &nuovo("capogruppo", "Sara", None)).await.is_err());
        let (first, second) = (delibera(&casa, "Patrocinio").await, delibera(&casa, "Tariffe").await);
        let page = casa.pagina("elena", &format!("/atti/{second}/comunicazioni")).await;
        for words in
            ["Neri Paola; capogruppo@pec.example.it", "Prefettura di Montefiorito", "n. 1 del 27/11/2026: Patrocinio"]
        {
            assert!(page.contains(words), "{engine:?}: {words} is missing: {page}");
        }
        assert!(!page.contains("Gialli Ugo"), "{engine:?}: who leads no group any more gets nothing: {page}");
        let neri = "value=\"Neri Paola; capogruppo@pec.example.it\" checked";
        let (also, prefect) = (format!("value=\"{first}\" checked"), "id=\"prefetto-a-1\" name=\"destinatario\"");
        assert!(page.contains(neri) && page.contains(&also), "{engine:?}: all are ticked until one chooses: {page}");
        let nobody = [("scopo", "capigruppo"), ("documento", "intero")];
        let place = format!("/atti/{second}/comunicazioni");
        let no = casa.hall.signed_in("elena").await.post(&place, &nobody).await;
        assert_eq!(no.status(), 422, "{engine:?}: to nobody");
        let no = no.text().await.unwrap();
        assert!(!no.contains(neri) && !no.contains(&also), "{engine:?}: what was not ticked stays so: {no}");
        assert!(!no.contains("value=\"tutti\" selected"), "{engine:?}: what was chosen to go stays so: {no}");
        let other = no.split(prefect).nth(1).and_then(|rest| rest.split('>').next());
        assert!(other.is_some_and(|rest| rest.ends_with(" checked")), "{engine:?}: another form is as it was: {no}");
        let asked = RichiestaComunicazione {
            scopo: Scopo::Capigruppo,
            a: vec!["Neri Paola; capogruppo@pec.example.it".into()],
            per_tutti: true,
            anche: vec![first],
        };
        let draft = atti::prepara_comunicazione(&CON_PROTOCOLLO, ente, &elena, second, &asked).await.unwrap();
        let form = casa.pagina("elena", &draft).await;
        for words in ["Elenco delle deliberazioni.txt", "art. 125 TUEL", "Neri Paola", "capogruppo@pec.example.it"] {
            assert!(form.contains(words), "{engine:?}: {words} is missing: {form}");
        }
        let list = casa.hall.signed_in("elena").await;
        let bozza = draft.split("bozza=").nth(1).unwrap();
        let list = list.get(&format!("/protocollo/bozze/{bozza}/0")).await.text().await.unwrap();
        assert!(list.contains("n. 1 del 27/11/2026: Patrocinio") && list.contains("n. 2 del"), "{engine:?}: {list}");
        let sent = [
            ("bozza", bozza),
            ("verso", "partenza"),
            ("oggetto", "Elenco delle deliberazioni della Giunta"),
            ("nome_testo", "Neri Paola"),
            ("mezzo", "pec"),
        ];
        assert_eq!(casa.hall.signed_in("elena").await.post("/protocollo/nuova", &sent).await.status(), 303);
        assert_eq!(casa.righe_di("protocollo_comunicazione").await, 2, "one entry tells of both");
        for id in [first, second] {
            let page = casa.pagina("elena", &format!("/atti/{id}")).await;
            assert!(page.contains("Prot. 1/2026"), "{engine:?}: {page}");
        }
        compie(&casa, casa.elena, first, "comunica").await;
        let refused = atti::prepara_comunicazione(&CON_PROTOCOLLO, ente, &elena, second, &asked).await;
        dice(&motivi(refused), "già stata comunicata");
        casa.hall.verify_clean().await;
    }
}
