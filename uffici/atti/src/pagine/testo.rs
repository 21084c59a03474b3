//! Where the text is written, block by block, in plain forms: one block is open at a time, the others are read. Two
//! people on two blocks do not meet; on the same one the second reads what the first wrote.

use std::collections::BTreeMap;

use kernel::{Id, Refusal};
use prose::{Block, BlockId, Content, Op, Point, Prose, Role, Section};
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Response, form_page, reasons};

use super::{
    CRUMBS, Quale,
    anteprima::Foglio,
    blocco::{Modulo, RUOLI, contenuto, generi, riempi, ruoli},
    campi::scelta,
    href,
    innesta::{Portato, posti},
    personali, rifiuto,
};
use crate::{
    atto::{
        commenta::{chiudi, commenta},
        modelli::{clausole, metti_clausola},
        scrivi::{ometti, scrivi},
    },
    leggi::{Scheda, leggi},
    permissions::MODELLI,
    personali::{nel_testo, si_cerca},
    tables::AttoId,
    visibilita::scrive,
};

/// Where the page tells what looks like personal data.
const ELENCO: &str = "dati-personali";

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    href: String,
    nome: String,
    oggetto: String,
    scrive: bool,
    /// Whether the reader may keep a part as a clause.
    cura: bool,
    n: i64,
    blocchi: Vec<Blocco>,
    generi: Vec<Choice>,
    ruoli: Vec<Choice>,
    clausole: Vec<Choice>,
    modulo: Modulo,
    /// Where something from elsewhere may go, and what was pasted where it was refused.
    posti: Vec<Choice>,
    portato: Portato,
    /// What looks like personal data, for who writes it.
    personali: Option<personali::Testo>,
    /// The text as it will be printed, for who writes it.
    foglio: Option<Foglio>,
    fatto: String,
    lasciato: Vec<String>,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Blocco {
    id: String,
    genere: &'static str,
    html: String,
    omesso: bool,
    aperto: bool,
    impronta: String,
    prima: String,
    sopra: Option<String>,
    commenti: Vec<Detto>,
    /// A comment that was refused: nobody writes it again.
    commento: String,
}

#[derive(Debug, Default, Serialize)]
struct Detto {
    id: String,
    chi: String,
    quando: String,
    testo: String,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "atti/testo.html";
    fn samples() -> Vec<Self> {
        let detto = || Detto {
            id: "1".into(),
            chi: "Anna Neri".into(),
            quando: "oggi".into(),
            testo: "Manca la norma.".into(),
        };
        let block = |aperto: bool| Blocco {
            id: "b1".into(),
            genere: "paragrafo",
            html: "<p>Testo</p>".into(),
            omesso: true,
            aperto,
            impronta: "00".into(),
            prima: "b0".into(),
            sopra: Some("b0".into()),
            commenti: vec![detto()],
            commento: "Manca la norma.".into(),
        };
        let full = Self {
            href: "/x".into(),
            nome: "Determina".into(),
            oggetto: "Tetto".into(),
            scrive: true,
            cura: true,
            n: 3,
            blocchi: vec![block(true), block(false)],
            generi: generi(),
            ruoli: ruoli(),
            clausole: vec![scelta("1", "Tracciabilità")],
            modulo: Modulo { genere: "paragrafo".into(), ..Modulo::default() },
            posti: vec![scelta("tutto", "Al posto di tutto il testo")],
            portato: Portato::default(),
            personali: Some(personali::Testo::campione()),
            foglio: Some(Foglio::campione()),
            fatto: "Inserite 3 parti.".into(),
            lasciato: vec!["Le immagini non sono state riportate.".into()],
            errors: vec![FieldError { field: "parole".into(), message: "Scrivi il testo.".into() }],
            rifiuti: vec!["Il testo è chiuso.".into()],
        };
        vec![full, Self::default()]
    }
}

/// Which block is open.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Apre {
    blocco: String,
    dopo: String,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Quale, Query(apre): Query<Apre>) -> Result<Response, Error> {
    let modulo = Modulo { blocco: apre.blocco, dopo: apre.dopo, ..Modulo::default() };
    mostra(&ctx, id, modulo, Esito::default()).await
}

/// How what was asked for went.
#[derive(Debug, Default)]
pub(super) struct Esito {
    /// What was done, in a sentence.
    pub fatto: String,
    /// What could not be taken.
    pub lasciato: Vec<String>,
    /// Why nothing was done.
    pub no: Refusal,
    /// What was pasted then.
    pub portato: Portato,
    /// In whose form it was refused, where a block has one of its own: to comment it, to keep it as a clause.
    pub del_blocco: String,
    /// What was written there to comment it.
    pub commento: String,
}

