//! The check that anybody makes of an act: by register, year and number, by the code of a copy, by the file itself.
//! Nobody identifies themselves; search engines are asked to keep out. What is answered stands in an address, which a
//! copy bears.

use axum::extract::Request;
use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page, Row};
use web::{Ctx, Error, IntoResponse, Query, Response, StatusCode, form_page, reasons};

use super::campi::scelta;
use crate::{
    Atti,
    rules::tipi::{REGISTRI, Registro},
    verifica::{Che, Domanda, Impronta, Trovato, verifica},
};

/// The largest file that is looked at, in bytes: ten times an act of two hundred pages.
const PIU_GRANDE: u64 = 50_000_000;
/// Most letters of a field that are shown again.
const MOSTRATE: usize = 100;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Verifica {
    registri: Vec<Choice>,
    scelte: Scelte,
    ente: String,
    /// Most bytes of a file.
    grande: u64,
    assente: bool,
    esito: Option<Esito>,
    errors: Vec<FieldError>,
}

/// What was found.
#[derive(Debug, Serialize)]
struct Esito {
    dati: Vec<Row>,
    impronte: Vec<Row>,
    /// What the file is, and whether that is good news.
    che: Option<(String, &'static str)>,
    superato: Option<String>,
}

/// What was asked.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Scelte {
    registro: String,
    anno: String,
    numero: String,
    codice: String,
}

impl Page for Verifica {
    const TEMPLATE: &'static str = "atti/verifica.html";
    fn samples() -> Vec<Self> {
        let row = |label: &str| Row { label: label.into(), value: "valore".into(), href: None, code: true };
        let esito = |superato: Option<&str>| Esito {
            dati: vec![row("Atto")],
            impronte: vec![row("Impronta")],
            che: Some(("È l'originale.".into(), "success")),
            superato: superato.map(str::to_owned),
        };
        let empty = || Self { registri: registri(), ente: "Comune".into(), grande: PIU_GRANDE, ..Self::default() };
        let wrong = FieldError { field: "numero".into(), message: "Scrivi il numero.".into() };
        vec![
            empty(),
            Self { esito: Some(esito(None)), ..empty() },
            Self { esito: Some(esito(Some("revocato"))), ..empty() },
            Self { assente: true, errors: vec![wrong], ..empty() },
        ]
    }
}

fn registri() -> Vec<Choice> {
    REGISTRI.iter().map(|one| scelta(one.codice, one.nome)).collect()
}

/// The form, and the answer to what stands in the address.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>, atti: Atti) -> Result<Response, Error> {
    match domanda(&scelte) {
        Ok(None) => mostra(&ctx, scelte, None, Refusal::default()).await,
        Ok(Some(asked)) => risponde(&ctx, atti, scelte, &asked).await,
        Err(no) => mostra(&ctx, scelte, None, no).await,
    }
}

/// The answer to a file, of which nothing is kept.
pub(super) async fn porta(ctx: Ctx, request: Request, atti: Atti) -> Result<Response, Error> {
    let Some(hash) = web::fingerprint(request, PIU_GRANDE).await? else {
        let no = Refusal::beside("file", "Scegli il file da controllare.");
        return mostra(&ctx, Scelte::default(), None, no).await;
    };
    let scelte = Scelte { codice: hash.to_string(), ..Scelte::default() };
    let asked = Domanda { impronta: Some(Impronta::di(&hash)), ..Domanda::default() };
    risponde(&ctx, atti, scelte, &asked).await
}

/// What the form asks; nothing where it is empty.
fn domanda(scelte: &Scelte) -> Result<Option<Domanda>, Refusal> {
    let filled = |text: &str| !text.trim().is_empty();
    let by_number = [&scelte.registro, &scelte.anno, &scelte.numero].into_iter().any(|text| filled(text));
    let mut no = Refusal::default();
    let impronta = filled(&scelte.codice).then(|| Impronta::leggi(&scelte.codice)).transpose();
    let impronta = impronta.unwrap_or_else(|why| {
        no.reasons.extend(why.reasons);
        None
    });
    let mut estremi = None;
    if by_number {
        let registro = Registro::di(&scelte.registro);
        let anno = scelte.anno.trim().parse::<i64>().ok().filter(|anno| (1900..=9999).contains(anno));
        let numero = scelte.numero.trim().parse::<i64>().ok().filter(|numero| *numero > 0);
        if registro.is_none() {
            no.add(Some("registro"), "Scegli il registro: lo dice il nome dell'atto, come «Determinazione».");
        }
        if anno.is_none() {
            no.add(Some("anno"), "Scrivi l'anno con quattro cifre, come 2026.");
        }
        if numero.is_none() {
            no.add(Some("numero"), "Scrivi il numero dell'atto, senza l'anno: solo cifre.");
        }
        estremi = registro.zip(anno).zip(numero).map(|((one, anno), numero)| (one.codice.to_owned(), anno, numero));
    }
    let asked = (estremi.is_some() || impronta.is_some()).then_some(Domanda { estremi, impronta });
    no.unless_empty(asked)
}

