//! The lots of the yearly file of L. 190/2012.

use kernel::{Cents, Refusal};
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, FieldError, Flash, FlashKind, Page, columns};
use web::{Ctx, Error, Form, IntoResponse, Query, Response, form_page, reasons};

use super::{CRUMBS, leggi_giorno, rifiuto};
use crate::{
    cura::una_riga,
    fatti::giorno,
    lotti::{ANNI, Riga as Offerente, Scritto, lotti, resta_fino, scrivi_lotto},
    permissions::PUBBLICA,
};

/// Lots that a page shows.
const MOSTRATI: usize = 500;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    anno: i64,
    anni: Vec<Choice>,
    colonne: Vec<Column>,
    lotti: Vec<Riga>,
    /// The last day on which everybody read the file, where that is over.
    finito: Option<String>,
    scelte: Vec<Choice>,
    scritta: Scritta,
    pubblica: bool,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    cig: String,
    oggetto: String,
    aggiudicato: String,
    liquidato: String,
}

/// A lot, as the form writes it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Scritta {
    anno: String,
    cig: String,
    struttura_codice: String,
    struttura: String,
    oggetto: String,
    scelta: String,
    /// One a line: tax code | name | si where it won | group | role.
    offerenti: String,
    aggiudicato: String,
    liquidato: String,
    inizio: String,
    fine: String,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "trasparenza/gare.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            anno: 2023,
            anni: anni(),
            colonne: colonne(),
            lotti: vec![Riga { cig: "Z1A2B3C4D5".into(), oggetto: "Tetto".into(), ..Riga::default() }],
            scelte: scelte(),
            pubblica: true,
            errors: vec![FieldError { field: "cig".into(), message: "Scrivi il CIG.".into() }],
            rifiuti: vec!["Non si può.".into()],
            ..Self::default()
        };
        let over = Self { finito: Some("31/12/2025".into()), lotti: vec![Riga::default()], ..Self::default() };
        vec![full, over, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    let mut all = columns(&["CIG", "Oggetto", "Aggiudicato", "Liquidato"]);
    for column in all.iter_mut().skip(2) {
        column.number = true;
    }
    all
}

fn anni() -> Vec<Choice> {
    let choice = |anno: i64| Choice { value: anno.to_string(), label: anno.to_string(), hint: None };
    ANNI.rev().map(choice).collect()
}

fn scelte() -> Vec<Choice> {
    let choice = |one: &anac_190::Scelta| Choice { value: one.codice.into(), label: one.valore.into(), hint: None };
    anac_190::SCELTE.iter().map(choice).collect()
}

/// Of which year, and what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Quale {
    anno: String,
    fatto: Option<String>,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Query(quale): Query<Quale>) -> Result<Response, Error> {
    let done = quale.fatto.map(|_| "Salvato fra i contratti dell'anno.");
    mostra(&ctx, Scritta { anno: quale.anno, ..Scritta::default() }, (done, Refusal::default())).await
}

async fn mostra(ctx: &Ctx, scritta: Scritta, (done, refusal): (Option<&str>, Refusal)) -> Result<Response, Error> {
    let who = ctx.who()?;
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let anno = scritta.anno.trim().parse().ok().filter(|anno| ANNI.contains(anno)).unwrap_or(*ANNI.end());
    let euro = |cents: u64| Cents(i64::try_from(cents).unwrap_or(i64::MAX)).to_string();
    let riga = |one: Scritto| Riga {
        aggiudicato: euro(one.aggiudicato),
        liquidato: euro(one.liquidato),
        cig: one.cig,
        oggetto: one.oggetto,
    };
    let page = Pagina {
        anno,
        anni: anni(),
        colonne: colonne(),
        lotti: lotti(&ctx.ente, who, anno).await?.into_iter().take(MOSTRATI).map(riga).collect(),
        finito: resta_fino(anno).filter(|end| *end < ctx.now.date()).map(giorno),
        scelte: scelte(),
        scritta: Scritta { anno: anno.to_string(), ..scritta },
        pubblica: who.may(&PUBBLICA),
        errors,
        rifiuti,
    };
    let flash = done.map(|text| Flash { kind: FlashKind::Success, text: text.into() }).into_iter().collect();
    Ok(form_page(ctx.page_with("Contratti per il file della L. 190", CRUMBS, flash, &page).await?, failed))
}

