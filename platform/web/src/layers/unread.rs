//! A request that was refused before its body was read to the end: hyper will close the connection, and whoever sent it is told, so that
//! they don't send the next one on it and never hear of it.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::{HeaderValue, Version, header::CONNECTION},
    middleware::Next,
    response::Response,
};
use http_body::{Frame, SizeHint};

/// The body of a request, which notes that it was read to the end.
struct Watched {
    body: Body,
    ended: Arc<AtomicBool>,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if frame.is_none() || self.body.is_end_stream() {
            self.ended.store(true, Ordering::Relaxed);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Says "connection: close" with an error whose request was not read to the end.
pub(crate) async fn unread(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() || request.version() > Version::HTTP_11 {
        return next.run(request).await;
    }
    let ended = Arc::new(AtomicBool::new(false));
    let watched = Arc::clone(&ended);
    let mut response = next.run(request.map(|body| Body::new(Watched { body, ended: watched }))).await;
    let refused = response.status().is_client_error() || response.status().is_server_error();
    if refused && !ended.load(Ordering::Relaxed) {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::{Router, http::StatusCode, middleware, routing::post};
    use tower::ServiceExt;

    use super::*;

    async fn closes(router: Router, body: &'static str) -> bool {
        let request = Request::post("/").body(Body::from(body)).unwrap();
        let response = router.layer(middleware::from_fn(unread)).oneshot(request).await.unwrap();
        response.headers().get(CONNECTION).is_some_and(|value| value == "close")
    }

    fn answers(status: StatusCode) -> Router {
        Router::new().route("/", post(async move || status))
    }

    #[tokio::test]
    async fn only_who_is_refused_before_all_was_read_is_told_that_the_connection_closes() {
        assert!(closes(answers(StatusCode::SERVICE_UNAVAILABLE), "un file").await);
        assert!(closes(answers(StatusCode::PAYLOAD_TOO_LARGE), "un file").await);
        assert!(!closes(answers(StatusCode::OK), "un file").await);
        assert!(!closes(answers(StatusCode::SERVICE_UNAVAILABLE), "").await, "nothing was sent");
        let reads = post(async |whole: Bytes| (StatusCode::UNPROCESSABLE_ENTITY, whole));
        assert!(!closes(Router::new().route("/", reads), "un file").await, "all of it was read");
    }
}
