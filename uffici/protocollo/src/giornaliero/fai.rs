//! To close the days that have ended.

use documents::store::Stored;
use ente::Ente;
use kernel::{Actor, Date, Instant};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use super::{
    carta::carta,
    metadati::{Dati, metadati},
    raccogli::{raccogli, ultima_prima_di},
    rules::days_to_make,
    sigilla::sigilla,
};
use crate::{
    conservabili::{dei_registri, domicilio},
    error::Error,
    tables::giornaliero,
};

/// The register of the registers of the day: each year from 1, without gaps.
const REGISTRO: &str = "protocollo_giornaliero";
/// Largest register of a day, in bytes.
const MOST_BYTES: u64 = 100_000_000;

/// Makes the register of each day that has ended and has none, up to a month of them. How many were made.
///
/// # Errors
/// Those of the ledger, the store and the template: the days before the one that failed keep theirs.
pub async fn fai(ente: &Ente) -> Result<usize, Error> {
    let today = ente.ledger.now().date();
    let read = ente.db().read().await?;
    let last = ultimo(&read).await?;
    drop(read);
    let mut made = 0;
    for giorno in days_to_make(last.map(|row| row.giorno), today) {
        made += usize::from(del_giorno(ente, giorno).await?);
    }
    Ok(made)
}

/// Makes that of one day, unless another node has made it meanwhile. The paper is made before the transaction, with the number
/// that comes next: nobody waits for it.
async fn del_giorno(ente: &Ente, giorno: Date) -> Result<bool, Error> {
    let read = ente.db().read().await?;
    let last = ultimo(&read).await?;
    if last.as_ref().is_some_and(|last| last.giorno >= giorno) {
        return Ok(false);
    }
    let dopo = match &last {
        Some(last) => (last.fino_anno, last.fino_numero),
        None => ultima_prima_di(&read, Instant::start_of(giorno)).await?,
    };
    let giornata = raccogli(&read, giorno, dopo).await?;
    let classe = dei_registri(&read, giorno).await?;
    let domicilio = domicilio(ente, &read).await?;
    drop(read);
    let at = ente.ledger.now();
    let anno = i64::from(at.year());
    let numero = (last.filter(|last| last.anno == anno).map_or(1, |last| last.numero + 1), anno);
    let pdf = carta(ente, &format!("{}/{anno}", numero.0), giorno, at, &giornata).await?;
    let nome = format!("registro-giornaliero-{giorno}");
    let nome_pdf = format!("{nome}.pdf");
    let chiuso = sigilla(ente, giorno, pdf).await?;
    let pdf_stored = ricevi(ente, &chiuso.pdf).await?;
    let impronta = pdf_stored.sha256.to_string();
    let dati = Dati {
        ente: &ente.info,
        aoo: ente.aoo.as_ref(),
        domicilio,
        classe: (classe.codice, classe.nome),
        numero,
        giorno: giorno.format("%d/%m/%Y").to_string(),
        at,
        impronta: pdf_stored.sha256.0,
        nome: &nome_pdf,
        giornata: &giornata,
        sigillato: chiuso.sigillo.is_some() && !chiuso.di_prova,
        marcato: chiuso.marcato && !chiuso.di_prova,
    };
    let xml_stored = ricevi(ente, &metadati(&dati)).await?;
    let mut tx = ente.ledger.begin(Actor::System("protocollo.registro_giornaliero"), "protocollo.giornaliero").await?;
    let (numbered, fatto_at) = tx.number(REGISTRO).await?;
    if (numbered.2, i64::from(numbered.1)) != numero {
        // Another node was quicker. Nothing is committed: the number is not lost.
        return Ok(false);
    }
    let documento = ente.archive.name(&mut tx, &pdf_stored, &nome_pdf).await?;
    let metadati = ente.archive.name(&mut tx, &xml_stored, &format!("{nome}.xml")).await?;
    let row = giornaliero::Model {
        id: tx.id(),
        anno,
        numero: numero.0,
        giorno,
        dopo_anno: dopo.0,
        dopo_numero: dopo.1,
        fino_anno: giornata.fino.0,
        fino_numero: giornata.fino.1,
        quante: conto(giornata.voci.len()),
        fatti: conto(giornata.fatti.len()),
        documento_id: documento.id,
        metadati_id: metadati.id,
        impronta,
        fatto_at,
        sigillo_id: chiuso.sigillo,
        marcato: Some(chiuso.marcato),
        sigillo_nota: Some(chiuso.nota),
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(true)
}

async fn ultimo<C: ConnectionTrait>(connection: &C) -> Result<Option<giornaliero::Model>, Error> {
    Ok(giornaliero::Entity::find().order_by_desc(giornaliero::Column::Giorno).one(connection).await?)
}

async fn ricevi(ente: &Ente, bytes: &[u8]) -> Result<Stored, Error> {
    Ok(ente.archive.receive_own(&mut &bytes[..], MOST_BYTES).await?)
}

fn conto(len: usize) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}
