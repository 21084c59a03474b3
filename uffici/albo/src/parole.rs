//! The words of the certificates that an ente may write for itself: how each says what it certifies.

use pdf::Template;
use wording::{Name, Paper, Part};

use crate::referta::{Quale, campione_affissione, campione_finale};

const MODELLO: &str = include_str!("../../../modelli/albo-referta.typ");
const LEGGE: &str = "l'art. 124 TUEL, con l'art. 32 L. 69/2009";

/// What both may name.
const NOMI: &[Name] = &[
    Name::wanted("giorno", "il giorno in cui comincia la pubblicazione", LEGGE),
    Name::wanted("fine", "l'ultimo giorno di pubblicazione", LEGGE),
    Name::wanted("termine", "per quanti giorni, e chi lo prescrive", LEGGE),
    Name::free("ora", "l'ora in cui comincia"),
    Name::free("ente", "il nome dell'ente"),
];

/// That something was posted.
pub(crate) static AFFISSIONE: Paper = Paper {
    template: Template::shipped("albo-affissione", MODELLO),
    title: "Certificato di affissione",
    purpose: "Attesta che una pubblicazione è cominciata all'albo pretorio (art. 124 TUEL). Numero, oggetto, documenti, impronte e sigillo li \
              mette sempre il programma.",
    parts: &[Part {
        code: "certifica",
        title: "Che cosa certifica",
        shipped: "Si certifica che i documenti elencati qui sotto sono pubblicati all’albo pretorio informatico di {ente} dal *{giorno}*, ore \
                  {ora}, e vi resteranno fino alle ore 24 del *{fine}* ({termine}), salvo che il servizio si interrompa.",
        names: NOMI,
        optional: false,
        chars: 1_500,
        lines: 15,
    }],
    sample: campione_affissione,
};

/// That its days are over.
pub(crate) static FINALE: Paper = Paper {
    template: Template::shipped("albo-referta", MODELLO),
    title: "Referta di pubblicazione",
    purpose: "Attesta che una pubblicazione all'albo pretorio è finita, e quanto è durata (art. 124 TUEL). Numero, oggetto, conteggio dei \
              giorni, documenti, impronte e sigillo li mette sempre il programma.",
    parts: &[Part {
        code: "certifica",
        title: "Che cosa certifica",
        shipped: "Si certifica che i documenti elencati qui sotto sono stati pubblicati all’albo pretorio informatico di {ente} dal *{giorno}* \
                  al *{fine}*, fino alle ore 24, per {termine}.",
        names: NOMI,
        optional: false,
        chars: 1_500,
        lines: 15,
    }],
    sample: campione_finale,
};

/// All of them.
pub(crate) static CARTE: &[&Paper] = &[&AFFISSIONE, &FINALE];

/// Those of a certificate.
pub(crate) fn di(quale: Quale) -> &'static Paper {
    match quale {
        Quale::Affissione => &AFFISSIONE,
        Quale::Finale => &FINALE,
    }
}
