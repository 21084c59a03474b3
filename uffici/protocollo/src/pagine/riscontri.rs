//! The answers between bodies on the page of an entry: what those to whom it was sent answered, and what we answered to who sent it.

use authz::Who;
use serde::Serialize;
use ui::{Kind, TemplateFile, TimelineEntry};
use web::{Access, Ctx, Error, Form, IntoResponse, Path, Redirect, Response, Routes};

use super::{
    href,
    posta::{Mandato, href_di as messaggio, nota},
};
use crate::{
    permissions::REGISTRA,
    registrazione::scheda::Scheda,
    riscontro::{
        ArrivatoId, conferma, in_parole,
        leggi::{Arrivato, DaVedere, Riscontri, da_vedere, della_registrazione},
        scrivi::impedimento,
        visto,
    },
    rules::{RegistrazioneId, Verso},
};

pub(super) const NELLA_SCHEDA: TemplateFile = TemplateFile {
    name: "protocollo/scheda_riscontri.html",
    source: include_str!("../../templates/scheda_riscontri.html"),
};

pub(super) fn routes() -> Routes {
    const REGISTRANO: Access = Access::With(&REGISTRA);
    Routes::new().post("/protocollo/{anno}/{numero}/riscontri/conferma", REGISTRANO, manda).post(
        "/protocollo/{anno}/{numero}/riscontri/{id}/visto",
        REGISTRANO,
        segna_visto,
    )
}

/// What the page shows.
#[derive(Debug, Serialize)]
pub(super) struct Vista {
    href: String,
    /// Of whom those that came are: of who got what left, or of who sent what came.
    da: &'static str,
    arrivati: Vec<Voce>,
    mandati: Vec<Mandato>,
    manca: Option<Manca>,
    /// What is known of the seal of the "segnatura" with which it came.
    sigillo: Option<Sigillo>,
}

#[derive(Debug, Serialize)]
struct Sigillo {
    testo: String,
    tono: &'static str,
}

impl Sigillo {
    fn of((testo, tono): (String, &'static str)) -> Self {
        Self { testo, tono }
    }
}

#[derive(Debug, Serialize)]
struct Voce {
    titolo: &'static str,
    tono: &'static str,
    chi: String,
    quando: i64,
    motivo: Option<String>,
    provvedimento: Option<String>,
    /// What is known of its seal.
    sigillo: Option<Sigillo>,
    messaggio: Option<String>,
    visto: Option<String>,
    /// Where it is told that someone has seen to it.
    vedi: Option<String>,
    campo: String,
}

/// A confirmation that was not sent by itself.
#[derive(Debug, Serialize)]
struct Manca {
    testo: String,
    manda: bool,
}

/// What is known of an entry that the caller sees.
pub(super) async fn leggi(ctx: &Ctx, id: RegistrazioneId) -> Result<Riscontri, Error> {
    let read = ctx.ente.db().read().await?;
    Ok(della_registrazione(&read, id).await?)
}

impl Vista {
    pub(super) async fn of(ctx: &Ctx, scheda: &Scheda, riscontri: Riscontri) -> Result<Self, Error> {
        let who = ctx.who()?;
        let base = href(scheda.riga.anno, scheda.riga.numero);
        let manca = manca(ctx, who, scheda, &riscontri);
        let people: Vec<_> = riscontri.arrivati.iter().filter_map(|one| Some(one.visto.as_ref()?.persona_id)).collect();
        let read = ctx.ente.db().read().await?;
        let names = accounts::names(&read, &people).await?;
        drop(read);
        let voce = |one: &Arrivato| {
            let visto = one.visto.as_ref().map(|visto| {
                let name = crate::nome::nome_di(&names, &visto.persona_id);
                format!("{name}, {}: {}", visto.at.rome().format("%d/%m/%Y"), visto.nota)
            });
            voce(one, who, &base, visto)
        };
        Ok(Self {
            da: if scheda.riga.verso == Verso::Arrivo.code() { "dal mittente" } else { "dal destinatario" },
            arrivati: riscontri.arrivati.iter().rev().map(voce).collect(),
            mandati: riscontri.mandati.iter().rev().map(|one| Mandato::of(one, who, ctx.now)).collect(),
            manca,
            sigillo: riscontri.arrivo.as_ref().map(|arrivo| Sigillo::of(arrivo.sigillo_in_parole())),
            href: base,
        })
    }

