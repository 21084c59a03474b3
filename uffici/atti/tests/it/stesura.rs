//! Writing: what comes into a text from elsewhere, and the sheet that follows.

use std::io::{Cursor, Write};

use atti::{AttoId, Dati};
use prose::{BlockId, Content};
use testkit::{Browser, Engine};

use crate::casa::{ATTI, Casa, dice, motivi, riga};

/// As Word puts it into the clipboard.
pub const WORD: &str = "<html><head><style>p {color: red}</style></head><body><p class=MsoNormal><b>Visto</b> il contratto;</p>\
    <p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>di affidare il tetto</p>\
    <p><img src='data:image/png;base64,AAAA'></p><script>alert(1)</script></body></html>";

/// The blocks of the sections of a draft, by place: reasons, what is decided.
async fn sezioni(casa: &Casa, id: AttoId) -> Vec<BlockId> {
    let text = casa.scheda(casa.lucia, id).await.testo;
    let opens = text.blocks().iter().filter(|block| matches!(block.content, Content::Section(_)));
    opens.map(|block| block.id).collect()
}

async fn detto(casa: &Casa, id: AttoId) -> String {
    prose::plain(&casa.scheda(casa.lucia, id).await.testo)
}

async fn visto(casa: &Casa, id: AttoId) -> String {
    casa.scheda(casa.lucia, id).await.bozza.0.to_string()
}

/// Sends a form: the status and the page.
async fn manda(browser: &Browser, id: AttoId, fields: &[(&str, &str)]) -> (u16, String) {
    let answer = browser.post(&format!("/atti/{id}/testo/incolla"), fields).await;
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pasted_from_word_comes_out_clean_and_tells_what_was_left_out() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let browser = casa.hall.signed_in("lucia").await;
        let place = format!("in-fondo:{}", sezioni(&casa, id).await[1]);
        let seen = visto(&casa, id).await;
        let form = browser.read(&format!("/atti/{id}/testo")).await;
        assert!(form.contains(&place) && form.contains("data-paste=\"si\""), "{form}");
        let sent =
            [("html", WORD), ("incollato", "Visto il contratto;"), ("dove", place.as_str()), ("visto", seen.as_str())];
        let (status, page) = manda(&browser, id, &sent).await;
        assert_eq!(status, 200, "{engine:?}");
        assert!(page.contains("Inserite 2 parti.") && page.contains("Le immagini non sono state riportate"), "{page}");
        let told = detto(&casa, id).await;
        assert!(told.ends_with("Visto il contratto;\n2. di affidare il tetto\n"), "{told}");
        assert!(!told.contains("alert") && !told.contains("color"), "{told}");
        // Sent twice, as by a page that is loaded again, it is put in once.
        let (status, page) = manda(&browser, id, &sent).await;
        assert_eq!(status, 422);
        assert!(page.contains("Intanto il testo è stato salvato di nuovo"), "{page}");
        assert_eq!(detto(&casa, id).await, told);
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_javascript_pastes_words_and_what_is_wrong_is_told_beside_the_field() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let browser = casa.hall.signed_in("lucia").await;
        let instead = format!("al-posto:{}", sezioni(&casa, id).await[1]);
        let words = "di nominare:\r\n1. Anna\r\na) per un anno\r\n2. Bruno";
        let sent =
            |seen: &str| [("incollato", words.to_owned()), ("dove", instead.clone()), ("visto", seen.to_owned())];
        let seen = visto(&casa, id).await;
        for (wrong, value, wanted) in
            [("dove", "altrove", "Scegli dove va."), ("incollato", " ", "nessuna parola da inserire")]
        {
            let mut fields = sent(&seen).to_vec();
            for field in &mut fields {
                if field.0 == wrong {
                    field.1 = value.to_owned();
                }
            }
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let (status, page) = manda(&browser, id, &fields).await;
            assert_eq!(status, 422, "{engine:?}: {wrong}");
            assert!(page.contains(wanted), "{wanted}: {page}");
        }
        let fields = sent(&seen);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (status, page) = manda(&browser, id, &fields).await;
        assert_eq!(status, 200, "{page}");
        let told = detto(&casa, id).await;
        assert!(told.ends_with("inverno.\ndi nominare:\n1. Anna\na) per un anno\n2. Bruno\n"), "{told}");
        let sara = casa.hall.signed_in("sara").await;
        assert_eq!(manda(&sara, id, &fields).await.0, 404, "an act that is not hers is not there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_parts_that_not_everybody_reads_are_replaced_their_author_is_told_to_mark_again() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let lucia = casa.who(casa.lucia).await;
        let hidden = casa.scheda(casa.lucia, id).await.testo.blocks()[3].id;
        atti::ometti(&casa.hall.ente, &lucia, id, hidden, true).await.unwrap();
        let browser = casa.hall.signed_in("lucia").await;
        for (how, told) in [("in-fondo", false), ("al-posto", true)] {
            let place = format!("{how}:{}", sezioni(&casa, id).await[1]);
            let seen = visto(&casa, id).await;
            let sent = [("incollato", "1. di nominare Anna;"), ("dove", place.as_str()), ("visto", seen.as_str())];
            let (status, page) = manda(&browser, id, &sent).await;
            assert_eq!(status, 200, "{engine:?}: {page}");
            assert_eq!(page.contains("segnate come omissis: leggi quelle nuove"), told, "{how}: {page}");
        }
    }
}

