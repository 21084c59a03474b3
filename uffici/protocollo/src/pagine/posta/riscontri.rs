//! The answers between bodies on the page of a message: what it answers, what its sender asks, the exception that may be told.

use authz::Who;
use kernel::Instant;
use serde::{Deserialize, Serialize};
use ui::{Choice, Kind, TemplateFile, TimelineEntry};
use web::{Access, Ctx, Error, Form, HeaderMap, IntoResponse, Path, Redirect, Response, Routes};

use super::{href_di, messaggio::mostra_con, scelte::Scelte};
use crate::{
    pagine::{href, modulo::errors},
    permissions::REGISTRA,
    posta::{MessaggioId, Stato as StatoMessaggio, vedi::vedi},
    riscontro::{
        RiscontroId, eccezione, in_parole,
        leggi::{DelMessaggio, Mandato as Intero},
        riprova::{CHIUSO, chiudi, riprova},
        rules::{MOTIVI, detto},
        scrivi::{Arrivo, impedimento},
        sigillo::CAUSA,
    },
    spedizione::{avanza::TENTATIVO, stato::Stato},
    tables::messaggio,
};

/// What is told on top of the message.
pub(in crate::pagine) const TEMPLATE: TemplateFile = TemplateFile {
    name: "protocollo/messaggio_riscontri.html",
    source: include_str!("../../../templates/messaggio_riscontri.html"),
};

pub(in crate::pagine) fn routes() -> Routes {
    const REGISTRANO: Access = Access::With(&REGISTRA);
    Routes::new()
        .post("/protocollo/posta/{id}/eccezione", REGISTRANO, segnala)
        .get("/protocollo/posta/{id}/riscontri/{riscontro}", REGISTRANO, file)
        .post("/protocollo/posta/{id}/riscontri/{riscontro}/riprova", REGISTRANO, di_nuovo)
        .post("/protocollo/posta/{id}/riscontri/{riscontro}/chiudi", REGISTRANO, lascia)
}

/// An answer of ours, as the pages show it.
#[derive(Debug, Serialize)]
pub(in crate::pagine) struct Mandato {
    titolo: &'static str,
    a: String,
    stato: &'static str,
    tono: &'static str,
    quando: i64,
    motivo: Option<String>,
    spiegazione: Option<String>,
    /// The file that left, or will leave; only for who registers in the unit of the mailbox.
    file: Option<String>,
    sigillato: bool,
    sigillo_nota: Option<String>,
    simulata: bool,
    riprova: Option<String>,
    chiudi: Option<String>,
    campo: String,
}

impl Mandato {
    pub(in crate::pagine) fn of(one: &Intero, who: &Who, now: Instant) -> Self {
        let mine = who.units_with(&REGISTRA).contains(&one.riga.ufficio_id);
        let base = format!("{}/riscontri/{}", href_di(one.riga.messaggio_id), one.riga.id);
        let (sta, must) = (one.sta(), one.da_vedere(now));
        Self {
            titolo: in_parole(&one.riga.tipo),
            a: one.riga.indirizzo.clone(),
            stato: sta.parole(true),
            tono: match sta {
                _ if must => "danger",
                Stato::Consegnato => "success",
                _ => "neutral",
            },
            quando: one.fatti.last().map_or(one.riga.at, |fatto| fatto.at).micros(),
            motivo: one.riga.motivo.clone(),
            spiegazione: one.spiegazione().map(str::to_owned),
            file: (mine && one.stato.documento_id.is_some()).then(|| base.clone()),
            sigillato: one.stato.sigillata_id.is_some(),
            sigillo_nota: one.stato.sigillo_nota.clone(),
            simulata: one.simulata,
            riprova: (mine && must && sta == Stato::ConErrore).then(|| format!("{base}/riprova")),
            chiudi: (mine && must).then(|| format!("{base}/chiudi")),
            campo: format!("nota-{}", one.riga.id),
        }
    }

    pub(in crate::pagine) fn sample(full: bool) -> Self {
        Self {
            titolo: "Conferma di ricezione",
            a: "provincia@pec.example.it".into(),
            stato: "non partito",
            tono: "danger",
            quando: 1,
            motivo: full.then(|| "Un documento non si legge".into()),
            spiegazione: full.then(|| "Il server non risponde.".into()),
            file: full.then(|| "/f".into()),
            sigillato: full,
            sigillo_nota: (!full).then(|| "L'ente non ha ancora un sigillo.".into()),
            simulata: full,
            riprova: full.then(|| "/r".into()),
            chiudi: full.then(|| "/c".into()),
            campo: "nota-2".into(),
        }
    }
}

