//! One amendment as its page shows it: what it changes, what became of it, what the reader may do with it.

use std::collections::HashMap;

use authz::Who;
use pratiche::Lettura;
use prose::{Prose, compare, compared_html};
use serde::Serialize;
use ui::{Choice, Row};
use web::Error;

use super::{
    campi::{Spunta, scelta},
    emendamenti::giorno,
    href,
    passo::Votazione,
    scheda::riga,
};
use crate::{
    atto::scrivi::capitale,
    emendamenti::{PASSO, leggi::Emendamento, pareri, tabelle::fatto, testo::prima_e_dopo},
    leggi::Scheda,
    rules::{
        emendamenti::{Fase, mancano},
        pareri::{Esito, Quale as Parere},
    },
    visibilita::scrive,
};

/// An amendment.
#[derive(Debug, Default, Serialize)]
pub(super) struct Voce {
    n: i64,
    titolo: String,
    stato: &'static str,
    genere: &'static str,
    tardi: bool,
    dati: Vec<Row>,
    /// The comparison; none where the text has no such part any more.
    html: Option<String>,
    esamina: bool,
    ammette: bool,
    pareri: Vec<Spunta>,
    rende: Vec<Choice>,
    vota: bool,
    ritira: bool,
    applica: bool,
    scritto: Scritto,
}

/// What was written in a form of one amendment that was refused: nobody writes it again.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Scritto {
    pub motivo: String,
    /// The opinions that were ticked, where that was the form.
    pub pareri: Option<Vec<String>>,
    pub quale: String,
    pub esito: String,
    pub testo: String,
    pub nessun_conflitto: bool,
    pub voto: Votazione,
    /// Why it is taken back.
    pub ritiro: String,
    pub a_mano: bool,
}

impl Voce {
    /// For the samples of the page.
    pub(super) fn esempio(full: bool) -> Self {
        Self {
            n: if full { 1 } else { 2 },
            titolo: "Emendamento n. 1".into(),
            stato: "presentato",
            genere: "warning",
            tardi: full,
            dati: vec![riga("Presentato da", "Fabbri Lorenzo")],
            html: full.then(|| "<p><ins>aggiunto</ins></p>".into()),
            esamina: full,
            ammette: full,
            pareri: vec![Spunta::esempio(true), Spunta::esempio(false)],
            rende: if full { vec![scelta("tecnico", "Parere di regolarità tecnica")] } else { Vec::new() },
            vota: full,
            ritira: full,
            applica: full,
            scritto: Scritto { motivo: "Perché.".into(), quale: "tecnico".into(), a_mano: full, ..Scritto::default() },
        }
    }
}

/// What an amendment is shown with.
pub(super) struct Banco<'a> {
    pub who: &'a Who,
    pub scheda: &'a Scheda,
    pub lettura: &'a Lettura,
    /// Whether the proposal is still to be decided.
    pub aperta: bool,
    /// Whether the reader may note the vote on those that are to be voted.
    pub vota: bool,
    /// The texts on which they were presented, by version.
    pub testi: HashMap<i64, Prose>,
}

