//! Figures of the register, over what the reader may see; each number opens the list behind it.

use chrono::{Datelike, Months};
use kernel::Date;
use serde::{Deserialize, Serialize};
use ui::{Chart, Page};
use web::{Ctx, Error, Query, Response};

use super::elenco_scelte::{Scelte, indirizzo};
use crate::{
    registrazione::{
        conta::{Conteggio, ore_di_presa, per_classe, per_mese, per_mezzo, per_ufficio},
        elenca::Filtro,
    },
    rules::{Verso, mezzo_label},
};

/// The most months that are drawn.
const MOST_MONTHS: usize = 36;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Periodo {
    #[serde(default)]
    dal: String,
    #[serde(default)]
    al: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Statistiche {
    dal: String,
    al: String,
    tutte: bool,
    grafico: Chart,
    mesi: Vec<Mese>,
    totale: Mese,
    classi: Vec<Voce>,
    uffici: Vec<Voce>,
    mezzi: Vec<Voce>,
    attese: Vec<Voce>,
}

/// A month: its number of entries for each verso, and all together.
#[derive(Clone, Debug, Default, Serialize)]
struct Mese {
    nome: String,
    numeri: Vec<Numero>,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Numero {
    quante: i64,
    href: String,
}

#[derive(Debug, Serialize)]
struct Voce {
    nome: String,
    numero: String,
    href: String,
    /// Its share of the largest, out of a hundred: the length of its bar.
    parte: i64,
}

impl Page for Statistiche {
    const TEMPLATE: &'static str = "protocollo/statistiche.html";
    fn samples() -> Vec<Self> {
        let voce =
            || vec![Voce { nome: "Ufficio tecnico".into(), numero: "3".into(), href: "/protocollo".into(), parte: 50 }];
        let mese =
            || Mese { nome: "novembre 2026".into(), numeri: vec![Numero { quante: 3, href: "/protocollo".into() }] };
        let page = |some: bool| Self {
            dal: "2026-01-01".into(),
            al: "2026-11-25".into(),
            tutte: some,
            grafico: Chart::default(),
            mesi: if some { vec![mese()] } else { vec![] },
            totale: mese(),
            classi: if some { voce() } else { vec![] },
            uffici: if some { voce() } else { vec![] },
            mezzi: if some { voce() } else { vec![] },
            attese: if some { voce() } else { vec![] },
        };
        vec![page(true), page(false)]
    }
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Query(periodo): Query<Periodo>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let read = |text: &str| Date::parse_from_str(text.trim(), "%Y-%m-%d").ok();
    let today = ctx.now.date();
    let al = read(&periodo.al).unwrap_or(today);
    let year_ago = al.with_day(1).and_then(|day| day.checked_sub_months(Months::new(11))).unwrap_or(al);
    let dal = read(&periodo.dal).unwrap_or(year_ago).min(al);
    let filtro = Filtro { dal: Some(dal), al: Some(al), ..Filtro::default() };
    let inizi = mesi_tra(dal, al);
    let dal = inizi.first().copied().unwrap_or(dal);
    let filtro = Filtro { dal: Some(dal), ..filtro };
    let found = per_mese(&ctx.ente, who, &filtro, &inizi).await?;
    let base = Scelte { dal: dal.to_string(), al: al.to_string(), ..Scelte::default() };
    let mesi = mesi(&inizi, &found, &base, al);
    let sums = |verso: Option<Verso>| {
        found.iter().filter(|(_, v, _)| verso.is_none_or(|verso| *v == verso)).map(|(_, _, n)| n).sum()
    };
    let totale = Mese { nome: "In tutto".into(), numeri: numeri(sums, &base) };
    let number = |count: &Conteggio| count.quante.to_string();
    let classe = |count: &Conteggio| match (&count.codice, &count.nome) {
        (Some(code), Some(name)) => (format!("{code} {name}"), Scelte { classe: code.clone(), ..base.clone() }),
        (Some(code), None) => (code.clone(), Scelte { classe: code.clone(), ..base.clone() }),
        (None, _) => ("Senza classe".into(), Scelte { classe: "-".into(), ..base.clone() }),
    };
    let ufficio = |count: &Conteggio| {
        let id = count.codice.clone().unwrap_or_default();
        (count.nome.clone().unwrap_or_default(), Scelte { ufficio: id, ..base.clone() })
    };
    let mezzo = |count: &Conteggio| {
        let code = count.codice.clone().unwrap_or_default();
        (mezzo_label(&code).to_owned(), Scelte { mezzo: code, ..base.clone() })
    };
    let page = Statistiche {
        tutte: who.may(&crate::permissions::CONSULTA_TUTTO),
        grafico: grafico(&mesi),
        mesi,
        totale,
        classi: voci(&per_classe(&ctx.ente, who, &filtro).await?, classe, number),
        uffici: voci(&per_ufficio(&ctx.ente, who, &filtro).await?, ufficio, number),
        mezzi: voci(&per_mezzo(&ctx.ente, who, &filtro).await?, mezzo, number),
        attese: voci(&ore_di_presa(&ctx.ente, who, &filtro).await?, ufficio, |count| durata(count.quante)),
        dal: dal.to_string(),
        al: al.to_string(),
    };
    ctx.page("Statistiche del protocollo", &[("Protocollo", "/protocollo")], &page).await
}

/// The first days of the months between two days; the first is the day itself. The oldest are left out beyond the most.
fn mesi_tra(dal: Date, al: Date) -> Vec<Date> {
    let mut all = vec![al.with_day(1).unwrap_or(al)];
    while let Some(first) = all.last().copied().filter(|first| *first > dal && all.len() < MOST_MONTHS) {
        match first.checked_sub_months(Months::new(1)) {
            Some(before) => all.push(before),
            None => break,
        }
    }
    if let Some(first) = all.last_mut() {
        *first = (*first).max(dal);
    }
    all.reverse();
    all
}

fn mesi(inizi: &[Date], found: &[(usize, Verso, i64)], base: &Scelte, al: Date) -> Vec<Mese> {
    let month = |(index, first): (usize, &Date)| {
        let last = inizi.get(index + 1).and_then(|next| next.pred_opt()).unwrap_or(al);
        let scelte = Scelte { dal: first.to_string(), al: last.to_string(), ..base.clone() };
        let sums = |verso: Option<Verso>| {
            found
                .iter()
                .filter(|(i, v, _)| *i == index && verso.is_none_or(|verso| *v == verso))
                .map(|(_, _, n)| n)
                .sum()
        };
        Mese { nome: nome(*first), numeri: numeri(sums, &scelte) }
    };
    inizi.iter().enumerate().map(month).collect()
}

fn numeri(sums: impl Fn(Option<Verso>) -> i64, scelte: &Scelte) -> Vec<Numero> {
    let of = |verso: Option<Verso>| {
        let vista = verso.map_or("", Verso::code).to_owned();
        Numero { quante: sums(verso), href: indirizzo("/protocollo", &Scelte { vista, ..scelte.clone() }) }
    };
    Verso::ALL.into_iter().map(Some).chain([None]).map(of).collect()
}

fn nome(day: Date) -> String {
    let name = kernel::MONTHS.get(day.month0() as usize).copied().unwrap_or_default();
    format!("{name} {}", day.year())
}

fn grafico(mesi: &[Mese]) -> Chart {
    let point = |mese: &Mese| {
        let all = mese.numeri.last().cloned().unwrap_or_default();
        let short: String = mese.nome.chars().take(3).collect();
        let label = if mesi.len() > 6 { short } else { mese.nome.clone() };
        ui::Point { label, value: all.quante, href: Some(all.href) }
    };
    let most = mesi.iter().max_by_key(|mese| mese.numeri.last().map_or(0, |number| number.quante));
    let description = most.map(|mese| format!("Il mese con più registrazioni è {}.", mese.nome)).unwrap_or_default();
    Chart {
        title: "Registrazioni per mese".into(),
        description,
        label_head: "Mese".into(),
        value_head: "Registrazioni".into(),
        points: mesi.iter().map(point).collect(),
        download_href: None,
    }
}

fn voci(
    counts: &[Conteggio],
    what: impl Fn(&Conteggio) -> (String, Scelte),
    number: impl Fn(&Conteggio) -> String,
) -> Vec<Voce> {
    let most = counts.iter().map(|count| count.quante).max().unwrap_or(0);
    let seen = |count: &Conteggio| {
        let (nome, scelte) = what(count);
        Voce { nome, numero: number(count), href: indirizzo("/protocollo", &scelte), parte: parte(count.quante, most) }
    };
    counts.iter().map(seen).collect()
}

/// The length of a bar, out of a hundred, where `most` has the longest: in steps of five, each a class of the style sheet, since pages
/// may not carry styles of their own.
pub(super) fn parte(quante: i64, most: i64) -> i64 {
    let most = most.max(1);
    (quante * 20 + most - 1) / most * 5
}

/// Hours as one says them: "5 ore", "3 giorni".
fn durata(hours: i64) -> String {
    match hours {
        0 => "meno di un'ora".into(),
        1 => "un'ora".into(),
        2..=47 => format!("{hours} ore"),
        _ => format!("{},{} giorni", hours / 24, hours % 24 * 10 / 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn months_begin_on_their_first_day_but_the_first_one() {
        assert_eq!(
            mesi_tra(day("2026-09-15"), day("2026-11-25")),
            [day("2026-09-15"), day("2026-10-01"), day("2026-11-01")]
        );
        assert_eq!(mesi_tra(day("2026-11-01"), day("2026-11-25")), [day("2026-11-01")]);
        assert_eq!(mesi_tra(day("1900-01-01"), day("2026-11-25")).len(), MOST_MONTHS);
    }

    #[test]
    fn a_bar_is_as_long_as_a_class_of_the_style_sheet() {
        assert_eq!([parte(0, 3), parte(1, 100), parte(1, 3), parte(3, 3), parte(0, 0)], [0, 5, 35, 100, 0]);
    }

    #[test]
    fn waits_are_said_in_hours_and_then_in_days() {
        assert_eq!([durata(0), durata(5), durata(60)], ["meno di un'ora", "5 ore", "2,5 giorni"]);
    }
}
