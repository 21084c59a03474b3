//! Terms: somebody answers for each, each can end, none stands still for ever.

use kernel::Refusal;

use crate::{Definizione, Evento, Termine, Tipo};

/// A reminder and a substitute come at most so many working days before and after.
const MAX_GIORNI: u16 = 400;

/// Tells what is wrong with the terms.
pub fn termini(definizione: &Definizione, no: &mut Refusal) {
    for termine in &definizione.termini {
        let nome = &termine.nome;
        if termine.titolare.is_none() {
            no.add(None, format!("Il termine «{nome}» non ha un titolare: indica chi ne risponde."));
        }
        if termine.durata.quanti == 0 {
            no.add(None, format!("Il termine «{nome}» dura zero: scrivi almeno 1."));
        }
        if termine.al.is_empty() && termine.implicito().is_none() {
            no.add(None, format!("Il termine «{nome}» non dice in «al» che cosa lo soddisfa: non si chiuderebbe mai."));
        }
        for evento in std::iter::once(&termine.dal).chain(&termine.al) {
            evento_noto(definizione, termine, evento, no);
        }
        if termine.dal == Evento::Fine {
            no.add(None, format!("Il termine «{nome}» comincia quando la pratica è finita: nessuno lo vedrebbe."));
        }
        if termine.al.contains(&termine.dal) {
            no.add(None, format!("Il termine «{nome}» finisce con ciò che lo fa cominciare."));
        }
        for giorni in termine.promemoria.iter().filter(|giorni| **giorni > MAX_GIORNI) {
            no.add(None, format!("Il termine «{nome}» avvisa {giorni} giorni prima: il massimo è {MAX_GIORNI}."));
        }
        sostituto(definizione, termine, no);
        sospensioni(definizione, termine, no);
    }
}

fn evento_noto(definizione: &Definizione, termine: &Termine, evento: &Evento, no: &mut Refusal) {
    let nome = &termine.nome;
    match evento {
        Evento::EntrataIn(stato) | Evento::UscitaDa(stato) => match definizione.stato(stato) {
            None => no.add(None, format!("Il termine «{nome}» nomina lo stato «{stato}», che non c'è.")),
            Some(found) if found.tipo == Tipo::Fine && matches!(evento, Evento::UscitaDa(_)) => {
                no.add(
                    None,
                    format!("Il termine «{nome}» aspetta l'uscita da «{}», che è uno stato finale.", found.nome),
                );
            }
            Some(_) => {}
        },
        Evento::Compiuto(passo) if definizione.passo(passo).is_none() => {
            no.add(None, format!("Il termine «{nome}» nomina il passo «{passo}», che non c'è."));
        }
        Evento::Avvio | Evento::Fine | Evento::Compiuto(_) => {}
    }
}

fn sostituto(definizione: &Definizione, termine: &Termine, no: &mut Refusal) {
    let Some(sostituto) = &termine.sostituto else { return };
    let nome = &termine.nome;
    if sostituto.dopo > MAX_GIORNI {
        no.add(
            None,
            format!("Il sostituto per «{nome}» viene dopo {} giorni: il massimo è {MAX_GIORNI}.", sostituto.dopo),
        );
    }
    if sostituto.passi.is_empty() {
        no.add(None, format!("Il sostituto per il termine «{nome}» non può compiere nessun passo: indica quali."));
    }
    for passo in &sostituto.passi {
        match definizione.passo(passo) {
            None => {
                no.add(None, format!("Il sostituto per il termine «{nome}» compie il passo «{passo}», che non c'è."))
            }
            Some(found) if found.scatto.is_some() => {
                no.add(None, format!("Il sostituto per «{nome}» compie «{}», che è un passo automatico.", found.nome));
            }
            Some(_) => {}
        }
    }
}

fn sospensioni(definizione: &Definizione, termine: &Termine, no: &mut Refusal) {
    let nome = &termine.nome;
    let stops = definizione.passi.iter().flat_map(|passo| passo.sospende.iter().map(move |one| (passo, one)));
    let stops: Vec<_> = stops.filter(|(_, one)| one.termine == termine.codice).collect();
    let resumed = definizione.passi.iter().any(|passo| passo.riprende.iter().any(|one| one.termine == termine.codice));
    let fires = definizione.passi.iter().find(|passo| passo.alla_scadenza() == Some(termine.codice.as_str()));
    for (passo, one) in &stops {
        if one.al_piu_giorni == Some(0) || one.volte == Some(0) {
            no.add(None, format!("Il passo «{}» sospende «{nome}» per zero: scrivi almeno 1.", passo.nome));
        }
        if one.al_piu_giorni.is_some() {
            continue;
        }
        if !resumed {
            no.add(
                None,
                format!(
                    "Il passo «{}» sospende il termine «{nome}» senza un massimo di giorni, e nessun passo lo \
                     riprende: resterebbe \
                     sospeso per sempre.",
                    passo.nome
                ),
            );
        }
        if let Some(fires) = fires {
            no.add(
                None,
                format!(
                    "Il passo «{}» scatta alla scadenza di «{nome}», che «{}» sospende senza un massimo di giorni: \
                     potrebbe non \
                     scattare mai.",
                    fires.nome, passo.nome
                ),
            );
        }
    }
    if resumed && stops.is_empty() {
        no.add(None, format!("Un passo riprende il termine «{nome}», che nessun passo sospende."));
    }
}
