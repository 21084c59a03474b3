//! Two subjects side by side: which of the two stays, and what it says from then on.

use directory::{Kind, Merging, NewSubject, SubjectId, in_common, subject, version};
use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::Page;
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Redirect, Response, form_page, reasons};

use super::{
    CRUMBS,
    campi::{Campi, rifiuto},
    href,
};
use crate::{azioni::unisci, scheda::due};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Unisci {
    azione: String,
    indietro: String,
    /// The other one; without it the page asks for it.
    con: Option<Lato>,
    questa: Lato,
    perche: String,
    righe: Vec<Confronto>,
    resta: String,
    motivo: String,
    da: String,
    rifiuti: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Lato {
    id: String,
    href: String,
    nome: String,
    dal: String,
    visto: String,
}

/// A field of both.
#[derive(Debug, Serialize)]
struct Confronto {
    campo: &'static str,
    label: &'static str,
    a: String,
    b: String,
    uguali: bool,
    /// `a` or `b`.
    scelta: &'static str,
}

impl Page for Unisci {
    const TEMPLATE: &'static str = "rubrica/unisci.html";
    fn samples() -> Vec<Self> {
        let lato =
            || Lato { id: "1".into(), href: "/x".into(), nome: "Edil".into(), dal: "oggi".into(), visto: "0".into() };
        let riga = |uguali| Confronto {
            campo: "pec",
            label: "PEC",
            a: "a@pec.example.it".into(),
            b: String::new(),
            uguali,
            scelta: "a",
        };
        let full = Self {
            azione: "/x".into(),
            indietro: "/y".into(),
            con: Some(lato()),
            questa: lato(),
            perche: "la stessa PEC".into(),
            righe: vec![riga(true), riga(false)],
            resta: "a".into(),
            rifiuti: vec!["Non si può.".into()],
            ..Self::default()
        };
        vec![full, Self::default()]
    }
}

/// The fields that are chosen, with their names.
const CAMPI: [(&str, &str); 8] = [
    ("tipo", "Che cos'è"),
    ("nome", "Nome"),
    ("codice_fiscale", "Codice fiscale"),
    ("partita_iva", "Partita IVA"),
    ("pec", "PEC"),
    ("email", "Email"),
    ("indirizzo", "Indirizzo postale"),
    ("codice_ipa", "Codice IPA"),
];

fn valore(row: &subject::Model, campo: &str) -> Option<String> {
    match campo {
        "tipo" => Some(row.kind.code().into()),
        "nome" => Some(row.name.clone()),
        "codice_fiscale" => row.tax_code.clone(),
        "partita_iva" => row.vat_number.clone(),
        "pec" => row.pec.clone(),
        "email" => row.email.clone(),
        "indirizzo" => row.address.clone(),
        _ => row.ipa.clone(),
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Con {
    #[serde(default)]
    con: String,
    #[serde(default)]
    con_testo: String,
    #[serde(default)]
    da: String,
}

/// The comparison, or the field that asks with whom.
pub(super) async fn pagina(ctx: Ctx, Path(id): Path<SubjectId>, Query(con): Query<Con>) -> Result<Response, Error> {
    let mut refusal = Refusal::default();
    if con.con.is_empty() && !con.con_testo.is_empty() {
        refusal.add(None, "Scegli la scheda dai suggerimenti che compaiono mentre scrivi.");
    }
    let sent = Campi(vec![("da".into(), con.da)]);
    mostra(&ctx, id, con.con.parse().ok(), &sent, refusal).await
}

async fn mostra(
    ctx: &Ctx,
    id: SubjectId,
    con: Option<SubjectId>,
    sent: &Campi,
    refusal: Refusal,
) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (beside, mut apart) = reasons(refusal);
    // A field is chosen here, not written: what is wrong with it is told on top.
    apart.extend(beside.into_iter().map(|error| error.message));
    let (a, b) = due(&ctx.ente, ctx.who()?, id, con.unwrap_or(id)).await?;
    let lato = |row: &subject::Model| Lato {
        id: row.id.to_string(),
        href: href(row.id),
        nome: row.name.clone(),
        dal: row.created_at.rome().format("%d/%m/%Y").to_string(),
        visto: version(row),
    };
    let riga = |(campo, label): (&'static str, &'static str)| {
        let (in_a, in_b) = (valore(&a, campo), valore(&b, campo));
        let shown = |value: &Option<String>| match (campo, value) {
            ("tipo", Some(code)) => Kind::from_code(code).map(|kind| kind.label().to_owned()).unwrap_or_default(),
            (_, value) => value.clone().unwrap_or_default(),
        };
        let scelta = match sent.uno(campo) {
            "a" => "a",
            "b" => "b",
            _ if in_a.is_none() => "b",
            _ => "a",
        };
        Confronto { campo, label, a: shown(&in_a), b: shown(&in_b), uguali: in_a == in_b, scelta }
    };
    let page = Unisci {
        azione: format!("{}/unisci", href(id)),
        indietro: if sent.uno("da") == "doppioni" { "/rubrica/doppioni".into() } else { href(id) },
        perche: in_common(&a, &b).join(", "),
        righe: CAMPI.map(riga).into_iter().filter(|riga| !riga.a.is_empty() || !riga.b.is_empty()).collect(),
        resta: if sent.uno("resta") == "b" { "b".into() } else { "a".into() },
        motivo: sent.uno("motivo").into(),
        da: sent.uno("da").into(),
        con: con.map(|_| lato(&b)),
        questa: lato(&a),
        rifiuti: apart,
    };
    Ok(form_page(ctx.page("Unisci due schede", CRUMBS, &page).await?, failed))
}

/// Merges them.
pub(super) async fn unisci_schede(
    ctx: Ctx,
    Path(id): Path<SubjectId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let sent = Campi(pairs);
    let Ok(con) = sent.uno("con").parse::<SubjectId>() else {
        let refusal = Refusal::because("Scegli la scheda dai suggerimenti che compaiono mentre scrivi.");
        return mostra(&ctx, id, None, &sent, refusal).await;
    };
    let who = ctx.who()?;
    let (a, b) = due(&ctx.ente, who, id, con).await?;
    let asked = chiesto(&a, &b, &sent);
    match unisci(&ctx.ente, who, &asked).await {
        Ok(_) if sent.uno("da") == "doppioni" => Ok(Redirect::to("/rubrica/doppioni?fatto=unita").into_response()),
        Ok(merge) => Ok(Redirect::to(&format!("{}?fatto=unita", href(merge.kept_id))).into_response()),
        Err(error) => mostra(&ctx, id, Some(con), &sent, rifiuto(error)?).await,
    }
}

/// What the form asks for: the survivor, and each field as one of the two says it.
fn chiesto(a: &subject::Model, b: &subject::Model, sent: &Campi) -> Merging {
    let of = |campo: &str| {
        let (in_a, in_b) = (valore(a, campo), valore(b, campo));
        match sent.uno(campo) {
            "a" => in_a,
            "b" => in_b,
            _ => in_a.or(in_b),
        }
    };
    let fields = NewSubject {
        kind: of("tipo").and_then(|code| Kind::from_code(&code)).unwrap_or(a.kind),
        name: of("nome").unwrap_or_default(),
        tax_code: of("codice_fiscale"),
        vat_number: of("partita_iva"),
        pec: of("pec"),
        email: of("email"),
        address: of("indirizzo"),
        ipa: of("codice_ipa"),
        // It goes away by itself where the codes that were chosen are sound.
        code_note: a.code_note.clone().or_else(|| b.code_note.clone()),
    };
    let (seen_a, seen_b) = (sent.uno("visto_a").to_owned(), sent.uno("visto_b").to_owned());
    let (lost, kept, seen) =
        if sent.uno("resta") == "b" { (a.id, b.id, (seen_a, seen_b)) } else { (b.id, a.id, (seen_b, seen_a)) };
    Merging { lost, kept, fields, note: sent.testo("motivo"), seen: Some(seen) }
}
