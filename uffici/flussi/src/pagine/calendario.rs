//! The days of the ente: its patron, its week, when it is closed. Terms are counted by them.

use calendar::{Calendario, Chiusura, Patrono, Ricorrenza};
use kernel::{Date, Refusal};
use serde::{Deserialize, Serialize};
use ui::{FieldError, Flash, FlashKind, Page};
use web::{Ctx, Error, Form, IntoResponse, Query, Redirect, Response, form_page, reasons};

use super::{CRUMBS, rifiuto};
use crate::{
    azioni,
    permissions::{CONSULTA, GESTISCI},
};

const GIORNI: [&str; 7] = ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"];

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Modulo {
    patrono: String,
    giorno: String,
    mese: String,
    settimana: String,
    chiusure: String,
    motivo: String,
    /// Which days the form showed: their order, nothing where nobody had written any.
    visto: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Pagina {
    modulo: Modulo,
    giorni: Vec<String>,
    chiusure: Vec<String>,
    /// Whether forms can say the patrons: one, on a fixed day.
    patroni: Vec<String>,
    semplice: bool,
    gestisce: bool,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "flussi/calendario.html";
    fn samples() -> Vec<Self> {
        let page = |gestisce: bool| Self {
            modulo: Modulo::default(),
            giorni: vec!["lunedì".into()],
            chiusure: vec!["07/12/2026: ponte".into()],
            patroni: vec!["Santa Maria Maddalena".into()],
            semplice: gestisce,
            gestisce,
            errors: vec![FieldError { field: "motivo".into(), message: "Scrivi perché.".into() }],
            rifiuti: if gestisce { vec!["Il calendario è troppo lungo.".into()] } else { vec![] },
        };
        vec![page(true), page(false)]
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fatto {
    fatto: String,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Query(fatto): Query<Fatto>) -> Result<Response, Error> {
    ctx.who()?.require(&CONSULTA)?;
    let read = ctx.ente.db().read().await?;
    let (now, visto) = pratiche::calendario_visto(&read).await.map_err(crate::Error::from)?;
    drop(read);
    let done = fatto.fatto == "si";
    mostra(&ctx, &now, modulo(&now, visto), done, Refusal::default()).await
}

async fn mostra(ctx: &Ctx, now: &Calendario, modulo: Modulo, done: bool, refusal: Refusal) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let closed = |one: &Chiusura| {
        let day = |date: Date| date.format("%d/%m/%Y").to_string();
        if one.dal == one.al {
            format!("{}: {}", day(one.dal), one.motivo)
        } else {
            format!("dal {} al {}: {}", day(one.dal), day(one.al), one.motivo)
        }
    };
    let page = Pagina {
        modulo,
        giorni: now.settimana.iter().filter_map(|day| nome_giorno(*day)).map(str::to_owned).collect(),
        chiusure: now.chiusure.iter().map(closed).collect(),
        patroni: now.patroni.iter().map(|one| one.nome.clone()).collect(),
        semplice: semplice(now),
        gestisce: ctx.who()?.may(&GESTISCI),
        errors,
        rifiuti,
    };
    let text = "Salvato: i termini delle pratiche in corso si ricontano adesso.";
    let flash = done.then(|| Flash { kind: FlashKind::Success, text: text.into() }).into_iter().collect();
    Ok(form_page(ctx.page_with("Calendario dell'ente", CRUMBS, flash, &page).await?, failed))
}

fn nome_giorno(day: u8) -> Option<&'static str> {
    GIORNI.get(usize::from(day).checked_sub(1)?).copied()
}

/// One patron at most, on a fixed day, with nothing else said of them.
fn semplice(now: &Calendario) -> bool {
    let plain = |one: &Patrono| {
        matches!(one.ricorre, Ricorrenza::Fissa { .. }) && one.dal.is_none() && one.al.is_none() && !one.proroga
    };
    now.patroni.len() <= 1 && now.patroni.iter().all(plain)
}

fn modulo(now: &Calendario, visto: Option<i64>) -> Modulo {
    let patron = now.patroni.first();
    let (giorno, mese) = match patron.map(|one| one.ricorre) {
        Some(Ricorrenza::Fissa { mese, giorno }) => (giorno.to_string(), mese.to_string()),
        _ => Default::default(),
    };
    let closed = |one: &Chiusura| format!("{} {} {}", one.dal, one.al, one.motivo);
    Modulo {
        patrono: patron.map(|one| one.nome.clone()).unwrap_or_default(),
        giorno,
        mese,
        settimana: now.settimana.iter().map(u8::to_string).collect::<Vec<_>>().join(" "),
        chiusure: now.chiusure.iter().map(closed).collect::<Vec<_>>().join("\n"),
        motivo: String::new(),
        visto: visto.map(|order| order.to_string()).unwrap_or_default(),
    }
}

/// The days out of the form; what the form does not show stays as it was.
fn leggi(sent: &Modulo, now: &Calendario) -> Result<Calendario, Refusal> {
    let mut no = Refusal::default();
    let mut calendario = now.clone();
    if semplice(now) {
        calendario.patroni = patrono(sent, &mut no).into_iter().collect();
    }
    calendario.settimana.clear();
    for text in sent.settimana.split_whitespace() {
        match text.parse() {
            Ok(day) if (1..=7).contains(&day) => calendario.settimana.push(day),
            _ => no.add(Some("settimana"), format!("«{text}» non è un giorno: scrivi numeri da 1 (lunedì) a 7.")),
        }
    }
    calendario.chiusure.clear();
    for line in sent.chiusure.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match chiusura(line) {
            Some(closed) => calendario.chiusure.push(closed),
            None => no.add(
                Some("chiusure"),
                format!("«{line}» non si legge: scrivi due date e il motivo, come 2026-12-07 2026-12-07 ponte."),
            ),
        }
    }
    no.unless_empty(calendario)
}