    pub(super) fn sample(full: bool) -> Self {
        let voce = |visto: Option<&str>| Voce {
            titolo: "Notifica di eccezione",
            tono: "danger",
            chi: "protocollo n. 77 del 03/11/2026 di Provincia".into(),
            quando: 1,
            motivo: Some("Il documento non si apre".into()),
            provvedimento: Some("Det. 5".into()),
            sigillo: Some(Sigillo::of(("Sigillo della risposta: integro.".into(), "info"))),
            messaggio: Some("/protocollo/posta/x".into()),
            visto: visto.map(str::to_owned),
            vedi: visto.is_none().then(|| "/x".into()),
            campo: "nota-1".into(),
        };
        Self {
            href: "/protocollo/2026/1".into(),
            da: "dal destinatario",
            arrivati: if full { vec![voce(None), voce(Some("Anna Neri: rispedito"))] } else { vec![] },
            mandati: if full { vec![Mandato::sample(true), Mandato::sample(false)] } else { vec![] },
            manca: full.then(|| Manca { testo: "La conferma non è partita.".into(), manda: true }),
            sigillo: full.then(|| Sigillo { testo: "Sigillo della segnatura: valido.".into(), tono: "success" }),
        }
    }
}

fn voce(one: &Arrivato, who: &Who, base: &str, visto: Option<String>) -> Voce {
    let asks = one.da_vedere();
    Voce {
        titolo: in_parole(&one.riga.tipo),
        tono: tono(&one.riga.tipo),
        chi: one.chi(),
        quando: one.riga.at.micros(),
        motivo: one.riga.motivo.clone(),
        provvedimento: one.riga.provvedimento.clone(),
        sigillo: one.sigillo_in_parole().map(Sigillo::of),
        messaggio: who.units_with(&REGISTRA).contains(&one.ufficio).then(|| messaggio(one.riga.messaggio_id)),
        visto,
        vedi: (asks && who.may(&REGISTRA)).then(|| format!("{base}/riscontri/{}/visto", one.riga.id)),
        campo: format!("nota-{}", one.riga.id),
    }
}

fn tono(tipo: &str) -> &'static str {
    match tipo {
        "conferma" => "success",
        "aggiornamento" => "info",
        _ => "danger",
    }
}

/// The confirmation that is asked for and did not leave, and why, where it can be said.
fn manca(ctx: &Ctx, who: &Who, scheda: &Scheda, riscontri: &Riscontri) -> Option<Manca> {
    let arrivo = riscontri.arrivo.as_ref().filter(|arrivo| arrivo.segnatura.conferma)?;
    if scheda.stato.annullata || riscontri.mandati.iter().any(|one| one.riga.tipo == "conferma") {
        return None;
    }
    let asked = "Chi ha spedito chiede la conferma di ricezione, e non è partita.";
    let mine = who.units_with(&REGISTRA).contains(&arrivo.casella.ufficio_id);
    Some(match impedimento(&ctx.ente, arrivo) {
        Some(why) => Manca { testo: format!("{asked} {why}"), manda: false },
        None => {
            let why = arrivo.decide_qualcuno().map(|why| format!(" {why}")).unwrap_or_default();
            Manca { testo: format!("{asked}{why}"), manda: mine }
        }
    })
}

/// The history with the answers in it.
pub(super) fn nella_storia(mut storia: Vec<TimelineEntry>, riscontri: &Riscontri, who: &Who) -> Vec<TimelineEntry> {
    let uffici = who.units_with(&REGISTRA);
    storia.extend(riscontri.arrivati.iter().map(|one| TimelineEntry {
        at: one.riga.at.micros(),
        who: None,
        what: format!("{}: {}", in_parole(&one.riga.tipo), one.chi()),
        note: one.riga.motivo.clone(),
        href: uffici.contains(&one.ufficio).then(|| messaggio(one.riga.messaggio_id)),
        kind: if one.riga.tipo == "conferma" {
            Kind::Success
        } else if one.da_vedere() {
            Kind::Danger
        } else {
            Kind::Info
        },
    }));
    storia.extend(riscontri.mandati.iter().flat_map(super::posta::fatti_di));
    storia.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    storia
}

/// What waits for someone, on the desk.
pub(super) async fn in_attesa(ente: &ente::Ente, who: &Who, limit: u64) -> Result<Vec<ui::Waiting>, Error> {
    let one = |one: DaVedere| {
        let what = in_parole(&one.tipo);
        let (subject, address) = match &one.registrazione {
            Some((anno, numero, oggetto)) => (format!("Protocollo {numero}/{anno} · {oggetto}"), href(*anno, *numero)),
            None => ("Messaggio che non si può registrare".to_owned(), messaggio(one.messaggio)),
        };
        let action = match (one.nostro, one.tipo.as_str()) {
            (true, _) => "Sistema il riscontro che non è arrivato",
            (false, "annullamento") => "Guarda che cosa ha annullato l'altra amministrazione",
            (false, _) => "Guarda l'eccezione di chi ha ricevuto",
        };
        let why = one.motivo.map(|why| format!(": {why}")).unwrap_or_default();
        ui::Waiting {
            action: action.into(),
            subject,
            href: address,
            why: format!("{what}, {}{why}", one.chi),
            since: one.dal.micros(),
            urgency: Some(if one.nostro { "non arrivato" } else { "da vedere" }.into()),
            kind: Kind::Danger,
            ..ui::Waiting::default()
        }
    };
    Ok(da_vedere(ente, who, limit).await?.into_iter().map(one).collect())
}

/// Sends the confirmation.
async fn manda(ctx: Ctx, Path((anno, numero)): Path<(i64, i64)>) -> Result<Response, Error> {
    conferma::manda(&ctx.ente, ctx.who()?, anno, numero).await?;
    Ok(Redirect::to(&format!("{}#riscontri", href(anno, numero))).into_response())
}

/// Notes that someone has seen to it.
async fn segna_visto(
    ctx: Ctx,
    Path((anno, numero, id)): Path<(i64, i64, ArrivatoId)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    visto::segna(&ctx.ente, ctx.who()?, (anno, numero), id, nota(&pairs)).await?;
    Ok(Redirect::to(&format!("{}#riscontri", href(anno, numero))).into_response())
}
