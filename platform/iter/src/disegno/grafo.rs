//! The graph in rows: what goes on is below, what goes back is turned round, long arrows get a bend in each row that
//! they cross.

use std::collections::BTreeMap;

use crate::Definizione;

/// Letters in a line, lines in a box.
const LETTERE: usize = 24;
const RIGHE: usize = 3;
/// Pixels: a box's width, those of a bend, a line's height, what is above and below the words.
const LARGHEZZA: i32 = 188;
const SVOLTA: i32 = 14;
pub const RIGA: i32 = 18;
const BORDO: i32 = 14;

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cosa {
    Stato(usize),
    Passo(usize),
    /// The bend of a long arrow.
    Svolta,
}

/// A node of the drawing.
#[derive(Clone, Debug)]
pub struct Nodo {
    pub cosa: Cosa,
    pub righe: Vec<String>,
    pub strato: usize,
    pub x: i32,
    pub y: i32,
    pub larghezza: i32,
    pub altezza: i32,
}

/// An arrow: the nodes through which it goes, from the upper to the lower.
#[derive(Clone, Debug)]
pub struct Arco {
    pub via: Vec<usize>,
    /// Whether it points upwards.
    pub rovescio: bool,
}

/// The graph in rows.
#[derive(Clone, Debug)]
pub struct Grafo {
    pub nodi: Vec<Nodo>,
    pub archi: Vec<Arco>,
    /// For each row its nodes, from the left.
    pub strati: Vec<Vec<usize>>,
}

impl Grafo {
    /// The graph of a definition, each row in the order in which its nodes were found.
    pub fn nuovo(definizione: &Definizione) -> Self {
        let stati = definizione.stati.iter().enumerate().map(|(n, stato)| nodo(Cosa::Stato(n), &stato.nome));
        let passi = definizione.passi.iter().enumerate().map(|(n, passo)| nodo(Cosa::Passo(n), &passo.nome));
        let nodi: Vec<Nodo> = stati.chain(passi).collect();
        let mut grafo = Self { nodi, archi: Vec::new(), strati: Vec::new() };
        let links = legami(definizione);
        let (order, back) = visita(grafo.nodi.len(), &links, inizio(definizione));
        grafo.stratifica(&links, &back, &order);
        grafo.collega(&links, &back);
        grafo
    }

