//! What people do on the pages of an act, done by programs: the same rules and refusals, and a key for reading writes nothing.

use atti::AttoId;
use authz::PersonId;
use prose::BlockId;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use testkit::Engine;

use crate::{
    casa::Casa,
    stesura::{WORD, docx},
};

/// A program with a key of somebody's.
struct Programma {
    base: String,
    key: String,
}

impl Programma {
    async fn con(casa: &Casa, (username, person): (&str, PersonId), scopes: &[&str]) -> Self {
        let base = format!("{}/api/v1/atti/", casa.hall.url);
        Self { base, key: casa.hall.api_key(username, person, scopes).await }
    }

    /// Lucia's, with which she writes.
    async fn che_scrive(casa: &Casa) -> Self {
        Self::con(casa, ("lucia", casa.lucia), &["atti.consulta", "atti.redigi"]).await
    }

    /// Lucia's, with which she reads.
    async fn che_legge(casa: &Casa) -> Self {
        Self::con(casa, ("lucia", casa.lucia), &["atti.consulta"]).await
    }

    async fn chiede(&self, path: &str, body: Option<&Value>) -> reqwest::Response {
        let (client, address) = (reqwest::Client::new(), format!("{}{path}", self.base));
        let request = match body {
            Some(body) => client.post(address).json(body),
            None => client.get(address),
        };
        request.bearer_auth(&self.key).send().await.unwrap()
    }

