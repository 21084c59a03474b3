//! The seal of the "segnatura" of a message that came, in it (XAdES, AgID guidelines 2021, annex 6) or in a file beside
//! it, and that of an answer: verified when the message is taken, and again with the provider's signature; for the instant that the
//! provider certifies, where its signature is good. What came of it is kept, and decides whether a confirmation leaves by itself and
//! whether an answer is believed.

use std::time::Duration;

use ente::Ente;
use firma_cms::Cms;
use kernel::Instant;
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use segnatura::Form;
use signing::verify::{
    facts::{Existence, ExistenceOrigin},
    report::{Mark, Report},
};

use super::{
    ArrivatoId,
    carta::{Carte, Trovato},
    rules::{di_chi, testo},
    tabelle::sigillo,
};
use crate::{
    error::Error,
    posta::{MessaggioId, busta::Busta, firma},
};

/// Upon what a seal is, as it is called in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Su {
    Segnatura,
    Risposta,
}

impl Su {
    const fn parola(self) -> &'static str {
        match self {
            Self::Segnatura => "segnatura",
            Self::Risposta => "risposta",
        }
    }
}

/// What is known of a paper before its seal is judged.
struct Carta<'a> {
    su: Su,
    /// Whether the seal stands in it.
    firmata: bool,
    /// The IPA code of the body that speaks; none in an exception, which names whom it answers alone.
    ente: Option<&'a str>,
    /// Whether the rules of its form ask for a seal.
    chiesto: bool,
}

/// How long it may be asked outside whether a certificate was revoked: other messages wait meanwhile.
const PATIENCE: Duration = Duration::from_secs(10);

/// The cause of an exception about it, among [`MOTIVI`](super::rules::MOTIVI).
pub const CAUSA: &str = "segnatura";

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Esito {
    /// There is none.
    Assente,
    /// It holds, is of the body that the "segnatura" names or of one that cannot be told, and is vouched for.
    Valido,
    /// It holds; that it is vouched for is not known.
    Integro,
    /// It holds, and is another body's.
    Altrui,
    /// It does not hold, or cannot be read, or is upon something else.
    Rotto,
    /// It could not be verified: nothing is known of it.
    Ignoto,
}

impl Esito {
    const ALL: [Self; 6] = [Self::Assente, Self::Valido, Self::Integro, Self::Altrui, Self::Rotto, Self::Ignoto];

    /// As it is stored, for programs too.
    pub const fn codice(self) -> &'static str {
        match self {
            Self::Assente => "assente",
            Self::Valido => "valido",
            Self::Integro => "integro",
            Self::Altrui => "altrui",
            Self::Rotto => "rotto",
            Self::Ignoto => "ignoto",
        }
    }

    fn da(codice: &str) -> Self {
        Self::ALL.into_iter().find(|esito| esito.codice() == codice).unwrap_or(Self::Ignoto)
    }

    /// Whether a confirmation may leave by itself, and whether an answer is believed. Of what is false, another's or not known a person
    /// decides.
    pub const fn basta(self) -> bool {
        matches!(self, Self::Assente | Self::Valido | Self::Integro)
    }
}

/// The verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sigillo {
    pub esito: Esito,
    /// The name in the certificate of the first seal.
    pub firmatario: Option<String>,
    /// Why, in sentences; empty where there is nothing to add.
    pub frase: String,
}

impl Sigillo {
    fn senza_nome(esito: Esito, frase: &str) -> Self {
        Self { esito, firmatario: None, frase: testo(Some(frase)).unwrap_or_default() }
    }

    pub(crate) fn di(riga: &sigillo::Model) -> Self {
        Self { esito: Esito::da(&riga.esito), firmatario: riga.firmatario.clone(), frase: riga.frase.clone() }
    }

    /// Whether another verdict takes its place. What was good when the message came stays so, though its certificate has
    /// ended since.
    fn cede_a(&self, new: &Self) -> bool {
        self != new && self.esito != Esito::Valido
    }

    /// As people read it.
    pub fn in_parole(&self, su: Su) -> String {
        let su = su.parola();
        let whose = self.firmatario.as_deref().map(|name| format!(", di {name}")).unwrap_or_default();
        let what = match self.esito {
            Esito::Assente => "non c'è".to_owned(),
            Esito::Valido => format!("valido{whose}"),
            Esito::Integro => format!("integro{whose}, ma chi lo garantisce non è accertato"),
            Esito::Altrui => format!("integro{whose}, che non è l'ente della {su}"),
            Esito::Rotto => "NON valido".to_owned(),
            Esito::Ignoto => "non si è potuto controllare".to_owned(),
        };
        let why = if self.frase.is_empty() { String::new() } else { format!(" {}", self.frase) };
        format!("Sigillo della {su}: {what}.{why}")
    }

