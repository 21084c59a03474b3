//! Few crossings: the boxes of each row change places until arrows cross as little as they can be made to.

use super::grafo::Grafo;

/// Sweeps down and up; the best order of all is kept.
const GIRI: usize = 24;

/// Places of nodes in their rows.
fn posti(grafo: &Grafo) -> Vec<usize> {
    let mut place = vec![0; grafo.nodi.len()];
    for row in &grafo.strati {
        for (n, node) in row.iter().enumerate() {
            place[*node] = n;
        }
    }
    place
}

/// How often arrows cross each other.
pub fn incroci(grafo: &Grafo) -> usize {
    let place = posti(grafo);
    let mut rows: Vec<Vec<(usize, usize)>> = vec![Vec::new(); grafo.strati.len()];
    for (upper, lower) in grafo.tratti() {
        rows[grafo.nodi[upper].strato].push((place[upper], place[lower]));
    }
    rows.into_iter().map(inversioni).sum()
}

/// Pairs of which the one begins further left and ends further right.
fn inversioni(mut pairs: Vec<(usize, usize)>) -> usize {
    pairs.sort_unstable();
    let mut seen: Vec<usize> = Vec::with_capacity(pairs.len());
    let mut count = 0;
    for (_, lower) in pairs {
        let place = seen.partition_point(|other| *other <= lower);
        count += seen.len() - place;
        seen.insert(place, lower);
    }
    count
}

/// Orders the rows, each by where its neighbours above (going down) or below (going up) lie in the mean.
pub fn riordina(grafo: &mut Grafo) {
    let (above, below) = grafo.vicini();
    let mut best = (incroci(grafo), grafo.strati.clone());
    for round in 0..GIRI {
        if best.0 == 0 {
            break;
        }
        let down = round % 2 == 0;
        let neighbours = if down { &above } else { &below };
        for n in 0..grafo.strati.len() {
            let row = if down { n } else { grafo.strati.len() - 1 - n };
            per_media(grafo, row, neighbours);
        }
        scambia(grafo, &above, &below);
        let now = incroci(grafo);
        if now < best.0 {
            best = (now, grafo.strati.clone());
        }
    }
    grafo.strati = best.1;
}

fn per_media(grafo: &mut Grafo, row: usize, neighbours: &[Vec<usize>]) {
    let place = posti(grafo);
    // In thousandths, so that the order is the same on every machine.
    let mean = |node: &usize| {
        let near = &neighbours[*node];
        if near.is_empty() {
            return place[*node] * 1_000;
        }
        near.iter().map(|other| place[*other] * 1_000).sum::<usize>() / near.len()
    };
    // A stable sort: equal means keep their order.
    grafo.strati[row].sort_by_key(mean);
}

/// Neighbours change places where their own arrows then cross less.
fn scambia(grafo: &mut Grafo, above: &[Vec<usize>], below: &[Vec<usize>]) {
    let mut place = posti(grafo);
    for row in 0..grafo.strati.len() {
        for n in 1..grafo.strati[row].len() {
            let (left, right) = (grafo.strati[row][n - 1], grafo.strati[row][n]);
            let count = |left: usize, right: usize| {
                let crossed = |near: &[Vec<usize>]| {
                    let after = |one: &usize| near[right].iter().filter(|other| place[**other] < place[*one]).count();
                    near[left].iter().map(after).sum::<usize>()
                };
                crossed(above) + crossed(below)
            };
            if count(right, left) < count(left, right) {
                grafo.strati[row].swap(n - 1, n);
                place.swap(left, right);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::inversioni;

    #[test]
    fn crossings_are_counted() {
        assert_eq!(inversioni(vec![(0, 1), (1, 0)]), 1);
        assert_eq!(inversioni(vec![(0, 0), (1, 1), (0, 1), (1, 0)]), 1, "those that share an end do not cross");
        assert_eq!(inversioni(vec![(0, 2), (1, 1), (2, 0)]), 3);
    }
}
