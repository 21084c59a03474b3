//! The versions one after the other, and where what was filed under one goes under the next.

use std::collections::{BTreeMap, HashMap, HashSet};

use kernel::{Date, Instant};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    regole::{Classe, stesso_nome},
    tabelle::{passaggio, versione},
    versioni::{piano, posto_del, valide},
};
use crate::{error::Error, fascicolo::FascicoloId};

/// A version with its classes and where it takes what was open before.
#[derive(Clone, Debug)]
pub(super) struct Piano {
    pub versione: versione::Model,
    pub classi: Vec<Classe>,
    pub passaggi: HashMap<String, String>,
    pub eccezioni: HashMap<FascicoloId, String>,
}

/// All that are, were or will be in force, the first first.
#[derive(Clone, Debug)]
pub(super) struct Piani {
    pub tutti: Vec<Piano>,
    nomi: Vec<HashMap<String, String>>,
}

/// Open fascicoli of one class, opened under one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Aperti {
    /// The place of the version.
    pub versione: usize,
    pub classe: String,
    pub quanti: i64,
}

impl Piani {
    pub fn new(tutti: Vec<Piano>) -> Self {
        let names = |piano: &Piano| piano.classi.iter().map(|c| (c.codice.clone(), c.nome.clone())).collect();
        Self { nomi: tutti.iter().map(names).collect(), tutti }
    }

    pub async fn leggi<C: ConnectionTrait>(connection: &C) -> Result<Self, Error> {
        let mut tutti = Vec::new();
        for versione in valide(connection).await? {
            let classi = piano(connection, versione.id).await?;
            let rows =
                passaggio::Entity::find().filter(passaggio::Column::VersioneId.eq(versione.id)).all(connection).await?;
            let (mut passaggi, mut eccezioni) = (HashMap::new(), HashMap::new());
            for row in rows {
                if let Some(id) = row.fascicolo_id {
                    eccezioni.insert(id, row.a_classe);
                } else if let Some(classe) = row.da_classe {
                    passaggi.insert(classe, row.a_classe);
                }
            }
            tutti.push(Piano { versione, classi, passaggi, eccezioni });
        }
        Ok(Self::new(tutti))
    }

    /// The place of the version in force on a day.
    pub fn del(&self, day: Date) -> usize {
        posto_del(self.tutti.iter().map(|piano| piano.versione.dal), day)
    }

    /// The class of a version by its code.
    pub fn classe(&self, place: usize, codice: &str) -> Option<&Classe> {
        self.tutti.get(place)?.classi.iter().find(|classe| classe.codice == codice)
    }

    /// Where the next version takes a class: where somebody said; to itself, where it is still called so; else nobody knows.
    fn passo(&self, a: usize, classe: &str, fascicolo: Option<FascicoloId>) -> Option<String> {
        let next = self.tutti.get(a)?;
        if let Some(to) = fascicolo.and_then(|id| next.eccezioni.get(&id)).or_else(|| next.passaggi.get(classe)) {
            return Some(to.clone());
        }
        let before = self.nomi.get(a.checked_sub(1)?)?.get(classe)?;
        let after = self.nomi.get(a)?.get(classe)?;
        stesso_nome(before, after).then(|| classe.to_owned())
    }

    /// Where what was opened in `classe` under the version at `da` stands under that at `fino`, through those between.
    pub fn destinazione(&self, da: usize, fino: usize, classe: &str, fascicolo: Option<FascicoloId>) -> Option<String> {
        let mut at = classe.to_owned();
        for place in da + 1..=fino {
            at = self.passo(place, &at, fascicolo)?;
        }
        Some(at)
    }

    /// The first version, counted from the one after `da`, that does not say where the class goes, with the class there.
    pub fn ignota(&self, da: usize, fino: usize, classe: &str) -> Option<(usize, String)> {
        let mut at = classe.to_owned();
        for place in da + 1..=fino {
            match self.passo(place, &at, None) {
                Some(next) => at = next,
                None => return Some((place, at)),
            }
        }
        None
    }

    /// The classes of earlier versions that do not simply stay where they are under the version at `fino`.
    pub fn mossi(&self, fino: usize) -> Vec<String> {
        let mut found: HashSet<&str> = HashSet::new();
        for (da, piano) in self.tutti.iter().enumerate().take(fino) {
            for classe in &piano.classi {
                let code = classe.codice.as_str();
                if self.destinazione(da, fino, code, None).as_deref() != Some(code) {
                    found.insert(code);
                }
            }
        }
        let mut all: Vec<String> = found.into_iter().map(str::to_owned).collect();
        all.sort_unstable();
        all
    }

