//! Sixty kinds of what a comune receives and sends: what the bench of the proposals makes its register of. Invented, and not a sample of
//! any real one.

/// Who writes a kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writer {
    /// Anybody out of thousands.
    Citizen,
    /// One of a few firms, those of this trade.
    Firm(u64),
    /// One body.
    Body(usize),
}

use Writer::{Body, Citizen, Firm};

/// A kind of document.
pub(crate) struct Kind {
    /// The class that a careful clerk gives it.
    pub class: &'static str,
    /// The office to which they send it.
    pub office: u8,
    /// Who writes it.
    pub from: Writer,
    /// Ways to put its subject, with places to fill.
    pub subjects: [&'static str; 3],
    /// How its text begins.
    pub text: &'static str,
}

const fn k(class: &'static str, office: u8, from: Writer, subjects: [&'static str; 3], text: &'static str) -> Kind {
    Kind { class, office, from, subjects, text }
}

/// The bodies that write again and again.
pub(crate) const BODIES: [(&str, &str); 14] = [
    ("Prefettura di Collinare", "protocollo@pec.prefettura.example"),
    ("Regione - Direzione ambiente", "ambiente@pec.regione.example"),
    ("Regione - Direzione welfare", "welfare@pec.regione.example"),
    ("Provincia di Collinare", "protocollo@pec.provincia.example"),
    ("Azienda sanitaria di Collinare", "protocollo@pec.asl.example"),
    ("Istituto comprensivo di Montefiorito", "segreteria@pec.ic.example"),
    ("Tribunale di Collinare", "cancelleria@pec.tribunale.example"),
    ("INPS - sede di Collinare", "direzione@pec.inps.example"),
    ("Agenzia delle entrate - ufficio del territorio", "territorio@pec.entrate.example"),
    ("Ministero dell'interno - Direzione servizi elettorali", "elettorale@pec.interno.example"),
    ("ISTAT", "censimenti@pec.istat.example"),
    ("Soprintendenza di Collinare", "soprintendenza@pec.cultura.example"),
    ("Corte dei conti - sezione regionale", "sezione@pec.corteconti.example"),
    ("Comune di Roccabruna", "protocollo@pec.roccabruna.example"),
];

