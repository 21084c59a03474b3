//! The page of one fascicolo: what it is and how it stands, what lies in it, what is still to do, what happened.

use std::collections::HashMap;

use authz::{PersonId, UnitId};
use kernel::Date;
use porte::fascicoli::Depositano;
use serde::{Deserialize, Serialize};
use ui::{Blocked, Flash, FlashKind, Kind, Page, Row, TimelineEntry};
use web::{Ctx, Error, Path, Query, Response};

use super::{BASE, continuita, depositi::Deposto, elenco::in_parole, href_di};
use crate::{
    fascicolo::{
        Chiave,
        contenuto::{Voce, contenuto},
        depositi::depositati,
        regole::{Pendenza, class_warning, levels},
        scheda::{Passaggio, Scheda, leggi},
    },
    nome::nome_di,
    pagine::{href, modulo::registrazione},
    registrazione::elenca::{leggi_chiave, scrivi_chiave},
    rules::Verso,
};

/// Entries of one page.
const ROWS: usize = 100;
/// Records of other offices that are looked at, the last laid there.
const DEPOSITI: u64 = 200;
/// Steps of the history that are shown.
const MOST_STEPS: usize = 60;

#[derive(Debug, Serialize)]
pub(crate) struct Vista {
    href: String,
    oggetto: String,
    stato: String,
    tono: &'static str,
    riservato: bool,
    /// That it is closed, and since when.
    chiuso: Option<String>,
    /// That one above it is closed.
    sopra_chiuso: bool,
    /// That its term has passed, and what to do.
    scaduto: bool,
    dati: Vec<Row>,
    pendenze: Vec<Blocked>,
    voci: Vec<Riga>,
    altre: Option<String>,
    registrazioni: i64,
    /// What other offices have laid in it, of what the reader may see.
    depositi: Vec<Deposto>,
    /// Whether there may be more of it.
    altri_depositi: bool,
    sotto: Vec<SottoVista>,
    condivisi: Vec<Condiviso>,
    storia: Vec<TimelineEntry>,
    cura: bool,
    /// Whether entries may be put in and taken out now.
    lavora: bool,
    aperto: bool,
    /// Where a sub-fascicolo is opened, where one may be.
    apri_sotto: Option<String>,
}

#[derive(Debug, Serialize)]
struct Riga {
    href: String,
    numero: String,
    verso: &'static str,
    icona: &'static str,
    oggetto: String,
    parte: Option<String>,
    at: i64,
    documenti: i64,
    annullata: bool,
    riservata: bool,
    aspetta: bool,
    classe: Option<String>,
    togli: Option<String>,
}

#[derive(Debug, Serialize)]
struct SottoVista {
    numero: String,
    href: String,
    oggetto: String,
    chiuso: bool,
}

#[derive(Debug, Serialize)]
struct Condiviso {
    ufficio: String,
    lavora: bool,
}

