//! What the demo comune finds in the directory besides whoever wrote to it: doubles to decide, two that were merged, an address that
//! is used no more, and a small copy of the index of public administrations. All of it is invented.

use std::io::Cursor;

use directory::{AddressKind, Kind, Merging, NewAddress, NewSubject, ipa};
use kernel::Actor;
use office::Furnish;

use crate::{
    azioni::{aggiungi_indirizzo, crea, ritira_indirizzo, unisci},
    error::Error,
};

const ENTI: &str = "Codice_IPA,Denominazione_ente,Codice_fiscale_ente,Tipologia,Indirizzo,CAP,Mail1,Tipo_Mail1,Data_aggiornamento
c_m998,Comune di Monteverde sul Colle,,Comuni,\"Piazza del Popolo, 1\",00000,protocollo@pec.comune.monteverde.example,Pec,2026-11-02
c_m997,Comune di Rocca Serena,,Comuni,Via Maggiore 4,00000,comune.roccaserena@pec.example,Pec,2026-10-19
p_mf,Provincia di Montefiore,,Province,Corso Italia 20,00000,provincia@pec.montefiore.example,Pec,2026-11-10
asl_mf,Azienda sanitaria locale di Montefiore,,Sanità,Via dell'Ospedale 2,00000,protocollo@pec.aslmontefiore.example,Pec,2026-09-30
uc_vs,Unione dei comuni della Valserena,,Unioni,Via Nuova 8,00000,unione@pec.valserena.example,Pec,2026-08-04
";
const AOO: &str = "Codice_IPA,Denominazione_ente,Codice_uni_aoo,Denominazione_aoo,Mail1,Tipo_Mail1
c_m998,Comune di Monteverde sul Colle,AM99801,Protocollo generale,protocollo@pec.comune.monteverde.example,Pec
p_mf,Provincia di Montefiore,APMF001,Ambiente e viabilità,ambiente@pec.montefiore.example,Pec
p_mf,Provincia di Montefiore,APMF002,Protocollo generale,provincia@pec.montefiore.example,Pec
";

/// Fills it. The other offices have been furnished before.
pub(crate) async fn arreda(demo: &Furnish<'_>) -> Result<(), Error> {
    let file = |text: &str| Box::new(Cursor::new(text.as_bytes().to_vec()));
    let files = ipa::Files { enti: file(ENTI), aoo: Some(file(AOO)), uo: None, sha256: "demo".into() };
    ipa::load(&demo.ente.ledger, Actor::System("demo"), files, true).await?;
    let Some(carla) = demo.who("carla.bianchi") else { return Ok(()) };
    let some = |text: &str| Some(text.to_owned());
    let new = |kind: Kind, name: &str, pec: Option<&str>, place: Option<&str>| NewSubject {
        kind,
        name: name.into(),
        pec: pec.map(str::to_owned),
        address: place.map(str::to_owned),
        ..NewSubject::default()
    };
    for (kind, name, pec, place) in [
        (Kind::Impresa, "Studio tecnico Lanzi e associati", Some("studio.lanzi@pec.example"), Some("Via Garibaldi 12")),
        (Kind::Impresa, "Studio Lanzi geom. Pietro", Some("studio.lanzi@pec.example"), None),
        (Kind::Ente, "Associazione Amici del Fiore", None, Some("Piazza della Torre 3")),
        (Kind::Ente, "ASSOCIAZIONE AMICI DEL FIORE", Some("amicidelfiore@pec.example"), None),
        (Kind::Persona, "Bassi Giordana", None, Some("Via dei Mulini 7")),
        (Kind::Persona, "Giordana Bassi", None, Some("via dei Mulini, 7")),
    ] {
        crea(demo.ente, carla, new(kind, name, pec, place)).await?;
    }
    let vivaio = new(Kind::Impresa, "Vivaio Le Querce S.s.", Some("lequerce@pec.example"), None);
    let vivaio = crea(demo.ente, carla, vivaio).await?;
    let twin = new(Kind::Impresa, "Azienda agricola Vivaio Le Querce", None, Some("Contrada Querce 1"));
    let twin = crea(demo.ente, carla, twin).await?;
    let fields = NewSubject { address: twin.address.clone(), ..NewSubject::from(&vivaio) };
    let note = some("Stessa azienda: lo ha detto il titolare allo sportello.");
    unisci(demo.ente, carla, &Merging { lost: twin.id, kept: vivaio.id, fields, note, seen: None }).await?;
    let nuova = NewAddress {
        kind: AddressKind::Pec,
        value: "vivaio.lequerce@pec.example".into(),
        from: Some(demo.ente.ledger.now().date()),
        main: true,
    };
    aggiungi_indirizzo(demo.ente, carla, vivaio.id, &nuova).await?;
    let old = (AddressKind::Pec, "lequerce@pec.example");
    ritira_indirizzo(demo.ente, carla, vivaio.id, old, None, some("Ha cambiato gestore.")).await?;
    Ok(())
}
