use std::{fs, net::SocketAddr, path::PathBuf};

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use tokio::task::{JoinHandle, JoinSet};

use crate::{free_port, listen_at};

/// An object storage that speaks the S3 protocol over TCP, with its objects in a folder.
pub struct S3Server {
    /// Where it answers.
    pub address: SocketAddr,
    root: PathBuf,
    serving: Option<JoinHandle<()>>,
}

/// The bucket that it has from the beginning.
pub const BUCKET: &str = "documenti";
/// Who may use it.
pub const ACCESS_KEY: &str = "CHIAVE";
/// With what.
pub const SECRET_KEY: &str = "segreto";

impl S3Server {
    /// Starts one over this folder.
    pub async fn start(root: PathBuf) -> Self {
        fs::create_dir_all(root.join(BUCKET)).expect("a folder for the bucket");
        let mut server = Self { address: ([127, 0, 0, 1], free_port()).into(), root, serving: None };
        server.open().await;
        server
    }

    /// Opens it again where it was, after [`S3Server::close`].
    pub async fn open(&mut self) {
        let mut builder = s3s::service::S3ServiceBuilder::new(s3s_fs::FileSystem::new(&self.root).expect("a folder"));
        builder.set_auth(s3s::auth::SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let service = builder.build();
        let listener = listen_at(self.address.port());
        self.serving = Some(tokio::spawn(async move {
            // Dropped with the task, and its connections with it.
            let mut open = JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                open.spawn(async move {
                    let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
                });
                while open.try_join_next().is_some() {}
            }
        }));
    }

    /// Closes it: it answers nobody until it is opened again.
    pub async fn close(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            let _ = serving.await;
        }
    }

    /// The objects of the bucket as files, those that are whole.
    pub fn objects(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.root.join(BUCKET)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                    _ => found.push(entry.path()),
                }
            }
        }
        found.sort();
        found
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        if let Some(serving) = &self.serving {
            serving.abort();
        }
    }
}