impl Page for Vista {
    const TEMPLATE: &'static str = "protocollo/fascicolo.html";
    fn samples() -> Vec<Self> {
        let riga = |annullata: bool| Riga {
            href: "/protocollo/2026/12".into(),
            numero: "12/2026".into(),
            verso: "in arrivo",
            icona: "it-arrow-down-circle",
            oggetto: "Richiesta".into(),
            parte: (!annullata).then(|| "Rossi Mario".into()),
            at: 0,
            documenti: 2,
            annullata,
            riservata: annullata,
            aspetta: !annullata,
            classe: annullata.then(|| "III.12".into()),
            togli: (!annullata).then(|| "/x".into()),
        };
        let sotto = |chiuso| SottoVista {
            numero: "2026-VI.3/12.1".into(),
            href: "/x".into(),
            oggetto: "Varianti".into(),
            chiuso,
        };
        let page = |open: bool| Self {
            href: "/protocollo/fascicoli/2026-VI.3-12".into(),
            oggetto: "Pratica edilizia 118/2024".into(),
            stato: "aperto".into(),
            tono: "info",
            riservato: open,
            chiuso: (!open).then(|| "Chiuso il 25/11/2026.".into()),
            sopra_chiuso: !open,
            scaduto: open,
            dati: vec![Row { label: "Tipo".into(), value: "Affare".into(), href: None, code: false }],
            pendenze: if open { vec![Blocked { reason: "Aspetta.".into(), ..Blocked::default() }] } else { vec![] },
            voci: if open { vec![riga(true), riga(false)] } else { vec![] },
            altre: open.then(|| "/x?dopo=2026-12".into()),
            registrazioni: 2,
            depositi: if open { vec![Deposto::esempio(true), Deposto::esempio(false)] } else { vec![] },
            altri_depositi: open,
            sotto: if open { vec![sotto(true), sotto(false)] } else { vec![] },
            condivisi: if open {
                vec![
                    Condiviso { ufficio: "Tributi".into(), lavora: true },
                    Condiviso { ufficio: "Polizia locale".into(), lavora: false },
                ]
            } else {
                vec![]
            },
            storia: vec![],
            cura: true,
            lavora: open,
            aperto: open,
            apri_sotto: open.then(|| "/y".into()),
        };
        vec![page(true), page(false), Self { cura: false, ..page(true) }, Self { cura: false, ..page(false) }]
    }
}

/// Where in the contents the page begins, and what just happened.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Posto {
    #[serde(default)]
    dopo: String,
    #[serde(default)]
    fatto: String,
}

/// The page.
pub(super) async fn pagina(
    ctx: Ctx,
    Path(chiave): Path<Chiave>,
    Query(posto): Query<Posto>,
    porte: Depositano,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, &chiave).await?;
    let (depositi, altri_depositi) = depositati(&ctx.ente, who, porte, &scheda.fascicolo, DEPOSITI).await?;
    let mut voci = contenuto(&ctx.ente, who, &scheda.fascicolo, leggi_chiave(&posto.dopo), ROWS as u64 + 1).await?;
    let more = voci.len() > ROWS;
    voci.truncate(ROWS);
    let base = href_di(&chiave);
    let last = voci.last().filter(|_| more).map(|last| scrivi_chiave((last.anno, last.numero)));
    let nomi = Nomi::leggi(&ctx, &scheda).await?;
    let today = ctx.now.date();
    let stato = &scheda.fascicolo.stato;
    let (in_words, tono) = in_parole(stato.chiuso, stato.termine, today);
    let works = scheda.lavora && scheda.aperto();
    let page = Vista {
        oggetto: stato.oggetto.clone(),
        stato: in_words,
        tono,
        riservato: scheda.fascicolo.riga.riservato,
        chiuso: stato.chiuso_at.map(|at| {
            format!("Chiuso il {}: non ci si mette e non si toglie più niente.", at.rome().format("%d/%m/%Y"))
        }),
        sopra_chiuso: scheda.sopra_chiuso,
        scaduto: scheda.cura && !stato.chiuso && stato.termine.is_some_and(|day| day < today),
        dati: dati(&scheda, &nomi).into_iter().chain(continuita::righe(&ctx, &scheda).await?).collect(),
        pendenze: scheda.pendenze.iter().map(blocked).collect(),
        voci: voci.into_iter().map(|voce| riga(voce, &scheda, works.then_some(base.as_str()))).collect(),
        altre: last.map(|last| format!("{base}?dopo={last}")),
        registrazioni: scheda.registrazioni,
        depositi: depositi.into_iter().map(Deposto::di).collect(),
        altri_depositi,
        sotto: scheda.sotto.iter().map(sotto).collect(),
        condivisi: scheda
            .condivisi
            .iter()
            .map(|share| Condiviso { ufficio: nomi.ufficio(share.ufficio_id), lavora: share.lavora })
            .collect(),
        storia: storia(&scheda, &nomi),
        cura: scheda.cura,
        lavora: works,
        aperto: scheda.aperto(),
        apri_sotto: (scheda.cura && scheda.aperto() && levels(&chiave) < 2)
            .then(|| format!("{BASE}/nuovo?sopra={}", chiave.in_address())),
        href: base,
    };
    let mut crumbs = vec![("Fascicoli".to_owned(), BASE.to_owned())];
    crumbs.extend(scheda.sopra.as_ref().map(|above| (format!("Fascicolo {above}"), href_di(above))));
    let crumbs: Vec<(&str, &str)> = crumbs.iter().map(|(label, href)| (label.as_str(), href.as_str())).collect();
    ctx.page_with(format!("Fascicolo {chiave}"), &crumbs, flash(&posto.fatto), &page).await
}

