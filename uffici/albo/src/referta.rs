//! The certificates of a publication: one when it was posted, one when its days are over. Made and sealed with the ente's seal unattended.
//! The second is made only after the last day has really ended, and only if what was published is still, byte by byte, what was posted.

use documents::store::Soundness;
use ente::Ente;
use kernel::{Actor, Id, Instant};
use pdf::About;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use seal::Standing;
use serde::Serialize;
use serde_json::Value;

use crate::{
    conto::{Conto, conta, fatti, stato_di},
    elenca::{Documento, documenti},
    error::Error,
    pagine::href,
    parole,
    pubblica::CHIESTI,
    tables::{pubblicazione, referta, stato},
};

/// Largest certificate, in bytes.
const GRANDE: u64 = 20_000_000;
/// What the seal says that it is for.
const RAGIONE: &str = "Referta di pubblicazione all'albo pretorio";
/// Who makes them.
const CHI: Actor = Actor::System("albo.referta");

/// Which certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quale {
    /// That it was posted.
    Affissione,
    /// That its days are over.
    Finale,
}

impl Quale {
    /// As a row writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Affissione => "affissione",
            Self::Finale => "finale",
        }
    }

    /// As people call it.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Affissione => "Certificato di affissione",
            Self::Finale => "Referta di pubblicazione",
        }
    }
}

/// Why no certificate can be sealed now; `None` where it can. One for trials seals nothing but in a comune where all is invented.
///
/// # Errors
/// Those of the database.
pub(crate) async fn impedimento(ente: &Ente) -> Result<Option<String>, Error> {
    let read = ente.db().read().await?;
    let kept = seal::kept(&read).await?;
    let standing = Standing::of(kept.as_ref(), ente.ledger.now());
    Ok(standing.why_not(kept.as_ref()).or_else(|| {
        (kept.is_some_and(|kept| kept.trial) && !ente.info.demo).then(|| {
            "Il sigillo dell'ente è di prova, SENZA VALORE LEGALE: non certifica niente. Chi gestisce il sistema carica quello vero con \
             \"municipio sigillo importa\"."
                .to_owned()
        })
    }))
}

