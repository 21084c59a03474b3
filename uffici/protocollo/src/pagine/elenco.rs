//! The list of entries: filtered, searched, paged by key.

use kernel::Date;
use search::{Total, Words};
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, Page, Pager, Tab};
use web::{Ctx, Error, Query, Response};

use super::{
    href,
    nuova::{classi, mezzi, uffici},
    preferenze::{COLONNE, Preferenze, scelta_colonne},
};
use crate::{
    emergenza::{elenca::in_corso, rules::scritto},
    permissions::{ASSEGNA, FASCICOLA, REGISTRA},
    registrazione::{
        elenca::{Filtro, Voce, scrivi_chiave},
        sfoglia::{Pagina, Richiesta, sfoglia},
    },
    rules::{Verso, mezzo_label},
    termine::elenca::Scadenze,
};

const ROWS: usize = 50;

/// What the list's address asks for.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Scelte {
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub vista: String,
    #[serde(default)]
    pub dal: String,
    #[serde(default)]
    pub al: String,
    #[serde(default)]
    pub classe: String,
    #[serde(default)]
    pub ufficio: String,
    #[serde(default)]
    pub mezzo: String,
    #[serde(default)]
    pub prima: String,
}

impl Scelte {
    /// The same list from its beginning.
    pub(super) fn senza_posto(&self) -> Self {
        Self { prima: String::new(), ..self.clone() }
    }

