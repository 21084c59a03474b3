//! What holds of every definition that is in order and of every way that a file can go through it.

use calendar::Calendario;
use iter::{
    Agente, Avvio, Condizione, Cosa, Definizione, Fatto, Mondo, Organigramma, Parametri, Persona, Pratica, Registro,
    Richiesta, Valida, Voce, disegna, valida,
};
use kernel::{Instant, Uuid};
use proptest::{prelude::*, test_runner::RngSeed};

use crate::{
    caso::{CONDIZIONI, Nastro, definizione, guasta, regge},
    comune::{AUTORIZZAZIONE, Atto, DETERMINA, ORDINANZA, leggi, motivi, organigramma, registro},
};

const DAY_S: i64 = 86_400;

struct Vale(usize);

impl Condizione<[bool; 2]> for Vale {
    fn voce(&self) -> Voce {
        Voce::nuova(CONDIZIONI[self.0], "vale")
    }
    fn vale(&self, soggetto: &[bool; 2], _: &Parametri) -> bool {
        soggetto[self.0]
    }
}

fn prova() -> Registro<[bool; 2]> {
    let effects = |it: Registro<_>| it.effetto(Voce::nuova("prova.x", "x"))?.effetto(Voce::nuova("prova.y", "y"));
    Registro::default().condizione(Vale(0)).and_then(|it| it.condizione(Vale(1))).and_then(effects).unwrap()
}

fn tre() -> Organigramma {
    (1..=3).fold(Organigramma::default(), |all, n| all.con(Uuid::from_u128(n), &[("UFF", "Addetto")]))
}

/// What must hold of a file after each step.
fn regge_la_pratica(definizione: &Valida, fatti: &[Fatto], pratica: &Pratica) {
    assert_eq!(&Pratica::da(fatti).unwrap(), pratica, "the fold of all and the fold step by step agree");
    assert!(fatti.iter().enumerate().all(|(n, fatto)| fatto.n as usize == n), "numbers without a hole");
    for (codice, corso) in pratica.termini() {
        let running = corso.chiuso.is_none();
        let termine = definizione.termine(codice).unwrap();
        if let (iter::Evento::EntrataIn(stato), true) = (&termine.dal, termine.al.is_empty()) {
            assert_eq!(running, pratica.presente().contains_key(stato), "{codice} runs while the file is in {stato}");
        }
    }
    for stato in pratica.presente().keys() {
        let begun = |termine: &&iter::Termine| termine.dal == iter::Evento::EntrataIn(stato.clone());
        for termine in definizione.termini.iter().filter(begun) {
            assert!(pratica.termini().contains_key(&termine.codice), "{} was forgotten", termine.codice);
        }
    }
    if pratica.conclusa().is_some() {
        assert_eq!(pratica.in_corso().count(), 0, "no term outlives its file");
        assert_eq!(pratica.presente().len(), 1);
    }
    let mut facts = fatti.iter().peekable();
    while let Some(fatto) = facts.next() {
        let Cosa::Compiuto { passo, .. } = &fatto.cosa else { continue };
        for uso in &definizione.passo(passo).unwrap().effetti {
            let next = facts.next().map(|fatto| &fatto.cosa);
            assert_eq!(next, Some(&Cosa::Effetto { passo: passo.clone(), uso: uso.clone() }), "no signature is lost");
        }
    }
}

/// Carries a file along the tape; at each place at least one step can be taken, by somebody or at the end of a term.
fn cammina(definizione: &Valida, mondi: &[&dyn Mondo], people: &[Persona], ufficio: &str, tape: &[u8]) -> Pratica {
    let calendario = Calendario::default();
    let mut tape = Nastro::su(tape);
    let mut now = Instant::start_of("2026-03-02".parse().unwrap()).plus_seconds(36_000);
    let begins = |one: &&Persona| {
        let avvio = Avvio { chi: Agente::Persona(one), ufficio, quando: now, chiave: "avvio" };
        Pratica::nuova(definizione, mondi[0], avvio).is_ok()
    };
    let author = people.iter().find(begins).unwrap();
    let avvio = Avvio { chi: Agente::Persona(author), ufficio, quando: now, chiave: "avvio" };
    let mut fatti = Pratica::nuova(definizione, mondi[0], avvio).unwrap();
    let mut pratica = Pratica::da(&fatti).unwrap();
    for n in 0..80 {
        regge_la_pratica(definizione, &fatti, &pratica);
        if pratica.conclusa().is_some() {
            break;
        }
        now = now.plus_seconds(3_600);
        let mondo = mondi[tape.uno_di(mondi.len())];
        let chiave = format!("k{n}");
        let mut ways: Vec<(String, Agente<'_>)> = Vec::new();
        for who in people {
            let steps = pratica.passi_possibili(definizione, &calendario, mondo, who, now);
            let free = steps.iter().filter(|one| one.mancano.reasons.is_empty());
            ways.extend(free.map(|one| (one.passo.codice.clone(), Agente::Persona(who))));
        }
        // Now and then, and whenever nobody can do anything, time passes until a term ends.
        if ways.is_empty() || tape.uno_di(4) == 3 {
            now = now.plus_seconds(if ways.is_empty() { 700 } else { 3 } * DAY_S);
            let due = pratica.dovuti(definizione, &calendario, mondo, now);
            ways.extend(due.into_iter().map(|passo| (passo.to_owned(), Agente::Sistema)));
        }
        assert!(!ways.is_empty(), "stuck in {:?} of {:#?}", pratica.stati(), definizione.definizione());
        let (passo, chi) = &ways[tape.uno_di(ways.len())];
        let richiesta = Richiesta { passo, chi: *chi, quando: now, motivo: Some("Prova"), chiave: &chiave };
        let more = pratica.compi(definizione, &calendario, mondo, richiesta).unwrap_or_else(|no| panic!("{no}"));
        for fatto in &more {
            pratica.applica(fatto).unwrap();
        }
        fatti.extend(more);
        assert_eq!(pratica.compi(definizione, &calendario, mondo, richiesta).unwrap(), [], "sent twice");
    }
    let text = serde_json::to_string(&fatti).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Fatto>>(&text).unwrap(), fatti);
    pratica
}

