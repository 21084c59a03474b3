//! What has passed its years is discarded with an authorisation, and nothing else ever is.

use conservazione::{
    Autorizzazione, Passo, Posto, Scarto, ScartoId, Stato, Vincolante, autorizza_scarto, avvia_scarto,
    escludi_dallo_scarto, leggi_scarto, libera, porta_avanti, prepara_scarto, proponi_scarto, riammetti_nello_scarto,
    rileggi, ripeti_scarto, vincola,
};
use documents::{QUIET_SECONDS, document, store::Soundness};
use protocollo::{CampoCorretto, Correzione, correggi};
use testkit::Engine;

use crate::{
    casa::{Casa, PORTE, casa},
    fascicolo_vecchio::{GIORNO, IN_DUE_ANNI, Vecchio, piano, vecchio},
};

/// A hall with a plan, one old fascicolo, and the list that was prepared of it.
struct Storia {
    casa: Casa,
    vecchio: Vecchio,
    id: ScartoId,
}

async fn preparato(engine: Engine) -> Storia {
    let casa = casa(engine, true).await;
    piano(&casa, "1").await;
    let vecchio = vecchio(&casa, "Pratica da scartare", b"%PDF-1.7\n% vecchia\n%%EOF\n").await;
    casa.later(IN_DUE_ANNI);
    let id = prepara_scarto(&casa.hall.ente, &casa.who, PORTE).await.unwrap();
    Storia { casa, vecchio, id }
}

impl Storia {
    async fn leggi(&self) -> Scarto {
        leggi_scarto(&self.casa.hall.ente, &self.casa.who, self.id).await.unwrap()
    }

    /// Proposes it and writes an authorisation, which comes with an entry of its own.
    async fn autorizzato(&self) {
        let (ente, who) = (&self.casa.hall.ente, &self.casa.who);
        proponi_scarto(ente, who, self.id).await.unwrap();
        self.casa.later(GIORNO);
        let entry = self.casa.registra("Autorizzazione allo scarto").await;
        let scritta = Autorizzazione {
            autorita: "Soprintendenza archivistica".into(),
            numero: "12".into(),
            data: entry.registrata_at.date().to_string(),
            protocollo: format!("{}/{}", entry.numero, entry.anno),
        };
        autorizza_scarto(ente, who, PORTE, self.id, &scritta).await.unwrap();
    }

    /// One run of the job.
    async fn un_giro(&self) {
        porta_avanti(&self.casa.hall.ente, PORTE, self.id).await.unwrap();
    }

    /// From the authorisation to the end.
    async fn eseguito(&self) {
        avvia_scarto(&self.casa.hall.ente, &self.casa.who, self.id).await.unwrap();
        self.un_giro().await;
        self.casa.later(QUIET_SECONDS);
        self.un_giro().await;
    }

    async fn c_e(&self, document: &document::Model) -> bool {
        self.casa.hall.ente.archive.store().check(&document.hash()).await.unwrap() != Soundness::Missing
    }

