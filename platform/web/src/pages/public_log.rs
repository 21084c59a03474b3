//! The journal's public side (C2SP `tlog-tiles`): signed checkpoints and tiles of hashes. The leaves themselves, which
//! say who did what, are not published: whoever holds a proof holds its own leaf.

use axum::{
    extract::Request,
    http::header,
    response::{IntoResponse, Response},
};
use documents::is_plain;
use kernel::Instant;
use ledger::{Cosigned, Proof, Proven, Stamped};
use serde::Serialize;
use ui::{FieldError, Page, Row};

use crate::{Ctx, Error, Path, form_page, small_file};

/// The largest proof that is looked at, in bytes: a hundred times a usual one.
const MOST_PROOF: u64 = 1_000_000;
/// Most letters of a content that are shown.
const SHOWN: usize = 20_000;
/// Most letters of a name or a key that whoever made the proof may have chosen.
const NAME: usize = 200;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Registro {
    key: String,
    checkpoint: Option<String>,
    size: Option<u64>,
    /// Most bytes of a proof.
    grande: u64,
    esito: Option<Esito>,
    errors: Vec<FieldError>,
}

/// What came of a proof.
#[derive(Debug, Serialize)]
struct Esito {
    tono: &'static str,
    titolo: &'static str,
    testo: String,
    /// What it proves; nothing where it proves nothing of this ente.
    provato: Option<Provato>,
}

/// What a proof says.
#[derive(Debug, Serialize)]
struct Provato {
    dati: Vec<Row>,
    contenuto: String,
    tagliato: bool,
}

impl Page for Registro {
    const TEMPLATE: &'static str = "web/registro.html";
    fn samples() -> Vec<Self> {
        let key = "comune.example.it/registro+00000000+AAAA".to_owned();
        let log = || Self {
            key: key.clone(),
            checkpoint: Some("comune.example.it/registro\n1\nAAAA\n".into()),
            size: Some(1),
            grande: MOST_PROOF,
            ..Self::default()
        };
        let row = Row { label: "Voce".into(), value: "1".into(), href: None, code: false };
        let provato = Provato { dati: vec![row], contenuto: "tabella\n{}".into(), tagliato: true };
        let esito = |provato| Esito { tono: "success", titolo: "La prova regge", testo: "È qui.".into(), provato };
        let wrong = FieldError { field: "file".into(), message: "Scegli il file.".into() };
        vec![
            log(),
            Self { checkpoint: None, size: None, ..log() },
            Self { esito: Some(esito(Some(provato))), ..log() },
            Self { esito: Some(esito(None)), ..log() },
            Self { errors: vec![wrong], ..log() },
        ]
    }
}

/// What the register is and how anyone checks a proof.
pub(super) async fn page(ctx: Ctx) -> Result<Response, Error> {
    show(&ctx, None, Vec::new()).await
}

async fn show(ctx: &Ctx, esito: Option<Esito>, errors: Vec<FieldError>) -> Result<Response, Error> {
    let checkpoint = ctx.ente.ledger.checkpoint_note().await?;
    let size = ctx.ente.ledger.checkpoint().await?.map(|checkpoint| checkpoint.size);
    let (key, refused) = (ctx.ente.ledger.verifier_key(), !errors.is_empty());
    let page = Registro { key, checkpoint, size, grande: MOST_PROOF, esito, errors };
    Ok(form_page(ctx.page("Il registro che chiunque può controllare", &[], &page).await?, refused))
}

/// Checks a proof that somebody brings, as `municipio verify-proof` does. Nothing of it is kept.
pub(super) async fn check(ctx: Ctx, request: Request) -> Result<Response, Error> {
    let wrong = |message: String| vec![FieldError { field: "file".into(), message }];
    let Some(bytes) = small_file(request, MOST_PROOF).await? else {
        return show(&ctx, None, wrong("Scegli il file di prova.".into())).await;
    };
    match Proof::from_bytes(&bytes) {
        Ok(proof) => show(&ctx, Some(judge(&proof, &ctx.ente.ledger.verifier_key())), Vec::new()).await,
        Err(_) => {
            let sentence =
                "Questo file non è una prova del registro: scegli quello scaricato con «Scarica la prova», com'è.";
            show(&ctx, None, wrong(sentence.into())).await
        }
    }
}