/// Makes one, where it is due and not there yet. Done twice it changes nothing. Gives whether it is there now.
///
/// # Errors
/// [`Error::Guasto`] where a published file is not whole any more; those of seal, store and database.
pub(crate) async fn fai(ente: &Ente, id: Id<pubblicazione::Entity>, quale: Quale) -> Result<bool, Error> {
    let read = ente.db().read().await?;
    let riga = pubblicazione::Entity::find_by_id(id).one(&read).await?.ok_or(Error::NotFound)?;
    if certificato(&read, id, quale).await?.is_some() {
        return Ok(true);
    }
    let (now, stato) = (ente.ledger.now(), stato_di(&read, &riga).await?);
    if !dovuta(&stato, quale, now) {
        return Ok(false);
    }
    let conto = conta(&read, &riga, now).await?;
    let documenti = documenti(ente, &read, id, false).await?;
    let opposizioni = fatti(&read, &riga).await?.iter().filter(|one| one.tipo == "opposizione").count();
    let in_luogo_di = match riga.ripubblica_id {
        Some(other) => pubblicazione::Entity::find_by_id(other).one(&read).await?,
        None => None,
    };
    drop(read);
    if quale == Quale::Finale {
        rileggi(ente, &documenti).await?;
    }
    let Some(opened) = seal::open(ente).await? else { return Ok(false) };
    let trial = opened.row.trial;
    let told = Dati { riga: &riga, conto: &conto, documenti: &documenti, quale, opposizioni, in_luogo_di, trial };
    let about = About {
        title: format!("{} n. {}/{}", quale.nome(), riga.numero, riga.anno),
        author: ente.info.name.clone(),
        at: now,
    };
    let template = wording::dressed(ente, parole::di(quale), now).await?;
    let bytes = pdf::render(&template, &about, &told.carta(ente, now)).await?;
    let sealed = opened.pdf(ente, bytes, RAGIONE).await?;
    let stored = ente.archive.receive_own(&mut &sealed.bytes[..], GRANDE).await?;
    let mut tx = ente.ledger.begin(CHI, "albo.referta").await?;
    // Whoever annuls, suspends or lengthens it waits here, or was before: then it is looked at again.
    let locked = tx.find::<stato::Entity>(stato.id.uuid()).await?.ok_or(Error::NotFound)?;
    if certificato(&tx, id, quale).await?.is_some() {
        return Ok(true);
    }
    let again = fatti(&tx, &riga).await?.iter().filter(|one| one.tipo == "opposizione").count();
    if locked != stato || again != opposizioni || conta(&tx, &riga, now).await? != conto {
        return Ok(false);
    }
    let name = format!("{} {}-{}.pdf", quale.nome(), riga.numero, riga.anno);
    let file = ente.archive.name(&mut tx, &stored, &name).await?;
    let row = referta::Model {
        id: tx.id(),
        pubblicazione_id: id,
        tipo: quale.code().into(),
        emessa_at: tx.now(),
        fine_il: conto.fine,
        documento_id: file.id,
        sigillo_id: opened.row.id,
        marcata: sealed.stamped,
    };
    tx.insert(row).await?;
    if quale == Quale::Finale {
        let after = stato::Model { referta: true, da_restituire: riga.esterno, ..locked.clone() };
        tx.update(&locked, after).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Whether this certificate says something true now.
fn dovuta(stato: &stato::Model, quale: Quale, now: Instant) -> bool {
    let over = stato.termina_at <= now;
    stato.stato == "attiva"
        && match quale {
            Quale::Affissione => !over,
            Quale::Finale => over,
        }
}

/// A certificate of a publication, where it is made.
///
/// # Errors
/// Those of the database.
pub(crate) async fn certificato<C: ConnectionTrait>(
    connection: &C,
    id: Id<pubblicazione::Entity>,
    quale: Quale,
) -> Result<Option<referta::Model>, Error> {
    let select = referta::Entity::find()
        .filter(referta::Column::PubblicazioneId.eq(id))
        .filter(referta::Column::Tipo.eq(quale.code()));
    Ok(select.one(connection).await?)
}

/// Reads what was published again: what changed cannot be certified.
async fn rileggi(ente: &Ente, documenti: &[Documento]) -> Result<(), Error> {
    for one in documenti {
        let found = ente.archive.store().check(&one.documento.hash()).await?;
        if !matches!(found, Soundness::Sound { .. }) {
            return Err(Error::Guasto(format!(
                "Il file pubblicato «{}» non è più quello registrato: la referta non si può fare. Chi gestisce il sistema lo ripristini \
                 da una copia di sicurezza.",
                one.documento.name
            )));
        }
    }
    Ok(())
}

/// What a certificate tells.
struct Dati<'a> {
    riga: &'a pubblicazione::Model,
    conto: &'a Conto,
    documenti: &'a [Documento],
    quale: Quale,
    opposizioni: usize,
    in_luogo_di: Option<pubblicazione::Model>,
    trial: bool,
}

#[derive(Debug, Serialize)]
struct File {
    nome: String,
    versione: &'static str,
    impronta: String,
}

/// The data of the template.
#[derive(Debug, Serialize)]
struct Carta {
    ente: String,
    finale: bool,
    numero: String,
    giorno: String,
    ora: String,
    fine: String,
    tipo: String,
    oggetto: String,
    origine: Option<String>,
    richiedente: String,
    protocollo: Option<String>,
    adottato_il: Option<String>,
    in_luogo_di: Option<String>,
    termine: String,
    conteggio: &'static str,
    persi: Vec<String>,
    opposizioni: usize,
    esecutiva_dal: Option<String>,
    documenti: Vec<File>,
    prova: bool,
    emessa: String,
    indirizzo: Option<String>,
}

impl Dati<'_> {
    fn carta(&self, ente: &Ente, now: Instant) -> Carta {
        let riga = self.riga;
        let finale = self.quale == Quale::Finale;
        let file = |one: &Documento| File {
            nome: one.documento.name.clone(),
            versione: if one.riga.versione == "omissis" { "versione con omissis" } else { "integrale" },
            impronta: one.documento.hash().to_string(),
        };
        Carta {
            ente: ente.info.name.clone(),
            finale,
            numero: format!("{}/{}", riga.numero, riga.anno),
            giorno: giorno(riga.pubblicata_at.date()),
            ora: riga.pubblicata_at.rome().format("%H:%M").to_string(),
            fine: giorno(self.conto.fine),
            tipo: nome_tipo(&riga.tipo).to_owned(),
            oggetto: riga.oggetto.clone(),
            origine: riga.origine.clone(),
            richiedente: riga.richiedente.clone(),
            protocollo: riga.protocollo.clone(),
            adottato_il: riga.adottato_il.map(giorno),
            in_luogo_di: self
                .in_luogo_di
                .as_ref()
                .map(|other| format!("n. {}/{}, annullata", other.numero, other.anno)),
            termine: termine(riga.giorni, riga.fino_al, &riga.fonte),
            conteggio: conteggio(riga.conta_primo),
            persi: self.conto.persi.iter().copied().map(giorno).collect(),
            opposizioni: self.opposizioni,
            esecutiva_dal: self.conto.esecutiva_dal.map(giorno),
            documenti: self.documenti.iter().map(file).collect(),
            prova: self.trial,
            emessa: now.told(),
            indirizzo: (!finale).then(|| indirizzo(ente, riga)).flatten(),
        }
    }
}

