//! What was sent, on the page of its entry: on top what must be seen to, then how each addressee stands.

use kernel::Instant;
use serde::Serialize;
use ui::{Kind, TimelineEntry};
use web::{Ctx, Error};

use crate::{
    cooperazione::MEZZO,
    pagine::{href, scheda::Nomi},
    permissions::REGISTRA,
    registrazione::scheda::Scheda,
    rules::Verso,
    spedizione::{
        a_mano::in_parole,
        avanza::TENTATIVO,
        leggi::Spedizione,
        proponi::{Destinatario, proponi},
        stato::Stato,
    },
};

#[derive(Debug, Serialize)]
pub(in crate::pagine) struct Vista {
    href: String,
    /// Whether it may be sent, by who looks.
    puo: bool,
    /// Whether nothing was sent yet: then that is what to do.
    da_spedire: bool,
    avvisi: Vec<Avviso>,
    voci: Vec<Voce>,
    /// Whether a receipt is among what is told: nobody has verified its signature.
    ricevute: bool,
}

#[derive(Debug, Serialize)]
struct Avviso {
    titolo: String,
    testo: String,
    tono: &'static str,
    /// Where to send again by mail, and the address to begin with.
    di_nuovo: Option<String>,
    /// Whether it left without mail: no address is asked for.
    senza_posta: bool,
    indirizzo: String,
    campo: String,
    a: String,
}

#[derive(Debug, Serialize)]
struct Voce {
    a: String,
    dove: String,
    stato: String,
    tono: &'static str,
    quando: i64,
    da: String,
    spiegazione: Option<String>,
    di_nuovo: Option<String>,
    rispedita: bool,
    simulata: bool,
    /// Where the sealed "segnatura" that left with it is.
    segnatura: Option<String>,
    /// Why none did, to a body.
    senza_segnatura: Option<String>,
}

impl Vista {
    /// What the page shows; none for what does not leave. `altri`: for each addressee another address that is known.
    fn of(scheda: &Scheda, names: &Nomi, altri: &[(kernel::Uuid, String)], puo: bool, now: Instant) -> Option<Self> {
        let leaves = scheda.riga.verso == Verso::Partenza.code();
        if !leaves && scheda.spedizioni.is_empty() {
            return None;
        }
        let puo = puo && leaves && !scheda.stato.annullata;
        let base = href(scheda.riga.anno, scheda.riga.numero);
        let all = &scheda.spedizioni;
        let avvisi = all.iter().filter(|_| !scheda.stato.annullata);
        Some(Self {
            puo,
            da_spedire: puo && all.is_empty(),
            avvisi: avvisi.filter_map(|one| avviso(one, &base, altri, puo, now)).collect(),
            voci: all.iter().rev().map(|one| voce(one, &base, names, puo, now)).collect(),
            ricevute: all.iter().any(|one| one.fatti.iter().any(|fatto| fatto.messaggio_id.is_some())),
            href: base,
        })
    }

    pub(in crate::pagine) fn sample() -> Self {
        let voce = |simulata: bool| Voce {
            a: "Rossi Mario".into(),
            dove: "rossi@pec.example.it".into(),
            stato: "non consegnato".into(),
            tono: "danger",
            quando: 1,
            da: "Anna Neri, da comune@pec.example.it".into(),
            spiegazione: Some("La casella non esiste.".into()),
            di_nuovo: simulata.then(|| "/x".into()),
            rispedita: !simulata,
            simulata,
            segnatura: simulata.then(|| "/s".into()),
            senza_segnatura: (!simulata).then(|| "L'ente non ha un sigillo.".into()),
        };
        let avviso = |di_nuovo: Option<&str>| Avviso {
            titolo: "A Rossi Mario non è stato consegnato".into(),
            testo: "La casella non esiste.".into(),
            tono: "danger",
            senza_posta: di_nuovo.is_some_and(|place| place == "/y"),
            di_nuovo: di_nuovo.map(str::to_owned),
            indirizzo: "rossi@example.it".into(),
            campo: "indirizzo-1".into(),
            a: "Rossi Mario".into(),
        };
        Self {
            href: "/protocollo/2026/1".into(),
            puo: true,
            da_spedire: false,
            avvisi: vec![avviso(Some("/x")), avviso(Some("/y")), avviso(None)],
            voci: vec![voce(true), voce(false)],
            ricevute: true,
        }
    }
}

fn avviso(one: &Spedizione, base: &str, altri: &[(kernel::Uuid, String)], puo: bool, now: Instant) -> Option<Avviso> {
    let testo = one.da_vedere(now)?;
    let what = match one.stato {
        Stato::ConErrore => "il messaggio non è partito",
        Stato::NonAccettato => "il messaggio non è stato accettato",
        Stato::NonConsegnato => "il messaggio non è stato consegnato",
        Stato::InCoda => "il messaggio non parte",
        Stato::Affidato if one.riga.mezzo == MEZZO => "manca la conferma dell'altra amministrazione",
        _ => "manca una ricevuta",
    };
    let before = one.riga.indirizzo.clone().unwrap_or_default();
    let other = altri.iter().find(|(parte, _)| *parte == one.riga.parte_id.uuid()).map(|(_, address)| address.clone());
    let by_mail = puo && one.riga.casella_id.is_some();
    Some(Avviso {
        titolo: format!("{}: {what}", one.nome),
        testo,
        tono: if one.stato.fallito() { "danger" } else { "warning" },
        di_nuovo: by_mail.then(|| format!("{base}/spedizioni/{}/di-nuovo", one.riga.id)),
        senza_posta: one.riga.mezzo == MEZZO,
        indirizzo: other.filter(|other| !other.eq_ignore_ascii_case(&before)).unwrap_or(before),
        campo: format!("indirizzo-{}", one.riga.id),
        a: one.nome.clone(),
    })
}

