//! To write down that the Soprintendenza authorised a list.

use authz::Who;
use ente::Ente;
use kernel::{Date, Id, Refusal};
use serde::Deserialize;

use super::{
    regole::{Passo, protocollo},
    scritto, tenuto,
};
use crate::{Porte, error::Error, permissions::SCARTA, tables::scarto};

/// The authorisation as it came.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Autorizzazione {
    /// Who gave it: "Soprintendenza archivistica e bibliografica della Toscana".
    pub autorita: String,
    /// Its number.
    pub numero: String,
    /// Its day, `AAAA-MM-GG`.
    pub data: String,
    /// The entry with which it came, as "12/2027".
    pub protocollo: String,
}

/// An authorisation in which nothing is missing.
struct Letta {
    autorita: String,
    numero: String,
    data: Date,
    protocollo: (i64, i64),
}

impl Autorizzazione {
    /// Reads it, for a list that was proposed on a day.
    fn controlla(&self, proposto: Date, today: Date) -> Result<Letta, Refusal> {
        let mut refusal = Refusal::default();
        let mut take = |read: Result<&str, Refusal>| match read {
            Ok(text) => text.to_owned(),
            Err(wrong) => {
                refusal.reasons.extend(wrong.reasons);
                String::new()
            }
        };
        let autorita = take(scritto("autorita", &self.autorita, "Scrivi quale Soprintendenza ha autorizzato."));
        let numero = take(scritto("numero", &self.numero, "Scrivi il numero dell'autorizzazione."));
        let data = self.data.trim().parse::<Date>().ok();
        match data {
            None => refusal.add(Some("data"), "Scrivi la data dell'autorizzazione, con giorno, mese e anno."),
            Some(day) if day > today => refusal.add(Some("data"), "La data dell'autorizzazione deve ancora venire."),
            Some(day) if day < proposto => {
                let told = proposto.format("%d/%m/%Y");
                refusal.add(
                    Some("data"),
                    format!("L'elenco è stato proposto il {told}: non può essere autorizzato prima."),
                );
            }
            Some(_) => {}
        }
        let entry = protocollo(&self.protocollo);
        if entry.is_none() {
            let sentence = "Scrivi con quale registrazione di protocollo è arrivata, come 12/2027: protocollala, se non l'hai ancora fatto.";
            refusal.add(Some("protocollo"), sentence);
        }
        let letta = Letta { autorita, numero, data: data.unwrap_or(today), protocollo: entry.unwrap_or_default() };
        refusal.unless_empty(letta)
    }
}

/// Writes the authorisation of a list that was proposed.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; all that is wrong, also an entry that is not in the register or is older than the
/// authorisation; those of the doors and the ledger.
pub async fn autorizza(
    ente: &Ente,
    who: &Who,
    porte: Porte,
    id: Id<scarto::Entity>,
    scritta: &Autorizzazione,
) -> Result<(), Error> {
    who.require(&SCARTA)?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.autorizza_scarto").await?;
    let before = tenuto(&tx, id, |passo| passo == Passo::Proposto).await?;
    let today = tx.now().date();
    let proposto = before.proposto_at.map_or(today, kernel::Instant::date);
    let letta = scritta.controlla(proposto, today)?;
    let (anno, numero) = letta.protocollo;
    let mut arrivata = None;
    for porta in porte.scartabili {
        arrivata = arrivata.or(porta.registrata_il(&tx, anno, numero).await?);
    }
    let mut refusal = Refusal::default();
    match arrivata {
        None => {
            let sentence = format!("Nel registro non c'è il protocollo {numero}/{anno}: controlla numero e anno.");
            refusal.add(Some("protocollo"), sentence);
        }
        Some(day) if day < letta.data => {
            let told = day.format("%d/%m/%Y");
            let sentence = format!("Il protocollo {numero}/{anno} è del {told}, prima della data dell'autorizzazione.");
            refusal.add(Some("protocollo"), sentence);
        }
        Some(_) => {}
    }
    refusal.unless_empty(())?;
    let after = scarto::Model {
        stato: Passo::Autorizzato.code().into(),
        dal: tx.now(),
        autorita: Some(letta.autorita),
        autorizzazione: Some(letta.numero),
        autorizzazione_del: Some(letta.data),
        protocollo: Some(format!("{numero}/{anno}")),
        autorizzato_da: Some(who.person),
        autorizzato_at: Some(tx.now()),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

/// The authorisation of a list in words, as it stands with each document that was discarded.
pub(super) fn in_parole(riga: &scarto::Model) -> String {
    let plain = |text: &Option<String>| text.clone().unwrap_or_default();
    let day = riga.autorizzazione_del.map(|day| day.format("%d/%m/%Y").to_string()).unwrap_or_default();
    format!(
        "elenco di scarto n. {}/{}, autorizzazione n. {} del {day} di {}, protocollo {}",
        riga.numero,
        riga.anno,
        plain(&riga.autorizzazione),
        plain(&riga.autorita),
        plain(&riga.protocollo),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authorisation_is_whole_and_neither_of_tomorrow_nor_older_than_the_list() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let good = Autorizzazione {
            autorita: " Soprintendenza ".into(),
            numero: "12".into(),
            data: "2027-02-03".into(),
            protocollo: "7/2027".into(),
        };
        let read = |one: &Autorizzazione| one.controlla(day("2027-01-20"), day("2027-02-10"));
        assert_eq!(
            read(&good).map(|one| (one.autorita, one.protocollo)).unwrap(),
            ("Soprintendenza".into(), (2027, 7))
        );
        let many = |one: Autorizzazione| read(&one).err().map_or(0, |refusal| refusal.reasons.len());
        assert_eq!(many(Autorizzazione::default()), 4, "everything at once");
        for data in ["2027-02-11", "2027-01-19", "boh"] {
            assert_eq!(many(Autorizzazione { data: data.into(), ..good.clone() }), 1, "{data}");
        }
    }
}
