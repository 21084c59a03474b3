//! From a fact that an office declares to what everybody reads. Pure.

use kernel::{Cents, Date};
use porte::trasparenza::{Beneficiario, Dichiarazione, Fatto, Organo};

use crate::{
    albero::{Sezione, sezione},
    cura::una_riga,
    rules::{BENEFICIARIO, Contenuto, NON_NOMINATO, Protetto},
};

/// The section of what is told of each procedure (D.Lgs. 33/2013, art. 37).
pub(crate) const CONTRATTI: &str = "10.02";

/// The section to which a fact belongs.
fn sezione_di(fatto: &Fatto) -> Option<&'static Sezione> {
    sezione(match fatto {
        Fatto::Provvedimento { organo: Organo::Politico, .. } => "09.01",
        Fatto::Provvedimento { organo: Organo::Dirigente, .. } => "09.02",
        Fatto::Concessione { .. } => "11.02",
        Fatto::Contratto { .. } => CONTRATTI,
        Fatto::Incarico { .. } => "03.01",
        Fatto::Pagamento { .. } => "15.06",
    })
}

/// What everybody will read of it; none where the tree has lost its section.
pub(crate) fn contenuto(dichiarazione: &Dichiarazione) -> Option<Contenuto> {
    let mut scritto = Scritto::default();
    let mut effetti_fino = None;
    match &dichiarazione.fatto {
        Fatto::Provvedimento { atto, oggetto, controparte, .. } => {
            scritto.titolo.clone_from(oggetto);
            scritto.campo("Atto", atto);
            scritto.campo("Controparte", controparte.as_deref().unwrap_or_default());
        }
        Fatto::Concessione { beneficiario, importo, oggetto, norma, modalita, atto } => {
            scritto.titolo.clone_from(oggetto);
            scritto.beneficiario(beneficiario);
            scritto.importo(*importo);
            scritto.campo("Norma o titolo", norma);
            scritto.campo("Modalità di individuazione", modalita);
            scritto.campo("Atto", atto);
        }
        Fatto::Contratto { atto, oggetto, cig, cup, operatore } => {
            scritto.titolo.clone_from(oggetto);
            scritto.campo("Atto", atto);
            scritto.campo("CIG", cig.as_deref().unwrap_or_default());
            scritto.campo("CUP", cup.as_deref().unwrap_or_default());
            scritto.campo("Operatore economico", operatore.as_deref().unwrap_or_default());
        }
        Fatto::Incarico { titolare, oggetto, compenso, inizio, fine, atto } => {
            scritto.titolo.clone_from(oggetto);
            scritto.campo("Titolare", titolare);
            scritto.campo("Compenso lordo", &compenso.to_string());
            scritto.campo("Dal", &giorno(*inizio));
            scritto.campo("Al", &fine.map(giorno).unwrap_or_default());
            scritto.campo("Atto", atto);
            effetti_fino = *fine;
        }
        Fatto::Pagamento { tipologia, beneficiario, importo } => {
            scritto.titolo = format!("Pagamento del {}", giorno(dichiarazione.riferita_al));
            scritto.campo("Tipologia di spesa", tipologia);
            scritto.beneficiario(beneficiario);
            scritto.importo(*importo);
        }
    }
    Some(Contenuto {
        sezione: sezione_di(&dichiarazione.fatto)?,
        titolo: scritto.titolo,
        testo: String::new(),
        campi: scritto.campi,
        riferita_al: dichiarazione.riferita_al,
        effetti_fino,
        responsabile: dichiarazione.responsabile.clone(),
        protetto: scritto.protetto,
    })
}

#[derive(Default)]
struct Scritto {
    titolo: String,
    campi: Vec<(String, String)>,
    protetto: Option<Protetto>,
}

impl Scritto {
    fn campo(&mut self, nome: &str, valore: &str) {
        if !valore.trim().is_empty() {
            self.campi.push((nome.to_owned(), una_riga(valore)));
        }
    }

    fn importo(&mut self, importo: Cents) {
        self.campo("Importo", &importo.to_string());
    }

    fn beneficiario(&mut self, beneficiario: &Beneficiario) {
        match beneficiario {
            Beneficiario::Ente { nome, codice_fiscale } => {
                self.campo(BENEFICIARIO, nome);
                self.campo("Codice fiscale", codice_fiscale.as_deref().unwrap_or_default());
            }
            Beneficiario::Persona { nome } => self.campo(BENEFICIARIO, nome),
            Beneficiario::Protetta { nome, codice_fiscale, motivo } => {
                self.campo(BENEFICIARIO, NON_NOMINATO);
                self.protetto =
                    Some(Protetto { nome: nome.clone(), codice_fiscale: codice_fiscale.clone(), motivo: *motivo });
            }
        }
    }
}

/// A day as people write it.
pub(crate) fn giorno(day: Date) -> String {
    day.format("%d/%m/%Y").to_string()
}

#[cfg(test)]
mod tests {
    use kernel::Uuid;
    use porte::trasparenza::Protezione;

    use super::*;
    use crate::rules::controlla;

    #[test]
    fn who_is_not_named_is_nowhere_in_what_everybody_reads() {
        let beneficiario = Beneficiario::Protetta {
            nome: "Zaccaria Malaspina".into(),
            codice_fiscale: Some("RSSMRA80A01H501U".into()),
            motivo: Protezione::Salute,
        };
        let fatto = Fatto::Concessione {
            beneficiario,
            importo: Cents(50_000),
            oggetto: "Contributo".into(),
            norma: "Regolamento comunale, art. 4".into(),
            modalita: "Bando".into(),
            atto: "Determinazione n. 1".into(),
        };
        let riferita_al: Date = "2026-02-01".parse().unwrap();
        let made = contenuto(&Dichiarazione {
            ufficio: "prova".into(),
            origine: Uuid::nil(),
            responsabile: "Servizi sociali".into(),
            riferita_al,
            fatto,
            documenti: Vec::new(),
            persona: Uuid::nil().into(),
        })
        .unwrap();
        assert_eq!(made.campi[0], ("Beneficiario".to_owned(), NON_NOMINATO.to_owned()));
        assert!(made.protetto.is_some());
        assert_eq!(controlla(&made, &[], riferita_al), Ok(()));
        let public = format!("{}{}{:?}", made.titolo, made.testo, made.campi);
        assert!(!public.contains("Malaspina") && !public.contains("RSSMRA80A01H501U"), "{public}");
    }
}
