//! What staff and programs do.

use copie::Scarico;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use testkit::Engine;

use crate::mondo::{Mondo, TUTTO, due_pagine};

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_goes_from_the_entry_to_the_paper_and_back() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine, false, "istanza.pdf", &due_pagine()).await;
        let anna = mondo.hall.signed_in("anna").await;
        let entry = anna.read(&format!("/protocollo/{}/{}", mondo.riga.anno, mondo.riga.numero)).await;
        let link = entry.split("href=\"").filter_map(|part| part.split('"').next());
        let link =
            link.filter(|href| href.starts_with("/copie/registro/nuova")).next().expect("a link").replace("&amp;", "&");
        let form = anna.read(&link).await;
        assert!(form.contains("Chi può scaricare") && form.contains("istanza.pdf"), "{form}");
        let (cosa, documento) = (format!("{}/{}", mondo.riga.anno, mondo.riga.numero), mondo.documento.to_string());
        let mut fields = vec![("ufficio", "protocollo"), ("cosa", &cosa), ("documento", &documento), ("pagine", "7")];
        let answer = anna.post("/copie/registro/nuova", &fields).await;
        assert_eq!(answer.status(), 422, "who may have the original must be chosen");
        fields.extend([("scarico", "mai"), ("forma", "carta")]);
        let answer = anna.post("/copie/registro/nuova", &fields).await;
        assert_eq!(answer.status(), 422);
        assert!(answer.text().await.unwrap().contains("ha 2 pagine"));
        fields[3] = ("pagine", "");
        let answer = anna.post("/copie/registro/nuova", &fields).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let card = answer.headers()["location"].to_str().unwrap().to_owned();
        let page = anna.read(&card).await;
        assert!(
            page.contains("Rilasciata: scarica il PDF")
                && page.contains("stampalo")
                && page.contains("Copia conforme n. 1/"),
            "{page}"
        );
        let card = card.split('?').next().unwrap().to_owned();
        let pdf = anna.get(&format!("{card}/copia.pdf")).await;
        assert_eq!((pdf.status().as_u16(), pdf.headers()["content-type"].to_str().unwrap()), (200, "application/pdf"));
        assert!(anna.read("/copie/registro").await.contains("rilasciata"));
        assert_eq!(anna.post(&format!("{card}/ritira"), &[("motivo", "")]).await.status(), 422);
        assert_eq!(anna.post(&format!("{card}/ritira"), &[("motivo", "Sbagliata")]).await.status(), 303);
        assert!(anna.read("/copie/registro").await.contains("ritirata"));
        assert!(anna.read(&card).await.contains("Sbagliata"));
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_finds_no_link_no_form_and_no_file() {
    let mondo = Mondo::nuovo(Engine::Sqlite, false, "istanza.pdf", &due_pagine()).await;
    let made = mondo.rilascia(&mondo.chiesta(Scarico::Mai)).await;
    let unit = mondo.hall.unit("SOC", "Sociale").await;
    mondo.hall.person("berta", unit, &["copie.consulta"]).await;
    mondo.hall.person("carla", unit, &["copie.rilascia"]).await;
    mondo.hall.person("dario", unit, &["protocollo.consulta", "protocollo.consulta_tutto"]).await;
    let (berta, carla) = (mondo.hall.signed_in("berta").await, mondo.hall.signed_in("carla").await);
    let dario = mondo.hall.signed_in("dario").await;
    let card = format!("/copie/registro/{}", made.riga.id);
    assert_eq!(berta.get(&card).await.status(), 200);
    assert_eq!(berta.get(&format!("{card}/copia.pdf")).await.status(), 403);
    assert_eq!(carla.get(&format!("{card}/copia.pdf")).await.status(), 404, "who may not see the original");
    assert_eq!(dario.get(&card).await.status(), 403);
    let entry = dario.read(&format!("/protocollo/{}/{}", mondo.riga.anno, mondo.riga.numero)).await;
    assert!(entry.contains("istanza.pdf") && !entry.contains("/copie/registro"), "{entry}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_releases_and_withdraws_as_a_person_would() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine, false, "istanza.pdf", &due_pagine()).await;
        let key = mondo.hall.api_key("anna", mondo.who.person, TUTTO).await;
        let client = reqwest::Client::new();
        let post = |path: String, body: Value| {
            let request = client.post(format!("{}/api/v1/copie{path}", mondo.hall.url)).bearer_auth(&key).json(&body);
            async move {
                let answer = request.send().await.unwrap();
                (answer.status().as_u16(), answer.json::<Value>().await.unwrap_or_default())
            }
        };
        let cosa = format!("{}/{}", mondo.riga.anno, mondo.riga.numero);
        let body = json!({"ufficio": "protocollo", "cosa": cosa, "documento": mondo.documento, "scarico": "carta"});
        let (status, made) = post(String::new(), body).await;
        assert_eq!(status, 201, "{made}");
        let address = made["indirizzo"].as_str().unwrap();
        assert!(address.starts_with("https://127.0.0.1/copie/"), "{made}");
        let id = made["copia"]["id"].as_str().unwrap();
        assert_eq!(post(format!("/{id}/ritiro"), json!({"motivo": ""})).await.0, 422);
        assert_eq!(post(format!("/{id}/ritiro"), json!({"motivo": "Sbagliata"})).await.0, 204);
        let list = client.get(format!("{}/api/v1/copie", mondo.hall.url)).bearer_auth(&key).send().await.unwrap();
        let list: Value = list.json().await.unwrap();
        assert!(list["copie"][0]["ritirata"].is_string(), "{list}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_releases_a_copy_of_a_document_without_pages_with_its_conversion() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine, false, "nota.txt", b"Gentile Sindaco, chiedo la potatura.").await;
        let key = mondo.hall.api_key("anna", mondo.who.person, TUTTO).await;
        let reads = mondo.hall.api_key("anna", mondo.who.person, &["copie.consulta", "protocollo.consulta"]).await;
        let cosa = format!("{}/{}", mondo.riga.anno, mondo.riga.numero);
        let dati = json!({"ufficio": "protocollo", "cosa": cosa, "documento": mondo.documento, "scarico": "mai"});
        let post = async |key: &str, dati: &Value, files: Vec<Vec<u8>>| {
            let mut form = Form::new().text("dati", dati.to_string());
            for bytes in files {
                form = form.part("file", Part::bytes(bytes).file_name("nota.pdf"));
            }
            let request = reqwest::Client::new().post(format!("{}/api/v1/copie/convertite", mondo.hall.url));
            let answer = request.bearer_auth(key).multipart(form).send().await.unwrap();
            (answer.status().as_u16(), answer.json::<Value>().await.unwrap_or_default())
        };
        let mut made_here = dati.clone();
        made_here["preparata"] = json!(true);
        for (dati, files, told) in [
            (&dati, vec![], "Serve un PDF solo"),
            (&dati, vec![due_pagine(), due_pagine()], "Serve un PDF solo"),
            (&dati, vec![b"non un PDF".to_vec()], "non è un PDF"),
            (&made_here, vec![due_pagine()], "Una cosa sola"),
            (&made_here, vec![], "non ha preparato"),
        ] {
            let (status, answer) = post(&key, dati, files).await;
            assert_eq!(status, 422, "{engine:?}: {answer}");
            assert!(answer["detail"].as_str().unwrap().contains(told), "{told}: {answer}");
        }
        assert_eq!(post(&reads, &dati, vec![due_pagine()]).await.0, 403);
        assert_eq!(
            copie::elenca(&mondo.hall.ente, &mondo.who, None, 5).await.unwrap().len(),
            0,
            "nothing was released"
        );
        let (status, made) = post(&key, &dati, vec![due_pagine()]).await;
        assert_eq!(status, 201, "{engine:?}: {made}");
        assert!(made["codice"].is_string(), "{made}");
        let list = copie::elenca(&mondo.hall.ente, &mondo.who, None, 5).await.unwrap();
        assert_eq!((list[0].0.copiato.as_deref(), list[0].0.fogli), (Some("conversione"), 2), "{engine:?}");
        mondo.hall.verify_clean().await;
    }
}
