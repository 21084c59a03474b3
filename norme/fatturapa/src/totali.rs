//! Whether an invoice's numbers agree with each other.

use crate::corpo::{Corpo, Sconto};
use crate::reader::Notes;
use crate::{Anomalia, Decimal};
use std::collections::BTreeMap;

/// SdI check 00422: the taxable amount of a rate may differ from its lines by one euro.
const IMPONIBILE_TOLERANCE_CENTS: i64 = 100;
/// SdI check 00421: the tax may differ from rate × taxable amount by one cent.
const IMPOSTA_TOLERANCE_CENTS: i64 = 1;

/// Computes the total and reports what disagrees.
pub(crate) fn check(number: usize, corpo: &mut Corpo, notes: &mut Notes) {
    let lines: Decimal = corpo.linee.iter().map(|line| line.prezzo_totale).sum();
    if corpo.riepiloghi.is_empty() {
        corpo.totale_calcolato = lines.cents();
        notes.add(Anomalia::Manca { campo: format!("il riepilogo IVA della fattura {number}") });
        return;
    }
    total(number, corpo, lines, notes);
    taxes(number, corpo, notes);
    if corpo.sconti.is_empty() {
        taxable(number, corpo, notes);
    }
}

fn total(number: usize, corpo: &mut Corpo, lines: Decimal, notes: &mut Notes) {
    let totals = possible_totals(corpo, lines);
    let Some(declared) = corpo.totale_dichiarato else {
        corpo.totale_calcolato = totals.first().copied().unwrap_or_default();
        return;
    };
    if totals.contains(&declared) {
        corpo.totale_calcolato = declared;
        return;
    }
    let withheld: i64 = corpo.ritenute.iter().fold(0, |sum, ritenuta| ritenuta.importo.saturating_add(sum));
    let before = totals.iter().find(|total| withheld != 0 && total.saturating_sub(withheld) == declared);
    let dichiarato = Decimal::from_cents(declared);
    let closest = totals.iter().min_by_key(|total| total.saturating_sub(declared).saturating_abs());
    corpo.totale_calcolato = before.or(closest).copied().unwrap_or_default();
    let calcolato = Decimal::from_cents(corpo.totale_calcolato);
    notes.add(if before.is_some() {
        Anomalia::TotaleAlNettoDelleRitenute { corpo: number, dichiarato, calcolato }
    } else {
        Anomalia::TotaleDiverso { corpo: number, dichiarato, calcolato }
    });
}

/// The totals that the rules allow, most likely first. The document's discount may already be in the
/// summary or not, its rounding may already be in the summary's or not, and the stamp duty is
/// charged to the customer or not: the specifications leave all three open.
fn possible_totals(corpo: &Corpo, lines: Decimal) -> Vec<i64> {
    let sum = |amounts: &dyn Fn(&crate::Riepilogo) -> i64| -> Decimal {
        corpo.riepiloghi.iter().map(|r| Decimal::from_cents(amounts(r))).sum()
    };
    let taxable = sum(&|r| r.imponibile);
    let base = taxable + sum(&|r| r.imposta);
    let discounted = corpo.sconti.iter().fold(base, |total, sconto| apply(*sconto, total));
    let discount_outside = (taxable - lines).abs() <= Decimal::from_cents(IMPONIBILE_TOLERANCE_CENTS);
    let bases = if discount_outside { [discounted, base] } else { [base, discounted] };
    let rounding = corpo.arrotondamento.unwrap_or_default();
    let stamp = corpo.bollo.and_then(|bollo| bollo.importo).map(Decimal::from_cents);
    let mut totals = Vec::with_capacity(8);
    for extra in [Decimal::ZERO, stamp.unwrap_or_default()] {
        for base in bases {
            totals.push((base + rounding + extra).cents());
            totals.push((base + extra).cents());
        }
    }
    totals
}

fn apply(sconto: Sconto, total: Decimal) -> Decimal {
    let percentage = || sconto.percentuale.map(|rate| rate.percent_of(total));
    let amount = sconto.importo.or_else(percentage).unwrap_or_default();
    if sconto.sconto { total - amount } else { total + amount }
}

fn taxes(number: usize, corpo: &Corpo, notes: &mut Notes) {
    for riepilogo in &corpo.riepiloghi {
        let computed = riepilogo.aliquota_iva.percent_of(Decimal::from_cents(riepilogo.imponibile)).cents();
        if computed.saturating_sub(riepilogo.imposta).saturating_abs() > IMPOSTA_TOLERANCE_CENTS {
            notes.add(Anomalia::ImpostaDiversa {
                corpo: number,
                aliquota: riepilogo.aliquota_iva,
                dichiarato: Decimal::from_cents(riepilogo.imposta),
                calcolato: Decimal::from_cents(computed),
            });
        }
    }
}

fn taxable(number: usize, corpo: &Corpo, notes: &mut Notes) {
    type Key<'a> = (Decimal, &'a str);
    let mut sums: BTreeMap<Key<'_>, (Decimal, Decimal)> = BTreeMap::new();
    for riepilogo in &corpo.riepiloghi {
        let key = (riepilogo.aliquota_iva, riepilogo.natura.as_deref().unwrap_or_default());
        let (declared, computed) = sums.entry(key).or_default();
        *declared = *declared + Decimal::from_cents(riepilogo.imponibile);
        *computed =
            *computed + riepilogo.spese_accessorie.unwrap_or_default() + riepilogo.arrotondamento.unwrap_or_default();
    }
    let lines =
        corpo.linee.iter().map(|line| (line.aliquota_iva.unwrap_or_default(), &line.natura, line.prezzo_totale));
    let funds = corpo.casse.iter().map(|fund| (fund.aliquota_iva, &fund.natura, Decimal::from_cents(fund.importo)));
    for (rate, natura, amount) in lines.chain(funds) {
        let (_, computed) = sums.entry((rate, natura.as_deref().unwrap_or_default())).or_default();
        *computed = *computed + amount;
    }
    for ((aliquota, _), (dichiarato, calcolato)) in sums {
        if (dichiarato - calcolato).abs() > Decimal::from_cents(IMPONIBILE_TOLERANCE_CENTS) {
            notes.add(Anomalia::ImponibileDiverso { corpo: number, aliquota, dichiarato, calcolato });
        }
    }
}
