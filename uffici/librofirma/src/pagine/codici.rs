//! Who signs here, and which tax code their certificates must bear.

use std::collections::HashMap;

use authz::PersonId;
use kernel::Refusal;
use serde::Serialize;
use ui::{Column, FieldError, Page, columns};
use web::{Ctx, Error, Form, IntoResponse, Redirect, Response, form_page, reasons};

use super::{
    CRUMBS,
    campi::{rifiuto, uno},
};
use crate::{
    codice::{scrivi, tutti},
    permissions::FIRMA,
    richiesta::scegli::firmatari,
};

#[derive(Debug, Serialize)]
struct Riga {
    persona: String,
    /// The name of its field: one for each person, so that an error stands beside the right one.
    campo: String,
    nome: String,
    incarico: String,
    codice: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Codici {
    colonne: Vec<Column>,
    righe: Vec<Riga>,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

impl Page for Codici {
    const TEMPLATE: &'static str = "librofirma/codici.html";
    fn samples() -> Vec<Self> {
        let row = |code: &str| Riga {
            persona: "1".into(),
            campo: "codice-1".into(),
            nome: "Marco Gallo".into(),
            incarico: "Ufficio tecnico, Responsabile".into(),
            codice: code.into(),
        };
        let error = FieldError { field: "codice-1".into(), message: "Non va bene.".into() };
        vec![
            Self {
                colonne: columns(&["Chi"]),
                righe: vec![row("GLLMRC75A01M999X"), row("")],
                errors: vec![error],
                rifiuti: vec!["No.".into()],
            },
            Self { colonne: columns(&["Chi"]), righe: vec![], errors: vec![], rifiuti: vec![] },
        ]
    }
}

/// The list.
pub(super) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    mostra(&ctx, "", "", Refusal::default()).await
}

async fn mostra(ctx: &Ctx, persona: &str, scritto: &str, refusal: Refusal) -> Result<Response, Error> {
    let read = ctx.ente.db().read().await?;
    let people = firmatari(&read, ctx.now.date()).await?;
    let known: HashMap<PersonId, String> =
        tutti(&read).await?.into_iter().map(|row| (row.persona_id, row.codice_fiscale)).collect();
    drop(read);
    let mut rows: Vec<Riga> = Vec::new();
    for one in people {
        let id = one.persona.to_string();
        match rows.last_mut().filter(|row| row.persona == id) {
            Some(row) => row.incarico = format!("{}; {}", row.incarico, one.incarico),
            None => rows.push(Riga {
                campo: format!("codice-{id}"),
                codice: if id == persona {
                    scritto.to_owned()
                } else {
                    known.get(&one.persona).cloned().unwrap_or_default()
                },
                persona: id,
                nome: one.nome,
                incarico: one.incarico,
            }),
        }
    }
    let failed = !refusal.reasons.is_empty();
    let (mut errors, rifiuti) = reasons(refusal);
    errors.iter_mut().for_each(|error| error.field = format!("codice-{persona}"));
    let page = Codici { colonne: columns(&["Chi firma", "Codice fiscale"]), righe: rows, errors, rifiuti };
    let crumbs = if ctx.who()?.may(&FIRMA) { CRUMBS } else { &[] };
    Ok(form_page(ctx.page("Chi firma", crumbs, &page).await?, failed))
}

/// Writes one.
pub(super) async fn salva(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    let persona = uno(&pairs, "persona").to_owned();
    let scritto = uno(&pairs, &format!("codice-{persona}")).to_owned();
    let person: PersonId = persona.parse().map_err(|_| crate::Error::NotFound)?;
    match scrivi(&ctx.ente, ctx.who()?, person, &scritto).await {
        Ok(()) => Ok(Redirect::to("/librofirma/codici").into_response()),
        Err(error) => mostra(&ctx, &persona, &scritto, rifiuto(error)?).await,
    }
}
