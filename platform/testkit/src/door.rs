use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU16, AtomicU64, Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

/// A door to a server, which a test shuts and opens: shut, it drops who stands in it and lets nobody in, as when the server is
/// stopped or the line is cut.
#[derive(Clone, Debug)]
pub struct Door {
    port: u16,
    /// To where it leads.
    target: Arc<AtomicU16>,
    shut: Arc<AtomicBool>,
    /// How many bytes may still come out before the line is cut.
    left: Arc<AtomicU64>,
    /// Told each time those who stand in it must go.
    out: watch::Sender<u64>,
}

impl Door {
    /// An open one to this port of this machine.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn to(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let here = listener.local_addr().expect("an address").port();
        let (out, _) = watch::channel(0);
        let (target, left) = (Arc::new(AtomicU16::new(port)), Arc::new(AtomicU64::new(u64::MAX)));
        let door = Self { port: here, target, shut: Arc::default(), left, out };
        let this = door.clone();
        tokio::spawn(async move {
            while let Ok((here, _)) = listener.accept().await {
                tokio::spawn(this.clone().pass(here));
            }
        });
        door
    }

    /// Where it stands, on 127.0.0.1.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// From now on it leads to this port: as when a server is mended.
    pub fn lead_to(&self, port: u16) {
        self.target.store(port, Ordering::SeqCst);
    }

    /// Cuts all lines, and lets nobody in.
    pub fn shut(&self) {
        self.shut.store(true, Ordering::SeqCst);
        self.out.send_modify(|times| *times += 1);
    }

    /// Lets everybody in again, for as long as they like.
    pub fn open(&self) {
        self.left.store(u64::MAX, Ordering::SeqCst);
        self.shut.store(false, Ordering::SeqCst);
    }

    /// Shuts it as soon as so many more bytes have come from the server.
    pub fn shut_after(&self, bytes: u64) {
        self.left.store(bytes, Ordering::SeqCst);
    }

    async fn pass(self, here: TcpStream) {
        // Listens before it looks: who is still on the way in when the door is shut must go too.
        let mut out = self.out.subscribe();
        if self.shut.load(Ordering::SeqCst) {
            return;
        }
        let port = self.target.load(Ordering::SeqCst);
        let Ok(there) = TcpStream::connect(("127.0.0.1", port)).await else { return };
        let ((from_us, to_us), (from_them, to_them)) = (here.into_split(), there.into_split());
        tokio::select! {
            () = carry(from_us, to_them, None) => {}
            () = carry(from_them, to_us, Some(&self)) => {}
            _ = out.changed() => {}
        }
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, counted: Option<&Door>) {
    let mut piece = vec![0; 16 << 10];
    while let Ok(read) = from.read(&mut piece).await {
        let mut some = piece.get(..read).unwrap_or_default();
        if let Some(door) = counted {
            let left = door.left.load(Ordering::SeqCst);
            if left < read as u64 {
                some = some.get(..usize::try_from(left).unwrap_or_default()).unwrap_or_default();
                let _ = to.write_all(some).await;
                door.shut();
                return;
            }
            if left != u64::MAX {
                door.left.fetch_sub(read as u64, Ordering::SeqCst);
            }
        }
        if read == 0 || to.write_all(some).await.is_err() {
            return;
        }
    }
}
