//! The papers of an act: the act itself, the version for everybody, an opinion. The same input gives the same bytes, so
//! that what was taken away to be signed is known again when it comes back.

use documents::{document, store::Stored};
use ente::Ente;
use kernel::{Instant, SeededRandom, Uuid};
use pdf::{About, Template};
use prose::{Front, Prose, Role, TEMPLATE, paper};

use crate::{
    error::Error,
    leggi::Scheda,
    nominati::stampato,
    rules::{
        pareri::{Esito, Quale},
        righe::{Riga, totale},
    },
    tables::{AttoId, allegato},
    testo::{Penna, per_tutti},
    voto::Voto,
};

const ATTO: Template = Template::shipped("atto", TEMPLATE);

/// What a paper shows.
pub(crate) struct Carta<'a> {
    pub scheda: &'a Scheda,
    /// A draft says so, and is never signed.
    pub bozza: bool,
    /// The instant written in the file.
    pub at: Instant,
}

impl Carta<'_> {
    /// The act.
    ///
    /// # Errors
    /// Those of the maker of PDFs.
    pub async fn atto(&self, ente: &Ente) -> Result<Vec<u8>, Error> {
        let stato = &self.scheda.stato;
        self.fai(ente, &self.scheda.pieno, (&stato.nome(), &stato.oggetto)).await
    }

    /// The act as everybody reads it; `None` where it is the same.
    ///
    /// # Errors
    /// Those of the maker of PDFs.
    pub async fn pubblico(&self, ente: &Ente) -> Result<Option<Vec<u8>>, Error> {
        let stato = &self.scheda.stato;
        if self.scheda.bozza.1.is_empty() && stato.oggetto_pubblico.is_none() {
            return Ok(None);
        }
        let text = per_tutti(&self.scheda.pieno, &self.scheda.bozza.1)?;
        let title = format!("{} (versione per la pubblicazione)", stato.nome());
        Ok(Some(self.fai(ente, &text, (&title, stato.oggetto_per_tutti())).await?))
    }

    /// An opinion: a document by itself, which says of which version of which act it is.
    ///
    /// # Errors
    /// Those of the maker of PDFs; of lines that cannot be read.
    pub async fn parere(&self, ente: &Ente, detto: &Detto<'_>) -> Result<Vec<u8>, Error> {
        let text = self.testo_del_parere(detto)?;
        self.fai(ente, &text, (detto.quale.nome(), &self.scheda.stato.oggetto)).await
    }

    fn testo_del_parere(&self, detto: &Detto<'_>) -> Result<Prose, Error> {
        let scheda = self.scheda;
        // Its blocks are named by nobody: the same ids each time, or the paper would not be known again.
        let random = SeededRandom::new(0);
        let mut penna = Penna::new(self.at, &random);
        penna.sezione(Role::Corpo, "");
        penna.paragrafo(&format!("{} ({}), reso su: {}.", detto.quale.nome(), detto.quale.legge(), proposta(scheda)));
        penna.paragrafo(&format!("Esito: {}.", detto.esito.nome()));
        if !detto.testo.trim().is_empty() {
            penna.paragrafo(detto.testo.trim());
        }
        let righe: Vec<Riga> = scheda.stato.righe()?;
        if matches!(detto.quale, Quale::Visto | Quale::Controlli | Quale::Contabile) && !righe.is_empty() {
            penna.paragrafo(&format!("Righe contabili dell'atto, per complessivi {}.", totale(&righe)));
            penna.righe(&righe);
        }
        penna.paragrafo(&format!("Impronta SHA-256 del testo: {}.", hex::encode(scheda.pieno.hash())));
        penna.paragrafo(&format!(
            "{}. Dichiara di non trovarsi in conflitto di interessi (art. 6-bis L. 241/1990).",
            detto.chi
        ));
        penna.finisci()
    }

    async fn fai(&self, ente: &Ente, text: &Prose, detto: (&str, &str)) -> Result<Vec<u8>, Error> {
        self.con(ente, text, detto, Vec::new()).await
    }

    /// A paper of this act with this title and subject; `voci` stand above what every paper says of its act.
    ///
    /// # Errors
    /// Those of the maker of PDFs.
    pub async fn con(
        &self,
        ente: &Ente,
        text: &Prose,
        (titolo, oggetto): (&str, &str),
        mut voci: Vec<(String, String)>,
    ) -> Result<Vec<u8>, Error> {
        let scheda = self.scheda;
        let text = stampato(text, &ente.info.name, oggetto);
        voci.extend(intestazione(scheda)?);
        let front = Front {
            ente: ente.info.name.clone(),
            titolo: titolo.to_owned(),
            oggetto: oggetto.to_owned(),
            bozza: self.bozza,
            voci,
        };
        let about = About { title: format!("{titolo}: {oggetto}"), author: ente.info.name.clone(), at: self.at };
        let data = {
            // Where the ente's address is not known the words of a link to an act of ours stay, and lead nowhere.
            let act = |id: kernel::Id<prose::Act>| ente.address(&format!("/atti/{}", AttoId::from(id.uuid())));
            paper(&text, front, &act)
        };
        let template = wording::headed(ente, &ATTO, self.at).await?;
        Ok(pdf::render(&template, &about, &data).await?)
    }
}

