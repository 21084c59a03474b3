//! What the demo comune finds among its past acts, all invented: one that everybody who reads acts may read, one that is confidential still, one
//! that was read and waits for who brought it.

use documents::store::Stored;
use ente::Ente;
use kernel::{Cents, Date};
use office::Furnish;
use pdf::{About, Template};
use serde::Serialize;

use super::{Caricato, Dati, FILE_MAX, carica, conferma, correggi};
use crate::error::Error;

const CARTA: Template = Template::shipped("atto-passato-dimostrativo", include_str!("demo.typ"));

/// An act, its lines, and what was confirmed of it: nothing where it waits.
struct Atto {
    nome: &'static str,
    righe: &'static [&'static str],
    confermato: Option<Confermato>,
}

struct Confermato {
    tipo: &'static str,
    numero: i64,
    data: (i32, u32, u32),
    oggetto: &'static str,
    firma: &'static str,
    centesimi: &'static [i64],
    aperto: bool,
}

const ATTI: [Atto; 3] = [
    Atto {
        nome: "determina-45-2019.pdf",
        righe: &[
            "DETERMINAZIONE N. 45 DEL 12/03/2019",
            "OGGETTO: Acquisto di sale antigelo per le strade comunali. CIG Z3A3BFC097",
            "VISTO l'art. 107 del d.lgs. 18 agosto 2000, n. 267;",
            "di impegnare la somma di € 1.234,56 (Euro milleduecentotrentaquattro/56) sul capitolo 1610;",
            "IL RESPONSABILE DEL SERVIZIO",
            "F.to Geom. Aldo Ferrini",
        ],
        confermato: Some(Confermato {
            tipo: "determina",
            numero: 45,
            data: (2019, 3, 12),
            oggetto: "Acquisto di sale antigelo per le strade comunali",
            firma: "Aldo Ferrini",
            centesimi: &[123_456],
            aperto: true,
        }),
    },
    Atto {
        nome: "giunta-12-2021.pdf",
        righe: &[
            "VERBALE DI DELIBERAZIONE DELLA GIUNTA COMUNALE",
            "N. 12 del 03-02-2021",
            "OGGETTO: Costituzione in giudizio davanti al tribunale di Esempio",
            "PREMESSO che il ricorso è stato notificato il 20 gennaio 2021;",
            "IL SINDACO",
            "F.to Ada Morelli",
        ],
        confermato: Some(Confermato {
            tipo: "delibera_giunta",
            numero: 12,
            data: (2021, 2, 3),
            oggetto: "Costituzione in giudizio davanti al tribunale di Esempio",
            firma: "Ada Morelli",
            centesimi: &[],
            aperto: false,
        }),
    },
    Atto {
        nome: "ordinanza-33-2020.pdf",
        righe: &[
            "ORDINANZA DIRIGENZIALE N° 33/2020",
            "Data: 1° aprile 2020",
            "OGGETTO: Chiusura temporanea di via dei Mulini per lavori",
            "VISTO l'art. 7 del codice della strada;",
            "Documento firmato digitalmente da Anna Verdi in data 01/04/2020",
        ],
        confermato: None,
    },
];

#[derive(Debug, Serialize)]
struct Carta {
    ente: String,
    righe: &'static [&'static str],
}

/// Fills it.
pub(crate) async fn arreda(demo: &Furnish<'_>) -> Result<(), Error> {
    let (Some(elena), Some(unita)) = (demo.who("elena.conti"), demo.unit("SEG")) else { return Ok(()) };
    let mut files = Vec::new();
    for atto in &ATTI {
        files.push((atto.nome.to_owned(), carta(demo.ente, atto).await?));
    }
    let taken = carica(demo.ente, elena, unita, &files).await?;
    for (one, atto) in taken.iter().zip(&ATTI) {
        let (Caricato::Proposto(id), Some(confermato)) = (&one.esito, &atto.confermato) else { continue };
        let dati = confermato.dati();
        let made = conferma(demo.ente, elena, *id, &dati).await?;
        if confermato.aperto {
            correggi(
                demo.ente,
                elena,
                made,
                (1, true, "Riletto: niente che non sia per chi consulta gli atti."),
                &dati,
            )
            .await?;
        }
    }
    Ok(())
}

impl Confermato {
    fn dati(&self) -> Dati {
        let (year, month, day) = self.data;
        Dati {
            tipo: self.tipo.to_owned(),
            numero: Some(self.numero),
            data: Date::from_ymd_opt(year, month, day),
            oggetto: self.oggetto.to_owned(),
            firmatari: vec![self.firma.to_owned()],
            importi: self.centesimi.iter().copied().map(Cents).collect(),
            ..Dati::default()
        }
    }
}

async fn carta(ente: &Ente, atto: &Atto) -> Result<Stored, Error> {
    let about = About { title: atto.nome.into(), author: ente.info.name.clone(), at: ente.ledger.now() };
    let bytes = pdf::render(&CARTA, &about, &Carta { ente: ente.info.name.clone(), righe: atto.righe }).await?;
    Ok(ente.archive.receive(&mut &bytes[..], FILE_MAX).await?)
}
