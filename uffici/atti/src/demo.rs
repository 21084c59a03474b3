//! What the demo comune finds among its acts: some in every state, all invented. They spend on the chapters that the
//! accounting office has furnished before.

use authz::Who;
use ente::Ente;
use kernel::{Cents, Date};
use office::Furnish;
use prose::{Content, Prose, Role};

use crate::{
    Atti,
    atto::{
        dati::{Dati, dati},
        nuovo::{Nuovo, nuovo},
        passo::{Passo, compi},
        scrivi::sostituisci,
        vota::vota,
    },
    comunicazioni::recapiti::{self, Nuovo as Recapito},
    emendamenti::{
        esamina::{Esame, esamina},
        presenta::{Proposto, presenta},
    },
    error::Error,
    leggi::leggi,
    rules::{clausole::Ricorso, righe::Riga, tipi::Tipo},
    tables::AttoId,
    testo::Penna,
    voto::Voto,
};

/// Iter, code of the unit, author, subject, reasons, what is decided, and the steps: by whom, which.
struct Carta {
    iter: &'static str,
    unita: &'static str,
    autore: &'static str,
    oggetto: &'static str,
    motivi: &'static str,
    punti: &'static [&'static str],
    passi: &'static [(&'static str, &'static str)],
}

const CARTE: [Carta; 10] = [
    Carta {
        iter: "determina-senza-spesa",
        unita: "LLP",
        autore: "lucia.ferri",
        oggetto: "Nomina del direttore dei lavori per il tetto della scuola primaria",
        motivi: "I lavori sono stati consegnati il 2 novembre 2026 e il direttore va nominato prima che comincino.",
        punti: &[
            "di nominare direttore dei lavori il geom. Marco Gallo;",
            "di pubblicare questo atto all'albo pretorio.",
        ],
        passi: &[("lucia.ferri", "proponi"), ("marco.gallo", "firma")],
    },
    Carta {
        iter: "determina-impegno",
        unita: "LLP",
        autore: "lucia.ferri",
        oggetto: "Potatura dei tigli di viale Roma: affidamento e impegno di spesa",
        motivi: "I rami sporgono sulla carreggiata; l'impresa Verde Fiore S.r.l. ha offerto il prezzo più basso di \
         tre preventivi.",
        punti: &[
            "di affidare la potatura all'impresa Verde Fiore S.r.l.;",
            "di impegnare la somma di € 3.660,00, IVA compresa, sul capitolo 1610.",
        ],
        passi: &[("lucia.ferri", "proponi"), ("marco.gallo", "firma"), ("paolo.riva", "visto")],
    },
    Carta {
        iter: "determina-impegno",
        unita: "LLP",
        autore: "lucia.ferri",
        oggetto: "Potatura dei platani di via dei Mulini: affidamento e impegno di spesa",
        motivi: "Due rami sono caduti sul marciapiede; l'impresa ha confermato il prezzo di viale Roma.",
        punti: &[
            "di affidare la potatura all'impresa Verde Fiore S.r.l.;",
            "di impegnare la somma di € 3.660,00, IVA compresa, sul capitolo 1610.",
        ],
        passi: &[("lucia.ferri", "proponi"), ("marco.gallo", "firma")],
    },
    Carta {
        iter: "determina-senza-spesa",
        unita: "EDI",
        autore: "marco.gallo",
        oggetto: "Approvazione dell'elenco dei tecnici per i sopralluoghi",
        motivi: "L'avviso del 1° ottobre 2026 è scaduto e le domande sono state esaminate.",
        punti: &["di approvare l'elenco dei tecnici ammessi."],
        passi: &[("marco.gallo", "proponi")],
    },
    Carta {
        iter: "determina-senza-spesa",
        unita: "TRI",
        autore: "paolo.riva",
        oggetto: "Rettifica dell'elenco dei contribuenti ammessi alla rateazione",
        motivi: "Due nominativi erano stati riportati due volte.",
        punti: &["di rettificare l'elenco approvato."],
        passi: &[],
    },
    Carta {
        iter: "delibera-giunta",
        unita: "AGG",
        autore: "elena.conti",
        oggetto: "Patrocinio gratuito della festa del Fiore",
        motivi: "La festa richiama ogni anno visitatori e l'associazione ne chiede il patrocinio.",
        punti: &["di concedere il patrocinio gratuito;", "di autorizzare l'uso dello stemma."],
        passi: &[
            ("elena.conti", "proponi"),
            ("elena.conti", "parere-tecnico"),
            ("elena.conti", "iscrivi"),
            ("elena.conti", "voto"),
            ("elena.conti", "approva"),
            ("giulia.sarti", "firma-presidente"),
            ("elena.conti", "firma-segretario"),
        ],
    },
    Carta {
        iter: "delibera-consiglio",
        unita: "SEG",
        autore: "elena.conti",
        oggetto: "Regolamento per l'uso delle sale comunali",
        motivi: "Il regolamento in vigore è del 1998 e non prevede le prenotazioni da remoto.",
        punti: &["di approvare il regolamento allegato."],
        passi: &[
            ("elena.conti", "proponi"),
            ("elena.conti", "parere-tecnico"),
            ("elena.conti", "commissione"),
            ("elena.conti", "emendamento"),
        ],
    },
    Carta {
        iter: "ordinanza-contingibile",
        unita: "POL",
        autore: "davide.sala",
        oggetto: "Chiusura delle scuole per allerta meteo",
        motivi: "Il bollettino regionale prevede vento oltre 100 km/h: il pericolo per alunni e personale è \
         concreto e attuale.",
        punti: &["la chiusura di tutte le scuole del territorio per l'intera giornata."],
        passi: &[("davide.sala", "sottoponi"), ("giulia.sarti", "firma"), ("davide.sala", "notifica")],
    },
    Carta {
        iter: "ordinanza-viabilita",
        unita: "POL",
        autore: "davide.sala",
        oggetto: "Divieto di sosta in piazza della Torre per il mercato",
        motivi: "Il mercato straordinario occupa tutta la piazza dalle 6 alle 15.",
        punti: &["il divieto di sosta con rimozione in piazza della Torre, dalle 6 alle 15."],
        passi: &[("davide.sala", "proponi"), ("davide.sala", "parere"), ("davide.sala", "firma")],
    },
    Carta {
        iter: "decreto-sindaco",
        unita: "SIN",
        autore: "giulia.sarti",
        oggetto: "Nomina del vicesegretario comunale",
        motivi: "Il posto è vacante e il funzionario ha i requisiti; ha reso la dichiarazione di insussistenza di \
         cause di inconferibilità.",
        punti: &["di nominare il vicesegretario comunale fino al 31 dicembre 2027."],
        passi: &[("giulia.sarti", "proponi"), ("giulia.sarti", "firma")],
    },
];