/// All of them.
#[rustfmt::skip]
pub(crate) const KINDS: [Kind; 60] = [
    k("VI.3", 0, Citizen, ["Richiesta di accesso agli atti della pratica edilizia {n}/{anno}", "Accesso agli atti: fabbricato di {via}", "Istanza di visione del fascicolo edilizio di {via}"], "il sottoscritto {nome}, proprietario dell'immobile, chiede di prendere visione ed estrarre copia della pratica edilizia"),
    k("VI.3", 0, Firm(0), ["SCIA per manutenzione straordinaria in {via}", "Segnalazione certificata di inizio attività, {via}", "Deposito SCIA in variante, fabbricato di {via}"], "il tecnico incaricato segnala l'inizio dei lavori edili e allega elaborati grafici e relazione asseverata"),
    k("VI.3", 0, Firm(0), ["Domanda di permesso di costruire per ampliamento in {via}", "Permesso di costruire {n}/{anno}: integrazione degli elaborati", "Richiesta di permesso di costruire in sanatoria, {via}"], "si trasmettono gli elaborati di progetto, la relazione tecnica e il calcolo del contributo di costruzione"),
    k("VI.3", 0, Citizen, ["Comunicazione di fine lavori in {via}", "Segnalazione certificata di agibilità per {via}", "Fine lavori della pratica {n}/{anno}"], "si comunica che i lavori edili sono terminati e si allega il collaudo"),
    k("VI.1", 0, Citizen, ["Osservazione al piano regolatore, area di {via}", "Osservazioni alla variante urbanistica adottata", "Richiesta di certificato di destinazione urbanistica, foglio {n}"], "si chiede che il terreno sia diversamente classificato nello strumento urbanistico adottato"),
    k("VI.2", 0, Firm(0), ["Proposta di piano di lottizzazione in {via}", "Piano attuativo di {via}: schema di convenzione", "Convenzione urbanistica, opere di urbanizzazione di {via}"], "la società lottizzante propone il piano attuativo con le opere di urbanizzazione a scomputo"),
    k("VI.5", 1, Firm(1), ["Stato di avanzamento dei lavori n. {n}, {via}", "Trasmissione del SAL {n} dei lavori di {luogo}", "Consegna dei lavori di {luogo}: verbale"], "si trasmette lo stato di avanzamento con il libretto delle misure e il registro di contabilità del cantiere"),
    k("VI.5", 1, Firm(1), ["Offerta per i lavori di {luogo}", "Preventivo per la manutenzione di {luogo}", "Richiesta di subappalto, lavori di {luogo}"], "l'impresa presenta la propria migliore offerta e dichiara il possesso dei requisiti"),
    k("VI.5", 1, Body(3), ["Convocazione della conferenza di servizi per {luogo}", "Conferenza di servizi: verbale per {luogo}", "Parere sul progetto di {luogo}"], "si convoca la conferenza di servizi decisoria in forma simultanea per l'esame del progetto"),
    k("VI.7", 1, Citizen, ["Segnalazione di una buca in {via}", "Richiesta di uno specchio parabolico in {via}", "Asfalto rovinato in {via}"], "si segnala che il manto stradale è dissestato e pericoloso per pedoni e ciclisti"),
    k("VI.7", 2, Citizen, ["Domanda di passo carrabile in {via}", "Richiesta di divieto di sosta in {via}", "Richiesta di parcheggio per disabili in {via}"], "il sottoscritto chiede il rilascio della concessione e allega la planimetria dell'accesso"),
    k("VI.8", 1, Citizen, ["Lampioni spenti in {via}", "Segnalazione di perdita dell'acquedotto in {via}", "Mancata raccolta dei rifiuti in {via}"], "si segnala il disservizio e si chiede un intervento urgente"),
    k("VI.8", 1, Firm(2), ["Rapporto mensile del servizio di raccolta dei rifiuti, {mese}", "Piano degli interventi sulla rete idrica, {mese}", "Sospensione dell'erogazione dell'acqua in {via}"], "il gestore comunica i dati del servizio e il calendario degli interventi"),
    k("VI.9", 0, Body(1), ["Valutazione di impatto ambientale: avvio del procedimento {n}", "Autorizzazione unica ambientale, richiesta di parere {n}", "Piano di tutela delle acque: osservazioni"], "si comunica l'avvio del procedimento di valutazione e si chiede il parere di competenza"),
    k("VI.9", 2, Citizen, ["Esposto per rumori molesti in {via}", "Segnalazione di abbandono di rifiuti in {via}", "Esposto per fumi e odori in {via}"], "gli abitanti della zona lamentano immissioni intollerabili e chiedono un controllo"),
    k("VI.10", 2, Body(0), ["Allerta meteo arancione per il giorno {data}", "Attivazione del centro operativo comunale", "Piano di protezione civile: aggiornamento {anno}"], "si trasmette il bollettino di criticità e si invita ad attivare le procedure di protezione civile"),
    k("VI.6", 4, Body(8), ["Allineamento delle intestazioni catastali, foglio {n}", "Aggiornamento del catasto terreni, comune censuario", "Attribuzione di rendita presunta, foglio {n}"], "si trasmettono gli elenchi delle unità immobiliari soggette ad aggiornamento catastale"),
    k("IV.4", 3, Firm(3), ["Fattura n. {n} del {data}", "Fattura elettronica {n}/{anno} per {luogo}", "Nota di credito n. {n} del {data}"], "fattura per la fornitura indicata, imponibile e imposta, pagamento a trenta giorni"),
    k("IV.4", 3, Firm(1), ["Sollecito di pagamento della fattura {n}", "Diffida al pagamento di euro {euro}", "Estratto conto al {data}"], "dalla verifica contabile risultano insolute le fatture elencate, si invita al saldo"),
    k("IV.3", 4, Citizen, ["Richiesta di rateizzazione dell'avviso IMU {anno}", "Istanza di rimborso TARI {anno}", "Ravvedimento IMU {anno}: comunicazione"], "il contribuente chiede di pagare a rate il tributo e dichiara la temporanea difficoltà economica"),
    k("IV.3", 4, Citizen, ["Dichiarazione TARI per l'abitazione di {via}", "Cessazione dell'utenza TARI, {via}", "Richiesta di riduzione TARI per unico occupante"], "il sottoscritto dichiara la superficie occupata e il numero dei componenti del nucleo familiare"),
    k("IV.1", 3, Body(12), ["Questionario sul bilancio di previsione {anno}", "Bilancio di previsione {anno}: richiesta istruttoria", "Linee guida per il bilancio di previsione"], "la sezione di controllo chiede di compilare il questionario sul bilancio di previsione"),
    k("IV.6", 3, Body(12), ["Rendiconto {anno}: richiesta di chiarimenti", "Questionario sul rendiconto {anno}", "Deliberazione sul rendiconto {anno}"], "la sezione chiede chiarimenti sul risultato di amministrazione del rendiconto"),
    k("IV.8", 3, Citizen, ["Richiesta di affitto del locale di {via}", "Disdetta della locazione di {via}", "Richiesta di acquisto di un terreno comunale in {via}"], "il conduttore comunica il recesso dal contratto e la data di riconsegna dei locali"),
    k("IV.14", 4, Firm(4), ["Domanda di esposizione pubblicitaria in {via}", "Richiesta di affissione di {n} manifesti", "Insegna di esercizio in {via}: dichiarazione"], "si chiede l'autorizzazione all'installazione dell'impianto pubblicitario secondo il bozzetto"),
    k("V.1", 5, Body(6), ["Ricorso R.G. {n}/{anno}: fissazione dell'udienza", "Decreto ingiuntivo {n}/{anno}", "Sentenza {n}/{anno}"], "la cancelleria comunica il provvedimento del giudice e il termine per il deposito"),
    k("V.1", 2, Citizen, ["Ricorso contro il verbale {n}/{anno} della Polizia locale", "Opposizione alla sanzione {n}/{anno}", "Richiesta di annullamento del verbale {n}"], "il ricorrente impugna il verbale di contestazione e ne chiede l'annullamento"),
    k("V.2", 5, Citizen, ["Richiesta di risarcimento per caduta in {via}", "Danni all'auto in {via}: denuncia di sinistro", "Sinistro del {data} in {via}"], "si chiede il risarcimento dei danni subiti a causa della cattiva manutenzione, come da fotografie e referto"),
    k("XI.2", 6, Citizen, ["Richiesta di certificato storico di residenza", "Richiesta di stato di famiglia", "Certificato di residenza per {nome}"], "il sottoscritto chiede il rilascio del certificato anagrafico in bollo"),
    k("XI.2", 6, Citizen, ["Cambio di abitazione in {via}", "Dichiarazione di residenza in {via}", "Trasferimento della residenza dall'estero"], "dichiara di avere trasferito la dimora abituale con tutti i componenti della famiglia anagrafica"),
    k("XI.2", 6, Body(13), ["Pratica di immigrazione di {nome}", "Conferma della cancellazione anagrafica di {nome}", "Richiesta di notizie anagrafiche su {nome}"], "si trasmette il modello con i dati anagrafici per la cancellazione dalla popolazione residente"),
    k("XI.1", 6, Body(13), ["Trascrizione dell'atto di nascita di {nome}", "Annotazione di matrimonio a margine dell'atto {n}", "Trasmissione dell'atto di morte di {nome}"], "si trasmette copia dell'atto per la trascrizione nei registri dello stato civile"),
    k("XI.1", 6, Citizen, ["Richiesta di pubblicazioni di matrimonio", "Richiesta di estratto dell'atto di nascita di {nome}", "Prenotazione della sala per il matrimonio del {data}"], "i futuri sposi chiedono le pubblicazioni e indicano la data della celebrazione"),
    k("XI.4", 6, Citizen, ["Concessione di loculo per {nome}", "Domanda di estumulazione di {nome}", "Rinnovo della concessione cimiteriale {n}"], "il concessionario chiede il rinnovo della concessione del loculo nel cimitero comunale"),
    k("XI.3", 6, Body(10), ["Censimento permanente {anno}: elenco delle famiglie", "Indagine multiscopo {anno}", "Nomina dei rilevatori per il censimento"], "si trasmettono le istruzioni per la rilevazione e il calendario della formazione dei rilevatori"),
    k("XII.2", 6, Body(9), ["Revisione dinamica delle liste elettorali, {mese}", "Revisione semestrale delle liste elettorali", "Liste elettorali aggiunte: istruzioni"], "si ricordano gli adempimenti e le scadenze della revisione delle liste elettorali"),
    k("XII.3", 6, Body(9), ["Consultazioni del {data}: nomina degli scrutatori", "Elezioni {anno}: convocazione dei comizi", "Rimborso delle spese elettorali {anno}"], "in vista delle consultazioni si trasmettono le circolari per gli uffici elettorali di sezione"),
    k("VII.12", 7, Citizen, ["Domanda di contributo per l'affitto {anno}", "Richiesta di contributo economico straordinario", "Bonus per le bollette: domanda di {nome}"], "il richiedente dichiara il reddito del nucleo familiare con attestazione ISEE e chiede un sostegno"),
    k("VII.12", 7, Body(7), ["Assegno di maternità: esito delle domande di {mese}", "Assegno di inclusione: elenco dei beneficiari", "Prestazioni sociali agevolate: controllo ISEE"], "l'istituto comunica l'esito dei pagamenti ai beneficiari delle prestazioni"),
    k("VII.9", 7, Body(4), ["Valutazione multidimensionale di {nome}", "Progetto individuale per {nome}", "Dimissione protetta di {nome}"], "l'unità di valutazione propone la presa in carico congiunta con il servizio sociale"),
    k("VII.11", 7, Body(6), ["Decreto di nomina di amministratore di sostegno per {nome}", "Affidamento di minore: richiesta di relazione", "Tutela n. {n}/{anno}"], "il giudice tutelare chiede al servizio sociale una relazione sulla situazione del beneficiario"),
    k("VII.14", 7, Citizen, ["Domanda di alloggio popolare", "Alloggio di {via}: richiesta di cambio", "Emergenza abitativa: richiesta di {nome}"], "chiede l'assegnazione di un alloggio di edilizia residenziale pubblica"),
    k("VII.8", 7, Body(2), ["Piano di zona {anno}: riparto del fondo", "Fondo per la non autosufficienza: assegnazione", "Programmazione sociale: convocazione del tavolo"], "si comunica il riparto delle risorse del fondo sociale regionale tra gli ambiti"),
    k("VII.1", 8, Citizen, ["Iscrizione alla mensa scolastica {anno}", "Domanda di trasporto scolastico {anno}", "Dieta speciale per {nome}"], "il genitore chiede l'iscrizione del figlio al servizio di refezione e sceglie la tariffa"),
    k("VII.2", 8, Citizen, ["Domanda di iscrizione al nido {anno}", "Rinuncia al posto al nido", "Graduatoria del nido: richiesta di riesame"], "i genitori chiedono l'ammissione del bambino all'asilo nido comunale"),
    k("VII.3", 8, Body(5), ["Calendario delle lezioni {anno}", "Richiesta di arredi per la scuola primaria", "Organico della scuola: richiesta di aule"], "il dirigente scolastico comunica il fabbisogno per il prossimo anno scolastico"),
    k("VII.5", 9, Body(11), ["Restauro delle tele del museo civico", "Prestito di opere del museo civico", "Vincolo sulla biblioteca comunale"], "la soprintendenza autorizza l'intervento sul bene culturale con le prescrizioni indicate"),
    k("VII.6", 9, Citizen, ["Richiesta di patrocinio per la festa di {luogo}", "Concerto in piazza del {data}: richiesta della sala", "Contributo per la rassegna di {luogo}"], "l'associazione chiede il patrocinio gratuito e l'uso delle attrezzature comunali"),
    k("VII.7", 9, Firm(5), ["Uso della palestra comunale {anno}", "Gara ciclistica del {data}", "Torneo di calcio: richiesta del campo"], "la società sportiva chiede l'uso degli impianti per gli allenamenti della stagione"),
    k("VIII.4", 2, Firm(6), ["SCIA per vendita al dettaglio in {via}", "Subingresso in pubblico esercizio di {via}", "Cessazione dell'attività commerciale di {via}"], "il titolare segnala l'avvio dell'attività e dichiara i requisiti morali e professionali"),
    k("VIII.5", 2, Firm(6), ["Domanda di posteggio al mercato del {data}", "Fiera patronale: richiesta di spazio", "Rinuncia al posteggio n. {n} del mercato"], "l'ambulante chiede il posteggio e indica le dimensioni del banco"),
    k("VIII.6", 2, Citizen, ["Apertura di un affittacamere in {via}", "Comunicazione di locazione turistica in {via}", "Imposta di soggiorno: dichiarazione di {mese}"], "il titolare comunica i posti letto e il periodo di apertura della struttura ricettiva"),
    k("IX.2", 2, Citizen, ["Comunicazione dei dati del conducente, verbale {n}", "Richiesta di copia del rapporto di incidente del {data}", "Rateizzazione della sanzione {n}/{anno}"], "il proprietario del veicolo comunica le generalità di chi guidava"),
    k("IX.4", 2, Body(0), ["Comitato per l'ordine e la sicurezza pubblica: convocazione", "Manifestazione del {data}: misure di sicurezza", "Patto per la sicurezza urbana"], "si invita la Signoria vostra alla riunione del comitato provinciale"),
    k("X.1", 2, Body(4), ["Ordinanza igienico-sanitaria per {via}", "Esito del sopralluogo igienico in {via}", "Acque potabili: esito delle analisi di {mese}"], "il servizio di igiene comunica l'esito del controllo e propone l'adozione di un provvedimento"),
    k("X.5", 2, Citizen, ["Cane vagante in {via}", "Colonia felina di {via}", "Adozione di un cane del canile"], "si segnala la presenza di animali senza padrone"),
    k("III.1", 10, Citizen, ["Domanda di partecipazione al concorso per istruttore", "Concorso per agente: richiesta di accesso agli atti", "Mobilità volontaria: candidatura di {nome}"], "il candidato dichiara il possesso dei requisiti previsti dal bando e allega il curriculum"),
    k("III.12", 10, Citizen, ["Richiesta di aspettativa di {nome}", "Richiesta di lavoro a tempo parziale", "Congedo parentale di {nome}"], "il dipendente chiede di usufruire del periodo di assenza dal servizio"),
    k("I.15", 9, Body(13), ["Convenzione per la gestione associata dei servizi", "Unione dei comuni: convocazione dell'assemblea", "Gestione associata: riparto delle spese {anno}"], "si trasmette lo schema di convenzione per l'approvazione in consiglio"),
    k("XIV", 9, Citizen, ["Richiesta di incontro con il Sindaco", "Auguri e ringraziamenti", "Proposta di collaborazione di {nome}"], "si chiede un appuntamento per illustrare una proposta"),
];
