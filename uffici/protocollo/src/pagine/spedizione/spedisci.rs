//! The form by which an entry is sent.

use serde::Serialize;
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response, StatusCode};

use super::{
    altro_modo::Consegna,
    modulo::{Modulo, Riga, errors},
};
use crate::{
    cooperazione,
    pagine::href,
    registrazione::scheda::{Scheda, leggi},
    rules::{mezzo_label, segnatura},
    spedizione::{
        a_mano::MEZZI,
        proponi::{Proposta, proponi},
        sigillata::{Previsione, previsione},
        spedisci::{LONGEST_SUBJECT, LONGEST_TEXT, spedisci, viva},
    },
    tables::casella,
};

#[derive(Debug, Serialize)]
pub(crate) struct Spedisci {
    href: String,
    /// Where the form goes, when it is about one addressee again.
    action: String,
    di_nuovo: bool,
    oggetto: String,
    modulo: Modulo,
    caselle: Vec<Choice>,
    simulata: bool,
    /// Whether one of the ways is not by mail: then no address is asked for before one is chosen.
    senza_posta: bool,
    /// Those for whom something is under way or done.
    gia: Vec<String>,
    documenti: Vec<Documento>,
    /// Whether there is something to be sent by mail.
    per_posta: bool,
    consegna: Consegna,
    parti: Vec<Choice>,
    mezzi: Vec<Choice>,
    oggi: String,
    longest_subject: usize,
    longest_text: usize,
    errors: Vec<FieldError>,
    errors_consegna: Vec<FieldError>,
    segnatura: Option<Segnatura>,
}

/// What will happen to the "segnatura", told before sending.
#[derive(Debug, Serialize)]
struct Segnatura {
    tono: &'static str,
    titolo: &'static str,
    testo: String,
}

#[derive(Debug, Serialize)]
struct Documento {
    nome: String,
    bytes: u64,
}

impl Page for Spedisci {
    const TEMPLATE: &'static str = "protocollo/spedisci.html";
    fn samples() -> Vec<Self> {
        let riga = |scelto, proposto| Riga {
            parte: "p".into(),
            nome: "Rossi Mario".into(),
            indirizzo: "rossi@pec.example.it".into(),
            proposto,
            scelto,
        };
        let choice = |value: &str| Choice { value: value.into(), label: value.into(), hint: None };
        let wrong = |field: &str| vec![FieldError { field: field.into(), message: "Manca.".into() }];
        let page = |di_nuovo, errors: Vec<FieldError>| Self {
            href: "/protocollo/2026/1".into(),
            action: "/protocollo/2026/1/spedisci".into(),
            di_nuovo,
            oggetto: "Nulla osta".into(),
            modulo: Modulo {
                destinatari: vec![riga(true, Some("dalla registrazione")), riga(false, None)],
                ..Modulo::default()
            },
            caselle: vec![choice("pec")],
            simulata: true,
            senza_posta: di_nuovo,
            gia: vec!["Verdi: consegnato".into()],
            documenti: vec![Documento { nome: "lettera.pdf".into(), bytes: 12_000 }],
            per_posta: true,
            consegna: Consegna::default(),
            parti: vec![choice("Rossi")],
            mezzi: vec![choice("mano")],
            oggi: "2026-11-25".into(),
            longest_subject: LONGEST_SUBJECT,
            longest_text: LONGEST_TEXT,
            errors,
            errors_consegna: vec![],
            segnatura: Some(detta(Previsione::DiProva(vec!["Provincia".into()]))),
        };
        let many =
            Self { caselle: vec![choice("a"), choice("b")], simulata: false, gia: vec![], ..page(false, vec![]) };
        let none = Self { caselle: vec![], documenti: vec![], errors_consegna: wrong("il"), ..page(false, vec![]) };
        let over = Self { per_posta: false, parti: vec![], segnatura: None, ..page(false, vec![]) };
        vec![page(false, wrong("destinatari")), page(true, wrong("casella")), many, none, over]
    }
}

/// What a refused form shows again.
#[derive(Default)]
pub(super) struct Rifiutato {
    pub modulo: Option<Modulo>,
    pub errors: Vec<FieldError>,
    pub consegna: Option<Consegna>,
    pub errors_consegna: Vec<FieldError>,
    /// One addressee only, again: the address to which the form goes.
    pub di_nuovo: Option<(String, String)>,
}

/// The form.
pub(in crate::pagine) async fn pagina(ctx: Ctx, Path((anno, numero)): Path<(i64, i64)>) -> Result<Response, Error> {
    mostra(&ctx, (anno, numero), Rifiutato::default()).await
}