/// Fills it.
pub(crate) async fn arreda(atti: &Atti, demo: &Furnish<'_>) -> Result<(), Error> {
    for (n, carta) in CARTE.iter().enumerate() {
        let (Some(autore), Some(unita)) = (demo.who(carta.autore), demo.unit(carta.unita)) else { continue };
        let asked = Nuovo {
            iter: carta.iter.to_owned(),
            unita,
            oggetto: carta.oggetto.to_owned(),
            riservato: false,
            chiave: format!("demo-{n}"),
        };
        let id = nuovo(atti, demo.ente, autore, &asked).await?;
        sostituisci(demo.ente, autore, id, &testo(demo.ente, carta)?, 1).await?;
        let (before, after) = scritti(demo.ente, autore, id, carta).await?;
        dati(atti, demo.ente, autore, id, (&after, &before.impronta()?)).await?;
        for (step, (username, passo)) in carta.passi.iter().enumerate() {
            let Some(who) = demo.who(username) else { break };
            compie(atti, demo.ente, who, id, (passo, &format!("demo-{n}-{step}"))).await?;
        }
    }
    recapiti(demo).await
}

/// To whom deliberations go by law: kind, name, group, address. All of them are invented.
const RECAPITI: [(&str, &str, &str, &str); 3] = [
    ("capogruppo", "Fabbri Lorenzo", "Montefiorito Insieme", "lorenzo.fabbri@pec.gruppi.example"),
    ("capogruppo", "Villa Teresa", "Uniti per Montefiorito", "teresa.villa@pec.gruppi.example"),
    ("prefetto", "Prefettura di Collinare", "", "protocollo@pec.prefettura-collinare.example"),
];

async fn recapiti(demo: &Furnish<'_>) -> Result<(), Error> {
    let Some(who) = demo.who("elena.conti") else { return Ok(()) };
    for (genere, nome, gruppo, indirizzo) in RECAPITI {
        let nuovo = Recapito {
            genere: genere.to_owned(),
            nome: nome.to_owned(),
            gruppo: Some(gruppo.to_owned()).filter(|text| !text.is_empty()),
            codice: None,
            indirizzo: Some(indirizzo.to_owned()),
            valido_dal: Date::from_ymd_opt(2024, 6, 24),
            valido_al: None,
        };
        recapiti::scrivi(demo.ente, who, &nuovo).await?;
    }
    Ok(())
}

