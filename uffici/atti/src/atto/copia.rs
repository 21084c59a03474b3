//! The copy that bears the number. The signed file was signed before the number was taken, and cannot say it: this copy
//! does, with the day, the signatures and the fingerprint of the original, and says plainly that it is none. It is made
//! when it is asked for, of the same words and by the same template as the act itself.

use authz::Who;
use documents::{document, store::Sha256Hash};
use ente::Ente;
use kernel::{Instant, SeededRandom};
use prose::{Address, Block, Content, Inline, Line, Paragraph, Prose, Role, Run, Target};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::carta::{Carta, gruppi, nome_file};
use crate::{
    error::Error,
    leggi::{Scheda, leggi},
    rules::{efficacia, pareri::Esito},
    tables::{AttoId, copia as copie, firma},
    testo::{Penna, frasi, per_tutti},
    verifica::{INDIRIZZO, codice, registro},
    visibilita::di_tutti,
};

/// The title of the page that tells of the copy.
const TITOLO: &str = "Dati della copia";

/// A copy that was made.
#[derive(Clone, Debug)]
pub struct Copia {
    /// A name for the file.
    pub nome: String,
    /// The PDF.
    pub byte: Vec<u8>,
}

/// Makes the copy of an adopted act with number and day of its register: whole, or (`omissis`) as everybody reads it.
/// Its fingerprint is kept, so that the public check knows it again.
///
/// # Errors
/// [`Error::NotFound`] where there is no such act for `who`; refused where it is not adopted, or has no version with
/// omissis; those of the maker of PDFs and of the database.
pub async fn copia(ente: &Ente, who: &Who, id: AttoId, omissis: bool) -> Result<Copia, Error> {
    let scheda = leggi(ente, who, id).await?;
    let stato = &scheda.stato;
    let (Some(estremi), Some(numero), Some(anno), Some(original)) =
        (stato.estremi(), stato.numero, stato.anno, originale(&scheda))
    else {
        return Err(Error::no("La copia con il numero c'è quando l'atto è adottato: non è ancora nel registro."));
    };
    // By the day: two copies of one day are the same file.
    let at = Instant::start_of(ente.ledger.now().date());
    let (text, oggetto) = letto(&scheda, omissis)?;
    // Of a text in which something is not for everybody a copy of the whole is not either.
    let aperta = omissis || (stato.pubblico_id.is_none() && !stato.riservato);
    let more = Dati { scheda: &scheda, original, omissis, aperta, at, ente }.blocchi()?;
    let whole = Prose::new(text.into_blocks().into_iter().chain(more).collect());
    let whole = whole.map_err(|faults| Error::no(format!("Della copia non si fa un PDF: {}.", frasi(&faults))))?;
    let carta = Carta { scheda: &scheda, bozza: false, at };
    let byte = carta.con(ente, &whole, (&format!("{estremi} (copia)"), oggetto), voci(&scheda, &estremi)).await?;
    annota(ente, who, id, aperta, &byte).await?;
    let what = if omissis { "Copia con omissis" } else { "Copia" };
    Ok(Copia { nome: nome_file(what, &format!("{} {numero}-{anno}", stato.tipo().citazione)), byte })
}

/// The signed file.
fn originale(scheda: &Scheda) -> Option<&document::Model> {
    scheda.documenti.get(&scheda.stato.documento_id?.uuid())
}

/// The words that the copy shows, and the subject.
fn letto(scheda: &Scheda, omissis: bool) -> Result<(Prose, &str), Error> {
    let stato = &scheda.stato;
    if !omissis {
        return Ok((scheda.testo.clone(), stato.oggetto.as_str()));
    }
    // Which blocks it leaves out stands with the draft, which is no record: where that is gone nothing is guessed.
    if stato.pubblico_id.is_none() || scheda.bozza.0 == 0 {
        return Err(Error::no("Di questo atto non c'è una versione con omissis: la copia si fa del testo intero."));
    }
    Ok((per_tutti(&scheda.testo, &scheda.bozza.1)?, stato.oggetto_per_tutti()))
}

/// What stands above the text beside what every paper says.
fn voci(scheda: &Scheda, estremi: &str) -> Vec<(String, String)> {
    let line = |label: &str, value: String| (label.to_owned(), value);
    vec![
        line("Documento", "copia con il numero del registro: non è l'originale, descritto nell'ultima pagina".into()),
        line("Atto", estremi.to_owned()),
        line("Registro", registro(&scheda.stato)),
    ]
}

/// What the last page tells.
struct Dati<'a> {
    scheda: &'a Scheda,
    original: &'a document::Model,
    omissis: bool,
    /// Whether it shows no more than everybody may read.
    aperta: bool,
    at: Instant,
    ente: &'a Ente,
}