pub(super) async fn mostra(ctx: &Ctx, (anno, numero): (i64, i64), rifiutato: Rifiutato) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, anno, numero).await?;
    let proposta = proponi(&ctx.ente, who, &scheda).await?;
    let failed = !rifiutato.errors.is_empty() || !rifiutato.errors_consegna.is_empty();
    let mut page = vista(ctx, &scheda, proposta, rifiutato);
    // Of those to whom the form sends, and of all of them: not of those who have it already.
    let a = page.modulo.destinatari.iter().filter_map(|riga| riga.parte.parse().ok()).collect();
    page.segnatura = previsione(&ctx.ente, &scheda, &a).await?.map(detta);
    let back = href(anno, numero);
    let name = format!("Protocollo {}", segnatura(&scheda.riga));
    let title = if page.di_nuovo { "Spedisci di nuovo" } else { "Spedisci" };
    let mut response = ctx.page(title, &[("Protocollo", "/protocollo"), (&name, &back)], &page).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn vista(ctx: &Ctx, scheda: &Scheda, proposta: Proposta, rifiutato: Rifiutato) -> Spedisci {
    let base = href(scheda.riga.anno, scheda.riga.numero);
    let done = |parte: &str| scheda.spedizioni.iter().any(|one| one.riga.parte_id.to_string() == parte);
    let said = |one: &crate::spedizione::proponi::Destinatario| {
        let viva = viva(&scheda.spedizioni, one.parte)?;
        Some(format!("{}: {}", one.nome, viva.stato.parole(viva.certificata())))
    };
    let again = rifiutato.di_nuovo.clone();
    let gia = if again.is_some() { Vec::new() } else { proposta.destinatari.iter().filter_map(said).collect() };
    let mut modulo = rifiutato.modulo.unwrap_or_else(|| proposto(ctx, &proposta));
    match &again {
        Some((_, parte)) => modulo.destinatari.retain(|riga| riga.parte == *parte),
        None => modulo.destinatari.retain(|riga| !done(&riga.parte)),
    }
    let choice = |value: String, label: String| Choice { value, label, hint: None };
    let caselle: Vec<Choice> =
        proposta.caselle.iter().map(|uscita| choice(uscita.casella.id.to_string(), da_dove(&uscita.casella))).collect();
    Spedisci {
        action: again.as_ref().map_or_else(|| format!("{base}/spedisci"), |(action, _)| action.clone()),
        di_nuovo: again.is_some(),
        oggetto: scheda.riga.oggetto.clone(),
        simulata: proposta.caselle.iter().any(|uscita| uscita.casella.simulata),
        senza_posta: proposta.caselle.iter().any(|uscita| cooperazione::canale(&uscita.casella)),
        gia,
        documenti: scheda
            .documenti
            .iter()
            .map(|(_, document)| Documento { nome: document.name.clone(), bytes: document.size.unsigned_abs() })
            .collect(),
        per_posta: !modulo.destinatari.is_empty(),
        modulo,
        caselle,
        consegna: rifiutato.consegna.unwrap_or_default(),
        parti: proposta.destinatari.iter().map(|one| choice(one.parte.to_string(), one.nome.clone())).collect(),
        mezzi: MEZZI.iter().map(|code| choice((*code).into(), mezzo_label(code).into())).collect(),
        oggi: ctx.now.date().to_string(),
        longest_subject: LONGEST_SUBJECT,
        longest_text: LONGEST_TEXT,
        errors: rifiutato.errors,
        errors_consegna: rifiutato.errors_consegna,
        segnatura: None,
        href: base,
    }
}

/// A mailbox as one chooses it; the way to a body that takes documents without mail says what it is.
fn da_dove(casella: &casella::Model) -> String {
    match cooperazione::canale(casella) {
        true => format!("Senza PEC, per cooperazione applicativa: {}", casella.indirizzo),
        false => casella.indirizzo.clone(),
    }
}

/// In words for whoever is about to send.
fn detta(previsione: Previsione) -> Segnatura {
    let list = |names: Vec<String>| names.join("; ");
    match previsione {
        Previsione::Allegata(names) => Segnatura {
            tono: "info",
            titolo: "La segnatura parte sigillata",
            testo: format!(
                "Da una casella PEC si allega la segnatura, con il sigillo dell'ente, per: {}.",
                list(names)
            ),
        },
        Previsione::DiProva(names) => Segnatura {
            tono: "warning",
            titolo: "La segnatura parte con un sigillo di prova",
            testo: format!(
                "Il sigillo è SENZA VALORE LEGALE: serve a vedere come funziona. Da una casella PEC la segnatura si allega per: {}.",
                list(names)
            ),
        },
        Previsione::Assente(names, why) => Segnatura {
            tono: "warning",
            titolo: "La segnatura non si allega",
            testo: format!("I documenti partono lo stesso, senza segnatura, per: {}. {why}", list(names)),
        },
    }
}

/// The form as it is proposed.
pub(super) fn proposto(ctx: &Ctx, proposta: &Proposta) -> Modulo {
    let only = proposta.caselle.first().filter(|_| proposta.caselle.len() == 1);
    Modulo {
        casella: only.map(|uscita| uscita.casella.id.to_string()).unwrap_or_default(),
        oggetto: proposta.oggetto.clone(),
        testo: proposta.testo.clone(),
        chiave: kernel::Id::<Spedisci>::new(ctx.now, &**ctx.ente.ledger.random()).to_string(),
        destinatari: proposta.destinatari.iter().map(Riga::proposta).collect(),
    }
}

/// Sends.
pub(in crate::pagine) async fn invia(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, anno, numero).await?;
    let proposta = proponi(&ctx.ente, who, &scheda).await?;
    let modulo = Modulo::from_pairs(&pairs, &proposta.destinatari);
    let chiave = (!modulo.chiave.is_empty()).then(|| format!("modulo:{}", modulo.chiave));
    let done = match modulo.read() {
        Ok(richiesta) => spedisci(&ctx.ente, who, (anno, numero), &richiesta, chiave.as_deref()).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("{}?spedita", href(anno, numero))).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            let again = Rifiutato { modulo: Some(modulo), errors: errors(&refusal), ..Rifiutato::default() };
            mostra(&ctx, (anno, numero), again).await
        }
        Err(error) => Err(error.into()),
    }
}