fn testo(ente: &Ente, carta: &Carta) -> Result<Prose, Error> {
    let random = std::sync::Arc::clone(ente.ledger.random());
    let mut penna = Penna::new(ente.ledger.now(), &*random);
    let tipo = Tipo::dell_iter(carta.iter).map(|(tipo, _)| tipo).ok_or(Error::NotFound)?;
    penna.sezione(Role::Preambolo, "").paragrafo(tipo.organo.nome());
    penna.paragrafo("Visto il decreto legislativo 18 agosto 2000, n. 267;");
    penna.sezione(Role::Considerato, "Premesso che").paragrafo(carta.motivi);
    penna.sezione(Role::Dispositivo, &tipo.organo.verbo(tipo).to_uppercase());
    for punto in carta.punti {
        penna.punto(punto);
    }
    if let Some(clause) = Ricorso::dell_iter(carta.iter).testo() {
        penna.sezione(Role::Chiusura, "").paragrafo(clause);
    }
    penna.finisci()
}

async fn scritti(ente: &Ente, who: &Who, id: AttoId, carta: &Carta) -> Result<(Dati, Dati), Error> {
    let before = Dati::di(&leggi(ente, who, id).await?.stato)?;
    let today = ente.ledger.now().date();
    let mut after = Dati {
        scelta_dati: Some(
            "Guardati oggetto e testo: nessun dato di persone oltre a chi agisce per il Comune.".to_owned(),
        ),
        destinatari: Some("Uffici comunali; interessati.".to_owned()),
        durata_al: carta.iter.starts_with("ordinanza").then(|| calendar::dopo(today, 2)),
        ..before.clone()
    };
    if carta.iter == "determina-impegno" {
        let anno = chrono::Datelike::year(&today);
        after.righe.push(Riga {
            anno: i64::from(anno),
            capitolo: "1610".into(),
            missione: "09".into(),
            programma: "02".into(),
            piano: "U.1.03.02.09.012".into(),
            importo: Cents(366_000),
            descrizione: "Potatura di alberi".into(),
            creditore: "Verde Fiore S.r.l.".into(),
            cig: "A003DEB979".into(),
            scadenza: Date::from_ymd_opt(anno, 12, 31),
            ..Riga::default()
        });
    }
    Ok((before, after))
}

async fn compie(atti: &Atti, ente: &Ente, who: &Who, id: AttoId, (passo, chiave): (&str, &str)) -> Result<(), Error> {
    if passo == "voto" {
        let voto = Voto { componenti: 5, presenti: 4, favorevoli: 4, ..Voto::default() };
        return vota(atti, ente, who, id, &voto).await;
    }
    if passo == "emendamento" {
        return emenda(atti, ente, who, id).await;
    }
    let asked = Passo {
        passo: passo.to_owned(),
        chiave: chiave.to_owned(),
        motivo: match passo {
            "notifica" => "Consegnata a mano alle direzioni scolastiche, con ricevuta.".to_owned(),
            _ => String::new(),
        },
        nessun_conflitto: true,
        esito: "favorevole".to_owned(),
        ..Passo::default()
    };
    compi(atti, ente, who, id, &asked).await
}

/// A councillor asks for a point more, which is admitted and waits for its opinion.
async fn emenda(atti: &Atti, ente: &Ente, who: &Who, id: AttoId) -> Result<(), Error> {
    let text = leggi(ente, who, id).await?.testo;
    let last = text.blocks().iter().rfind(|block| matches!(block.content, Content::Point(_)));
    let proposto = Proposto {
        blocco: last.map(|block| block.id),
        modo: "aggiunge".to_owned(),
        dopo: "di riferire al Consiglio, dopo un anno, su come il regolamento è applicato.".to_owned(),
        motivazione: "Il Consiglio deve sapere se le prenotazioni da remoto funzionano.".to_owned(),
        nomi: vec!["Fabbri Lorenzo".to_owned()],
        giorno: Some(ente.ledger.now().date()),
        ..Proposto::default()
    };
    let n = presenta(atti, ente, who, id, &proposto).await?;
    let esame = Esame { ammesso: true, pareri: vec!["tecnico".to_owned()], motivo: String::new() };
    esamina(atti, ente, who, (id, n), &esame).await
}
