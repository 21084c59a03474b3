//! What the counter adds to the page of an entry: the act of a deferral, what was corrected, terms, what was passed on, the post's
//! receipts.

use kernel::Date;
use serde::Serialize;
use ui::{Choice, Kind, TimelineEntry};
use web::{Ctx, Error};

use super::{href, scheda::Nomi};
use crate::{
    correzione::correggi::Campo,
    differita,
    permissions::{ANNULLA, ASSEGNA, PRENDI, REGISTRA},
    registrazione::{rispondi::tocca_a, scheda::Scheda},
    rules::{ACCETTATA, IN_ATTESA, RIFIUTATA},
    spedizione::ritorno::{RACCOMANDATA, di as ricevute_di_ritorno},
    termine::{
        Termine,
        accade::Tipo,
        rules::{USUALE, VICINO, fermo_fino},
    },
};

#[derive(Debug, Serialize)]
pub(super) struct Sportello {
    href: String,
    differita: Option<String>,
    correggi: bool,
    correzioni: Vec<Corretto>,
    termini: Vec<TermineInBreve>,
    /// The assignments for action that have no term, where the person may set one.
    senza_termine: Vec<Choice>,
    usuale: i64,
    /// What may be passed on, by whoever looks.
    inoltra: Vec<Choice>,
    raccomandate: Vec<Raccomandata>,
}

/// A field with what it said and what holds now.
#[derive(Debug, Serialize)]
struct Corretto {
    campo: &'static str,
    prima: String,
    dopo: String,
    nota: String,
}

#[derive(Debug, Serialize)]
struct TermineInBreve {
    a: String,
    stato: String,
    tono: &'static str,
    href: String,
    giorni: i64,
    dal: String,
}

/// A registered letter and its receipt, or where to note it.
#[derive(Debug, Serialize)]
struct Raccomandata {
    titolo: String,
    consegnata: Option<String>,
    scansione: Option<String>,
    nota: Option<String>,
}

impl Sportello {
    pub(super) async fn of(ctx: &Ctx, scheda: &Scheda, names: &Nomi) -> Result<Self, Error> {
        let who = ctx.who()?;
        let base = href(scheda.riga.anno, scheda.riga.numero);
        let open = !scheda.stato.annullata;
        let sent: Vec<_> =
            scheda.spedizioni.iter().filter(|one| one.riga.mezzo == RACCOMANDATA).map(|one| one.riga.id).collect();
        let receipts = ricevute_di_ritorno(&ctx.ente.db().read().await?, &sent).await?;
        let may_note = who.may(&REGISTRA);
        let letters = scheda.spedizioni.iter().filter(|one| one.riga.mezzo == RACCOMANDATA).map(|one| {
            let place = format!("{base}/spedizioni/{}/ritorno", one.riga.id);
            let receipt = receipts.iter().find(|receipt| receipt.spedizione_id == one.riga.id);
            let number = one.riga.estremi.as_deref().map(|text| format!(", {text}")).unwrap_or_default();
            Raccomandata {
                titolo: format!("A {}{number}", one.nome),
                consegnata: receipt.map(|receipt| {
                    let by = receipt.firmata_da.as_deref().map(|name| format!(", firmata da {name}"));
                    format!("{}{}", receipt.consegnata_il.format("%d/%m/%Y"), by.unwrap_or_default())
                }),
                scansione: receipt.and_then(|receipt| receipt.documento_id).map(|_| format!("{place}/scansione")),
                nota: (receipt.is_none() && may_note).then_some(place),
            }
        });
        Ok(Self {
            differita: scheda.differita.as_ref().map(|act| {
                let text = differita::detta(act, scheda.riga.arrivata_il);
                format!("Registrazione differita: {text}.")
            }),
            correggi: open && (who.may(&REGISTRA) || who.may(&ANNULLA)),
            correzioni: corretti(scheda, names),
            termini: scheda.termini.iter().map(|one| in_breve(one, scheda, names, &base, ctx.now.date())).collect(),
            senza_termine: if open && who.may(&ASSEGNA) { senza_termine(scheda, names) } else { Vec::new() },
            usuale: USUALE,
            inoltra: if open && who.may(&PRENDI) {
                let mine = scheda.assegnazioni.iter().filter(|given| {
                    given.tipo == "competenza"
                        && (given.stato == ACCETTATA || given.stato == IN_ATTESA)
                        && tocca_a(who, given)
                });
                let choice = |given: &crate::tables::assegnazione::Model| Choice {
                    value: format!("{base}/assegnazioni/{}/inoltra", given.id),
                    label: a_chi(given, names),
                    hint: None,
                };
                mine.map(choice).collect()
            } else {
                Vec::new()
            },
            raccomandate: letters.collect(),
            href: base,
        })
    }

