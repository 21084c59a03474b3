//! Every step of every definition that is shipped, broken off at every table that it writes: nothing of it is there, and afterwards it is
//! taken as if nothing had been.
//!
//! A trigger on each table counts the passages from one table to another and gives up at the one that is asked for, as an engine does
//! that is killed there: what SQLite refuses is taken back with its whole transaction. On SQLite alone: on the other engine the same
//! calls are broken off by `cade.rs`.
//!
//! The first step with certain effects is broken off at each passage, those after it with the same ones at each fourth, not the same
//! fourth each time: a step that signs makes its paper again at every attempt. `MUNICIPIO_CADE=ovunque` asks for all of them.

use std::{collections::BTreeMap, fmt::Debug};

use atti::{AttoId, stato};
use db::Write;
use kernel::Actor;
use pratiche::Agisce;
use testkit::Engine;

use crate::{
    casa::{ATTI, Casa, mezzogiorno},
    definizioni::senza_buchi,
    giri::{Fatti, GIRI, Giro, Mossa, spedite},
};

/// No step passes from table to table so often.
const PASSAGGI_MAX: i64 = 200;
/// Steps that the night takes at the end of a term.
const DELLA_NOTTE: [&str; 2] = ["diventa-esecutiva", "fine-pubblicazione"];

/// The steps of a definition that were not broken off yet, with the codes of their effects.
type Ancora = BTreeMap<String, String>;
/// How many steps were broken off, by the codes of their effects.
type Visti = BTreeMap<String, i64>;

/// From which passage on a step with these effects is broken off, and at each which.
fn dove(visti: &mut Visti, effetti: String) -> (i64, usize) {
    let seen = visti.entry(effetti).or_default();
    *seen += 1;
    let everywhere = std::env::var_os("MUNICIPIO_CADE").is_some_and(|text| text == "ovunque");
    if *seen == 1 || everywhere { (1, 1) } else { (1 + *seen % 4, 4) }
}

fn effetti(passo: &iter::Passo) -> String {
    passo.effetti.iter().map(|uso| uso.codice.as_str()).collect::<Vec<_>>().join(" ")
}

/// A house that falls down where it is told to.
struct Fragile {
    casa: Casa,
    tabelle: Vec<String>,
}

impl Fragile {
    async fn apri() -> Self {
        let casa = Casa::apri(Engine::Sqlite).await;
        let read = casa.hall.ente.db().read().await.unwrap();
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' \
                   AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_text%' ORDER BY name";
        let rows = db::rows(&read, sql, []).await.unwrap();
        let tabelle: Vec<String> = rows.iter().map(|row| row.try_get("", "name").unwrap()).collect();
        drop(read);
        let fragile = Self { casa, tabelle };
        fragile.incrina().await;
        fragile
    }

    async fn scrive(&self) -> Write {
        self.casa.hall.ente.db().write().await.unwrap()
    }

    async fn incrina(&self) {
        let write = self.scrive().await;
        let table = "CREATE TABLE prova_cade (n INTEGER NOT NULL, al INTEGER NOT NULL, dove TEXT NOT NULL)";
        for sql in [table, "INSERT INTO prova_cade (n, al, dove) VALUES (0, 0, '')"] {
            db::execute(&write, sql, []).await.unwrap();
        }
        for tabella in &self.tabelle {
            for what in ["INSERT", "UPDATE", "DELETE"] {
                let sql = format!(
                    "CREATE TRIGGER \"prova_{tabella}_{what}\" BEFORE {what} ON \"{tabella}\" BEGIN \
                     UPDATE prova_cade SET n = n + 1, dove = '{tabella}' WHERE dove <> '{tabella}'; \
                     SELECT RAISE(ABORT, 'caduto per prova') FROM prova_cade WHERE al > 0 AND n >= al; END"
                );
                db::execute(&write, &sql, []).await.unwrap();
            }
        }
        write.commit().await.unwrap();
    }

    /// It falls down at that passage of the next transaction; never, at 0.
    async fn cade_al(&self, al: i64) {
        let write = self.scrive().await;
        db::execute(&write, "UPDATE prova_cade SET n = 0, dove = '', al = $1", [al.into()]).await.unwrap();
        write.commit().await.unwrap();
    }

    /// How many rows each table has.
    async fn righe(&self) -> Vec<(String, i64)> {
        let count = |name: &String| format!("SELECT '{name}' AS t, COUNT(*) AS n FROM \"{name}\"");
        let sql = self.tabelle.iter().map(count).collect::<Vec<_>>().join(" UNION ALL ");
        let read = self.casa.hall.ente.db().read().await.unwrap();
        let rows = db::rows(&read, &sql, []).await.unwrap();
        rows.iter().map(|row| (row.try_get("", "t").unwrap(), row.try_get("", "n").unwrap())).collect()
    }

    /// The rows of all tables, and the act's own.
    async fn com_e(&self, id: AttoId) -> (Vec<(String, i64)>, stato::Model) {
        (self.righe().await, self.casa.scheda(self.casa.marco, id).await.stato)
    }

