//! Who is waited for: the expressions of a definition opened up into rows that a desk asks by index.

use std::collections::BTreeMap;

use calendar::Calendario;
use iter::{Chi, Dove, Mondo, Passo, Pratica, Scadenza, Termine};
use kernel::{Date, Instant, Uuid};
use ledger::Tx;

use super::TUTTA;
use crate::{Error, PraticaId, fatti::Presa};

/// Whom one row names. An empty unit or role is any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Posto {
    ufficio: String,
    ruolo: String,
    persona: Option<Uuid>,
    vice: bool,
    /// Whether the row alone decides.
    esatto: bool,
}

/// A row of `iter_attesa`, with those whom it fits and who may not.
#[derive(Clone, Debug)]
pub(super) struct Attesa {
    tipo: &'static str,
    codice: String,
    nome: String,
    dove: String,
    dal: Instant,
    dal_giorno: Option<Date>,
    entro: Entro,
    posto: Posto,
    esclusi: Vec<Uuid>,
}

/// By when a step is to be taken, and from which day that is near: where no term runs for it, nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Entro {
    scade: Option<Date>,
    vicina_dal: Option<Date>,
}

/// What opens an expression.
struct Noto<'a> {
    pratica: &'a Pratica,
    mondo: &'a dyn Mondo,
}

/// All rows of a file that is open.
pub(super) fn attese(presa: &Presa, calendario: &Calendario, mondo: &dyn Mondo) -> Vec<Attesa> {
    let noto = Noto { pratica: &presa.pratica, mondo };
    let mut rows = Vec::new();
    for passo in presa.definizione.passi.iter().filter(|passo| da_compiere(&presa.pratica, mondo, passo)) {
        noto.righe(presa, (passo, entro(presa, calendario, passo)), &passo.chi, None, &mut rows);
    }
    for (codice, corso) in presa.pratica.in_corso() {
        let Some(termine) = presa.definizione.termine(codice) else { continue };
        if let Some(titolare) = &termine.titolare {
            let (posti, esclusi) = noto.apri(titolare);
            rows.extend(posti.into_iter().map(|posto| Attesa {
                tipo: "termine",
                codice: codice.to_owned(),
                nome: corso.nome.clone(),
                dove: String::new(),
                dal: Instant::start_of(corso.dal),
                dal_giorno: None,
                entro: Entro::default(),
                posto,
                esclusi: esclusi.clone(),
            }));
        }
        let (Some(sostituto), Scadenza::Il(end)) = (&termine.sostituto, corso.scadenza(calendario)) else { continue };
        let from = calendar::dopo(calendario.lavorativi_dopo(end, i32::from(sostituto.dopo)), 1);
        let opened = presa.definizione.passi.iter().filter(|passo| sostituto.passi.contains(&passo.codice));
        for passo in opened.filter(|passo| da_compiere(&presa.pratica, mondo, passo)) {
            noto.righe(presa, (passo, entro(presa, calendario, passo)), &sostituto.chi, Some(from), &mut rows);
        }
    }
    rows
}

/// Whether a person could take it now: it is ready, and does not happen by itself.
fn da_compiere(pratica: &Pratica, mondo: &dyn Mondo, passo: &Passo) -> bool {
    passo.scatto.is_none() && pratica.pronto(mondo, passo)
}

/// Whether a term is about a step: one that runs in a state, about the steps out of it; any other, about all.
fn riguarda(termine: &Termine, passo: &Passo) -> bool {
    termine.implicito().is_none_or(|stato| passo.da.iter().any(|one| one == stato))
}

/// The first end of the terms that are about a step, and the first day on which somebody is reminded of one.
fn entro(presa: &Presa, calendario: &Calendario, passo: &Passo) -> Entro {
    let mut found = Entro::default();
    let earlier = |one: Option<Date>, day: Date| Some(one.map_or(day, |one| one.min(day)));
    for (codice, corso) in presa.pratica.in_corso() {
        let Some(termine) = presa.definizione.termine(codice).filter(|termine| riguarda(termine, passo)) else {
            continue;
        };
        let Scadenza::Il(end) = corso.scadenza(calendario) else { continue };
        found.scade = earlier(found.scade, end);
        for days in &termine.promemoria {
            // As people are told of it: not before the day after it began.
            let day = calendario.lavorativi_dopo(end, -i32::from(*days)).max(calendar::dopo(corso.dal, 1));
            found.vicina_dal = earlier(found.vicina_dal, day);
        }
    }
    found
}

