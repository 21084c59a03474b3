//! Definitions made at random, sound by the way they are built, and a second opinion on those that are not.

use std::collections::{BTreeMap, BTreeSet};

use calendar::{Durata, Proroga, Unita};
use iter::{Chi, Definizione, Dove, Evento, Motivo, Passo, Scatto, Se, Stato, Termine, Tipo, Uso};

/// The conditions of such definitions.
pub const CONDIZIONI: [&str; 2] = ["prova.a", "prova.b"];

/// Choices, read from a tape: proptest shortens the tape of what fails.
pub struct Nastro<'a>(std::slice::Iter<'a, u8>);

impl<'a> Nastro<'a> {
    pub fn su(tape: &'a [u8]) -> Self {
        Self(tape.iter())
    }

    /// One of so many; the first, when the tape is at its end.
    pub fn uno_di(&mut self, n: usize) -> usize {
        self.0.next().map_or(0, |byte| usize::from(*byte) % n.max(1))
    }
}

struct Fabbrica<'a, 'b> {
    tape: &'a mut Nastro<'b>,
    definizione: Definizione,
}

/// A definition of blocks within blocks: steps, sequences, choices, branches that join, rounds, returns out of a
/// branch, terms.
pub fn definizione(tape: &[u8]) -> Definizione {
    let stati = vec![stato("inizio", Tipo::Inizio), stato("fine", Tipo::Fine)];
    let definizione = Definizione {
        codice: "prova".into(),
        nome: "Prova".into(),
        descrizione: String::new(),
        legge: None,
        avvia: chiunque(),
        stati,
        passi: Vec::new(),
        termini: Vec::new(),
    };
    let mut fabbrica = Fabbrica { tape: &mut Nastro::su(tape), definizione };
    fabbrica.blocco("inizio", "fine", 0);
    fabbrica.definizione
}

fn chiunque() -> Chi {
    Chi::Ufficio(Dove::Ovunque)
}

fn stato(codice: &str, tipo: Tipo) -> Stato {
    Stato { codice: codice.into(), nome: codice.to_uppercase(), tipo }
}

impl Fabbrica<'_, '_> {
    fn stato(&mut self) -> String {
        let codice = format!("s{}", self.definizione.stati.len());
        self.definizione.stati.push(stato(&codice, Tipo::Passaggio));
        codice
    }

    fn passo(&mut self, da: &[&str], a: &[&str]) -> &mut Passo {
        let codice = format!("p{}", self.definizione.passi.len());
        let owned = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        // Four eyes here and there: somebody else than who took the step before this one.
        let before = self.definizione.passi.len().checked_sub(1).map(|place| self.definizione.passi[place].clone());
        let before = before.filter(|before| before.scatto.is_none() && self.tape.uno_di(4) == 1);
        let chi = before.map_or_else(chiunque, |before| Chi::Tranne {
            chi: Box::new(chiunque()),
            non: Box::new(Chi::ChiHaCompiuto(before.codice)),
        });
        let effetti = (0..self.tape.uno_di(3)).map(|n| Uso::from(["prova.x", "prova.y"][n])).collect();
        self.definizione.passi.push(Passo {
            nome: codice.to_uppercase(),
            codice,
            da: owned(da),
            a: owned(a),
            ritira: Vec::new(),
            chi,
            scatto: None,
            se: Vec::new(),
            controlli: Vec::new(),
            effetti,
            motivo: Motivo::Facoltativo,
            ritorno: false,
            sospende: Vec::new(),
            riprende: Vec::new(),
            interrompe: Vec::new(),
        });
        self.definizione.passi.last_mut().unwrap()
    }

    fn subito(&mut self, da: &[&str], a: &[&str], se: Option<(usize, bool)>) {
        let passo = self.passo(da, a);
        passo.chi = Chi::Sistema;
        passo.scatto = Some(Scatto::Subito);
        passo.se = se.into_iter().map(|(n, vale)| Se { condizione: CONDIZIONI[n].into(), vale }).collect();
    }

