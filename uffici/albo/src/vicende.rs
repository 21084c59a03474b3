//! What happens to a publication: annulled, suspended, taken up again, opposed; published anew in place of one that was annulled. The
//! entry itself never changes.

use authz::{Permission, Who};
use documents::document;
use ente::Ente;
use kernel::{Id, Refusal};
use ledger::Tx;
use porte::albo::{DaPubblicare, Domanda, Durata, Origine, Pubblicata, Scelta, Tipo};
use privacy::proponi;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    conto::{riconta, stato_di},
    elenca::{Documento, Scheda, una},
    error::Error,
    permissions::{ANNULLA, CONSULTA, PUBBLICA},
    pubblica::{CHIESTI, pubblica, riga_sola},
    rules::MOTIVO_MAX,
    tables::{fatto, pubblicazione, stato},
};

/// What may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vicenda {
    /// It counts for nothing, for ever; its number stays.
    Annulla,
    /// For now nobody but the office reads it; the days do not count.
    Sospendi,
    /// It is read again.
    Riprendi,
    /// Somebody opposes it: the certificate says so.
    Opposizione,
    /// The certificate went back to the outside body that had asked: the reason says how.
    Restituisci,
}

impl Vicenda {
    /// All of them.
    pub const TUTTE: [Self; 5] = [Self::Annulla, Self::Sospendi, Self::Riprendi, Self::Opposizione, Self::Restituisci];

    /// As an address writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Annulla => "annulla",
            Self::Sospendi => "sospendi",
            Self::Riprendi => "riprendi",
            Self::Opposizione => "opposizione",
            Self::Restituisci => "restituisci",
        }
    }

    /// By its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTE.into_iter().find(|one| one.code() == code)
    }

    const fn fatto(self) -> &'static str {
        match self {
            Self::Annulla => "annullamento",
            Self::Sospendi => "sospensione",
            Self::Riprendi => "ripresa",
            Self::Opposizione => "opposizione",
            Self::Restituisci => "restituzione",
        }
    }

    /// Who may: what is only noted, whoever publishes.
    fn permesso(self) -> &'static Permission {
        match self {
            Self::Annulla | Self::Sospendi | Self::Riprendi => &ANNULLA,
            Self::Opposizione | Self::Restituisci => &PUBBLICA,
        }
    }

    /// Why it cannot happen to what stands so.
    fn impedimento(self, now: &stato::Model, esterno: bool, conclusa: bool) -> Option<&'static str> {
        match (self, now.stato.as_str()) {
            (_, "annullata") => Some("Questa pubblicazione è già annullata."),
            (Self::Sospendi, "sospesa") => Some("Questa pubblicazione è già sospesa."),
            (Self::Riprendi, "attiva") => Some("Questa pubblicazione non è sospesa."),
            (Self::Sospendi, _) if conclusa => {
                Some("I giorni di questa pubblicazione sono finiti: non si sospende più.")
            }
            (Self::Restituisci, _) if !esterno => {
                Some("Non l'ha chiesta un ente esterno: la referta non si restituisce.")
            }
            (Self::Restituisci, _) if now.referta && !now.da_restituire => Some("La referta è già restituita."),
            (Self::Restituisci, _) if !now.referta => Some("La referta finale non è ancora fatta: aspetta la notte."),
            _ => None,
        }
    }

    const fn azione(self) -> &'static str {
        match self {
            Self::Annulla => "albo.annulla",
            Self::Sospendi => "albo.sospendi",
            Self::Riprendi => "albo.riprendi",
            Self::Opposizione => "albo.opposizione",
            Self::Restituisci => "albo.restituisci",
        }
    }
}

/// Makes it happen, with its reason.
///
/// # Errors
/// Without the permission; all that is wrong; those of the database.
pub async fn accade(
    ente: &Ente,
    who: &Who,
    id: Id<pubblicazione::Entity>,
    vicenda: Vicenda,
    motivo: &str,
) -> Result<(), Error> {
    who.require(vicenda.permesso())?;
    let motivo = riga_sola(motivo);
    let mut refusal = Refusal::default();
    if motivo.is_empty() || motivo.chars().count() > MOTIVO_MAX {
        let che = if vicenda == Vicenda::Restituisci { "come" } else { "perché" };
        refusal.add(Some("motivo"), format!("Scrivi {che}, in {MOTIVO_MAX} caratteri al massimo: resta nel registro."));
    }
    let mut tx = ente.ledger.begin(who.actor(), vicenda.azione()).await?;
    let riga = pubblicazione::Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound)?;
    let now = presa(&tx, &riga).await?;
    // Whoever comes second finds what the first wrote.
    if let Some(why) = vicenda.impedimento(&now, riga.esterno, now.termina_at <= tx.now()) {
        refusal.add(None, why);
    }
    refusal.unless_empty(())?;
    let row = fatto::Model {
        id: tx.id(),
        pubblicazione_id: id,
        tipo: vicenda.fatto().into(),
        at: tx.now(),
        persona_id: who.person,
        motivo,
    };
    tx.insert(row).await?;
    match vicenda {
        // The days of what is annulled stay as they were told.
        Vicenda::Annulla => {
            let after = stato::Model { stato: "annullata".into(), ..now.clone() };
            tx.update(&now, after).await?;
            // Its documents may be discarded from now on: of their words nothing stays.
            db::execute(&tx, "DELETE FROM albo_parole WHERE pubblicazione_id = $1", [id.into()]).await?;
        }
        Vicenda::Restituisci => {
            let after = stato::Model { da_restituire: false, ..now.clone() };
            tx.update(&now, after).await?;
        }
        Vicenda::Sospendi => drop(riconta(&mut tx, &riga, now, "sospesa").await?),
        Vicenda::Riprendi => drop(riconta(&mut tx, &riga, now, "attiva").await?),
        Vicenda::Opposizione => {}
    }
    tx.commit().await?;
    Ok(())
}

