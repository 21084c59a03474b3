//! How well proposals do, beside the clerk's habit, for whoever answers for the register.

use serde::{Deserialize, Serialize};
use ui::{Chart, Page, Point, TemplateFile};
use web::{Ctx, Error, IntoResponse, Query, Redirect, Response};

use crate::apprendi::{Bersaglio, Mese, PerBersaglio, adesso, lasciate, stato};

pub(super) const TEMPLATE: TemplateFile =
    TemplateFile { name: "protocollo/proposte.html", source: include_str!("../../templates/proposte.html") };
const HERE: &str = "/protocollo/proposte";
/// The most months that are drawn, the last ones.
const MOST_MONTHS: usize = 36;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Apprendimento {
    chiesto: bool,
    imparato_at: Option<String>,
    quanti: u32,
    imparati: u32,
    bersagli: Vec<Vista>,
    usate: Vec<Usata>,
}

/// One thing that is proposed.
#[derive(Debug, Serialize)]
struct Vista {
    codice: &'static str,
    titolo: &'static str,
    attiva: bool,
    stato: &'static str,
    provati: u32,
    righe: Vec<Riga>,
    nota: Option<String>,
    grafico: Chart,
    confronto: Chart,
}

#[derive(Debug, Serialize)]
struct Riga {
    nome: &'static str,
    quante: u32,
    su_cento: String,
}

#[derive(Debug, Serialize)]
struct Usata {
    nome: &'static str,
    quante: i64,
    lasciate: i64,
}

impl Page for Apprendimento {
    const TEMPLATE: &'static str = "protocollo/proposte.html";
    fn samples() -> Vec<Self> {
        let mese = Mese { mese: 24_310, provati: 10, giuste: 8, abitudine: 4 };
        let found = PerBersaglio {
            provati: 10,
            giuste: 8,
            abitudine: 4,
            lasciate: 2,
            mesi: vec![mese],
            ..PerBersaglio::default()
        };
        let usata = Usata { nome: "Classe", quante: 3, lasciate: 2 };
        let full = Self {
            chiesto: true,
            imparato_at: Some("26 novembre 2026 alle 2:40".into()),
            quanti: 50,
            imparati: 40,
            bersagli: vec![vista(Bersaglio::Classe, &found), vista(Bersaglio::Ufficio, &PerBersaglio::default())],
            usate: vec![usata],
        };
        vec![full, Self::default()]
    }
}

/// Whether learning was just asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Chiesto {
    chiesto: Option<String>,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Query(chiesto): Query<Chiesto>) -> Result<Response, Error> {
    let mut page = Apprendimento { chiesto: chiesto.chiesto.is_some(), ..Apprendimento::default() };
    let read = ctx.ente.db().read().await.map_err(crate::Error::from)?;
    let found = stato(&read).await?;
    drop(read);
    if let Some(stato) = found {
        let at = stato.imparato_at.rome();
        let month = kernel::MONTHS.get(chrono::Datelike::month0(&at) as usize).copied().unwrap_or_default();
        page.imparato_at = Some(format!("{} {month} {}", at.format("%-d"), at.format("%Y alle %-H:%M")));
        page.quanti = stato.quanti;
        page.imparati = stato.misura.imparati;
        let each = Bersaglio::ALL.into_iter().zip(&stato.misura.bersagli);
        page.bersagli = each.map(|(bersaglio, found)| vista(bersaglio, found)).collect();
    }
    let used = lasciate(&ctx.ente, ctx.who()?).await?;
    let rows = [("Classe", used.classi, used.classi_lasciate), ("Ufficio", used.uffici, used.uffici_lasciati)];
    let rows = rows.into_iter().filter(|(_, quante, _)| *quante > 0);
    page.usate = rows.map(|(nome, quante, lasciate)| Usata { nome, quante, lasciate }).collect();
    ctx.page("Proposte", &[("Protocollo", "/protocollo")], &page).await
}

