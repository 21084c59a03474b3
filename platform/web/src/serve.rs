use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, http::StatusCode, middleware};
use tokio::net::TcpListener;
use tower_http::{compression::CompressionLayer, timeout::TimeoutLayer};

use crate::{
    House, Routes,
    layers::{Limiter, Shell, shell, unread},
};

/// A request that takes longer is given up: uploads of a gigabyte on a slow line fit in.
const LONGEST_REQUEST: Duration = Duration::from_secs(900);

/// The whole web application of a house.
pub fn app(house: Arc<House>, routes: Routes) -> Router {
    let limiter = Arc::new(Limiter::new(house.settings.requests_per_second));
    let shell_state = Shell { house: Arc::clone(&house), limiter };
    routes
        .into_router()
        .layer(middleware::from_fn_with_state(shell_state, shell))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(unread))
        .with_state(house)
}

/// Serves until `stop` is done, then lets the requests under way end.
///
/// # Errors
/// When the socket fails.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}
