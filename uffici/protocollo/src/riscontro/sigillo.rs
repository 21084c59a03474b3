//! The seal of the "segnatura" of a message that came, in it (XAdES, AgID guidelines 2021, annex 6) or in a file beside
//! it: verified when the message is taken, and again with the provider's signature; for the instant that the provider certifies,
//! where its signature is good. What came of it is kept, and decides whether a confirmation leaves by itself.

use std::time::Duration;

use ente::Ente;
use firma_cms::Cms;
use kernel::Instant;
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use segnatura::{Form, Segnatura};
use signing::verify::{
    facts::{Existence, ExistenceOrigin},
    report::{Mark, Report},
};

use super::{
    carta::{Carte, Trovato},
    rules::testo,
    tabelle::sigillo,
};
use crate::{
    error::Error,
    posta::{MessaggioId, busta::Busta, firma},
};

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

    /// Whether a confirmation may leave by itself. Of what is false, another's or not known a person decides.
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
    pub fn in_parole(&self) -> String {
        let whose = self.firmatario.as_deref().map(|name| format!(", di {name}")).unwrap_or_default();
        let what = match self.esito {
            Esito::Assente => "non c'è".to_owned(),
            Esito::Valido => format!("valido{whose}"),
            Esito::Integro => format!("integro{whose}, ma chi lo garantisce non è accertato"),
            Esito::Altrui => format!("integro{whose}, che non è l'ente della segnatura"),
            Esito::Rotto => "NON valido".to_owned(),
            Esito::Ignoto => "non si è potuto controllare".to_owned(),
        };
        let why = if self.frase.is_empty() { String::new() } else { format!(" {}", self.frase) };
        format!("Sigillo della segnatura: {what}.{why}")
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
    Some(match da_giudicare(&carte, detta.firmata) {
        Ok(Some(file)) => match validation::judge_apart(ente, file, esistenza, PATIENCE).await {
            Ok(Ok(report)) => giudica(&report, detta),
            Ok(Err(why)) => Sigillo::senza_nome(Esito::Rotto, &format!("Non si legge: {why}.")),
            Err(error) => {
                tracing::warn!(%error, "the seal of a segnatura was not verified");
                Sigillo::senza_nome(Esito::Ignoto, "Riprova con «Verifica di nuovo il sigillo» sul messaggio.")
            }
        },
        Ok(None) if detta.form == Form::LineeGuida2021 => {
            Sigillo::senza_nome(Esito::Assente, "Le linee guida AgID lo chiedono.")
        }
        Ok(None) => Sigillo::senza_nome(Esito::Assente, ""),
        Err(why) => Sigillo::senza_nome(Esito::Rotto, why),
    })
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
        Some(inside) if inside != carte.xml => Err("La busta firmata che la accompagna contiene un'altra segnatura."),
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
fn giudica(report: &Report, detta: &Segnatura) -> Sigillo {
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
    if !first.scope.whole {
        return with(Esito::Rotto, "Non copre tutta la segnatura: quello che resta fuori può averlo scritto chiunque.");
    }
    let body = detta.identificatore.codice_amministrazione.trim();
    match name.and_then(|name| name.codice_ipa()) {
        Some(code) if !code.eq_ignore_ascii_case(body) => {
            with(Esito::Altrui, &format!("Il certificato è di {code}, la segnatura di {body}."))
        }
        _ if report.mark == Mark::Green => with(Esito::Valido, ""),
        _ => with(Esito::Integro, &report.sentence),
    }
}

/// Keeps the verdict, where it takes the place of the last one.
///
/// # Errors
/// Those of the database.
pub(crate) async fn aggiorna(tx: &mut Tx, id: MessaggioId, busta: &Busta) -> Result<(), Error> {
    let Some(found) = &busta.sigillo else { return Ok(()) };
    let known = ultimo(&*tx, id).await?;
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
    };
    tx.insert(row).await?;
    Ok(())
}

