//! The page for whoever inspects: what was to be kept, what is, what failed, since when.

use porte::conservazione::Tipo;
use serde::Serialize;
use ui::{Chart, Kind, Page, Point, Stat};
use web::{Ctx, Error, Response};

use super::{BASE, detto};
use crate::{
    permissions::CONFIGURA,
    quadro::{Marche, Quadro, quadro},
    rules::Stato,
};

#[derive(Debug, Serialize)]
pub(crate) struct Cruscotto {
    numeri: Vec<Stat>,
    scadute: Option<String>,
    impedimento: Option<String>,
    configura: bool,
    conservatore: Option<String>,
    per_sftp: bool,
    /// Those in which anything stands.
    stati: Vec<&'static str>,
    righe: Vec<Riga>,
    grafico: Chart,
    /// How the time stamps of the archive stand, in a sentence, and whether all is well.
    marche: (String, bool),
    /// The packages that got no stamp because they are damaged.
    danneggiati: Option<Danneggiati>,
    rilettura: Option<Rilettura>,
}

/// A kind with its counts: one for each of the states that the page tells, and all together.
#[derive(Debug, Serialize)]
struct Riga {
    nome: &'static str,
    numeri: Vec<Numero>,
}

#[derive(Debug, Serialize)]
struct Numero {
    quante: i64,
    href: String,
    /// Since which day the first of them asks for somebody.
    dal: Option<String>,
}

#[derive(Debug, Serialize)]
struct Danneggiati {
    at: i64,
    quanti: i64,
    quali: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Rilettura {
    at: i64,
    letti: i64,
    byte: u64,
    guasti: i64,
    quali: Vec<String>,
}

impl Page for Cruscotto {
    const TEMPLATE: &'static str = "conservazione/quadro.html";
    fn samples() -> Vec<Self> {
        let page = |full: bool| Self {
            numeri: vec![Stat { label: "Conservate".into(), value: "3".into(), ..Stat::default() }],
            scadute: full.then(|| "2 cose dovevano essere versate".into()),
            impedimento: full.then(|| "L'ente non ha un sigillo.".into()),
            configura: full,
            conservatore: full.then(|| "ParER".into()),
            per_sftp: false,
            stati: vec!["da versare"],
            righe: vec![Riga {
                nome: "Registri",
                numeri: vec![Numero { quante: 2, href: "/x".into(), dal: full.then(|| "01/11/2026".into()) }],
            }],
            grafico: Chart::default(),
            marche: ("Tutti i pacchetti sono sotto una marca.".into(), full),
            danneggiati: full.then(|| Danneggiati { at: 0, quanti: 2, quali: vec!["1/2026: manca il file".into()] }),
            rilettura: full.then(|| Rilettura {
                at: 0,
                letti: 3,
                byte: 9,
                guasti: 1,
                quali: vec!["1/2026: manca il file".into()],
            }),
        };
        vec![page(true), page(false), Self { per_sftp: true, ..page(true) }]
    }
}

/// The page.
pub(super) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    let who = ctx.who()?;
    let found = quadro(&ctx.ente, who).await?;
    let page = vista(&found, who.may(&CONFIGURA));
    ctx.page("Conservazione", &[], &page).await
}

fn indirizzo(tipo: Option<Tipo>, stato: Option<Stato>) -> String {
    let tipo = tipo.map(|tipo| format!("tipo={}", tipo.code()));
    let stato = stato.map(|stato| format!("stato={}", stato.code()));
    let parts: Vec<String> = stato.into_iter().chain(tipo).collect();
    format!("{BASE}/elenco?{}", parts.join("&"))
}

