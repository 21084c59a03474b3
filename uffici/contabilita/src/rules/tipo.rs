use chrono::Datelike;
use kernel::{Cents, Date, Refusal};

/// By whom a variation is decided, which says until when and how (TUEL, art. 166, 175).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tipo {
    /// The council (c. 2).
    Consiglio,
    /// The giunta, urgently; the council ratifies it (c. 4).
    GiuntaUrgenza,
    /// The giunta, by its own right (c. 5-bis).
    Giunta,
    /// The head of accounting or of a unit (c. 5-quater).
    Responsabile,
    /// The giunta, out of the reserve (art. 166).
    Riserva,
}

impl Tipo {
    /// All of them, with code, words and article.
    pub const TUTTI: [(Self, &'static str, &'static str, &'static str); 5] = [
        (Self::Consiglio, "consiglio", "Delibera di Consiglio", "art. 175, c. 2 e 3, d.lgs. 267/2000"),
        (
            Self::GiuntaUrgenza,
            "giunta_urgenza",
            "Delibera di Giunta in via d'urgenza",
            "art. 175, c. 3 e 4, d.lgs. 267/2000",
        ),
        (Self::Giunta, "giunta", "Delibera di Giunta", "art. 175, c. 5-bis, d.lgs. 267/2000"),
        (Self::Responsabile, "responsabile", "Determina del responsabile", "art. 175, c. 5-quater, d.lgs. 267/2000"),
        (Self::Riserva, "riserva", "Prelievo dal fondo di riserva", "art. 166 e 176 d.lgs. 267/2000"),
    ];

    /// As it is written in a row.
    pub fn code(self) -> &'static str {
        Self::TUTTI.iter().find(|(one, ..)| *one == self).map_or("", |(_, code, ..)| *code)
    }

    /// From what [`Tipo::code`] gave.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTI.iter().find(|(_, known, ..)| *known == code).map(|(one, ..)| *one)
    }

    /// In words.
    pub fn label(self) -> &'static str {
        Self::TUTTI.iter().find(|(one, ..)| *one == self).map_or("", |(_, _, label, _)| *label)
    }

    fn legge(self) -> &'static str {
        Self::TUTTI.iter().find(|(one, ..)| *one == self).map_or("", |(.., law)| *law)
    }

    /// The last day (day, month) on which it may be decided. The strict reading: the exceptions of art. 175, c. 3, and of c. 5-quater run
    /// until 31 December, and are written by their own kind of act.
    const fn ultimo(self) -> (u32, u32) {
        match self {
            Self::Consiglio | Self::GiuntaUrgenza => (30, 11),
            Self::Responsabile => (15, 12),
            Self::Giunta | Self::Riserva => (31, 12),
        }
    }

    /// Whether its lines must add up to zero: it moves money, and brings none.
    const fn compensa(self) -> bool {
        matches!(self, Self::Responsabile | Self::Riserva)
    }
}

/// All that is wrong with a variation as a whole. `righe` are its amounts; `copertura` says what covers a sum that is not zero, `eccezione`
/// that the law lets it be decided until 31 December. Its day may not be known.
pub fn controlla(
    tipo: Tipo,
    anno: i64,
    atto_il: Option<Date>,
    righe: &[Cents],
    (copertura, eccezione): (Option<&str>, bool),
    refusal: &mut Refusal,
) {
    let sum: Cents = righe.iter().copied().sum();
    if tipo.compensa() && sum != Cents(0) {
        let why = format!("Questa variazione sposta somme da un capitolo all'altro: deve sommare zero, e somma {sum}.");
        refusal.add_law(Some("righe"), why, tipo.legge());
    } else if sum != Cents(0) && copertura.is_none() {
        let why = format!(
            "La variazione somma {sum}: scrivi da quale entrata, avanzo o economia viene la differenza. Il programma non tiene ancora le \
             entrate e non la può controllare."
        );
        refusal.add_law(Some("copertura"), why, "art. 162, c. 6, d.lgs. 267/2000");
    }
    let Some(atto_il) = atto_il else { return };
    if i64::from(atto_il.year()) > anno {
        let why = format!("L'esercizio {anno} era finito: dopo il 31 dicembre non si varia.");
        refusal.add_law(Some("atto_il"), why, tipo.legge());
    }
    let (day, month) = if eccezione { (31, 12) } else { tipo.ultimo() };
    let last = i32::try_from(anno).ok().and_then(|anno| Date::from_ymd_opt(anno, month, day));
    if i64::from(atto_il.year()) == anno && last.is_some_and(|last| atto_il > last) {
        let why = format!(
            "Questo tipo di variazione si decide entro il {day:02}/{month:02}/{anno}: se è una di quelle che la legge ammette fino al 31 \
             dicembre, segnalo."
        );
        refusal.add_law(Some("atto_il"), why, tipo.legge());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(tipo: Tipo, atto_il: (i32, u32, u32), righe: &[i64], copertura: Option<&str>, eccezione: bool) -> usize {
        let day = |(year, month, day)| Date::from_ymd_opt(year, month, day).unwrap();
        let righe: Vec<Cents> = righe.iter().copied().map(Cents).collect();
        let mut refusal = Refusal::default();
        let more = (copertura, eccezione);
        controlla(tipo, 2026, Some(day(atto_il)), &righe, more, &mut refusal);
        refusal.reasons.len()
    }

    #[test]
    fn each_kind_has_its_last_day() {
        assert_eq!(told(Tipo::Consiglio, (2026, 11, 30), &[5, -5], None, false), 0);
        assert_eq!(told(Tipo::Consiglio, (2026, 12, 1), &[5, -5], None, false), 1);
        assert_eq!(told(Tipo::Consiglio, (2026, 12, 1), &[5, -5], None, true), 0);
        assert_eq!(told(Tipo::Responsabile, (2026, 12, 16), &[5, -5], None, false), 1);
        assert_eq!(told(Tipo::Riserva, (2026, 12, 31), &[5, -5], None, false), 0);
        assert_eq!(told(Tipo::Consiglio, (2027, 1, 1), &[5, -5], None, true), 1, "the year is over");
    }

    #[test]
    fn what_only_moves_money_adds_up_to_zero_and_what_brings_some_says_from_where() {
        assert_eq!(told(Tipo::Riserva, (2026, 11, 1), &[5], Some("entrate"), false), 1);
        assert_eq!(told(Tipo::Consiglio, (2026, 11, 1), &[5], None, false), 1);
        assert_eq!(told(Tipo::Consiglio, (2026, 11, 1), &[5], Some("maggiori entrate"), false), 0);
    }
}