    /// Who authorised that documents are gone, and how many, as `municipio verify` tells it.
    async fn scartati(&self) -> Vec<(String, u64)> {
        self.casa.hall.verify_clean().await;
        let ente = &self.casa.hall.ente;
        ente.archive.check_files(ente.db(), |_| {}).await.unwrap().discarded.into_iter().collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_authorised_is_destroyed_and_what_it_was_stays_written() {
    for engine in Engine::all() {
        let storia = preparato(engine).await;
        let (hall, vecchio) = (&storia.casa.hall, &storia.vecchio);
        assert_eq!(storia.leggi().await.quante(Posto::Proposta), 1, "{engine:?}");
        let twice = prepara_scarto(&hall.ente, &storia.casa.who, PORTE).await.unwrap_err().to_string();
        assert!(twice.contains("già in un altro elenco"), "{twice}");
        storia.autorizzato().await;
        assert_eq!(storia.scartati().await, [], "nothing is gone yet");
        avvia_scarto(&hall.ente, &storia.casa.who, storia.id).await.unwrap();
        storia.un_giro().await;
        assert!(storia.c_e(&vecchio.documento).await, "the pause is not over");
        let path = format!("/protocollo/{}/{}/documenti/{}", vecchio.anno, vecchio.numero, vecchio.documento.id);
        let answer = hall.signed_in("anna").await.get(&path).await;
        assert_eq!(answer.status().as_u16(), 410, "and yet nobody is given it");
        storia.casa.later(QUIET_SECONDS);
        storia.un_giro().await;

        let list = storia.leggi().await;
        assert_eq!((list.passo(), list.quante(Posto::Scartata)), (Passo::Eseguito, 1));
        assert!(!storia.c_e(&vecchio.documento).await && !storia.c_e(&vecchio.pacchetto).await, "{engine:?}");
        let gone = storia.scartati().await;
        let [(authority, many)] = gone.as_slice() else { panic!("one authorisation: {gone:?}") };
        assert!(authority.contains("n. 12 del") && authority.contains("Soprintendenza archivistica"), "{authority}");
        assert_eq!(*many, list.voci[0].documenti.unsigned_abs());
        // Asked in the hall once more: the entry stands, with the name and the fingerprint of what it had.
        let told = hall.signed_in("anna").await.get(&path).await.text().await.unwrap();
        assert!(told.contains("scartato il") && told.contains("n. 12 del"), "{told}");
        let anna = hall.signed_in("anna").await;
        assert_eq!(anna.get(&format!("{path}/timbrato")).await.status().as_u16(), 410, "nor is it stamped");
        assert_eq!(anna.post(&format!("{path}/firme"), &[]).await.status().as_u16(), 410, "nor its signatures judged");
        let page = hall.signed_in("anna").await.read(&format!("/protocollo/{}/{}", vecchio.anno, vecchio.numero)).await;
        assert!(page.contains("Pratica da scartare"), "the entry of the register never goes");
        assert_eq!(rileggi(&hall.ente).await.unwrap().guasti, 0, "no package is missed");
        let list = hall.signed_in("anna").await.read(&format!("/conservazione/scarti/{}", storia.id)).await;
        assert!(list.contains("eseguito") && list.contains("Ripeti la distruzione"), "{list}");
        storia.casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_that_comes_between_the_proposal_and_the_disposal_stops_it() {
    for engine in Engine::all() {
        let storia = preparato(engine).await;
        let (ente, who) = (&storia.casa.hall.ente, &storia.casa.who);
        storia.autorizzato().await;
        let held = Vincolante { tipo: "contenzioso".into(), motivo: "Causa 7/2028".into() };
        vincola(ente, who, storia.vecchio.cosa, &held).await.unwrap();
        storia.eseguito().await;
        let list = storia.leggi().await;
        assert_eq!((list.passo(), list.quante(Posto::Fermata)), (Passo::Eseguito, 1), "{engine:?}");
        assert!(list.voci[0].motivo.as_ref().unwrap().contains("Causa 7/2028"), "{:?}", list.voci[0].motivo);
        assert!(storia.c_e(&storia.vecchio.documento).await);
        assert_eq!(storia.scartati().await, []);

        // Another list leaves it out by itself; with the hold lifted it may come in again.
        let again = prepara_scarto(ente, who, PORTE).await.unwrap();
        let list = leggi_scarto(ente, who, again).await.unwrap();
        assert_eq!(list.quante(Posto::Esclusa), 1);
        let voce = list.voci[0].id;
        let refused = riammetti_nello_scarto(ente, who, PORTE, again, voce).await.unwrap_err().to_string();
        assert!(refused.contains("vincolato"), "{refused}");
        let holds = conservazione::leggi(ente, who, storia.vecchio.cosa).await.unwrap().vincoli;
        libera(ente, who, storia.vecchio.cosa, holds[0].id, "Causa conclusa").await.unwrap();
        let ispettore = storia.casa.hall.person("ispettore", storia.casa.unit, &["conservazione.consulta"]).await;
        let ispettore = storia.casa.hall.who(ispettore).await;
        let seen = conservazione::leggi(ente, &ispettore, storia.vecchio.cosa).await.unwrap().vincoli;
        let [hold] = seen.as_slice() else { panic!("it is seen: {seen:?}") };
        assert!(
            hold.tolto_at.is_some() && hold.motivo.is_empty() && hold.tolto_motivo.is_none(),
            "no reason: {hold:?}"
        );
        riammetti_nello_scarto(ente, who, PORTE, again, voce).await.unwrap();
        assert_eq!(leggi_scarto(ente, who, again).await.unwrap().quante(Posto::Proposta), 1);
        escludi_dallo_scarto(ente, who, again, voce, "La Giunta lo tiene").await.unwrap();
        storia.casa.hall.verify_clean().await;
        storia.casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disposal_that_was_killed_goes_on_where_it_was() {
    for engine in Engine::all() {
        let storia = preparato(engine).await;
        let ente = &storia.casa.hall.ente;
        storia.autorizzato().await;
        avvia_scarto(ente, &storia.casa.who, storia.id).await.unwrap();
        storia.un_giro().await;
        // Killed after the bytes went and before that was written.
        ente.archive.store().delete(&storia.vecchio.documento.hash()).await.unwrap();
        assert_eq!(storia.scartati().await.len(), 1, "discarded, and not lost");
        storia.un_giro().await;
        assert_eq!(storia.leggi().await.passo(), Passo::InCorso, "too early, {engine:?}");
        storia.casa.later(QUIET_SECONDS);
        tokio::join!(storia.un_giro(), storia.un_giro());
        assert_eq!(storia.leggi().await.passo(), Passo::Eseguito);
        assert!(!storia.c_e(&storia.vecchio.pacchetto).await);
        storia.scartati().await;
        storia.casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_people_one_is_first_and_the_other_is_told() {
    for engine in Engine::all() {
        let storia = preparato(engine).await;
        let (ente, who) = (&storia.casa.hall.ente, &storia.casa.who);
        let (one, two) = tokio::join!(proponi_scarto(ente, who, storia.id), proponi_scarto(ente, who, storia.id));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}, {engine:?}");
        let refused = escludi_dallo_scarto(ente, who, storia.id, storia.leggi().await.voci[0].id, "Tardi").await;
        assert!(refused.unwrap_err().to_string().contains("alla Soprintendenza"), "what is printed does not change");
        storia.casa.hall.verify_clean().await;
        storia.casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_another_document_has_stay_and_a_backup_that_brings_them_back_is_told() {
    for engine in Engine::all() {
        let storia = preparato(engine).await;
        let (ente, who) = (&storia.casa.hall.ente, &storia.casa.who);
        let other = storia.casa.registra_con("La stessa carta, di nuovo", storia.vecchio.byte).await;
        storia.autorizzato().await;
        storia.eseguito().await;
        assert!(storia.c_e(&storia.vecchio.documento).await, "another entry has the same bytes, {engine:?}");
        let scheda = protocollo::leggi(ente, who, other.anno, other.numero).await.unwrap();
        let path = format!("/protocollo/{}/{}/documenti/{}", other.anno, other.numero, scheda.documenti[0].1.id);
        assert!(storia.casa.hall.signed_in("anna").await.get(&path).await.status().is_success());
        assert!(!storia.c_e(&storia.vecchio.pacchetto).await);
        storia.scartati().await;

        ente.archive.receive(&mut &storia.vecchio.zip[..], 1 << 20).await.unwrap();
        let bad = ente.archive.check_files(ente.db(), |_| {}).await.unwrap().bad;
        assert_eq!(bad.len(), 1, "{bad:?}");
        ripeti_scarto(ente, who, storia.id).await.unwrap();
        storia.un_giro().await;
        assert!(!storia.c_e(&storia.vecchio.pacchetto).await);
        storia.scartati().await;
        storia.casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_job_comes_again_by_itself_when_the_pause_is_over() {
    let storia = preparato(Engine::Sqlite).await;
    storia.autorizzato().await;
    avvia_scarto(&storia.casa.hall.ente, &storia.casa.who, storia.id).await.unwrap();
    storia.casa.hall.work().await;
    assert_eq!(storia.leggi().await.passo(), Passo::InCorso);
    storia.casa.later(QUIET_SECONDS);
    storia.casa.hall.work().await;
    assert_eq!(storia.leggi().await.passo(), Passo::Eseguito);
    assert!(!storia.c_e(&storia.vecchio.documento).await);
    storia.scartati().await;
    storia.casa.hall.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_discarded_is_packed_no_more_and_nobody_is_sent_to_a_backup_for_it() {
    let storia = preparato(Engine::Sqlite).await;
    let (casa, vecchio) = (&storia.casa, &storia.vecchio);
    casa.registra_con("La stessa carta, di nuovo", vecchio.byte).await;
    storia.autorizzato().await;
    storia.eseguito().await;
    assert!(storia.c_e(&vecchio.documento).await, "its bytes are there, for another");
    let richiesta = Correzione {
        campo: CampoCorretto::Oggetto,
        di: None,
        valore: "Pratica scartata".into(),
        motivo: "L'oggetto era incompleto".into(),
        provvedimento: "Determinazione 2 del 2028".into(),
    };
    correggi(&casa.hall.ente, &casa.who, (vecchio.anno, vecchio.numero), &richiesta).await.unwrap();
    casa.later(60);
    casa.lavora().await;
    let voce = casa.voce(&format!("Protocollo {}/{} (corretto", vecchio.numero, vecchio.anno)).await;
    assert_eq!(voce.stato, Stato::Bloccata, "{:?}", voce.causa);
    let causa = voce.causa.unwrap();
    assert!(
        causa.contains("scartato") && causa.contains("n. 12 del") && !causa.contains("copia di sicurezza"),
        "{causa}"
    );
    storia.scartati().await;
    storia.casa.hall.stop().await;
}