fn cammina_a_caso(definizione: Definizione, walk: &[u8]) -> Option<Pratica> {
    let registro = prova();
    let valida = valida(definizione, registro.vocabolario(), &tre()).ok()?;
    let answers = [[false, false], [false, true], [true, false], [true, true]];
    let views: Vec<_> = answers.iter().map(|answer| registro.su(answer)).collect();
    let mondi: Vec<&dyn Mondo> = views.iter().map(|view| view as &dyn Mondo).collect();
    Some(cammina(&valida, &mondi, &tre().persone, "UFF", walk))
}

fn nastro(longest: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..longest)
}

/// The same cases each time, on every machine: what breaks is found by whoever changed something, not by whoever comes next. Others
/// are tried with `PROPTEST_RNG_SEED=7`.
fn casi() -> ProptestConfig {
    let usual = ProptestConfig::default();
    let rng_seed = if usual.rng_seed == RngSeed::Random { RngSeed::Fixed(2026) } else { usual.rng_seed };
    // Those that say nothing are many.
    ProptestConfig { cases: 96, rng_seed, max_global_rejects: 50_000, failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(casi())]

    #[test]
    fn what_is_built_of_sound_blocks_is_in_order_and_never_gets_stuck(tape in nastro(60), walk in nastro(200)) {
        let definizione = definizione(&tape);
        let told = valida(definizione.clone(), prova().vocabolario(), &tre()).err().map(|no| motivi(&no));
        prop_assert_eq!(told, None, "{:#?}", definizione);
        prop_assert!(cammina_a_caso(definizione, &walk).is_some());
    }

    #[test]
    fn what_was_changed_without_care_is_refused_or_never_gets_stuck(
        tape in nastro(40), damage in nastro(12), walk in nastro(200),
    ) {
        let mut definizione = definizione(&tape);
        let mut damage = Nastro::su(&damage);
        for _ in 0..1 + damage.uno_di(3) {
            if definizione.passi.len() > 1 {
                guasta(&mut definizione, &mut damage);
            }
        }
        let _ = cammina_a_caso(definizione, &walk);
    }

    #[test]
    fn a_second_opinion_agrees_on_what_is_sound(tape in nastro(40), damage in nastro(12)) {
        let mut definizione = definizione(&tape);
        // No four eyes here: the second opinion looks at the ways alone.
        let anybody = definizione.avvia.clone();
        for passo in definizione.passi.iter_mut().filter(|passo| passo.scatto.is_none()) {
            passo.chi = anybody.clone();
        }
        let mut damage = Nastro::su(&damage);
        if definizione.passi.len() > 1 {
            guasta(&mut definizione, &mut damage);
        }
        let told = valida(definizione.clone(), prova().vocabolario(), &tre()).err();
        let told = told.map(|no| motivi(&no)).unwrap_or_default();
        // What is refused for the program's sake, whatever the net says.
        let own = ["non si fermerebbe mai", "può non essere in corso"];
        prop_assume!(!told.iter().any(|one| own.iter().any(|own| one.contains(own))));
        let second = regge(&definizione);
        prop_assume!(second.is_some());
        prop_assert_eq!(Some(told.is_empty()), second, "{:#?} of {:#?}", told, definizione);
    }

    #[test]
    fn every_drawing_crosses_no_more_than_without_care_and_no_boxes_touch(tape in nastro(60)) {
        let definizione = definizione(&tape);
        let disegno = disegna(&definizione);
        prop_assert!(disegno.incroci <= disegno.incroci_senza_cura);
        for (n, a) in disegno.caselle.iter().enumerate() {
            for b in &disegno.caselle[n + 1..] {
                let across = (a.x - b.x).abs() >= (a.larghezza + b.larghezza) / 2;
                prop_assert!(across || (a.y - b.y).abs() >= (a.altezza + b.altezza) / 2, "{:?} {:?}", a, b);
            }
        }
    }

    #[test]
    fn the_sample_definitions_never_get_stuck(which in 0usize..3, walk in nastro(300)) {
        let (text, ufficio) = [(DETERMINA, "LLPP"), (ORDINANZA, "PL"), (AUTORIZZAZIONE, "LLPP")][which];
        let registro = registro();
        let valida = valida(leggi(text), registro.vocabolario(), &organigramma()).unwrap();
        let acts = [(true, true), (true, false), (false, true), (false, false)]
            .map(|(con_spesa, articolo_54)| Atto { con_spesa, articolo_54, ..Atto::default() });
        let views: Vec<_> = acts.iter().map(|act| registro.su(act)).collect();
        let mondi: Vec<&dyn Mondo> = views.iter().map(|view| view as &dyn Mondo).collect();
        cammina(&valida, &mondi, &organigramma().persone, ufficio, &walk);
    }
}
