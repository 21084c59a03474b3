//! The form of what an act carries beside its text, the accounting lines among it.

use std::collections::HashMap;

use ente::Ente;
use kernel::{Cents, Refusal, Uuid};
use porte::ragioneria::{Dodicesimi, Genere};
use serde::Serialize;
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Response, form_page, reasons};

use super::{
    CRUMBS, Quale,
    campi::{Coppie, campo, detto, giorno, scelta},
    href, rifiuto, rup,
};
use crate::{
    Atti,
    atto::dati::{Dati, dati},
    leggi::{Scheda, leggi},
    materia::CODICE,
    rules::{
        importi,
        righe::{RIGHE_MAX, Riga, Verso, totale},
    },
    tables::AttoId,
};

/// Empty lines that the form shows beside those that are there.
const VUOTE: usize = 2;
/// The definition whose lines book only.
const CHE_PRENOTA: &str = "determina-contrarre";
/// Most lines that one form reads: one more than an act may have, so that too many are told and none is lost unseen.
const RIGHE_LETTE: usize = RIGHE_MAX + VUOTE + 1;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    href: String,
    visti: String,
    modulo: Modulo,
    righe: Vec<Campi>,
    versi: Vec<Choice>,
    /// Bookings and commitments of the acts to which this one is linked.
    movimenti: Vec<Choice>,
    dodicesimi: Vec<Choice>,
    totale: String,
    pubblica: bool,
    ordinanza: bool,
    consiglio: bool,
    /// Whether somebody answers for its project, and who may.
    progetto: bool,
    responsabili: Vec<Choice>,
    /// What the accounting office would say today.
    conti: Vec<String>,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Modulo {
    oggetto: String,
    oggetto_pubblico: String,
    riservato: bool,
    da_pubblicare: bool,
    scelta_dati: String,
    riflessi_contabili: bool,
    revisori: bool,
    del_governo: bool,
    durata_al: String,
    destinatari: String,
    rup: String,
    immediata: bool,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Campi {
    n: usize,
    verso: String,
    anno: String,
    capitolo: String,
    missione: String,
    programma: String,
    piano: String,
    importo: String,
    descrizione: String,
    creditore: String,
    creditore_codice: String,
    cig: String,
    senza_cig: String,
    cup: String,
    scadenza: String,
    dodicesimi: String,
    movimento: String,
    documento: String,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "atti/dati.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            href: "/x".into(),
            visti: "00".into(),
            righe: vec![Campi { n: 1, verso: "impegno".into(), anno: "2026".into(), ..Campi::default() }],
            versi: versi(),
            movimenti: vec![scelta("", "—"), scelta("m", "Impegno n. 3/2026, restano 1,00 €")],
            dodicesimi: dodicesimi(),
            totale: "1,00 €".into(),
            pubblica: true,
            ordinanza: true,
            consiglio: true,
            progetto: true,
            responsabili: vec![scelta("p", "Marco Riva")],
            conti: vec!["Sul capitolo 2613.1 restano 1.200,00 €.".into()],
            errors: vec![FieldError { field: "righe".into(), message: "Riga 1: manca il CIG.".into() }],
            rifiuti: vec!["Il testo è chiuso.".into()],
            ..Self::default()
        };
        vec![full, Self::default()]
    }
}

fn versi() -> Vec<Choice> {
    vec![scelta("impegno", "Impegna"), scelta("liquidazione", "Liquida")]
}

fn dodicesimi() -> Vec<Choice> {
    Dodicesimi::TUTTI.iter().map(|(_, code, name)| scelta(*code, *name)).collect()
}

impl Modulo {
    fn di(dati: &Dati) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            oggetto: dati.oggetto.clone(),
            oggetto_pubblico: text(&dati.oggetto_pubblico),
            riservato: dati.riservato,
            da_pubblicare: dati.da_pubblicare,
            scelta_dati: text(&dati.scelta_dati),
            riflessi_contabili: dati.riflessi_contabili,
            revisori: dati.revisori,
            del_governo: dati.del_governo,
            durata_al: dati.durata_al.map(|day| day.to_string()).unwrap_or_default(),
            destinatari: text(&dati.destinatari),
            rup: dati.rup.map(|person| person.to_string()).unwrap_or_default(),
            immediata: dati.immediata,
        }
    }
}

