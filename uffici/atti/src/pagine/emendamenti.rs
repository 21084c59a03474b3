//! The amendments of a proposal: each as it was presented, compared with the text, with its opinions and its vote, and what the reader may do.

use std::collections::{BTreeSet, HashMap};

use kernel::{Date, Refusal};
use pratiche::{Lettura, Vista};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Flash, FlashKind, Page, Row};
use web::{Ctx, Error, Path, Query, Response, form_page, reasons};

use super::{
    CRUMBS, Quale,
    campi::{Spunta, scelta},
    emendamento::{Banco, Scritto, Voce},
    href,
    scheda::esiti,
};
use crate::{
    Atti,
    atto::{scrivi::capitale, vota::spetta_il_voto},
    emendamenti::{
        PASSO, consiglieri,
        leggi::{A_PAGINA, Emendamento, applicati, pagina as leggi_pagina, una_pagina},
        previsti, siede_chi_legge, termine,
        testo::emendabile,
    },
    leggi::{Scheda, leggi},
    rules::emendamenti::Modo,
    tables::AttoId,
    testo,
};

/// Those that the page of the act tells.
const IN_BREVE: u64 = 20;
/// Letters of a part that its choice shows.
const PAROLE_MAX: usize = 90;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    href: String,
    previsti: bool,
    /// Until when they are presented, where the iter says so.
    termine: Option<String>,
    voci: Vec<Voce>,
    /// Where the next are.
    oltre: Option<String>,
    presenta: bool,
    blocchi: Vec<Choice>,
    modi: Vec<Choice>,
    consiglieri: Vec<Spunta>,
    modulo: Modulo,
    esiti: Vec<Choice>,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

/// What was written to present one, where it was refused: nobody writes it again.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Modulo {
    pub blocco: String,
    pub modo: String,
    pub dopo: String,
    pub motivazione: String,
    pub consiglieri: Vec<String>,
    pub nomi: String,
    pub giorno: String,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "atti/emendamenti.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            href: "/x".into(),
            previsti: true,
            termine: Some("30/11/2026".into()),
            voci: vec![Voce::esempio(true), Voce::esempio(false)],
            oltre: Some("/x?dopo=2".into()),
            presenta: true,
            blocchi: vec![scelta("b1", "1. di approvare")],
            modi: modi(),
            consiglieri: vec![Spunta::esempio(true)],
            modulo: Modulo { dopo: "di respingere".into(), ..Modulo::default() },
            esiti: esiti(),
            errors: vec![FieldError { field: "motivo-1".into(), message: "Scrivi perché.".into() }],
            rifiuti: vec!["Non si può.".into()],
        };
        vec![full, Self { previsti: true, ..Self::default() }, Self::default()]
    }
}

fn modi() -> Vec<Choice> {
    Modo::TUTTI.iter().map(|(_, code, name)| scelta(*code, *name)).collect()
}

/// What the page of the act tells of them: nothing of an iter without, nor of what was never proposed, nor where an adopted act had none.
#[derive(Debug, Default, Serialize)]
pub(super) struct InBreve {
    righe: Vec<Row>,
    href: String,
}

impl InBreve {
    /// Also, for each version that an amendment made, the amendment's number.
    pub(super) async fn di<C: ConnectionTrait>(
        connection: &C,
        scheda: &Scheda,
        lettura: &Lettura,
    ) -> Result<(Option<Self>, HashMap<i64, i64>), Error> {
        if !previsti(lettura) || scheda.stato.versione == 0 {
            return Ok((None, HashMap::new()));
        }
        let place = format!("{}/emendamenti", href(scheda.atto.id));
        let row = |one: &Emendamento| Row {
            label: format!("Emendamento n. {}", one.riga.n),
            value: format!("{}. Di {}", capitale(one.fase.nome()), one.di()),
            href: Some(format!("{place}#emendamento-{}", one.riga.n)),
            code: false,
        };
        let some = leggi_pagina(connection, scheda.atto.id, (0, IN_BREVE)).await?;
        if some.is_empty() && scheda.stato.numero.is_some() {
            return Ok((None, HashMap::new()));
        }
        let righe = some.iter().map(row).collect();
        Ok((Some(Self { righe, href: place }), applicati(connection, scheda.atto.id).await?))
    }

    /// For the samples of the page.
    pub(super) fn esempio() -> Self {
        let riga = Row { label: "Emendamento n. 1".into(), value: "Presentato".into(), href: None, code: false };
        Self { righe: vec![riga], href: "/x".into() }
    }
}

/// From which amendment on, and what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Da {
    dopo: i64,
    fatto: String,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Quale, Query(da): Query<Da>, atti: Atti) -> Result<Response, Error> {
    let done = match da.fatto.as_str() {
        "presentato" => Some("Emendamento presentato."),
        "si" => Some("Fatto: è annotato."),
        "applicato" => Some("Emendamento riportato nel testo: è una versione nuova."),
        _ => None,
    };
    mostra(&ctx, &atti, id, (da.dopo, done), Rifiutato::default()).await
}

/// What was refused, of which amendment (0 for a new one), with what was written.
#[derive(Debug, Default)]
pub(super) struct Rifiutato {
    pub n: i64,
    pub no: Refusal,
    pub modulo: Modulo,
    pub scritto: Scritto,
}

