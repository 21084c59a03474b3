//! Whether lines can be booked or committed, as everything stands: all the reasons at once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use kernel::{Cents, Date, Refusal, Uuid};
use porte::ragioneria::{Dodicesimi, Genere, Riga};

use super::{
    Codice, Conto, Livello, Mossa, Piano, dodicesimi,
    riga::{Dove, Formata, forma},
};
use crate::tables::capitolo;

/// The most lines of one act.
const RIGHE: usize = 200;

/// A chapter with its account.
#[derive(Clone, Debug)]
pub(crate) struct Voce {
    pub capitolo: capitolo::Model,
    pub conto: Conto,
    /// Committed on this year in the years before.
    pub gia_assunto: Cents,
    /// Committed in this year by what is bound by the twelfths.
    pub soggetto: Cents,
}

/// All chapters of current spending of a programme together.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Programma {
    pub stanziato: Cents,
    pub gia_assunto: Cents,
    pub fpv: Cents,
    pub soggetto: Cents,
}

/// A booking as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Prenotata {
    pub capitolo: Uuid,
    /// "prenotazione n. 3/2026".
    pub nome: String,
    pub residuo: Cents,
}

/// As everything stands.
#[derive(Clone, Debug)]
pub(crate) struct Quadro {
    pub oggi: Date,
    /// By year and [`Codice::ordine`].
    pub capitoli: BTreeMap<(i64, i64), Voce>,
    pub prenotazioni: BTreeMap<Uuid, Prenotata>,
    /// The years whose budget was approved.
    pub approvati: BTreeSet<i64>,
    /// The programmes of the present year by mission and programme, where the twelfths are counted so; otherwise by chapter.
    pub programmi: Option<BTreeMap<(String, String), Programma>>,
}

/// A line that can be written.
#[derive(Clone, Debug)]
pub(crate) struct Buona {
    pub riga: Riga,
    pub capitolo: capitolo::Model,
    /// How much of the booking that it names it uses up.
    pub gia_prenotato: Cents,
}

/// What is asked of one chapter by all the lines together.
#[derive(Clone, Copy, Debug, Default)]
struct Chiesto {
    importo: Cents,
    gia_prenotato: Cents,
    soggetto: Cents,
}

/// All the lines, ready to be written, or all the reasons why they cannot. `totale` is the amount that the act states.
pub(crate) fn giudica(
    quadro: &Quadro,
    genere: Genere,
    righe: &[Riga],
    totale: Option<Cents>,
) -> Result<Vec<Buona>, Refusal> {
    let mut refusal = Refusal::default();
    if righe.is_empty() || righe.len() > RIGHE {
        refusal.add(None, format!("Le righe contabili di un atto vanno da una a {RIGHE}: qui sono {}.", righe.len()));
        return Err(refusal);
    }
    somma(righe, totale, &mut refusal);
    let mut residui: BTreeMap<Uuid, Cents> =
        quadro.prenotazioni.iter().map(|(id, booked)| (*id, booked.residuo)).collect();
    let mut chiesti: BTreeMap<(i64, i64), Chiesto> = BTreeMap::new();
    let mut buone = Vec::with_capacity(righe.len());
    for (place, riga) in righe.iter().enumerate() {
        let dove = Dove::di(place, righe.len());
        let Some(formata) = forma(riga, genere, quadro.oggi, &dove, &mut refusal) else { continue };
        let key = (riga.anno, formata.codice.ordine());
        let Some(voce) = quadro.capitoli.get(&key) else {
            let why = format!("nel bilancio del {} il capitolo {} non c'è", riga.anno, formata.codice);
            refusal.add_law(None, dove.dice(&why), "art. 183, c. 1, d.lgs. 267/2000");
            continue;
        };
        sul_capitolo(voce, &formata, &dove, &mut refusal);
        if genere == Genere::Prenotazione && riga.prenotazione.is_some() {
            refusal.add(None, dove.dice("una prenotazione non ne usa un'altra: si usa con un impegno"));
        }
        let gia_prenotato = usa(quadro, &mut residui, voce, &formata.riga, &dove, &mut refusal);
        let chiesto = chiesti.entry(key).or_default();
        chiesto.importo = chiesto.importo + riga.importo;
        chiesto.gia_prenotato = chiesto.gia_prenotato + gia_prenotato;
        if provvisorio(quadro, riga.anno) && genere == Genere::Impegno {
            in_provvisorio(&formata, &dove, &mut refusal);
            if riga.dodicesimi == Dodicesimi::Soggetta && formata.piano.limite() {
                chiesto.soggetto = chiesto.soggetto + riga.importo;
            }
        }
        buone.push(Buona { riga: formata.riga, capitolo: voce.capitolo.clone(), gia_prenotato });
    }
    for (key, chiesto) in &chiesti {
        if let Some(voce) = quadro.capitoli.get(key) {
            basta(quadro, voce, genere, *chiesto, &mut refusal);
        }
    }
    per_programma(quadro, &chiesti, &mut refusal);
    refusal.unless_empty(buone)
}