    /// Why an answer with this seal is not believed; none where it may be.
    pub const fn ferma(&self) -> Option<&'static str> {
        match self.esito {
            Esito::Assente | Esito::Valido | Esito::Integro => None,
            Esito::Altrui => Some("Il suo sigillo è di un ente diverso da quello che risponde."),
            Esito::Rotto => Some("Il suo sigillo non è valido: può averla scritta o cambiata chiunque."),
            Esito::Ignoto => Some("Il suo sigillo non si è potuto controllare: verificalo di nuovo."),
        }
    }

    /// Whether verifying it again may tell more.
    pub(crate) const fn aperto(&self) -> bool {
        matches!(self.esito, Esito::Ignoto | Esito::Integro)
    }

    /// The tone in which it is told.
    pub const fn tono(&self) -> &'static str {
        match self.esito {
            Esito::Valido => "success",
            Esito::Assente | Esito::Integro => "info",
            Esito::Altrui | Esito::Rotto => "danger",
            Esito::Ignoto => "warning",
        }
    }

    /// What the exception that is proposed says to whoever sent it; its code stands in the cause
    /// ([`MOTIVI`](super::rules::MOTIVI)).
    pub fn eccezione(&self) -> Option<String> {
        let told = match self.esito {
            Esito::Rotto => "Il sigillo della segnatura non è valido",
            Esito::Altrui => "Il sigillo della segnatura è di un altro ente",
            _ => return None,
        };
        Some(format!("{told}: sigillatela di nuovo con il sigillo del vostro ente e rispedite il messaggio."))
    }
}

/// Verifies it, and lets the bytes go; `None` where there is no "segnatura". Nothing that goes wrong keeps the message
/// from being taken. `esistenza`: since when it is proved to exist.
pub(crate) async fn verifica(ente: &Ente, trovato: &mut Trovato, esistenza: Vec<Existence>) -> Option<Sigillo> {
    let carte = trovato.carte.take()?;
    let detta = trovato.segnatura.as_deref()?;
    let carta = Carta {
        su: Su::Segnatura,
        firmata: detta.firmata,
        ente: Some(detta.identificatore.codice_amministrazione.trim()),
        chiesto: detta.form == Form::LineeGuida2021,
    };
    Some(di_una(ente, &carte, &carta, esistenza).await)
}

/// As [`verifica`], of the answer that a message brings. No form asks that one be sealed.
pub(crate) async fn della_risposta(ente: &Ente, trovato: &mut Trovato, esistenza: Vec<Existence>) -> Option<Sigillo> {
    let carte = trovato.risposta.take()?;
    let detta = trovato.notifica.as_deref()?;
    let own = di_chi(detta).map(|id| id.codice_amministrazione.trim());
    let carta = Carta { su: Su::Risposta, firmata: detta.firmata, ente: own, chiesto: false };
    Some(di_una(ente, &carte, &carta, esistenza).await)
}

async fn di_una(ente: &Ente, carte: &Carte, carta: &Carta<'_>, esistenza: Vec<Existence>) -> Sigillo {
    match da_giudicare(carte, carta.firmata) {
        Ok(Some(file)) => match validation::judge_apart(ente, file, esistenza, PATIENCE).await {
            Ok(Ok(report)) => giudica(&report, carta),
            Ok(Err(why)) => Sigillo::senza_nome(Esito::Rotto, &format!("Non si legge: {why}.")),
            Err(error) => {
                tracing::warn!(%error, "the seal of a segnatura or of an answer was not verified");
                Sigillo::senza_nome(Esito::Ignoto, "Riprova con «Verifica di nuovo il sigillo» sul messaggio.")
            }
        },
        Ok(None) if carta.chiesto => Sigillo::senza_nome(Esito::Assente, "Le linee guida AgID lo chiedono."),
        Ok(None) => Sigillo::senza_nome(Esito::Assente, ""),
        Err(why) => Sigillo::senza_nome(Esito::Rotto, why),
    }
}

/// That it came by certified mail proves since when all that is in it exists (DPCM 22 February 2013, art. 41 c. 4): a seal is good though
/// its certificate has ended since. Only where the provider's signature is good: anybody may write an instant. Pure.
pub(crate) fn esistenza(busta: &Busta, now: Instant) -> Vec<Existence> {
    let good = busta.firma.as_ref().is_some_and(|firma| firma.esito == firma::Esito::Valida);
    let at = busta.certificato_at.filter(|at| good && busta.tipo == super::PEC && *at <= now);
    let what = busta.gestore.as_deref().map(|gestore| format!("di {gestore}")).unwrap_or_default();
    let proof = at.map(|at| Existence { at: at.utc(), origin: ExistenceOrigin::CertifiedMail(what) });
    proof.into_iter().collect()
}

/// A file to be judged, and the document where it is only its signature.
type File = (Vec<u8>, Option<Vec<u8>>);