    pub(super) fn sample(full: bool) -> Self {
        let some = |text: &str| full.then(|| text.to_owned());
        let letter = |consegnata: Option<&str>| Raccomandata {
            titolo: "A Rossi Mario, n. 123".into(),
            consegnata: consegnata.map(str::to_owned),
            scansione: consegnata.map(|_| "/x".into()),
            nota: consegnata.is_none().then(|| "/x".into()),
        };
        let term = TermineInBreve {
            a: "Ufficio tecnico".into(),
            stato: "scade il 03/12/2026".into(),
            tono: "warning",
            href: "/x".into(),
            giorni: 30,
            dal: "2026-11-03".into(),
        };
        let choice = || vec![Choice { value: "/x".into(), label: "Ufficio tecnico".into(), hint: None }];
        let corrected = Corretto {
            campo: "Oggetto",
            prima: "Richesta".into(),
            dopo: "Richiesta".into(),
            nota: "25/11/2026, Anna Neri: errore di battitura".into(),
        };
        let when = |all: Vec<Raccomandata>| if full { all } else { Vec::new() };
        Self {
            href: "/protocollo/2026/1".into(),
            differita: some("Registrazione differita: arrivata il 20/11/2026."),
            correggi: full,
            correzioni: if full { vec![corrected] } else { Vec::new() },
            termini: if full { vec![term] } else { Vec::new() },
            senza_termine: if full { choice() } else { Vec::new() },
            usuale: USUALE,
            inoltra: if full { choice() } else { Vec::new() },
            raccomandate: when(vec![letter(Some("25/11/2026")), letter(None)]),
        }
    }
}

/// To whom it was given: the office as it was called then, and today, or the person and the office.
pub(super) fn a_chi(given: &crate::tables::assegnazione::Model, names: &Nomi) -> String {
    let unit = names.ufficio_e_oggi(given.ufficio_id, given.assegnata_at);
    match given.persona_id {
        Some(person) => format!("{} ({unit})", names.persona(person.uuid())),
        None => unit,
    }
}

/// Every correction with what the field said before it, the last first.
fn corretti(scheda: &Scheda, names: &Nomi) -> Vec<Corretto> {
    let seen = |one: &crate::correzione::tables::Model| {
        let campo = Campo::from_code(&one.campo)?;
        let day = one.at.told();
        let act = one.provvedimento.as_deref().map(|act| format!(" ({act})")).unwrap_or_default();
        Some(Corretto {
            campo: campo.label(),
            prima: campo.in_parole(one.prima.as_deref()),
            dopo: campo.in_parole(one.dopo.as_deref()),
            nota: format!("{day}, {}: {}{act}", names.persona(one.persona_id.uuid()), one.motivo),
        })
    };
    scheda.correzioni.iter().rev().filter_map(seen).collect()
}

