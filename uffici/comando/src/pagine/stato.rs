//! The health of the system.

use serde::Serialize;
use ui::Page;
use web::{Ctx, Error, Response};

use super::CRUMBS;
use crate::stato::{Controllo, Giudizio, guarda};

#[derive(Debug, Serialize)]
pub(crate) struct Stato {
    riassunto: String,
    tono: &'static str,
    controlli: Vec<Riga>,
}

#[derive(Debug, Serialize)]
struct Riga {
    cosa: &'static str,
    frase: String,
    rimedio: Option<&'static str>,
    stato: &'static str,
    tono: &'static str,
    href: Option<&'static str>,
}

impl Page for Stato {
    const TEMPLATE: &'static str = "comando/stato.html";
    fn samples() -> Vec<Self> {
        let riga = |rimedio, href| Riga {
            cosa: "Database",
            frase: "Scrive.".into(),
            rimedio,
            stato: "bene",
            tono: "success",
            href,
        };
        vec![Self {
            riassunto: "Tutto a posto.".into(),
            tono: "success",
            controlli: vec![riga(None, None), riga(Some("Accendilo."), Some("/comando/lavori"))],
        }]
    }
}

/// The page.
pub(super) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    let found = guarda(&ctx.ente, &ctx.house.enti, ctx.who()?).await?;
    let count = |giudizio| found.iter().filter(|controllo| controllo.giudizio == giudizio).count();
    let (riassunto, tono) = match (count(Giudizio::Male), count(Giudizio::Attenzione)) {
        (0, 0) => ("Tutto a posto.".to_owned(), "success"),
        (0, 1) => ("Funziona tutto; c'è una cosa da guardare.".to_owned(), "warning"),
        (0, more) => (format!("Funziona tutto; ci sono {more} cose da guardare."), "warning"),
        (1, _) => ("Una cosa non funziona: comincia da quella.".to_owned(), "danger"),
        (more, _) => (format!("{more} cose non funzionano: comincia da quelle."), "danger"),
    };
    let page = Stato { riassunto, tono, controlli: found.into_iter().map(riga).collect() };
    ctx.page("Stato del sistema", CRUMBS, &page).await
}

fn riga(controllo: Controllo) -> Riga {
    let (stato, tono) = match controllo.giudizio {
        Giudizio::Bene => ("bene", "success"),
        Giudizio::Attenzione => ("da guardare", "warning"),
        Giudizio::Male => ("non funziona", "danger"),
    };
    Riga {
        href: (controllo.cosa == "Lavori in sospeso").then_some("/comando/lavori"),
        cosa: controllo.cosa,
        frase: controllo.frase,
        rimedio: controllo.rimedio,
        stato,
        tono,
    }
}
