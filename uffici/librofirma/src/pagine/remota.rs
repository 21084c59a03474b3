//! The remote signature in pages: on the way to the service, the one code, and back.

use std::sync::Arc;

use porte::sottoscrizione::Torna;
use serde::{Deserialize, Serialize};
use signing::sign::{Asked, Secret};
use ui::{Flash, FlashKind, Page};
use url::Url;
use web::{Ctx, Error, Form, IntoResponse, Query, Redirect, Response, form_page, reasons};

use super::{
    CRUMBS, RITORNO,
    campi::{rifiuto, uno},
    firma::{fino_in_fondo, prosegui},
    riga::Riga,
};
use crate::firma::{
    carte::Uffici,
    remota::{LIBRO, Prossimo, attesa, conferma, esci, richiedi, ritorno},
};

/// The fields of the form with the codes.
pub(super) type Coppie = Vec<(String, String)>;

/// On the way to a page of the service.
#[derive(Debug, Serialize)]
pub(crate) struct Visita {
    pagina: String,
    dove: String,
    torna: Torna,
}

impl Page for Visita {
    const TEMPLATE: &'static str = "librofirma/visita.html";
    fn samples() -> Vec<Self> {
        vec![Self { pagina: "https://firma.example/oauth2".into(), dove: "firma.example".into(), torna: LIBRO }]
    }
}

impl Visita {
    pub(super) fn di(page: &Url, torna: Torna) -> Self {
        Self { pagina: page.to_string(), dove: page.host_str().unwrap_or_default().to_owned(), torna }
    }
}

pub(super) async fn mostra_visita(ctx: &Ctx, visita: Visita) -> Result<Response, Error> {
    ctx.page("Vai al servizio di firma", CRUMBS, &visita).await
}

#[derive(Debug, Serialize)]
struct Codice {
    nome: String,
    label: String,
    cifre: bool,
    aiuto: Option<&'static str>,
}

/// The page with the one code.
#[derive(Debug, Serialize)]
pub(crate) struct Remota {
    servizio: String,
    titolare: String,
    /// What is about to be signed.
    documenti: Vec<Riga>,
    scelta: String,
    quanti: usize,
    insieme: usize,
    codici: Vec<Codice>,
    /// Whether a code was sent to the person.
    mandato: bool,
    rifiuti: Vec<String>,
    /// What was chosen and cannot be signed, with the reasons.
    impedite: Vec<Impedita>,
    torna: Torna,
}

#[derive(Debug, Serialize)]
struct Impedita {
    oggetto: String,
    href: String,
    motivi: Vec<String>,
}

impl Page for Remota {
    const TEMPLATE: &'static str = "librofirma/remota.html";
    fn samples() -> Vec<Self> {
        let code = |aiuto| Codice { nome: "codice_OTP".into(), label: "Codice SMS".into(), cifre: true, aiuto };
        let page = |codici: Vec<Codice>, quanti, rifiuti| Self {
            servizio: "Firma remota (Prova)".into(),
            titolare: "Marco Gallo".into(),
            documenti: vec![Riga::sample()],
            scelta: "ab".into(),
            quanti,
            insieme: 10,
            mandato: codici.iter().any(|code| code.aiuto.is_some()),
            codici,
            rifiuti,
            impedite: vec![Impedita {
                oggetto: "Tetto".into(),
                href: "/x".into(),
                motivi: vec!["Manca il CIG.".into()],
            }],
            torna: LIBRO,
        };
        vec![
            page(vec![code(Some("Ti è stato mandato.")), code(None)], 40, vec!["Il codice non è giusto.".into()]),
            page(vec![], 1, vec![]),
        ]
    }
}

/// The names of the fields: what the service calls its codes comes after.
const PRIMA: &str = "codice_";

fn codice(asked: &Asked) -> Codice {
    Codice {
        nome: format!("{PRIMA}{}", asked.id),
        label: asked.label.clone(),
        cifre: asked.digits,
        aiuto: asked.sent.then_some("Il servizio di firma te lo ha appena mandato."),
    }
}

/// Asks for the codes.
pub(super) async fn pagina(ctx: Ctx, uffici: Uffici<'static>) -> Result<Response, Error> {
    mostra(&ctx, uffici, Vec::new(), Vec::new()).await
}

async fn mostra(
    ctx: &Ctx,
    uffici: Uffici<'static>,
    rifiuti: Vec<String>,
    flash: Vec<Flash>,
) -> Result<Response, Error> {
    let waiting = attesa(&ctx.ente, ctx.who()?, &ctx.own_address(RITORNO)?, uffici).await?;
    let (not, carte): (Vec<_>, Vec<_>) = waiting.carte.into_iter().partition(|one| !one.impedita.is_empty());
    if waiting.voci.is_empty() && carte.is_empty() {
        return Ok(Redirect::to(waiting.torna.0).into_response());
    }
    let failed = !rifiuti.is_empty();
    let documenti = waiting.voci.into_iter().map(Riga::from).chain(carte.into_iter().map(Riga::from));
    let documenti: Vec<Riga> = documenti.collect();
    let page = Remota {
        servizio: waiting.servizio,
        titolare: waiting.titolare,
        quanti: documenti.len(),
        documenti,
        scelta: waiting.scelta,
        insieme: waiting.insieme,
        mandato: waiting.codici.iter().any(|asked| asked.sent),
        codici: waiting.codici.iter().map(codice).collect(),
        rifiuti,
        impedite: not
            .into_iter()
            .map(|one| Impedita { oggetto: one.oggetto, href: one.href, motivi: one.impedita })
            .collect(),
        torna: waiting.torna,
    };
    Ok(form_page(ctx.page_with("Firma remota", CRUMBS, flash, &page).await?, failed))
}