    /// Takes a file from one state to another.
    fn blocco(&mut self, da: &str, a: &str, depth: usize) {
        let room = self.definizione.stati.len() < 40 && self.definizione.passi.len() < 80 && depth < 5;
        match if room { self.tape.uno_di(8) } else { 0 } {
            0 => {
                self.passo(&[da], &[a]);
            }
            1 => {
                let middle = self.stato();
                self.blocco(da, &middle, depth + 1);
                self.blocco(&middle, a, depth + 1);
            }
            2 => {
                for _ in 0..2 {
                    let way = self.stato();
                    self.passo(&[da], &[&way]);
                    self.blocco(&way, a, depth + 1);
                }
            }
            3 => self.rami(da, a, depth, false),
            4 => {
                let condition = self.tape.uno_di(2);
                for holds in [true, false] {
                    let way = self.stato();
                    self.subito(&[da], &[&way], Some((condition, holds)));
                    self.blocco(&way, a, depth + 1);
                }
            }
            5 => {
                let middle = self.stato();
                self.blocco(da, &middle, depth + 1);
                self.passo(&[&middle], &[a]);
                self.passo(&[&middle], &[da]).ritorno = true;
            }
            6 => self.rami(da, a, depth, true),
            _ => self.scadenza(da, a),
        }
    }

    fn rami(&mut self, da: &str, a: &str, depth: usize, with_return: bool) {
        let (left, right, left_end, right_end) = (self.stato(), self.stato(), self.stato(), self.stato());
        self.passo(&[da], &[&left, &right]);
        let before = self.definizione.stati.len();
        self.blocco(&right, &right_end, depth + 1);
        let mut other: Vec<String> = self.definizione.stati[before..].iter().map(|one| one.codice.clone()).collect();
        other.extend([right.clone(), right_end.clone()]);
        if with_return {
            let middle = self.stato();
            self.blocco(&left, &middle, depth + 1);
            self.passo(&[&middle], &[&left_end]);
            let back = self.passo(&[&middle], &[da]);
            back.ritorno = true;
            back.ritira = other;
        } else {
            self.blocco(&left, &left_end, depth + 1);
        }
        if self.tape.uno_di(2) == 0 {
            self.subito(&[&left_end, &right_end], &[a], None);
        } else {
            self.passo(&[&left_end, &right_end], &[a]);
        }
    }

    fn scadenza(&mut self, da: &str, a: &str) {
        let wait = self.stato();
        self.passo(&[da], &[&wait]);
        let codice = format!("t{}", self.definizione.termini.len());
        let unita = [Unita::Giorni, Unita::GiorniLavorativi, Unita::Mesi][self.tape.uno_di(3)];
        self.definizione.termini.push(Termine {
            nome: codice.to_uppercase(),
            codice: codice.clone(),
            dal: Evento::EntrataIn(wait.clone()),
            al: Vec::new(),
            durata: Durata { quanti: 1 + u16::try_from(self.tape.uno_di(20)).unwrap(), unita },
            proroga: Proroga::Festivi,
            titolare: Some(chiunque()),
            promemoria: vec![1],
            sostituto: None,
            legge: None,
        });
        let passo = self.passo(&[&wait], &[a]);
        passo.chi = Chi::Sistema;
        passo.scatto = Some(Scatto::AllaScadenza(codice));
        if self.tape.uno_di(2) == 1 {
            self.passo(&[&wait], &[a]);
        }
    }
}

/// Something is changed without care: a step goes, leads elsewhere, forgets what it withdraws or under which
/// condition it is there.
pub fn guasta(definizione: &mut Definizione, tape: &mut Nastro<'_>) {
    let steps = definizione.passi.len();
    let states: Vec<String> = definizione.stati.iter().map(|stato| stato.codice.clone()).collect();
    let other = |tape: &mut Nastro<'_>, end: bool| {
        let all: Vec<&String> = states.iter().filter(|stato| end || *stato != "fine").collect();
        all[tape.uno_di(all.len())].clone()
    };
    let place = tape.uno_di(steps);
    match tape.uno_di(5) {
        0 => {
            definizione.passi.remove(place);
        }
        1 => {
            let to = other(tape, true);
            definizione.passi[place].a = vec![to];
        }
        2 => {
            let more = other(tape, true);
            let a = &mut definizione.passi[place].a;
            if !a.contains(&more) {
                a.push(more);
            }
        }
        3 => definizione.passi[place].ritira.clear(),
        _ => definizione.passi[place].se.clear(),
    }
    let gone: BTreeSet<String> = definizione.passi.iter().map(|passo| passo.codice.clone()).collect();
    for passo in &mut definizione.passi {
        if passo.scatto.is_none()
            && passo.chi.parti().iter().any(|part| matches!(part, Chi::ChiHaCompiuto(p) if !gone.contains(p)))
        {
            passo.chi = chiunque();
        }
    }
}

