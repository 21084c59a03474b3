//! Where the files of a definition wait, for whom, how long.

use iter::{Attese, Misure};
use pratiche::{MISURATE_MAX, Vista};
use serde::{Deserialize, Serialize};
use ui::{Chart, Choice, Column, Kind, Page, Point, Stat, columns};
use web::{Ctx, Error, Path, Query, Response};

use super::href;
use crate::{Materie, azioni};

/// Microseconds of an hour.
const ORA: u64 = 3_600_000_000;
/// How many days back, that may be chosen.
const GIORNI: [(&str, &str, i64); 3] =
    [("30", "Ultimi 30 giorni", 30), ("365", "Ultimi 12 mesi", 365), ("1825", "Ultimi 5 anni", 1_825)];

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    giorni: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Pagina {
    href: String,
    giorni: String,
    scelte: Vec<Choice>,
    numeri: Vec<Stat>,
    collo: Option<String>,
    per_stato: Chart,
    per_chi: Chart,
    colonne: Vec<Column>,
    righe: Vec<Riga>,
    altre: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Riga {
    nome: String,
    ora: usize,
    dal: Option<i64>,
    soste: usize,
    mediana: String,
    p90: String,
    massima: String,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "flussi/misure.html";
    fn samples() -> Vec<Self> {
        let page = |full: bool| Self {
            href: "/flussi/x".into(),
            giorni: "365".into(),
            scelte: scelte(),
            numeri: vec![Stat { label: "Pratiche".into(), value: "3".into(), ..Stat::default() }],
            collo: full.then(|| "Le pratiche aspettano di più in «Alla firma».".into()),
            per_stato: Chart::default(),
            per_chi: Chart::default(),
            colonne: columns(&["Stato"]),
            righe: if full {
                vec![Riga {
                    nome: "Alla firma".into(),
                    ora: 2,
                    dal: Some(0),
                    soste: 5,
                    mediana: "2 giorni".into(),
                    p90: "5 giorni".into(),
                    massima: "9 giorni".into(),
                }]
            } else {
                vec![]
            },
            altre: full.then_some(2_000),
        };
        vec![page(true), page(false)]
    }
}

fn scelte() -> Vec<Choice> {
    GIORNI
        .iter()
        .map(|(value, label, _)| Choice { value: (*value).into(), label: (*label).into(), hint: None })
        .collect()
}

/// The page.
pub(super) async fn pagina(
    ctx: Ctx,
    Path(codice): Path<String>,
    Query(scelte): Query<Scelte>,
    materie: Materie,
) -> Result<Response, Error> {
    let scheda = azioni::scheda(&ctx.ente, ctx.who()?, materie, &codice).await?;
    let vigore = scheda.vigore.ok_or(crate::Error::NotFound)?;
    let (giorni, _, days) = *GIORNI.iter().find(|(value, ..)| *value == scelte.giorni).unwrap_or(&GIORNI[1]);
    let since = ctx.now.plus_seconds(-86_400 * days);
    let read = ctx.ente.db().read().await?;
    let (_, valida) = pratiche::definizione_di(&read, vigore.riga.id).await.map_err(crate::Error::from)?;
    let chi = (scheda.materia, ctx.who()?);
    let found = pratiche::misura(&Vista::Letta(&read), chi, &valida, since, None, ctx.now).await;
    let (misure, altre) = found.map_err(crate::Error::from)?;
    drop(read);
    let nome = |stato: &str| valida.nome_stato(stato).to_owned();
    let here = href(&codice);
    let page = vista(&here, giorni, &misure, altre, &nome);
    let crumbs = [("Iter", "/flussi"), (vigore.riga.nome.as_str(), here.as_str())];
    ctx.page("Misure", &crumbs, &page).await
}

fn vista(base: &str, giorni: &str, misure: &Misure, altre: bool, nome: &dyn Fn(&str) -> String) -> Pagina {
    let stat = |label: &str, value: String| Stat {
        label: label.into(),
        value,
        href: base.to_owned(),
        note: None,
        kind: Kind::Neutral,
    };
    let collo = misure.collo().map(|(stato, attese)| {
        format!(
            "Le pratiche aspettano di più in «{}»: {} in tutto, di solito {} ogni volta; ora ce ne sono {}.",
            nome(stato),
            durata(attese.totale_us),
            durata(attese.mediana_us),
            attese.ora
        )
    });
    let riga = |(stato, attese): (&String, &Attese)| Riga {
        nome: nome(stato),
        ora: attese.ora,
        dal: attese.dal.map(kernel::Instant::micros),
        soste: attese.soste,
        mediana: durata(attese.mediana_us),
        p90: durata(attese.p90_us),
        massima: durata(attese.massima_us),
    };
    Pagina {
        href: base.to_owned(),
        giorni: giorni.to_owned(),
        scelte: scelte(),
        numeri: vec![
            stat("Pratiche", misure.pratiche.to_string()),
            stat("Concluse", misure.concluse.to_string()),
            stat("Durata di una su due", durata(misure.durata.mediana_us)),
            stat("Durata di nove su dieci, al più", durata(misure.durata.p90_us)),
        ],
        collo,
        per_stato: grafico(
            "Ore di attesa per stato",
            "Stato",
            misure.per_stato.iter().map(|(stato, attese)| (nome(stato), attese)),
        ),
        per_chi: grafico(
            "Ore di attesa per chi deve agire",
            "Chi",
            misure.per_chi.iter().map(|(chi, attese)| (chi.clone(), attese)),
        ),
        colonne: columns(&["Stato", "Adesso", "La prima dal", "Soste", "Una su due", "Nove su dieci", "La più lunga"]),
        righe: misure.per_stato.iter().map(riga).collect(),
        altre: altre.then_some(MISURATE_MAX),
    }
}

/// The longest first, so that the bottleneck is the first bar.
fn grafico<'a>(title: &str, head: &str, all: impl Iterator<Item = (String, &'a Attese)>) -> Chart {
    let mut points: Vec<Point> = all
        .map(|(label, attese)| Point {
            label,
            value: i64::try_from(attese.totale_us / ORA).unwrap_or(i64::MAX),
            href: None,
        })
        .collect();
    points.sort_by(|a, b| b.value.cmp(&a.value).then_with(|| a.label.cmp(&b.label)));
    let description = match points.first() {
        Some(first) => format!("L'attesa più lunga è «{}», con {} ore in tutto.", first.label, first.value),
        None => "Nessuna pratica ha ancora aspettato.".into(),
    };
    Chart {
        title: title.into(),
        description,
        label_head: head.into(),
        value_head: "Ore".into(),
        points,
        download_href: None,
    }
}

