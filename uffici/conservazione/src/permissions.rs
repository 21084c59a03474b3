//! What may be done in the office.

use authz::Permission;

/// To see what is to be kept and what is, by number and never by what it is about.
pub static CONSULTA: Permission = Permission {
    code: "conservazione.consulta",
    label: "vedere che cosa va conservato e che cosa lo è, per numero di registrazione, anche di ciò che è riservato",
    law: Some("art. 44 CAD; linee guida AgID 2021, cap. 4"),
};
/// To open packages, deposit, and bring receipts; a package holds its documents, confidential ones too.
pub static VERSA: Permission = Permission {
    code: "conservazione.versa",
    label: "versare in conservazione: aprire i pacchetti, con i documenti anche riservati, rimandarli, esibirli e caricare le ricevute",
    law: Some("art. 44, comma 1-bis, CAD"),
};
/// To say to whom deposits go.
pub static CONFIGURA: Permission = Permission {
    code: "conservazione.configura",
    label: "scegliere il conservatore e scriverne le credenziali",
    law: Some("art. 34, comma 1-bis, CAD"),
};

/// To say for how long what is in each class is kept.
pub static PIANO: Permission = Permission {
    code: "conservazione.piano",
    label: "preparare, correggere e confermare il piano di conservazione",
    law: Some("art. 68 DPR 445/2000"),
};
/// To keep a fascicolo from being discarded, and to stop keeping it.
pub static VINCOLA: Permission = Permission {
    code: "conservazione.vincola",
    label: "vincolare un fascicolo, perché non si scarti, e togliere il vincolo",
    law: Some("art. 21 D.Lgs. 42/2004"),
};
/// To discard what has passed its years, with the authorisation of the Soprintendenza.
pub static SCARTA: Permission = Permission {
    code: "conservazione.scarta",
    label: "preparare gli elenchi di scarto, scriverne l'autorizzazione ed eseguirli: il contenuto è distrutto",
    law: Some("art. 21, comma 1, lettera d, D.Lgs. 42/2004"),
};

/// All of them.
pub static ALL: &[&Permission] = &[&CONSULTA, &VERSA, &CONFIGURA, &PIANO, &VINCOLA, &SCARTA];
