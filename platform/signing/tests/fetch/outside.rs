//! The outside: a server that answers as each test says, and counts.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::pki::evidence::Answer;

/// What the server does when it is asked at a place.
#[derive(Clone)]
pub enum Does {
    /// Gives these bytes.
    Gives(Vec<u8>),
    /// Answers this, with the number of the question in it.
    Answers(Box<Answer>),
    /// Answers this, with a number of its own.
    AnswersAnother(Box<Answer>),
    /// Answers only what is asked in the address (RFC 5019).
    AnswersByAddress(Box<Answer>),
    /// Says no.
    Refuses(StatusCode),
    /// Sends elsewhere.
    SendsTo(String),
    /// Says nothing for a long time.
    Sleeps,
    /// Says no after so long to what is posted, and nothing to what is asked in the address.
    SaysNoThenNothing(Duration),
    /// Begins, and never ends.
    NeverEnds,
    /// A byte now and then.
    Drips,
}

/// A server of our own, at 127.0.0.1.
#[derive(Clone)]
pub struct Outside {
    pub port: u16,
    asked: Arc<AtomicUsize>,
    places: Arc<Mutex<Vec<(String, Does)>>>,
}

impl Outside {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let outside = Outside { port, asked: Arc::default(), places: Arc::default() };
        let app = Router::new().fallback(answer).with_state(outside.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        outside
    }

    /// What it does at the places that begin so, from now on.
    pub fn at(&self, place: &str, does: Does) -> &Self {
        let mut places = self.places.lock().unwrap();
        places.retain(|(known, _)| known != place);
        places.push((place.to_owned(), does));
        self
    }

    pub fn address(&self, place: &str) -> String {
        format!("http://127.0.0.1:{}{place}", self.port)
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

async fn answer(State(outside): State<Outside>, request: Request) -> Response {
    outside.asked.fetch_add(1, Ordering::SeqCst);
    let (path, posted) = (request.uri().path().to_owned(), request.method() == "POST");
    if posted {
        assert_eq!(request.headers()[header::CONTENT_TYPE], "application/ocsp-request");
    }
    let question = axum::body::to_bytes(request.into_body(), 1 << 16).await.unwrap();
    let does = {
        let places = outside.places.lock().unwrap();
        places.iter().find(|(place, _)| path.starts_with(place)).map(|(_, does)| does.clone())
    };
    match does {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(Does::Gives(bytes)) => bytes.into_response(),
        Some(Does::Answers(mut answer)) => {
            // The number stands at the end of the question.
            answer.nonce = question.last_chunk::<32>().map(|number| number.to_vec());
            answer.der().into_response()
        }
        Some(Does::AnswersAnother(mut answer)) => {
            answer.nonce = Some(vec![7; 32]);
            answer.der().into_response()
        }
        Some(Does::AnswersByAddress(answer)) if !posted => answer.der().into_response(),
        // `OCSPResponse { malformedRequest }`.
        Some(Does::AnswersByAddress(_)) => vec![0x30_u8, 3, 0x0a, 1, 1].into_response(),
        Some(Does::Refuses(status)) => status.into_response(),
        Some(Does::SendsTo(place)) => (StatusCode::FOUND, [(header::LOCATION, place)]).into_response(),
        Some(Does::SaysNoThenNothing(after)) if posted => {
            tokio::time::sleep(after).await;
            StatusCode::NOT_IMPLEMENTED.into_response()
        }
        Some(Does::Sleeps | Does::SaysNoThenNothing(_)) => {
            tokio::time::sleep(Duration::from_secs(600)).await;
            StatusCode::OK.into_response()
        }
        Some(Does::NeverEnds) => endless(1 << 16, Duration::ZERO),
        Some(Does::Drips) => endless(1, Duration::from_millis(200)),
    }
}

#[expect(clippy::disallowed_methods, reason = "nothing compresses this answer")]
fn endless(piece: usize, pause: Duration) -> Response {
    let stream = futures::stream::unfold((), move |()| async move {
        tokio::time::sleep(pause).await;
        Some((Ok::<_, std::io::Error>(Bytes::from(vec![0x30; piece])), ()))
    });
    Body::from_stream(stream).into_response()
}
