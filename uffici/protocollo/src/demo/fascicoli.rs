//! The fascicoli of the demo comune: opened on the day of their first entry by whoever looks after them, filled as entries come,
//! some closed when the matter ended.

use authz::{UnitId, Who};
use kernel::{Date, Instant};
use office::Furnish;

use super::vicende::{Carta, Vicenda};
use crate::{
    error::Error,
    fascicolo::{
        Chiave,
        apri::apri,
        chiudi::chiudi,
        condividi::condividi,
        metti::metti,
        regole::{Nuovo, Tipo},
    },
};

/// A fascicolo of the demo comune.
struct DaAprire {
    /// The user name of whoever looks after it.
    chi: &'static str,
    tipo: Tipo,
    classe: &'static str,
    /// `{anno}` stands for the year.
    oggetto: &'static str,
    ufficio: &'static str,
    /// Days that it is given; 0 for the end of the year.
    giorni: Option<i64>,
    intestatario: Option<(&'static str, &'static str)>,
    riservato: bool,
    /// What lies in it: how the subject begins, or `@` and a name for the invoices of whoever is called so.
    voci: &'static [&'static str],
    /// What lies in a sub-fascicolo: its title, and how the subject begins.
    sotto: Option<(&'static str, &'static str)>,
    /// Units with which it is shared, and whether they work in it.
    condiviso: &'static [(&'static str, bool)],
    /// How it ended, where it did.
    chiuso: Option<&'static str>,
}

const UNO: DaAprire = DaAprire {
    chi: "",
    tipo: Tipo::Affare,
    classe: "",
    oggetto: "",
    ufficio: "",
    giorni: None,
    intestatario: None,
    riservato: false,
    voci: &[],
    sotto: None,
    condiviso: &[],
    chiuso: None,
};

const FASCICOLI: &[DaAprire] = &[
    DaAprire {
        chi: "marco.gallo",
        tipo: Tipo::Procedimento,
        classe: "VI.3",
        oggetto: "Accesso agli atti della pratica edilizia 118/2024",
        ufficio: "EDI",
        giorni: Some(30),
        intestatario: Some(("Colli Martina", "CLLMTN84E52H501R")),
        voci: &["Richiesta di accesso agli atti della pratica", "Riscontro alla richiesta di accesso"],
        chiuso: Some("Copie consegnate alla richiedente."),
        ..UNO
    },
    DaAprire {
        chi: "davide.sala",
        tipo: Tipo::Attivita,
        classe: "VI.7",
        oggetto: "Segnalazioni e ordinanze di viabilità {anno}",
        ufficio: "POL",
        giorni: Some(0),
        voci: &[
            "Segnalazione di una buca in via Garibaldi",
            "Ordinanza di chiusura temporanea di via Cavour",
            "Richiesta di installazione di uno specchio",
        ],
        condiviso: &[("LLP", true)],
        ..UNO
    },
    DaAprire {
        chi: "paolo.riva",
        tipo: Tipo::Serie,
        classe: "IV.4",
        oggetto: "Fatture elettroniche dei fornitori {anno}",
        ufficio: "RAG",
        giorni: Some(0),
        voci: &["@"],
        ..UNO
    },
    DaAprire {
        chi: "carla.bianchi",
        tipo: Tipo::PersonaFisica,
        classe: "VII.12",
        oggetto: "Vallini Teresa: contributi e assistenza",
        ufficio: "SOC",
        intestatario: Some(("Vallini Teresa", "VLLTRS49C57H501F")),
        riservato: true,
        voci: &["Domanda di contributo per le spese di riscaldamento", "Richiesta di contrassegno per persona"],
        ..UNO
    },
    DaAprire {
        chi: "marco.gallo",
        classe: "VI.5",
        oggetto: "Ponte della Fornace: conferenza di servizi",
        ufficio: "TEC",
        giorni: Some(90),
        voci: &["Convocazione della Conferenza di servizi sul ponte"],
        condiviso: &[("SEG", false)],
        ..UNO
    },
    DaAprire {
        chi: "davide.sala",
        tipo: Tipo::Procedimento,
        classe: "V.1",
        oggetto: "Ricorso contro il verbale 3381/2026",
        ufficio: "POL",
        giorni: Some(20),
        intestatario: Some(("Orsini Pietro", "RSNPTR69L08H501D")),
        voci: &["Ricorso contro il verbale 3381"],
        ..UNO
    },
    DaAprire {
        chi: "sara.longo",
        tipo: Tipo::Procedimento,
        classe: "XI.2",
        oggetto: "Certificato storico di residenza di Haddad Amir",
        ufficio: "DEM",
        giorni: Some(30),
        intestatario: Some(("Haddad Amir", "HDDMRA88H14Z330H")),
        voci: &["Richiesta di certificato storico", "Trasmissione del certificato storico"],
        chiuso: Some("Certificato rilasciato."),
        ..UNO
    },
    DaAprire {
        chi: "elena.conti",
        classe: "VII.1",
        oggetto: "Mensa scolastica: iscrizioni e disservizi",
        ufficio: "AGG",
        giorni: Some(34),
        voci: &[
            "Domanda di iscrizione al servizio di refezione",
            "Comunicazione di sciopero del personale della mensa",
        ],
        ..UNO
    },
    DaAprire {
        chi: "paolo.riva",
        tipo: Tipo::PersonaGiuridica,
        classe: "IV.4",
        oggetto: "Verde Vivo Cooperativa Sociale: offerte e fatture",
        ufficio: "RAG",
        intestatario: Some(("Verde Vivo Cooperativa Sociale", "03618209476")),
        voci: &["Offerta per la manutenzione del verde pubblico", "@Verde Vivo"],
        ..UNO
    },
    DaAprire {
        chi: "marco.gallo",
        tipo: Tipo::Procedimento,
        classe: "VI.5",
        oggetto: "Adeguamento sismico della palestra",
        ufficio: "LLP",
        giorni: Some(120),
        voci: &["Progetto esecutivo per l'adeguamento sismico"],
        sotto: Some(("Integrazioni chieste al progettista", "Richiesta di integrazioni sul progetto esecutivo")),
        condiviso: &[("RAG", false)],
        ..UNO
    },
];