impl Noto<'_> {
    fn righe(
        &self,
        presa: &Presa,
        (passo, entro): (&Passo, Entro),
        chi: &Chi,
        from: Option<Date>,
        rows: &mut Vec<Attesa>,
    ) {
        let (posti, esclusi) = self.apri(chi);
        let names: Vec<&str> = passo.da.iter().map(|stato| presa.definizione.nome_stato(stato)).collect();
        // A join can be taken since the last of its branches arrived.
        let dal = passo.da.iter().filter_map(|stato| presa.pratica.presente().get(stato)).max().copied();
        rows.extend(posti.into_iter().map(|posto| Attesa {
            tipo: "passo",
            codice: passo.codice.clone(),
            nome: passo.nome.clone(),
            dove: names.join(", "),
            dal: dal.unwrap_or_default(),
            dal_giorno: from,
            entro,
            posto,
            esclusi: esclusi.clone(),
        }));
    }

    /// Whom an expression names, and who of them may not.
    fn apri(&self, chi: &Chi) -> (Vec<Posto>, Vec<Uuid>) {
        match chi {
            Chi::UnoDi(all) => (all.iter().flat_map(|one| self.dentro(one)).collect(), Vec::new()),
            Chi::Insieme(all) => {
                // The fewest of those who must be each: the file itself decides among them.
                let parts = all.iter().map(|one| self.dentro(one)).min_by_key(Vec::len).unwrap_or_default();
                let exact = all.len() == 1;
                (parts.into_iter().map(|one| Posto { esatto: one.esatto && exact, ..one }).collect(), Vec::new())
            }
            Chi::Tranne { chi, non } => {
                let inside = self.dentro(chi);
                match self.persone(non) {
                    Some(people) => (inside, people),
                    None => (inside.into_iter().map(|one| Posto { esatto: false, ..one }).collect(), Vec::new()),
                }
            }
            Chi::Ufficio(dove) => {
                (vec![Posto { ufficio: self.dove(dove), vice: true, esatto: true, ..Posto::default() }], Vec::new())
            }
            Chi::Incarico { ruolo, dove, vice } => {
                let posto =
                    Posto { ufficio: self.dove(dove), ruolo: ruolo.clone(), vice: *vice, esatto: true, persona: None };
                (vec![posto], Vec::new())
            }
            Chi::Sistema | Chi::Autore | Chi::Persona(_) | Chi::ChiHaCompiuto(_) | Chi::Designato(_) => {
                let people = self.persone(chi).unwrap_or_default();
                let posto = |id| Posto { persona: Some(id), esatto: true, ..Posto::default() };
                (people.into_iter().map(posto).collect(), Vec::new())
            }
        }
    }

    /// The same within another expression: who may not is then for the file itself to say.
    fn dentro(&self, chi: &Chi) -> Vec<Posto> {
        let (posti, esclusi) = self.apri(chi);
        let exact = esclusi.is_empty();
        posti.into_iter().map(|one| Posto { esatto: one.esatto && exact, ..one }).collect()
    }

    /// The people whom an expression names one by one; `None` where it names units or roles.
    fn persone(&self, chi: &Chi) -> Option<Vec<Uuid>> {
        match chi {
            Chi::Sistema => Some(Vec::new()),
            Chi::Autore => Some(vec![self.pratica.autore()]),
            Chi::Persona(id) => Some(vec![*id]),
            Chi::ChiHaCompiuto(passo) => {
                Some(self.pratica.compiuti().get(passo).and_then(|taken| taken.ultimo).into_iter().collect())
            }
            Chi::Designato(codice) => Some(self.mondo.designati(codice)),
            Chi::UnoDi(all) => {
                let each: Option<Vec<Vec<Uuid>>> = all.iter().map(|one| self.persone(one)).collect();
                Some(each?.concat())
            }
            Chi::Ufficio(_) | Chi::Incarico { .. } | Chi::Insieme(_) | Chi::Tranne { .. } => None,
        }
    }

    fn dove(&self, dove: &Dove) -> String {
        match dove {
            Dove::Proponente => self.pratica.ufficio().to_owned(),
            Dove::Ovunque => String::new(),
            Dove::Ufficio(codice) => codice.clone(),
        }
    }
}

/// Writes the rows, and those who keep out of the whole file.
pub(super) async fn scrivi(
    tx: &Tx,
    id: PraticaId,
    attese: &[Attesa],
    astenuti: &BTreeMap<Uuid, String>,
) -> Result<(), Error> {
    for (n, attesa) in (0i64..).zip(attese) {
        let values = [
            id.into(),
            n.into(),
            attesa.tipo.into(),
            attesa.codice.clone().into(),
            attesa.nome.clone().into(),
            attesa.dove.clone().into(),
            attesa.dal.into(),
            attesa.posto.ufficio.clone().into(),
            attesa.posto.ruolo.clone().into(),
            attesa.posto.persona.into(),
            attesa.posto.vice.into(),
            attesa.posto.esatto.into(),
            attesa.dal_giorno.into(),
            attesa.entro.scade.into(),
            attesa.entro.vicina_dal.into(),
        ];
        let sql = "INSERT INTO iter_attesa (pratica_id, n, tipo, codice, nome, dove, dal, ufficio, ruolo, persona_id, \
                   vice, esatta, dal_giorno, scade, vicina_dal) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
        db::later(tx, sql, values).await?;
        let mut out = attesa.esclusi.clone();
        out.sort_unstable();
        out.dedup();
        for persona in out {
            escludi(tx, id, n, persona).await?;
        }
    }
    for persona in astenuti.keys() {
        escludi(tx, id, TUTTA, *persona).await?;
    }
    Ok(())
}

