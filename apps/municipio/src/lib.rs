//! The one list of offices: all that the binary adds to the house.

use office::Office;

/// Every office of the town hall, in the order of the menu. A test checks that each folder of `uffici/` is here.
pub static OFFICES: &[&dyn Office] = &[
    &protocollo::Protocollo { depositi: &[&atti::Depositati { albo: &albo::Porta }] },
    &librofirma::LibroFirma { firmabili: &[&protocollo::Firmabili], sottoscrivibili: &[&ATTI] },
    &contabilita::Contabilita,
    &copie::Copie { originali: &[&protocollo::Originali, &atti::Originali] },
    &albo::AlboPretorio { originali: &[&protocollo::Originali], testi: &[&atti::Testi] },
    &ATTI,
    &trasparenza::AmministrazioneTrasparente,
    &CONSERVAZIONE,
    &FLUSSI,
    &rubrica::Rubrica,
    &comando::Comando,
];

/// Preservation, with the doors through which things to be kept come, and those of what is discarded when its years are over.
static CONSERVAZIONE: conservazione::Conservazione = conservazione::Conservazione::con_scarto(
    &[&protocollo::DaConservare, &atti::DaConservare { albo: &albo::Porta, fascicoli: &protocollo::Fascicoli }],
    conservazione::Porte {
        scartabili: &[&protocollo::Scartabili],
        usano: &[&albo::Usati, &atti::Usati, &copie::Usati, &librofirma::Usati, &trasparenza::Usati],
    },
);

/// The acts, with those who post them, keep the chapters, sign, make them transparent, and have the fascicoli and the protocol.
static ATTI: atti::Atti = atti::Atti {
    albo: &albo::Porta,
    ragioneria: &contabilita::Libro,
    firma: &librofirma::Sottoscrive,
    trasparenza: &trasparenza::Porta,
    fascicoli: Some(&protocollo::Fascicoli),
    comunica: Some(&protocollo::Comunica),
};

/// What the offices have files of.
static MATERIE: &[&dyn pratiche::Materia] = &[&ATTI];

/// Iter, with the files of all offices.
static FLUSSI: flussi::Flussi = flussi::Flussi::new(MATERIE);
