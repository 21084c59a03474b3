//! Invoices made here, for what the official samples do not contain.

use fatturapa::{Anomalia, Error, Fattura};

const BODY: &str = "<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-01-31</Data><Numero>1</Numero><ImportoTotaleDocumento>122.00</ImportoTotaleDocumento><Causale>Fornitura di carta</Causale></DatiGeneraliDocumento><DatiContratto><IdDocumento>C1</IdDocumento><CodiceCUP>J31B26000000001</CodiceCUP><CodiceCIG>A0123456789</CodiceCIG></DatiContratto></DatiGenerali><DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Carta</Descrizione><Quantita>10.00</Quantita><PrezzoUnitario>10.00</PrezzoUnitario><PrezzoTotale>100.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee><DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>100.00</ImponibileImporto><Imposta>22.00</Imposta><EsigibilitaIVA>S</EsigibilitaIVA></DatiRiepilogo></DatiBeniServizi></FatturaElettronicaBody>";

fn invoice() -> String {
    format!(
        "<p:FatturaElettronica xmlns:p=\"http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2\" versione=\"FPA12\"><FatturaElettronicaHeader><DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>01234567890</IdCodice></IdTrasmittente><ProgressivoInvio>1</ProgressivoInvio><FormatoTrasmissione>FPA12</FormatoTrasmissione><CodiceDestinatario>ABC123</CodiceDestinatario></DatiTrasmissione><CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>01234567890</IdCodice></IdFiscaleIVA><Anagrafica><Nome>Anna</Nome><Cognome>Verdi</Cognome></Anagrafica><RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici></CedentePrestatore><CessionarioCommittente><DatiAnagrafici><CodiceFiscale>80000000001</CodiceFiscale><Anagrafica><Denominazione>Comune di Montefiorito</Denominazione></Anagrafica></DatiAnagrafici></CessionarioCommittente></FatturaElettronicaHeader>{BODY}</p:FatturaElettronica>"
    )
}

fn read(xml: &str) -> Fattura {
    fatturapa::read(xml.as_bytes()).expect("read")
}

fn words(xml: &str) -> Vec<String> {
    read(xml).anomalie.iter().map(ToString::to_string).collect()
}

#[test]
fn a_sound_invoice_has_nothing_to_report() {
    let fattura = read(&invoice());
    assert_eq!(fattura.anomalie, []);
    assert_eq!(fattura.cedente.nome_completo(), "Anna Verdi");
    let corpo = &fattura.corpi[0];
    assert!(corpo.scissione_pagamenti());
    assert_eq!((corpo.cig(), corpo.cup()), (vec!["A0123456789"], vec!["J31B26000000001"]));
    assert_eq!(corpo.causali, ["Fornitura di carta"]);
}

#[test]
fn each_pillar_that_is_missing_is_named() {
    for pillar in [
        "FatturaElettronicaHeader",
        "DatiTrasmissione",
        "CedentePrestatore",
        "CessionarioCommittente",
        "FatturaElettronicaBody",
        "DatiGenerali",
        "DatiGeneraliDocumento",
        "DatiBeniServizi",
    ] {
        let xml = invoice().replace(&format!("<{pillar}>"), "<Altro>").replace(&format!("</{pillar}>"), "</Altro>");
        assert_eq!(fatturapa::read(xml.as_bytes()), Err(Error::Manca { elemento: pillar }));
    }
    assert!(matches!(fatturapa::read(b"<Segnatura/>"), Err(Error::NonFattura { .. })));
    assert!(matches!(fatturapa::read(b"%PDF-1.7"), Err(Error::Xml(_))));
}