impl Banco<'_> {
    /// Shown; `refused` is what was written in a form of its that was refused.
    ///
    /// # Errors
    /// When what was kept cannot be read.
    pub(super) fn voce(&self, one: &Emendamento, refused: Option<&Scritto>) -> Result<Voce, Error> {
        let (cura, before) = (self.lettura.spetta(PASSO), self.aperta && one.fase.prima_del_voto());
        let given =
            |(quale, passo): &(Parere, &str)| self.lettura.spetta(passo).then(|| scelta(quale.code(), quale.nome()));
        let known = pareri(self.lettura);
        Ok(Voce {
            n: one.riga.n,
            titolo: format!("Emendamento n. {}", one.riga.n),
            stato: one.fase.nome(),
            genere: match one.fase {
                Fase::Presentato | Fase::Ammesso | Fase::Approvato => "warning",
                Fase::Applicato => "success",
                Fase::NonAmmesso | Fase::Ritirato | Fase::Respinto => "neutral",
            },
            tardi: one.tardi(),
            dati: self.dati(one)?,
            html: self.confronto(one),
            esamina: before && cura,
            ammette: before && cura && one.fase == Fase::Presentato,
            pareri: known.iter().map(|(quale, _)| self.spunta(one, *quale, refused)).collect(),
            rende: if before { known.iter().filter_map(given).collect() } else { Vec::new() },
            vota: self.vota && one.fase == Fase::Ammesso,
            ritira: before && (cura || one.e_di(self.who.person)),
            applica: one.fase == Fase::Approvato && scrive(self.who, &self.scheda.stato) && !self.scheda.stato.chiuso,
            scritto: refused.cloned().unwrap_or_default(),
        })
    }

    /// Which opinions are ticked before anybody chooses: the strict reading.
    fn spunta(&self, one: &Emendamento, quale: Parere, refused: Option<&Scritto>) -> Spunta {
        let stato = &self.scheda.stato;
        let strict = match quale {
            Parere::Contabile => stato.riflessi_contabili || one.cambia_somme(),
            Parere::Revisori => stato.revisori,
            _ => true,
        };
        let chosen = refused.and_then(|sent| sent.pareri.as_ref());
        let si = chosen.map_or(strict, |chosen| chosen.iter().any(|code| code == quale.code()));
        Spunta { value: quale.code().to_owned(), label: quale.nome().to_owned(), si }
    }

    /// The part before and after, compared as versions are.
    fn confronto(&self, one: &Emendamento) -> Option<String> {
        let text = self.testi.get(&one.riga.versione)?;
        let (old, new) = prima_e_dopo(text, one.riga.blocco_id, one.modo, one.dopo())?;
        Some(compared_html(&compare(&old, &new), &prose::Page::default()))
    }

    fn dati(&self, one: &Emendamento) -> Result<Vec<Row>, Error> {
        let mut rows = vec![
            riga("Presentato da", one.di()),
            riga("Il", format!("{}, sulla versione {} del testo", giorno(one.riga.giorno), one.riga.versione)),
        ];
        rows.extend(
            Some(&one.riga.motivazione).filter(|text| !text.is_empty()).map(|text| riga("Perché", text.as_str())),
        );
        for fact in &one.fatti {
            let (label, value) = detto(fact);
            let value = [value, fact.testo.clone().unwrap_or_default(), fact.at.told()];
            let said: Vec<String> = value.into_iter().filter(|text| !text.trim().is_empty()).collect();
            rows.push(riga(label, said.join(". ")));
        }
        if let Some(vote) = one.voto()? {
            rows.push(riga("Voto", vote.detto()));
        }
        let missing = if one.fase == Fase::Ammesso { mancano(&one.dovuti(), &one.resi()) } else { Vec::new() };
        if !missing.is_empty() {
            let names: Vec<&str> = missing.iter().map(|quale| quale.nome()).collect();
            rows.push(riga("Prima del voto serve", names.join(", ")));
        }
        if let Some(n) = one.versione() {
            let href = Some(format!("{}/confronta?da={}&a={n}", href(self.scheda.atto.id), n - 1));
            rows.push(Row { href, ..riga("Nel testo", format!("Versione {n}")) });
        }
        Ok(rows)
    }
}

/// What a fact is called, and what it says.
fn detto(fact: &fatto::Model) -> (String, String) {
    let esito = fact.esito.as_deref().unwrap_or_default();
    match fact.tipo.as_str() {
        "parere" => {
            let name = fact.quale.as_deref().and_then(Parere::from_code).map_or("Parere", Parere::nome);
            (name.to_owned(), Esito::from_code(esito).map_or("", Esito::nome).to_owned())
        }
        "votato" => ("Votato".to_owned(), capitale(esito)),
        "applicato" if esito == "a_mano" => ("Riportato nel testo".to_owned(), "Scritto a mano".to_owned()),
        "applicato" => ("Riportato nel testo".to_owned(), String::new()),
        other => (capitale(&other.replace('_', " ")), String::new()),
    }
}