/// The fascicoli that have been opened so far, by their place in the table: their number, and how many entries they hold.
#[derive(Default)]
pub(super) struct Aperti(Vec<(usize, Chiave, usize)>);

impl Aperti {
    /// Puts what has just been registered where it belongs.
    pub(super) async fn dopo(
        &mut self,
        demo: &Furnish<'_>,
        vicenda: &Vicenda,
        numero: (i64, i64),
        at: Instant,
    ) -> Result<(), Error> {
        if vicenda.annullata {
            return Ok(());
        }
        for (place, wanted) in FASCICOLI.iter().enumerate() {
            let (Some(who), Some(ufficio)) = (demo.who(wanted.chi), demo.unit(wanted.ufficio)) else { continue };
            if wanted.voci.iter().any(|text| e_questa(text, vicenda)) {
                self.metti(demo, (place, wanted), (who, ufficio), numero, at).await?;
            }
            let above = self.0.iter().find(|(known, ..)| *known == place).map(|(_, chiave, _)| chiave.clone());
            if let (Some((title, text)), Some(above)) = (wanted.sotto, above)
                && e_questa(text, vicenda)
            {
                let nuovo = Nuovo { sopra: Some(above), ..nuovo(wanted, who, ufficio, at, title.to_owned()) };
                apri(demo.ente, who, &nuovo, Some(numero), None).await?;
            }
        }
        Ok(())
    }

    async fn metti(
        &mut self,
        demo: &Furnish<'_>,
        (place, wanted): (usize, &DaAprire),
        (who, ufficio): (&Who, UnitId),
        numero: (i64, i64),
        at: Instant,
    ) -> Result<(), Error> {
        let known = self.0.iter_mut().find(|(known, ..)| *known == place);
        let (chiave, held) = match known {
            Some((_, chiave, held)) => {
                metti(demo.ente, who, chiave, numero, false).await?;
                *held += 1;
                (chiave.clone(), *held)
            }
            None => {
                let title = wanted.oggetto.replace("{anno}", &at.year().to_string());
                let opened = apri(demo.ente, who, &nuovo(wanted, who, ufficio, at, title), Some(numero), None).await?;
                for (unit, works) in wanted.condiviso {
                    if let Some(unit) = demo.unit(unit) {
                        condividi(demo.ente, who, &opened.chiave(), unit, *works).await?;
                    }
                }
                self.0.push((place, opened.chiave(), 1));
                (opened.chiave(), 1)
            }
        };
        match wanted.chiuso {
            Some(end) if held == wanted.voci.len() => chiudi(demo.ente, who, &chiave, end).await,
            _ => Ok(()),
        }
    }
}

fn nuovo(wanted: &DaAprire, who: &Who, ufficio: UnitId, at: Instant, oggetto: String) -> Nuovo {
    let termine = wanted.giorni.and_then(|days| match days {
        0 => Date::from_ymd_opt(at.year(), 12, 31),
        _ => at.date().checked_add_signed(chrono::Duration::days(days)),
    });
    Nuovo {
        responsabile: (wanted.tipo == Tipo::Procedimento).then_some(who.person),
        termine,
        intestatario: wanted.intestatario.map(|(name, _)| name.to_owned()),
        codice_fiscale: wanted.intestatario.map(|(_, code)| code.to_owned()),
        riservato: wanted.riservato,
        ..Nuovo::new(wanted.tipo, wanted.classe, oggetto, ufficio)
    }
}

fn e_questa(text: &str, vicenda: &Vicenda) -> bool {
    match text.strip_prefix('@') {
        Some(name) => vicenda.carta == Carta::Fattura && vicenda.parte.0.starts_with(name),
        None => vicenda.oggetto.starts_with(text),
    }
}
