//! The list of entries: filtered, searched, paged by key.

use kernel::Date;
use search::Total;
use serde::Serialize;
use ui::{Choice, Column, Link, Page, Pager, Tab};
use web::{Ctx, Error, IntoResponse, Query, Redirect, Response};

use super::{
    elenco_altro,
    elenco_scelte::{Scelte, conta_href, indirizzo, richiesta, spiega},
    href,
    preferenze::{COLONNE, Preferenze, intestazioni, scelta_colonne},
    ricerche,
    scelte::{classi, mezzi, uffici},
};
use crate::{
    emergenza::{elenca::in_corso, rules::scritto},
    permissions::{ASSEGNA, FASCICOLA, REGISTRA},
    registrazione::{
        conteggio::conta,
        elenca::{Voce, scrivi_chiave},
        sfoglia::{Pagina, sfoglia},
    },
    rules::mezzo_label,
    titolario::versioni as titolario,
};

const ROWS: usize = 50;
/// The view that is no view: all of them.
pub(super) const TUTTE: &str = "tutte";

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
    /// The address of all of them.
    tutte: &'static str,
    /// Whether there is something to keep under a name.
    da_salvare: bool,
    /// Filters that others share.
    condivise: Vec<Link>,
    /// With whom one may share.
    con_chi: Vec<Choice>,
    persone: Vec<Choice>,
    assegnazioni: Vec<Choice>,
    documenti: Vec<Choice>,
    /// Where all that are found are counted, when they are not yet.
    conta_href: Option<String>,
    /// How many there are, where counting has an end.
    contate: Option<String>,
    /// A filter that cannot be read.
    avviso: Option<String>,
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
    /// What the class that is sought meant over time, where it meant more than one thing.
    significati: Vec<Link>,
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
            tutte: "/protocollo",
            da_salvare: true,
            condivise: vec![Link { label: "Fatture".into(), href: "/protocollo?q=fattura".into() }],
            con_chi: vec![],
            persone: vec![],
            assegnazioni: elenco_altro::assegnazioni(),
            documenti: elenco_altro::documenti(),
            conta_href: Some("/protocollo?conta=si".into()),
            contate: None,
            avviso: Some("Uno dei filtri non si legge.".into()),
            tabs: vec![Tab { label: "Tutte".into(), href: "/protocollo".into(), count: None, current: true }],
            uffici: vec![],
            colonne: intestazioni(&["registrata".into()]),
            voci,
            pager: Pager { previous: None, next: Some("/protocollo?prima=2026-1".into()), shown: 1, total: None },
            registra: true,
            spiegazione: Some("Nessuna registrazione con \"ponte\".".into()),
            emergenza: Some("25/11/2026 alle 10:30".into()),
            significati: vec![Link { label: "VI.3 Edilizia, fino al 31/12/2026".into(), href: "/x".into() }],
        };
        let rows = || vec![riga("annullata"), riga("assegnata")];
        vec![
            page(rows()),
            // Filters that nobody keeps yet, for someone who gives nothing to anyone.
            Self {
                salvato: None,
                assegna: false,
                mostra: vec![],
                emergenza: None,
                significati: vec![],
                ..page(rows())
            },
            Self { assegna: false, fascicola: false, formati: vec![], ..page(rows()) },
            Self { assegna: false, fascicola: false, ..page(rows()) },
            Self {
                salvato: None,
                attivi: 0,
                da_salvare: false,
                condivise: vec![],
                conta_href: None,
                contate: Some("Più di 10.000 in tutto".into()),
                avviso: None,
                spiegazione: None,
                ..page(vec![])
            },
            Self { spiegazione: None, avviso: None, pager: Pager::default(), ..page(vec![]) },
            page(vec![]),
        ]
    }
}

/// The list; without anything in the address, the one with which the person likes to begin.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let preferenze = Preferenze::leggi(&ctx).await?;
    let plain = indirizzo("/protocollo", &scelte) == "/protocollo" && scelte.conta.is_empty();
    if plain && let Some(href) = ricerche::inizio(&ctx, &preferenze).await? {
        return Ok(Redirect::to(&href).into_response());
    }
    let page = costruisci(&ctx, scelte, &preferenze, false).await?;
    ctx.page("Protocollo", &[], &page).await
}

/// Only what was found, while someone types: the last word may go on.
pub(super) async fn risultati(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let preferenze = Preferenze::leggi(&ctx).await?;
    let page = costruisci(&ctx, scelte, &preferenze, true).await?;
    ctx.block("risultati", &page).await
}

