//! The form of a subject, new or to be corrected.

use directory::{Kind, NewSubject, SubjectId, ipa, subject, version};
use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Redirect, Response, form_page, reasons};

use super::{
    CRUMBS,
    campi::{Campi, rifiuto},
    href,
};
use crate::azioni::{correggi, crea, riga};

#[derive(Debug, Serialize)]
pub(crate) struct Modulo {
    azione: String,
    indietro: String,
    invia: &'static str,
    visto: Option<String>,
    tipi: Vec<Choice>,
    tipo: String,
    nome: String,
    codice_fiscale: String,
    partita_iva: String,
    pec: String,
    email: String,
    indirizzo: String,
    codice_ipa: String,
    motivo_codice: String,
    /// Whether the reason of a wrong code is asked for.
    chiede_motivo: bool,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

impl Page for Modulo {
    const TEMPLATE: &'static str = "rubrica/modulo.html";
    fn samples() -> Vec<Self> {
        let bare = Self::of(&NewSubject::default(), "/rubrica/nuova".into(), "/rubrica".into());
        let full = Self {
            visto: Some("0123".into()),
            chiede_motivo: true,
            errors: vec![FieldError { field: "codice_fiscale".into(), message: "Non torna.".into() }],
            rifiuti: vec!["Qualcuno ha cambiato questi dati.".into()],
            ..Self::of(&NewSubject::default(), "/rubrica/1/modifica".into(), "/rubrica/1".into())
        };
        vec![bare, full]
    }
}

impl Modulo {
    fn of(new: &NewSubject, azione: String, indietro: String) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let tipi = Kind::ALL.map(|kind| Choice { value: kind.code().into(), label: kind.label().into(), hint: None });
        Self {
            azione,
            indietro,
            invia: "Salva",
            visto: None,
            tipi: tipi.to_vec(),
            tipo: new.kind.code().into(),
            nome: new.name.clone(),
            codice_fiscale: text(&new.tax_code),
            partita_iva: text(&new.vat_number),
            pec: text(&new.pec),
            email: text(&new.email),
            indirizzo: text(&new.address),
            codice_ipa: text(&new.ipa),
            motivo_codice: text(&new.code_note),
            chiede_motivo: new.code_note.is_some(),
            errors: Vec::new(),
            rifiuti: Vec::new(),
        }
    }

    async fn mostra(mut self, ctx: &Ctx, titolo: &str, refusal: Refusal) -> Result<Response, Error> {
        let failed = !refusal.reasons.is_empty();
        (self.errors, self.rifiuti) = reasons(refusal);
        let codes = ["codice_fiscale", "partita_iva", "motivo_codice"];
        self.chiede_motivo |= self.errors.iter().any(|error| codes.contains(&error.field.as_str()));
        Ok(form_page(ctx.page(titolo, CRUMBS, &self).await?, failed))
    }
}

/// What the form says.
fn letto(campi: &Campi) -> NewSubject {
    NewSubject {
        kind: Kind::from_code(campi.uno("tipo")).unwrap_or_default(),
        name: campi.uno("nome").into(),
        tax_code: campi.testo("codice_fiscale"),
        vat_number: campi.testo("partita_iva"),
        pec: campi.testo("pec"),
        email: campi.testo("email"),
        address: campi.testo("indirizzo"),
        ipa: campi.testo("codice_ipa"),
        code_note: campi.testo("motivo_codice"),
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Da {
    #[serde(default)]
    indice: String,
}

/// The empty form, or what the index of public administrations says of a body.
pub(super) async fn nuova(ctx: Ctx, Query(da): Query<Da>) -> Result<Response, Error> {
    let read = ctx.ente.db().read().await?;
    let chosen = ipa::chosen(&read, &da.indice).await.map_err(crate::Error::from)?;
    drop(read);
    let new =
        chosen.and_then(|choice| choice.line).map_or_else(NewSubject::default, |line| NewSubject::from(&line.clues()));
    let form = Modulo::of(&new, "/rubrica/nuova".into(), "/rubrica".into());
    form.mostra(&ctx, "Aggiungi una scheda", Refusal::default()).await
}

/// Adds it, or shows the form again with all that is wrong.
pub(super) async fn aggiungi(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    let new = letto(&Campi(pairs));
    match crea(&ctx.ente, ctx.who()?, new.clone()).await {
        Ok(row) => Ok(Redirect::to(&format!("{}?fatto=aggiunta", href(row.id))).into_response()),
        Err(error) => {
            let form = Modulo::of(&new, "/rubrica/nuova".into(), "/rubrica".into());
            form.mostra(&ctx, "Aggiungi una scheda", rifiuto(error)?).await
        }
    }
}

/// The form of one that is there.
pub(super) async fn modifica(ctx: Ctx, Path(id): Path<SubjectId>) -> Result<Response, Error> {
    let row = riga(&ctx.ente, ctx.who()?, id).await?;
    let new = NewSubject::from(&row);
    mostra_di(&ctx, &row, &new, Refusal::default()).await
}

async fn mostra_di(ctx: &Ctx, row: &subject::Model, new: &NewSubject, refusal: Refusal) -> Result<Response, Error> {
    let back = href(row.id);
    let form = Modulo { visto: Some(version(row)), ..Modulo::of(new, format!("{back}/modifica"), back) };
    form.mostra(ctx, "Correggi la scheda", refusal).await
}

/// Corrects it.
pub(super) async fn salva(
    ctx: Ctx,
    Path(id): Path<SubjectId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let campi = Campi(pairs);
    let new = letto(&campi);
    let visto = campi.testo("visto");
    match correggi(&ctx.ente, ctx.who()?, id, visto.as_deref(), new.clone()).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?fatto=corretta", href(id))).into_response()),
        Err(error) => {
            let changed = matches!(error, crate::Error::Ledger(ledger::Error::Changed));
            let refusal = rifiuto(error)?;
            let row = riga(&ctx.ente, ctx.who()?, id).await?;
            let new = if changed { NewSubject::from(&row) } else { new };
            mostra_di(&ctx, &row, &new, refusal).await
        }
    }
}
