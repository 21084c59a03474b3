//! The journal's public side (C2SP `tlog-tiles`): signed checkpoints and tiles of hashes. The leaves themselves, which
//! say who did what, are not published: whoever holds a proof holds its own leaf.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use ui::Page;

use crate::{Ctx, Error, Path};

#[derive(Debug, Serialize)]
pub(crate) struct Registro {
    key: String,
    checkpoint: Option<String>,
    size: Option<u64>,
}

impl Page for Registro {
    const TEMPLATE: &'static str = "web/registro.html";
    fn samples() -> Vec<Self> {
        let key = "comune.example.it/registro+00000000+AAAA".to_owned();
        vec![
            Self { key: key.clone(), checkpoint: Some("comune.example.it/registro\n1\nAAAA\n".into()), size: Some(1) },
            Self { key, checkpoint: None, size: None },
        ]
    }
}

/// What the register is and how anyone checks a proof.
pub(super) async fn page(ctx: Ctx) -> Result<Response, Error> {
    let checkpoint = ctx.ente.ledger.checkpoint_note().await?;
    let size = ctx.ente.ledger.checkpoint().await?.map(|checkpoint| checkpoint.size);
    let page = Registro { key: ctx.ente.ledger.verifier_key(), checkpoint, size };
    ctx.page("Il registro che chiunque può controllare", &[], &page).await
}

/// The verifier key.
pub(super) async fn key(ctx: Ctx) -> Response {
    plain(ctx.ente.ledger.verifier_key() + "\n")
}

/// The latest signed checkpoint.
pub(super) async fn checkpoint(ctx: Ctx) -> Result<Response, Error> {
    let note = ctx.ente.ledger.checkpoint_note().await?;
    Ok(plain(note.ok_or(Error::NotFound("Il registro è ancora vuoto."))?))
}

fn plain(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// A tile of hashes: `<level>/<index>` or `<level>/<index>.p/<width>`, the index in groups of three digits.
pub(super) async fn tile(ctx: Ctx, Path(path): Path<String>) -> Result<Response, Error> {
    let missing = || Error::NotFound("Questa mattonella non c'è.");
    let (level, n, width) = parse(&path).ok_or_else(missing)?;
    let data = ctx.ente.ledger.tile(level, n, width).await?.ok_or_else(missing)?;
    let kind = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((kind, data).into_response())
}

fn parse(path: &str) -> Option<(u8, u64, u32)> {
    let (level, rest) = path.split_once('/')?;
    let (index, width) = match rest.split_once(".p/") {
        Some((index, width)) => (index, width.parse().ok().filter(|width| (1..256).contains(width))?),
        None => (rest, 256),
    };
    let mut n = 0_u64;
    let groups: Vec<&str> = index.split('/').collect();
    for (place, group) in groups.iter().enumerate() {
        let last = place + 1 == groups.len();
        let digits = if last { group } else { group.strip_prefix('x')? };
        if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        n = n.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    Some((level.parse().ok().filter(|level| *level < 64)?, n, width))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn paths_are_those_of_c2sp_and_no_others() {
        assert_eq!(parse("0/x001/x234/067"), Some((0, 1_234_067, 256)));
        assert_eq!(parse("1/000.p/12"), Some((1, 0, 12)));
        for bad in ["0/1", "0/001/002", "x/000", "0/000.p/256", "0/000.p/0", "0/-01", "64/000", ""] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
