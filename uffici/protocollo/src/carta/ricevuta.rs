//! The receipt of what was presented (art. 18-bis L. 241/1990), for the screen and as a PDF.

use accounts::names;
use authz::Who;
use ente::Ente;
use kernel::Instant;
use pdf::{About, Template};
use serde::Serialize;
use serde_json::Value;
use wording::{Name, OnPage, Paper, Part};

use crate::{
    error::Error,
    nome::o_nessuno,
    registrazione::scheda::{Scheda, leggi},
    rules::{Verso, mezzo_label, segnatura},
};

/// The receipt, with the words that an ente may write.
pub(crate) static CARTA: Paper = Paper {
    template: Template::shipped("ricevuta-protocollo", include_str!("../../../../modelli/ricevuta-protocollo.typ")),
    title: "Ricevuta di presentazione",
    purpose: "Si dà a chi presenta un documento al protocollo (art. 18-bis L. 241/1990, art. 57 DPR 445/2000). Oggetto, mittenti, documenti \
              e impronte li scrive sempre il programma.",
    parts: &[
        Part {
            code: "apertura",
            title: "Numero e data",
            shipped: "Protocollo n. *{numero}* del *{giorno}*, ore *{ora}*",
            names: &[
                Name::wanted("numero", "il numero di protocollo", "l'art. 53, comma 1, lettera a), DPR 445/2000"),
                Name::wanted("giorno", "la data di registrazione", "l'art. 53, comma 1, lettera b), DPR 445/2000"),
                Name::free("ora", "l'ora di registrazione"),
                Name::free("ente", "il nome dell'ente"),
            ],
            optional: false,
            chars: 300,
            lines: 4,
        },
        Part {
            code: "avvertenza",
            title: "Che cosa attesta",
            shipped: "Ricevuta rilasciata ai sensi dell’art. 18-bis della legge 241/1990. Attesta la presentazione, non l’accoglimento della \
                      domanda. I termini per la risposta dipendono dal procedimento: li comunica l’ufficio che se ne occupa.",
            names: &[Name::free("ente", "il nome dell'ente")],
            optional: false,
            chars: 1_500,
            lines: 20,
        },
        Part {
            code: "impronta",
            title: "A che cosa serve l'impronta",
            shipped: "L’impronta permette a chiunque di controllare che un file sia proprio quello ricevuto: due file diversi hanno impronte \
                      diverse.",
            names: &[],
            optional: true,
            chars: 800,
            lines: 10,
        },
        Part {
            code: "chiusura",
            title: "In fondo: orari, recapiti, un saluto",
            shipped: "",
            names: &[Name::free("ente", "il nome dell'ente")],
            optional: true,
            chars: 1_000,
            lines: 15,
        },
    ],
    sample: campione,
};

/// An invented receipt.
fn campione(ente: &str) -> Result<Value, serde_json::Error> {
    serde_json::to_value(Ricevuta {
        at: Instant::default(),
        ente: ente.to_owned(),
        numero: "123/2026".into(),
        giorno: "25/11/2026".into(),
        ora: "10:42".into(),
        verso: Verso::Arrivo.label(),
        mittenti: vec!["Maria Esempio".into()],
        oggetto: "Domanda di occupazione di suolo pubblico".into(),
        mezzo: mezzo_label("mano").to_owned(),
        arrivato_il: Some("24/11/2026".into()),
        differita: Some("Determina 12/2026".into()),
        protocollo_mittente: Some("7 del 20/11/2026".into()),
        ricevuto_da: "Anna Prova".into(),
        documenti: vec![Documento {
            nome: "domanda.pdf".into(),
            formato: "PDF".into(),
            grandezza: "120 kB".into(),
            impronta: "ab12".repeat(16),
        }],
        annullata: false,
        registro: Some("comune.esempio.it/registro".into()),
    })
}