async fn risponde(ctx: &Ctx, atti: Atti, scelte: Scelte, asked: &Domanda) -> Result<Response, Error> {
    let found = verifica(atti.albo, &ctx.ente, asked).await?;
    mostra(ctx, scelte, Some(found), Refusal::default()).await
}

/// The page: `found` is the answer, where something was asked.
async fn mostra(
    ctx: &Ctx,
    mut scelte: Scelte,
    found: Option<Option<Trovato>>,
    refusal: Refusal,
) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, _) = reasons(refusal);
    for field in [&mut scelte.anno, &mut scelte.numero, &mut scelte.codice] {
        *field = field.chars().take(MOSTRATE).collect();
    }
    let assente = matches!(found, Some(None));
    let page = Verifica {
        registri: registri(),
        scelte,
        ente: ctx.ente.info.name.clone(),
        grande: PIU_GRANDE,
        assente,
        esito: found.flatten().map(esito),
        errors,
    };
    let title = match (&page.esito, assente) {
        (Some(_), _) => "L'atto è nel registro",
        (None, true) => "Nessun atto con questi dati",
        (None, false) => "Controlla un atto",
    };
    let mut answer = form_page(ctx.page(title, &[], &page).await?, failed);
    if assente {
        *answer.status_mut() = StatusCode::NOT_FOUND;
    }
    Ok(([("x-robots-tag", "noindex, nofollow")], answer).into_response())
}

fn esito(found: Trovato) -> Esito {
    let row = |label: &str, value: String, code: bool| Row { label: label.into(), value, href: None, code };
    let (posted, day) = found.affisso;
    let until = day.format("%d/%m/%Y");
    let mut dati = vec![row("Atto", found.estremi, false), row("Registro", found.registro, false)];
    dati.extend(found.oggetto.map(|text| row("Oggetto", text, false)));
    if found.superato.is_none() {
        dati.push(row("Efficacia", found.efficacia, false));
    }
    dati.push(row("All'albo", format!("{} {until}", if posted { "fino al" } else { "pubblicato, fino al" }), false));
    let (original, public) = found.impronte;
    let mut impronte: Vec<Row> = Vec::new();
    impronte.extend(original.map(|hash| row("Impronta SHA-256 dell'originale firmato", hash, true)));
    impronte.extend(public.map(|hash| row("Impronta SHA-256 della versione pubblicata", hash, true)));
    Esito { dati, impronte, che: found.che.map(detto), superato: found.superato }
}

/// What the file is, in a sentence, and the kind of its notice.
fn detto(che: Che) -> (String, &'static str) {
    match che {
        Che::Originale => ("L'impronta è quella dell'originale firmato.".to_owned(), "success"),
        Che::PerTutti => (
            "L'impronta è quella della versione pubblicata, con omissis: l'originale dice anche ciò che non è per tutti."
                .to_owned(),
            "success",
        ),
        Che::Copia(made) => (
            format!(
                "L'impronta è quella di una copia con il numero, fatta da questo Comune il {}: è una copia e non \
                 l'originale.",
                made.format("%d/%m/%Y")
            ),
            "success",
        ),
        Che::Altro => (
            "L'impronta non è né dell'originale, né di ciò che fu pubblicato, né di una copia per tutti fatta qui: il \
             file che hai non è di quest'atto, o è stato cambiato, oppure è una copia che dice anche ciò che non è per \
             tutti, e si controlla presso l'ufficio."
                .to_owned(),
            "danger",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_asked_or_told_field_by_field_why_not() {
        let typed = |registro: &str, anno: &str, numero: &str, codice: &str| {
            let text = str::to_owned;
            domanda(&Scelte { registro: text(registro), anno: text(anno), numero: text(numero), codice: text(codice) })
        };
        assert_eq!(typed("", " ", "", ""), Ok(None));
        let asked = typed("determine", "2026", " 195 ", "").unwrap().unwrap();
        assert_eq!(asked.estremi, Some(("determine".to_owned(), 2026, 195)));
        let both = typed("determine", "2026", "195", "BA78-16BF-8F01-CFEA-4141").unwrap().unwrap();
        assert!(both.estremi.is_some() && both.impronta.is_some());
        let fields = |no: Refusal| no.reasons.into_iter().filter_map(|why| why.field).collect::<Vec<_>>();
        assert_eq!(fields(typed("altro", "26", "-1", "zz").unwrap_err()), ["codice", "registro", "anno", "numero"]);
        assert_eq!(fields(typed("determine", "", "", "").unwrap_err()), ["anno", "numero"]);
    }
}