/// An invented certificate, when something is posted.
pub(crate) fn campione_affissione(ente: &str) -> Result<Value, serde_json::Error> {
    serde_json::to_value(Carta {
        finale: false,
        indirizzo: Some("https://comune.esempio.it/albo/2026/7".into()),
        ..inventata(ente)
    })
}

/// An invented certificate, when the days are over.
pub(crate) fn campione_finale(ente: &str) -> Result<Value, serde_json::Error> {
    serde_json::to_value(inventata(ente))
}

fn inventata(ente: &str) -> Carta {
    Carta {
        ente: ente.to_owned(),
        finale: true,
        numero: "7/2026".into(),
        giorno: "10/11/2026".into(),
        ora: "09:30".into(),
        fine: "25/11/2026".into(),
        tipo: nome_tipo("delibera").to_owned(),
        oggetto: "Approvazione del calendario delle manifestazioni".into(),
        origine: Some("Delibera di Giunta n. 4/2026".into()),
        richiedente: "Segreteria".into(),
        protocollo: Some("123/2026".into()),
        adottato_il: Some("09/11/2026".into()),
        in_luogo_di: None,
        termine: termine(15, false, "art. 124 TUEL"),
        conteggio: conteggio(false),
        persi: vec!["12/11/2026".into()],
        opposizioni: 1,
        esecutiva_dal: Some("20/11/2026".into()),
        documenti: vec![File { nome: "delibera.pdf".into(), versione: "integrale", impronta: "ab12".repeat(16) }],
        prova: false,
        emessa: "26/11/2026 alle 00:10".into(),
        indirizzo: None,
    }
}

/// The page of the publication, as everybody reaches it; none where the program does not know the ente's address.
fn indirizzo(ente: &Ente, riga: &pubblicazione::Model) -> Option<String> {
    ente.address(&href(riga.anno, riga.numero))
}

/// For how long, and who says so.
fn termine(giorni: i64, fino_al: bool, fonte: &str) -> String {
    let durata = match (giorni, fino_al) {
        (_, true) => "i giorni chiesti".to_owned(),
        (1, false) => "1 giorno".to_owned(),
        (giorni, false) => format!("{giorni} giorni consecutivi"),
    };
    if fonte == CHIESTI { format!("{durata}, {fonte}") } else { format!("{durata}, come previsto da: {fonte}") }
}

/// What is said of how the days are counted.
pub(crate) const fn conteggio(conta_primo: bool) -> &'static str {
    if conta_primo {
        "I giorni si contano interi e consecutivi, festivi compresi, dal giorno della pubblicazione."
    } else {
        "I giorni si contano interi e consecutivi, festivi compresi, dal giorno dopo la pubblicazione."
    }
}

/// From when an act is enforceable or in force, as a label and words: before that day it is adopted, and no more.
pub(crate) fn efficacia(dal: kernel::Date, oggi: kernel::Date) -> (&'static str, String) {
    if oggi < dal {
        let told = format!("adottato, non ancora esecutivo: se niente cambia lo è dal {}", giorno(dal));
        ("Efficacia", told)
    } else {
        ("Esecutivo, o in vigore, dal", giorno(dal))
    }
}

/// What people call a kind.
pub(crate) fn nome_tipo(codice: &str) -> &str {
    porte::albo::Tipo::di(codice).map_or(codice, |tipo| tipo.nome)
}

/// A day as people write it.
pub(crate) fn giorno(day: kernel::Date) -> String {
    day.format("%d/%m/%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_says_for_how_long_and_who_says_so() {
        assert_eq!(termine(15, false, "art. 124"), "15 giorni consecutivi, come previsto da: art. 124");
        assert_eq!(termine(1, false, CHIESTI), "1 giorno, come ha chiesto chi pubblica");
        assert_eq!(termine(9, true, CHIESTI), "i giorni chiesti, come ha chiesto chi pubblica");
    }
}