/// The places at which the second opinion gives up.
const MOST: usize = 200;

type Luogo<'a> = BTreeSet<&'a str>;

/// A second opinion, by the plainest search: whether each state and step is reached, no state holds a file twice, and
/// from every place that a file reaches an end is reached, whatever the conditions answer from then on. No opinion
/// on what has more than [`MOST`] places: it is slow.
pub fn regge(definizione: &Definizione) -> Option<bool> {
    let answers: Vec<BTreeMap<&str, bool>> =
        (0..4).map(|n| BTreeMap::from([(CONDIZIONI[0], n & 1 != 0), (CONDIZIONI[1], n & 2 != 0)])).collect();
    let mut known: BTreeSet<Luogo<'_>> = BTreeSet::from([BTreeSet::from(["inizio"])]);
    let mut waiting: Vec<Luogo<'_>> = known.iter().cloned().collect();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    while let Some(here) = waiting.pop() {
        for answer in &answers {
            for passo in possibili(definizione, &here, answer) {
                let Some(next) = muovi(passo, &here) else { return Some(false) };
                taken.insert(&passo.codice);
                if known.insert(next.clone()) {
                    waiting.push(next);
                }
                if known.len() > MOST {
                    return None;
                }
            }
        }
    }
    let reached: BTreeSet<&str> = known.iter().flatten().copied().collect();
    let all_there = definizione.stati.iter().all(|stato| reached.contains(stato.codice.as_str()))
        && definizione.passi.iter().all(|passo| taken.contains(passo.codice.as_str()));
    let clean = known.iter().all(|here| !here.contains("fine") || here.len() == 1);
    let ends = || answers.iter().all(|answer| known.iter().all(|here| finisce(definizione, here, answer)));
    Some(all_there && clean && ends())
}

fn possibili<'a>(definizione: &'a Definizione, here: &Luogo<'_>, answer: &BTreeMap<&str, bool>) -> Vec<&'a Passo> {
    let all = definizione.passi.iter().filter(|passo| {
        passo.da.iter().all(|stato| here.contains(stato.as_str()))
            && passo.se.iter().all(|se| answer[se.condizione.codice.as_str()] == se.vale)
    });
    let all: Vec<&Passo> = all.collect();
    match all.iter().find(|passo| passo.scatto == Some(Scatto::Subito)) {
        Some(first) => vec![first],
        None => all,
    }
}

fn muovi<'a>(passo: &'a Passo, here: &Luogo<'a>) -> Option<Luogo<'a>> {
    let gone = |stato: &str| passo.da.iter().chain(&passo.ritira).any(|one| one == stato);
    let mut next: Luogo<'a> = here.iter().filter(|stato| !gone(stato)).copied().collect();
    passo.a.iter().all(|stato| next.insert(stato)).then_some(next)
}

fn finisce(definizione: &Definizione, here: &Luogo<'_>, answer: &BTreeMap<&str, bool>) -> bool {
    let mut known: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    let mut waiting: Vec<BTreeSet<String>> = vec![here.iter().map(|stato| (*stato).to_owned()).collect()];
    while let Some(here) = waiting.pop() {
        if here.contains("fine") {
            return true;
        }
        let borrowed: Luogo<'_> = here.iter().map(String::as_str).collect();
        for passo in possibili(definizione, &borrowed, answer) {
            let gone = |stato: &String| passo.da.contains(stato) || passo.ritira.contains(stato);
            let mut next: BTreeSet<String> = here.iter().filter(|stato| !gone(stato)).cloned().collect();
            next.extend(passo.a.iter().cloned());
            if known.insert(next.clone()) {
                waiting.push(next);
            }
        }
    }
    false
}
