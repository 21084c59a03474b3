//! Acts of before this program: PDFs are dropped here, what was read waits, and the register of those that were confirmed.

use axum::extract::Request;
use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, FieldError, Page, Pager, columns};
use web::{Ctx, Error, IntoResponse, Query, Response, form_page, reasons};

use super::{
    CRUMBS,
    campi::{dell_indirizzo, scelta, uffici},
    elenco::Riga,
    rifiuto,
};
use crate::{
    passati::{Caricato, FILE_MAX, Filtro, Presi, QUANTI_MAX, carica, elenca, proposte},
    permissions::PASSATI,
    rules::tipi::REGISTRI,
};

const RIGHE: usize = 50;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Passati {
    /// Whether the reader brings acts here.
    riporta: bool,
    unita: Vec<Choice>,
    ufficio: String,
    grande: u64,
    quanti: usize,
    esiti: Vec<Esito>,
    colonne_attesa: Vec<Column>,
    attesa: Vec<InAttesa>,
    colonne: Vec<Column>,
    atti: Vec<Riga>,
    pager: Pager,
    registri: Vec<Choice>,
    registro: String,
    anno: String,
    filtri: usize,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

/// What became of a file.
#[derive(Debug, Serialize)]
struct Esito {
    nome: String,
    detto: String,
    kind: &'static str,
}

/// A file that was read and waits.
#[derive(Debug, Serialize)]
struct InAttesa {
    href: String,
    nome: String,
    quando: String,
    letto: String,
    oggetto: String,
}

impl Page for Passati {
    const TEMPLATE: &'static str = "atti/passati.html";
    fn samples() -> Vec<Self> {
        let waiting = InAttesa {
            href: "/x".into(),
            nome: "determina.pdf".into(),
            quando: "oggi".into(),
            letto: "determina, n. 45".into(),
            oggetto: "Riparazione del tetto".into(),
        };
        let full = Self {
            riporta: true,
            unita: vec![scelta("1", "Segreteria"), scelta("2", "Lavori pubblici")],
            grande: FILE_MAX,
            quanti: QUANTI_MAX,
            esiti: vec![Esito { nome: "nota.txt".into(), detto: "Non è un PDF.".into(), kind: "warning" }],
            colonne_attesa: attesa(),
            attesa: vec![waiting],
            colonne: colonne(),
            atti: vec![Riga::esempio()],
            pager: Pager { next: Some("/x".into()), shown: 1, ..Pager::default() },
            registri: registri(),
            filtri: 1,
            errors: vec![FieldError { field: "file".into(), message: "Scegli da 1 a 10 PDF.".into() }],
            rifiuti: vec!["Non si può.".into()],
            ..Self::default()
        };
        vec![full, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Atto", "Oggetto", "Data"])
}

fn attesa() -> Vec<Column> {
    columns(&["File", "Che cosa si legge", "Portato"])
}

fn registri() -> Vec<Choice> {
    REGISTRI.iter().map(|one| scelta(one.codice, one.nome)).collect()
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    registro: String,
    anno: String,
    dopo: String,
}

impl Scelte {
    fn filtro(&self) -> Result<Filtro, Error> {
        Ok(Filtro {
            registro: Some(self.registro.clone()).filter(|text| !text.is_empty()),
            anno: dell_indirizzo(&self.anno, "l'anno")?,
            dopo: self.dopo.parse().ok(),
        })
    }
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    mostra(&ctx, &scelte, (Vec::new(), String::new()), Refusal::default()).await
}

/// Takes the files in.
pub(super) async fn porta(ctx: Ctx, request: Request) -> Result<Response, Error> {
    let sent = web::receive(&ctx.ente, request).await?;
    let ufficio = sent.field("unita").to_owned();
    let files = sent.files.into_iter().map(|(_, name, stored)| (name, stored));
    let files: Vec<_> = files.filter(|(_, stored)| stored.size > 0).collect();
    let Ok(unita) = ufficio.parse() else {
        let mut no = Refusal::default();
        no.add(Some("unita"), "Scegli l'ufficio per cui riporti gli atti.");
        return mostra(&ctx, &Scelte::default(), (Vec::new(), ufficio), no).await;
    };
    match carica(&ctx.ente, ctx.who()?, unita, &files).await {
        Ok(taken) => {
            // Of one alone the data come next.
            if let [Presi { esito: Caricato::Proposto(id), .. }] = taken.as_slice() {
                return Ok(web::Redirect::to(&format!("/atti/passati/proposte/{id}")).into_response());
            }
            mostra(&ctx, &Scelte::default(), (taken, ufficio), Refusal::default()).await
        }
        Err(error) => mostra(&ctx, &Scelte::default(), (Vec::new(), ufficio), rifiuto(error)?).await,
    }
}

async fn mostra(
    ctx: &Ctx,
    scelte: &Scelte,
    (taken, mut ufficio): (Vec<Presi>, String),
    refusal: Refusal,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let riporta = who.may(&PASSATI);
    let mut rows = elenca(&ctx.ente, who, &scelte.filtro()?, RIGHE as u64 + 1).await?;
    let more = rows.len() > RIGHE;
    rows.truncate(RIGHE);
    let next = rows.last().filter(|_| more).map(|last| {
        let (registro, anno) = (web::encode(&scelte.registro), web::encode(&scelte.anno));
        format!("/atti/passati?registro={registro}&anno={anno}&dopo={}", last.passato_id)
    });
    let unita = uffici(who, &PASSATI);
    if let ([only], true) = (unita.as_slice(), ufficio.is_empty()) {
        ufficio = only.value.clone();
    }
    let page = Passati {
        riporta,
        unita,
        ufficio,
        grande: FILE_MAX,
        quanti: QUANTI_MAX,
        esiti: taken.into_iter().map(esito).collect(),
        colonne_attesa: attesa(),
        attesa: if riporta { in_attesa(ctx).await? } else { Vec::new() },
        colonne: colonne(),
        atti: rows.iter().map(Riga::del_passato).collect(),
        pager: Pager { next, shown: rows.len() as u64, ..Pager::default() },
        registri: registri(),
        registro: scelte.registro.clone(),
        anno: scelte.anno.clone(),
        filtri: [&scelte.registro, &scelte.anno].into_iter().filter(|text| !text.trim().is_empty()).count(),
        errors,
        rifiuti,
    };
    Ok(form_page(ctx.page("Atti passati", CRUMBS, &page).await?, failed))
}

fn esito(one: Presi) -> Esito {
    match one.esito {
        Caricato::Proposto(_) => {
            Esito { nome: one.nome, detto: "Letto: aspetta la tua conferma, qui sotto.".into(), kind: "success" }
        }
        Caricato::Rifiutato(why) => Esito { nome: one.nome, detto: why, kind: "warning" },
    }
}

async fn in_attesa(ctx: &Ctx) -> Result<Vec<InAttesa>, Error> {
    let waiting = proposte(&ctx.ente, ctx.who()?).await?;
    let told = waiting.iter().map(|one| {
        let read = &one.letto;
        let kind =
            read.tipo.as_ref().and_then(|found| crate::rules::tipi::Tipo::di(&found.valore)).map(|tipo| tipo.nome);
        let number = read.numero.as_ref().map(|found| format!("n. {}", found.valore));
        let day = read.data.as_ref().map(|found| found.valore.format("del %d/%m/%Y").to_string());
        let all: Vec<String> = kind.map(str::to_owned).into_iter().chain(number).chain(day).collect();
        InAttesa {
            href: format!("/atti/passati/proposte/{}", one.id),
            nome: one.nome.clone(),
            quando: one.at.told(),
            letto: if all.is_empty() { "niente: i dati vanno scritti".to_owned() } else { all.join(" ") },
            oggetto: read.oggetto.as_ref().map(|found| found.valore.clone()).unwrap_or_default(),
        }
    });
    Ok(told.collect())
}