    /// Tries a step again and again, each time broken off further on, until it is done.
    async fn rompe<E: Debug, F: Future<Output = Result<(), E>>>(
        &self,
        (id, cosa): (AttoId, &str),
        (first, stride): (i64, usize),
        tenta: impl Fn() -> F,
    ) {
        let before = self.com_e(id).await;
        for al in (first..=PASSAGGI_MAX).step_by(stride) {
            self.cade_al(al).await;
            match tenta().await {
                Ok(()) => {
                    assert!(al > first, "{cosa}: it was broken off nowhere");
                    self.cade_al(0).await;
                    return;
                }
                Err(no) => {
                    let told = format!("{no:?}");
                    assert!(!told.contains("Refused"), "{cosa}, passage {al}: {told}");
                    assert_eq!(self.com_e(id).await, before, "{cosa}, passage {al}: something of it is there");
                }
            }
        }
        panic!("{cosa}: it is never done");
    }

    /// Steps are taken, those that this definition did not take before broken off first.
    async fn passa(&self, (giro, id): (&Giro, AttoId), mosse: &[Mossa], (ancora, visti): (&mut Ancora, &mut Visti)) {
        for &(chi, passo) in mosse {
            Giro::prima(&self.casa, id, passo).await;
            let person = chi(&self.casa);
            let Some(effetti) = ancora.remove(passo) else {
                self.casa.compie(person, id, passo).await.unwrap();
                continue;
            };
            let cosa = format!("{}, «{passo}»", giro.iter);
            self.rompe((id, &cosa), dove(visti, effetti), || self.casa.compie(person, id, passo)).await;
        }
    }

    /// The night's step, as the night takes it.
    async fn di_notte(&self, id: AttoId, passo: &str) -> Result<(), pratiche::Error> {
        let tx = self.casa.hall.ente.ledger.begin(Actor::System("prova"), "prova.notte").await?;
        let chiave = format!("scadenza:{passo}");
        let asked = pratiche::Passo {
            pratica: self.casa.pratica(id).await,
            passo,
            chi: Agisce::Sistema,
            motivo: None,
            chiave: &chiave,
            visto: None,
        };
        let (tx, _) = pratiche::compi(tx, &ATTI, asked).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes away what makes it fragile: the record is then looked at as it stands.
    async fn ripara(&self) {
        let write = self.scrive().await;
        for tabella in &self.tabelle {
            for what in ["INSERT", "UPDATE", "DELETE"] {
                db::execute(&write, &format!("DROP TRIGGER \"prova_{tabella}_{what}\""), []).await.unwrap();
            }
        }
        db::execute(&write, "DROP TABLE prova_cade", []).await.unwrap();
        write.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_broken_off_at_every_table_that_it_writes_leaves_nothing_of_itself() {
    let fragile = Fragile::apri().await;
    let (mut fatti, mut all, mut visti) = (Fatti::new(), Vec::new(), Visti::new());
    let definizioni = spedite();
    for giro in GIRI {
        let definizione = definizioni.iter().find(|one| one.codice == giro.iter).unwrap();
        let mut ancora: Ancora = definizione.passi.iter().map(|one| (one.codice.clone(), effetti(one))).collect();
        let id = giro.scrive(&fragile.casa, &fatti).await;
        for mosse in [giro.indietro, giro.avanti] {
            fragile.passa((giro, id), mosse, (&mut ancora, &mut visti)).await;
        }
        fatti.insert(giro.iter, id);
        all.push((giro, id));
        for (n, (dati, mosse)) in giro.altre.iter().enumerate() {
            let id = giro.scrive_con(&fragile.casa, &fatti, (&format!("altra {n}"), *dati)).await;
            fragile.passa((giro, id), mosse, (&mut ancora, &mut visti)).await;
            all.push((giro, id));
        }
    }
    fragile.casa.clock.set(mezzogiorno("2026-12-14"));
    for (giro, id) in &all {
        let definizione = definizioni.iter().find(|one| one.codice == giro.iter).unwrap();
        for passo in DELLA_NOTTE.iter().filter_map(|codice| definizione.passo(codice)) {
            let here = fragile.casa.stati(*id).await;
            if passo.da.iter().all(|stato| here.contains(stato)) {
                let cosa = format!("{}, «{}»", giro.iter, passo.codice);
                fragile.rompe((*id, &cosa), (1, 1), || fragile.di_notte(*id, &passo.codice)).await;
            }
        }
    }
    for giro in GIRI {
        assert_eq!(fragile.casa.stati(fatti[giro.iter]).await, ["archiviata"], "{}", giro.iter);
    }
    conti_e_atti(&fragile.casa, &all).await;
    senza_buchi(&fragile.casa, all.iter().map(|(_, id)| *id)).await;
    fragile.ripara().await;
    fragile.casa.hall.verify_clean().await;
}

/// No commitment without its act, nor the reverse.
async fn conti_e_atti(casa: &Casa, all: &[(&Giro, AttoId)]) {
    let mut of_acts = 0;
    for (giro, id) in all {
        let scheda = casa.scheda(casa.marco, *id).await;
        let committed = scheda.movimenti.iter().filter(|one| one.genere != "liquidazione").count();
        assert_eq!(casa.impegni(*id).await, committed, "{}", giro.iter);
        assert!(committed == 0 || scheda.stato.numero.is_some(), "{}: money of an act without a number", giro.iter);
        of_acts += committed;
    }
    let all = casa.righe_di("contabilita_movimento").await;
    assert_eq!(all, i64::try_from(of_acts).unwrap(), "no money of no act");
}
