//! A volume, and the index of the volumes, on paper.

use std::time::Duration;

use kernel::Instant;
use ledger::Checkpoint;
use pdf::{About, Limits, Template};
use serde::Serialize;

use super::{
    elenca::Volume,
    raccogli::{DiUnAnno, Voce},
};
use crate::{
    emergenza::detto,
    error::Error,
    rules::{Verso, mezzo_label, segnatura},
};

const VOLUME: Template =
    Template::shipped("registro-periodo", include_str!("../../../../modelli/registro-periodo.typ"));
const INDICE: Template =
    Template::shipped("registro-periodo-indice", include_str!("../../../../modelli/registro-periodo-indice.typ"));
const LIMITS: Limits = Limits { time: Duration::from_secs(300), data: 32_000_000, pages: 5_000, bytes: 100_000_000 };

/// What stands on every paper of a print.
pub(super) struct Testata<'a> {
    pub ente: &'a ente::Ente,
    pub da: (i64, i64),
    pub a: (i64, i64),
    /// Entries of the whole print.
    pub quante: i64,
    pub volumi: i64,
    pub at: Instant,
    /// The signed head of the journal's tree, and its text.
    pub sigillo: Option<(Checkpoint, String)>,
    /// The key that checks the signature.
    pub chiave: String,
}

#[derive(Debug, Serialize)]
struct Base {
    ente: String,
    periodo: String,
    quante: i64,
    volumi: i64,
    al: String,
    sigillo: Option<Sigillo>,
    registro: Option<String>,
}

#[derive(Debug, Serialize)]
struct Sigillo {
    nome: String,
    voci: u64,
    /// The root, in digits.
    radice: String,
    /// The signed text, line by line.
    nota: Vec<String>,
    chiave: String,
}

#[derive(Debug, Serialize)]
struct CartaVolume {
    #[serde(flatten)]
    base: Base,
    volume: i64,
    pagina_da: i64,
    prima: String,
    ultima: String,
    voci: Vec<Riga>,
}

#[derive(Debug, Serialize)]
struct Riga {
    numero: String,
    quando: String,
    verso: &'static str,
    chi: String,
    parti: String,
    oggetto: String,
    mezzo: String,
    arrivata: Option<String>,
    del_mittente: Option<String>,
    classe: Option<String>,
    uffici: String,
    documenti: Vec<Documento>,
    fatti: Vec<Annotazione>,
    annullata: bool,
    riservata: bool,
    emergenza: Option<String>,
}

#[derive(Debug, Serialize)]
struct Documento {
    principale: bool,
    nome: String,
    impronta: String,
}

#[derive(Debug, Serialize)]
struct Annotazione {
    che: String,
    quando: String,
    chi: String,
    testo: String,
}

#[derive(Debug, Serialize)]
struct CartaIndice {
    #[serde(flatten)]
    base: Base,
    pagine: i64,
    anni: Vec<String>,
    file: Vec<RigaVolume>,
}

#[derive(Debug, Serialize)]
struct RigaVolume {
    volume: i64,
    prima: String,
    ultima: String,
    quante: i64,
    pagine: String,
    impronta: String,
}

fn numero((anno, numero): (i64, i64)) -> String {
    format!("{numero}/{anno}")
}

fn base(testata: &Testata<'_>) -> Base {
    let sigillo = testata.sigillo.as_ref().map(|(checkpoint, note)| Sigillo {
        nome: checkpoint.origin.clone(),
        voci: checkpoint.size,
        radice: checkpoint.root.iter().map(|byte| format!("{byte:02x}")).collect(),
        nota: note.lines().map(str::to_owned).collect(),
        chiave: testata.chiave.clone(),
    });
    Base {
        ente: testata.ente.info.name.clone(),
        periodo: format!("dalla {} alla {}", numero(testata.da), numero(testata.a)),
        quante: testata.quante,
        volumi: testata.volumi,
        al: testata.at.rome().format("%d/%m/%Y, ore %H:%M:%S").to_string(),
        sigillo,
        registro: testata.ente.typed_address("/registro"),
    }
}

fn about(testata: &Testata<'_>, title: String) -> About {
    About { title, author: testata.ente.info.name.clone(), at: testata.at }
}

