//! The drawing of a definition.

use iter::{Definizione, Disegno, Figura, disegna, racconta};

use crate::comune::{AUTORIZZAZIONE, Atto, Corsa, DETERMINA, ISTRUTTORE, ORDINANZA, RAGIONIERE, RESPONSABILE, leggi};

fn si_toccano(disegno: &Disegno) -> Vec<(Figura, Figura)> {
    let mut found = Vec::new();
    for (n, a) in disegno.caselle.iter().enumerate() {
        for b in &disegno.caselle[n + 1..] {
            let across = (a.x - b.x).abs() < (a.larghezza + b.larghezza) / 2;
            let down = (a.y - b.y).abs() < (a.altezza + b.altezza) / 2;
            if across && down {
                found.push((a.figura, b.figura));
            }
        }
    }
    found
}

fn tutte() -> Vec<Definizione> {
    [DETERMINA, ORDINANZA, AUTORIZZAZIONE].map(leggi).to_vec()
}

#[test]
fn every_state_and_step_has_its_box_and_no_two_touch() {
    for definizione in tutte() {
        let disegno = disegna(&definizione);
        assert_eq!(disegno.caselle.len(), definizione.stati.len() + definizione.passi.len());
        assert_eq!(si_toccano(&disegno), []);
        for casella in &disegno.caselle {
            assert!(casella.x - casella.larghezza / 2 >= 0 && casella.x + casella.larghezza / 2 <= disegno.larghezza);
            assert!(casella.y - casella.altezza / 2 >= 0 && casella.y + casella.altezza / 2 <= disegno.altezza);
        }
        let ends: usize = definizione.passi.iter().map(|passo| passo.da.len() + passo.a.len()).sum();
        assert_eq!(disegno.frecce.len(), ends);
    }
}

#[test]
fn arrows_cross_less_than_in_the_order_in_which_boxes_were_found() {
    let counts: Vec<_> =
        tutte().iter().map(disegna).map(|disegno| (disegno.incroci, disegno.incroci_senza_cura)).collect();
    assert!(counts.iter().all(|(with, without)| with <= without), "{counts:?}");
    let all = counts.iter().fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
    assert!(all.0 * 2 <= all.1, "{counts:?}");
}

#[test]
fn arrows_go_down_and_only_returns_go_up() {
    for definizione in tutte() {
        for freccia in disegna(&definizione).frecce {
            let (first, last) = (freccia.punti[0].1, freccia.punti[freccia.punti.len() - 1].1);
            assert_eq!(freccia.ritorno, last < first, "{freccia:?}");
            if freccia.ritorno {
                let step = match (freccia.da, freccia.a) {
                    (Figura::Passo(n), _) | (_, Figura::Passo(n)) => &definizione.passi[n],
                    _ => panic!("{freccia:?}"),
                };
                assert!(step.ritorno, "«{}» is drawn as a return", step.nome);
            }
        }
    }
}

#[test]
fn the_place_of_the_file_is_told_in_the_drawing_and_in_words() {
    let mut corsa = Corsa::avvia(DETERMINA, ISTRUTTORE, "LLPP", "2026-03-16", Atto::default());
    corsa.compie("proponi", ISTRUTTORE).compie("rimanda-conti", RAGIONIERE).compie("proponi", ISTRUTTORE);
    corsa.compie("attesta", RESPONSABILE);
    let pratica = corsa.pratica();
    let svg = disegna(&corsa.definizione).svg(&corsa.definizione, Some(&pratica), "d1");
    assert_eq!(svg.matches("iter-qui").count(), 2, "two branches");
    assert!(svg.contains("<title>Attestata (la pratica è qui)</title>"));
    assert!(svg.contains("<title>Proponi (compiuto 2 volte)</title>"));
    let told = racconta(&corsa.definizione, Some(&pratica));
    assert_eq!(told[0], "La pratica ora è in «Attestata» e «In verifica contabile».");
    assert!(
        told.iter().any(|one| one.contains(
            "con «Porta alla firma» (da solo), quando è anche in «Verificata», va \
     a"
        )),
        "{told:#?}"
    );
    assert!(svg.contains(&told[0]), "the words are in the drawing too");
}

#[test]
fn what_a_definition_says_cannot_break_the_drawing() {
    let mut definizione = leggi(DETERMINA);
    definizione.nome = "</title><script>alert(1)</script>".into();
    definizione.stati[0].nome = "A&B <b> \"c\" \u{1}".into();
    let svg = disegna(&definizione).svg(&definizione, None, "x\" onload=\"y");
    assert!(!svg.contains("<script") && !svg.contains("<b>") && !svg.contains('\u{1}') && !svg.contains("onload=\"y"));
    assert!(svg.contains("id=\"xonloady-titolo\""));
    assert!(!svg.contains("style="), "the pages forbid inline styles");
}

#[test]
fn a_definition_that_is_not_in_order_is_drawn_all_the_same() {
    let mut definizione = leggi(DETERMINA);
    definizione.passi[0].a = vec!["luna".into(), "bozza".into()];
    definizione.stati.iter_mut().for_each(|stato| stato.tipo = iter::Tipo::Passaggio);
    let disegno = disegna(&definizione);
    assert_eq!(disegno.caselle.len(), definizione.stati.len() + definizione.passi.len());
    definizione.stati.clear();
    definizione.passi.clear();
    assert!(disegna(&definizione).caselle.is_empty());
}