/// What became of an answer of ours, in the history of its entry.
pub(in crate::pagine) fn fatti_di(one: &Intero) -> impl Iterator<Item = TimelineEntry> + '_ {
    let what = in_parole(&one.riga.tipo);
    one.fatti.iter().map(move |fatto| {
        let stato = Stato::from_code(&fatto.tipo);
        let (told, kind) = match fatto.tipo.as_str() {
            TENTATIVO => ("non è ancora partita", Kind::Warning),
            CHIUSO => ("qualcuno se n'è occupato", Kind::Neutral),
            _ if stato.fallito() => (stato.parole(true), Kind::Danger),
            _ => (stato.parole(true), Kind::Neutral),
        };
        TimelineEntry {
            at: fatto.at.micros(),
            who: None,
            what: format!("{what} a {}: {told}", one.riga.indirizzo),
            note: fatto.testo.clone(),
            href: None,
            kind,
        }
    })
}

/// What the form of an exception holds.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Eccezione {
    #[serde(default)]
    causa: String,
    #[serde(default)]
    spiegazione: String,
}

/// The form of an exception.
#[derive(Debug, Serialize)]
struct Modulo {
    a: String,
    cause: Vec<Choice>,
    causa: String,
    spiegazione: String,
}

/// The answers around a message.
#[derive(Debug, Serialize)]
pub(super) struct Riscontri {
    /// What the message is, where it is an answer.
    arrivato: Option<Risposta>,
    /// What is known of its seal, where it is an answer, and of that of its "segnatura".
    sigilli: Vec<Sigillo>,
    /// What its sender asks.
    chiede: Option<String>,
    mandati: Vec<Mandato>,
    eccezione: Option<Modulo>,
}

#[derive(Debug, Serialize)]
struct Sigillo {
    testo: String,
    tono: &'static str,
    /// Whether it may be verified again.
    verifica: bool,
}

#[derive(Debug, Serialize)]
struct Risposta {
    titolo: &'static str,
    chi: String,
    motivo: Option<String>,
    provvedimento: Option<String>,
    numero: Option<String>,
    numero_href: Option<String>,
    perche: Option<String>,
    /// It was believed, and something else came with it.
    anche: bool,
}

impl Riscontri {
    pub(super) fn of(
        ctx: &Ctx,
        messaggio: &messaggio::Model,
        stato: &str,
        riscontri: DelMessaggio,
        scritta: Eccezione,
    ) -> Self {
        let DelMessaggio { arrivato, registrazione, mandati, arrivo } = riscontri;
        let known = StatoMessaggio::from_code(stato);
        let registered = known == Some(StatoMessaggio::Registrato);
        let told = mandati.iter().any(|one| one.riga.tipo == "eccezione");
        let free = arrivo.as_ref().filter(|arrivo| !registered && !told && impedimento(&ctx.ente, arrivo).is_none());
        let choice = |(value, label): (&str, &str)| Choice { value: value.into(), label: label.into(), hint: None };
        let eccezione = free.map(|arrivo| {
            let Eccezione { causa, spiegazione } = proposta(arrivo, scritta);
            let a = messaggio.indirizzo.clone().unwrap_or_default();
            Modulo { a, cause: MOTIVI.into_iter().map(choice).collect(), causa, spiegazione }
        });
        let risposta = arrivato.as_ref().and_then(|one| Some((one.sigillo_in_parole()?, one.da_riverificare())));
        let segnatura = arrivo.as_ref().map(|arrivo| (arrivo.sigillo_in_parole(), arrivo.da_riverificare()));
        let sigillo = |((testo, tono), verifica)| Sigillo { testo, tono, verifica };
        let sigilli = risposta.into_iter().chain(segnatura).map(sigillo).collect();
        let asked = arrivo.as_ref().filter(|arrivo| arrivo.segnatura.conferma && !registered);
        let chiede = asked.map(|arrivo| {
            let row = &arrivo.segnatura;
            let code = Some(row.amministrazione.as_str());
            let who = detto(Some(&row.numero), row.data, row.denominazione.as_deref(), code);
            let then = match impedimento(&ctx.ente, arrivo) {
                Some(why) => format!("Non potrà partire. {why}"),
                None if arrivo.parte_da_se() => {
                    "Parte da sé, dalla casella in cui è arrivato, quando lo registri.".into()
                }
                None if row.creduta => {
                    "Per il sigillo della segnatura non parte da sé: dopo la registrazione decidi tu se mandarla."
                        .into()
                }
                None => {
                    "La firma del gestore non è tra quelle che contano: dopo la registrazione decidi tu se mandarla."
                        .into()
                }
            };
            format!("È arrivato con la segnatura ({who}), e chi ha spedito chiede la conferma di ricezione. {then}")
        });
        let waits = known == Some(StatoMessaggio::Attesa);
        Self {
            arrivato: arrivato.map(|one| Risposta {
                titolo: in_parole(&one.riga.tipo),
                chi: one.chi(),
                anche: one.riga.contato && waits,
                motivo: one.riga.motivo,
                provvedimento: one.riga.provvedimento,
                numero: registrazione.map(|(anno, numero)| format!("{numero}/{anno}")),
                numero_href: registrazione.map(|(anno, numero)| href(anno, numero)),
                perche: one.riga.perche,
            }),
            sigilli,
            chiede,
            mandati: ctx
                .who()
                .map(|who| mandati.iter().rev().map(|one| Mandato::of(one, who, ctx.now)).collect())
                .unwrap_or_default(),
            eccezione,
        }
    }

