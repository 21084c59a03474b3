//! The one list of offices: all that the binary adds to the house.

use office::Office;

/// Every office of the town hall, in the order of the menu. A test checks that each folder of `uffici/` is here.
pub static OFFICES: &[&dyn Office] = &[&protocollo::Protocollo, &rubrica::Rubrica, &comando::Comando];