pub(super) async fn mostra(ctx: &Ctx, id: AttoId, mut modulo: Modulo, esito: Esito) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, id).await?;
    let failed = !esito.no.reasons.is_empty();
    let (mut errors, rifiuti) = reasons(esito.no);
    for error in errors.iter_mut().filter(|_| !esito.del_blocco.is_empty()) {
        error.field = format!("{}-{}", error.field, esito.del_blocco);
    }
    let open: Option<BlockId> = modulo.blocco.parse().ok();
    if let Some(block) = open.and_then(|open| scheda.testo.block(open)).filter(|_| !failed) {
        riempi(&mut modulo, &block.content);
    }
    let writes = scrive(who, &scheda.stato) && !scheda.stato.chiuso;
    let clausole = if writes { clausole(&ctx.ente, ctx.now.date()).await? } else { Vec::new() };
    let page = Pagina {
        href: href(id),
        nome: scheda.stato.nome(),
        oggetto: scheda.stato.oggetto.clone(),
        scrive: writes,
        cura: who.may(&MODELLI) && !scheda.stato.riservato,
        n: scheda.bozza.0,
        blocchi: blocchi(&scheda, open, (&esito.del_blocco, &esito.commento)),
        generi: generi(),
        ruoli: ruoli(),
        clausole: clausole.iter().map(|one| scelta(one.id.to_string(), one.nome.as_str())).collect(),
        posti: posti(&scheda.testo, &modulo.dopo),
        modulo,
        portato: esito.portato,
        personali: si_cerca(who, &scheda.stato).then(|| personali::Testo::di(&nel_testo(&scheda))),
        foglio: if writes { Some(Foglio::di(ctx, &scheda, &scheda.pieno)?) } else { None },
        fatto: esito.fatto,
        lasciato: esito.lasciato,
        errors,
        rifiuti,
    };
    let back = href(id);
    let crumbs = [CRUMBS[0], (scheda.stato.oggetto.as_str(), back.as_str())];
    Ok(form_page(ctx.page("Testo dell'atto", &crumbs, &page).await?, failed))
}

/// Each block by itself, as the whole text shows it; with the comment on one (`di`) that was refused.
fn blocchi(scheda: &Scheda, open: Option<BlockId>, (di, commento): (&str, &str)) -> Vec<Blocco> {
    let mut said: BTreeMap<BlockId, Vec<Detto>> = BTreeMap::new();
    for one in scheda.commenti.iter().filter(|one| !one.chiuso) {
        said.entry(one.blocco).or_default().push(Detto {
            id: one.id.to_string(),
            chi: scheda.nomi.get(&one.persona_id).cloned().unwrap_or_default(),
            quando: one.at.told(),
            testo: one.testo.clone(),
        });
    }
    let all = scheda.testo.blocks();
    let before = |place: usize| place.checked_sub(1).and_then(|at| all.get(at)).map(|block| block.id.to_string());
    let each = all.iter().zip(prose::numbers(all)).enumerate().map(|(place, (block, number))| Blocco {
        id: block.id.to_string(),
        genere: block.content.name(),
        html: solo(block, number),
        omesso: scheda.bozza.1.contains(&block.id),
        aperto: open == Some(block.id),
        impronta: block.content.fingerprint(),
        prima: before(place).unwrap_or_default(),
        sopra: place.checked_sub(1).filter(|_| place > 1).and_then(before),
        commenti: said.remove(&block.id).unwrap_or_default(),
        commento: if block.id.to_string() == di { commento.to_owned() } else { String::new() },
    });
    each.collect()
}

/// One block as HTML: in a text of its own, since a text begins with a section. A point keeps the number that it has among
/// the others.
fn solo(block: &Block, number: u32) -> String {
    let opens = Block {
        id: Id::from(kernel::Uuid::nil()),
        content: Content::Section(Section { role: Role::Corpo, title: prose::Line::default() }),
    };
    let blocks = match &block.content {
        Content::Section(section) => {
            let name = RUOLI.iter().find(|(.., role)| *role == section.role).map_or("", |(_, name, _)| name);
            let title = format!("[{name}] {}", section.title);
            vec![Block {
                id: block.id,
                content: Content::Section(Section { role: Role::Corpo, title: title.as_str().into() }),
            }]
        }
        Content::Point(point) => {
            let counted = Content::Point(Point { start: Some(number), ..point.clone() });
            vec![opens, Block { id: block.id, content: counted }]
        }
        _ => vec![opens, block.clone()],
    };
    Prose::new(blocks).map(|text| prose::html(&text, &prose::Page::default())).unwrap_or_default()
}

/// Changes the text by one block.
pub(super) async fn cambia(ctx: Ctx, Path(id): Quale, Form(modulo): Form<Modulo>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, id).await?;
    let done = match passo(&ctx, &scheda, &modulo) {
        Ok(op) => scrivi(&ctx.ente, who, id, &[op]).await.map_err(rifiuto),
        Err(refusal) => Err(Ok(refusal)),
    };
    match done {
        Ok(_) => Ok(torna(id, &modulo.blocco)),
        Err(refusal) => mostra(&ctx, id, modulo, Esito { no: refusal?, ..Esito::default() }).await,
    }
}

fn torna(id: AttoId, blocco: &str) -> Response {
    let place = if blocco.is_empty() { String::new() } else { format!("#b-{blocco}") };
    web::Redirect::to(&format!("{}/testo{place}", href(id))).into_response()
}