/// Everything in words, as both the page and the paper say it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Ricevuta {
    /// The instant of the registration.
    #[serde(skip)]
    pub at: Instant,
    pub ente: String,
    pub numero: String,
    pub giorno: String,
    pub ora: String,
    pub verso: &'static str,
    pub mittenti: Vec<String>,
    pub oggetto: String,
    pub mezzo: String,
    pub arrivato_il: Option<String>,
    /// The act under which it was registered later than the day on which it came.
    pub differita: Option<String>,
    pub protocollo_mittente: Option<String>,
    /// Who took it in.
    pub ricevuto_da: String,
    pub documenti: Vec<Documento>,
    pub annullata: bool,
    /// Where the public log is read, if the ente has an address.
    pub registro: Option<String>,
}

/// A document that was presented.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Documento {
    pub nome: String,
    pub formato: String,
    pub grandezza: String,
    pub impronta: String,
}

/// The receipt of an entry in arrival.
///
/// # Errors
/// [`Error::NotFound`] where `who` may not see it, [`Error::NonInArrivo`] where nothing was presented.
pub(crate) async fn ricevuta(ente: &Ente, who: &Who, anno: i64, numero: i64) -> Result<Ricevuta, Error> {
    let scheda = leggi(ente, who, anno, numero).await?;
    if Verso::from_code(&scheda.riga.verso) != Some(Verso::Arrivo) {
        return Err(Error::NonInArrivo);
    }
    let clerk = scheda.riga.registrata_da;
    let read = ente.db().read().await?;
    let name = names(&read, &[clerk]).await?.remove(&clerk);
    Ok(in_parole(&scheda, &ente.info.name, name, ente.typed_address("/registro")))
}

fn in_parole(scheda: &Scheda, ente: &str, clerk: Option<String>, registro: Option<String>) -> Ricevuta {
    let riga = &scheda.riga;
    let at = riga.registrata_at.rome();
    let documenti = scheda.documenti.iter().map(|(allegato, document)| Documento {
        nome: document.name.clone(),
        formato: document.format().label(),
        grandezza: ui::sized(document.size.unsigned_abs()),
        impronta: allegato.impronta.clone(),
    });
    let theirs = riga.protocollo_mittente.as_ref().map(|number| match riga.data_mittente {
        Some(day) => format!("{number} del {}", day.format("%d/%m/%Y")),
        None => number.clone(),
    });
    Ricevuta {
        at: riga.registrata_at,
        ente: ente.to_owned(),
        numero: segnatura(riga),
        giorno: at.format("%d/%m/%Y").to_string(),
        ora: at.format("%H:%M").to_string(),
        verso: Verso::Arrivo.label(),
        mittenti: scheda.parti.iter().map(|parte| parte.nome.clone()).collect(),
        oggetto: riga.oggetto.clone(),
        mezzo: mezzo_label(&riga.mezzo).to_owned(),
        arrivato_il: riga.arrivata_il.map(|day| day.format("%d/%m/%Y").to_string()),
        differita: scheda.differita.as_ref().map(|act| act.provvedimento.clone()),
        protocollo_mittente: theirs,
        ricevuto_da: o_nessuno(clerk),
        documenti: documenti.collect(),
        annullata: scheda.stato.annullata,
        registro,
    }
}

/// Its words, for the page: those of its own instant, as on the PDF.
///
/// # Errors
/// Those of the database.
pub(crate) async fn parole(ente: &Ente, ricevuta: &Ricevuta) -> Result<OnPage, Error> {
    let data = [
        ("numero", ricevuta.numero.as_str()),
        ("giorno", ricevuta.giorno.as_str()),
        ("ora", ricevuta.ora.as_str()),
        ("ente", ricevuta.ente.as_str()),
    ];
    Ok(wording::on_page(ente, &CARTA, ricevuta.at, &data).await?)
}

/// The receipt as an archivable PDF. Its date is that of the registration, and so are its words: asked again, it is the same to the byte.
///
/// # Errors
/// As the receipt on the page, and those of the template.
pub async fn ricevuta_pdf(ente: &Ente, who: &Who, anno: i64, numero: i64) -> Result<Vec<u8>, Error> {
    let ricevuta = ricevuta(ente, who, anno, numero).await?;
    let title = format!("Ricevuta del protocollo {}", ricevuta.numero);
    let about = About { title, author: ricevuta.ente.clone(), at: ricevuta.at };
    let template = wording::dressed(ente, &CARTA, about.at).await?;
    Ok(pdf::render(&template, &about, &ricevuta).await?)
}