/// Signs with the codes; one that is wrong is asked for again.
pub(super) async fn conferma_codici(
    ctx: Ctx,
    Form(pairs): Form<Coppie>,
    uffici: Uffici<'static>,
) -> Result<Response, Error> {
    let code =
        |(name, value): &(String, String)| Some((name.strip_prefix(PRIMA)?.to_owned(), Secret::new(value.trim())));
    let codes: Vec<(String, Secret)> = pairs.iter().filter_map(code).collect();
    let (ente, who, back) = (Arc::clone(&ctx.ente), ctx.who()?.clone(), ctx.own_address(RITORNO)?);
    let choice = uno(&pairs, "scelta").to_owned();
    match fino_in_fondo(async move { conferma(&ente, &who, &back, (choice.as_str(), codes), uffici).await }).await {
        Ok(done) => prosegui(&ctx, done).await,
        Err(error) => {
            let (beside, apart) = reasons(rifiuto(error)?);
            let told = beside.into_iter().map(|error| error.message).chain(apart).collect();
            mostra(&ctx, uffici, told, Vec::new()).await
        }
    }
}

/// Has another code sent.
pub(super) async fn altro_codice(ctx: Ctx, uffici: Uffici<'static>) -> Result<Response, Error> {
    match richiedi(&ctx.ente, ctx.who()?, &ctx.own_address(RITORNO)?, uffici).await? {
        Prossimo::Codici => {
            let text = "Il servizio di firma ti ha mandato un altro codice.".to_owned();
            mostra(&ctx, uffici, Vec::new(), vec![Flash { kind: FlashKind::Success, text }]).await
        }
        other => prosegui(&ctx, other).await,
    }
}

/// Leaves the service.
pub(super) async fn lascia(ctx: Ctx) -> Result<Response, Error> {
    esci(&ctx.ente, ctx.who()?).await?;
    Ok(Redirect::to("/librofirma").into_response())
}

/// What the address says of a person who comes back (RFC 6749, 4.1.2).
#[derive(Debug, Default, Deserialize)]
pub(super) struct Tornato {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    error: String,
}

/// Why somebody came back without a code (RFC 6749, 4.1.2.1).
fn senza_consenso(error: &str) -> &'static str {
    match error {
        "access_denied" | "" => {
            "Sulla pagina del servizio non hai dato il consenso, e niente è stato firmato. Puoi ricominciare dal libro firma."
        }
        "server_error" | "temporarily_unavailable" => {
            "Il servizio di firma adesso non ce la fa, e niente è stato firmato. Riprova fra poco dal libro firma."
        }
        _ => {
            "Il servizio di firma non ha accettato la richiesta, e niente è stato firmato. Riprova dal libro firma; se succede ancora, \
             avvisa chi cura il sistema."
        }
    }
}

/// Back from the service's page.
pub(super) async fn ritorna(
    ctx: Ctx,
    Query(tornato): Query<Tornato>,
    uffici: Uffici<'static>,
) -> Result<Response, Error> {
    if !tornato.error.is_empty() || tornato.code.is_empty() {
        return Err(kernel::Refusal::because(senza_consenso(&tornato.error)).into());
    }
    let (ente, who, back) = (Arc::clone(&ctx.ente), ctx.who()?.clone(), ctx.own_address(RITORNO)?);
    let Tornato { state, code, .. } = tornato;
    let next = fino_in_fondo(async move { ritorno(&ente, &who, &back, (state.as_str(), code.as_str()), uffici).await })
        .await?;
    prosegui(&ctx, next).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_keeps_the_name_that_the_service_gave_it() {
        let asked = Asked { id: "OTP".into(), label: "Codice".into(), digits: true, one_time: true, sent: true };
        assert_eq!(codice(&asked).nome, "codice_OTP");
    }

    #[test]
    fn a_service_that_is_out_of_order_is_not_a_person_who_said_no() {
        assert!(senza_consenso("access_denied").contains("non hai dato il consenso"));
        assert!(senza_consenso("server_error").contains("Riprova fra poco"));
        assert!(senza_consenso("invalid_scope").contains("avvisa"));
        for word in ["access_denied", "server_error", "invalid_scope", "<script>"] {
            assert!(senza_consenso(word).contains("niente è stato firmato"));
        }
    }
}