fn vista(quadro: &Quadro, configura: bool) -> Cruscotto {
    let number = |count: i64| count.to_string();
    let sum = |wanted: fn(Stato) -> bool| -> i64 {
        Stato::ALL.into_iter().filter(|stato| wanted(*stato)).map(|stato| quadro.quante(None, stato)).sum()
    };
    let all = sum(|_| true);
    let kept = quadro.quante(None, Stato::Conservata);
    let failed = sum(Stato::chiede);
    let stat = |label: &str, value: i64, href: String, kind: Kind| Stat {
        label: label.into(),
        value: number(value),
        href,
        note: None,
        kind,
    };
    let stati: Vec<Stato> = Stato::ALL.into_iter().filter(|stato| quadro.quante(None, *stato) > 0).collect();
    let riga = |tipo: Option<Tipo>| {
        let cell = |stato: Stato| Numero {
            quante: quadro.quante(tipo, stato),
            href: indirizzo(tipo, Some(stato)),
            dal: quadro.dal(tipo, stato).filter(|_| stato.chiede()).map(|at| at.date().format("%d/%m/%Y").to_string()),
        };
        let mut numeri: Vec<Numero> = stati.iter().copied().map(cell).collect();
        let all = numeri.iter().map(|one| one.quante).sum();
        numeri.push(Numero { quante: all, href: indirizzo(tipo, None), dal: None });
        Riga { nome: tipo.map_or("In tutto", |tipo| detto(tipo).1), numeri }
    };
    let (late, first) = quadro.scadute;
    let scadute = first.filter(|_| late > 0).map(|day| {
        let day = day.format("%d/%m/%Y");
        match late {
            1 => format!("Una cosa doveva essere conservata entro il {day} e non lo è."),
            n => format!(
                "{n} cose hanno passato il termine e non sono conservate: la prima doveva esserlo entro il {day}."
            ),
        }
    });
    Cruscotto {
        numeri: vec![
            stat("Da conservare in tutto", all, indirizzo(None, None), Kind::Neutral),
            stat("Conservate", kept, indirizzo(None, Some(Stato::Conservata)), Kind::Success),
            stat(
                "Da sistemare",
                failed,
                format!("{BASE}/elenco?sistemare=si"),
                if failed > 0 { Kind::Warning } else { Kind::Neutral },
            ),
            stat(
                "Oltre il termine",
                late,
                format!("{BASE}/elenco?scadute=si"),
                if late > 0 { Kind::Danger } else { Kind::Neutral },
            ),
        ],
        scadute,
        impedimento: quadro.impedimento.clone(),
        configura,
        conservatore: quadro.conservatore.clone(),
        per_sftp: quadro.per_sftp,
        stati: stati.iter().map(|stato| stato.label()).collect(),
        righe: Tipo::ALL.into_iter().map(Some).chain([None]).map(riga).collect(),
        grafico: grafico(quadro),
        marche: marche(quadro),
        danneggiati: danneggiati(quadro),
        rilettura: quadro.rilettura.as_ref().map(|row| Rilettura {
            at: row.finita_at.micros(),
            letti: row.letti,
            byte: row.byte.unsigned_abs(),
            guasti: row.guasti,
            quali: row.quali.as_deref().unwrap_or_default().lines().map(str::to_owned).collect(),
        }),
    }
}

fn danneggiati(quadro: &Quadro) -> Option<Danneggiati> {
    let row = quadro.rinnovo.as_ref().filter(|row| row.guasti > 0)?;
    let quali = row.quali.as_deref().unwrap_or_default().lines().map(str::to_owned).collect();
    Some(Danneggiati { at: row.fatto_at.micros(), quanti: row.guasti, quali })
}

/// How the time stamps of the archive stand, and whether all is well.
fn marche(quadro: &Quadro) -> (String, bool) {
    let Marche { autorita, sotto, senza, finite, prima } = quadro.marche;
    // Those that are damaged wait for one in vain.
    let guasti = quadro.rinnovo.as_ref().is_some_and(|row| row.guasti > 0);
    let until = prima.map_or_else(String::new, |at| {
        format!(" La prima marca che scade vale fino al {}.", at.date().format("%d/%m/%Y"))
    });
    match (autorita, senza) {
        (false, _) => {
            let what = "L'ente non ha un servizio di marche temporali: quando il certificato del sigillo scade, niente prova più quando \
                        i pacchetti furono fatti, se non il giornale. Chi gestisce il sistema ne indica uno in [time_stamps.CODICE].";
            (format!("{what}{until}"), false)
        }
        (true, _) if finite > 0 => {
            let what = "Pacchetti la cui ultima marca non vale più, perché non è stata rinnovata in tempo";
            (
                format!(
                    "{what}: {finite}. Chi gestisce il sistema guarda perché l'autorità non ne dà di nuove.{until}"
                ),
                false,
            )
        }
        (true, 0) => (format!("Pacchetti sotto una marca: {sotto}, tutti.{until}"), true),
        (true, senza) => {
            let which = if guasti { " quelli che non sono guasti" } else { "" };
            let when = format!("alla prossima notte{which}");
            (format!("Pacchetti sotto una marca: {sotto}. Ne aspettano una: {senza}, {when}.{until}"), true)
        }
    }
}

/// What came to be kept on each day and is not kept yet.
fn grafico(quadro: &Quadro) -> Chart {
    let (all, kept) = quadro.giorni.iter().fold((0, 0), |sum, day| (sum.0 + day.1, sum.1 + day.2));
    let point = |day: &(kernel::Date, i64, i64)| Point {
        label: day.0.format("%d/%m").to_string(),
        value: day.1 - day.2,
        href: None,
    };
    Chart {
        title: "Non ancora conservate, per giorno di nascita".into(),
        description: format!(
            "Negli ultimi {} giorni ne sono nate {all}: {kept} sono conservate.",
            crate::quadro::GIORNI
        ),
        label_head: "Giorno".into(),
        value_head: "Non ancora conservate".into(),
        points: quadro.giorni.iter().map(point).collect(),
        download_href: None,
    }
}