/// After which amendment the page begins that has this one: they are numbered without holes.
pub(super) fn inizio(n: i64) -> i64 {
    let size = i64::try_from(A_PAGINA).unwrap_or(i64::MAX);
    n.saturating_sub(1).max(0) / size * size
}

pub(super) async fn mostra(
    ctx: &Ctx,
    atti: &Atti,
    id: AttoId,
    (dopo, done): (i64, Option<&str>),
    rifiutato: Rifiutato,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, id).await?;
    let failed = !rifiutato.no.reasons.is_empty();
    let (mut errors, rifiuti) = reasons(rifiutato.no);
    for error in errors.iter_mut().filter(|_| rifiutato.n > 0) {
        error.field = format!("{}-{}", error.field, rifiutato.n);
    }
    let read = ctx.ente.db().read().await?;
    let lettura = pratiche::leggi(&Vista::Letta(&read), atti, who, scheda.pratica, ctx.now).await;
    let lettura = lettura.map_err(crate::Error::from)?;
    // What was refused is on the page.
    let from = if rifiutato.n > 0 { inizio(rifiutato.n) } else { dopo };
    let (some, more) = una_pagina(&read, id, from).await?;
    let opened = scheda.stato.numero.is_none() && lettura.presa.pratica.conclusa().is_none();
    let presenta = previsti(&lettura)
        && opened
        && scheda.stato.chiuso
        && scheda.stato.voto.is_none()
        && (lettura.spetta(PASSO) || siede_chi_legge(&lettura));
    let seated = if presenta { consiglieri(&read, ctx.now.date()).await? } else { Vec::new() };
    drop(read);
    let banco = Banco {
        who,
        scheda: &scheda,
        lettura: &lettura,
        aperta: opened,
        vota: opened && scheda.stato.voto.is_none() && spetta_il_voto(&lettura),
        testi: testi(&scheda, &some)?,
    };
    let mut voci = Vec::with_capacity(some.len());
    for one in &some {
        voci.push(banco.voce(one, (one.riga.n == rifiutato.n).then_some(&rifiutato.scritto))?);
    }
    let last = some.last().map_or(dopo, |one| one.riga.n);
    // Before anybody chooses, a councillor presents their own.
    let sent = failed && rifiutato.n == 0;
    let ticked = if sent { rifiutato.modulo.consiglieri.clone() } else { vec![who.person.to_string()] };
    let spunta = |(id, nome): &(authz::PersonId, String)| Spunta {
        si: ticked.contains(&id.to_string()),
        value: id.to_string(),
        label: nome.clone(),
    };
    let page = Pagina {
        href: href(id),
        previsti: previsti(&lettura),
        termine: termine(&lettura).map(giorno),
        voci,
        oltre: more.then(|| format!("{}/emendamenti?dopo={last}", href(id))),
        presenta,
        blocchi: if presenta { blocchi(&scheda) } else { Vec::new() },
        modi: modi(),
        consiglieri: seated.iter().map(spunta).collect(),
        modulo: if rifiutato.n == 0 { rifiutato.modulo.clone() } else { Modulo::default() },
        esiti: esiti(),
        errors,
        rifiuti,
    };
    let title = scheda.stato.estremi().unwrap_or_else(|| scheda.stato.nome());
    let back = href(id);
    let crumbs = [CRUMBS[0], (title.as_str(), back.as_str())];
    let flash = done.map(|text| Flash { kind: FlashKind::Success, text: text.into() }).into_iter().collect();
    Ok(form_page(ctx.page_with("Emendamenti".to_owned(), &crumbs, flash, &page).await?, failed))
}

/// The texts on which these were presented, by version: most of them on the same one.
fn testi(scheda: &Scheda, some: &[Emendamento]) -> Result<HashMap<i64, prose::Prose>, crate::Error> {
    let wanted: BTreeSet<i64> = some.iter().map(|one| one.riga.versione).collect();
    let rows = scheda.versioni.iter().filter(|row| wanted.contains(&row.n));
    rows.map(|row| testo::leggi(&row.testo).map(|text| (row.n, text))).collect()
}

pub(super) fn giorno(day: Date) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// The parts of the text that can be amended, as people call them.
fn blocchi(scheda: &Scheda) -> Vec<Choice> {
    let all = scheda.pieno.blocks();
    let one = |(block, number): (&prose::Block, u32)| {
        let mark = match &block.content {
            prose::Content::Point(point) => point.mark.label(number),
            other => format!("({})", other.name()),
        };
        let words = testo::parole(block).replace('\n', " ");
        let short: String = words.chars().take(PAROLE_MAX).collect();
        let rest = if short.len() < words.len() { "…" } else { "" };
        scelta(block.id.to_string(), format!("{mark} {short}{rest}"))
    };
    all.iter().zip(prose::numbers(all)).filter(|(block, _)| emendabile(block)).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::inizio;

    #[test]
    fn each_amendment_is_on_the_page_that_begins_before_it() {
        let found = [i64::MIN, 0, 1, 50, 51, 100, 101].map(inizio);
        assert_eq!(found, [0, 0, 0, 0, 50, 50, 100]);
    }
}
