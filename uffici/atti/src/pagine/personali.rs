//! What looks like personal data in a draft, as pages tell it to who writes.

use authz::Who;
use privacy::{Genere, Trovato};
use serde::Serialize;
use ui::Row;

use super::{href, scheda::riga};
use crate::{
    leggi::Scheda,
    personali::{NelFile, NelTesto, nel_testo, si_cerca},
};

/// What was found in a text.
#[derive(Debug, Default, Serialize)]
pub(super) struct Testo {
    oggetto: Vec<String>,
    parti: Vec<Parte>,
    troppi: bool,
}

#[derive(Debug, Default, Serialize)]
struct Parte {
    blocco: String,
    numero: usize,
    detti: Vec<String>,
}

impl Testo {
    pub fn di(found: &NelTesto) -> Self {
        let parte = |one: &crate::personali::Parte| Parte {
            blocco: one.blocco.to_string(),
            numero: one.numero,
            detti: detti(&one.trovati),
        };
        Self { oggetto: detti(&found.oggetto), parti: found.parti.iter().map(parte).collect(), troppi: found.troppi }
    }

    /// For the samples of pages.
    pub fn campione() -> Self {
        Self {
            oggetto: vec!["Numero di telefono «011 5551234»".into()],
            parti: vec![Parte { blocco: "b1".into(), numero: 2, detti: vec!["IBAN «IT60», 2 volte".into()] }],
            troppi: true,
        }
    }
}

/// What was found in the file of an annex.
#[derive(Debug, Default, Serialize)]
pub(super) struct File {
    nome: String,
    detti: Vec<String>,
    troppi: bool,
    illeggibile: Option<String>,
}

impl File {
    pub fn di(found: &NelFile) -> Self {
        Self {
            nome: found.nome.clone(),
            detti: detti(&found.trovati),
            troppi: found.troppi,
            illeggibile: found.illeggibile.clone(),
        }
    }

    /// For the samples of pages.
    pub fn campione() -> Self {
        Self {
            nome: "computo.pdf".into(),
            detti: vec!["IBAN «IT60», 2 volte".into()],
            troppi: true,
            illeggibile: Some("È una scansione.".into()),
        }
    }
}

/// What the act's page says of it to who writes, before it is proposed: one line, or none.
pub(super) fn righe(who: &Who, scheda: &Scheda) -> Vec<Row> {
    if !si_cerca(who, &scheda.stato) {
        return Vec::new();
    }
    let NelTesto { oggetto, parti, .. } = nel_testo(scheda);
    let found = oggetto.len() + parti.iter().map(|one| one.trovati.len()).sum::<usize>();
    if found == 0 {
        return Vec::new();
    }
    let value = format!("{found} da guardare prima di proporre");
    let there = format!("{}/testo#dati-personali", href(scheda.stato.atto_id));
    vec![Row { href: Some(there), ..riga("Sembrano dati personali", value) }]
}

/// Each in words: its sort, what stands there, how often.
fn detti(trovati: &[Trovato]) -> Vec<String> {
    let tell = |one: &Trovato| {
        let name = one.genere().map_or("Dato", Genere::nome);
        match one.quante {
            1 => format!("{name} «{}»", one.testo),
            quante => format!("{name} «{}», {quante} volte", one.testo),
        }
    };
    trovati.iter().map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_is_told_with_its_words_and_how_often_it_stands_there() {
        let mut found = Vec::new();
        privacy::conta(&mut found, "Tel. 011 5551234, tel. 011 5551234 e a@b.example", "testo");
        assert_eq!(detti(&found), ["Numero di telefono «011 5551234», 2 volte", "Indirizzo di posta «a@b.example»"]);
    }
}
