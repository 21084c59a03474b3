use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use ente::Sftp;

use crate::told::Told;

/// The SFTP server of the tests, which `scripts/sftp run` starts: Debian's `sshd`, with keys of its own.
#[derive(Clone, Debug)]
pub struct SftpServer {
    told: Told,
}

static NEXT: AtomicU32 = AtomicU32::new(0);

impl SftpServer {
    /// The server that `MUNICIPIO_TEST_SFTP` names. Without one it says so in one loud line; on a CI machine (`CI` set) it is an error.
    ///
    /// # Panics
    /// On a CI machine without a server, or when what the variable names cannot be read.
    pub fn find() -> Option<Self> {
        let undone = "SFTP NOT TRIED ON A REAL SERVER: run `scripts/sftp run -- cargo test …`, or `make test`";
        Told::find("MUNICIPIO_TEST_SFTP", "sftp.env", undone).map(|told| Self { told })
    }

    /// A new and empty folder into which the server may write.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn folder(&self) -> PathBuf {
        let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = Path::new(self.told.of("folder")).join(name);
        fs::create_dir(&folder).expect("a folder is made");
        // The server is another user than this one, where this one is root.
        fs::set_permissions(&folder, Permissions::from_mode(0o777)).expect("a folder is opened");
        folder
    }

    /// How it is reached, with the key that it lets in.
    ///
    /// # Panics
    /// When it has not told its port.
    pub fn place(&self, folder: &Path) -> Sftp {
        Sftp {
            name: "Conservatore di prova".into(),
            host: "127.0.0.1".into(),
            port: self.told.of("port").parse().expect("a port"),
            user: self.told.of("user").into(),
            key_file: self.told.of("key").into(),
            host_key: self.told.of("host_key").into(),
            folder: folder.to_str().expect("a plain path").into(),
        }
    }

    /// A key that it does not let in.
    pub fn stranger(&self) -> PathBuf {
        self.told.of("stranger").into()
    }

    /// The public key of another server.
    pub fn other_host_key(&self) -> String {
        self.told.of("other_host_key").into()
    }
}