/// The row of the lists, locked.
async fn presa(tx: &Tx, riga: &pubblicazione::Model) -> Result<stato::Model, Error> {
    let found = stato_di(tx, riga).await?;
    tx.find::<stato::Entity>(found.id.uuid()).await?.ok_or(Error::NotFound)
}

/// Publishes again what was annulled, with a new number and its whole term: the same documents, the same words but those that are given.
///
/// # Errors
/// Without the permission; where it is not annulled, or was published anew already; all the reasons; those of the database.
pub async fn ripubblica(
    ente: &Ente,
    who: &Who,
    id: Id<pubblicazione::Entity>,
    oggetto: Option<&str>,
) -> Result<Pubblicata, Error> {
    who.require(&PUBBLICA)?;
    who.require(&CONSULTA)?;
    let known = una(ente, who, id).await?;
    let mut tx = ente.ledger.begin(who.actor(), "albo.ripubblica").await?;
    let now = presa(&tx, &known.riga).await?;
    let again = pubblicazione::Entity::find().filter(pubblicazione::Column::RipubblicaId.eq(id)).one(&tx).await?;
    let mut refusal = Refusal::default();
    if now.stato != "annullata" {
        refusal.add(None, "Si pubblica di nuovo solo ciò che è annullato: prima annulla, con il motivo.");
    }
    if let Some(again) = again {
        refusal.add(None, format!("È già stata pubblicata di nuovo con il n. {}/{}.", again.numero, again.anno));
    }
    let published: Vec<document::Model> = known
        .documenti
        .iter()
        .flat_map(|one| std::iter::once(&one.documento).chain(one.integrale.as_ref()))
        .cloned()
        .collect();
    let many = published.len();
    if ente.archive.not_discarded(&tx, published).await?.len() < many {
        let sentence = "Un suo documento è stato scartato con un'autorizzazione: il contenuto non c'è più, e non si pubblica di nuovo.";
        refusal.add(None, sentence);
    }
    if let Some(shown) = oggetto.and_then(|oggetto| mai_deciso(oggetto, &known.riga.oggetto)) {
        refusal.add(
            Some("oggetto"),
            format!(
                "«{shown}» sembra un dato personale, e nell'oggetto di prima non c'era. Toglilo; se si può leggere fai una pubblicazione \
                 nuova, dove si decide di ogni dato."
            ),
        );
    }
    let domanda = domanda_di(&known, who, oggetto).ok_or(Error::NotFound)?;
    refusal.unless_empty(())?;
    let made = pubblica(&mut tx, &domanda, Some(id)).await?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(made)
}

/// What in a new subject looks like personal data of which nobody decided when the old one was published.
fn mai_deciso(oggetto: &str, prima: &str) -> Option<String> {
    proponi(oggetto).into_iter().map(|one| one.testo).find(|testo| !prima.contains(testo.as_str()))
}

fn scelta(one: &crate::tables::scelta::Model) -> Scelta {
    Scelta {
        genere: one.genere.clone(),
        quante: u32::try_from(one.quante).unwrap_or_default(),
        motivo: one.motivo.clone(),
    }
}

/// The usual days again, by what says so today; those that somebody had asked for, as they were.
fn durata_di(riga: &pubblicazione::Model) -> Durata {
    if riga.fonte != CHIESTI {
        return Durata::Usuale;
    }
    // Until a day that may be past would be no term at all: as many days again.
    Durata::Giorni(u16::try_from(riga.giorni).unwrap_or_default().max(1))
}

/// What was asked, asked again.
fn domanda_di(scheda: &Scheda, who: &Who, oggetto: Option<&str>) -> Option<Domanda> {
    let riga = &scheda.riga;
    let file = |one: &Documento| DaPubblicare { documento: one.documento.clone(), integrale: one.integrale.clone() };
    Some(Domanda {
        tipo: Tipo::di(&riga.tipo)?,
        oggetto: oggetto.map(str::to_owned).filter(|text| !text.trim().is_empty()).unwrap_or(riga.oggetto.clone()),
        origine: Origine { ufficio: riga.ufficio.clone(), id: riga.origine_id, detta: riga.origine.clone() },
        richiedente: riga.richiedente.clone(),
        esterno: riga.esterno,
        protocollo: riga.protocollo.clone(),
        adottato_il: riga.adottato_il,
        immediata: riga.immediata,
        durata: durata_di(riga),
        documenti: scheda.documenti.iter().map(file).collect(),
        scelte: scheda.scelte.iter().map(scelta).collect(),
        persona: who.person,
    })
}
