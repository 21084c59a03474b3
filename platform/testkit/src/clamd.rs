use std::sync::{Arc, Mutex, PoisonError};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// The word in which the simulator of an antivirus finds something.
pub const INFECTED: &[u8] = b"PAROLA-INFETTA-DI-PROVA";
/// What it calls that.
pub const FOUND: &str = "Prova.Simulata";

/// How the simulator of an antivirus answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It looks for [`INFECTED`].
    Looks,
    /// It takes the file and says nothing more.
    Silent,
    /// It takes no more than these bytes.
    UpTo(usize),
    /// It says this of every file.
    Says(&'static str),
    /// It hangs up at once.
    HangsUp,
}

/// A server on a free port of this machine that speaks clamd's protocol: **a simulator**, which knows one word.
pub struct SimulatedClamd {
    /// Where it answers, host and port.
    pub address: String,
    mood: Arc<Mutex<Mood>>,
    looked_at: Arc<Mutex<Vec<usize>>>,
    task: JoinHandle<()>,
}

impl SimulatedClamd {
    /// One that looks.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let (mood, looked_at) = (Arc::new(Mutex::new(Mood::Looks)), Arc::new(Mutex::new(Vec::new())));
        let (its_mood, its_list) = (Arc::clone(&mood), Arc::clone(&looked_at));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mood = *its_mood.lock().unwrap_or_else(PoisonError::into_inner);
                let list = Arc::clone(&its_list);
                tokio::spawn(async move {
                    let _ = talk(stream, mood, &list).await;
                });
            }
        });
        Self { address, mood, looked_at, task }
    }

    /// From now on it answers so.
    pub fn be(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    /// How long the files were that it was given whole, in order.
    pub fn looked_at(&self) -> Vec<usize> {
        self.looked_at.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Goes away: from now on nobody listens there.
    pub async fn leave(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

async fn talk(mut stream: TcpStream, mood: Mood, looked_at: &Mutex<Vec<usize>>) -> std::io::Result<()> {
    if mood == Mood::HangsUp {
        return Ok(());
    }
    let mut command = Vec::new();
    loop {
        match stream.read_u8().await? {
            0 => break,
            byte => command.push(byte),
        }
    }
    match command.as_slice() {
        b"zVERSION" => return stream.write_all(b"ClamAV SIMULATORE/1/oggi\0").await,
        b"zINSTREAM" => {}
        _ => return stream.write_all(b"UNKNOWN COMMAND\0").await,
    }
    let mut whole = Vec::new();
    loop {
        let length = stream.read_u32().await? as usize;
        if length == 0 {
            break;
        }
        let before = whole.len();
        whole.resize(before + length, 0);
        stream.read_exact(&mut whole[before..]).await?;
        if matches!(mood, Mood::UpTo(most) if whole.len() > most) {
            stream.write_all(b"INSTREAM size limit exceeded. ERROR\0").await?;
            stream.shutdown().await?;
            // Whatever still comes is taken away, so that the answer is not lost with the connection.
            tokio::io::copy(&mut stream, &mut tokio::io::sink()).await?;
            return Ok(());
        }
    }
    looked_at.lock().unwrap_or_else(PoisonError::into_inner).push(whole.len());
    let said = match mood {
        Mood::Silent => std::future::pending().await,
        Mood::Says(said) => said.to_owned(),
        _ if whole.windows(INFECTED.len()).any(|part| part == INFECTED) => format!("stream: {FOUND} FOUND"),
        _ => "stream: OK".to_owned(),
    };
    stream.write_all(format!("{said}\0").as_bytes()).await
}