    pub(super) fn sample(full: bool) -> Self {
        let risposta = Risposta {
            titolo: "Notifica di eccezione",
            chi: "protocollo n. 77 di Provincia".into(),
            motivo: Some("Non si apre".into()),
            provvedimento: Some("Det. 5".into()),
            numero: Some("1/2026".into()),
            numero_href: Some("/protocollo/2026/1".into()),
            perche: Some("Viene da un altro indirizzo.".into()),
            anche: true,
        };
        let modulo = Modulo { a: "p@pec.it".into(), cause: vec![], causa: String::new(), spiegazione: "x".into() };
        Self {
            arrivato: full.then_some(risposta),
            sigilli: match full {
                true => vec![Sigillo { testo: "Sigillo: integro.".into(), tono: "info", verifica: true }],
                false => vec![],
            },
            chiede: full.then(|| "Chi ha spedito chiede la conferma.".into()),
            mandati: if full { vec![Mandato::sample(true)] } else { vec![] },
            eccezione: full.then_some(modulo),
        }
    }
}

/// The exception as it was written; where nothing was, the one that a seal which does not hold asks for.
fn proposta(arrivo: &Arrivo, scritta: Eccezione) -> Eccezione {
    if !scritta.causa.is_empty() || !scritta.spiegazione.is_empty() {
        return scritta;
    }
    match arrivo.sigillo.as_ref().and_then(|sigillo| sigillo.eccezione()) {
        Some(spiegazione) => Eccezione { causa: CAUSA.into(), spiegazione },
        None => scritta,
    }
}

type Posto = Path<(MessaggioId, RiscontroId)>;

/// Tells the exception.
async fn segnala(ctx: Ctx, Path(id): Path<MessaggioId>, Form(sent): Form<Eccezione>) -> Result<Response, Error> {
    match eccezione::segnala(&ctx.ente, ctx.who()?, id, (&sent.causa, &sent.spiegazione)).await {
        Ok(_) => Ok(Redirect::to(&href_di(id)).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            mostra_con(&ctx, id, &Scelte::default(), (String::new(), sent), errors(&refusal)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The file of an answer of ours, sealed where it is.
async fn file(ctx: Ctx, Path((id, riscontro)): Posto, headers: HeaderMap) -> Result<Response, Error> {
    const MISSING: Error = Error::NotFound("Questo messaggio non ha un riscontro così.");
    let intero = vedi(&ctx.ente, ctx.who()?, id).await?;
    let one = intero.riscontri.mandati.iter().find(|one| one.riga.id == riscontro).ok_or(MISSING)?;
    let document = one.stato.sigillata_id.or(one.stato.documento_id).ok_or(MISSING)?;
    let read = ctx.ente.db().read().await?;
    let found = ctx.ente.archive.find(&read, &[document]).await.map_err(crate::Error::from)?;
    drop(read);
    web::attachment(&ctx.ente, found.first().ok_or(MISSING)?, &headers).await
}

/// Tries again.
async fn di_nuovo(ctx: Ctx, Path((id, riscontro)): Posto) -> Result<Response, Error> {
    riprova(&ctx.ente, ctx.who()?, id, riscontro).await?;
    Ok(Redirect::to(&href_di(id)).into_response())
}

/// What was written in the one field of a form: its name ends with the id of what it is about, since a page may hold many.
pub(in crate::pagine) fn nota(pairs: &[(String, String)]) -> &str {
    pairs.iter().find(|(name, _)| name.starts_with("nota")).map_or("", |(_, text)| text)
}

/// Says what was done about one that did not arrive.
async fn lascia(
    ctx: Ctx,
    Path((id, riscontro)): Posto,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    chiudi(&ctx.ente, ctx.who()?, id, riscontro, nota(&pairs)).await?;
    Ok(Redirect::to(&href_di(id)).into_response())
}