    /// Each node one row below the lowest of those that lead to it.
    fn stratifica(&mut self, links: &[(usize, usize)], back: &[bool], order: &[usize]) {
        // Without the arrows that go back there are no rounds: as many passes as there are rows settle it.
        for _ in 0..self.nodi.len() {
            let mut moved = false;
            for ((from, to), _) in links.iter().zip(back).filter(|(_, back)| !**back) {
                let below = self.nodi[*from].strato + 1;
                if self.nodi[*to].strato < below {
                    self.nodi[*to].strato = below;
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
        let rows = self.nodi.iter().map(|nodo| nodo.strato + 1).max().unwrap_or_default();
        self.strati = vec![Vec::new(); rows];
        for node in order {
            self.strati[self.nodi[*node].strato].push(*node);
        }
    }

    fn collega(&mut self, links: &[(usize, usize)], back: &[bool]) {
        for ((from, to), back) in links.iter().zip(back) {
            let (upper, lower) = if *back { (*to, *from) } else { (*from, *to) };
            let (first, last) = (self.nodi[upper].strato, self.nodi[lower].strato);
            let mut via = vec![upper];
            for strato in first + 1..last {
                let bend =
                    Nodo { cosa: Cosa::Svolta, righe: Vec::new(), strato, x: 0, y: 0, larghezza: SVOLTA, altezza: 0 };
                self.nodi.push(bend);
                self.strati[strato].push(self.nodi.len() - 1);
                via.push(self.nodi.len() - 1);
            }
            via.push(lower);
            self.archi.push(Arco { via, rovescio: *back });
        }
    }

    /// Pairs of nodes in rows that follow each other, the upper first.
    pub fn tratti(&self) -> impl Iterator<Item = (usize, usize)> {
        self.archi.iter().flat_map(|arco| arco.via.windows(2).map(|pair| (pair[0], pair[1])))
    }

    /// For each node its neighbours in the row above, and in the row below.
    pub fn vicini(&self) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let mut above: Vec<Vec<usize>> = vec![Vec::new(); self.nodi.len()];
        let mut below = above.clone();
        for (upper, lower) in self.tratti() {
            above[lower].push(upper);
            below[upper].push(lower);
        }
        (above, below)
    }
}

fn nodo(cosa: Cosa, nome: &str) -> Nodo {
    let righe = spezza(nome);
    let lines = i32::try_from(righe.len()).unwrap_or(1);
    Nodo { cosa, righe, strato: 0, x: 0, y: 0, larghezza: LARGHEZZA, altezza: lines * RIGA + BORDO }
}

/// A name broken into lines between its words.
pub fn spezza(nome: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in nome.split_whitespace() {
        let last = lines.last_mut().map_or(0, |line| line.chars().count());
        if last > 0 && last + 1 + word.chars().count() > LETTERE {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    let cut = lines.len() > RIGHE;
    lines.truncate(RIGHE);
    let last = lines.len() - 1;
    for (place, line) in lines.iter_mut().enumerate() {
        let more = cut && place == last;
        if more || line.chars().count() > LETTERE {
            *line = line.chars().take(LETTERE - 1).collect::<String>() + "…";
        }
    }
    lines
}

/// From state to step and from step to state; the steps come after the states. Each once.
fn legami(definizione: &Definizione) -> Vec<(usize, usize)> {
    let place: BTreeMap<&str, usize> =
        definizione.stati.iter().enumerate().map(|(n, stato)| (stato.codice.as_str(), n)).collect();
    let mut links = Vec::new();
    for (n, passo) in definizione.passi.iter().enumerate() {
        let step = definizione.stati.len() + n;
        links.extend(passo.da.iter().filter_map(|stato| Some((*place.get(stato.as_str())?, step))));
        links.extend(passo.a.iter().filter_map(|stato| Some((step, *place.get(stato.as_str())?))));
    }
    let mut seen = std::collections::BTreeSet::new();
    links.retain(|link| seen.insert(*link));
    links
}

fn inizio(definizione: &Definizione) -> usize {
    definizione.stati.iter().position(|stato| stato.tipo == crate::Tipo::Inizio).unwrap_or_default()
}

/// Depth first, without recursion: in which order the nodes are found, and which links go back to one that is still
/// open.
fn visita(nodes: usize, links: &[(usize, usize)], start: usize) -> (Vec<usize>, Vec<bool>) {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for (link, (from, _)) in links.iter().enumerate() {
        out[*from].push(link);
    }
    let mut back = vec![false; links.len()];
    let mut order = Vec::with_capacity(nodes);
    // 0: not found, 1: open, 2: done.
    let mut state = vec![0u8; nodes];
    for root in (start..nodes).chain(0..start.min(nodes)) {
        if state[root] != 0 {
            continue;
        }
        state[root] = 1;
        order.push(root);
        let mut way = vec![(root, 0)];
        while let Some((node, next)) = way.last_mut() {
            let Some(link) = out[*node].get(*next).copied() else {
                state[*node] = 2;
                way.pop();
                continue;
            };
            *next += 1;
            let to = links[link].1;
            match state[to] {
                0 => {
                    state[to] = 1;
                    order.push(to);
                    way.push((to, 0));
                }
                1 => back[link] = true,
                _ => {}
            }
        }
    }
    (order, back)
}

#[cfg(test)]
mod tests {
    use super::spezza;

    #[test]
    fn long_names_are_broken_between_words_and_cut_at_the_third_line() {
        assert_eq!(spezza("Bozza"), ["Bozza"]);
        assert_eq!(spezza("In attesa dell'attestazione tecnica"), ["In attesa", "dell'attestazione", "tecnica"]);
        let long = spezza(&"parola molto lunga davvero ".repeat(6));
        assert_eq!(long.len(), 3);
        assert!(long[2].ends_with('…') && long.iter().all(|line| line.chars().count() <= 24), "{long:?}");
        assert_eq!(spezza(""), [""]);
    }
}
