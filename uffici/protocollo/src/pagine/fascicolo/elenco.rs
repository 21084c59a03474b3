//! The list of fascicoli: filtered, searched, paged by key.

use search::{Total, Words};
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, Page, Pager, SearchHit, Tab};
use web::{Ctx, Error, Query, Response};

use super::{BASE, href_di};
use crate::{
    fascicolo::{
        elenca::{Filtro, MOST_COUNTED, Quali, Voce},
        regole::{Scadenza, Tipo, scadenza},
        sfoglia::{Pagina, Richiesta, sfoglia},
    },
    pagine::scelte::uffici,
    permissions::FASCICOLA,
    titolario::versioni,
};

const ROWS: usize = 50;
const SUGGESTED: usize = 8;

/// The tabs: what the address says, the label, how they stand, whether only one's own.
const VISTE: [(&str, &str, Quali, bool); 5] = [
    ("", "Aperti", Quali::Aperti, false),
    ("miei", "Del mio ufficio", Quali::Aperti, true),
    ("scaduti", "Scaduti", Quali::Scaduti, false),
    ("chiusi", "Chiusi", Quali::Chiusi, false),
    ("tutti", "Tutti", Quali::Tutti, false),
];

/// What the list's address asks for.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Scelte {
    #[serde(default)]
    q: String,
    #[serde(default)]
    vista: String,
    #[serde(default)]
    classe: String,
    #[serde(default)]
    anno: String,
    #[serde(default)]
    tipo: String,
    #[serde(default)]
    ufficio: String,
    #[serde(default)]
    pub prima: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Fascicoli {
    scelte: Scelte,
    attivi: usize,
    tabs: Vec<Tab>,
    tipi: Vec<Choice>,
    uffici: Vec<Choice>,
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    pager: Pager,
    apre: bool,
    csv: String,
    /// Why there is nothing, where words were sought.
    spiegazione: Option<String>,
    /// The same list without regard to how they stand.
    ovunque: Option<String>,
    /// What the class that is sought meant over time, where it meant more than one thing.
    significati: Vec<ui::Link>,
}

#[derive(Debug, Serialize)]
struct Riga {
    numero: String,
    href: String,
    oggetto: String,
    intestatario: Option<String>,
    tipo: &'static str,
    ufficio: String,
    at: i64,
    registrazioni: String,
    stato: String,
    tono: &'static str,
    riservato: bool,
}

impl Page for Fascicoli {
    const TEMPLATE: &'static str = "protocollo/fascicoli.html";
    fn samples() -> Vec<Self> {
        let riga = |intestatario: Option<&str>, riservato| Riga {
            numero: "2026-VI.3/12".into(),
            href: "/protocollo/fascicoli/2026-VI.3-12".into(),
            oggetto: "Pratica edilizia 118/2024".into(),
            intestatario: intestatario.map(str::to_owned),
            tipo: "Affare",
            ufficio: "Edilizia privata".into(),
            at: 0,
            registrazioni: "3".into(),
            stato: "aperto".into(),
            tono: "info",
            riservato,
        };
        let page = |voci: Vec<Riga>, spiegazione: Option<&str>, vista: &str| Self {
            scelte: Scelte { vista: vista.into(), ..Scelte::default() },
            attivi: 1,
            tabs: vec![],
            tipi: tipi(),
            uffici: vec![],
            colonne: colonne(),
            voci,
            pager: Pager::default(),
            apre: true,
            csv: "/x".into(),
            ovunque: spiegazione.map(|_| "/y".to_owned()),
            significati: vec![ui::Link { label: "VI.3 Edilizia".into(), href: "/x".into() }],
            spiegazione: spiegazione.map(str::to_owned),
        };
        vec![
            page(vec![riga(Some("Rossi Mario"), true), riga(None, false)], None, ""),
            page(vec![], Some("Niente contiene «ponte»."), ""),
            Self { ovunque: None, ..page(vec![], Some("Niente contiene «ponte»."), "tutti") },
            page(vec![], None, "scaduti"),
            Self { apre: false, attivi: 0, ..page(vec![], None, "") },
        ]
    }
}

fn colonne() -> Vec<Column> {
    let column = |label: &str, number| Column { label: label.into(), number, ..Column::default() };
    vec![
        column("Numero", false),
        column("Oggetto", false),
        column("Tipo", false),
        column("Ufficio", false),
        column("Aperto", false),
        column("Registrazioni", true),
        column("Stato", false),
    ]
}

pub(super) fn tipi() -> Vec<Choice> {
    let choice =
        |tipo: Tipo| Choice { value: tipo.code().into(), label: tipo.label().into(), hint: Some(tipo.hint().into()) };
    Tipo::ALL.into_iter().map(choice).collect()
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let Pagina { voci, prossima, totale } = sfoglia(&ctx.ente, who, &richiesta(&scelte), &scelte.prima, ROWS).await?;
    let words = scelte.q.trim();
    let spiegazione = (voci.is_empty() && !words.is_empty()).then(|| Words::parse(words).explain_empty());
    let everywhere = Scelte { vista: "tutti".into(), prima: String::new(), ..scelte.clone() };
    let fields = [&scelte.q, &scelte.classe, &scelte.anno, &scelte.tipo, &scelte.ufficio];
    let total = totale.and_then(Total::exactly);
    let next = prossima.map(|prima| indirizzo(BASE, &Scelte { prima, ..scelte.clone() }));
    let page = Fascicoli {
        attivi: fields.iter().filter(|value| !value.is_empty()).count(),
        tabs: tabs(&scelte),
        tipi: tipi(),
        uffici: uffici(&ctx).await?,
        colonne: colonne(),
        pager: Pager { previous: None, next, shown: voci.len() as u64, total },
        voci: voci.into_iter().map(|voce| riga(voce, ctx.now.date())).collect(),
        apre: who.may(&FASCICOLA),
        csv: indirizzo("/protocollo/fascicoli/esporta.csv", &Scelte { prima: String::new(), ..scelte.clone() }),
        significati: significati(&ctx, &scelte).await?,
        ovunque: (spiegazione.is_some() && scelte.vista != "tutti").then(|| indirizzo(BASE, &everywhere)),
        spiegazione,
        scelte,
    };
    ctx.page("Fascicoli", &[("Protocollo", "/protocollo")], &page).await
}

