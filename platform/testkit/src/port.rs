use std::sync::{Mutex, PoisonError};

use tokio::net::{TcpListener, TcpSocket};

/// The sockets that hold the ports given away, for as long as the tests run.
static HELD: Mutex<Vec<TcpSocket>> = Mutex::new(Vec::new());

/// A port of 127.0.0.1 at which nobody answers, and which the system gives to nobody else while the tests run: it stays bound by
/// a socket that does not listen. Whoever asks for it by its number can listen there (our program, [`listen_at`]), also after
/// somebody else has listened there and ended; until then a call is refused. A port that is only free at this moment is given
/// to the next who asks for any.
///
/// # Panics
/// When there is no free port.
pub fn free_port() -> u16 {
    let socket = bound(0);
    let port = socket.local_addr().expect("an address").port();
    HELD.lock().unwrap_or_else(PoisonError::into_inner).push(socket);
    port
}

/// Listens at a port that [`free_port`] gave.
///
/// # Panics
/// When somebody else listens there.
pub fn listen_at(port: u16) -> TcpListener {
    bound(port).listen(1_024).expect("nobody listens there")
}

fn bound(port: u16) -> TcpSocket {
    let socket = TcpSocket::new_v4().expect("a socket");
    // With this two may be bound to one port as long as no more than one of them listens.
    socket.set_reuseaddr(true).expect("a socket takes it");
    socket.bind(([127, 0, 0, 1], port).into()).expect("a free port");
    socket
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn a_port_given_away_is_nobody_elses_and_can_be_listened_at_again_and_again() {
        let port = free_port();
        assert!((0..200).all(|_| free_port() != port));
        let called = async || TcpStream::connect(("127.0.0.1", port)).await;
        for _ in 0..2 {
            assert!(called().await.is_err(), "nobody answers");
            let listener = listen_at(port);
            assert!(called().await.is_ok());
            drop(listener);
        }
    }
}