#[test]
fn a_value_that_cannot_be_read_is_named_with_its_place() {
    let cases = [
        ("2026-01-31", "31/01/2026", "Data (fattura 1) non è valido: «31/01/2026»"),
        ("<Quantita>10.00", "<Quantita>10,00", "Quantita (fattura 1, riga 1) non è valido: «10,00»"),
        ("TD01", "TD99", "TipoDocumento (fattura 1): il codice «TD99» non è previsto"),
        ("<Numero>1</Numero>", "<Numero/>", "manca Numero (fattura 1)"),
        ("RF01", "RF99", "RegimeFiscale (cedente): il codice «RF99» non è previsto"),
        ("versione=\"FPA12\"", "versione=\"FPR12\"", "la versione dichiarata è «FPR12» ma il formato"),
    ];
    for (from, to, expected) in cases {
        let found = words(&invoice().replacen(from, to, 1));
        assert!(found.len() == 1 && found[0].starts_with(expected), "{expected}: {found:?}");
    }
}

#[test]
fn numbers_that_disagree_are_reported() {
    let xml = invoice().replace("<Imposta>22.00", "<Imposta>22.01").replace("Documento>122.00", "Documento>122.01");
    assert_eq!(words(&xml), Vec::<String>::new(), "one cent of tax is within SdI's tolerance");
    let xml = invoice().replace("<Imposta>22.00", "<Imposta>20.00").replace("Documento>122.00", "Documento>120.00");
    assert!(matches!(read(&xml).anomalie.as_slice(), [Anomalia::ImpostaDiversa { .. }]));
    let xml = invoice().replace("<PrezzoTotale>100.00", "<PrezzoTotale>98.00");
    assert!(matches!(read(&xml).anomalie.as_slice(), [Anomalia::ImponibileDiverso { .. }]));
    let xml = invoice().replace("Documento>122.00", "Documento>122.01");
    assert!(matches!(read(&xml).anomalie.as_slice(), [Anomalia::TotaleDiverso { .. }]));
}

#[test]
fn discounts_rounding_and_stamp_duty_explain_a_total() {
    let with = |extra: &str, total: &str| {
        invoice().replace("<ImportoTotaleDocumento>122.00", &format!("{extra}<ImportoTotaleDocumento>{total}"))
    };
    for (extra, total) in [
        ("<ScontoMaggiorazione><Tipo>SC</Tipo><Percentuale>10.00</Percentuale></ScontoMaggiorazione>", "109.80"),
        ("<ScontoMaggiorazione><Tipo>MG</Tipo><Importo>1.00</Importo></ScontoMaggiorazione>", "123.00"),
        ("<Arrotondamento>-0.50</Arrotondamento>", "121.50"),
        ("<DatiBollo><BolloVirtuale>SI</BolloVirtuale><ImportoBollo>2.00</ImportoBollo></DatiBollo>", "124.00"),
    ] {
        assert_eq!(words(&with(extra, total)), Vec::<String>::new(), "{extra}");
        assert_eq!(read(&with(extra, total)).corpi[0].totale_calcolato, read(&with(extra, total)).corpi[0].totale());
    }
}

#[test]
fn a_damaged_attachment_is_reported_and_the_rest_is_read() {
    let xml = invoice().replace(
        "</FatturaElettronicaBody>",
        "<Allegati><NomeAttachment>..\\a.pdf</NomeAttachment><Attachment>%%%</Attachment></Allegati><Allegati><NomeAttachment>b.txt</NomeAttachment><FormatoAttachment>TXT</FormatoAttachment><Attachment>Y2lh\n bw==</Attachment></Allegati></FatturaElettronicaBody>",
    );
    let fattura = read(&xml);
    assert_eq!(fattura.anomalie, [Anomalia::AllegatoDanneggiato { nome: "a.pdf".into() }]);
    assert_eq!(fattura.corpi[0].allegati[1].bytes, b"ciao");
}

#[test]
fn hostile_numbers_do_not_overflow() {
    let xml = invoice().replace("100.00<", "999999999999999.99<").replace("22.00<", "-999999999999999.99<");
    assert!(!read(&xml).anomalie.is_empty());
}