/// The newest verdict.
///
/// # Errors
/// Those of the database.
pub(crate) async fn ultimo<C: ConnectionTrait>(
    connection: &C,
    id: MessaggioId,
) -> Result<Option<sigillo::Model>, Error> {
    let select = sigillo::Entity::find().filter(sigillo::Column::MessaggioId.eq(id));
    Ok(select.order_by_desc(sigillo::Column::Id).one(connection).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_false_or_not_known_waits_for_a_person() {
        for esito in Esito::ALL {
            assert_eq!(Esito::da(esito.codice()), esito);
            let waits = matches!(esito, Esito::Altrui | Esito::Rotto | Esito::Ignoto);
            assert_eq!(esito.basta(), !waits, "{esito:?}");
        }
        assert_eq!(Esito::da("domani"), Esito::Ignoto, "a word of a later release is not good");
    }

    #[test]
    fn what_was_good_when_it_came_stays_so_and_the_rest_may_be_found_otherwise() {
        let of = |esito| Sigillo { esito, firmatario: None, frase: String::new() };
        for (before, after) in Esito::ALL.into_iter().flat_map(|one| Esito::ALL.map(|other| (one, other))) {
            let moves = before != after && before != Esito::Valido;
            assert_eq!(of(before).cede_a(&of(after)), moves, "{before:?} {after:?}");
        }
    }

    #[test]
    fn it_is_told_with_who_sealed_it_and_an_exception_has_the_code_of_the_guidelines() {
        let of = |esito| Sigillo { esito, firmatario: Some("Provincia".into()), frase: "Perché.".into() };
        assert_eq!(of(Esito::Valido).in_parole(), "Sigillo della segnatura: valido, di Provincia. Perché.");
        assert_eq!(of(Esito::Rotto).in_parole(), "Sigillo della segnatura: NON valido. Perché.");
        let (causa, parole) = crate::riscontro::rules::MOTIVI[0];
        assert!(causa == CAUSA && parole.contains("(001_ValidazioneFirma)"), "annex 6, 3.1.1: {parole}");
        assert_eq!(of(Esito::Integro).eccezione(), None);
        for esito in Esito::ALL {
            assert_eq!(of(esito).eccezione().is_some(), matches!(esito, Esito::Altrui | Esito::Rotto));
        }
    }

    #[test]
    fn it_is_judged_for_the_instant_that_a_provider_certifies_and_for_no_instant_that_anybody_wrote() {
        let (came, now) = (Instant::from_micros(1_000_000), Instant::from_micros(2_000_000));
        let firma = |esito| Some(firma::Firma { esito, firmatario: None, autorita: None, motivo: None });
        let good = || Busta {
            tipo: crate::riscontro::PEC.into(),
            certificato_at: Some(came),
            gestore: Some("Gestore".into()),
            firma: firma(firma::Esito::Valida),
            ..Busta::default()
        };
        let found = esistenza(&good(), now);
        assert_eq!(found, [Existence { at: came.utc(), origin: ExistenceOrigin::CertifiedMail("di Gestore".into()) }]);
        assert!(esistenza(&good(), Instant::from_micros(0)).is_empty(), "it cannot have come after now");
        for esito in firma::Esito::ALL.into_iter().filter(|esito| *esito != firma::Esito::Valida) {
            assert!(esistenza(&Busta { firma: firma(esito), ..good() }, now).is_empty(), "{esito:?}");
        }
        for other in [
            Busta { firma: None, ..good() },
            Busta { certificato_at: None, ..good() },
            Busta { tipo: "ordinaria".into(), ..good() },
        ] {
            assert!(esistenza(&other, now).is_empty(), "{other:?}");
        }
    }

    #[test]
    fn an_envelope_around_another_segnatura_proves_nothing_of_this_one() {
        let carte = |accanto: Option<&[u8]>| Carte { xml: b"<a/>".to_vec(), accanto: accanto.map(<[u8]>::to_vec) };
        assert_eq!(da_giudicare(&carte(None), false), Ok(None));
        assert_eq!(da_giudicare(&carte(None), true), Ok(Some((b"<a/>".to_vec(), None))));
        // What encloses nothing is judged with the segnatura beside it.
        assert_eq!(da_giudicare(&carte(Some(b"x")), false), Ok(Some((b"x".to_vec(), Some(b"<a/>".to_vec())))));
    }
}
