//! What the page of a part shows.

use iter::{Definizione, Passo, Stato, Termine, TipoParametro, Uso, Valore, Vocabolario, Voce};
use serde::Serialize;
use ui::{Choice, Page};

use super::super::bozza::{con_vuote, detto};
use crate::modulo::{
    chi,
    passo::{self, campo, scritto},
    termine::{self, PROROGA, UNITA},
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    pub(super) action: String,
    pub(super) indietro: String,
    pub(super) parte: String,
    pub(super) nuovo: bool,
    pub(super) versione: i64,
    pub(super) codice: String,
    pub(super) nome: String,
    pub(super) legge: String,
    /// Whether the form says all of it.
    pub(super) modulo: bool,
    pub(super) testo: String,
    pub(super) problemi: Vec<String>,
    pub(super) rifiuti: Vec<String>,
    pub(super) tipo: &'static str,
    pub(super) chi: Option<chi::Righe>,
    pub(super) chi_detto: String,
    pub(super) tipi_chi: Vec<Choice>,
    pub(super) stati: Vec<Casella>,
    pub(super) scatto: String,
    pub(super) scatti: Vec<Choice>,
    pub(super) motivo: bool,
    pub(super) ritorno: bool,
    pub(super) condizioni: Vec<Parola>,
    pub(super) controlli: Vec<Parola>,
    pub(super) effetti: Vec<Parola>,
    pub(super) termini: Vec<Tocca>,
    pub(super) dal: String,
    pub(super) eventi: Vec<Choice>,
    pub(super) al: Vec<String>,
    pub(super) quanti: u16,
    pub(super) unita: &'static str,
    pub(super) tutte_unita: Vec<Choice>,
    pub(super) proroga: &'static str,
    pub(super) proroghe: Vec<Choice>,
    pub(super) promemoria: String,
    pub(super) dopo: u16,
    pub(super) sostituto: Option<chi::Righe>,
    pub(super) apre: Vec<Casella>,
}

/// A box to be ticked: of a state, whether the step begins there, ends there, takes the file out of it; of a step,
/// whether the substitute may take it.
#[derive(Debug, Default, Serialize)]
pub(super) struct Casella {
    codice: String,
    nome: String,
    da: bool,
    a: bool,
    ritira: bool,
}