/// What stands above the text: labels and what they say.
///
/// # Errors
/// When what was kept of a vote cannot be read.
pub(crate) fn intestazione(scheda: &Scheda) -> Result<Vec<(String, String)>, Error> {
    let mut voci = vec![
        ("Ufficio proponente".to_owned(), scheda.unita.clone()),
        ("Proposta".to_owned(), format!("n. {}/{}", scheda.atto.proposta_numero, scheda.atto.proposta_anno)),
    ];
    let voto: Option<Voto> = scheda.stato.voto.as_deref().map(serde_json::from_str).transpose()?;
    voci.extend(voto.map(|voto| ("Voto".to_owned(), voto.detto())));
    voci.extend(parti_integranti(&scheda.allegati, &|id| Some(hex::encode(&scheda.documenti.get(&id)?.sha256))));
    Ok(voci)
}

/// The annexes that are part of the act, by their fingerprints: whoever signs the act signs them too. Their titles stay
/// out, since not everybody who reads the act may read all of them.
fn parti_integranti(allegati: &[allegato::Model], impronta: &dyn Fn(Uuid) -> Option<String>) -> Vec<(String, String)> {
    let own = allegati.iter().filter(|one| one.parte_integrante && !one.tolto);
    let line = |one: &allegato::Model| {
        let hash = gruppi(&impronta(one.documento_id.uuid())?);
        Some((format!("Allegato {}", one.posizione), format!("parte integrante, impronta SHA-256 {hash}")))
    };
    own.filter_map(line).collect()
}

/// A fingerprint in groups: a word of sixty-four letters has no place to break.
pub(crate) fn gruppi(hash: &str) -> String {
    hash.as_bytes().chunks(16).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

/// What is said in an opinion.
pub(crate) struct Detto<'a> {
    pub quale: Quale,
    pub esito: Esito,
    pub testo: &'a str,
    /// Who says it, and as what.
    pub chi: String,
}

fn proposta(scheda: &Scheda) -> String {
    let (number, year) = (scheda.atto.proposta_numero, scheda.atto.proposta_anno);
    format!("{}, proposta n. {number}/{year}, «{}»", scheda.stato.nome(), scheda.stato.oggetto)
}

/// A name for a file: letters and digits of the subject, short.
pub(crate) fn nome_file(che_cosa: &str, oggetto: &str) -> String {
    let short: String = oggetto.chars().take(80).collect();
    format!("{che_cosa} - {}.pdf", short.trim())
}

/// The bytes of a file that was stored and is not yet named; none where they are more than `most`.
///
/// # Errors
/// Those of the store.
pub(crate) async fn byte(ente: &Ente, stored: &Stored, most: u64) -> Result<Option<Vec<u8>>, Error> {
    let row = document::Model {
        id: Uuid::nil().into(),
        sha256: stored.sha256.0.to_vec(),
        size: i64::try_from(stored.size).unwrap_or(i64::MAX),
        name: String::new(),
        format: String::new(),
        detail: None,
        mismatch: false,
        created_at: ente.ledger.now(),
    };
    Ok(ente.archive.bytes(&row, most).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_signs_the_act_signs_the_annexes_that_are_part_of_it_and_their_titles_are_not_told() {
        let annex = |posizione: i64, parte_integrante: bool, tolto: bool| allegato::Model {
            id: Uuid::from_u128(u128::from(posizione.unsigned_abs())).into(),
            atto_id: Uuid::nil().into(),
            posizione,
            titolo: "Certificato di Zaccaria".into(),
            documento_id: Uuid::from_u128(u128::from(posizione.unsigned_abs())).into(),
            parte_integrante,
            pubblica: Some("no".into()),
            omissis_id: None,
            motivo: None,
            tolto,
        };
        let all = [annex(1, true, false), annex(2, false, false), annex(3, true, true), annex(4, true, false)];
        let told = parti_integranti(&all, &|id| Some(format!("{:x}", id.as_u128())));
        let labels: Vec<&str> = told.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["Allegato 1", "Allegato 4"]);
        assert!(told[1].1.ends_with(" 4") && !told.iter().any(|(_, text)| text.contains("Zaccaria")), "{told:?}");
    }
}