/// A time as people say it.
fn durata(micros: u64) -> String {
    let hours = micros / ORA;
    match (hours / 24, hours) {
        (0, 0) => format!("{} minuti", micros / 60_000_000),
        (0, 1) => "1 ora".into(),
        (0, hours) => format!("{hours} ore"),
        (1, _) => "1 giorno".into(),
        (days, _) => format!("{days} giorni"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_said_in_the_largest_measure_that_fits_it() {
        let told = [0, 59 * 60, 3_600, 5 * 3_600, 86_400, 9 * 86_400].map(|seconds: u64| durata(seconds * 1_000_000));
        assert_eq!(told, ["0 minuti", "59 minuti", "1 ora", "5 ore", "1 giorno", "9 giorni"]);
    }

    #[test]
    fn the_bottleneck_is_the_first_bar() {
        let attese = |hours: u64| Attese { totale_us: hours * ORA, ..Attese::default() };
        let (short, long) = (attese(2), attese(30));
        let chart = grafico("x", "Stato", [("Bozza".to_owned(), &short), ("Firma".to_owned(), &long)].into_iter());
        assert_eq!((chart.points[0].label.as_str(), chart.points[0].value), ("Firma", 30));
        assert!(chart.description.contains("«Firma»"), "{}", chart.description);
    }
}
