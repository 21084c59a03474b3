//! A draft tried on an imaginary file: nothing is written, the way so far stands in the address.

use authz::Who;
use iter::{Organigramma, Valida};
use kernel::Uuid;
use pratiche::{Giro, Grafo, Prova};
use serde::Serialize;
use ui::{Choice, Page};
use web::{Ctx, Error, Path, Query, Response};

use super::{CRUMBS, frasi, href};
use crate::{Materie, azioni, modulo::Campi};

/// Steps of one trial, at most.
const PASSI_MAX: usize = 200;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    href: String,
    /// Why it cannot be tried yet.
    rifiuti: Vec<String>,
    uffici: Vec<Choice>,
    ufficio: String,
    autori: Vec<Choice>,
    autore: String,
    condizioni: Vec<Condizione>,
    grafo: Option<Grafo>,
    /// The steps taken, each with who took it.
    strada: Vec<String>,
    fermo: Vec<String>,
    prossimi: Vec<Prossimo>,
    conclusa: bool,
    /// The fields that each next step sends again.
    passi: String,
}

#[derive(Debug, Default, Serialize)]
struct Condizione {
    campo: String,
    nome: &'static str,
    vale: bool,
}

#[derive(Debug, Default, Serialize)]
struct Prossimo {
    passi: String,
    nome: String,
    chi: String,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "flussi/prova.html";
    fn samples() -> Vec<Self> {
        let choice = Choice { value: "EDI".into(), label: "EDI".into(), hint: None };
        let full = Self {
            href: "/x".into(),
            uffici: vec![choice.clone()],
            ufficio: "EDI".into(),
            autori: vec![choice],
            condizioni: vec![Condizione { campo: "vale-x".into(), nome: "c'è una spesa", vale: true }],
            grafo: Some(pratiche::Quadro::esempio().grafo),
            strada: vec!["Proponi: Lucia Verdi".into()],
            fermo: vec!["Non spetta a te.".into()],
            prossimi: vec![Prossimo { passi: "a:1".into(), nome: "Firma".into(), chi: "Marco Neri".into() }],
            ..Self::default()
        };
        let ended = Self { conclusa: true, prossimi: vec![], fermo: vec![], ..Self::default() };
        vec![full, ended, Self { rifiuti: vec!["Manca una fine.".into()], ..Self::default() }]
    }
}

/// The page.
pub(super) async fn pagina(
    ctx: Ctx,
    Path(codice): Path<String>,
    Query(sent): Query<Campi>,
    materie: Materie,
) -> Result<Response, Error> {
    let page = vista(&ctx, ctx.who()?, &codice, &sent, materie).await?;
    let here = href(&codice);
    let back = format!("{here}/bozza");
    let crumbs = [CRUMBS[0], (codice.as_str(), here.as_str()), ("Bozza", back.as_str())];
    ctx.page("Prova su una pratica immaginaria", &crumbs, &page).await
}

async fn vista(ctx: &Ctx, who: &Who, codice: &str, sent: &Campi, materie: Materie) -> Result<Pagina, crate::Error> {
    let (scheda, bozza) = azioni::in_bozza(&ctx.ente, who, materie, codice).await?;
    let read = ctx.ente.db().read().await?;
    let organigramma = pratiche::organigramma(&read, ctx.now.date()).await?;
    let calendario = pratiche::calendario(&read).await?;
    let people: Vec<authz::PersonId> = organigramma.persone.iter().map(|one| one.id.into()).collect();
    let names = accounts::names(&read, &people).await?;
    let valida = match pratiche::controlla(&read, scheda.materia, bozza.definizione.clone(), ctx.now).await {
        Ok(valida) => valida,
        Err(pratiche::Error::Refused(no)) => {
            return Ok(Pagina { href: href(codice), rifiuti: frasi(&no), ..Pagina::default() });
        }
        Err(error) => return Err(error.into()),
    };
    drop(read);
    let name = |id: Uuid| match id.is_nil() {
        true => "il programma, alla scadenza".to_owned(),
        false => names.get(&authz::PersonId::from(id)).cloned().unwrap_or_default(),
    };
    let words = &scheda.materia.vocabolario().condizioni;
    let condizioni: Vec<Condizione> = words
        .values()
        .map(|voce| {
            let campo = format!("vale-{}", voce.codice);
            Condizione { vale: sent.si(&campo), campo, nome: voce.nome }
        })
        .collect();
    let valgono: Vec<String> =
        words.keys().filter(|codice| sent.si(&format!("vale-{codice}"))).map(|codice| (*codice).to_owned()).collect();
    let mut page = Pagina { href: href(codice), condizioni, ..scelte(&organigramma, &name, sent) };
    let Ok(autore) = page.autore.parse::<Uuid>() else { return Ok(page) };
    let passi = strada(sent.testo("passi"));
    let asked = Prova { ufficio: &page.ufficio, autore, passi: &passi, valgono: &valgono, quando: ctx.now };
    let giro = pratiche::prova(&valida, &organigramma, &calendario, &asked);
    racconta(&mut page, &valida, &giro, &passi, &name);
    Ok(page)
}