/// A word of the vocabulary with what the step says of it.
#[derive(Debug, Default, Serialize)]
pub(super) struct Parola {
    codice: &'static str,
    nome: &'static str,
    legge: Option<&'static str>,
    scelta: String,
    parametri: Vec<Par>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Par {
    campo: String,
    nome: &'static str,
    valore: String,
    /// The words among which to choose; none for what is written.
    scelte: Vec<Choice>,
}

/// What a step does to a term.
#[derive(Debug, Default, Serialize)]
pub(super) struct Tocca {
    codice: String,
    nome: String,
    sospende: bool,
    giorni: Option<u16>,
    volte: Option<u16>,
    legge: String,
    riprende: Option<u16>,
    interrompe: bool,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "flussi/parte.html";
    fn samples() -> Vec<Self> {
        let parola = |scelta: &str| Parola {
            codice: "albo.pubblica",
            nome: "pubblica all'albo",
            legge: Some("art. 124 TUEL"),
            scelta: scelta.into(),
            parametri: vec![
                Par { campo: "par-x".into(), nome: "giorni", valore: "15".into(), scelte: vec![] },
                Par { campo: "par-y".into(), nome: "registro", valore: String::new(), scelte: vec![Choice::default()] },
            ],
        };
        let page = |parte: &str, nuovo: bool| Self {
            parte: parte.into(),
            nuovo,
            modulo: true,
            problemi: vec!["Il passo «Firma» non ha chi lo compie.".into()],
            rifiuti: if nuovo { vec!["Scrivi un codice.".into()] } else { vec![] },
            chi: con_vuote(Some(chi::Righe::default())),
            sostituto: con_vuote(Some(chi::Righe::default())),
            stati: vec![Casella { codice: "bozza".into(), nome: "Bozza".into(), da: true, ..Casella::default() }],
            condizioni: vec![parola("si")],
            controlli: vec![parola("")],
            effetti: vec![parola("1")],
            termini: vec![Tocca { nome: "Conclusione".into(), giorni: Some(30), ..Tocca::default() }],
            eventi: vec![Choice { value: "avvio".into(), label: "comincia".into(), hint: None }],
            al: vec!["avvio".into()],
            apre: vec![Casella { codice: "firma".into(), nome: "Firma".into(), a: true, ..Casella::default() }],
            testo: "codice = \"x\"".into(),
            ..Self::default()
        };
        let by_hand = Self { modulo: false, ..page("passo", false) };
        vec![page("stato", true), page("passo", false), page("termine", false), page("passo", true), by_hand]
    }
}

pub(super) fn di_passo(one: &Passo, it: &Definizione, words: &Vocabolario, common: Pagina) -> Pagina {
    let casella = |stato: &Stato| Casella {
        codice: stato.codice.clone(),
        nome: stato.nome.clone(),
        da: one.da.contains(&stato.codice),
        a: one.a.contains(&stato.codice),
        ritira: one.ritira.contains(&stato.codice),
    };
    let scatto = match &one.scatto {
        None => String::new(),
        Some(iter::Scatto::Subito) => "subito".into(),
        Some(iter::Scatto::AllaScadenza(termine)) => format!("termine:{termine}"),
    };
    let choice = |value: String, label: String| Choice { value, label, hint: None };
    let mut scatti = vec![choice("subito".into(), "Avviene da solo, appena la pratica è lì".into())];
    scatti.extend(
        it.termini.iter().map(|one| {
            choice(format!("termine:{}", one.codice), format!("Avviene da solo quando scade «{}»", one.nome))
        }),
    );
    let used = |all: &[Uso], voce: &Voce| all.iter().find(|uso| uso.codice == voce.codice).cloned();
    let condition = |voce: &Voce| {
        let found = one.se.iter().find(|se| se.condizione.codice == voce.codice);
        let chosen = found.map_or("", |se| if se.vale { "si" } else { "no" });
        parola("se", voce, chosen.to_owned(), found.map(|se| &se.condizione))
    };
    let check = |voce: &Voce| {
        let found = used(&one.controlli, voce);
        parola("controllo", voce, found.as_ref().map_or("", |_| "si").to_owned(), found.as_ref())
    };
    let effect = |voce: &Voce| {
        let place = one.effetti.iter().position(|uso| uso.codice == voce.codice);
        let chosen = place.map(|place| (place + 1).to_string()).unwrap_or_default();
        parola("effetto", voce, chosen, used(&one.effetti, voce).as_ref())
    };
    Pagina {
        codice: one.codice.clone(),
        nome: one.nome.clone(),
        modulo: passo::si_dice(one, words),
        chi: con_vuote(chi::righe(&one.chi)),
        chi_detto: detto(it, &one.chi),
        stati: it.stati.iter().map(casella).collect(),
        scatto,
        scatti,
        motivo: one.motivo == iter::Motivo::Obbligatorio,
        ritorno: one.ritorno,
        condizioni: words.condizioni.values().map(condition).collect(),
        controlli: words.controlli.values().map(check).collect(),
        effetti: words.effetti.values().map(effect).collect(),
        termini: it.termini.iter().map(|termine| tocca(one, termine)).collect(),
        ..common
    }
}

fn parola(group: &str, voce: &Voce, scelta: String, uso: Option<&Uso>) -> Parola {
    let par = |parametro: &iter::Parametro| Par {
        campo: campo(group, voce, parametro),
        nome: parametro.nome,
        valore: uso.and_then(|uso| uso.parametri.get(parametro.nome)).map(scritto).unwrap_or_default(),
        scelte: match parametro.tipo {
            TipoParametro::Scelta(words) => {
                words.iter().map(|word| Choice { value: (*word).into(), label: (*word).into(), hint: None }).collect()
            }
            TipoParametro::SiNo => [(true, "sì"), (false, "no")]
                .map(|(value, label)| Choice { value: scritto(&Valore::SiNo(value)), label: label.into(), hint: None })
                .into(),
            TipoParametro::Testo(_) | TipoParametro::Intero(..) => Vec::new(),
        },
    };
    Parola {
        codice: voce.codice,
        nome: voce.nome,
        legge: voce.legge,
        scelta,
        parametri: voce.parametri.iter().map(par).collect(),
    }
}

fn tocca(one: &Passo, termine: &Termine) -> Tocca {
    let stops = one.sospende.iter().find(|stop| stop.termine == termine.codice);
    Tocca {
        codice: termine.codice.clone(),
        nome: termine.nome.clone(),
        sospende: stops.is_some(),
        giorni: stops.and_then(|stop| stop.al_piu_giorni),
        volte: stops.and_then(|stop| stop.volte),
        legge: stops.and_then(|stop| stop.legge.clone()).unwrap_or_default(),
        riprende: one.riprende.iter().find(|on| on.termine == termine.codice).map(|on| on.dopo_giorni),
        interrompe: one.interrompe.contains(&termine.codice),
    }
}

pub(super) fn di_termine(one: &Termine, it: &Definizione, common: Pagina) -> Pagina {
    let choice = |(value, label): (String, String)| Choice { value, label, hint: None };
    let words = |value: &str, label: &str| Choice { value: value.into(), label: label.into(), hint: None };
    let titolare = one.titolare.clone().unwrap_or(iter::Chi::Sistema);
    let sostituto = one.sostituto.as_ref().map_or(iter::Chi::Sistema, |sostituto| sostituto.chi.clone());
    let opens = |passo: &Passo| one.sostituto.as_ref().is_some_and(|sostituto| sostituto.passi.contains(&passo.codice));
    let casella = |passo: &Passo| Casella {
        codice: passo.codice.clone(),
        nome: passo.nome.clone(),
        a: opens(passo),
        ..Casella::default()
    };
    Pagina {
        codice: one.codice.clone(),
        nome: one.nome.clone(),
        legge: one.legge.clone().unwrap_or_default(),
        modulo: termine::si_dice(one),
        chi: con_vuote(chi::righe(&titolare)),
        chi_detto: detto(it, &titolare),
        dal: termine::evento(&one.dal),
        eventi: termine::eventi(it).into_iter().map(choice).collect(),
        al: one.al.iter().map(termine::evento).collect(),
        quanti: one.durata.quanti,
        unita: UNITA.iter().find(|(.., unit)| *unit == one.durata.unita).map_or("giorni", |one| one.0),
        tutte_unita: UNITA.iter().map(|(code, label, _)| words(code, label)).collect(),
        proroga: PROROGA.iter().find(|(.., how)| *how == one.proroga).map_or("festivi", |one| one.0),
        proroghe: PROROGA.iter().map(|(code, label, _)| words(code, label)).collect(),
        promemoria: one.promemoria.iter().map(u16::to_string).collect::<Vec<_>>().join(", "),
        dopo: one.sostituto.as_ref().map_or(0, |sostituto| sostituto.dopo),
        sostituto: con_vuote(chi::righe(&sostituto)),
        apre: it.passi.iter().map(casella).collect(),
        ..common
    }
}
