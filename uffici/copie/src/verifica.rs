//! What whoever holds a copy may know of it, without identifying themselves: found by its code, guessing held back.

use std::net::IpAddr;

use documents::document;
use ente::Ente;
use kernel::Refusal;
use ledger::{Proof, Table};
use porte::{Originali, Stato};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use crate::{
    codice::{Codice, Wrong},
    elenca::{richiesta_di, ritiro_di},
    error::Error,
    firme::{self, Firme},
    rilascia::porta,
    rules::{Scarico, cognome_torna},
    tables::{copia, ritiro},
};

/// Within this time misses are counted, in seconds.
const FINESTRA: i64 = 900;
/// Misses of one network in it after which it hears nothing of others: nobody mistypes more often. What a code is worth does not rest on
/// it: of 67 bits nothing is found by asking.
const MANCATE: i64 = 20;
/// Wrong letters for one copy that one network may send in it, and all together: 36 bits are not guessed so, and nobody who has seen one
/// page shuts out whoever holds the last.
const LETTERE: i64 = 10;
const LETTERE_DI_TUTTI: i64 = 200;

/// What came of a code.
#[derive(Debug)]
pub enum Esito {
    /// It is no code of ours, and why.
    Scritto(Wrong),
    /// No copy has it.
    Assente,
    /// The copy.
    Trovata(Box<Verificata>),
}

/// A copy, as it is told in public.
#[derive(Debug)]
pub struct Verificata {
    /// Its row.
    pub riga: copia::Model,
    /// Its withdrawal.
    pub ritiro: Option<ritiro::Model>,
    /// How its original stands today.
    pub stato: Stato,
    /// What it is about today, where that is told.
    pub oggetto: Option<String>,
    pub(crate) firme: Option<Firme>,
}

impl Verificata {
    /// Whether it is still vouched for.
    pub fn vale(&self) -> bool {
        self.ritiro.is_none() && self.stato == Stato::Vale
    }

    /// Who signed is no less personal than what: of a confidential original it is not told, nor of one that nobody needs to check any
    /// more.
    fn taci(&mut self) {
        let why = match (self.riga.riservato, self.vale()) {
            (false, true) => return,
            (true, _) => "di un documento riservato",
            (false, false) => "di una copia che non vale più",
        };
        if let Some(firme) = &mut self.firme {
            firme.una_per_una.clear();
            firme.altre = 0;
            firme.frase = format!("L'originale è firmato; {why} qui non si dice da chi.");
        }
    }

    /// How the original may be had from the public page now.
    pub fn scarico(&self) -> Scarico {
        let chosen = Scarico::from_code(&self.riga.scarico).unwrap_or(Scarico::Mai);
        if self.vale() && !self.riga.riservato { chosen } else { Scarico::Mai }
    }
}

/// Looks for a copy. `da` is the address that asks. A copy that is there is always told of: a whole village may stand behind one address,
/// and nobody in it shuts the others out.
///
/// # Errors
/// [`Error::Troppi`] for a code that names nothing after too many of them; those of the database.
pub async fn verifica(
    ente: &Ente,
    originali: &'static [&'static dyn Originali],
    da: IpAddr,
    testo: &str,
) -> Result<Esito, Error> {
    let codice = match Codice::leggi(testo) {
        Ok(codice) => codice,
        Err(wrong) => return Ok(Esito::Scritto(wrong)),
    };
    let read = ente.db().read().await?;
    let found = copia::Entity::find().filter(copia::Column::CodiceImpronta.eq(codice.impronta())).one(&read).await?;
    let Some(riga) = found else {
        drop(read);
        segna(ente, &[(rete(da), MANCATE)]).await?;
        return Ok(Esito::Assente);
    };
    let ritiro = ritiro_di(&read, riga.id).await?;
    drop(read);
    let stato = stato(ente, originali, &riga).await?;
    let firme = firme::di(ente, riga.documento_id, riga.firma_id).await?;
    let mut found = Verificata { riga, ritiro, stato, oggetto: None, firme };
    found.taci();
    if found.riga.mostra_oggetto && found.vale() && !found.riga.riservato {
        found.oggetto = porta(originali, &found.riga.ufficio)?.oggetto(ente, found.riga.originale_id).await?;
    }
    Ok(Esito::Trovata(Box::new(found)))
}

/// How the original of a copy stands today.
///
/// # Errors
/// Those of its office.
pub(crate) async fn stato(
    ente: &Ente,
    originali: &'static [&'static dyn Originali],
    riga: &copia::Model,
) -> Result<Stato, Error> {
    match porta(originali, &riga.ufficio) {
        Ok(porta) => Ok(porta.stato(ente, riga.originale_id).await?),
        Err(_) => Ok(Stato::Assente),
    }
}