/// An amount as people write it, in cents: "1.234,50".
fn euro(text: &str) -> Option<u64> {
    let text = text.trim();
    let (whole, cents) = text.split_once(',').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // A point parts thousands and nothing else: "1234.50" would be taken for a hundred times as much.
    let (first, rest) = whole.split_once('.').map_or((whole, None), |(first, rest)| (first, Some(rest)));
    let grouped =
        rest.is_none_or(|rest| (1..=3).contains(&first.len()) && rest.split('.').all(|group| group.len() == 3));
    let whole = whole.replace('.', "");
    if !grouped || !digits(&whole) || !digits(cents) || cents.len() > 2 {
        return None;
    }
    let cents: u64 = format!("{cents:0<2}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(100)?.checked_add(cents)
}

fn leggi(scritta: &Scritta) -> Result<(i64, Scritto), Refusal> {
    let mut refusal = Refusal::default();
    let anno = scritta.anno.trim().parse().unwrap_or_else(|_| {
        refusal.add(Some("anno"), "Scegli l'anno.");
        0
    });
    let mut amount = |field: &'static str, text: &str| {
        euro(text).unwrap_or_else(|| {
            refusal.add(Some(field), "Scrivi l'importo in euro, come 1.234,50.");
            0
        })
    };
    let (aggiudicato, liquidato) =
        (amount("aggiudicato", &scritta.aggiudicato), amount("liquidato", &scritta.liquidato));
    let inizio = leggi_giorno(&scritta.inizio, "inizio", &mut refusal);
    let fine = leggi_giorno(&scritta.fine, "fine", &mut refusal);
    let offerenti = scritta.offerenti.lines().filter(|line| !line.trim().is_empty()).map(offerente).collect();
    let scritto = Scritto {
        cig: scritta.cig.trim().to_uppercase(),
        struttura_codice: scritta.struttura_codice.trim().to_uppercase(),
        struttura: una_riga(&scritta.struttura),
        oggetto: una_riga(&scritta.oggetto),
        scelta: scritta.scelta.clone(),
        offerenti,
        aggiudicato,
        liquidato,
        inizio,
        fine,
    };
    refusal.unless_empty((anno, scritto))
}

fn offerente(line: &str) -> Offerente {
    let mut cells = line.split('|').map(una_riga);
    let mut next = || cells.next().unwrap_or_default();
    Offerente {
        codice: next().to_uppercase(),
        nome: next(),
        vince: directory::fold(&next()) == "si",
        gruppo: next(),
        ruolo: next(),
    }
}

/// Writes a lot.
pub(super) async fn salva(ctx: Ctx, Form(scritta): Form<Scritta>) -> Result<Response, Error> {
    let done = match leggi(&scritta) {
        Ok((anno, scritto)) => scrivi_lotto(&ctx.ente, ctx.who()?, anno, &scritto).await.map(|()| anno),
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(anno) => {
            let to = format!("/trasparenza/ufficio/gare?anno={anno}&fatto=si");
            Ok(web::Redirect::to(&to).into_response())
        }
        Err(error) => mostra(&ctx, scritta, (None, rifiuto(error)?)).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, cents) in [("1.234,50", Some(123_450)), ("7", Some(700)), ("0,5", Some(50)), ("1,234", None)] {
            assert_eq!(euro(text), cents, "{text}");
        }
        for (text, cents) in [("12.345.678", Some(1_234_567_800)), ("1.234", Some(123_400))] {
            assert_eq!(euro(text), cents, "{text}");
        }
        for wrong in ["-1", "", "1234.50", "1234.5", "1.23", "1234.567", "1.23.456,00", ".500", "1."] {
            assert_eq!(euro(wrong), None, "{wrong}: never a hundred times as much");
        }
    }

    #[test]
    fn a_line_is_a_bidder() {
        let one = offerente("01234567890 | Uno  s.r.l. | si | rti | 02");
        assert_eq!((one.nome.as_str(), one.vince, one.ruolo.as_str()), ("Uno s.r.l.", true, "02"));
        assert!(offerente("01234567890 | Tre | Sì").vince, "as it is written in Italian");
        assert!(!offerente("01234567890 | Due").vince && !offerente("01234567890 | Due | no").vince);
    }
}
