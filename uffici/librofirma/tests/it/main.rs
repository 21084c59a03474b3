//! The office's stories, told to each engine.

mod aiuti;
mod api;
mod dal_protocollo;
mod durata;
mod forme;
mod insieme;
mod modelli;
mod prova;
mod remota;
mod riportata;
mod segno;
mod sostituti;
mod verifica;
