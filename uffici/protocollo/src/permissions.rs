//! What may be done in the office.

use authz::Permission;

/// To read the entries given to one's own units, and those that one has registered.
pub static CONSULTA: Permission =
    Permission { code: "protocollo.consulta", label: "consultare il protocollo", law: Some("art. 58 DPR 445/2000") };
/// To read every entry that is not confidential.
pub static CONSULTA_TUTTO: Permission = Permission {
    code: "protocollo.consulta_tutto",
    label: "consultare tutto il registro di protocollo",
    law: Some("art. 58 DPR 445/2000"),
};
/// To read confidential entries given to the units in which one holds it.
pub static RISERVATI: Permission = Permission {
    code: "protocollo.riservati",
    label: "consultare le registrazioni riservate del tuo ufficio",
    law: Some("art. 58 DPR 445/2000"),
};
/// To register.
pub static REGISTRA: Permission = Permission {
    code: "protocollo.registra",
    label: "registrare documenti al protocollo",
    law: Some("art. 53 DPR 445/2000"),
};
/// To give entries to offices and people, and to classify them.
pub static ASSEGNA: Permission = Permission {
    code: "protocollo.assegna",
    label: "assegnare e classificare le registrazioni",
    law: Some("art. 56 DPR 445/2000"),
};
/// To accept or refuse what is given to one's own unit.
pub static PRENDI: Permission =
    Permission { code: "protocollo.prendi", label: "prendere in carico le assegnazioni del tuo ufficio", law: None };
/// To annul.
pub static ANNULLA: Permission = Permission {
    code: "protocollo.annulla",
    label: "annullare una registrazione",
    law: Some("art. 54 e 61 DPR 445/2000"),
};
/// To open the registers of the day, which hold every entry.
pub static GIORNALIERO: Permission = Permission {
    code: "protocollo.giornaliero",
    label: "aprire i registri giornalieri, con tutte le registrazioni, anche riservate",
    law: Some("art. 53 e 61 DPR 445/2000"),
};
/// To open, fill and give back the emergency register.
pub static EMERGENZA: Permission = Permission {
    code: "protocollo.emergenza",
    label: "autorizzare e riportare il registro di emergenza",
    law: Some("art. 63 DPR 445/2000"),
};
/// To let documents be registered later than the day on which they came.
pub static DIFFERISCI: Permission = Permission {
    code: "protocollo.differisci",
    label: "autorizzare la registrazione differita",
    law: Some("art. 53 e 61 DPR 445/2000"),
};
/// To open fascicoli for the units in which one holds it, and to look after theirs.
pub static FASCICOLA: Permission = Permission {
    code: "protocollo.fascicola",
    label: "aprire e curare i fascicoli del tuo ufficio",
    law: Some("art. 64 e 65 DPR 445/2000"),
};
/// To do so for every unit, as far as one sees; whoever holds it holds the other too.
pub static FASCICOLA_TUTTO: Permission = Permission {
    code: "protocollo.fascicola_tutto",
    label: "aprire e curare i fascicoli di tutti gli uffici",
    law: Some("art. 61 DPR 445/2000"),
};

/// To prepare new versions of the titolario and to put them in force; to open repertories.
pub static TITOLARIO: Permission = Permission {
    code: "protocollo.titolario",
    label: "preparare nuove versioni del titolario e metterle in vigore, aprire repertori",
    law: Some("art. 50 e 61 DPR 445/2000"),
};
/// To add, change and switch off the mailboxes of the ente, and to say whose signatures are trusted.
pub static CASELLE: Permission = Permission {
    code: "protocollo.caselle",
    label: "aggiungere e cambiare le caselle di posta, e chi si considera affidabile per le firme dei gestori PEC",
    law: None,
};

/// All of them.
pub static ALL: &[&Permission] = &[
    &CONSULTA,
    &CONSULTA_TUTTO,
    &RISERVATI,
    &REGISTRA,
    &ASSEGNA,
    &PRENDI,
    &ANNULLA,
    &GIORNALIERO,
    &EMERGENZA,
    &TITOLARIO,
    &DIFFERISCI,
    &FASCICOLA,
    &FASCICOLA_TUTTO,
    &CASELLE,
];