    async fn legge(&self, path: &str) -> Value {
        let answer = self.chiede(path, None).await;
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    /// What it is answered to a call.
    async fn manda(&self, path: &str, body: Value) -> (u16, Value) {
        risposta(self.chiede(path, Some(&body)).await).await
    }

    /// The same with files.
    async fn porta(&self, path: &str, dati: Value, files: Vec<Vec<u8>>) -> (u16, Value) {
        let mut form = Form::new().text("dati", dati.to_string());
        for bytes in files {
            form = form.part("file", Part::bytes(bytes).file_name("documento.pdf"));
        }
        let request = reqwest::Client::new().post(format!("{}{path}", self.base)).multipart(form);
        risposta(request.bearer_auth(&self.key).send().await.unwrap()).await
    }
}

async fn risposta(answer: reqwest::Response) -> (u16, Value) {
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

/// That it was refused by the rules, with these words.
fn rifiuta((status, answer): (u16, Value), words: &str) {
    assert_eq!(status, 422, "{answer}");
    assert!(answer["detail"].as_str().unwrap().contains(words), "{words}: {answer}");
}

/// The parts of a text.
async fn parti(casa: &Casa, id: AttoId) -> Vec<BlockId> {
    casa.scheda(casa.lucia, id).await.testo.blocks().iter().map(|block| block.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_is_kept_as_a_clause_put_into_a_text_left_out_for_everybody_and_commented() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let rita = casa.hall.person("rita", casa.llp, &["atti.consulta", "atti.modelli"]).await;
        let keeps = Programma::con(&casa, ("rita", rita), &["atti.consulta", "atti.modelli"]).await;
        let (writes, reads) = (Programma::che_scrive(&casa).await, Programma::che_legge(&casa).await);
        let blocks = parti(&casa, id).await;

        let keep = |nome: &str| json!({ "nome": nome, "blocco": blocks[3] });
        rifiuta(keeps.manda(&format!("{id}/modello"), keep(" ")).await, "Scrivi come si chiama");
        assert_eq!(writes.manda(&format!("{id}/modello"), keep("Incarico")).await.0, 403, "{engine:?}");
        assert_eq!(keeps.manda(&format!("{id}/modello"), keep("Incarico")).await.0, 204);
        let known = writes.legge("clausole").await;
        assert_eq!(
            (known["clausole"].as_array().unwrap().len(), &known["clausole"][0]["nome"]),
            (1, &json!("Incarico"))
        );
        assert_eq!(reads.chiede("clausole", None).await.status(), 403);
        let put = json!({ "clausola": known["clausole"][0]["id"], "dopo": blocks[1] });
        let path = format!("{id}/testo/clausola");
        assert_eq!(reads.manda(&path, put.clone()).await.0, 403);
        assert_eq!(writes.manda(&path, json!({ "clausola": blocks[0] })).await.0, 404, "it is no clause");
        assert_eq!(writes.manda(&path, put).await.0, 204);
        let text = casa.scheda(casa.lucia, id).await.testo;
        assert_eq!((text.blocks().len(), &text.blocks()[2].content), (5, &text.blocks()[4].content), "{engine:?}");

        let path = format!("{id}/testo/omissis");
        let hide = |omesso: bool| json!({ "blocco": blocks[1], "omesso": omesso });
        assert_eq!(reads.manda(&path, hide(true)).await.0, 403);
        assert_eq!(writes.manda(&path, hide(true)).await.0, 204);
        assert_eq!(writes.legge(&id.to_string()).await["omissis"], json!([blocks[1]]));
        assert_eq!(writes.manda(&path, hide(false)).await.0, 204);
        assert_eq!(writes.legge(&id.to_string()).await["omissis"], json!([]));

        let path = format!("{id}/testo/commenti");
        let say = |words: &str| json!({ "blocco": blocks[1], "commento": words });
        rifiuta(writes.manda(&path, say(" ")).await, "Scrivi il commento");
        assert_eq!(reads.manda(&path, say("Manca la norma.")).await.0, 403, "who reads says nothing");
        assert_eq!(writes.manda(&path, say("Manca la norma.")).await.0, 204);
        let said = writes.legge(&id.to_string()).await["commenti"].clone();
        assert_eq!((&said[0]["testo"], &said[0]["blocco"]), (&json!("Manca la norma."), &json!(blocks[1])), "{said}");
        let close = format!("{path}/{}/chiusura", said[0]["id"].as_str().unwrap());
        assert_eq!(reads.manda(&close, json!({})).await.0, 403);
        assert_eq!(writes.manda(&close, json!({})).await.0, 204);
        assert_eq!(writes.manda(&close, json!({})).await.0, 404, "it is closed");
        assert_eq!(writes.legge(&id.to_string()).await["commenti"], json!([]));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_copied_or_imported_goes_in_once_and_what_could_not_be_taken_is_told() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let (writes, reads) = (Programma::che_scrive(&casa).await, Programma::che_legge(&casa).await);
        let place = format!("in-fondo:{}", parti(&casa, id).await[2]);
        let seen = async || writes.legge(&id.to_string()).await["salvataggio"].clone();

        let path = format!("{id}/testo/incolla");
        let copied = json!({ "dove": place, "visto": seen().await, "html": WORD });
        assert_eq!(reads.manda(&path, copied.clone()).await.0, 403, "{engine:?}");
        let nowhere = json!({ "dove": "altrove", "visto": seen().await, "incollato": "uno" });
        rifiuta(writes.manda(&path, nowhere).await, "Scrivi dove va");
        let nothing = json!({ "dove": place, "visto": seen().await, "incollato": " " });
        rifiuta(writes.manda(&path, nothing).await, "nessuna parola da inserire");
        let (status, told) = writes.manda(&path, copied.clone()).await;
        assert_eq!((status, &told["parti"]), (200, &json!(2)), "{engine:?}: {told}");
        assert!(told["lasciato"].to_string().contains("immagini"), "{told}");
        let text = prose::plain(&casa.scheda(casa.lucia, id).await.testo);
        assert!(text.ends_with("Visto il contratto;\n2. di affidare il tetto\n"), "{text}");
        rifiuta(writes.manda(&path, copied).await, "salvato di nuovo");

        let path = format!("{id}/testo/importa");
        let body =
            docx("<w:p><w:r><w:t>Vista la perizia</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>");
        let (status, told) = writes.porta(&path, json!({ "dove": "altrove", "visto": 0 }), vec![]).await;
        assert_eq!((status, told["reasons"].as_array().map(Vec::len)), (422, Some(2)), "all at once: {told}");
        let dati = json!({ "dove": place, "visto": seen().await });
        rifiuta(writes.porta(&path, dati.clone(), vec![b"%PDF-1.7".to_vec()]).await, "non è un documento DOCX o ODT");
        assert_eq!(reads.porta(&path, dati.clone(), vec![body.clone()]).await.0, 403);
        let (status, told) = writes.porta(&path, dati, vec![body]).await;
        assert_eq!((status, &told["parti"]), (200, &json!(2)), "{engine:?}: {told}");
        assert!(told["lasciato"].to_string().contains("note a piè di pagina"), "{told}");
        let text = prose::plain(&casa.scheda(casa.lucia, id).await.testo);
        assert!(text.contains("di affidare il tetto\nVista la perizia") && text.contains("Come da perizia."), "{text}");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn annexes_are_put_and_decided_upon_and_an_act_is_linked_to_the_one_that_it_revokes() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let old = casa.atto("determina-senza-spesa", "Nomina di prima", &[]).await;
        casa.firma(old).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let (writes, reads) = (Programma::che_scrive(&casa).await, Programma::che_legge(&casa).await);
        let pdf = || testkit::pdf(&["Computo metrico"]);

        let path = format!("{id}/allegati");
        let new = json!({ "titolo": "Computo metrico", "parte_integrante": true });
        let (status, told) = writes.porta(&path, json!({ "titolo": " " }), vec![]).await;
        assert_eq!((status, told["reasons"].as_array().map(Vec::len)), (422, Some(2)), "all at once: {told}");
        rifiuta(writes.porta(&path, new.clone(), vec![pdf(), pdf()]).await, "Un allegato per volta");
        assert_eq!(reads.porta(&path, new.clone(), vec![pdf()]).await.0, 403, "{engine:?}");
        let (status, made) = writes.porta(&path, new, vec![pdf()]).await;
        assert_eq!(status, 201, "{engine:?}: {made}");
        let stands = async || writes.legge(&id.to_string()).await["allegati"].clone();
        let all = stands().await;
        assert_eq!((&all[0]["id"], &all[0]["parte_integrante"]), (&made["id"], &json!(true)), "{all}");
        assert_eq!((&all[0]["nome"], &all[0]["pubblica"]), (&json!("documento.pdf"), &Value::Null), "{all}");
        let one = format!("{path}/{}", made["id"].as_str().unwrap());
        for (dati, told) in [
            (json!({ "decisione": "boh" }), "Scegli che cosa fare"),
            (json!({ "decisione": "omissis" }), "Manca la versione con omissis"),
            (json!({ "decisione": "no" }), "Scrivi perché non si pubblica"),
        ] {
            rifiuta(writes.porta(&one, dati, vec![]).await, told);
        }
        let masked = json!({ "decisione": "omissis" });
        rifiuta(writes.porta(&one, masked, vec![pdf(), pdf()]).await, "Serve un file solo");
        assert_eq!(reads.porta(&one, json!({ "decisione": "intero" }), vec![]).await.0, 403);
        assert_eq!(writes.porta(&one, json!({ "decisione": "omissis" }), vec![pdf()]).await.0, 204);
        assert_eq!(stands().await[0]["pubblica"], "omissis");
        let no = json!({ "decisione": "no", "motivo": "Nomina una persona" });
        assert_eq!(writes.porta(&one, no, vec![]).await.0, 204);
        assert_eq!(stands().await[0]["motivo"], "Nomina una persona");
        assert_eq!(writes.porta(&one, json!({ "decisione": "togli" }), vec![]).await.0, 204);
        assert_eq!(stands().await, json!([]));
        assert_eq!(writes.porta(&one, json!({ "decisione": "intero" }), vec![]).await.0, 404, "it was taken out");

        let path = format!("{id}/collegamenti");
        let link = |tipo: &str, motivo: &str| json!({ "altro": old, "tipo": tipo, "motivo": motivo });
        let (status, told) = writes.manda(&path, link("boh", " ")).await;
        assert_eq!((status, told["reasons"].as_array().map(Vec::len)), (422, Some(2)), "all at once: {told}");
        assert_eq!(reads.manda(&path, link("revoca", "Nominata un'altra persona")).await.0, 403);
        assert_eq!(writes.manda(&path, link("revoca", "Nominata un'altra persona")).await.0, 204);
        rifiuta(writes.manda(&path, link("revoca", "Ancora")).await, "già collegati");
        assert_eq!(casa.scheda(casa.lucia, id).await.relazioni.len(), 1, "{engine:?}");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_paper_of_a_step_is_taken_away_and_comes_back_signed_once() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        let signs = ["atti.consulta", "atti.redigi", "librofirma.firma"];
        let signs = Programma::con(&casa, ("marco", casa.marco), &signs).await;
        let reads = Programma::con(&casa, ("marco", casa.marco), &["atti.consulta"]).await;
        let lucia = Programma::che_scrive(&casa).await;

        let path = format!("{id}/foglio");
        rifiuta(lucia.manda(&path, json!({ "passo": "firma" })).await, "non spetta a te");
        rifiuta(signs.manda(&path, json!({ "passo": "niente" })).await, "non ha un documento da firmare");
        let paper = signs.chiede(&path, Some(&json!({ "passo": "firma" }))).await;
        assert_eq!(
            (paper.status().as_u16(), paper.headers()["content-type"].to_str().unwrap()),
            (200, "application/pdf")
        );
        let paper = paper.bytes().await.unwrap().to_vec();
        assert!(paper.starts_with(b"%PDF"), "{engine:?}");

        let path = format!("{id}/riportata");
        let step = json!({ "passo": "firma", "chiave": "una", "motivo": "Per la prova", "nessun_conflitto": true });
        let silent = json!({ "passo": "firma", "chiave": "una" });
        rifiuta(signs.porta(&path, step.clone(), vec![]).await, "Manca il documento firmato");
        rifiuta(signs.porta(&path, silent, vec![paper.clone()]).await, "conflitto di interessi");
        assert_eq!(reads.porta(&path, step.clone(), vec![paper.clone()]).await.0, 403, "who reads takes no step");
        assert_eq!(casa.numerati("determine").await, 0, "{engine:?}");
        for _ in 0..2 {
            let (status, told) = signs.porta(&path, step.clone(), vec![paper.clone()]).await;
            assert_eq!(status, 204, "{engine:?}: {told}");
        }
        let scheda = casa.scheda(casa.marco, id).await;
        assert_eq!((scheda.stato.numero, scheda.firme.len()), (Some(1), 1), "sent twice it is signed once");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_keeps_out_by_a_program_writes_the_draft_no_more() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let (writes, reads) = (Programma::che_scrive(&casa).await, Programma::che_legge(&casa).await);
        let paolo = Programma::con(&casa, ("paolo", casa.paolo), &["atti.consulta", "atti.esamina"]).await;
        let path = format!("{id}/astensione");
        let declared = json!({ "motivo": "È mio fratello.", "chiave": "a" });
        rifiuta(writes.manda(&path, json!({ "motivo": " ", "chiave": "a" })).await, "Scrivi il motivo dell'astensione");
        assert_eq!(reads.manda(&path, declared.clone()).await.0, 403, "{engine:?}: a key for reading does not act");
        assert_eq!(paolo.manda(&path, declared.clone()).await.0, 404, "a draft that is not for him");
        let before = casa.fatti(id).await;
        assert_eq!(writes.manda(&path, declared.clone()).await.0, 204, "{engine:?}");
        let after = casa.fatti(id).await;
        assert!(after > before, "{engine:?}");
        assert_eq!(writes.manda(&path, declared).await.0, 204);
        assert_eq!(casa.fatti(id).await, after, "sent twice it is declared once");
        let hide = json!({ "blocco": parti(&casa, id).await[1], "omesso": true });
        rifiuta(writes.manda(&format!("{id}/testo/omissis"), hide).await, "Ti sei astenuto");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_past_act_that_was_read_and_is_not_wanted_waits_no_more() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let scopes = ["atti.consulta", "atti.passati"];
        let ada = casa.hall.person("ada", casa.llp, &scopes).await;
        let ugo = casa.hall.person("ugo", casa.llp, &scopes).await;
        let hers = Programma::con(&casa, ("ada", ada), &scopes).await;
        let his = Programma::con(&casa, ("ugo", ugo), &scopes).await;
        let paper = testkit::pdf(&["DECRETO DEL SINDACO N. 2 DEL 03/04/2018", "OGGETTO: nomina"]);
        let (status, taken) = hers.porta("passati/proposte", json!({ "unita": casa.llp }), vec![paper]).await;
        assert_eq!(status, 201, "{engine:?}: {taken}");
        let path = format!("passati/proposte/{}/scarto", taken[0]["proposta"].as_str().unwrap());
        assert_eq!(Programma::che_scrive(&casa).await.manda(&path, json!({})).await.0, 403, "{engine:?}");
        assert_eq!(his.manda(&path, json!({})).await.0, 404, "another's");
        assert_eq!(hers.manda(&path, json!({})).await.0, 204);
        assert_eq!(hers.manda(&path, json!({})).await.0, 404, "it is gone");
        assert_eq!(hers.legge("passati/proposte").await, json!([]));
    }
}
