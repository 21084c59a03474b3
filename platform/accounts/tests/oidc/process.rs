//! The real identity provider as a process of a test's own. Included by whoever tests with it.

use std::{path::Path, process::Stdio};

use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

pub const CLIENT: &str = "municipio";
pub const SECRET: &str = "un segreto di prova";

/// The provider; its process is killed when this is dropped.
pub struct Provider {
    _process: Child,
    /// What it prints is not read, but it would end if it could not print.
    _lines: Lines<BufReader<ChildStdout>>,
    pub issuer: String,
}

/// Starts the provider that lies in `folder`; `None`, loudly, where its packages are not installed (never in CI). `more` goes
/// after the address of the page to come back to.
pub async fn start(folder: &Path, redirect: &str, more: &[&str]) -> Option<Provider> {
    if !folder.join("node_modules/oidc-provider").is_dir() {
        assert!(
            std::env::var_os("CI").is_none(),
            "in CI the real identity provider must be tried: run npm ci in {}",
            folder.display()
        );
        eprintln!("==== NOT TRIED WITH A REAL IDENTITY PROVIDER: run `npm ci` in platform/accounts/tests/oidc");
        return None;
    }
    let mut process = Command::new("node")
        .args(["provider.mjs", CLIENT, SECRET, redirect])
        .args(more)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("node is needed to run the identity provider");
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let issuer = lines.next_line().await.unwrap().expect("the identity provider did not start");
    Some(Provider { _process: process, _lines: lines, issuer })
}
