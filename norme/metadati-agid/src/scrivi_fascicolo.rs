//! An aggregation's metadata, written in the order of the schema.

use crate::scrivi::{Out, chiave, classificazione, giorno, id_agg, id_doc, incaricato, ora, soggetti};
use crate::{Assegnazione, Fascicolo, Procedimento};

pub(crate) fn fascicolo(out: &mut Out, one: &Fascicolo) {
    out.within(Fascicolo::RADICE, &[], |out| {
        id_agg(out, "IdAgg", &one.id);
        out.maybe("TipologiaFascicolo", one.tipologia.map(|tipo| tipo.testo()));
        soggetti(out, &one.soggetti, false);
        out.within("Assegnazione", &[], |out| {
            one.assegnazioni.iter().for_each(|each| assegnazione(out, each));
        });
        out.text("DataApertura", &giorno(one.apertura));
        classificazione(out, &one.classificazione);
        out.text("Progressivo", &one.progressivo.to_string());
        chiave(out, &one.oggetto, &one.parole_chiave);
        out.maybe("DataChiusura", one.chiusura.map(giorno).as_deref());
        if let Some(procedimento) = &one.procedimento {
            di_procedimento(out, procedimento);
        }
        out.within("IndiceDocumenti", &[], |out| {
            for document in &one.documenti {
                // Both names are the schema's own, with their spelling.
                let name =
                    if document.amministrativo { "DocumentoAmministativoinformatico" } else { "Documentoinformatico" };
                out.within("TipoDocumento", &[], |out| id_doc(out, name, &document.id, document.amministrativo));
            }
        });
        out.maybe("PosizioneFisicaAggregazioneDocumentale", one.posizione.as_deref());
        if let Some(primario) = &one.primario {
            id_agg(out, "IdAggPrimario", primario);
        }
        if let Some(time) = one.conservazione {
            out.text("TempoDiConservazione", &time.codice().to_string());
        }
        out.maybe("Note", one.note.as_deref());
    });
}

fn assegnazione(out: &mut Out, one: &Assegnazione) {
    let (name, words) =
        if one.per_competenza { ("PerCompetenza", "Per Competenza") } else { ("PerConoscenza", "Per Conoscenza") };
    out.within("TipoAssegnazione", &[], |out| {
        out.within(name, &[], |out| {
            out.text("TipoAssegnazioneRuolo", words);
            out.within("SoggettoAssegnatario", &[], |out| incaricato(out, &one.assegnatario, false));
            out.text("DataInizioAssegnazione", &giorno(one.inizio));
            out.maybe("OraInizioAssegnazione", one.ora_inizio.map(ora).as_deref());
            out.maybe("DataFineAssegnazione", one.fine.map(giorno).as_deref());
            out.maybe("OraFineAssegnazione", one.ora_fine.map(ora).as_deref());
        });
    });
}

fn di_procedimento(out: &mut Out, one: &Procedimento) {
    out.within("ProcedimentoAmministrativo", &[], |out| {
        out.text("MateriaArgomentoStruttura", &one.materia);
        out.text("Procedimento", &one.denominazione);
        out.text("CatalogoProcedimenti", &one.catalogo);
        out.within("Fasi", &[], |out| {
            for fase in &one.fasi {
                let (name, words) = fase.tipo.nomi();
                out.within("TipoFase", &[], |out| {
                    out.within(name, &[], |out| {
                        out.text("Fase", words);
                        out.text("DataInizioFase", &giorno(fase.inizio));
                        out.maybe("DataFineFase", fase.fine.map(giorno).as_deref());
                    });
                });
            }
        });
    });
}
