//! A SIMULATOR of ParER's service of deposit, made from its published answers: it keeps what it takes, computes its own digests, and
//! refuses a key that it has.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Multipart, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use documents::store::Sha256Hash;
use parer::read_unita;

/// What it does with the next deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mossa {
    Accetta,
    Rifiuta,
    /// Takes it, and the answer is lost.
    PerdeLaRisposta,
    /// Is out of order.
    Guasto,
    /// Takes it, and computes another digest.
    AltraImpronta,
}

/// What it knows.
#[derive(Debug, Default)]
pub struct Simulatore {
    pub mosse: Mutex<VecDeque<Mossa>>,
    /// The answers of what it keeps, by key.
    pub tenute: Mutex<HashMap<String, String>>,
    pub chiamate: Mutex<Vec<(String, String)>>,
    /// What was sent, each as it came.
    pub messaggi: Mutex<Vec<String>>,
}

impl Simulatore {
    /// Starts it. Where it answers.
    pub async fn parte(mosse: &[Mossa]) -> (Arc<Self>, String) {
        let one = Arc::new(Self { mosse: Mutex::new(mosse.iter().copied().collect()), ..Self::default() });
        let app = Router::new().route("/VersamentoSync", post(versamento)).layer(DefaultBodyLimit::max(1 << 24));
        let app = app.with_state(Arc::clone(&one));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        (one, address)
    }

    pub fn quante(&self) -> usize {
        self.tenute.lock().unwrap().len()
    }
}

async fn versamento(State(one): State<Arc<Simulatore>>, mut form: Multipart) -> Response {
    let (mut fields, mut files) = (HashMap::new(), HashMap::new());
    while let Some(part) = form.next_field().await.unwrap() {
        let name = part.name().unwrap().to_owned();
        let is_file = part.file_name().is_some();
        let bytes = part.bytes().await.unwrap();
        if is_file {
            files.insert(name, bytes);
        } else {
            fields.insert(name, String::from_utf8(bytes.to_vec()).unwrap());
        }
    }
    one.chiamate.lock().unwrap().push((fields["LOGINNAME"].clone(), fields["PASSWORD"].clone()));
    one.messaggi.lock().unwrap().push(fields["XMLSIP"].clone());
    let unit = read_unita(fields["XMLSIP"].as_bytes()).unwrap();
    let key = format!("{}-{}-{}", unit.chiave.registro, unit.chiave.anno, unit.chiave.numero);
    let move_ = one.mosse.lock().unwrap().pop_front().unwrap_or(Mossa::Accetta);
    if move_ == Mossa::Guasto {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    if one.tenute.lock().unwrap().contains_key(&key) {
        return no("UD-002-001", "chiave già presente").into_response();
    }
    if move_ == Mossa::Rifiuta {
        return no("UD-005-001", "la tipologia non è prevista").into_response();
    }
    let mut documents = String::new();
    for (place, one) in unit.componenti().enumerate() {
        let mut hash = Sha256Hash::of(&files[&one.id]);
        if move_ == Mossa::AltraImpronta {
            hash = Sha256Hash([7; 32]);
        }
        let name = if place == 0 { "DocumentoPrincipale" } else { "Allegato" };
        documents.push_str(&format!(
            "<{name}><Componenti><Componente><Hash>{hash}</Hash><AlgoritmoHash>SHA-256</AlgoritmoHash>\
             <IDComponenteVersato>{}</IDComponenteVersato></Componente></Componenti></{name}>",
            one.id_versato.as_deref().unwrap_or_default()
        ));
    }
    let report = format!(
        "<RapportoVersamento><URNRapportoVersamento>urn:rv:{key}</URNRapportoVersamento>\
         <DataRapportoVersamento>2026-11-26T00:20:00+01:00</DataRapportoVersamento></RapportoVersamento>"
    );
    let report = report.replace('<', "&lt;").replace('>', "&gt;");
    let answer = format!(
        "<EsitoVersamento><Versione>1.5</Versione><URNSIP>urn:sip:{key}</URNSIP>\
         <DataVersamento>2026-11-26T00:19:59+01:00</DataVersamento>\
         <EsitoGenerale><CodiceEsito>POSITIVO</CodiceEsito></EsitoGenerale>\
         <UnitaDocumentaria>{documents}</UnitaDocumentaria><RapportoVersamento>{report}</RapportoVersamento></EsitoVersamento>"
    );
    one.tenute.lock().unwrap().insert(key, answer.clone());
    if move_ == Mossa::PerdeLaRisposta {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    answer.into_response()
}

fn no(code: &str, words: &str) -> String {
    format!(
        "<EsitoVersamento><Versione>1.5</Versione><EsitoGenerale><CodiceEsito>NEGATIVO</CodiceEsito>\
         <CodiceErrore>{code}</CodiceErrore><MessaggioErrore>{words}</MessaggioErrore></EsitoGenerale></EsitoVersamento>"
    )
}
