//! To open a fascicolo: from the menu, from an entry that proposes everything, or under another one.

use authz::UnitId;
use kernel::{Date, Refusal};
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Query, Redirect, Response, StatusCode};

use super::{BASE, elenco::tipi, errori, href_di, trasferisci::persona};
use crate::{
    fascicolo::{
        Chiave,
        apri::apri,
        persone::{di_uffici, uffici},
        regole::{Nuovo, Tipo},
        scheda::leggi,
    },
    pagine::{modulo::date, scelte::classi},
    permissions::REGISTRA,
    registrazione::{elenca::leggi_chiave, scheda::leggi as leggi_registrazione},
    rules::segnatura,
};

/// Days that a matter is given where nothing else is told (L. 241/1990, art. 2, comma 2).
const USUAL_DAYS: i64 = 30;

#[derive(Debug, Serialize)]
pub(crate) struct Apri {
    modulo: Modulo,
    /// From where the proposals come.
    fonte: Option<String>,
    /// The fascicolo above: its number and title.
    sopra: Option<(String, String)>,
    tipi: Vec<Choice>,
    classi: Vec<Choice>,
    uffici: Vec<Choice>,
    persone: Vec<Choice>,
    /// Whether names are suggested from the directory.
    soggetti: bool,
    indietro: String,
    errors: Vec<FieldError>,
}

impl Page for Apri {
    const TEMPLATE: &'static str = "protocollo/fascicolo_apri.html";
    fn samples() -> Vec<Self> {
        let page = |fonte: Option<&str>, errors| Self {
            modulo: Modulo { tipo: "affare".into(), ..Modulo::default() },
            fonte: fonte.map(str::to_owned),
            sopra: None,
            tipi: tipi(),
            classi: vec![],
            uffici: vec![Choice { value: "u".into(), label: "Edilizia privata".into(), hint: None }],
            persone: vec![],
            soggetti: fonte.is_some(),
            indietro: "/protocollo/fascicoli".into(),
            errors,
        };
        let wrong = || vec![FieldError { field: "oggetto".into(), message: "Manca l'oggetto.".into() }];
        vec![
            page(Some("dalla registrazione 12/2026"), vec![]),
            page(None, wrong()),
            Self { sopra: Some(("2026-VI.3/12".into(), "Pratica edilizia".into())), ..page(None, vec![]) },
        ]
    }
}

/// The form as it was sent or proposed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Modulo {
    #[serde(default)]
    tipo: String,
    #[serde(default)]
    classe: String,
    #[serde(default)]
    oggetto: String,
    #[serde(default)]
    ufficio: String,
    #[serde(default)]
    responsabile: String,
    #[serde(default)]
    termine: String,
    #[serde(default)]
    intestatario_testo: String,
    #[serde(default)]
    codice_fiscale: String,
    #[serde(default)]
    riservato: String,
    /// The fascicolo above, where there is one.
    #[serde(default)]
    sopra: String,
    /// The entry that is put in at once: `2026-12`.
    #[serde(default)]
    da: String,
    #[serde(default)]
    chiave: String,
}

