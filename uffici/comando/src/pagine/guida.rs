//! Which page of the manual is about which page of the office.

/// The beginning of an address (`*`: any one piece), and the page with its heading.
pub(crate) const GUIDA: &[(&str, &str)] = &[
    ("/comando", "comando"),
    ("/comando/persone", "comando"),
    ("/comando/persone/nuova", "comando#aggiungere-una-persona"),
    ("/comando/persone/*", "comando#la-pagina-di-una-persona"),
    ("/comando/persone/*/assenza", "comando#assenze-e-sostituti"),
    ("/comando/incarichi", "comando#incarichi-e-ruoli"),
    ("/comando/ruoli", "comando#incarichi-e-ruoli"),
    ("/comando/assenze", "comando#assenze-e-sostituti"),
    ("/comando/organigramma", "comando#organigramma"),
    ("/comando/lavori", "comando#lavori-in-sospeso"),
    ("/comando/stato", "comando#stato-del-sistema"),
    ("/comando/collegamenti", "collegamenti"),
    ("/comando/fiducia", "comando#liste-e-autorità"),
    ("/comando/modelli", "comando#testi-dei-documenti"),
];
