//! One interruption, with its entries in the order of the emergency register.

use serde::{Deserialize, Serialize};
use ui::{Column, Page, Pager, Row};
use web::{Ctx, Error, Path, Query, Response};

use super::{BASE, Riga, colonne_voci, registro::dati, row};
use crate::{
    emergenza::{
        EmergenzaId,
        elenca::{Vista, vedi, voci},
        rules::scritto,
    },
    nome::nome_di,
    registrazione::elenca::{leggi_chiave, scrivi_chiave},
};

const ROWS: usize = 100;

/// Where the page before ended.
#[derive(Debug, Default, Deserialize)]
pub(in crate::pagine) struct Scelte {
    #[serde(default)]
    dopo: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Passata {
    aperta: bool,
    /// Whether who looks may do something about it while it is open.
    agisce: bool,
    dati: Vec<Row>,
    giorni: Vec<Row>,
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    pager: Pager,
}

impl Page for Passata {
    const TEMPLATE: &'static str = "protocollo/emergenza_passata.html";
    fn samples() -> Vec<Self> {
        let page = |aperta, voci: Vec<Riga>, giorni| Self {
            aperta,
            agisce: !voci.is_empty(),
            dati: vec![row("Causa", "Guasto al server")],
            giorni,
            colonne: colonne_voci(),
            pager: Pager { next: Some("/x".into()), shown: voci.len() as u64, ..Pager::default() },
            voci,
        };
        vec![
            page(true, vec![], vec![]),
            page(false, vec![Riga::sample(Some("Richiesta")), Riga::sample(None)], vec![row("25/11/2026", "2")]),
        ]
    }
}

/// The page.
pub(in crate::pagine) async fn pagina(
    ctx: Ctx,
    Path(id): Path<EmergenzaId>,
    Query(scelte): Query<Scelte>,
) -> Result<Response, Error> {
    mostra(&ctx, id, &scelte, (BASE, "Registro di emergenza"), true).await
}

/// The page, under the list from which one comes.
pub(super) async fn mostra(
    ctx: &Ctx,
    id: EmergenzaId,
    scelte: &Scelte,
    (base, sopra): (&str, &str),
    agisce: bool,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let vista = vedi(&ctx.ente, who, id).await?;
    let dopo = leggi_chiave(&scelte.dopo);
    let mut found = voci(&ctx.ente, who, id, dopo, ROWS + 1).await?;
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let here = format!("{base}/{id}");
    let next = found.last().filter(|_| more).map(|last| format!("{here}?dopo={}", scrivi_chiave(last.emergenza)));
    let total = u64::try_from(vista.riportate).ok();
    let pager = Pager { previous: dopo.map(|_| here.clone()), next, shown: found.len() as u64, total };
    let giorni =
        vista.giorni.iter().map(|day| row(&day.giorno.format("%d/%m/%Y").to_string(), day.dichiarate.to_string()));
    let mut dati = dati(&vista);
    dati.extend(chi(ctx, &vista).await?);
    let page = Passata {
        aperta: vista.emergenza.chiusa_at.is_none(),
        agisce,
        dati,
        giorni: giorni.collect(),
        colonne: colonne_voci(),
        voci: found.into_iter().map(Into::into).collect(),
        pager,
    };
    let title = format!("Emergenza del {}", vista.emergenza.dal_at.rome().format("%d/%m/%Y"));
    ctx.page(title, &[("Protocollo", "/protocollo"), (sopra, base)], &page).await
}

/// Who authorised it and who closed it, and when.
async fn chi(ctx: &Ctx, vista: &Vista) -> Result<Vec<Row>, Error> {
    let emergenza = &vista.emergenza;
    let people: Vec<_> = std::iter::once(emergenza.autorizzata_da).chain(emergenza.chiusa_da).collect();
    let names = accounts::names(&ctx.ente.db().read().await?, &people).await?;
    let named = |id: authz::PersonId| nome_di(&names, &id);
    let mut rows = vec![row(
        "Autorizzata da",
        format!("{}, il {}", named(emergenza.autorizzata_da), scritto(emergenza.aperta_at)),
    )];
    if let (Some(who), Some(at)) = (emergenza.chiusa_da, emergenza.chiusa_at) {
        rows.push(row("Chiusa da", format!("{}, il {}", named(who), scritto(at))));
    }
    Ok(rows)
}
