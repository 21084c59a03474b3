//! The obligations of aggregations (annex 5, chapter 4).

use crate::mancanza::Mancanze;
use crate::obblighi::{classificazione, durata, id_doc, incaricato, parole, soggetti};
use crate::soggetto::Dove;
use crate::{Fascicolo, Mancanza, Procedimento, Soggetto, TipoAggregazione, TipoRuolo, TipologiaFascicolo};

pub(crate) fn fascicolo(one: &Fascicolo) -> Vec<Mancanza> {
    let mut told = Mancanze::default();
    told.text(&one.id.id, "l'identificativo del fascicolo o della serie");
    let fascicolo = one.id.tipo == TipoAggregazione::Fascicolo;
    told.unless(!fascicolo || one.tipologia.is_some(), || {
        Mancanza::perche("la tipologia del fascicolo", " (affare, attività, persona fisica o giuridica, procedimento)")
    });
    told.unless(fascicolo || one.tipologia.is_none(), || {
        Mancanza::Incoerente("la tipologia si indica solo per i fascicoli, non per le serie")
    });
    soggetti(&mut told, &one.soggetti, Dove::Aggregazione);
    ruoli_dovuti(&mut told, one, fascicolo);
    assegnazioni(&mut told, one);
    classificazione(&mut told, &one.classificazione);
    told.unless(one.progressivo > 0, || Mancanza::manca("il numero progressivo nell'ambito dell'anno e della classe"));
    told.text(&one.oggetto, "l'oggetto");
    parole(&mut told, &one.parole_chiave);
    told.unless(one.chiusura.is_none_or(|day| day >= one.apertura), || {
        Mancanza::Incoerente("la data di chiusura precede quella di apertura")
    });
    match &one.procedimento {
        Some(procedimento) => di_procedimento(&mut told, procedimento),
        None => told.unless(one.tipologia != Some(TipologiaFascicolo::ProcedimentoAmministrativo), || {
            Mancanza::perche("il procedimento", ", obbligatorio per un fascicolo di procedimento amministrativo")
        }),
    }
    // Strict reading: the index is obligatory and cannot be empty; an empty fascicolo is not deposited.
    told.unless(!one.documenti.is_empty(), || Mancanza::manca("l'indice dei documenti: il fascicolo è vuoto"));
    for (place, document) in one.documenti.iter().enumerate() {
        id_doc(&mut told, &document.id, &format!("del documento {} del fascicolo", place + 1));
    }
    if let Some(primario) = &one.primario {
        told.text(&primario.id, "l'identificativo del fascicolo principale");
    }
    durata(&mut told, one.conservazione);
    told.0
}

fn ruoli_dovuti(told: &mut Mancanze, one: &Fascicolo, fascicolo: bool) {
    let has = |tipo: TipoRuolo| one.soggetti.iter().any(|role| role.tipo == tipo);
    told.unless(has(TipoRuolo::AmministrazioneTitolare), || {
        Mancanza::perche("l'amministrazione titolare", " (art. 41, comma 2, CAD)")
    });
    told.unless(fascicolo || !has(TipoRuolo::Rup), || {
        Mancanza::Incoerente("il responsabile del procedimento si indica solo per i fascicoli, non per le serie")
    });
    match one.tipologia {
        Some(TipologiaFascicolo::ProcedimentoAmministrativo) => told.unless(has(TipoRuolo::Rup), || {
            Mancanza::perche("il responsabile del procedimento", " (art. 41, comma 2-ter, CAD)")
        }),
        Some(TipologiaFascicolo::PersonaFisica) => told.unless(has(TipoRuolo::IntestatarioFisico), || {
            Mancanza::manca("la persona a cui il fascicolo è intestato")
        }),
        Some(TipologiaFascicolo::PersonaGiuridica) => told.unless(has(TipoRuolo::IntestatarioGiuridico), || {
            Mancanza::manca("la persona giuridica a cui il fascicolo è intestato")
        }),
        _ => {}
    }
}

fn assegnazioni(told: &mut Mancanze, one: &Fascicolo) {
    told.unless(one.assegnazioni.iter().any(|each| each.per_competenza), || {
        Mancanza::perche(
            "l'assegnazione per competenza",
            ": a quale ufficio o persona è assegnato il fascicolo, e da quando",
        )
    });
    for each in &one.assegnazioni {
        let name = Soggetto::Assegnatario(each.assegnatario.clone()).detto();
        incaricato(told, &each.assegnatario, &name, false);
        told.unless(each.fine.is_none_or(|day| day >= each.inizio), || {
            Mancanza::Incoerente("un'assegnazione finisce prima di cominciare")
        });
    }
}

fn di_procedimento(told: &mut Mancanze, one: &Procedimento) {
    told.text(&one.materia, "la materia del procedimento");
    told.text(&one.denominazione, "la denominazione del procedimento");
    told.text(&one.catalogo, "l'indirizzo del catalogo dei procedimenti (art. 35 D.Lgs. 33/2013)");
    told.unless(!one.fasi.is_empty(), || Mancanza::manca("la fase in cui si trova il procedimento"));
    for fase in &one.fasi {
        told.unless(fase.fine.is_none_or(|day| day >= fase.inizio), || {
            Mancanza::Incoerente("una fase del procedimento finisce prima di cominciare")
        });
    }
}