    /// From the hidden fields of a form.
    pub(super) fn from_pairs(pairs: &[(String, String)]) -> Self {
        let get =
            |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default();
        Self {
            q: get("q"),
            vista: get("vista"),
            dal: get("dal"),
            al: get("al"),
            classe: get("classe"),
            ufficio: get("ufficio"),
            mezzo: get("mezzo"),
            prima: String::new(),
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Elenco {
    scelte: Scelte,
    /// Whether what is shown is a filter that the person keeps.
    salvato: Option<String>,
    scelta_colonne: Vec<Choice>,
    mostra: Vec<String>,
    classi: Vec<Choice>,
    assegna: bool,
    /// Whether the person may put those that are chosen in a fascicolo.
    fascicola: bool,
    /// On what labels may be printed, the last choice of the person first; none for whoever does not register.
    formati: Vec<Choice>,
    formato: String,
    attivi: usize,
    tabs: Vec<Tab>,
    uffici: Vec<Choice>,
    mezzi: Vec<Choice>,
    max_bytes: u64,
    csv: String,
    xlsx: String,
    ods: String,
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    pager: Pager,
    registra: bool,
    spiegazione: Option<String>,
    /// Since when the emergency register stands in for this one.
    emergenza: Option<String>,
}

#[derive(Debug, Serialize)]
struct Riga {
    numero: String,
    scelta: String,
    href: String,
    at: i64,
    verso: String,
    oggetto: String,
    parte: String,
    mezzo: String,
    classe: Option<String>,
    ufficio: Option<String>,
    stato: &'static str,
    tono: &'static str,
    riservata: bool,
    documenti: i64,
    differita: bool,
}

impl Page for Elenco {
    const TEMPLATE: &'static str = "protocollo/elenco.html";
    fn samples() -> Vec<Self> {
        let riga = |stato| Riga {
            numero: "12/2026".into(),
            scelta: "2026-12".into(),
            href: "/protocollo/2026/12".into(),
            at: 0,
            verso: "in arrivo".into(),
            oggetto: "Richiesta".into(),
            parte: "Rossi Mario".into(),
            mezzo: "PEC".into(),
            classe: Some("VI.3".into()),
            ufficio: Some("Ufficio tecnico".into()),
            stato,
            tono: "info",
            riservata: true,
            documenti: 2,
            differita: true,
        };
        let page = |voci| Self {
            scelte: Scelte { q: "ponte".into(), ..Scelte::default() },
            salvato: Some("Ponti".into()),
            scelta_colonne: scelta_colonne(),
            mostra: COLONNE.iter().map(|(code, _, _)| (*code).to_owned()).collect(),
            classi: vec![],
            assegna: true,
            fascicola: true,
            formati: super::etichetta::formati(),
            formato: "rotolo".into(),
            mezzi: vec![],
            max_bytes: 1,
            csv: "/protocollo/esporta.csv".into(),
            xlsx: "/protocollo/esporta.xlsx".into(),
            ods: "/protocollo/esporta.ods".into(),
            attivi: 1,
            tabs: vec![Tab { label: "Tutte".into(), href: "/protocollo".into(), count: None, current: true }],
            uffici: vec![],
            colonne: colonne(&["registrata".into()]),
            voci,
            pager: Pager { previous: None, next: Some("/protocollo?prima=2026-1".into()), shown: 1, total: None },
            registra: true,
            spiegazione: Some("Nessuna registrazione con \"ponte\".".into()),
            emergenza: Some("25/11/2026 alle 10:30".into()),
        };
        let rows = || vec![riga("annullata"), riga("assegnata")];
        vec![
            page(rows()),
            // Filters that nobody keeps yet, for someone who gives nothing to anyone.
            Self { salvato: None, assegna: false, mostra: vec![], emergenza: None, ..page(rows()) },
            Self { assegna: false, fascicola: false, formati: vec![], ..page(rows()) },
            Self { assegna: false, fascicola: false, ..page(rows()) },
            Self { salvato: None, attivi: 0, spiegazione: None, ..page(vec![]) },
            page(vec![]),
        ]
    }
}

fn colonne(mostra: &[String]) -> Vec<Column> {
    let column = |label: &str, number| Column { label: label.into(), number, ..Column::default() };
    let mut all = vec![column("Numero", true), column("Oggetto", false)];
    let chosen = COLONNE.iter().filter(|(code, _, _)| mostra.iter().any(|shown| shown == code));
    all.extend(chosen.map(|(code, label, _)| column(label, *code == "documenti")));
    all
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let Pagina { voci, prossima, totale } =
        sfoglia(&ctx.ente, who, &richiesta(&scelte, ctx.now.date()), &scelte.prima, ROWS).await?;
    let next = prossima.map(|dopo| indirizzo("/protocollo", &Scelte { prima: dopo, ..scelte.clone() }));
    let words = scelte.q.trim();
    let spiegazione = (voci.is_empty() && !words.is_empty()).then(|| Words::parse(words).explain_empty());
    let attivi = [&scelte.q, &scelte.dal, &scelte.al, &scelte.classe, &scelte.ufficio, &scelte.mezzo]
        .iter()
        .filter(|value| !value.is_empty())
        .count();
    let preferenze = Preferenze::leggi(&ctx).await?;
    let mostra = preferenze.colonne();
    let salvati = preferenze.schede(&scelte);
    let export = |end: &str| indirizzo(&format!("/protocollo/esporta.{end}"), &scelte.senza_posto());
    let assegna = who.may(&ASSEGNA);
    let page = Elenco {
        salvato: salvati.iter().find(|tab| tab.current).map(|tab| tab.label.clone()),
        tabs: tabs(&ctx, &scelte, salvati)?,
        uffici: uffici(&ctx).await?,
        classi: if assegna { classi(&ctx).await? } else { Vec::new() },
        assegna,
        fascicola: who.may(&FASCICOLA),
        formati: if who.may(&REGISTRA) { super::etichetta::formati() } else { Vec::new() },
        formato: super::etichetta::preferito(&ctx).await?,
        colonne: colonne(&mostra),
        scelta_colonne: scelta_colonne(),
        mostra,
        pager: Pager { previous: None, next, shown: voci.len() as u64, total: totale.and_then(Total::exactly) },
        voci: voci.into_iter().map(riga).collect(),
        registra: who.may(&REGISTRA),
        attivi,
        spiegazione,
        emergenza: in_corso(&ctx.ente, who).await?.map(|aperta| scritto(aperta.dal_at)),
        csv: export("csv"),
        xlsx: export("xlsx"),
        ods: export("ods"),
        mezzi: mezzi(),
        max_bytes: web::MAX_UPLOAD,
        scelte,
    };
    ctx.page("Protocollo", &[], &page).await
}

/// What the fields of the list's address ask for.
pub(super) fn richiesta(scelte: &Scelte, today: Date) -> Richiesta {
    let date = |text: &str| Date::parse_from_str(text.trim(), "%Y-%m-%d").ok();
    let filtro = Filtro {
        verso: Verso::from_code(&scelte.vista),
        dal: date(&scelte.dal),
        al: date(&scelte.al),
        classe: Some(scelte.classe.trim().to_owned()).filter(|classe| !classe.is_empty() && classe != "-"),
        senza_classe: scelte.classe.trim() == "-",
        mezzo: Some(scelte.mezzo.clone()).filter(|mezzo| !mezzo.is_empty()),
        ufficio: scelte.ufficio.parse().ok(),
        da_assegnare: scelte.vista == "da-assegnare",
        per_me: scelte.vista == "per-me",
        annullate: scelte.vista == "annullate",
        scadenze: match scelte.vista.as_str() {
            "scadute" => Some(Scadenze::scadute(today)),
            "in-scadenza" => Some(Scadenze::vicine(today)),
            _ => None,
        },
        ids: None,
    };
    let words = scelte.q.trim();
    Richiesta { filtro, parole: (!words.is_empty()).then(|| Words::parse(words)) }
}

/// An address with the fields that are set.
pub(super) fn indirizzo(path: &str, scelte: &Scelte) -> String {
    let pairs = [
        ("q", &scelte.q),
        ("vista", &scelte.vista),
        ("dal", &scelte.dal),
        ("al", &scelte.al),
        ("classe", &scelte.classe),
        ("ufficio", &scelte.ufficio),
        ("mezzo", &scelte.mezzo),
        ("prima", &scelte.prima),
    ];
    let mut href = path.to_owned();
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        href.push(if href.contains('?') { '&' } else { '?' });
        href.push_str(&format!("{name}={}", web::encode(value)));
    }
    href
}

fn tabs(ctx: &Ctx, scelte: &Scelte, salvati: Vec<Tab>) -> Result<Vec<Tab>, Error> {
    let mut views = vec![
        ("", "Tutte"),
        ("per-me", "Per me"),
        ("arrivo", "In arrivo"),
        ("partenza", "In partenza"),
        ("interno", "Interne"),
    ];
    if ctx.who()?.may(&ASSEGNA) {
        views.insert(2, ("da-assegnare", "Da assegnare"));
    }
    views.push(("in-scadenza", "In scadenza"));
    views.push(("scadute", "Termini scaduti"));
    views.push(("annullate", "Annullate"));
    let tab = |(vista, label): (&str, &str)| {
        let href = if vista.is_empty() { "/protocollo".to_owned() } else { format!("/protocollo?vista={vista}") };
        let current = scelte.vista == vista && salvati.iter().all(|tab| !tab.current);
        Tab { label: label.into(), href, count: None, current }
    };
    let usual: Vec<Tab> = views.into_iter().map(tab).collect();
    Ok(usual.into_iter().chain(salvati).collect())
}

/// How an entry stands, in a word, and its tone.
pub(super) fn stato(voce: &Voce) -> (&'static str, &'static str) {
    match voce {
        Voce { annullata: true, .. } => ("annullata", "danger"),
        Voce { da_assegnare: true, .. } => ("da assegnare", "warning"),
        _ => ("assegnata", "neutral"),
    }
}

/// The first party, and how many others there are.
pub(super) fn parte(voce: &Voce) -> String {
    match (&voce.parte, voce.parti - 1) {
        (None, _) => String::new(),
        (Some(name), ..=0) => name.clone(),
        (Some(name), 1) => format!("{name} e un altro"),
        (Some(name), others) => format!("{name} e altri {others}"),
    }
}

fn riga(voce: Voce) -> Riga {
    let (stato, tono) = stato(&voce);
    let parte = parte(&voce);
    Riga {
        numero: format!("{}/{}", voce.numero, voce.anno),
        scelta: scrivi_chiave((voce.anno, voce.numero)),
        mezzo: mezzo_label(&voce.mezzo).into(),
        classe: voce.classe,
        href: href(voce.anno, voce.numero),
        at: voce.registrata_at.micros(),
        verso: voce.verso.label().into(),
        oggetto: voce.oggetto,
        parte,
        ufficio: voce.ufficio,
        stato,
        tono,
        riservata: voce.riservata,
        documenti: voce.documenti,
        differita: voce.differita,
    }
}