fn flash(done: &str) -> Vec<Flash> {
    let text = match done {
        "aperto" => "Fascicolo aperto.",
        "chiuso" => "Fascicolo chiuso.",
        "riaperto" => "Fascicolo riaperto.",
        "messa" => "Registrazione messa nel fascicolo.",
        "tolta" => "Registrazione tolta dal fascicolo: resta nel registro e negli altri fascicoli.",
        "passato" => "Il fascicolo è passato all'altro ufficio.",
        "corretto" => "Dati corretti.",
        _ => return Vec::new(),
    };
    vec![Flash { kind: FlashKind::Success, text: text.into() }]
}

/// Names of people and offices by id.
struct Nomi {
    persone: HashMap<PersonId, String>,
    uffici: HashMap<UnitId, String>,
}

impl Nomi {
    async fn leggi(ctx: &Ctx, scheda: &Scheda) -> Result<Self, Error> {
        let read = ctx.ente.db().read().await?;
        let persone = accounts::names(&read, &scheda.people()).await.map_err(crate::Error::from)?;
        let uffici = authz::all_units(&read).await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
        Ok(Self { persone, uffici })
    }

    fn persona(&self, id: PersonId) -> String {
        nome_di(&self.persone, &id)
    }

    fn ufficio(&self, id: UnitId) -> String {
        self.uffici.get(&id).cloned().unwrap_or_else(|| "ufficio non più in elenco".into())
    }
}

fn dati(scheda: &Scheda, nomi: &Nomi) -> Vec<Row> {
    let row = |label: &str, value: String| Row { label: label.into(), value, href: None, code: false };
    let (riga, stato) = (&scheda.fascicolo.riga, &scheda.fascicolo.stato);
    let day = |day: Date| day.format("%d/%m/%Y").to_string();
    let mut rows = vec![row("Tipo", scheda.fascicolo.tipo().label().into())];
    if let Some(name) = &riga.intestatario {
        let code = riga.codice_fiscale.as_ref().map(|code| format!(" · {code}")).unwrap_or_default();
        rows.push(row("Intestatario", format!("{name}{code}")));
    }
    rows.push(row("Ufficio", nomi.ufficio(stato.ufficio_id)));
    rows.extend(stato.responsabile_id.map(|person| row("Responsabile", nomi.persona(person))));
    rows.push(row("Aperto", format!("{} da {}", day(riga.aperto_at.date()), nomi.persona(riga.aperto_da))));
    rows.extend(stato.termine.map(|term| row("Termine", day(term))));
    if let Some(above) = &scheda.sopra {
        let label = "Sta nel fascicolo".into();
        rows.push(Row { label, value: above.to_string(), href: Some(href_di(above)), code: false });
    }
    rows
}

/// A reason why it cannot be closed yet, with the way to what waits.
fn blocked(pendenza: &Pendenza) -> Blocked {
    let (way_out, href) = match pendenza {
        Pendenza::Aspetta { numero, .. } | Pendenza::DaAssegnare { numero } => {
            let place = registrazione(numero);
            ("Apri la registrazione", place.map(|(anno, numero)| href(anno, numero)))
        }
        Pendenza::Aperto(chiave) => ("Apri il sotto-fascicolo", Some(href_di(chiave))),
    };
    Blocked { reason: pendenza.sentence(), way_out: Some(way_out.into()), href }
}

