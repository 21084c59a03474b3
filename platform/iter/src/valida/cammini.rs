//! Every place that a file can reach, and what is wrong with any of them.

use std::collections::{HashMap, VecDeque};

use kernel::Refusal;

use super::{
    racconto::Racconto,
    rete::{Luogo, Marca, Rete},
};
use crate::Definizione;

/// More places than this are no definition that a person understands: refused rather than explored for minutes.
pub const MAX_LUOGHI: usize = 20_000;
/// Of each kind of mistake so many are told: the others come from the same cause, as a rule.
const TOLD: usize = 5;

/// Walks all ways, and tells what is wrong with them. The places come back, also when something is.
pub fn esplora(definizione: &Definizione, rete: &Rete, no: &mut Refusal) -> Vec<Luogo> {
    let Some((mut luoghi, doppi)) = raggiungi(rete) else {
        no.add(
            None,
            format!(
                "La definizione è troppo intrecciata: una pratica potrebbe trovarsi in più di {MAX_LUOGHI} \
                 combinazioni di \
                 stati. Usa meno rami paralleli."
            ),
        );
        return Vec::new();
    };
    let racconto = Racconto { definizione, rete, luoghi: &luoghi };
    let mut reasons = Refusal::default();
    for (from, step, stati) in doppi.iter().take(TOLD) {
        reasons.add(None, racconto.doppio(*from, *step, *stati));
    }
    mai(&racconto, &mut reasons);
    fini(&racconto, &mut reasons);
    fermi(&racconto, &mut reasons);
    girotondi(&racconto, &mut reasons);
    no.reasons.append(&mut reasons.reasons);
    let sempre = sempre(rete, &luoghi);
    for (luogo, always) in luoghi.iter_mut().zip(sempre) {
        luogo.sempre = always;
    }
    attesi(&Racconto { definizione, rete, luoghi: &luoghi }, no);
    luoghi
}

/// A step from a place that would bring a file a second time into these states.
type Doppio = (usize, usize, Marca);

/// Breadth first, so that the way to each place is a shortest one. `None` beyond [`MAX_LUOGHI`].
fn raggiungi(rete: &Rete) -> Option<(Vec<Luogo>, Vec<Doppio>)> {
    let place = |marca, da| Luogo { marca, da, uscite: Vec::new(), sempre: 0 };
    let mut luoghi = vec![place(rete.inizio, None)];
    let mut known: HashMap<Marca, usize> = HashMap::from([(rete.inizio, 0)]);
    let mut doppi: Vec<Doppio> = Vec::new();
    let mut waiting = VecDeque::from([0]);
    while let Some(at) = waiting.pop_front() {
        let marca = luoghi[at].marca;
        for (step, risposte) in rete.possibili(marca) {
            match rete.muovi(marca, &rete.mosse[step]) {
                Err(stati) if !doppi.iter().any(|(_, other, _)| *other == step) => doppi.push((at, step, stati)),
                Err(_) => {}
                Ok(next) => {
                    let to = *known.entry(next).or_insert_with(|| {
                        luoghi.push(place(next, Some((at, step))));
                        waiting.push_back(luoghi.len() - 1);
                        luoghi.len() - 1
                    });
                    luoghi[at].uscite.push((step, to, risposte));
                }
            }
        }
        if luoghi.len() > MAX_LUOGHI {
            return None;
        }
    }
    Some((luoghi, doppi))
}