async fn escludi(tx: &Tx, id: PraticaId, n: i64, persona: Uuid) -> Result<(), Error> {
    let sql = "INSERT INTO iter_escluso (pratica_id, n, persona_id) VALUES ($1, $2, $3)";
    Ok(db::later(tx, sql, [id.into(), n.into(), persona.into()]).await?)
}

#[cfg(test)]
mod tests {
    use iter::{Cosa, Evento, Fatto, Firmatario, Titolo, Uso};
    use kernel::Refusal;

    use super::*;

    struct Rup;

    impl Mondo for Rup {
        fn verifica(&self, _: &Uso, _: Instant, _: &mut Refusal) {}
        fn vale(&self, _: &Uso) -> bool {
            true
        }
        fn designati(&self, _: &str) -> Vec<Uuid> {
            vec![Uuid::from_u128(3)]
        }
    }

    fn pratica() -> Pratica {
        let json = format!("\"{}\"", "0".repeat(64));
        let definizione = serde_json::from_str(&json).unwrap();
        let cosa = Cosa::Avviata { definizione, ufficio: "LLPP".into(), titolo: Titolo::Autore, stato: "bozza".into() };
        let chi = Firmatario::Persona(Uuid::from_u128(1));
        Pratica::da(&[Fatto { n: 0, quando: Instant::from_micros(1), chi, chiave: "a".into(), cosa }]).unwrap()
    }

    fn incarico(ruolo: &str) -> Chi {
        Chi::Incarico { ruolo: ruolo.into(), dove: Dove::Proponente, vice: true }
    }

    fn apri(chi: &Chi) -> (Vec<Posto>, Vec<Uuid>) {
        Noto { pratica: &pratica(), mondo: &Rup }.apri(chi)
    }

    #[test]
    fn a_term_that_runs_in_a_state_is_about_the_steps_out_of_it_and_one_of_the_whole_file_about_all() {
        let text = include_str!("../../tests/it/permesso.toml");
        let definizione = iter::Definizione::leggi(text).unwrap_or_else(|no| panic!("{no}"));
        let (firma, proponi) = (definizione.passo("firma").unwrap(), definizione.passo("proponi").unwrap());
        let mut termine = definizione.termine("firma").unwrap().clone();
        assert!(riguarda(&termine, firma) && !riguarda(&termine, proponi));
        (termine.dal, termine.al) = (Evento::Avvio, vec![Evento::Fine]);
        assert!(riguarda(&termine, firma) && riguarda(&termine, proponi));
    }

    #[test]
    fn an_expression_is_opened_into_rows_that_decide_by_themselves_where_they_can() {
        let any = Chi::UnoDi(vec![Chi::Autore, incarico("Responsabile"), Chi::Designato("rup".into())]);
        let (posti, esclusi) = apri(&any);
        assert!(posti.iter().all(|one| one.esatto) && esclusi.is_empty());
        assert_eq!(posti.iter().filter_map(|one| one.persona).count(), 2);
        assert_eq!((posti[1].ufficio.as_str(), posti[1].ruolo.as_str()), ("LLPP", "Responsabile"));
    }

    #[test]
    fn four_eyes_keep_a_person_out_of_the_row_and_a_role_is_left_for_the_file_to_say() {
        let tranne = |non: Chi| Chi::Tranne { chi: Box::new(incarico("Responsabile")), non: Box::new(non) };
        let (posti, esclusi) = apri(&tranne(Chi::Autore));
        assert_eq!((posti[0].esatto, esclusi), (true, vec![Uuid::from_u128(1)]));
        let (posti, esclusi) = apri(&tranne(incarico("Segretario")));
        assert!(!posti[0].esatto && esclusi.is_empty());
        let (posti, _) = apri(&Chi::UnoDi(vec![tranne(Chi::Autore)]));
        assert!(!posti[0].esatto, "an exclusion holds for its own part alone");
        let (posti, _) = apri(&Chi::Insieme(vec![Chi::Autore, incarico("Responsabile")]));
        assert!(posti.iter().all(|one| !one.esatto));
    }
}