impl Campi {
    fn di(n: usize, riga: &Riga) -> Self {
        Self {
            n,
            verso: if riga.verso == Verso::Impegno { "impegno" } else { "liquidazione" }.to_owned(),
            anno: Some(riga.anno).filter(|anno| *anno != 0).map(|anno| anno.to_string()).unwrap_or_default(),
            capitolo: riga.capitolo.clone(),
            missione: riga.missione.clone(),
            programma: riga.programma.clone(),
            piano: riga.piano.clone(),
            importo: riga.importo.to_string().trim_end_matches(" €").to_owned(),
            descrizione: riga.descrizione.clone(),
            creditore: riga.creditore.clone(),
            creditore_codice: riga.creditore_codice.clone(),
            cig: riga.cig.clone(),
            senza_cig: riga.senza_cig.clone(),
            cup: riga.cup.clone(),
            scadenza: riga.scadenza.map(|day| day.to_string()).unwrap_or_default(),
            dodicesimi: Dodicesimi::from_code(&riga.dodicesimi).unwrap_or_default().code().to_owned(),
            movimento: riga.impegno.or(riga.prenotazione).map(|id| id.to_string()).unwrap_or_default(),
            documento: riga.documento.clone(),
        }
    }
}

/// The form.
pub(super) async fn pagina(ctx: Ctx, Path(id): Quale, atti: Atti) -> Result<Response, Error> {
    mostra(&ctx, &atti, id, None, Refusal::default()).await
}

async fn mostra(ctx: &Ctx, atti: &Atti, id: AttoId, sent: Option<Dati>, refusal: Refusal) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, id).await?;
    let kept = Dati::di(&scheda.stato)?;
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let visti = kept.impronta()?;
    let shown = sent.unwrap_or(kept);
    let blank = (0..VUOTE).map(|_| Riga { anno: i64::from(ctx.now.year()), ..Riga::default() });
    let lines: Vec<Riga> = shown.righe.iter().cloned().chain(blank).collect();
    let tipo = scheda.stato.tipo();
    let page = Pagina {
        href: href(id),
        visti,
        modulo: Modulo::di(&shown),
        righe: (1..).zip(&lines).map(|(n, riga)| Campi::di(n, riga)).collect(),
        versi: versi(),
        movimenti: movimenti(&ctx.ente, atti, &scheda, &shown.righe).await?,
        dodicesimi: dodicesimi(),
        totale: totale(&shown.righe).to_string(),
        pubblica: tipo.albo.is_some(),
        ordinanza: tipo.codice.starts_with("ordinanza"),
        consiglio: tipo.codice.starts_with("delibera"),
        progetto: tipo.codice.starts_with("determina"),
        responsabili: rup::colleghi(&ctx.ente, scheda.stato.unita_id, shown.rup, ctx.now.date()).await?,
        conti: conti(&ctx.ente, atti, &scheda.stato.iter, &shown.righe).await?,
        errors,
        rifiuti,
    };
    let back = href(id);
    let crumbs = [CRUMBS[0], (scheda.stato.oggetto.as_str(), back.as_str())];
    Ok(form_page(ctx.page("Dati dell'atto", &crumbs, &page).await?, failed))
}

/// Upon what a line may stand: bookings and commitments of the acts to which this one is linked, and what the lines
/// already name.
async fn movimenti(ente: &Ente, atti: &Atti, scheda: &Scheda, righe: &[Riga]) -> Result<Vec<Choice>, Error> {
    let read = ente.db().read().await?;
    let mut all = vec![scelta("", "—")];
    for (_, other) in &scheda.relazioni {
        for one in atti.ragioneria.di_atto(&read, CODICE, other.atto_id.uuid()).await? {
            let left = Cents(one.residuo().0.saturating_sub(one.liquidato.0));
            all.push(scelta(one.id.to_string(), format!("{} ({}), restano {left}", one.nome(), one.atto.nome)));
        }
    }
    for id in righe.iter().filter_map(|riga| riga.impegno.or(riga.prenotazione)) {
        let value = id.to_string();
        if !all.iter().any(|one| one.value == value) {
            all.push(scelta(value.clone(), format!("quello già scritto ({value})")));
        }
    }
    Ok(all)
}

/// What the accounting office would refuse today, told before anybody signs.
async fn conti(ente: &Ente, atti: &Atti, iter: &str, righe: &[Riga]) -> Result<Vec<String>, Error> {
    let asked: Vec<_> = righe.iter().filter(|riga| riga.verso == Verso::Impegno).map(Riga::da_impegnare).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let genere = if iter == CHE_PRENOTA { Genere::Prenotazione } else { Genere::Impegno };
    let read = ente.db().read().await?;
    match atti.ragioneria.controlla(&read, genere, &asked, None, ente.ledger.now().date()).await {
        Ok(()) => Ok(Vec::new()),
        Err(Error::Refused(refusal)) => Ok(refusal.reasons.into_iter().map(|reason| reason.sentence).collect()),
        Err(error) => Err(error),
    }
}