/// What the page of an entry shows to whoever looks at it.
pub(in crate::pagine) async fn vista(ctx: &Ctx, scheda: &Scheda, names: &Nomi) -> Result<Option<Vista>, Error> {
    let puo = ctx.who()?.may(&REGISTRA);
    // Another address is looked for only where one did not work.
    let altri = if puo && scheda.spedizioni.iter().any(|one| one.da_vedere(ctx.now).is_some()) {
        let proposta = proponi(&ctx.ente, ctx.who()?, scheda).await?;
        let other = |one: Destinatario| Some((one.parte.uuid(), one.altro?));
        proposta.destinatari.into_iter().filter_map(other).collect()
    } else {
        Vec::new()
    };
    Ok(Vista::of(scheda, names, &altri, puo, ctx.now))
}

/// How a state looks. A delivery is no success yet: nobody has verified the provider's signature.
pub(super) const fn tono(stato: Stato, in_ritardo: bool) -> &'static str {
    match stato {
        _ if stato.fallito() => "danger",
        _ if in_ritardo => "warning",
        Stato::Preavviso => "warning",
        Stato::Consegnato => "info",
        _ => "neutral",
    }
}

fn voce(one: &Spedizione, base: &str, names: &Nomi, puo: bool, now: Instant) -> Voce {
    let must = one.da_vedere(now);
    let last = one.fatti.iter().rev().find(|fatto| fatto.tipo == one.stato.code());
    let trouble = one.fatti.iter().rev().find(|fatto| one.stato == Stato::InCoda && fatto.tipo == TENTATIVO);
    let who = names.persona(one.riga.persona_id.uuid());
    let from = one.casella.as_ref().map(|casella| format!(", da {}", casella.indirizzo)).unwrap_or_default();
    // Where nothing went wrong the words of the server are for the history.
    let told = match one.stato {
        Stato::SenzaConsegna | Stato::Preavviso => last.and_then(|fatto| fatto.testo.clone()),
        Stato::InCoda => trouble.and_then(|fatto| fatto.testo.clone()),
        Stato::ConErrore | Stato::NonAccettato | Stato::NonConsegnato => last.and_then(|fatto| fatto.testo.clone()),
        _ => None,
    };
    let again =
        puo && !one.rispedita && one.riga.casella_id.is_some() && (one.stato != Stato::InCoda || must.is_some());
    Voce {
        a: one.nome.clone(),
        dove: one.riga.indirizzo.clone().unwrap_or_else(|| in_parole(&one.riga)),
        stato: one.stato.parole(one.certificata()).into(),
        tono: if one.rispedita { "neutral" } else { tono(one.stato, must.is_some()) },
        quando: last.map_or(one.riga.at, |fatto| fatto.at).micros(),
        da: format!("{who}{from}"),
        spiegazione: told,
        di_nuovo: again.then(|| format!("{base}/spedizioni/{}/di-nuovo", one.riga.id)),
        rispedita: one.rispedita,
        simulata: one.casella.as_ref().is_some_and(|casella| casella.simulata),
        segnatura: one.riga.segnatura_id.map(|_| format!("{base}/segnatura?di={}", one.riga.id)),
        senza_segnatura: one.riga.segnatura_nota.clone(),
    }
}

/// What was done to send it, in the history of its entry. Receipts stand there by themselves.
pub(in crate::pagine) fn voci<'a>(
    spedizioni: &'a [Spedizione],
    names: &'a Nomi,
) -> impl Iterator<Item = TimelineEntry> + 'a {
    spedizioni.iter().flat_map(move |one| {
        one.fatti.iter().filter(|fatto| fatto.messaggio_id.is_none()).map(move |fatto| {
            let to = match &one.riga.indirizzo {
                Some(address) => format!("{} ({address})", one.nome),
                None => one.nome.clone(),
            };
            let mine = names.nota(one.riga.persona_id.uuid());
            let (who, what, kind) = match (fatto.tipo.as_str(), Stato::from_code(&fatto.tipo)) {
                (TENTATIVO, _) => (None, format!("Il messaggio per {to} non è ancora partito"), Kind::Warning),
                (_, Stato::InCoda) => (mine, format!("ha spedito a {to}"), Kind::Neutral),
                (_, Stato::AMano) => (mine, format!("ha consegnato a {to}"), Kind::Info),
                (_, Stato::Affidato) if one.riga.mezzo == MEZZO => {
                    (None, format!("Il protocollo di {to} ha ricevuto il messaggio"), Kind::Neutral)
                }
                (_, Stato::Affidato) => (None, format!("Il gestore ha preso il messaggio per {to}"), Kind::Neutral),
                (_, Stato::ConErrore) => (None, format!("Il messaggio per {to} non è partito"), Kind::Danger),
                (_, other) => (None, format!("Messaggio per {to}: {}", other.parole(true)), Kind::Neutral),
            };
            TimelineEntry { at: fatto.at.micros(), who, what, note: fatto.testo.clone(), href: None, kind }
        })
    })
}