/// A document of a word processor with this body.
pub fn docx(body: &str) -> Vec<u8> {
    let w = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let notes = "<w:footnote w:id=\"2\"><w:p><w:r><w:t>Come da perizia.</w:t></w:r></w:p></w:footnote>";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in [
        ("word/document.xml", format!("<w:document {w}><w:body>{body}</w:body></w:document>")),
        ("word/footnotes.xml", format!("<w:footnotes {w}>{notes}</w:footnotes>")),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_goes_into_the_section_that_was_chosen_and_the_rest_of_the_text_stays() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let browser = casa.hall.signed_in("lucia").await;
        let (address, sections) = (format!("/atti/{id}/testo/importa"), sezioni(&casa, id).await);
        let body = "<w:p><w:r><w:t>Vista la perizia</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>";
        let seen = visto(&casa, id).await;
        let place = format!("in-fondo:{}", sections[0]);
        let fields = [("dove_file", place.as_str()), ("visto", seen.as_str())];
        let answer = browser.upload(&address, &fields, "perizia.docx", docx(body)).await;
        assert_eq!(answer.status(), 200, "{engine:?}");
        let page = answer.text().await.unwrap();
        assert!(page.contains("Le note a piè di pagina sono state riportate in fondo"), "{page}");
        let told = detto(&casa, id).await;
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines.len(), 4, "{told}");
        assert!(lines[0].starts_with("Il tetto") && lines[1].starts_with("Vista la perizia"), "{told}");
        assert!(lines[2].contains("Come da perizia.") && lines[3].starts_with("1. di impegnare"), "{told}");
        // Nowhere, no document, and one that unpacks to more than anybody reads.
        let bomb = docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "x".repeat(prose::bounds::UNPACKED_BYTES)));
        let seen = visto(&casa, id).await;
        let good = [("dove_file", "tutto"), ("visto", seen.as_str())];
        for (fields, bytes, wanted) in [
            (&good[1..], docx(body), "Scegli dove va."),
            (&good[..], b"%PDF-1.7".to_vec(), "non è un documento DOCX o ODT"),
            (&good[..], bomb, "è troppo grande"),
        ] {
            let answer = browser.upload(&address, fields, "perizia.docx", bytes).await;
            assert_eq!(answer.status(), 422, "{engine:?}: {wanted}");
            let page = answer.text().await.unwrap();
            assert!(page.contains(wanted), "{wanted}: {page}");
        }
        assert_eq!(detto(&casa, id).await, told, "what was refused changed nothing");
    }
}

