//! What the demo comune lets everybody read: invented facts as an office would declare them, words as a person would
//! write them.

use authz::Who;
use kernel::{Cents, Date, Id, Uuid};
use office::Furnish;
use porte::trasparenza::{Beneficiario, Dichiara, Dichiarazione, Fatto, Organo, Protezione};

use crate::{
    albero::sezione,
    cura::{assegna, verifica},
    error::Error,
    guarda::Perche,
    lotti::{Riga, Scritto, scrivi_lotto},
    porta::Trasparenza,
    rules::{Contenuto, Esito},
    ufficio::{Scritta, guarda, pubblica},
};

/// Section, title, text, unit.
const TESTI: [(&str, &str, &str, &str); 6] = [
    ("01.02", "Statuto comunale", "Lo statuto di Montefiorito, come approvato dal Consiglio.", "Segreteria generale"),
    (
        "02.04",
        "Gli uffici",
        "Segreteria, ragioneria, servizi demografici, ufficio tecnico, polizia locale, servizi sociali.",
        "Segreteria generale",
    ),
    ("02.05", "Recapiti", "Piazza del Fiore 1, Montefiorito. Aperto dal lunedì al venerdì.", "Segreteria generale"),
    ("11.01", "Regolamento dei contributi", "Chi può chiedere un contributo, e come si sceglie.", "Servizi sociali"),
    ("15.09", "Come si paga", "Con pagoPA, dal sito o in ogni sportello che lo accetta.", "Ragioneria"),
    ("21.03", "Obiettivi di accessibilità", "Ogni pagina si usa con la sola tastiera.", "Segreteria generale"),
];

/// Fills it. The other offices have been furnished before.
pub(crate) async fn arreda(demo: &Furnish<'_>) -> Result<(), Error> {
    let Some(carla) = demo.who("carla.bianchi") else { return Ok(()) };
    let oggi = demo.ente.ledger.now().date();
    for (codice, titolo, testo, ufficio) in TESTI {
        let Some(sezione) = sezione(codice) else { continue };
        let contenuto = Contenuto {
            sezione,
            titolo: titolo.into(),
            testo: testo.into(),
            campi: Vec::new(),
            riferita_al: oggi,
            effetti_fino: None,
            responsabile: ufficio.into(),
            protetto: None,
        };
        let scritta = Scritta { contenuto, capo: None, letti: true, files: Vec::new(), perche: Perche::new() };
        let guardato = guarda(demo.ente, carla, &scritta).await?;
        pubblica(demo.ente, carla, scritta, &guardato).await?;
    }
    for (ufficio, fatto) in fatti(oggi) {
        dichiara(demo, carla, oggi, (ufficio, fatto)).await?;
    }
    for (codice, username) in [("09.02", "elena.conti"), ("11.02", "elena.conti"), ("15.08", "paolo.riva")] {
        let (Some(sezione), Some(who)) = (sezione(codice), demo.who(username)) else { continue };
        assegna(demo.ente, carla, sezione, who.person).await?;
    }
    if let Some(sezione) = sezione("05.01") {
        verifica(demo.ente, carla, sezione, Esito::Nulla, "Nessun concorso aperto.").await?;
    }
    scrivi_lotto(demo.ente, carla, 2023, &lotto()).await
}

async fn dichiara(demo: &Furnish<'_>, who: &Who, oggi: Date, (ufficio, fatto): (&str, Fatto)) -> Result<(), Error> {
    let mut tx = demo.ente.ledger.begin(who.actor(), crate::scrivi::AZIONE).await?;
    let origine: Id<Uuid> = tx.id();
    let dichiarazione = Dichiarazione {
        ufficio: "demo".into(),
        origine: origine.uuid(),
        responsabile: ufficio.into(),
        riferita_al: oggi,
        fatto,
        documenti: Vec::new(),
        persona: who.person,
    };
    Trasparenza.dichiara(&mut tx, &dichiarazione).await?;
    tx.commit().await?;
    Ok(())
}

fn fatti(oggi: Date) -> Vec<(&'static str, Fatto)> {
    let concessione = |beneficiario, cents, oggetto: &str| Fatto::Concessione {
        beneficiario,
        importo: Cents(cents),
        oggetto: oggetto.into(),
        norma: "Regolamento comunale dei contributi".into(),
        modalita: "Avviso pubblico".into(),
        atto: "Determinazione n. 388".into(),
    };
    let ente = |nome: &str| Beneficiario::Ente { nome: nome.into(), codice_fiscale: None };
    let protetta = Beneficiario::Protetta {
        nome: "Ortensia Fiordaliso".into(),
        codice_fiscale: None,
        motivo: Protezione::Disagio,
    };
    vec![
        (
            "Lavori pubblici",
            Fatto::Provvedimento {
                organo: Organo::Dirigente,
                atto: "Determinazione n. 402".into(),
                oggetto: "Manutenzione del tetto della scuola primaria: affidamento".into(),
                controparte: Some("Edile Montefiore s.r.l.".into()),
            },
        ),
        (
            "Segreteria generale",
            Fatto::Provvedimento {
                organo: Organo::Politico,
                atto: "Deliberazione della Giunta n. 118".into(),
                oggetto: "Accordo con la Pro loco per la festa del Fiore".into(),
                controparte: Some("Pro loco di Montefiorito".into()),
            },
        ),
        ("Segreteria generale", concessione(ente("Banda musicale di Montefiorito"), 250_000, "Attività dell'anno")),
        ("Servizi sociali", concessione(protetta, 120_000, "Sostegno all'affitto")),
        (
            "Ufficio tecnico",
            Fatto::Incarico {
                titolare: "Ernesto Compasso, ingegnere".into(),
                oggetto: "Collaudo statico della palestra".into(),
                compenso: Cents(480_000),
                inizio: oggi,
                fine: None,
                atto: "Determinazione n. 391".into(),
            },
        ),
        (
            "Ragioneria",
            Fatto::Pagamento {
                tipologia: "Acquisto di beni e servizi".into(),
                beneficiario: ente("Energia Valfiore s.p.a."),
                importo: Cents(1_234_567),
            },
        ),
    ]
}

/// A lot of 2023.
fn lotto() -> Scritto {
    Scritto {
        cig: "Z0F0000001".into(),
        struttura_codice: "80000000001".into(),
        struttura: "Comune di Montefiorito, Lavori pubblici".into(),
        oggetto: "Sale per la viabilità invernale".into(),
        scelta: "23".into(),
        offerenti: vec![Riga {
            codice: "01234567890".into(),
            nome: "Salina Montefiore s.r.l.".into(),
            vince: true,
            ..Riga::default()
        }],
        aggiudicato: 390_000,
        liquidato: 390_000,
        inizio: Date::from_ymd_opt(2023, 11, 2),
        fine: Date::from_ymd_opt(2023, 11, 20),
    }
}