fn chiusura(line: &str) -> Option<Chiusura> {
    let mut pieces = line.splitn(3, char::is_whitespace);
    let (dal, al) = (pieces.next()?.parse().ok()?, pieces.next()?.parse().ok()?);
    let motivo = pieces.next().map(str::trim).filter(|text| !text.is_empty())?;
    Some(Chiusura { dal, al, motivo: motivo.to_owned() })
}

fn patrono(sent: &Modulo, no: &mut Refusal) -> Option<Patrono> {
    let nome = sent.patrono.trim();
    if nome.is_empty() {
        return None;
    }
    let (giorno, mese) = (sent.giorno.trim().parse::<u32>().ok(), sent.mese.trim().parse::<u32>().ok());
    let day = giorno.zip(mese).filter(|(giorno, mese)| Date::from_ymd_opt(2024, *mese, *giorno).is_some());
    let Some((giorno, mese)) = day else {
        no.add(Some("giorno"), "Scrivi il giorno e il mese del patrono in numeri: 22 e 7.");
        return None;
    };
    let ricorre = Ricorrenza::Fissa { mese, giorno };
    Some(Patrono { nome: nome.to_owned(), ricorre, dal: None, al: None, proroga: false })
}

/// Writes the days, and has the working rows of open files made again in the same commit.
pub(super) async fn salva(ctx: Ctx, Form(sent): Form<Modulo>) -> Result<Response, Error> {
    let who = ctx.who()?;
    who.require(&GESTISCI)?;
    let read = ctx.ente.db().read().await?;
    let now = pratiche::calendario(&read).await.map_err(crate::Error::from)?;
    drop(read);
    let wanted = match leggi(&sent, &now) {
        Ok(wanted) => wanted,
        Err(refusal) => return mostra(&ctx, &now, sent, false, refusal).await,
    };
    match azioni::giorni(&ctx.ente, who, &wanted, &sent.motivo, sent.visto.parse().ok()).await {
        Ok(()) => Ok(Redirect::to("/flussi/calendario?fatto=si").into_response()),
        Err(error) => {
            let refusal = rifiuto(error)?;
            mostra(&ctx, &now, sent, false, refusal).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_come_back_from_the_form_as_they_were() {
        let closed = Chiusura {
            dal: Date::from_ymd_opt(2026, 12, 7).unwrap(),
            al: Date::from_ymd_opt(2026, 12, 8).unwrap(),
            motivo: "Ponte dell'Immacolata".into(),
        };
        let ricorre = Ricorrenza::Fissa { mese: 7, giorno: 22 };
        let patron = Patrono { nome: "Santa Maria Maddalena".into(), ricorre, dal: None, al: None, proroga: false };
        let now = Calendario { patroni: vec![patron], chiusure: vec![closed], ..Calendario::default() };
        assert_eq!(leggi(&modulo(&now, None), &now).unwrap(), now);
    }

    #[test]
    fn what_cannot_be_read_is_told_all_at_once() {
        let sent = Modulo {
            patrono: "San Rocco".into(),
            giorno: "31".into(),
            mese: "2".into(),
            settimana: "1 8".into(),
            chiusure: "domani".into(),
            ..Modulo::default()
        };
        let no = leggi(&sent, &Calendario::default()).unwrap_err();
        let fields: Vec<_> = no.reasons.iter().filter_map(|reason| reason.field).collect();
        assert_eq!(fields, ["giorno", "settimana", "chiusure"]);
    }

    #[test]
    fn what_the_form_does_not_show_stays() {
        let moving = Patrono {
            nome: "Santo Spirito".into(),
            ricorre: Ricorrenza::DaPasqua { giorni: 51 },
            dal: None,
            al: None,
            proroga: false,
        };
        let now = Calendario { patroni: vec![moving], ..Calendario::default() };
        assert_eq!(leggi(&modulo(&now, Some(2)), &now).unwrap().patroni, now.patroni);
    }
}