/// Who may begin, and where: those who are there.
fn scelte(organigramma: &Organigramma, name: &dyn Fn(Uuid) -> String, sent: &Campi) -> Pagina {
    let choice = |value: String, label: String| Choice { value, label, hint: None };
    let uffici = organigramma.uffici().into_iter().map(|code| choice(code.to_owned(), code.to_owned()));
    let mut autori: Vec<Choice> =
        organigramma.persone.iter().map(|one| choice(one.id.to_string(), name(one.id))).collect();
    autori.sort_by(|a, b| a.label.cmp(&b.label));
    Pagina {
        uffici: uffici.collect(),
        ufficio: sent.testo("ufficio").to_owned(),
        autori,
        autore: sent.testo("autore").to_owned(),
        ..Pagina::default()
    }
}

/// The steps in an address: `firma:UUID,…`.
fn strada(text: &str) -> Vec<(String, Uuid)> {
    let one = |piece: &str| {
        let (passo, chi) = piece.split_once(':')?;
        Some((passo.to_owned(), chi.parse().ok()?))
    };
    text.split(',').filter_map(one).take(PASSI_MAX).collect()
}

fn scritta(passi: &[(String, Uuid)]) -> String {
    passi.iter().map(|(passo, chi)| format!("{passo}:{chi}")).collect::<Vec<_>>().join(",")
}

fn racconta(page: &mut Pagina, valida: &Valida, giro: &Giro, passi: &[(String, Uuid)], name: &dyn Fn(Uuid) -> String) {
    // A step that was refused is not part of the way.
    let taken = match &giro.fermo {
        Some((Some(place), _)) => &passi[..*place],
        Some((None, _)) => &passi[..0],
        None => passi,
    };
    let told = |(passo, chi): &(String, Uuid)| format!("{}: {}", valida.nome_passo(passo), name(*chi));
    page.strada = taken.iter().map(told).collect();
    page.passi = scritta(taken);
    page.fermo = giro.fermo.as_ref().map(|(_, no)| frasi(no)).unwrap_or_default();
    page.conclusa = giro.pratica.as_ref().is_some_and(|pratica| pratica.conclusa().is_some());
    page.grafo = Some(Grafo::di(valida, giro.pratica.as_ref(), "prova"));
    let next = |(passo, chi): &(String, Uuid)| {
        let mut all = taken.to_vec();
        all.push((passo.clone(), *chi));
        Prossimo { passi: scritta(&all), nome: valida.nome_passo(passo).to_owned(), chi: name(*chi) }
    };
    page.prossimi = giro.prossimi.iter().map(next).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_so_far_comes_back_from_the_address_and_what_is_no_step_is_left_out() {
        let way = vec![("firma".to_owned(), Uuid::from_u128(7)), ("visto".to_owned(), Uuid::nil())];
        assert_eq!(strada(&scritta(&way)), way);
        assert!(strada("firma,visto:x,").is_empty());
    }
}
