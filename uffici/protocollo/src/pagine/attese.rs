//! Who waits for whom: what each office has not answered yet, since when, from where; what is late. Each number opens its list.

use kernel::Instant;
use search::Total;
use serde::{Deserialize, Serialize};
use ui::{Kind, Page, Stat};
use web::{Ctx, Error, Query, Response};

use super::{
    elenco_altro::AltreScelte,
    elenco_scelte::{Scelte, indirizzo},
    statistiche::parte,
};
use crate::{
    permissions::{CONSULTA_TUTTO, REGISTRA},
    registrazione::attese::{Attesa, Da, GIORNI, MOST_DAYS, Quadro, attese},
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Domanda {
    #[serde(default)]
    giorni: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Attese {
    giorni: u16,
    piu_giorni: u16,
    tutte: bool,
    cifre: Vec<Stat>,
    uffici: Vec<Riga>,
}

#[derive(Debug, Serialize)]
struct Riga {
    nome: String,
    quante: i64,
    /// Its share of the longest list, out of a hundred: the length of its bar.
    parte: i64,
    href: String,
    in_ritardo: i64,
    tardi_href: String,
    dal: i64,
    da_giorni: String,
    meta: String,
    da: Vec<Verso>,
}

/// From where something comes.
#[derive(Debug, Serialize)]
struct Verso {
    nome: String,
    quante: i64,
    href: String,
    da_giorni: String,
}

impl Page for Attese {
    const TEMPLATE: &'static str = "protocollo/attese.html";
    fn samples() -> Vec<Self> {
        let verso =
            || Verso { nome: "Protocollo".into(), quante: 2, href: "/protocollo".into(), da_giorni: "3 giorni".into() };
        let riga = |in_ritardo| Riga {
            nome: "Ufficio tecnico".into(),
            quante: 3,
            parte: 100,
            href: "/protocollo".into(),
            in_ritardo,
            tardi_href: "/protocollo".into(),
            dal: 0,
            da_giorni: "12 giorni".into(),
            meta: "oggi".into(),
            da: vec![verso(), verso()],
        };
        let page = |uffici| Self { giorni: GIORNI, piu_giorni: MOST_DAYS, tutte: false, cifre: vec![], uffici };
        let cifre = vec![Stat { label: "in attesa".into(), value: "3".into(), href: "/p".into(), ..Stat::default() }];
        vec![page(vec![]), Self { tutte: true, cifre, ..page(vec![riga(0), riga(2)]) }]
    }
}

/// The page. The days stand in its address: to look at it changes nothing.
pub(super) async fn pagina(ctx: Ctx, Query(domanda): Query<Domanda>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let giorni = domanda.giorni.trim().parse().unwrap_or(GIORNI);
    let quadro = attese(&ctx.ente, who, giorni).await?;
    let page = Attese {
        giorni: quadro.giorni,
        piu_giorni: MOST_DAYS,
        tutte: who.may(&CONSULTA_TUTTO),
        cifre: cifre(&quadro, who.may(&REGISTRA)),
        uffici: quadro.uffici.iter().map(|attesa| riga(attesa, &quadro)).collect(),
    };
    ctx.page("Chi aspetta chi", &[("Protocollo", "/protocollo")], &page).await
}

/// The list of what waits in an office, or in all; from one office, where it is named; late only, where days are.
fn elenco(ufficio: Option<&Attesa>, da: Option<&Da>, oltre: Option<u16>) -> String {
    let altre = AltreScelte {
        assegnazione: "in_attesa".into(),
        dall_ufficio: da.map(|da| da.ufficio.to_string()).unwrap_or_default(),
        oltre: oltre.map(|days| days.to_string()).unwrap_or_default(),
        ..AltreScelte::default()
    };
    let ufficio = ufficio.map(|attesa| attesa.ufficio.to_string()).unwrap_or_default();
    indirizzo("/protocollo", &Scelte { ufficio, altre, ..Scelte::default() })
}

fn con(altre: AltreScelte) -> String {
    indirizzo("/protocollo", &Scelte { altre, ..Scelte::default() })
}

fn cifre(quadro: &Quadro, registra: bool) -> Vec<Stat> {
    let sum = |of: fn(&Attesa) -> i64| quadro.uffici.iter().map(of).sum::<i64>();
    let stat = |label: &str, value: String, href: String, kind| Stat {
        label: label.into(),
        value,
        href,
        kind,
        ..Stat::default()
    };
    let tone = |some: bool, kind| if some { kind } else { Kind::Neutral };
    let late = sum(|attesa| attesa.in_ritardo);
    let none = |total: Total| total == Total::Exactly(0);
    let refused = AltreScelte { assegnazione: "da_rifare".into(), ..AltreScelte::default() };
    let failed = AltreScelte { spedizioni: "fallite".into(), ..AltreScelte::default() };
    let mut all = vec![
        stat("assegnazioni in attesa", sum(|attesa| attesa.quante).to_string(), elenco(None, None, None), Kind::Info),
        stat(
            &format!("in attesa da più di {}", giorni(quadro.giorni.into())),
            late.to_string(),
            elenco(None, None, Some(quadro.giorni)),
            tone(late > 0, Kind::Danger),
        ),
        stat(
            "rifiutate e da riassegnare",
            numero(quadro.da_riassegnare),
            con(refused),
            tone(!none(quadro.da_riassegnare), Kind::Warning),
        ),
    ];
    if registra || !none(quadro.spedizioni) {
        let kind = tone(!none(quadro.spedizioni), Kind::Danger);
        all.push(stat("con una spedizione non riuscita", numero(quadro.spedizioni), con(failed), kind));
    }
    all
}

fn numero(total: Total) -> String {
    match total {
        Total::Exactly(count) => count.to_string(),
        Total::MoreThan(count) => format!("più di {count}"),
    }
}

fn riga(attesa: &Attesa, quadro: &Quadro) -> Riga {
    let verso = |da: &Da| Verso {
        nome: da.nome.clone(),
        quante: da.quante,
        href: elenco(Some(attesa), Some(da), None),
        da_giorni: da_quanto(da.dal, quadro.al),
    };
    // The longest list stands first.
    let most = quadro.uffici.first().map_or(0, |most| most.quante);
    Riga {
        nome: attesa.nome.clone(),
        quante: attesa.quante,
        parte: parte(attesa.quante, most),
        href: elenco(Some(attesa), None, None),
        in_ritardo: attesa.in_ritardo,
        tardi_href: elenco(Some(attesa), None, Some(quadro.giorni)),
        dal: attesa.dal.micros(),
        da_giorni: da_quanto(attesa.dal, quadro.al),
        meta: da_quanto(attesa.meta_dal, quadro.al),
        da: attesa.da.iter().map(verso).collect(),
    }
}

fn giorni(days: i64) -> String {
    match days {
        1 => "un giorno".into(),
        days => format!("{days} giorni"),
    }
}

/// For how long, in whole days.
fn da_quanto(dal: Instant, al: Instant) -> String {
    const DAY: i64 = 86_400_000_000;
    match (al.micros() - dal.micros()) / DAY {
        ..=0 => "meno di un giorno".into(),
        days => giorni(days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_days() {
        let al = Instant::from_micros(0);
        let told = |hours: i64| da_quanto(al.plus_seconds(-hours * 3_600), al);
        assert_eq!(
            [told(0), told(23), told(24), told(75)],
            ["meno di un giorno", "meno di un giorno", "un giorno", "3 giorni"]
        );
        assert_eq!(da_quanto(al.plus_seconds(60), al), "meno di un giorno", "a clock that went back");
    }

    #[test]
    fn each_number_opens_its_own_list() {
        assert_eq!(elenco(None, None, Some(7)), "/protocollo?assegnazione=in_attesa&oltre=7");
        let da =
            Da { ufficio: kernel::Uuid::nil().into(), nome: String::new(), quante: 1, dal: Instant::from_micros(0) };
        assert!(elenco(None, Some(&da), None).contains("dall_ufficio=00000000"));
    }
}