/// Learns now, in the background.
pub(super) async fn impara(ctx: Ctx) -> Result<Response, Error> {
    adesso(&ctx.ente, ctx.who()?).await?;
    Ok(Redirect::to(&format!("{HERE}?chiesto")).into_response())
}

fn vista(bersaglio: Bersaglio, found: &PerBersaglio) -> Vista {
    let (titolo, what) = match bersaglio {
        Bersaglio::Classe => ("Classe del titolario", "della classe"),
        Bersaglio::Ufficio => ("Ufficio a cui assegnare", "dell'ufficio"),
    };
    let riga = |nome, quante| Riga { nome, quante, su_cento: su_cento(quante, found.provati) };
    let nota = (found.lasciate > 0).then(|| {
        let left = found.lasciate;
        format!(
            "In {left} di queste prove chi ha registrato aveva lasciato una proposta come era: dicono meno delle altre."
        )
    });
    Vista {
        codice: bersaglio.code(),
        titolo,
        attiva: found.attiva(),
        stato: come_sta(found),
        provati: found.provati,
        righe: vec![
            riga("La prima proposta", found.giuste),
            riga("Una delle prime tre", found.fra_tre),
            riga("L'abitudine", found.abitudine),
        ],
        nota,
        grafico: grafico(&format!("Proposte {what} giuste, su cento"), &found.mesi, |mese| mese.giuste),
        confronto: grafico("Abitudine giusta, su cento", &found.mesi, |mese| mese.abitudine),
    }
}

/// Whether proposals are made, and why not.
fn come_sta(found: &PerBersaglio) -> &'static str {
    if found.attiva() {
        "Accese: sono giuste almeno quanto l'abitudine."
    } else if found.abbastanza() {
        "Spente: l'abitudine è giusta più spesso. Si riaccendono da sole quando non lo è più."
    } else {
        "Spente: le registrazioni su cui provare sono ancora troppo poche, ne servono almeno dieci."
    }
}

fn su_cento(part: u32, all: u32) -> String {
    let tenths = u64::from(part) * 1_000 / u64::from(all.max(1));
    format!("{},{}", tenths / 10, tenths % 10)
}

fn grafico(title: &str, mesi: &[Mese], of: impl Fn(&Mese) -> u32) -> Chart {
    let last = mesi.get(mesi.len().saturating_sub(MOST_MONTHS)..).unwrap_or_default();
    let point = |mese: &Mese| {
        let value = i64::from(of(mese)) * 100 / i64::from(mese.provati.max(1));
        Point { label: nome(mese.mese), value, href: None }
    };
    let asked: u32 = last.iter().map(|mese| mese.provati).sum();
    Chart {
        title: title.into(),
        description: format!("Mese per mese, su {asked} registrazioni tenute da parte."),
        label_head: "Mese".into(),
        value_head: "Su cento".into(),
        points: last.iter().map(point).collect(),
        download_href: None,
    }
}

/// "nov 2026".
fn nome(mese: i32) -> String {
    let month = usize::try_from(mese.rem_euclid(12)).ok().and_then(|month| kernel::MONTHS.get(month)).copied();
    let short: String = month.unwrap_or_default().chars().take(3).collect();
    format!("{short} {}", mese.div_euclid(12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_whether_proposals_are_made_and_why_not() {
        let found = |provati, giuste, abitudine| PerBersaglio { provati, giuste, abitudine, ..PerBersaglio::default() };
        assert!(come_sta(&found(100, 80, 40)).starts_with("Accese"));
        assert!(come_sta(&found(100, 40, 40)).starts_with("Accese"));
        assert!(come_sta(&found(100, 39, 40)).contains("abitudine è giusta più spesso"));
        assert!(come_sta(&found(9, 9, 0)).contains("troppo poche"));
    }

    #[test]
    fn figures_are_said_in_hundredths_and_months_by_name() {
        assert_eq!([su_cento(2, 3), su_cento(0, 0), su_cento(5, 5)], ["66,6", "0,0", "100,0"]);
        assert_eq!(nome(2026 * 12 + 10), "nov 2026");
    }
}