/// What a proof is worth here. One signed by another proves nothing of this ente, and what it says is not repeated on our page.
fn judge(proof: &Proof, key: &str) -> Esito {
    let worthless = |titolo, testo: String| Esito { tono: "danger", titolo, testo, provato: None };
    match proof.check() {
        Err(error) => worthless("La prova non regge", error.to_string()),
        Ok(_) if proof.chiave != key => {
            let testo = "È firmata con una chiave che non è quella di questo ente: di questo registro non dice niente.";
            worthless("La prova non è di questo registro", testo.into())
        }
        Ok(proven) => Esito {
            tono: "success",
            titolo: "La prova regge",
            testo: "Quello che leggi qui sotto fu scritto nel registro allora, così com'è. La prova non dice se dopo fu scritto altro che lo cambia.".into(),
            provato: Some(proved(proven, proof)),
        },
    }
}

fn proved(Proven { leaf, content, checkpoint, stamped, cosigned }: Proven, proof: &Proof) -> Provato {
    let row = |label: &str, value: String| Row { label: label.into(), value, href: None, code: false };
    let chiave = proof.testimone.as_ref().map_or("", |one| one.chiave.as_str());
    let marca = stamped.map(|one| marca(&one));
    let testimone = cosigned.map(|one| testimone(&one, chiave));
    let none = || "la prova non ne porta".to_owned();
    let dati = vec![
        row("Voce del giornale", format!("{} (sotto un sigillo di {} voci)", leaf.n, checkpoint.size)),
        row("Quando, ora di Greenwich", leaf.at),
        row("Che cosa è stato fatto", leaf.action),
        row("Marca temporale del sigillo", marca.unwrap_or_else(none)),
        row("Testimone che ha firmato il sigillo", testimone.unwrap_or_else(none)),
    ];
    let contenuto: String = content.chars().take(SHOWN).collect();
    Provato { dati, tagliato: contenuto.len() < content.len(), contenuto }
}

/// What a time stamp says. Anybody may have had the seal stamped, by an authority of their own: this vouches for none.
fn marca(one: &Stamped) -> String {
    let who = one.authority.as_deref().map_or_else(|| "un'autorità senza nome".to_owned(), short);
    format!("{}, di {who} (se è qualificata lo dicono le liste di fiducia)", day(one.at))
}

/// What a witness says. Whose key it is its name does not tell: anybody may have signed the seal with one of their own.
fn testimone(one: &Cosigned, chiave: &str) -> String {
    format!(
        "{}, {} (confronta la sua chiave con quella che pubblica: {})",
        short(&one.name),
        day(one.at),
        short(chiave)
    )
}

fn day(at: Instant) -> String {
    at.told_to_the_second()
}

fn short(text: &str) -> String {
    text.chars().filter(|c| is_plain(*c)).take(NAME).collect()
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
    use super::*;

    #[test]
    fn who_says_something_of_a_seal_is_told_without_vouching_for_them() {
        let at = Instant::from_micros(1_795_597_200_000_000);
        assert!(marca(&Stamped { at, authority: None }).contains("senza nome (se è qualificata lo dicono le liste"));
        let name = format!("testimone.example/{}\u{202e}", "x".repeat(1_000));
        let told = testimone(&Cosigned { name, at, line: String::new() }, "uno+00000000+BAAA");
        assert!(told.contains("confronta la sua chiave") && told.contains("uno+00000000+BAAA"), "{told}");
        assert!(told.chars().count() < 400 && !told.contains('\u{202e}'), "{told}");
    }

    #[test]
    fn paths_are_those_of_c2sp_and_no_others() {
        assert_eq!(parse("0/x001/x234/067"), Some((0, 1_234_067, 256)));
        assert_eq!(parse("1/000.p/12"), Some((1, 0, 12)));
        for bad in ["0/1", "0/001/002", "x/000", "0/000.p/256", "0/000.p/0", "0/-01", "64/000", ""] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