/// What the class that is sought meant over time; nothing where it always meant the same. The number of a fascicolo says in which
/// year it was opened.
async fn significati(ctx: &Ctx, scelte: &Scelte) -> Result<Vec<ui::Link>, Error> {
    let classe = scelte.classe.trim();
    if classe.is_empty() {
        return Ok(Vec::new());
    }
    let all = versioni::significati(&ctx.ente.db().read().await?, classe).await?;
    let told = |each: versioni::Significato| ui::Link {
        label: format!("{classe} {}, aperti {}", each.nome, each.quando()),
        href: String::new(),
    };
    Ok(if all.len() < 2 { Vec::new() } else { all.into_iter().map(told).collect() })
}

/// What the fields of the list's address ask for.
pub(super) fn richiesta(scelte: &Scelte) -> Richiesta {
    let (_, _, quali, miei) = VISTE.into_iter().find(|(code, ..)| *code == scelte.vista).unwrap_or(VISTE[0]);
    let filtro = Filtro {
        quali,
        miei,
        classe: Some(scelte.classe.trim().to_owned()).filter(|classe| !classe.is_empty()),
        anno: scelte.anno.trim().parse().ok(),
        tipo: Tipo::from_code(&scelte.tipo),
        ufficio: scelte.ufficio.parse().ok(),
        ..Filtro::default()
    };
    Richiesta::of(&scelte.q, filtro)
}

/// An address with the fields that are set.
pub(super) fn indirizzo(path: &str, scelte: &Scelte) -> String {
    let pairs = [
        ("q", &scelte.q),
        ("vista", &scelte.vista),
        ("classe", &scelte.classe),
        ("anno", &scelte.anno),
        ("tipo", &scelte.tipo),
        ("ufficio", &scelte.ufficio),
        ("prima", &scelte.prima),
    ];
    let mut href = path.to_owned();
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        href.push(if href.contains('?') { '&' } else { '?' });
        href.push_str(&format!("{name}={}", web::encode(value)));
    }
    href
}

fn tabs(scelte: &Scelte) -> Vec<Tab> {
    let tab = |(vista, label, ..): (&str, &str, Quali, bool)| Tab {
        label: label.into(),
        href: indirizzo(BASE, &Scelte { vista: vista.into(), prima: String::new(), ..scelte.clone() }),
        count: None,
        current: scelte.vista == vista,
    };
    VISTE.into_iter().map(tab).collect()
}

/// How a fascicolo stands, in words, and the tone.
pub(super) fn in_parole(chiuso: bool, termine: Option<kernel::Date>, today: kernel::Date) -> (String, &'static str) {
    match scadenza(termine, chiuso, today) {
        _ if chiuso => ("chiuso".into(), "neutral"),
        Some(Scadenza::Passata(1)) => ("scaduto ieri".into(), "danger"),
        Some(Scadenza::Passata(days)) => (format!("scaduto da {days} giorni"), "danger"),
        Some(Scadenza::Vicina(0)) => ("scade oggi".into(), "warning"),
        Some(Scadenza::Vicina(1)) => ("scade domani".into(), "warning"),
        Some(Scadenza::Vicina(days)) => (format!("scade fra {days} giorni"), "warning"),
        Some(Scadenza::Lontana) | None => ("aperto".into(), "info"),
    }
}

fn riga(voce: Voce, today: kernel::Date) -> Riga {
    let (stato, tono) = in_parole(voce.chiuso, voce.termine, today);
    let counted = voce.registrazioni;
    Riga {
        href: href_di(&voce.chiave),
        numero: voce.chiave.to_string(),
        oggetto: voce.oggetto,
        intestatario: voce.intestatario,
        tipo: voce.tipo.label(),
        ufficio: voce.ufficio,
        at: voce.aperto_at.micros(),
        registrazioni: if counted >= MOST_COUNTED { format!("{MOST_COUNTED}+") } else { counted.to_string() },
        stato,
        tono,
        riservato: voce.riservato,
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Parole {
    #[serde(default)]
    q: String,
}

/// The open fascicoli into which the person may put entries, for a field: by number or words; without any, the last opened.
pub(super) async fn suggerisci(ctx: Ctx, Query(parole): Query<Parole>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let filtro = Filtro { quali: Quali::Aperti, lavoro: true, ..Filtro::default() };
    let words: String = parole.q.chars().take(200).collect();
    // More than are shown: the index does not know into which of them the person may put entries.
    let found = sfoglia(&ctx.ente, who, &Richiesta::of(&words, filtro), "", SUGGESTED * 4).await?.voci;
    let found = found.into_iter().filter(|voce| !voce.chiuso);
    let hits = found.take(SUGGESTED).map(|voce| SearchHit {
        value: voce.chiave.in_address(),
        label: format!("{} {}", voce.chiave, voce.oggetto),
        hint: Some(voce.intestatario.map_or(voce.ufficio.clone(), |name| format!("{name} · {}", voce.ufficio))),
        group: Some(voce.tipo.label().into()),
    });
    ctx.hits(&hits.collect::<Vec<_>>())
}
