//! What happened in Montefiorito: who wrote, about what, to whom it was given. All invented.

use crate::rules::Verso::{self, Arrivo, Interno, Partenza};

/// What kind of document comes with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carta {
    /// A letter in plain text.
    Lettera,
    /// A letter as a PDF.
    Pdf,
    /// A letter as a PDF, signed without legal value.
    Firmata,
    /// A certified mail with a letter attached.
    Pec,
    /// An ordinary mail.
    Mail,
    /// A certified mail with an electronic invoice.
    Fattura,
}

/// One entry of the register.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vicenda {
    pub verso: Verso,
    /// What about; empty for an invoice, whose subject is made from it.
    pub oggetto: &'static str,
    /// The user name of whoever registers.
    pub chi: &'static str,
    /// Name, tax code or VAT number, address.
    pub parte: Persona,
    pub classe: &'static str,
    /// The unit that acts and the one that only knows.
    pub uffici: &'static [&'static str],
    pub mezzo: &'static str,
    pub carta: Carta,
    pub riservata: bool,
    pub annullata: bool,
    pub rifiutata: bool,
    /// Nobody has answered, although it is old.
    pub ferma: bool,
}

type Persona = (&'static str, &'static str, &'static str);

const NESSUNO: Persona = ("", "", "");
const P0: Persona = ("Colli Martina", "CLLMTN84E52H501R", "martina.colli@posta.example");
const P1: Persona = ("Bassani Giorgio", "BSSGRG57A30H501R", "giorgio.bassani@posta.example");
const P2: Persona = ("Ferrante Luca", "FRRLCU90P03H501V", "luca.ferrante@posta.example");
const P3: Persona = ("Montanari Ilaria", "MNTLRI78S61H501F", "ilaria.montanari@posta.example");
const P4: Persona = ("Orsini Pietro", "RSNPTR69L08H501D", "pietro.orsini@posta.example");
const P5: Persona = ("Vallini Teresa", "VLLTRS49C57H501F", "teresa.vallini@posta.example");
const P6: Persona = ("Guidi Stefano", "GDUSFN82T05H501Q", "stefano.guidi@posta.example");
const P7: Persona = ("Rinaldi Nadia", "RNLNDA95B66H501I", "nadia.rinaldi@posta.example");
const P8: Persona = ("Haddad Amir", "HDDMRA88H14Z330H", "amir.haddad@posta.example");
const P9: Persona = ("Pellegri Chiara", "PLLCHR73R49H501X", "chiara.pellegri@posta.example");
const F0: Persona = ("Edilvalle Costruzioni Srl", "04128730654", "edilvalle@pec.example");
const F1: Persona = ("Cartoleria Ponte Snc", "02984711206", "cartoleriaponte@pec.example");
const F2: Persona = ("Luce e Strade Spa", "05731904826", "lucestrade@pec.example");
const F3: Persona = ("Verde Vivo Cooperativa Sociale", "03618209476", "verdevivo@pec.example");
const F4: Persona = ("Mensa Serena Srl", "04873012563", "mensaserena@pec.example");
const F5: Persona = ("Studio Tecnico Arch. Rossella Fabbri", "05192837465", "rossella.fabbri@pec.example");
const E0: Persona = ("Provincia di Collinare", "", "protocollo@pec.provincia-collinare.example");
const E1: Persona = ("Regione - Direzione Protezione civile", "", "protezionecivile@pec.regione.example");
const E2: Persona = ("Prefettura di Collinare", "", "protocollo@pec.prefettura-collinare.example");
const E3: Persona = ("Azienda sanitaria di Collinare", "", "protocollo@pec.asl-collinare.example");
const E4: Persona = ("Istituto comprensivo di Montefiorito", "", "segreteria@pec.icmontefiorito.example");
const E5: Persona = ("Tribunale per i minorenni", "", "cancelleria@pec.tribunaleminori.example");
const E6: Persona = ("Pro Loco Montefiorito", "", "proloco@posta.example");
const E7: Persona = ("Condominio Via Mazzini 14", "", "");

const fn v(
    verso: Verso,
    oggetto: &'static str,
    chi: &'static str,
    parte: Persona,
    classe: &'static str,
    uffici: &'static [&'static str],
    (mezzo, carta): (&'static str, Carta),
) -> Vicenda {
    Vicenda {
        verso,
        oggetto,
        chi,
        parte,
        classe,
        uffici,
        mezzo,
        carta,
        riservata: false,
        annullata: false,
        rifiutata: false,
        ferma: false,
    }
}

/// In order of time.
pub(super) const VICENDE: &[Vicenda] = &[
    v(
        Arrivo,
        "Richiesta di accesso agli atti della pratica edilizia 118/2024",
        "anna.neri",
        P0,
        "VI.3",
        &["EDI"],
        ("pec", Carta::Pec),
    ),
    v(
        Arrivo,
        "Segnalazione di una buca in via Garibaldi, all'altezza del civico 22",
        "anna.neri",
        P1,
        "VI.7",
        &["LLP", "POL"],
        ("mano", Carta::Lettera),
    ),
    v(
        Arrivo,
        "Comunicazione di cambio di abitazione in via dei Tigli 9",
        "anna.neri",
        P2,
        "XI.2",
        &["DEM"],
        ("mano", Carta::Pdf),
    ),
    v(Arrivo, "", "anna.neri", F0, "IV.4", &["RAG", "LLP"], ("pec", Carta::Fattura)),
    v(
        Arrivo,
        "Richiesta di patrocinio per la Festa dell'olio nuovo",
        "anna.neri",
        E6,
        "VII.6",
        &["SEG"],
        ("email", Carta::Mail),
    ),
    v(
        Arrivo,
        "Allerta meteo arancione per rischio idrogeologico nelle prossime 36 ore",
        "carla.bianchi",
        E1,
        "VI.10",
        &["POL", "TEC"],
        ("pec", Carta::Pec),
    ),
    v(
        Partenza,
        "Riscontro alla richiesta di accesso agli atti della pratica edilizia 118/2024",
        "marco.gallo",
        P0,
        "VI.3",
        &["EDI"],
        ("pec", Carta::Pdf),
    ),
    Vicenda {
        riservata: true,
        ..v(
            Arrivo,
            "Domanda di contributo per le spese di riscaldamento",
            "anna.neri",
            P5,
            "VII.12",
            &["SOC"],
            ("mano", Carta::Lettera),
        )
    },
    v(
        Arrivo,
        "Segnalazione certificata di inizio attività per manutenzione straordinaria in piazza Dante 3",
        "anna.neri",
        F5,
        "VI.3",
        &["EDI"],
        ("portale", Carta::Pdf),
    ),
    v(
        Arrivo,
        "Richiesta di rateizzazione dell'avviso IMU 2024",
        "anna.neri",
        P6,
        "IV.3",
        &["TRI"],
        ("pec", Carta::Pec),
    ),
    v(Arrivo, "", "anna.neri", F1, "IV.4", &["RAG"], ("pec", Carta::Fattura)),
    v(
        Interno,
        "Richiesta di verifica dell'impianto termico della scuola primaria",
        "marco.gallo",
        NESSUNO,
        "VI.5",
        &["LLP"],
        ("interno", Carta::Lettera),
    ),
    v(
        Arrivo,
        "Richiesta di intervento per lampioni spenti in viale della Stazione",
        "anna.neri",
        E7,
        "VI.8",
        &["LLP"],
        ("email", Carta::Mail),
    ),
    v(
        Arrivo,
        "Convocazione della Conferenza di servizi sul ponte della Fornace",
        "carla.bianchi",
        E0,
        "VI.5",
        &["TEC", "SEG"],
        ("pec", Carta::Pec),
    ),
    v(
        Arrivo,
        "Ricorso contro il verbale 3381/2026 della Polizia locale",
        "anna.neri",
        P4,
        "V.1",
        &["POL"],
        ("raccomandata", Carta::Pdf),
    ),
    v(
        Arrivo,
        "Domanda di iscrizione al servizio di refezione scolastica",
        "anna.neri",
        P7,
        "VII.1",
        &["AGG"],
        ("portale", Carta::Lettera),
    ),
    v(
        Arrivo,
        "Richiesta di certificato storico di residenza",
        "anna.neri",
        P8,
        "XI.2",
        &["DEM"],
        ("mano", Carta::Lettera),
    ),
    v(
        Partenza,
        "Trasmissione del certificato storico di residenza",
        "sara.longo",
        P8,
        "XI.2",
        &["DEM"],
        ("pec", Carta::Pdf),
    ),
    Vicenda {
        annullata: true,
        ..v(
            Arrivo,
            "Richiesta di certificato storico di residenza",
            "anna.neri",
            P8,
            "XI.2",
            &["DEM"],
            ("mano", Carta::Lettera),
        )
    },
    v(
        Arrivo,
        "Offerta per la manutenzione del verde pubblico, anno 2027",
        "anna.neri",
        F3,
        "VI.9",
        &["LLP", "RAG"],
        ("pec", Carta::Pec),
    ),
    Vicenda {
        riservata: true,
        ..v(
            Arrivo,
            "Richiesta di relazione sul nucleo familiare, procedimento 412/2026",
            "carla.bianchi",
            E5,
            "VII.11",
            &["SOC"],
            ("pec", Carta::Pec),
        )
    },
    v(
        Arrivo,
        "Comunicazione di sciopero del personale della mensa scolastica",
        "anna.neri",
        F4,
        "VII.1",
        &["AGG"],
        ("pec", Carta::Pec),
    ),
    v(
        Arrivo,
        "Segnalazione di schiamazzi notturni in piazza del Mercato",
        "anna.neri",
        P9,
        "IX.4",
        &["POL"],
        ("email", Carta::Mail),
    ),
    v(Arrivo, "", "anna.neri", F2, "IV.4", &["RAG", "LLP"], ("pec", Carta::Fattura)),
    v(
        Interno,
        "Proposta di variazione al bilancio 2026-2028 per la manutenzione delle strade",
        "paolo.riva",
        NESSUNO,
        "IV.2",
        &["SEG"],
        ("interno", Carta::Lettera),
    ),
    v(
        Arrivo,
        "Richiesta di occupazione di suolo pubblico per ponteggio in via Cavour",
        "anna.neri",
        F0,
        "IV.3",
        &["TRI", "POL"],
        ("pec", Carta::Pec),
    ),
    v(
        Arrivo,
        "Richiesta di autorizzazione al taglio di un pino pericolante in via Leopardi 5",
        "anna.neri",
        P3,
        "VI.9",
        &["LLP"],
        ("mano", Carta::Firmata),
    ),
    v(
        Arrivo,
        "Trasmissione del verbale di sopralluogo igienico-sanitario alla mensa",
        "anna.neri",
        E3,
        "X.1",
        &["AGG"],
        ("pec", Carta::Pec),
    ),
    v(
        Arrivo,
        "Richiesta di dati sul personale per il conto annuale",
        "carla.bianchi",
        E2,
        "III.6",
        &["RAG"],
        ("pec", Carta::Pec),
    ),
    v(
        Partenza,
        "Ordinanza di chiusura temporanea di via Cavour: comunicazione alla Prefettura",
        "davide.sala",
        E2,
        "VI.7",
        &["POL"],
        ("pec", Carta::Pdf),
    ),
    v(
        Arrivo,
        "Dichiarazione di nascita: richiesta di trascrizione",
        "anna.neri",
        P2,
        "XI.1",
        &["DEM"],
        ("pec", Carta::Pdf),
    ),
    v(
        Arrivo,
        "Richiesta di utilizzo della palestra comunale per la stagione 2026/2027",
        "anna.neri",
        E6,
        "VII.7",
        &["AGG"],
        ("email", Carta::Mail),
    ),
    Vicenda {
        rifiutata: true,
        ..v(
            Arrivo,
            "Segnalazione di un muro pericolante sulla strada provinciale 12",
            "anna.neri",
            P1,
            "VI.7",
            &["TEC"],
            ("mano", Carta::Lettera),
        )
    },
    v(
        Arrivo,
        "Istanza di annullamento in autotutela dell'avviso TARI 2025",
        "anna.neri",
        P4,
        "IV.3",
        &["TRI"],
        ("pec", Carta::Pec),
    ),
    v(Arrivo, "", "anna.neri", F4, "IV.4", &["RAG", "AGG"], ("pec", Carta::Fattura)),
    Vicenda {
        riservata: true,
        ..v(
            Arrivo,
            "Richiesta di contrassegno per persona con disabilità",
            "anna.neri",
            P5,
            "VII.12",
            &["POL"],
            ("mano", Carta::Lettera),
        )
    },
    v(
        Arrivo,
        "Progetto esecutivo per l'adeguamento sismico della palestra",
        "anna.neri",
        F5,
        "VI.5",
        &["LLP", "TEC"],
        ("pec", Carta::Pec),
    ),
    v(
        Partenza,
        "Richiesta di integrazioni sul progetto esecutivo della palestra",
        "lucia.ferri",
        F5,
        "VI.5",
        &["LLP"],
        ("pec", Carta::Pdf),
    ),
    v(
        Arrivo,
        "Diffida per infiltrazioni d'acqua dalla strada comunale",
        "anna.neri",
        E7,
        "V.2",
        &["LLP", "SEG"],
        ("raccomandata", Carta::Pdf),
    ),
    Vicenda {
        annullata: true,
        ..v(
            Arrivo,
            "Diffida per infiltrazioni d'acqua dalla strada comunale, seconda copia",
            "anna.neri",
            E7,
            "V.2",
            &["LLP"],
            ("raccomandata", Carta::Pdf),
        )
    },
    v(Arrivo, "Richiesta di pubblicazione di matrimonio", "anna.neri", P7, "XI.1", &["DEM"], ("mano", Carta::Lettera)),
    v(
        Arrivo,
        "Comunicazione dell'elenco degli alunni iscritti per i buoni libro",
        "anna.neri",
        E4,
        "VII.1",
        &["AGG"],
        ("pec", Carta::Pec),
    ),
    v(
        Arrivo,
        "Richiesta di installazione di uno specchio parabolico in via Monti",
        "anna.neri",
        P6,
        "VI.7",
        &["POL", "LLP"],
        ("email", Carta::Mail),
    ),
    v(
        Interno,
        "Richiesta di ferie e sostituzioni per il periodo natalizio",
        "sara.longo",
        NESSUNO,
        "III.12",
        &["SEG"],
        ("interno", Carta::Lettera),
    ),
    v(
        Arrivo,
        "Richiesta di certificato di destinazione urbanistica, foglio 12 particella 340",
        "anna.neri",
        F5,
        "VI.1",
        &["EDI"],
        ("pec", Carta::Pec),
    ),
    v(
        Arrivo,
        "Segnalazione di abbandono di rifiuti lungo il torrente Fiora",
        "anna.neri",
        P3,
        "VI.9",
        &["POL"],
        ("email", Carta::Mail),
    ),
    v(
        Partenza,
        "Avviso di avvio del procedimento per abuso edilizio in località Le Coste",
        "marco.gallo",
        P1,
        "VI.3",
        &["EDI"],
        ("raccomandata", Carta::Pdf),
    ),
    v(Arrivo, "", "anna.neri", F3, "IV.4", &["RAG"], ("pec", Carta::Fattura)),
    v(
        Arrivo,
        "Domanda di assegnazione di un alloggio di edilizia residenziale pubblica",
        "anna.neri",
        P9,
        "VII.14",
        &["SOC"],
        ("mano", Carta::Pdf),
    ),
    v(
        Arrivo,
        "Richiesta di chiarimenti sul bando per la gestione dell'asilo nido",
        "anna.neri",
        F3,
        "VII.2",
        &["AGG"],
        ("pec", Carta::Pec),
    ),
    v(
        Arrivo,
        "Polizza fideiussoria per i lavori di via Cavour",
        "anna.neri",
        F0,
        "VI.5",
        &["LLP", "RAG"],
        ("pec", Carta::Pec),
    ),
    Vicenda {
        ferma: true,
        ..v(
            Arrivo,
            "Segnalazione di un pericolo: tombino rotto davanti alla scuola primaria",
            "anna.neri",
            E4,
            "VI.7",
            &["LLP"],
            ("pec", Carta::Pec),
        )
    },
    v(Arrivo, "Osservazione alla variante 7 del piano regolatore", "anna.neri", P0, "VI.1", &[], ("pec", Carta::Pec)),
    v(
        Partenza,
        "Invito al tavolo sulla sicurezza delle strade del centro",
        "elena.conti",
        E6,
        "IX.4",
        &["POL"],
        ("email", Carta::Lettera),
    ),
    v(
        Arrivo,
        "Richiesta di incontro con il Sindaco sul mercato settimanale",
        "anna.neri",
        E6,
        "II.1",
        &[],
        ("email", Carta::Mail),
    ),
    v(
        Arrivo,
        "Certificato di regolare esecuzione dei lavori di piazza Dante",
        "anna.neri",
        F0,
        "VI.5",
        &["LLP", "RAG"],
        ("pec", Carta::Pec),
    ),
    v(Arrivo, "", "anna.neri", F2, "IV.4", &["RAG"], ("pec", Carta::Fattura)),
    v(
        Interno,
        "Relazione sui tempi dei procedimenti edilizi del terzo trimestre",
        "marco.gallo",
        NESSUNO,
        "VI.3",
        &["SEG"],
        ("interno", Carta::Lettera),
    ),
    v(
        Arrivo,
        "Richiesta di variazione anagrafica per trasferimento da altro Comune",
        "anna.neri",
        P8,
        "XI.2",
        &["DEM"],
        ("pec", Carta::Pdf),
    ),
    v(
        Arrivo,
        "Proposta di acquisto di arredi per l'ufficio protocollo",
        "anna.neri",
        F1,
        "IV.10",
        &["PRO"],
        ("pec", Carta::Pec),
    ),
    v(
        Arrivo,
        "Richiesta di ripristino della segnaletica in via Mazzini",
        "anna.neri",
        E7,
        "VI.7",
        &[],
        ("mano", Carta::Lettera),
    ),
];
