//! What the demo comune publishes: invented acts of these days, one of them annulled and published again.

use documents::store::Stored;
use ente::Ente;
use office::Furnish;
use pdf::{About, Template};
use porte::albo::{DaPubblicare, Domanda, Durata, Origine, Tipo};
use serde::Serialize;

use crate::{
    error::Error,
    pubblica::{AZIONE, pubblica},
    vicende::{Vicenda, accade, ripubblica},
};

const ATTO: Template = Template::shipped("albo-dimostrativo", include_str!("demo.typ"));

/// Kind, act in words, subject, who asks, days since adoption, whether an outside body asks, days where they are asked for.
type Atto = (&'static str, &'static str, &'static str, &'static str, i64, bool, Option<u16>);

const ATTI: [Atto; 9] = [
    (
        "delibera_giunta",
        "Deliberazione della Giunta n. 118",
        "Patrocinio della festa del Fiore",
        "Segreteria generale",
        1,
        false,
        None,
    ),
    (
        "delibera_consiglio",
        "Deliberazione del Consiglio n. 31",
        "Variazione al bilancio di previsione",
        "Ragioneria",
        2,
        false,
        None,
    ),
    (
        "determina",
        "Determinazione n. 402",
        "Manutenzione del tetto della scuola primaria: affidamento",
        "Lavori pubblici",
        0,
        false,
        None,
    ),
    (
        "determina",
        "Determinazione n. 403",
        "Acquisto di sale per la viabilità invernale",
        "Ufficio tecnico",
        6,
        false,
        None,
    ),
    ("liquidazione", "Liquidazione n. 219", "Fornitura di energia elettrica: bimestre", "Ragioneria", 0, false, None),
    (
        "ordinanza_dirigente",
        "Ordinanza n. 57",
        "Senso unico in via dei Mulini per lavori",
        "Polizia locale",
        0,
        false,
        None,
    ),
    (
        "permesso_costruire",
        "Permesso di costruire n. 12",
        "Ampliamento di un fabbricato rurale",
        "Edilizia privata",
        3,
        false,
        None,
    ),
    ("avviso", "Avviso", "Raccolta dei rami potati: i giorni di dicembre", "Ufficio tecnico", 0, false, None),
    (
        "atto_terzi",
        "Avviso della Provincia di Montefiore",
        "Chiusura notturna del ponte sulla provinciale",
        "Provincia di Montefiore",
        0,
        true,
        Some(30),
    ),
];

#[derive(Debug, Serialize)]
struct Carta {
    ente: String,
    titolo: &'static str,
    oggetto: &'static str,
}

/// Fills it. The other offices have been furnished before.
pub(crate) async fn arreda(demo: &Furnish<'_>) -> Result<(), Error> {
    let Some(carla) = demo.who("carla.bianchi") else { return Ok(()) };
    let mut first = None;
    for atto in ATTI {
        let (codice, titolo, oggetto, richiedente, giorni_fa, esterno, giorni) = atto;
        let Some(tipo) = Tipo::di(codice) else { continue };
        let stored = carta(demo.ente, titolo, oggetto).await?;
        let mut tx = demo.ente.ledger.begin(carla.actor(), AZIONE).await?;
        let documento = demo.ente.archive.name(&mut tx, &stored, &format!("{titolo}.pdf")).await?;
        let domanda = Domanda {
            tipo,
            oggetto: oggetto.into(),
            origine: Origine { ufficio: "albo".into(), id: None, detta: Some(titolo.into()) },
            richiedente: richiedente.into(),
            esterno,
            protocollo: None,
            adottato_il: Some(tx.now().plus_seconds(-giorni_fa * 86_400).date()),
            immediata: false,
            durata: giorni.map_or(Durata::Usuale, Durata::Giorni),
            documenti: vec![DaPubblicare { documento, integrale: None }],
            scelte: Vec::new(),
            persona: carla.person,
        };
        let made = pubblica(&mut tx, &domanda, None).await?;
        tx.commit().await?;
        first.get_or_insert(made.id);
    }
    if let Some(id) = first {
        let motivo = "Nell'oggetto mancava il nome della festa.";
        accade(demo.ente, carla, id.into(), Vicenda::Annulla, motivo).await?;
        ripubblica(demo.ente, carla, id.into(), Some("Patrocinio della festa del Fiore di Montefiorito")).await?;
    }
    Ok(())
}

/// The paper of an act.
async fn carta(ente: &Ente, titolo: &'static str, oggetto: &'static str) -> Result<Stored, Error> {
    let about = About { title: titolo.into(), author: ente.info.name.clone(), at: ente.ledger.now() };
    let bytes = pdf::render(&ATTO, &about, &Carta { ente: ente.info.name.clone(), titolo, oggetto }).await?;
    Ok(ente.archive.receive(&mut &bytes[..], 1_000_000).await?)
}
