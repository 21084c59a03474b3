//! What a person decides before something is published: for each thing that looks like personal data, why it may be read.

use kernel::Refusal;
use porte::albo::Tipo;
use privacy::{Chiesto, Trovato};
use serde::Serialize;
use ui::{Choice, FieldError, Page, Row};
use web::{Ctx, Error, Form, IntoResponse, Path, Response, form_page, reasons};

use super::{CRUMBS, rifiuto};
use crate::{
    Porte,
    bozza::{Bozza, BozzaId, TROVATI_MAX, apri, pubblica_bozza},
};

/// Which draft.
pub(super) type Quale = Path<BozzaId>;

/// The page of a draft.
pub(super) fn href(id: BozzaId) -> String {
    format!("/albo/registro/bozze/{id}")
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    href: String,
    dati: Vec<Row>,
    fogli: Vec<Foglio>,
    trovati: Vec<Chiesto>,
    motivi: Vec<Choice>,
    motivi_salute: Vec<Choice>,
    letti: bool,
    /// Whether more was found than is shown.
    troppi: bool,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Foglio {
    nome: String,
    integrale: Option<String>,
    illeggibile: Option<String>,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "albo/bozza.html";
    fn samples() -> Vec<Self> {
        let dato = |salute| Chiesto {
            campo: "scelta_0".into(),
            genere: "IBAN",
            testo: "IT60X0542811101000000123456".into(),
            file: "atto.pdf".into(),
            quante: 2,
            salute,
            scelta: "ente".into(),
        };
        let full = Self {
            href: "/x".into(),
            dati: vec![Row { label: "Oggetto".into(), value: "Lavori".into(), ..Row::default() }],
            fogli: vec![
                Foglio {
                    nome: "a.pdf".into(),
                    integrale: Some("b.pdf".into()),
                    illeggibile: Some("Scansione.".into()),
                },
                Foglio { nome: "c.pdf".into(), ..Foglio::default() },
            ],
            trovati: vec![dato(true), dato(false)],
            motivi: motivi(false),
            motivi_salute: motivi(true),
            letti: true,
            troppi: true,
            errors: vec![FieldError { field: "letti".into(), message: "Leggi ogni documento.".into() }],
            rifiuti: vec!["Per un dato trovato non hai detto perché.".into()],
        };
        vec![full, Self::default()]
    }
}

fn motivi(salute: bool) -> Vec<Choice> {
    let choice = |(code, words): (&str, &str)| Choice { value: code.into(), label: words.into(), hint: None };
    privacy::motivi(salute).map(choice).collect()
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Quale) -> Result<Response, Error> {
    let bozza = apri(&ctx.ente, ctx.who()?, id).await?;
    mostra(&ctx, id, &bozza, (&[], false), Refusal::default()).await
}

async fn mostra(
    ctx: &Ctx,
    id: BozzaId,
    bozza: &Bozza,
    (decisioni, letti): (&[String], bool),
    refusal: Refusal,
) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let row = |label: &str, value: String| Row { label: label.into(), value, href: None, code: false };
    let scritto = &bozza.scritto;
    let mut dati = vec![
        row("Tipo", Tipo::di(&scritto.tipo).map_or("", |tipo| tipo.nome).to_owned()),
        row("Oggetto", scritto.oggetto.clone()),
        row("Richiesta da", scritto.richiedente.clone()),
    ];
    for (label, text) in [
        ("Atto", &scritto.origine),
        ("Data dell'atto", &scritto.adottato_il),
        ("Protocollo della richiesta", &scritto.protocollo),
        ("Giorni", &scritto.giorni),
        ("Fino al", &scritto.fino_al),
    ] {
        if !text.is_empty() {
            dati.push(row(label, text.clone()));
        }
    }
    let foglio = |foglio: &crate::Foglio| Foglio {
        nome: foglio.pubblico.nome.clone(),
        integrale: foglio.integrale.as_ref().map(|pezzo| pezzo.nome.clone()),
        illeggibile: foglio.illeggibile.clone(),
    };
    let dato = |(place, found): (usize, &Trovato)| {
        Chiesto::di(found, format!("scelta_{place}"), decisioni.get(place).map_or("", String::as_str))
    };
    let page = Pagina {
        href: href(id),
        dati,
        fogli: bozza.fogli.iter().map(foglio).collect(),
        trovati: bozza.trovati.iter().enumerate().map(dato).collect(),
        motivi: motivi(false),
        motivi_salute: motivi(true),
        letti,
        troppi: bozza.troppi,
        errors,
        rifiuti,
    };
    Ok(form_page(ctx.page("Controlla e pubblica", CRUMBS, &page).await?, failed))
}

/// Publishes it.
pub(super) async fn pubblica(
    ctx: Ctx,
    Path(id): Quale,
    Form(pairs): Form<Vec<(String, String)>>,
    porte: Porte,
) -> Result<Response, Error> {
    let mut decisioni = vec![String::new(); TROVATI_MAX];
    for (name, value) in &pairs {
        let place = name.strip_prefix("scelta_").and_then(|place| place.parse::<usize>().ok());
        if let Some(slot) = place.and_then(|place| decisioni.get_mut(place)) {
            slot.clone_from(value);
        }
    }
    let letti = pairs.iter().any(|(name, value)| name == "letti" && !value.is_empty());
    let who = ctx.who()?;
    match pubblica_bozza(&ctx.ente, who, id, (&decisioni, letti), porte).await {
        Ok(made) => {
            let to = format!("{}?fatto=pubblicata", super::scheda::href(made.id.into()));
            Ok(web::Redirect::to(&to).into_response())
        }
        Err(error) => {
            let refusal = rifiuto(error)?;
            match apri(&ctx.ente, who, id).await {
                Ok(bozza) => mostra(&ctx, id, &bozza, (&decisioni, letti), refusal).await,
                // Sent twice, the other one published it: the reason leads to the register.
                Err(crate::Error::NotFound) => Err(refusal.into()),
                Err(other) => Err(other.into()),
            }
        }
    }
}
