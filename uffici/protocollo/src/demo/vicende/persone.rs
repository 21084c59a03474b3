//! Who writes to Montefiorito, and to whom it writes: name, tax code or VAT number, address. All invented.

pub(in crate::demo) type Persona = (&'static str, &'static str, &'static str);

pub(super) const NESSUNO: Persona = ("", "", "");
pub(super) const P0: Persona = ("Colli Martina", "CLLMTN84E52H501R", "martina.colli@posta.example");
pub(super) const P1: Persona = ("Bassani Giorgio", "BSSGRG57A30H501R", "giorgio.bassani@posta.example");
pub(super) const P2: Persona = ("Ferrante Luca", "FRRLCU90P03H501V", "luca.ferrante@posta.example");
pub(super) const P3: Persona = ("Montanari Ilaria", "MNTLRI78S61H501F", "ilaria.montanari@posta.example");
pub(super) const P4: Persona = ("Orsini Pietro", "RSNPTR69L08H501D", "pietro.orsini@posta.example");
pub(super) const P5: Persona = ("Vallini Teresa", "VLLTRS49C57H501F", "teresa.vallini@posta.example");
pub(super) const P6: Persona = ("Guidi Stefano", "GDUSFN82T05H501Q", "stefano.guidi@posta.example");
pub(super) const P7: Persona = ("Rinaldi Nadia", "RNLNDA95B66H501I", "nadia.rinaldi@posta.example");
pub(super) const P8: Persona = ("Haddad Amir", "HDDMRA88H14Z330H", "amir.haddad@posta.example");
pub(super) const P9: Persona = ("Pellegri Chiara", "PLLCHR73R49H501X", "chiara.pellegri@posta.example");
pub(super) const F0: Persona = ("Edilvalle Costruzioni Srl", "04128730654", "edilvalle@pec.example");
pub(super) const F1: Persona = ("Cartoleria Ponte Snc", "02984711206", "cartoleriaponte@pec.example");
pub(super) const F2: Persona = ("Luce e Strade Spa", "05731904826", "lucestrade@pec.example");
pub(super) const F3: Persona = ("Verde Vivo Cooperativa Sociale", "03618209476", "verdevivo@pec.example");
pub(super) const F4: Persona = ("Mensa Serena Srl", "04873012563", "mensaserena@pec.example");
pub(super) const F5: Persona = ("Studio Tecnico Arch. Rossella Fabbri", "05192837465", "rossella.fabbri@pec.example");
pub(super) const E0: Persona = ("Provincia di Collinare", "", "protocollo@pec.provincia-collinare.example");
pub(super) const E1: Persona = ("Regione - Direzione Protezione civile", "", "protezionecivile@pec.regione.example");
pub(super) const E2: Persona = ("Prefettura di Collinare", "", "protocollo@pec.prefettura-collinare.example");
pub(super) const E3: Persona = ("Azienda sanitaria di Collinare", "", "protocollo@pec.asl-collinare.example");
pub(super) const E4: Persona = ("Istituto comprensivo di Montefiorito", "", "segreteria@pec.icmontefiorito.example");
pub(super) const E5: Persona = ("Tribunale per i minorenni", "", "cancelleria@pec.tribunaleminori.example");
pub(super) const E6: Persona = ("Pro Loco Montefiorito", "", "proloco@posta.example");
pub(super) const E7: Persona = ("Condominio Via Mazzini 14", "", "");
