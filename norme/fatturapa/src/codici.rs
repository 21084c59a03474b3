//! The code tables of the format, with our words for people. Codes from the schema 1.2.2 and, for `TD29` and
//! `RF20`, from the specifications in force since 2025.

type Table = &'static [(&'static str, &'static str)];

fn find(table: Table, code: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == code).map(|(_, label)| *label)
}

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident { $($code:literal => $label:literal,)+ })+) => {$(
        $(#[$doc])*
        ///
        /// `None` if the code is not in the table.
        #[must_use]
        pub fn $name(code: &str) -> Option<&'static str> {
            const TABLE: Table = &[$(($code, $label)),+];
            find(TABLE, code)
        }
    )+};
}

tables! {
    /// What the document is (`TipoDocumento`).
    tipo_documento {
        "TD01" => "Fattura",
        "TD02" => "Acconto o anticipo su fattura",
        "TD03" => "Acconto o anticipo su parcella",
        "TD04" => "Nota di credito",
        "TD05" => "Nota di debito",
        "TD06" => "Parcella",
        "TD07" => "Fattura semplificata",
        "TD08" => "Nota di credito semplificata",
        "TD09" => "Nota di debito semplificata",
        "TD16" => "Integrazione di fattura in inversione contabile interna",
        "TD17" => "Integrazione o autofattura per servizi dall'estero",
        "TD18" => "Integrazione per acquisto di beni da altro Paese UE",
        "TD19" => "Integrazione o autofattura per acquisto di beni da non residenti (art. 17, c. 2, DPR 633/1972)",
        "TD20" => "Autofattura o integrazione per fattura mai ricevuta o irregolare",
        "TD21" => "Autofattura per splafonamento",
        "TD22" => "Estrazione di beni da deposito IVA",
        "TD23" => "Estrazione di beni da deposito IVA con versamento dell'imposta",
        "TD24" => "Fattura differita con documenti di trasporto (art. 21, c. 4, lett. a)",
        "TD25" => "Fattura differita per operazioni triangolari interne (art. 21, c. 4, lett. b)",
        "TD26" => "Cessione di beni ammortizzabili o passaggio interno",
        "TD27" => "Autoconsumo o cessione gratuita senza rivalsa",
        "TD28" => "Acquisto da San Marino con IVA su fattura cartacea",
        "TD29" => "Comunicazione di fattura omessa o irregolare (art. 6, c. 8, D.Lgs. 471/1997)",
    }
    /// Why there is no tax (`Natura`).
    natura {
        "N1" => "Escluse (art. 15 DPR 633/1972)",
        "N2" => "Non soggette",
        "N2.1" => "Non soggette per territorialità (artt. 7 – 7-septies)",
        "N2.2" => "Non soggette, altri casi",
        "N3" => "Non imponibili",
        "N3.1" => "Non imponibili: esportazioni",
        "N3.2" => "Non imponibili: cessioni ad altri Paesi UE",
        "N3.3" => "Non imponibili: cessioni verso San Marino",
        "N3.4" => "Non imponibili: operazioni assimilate alle esportazioni",
        "N3.5" => "Non imponibili: con dichiarazione d'intento",
        "N3.6" => "Non imponibili: altre operazioni fuori plafond",
        "N4" => "Esenti",
        "N5" => "Regime del margine, IVA non esposta",
        "N6" => "Inversione contabile",
        "N6.1" => "Inversione contabile: rottami e materiali di recupero",
        "N6.2" => "Inversione contabile: oro e argento",
        "N6.3" => "Inversione contabile: subappalto in edilizia",
        "N6.4" => "Inversione contabile: cessione di fabbricati",
        "N6.5" => "Inversione contabile: telefoni cellulari",
        "N6.6" => "Inversione contabile: prodotti elettronici",
        "N6.7" => "Inversione contabile: prestazioni in edilizia e settori connessi",
        "N6.8" => "Inversione contabile: settore energetico",
        "N6.9" => "Inversione contabile: altri casi",
        "N7" => "IVA assolta in altro Paese UE",
    }
    /// How it is to be paid (`ModalitaPagamento`).
    modalita_pagamento {
        "MP01" => "Contanti",
        "MP02" => "Assegno",
        "MP03" => "Assegno circolare",
        "MP04" => "Contanti presso la tesoreria",
        "MP05" => "Bonifico",
        "MP06" => "Vaglia cambiario",
        "MP07" => "Bollettino bancario",
        "MP08" => "Carta di pagamento",
        "MP09" => "RID",
        "MP10" => "RID utenze",
        "MP11" => "RID veloce",
        "MP12" => "Ricevuta bancaria (RiBa)",
        "MP13" => "MAV",
        "MP14" => "Quietanza dell'erario",
        "MP15" => "Giroconto su contabilità speciale",
        "MP16" => "Domiciliazione bancaria",
        "MP17" => "Domiciliazione postale",
        "MP18" => "Bollettino postale",
        "MP19" => "Addebito diretto SEPA",
        "MP20" => "Addebito diretto SEPA CORE",
        "MP21" => "Addebito diretto SEPA B2B",
        "MP22" => "Trattenuta su somme già riscosse",
        "MP23" => "pagoPA",
    }
    /// Payment terms (`CondizioniPagamento`).
    condizioni_pagamento {
        "TP01" => "A rate",
        "TP02" => "In unica soluzione",
        "TP03" => "Anticipo",
    }
    /// The supplier's tax regime (`RegimeFiscale`).
    regime_fiscale {
        "RF01" => "Ordinario",
        "RF02" => "Contribuenti minimi",
        "RF04" => "Agricoltura, attività connesse e pesca",
        "RF05" => "Vendita di sali e tabacchi",
        "RF06" => "Commercio di fiammiferi",
        "RF07" => "Editoria",
        "RF08" => "Telefonia pubblica",
        "RF09" => "Rivendita di biglietti di trasporto e di sosta",
        "RF10" => "Intrattenimenti e giochi",
        "RF11" => "Agenzie di viaggio",
        "RF12" => "Agriturismo",
        "RF13" => "Vendite a domicilio",
        "RF14" => "Beni usati, arte, antiquariato e collezione",
        "RF15" => "Aste di arte, antiquariato e collezione",
        "RF16" => "IVA per cassa con enti pubblici",
        "RF17" => "IVA per cassa",
        "RF18" => "Altro regime",
        "RF19" => "Forfettario",
        "RF20" => "Franchigia IVA transfrontaliera",
    }
    /// When the tax is due (`EsigibilitaIVA`). With `S` the buyer pays the tax to the State: DPR 633/1972 art. 17-ter.
    esigibilita_iva {
        "I" => "Immediata",
        "D" => "Differita",
        "S" => "Scissione dei pagamenti: l'IVA la versa l'ente",
    }
    /// What is withheld (`TipoRitenuta`).
    tipo_ritenuta {
        "RT01" => "Ritenuta su persone fisiche",
        "RT02" => "Ritenuta su persone giuridiche",
        "RT03" => "Contributo INPS",
        "RT04" => "Contributo ENASARCO",
        "RT05" => "Contributo ENPAM",
        "RT06" => "Altro contributo previdenziale",
    }
    /// The professional's welfare fund (`TipoCassa`).
    tipo_cassa {
        "TC01" => "Avvocati",
        "TC02" => "Dottori commercialisti",
        "TC03" => "Geometri",
        "TC04" => "Ingegneri e architetti",
        "TC05" => "Notai",
        "TC06" => "Ragionieri e periti commerciali",
        "TC07" => "Agenti e rappresentanti (ENASARCO)",
        "TC08" => "Consulenti del lavoro (ENPACL)",
        "TC09" => "Medici (ENPAM)",
        "TC10" => "Farmacisti (ENPAF)",
        "TC11" => "Veterinari (ENPAV)",
        "TC12" => "Impiegati dell'agricoltura (ENPAIA)",
        "TC13" => "Spedizionieri e agenzie marittime",
        "TC14" => "Giornalisti (INPGI)",
        "TC15" => "Orfani dei sanitari (ONAOSI)",
        "TC16" => "Giornalisti, assistenza integrativa (CASAGIT)",
        "TC17" => "Periti industriali (EPPI)",
        "TC18" => "Cassa pluricategoriale (EPAP)",
        "TC19" => "Biologi (ENPAB)",
        "TC20" => "Infermieri (ENPAPI)",
        "TC21" => "Psicologi (ENPAP)",
        "TC22" => "INPS",
    }
    /// The public body's answer to an invoice (`Esito`, message `EC`).
    esito_committente {
        "EC01" => "Fattura accettata",
        "EC02" => "Fattura rifiutata",
    }
    /// Why SdI refused the public body's answer (`Scarto`, message `SE`).
    scarto_esito {
        "EN00" => "La notifica non rispetta il formato",
        "EN01" => "La notifica non è ammissibile",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_words_and_unknown_codes_have_none() {
        assert_eq!(tipo_documento("TD04"), Some("Nota di credito"));
        assert_eq!(natura("N6.3"), Some("Inversione contabile: subappalto in edilizia"));
        assert_eq!(modalita_pagamento("MP99"), None);
    }
}
