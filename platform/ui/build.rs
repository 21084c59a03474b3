//! Embeds `web/dist` (built by `make web`) into the crate: one table entry per file, with its precompressed twins,
//! and one hash over everything, which becomes part of every asset's URL.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use sha2::{Digest, Sha256};

fn main() {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let dist = manifest.join("../../web/dist");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", dist.display());
    if !dist.join("css").is_dir() {
        eprintln!("web/dist is missing: run `make web` (it needs Node and npm) and build again.");
        process::exit(1);
    }
    if let Err(error) = embed(&dist) {
        eprintln!("web/dist cannot be read ({error}): run `make web` and build again.");
        process::exit(1);
    }
}

fn embed(dist: &Path) -> io::Result<()> {
    let dist = dist.canonicalize()?;
    let mut found = Vec::new();
    collect(&dist, &mut found)?;
    let named = |file: PathBuf| {
        let relative = file.strip_prefix(&dist).ok()?.to_string_lossy().replace('\\', "/");
        Some((relative, file))
    };
    // By text, not by path: the table is searched by text, and the two orders differ around `/`.
    let files: std::collections::BTreeMap<String, PathBuf> = found.into_iter().filter_map(named).collect();

    let mut all = Sha256::new();
    let mut table = String::new();
    for (path, file) in &files {
        let bytes = fs::read(file)?;
        let own = Sha256::digest(&bytes);
        all.update(path.as_bytes());
        all.update([0]);
        all.update(own);
        let _ = writeln!(
            table,
            "    Asset {{ path: {path:?}, bytes: include_bytes!({file:?}), gz: {gz}, br: {br}, \
             content_type: {kind:?}, etag: {etag:?} }},",
            gz = twin(file, "gz"),
            br = twin(file, "br"),
            kind = content_type(path),
            etag = format!("\"{}\"", hex::encode(&own[..16])),
        );
    }
    let hash = hex::encode(&all.finalize()[..8]);
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("assets.rs");
    fs::write(out, format!("const HASH: &str = {hash:?};\nstatic ASSETS: &[Asset] = &[\n{table}];\n"))
}

/// Every file of `web/dist` that is meant to be served: neither the compressed twins nor the build's own stamp.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            collect(&path, files)?;
        } else if !name.starts_with('.') && !name.ends_with(".gz") && !name.ends_with(".br") {
            files.push(path);
        }
    }
    Ok(())
}

fn twin(file: &Path, extension: &str) -> String {
    let twin = PathBuf::from(format!("{}.{extension}", file.display()));
    if twin.is_file() { format!("Some(include_bytes!({twin:?}))") } else { "None".to_owned() }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
