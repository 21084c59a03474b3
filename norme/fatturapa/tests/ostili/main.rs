//! Invoices made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, peak_kib, xml};
use regge::regge;

const PAPER: &str = "<p:FatturaElettronica xmlns:p=\"http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2\" versione=\"FPA12\"><FatturaElettronicaHeader><DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>01234567890</IdCodice></IdTrasmittente><ProgressivoInvio>1</ProgressivoInvio><FormatoTrasmissione>FPA12</FormatoTrasmissione><CodiceDestinatario>ABC123</CodiceDestinatario></DatiTrasmissione><CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>01234567890</IdCodice></IdFiscaleIVA><Anagrafica><Nome>Anna</Nome><Cognome>Verdi</Cognome></Anagrafica><RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici></CedentePrestatore><CessionarioCommittente><DatiAnagrafici><CodiceFiscale>80000000001</CodiceFiscale><Anagrafica><Denominazione>Comune di Montefiorito</Denominazione></Anagrafica></DatiAnagrafici></CessionarioCommittente></FatturaElettronicaHeader><FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-01-31</Data><Numero>1</Numero><ImportoTotaleDocumento>122.00</ImportoTotaleDocumento><Causale>Fornitura</Causale></DatiGeneraliDocumento></DatiGenerali><DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Carta</Descrizione><Quantita>10.00</Quantita><PrezzoUnitario>10.00</PrezzoUnitario><PrezzoTotale>100.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee><DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>100.00</ImponibileImporto><Imposta>22.00</Imposta><EsigibilitaIVA>S</EsigibilitaIVA></DatiRiepilogo></DatiBeniServizi><Allegati><NomeAttachment>a.pdf</NomeAttachment><Attachment>JVBERi0xLjQK</Attachment></Allegati></FatturaElettronicaBody></p:FatturaElettronica>";

#[test]
fn no_invoice_breaks_the_reader() {
    let watch = Watch::new(Duration::from_secs(180));
    let mut read = 0;
    for seed in 0..1_500 {
        let bytes = xml(&mut Dice::new(seed), &[PAPER.as_bytes()]);
        read += usize::from(watch.one(|| format!("invoice of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 100, "only {read} of 1,500 can be read: that is noise, not hostility");
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 400_000, "{peak} KiB for files of at most a few megabytes");
}