/// The page, or what of it changes while someone types: the same words find the same either way.
async fn costruisci(ctx: &Ctx, scelte: Scelte, preferenze: &Preferenze, typing: bool) -> Result<Elenco, Error> {
    let who = ctx.who()?;
    let asked = richiesta(&scelte, ctx.now);
    let Pagina { voci, prossima, totale } = sfoglia(&ctx.ente, who, &asked, &scelte.prima, ROWS).await?;
    let contate = match totale {
        _ if scelte.conta.is_empty() => None,
        // The index has counted them.
        Some(total) => Some(total),
        None => Some(conta(&ctx.ente, who, &asked).await?),
    };
    let words = scelte.q.trim();
    let next = prossima.map(|dopo| indirizzo("/protocollo", &Scelte { prima: dopo, ..scelte.senza_posto() }));
    let spiegazione = (voci.is_empty() && !words.is_empty()).then(|| spiega(words, &scelte, next.is_some()));
    let mostra = preferenze.colonne();
    let export = |end: &str| indirizzo(&format!("/protocollo/esporta.{end}"), &scelte.senza_posto());
    let (assegna, fascicola, registra) = (who.may(&ASSEGNA), who.may(&FASCICOLA), who.may(&REGISTRA));
    let intorno = if typing { Intorno::default() } else { Intorno::leggi(ctx, &scelte).await? };
    let attivi = scelte.attivi();
    let tutte = if preferenze.inizio.is_some() { "/protocollo?vista=tutte" } else { "/protocollo" };
    let known = contate.or(totale);
    let page = Elenco {
        salvato: intorno.salvati.iter().find(|tab| tab.current).map(|tab| tab.label.clone()),
        tabs: if typing { Vec::new() } else { tabs(ctx, &scelte, intorno.salvati, tutte)? },
        tutte,
        uffici: if assegna || !typing { uffici(ctx).await? } else { Vec::new() },
        classi: if assegna { classi(ctx).await? } else { Vec::new() },
        assegna,
        fascicola,
        formati: if registra { super::etichetta::formati() } else { Vec::new() },
        formato: if registra { super::etichetta::preferito(ctx).await? } else { String::new() },
        colonne: intestazioni(&mostra),
        scelta_colonne: scelta_colonne(),
        mostra,
        pager: Pager { previous: None, next, shown: voci.len() as u64, total: known.and_then(Total::exactly) },
        voci: voci.into_iter().map(riga).collect(),
        registra,
        attivi,
        da_salvare: attivi > 0 || !words.is_empty() || !["", TUTTE].contains(&scelte.vista.as_str()),
        condivise: intorno.condivise,
        con_chi: intorno.con_chi,
        persone: intorno.persone,
        assegnazioni: elenco_altro::assegnazioni(),
        documenti: elenco_altro::documenti(),
        conta_href: known.is_none().then(|| conta_href(&scelte)),
        contate: contate.and_then(oltre_il_conto),
        avviso: scelte.avviso(ctx.now),
        spiegazione,
        emergenza: intorno.emergenza,
        csv: export("csv"),
        xlsx: export("xlsx"),
        ods: export("ods"),
        mezzi: mezzi(),
        max_bytes: web::MAX_UPLOAD,
        significati: significati(ctx, &scelte).await?,
        scelte,
    };
    Ok(page)
}

/// What stands around the list, and does not change while someone types.
#[derive(Default)]
struct Intorno {
    salvati: Vec<Tab>,
    condivise: Vec<Link>,
    con_chi: Vec<Choice>,
    persone: Vec<Choice>,
    emergenza: Option<String>,
}

impl Intorno {
    async fn leggi(ctx: &Ctx, scelte: &Scelte) -> Result<Self, Error> {
        let who = ctx.who()?;
        let (salvati, condivise) = ricerche::schede(ctx, scelte).await?;
        Ok(Self {
            salvati,
            condivise,
            con_chi: ricerche::con_chi(who),
            persone: elenco_altro::persone(ctx).await?,
            emergenza: in_corso(&ctx.ente, who).await?.map(|aperta| scritto(aperta.dal_at)),
        })
    }
}

/// What is said where counting stopped before the end.
fn oltre_il_conto(total: Total) -> Option<String> {
    match total {
        Total::Exactly(_) => None,
        Total::MoreThan(count) => Some(format!("Più di {count} in tutto: oltre non si contano.")),
    }
}

/// What the class that is sought meant over time, each with the same list of the days in which it meant that; nothing where it always
/// meant the same.
async fn significati(ctx: &Ctx, scelte: &Scelte) -> Result<Vec<Link>, Error> {
    let classe = scelte.classe.trim();
    if classe.is_empty() || classe == "-" {
        return Ok(Vec::new());
    }
    let all = titolario::significati(&ctx.ente.db().read().await?, classe).await?;
    if all.len() < 2 {
        return Ok(Vec::new());
    }
    let first = all.first().map(|first| first.dal);
    let link = |each: titolario::Significato| {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        // Before its first day the first one counts too.
        let dal = day(Some(each.dal).filter(|dal| Some(*dal) != first));
        let only = Scelte { dal, al: day(each.al), ..scelte.senza_posto() };
        Link { label: format!("{classe} {}, {}", each.nome, each.quando()), href: indirizzo("/protocollo", &only) }
    };
    Ok(all.into_iter().map(link).collect())
}

fn tabs(ctx: &Ctx, scelte: &Scelte, salvati: Vec<Tab>, tutte: &str) -> Result<Vec<Tab>, Error> {
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
        let href = if vista.is_empty() { tutte.to_owned() } else { format!("/protocollo?vista={vista}") };
        let here = scelte.vista == vista || (vista.is_empty() && scelte.vista == TUTTE);
        let current = here && salvati.iter().all(|tab| !tab.current);
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