/// The proof that a copy stands in the register: of its own row, which holds nothing of who asked for it nor, unless it was chosen, of
/// what the original is about.
///
/// # Errors
/// Those of the ledger.
pub async fn prova(ente: &Ente, riga: &copia::Model) -> Result<Proof, Error> {
    Ok(ente.ledger.prove(&Table::<copia::Entity>::NEW, riga.id.uuid()).await?)
}

/// The original, for whoever has shown to hold the paper where that is asked. `da` is the address that asks.
///
/// # Errors
/// All the reasons why it is not given; [`Error::Troppi`] after too many wrong letters; those of the database.
pub async fn originale(
    ente: &Ente,
    verificata: &Verificata,
    da: IpAddr,
    codice: &str,
    (lettere, cognome): (&str, &str),
) -> Result<document::Model, Error> {
    match verificata.scarico() {
        Scarico::Mai => {
            return Err(Refusal::because(
                "L'originale non si scarica da qui: confronta l'impronta, oppure rivolgiti al Comune.",
            )
            .into());
        }
        Scarico::Libero => {}
        Scarico::Carta => torna(ente, &verificata.riga, da, codice, (lettere, cognome)).await?,
    }
    let read = ente.db().read().await?;
    ente.archive.find(&read, &[verificata.riga.documento_id.uuid()]).await?.pop().ok_or(Error::NotFound)
}

/// Whether letters and surname are those of the last page.
async fn torna(
    ente: &Ente,
    riga: &copia::Model,
    da: IpAddr,
    codice: &str,
    (lettere, cognome): (&str, &str),
) -> Result<(), Error> {
    let copia = riga.id.uuid();
    let own = Sha256::digest([b"copie.copia\n", copia.as_bytes().as_slice(), rete(da).as_slice()].concat()).to_vec();
    let all = Sha256::digest([b"copie.copia\n", copia.as_bytes().as_slice()].concat()).to_vec();
    let counted = [(own, LETTERE), (all, LETTERE_DI_TUTTI)];
    ammette(ente, &counted).await?;
    let codice = Codice::leggi(codice).map_err(|_| Error::NotFound)?;
    let read = ente.db().read().await?;
    let known = richiesta_di(&read, riga.id).await?.ok_or(Error::NotFound)?.lettere_impronta;
    drop(read);
    if codice.impronta_di(lettere) == known && cognome_torna(&riga.attestante, cognome) {
        return Ok(());
    }
    segna(ente, &counted).await?;
    let told = "Le lettere e il cognome non sono quelli stampati sull'ultima pagina della copia. Ricontrollali.";
    Err(Refusal::beside("lettere", told).into())
}

/// What is counted together: an IPv4 address, or the 64 bits that an IPv6 line has to itself. Only its hash is kept.
fn rete(da: IpAddr) -> Vec<u8> {
    let own = match da.to_canonical() {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets()[..8].to_vec(),
    };
    Sha256::digest([b"copie.rete\n", &own[..]].concat()).to_vec()
}

/// Refuses where as many misses were counted as may be.
async fn ammette(ente: &Ente, counted: &[(Vec<u8>, i64)]) -> Result<(), Error> {
    let from = ente.ledger.now().plus_seconds(-FINESTRA);
    let read = ente.db().read().await?;
    let sql = "SELECT COUNT(*) AS n FROM copie_tentativo WHERE chiave = $1 AND at > $2";
    for (chiave, most) in counted {
        let row = db::one(&read, sql, [chiave.clone().into(), from.into()]).await?;
        if row.map_or(Ok(0), |row| row.try_get::<i64>("", "n"))? >= *most {
            return Err(Error::Troppi);
        }
    }
    Ok(())
}

/// Counts a miss, unless there were too many, and forgets those that are past.
async fn segna(ente: &Ente, counted: &[(Vec<u8>, i64)]) -> Result<(), Error> {
    ammette(ente, counted).await?;
    let now = ente.ledger.now();
    let write = ente.db().write().await?;
    let past = [now.plus_seconds(-FINESTRA).into()];
    db::execute(&write, "DELETE FROM copie_tentativo WHERE at <= $1", past).await?;
    for (chiave, _) in counted {
        let values = [chiave.clone().into(), now.into()];
        db::execute(&write, "INSERT INTO copie_tentativo (chiave, at) VALUES ($1, $2)", values).await?;
    }
    write.commit().await?;
    Ok(())
}
