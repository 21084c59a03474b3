//! A program that receives notices: a real server over TCP, which answers as the test says.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// How a call is answered; without a word for it, with 204.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    Status(u16),
    Redirect,
    Hang,
    Close,
}

/// A call as it came.
#[derive(Clone, Debug)]
pub struct Call {
    pub path: String,
    head: String,
    pub body: String,
}

impl Call {
    pub fn header(&self, name: &str) -> String {
        let line = |line: &str| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        };
        self.head.lines().find_map(line).unwrap_or_default()
    }

    /// The signature that this secret makes, by RFC 2104 and the specification.
    pub fn signed_by(&self, secret: &str) -> String {
        let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let text = format!("{}.{}.{}", self.header("webhook-id"), self.header("webhook-timestamp"), self.body);
        let pad =
            |with: u8| -> Vec<u8> { (0..64).map(|place| key.get(place).copied().unwrap_or_default() ^ with).collect() };
        let inner = Sha256::new().chain_update(pad(0x36)).chain_update(&text).finalize();
        let outer = Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize();
        format!("v1,{}", BASE64_STANDARD.encode(outer))
    }
}

#[derive(Clone)]
pub struct Receiver {
    pub address: SocketAddr,
    calls: Arc<Mutex<Vec<Call>>>,
    script: Arc<Mutex<VecDeque<Answer>>>,
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let receiver = Self { address: listener.local_addr().unwrap(), calls: Arc::default(), script: Arc::default() };
        let served = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(served.clone(), stream));
            }
        });
        receiver
    }

    pub fn url(&self) -> String {
        format!("http://{}/avvisi", self.address)
    }

    pub fn will(&self, answers: &[Answer]) {
        self.script.lock().unwrap().extend(answers);
    }

    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }
}

async fn serve(receiver: Receiver, mut stream: TcpStream) {
    let Some(call) = read(&mut stream).await else { return };
    receiver.calls.lock().unwrap().push(call);
    let answer = receiver.script.lock().unwrap().pop_front().unwrap_or(Answer::Status(204));
    let text = match answer {
        Answer::Status(status) => format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n"),
        Answer::Redirect => {
            let there = format!("http://{}/altrove", receiver.address);
            format!("HTTP/1.1 302 x\r\nlocation: {there}\r\ncontent-length: 0\r\n\r\n")
        }
        Answer::Hang => {
            tokio::time::sleep(std::time::Duration::from_secs(600)).await;
            return;
        }
        Answer::Close => return,
    };
    let _ = stream.write_all(text.as_bytes()).await;
}

async fn read(stream: &mut TcpStream) -> Option<Call> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let call = Call {
                path: head.split(' ').nth(1).unwrap_or_default().to_owned(),
                head: head.to_owned(),
                body: body.to_owned(),
            };
            if body.len() >= call.header("content-length").parse().unwrap_or(0) {
                return Some(call);
            }
        }
        let mut part = [0; 4_096];
        let read = stream.read(&mut part).await.ok()?;
        if read == 0 {
            return None;
        }
        bytes.extend_from_slice(&part[..read]);
    }
}