/// The lines must add up to what the act states (as the real "visto" shows them).
fn somma(righe: &[Riga], totale: Option<Cents>, refusal: &mut Refusal) {
    let sum: Cents = righe.iter().map(|riga| riga.importo).sum();
    if let Some(totale) = totale.filter(|totale| *totale != sum) {
        let why = format!("L'atto dice {totale}, ma le righe contabili sommano {sum}: devono essere uguali.");
        refusal.add_law(None, why, "art. 183, c. 1, d.lgs. 267/2000");
    }
}

/// Whether a year is the present one and its budget is not approved.
fn provvisorio(quadro: &Quadro, anno: i64) -> bool {
    i64::from(quadro.oggi.year()) == anno && !quadro.approvati.contains(&anno)
}

/// Whether the codes of a line are those of its chapter.
fn sul_capitolo(voce: &Voce, formata: &Formata, dove: &Dove, refusal: &mut Refusal) {
    let (chapter, riga) = (&voce.capitolo, &formata.riga);
    let codice = formata.codice;
    if (riga.missione.as_str(), riga.programma.as_str()) != (&*chapter.missione, &*chapter.programma) {
        let why = format!(
            "il capitolo {codice} è della missione {}.{}, non della {}.{}",
            chapter.missione, chapter.programma, riga.missione, riga.programma
        );
        refusal.add(None, dove.dice(&why));
    }
    let above = Piano::leggi(&chapter.piano, Livello::QuartoOQuinto);
    if above.is_ok_and(|above| !formata.piano.sotto(&above)) {
        let why =
            format!("il codice {} non sta sotto {}, a cui il capitolo {codice} è legato", formata.piano, chapter.piano);
        refusal.add_law(None, dove.dice(&why), "art. 5 e all. 7 d.lgs. 118/2011");
    }
    if formata.piano.fondo() {
        let why = format!("sul capitolo {codice} stanno fondi e accantonamenti ({}): non si impegna", formata.piano);
        refusal.add_law(None, dove.dice(&why), "art. 166, 167 e 183, c. 3, d.lgs. 267/2000");
    }
}

/// How much of the booking that a line names it uses up.
fn usa(
    quadro: &Quadro,
    residui: &mut BTreeMap<Uuid, Cents>,
    voce: &Voce,
    riga: &Riga,
    dove: &Dove,
    refusal: &mut Refusal,
) -> Cents {
    let Some(id) = riga.prenotazione else { return Cents(0) };
    let (Some(booked), Some(left)) = (quadro.prenotazioni.get(&id), residui.get_mut(&id)) else {
        refusal.add(None, dove.dice("la prenotazione da usare non c'è"));
        return Cents(0);
    };
    if booked.capitolo != voce.capitolo.id.uuid() {
        let why = format!("la {} è su un altro capitolo", booked.nome);
        refusal.add(None, dove.dice(&why));
        return Cents(0);
    }
    if *left <= Cents(0) {
        let why = format!("della {} non resta niente", booked.nome);
        refusal.add(None, dove.dice(&why));
        return Cents(0);
    }
    let used = (*left).min(riga.importo).max(Cents(0));
    *left = super::meno(*left, used);
    used
}