impl Dati<'_> {
    fn blocchi(&self) -> Result<Vec<Block>, Error> {
        // Its blocks are named by nobody: the same ids each time, or the same copy would be two files.
        let random = SeededRandom::new(0);
        let mut penna = Penna::new(self.at, &random);
        penna.sezione(Role::Allegato, TITOLO);
        penna.paragrafo(&format!(
            "Questo documento è una copia fatta il {} dal programma di {}: non è l'originale e non ha firme. L'originale è \
             il file firmato, che fu firmato prima di prendere il numero e porta quello della proposta; numero e data \
             stanno nel registro. Non è nemmeno una copia conforme, che rilascia un pubblico ufficiale (artt. 23 e 23-bis \
             d.lgs. 82/2005).",
            giorno(self.at),
            self.ente.info.name
        ));
        if self.omissis {
            penna.paragrafo(
                "È la copia della versione per la pubblicazione: dove si legge (omissis) l'originale dice di più.",
            );
        }
        let stato = &self.scheda.stato;
        let adopted = stato.adottato_at.map(giorno).unwrap_or_default();
        penna.paragrafo(&format!("Registro: {}. Data: {adopted}.", registro(stato)));
        let told = efficacia::detta(stato.tipo().effetto, stato.efficace_dal, self.at.date());
        penna.paragrafo(&match &stato.superato {
            Some(state) => format!("Il giorno della copia l'atto risulta {state}: non ha più effetto."),
            None => format!("Al giorno della copia: {told}."),
        });
        for one in self.scheda.firme.iter().filter(|one| one.versione == stato.versione) {
            penna.paragrafo(&firmata(one));
        }
        let hash = gruppi(&self.original.hash().to_string());
        penna.paragrafo(&format!("Impronta SHA-256 dell'originale firmato: {hash}."));
        self.controllo(&mut penna)?;
        Ok(penna.finisci()?.into_blocks())
    }

    /// How anybody checks it; at the office, where the act is not for everybody.
    fn controllo(&self, penna: &mut Penna<'_>) -> Result<(), Error> {
        if !di_tutti(&self.scheda.stato) {
            penna.paragrafo(
                "L'atto non è fra quelli pubblicati all'albo, che chiunque può controllare in rete: questa copia si \
                 controlla presso l'ufficio.",
            );
            return Ok(());
        }
        let code = codice(&self.original.hash());
        let Some((whole, place)) = self.ente.address(INDIRIZZO).zip(self.ente.typed_address(INDIRIZZO)) else {
            penna.paragrafo(&format!(
                "Chiunque la controlla con il codice {code} nel sito del Comune ({INDIRIZZO}){}",
                self.file()
            ));
            return Ok(());
        };
        let target = Address::new(&format!("{whole}?codice={code}")).map_err(|why| Error::Testo(why.to_string()))?;
        let run = |text: String, link: Option<Target>| Inline::Run(Run { text, link, ..Run::default() });
        let text = Line::new(vec![
            run(format!("Chiunque la controlla con il codice {code} su "), None),
            run(place, Some(Target::Web(target))),
            run(self.file().to_owned(), None),
        ]);
        penna.metti(Content::Paragraph(Paragraph { inside: 0, text }));
        Ok(())
    }

    /// Which files are known there. A copy is the same file for whoever makes it of the same words: were one known that
    /// tells what is not for everybody, whoever guessed those words would be told that they guessed right.
    const fn file(&self) -> &'static str {
        if self.aperta {
            ", dove si può anche portare questo file, o l'originale."
        } else {
            ", dove si può anche portare l'originale. Questo file no: dice anche ciò che non è per tutti, e si controlla \
             presso l'ufficio."
        }
    }
}

/// Who signed, what and when.
fn firmata(one: &firma::Model) -> String {
    let said = one.esito.as_deref().and_then(Esito::from_code).map(|esito| format!(", {}", esito.nome()));
    let trial = if one.di_prova() { " Firma di prova, senza valore legale." } else { "" };
    let at = one.at.told();
    format!("{}{}: {}, il {at}.{trial}", one.nome(), said.unwrap_or_default(), one.firmatario())
}

fn giorno(at: Instant) -> String {
    at.date().format("%d/%m/%Y").to_string()
}

/// Keeps the fingerprint of a copy, before it leaves; one that is known already is not written again.
async fn annota(ente: &Ente, who: &Who, id: AttoId, per_tutti: bool, byte: &[u8]) -> Result<(), Error> {
    let hash = Sha256Hash::of(byte).0.to_vec();
    let read = ente.db().read().await?;
    let select = copie::Entity::find().filter(copie::Column::AttoId.eq(id));
    let known = select.filter(copie::Column::Impronta.eq(hash.clone())).one(&read).await?;
    drop(read);
    if known.is_some() {
        return Ok(());
    }
    let mut tx = ente.ledger.begin(who.actor(), "atti.copia").await?;
    let row =
        copie::Model { id: tx.id(), atto_id: id, impronta: hash, per_tutti, at: tx.now(), persona_id: who.person };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_told_with_who_and_when_and_one_for_trial_as_such() {
        let one = |cosa: &str, esito: Option<&str>, porta: &str| firma::Model {
            cosa: cosa.into(),
            esito: esito.map(str::to_owned),
            porta: porta.into(),
            ..firma::Model::esempio("Marco Verdi")
        };
        let at = one("atto", None, "remota").at.told();
        let told = firmata(&one("atto", None, "remota"));
        assert_eq!(told, format!("Firma dell'atto: Marco Verdi, il {at}."));
        let told = firmata(&one("tecnico", Some("favorevole"), "prova"));
        assert!(told.starts_with("Parere di regolarità tecnica, ") && told.ends_with("senza valore legale."), "{told}");
    }
}
