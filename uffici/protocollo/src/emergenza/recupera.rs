//! To bring in one entry of the emergency register: it gets an ordinary number, and both stay together (art. 63, comma 5).

use authz::Who;
use ente::Ente;
use kernel::{Instant, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    EmergenzaId, ancora_aperta, bloccata, fine_di,
    rules::{Quadro, al_minuto},
};
use crate::{
    error::Error,
    permissions::{ANNULLA, EMERGENZA, REGISTRA},
    registrazione::{
        annulla,
        registra::{FileRicevuto, nomina, scrivi},
    },
    rules::{Nuova, in_una_riga, segnatura},
    tables::{emergenza_voce, registrazione},
};

/// An entry as the emergency register tells it.
#[derive(Clone, Debug)]
pub struct Recuperata {
    /// Its number there.
    pub numero: i64,
    /// When it was made there.
    pub registrata_at: Instant,
    /// What it says.
    pub nuova: Nuova,
    /// Whether it was annulled there: it comes in annulled.
    pub annullata: bool,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Esito {
    /// The ordinary entry.
    pub riga: registrazione::Model,
    /// Whether it was brought in now, and not before.
    pub nuova: bool,
}

impl Recuperata {
    /// The year of its number.
    pub fn anno(&self) -> i64 {
        i64::from(self.registrata_at.year())
    }

    /// All the reasons why it cannot be an entry of that register.
    pub(super) fn reasons(&self, quadro: &Quadro) -> Refusal {
        let mut refusal = Refusal::default();
        quadro.check(self.numero, self.registrata_at, &mut refusal);
        // What was registered then cannot have arrived later.
        if let Err(more) = self.nuova.check(self.registrata_at.min(quadro.now).date()) {
            refusal.reasons.extend(more.reasons);
        }
        refusal
    }

    /// Whether it is the one that was brought in as `riga`, made then at `at`. Lists tell no seconds.
    pub(super) fn same_as(&self, at: Instant, riga: &registrazione::Model) -> bool {
        al_minuto(at) == al_minuto(self.registrata_at)
            && riga.verso == self.nuova.verso.code()
            && riga.oggetto == in_una_riga(&self.nuova.oggetto)
    }

    /// That its number belongs to another.
    pub(super) fn taken(&self, riga: &registrazione::Model) -> String {
        format!(
            "Il numero {}/{} del registro di emergenza è già della registrazione {}: un numero è di un documento solo.",
            self.numero,
            self.anno(),
            segnatura(riga)
        )
    }
}

/// Brings in one entry, with its documents where there are any. Sent again it gives what came of it the first time.
///
/// # Errors
/// A missing permission; [`Error::EmergenzaAssente`]; all the reasons why not; those of the database, the store and the clock.
pub async fn recupera(
    ente: &Ente,
    who: &Who,
    id: EmergenzaId,
    voce: &Recuperata,
    files: &[FileRicevuto],
) -> Result<Esito, Error> {
    who.require(&EMERGENZA)?;
    who.require(&REGISTRA)?;
    if voce.annullata {
        who.require(&ANNULLA)?;
    }
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.recupera").await?;
    // Locked: the totals are counted under the same lock when it is closed.
    let emergenza = bloccata(&tx, id).await?;
    if let Some(riga) = gia_riportata(&tx, voce).await? {
        // The first call may have gone away before its entry was on disk: this one waits for that too.
        tx.commit().await?;
        return Ok(Esito { riga, nuova: false });
    }
    ancora_aperta(&emergenza)?;
    let quadro = Quadro { dal: emergenza.dal_at, fine: fine_di(&tx, &emergenza).await?, now: tx.now() };
    voce.reasons(&quadro).unless_empty(())?;
    let documenti = nomina(ente, &mut tx, files).await?;
    let chiave = format!("emergenza:{}:{}", voce.anno(), voce.numero);
    let riga = scrivi(&mut tx, who, &voce.nuova, &documenti, Some(&chiave)).await?;
    let row = emergenza_voce::Model {
        id: tx.id(),
        emergenza_id: id,
        anno: voce.anno(),
        numero: voce.numero,
        registrata_at: voce.registrata_at,
        registrazione_id: riga.id,
    };
    tx.insert(row).await?;
    if voce.annullata {
        tx.action("protocollo.annulla");
        let motivo =
            format!("Annullata già sul registro di emergenza, dove aveva il numero {}/{}.", voce.numero, voce.anno());
        annulla::scrivi(&mut tx, who, riga.id, &motivo).await?;
    }
    tx.commit().await?;
    if !documenti.is_empty() {
        ente.bell.ring();
    }
    Ok(Esito { riga, nuova: true })
}

/// The entry that this one has become. A number that belongs to another is refused.
async fn gia_riportata(tx: &Tx, voce: &Recuperata) -> Result<Option<registrazione::Model>, Error> {
    let found = emergenza_voce::Entity::find()
        .filter(emergenza_voce::Column::Anno.eq(voce.anno()))
        .filter(emergenza_voce::Column::Numero.eq(voce.numero))
        .one(tx)
        .await?;
    let Some(found) = found else { return Ok(None) };
    let riga = registrazione::Entity::find_by_id(found.registrazione_id).one(tx).await?.ok_or(Error::NotFound)?;
    if voce.same_as(found.registrata_at, &riga) {
        return Ok(Some(riga));
    }
    let mut refusal = Refusal::default();
    refusal.add_law(Some("numero"), voce.taken(&riga), "art. 63, comma 4, DPR 445/2000");
    Err(refusal.into())
}