impl Modulo {
    /// What is asked for, if all of it holds.
    fn read(&self, today: Date) -> Result<Nuovo, Refusal> {
        let mut refusal = Refusal::default();
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let tipo = Tipo::from_code(&self.tipo).unwrap_or_else(|| {
            refusal.add(Some("tipo"), "Scegli che tipo di fascicolo è.");
            Tipo::Affare
        });
        let ufficio = self.ufficio.parse().unwrap_or_else(|_| {
            refusal.add(Some("ufficio"), "Scegli l'ufficio che lo cura.");
            UnitId::from(kernel::Uuid::nil())
        });
        let termine = date(&self.termine, "termine", &mut refusal);
        let nuovo = Nuovo {
            tipo,
            classe: self.classe.trim().into(),
            oggetto: self.oggetto.clone(),
            ufficio,
            responsabile: self.responsabile.parse().ok(),
            termine,
            intestatario: some(&self.intestatario_testo),
            codice_fiscale: some(&self.codice_fiscale.replace(' ', "").to_uppercase()),
            riservato: !self.riservato.is_empty(),
            sopra: self.sopra.parse().ok(),
        };
        if let Err(more) = nuovo.check(today) {
            refusal.reasons.extend(more.reasons);
        }
        refusal.unless_empty(nuovo)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Da {
    #[serde(default)]
    da: String,
    #[serde(default)]
    sopra: String,
}

/// The form: empty, filled from an entry, or from the fascicolo above.
pub(super) async fn pagina(ctx: Ctx, Query(Da { da, sopra }): Query<Da>) -> Result<Response, Error> {
    let in_a_month = ctx.now.date().checked_add_signed(chrono::Duration::days(USUAL_DAYS));
    let mine = uffici(&ctx.ente, ctx.who()?).await?;
    let modulo = Modulo {
        tipo: Tipo::Affare.code().into(),
        termine: in_a_month.map(|day| day.to_string()).unwrap_or_default(),
        ufficio: mine.first().filter(|_| mine.len() == 1).map(|unit| unit.id.to_string()).unwrap_or_default(),
        da,
        sopra,
        chiave: kernel::Id::<Modulo>::new(ctx.now, &**ctx.ente.ledger.random()).to_string(),
        ..Modulo::default()
    };
    let modulo = proposto(&ctx, modulo).await?;
    mostra(&ctx, modulo, Vec::new()).await
}

/// What the entry, or the fascicolo above, proposes.
async fn proposto(ctx: &Ctx, modulo: Modulo) -> Result<Modulo, Error> {
    let who = ctx.who()?;
    if let Ok(chiave) = modulo.sopra.parse::<Chiave>() {
        let above = leggi(&ctx.ente, who, &chiave).await?.fascicolo;
        return Ok(Modulo {
            tipo: above.riga.tipo.clone(),
            classe: above.riga.classe.clone(),
            ufficio: above.stato.ufficio_id.to_string(),
            responsabile: above.stato.responsabile_id.map(|person| person.to_string()).unwrap_or_default(),
            termine: above.stato.termine.map(|day| day.to_string()).unwrap_or_default(),
            intestatario_testo: above.riga.intestatario.unwrap_or_default(),
            codice_fiscale: above.riga.codice_fiscale.unwrap_or_default(),
            riservato: if above.riga.riservato { "si".into() } else { String::new() },
            ..modulo
        });
    }
    let Some((anno, numero)) = leggi_chiave(&modulo.da) else { return Ok(modulo) };
    let entry = leggi_registrazione(&ctx.ente, who, anno, numero).await?;
    let mine = uffici(&ctx.ente, who).await?;
    let theirs = entry.assegnazioni.iter().filter(|a| a.tipo == "competenza").map(|a| a.ufficio_id);
    let ufficio =
        theirs.into_iter().find(|unit| mine.iter().any(|known| known.id == *unit)).map(|unit| unit.to_string());
    let parte = entry.parti.first();
    Ok(Modulo {
        classe: entry.stato.classe.unwrap_or_default(),
        oggetto: entry.riga.oggetto.chars().take(500).collect(),
        ufficio: ufficio.unwrap_or(modulo.ufficio),
        intestatario_testo: parte.map(|parte| parte.nome.clone()).unwrap_or_default(),
        codice_fiscale: parte.and_then(|parte| parte.codice_fiscale.clone()).unwrap_or_default(),
        riservato: if entry.riga.riservata { "si".into() } else { String::new() },
        ..modulo
    })
}

async fn mostra(ctx: &Ctx, modulo: Modulo, errors: Vec<FieldError>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let units = uffici(&ctx.ente, who).await?;
    let entry = match leggi_chiave(&modulo.da) {
        Some((anno, numero)) => Some(leggi_registrazione(&ctx.ente, who, anno, numero).await?.riga),
        None => None,
    };
    let above = match modulo.sopra.parse::<Chiave>() {
        Ok(chiave) => Some(leggi(&ctx.ente, who, &chiave).await?.fascicolo),
        Err(_) => None,
    };
    let failed = !errors.is_empty();
    let page = Apri {
        fonte: entry.as_ref().filter(|_| !failed).map(|riga| format!("dalla registrazione {}", segnatura(riga))),
        sopra: above.as_ref().map(|above| (above.chiave().to_string(), above.stato.oggetto.clone())),
        tipi: tipi(),
        classi: classi(ctx).await?,
        persone: di_uffici(&ctx.ente, who, &units).await?.into_iter().map(persona).collect(),
        uffici: units
            .into_iter()
            .map(|unit| Choice { value: unit.id.to_string(), label: unit.name, hint: None })
            .collect(),
        soggetti: who.may(&REGISTRA),
        indietro: match (&above, &entry) {
            (Some(above), _) => href_di(&above.chiave()),
            (None, Some(riga)) => crate::pagine::href(riga.anno, riga.numero),
            (None, None) => BASE.to_owned(),
        },
        modulo,
        errors,
    };
    let title = if page.sopra.is_some() { "Apri un sotto-fascicolo" } else { "Apri un fascicolo" };
    let mut response = ctx.page(title, &[("Fascicoli", BASE)], &page).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Opens it.
pub(super) async fn invia(ctx: Ctx, Form(modulo): Form<Modulo>) -> Result<Response, Error> {
    let nuovo = match modulo.read(ctx.now.date()) {
        Ok(nuovo) => nuovo,
        Err(refusal) => return mostra(&ctx, modulo, errori(&refusal, "oggetto")).await,
    };
    let key: String = modulo.chiave.chars().take(64).collect();
    let once = Some(key.as_str()).filter(|key| !key.is_empty());
    match apri(&ctx.ente, ctx.who()?, &nuovo, leggi_chiave(&modulo.da), once).await {
        Ok(done) => Ok(Redirect::to(&format!("{}?fatto=aperto", href_di(&done.chiave()))).into_response()),
        Err(crate::Error::Refused(refusal)) => mostra(&ctx, modulo, errori(&refusal, "oggetto")).await,
        Err(error) => Err(error.into()),
    }
}