/// The sheet of an act as the page asks for it: status, version, what it shows.
async fn foglio(browser: &Browser, id: AttoId, known: &str) -> (u16, String, String) {
    let address = browser.address(&format!("/atti/{id}/testo/anteprima"));
    let asked = browser.client().get(address).header("hx-request", "true").header("if-none-match", known);
    let answer = asked.send().await.unwrap();
    let tag = answer.headers().get("etag").map(|tag| tag.to_str().unwrap().to_owned()).unwrap_or_default();
    (answer.status().as_u16(), tag, answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sheet_beside_the_text_comes_again_only_when_something_was_saved() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let browser = casa.hall.signed_in("lucia").await;
        let page = browser.read(&format!("/atti/{id}/testo")).await;
        let (status, first, sheet) = foglio(&browser, id, "\"altra\"").await;
        assert_eq!(status, 200, "{engine:?}");
        assert!(sheet.contains("Aggiornata alle 12:00") && sheet.contains("Il tetto della scuola perde"), "{sheet}");
        assert!(
            !sheet.contains("<html") && !sheet.contains(" id=\"b-"),
            "a part of the page, whose ids it leaves: {sheet}"
        );
        assert!(page.contains(&format!("data-version={first}")), "the page knows what it shows: {first}");
        assert_eq!(foglio(&browser, id, &first).await.0, 304, "nothing is new");
        let text = casa.testo("di nominare un tecnico;");
        let lucia = casa.who(casa.lucia).await;
        let seen = casa.scheda(casa.lucia, id).await.bozza.0;
        atti::sostituisci(&casa.hall.ente, &lucia, id, &text, seen).await.unwrap();
        let (status, second, sheet) = foglio(&browser, id, &first).await;
        assert_eq!(status, 200, "{engine:?}");
        assert!(second != first && sheet.contains("di nominare un tecnico;"), "{sheet}");
        // Who may not see the act sees no sheet of it.
        let sara = casa.hall.signed_in("sara").await;
        assert_eq!(foglio(&sara, id, "").await.0, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sheet_shows_what_is_being_written_and_nothing_of_it_is_saved() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let browser = casa.hall.signed_in("lucia").await;
        let before = detto(&casa, id).await;
        let block = casa.scheda(casa.lucia, id).await.testo.blocks()[1].clone();
        let (of, seen) = (block.id.to_string(), block.content.fingerprint());
        let address = format!("/atti/{id}/testo/anteprima");
        let written = |words: &'static str| {
            [
                ("fai", "cambia"),
                ("blocco", of.as_str()),
                ("visto", seen.as_str()),
                ("genere", "paragrafo"),
                ("parole", words),
            ]
        };
        let sheet = browser.post(&address, &written("Il tetto è **caduto**.")).await.text().await.unwrap();
        assert!(sheet.contains("Il tetto è <strong>caduto</strong>.") && sheet.contains("stai scrivendo"), "{sheet}");
        let half = browser.post(&address, &written("Il tetto è **cad")).await.text().await.unwrap();
        assert!(half.contains("è aperto e non è chiuso") && half.contains("Il tetto della scuola perde"), "{half}");
        assert_eq!(detto(&casa, id).await, before);
    }
}

