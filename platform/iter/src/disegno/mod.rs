//! A definition drawn: states as boxes, steps as rounded boxes between them, from top to bottom, with a file's place
//! in it. Pure: the same definition gives the same drawing.
//!
//! Steps are boxes of their own and not words along an arrow: so no two texts can ever lie upon each other, and a
//! fork or a join is seen as what it is.

mod grafo;
mod ordine;
mod posti;
mod racconto;
mod svg;

pub use racconto::racconta;

use crate::Definizione;
use grafo::{Cosa, Grafo};

/// What a box is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figura {
    /// The state at this place of the definition.
    Stato(usize),
    /// The step at this place of the definition.
    Passo(usize),
}

/// A box. All measures are CSS pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Casella {
    /// What it is.
    pub figura: Figura,
    /// Its words, broken into lines; a long name ends in "…", the whole stands in its title.
    pub righe: Vec<String>,
    /// Its middle, from the left.
    pub x: i32,
    /// Its middle, from the top.
    pub y: i32,
    /// How wide.
    pub larghezza: i32,
    /// How high.
    pub altezza: i32,
}

/// An arrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freccia {
    /// From.
    pub da: Figura,
    /// To.
    pub a: Figura,
    /// The points through which it goes.
    pub punti: Vec<(i32, i32)>,
    /// Whether it goes up, to where the file has been.
    pub ritorno: bool,
}

/// A drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disegno {
    /// How wide, in CSS pixels.
    pub larghezza: i32,
    /// How high.
    pub altezza: i32,
    /// Its boxes.
    pub caselle: Vec<Casella>,
    /// Its arrows.
    pub frecce: Vec<Freccia>,
    /// How often arrows cross each other.
    pub incroci: usize,
    /// How often they would, had each row kept the order in which the boxes were found.
    pub incroci_senza_cura: usize,
}

/// Lays a definition out. One that is not in order is drawn too, as far as its names lead somewhere: an editor shows
/// it.
pub fn disegna(definizione: &Definizione) -> Disegno {
    let mut grafo = Grafo::nuovo(definizione);
    let incroci_senza_cura = ordine::incroci(&grafo);
    ordine::riordina(&mut grafo);
    let incroci = ordine::incroci(&grafo);
    let (larghezza, altezza) = posti::disponi(&mut grafo);
    let boxes = grafo.nodi.iter().filter_map(|nodo| {
        Some(Casella {
            figura: nodo.cosa.figura()?,
            righe: nodo.righe.clone(),
            x: nodo.x,
            y: nodo.y,
            larghezza: nodo.larghezza,
            altezza: nodo.altezza,
        })
    });
    let caselle = boxes.collect();
    let frecce = grafo.archi.iter().filter_map(|arco| freccia(&grafo, arco)).collect();
    Disegno { larghezza, altezza, caselle, frecce, incroci, incroci_senza_cura }
}

fn freccia(grafo: &Grafo, arco: &grafo::Arco) -> Option<Freccia> {
    let (first, last) = (*arco.via.first()?, *arco.via.last()?);
    let (top, bottom) = (&grafo.nodi[first], &grafo.nodi[last]);
    // What goes back leaves and arrives beside the middle, where what goes on does.
    let aside = |width: i32| if arco.rovescio { width / 4 } else { 0 };
    let mut punti = vec![(top.x + aside(top.larghezza), top.y + top.altezza / 2)];
    let between = arco.via.get(1..arco.via.len() - 1).unwrap_or_default();
    punti.extend(between.iter().map(|nodo| (grafo.nodi[*nodo].x, grafo.nodi[*nodo].y)));
    punti.push((bottom.x + aside(bottom.larghezza), bottom.y - bottom.altezza / 2));
    let (mut da, mut a) = (top.cosa.figura()?, bottom.cosa.figura()?);
    if arco.rovescio {
        punti.reverse();
        std::mem::swap(&mut da, &mut a);
    }
    Some(Freccia { da, a, punti, ritorno: arco.rovescio })
}

impl Cosa {
    const fn figura(self) -> Option<Figura> {
        match self {
            Self::Stato(n) => Some(Figura::Stato(n)),
            Self::Passo(n) => Some(Figura::Passo(n)),
            Self::Svolta => None,
        }
    }
}
