//! What the demo comune finds on its desks: papers that wait for a signature, one that was signed for trial, one that was refused. All of it
//! is invented.

use std::io::Cursor;

use authz::Who;
use kernel::Refusal;
use office::Furnish;

use crate::{
    error::Error,
    firma::prova,
    richiesta::{
        apri::apri,
        chiudi::rifiuta,
        metti::{Nuova, metti},
    },
    rules::{Posto, RichiestaId, Segno},
};

/// Subject, note, who signs (user name and code of the unit).
type Carta = (&'static str, Option<&'static str>, &'static [(&'static str, &'static str)]);

const CARTE: [Carta; 5] = [
    (
        "Determina di affidamento della manutenzione dei platani di viale Roma",
        Some("L'impresa aspetta l'ordine per lunedì."),
        &[("marco.gallo", "TEC")],
    ),
    ("Autorizzazione di passo carrabile in via dei Mulini 7", None, &[("marco.gallo", "EDI")]),
    ("Liquidazione della fattura 118 della Edilnova S.r.l.", None, &[("marco.gallo", "LLP"), ("paolo.riva", "RAG")]),
    ("Ordinanza di chiusura di piazza della Torre per la fiera", None, &[("elena.conti", "SEG")]),
    ("Convenzione con l'associazione Amici del Fiore", None, &[("elena.conti", "AGG")]),
];

/// Fills it.
pub(crate) async fn arreda(demo: &Furnish<'_>) -> Result<(), Error> {
    let Some(lucia) = demo.who("lucia.ferri") else { return Ok(()) };
    let Some(lavori) = demo.unit("LLP") else { return Ok(()) };
    let mut made: Vec<RichiestaId> = Vec::new();
    for (oggetto, nota, signers) in CARTE {
        let signers =
            signers.iter().filter_map(|(username, unit)| Some((demo.who(username)?.person, demo.unit(unit)?)));
        let nuova = Nuova {
            oggetto: oggetto.into(),
            nota: nota.map(str::to_owned),
            segno: Some(Segno { pagina: None, posto: Posto::BassoSinistra }),
            unita: Some(lavori),
            firmatari: signers.collect(),
            ..Nuova::default()
        };
        let bytes = carta(oggetto);
        let stored = demo.ente.archive.receive(&mut Cursor::new(bytes), 1 << 20).await?;
        let name = format!("{}.pdf", oggetto.split_whitespace().take(4).collect::<Vec<_>>().join("-").to_lowercase());
        made.push(metti(demo.ente, lucia, &nuova, Some(&(name, stored))).await?);
    }
    let [_, passo, _, ordinanza, convenzione] = made.as_slice() else { return Ok(()) };
    if let Some(marco) = demo.who("marco.gallo") {
        firmata(demo, marco, *passo).await?;
    }
    if let Some(elena) = demo.who("elena.conti") {
        firmata(demo, elena, *ordinanza).await?;
        apri(demo.ente, elena, *convenzione).await?;
        let why = "Manca la durata della convenzione: va scritta all'articolo 3.";
        rifiuta(demo.ente, elena, *convenzione, why).await?;
    }
    Ok(())
}

async fn firmata(demo: &Furnish<'_>, who: &Who, id: RichiestaId) -> Result<(), Error> {
    apri(demo.ente, who, id).await?;
    let done = prova::firma(demo.ente, who, &[id]).await?;
    match done.iter().find(|esito| esito.firma.is_none()) {
        Some(not) => Err(Refusal::because(not.motivi.join(" ")).into()),
        None => Ok(()),
    }
}

/// One page with its subject.
fn carta(oggetto: &str) -> Vec<u8> {
    let plain: String = oggetto.chars().map(|c| if c.is_ascii() && !"()\\".contains(c) { c } else { ' ' }).collect();
    let text = format!("BT /F1 14 Tf 60 760 Td (Comune di Montefiorito) Tj 0 -40 Td /F1 11 Tf ({plain}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/Lang(it-IT)>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>".to_owned(),
        format!("<</Length {}>>\nstream\n{text}\nendstream", text.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, body) in (1..).zip(&objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n{body}\nendobj\n").into_bytes());
    }
    let at = bytes.len();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        table.push_str(&format!("{place:010} 00000 n \n"));
    }
    let end = format!("trailer\n<</Size {}/Root 1 0 R/ID[<01><02>]>>\nstartxref\n{at}\n%%EOF\n", objects.len() + 1);
    bytes.extend(table.into_bytes());
    bytes.extend(end.into_bytes());
    bytes
}