fn riga(voce: Voce, scheda: &Scheda, base: Option<&str>) -> Riga {
    let icona = match voce.verso {
        Verso::Arrivo => "it-arrow-down-circle",
        Verso::Partenza => "it-arrow-up-circle",
        Verso::Interno => "it-exchange-circle",
    };
    let differs = class_warning(scheda.fascicolo.tipo(), &scheda.fascicolo.chiave(), voce.classe.as_deref()).is_some();
    Riga {
        href: href(voce.anno, voce.numero),
        numero: format!("{}/{}", voce.numero, voce.anno),
        verso: voce.verso.label(),
        icona,
        oggetto: voce.oggetto,
        parte: voce.parte,
        at: voce.registrata_at.micros(),
        documenti: voce.documenti,
        annullata: voce.annullata,
        riservata: voce.riservata,
        aspetta: voce.aspetta,
        classe: voce.classe.filter(|_| differs),
        togli: base.map(|base| format!("{base}/togli/{}", voce.id)),
    }
}

fn sotto(sotto: &crate::fascicolo::scheda::Sotto) -> SottoVista {
    SottoVista {
        numero: sotto.chiave.to_string(),
        href: href_di(&sotto.chiave),
        oggetto: sotto.oggetto.clone(),
        chiuso: sotto.chiuso,
    }
}

/// Who did what and when, newest first.
fn storia(scheda: &Scheda, nomi: &Nomi) -> Vec<TimelineEntry> {
    let entry = |at: kernel::Instant, who: PersonId, what: String, note: &str, kind: Kind| TimelineEntry {
        at: at.micros(),
        who: Some(nomi.persona(who)),
        what,
        note: Some(note.to_owned()).filter(|note| !note.is_empty()),
        href: None,
        kind,
    };
    let mut all: Vec<TimelineEntry> = Vec::new();
    for fatto in &scheda.fatti {
        let (what, kind) = match fatto.tipo.as_str() {
            "chiusura" => ("ha chiuso il fascicolo", Kind::Success),
            "continuazione" => ("lo ha fatto continuare qui", Kind::Info),
            "riapertura" => ("ha riaperto il fascicolo", Kind::Warning),
            "trasferimento" => ("ha passato il fascicolo a un altro ufficio", Kind::Neutral),
            "condivisione" => ("lo ha condiviso", Kind::Neutral),
            "fine_condivisione" => ("ha smesso di condividerlo", Kind::Neutral),
            _ => ("ha corretto i dati", Kind::Neutral),
        };
        all.push(entry(fatto.at, fatto.persona_id, what.into(), &fatto.testo, kind));
    }
    all.extend(scheda.passaggi.iter().map(|step| passaggio(step, nomi)));
    // Among things of the same instant the later step stands above: the opening is always at the bottom.
    all.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    all.truncate(MOST_STEPS);
    let riga = &scheda.fascicolo.riga;
    let opened = format!("ha aperto il fascicolo {}", scheda.fascicolo.chiave());
    all.push(entry(riga.aperto_at, riga.aperto_da, opened, "", Kind::Info));
    all
}

fn passaggio(step: &Passaggio, nomi: &Nomi) -> TimelineEntry {
    let (anno, numero) = step.numero;
    let what = match step.tolta {
        Some(_) => format!("ha tolto la registrazione {numero}/{anno}"),
        None => format!("ci ha messo la registrazione {numero}/{anno}"),
    };
    TimelineEntry {
        at: step.at.micros(),
        who: Some(nomi.persona(step.chi)),
        what,
        note: step.tolta.clone().filter(|why| !why.is_empty()),
        href: Some(href(anno, numero)),
        kind: if step.tolta.is_some() { Kind::Warning } else { Kind::Neutral },
    }
}