fn in_breve(termine: &Termine, scheda: &Scheda, names: &Nomi, base: &str, today: Date) -> TermineInBreve {
    let given = scheda.assegnazioni.iter().find(|given| given.id == termine.riga.assegnazione_id);
    let (stato, tono) = match given {
        Some(given) if given.stato == RIFIUTATA => ("non vale più: l'assegnazione è stata rifiutata".into(), "neutral"),
        _ => detto(termine, today),
    };
    TermineInBreve {
        a: given.map(|given| a_chi(given, names)).unwrap_or_default(),
        stato,
        tono,
        href: format!("{base}/termini/{}", termine.riga.id),
        giorni: termine.riga.giorni,
        dal: termine.riga.decorre_dal.to_string(),
    }
}

/// How a term stands at `today`, and its tone.
pub(super) fn detto(termine: &Termine, today: Date) -> (String, &'static str) {
    let written = |day: Date| day.format("%d/%m/%Y");
    let end = termine.riga.scadenza;
    if !termine.riga.aperto {
        let last = termine.fatti.iter().rev().find(|fatto| fatto.tipo == Tipo::Conclusione.code());
        let day = last.map(|fatto| fatto.dal).filter(|day| *day > end);
        return match (last, day) {
            (Some(_), Some(day)) => {
                (format!("concluso il {}, oltre il termine del {}", written(day), written(end)), "warning")
            }
            (Some(last), None) => (format!("concluso il {}, in tempo", written(last.dal)), "success"),
            (None, _) => ("concluso".into(), "neutral"),
        };
    }
    if let Some(until) = fermo_fino(&termine.fatti, today) {
        return (format!("fermo fino al {}: scade il {}", written(until), written(end)), "info");
    }
    match (end - today).num_days() {
        late if late < 0 => (format!("scaduto il {}", written(end)), "danger"),
        0 => ("scade oggi".into(), "warning"),
        1 => ("scade domani".into(), "warning"),
        near if near <= VICINO => (format!("scade il {}, fra {near} giorni", written(end)), "warning"),
        _ => (format!("scade il {}", written(end)), "info"),
    }
}

fn senza_termine(scheda: &Scheda, names: &Nomi) -> Vec<Choice> {
    let bare = scheda.assegnazioni.iter().filter(|given| {
        given.tipo == "competenza"
            && (given.stato == ACCETTATA || given.stato == IN_ATTESA)
            && scheda.termini.iter().all(|one| one.riga.assegnazione_id != given.id)
    });
    bare.map(|given| Choice { value: given.id.to_string(), label: a_chi(given, names), hint: None }).collect()
}

/// What the history tells of terms and of what was passed on.
pub(super) fn voci(scheda: &Scheda, names: &Nomi) -> Vec<TimelineEntry> {
    let entry = |at: kernel::Instant, who: kernel::Uuid, what: String, note: Option<String>| TimelineEntry {
        at: at.micros(),
        who: Some(names.persona(who)),
        what,
        note,
        href: None,
        kind: Kind::Neutral,
    };
    let mut all = Vec::new();
    for termine in &scheda.termini {
        let what = format!("ha messo un termine di {} giorni", termine.riga.giorni);
        all.push(entry(termine.riga.posto_at, termine.riga.posto_da.uuid(), what, None));
        for fatto in &termine.fatti {
            let what = Tipo::from_code(&fatto.tipo).map_or("", Tipo::label).to_lowercase();
            let what = format!("ha scritto del termine: {what} il {}", fatto.dal.format("%d/%m/%Y"));
            all.push(entry(fatto.at, fatto.persona_id.uuid(), what, Some(fatto.motivo.clone())));
        }
    }
    for link in &scheda.inoltri {
        let of = |id: kernel::Id<crate::tables::assegnazione::Entity>| {
            scheda.assegnazioni.iter().find(|given| given.id == id).map(|given| a_chi(given, names))
        };
        let (from, to) = (of(link.da_assegnazione_id), of(link.a_assegnazione_id));
        let what = format!("ha inoltrato da {} a {}", from.unwrap_or_default(), to.unwrap_or_default());
        all.push(entry(link.at, link.persona_id.uuid(), what, Some(link.motivo.clone())));
    }
    all
}
