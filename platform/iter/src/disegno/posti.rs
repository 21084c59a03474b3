//! Where each box lies: under the middle of what leads to it, as far as its row lets it.

use super::grafo::{Cosa, Grafo};

/// Pixels between boxes of a row, between rows, and around the whole.
const SPAZIO: i32 = 22;
const TRA_STRATI: i32 = 34;
const MARGINE: i32 = 16;
/// Passes down and up.
const GIRI: usize = 10;

/// Gives each node its place. The width and height of the whole.
pub fn disponi(grafo: &mut Grafo) -> (i32, i32) {
    let height = righe(grafo);
    for row in &grafo.strati {
        let mut x = 0;
        for node in row {
            let width = grafo.nodi[*node].larghezza;
            grafo.nodi[*node].x = x + width / 2;
            x += width + SPAZIO;
        }
    }
    let (above, below) = grafo.vicini();
    for round in 0..GIRI {
        let down = round % 2 == 0;
        for n in 0..grafo.strati.len() {
            let row = if down { n } else { grafo.strati.len() - 1 - n };
            avvicina(grafo, row, if down { &above } else { &below });
        }
    }
    let left = grafo.nodi.iter().map(|nodo| nodo.x - nodo.larghezza / 2).min().unwrap_or_default();
    for nodo in &mut grafo.nodi {
        nodo.x += MARGINE - left;
    }
    let right = grafo.nodi.iter().map(|nodo| nodo.x + nodo.larghezza / 2).max().unwrap_or_default();
    (right + MARGINE, height)
}

fn righe(grafo: &mut Grafo) -> i32 {
    let mut y = MARGINE;
    for row in &grafo.strati {
        let tallest = row.iter().map(|node| grafo.nodi[*node].altezza).max().unwrap_or_default();
        for node in row {
            grafo.nodi[*node].y = y + tallest / 2;
        }
        y += tallest + TRA_STRATI;
    }
    y - TRA_STRATI + MARGINE
}

/// Moves the nodes of a row towards the mean of their neighbours; order and distances stay.
fn avvicina(grafo: &mut Grafo, row: usize, neighbours: &[Vec<usize>]) {
    let row = grafo.strati[row].clone();
    let wanted: Vec<i32> = row
        .iter()
        .map(|node| {
            let near = &neighbours[*node];
            let count = i32::try_from(near.len()).unwrap_or(i32::MAX).max(1);
            if near.is_empty() {
                grafo.nodi[*node].x
            } else {
                near.iter().map(|one| grafo.nodi[*one].x).sum::<i32>() / count
            }
        })
        .collect();
    let apart = |a: usize, b: usize| {
        let (a, b) = (&grafo.nodi[row[a]], &grafo.nodi[row[b]]);
        // Bends may lie close to each other, boxes may not.
        let space = if a.cosa == Cosa::Svolta && b.cosa == Cosa::Svolta { 0 } else { SPAZIO };
        (a.larghezza + b.larghezza) / 2 + space
    };
    // As far left as wanted and as far right as wanted; between the two both orders hold, and so does their mean.
    let mut left = wanted.clone();
    for n in 1..row.len() {
        left[n] = left[n].max(left[n - 1] + apart(n - 1, n));
    }
    let mut right = wanted;
    for n in (0..row.len().saturating_sub(1)).rev() {
        right[n] = right[n].min(right[n + 1] - apart(n, n + 1));
    }
    for (n, node) in row.iter().enumerate() {
        grafo.nodi[*node].x = i32::midpoint(left[n], right[n]);
    }
}