/// The volume `volume`, whose first page is `pagina_da`, and how many pages it has.
///
/// # Errors
/// Those of the template and its limits.
pub(super) async fn volume(
    testata: &Testata<'_>,
    (volume, pagina_da): (i64, i64),
    voci: &[Voce],
) -> Result<(Vec<u8>, usize), Error> {
    let ends = |voce: Option<&Voce>| voce.map(|voce| segnatura(&voce.entry.riga)).unwrap_or_default();
    let carta = CartaVolume {
        base: base(testata),
        volume,
        pagina_da,
        prima: ends(voci.first()),
        ultima: ends(voci.last()),
        voci: voci.iter().map(riga).collect(),
    };
    let title = format!("Registro di protocollo {}, volume {volume} di {}", carta.base.periodo, testata.volumi);
    Ok(pdf::render_counted(&VOLUME, &about(testata, title), &carta, LIMITS).await?)
}

/// The index of the volumes.
///
/// # Errors
/// Those of the template and its limits.
pub(super) async fn indice(
    testata: &Testata<'_>,
    volumi: &[Volume],
    anni: &[DiUnAnno],
) -> Result<(Vec<u8>, usize), Error> {
    let riga = |file: &Volume| RigaVolume {
        volume: file.numero,
        prima: numero(file.prima),
        ultima: numero(file.ultima),
        quante: file.quante,
        pagine: format!("{}–{}", file.pagina_da, file.pagina_da + file.pagine - 1),
        impronta: file.impronta.to_string(),
    };
    let carta = CartaIndice {
        base: base(testata),
        pagine: volumi.iter().map(|file| file.pagine).sum(),
        anni: anni.iter().map(detto_di_un_anno).collect(),
        file: volumi.iter().map(riga).collect(),
    };
    let title = format!("Registro di protocollo {}, indice dei volumi", carta.base.periodo);
    Ok(pdf::render_counted(&INDICE, &about(testata, title), &carta, LIMITS).await?)
}

/// Whether a number is missing, and how many entries there are: what a court counts first.
fn detto_di_un_anno(anno: &DiUnAnno) -> String {
    let DiUnAnno { anno, da, a, quante } = anno;
    let missing = a - da + 1 - quante;
    let holes = match missing {
        0 => "nessun numero manca".to_owned(),
        1 => "un numero manca".to_owned(),
        many => format!("{many} numeri mancano"),
    };
    match quante {
        1 => format!("{anno}: una registrazione, la {da}"),
        many => format!("{anno}: {many} registrazioni, dalla {da} alla {a}; {holes}"),
    }
}

fn riga(voce: &Voce) -> Riga {
    let entry = &voce.entry;
    let riga = &entry.riga;
    let day = |day: kernel::Date| day.format("%d/%m/%Y").to_string();
    let theirs = match (&riga.protocollo_mittente, riga.data_mittente) {
        (Some(number), Some(date)) => Some(format!("{number} del {}", day(date))),
        (Some(number), None) => Some(number.clone()),
        (None, Some(date)) => Some(format!("del {}", day(date))),
        (None, None) => None,
    };
    let documento = |(principale, nome, impronta): &(bool, String, String)| Documento {
        principale: *principale,
        nome: nome.clone(),
        impronta: impronta.clone(),
    };
    let annotazione = |(fatto, chi): &(crate::tables::fatto::Model, String)| Annotazione {
        che: fatto.tipo.replace('_', " "),
        quando: fatto.at.rome().format("%d/%m/%Y %H:%M:%S").to_string(),
        chi: chi.clone(),
        testo: fatto.testo.clone(),
    };
    Riga {
        numero: segnatura(riga),
        quando: riga.registrata_at.rome().format("%d/%m/%Y %H:%M:%S").to_string(),
        verso: Verso::from_code(&riga.verso).map_or("", Verso::label),
        chi: voce.chi.clone(),
        parti: entry.parti.join("; "),
        oggetto: riga.oggetto.clone(),
        mezzo: mezzo_label(&riga.mezzo).to_owned(),
        arrivata: riga.arrivata_il.map(day),
        del_mittente: theirs,
        classe: entry.classe.clone(),
        uffici: entry.uffici.join("; "),
        documenti: voce.documenti.iter().map(documento).collect(),
        fatti: voce.fatti.iter().map(annotazione).collect(),
        annullata: entry.annullata,
        riservata: riga.riservata,
        emergenza: entry.emergenza.as_ref().map(detto),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_number_is_told() {
        let told = |da, a, quante| detto_di_un_anno(&DiUnAnno { anno: 2026, da, a, quante });
        assert_eq!(told(1, 10, 10), "2026: 10 registrazioni, dalla 1 alla 10; nessun numero manca");
        assert_eq!(told(5, 10, 5), "2026: 5 registrazioni, dalla 5 alla 10; un numero manca");
        assert_eq!(told(5, 10, 2), "2026: 2 registrazioni, dalla 5 alla 10; 4 numeri mancano");
        assert_eq!(told(7, 7, 1), "2026: una registrazione, la 7");
    }
}
