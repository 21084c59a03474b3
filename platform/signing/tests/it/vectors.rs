//! Our verdict on every vector beside EU DSS's (`judges/dss/attese.tsv`): the same, or decided and written down in
//! `judges/dss/disaccordi.tsv`. Here nobody is trusted, so that what is seen is form and mathematics; the judge
//! asks the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use signing::verify::judge::Question;
use signing::verify::report::{Mark, Report};
use signing::verify::revocation::Evidence;

use crate::common::{self, Line};

fn table(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../judges/dss").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

type Rows = BTreeMap<(String, usize), (String, String)>;

fn ours(folder: &Path, file: &str, content: Option<&str>) -> (Rows, Option<Report>) {
    let read = |file: &str| std::fs::read(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    let (bytes, content) = (read(file), content.map(read));
    let content = content.as_deref();
    let now = "2026-01-01T00:00:00Z".parse().expect("instant");
    let trust = common::trust("nessuna", &bytes, content, now);
    let evidence = Evidence::default();
    let question = Question { trust: &trust, now, evidence: &evidence, certificates: &[], existence: &[] };
    let mut rows = Rows::new();
    let report = match common::judge(&bytes, content, &question) {
        Ok(report) => report,
        Err(_) => {
            rows.insert(("-".into(), 1), ("ILLEGGIBILE".into(), String::new()));
            return (rows, None);
        }
    };
    let lines: Vec<Line> = common::lines(&report);
    if lines.is_empty() {
        rows.insert(("-".into(), 1), ("NESSUNA_FIRMA".into(), String::new()));
    }
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &lines {
        let number = count.entry(line.tipo).or_default();
        *number += 1;
        let why = line.motivo.clone().unwrap_or_else(|| "-".into());
        rows.insert((line.tipo.into(), *number), (line.esito.clone(), why));
    }
    (rows, Some(report))
}

fn expected() -> BTreeMap<String, Rows> {
    let mut all: BTreeMap<String, Rows> = BTreeMap::new();
    let mut count: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in table("attese.tsv").iter().filter(|row| row[1] == "nessuna") {
        let number = count.entry((row[0].clone(), row[4].clone())).or_default();
        *number += 1;
        let whole = ["ILLEGGIBILE", "NESSUNA_FIRMA"].contains(&row[7].as_str());
        let why = if whole { String::new() } else { row[8].replace("-", if row[8] == "-" { "-" } else { "_" }) };
        all.entry(row[0].clone()).or_default().insert((row[4].clone(), *number), (row[7].clone(), why));
    }
    all
}

/// `disaccordi.tsv`: file end, fiducia, tipo, place, field, DSS's, ours, why.
struct Disagreements {
    rows: Vec<Vec<String>>,
    used: BTreeSet<usize>,
}

impl Disagreements {
    fn read() -> Self {
        Self { rows: table("disaccordi.tsv"), used: BTreeSet::new() }
    }

    fn decided(&mut self, file: &str, key: &(String, usize), field: &str, dss: &str, own: &str) -> bool {
        let place = self.rows.iter().position(|row| {
            let fits = |place: usize, value: &str| row[place] == "*" || row[place] == value;
            (row[0] == "*" || file.ends_with(&row[0]))
                && fits(1, "nessuna")
                && fits(2, &key.0)
                && fits(3, &key.1.to_string())
                && fits(4, field)
                && fits(5, dss)
                && fits(6, own)
        });
        self.used.extend(place);
        place.is_some()
    }

    /// The lines about what is asked here that nothing needs any more; the others are the judge's to find.
    fn stale(&self) -> Vec<String> {
        let asked = |row: &[String]| {
            ["*", "nessuna"].contains(&row[1].as_str()) && ["esito", "motivo", "presenza"].contains(&row[4].as_str())
        };
        let unused = self.rows.iter().enumerate().filter(|(at, row)| asked(row) && !self.used.contains(at));
        unused.map(|(_, row)| row.join("\t")).collect()
    }
}

#[test]
fn our_verdict_on_every_vector_is_that_of_dss_or_decided() {
    let Some(folder) = common::standards() else { return };
    let (mut disagreements, contents) = (Disagreements::read(), table("vettori.tsv"));
    let (mut undecided, mut same) = (Vec::new(), 0);
    for (file, expected) in expected() {
        let content = contents.iter().find(|row| row[0] == file).map(|row| row[1].as_str()).filter(|name| *name != "-");
        let (ours, report) = ours(&folder, &file, content);
        if let Some(report) = report {
            assert_ne!(report.mark, Mark::Green, "{file}: nobody is trusted");
        }
        let keys: BTreeSet<_> = expected.keys().chain(ours.keys()).collect();
        for key in keys {
            match (expected.get(key), ours.get(key)) {
                (Some(dss), Some(own)) => {
                    for (field, dss, own) in [("esito", &dss.0, &own.0), ("motivo", &dss.1, &own.1)] {
                        if dss == own {
                            same += 1;
                        } else if !disagreements.decided(&file, key, field, dss, own) {
                            undecided.push(format!("{file}\t{}\t{}\t{field}\t{dss}\t{own}", key.0, key.1));
                        }
                    }
                }
                (dss, _) => {
                    let (dss, own) = if dss.is_some() { ("c'è", "manca") } else { ("manca", "c'è") };
                    if !disagreements.decided(&file, key, "presenza", dss, own) {
                        undecided.push(format!("{file}\t{}\t{}\tpresenza\t{dss}\t{own}", key.0, key.1));
                    }
                }
            }
        }
    }
    assert!(undecided.is_empty(), "{same} the same, {} undecided:\n{}", undecided.len(), undecided.join("\n"));
    assert!(same > 150, "{same}");
    let stale = disagreements.stale();
    assert!(stale.is_empty(), "disaccordi.tsv tells what no longer happens:\n{}", stale.join("\n"));
}
