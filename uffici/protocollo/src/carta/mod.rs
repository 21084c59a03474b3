//! What the office puts on paper: typed contexts for the templates in `modelli/`.

pub(crate) mod code128;
pub(crate) mod distinta;
pub(crate) mod etichetta;
pub(crate) mod indice;
pub(crate) mod ricevuta;
pub(crate) mod separatore;
pub(crate) mod timbro;