/// Puts plain words in the place of what is decided.
async fn decide(casa: &Casa, browser: &Browser, id: AttoId, words: &str) {
    let place = format!("al-posto:{}", sezioni(casa, id).await[1]);
    let seen = visto(casa, id).await;
    let sent = [("incollato", words), ("dove", place.as_str()), ("visto", seen.as_str())];
    let (status, page) = manda(browser, id, &sent).await;
    assert_eq!(status, 200, "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn data_that_the_text_names_are_filled_from_the_act_and_the_ente_and_are_never_printed_as_braces() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-impegno", "Tetto della scuola", &[riga(366_000)]).await;
        let browser = casa.hall.signed_in("lucia").await;
        decide(&casa, &browser, id, "1. di impegnare {importo} sul capitolo {capitolo}, {cup} e {pippo};").await;
        let told = motivi(casa.compie(casa.lucia, id, "proponi").await);
        dice(&told, "Nel testo manca ancora un dato: CUP (scrivilo nelle righe contabili");
        dice(&told, "«{pippo}», che non si può riempire");
        let sheet = foglio(&browser, id, "").await.2;
        assert!(sheet.contains("3.660,00 € sul capitolo 2613.1") && sheet.contains("[CUP]"), "{sheet}");
        assert!(sheet.contains("Prima di proporlo") && sheet.contains("manca ancora un dato: CUP"), "{sheet}");
        // The author reads the name in the field, and the place where the text is read.
        let words =
            "1. di impegnare {importo} per «{oggetto}», CIG {cig}, proposta di {unita}; {sindaco}, {segretario}";
        decide(&casa, &browser, id, words).await;
        let draft = casa.scheda(casa.lucia, id).await;
        let point = draft.testo.blocks().last().unwrap().id;
        let form = browser.read(&format!("/atti/{id}/testo?blocco={point}")).await;
        assert!(form.contains("di impegnare {importo} per «{oggetto}», CIG {cig}"), "{form}");
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        let closed = casa.scheda(casa.lucia, id).await;
        let fixed = prose::plain(&closed.testo);
        let (mayor, secretary) = (casa.who(casa.giulia).await.name, casa.who(casa.elena).await.name);
        let wanted = format!(
            "1. di impegnare 3.660,00 € per «[oggetto dell'atto]», CIG A003DEB979, proposta di Lavori pubblici; {mayor}, \
             {secretary}\n"
        );
        assert!(fixed.ends_with(&wanted), "the subject waits, since everybody may read another one: {fixed}");
        assert_eq!(closed.versioni[0].impronta, closed.pieno.hash(), "what is signed is what was fixed");
        let page = browser.read(&format!("/atti/{id}")).await;
        assert!(page.contains("per «Tetto della scuola», CIG A003DEB979"), "{page}");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_that_two_people_hold_gives_no_name_and_a_model_keeps_the_names_of_its_data() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let browser = casa.hall.signed_in("lucia").await;
        decide(&casa, &browser, id, "1. di proporre al Sindaco {sindaco} la nomina.").await;
        let full = prose::plain(&casa.scheda(casa.lucia, id).await.pieno);
        assert!(full.contains(&casa.who(casa.giulia).await.name), "{full}");
        casa.hall.person("rita", casa.llp, &["atti.consulta", "atti.modelli"]).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        let kept = casa.hall.signed_in("rita").await.post(&format!("/atti/{id}/modello"), &[("nome", "Nomina")]).await;
        assert_eq!(kept.status(), 303, "{engine:?}");
        let next = casa.bozza("determina-senza-spesa", "Altra nomina", false).await;
        let begun = detto(&casa, next).await;
        assert!(begun.contains("[nome del Sindaco]"), "the model names the datum, not the mayor of that day: {begun}");
        // Two people hold that office: who is the mayor is not for the program to say.
        casa.anche((casa.sara, casa.llp), "Sindaco").await;
        let told = motivi(casa.compie(casa.lucia, next, "proponi").await);
        dice(&told, "nome del Sindaco (oggi non c'è una sola persona con l'incarico «Sindaco»");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_for_the_project_is_chosen_among_the_people_of_the_unit_and_named_in_the_text() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let browser = casa.hall.signed_in("lucia").await;
        let (address, marco) = (format!("/atti/{id}/dati"), casa.marco.to_string());
        let form = browser.read(&address).await;
        assert!(form.contains(&marco) && !form.contains(&casa.sara.to_string()), "people of the unit: {form}");
        let seen = Dati::di(&casa.scheda(casa.lucia, id).await.stato).unwrap().impronta().unwrap();
        let sent = |rup: &'static str| [("oggetto", "Nomina"), ("visti", seen.as_str()), ("rup", rup)];
        // What is no person's id, and the id of nobody.
        for rup in ["chiunque", "00000000-0000-0000-0000-000000000001"] {
            let answer = browser.post(&address, &sent(rup)).await;
            assert_eq!(answer.status(), 422, "{engine:?}: {rup}");
            assert!(answer.text().await.unwrap().contains("Scegli il RUP"), "{rup}");
        }
        let good = [("oggetto", "Nomina"), ("visti", seen.as_str()), ("rup", marco.as_str())];
        assert_eq!(browser.post(&address, &good).await.status(), 303, "{engine:?}");
        assert_eq!(casa.scheda(casa.lucia, id).await.stato.rup_id, Some(casa.marco));
        decide(&casa, &browser, id, "1. di nominare RUP {rup};").await;
        let full = prose::plain(&casa.scheda(casa.lucia, id).await.pieno);
        assert!(full.contains(&format!("RUP {};", casa.who(casa.marco).await.name)), "{full}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_list_each_draft_is_told_what_its_own_text_lacks() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let browser = casa.hall.signed_in("lucia").await;
        let spends = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        decide(&casa, &browser, spends, "1. di impegnare {importo}, CIG {cig}, RUP {rup};").await;
        let names = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        casa.scrive(names, |dati| dati.rup = Some(casa.marco)).await.unwrap();
        decide(&casa, &browser, names, "1. di nominare {rup} di {unita}, che cura il CIG {cig};").await;
        let files = [casa.pratica(spends).await, casa.pratica(names).await];
        let lucia = casa.who(casa.lucia).await;
        let read = casa.hall.ente.db().read().await.unwrap();
        let (vista, now) = (pratiche::Vista::Letta(&read), casa.hall.ente.ledger.now());
        let listed = pratiche::leggi_tutte(&vista, &ATTI, &lucia, &files, now).await.unwrap();
        let mut told: Vec<Vec<String>> = Vec::new();
        for one in &listed {
            let steps = one.passi();
            let step = steps.iter().find(|step| step.passo.codice == "proponi").unwrap();
            let missing = step.mancano.reasons.iter().map(|reason| reason.sentence.clone());
            told.push(missing.filter(|sentence| sentence.contains("manca ancora un dato")).collect());
        }
        assert_eq!((told.len(), told[0].len(), told[1].len()), (2, 1, 1), "{engine:?}: {told:?}");
        dice(&told[0], "nome del RUP");
        dice(&told[1], "CIG (scrivilo nelle righe contabili");
    }
}