/// States that no file reaches and steps that can never be taken.
fn mai(racconto: &Racconto<'_>, no: &mut Refusal) {
    let reached = racconto.luoghi.iter().fold(0, |all, luogo| all | luogo.marca);
    for stato in &racconto.definizione.stati {
        if racconto.rete.marca(&[&stato.codice]) & reached == 0 {
            no.add(
                None,
                format!("Nessuna pratica può arrivare in «{}»: togli lo stato, o porta lì un passo.", stato.nome),
            );
        }
    }
    let mut taken = vec![false; racconto.rete.mosse.len()];
    for (step, _, _) in racconto.luoghi.iter().flat_map(|luogo| &luogo.uscite) {
        taken[*step] = true;
    }
    for (step, passo) in racconto.definizione.passi.iter().enumerate() {
        let mossa = &racconto.rete.mosse[step];
        // What starts from a state that is never reached was just told.
        if taken[step] || mossa.da & !reached != 0 {
            continue;
        }
        let here: Vec<_> = racconto.luoghi.iter().filter(|luogo| luogo.marca & mossa.da == mossa.da).collect();
        if !here.is_empty() && racconto.rete.muovi(here[0].marca, mossa).is_err() {
            continue;
        }
        no.add(
            None,
            if mossa.risposte == 0 {
                format!("Il passo «{}» chiede che una condizione valga e insieme non valga.", passo.nome)
            } else if here.is_empty() {
                racconto.mai_insieme(step)
            } else {
                format!(
                    "Il passo «{}» non può mai essere compiuto: un passo automatico porta sempre via la pratica prima.",
                    passo.nome
                )
            },
        );
    }
}

/// Files that end in one branch while another goes on.
fn fini(racconto: &Racconto<'_>, no: &mut Refusal) {
    let fini = racconto.rete.fini;
    let wrong = |marca: Marca| marca & fini != 0 && marca.count_ones() > 1;
    let first = |luogo: &&Luogo| luogo.da.is_none_or(|(from, _)| !wrong(racconto.luoghi[from].marca));
    for luogo in racconto.luoghi.iter().filter(|luogo| wrong(luogo.marca)).filter(first).take(TOLD) {
        no.add(None, racconto.finita_a_meta(luogo));
    }
}

/// For each place, the answers under which an end can still be reached from it.
fn arrivi(rete: &Rete, luoghi: &[Luogo]) -> Vec<u64> {
    let mut arriva: Vec<u64> =
        luoghi.iter().map(|luogo| if luogo.marca & rete.fini == 0 { 0 } else { rete.tutte }).collect();
    let mut back: Vec<Vec<(usize, u64)>> = vec![Vec::new(); luoghi.len()];
    for (at, luogo) in luoghi.iter().enumerate() {
        for (step, to, risposte) in &luogo.uscite {
            if !rete.mosse[*step].contata {
                back[*to].push((at, *risposte));
            }
        }
    }
    let mut waiting: Vec<usize> = (0..luoghi.len()).filter(|at| arriva[*at] != 0).collect();
    while let Some(to) = waiting.pop() {
        for (at, risposte) in &back[to] {
            let more = arriva[*at] | (risposte & arriva[to]);
            if more != arriva[*at] {
                arriva[*at] = more;
                waiting.push(*at);
            }
        }
    }
    arriva
}

/// Places from which no end can be reached: where nothing can be done any more, else where one goes round for ever.
fn fermi(racconto: &Racconto<'_>, no: &mut Refusal) {
    let rete = racconto.rete;
    let arriva = arrivi(rete, racconto.luoghi);
    let moves = |luogo: &Luogo| luogo.uscite.iter().fold(0, |all, (_, _, risposte)| all | risposte);
    let mut told = 0;
    for luogo in racconto.luoghi.iter().filter(|luogo| luogo.marca & rete.fini == 0) {
        let still = rete.tutte & !moves(luogo);
        // Where a step was refused because it doubles a state, that was told.
        let doubled = rete
            .possibili(luogo.marca)
            .iter()
            .any(|(step, risposte)| risposte & still != 0 && rete.muovi(luogo.marca, &rete.mosse[*step]).is_err());
        if still == 0 || doubled {
            continue;
        }
        told += 1;
        if told <= TOLD {
            no.add(None, racconto.ferma(luogo, still));
        }
    }
    if told > TOLD {
        no.add(None, format!("Ci sono altri {} punti in cui una pratica resterebbe ferma.", told - TOLD));
    }
    if told > 0 {
        return;
    }
    let lost = racconto.luoghi.iter().enumerate().find(|(at, _)| arriva[*at] != rete.tutte);
    if let (Some((at, luogo)), true) = (lost, no.reasons.is_empty()) {
        no.add(None, racconto.senza_fine(luogo, rete.tutte & !arriva[at]));
    }
}

