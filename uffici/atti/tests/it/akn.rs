//! The act as Akoma Ntoso: valid for the official schema, whole for the office, and for everybody what is posted.

use std::{io::Cursor, path::Path, process::Command};

use atti::{AttoId, Decisione};
use prose::{Block, BlockId, Content, Inline, Line, Op, Paragraph, Run, Target};
use testkit::Engine;

use crate::casa::{Casa, mezzogiorno, riga};

const NOME: &str = "Zaccaria Malaspina";
const XSD: &str = "09-conservazione/oasis-open__legaldocml-akomantoso/TemporaryRelease20170330Final/akomantoso30.xsd";

/// The official schema accepts it, where it lies in the folder of standards and `xmllint` is installed.
fn valido(nome: &str, xml: &str) {
    let Some(standards) = hostile::standards() else { return };
    let schema = standards.join(XSD);
    if !schema.is_file() {
        eprintln!("SKIPPED: the schema of Akoma Ntoso is not there: {} (set MUNICIPIO_STANDARDS)", schema.display());
        return;
    }
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("SKIPPED: xmllint is not installed (Debian package libxml2-utils): schema not asked");
        return;
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("atto-{nome}-{}.akn", std::process::id()));
    std::fs::write(&path, xml).unwrap();
    let run = Command::new("xmllint").args(["--nonet", "--noout", "--schema"]).arg(&schema).arg(&path).output();
    let run = run.unwrap();
    assert!(run.status.success(), "{nome}: {}\n{xml}", String::from_utf8_lossy(&run.stderr));
    std::fs::remove_file(&path).unwrap();
}

/// One more paragraph of the reasons, hidden or not.
async fn aggiungi(casa: &Casa, id: AttoId, text: Line, hidden: bool) {
    let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
    let after = casa.scheda(casa.lucia, id).await.testo.blocks()[1].id;
    let new = BlockId::new(ente.ledger.now(), &**ente.ledger.random());
    let content = Content::Paragraph(Paragraph { inside: 0, text });
    let op = Op::Insert { after: Some(after), block: Block { id: new, content } };
    atti::scrivi(ente, &lucia, id, &[op]).await.unwrap();
    if hidden {
        atti::ometti(ente, &lucia, id, new, true).await.unwrap();
    }
}

async fn allega(casa: &Casa, id: AttoId, titolo: &str, nome: &str, decisione: &Decisione) {
    let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
    let stored = ente.archive.receive(&mut Cursor::new(nome.as_bytes().to_vec()), 1 << 20).await.unwrap();
    let row = atti::allega(ente, &lucia, id, (titolo, false), Some(&(nome.to_owned(), stored))).await.unwrap();
    atti::decidi(ente, &lucia, id, row.id, decisione).await.unwrap();
}

fn verso(text: &str, act: AttoId) -> Line {
    let link = Some(Target::Act(act.uuid().into()));
    Line::new(vec![Inline::Run(Run { text: text.into(), link, ..Run::default() })])
}