/// What is to be judged, where there is anything.
fn da_giudicare(carte: &Carte, firmata: bool) -> Result<Option<File>, &'static str> {
    if firmata {
        return Ok(Some((carte.xml.clone(), None)));
    }
    let Some(accanto) = &carte.accanto else { return Ok(None) };
    match contenuto(accanto) {
        Some(inside) if inside != carte.xml => Err("La busta firmata che la accompagna contiene un altro file."),
        Some(_) => Ok(Some((accanto.clone(), None))),
        None => Ok(Some((accanto.clone(), Some(carte.xml.clone())))),
    }
}

/// The document in an envelope, where it is there.
fn contenuto(envelope: &[u8]) -> Option<Vec<u8>> {
    let (_, der) = firma_cms::unwrap(envelope).ok()?;
    let Ok(Cms::Signed(data)) = firma_cms::read(&der) else { return None };
    let inside = data.content?.bytes().ok()?;
    Some(inside.into_owned())
}

/// The verdict upon a seal that was read. Pure.
fn giudica(report: &Report, carta: &Carta<'_>) -> Sigillo {
    let Some(first) = report.signatures.first() else {
        return Sigillo::senza_nome(Esito::Rotto, "Non si legge nessuna firma.");
    };
    let name = first.signer.as_ref();
    let firmatario = name.and_then(|name| testo(name.shown().as_deref()));
    let with = |esito, frase: &str| Sigillo {
        esito,
        firmatario: firmatario.clone(),
        frase: testo(Some(frase)).unwrap_or_default(),
    };
    if report.mark == Mark::Red {
        return with(Esito::Rotto, &report.sentence);
    }
    let su = carta.su.parola();
    if !first.scope.whole {
        let why = format!("Non copre tutta la {su}: quello che resta fuori può averlo scritto chiunque.");
        return with(Esito::Rotto, &why);
    }
    match name.and_then(|name| name.codice_ipa()).zip(carta.ente) {
        Some((code, body)) if !code.eq_ignore_ascii_case(body) => {
            with(Esito::Altrui, &format!("Il certificato è di {code}, la {su} di {body}."))
        }
        _ if report.mark == Mark::Green => with(Esito::Valido, ""),
        _ => with(Esito::Integro, &report.sentence),
    }
}

/// Keeps the verdict upon the "segnatura" of a message, where it takes the place of the last one.
///
/// # Errors
/// Those of the database.
pub(crate) async fn aggiorna(tx: &mut Tx, id: MessaggioId, busta: &Busta) -> Result<(), Error> {
    tieni(tx, (id, None), busta.sigillo.as_ref()).await
}

/// The same upon an answer that the message brings.
///
/// # Errors
/// Those of the database.
pub(super) async fn aggiorna_risposta(
    tx: &mut Tx,
    id: MessaggioId,
    arrivato: ArrivatoId,
    busta: &Busta,
) -> Result<(), Error> {
    tieni(tx, (id, Some(arrivato)), busta.sigillo_risposta.as_ref()).await
}

async fn tieni(
    tx: &mut Tx,
    (id, arrivato): (MessaggioId, Option<ArrivatoId>),
    found: Option<&Sigillo>,
) -> Result<(), Error> {
    let Some(found) = found else { return Ok(()) };
    let known = match arrivato {
        Some(arrivato) => delle_risposte(&*tx, &[arrivato]).await?.pop(),
        None => ultimo(&*tx, id).await?,
    };
    if known.is_some_and(|riga| !Sigillo::di(&riga).cede_a(found)) {
        return Ok(());
    }
    let row = sigillo::Model {
        id: tx.id(),
        messaggio_id: id,
        esito: found.esito.codice().into(),
        firmatario: found.firmatario.clone(),
        frase: found.frase.clone(),
        at: tx.now(),
        arrivato_id: arrivato,
    };
    tx.insert(row).await?;
    Ok(())
}

/// The verdicts upon these answers, oldest first: the last of each counts.
///
/// # Errors
/// Those of the database.
pub(super) async fn delle_risposte<C: ConnectionTrait>(
    connection: &C,
    ids: &[ArrivatoId],
) -> Result<Vec<sigillo::Model>, Error> {
    let select = sigillo::Entity::find().filter(sigillo::Column::ArrivatoId.is_in(ids.iter().copied()));
    Ok(select.order_by_asc(sigillo::Column::Id).all(connection).await?)
}

/// The newest verdict upon the "segnatura" of a message.
///
/// # Errors
/// Those of the database.
pub(crate) async fn ultimo<C: ConnectionTrait>(
    connection: &C,
    id: MessaggioId,
) -> Result<Option<sigillo::Model>, Error> {
    let select = sigillo::Entity::find().filter(sigillo::Column::MessaggioId.eq(id));
    let select = select.filter(sigillo::Column::ArrivatoId.is_null());
    Ok(select.order_by_desc(sigillo::Column::Id).one(connection).await?)
}

#[cfg(test)]
mod tests;