/// Automatic steps that lead back to where they began: the program would never stop.
fn girotondi(racconto: &Racconto<'_>, no: &mut Refusal) {
    let next = |at: usize| {
        let uscite = racconto.luoghi[at].uscite.iter();
        uscite.filter(|(step, _, _)| racconto.rete.mosse[*step].subito).map(|(step, to, _)| (*step, *to))
    };
    // 0: not seen, 1: on the way that is being walked, 2: done.
    let mut seen = vec![0u8; racconto.luoghi.len()];
    for start in 0..racconto.luoghi.len() {
        if seen[start] != 0 {
            continue;
        }
        seen[start] = 1;
        let mut way = vec![(start, next(start).collect::<Vec<_>>())];
        while let Some((at, left)) = way.last_mut() {
            match left.pop() {
                None => {
                    seen[*at] = 2;
                    way.pop();
                }
                Some((step, to)) if seen[to] == 1 => {
                    let passo = &racconto.definizione.passi[step].nome;
                    no.add(
                        None,
                        format!(
                            "Il passo automatico «{passo}» riporta la pratica dove altri passi automatici la \
                             rimandano qui: il \
                             programma non si fermerebbe mai. Metti almeno un passo di una persona nel giro."
                        ),
                    );
                    return;
                }
                Some((_, to)) if seen[to] == 0 => {
                    seen[to] = 1;
                    way.push((to, next(to).collect()));
                }
                Some(_) => {}
            }
        }
    }
}

/// For each place, the steps that every way to it has taken.
fn sempre(rete: &Rete, luoghi: &[Luogo]) -> Vec<u128> {
    sempre_da(luoghi, &[(0, 0)], rete.mosse.len())
}

/// The same from other beginnings, each with the steps already taken; places that they do not reach have all steps.
pub fn sempre_da(luoghi: &[Luogo], begin: &[(usize, u128)], steps: usize) -> Vec<u128> {
    let all = if steps >= 128 { u128::MAX } else { (1 << steps) - 1 };
    let mut sempre = vec![all; luoghi.len()];
    let mut waiting = VecDeque::new();
    for (at, done) in begin {
        sempre[*at] &= done;
        waiting.push_back(*at);
    }
    let mut seen = vec![false; luoghi.len()];
    while let Some(at) = waiting.pop_front() {
        seen[at] = true;
        for (step, to, _) in &luoghi[at].uscite {
            let less = sempre[*to] & (sempre[at] | (1 << step));
            if less != sempre[*to] || !seen[*to] {
                seen[*to] = true;
                sempre[*to] = less;
                waiting.push_back(*to);
            }
        }
    }
    sempre
}

/// Steps that only who took another may take, though that other may not have been taken yet.
fn attesi(racconto: &Racconto<'_>, no: &mut Refusal) {
    for (step, passo) in racconto.definizione.passi.iter().enumerate() {
        for other in passo.chi.attende() {
            let Some(bit) = racconto.definizione.passi.iter().position(|one| one.codice == other) else { continue };
            let early = racconto.luoghi.iter().find(|luogo| {
                luogo.sempre & (1 << bit) == 0 && luogo.uscite.iter().any(|(taken, _, _)| *taken == step)
            });
            if let Some(luogo) = early {
                no.add(
                    None,
                    format!(
                        "Il passo «{}» spetta a chi ha compiuto «{}», ma una pratica può arrivarci senza che quel \
                         passo sia \
                         stato compiuto: {}.",
                        passo.nome,
                        racconto.definizione.passi[bit].nome,
                        racconto.strada(luogo)
                    ),
                );
            }
        }
    }
}
