//! The page that tells what is going on, with the forms of what may be done now.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use ui::{Choice, Column, FieldError, Flash, FlashKind, Page, Row};
use web::{Ctx, Error, Query, Response, StatusCode};

use super::{BASE, InBreve, Riga, colonne_passate, colonne_voci, href_di, nel_campo, row};
use crate::{
    emergenza::{
        elenca::{Vista, contate, elenca, voci},
        rules::{Quadro, scritto},
    },
    pagine::{
        Modulo,
        scelte::{classi, mezzi, uffici, versi},
    },
    permissions::{CONSULTA, REGISTRA},
};

/// Interruptions shown.
const PASSATE: usize = 50;
/// Entries shown here; all of them are on the page of the interruption.
const VOCI: usize = 50;

/// What was sent and comes back with its errors: nothing is lost.
#[derive(Clone, Debug, Default)]
pub(super) struct Inviato {
    pub causa: String,
    pub provvedimento: String,
    pub dal_at: String,
    pub numero: String,
    pub registrata_at: String,
    pub modulo: Option<Modulo>,
    pub fino_at: Option<String>,
    pub ripristino_at: String,
    /// By day, as it was written.
    pub totali: HashMap<String, String>,
    /// What is wrong in the file, by line.
    pub righe: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Registro {
    errors: Vec<FieldError>,
    causa: String,
    provvedimento: String,
    dal_at: String,
    aperta: Option<Aperta>,
    passate: Vec<InBreve>,
    colonne: Vec<Column>,
}

/// The interruption that is open, and its forms.
#[derive(Debug, Serialize)]
struct Aperta {
    href: String,
    dal: String,
    fino: String,
    /// Whether nobody has authorised what is registered now.
    scaduta: bool,
    dati: Vec<Row>,
    /// Whether the person may register.
    registra: bool,
    numero: String,
    registrata_at: String,
    modulo: Modulo,
    versi: Vec<Choice>,
    mezzi: Vec<Choice>,
    uffici: Vec<Choice>,
    classi: Vec<Choice>,
    max_bytes: u64,
    righe: Vec<String>,
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    riportate: i64,
    fino_at: String,
    ripristino_at: String,
    giorni: Vec<Giorno>,
}

/// A day to close, with what is counted.
#[derive(Debug, Serialize)]
struct Giorno {
    giorno: String,
    label: String,
    contate: i64,
    valore: String,
}

impl Page for Registro {
    const TEMPLATE: &'static str = "protocollo/emergenza.html";
    fn samples() -> Vec<Self> {
        let nothing = || Self {
            errors: vec![],
            causa: String::new(),
            provvedimento: String::new(),
            dal_at: String::new(),
            aperta: None,
            passate: vec![],
            colonne: colonne_passate(),
        };
        let error = FieldError { field: "causa".into(), message: "Scrivi perché.".into() };
        let past = InBreve::sample(BASE);
        let open = |aperta| Self { aperta: Some(aperta), ..nothing() };
        vec![
            nothing(),
            Self { errors: vec![error], passate: vec![past], ..nothing() },
            open(Aperta::sample()),
            open(Aperta {
                scaduta: true,
                registra: false,
                righe: vec!["Riga 2: colonna \"Verso\": atteso \"in arrivo\", trovato \"su\".".into()],
                voci: vec![Riga::sample(Some("Richiesta")), Riga::sample(None)],
                riportate: 51,
                ..Aperta::sample()
            }),
            open(Aperta { voci: vec![Riga::sample(None)], riportate: 1, ..Aperta::sample() }),
        ]
    }
}

impl Aperta {
    fn sample() -> Self {
        Self {
            href: "/protocollo/emergenza/x".into(),
            dal: "25/11/2026 alle 08:00".into(),
            fino: "26/11/2026 alle 08:00".into(),
            scaduta: false,
            dati: vec![row("Causa", "Guasto al server")],
            registra: true,
            numero: String::new(),
            registrata_at: String::new(),
            modulo: Modulo { verso: "arrivo".into(), ..Modulo::default() },
            versi: versi(),
            mezzi: mezzi(),
            uffici: vec![],
            classi: vec![],
            max_bytes: 1,
            righe: vec![],
            colonne: colonne_voci(),
            voci: vec![],
            riportate: 0,
            fino_at: String::new(),
            ripristino_at: String::new(),
            giorni: vec![Giorno {
                giorno: "2026-11-25".into(),
                label: "25/11/2026".into(),
                contate: 1,
                valore: "1".into(),
            }],
        }
    }
}

/// What has just been done, as the address says after a form.
#[derive(Debug, Default, Deserialize)]
pub(in crate::pagine) struct Detto {
    #[serde(default)]
    fatto: String,
    anno: Option<i64>,
    numero: Option<i64>,
    nuove: Option<u64>,
    gia: Option<u64>,
}

impl Detto {
    fn flash(&self) -> Option<Flash> {
        let text: String = match self.fatto.as_str() {
            "aperta" => "Il registro di emergenza è aperto. Riporta qui le sue registrazioni appena puoi.".into(),
            "prolungata" => "L'uso del registro di emergenza è prolungato.".into(),
            "chiusa" => "Il registro di emergenza è chiuso: i totali tornano e i numeri restano collegati.".into(),
            "riportata" => format!("Riportata con il numero {}/{}.", self.numero?, self.anno?),
            "gia" => format!("Era già riportata, con il numero {}/{}.", self.numero?, self.anno?),
            "importate" => {
                format!("Registrazioni riportate adesso: {}. Già riportate prima: {}.", self.nuove?, self.gia?)
            }
            _ => return None,
        };
        Some(Flash { kind: FlashKind::Success, text })
    }
}

/// The page.
pub(in crate::pagine) async fn pagina(ctx: Ctx, Query(detto): Query<Detto>) -> Result<Response, Error> {
    mostra(&ctx, Inviato::default(), Vec::new(), detto.flash()).await
}

/// The page with what was sent and what is wrong in it.
pub(super) async fn con_errori(ctx: &Ctx, inviato: Inviato, errors: Vec<FieldError>) -> Result<Response, Error> {
    let mut response = mostra(ctx, inviato, errors, None).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn mostra(ctx: &Ctx, inviato: Inviato, errors: Vec<FieldError>, flash: Option<Flash>) -> Result<Response, Error> {
    let all = elenca(&ctx.ente, ctx.who()?, PASSATE).await?;
    let (aperte, chiuse): (Vec<Vista>, Vec<Vista>) =
        all.into_iter().partition(|vista| vista.emergenza.chiusa_at.is_none());
    let (causa, provvedimento, dal_at) = (inviato.causa.clone(), inviato.provvedimento.clone(), inviato.dal_at.clone());
    let aperta = match aperte.into_iter().next() {
        Some(vista) => Some(aperta(ctx, vista, inviato).await?),
        None => None,
    };
    let passate = chiuse.into_iter().map(|vista| InBreve::of(vista, BASE)).collect();
    let page = Registro { errors, causa, provvedimento, dal_at, aperta, passate, colonne: colonne_passate() };
    let crumbs = [("Protocollo", "/protocollo")];
    ctx.page_with("Registro di emergenza", &crumbs, flash.into_iter().collect(), &page).await
}

async fn aperta(ctx: &Ctx, vista: Vista, inviato: Inviato) -> Result<Aperta, Error> {
    let who = ctx.who()?;
    let (id, fine) = (vista.emergenza.id, vista.fine());
    let contate = contate(&ctx.ente, who, id).await?;
    let voci = voci(&ctx.ente, who, id, None, VOCI).await?;
    let quadro = Quadro { dal: vista.emergenza.dal_at, fine, now: ctx.now };
    let giorno = |day: kernel::Date| {
        let contate = contate.get(&day).copied().unwrap_or_default();
        let giorno = day.to_string();
        let valore = inviato.totali.get(&giorno).cloned().unwrap_or_else(|| contate.to_string());
        Giorno { label: day.format("%d/%m/%Y").to_string(), giorno, contate, valore }
    };
    let giorni = quadro.giorni(ctx.now).into_iter().map(giorno).collect();
    let week = fine.plus_seconds(7 * 86_400);
    Ok(Aperta {
        href: href_di(id),
        dal: scritto(vista.emergenza.dal_at),
        fino: scritto(fine),
        scaduta: ctx.now > fine,
        dati: dati(&vista),
        registra: who.may(&REGISTRA),
        numero: inviato.numero,
        registrata_at: inviato.registrata_at,
        modulo: inviato.modulo.unwrap_or_else(|| Modulo { verso: "arrivo".into(), ..Modulo::default() }),
        versi: versi(),
        mezzi: mezzi(),
        uffici: uffici(ctx).await?,
        classi: if who.may(&CONSULTA) { classi(ctx).await? } else { Vec::new() },
        max_bytes: web::MAX_UPLOAD,
        righe: inviato.righe,
        colonne: colonne_voci(),
        voci: voci.into_iter().map(Into::into).collect(),
        riportate: vista.riportate,
        fino_at: inviato.fino_at.unwrap_or_else(|| nel_campo(week)),
        ripristino_at: inviato.ripristino_at,
        giorni,
    })
}

/// What stands on the register's first page.
pub(super) fn dati(vista: &Vista) -> Vec<Row> {
    let emergenza = &vista.emergenza;
    let mut rows = vec![
        row("Causa", emergenza.causa.as_str()),
        row("Provvedimento", emergenza.provvedimento.as_str()),
        row("Dal", scritto(emergenza.dal_at)),
    ];
    let periods = vista.periodi.iter().map(|periodo| {
        let value = format!("fino al {}, con {}", scritto(periodo.fino_at), periodo.provvedimento);
        row("Prolungata", value)
    });
    rows.extend(periods);
    match emergenza.ripristino_at {
        Some(at) => rows.push(row("Fino al ritorno alla normalità", scritto(at))),
        None => rows.push(row("Uso autorizzato fino al", scritto(vista.fine()))),
    }
    rows
}
