//! To note what was delivered without the protocol: by a messenger, at the counter, by the bailiff. The paper that proves it stands beside.

use authz::Who;
use documents::store::Stored;
use ente::Ente;
use kernel::{Date, Refusal};

use super::{spetta, tabelle::notifica};
use crate::{
    effetti::annota as scrivi_fatto,
    error::Error,
    leggi::{pratica_di, una},
    tables::AttoId,
    visibilita::agisce,
};

/// Longest of the texts, in letters.
const TESTO_MAX: usize = 500;

/// What was delivered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notificata {
    /// To whom.
    pub nome: String,
    /// When.
    pub giorno: Option<Date>,
    /// How, and into whose hands.
    pub come: String,
}

impl Notificata {
    fn controlla(&self, adottato: Date, oggi: Date, file: bool) -> Result<Date, Refusal> {
        let mut no = Refusal::default();
        let bad = |text: &str| text.trim().is_empty() || text.chars().count() > TESTO_MAX;
        if bad(&self.nome) {
            no.add(Some("nome"), format!("Scrivi a chi è stato consegnato, in non più di {TESTO_MAX} caratteri."));
        }
        if bad(&self.come) {
            let told = format!("Scrivi come e nelle mani di chi, in non più di {TESTO_MAX} caratteri.");
            no.add(Some("come"), told);
        }
        match self.giorno {
            None => no.add(Some("giorno"), "Scrivi il giorno della consegna."),
            Some(day) if day > oggi => no.add(Some("giorno"), "Il giorno è nel futuro."),
            Some(day) if day < adottato => {
                let told = format!("Il giorno è prima dell'adozione, che è del {}.", adottato.format("%d/%m/%Y"));
                no.add(Some("giorno"), told);
            }
            Some(_) => {}
        }
        if !file {
            let told = "Manca la prova: la relata di notifica, la ricevuta firmata o la loro scansione.";
            no.add_law(Some("file"), told, "art. 21-bis L. 241/1990");
        }
        no.unless_empty(self.giorno.unwrap_or(oggi))
    }
}

/// Notes it.
///
/// # Errors
/// All the reasons why not; [`Error::NotFound`] where the act is not for `who`; a missing permission; those of store and database.
pub async fn annota(
    ente: &Ente,
    who: &Who,
    id: AttoId,
    fatta: &Notificata,
    file: Option<&(String, Stored)>,
) -> Result<(), Error> {
    agisce(who)?;
    let mut tx = ente.ledger.begin(who.actor(), "atti.notifica").await?;
    una(&tx, who, id).await?;
    // The file first, as everybody who writes on an act.
    let pratica = pratica_di(&tx, id).await?;
    tx.find::<pratiche::pratica::Entity>(pratica.uuid()).await?.ok_or(Error::NotFound)?;
    let stato = una(&tx, who, id).await?;
    if !spetta(who, &stato) {
        return Err(Error::no("La consegna la annota chi scrive l'atto o chi lo esamina."));
    }
    let Some(adottato) = stato.adottato_at.filter(|_| stato.numero.is_some()) else {
        return Err(Error::no("L'atto non è ancora adottato: non c'è niente da consegnare."));
    };
    let file = file.filter(|(_, stored)| stored.size > 0);
    let giorno = fatta.controlla(adottato.date(), tx.now().date(), file.is_some())?;
    let Some((name, stored)) = file else { return Err(Error::NotFound) };
    let document = ente.archive.name(&mut tx, stored, name).await?;
    let row = notifica::Model {
        id: tx.id(),
        atto_id: id,
        nome: fatta.nome.split_whitespace().collect::<Vec<_>>().join(" "),
        giorno,
        come: fatta.come.trim().to_owned(),
        documento_id: document.id,
        persona_id: who.person,
        at: tx.now(),
    };
    let told = format!("A {}: {}", row.nome, row.come);
    tx.insert(row).await?;
    scrivi_fatto(&mut tx, id, Some(who.person), ("consegnata", Some(giorno)), told).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_is_noted_with_its_day_and_its_proof_or_not_at_all() {
        let day = |n| Date::from_ymd_opt(2026, 11, n).unwrap();
        let good = Notificata { nome: "Rossi Mario".into(), giorno: Some(day(27)), come: "A mani proprie".into() };
        assert_eq!(good.controlla(day(26), day(28), true), Ok(day(27)));
        for (fatta, file, field) in [
            (good.clone(), false, "file"),
            (Notificata { giorno: Some(day(25)), ..good.clone() }, true, "giorno"),
            (Notificata { giorno: Some(day(29)), ..good.clone() }, true, "giorno"),
            (Notificata { giorno: None, ..good.clone() }, true, "giorno"),
            (Notificata { nome: " ".into(), ..good.clone() }, true, "nome"),
            (Notificata { come: "x".repeat(TESTO_MAX + 1), ..good.clone() }, true, "come"),
        ] {
            let no = fatta.controlla(day(26), day(28), file).unwrap_err();
            assert_eq!(no.reasons.iter().map(|one| one.field).collect::<Vec<_>>(), [Some(field)], "{fatta:?}");
        }
    }
}