    /// The open fascicoli that are nobody's continuation yet, by class and by the version under which they were opened. What lies
    /// under another goes with it.
    pub async fn aperti<C: ConnectionTrait>(&self, connection: &C, fino: usize) -> Result<Vec<Aperti>, Error> {
        let mut all = Vec::new();
        for place in 0..=fino {
            let from = if place == 0 { None } else { self.tutti.get(place).map(|piano| piano.versione.dal) };
            let to = self.tutti.get(place + 1).filter(|_| place < fino).map(|piano| piano.versione.dal);
            let from = from.map_or(i64::MIN, |day| Instant::start_of(day).micros());
            let to = to.map_or(i64::MAX, |day| Instant::start_of(day).micros());
            let sql = "SELECT f.classe, COUNT(*) AS n FROM protocollo_fascicolo f \
                       JOIN protocollo_fascicolo_stato fs ON fs.fascicolo_id = f.id \
                       WHERE fs.chiuso = $1 AND f.sotto = '' AND f.aperto_at >= $2 AND f.aperto_at < $3 \
                       AND NOT EXISTS (SELECT 1 FROM protocollo_fascicolo_seguito q WHERE q.da_id = f.id) \
                       GROUP BY f.classe ORDER BY f.classe";
            for row in db::rows(connection, sql, [false.into(), from.into(), to.into()]).await? {
                all.push(Aperti { versione: place, classe: row.try_get("", "classe")?, quanti: row.try_get("", "n")? });
            }
        }
        Ok(all)
    }
}

/// By class of the version at `fino`, how many fascicoli are open; and those that it does not know where to put: by the version
/// that does not say it, and by its class.
pub(super) fn divisi(
    piani: &Piani,
    fino: usize,
    aperti: &[Aperti],
) -> (BTreeMap<String, i64>, BTreeMap<(usize, String), i64>) {
    let (mut noti, mut rimasti) = (BTreeMap::new(), BTreeMap::new());
    for each in aperti {
        match piani.destinazione(each.versione, fino, &each.classe, None) {
            Some(at) => *noti.entry(at).or_insert(0) += each.quanti,
            None => {
                if let Some(lost) = piani.ignota(each.versione, fino, &each.classe) {
                    *rimasti.entry(lost).or_insert(0) += each.quanti;
                }
            }
        }
    }
    (noti, rimasti)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::titolario::senza_versione;

    fn piano(dal: &str, classi: &[(&str, &str)], passaggi: &[(&str, &str)]) -> Piano {
        let versione = versione::Model {
            id: senza_versione(),
            nome: dal.into(),
            dal: dal.parse().unwrap(),
            atto: None,
            decisa_da: None,
            decisa_at: Instant::from_micros(0),
            ritirata_da: None,
            ritirata_at: None,
            motivo: None,
        };
        Piano {
            versione,
            classi: classi.iter().map(|(codice, nome)| Classe::new(codice, nome, "")).collect(),
            passaggi: passaggi.iter().map(|(from, to)| ((*from).into(), (*to).into())).collect(),
            eccezioni: HashMap::new(),
        }
    }

    fn tre() -> Piani {
        Piani::new(vec![
            piano("2020-01-01", &[("I.1", "Leggi"), ("VI.3", "Edilizia"), ("VI.4", "Strade"), ("VI.5", "Altro")], &[]),
            piano("2026-01-01", &[("I.1", "leggi"), ("VI.3", "Commercio"), ("IX.1", "Edilizia")], &[("VI.3", "IX.1")]),
            piano("2027-01-01", &[("I.1", "Leggi"), ("X.1", "Edilizia"), ("X.2", "Commercio")], &[("IX.1", "X.1")]),
        ])
    }

    #[test]
    fn what_was_filed_goes_through_every_version_and_stays_where_nothing_changed() {
        let all = tre();
        assert_eq!(all.destinazione(0, 2, "I.1", None), Some("I.1".into()));
        assert_eq!(all.destinazione(0, 1, "VI.3", None), Some("IX.1".into()));
        assert_eq!(all.destinazione(0, 2, "VI.3", None), Some("X.1".into()));
        assert_eq!(all.destinazione(1, 2, "VI.3", None), None, "renamed, and nobody said where it goes");
        assert_eq!(all.destinazione(2, 2, "X.2", None), Some("X.2".into()));
        assert_eq!(all.ignota(0, 2, "VI.4"), Some((1, "VI.4".into())));
        assert_eq!(all.mossi(1), ["VI.3", "VI.4", "VI.5"]);
        assert_eq!(all.mossi(0), Vec::<String>::new());
    }

    #[test]
    fn one_fascicolo_may_go_elsewhere_than_its_class() {
        let mut all = tre();
        let id = FascicoloId::from(kernel::Uuid::from_u128(7));
        all.tutti[1].eccezioni.insert(id, "VI.3".into());
        assert_eq!(all.destinazione(0, 1, "VI.3", Some(id)), Some("VI.3".into()));
        assert_eq!(all.destinazione(0, 1, "VI.3", None), Some("IX.1".into()));
    }

    #[test]
    fn open_ones_are_counted_where_they_stand_and_the_lost_ones_where_they_were_lost() {
        let open = |versione, classe: &str, quanti| Aperti { versione, classe: classe.into(), quanti };
        let open = [open(0, "VI.3", 2), open(1, "IX.1", 3), open(0, "VI.4", 1), open(1, "VI.3", 4), open(2, "X.1", 1)];
        let (noti, rimasti) = divisi(&tre(), 2, &open);
        assert_eq!(noti, BTreeMap::from([("X.1".into(), 6)]));
        assert_eq!(rimasti, BTreeMap::from([((1, "VI.4".into()), 1), ((2, "VI.3".into()), 4)]));
    }
}