/// What may be committed at all before the budget is approved (art. 163, c. 3).
fn in_provvisorio(formata: &Formata, dove: &Dove, refusal: &mut Refusal) {
    // Title 5 gives back what the treasurer advanced: c. 3 lets the ente ask for it meanwhile.
    let current = matches!(formata.piano.titolo(), 1 | 5 | 7);
    let allowed = match formata.riga.dodicesimi {
        Dodicesimi::SommaUrgenza => true,
        Dodicesimi::Legge => current || formata.piano.titolo() == 4,
        _ => current,
    };
    if !allowed {
        let why = format!(
            "il bilancio del {} non è ancora approvato: si impegnano solo spese correnti, rimborsi dell'anticipazione di \
             tesoreria, partite di giro e somme urgenze, non {}",
            formata.riga.anno, formata.piano
        );
        refusal.add_law(None, dove.dice(&why), "art. 163, c. 3, d.lgs. 267/2000");
    }
}

/// Whether a chapter has what all its lines ask.
fn basta(quadro: &Quadro, voce: &Voce, genere: Genere, chiesto: Chiesto, refusal: &mut Refusal) {
    let chapter = &voce.capitolo;
    let mossa = match genere {
        Genere::Prenotazione => Mossa::Prenota(chiesto.importo),
        Genere::Impegno => Mossa::Impegna { importo: chiesto.importo, gia_prenotato: chiesto.gia_prenotato },
    };
    let nome = nome(quadro, chapter);
    // An amount that is not above zero is told by its line.
    if let Err(why) = voce.conto.dopo(mossa, chapter.limite())
        && why.servono > Cents(0)
    {
        let sentence = format!("Sul capitolo {nome} restano {}: ne servono {}.", why.restano, why.servono);
        refusal.add_law(None, sentence, "art. 183 e 191, c. 1, d.lgs. 267/2000");
    }
    if quadro.programmi.is_none() {
        let tetto = dodicesimi(voce.conto.assestato(), voce.gia_assunto, voce.conto.fpv, quadro.oggi.month());
        entro(quadro, &format!("sul capitolo {nome}"), tetto, (voce.soggetto, chiesto.soggetto), refusal);
    }
}

/// Whether the programmes have what all lines ask, where the twelfths are counted so.
fn per_programma(quadro: &Quadro, chiesti: &BTreeMap<(i64, i64), Chiesto>, refusal: &mut Refusal) {
    let Some(programmi) = &quadro.programmi else { return };
    let mut asked: BTreeMap<(String, String), Cents> = BTreeMap::new();
    for (key, chiesto) in chiesti {
        if let Some(voce) = quadro.capitoli.get(key) {
            let sum = asked.entry((voce.capitolo.missione.clone(), voce.capitolo.programma.clone())).or_default();
            *sum = *sum + chiesto.soggetto;
        }
    }
    for (key, servono) in asked {
        let one = programmi.get(&key).copied().unwrap_or_default();
        let tetto = dodicesimi(one.stanziato, one.gia_assunto, one.fpv, quadro.oggi.month());
        entro(quadro, &format!("sul programma {}.{}", key.0, key.1), tetto, (one.soggetto, servono), refusal);
    }
}

/// Whether what was committed and what is asked stay within the twelfths of `dove`.
fn entro(quadro: &Quadro, dove: &str, tetto: Cents, (gia, servono): (Cents, Cents), refusal: &mut Refusal) {
    if servono == Cents(0) || gia + servono <= tetto {
        return;
    }
    let sentence = format!(
        "Il bilancio del {} non è ancora approvato: {dove} fino a questo mese ({} dodicesimi) si possono impegnare in tutto {tetto}; sono \
         già impegnati {gia} e ne servono {servono}.",
        quadro.oggi.year(),
        quadro.oggi.month()
    );
    refusal.add_law(None, sentence, "art. 163, c. 5, d.lgs. 267/2000");
}

/// A chapter by its code, and by its year where that is not the present one.
fn nome(quadro: &Quadro, chapter: &capitolo::Model) -> String {
    let codice = Codice::di_ordine(chapter.ordine);
    if chapter.anno == i64::from(quadro.oggi.year()) {
        codice.to_string()
    } else {
        format!("{codice} del {}", chapter.anno)
    }
}

#[cfg(test)]
mod tests;
