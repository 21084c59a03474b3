//! What happened to an entry, for its page.

use authz::{PersonId, Who};
use ui::{Kind, TimelineEntry};

use super::{scheda::Nomi, spedizione, sportello};
use crate::{
    registrazione::scheda::Scheda,
    rules::{RIFIUTATA, segnatura},
};

/// Who did what and when, newest first, as far as `who` may follow it.
pub(super) fn storia(scheda: &Scheda, names: &Nomi, who: &Who) -> Vec<TimelineEntry> {
    let entry = |at: kernel::Instant, who: PersonId, what: String, note: Option<String>, kind: Kind| TimelineEntry {
        at: at.micros(),
        who: Some(names.persona(who.uuid())),
        what,
        note,
        href: None,
        kind,
    };
    let riga = &scheda.riga;
    let registered = format!("ha registrato il documento con il numero {}", segnatura(riga));
    let mut all = vec![entry(riga.registrata_at, riga.registrata_da, registered, None, Kind::Info)];
    for a in &scheda.assegnazioni {
        let unit = || names.ufficio(a.ufficio_id, a.assegnata_at);
        let to = a.persona_id.map_or_else(unit, |person| names.persona(person.uuid()));
        let why = if a.tipo == "conoscenza" { "per conoscenza " } else { "" };
        all.push(entry(
            a.assegnata_at,
            a.assegnata_da,
            format!("ha assegnato {why}a {to}"),
            a.nota.clone(),
            Kind::Neutral,
        ));
        if let (Some(who), Some(at)) = (a.risposta_da, a.risposta_at) {
            let (what, kind) = if a.stato != RIFIUTATA {
                ("ha preso in carico", Kind::Success)
            } else {
                ("ha rifiutato", Kind::Danger)
            };
            all.push(entry(at, who, what.into(), a.motivo.clone(), kind));
        }
    }
    for fatto in &scheda.fatti {
        let (what, kind) = match fatto.tipo.as_str() {
            "annullamento" => ("ha annullato la registrazione", Kind::Danger),
            "classificazione" => ("ha classificato", Kind::Neutral),
            "correzione" => ("ha corretto", Kind::Warning),
            "ricevuta di ritorno" => ("ha scritto la ricevuta di ritorno", Kind::Neutral),
            _ => ("ha annotato", Kind::Neutral),
        };
        all.push(entry(fatto.at, fatto.persona_id, what.into(), Some(fatto.testo.clone()), kind));
    }
    for nota in &scheda.annotazioni {
        all.push(entry(nota.at, nota.persona_id, "ha aggiunto un'annotazione".into(), None, Kind::Neutral));
    }
    for link in &scheda.collegamenti {
        let of = format!("{} {}/{}", link.tipo.frase(link.da).to_lowercase(), link.altra.1, link.altra.0);
        all.push(entry(link.fatto.1, link.fatto.0, format!("ha collegato: {of}"), None, Kind::Neutral));
        if let Some((chi, at, motivo)) = &link.sciolto {
            let what = format!("ha sciolto il collegamento: {of}");
            all.push(entry(*at, *chi, what, Some(motivo.clone()), Kind::Warning));
        }
    }
    all.extend(super::posta::ricevute(&scheda.ricevute, who));
    all.extend(spedizione::voci(&scheda.spedizioni, names));
    all.extend(sportello::voci(scheda, names));
    // Among things of the same instant the later step stands above: the registration is always at the bottom.
    all.reverse();
    all.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    all
}