/// The step of an author that a form stands for.
pub(super) fn passo(ctx: &Ctx, scheda: &Scheda, modulo: &Modulo) -> Result<Op, Refusal> {
    let known = modulo.blocco.parse::<BlockId>().ok();
    let gone = || Refusal::because("Intanto un'altra persona ha tolto questa parte: ricarica la pagina.");
    let seen = modulo.visto.clone();
    match modulo.fai.as_str() {
        "aggiungi" => {
            let content = contenuto(modulo, None)?;
            let block = Block { id: BlockId::new(ctx.now, &**ctx.house.enti.random()), content };
            let after = modulo.dopo.parse().ok().or_else(|| scheda.testo.blocks().last().map(|last| last.id));
            Ok(Op::Insert { after, block })
        }
        "togli" => Ok(Op::Remove { id: known.ok_or_else(gone)?, seen }),
        "su" => {
            let id = known.ok_or_else(gone)?;
            let all = scheda.testo.blocks();
            let place = all.iter().position(|block| block.id == id).ok_or_else(gone)?;
            let at = |back: usize| place.checked_sub(back).and_then(|at| all.get(at)).map(|block| block.id);
            // Where it stood is what the person saw, not what stands there now.
            Ok(Op::Move { id, from: modulo.dopo.parse().ok(), after: at(2) })
        }
        _ => {
            let id = known.ok_or_else(gone)?;
            let before = scheda.testo.block(id).ok_or_else(gone)?;
            Ok(Op::Replace { id, seen, content: contenuto(modulo, Some(&before.content))? })
        }
    }
}

/// A block, and what is said or decided of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Su {
    blocco: String,
    commento: String,
    chiudi: String,
    ometti: String,
    /// Whether it was said in the list of what looks like personal data, to which one comes back then.
    elenco: String,
    clausola: String,
}

fn fallita(error: crate::Error) -> Result<Esito, Error> {
    Ok(Esito { no: rifiuto(error)?, ..Esito::default() })
}

/// Says of a block whether everybody reads it.
pub(super) async fn omette(ctx: Ctx, Path(id): Quale, Form(su): Form<Su>) -> Result<Response, Error> {
    let block = su.blocco.parse().map_err(|_| crate::Error::NotFound)?;
    match ometti(&ctx.ente, ctx.who()?, id, block, su.ometti == "si").await {
        Ok(()) if su.elenco.is_empty() => Ok(torna(id, &su.blocco)),
        Ok(()) => Ok(web::Redirect::to(&format!("{}/testo#{ELENCO}", href(id))).into_response()),
        Err(error) => mostra(&ctx, id, Modulo::default(), fallita(error)?).await,
    }
}

/// Comments a block, or closes a comment.
pub(super) async fn dice(ctx: Ctx, Path(id): Quale, Form(su): Form<Su>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let done = match su.chiudi.parse::<kernel::Uuid>() {
        Ok(quale) => chiudi(&ctx.ente, who, id, quale).await,
        Err(_) => {
            let block = su.blocco.parse().map_err(|_| crate::Error::NotFound)?;
            commenta(&ctx.ente, who, id, block, &su.commento).await
        }
    };
    match done {
        Ok(()) => Ok(torna(id, &su.blocco)),
        Err(error) => {
            let esito = Esito { del_blocco: su.blocco, commento: su.commento, ..fallita(error)? };
            mostra(&ctx, id, Modulo::default(), esito).await
        }
    }
}

/// Puts a clause of the office after a block.
pub(super) async fn mette_clausola(ctx: Ctx, Path(id): Quale, Form(su): Form<Su>) -> Result<Response, Error> {
    let clausola = su.clausola.parse().map_err(|_| crate::Error::campo("clausola", "Scegli una clausola."));
    let after = su.blocco.parse().ok();
    let done = match clausola {
        Ok(clausola) => metti_clausola(&ctx.ente, ctx.who()?, id, (clausola, after)).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(torna(id, &su.blocco)),
        Err(error) => {
            let modulo = Modulo { dopo: su.blocco, ..Modulo::default() };
            mostra(&ctx, id, modulo, fallita(error)?).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_shown_by_itself_keeps_the_number_that_it_has_among_the_others() {
        let id = |n: u128| BlockId::from(kernel::Uuid::from_u128(n));
        let section = Content::Section(Section { role: Role::Dispositivo, title: "DETERMINA".into() });
        let point =
            |text: &str| Content::Point(Point { level: 1, mark: prose::Mark::Number, start: None, text: text.into() });
        let blocks = [(1, section), (2, point("di affidare;")), (3, point("di impegnare."))];
        let blocks: Vec<Block> = blocks.into_iter().map(|(n, content)| Block { id: id(n), content }).collect();
        let shown: Vec<String> =
            blocks.iter().zip(prose::numbers(&blocks)).map(|(block, number)| solo(block, number)).collect();
        assert!(shown[1].contains("<ol start=\"1\">"), "{}", shown[1]);
        assert!(shown[2].contains("<ol start=\"2\">"), "{}", shown[2]);
    }
}