/// The data that a form sends, with what cannot be read of them.
fn letti(fields: &[(String, String)], before: &Dati, no: &mut Refusal) -> Dati {
    let yes = |name: &str| !campo(fields, name).is_empty();
    let mut righe = Vec::new();
    // Once for the whole form: to look for each field of each line again would take the square of their number.
    let mut columns: HashMap<&str, Vec<&str>> = HashMap::new();
    for (name, value) in fields {
        columns.entry(name).or_default().push(value.trim());
    }
    let count = columns.get("importo").map_or(0, Vec::len).min(RIGHE_LETTE);
    for place in 0..count {
        let at = |name: &str| columns.get(name).and_then(|all| all.get(place)).copied().unwrap_or_default().to_owned();
        let empty = ["importo", "capitolo", "descrizione", "creditore", "movimento"]
            .iter()
            .all(|name| at(name).is_empty() || at(name) == "0,00");
        if empty {
            continue;
        }
        let importo = importi::leggi(&at("importo"));
        if importo.is_none() {
            no.add(Some("righe"), format!("Riga {}: l'importo si scrive come 1.234,56.", place + 1));
        }
        let verso = if at("verso") == "liquidazione" { Verso::Liquidazione } else { Verso::Impegno };
        let movimento: Option<Uuid> = at("movimento").parse().ok();
        if movimento.is_none() && !at("movimento").is_empty() {
            no.add(Some("righe"), format!("Riga {}: scegli dall'elenco la prenotazione o l'impegno.", place + 1));
        }
        righe.push(Riga {
            verso,
            anno: at("anno_riga").parse().unwrap_or_default(),
            capitolo: at("capitolo"),
            missione: at("missione"),
            programma: at("programma"),
            piano: at("piano"),
            importo: importo.unwrap_or_default(),
            descrizione: at("descrizione"),
            creditore: at("creditore"),
            creditore_codice: at("creditore_codice"),
            cig: at("cig"),
            senza_cig: at("senza_cig"),
            cup: at("cup"),
            scadenza: giorno(&at("scadenza"), "righe", no),
            dodicesimi: Some(at("dodicesimi")).filter(|code| code != "soggetta").unwrap_or_default(),
            prenotazione: movimento.filter(|_| verso == Verso::Impegno),
            impegno: movimento.filter(|_| verso == Verso::Liquidazione),
            documento: at("documento"),
        });
    }
    Dati {
        oggetto: campo(fields, "oggetto").to_owned(),
        oggetto_pubblico: detto(campo(fields, "oggetto_pubblico")),
        riservato: yes("riservato"),
        da_pubblicare: yes("da_pubblicare"),
        scelta_dati: detto(campo(fields, "scelta_dati")),
        riflessi_contabili: yes("riflessi_contabili"),
        revisori: yes("revisori"),
        del_governo: yes("del_governo"),
        durata_al: giorno(campo(fields, "durata_al"), "durata_al", no),
        destinatari: detto(campo(fields, "destinatari")),
        rup: rup::scelto(fields, before.rup, no),
        immediata: yes("immediata"),
        righe,
    }
}

/// Writes them.
pub(super) async fn salva(
    ctx: Ctx,
    Path(id): Quale,
    Form(fields): Form<Coppie>,
    atti: Atti,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let before = Dati::di(&leggi(&ctx.ente, who, id).await?.stato)?;
    let mut no = Refusal::default();
    let sent = letti(&fields, &before, &mut no);
    if !no.reasons.is_empty() {
        return mostra(&ctx, &atti, id, Some(sent), no).await;
    }
    match dati(&atti, &ctx.ente, who, id, (&sent, campo(&fields, "visti"))).await {
        Ok(()) => Ok(web::Redirect::to(&href(id)).into_response()),
        Err(error) => mostra(&ctx, &atti, id, Some(sent), rifiuto(error)?).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_long_act_is_lost_by_saving_its_form() {
        let mut fields: Coppie = Vec::new();
        for _ in 0..RIGHE_MAX {
            fields.push(("importo".into(), "1,00".into()));
            fields.push(("capitolo".into(), "1610".into()));
        }
        let mut no = Refusal::default();
        let read = letti(&fields, &Dati::default(), &mut no);
        assert!(no.reasons.is_empty(), "{no:?}");
        assert_eq!(read.righe.len(), RIGHE_MAX);
    }
}