/// An adopted act with a part, a subject and annexes that everybody does not read as they are.
async fn contributo(casa: &Casa) -> AttoId {
    let ente = &casa.hall.ente;
    let id = casa.atto("determina-senza-spesa", &format!("Contributo a {NOME}"), &[]).await;
    aggiungi(casa, id, format!("{NOME} è in difficoltà.").as_str().into(), true).await;
    casa.scrive(id, |dati| dati.oggetto_pubblico = Some("Contributo a una persona".into())).await.unwrap();
    allega(casa, id, &format!("Pianta di {NOME}"), "pianta.txt", &Decisione::Intero).await;
    allega(casa, id, "Certificato", "certificato-malaspina.txt", &Decisione::No("Salute.".into())).await;
    let masked = ente.archive.receive(&mut Cursor::new(b"omissis".to_vec()), 1 << 20).await.unwrap();
    let masked = Decisione::Omissis("relazione-omissis.txt".into(), masked);
    allega(casa, id, "Relazione", "relazione-malaspina.txt", &masked).await;
    let early = casa.hall.signed_in("lucia").await.get(&format!("/atti/{id}/akn")).await;
    assert_eq!(early.status(), 422, "a draft is no act");
    casa.firma(id).await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_reads_all_of_it() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = contributo(&casa).await;
        let answer = casa.hall.signed_in("lucia").await.get(&format!("/atti/{id}/akn")).await;
        assert_eq!(answer.status(), 200, "{engine:?}");
        assert_eq!(answer.headers()["content-type"].to_str().unwrap(), "application/akn+xml");
        let named = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert!(named.contains("determina-2026-1-integrale.akn"), "{named}");
        let whole = answer.text().await.unwrap();
        valido("intero", &whole);
        for wanted in [
            "Contributo a Zaccaria Malaspina",
            "Zaccaria Malaspina è in difficoltà.",
            "Pianta di Zaccaria Malaspina",
            "certificato-malaspina.txt",
            "/akn/it/doc/determina/c_m999/2026-11-27/1/ita@2026-11-27/!main",
            "showAs=\"Albo pretorio\" number=\"1\"",
            "Simulatore di firma.",
        ] {
            assert!(whole.contains(wanted), "{engine:?}: {wanted} is not in {whole}");
        }
        let key = casa.hall.api_key("lucia", casa.lucia, &["atti.consulta"]).await;
        let call = format!("{}/api/v1/atti/{id}/akn", casa.hall.url);
        let called = reqwest::Client::new().get(call).bearer_auth(&key).send().await.unwrap();
        assert_eq!(called.text().await.unwrap(), whole, "a program reads the same");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_reads_what_is_posted_as_long_as_it_is() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = contributo(&casa).await;
        let visitor = casa.hall.browser();
        assert!(visitor.read("/albo/2026/1").await.contains("href=\"/albo/2026/1/akn\""));
        let answer = visitor.get("/albo/2026/1/akn").await;
        assert_eq!(answer.status(), 200, "{engine:?}");
        assert_eq!(answer.headers()["cache-control"].to_str().unwrap(), "no-store");
        let public = answer.text().await.unwrap();
        valido("pubblico", &public);
        for never in [NOME, "Malaspina", "malaspina", "difficoltà", "Certificato", "Salute", "Simulatore di firma."] {
            assert!(!public.contains(never), "{engine:?}: {never} is in {public}");
        }
        for wanted in [
            "Contributo a una persona",
            "(omissis)",
            "Il tetto della scuola perde",
            "ita@2026-11-27!omissis",
            "pianta.txt",
            "relazione-omissis.txt",
            "/albo/2026/1/documenti/3",
            "Firma dell'atto: ",
        ] {
            assert!(public.contains(wanted), "{engine:?}: {wanted} is not in {public}");
        }
        let stranger = visitor.read(&format!("/atti/{id}/akn")).await;
        assert!(!stranger.contains(NOME), "the whole asks who one is: {stranger}");

        casa.clock.set(mezzogiorno("2026-12-20"));
        let over = visitor.get("/albo/2026/1/akn").await;
        assert_eq!(over.status(), 410, "gone with the publication");
        assert!(!over.text().await.unwrap().contains("Contributo"));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_of_ours_is_a_reference_for_who_may_know_of_it_and_words_for_others() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        casa.vedono_i_riservati().await;
        let open = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        casa.firma(open).await;
        let hidden = casa.riservata("Taciuta", "di tacere;").await;
        casa.firma(hidden).await;

        let id = casa.atto("determina-senza-spesa", "Revoca", &[]).await;
        aggiungi(&casa, id, verso("la nomina", open), false).await;
        aggiungi(&casa, id, verso("la taciuta", hidden), false).await;
        atti::collega(ente, &lucia, id, (open, "revoca", "Motivo dell'ufficio.")).await.unwrap();
        atti::collega(ente, &lucia, id, (hidden, "attua", "Motivo dell'ufficio.")).await.unwrap();
        casa.firma(id).await;
        let to = |numero: i64| format!("href=\"/akn/it/doc/determina/c_m999/2026-11-27/{numero}\"");

        let whole = casa.hall.signed_in("lucia").await.read(&format!("/atti/{id}/akn")).await;
        valido("rinvii", &whole);
        assert!(whole.contains(&to(1)) && whole.contains(&to(2)), "{engine:?}: {whole}");
        let lesser = casa.hall.signed_in("elena").await.read(&format!("/atti/{id}/akn")).await;
        assert!(lesser.contains(&to(1)) && !lesser.contains(&to(2)), "{engine:?}: {lesser}");
        assert!(lesser.contains("la taciuta"), "the words stay: {lesser}");

        let public = casa.hall.browser().read("/albo/2026/2/akn").await;
        valido("rinvii-pubblici", &public);
        assert!(public.contains(&to(1)) && !public.contains(&to(2)), "{engine:?}: {public}");
        assert!(public.contains("Questo atto revoca"), "{public}");
        assert!(!public.contains("attua") && !public.contains("Motivo dell'ufficio"), "{public}");
        let revoked = casa.hall.browser().read("/albo/2026/1/akn").await;
        assert!(revoked.contains("è stato revocato") && revoked.contains(&to(3)), "{engine:?}: {revoked}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confidential_act_is_told_to_nobody_who_may_not_read_it_and_opinions_stay_with_the_office() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        casa.vedono_i_riservati().await;
        let hidden = casa.riservata(&format!("Incarico a {NOME}"), "di nominare il tecnico;").await;
        casa.firma(hidden).await;
        let address = format!("/atti/{hidden}/akn");
        assert!(casa.hall.signed_in("lucia").await.read(&address).await.contains(NOME));
        for username in ["paolo", "elena", "giulia", "sara"] {
            let answer = casa.hall.signed_in(username).await.get(&address).await;
            assert_eq!(answer.status(), 404, "{engine:?}: {username}");
            assert!(!answer.text().await.unwrap().contains(NOME), "{username}");
        }
        let key = casa.hall.api_key("elena", casa.elena, &["atti.consulta"]).await;
        let call = format!("{}/api/v1{address}", casa.hall.url);
        let called = reqwest::Client::new().get(call).bearer_auth(&key).send().await.unwrap();
        assert_eq!(called.status().as_u16(), 404, "{engine:?}: nor to a program");

        let id = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        casa.firma(id).await;
        casa.compie(casa.paolo, id, "visto").await.unwrap();
        let visto = "Visto di regolarità contabile attestante la copertura finanziaria: ";
        let whole = casa.hall.signed_in("lucia").await.read(&format!("/atti/{id}/akn")).await;
        valido("con-visto", &whole);
        assert!(whole.contains(visto) && whole.contains("Esito: Favorevole."), "{engine:?}: {whole}");
        let public = casa.hall.browser().read("/albo/2026/1/akn").await;
        assert!(!public.contains(visto) && public.contains("Firma dell'atto: "), "{engine:?}: {public}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_is_not_known_any_more_what_is_hidden_everybody_reads_no_text() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Contributo", &[]).await;
        aggiungi(&casa, id, format!("A {NOME}.").as_str().into(), true).await;
        casa.firma(id).await;
        let visitor = casa.hall.browser();
        assert!(visitor.read("/albo/2026/1/akn").await.contains("(omissis)"), "{engine:?}");
        // The draft is no record: it may be lost, and with it what was hidden.
        let tx = casa.hall.ente.ledger.begin(kernel::Actor::System("prova"), "prova.perdita").await.unwrap();
        let sql = "UPDATE atti_bozza SET omissis = '' WHERE atto_id = $1";
        db::execute(&tx, sql, [id.into()]).await.unwrap();
        tx.commit().await.unwrap();
        let answer = visitor.get("/albo/2026/1/akn").await;
        assert_eq!(answer.status(), 404, "{engine:?}");
        assert!(!answer.text().await.unwrap().contains(NOME));
    }
}
