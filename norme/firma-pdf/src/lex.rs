//! From bytes to objects. Recursion is bounded by [`DEPTH_MAX`], work by the budget.

use crate::{
    Error,
    budget::Budget,
    object::{Dict, Object, Ref, Str},
};

/// Most arrays and dictionaries one inside the other.
pub const DEPTH_MAX: usize = 64;
/// Largest object number that is believed (the limit that ISO 32000-1 Annex C gave).
pub const NUMBER_MAX: u32 = 8_388_607;

pub(crate) fn blank(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn regular(byte: u8) -> bool {
    !blank(byte) && !delimiter(byte)
}

pub(crate) fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// A place in the bytes from which objects are read.
pub(crate) struct Lexer<'b> {
    bytes: &'b [u8],
    pub at: usize,
    budget: &'b Budget,
    /// Whether places mean places of the file (not of an inflated stream).
    in_file: bool,
}

impl<'b> Lexer<'b> {
    pub fn new(bytes: &'b [u8], at: usize, budget: &'b Budget, in_file: bool) -> Self {
        Self { bytes, at, budget, in_file }
    }

    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Skips blanks and comments.
    pub fn skip(&mut self) -> Result<(), Error> {
        let from = self.at;
        while let Some(byte) = self.peek() {
            if blank(byte) {
                self.at += 1;
            } else if byte == b'%' {
                self.at += memchr::memchr2(b'\n', b'\r', self.rest()).unwrap_or(self.rest().len());
            } else {
                break;
            }
        }
        self.budget.spend(1 + (self.at - from) / 16)
    }

    /// Skips the word if it is the next one.
    pub fn eat(&mut self, word: &[u8]) -> Result<bool, Error> {
        self.skip()?;
        let is = self.rest().starts_with(word) && !self.bytes.get(self.at + word.len()).is_some_and(|b| regular(*b));
        self.at += if is { word.len() } else { 0 };
        Ok(is)
    }

    fn word(&mut self) -> &'b [u8] {
        let length = self.rest().iter().position(|byte| !regular(*byte)).unwrap_or(self.rest().len());
        let word = self.rest().get(..length).unwrap_or_default();
        self.at += length;
        word
    }

    /// A number without sign, if one is next.
    pub fn natural(&mut self) -> Result<Option<u64>, Error> {
        self.skip()?;
        let from = self.at;
        let number = std::str::from_utf8(self.word()).ok().filter(|word| word.bytes().all(|b| b.is_ascii_digit()));
        let number = number.and_then(|word| word.parse().ok());
        if number.is_none() {
            self.at = from;
        }
        Ok(number)
    }

    /// `12 0 obj`: the reference that it defines.
    pub fn header(&mut self) -> Result<Option<Ref>, Error> {
        let from = self.at;
        if let Some(to) = self.pair()?
            && self.eat_prefix(b"obj")
        {
            return Ok(Some(to));
        }
        self.at = from;
        Ok(None)
    }

    /// `obj` may be glued to what follows.
    fn eat_prefix(&mut self, word: &[u8]) -> bool {
        while self.peek().is_some_and(blank) {
            self.at += 1;
        }
        let is = self.rest().starts_with(word);
        self.at += if is { word.len() } else { 0 };
        is
    }

    fn pair(&mut self) -> Result<Option<Ref>, Error> {
        let (Some(number), Some(generation)) = (self.natural()?, self.natural()?) else { return Ok(None) };
        let number = u32::try_from(number).ok().filter(|number| *number <= NUMBER_MAX);
        Ok(number.zip(u16::try_from(generation).ok()).map(|(number, generation)| Ref { number, generation }))
    }

    /// The next object; `depth` is how many more may be nested in it.
    pub fn object(&mut self, depth: usize) -> Result<Object, Error> {
        self.skip()?;
        let next = self.bytes.get(self.at + 1).copied();
        match self.peek().ok_or(Error::Damaged("un oggetto finisce prima del previsto"))? {
            b'[' => self.array(depth),
            b'<' if next == Some(b'<') => Ok(Object::Dict(self.dict(depth)?)),
            b'<' => self.hex_string().map(Object::Str),
            b'(' => self.literal_string().map(Object::Str),
            b'/' => self.name().map(Object::Name),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number(),
            _ => match self.word() {
                b"true" => Ok(Object::Bool(true)),
                b"false" => Ok(Object::Bool(false)),
                b"null" => Ok(Object::Null),
                _ => Err(Error::Damaged("una parola che non è un oggetto")),
            },
        }
    }

    fn array(&mut self, depth: usize) -> Result<Object, Error> {
        let deeper = depth.checked_sub(1).ok_or(Error::TooDeep)?;
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip()?;
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(Object::Array(items));
            }
            items.push(self.object(deeper)?);
        }
    }

    fn dict(&mut self, depth: usize) -> Result<Dict, Error> {
        let deeper = depth.checked_sub(1).ok_or(Error::TooDeep)?;
        self.at += 2;
        let mut dict = Dict::default();
        loop {
            self.skip()?;
            if self.rest().starts_with(b">>") {
                self.at += 2;
                return Ok(dict);
            }
            if self.peek() != Some(b'/') {
                return Err(Error::Damaged("un dizionario ha una chiave che non è un nome"));
            }
            let key = self.name()?;
            let value = self.object(deeper)?;
            // The same said twice is only odd.
            if dict.entries.get(&key).is_some_and(|known| *known != value) && dict.repeated.len() < 10 {
                dict.repeated.push(key.clone());
            }
            dict.entries.insert(key, value);
        }
    }

    fn name(&mut self) -> Result<Vec<u8>, Error> {
        self.at += 1;
        let word = self.word();
        self.budget.spend(1 + word.len() / 16)?;
        if !word.contains(&b'#') {
            return Ok(word.to_vec());
        }
        let mut name = Vec::with_capacity(word.len());
        let mut at = 0;
        while let Some(byte) = word.get(at) {
            let digit = |place: usize| word.get(place).copied().and_then(hex);
            match (byte, digit(at + 1), digit(at + 2)) {
                (b'#', Some(high), Some(low)) => {
                    name.push(high << 4 | low);
                    at += 3;
                }
                _ => {
                    name.push(*byte);
                    at += 1;
                }
            }
        }
        Ok(name)
    }

    fn number(&mut self) -> Result<Object, Error> {
        let from = self.at;
        let word = std::str::from_utf8(self.word()).unwrap_or_default();
        if let Ok(number) = word.parse::<i64>() {
            let after = self.at;
            let natural = word.bytes().all(|byte| byte.is_ascii_digit());
            if natural && self.peek().is_some_and(blank) {
                self.at = from;
                if let Some(to) = self.pair()?
                    && self.eat(b"R")?
                {
                    return Ok(Object::Ref(to));
                }
                self.at = after;
            }
            return Ok(Object::Int(number));
        }
        let plain = word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+'));
        match word.parse::<f64>() {
            Ok(number) if plain => Ok(Object::Real(number)),
            // `--5`, `1.2.3`: what real programs have written, and nobody needs here.
            _ if plain => Ok(Object::Real(0.0)),
            _ => Err(Error::Damaged("un numero non si legge")),
        }
    }

    fn hex_string(&mut self) -> Result<Str, Error> {
        let from = self.at;
        let length = memchr::memchr(b'>', self.rest()).ok_or(Error::Damaged("una stringa non finisce"))?;
        let inside = self.rest().get(1..length).unwrap_or_default();
        self.at += length + 1;
        self.budget.spend(1 + length / 16)?;
        let (bytes, clean_hex) = unhex(inside);
        Ok(Str { bytes, span: self.in_file.then_some(from..self.at), clean_hex })
    }

    fn literal_string(&mut self) -> Result<Str, Error> {
        let from = self.at;
        self.at += 1;
        let mut bytes = Vec::new();
        let mut open = 1_usize;
        while open > 0 {
            let byte = self.peek().ok_or(Error::Damaged("una stringa non finisce"))?;
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => open -= 1,
                b'\\' => {
                    bytes.extend(self.escape());
                    continue;
                }
                _ => {}
            }
            if open > 0 {
                bytes.push(byte);
            }
        }
        self.budget.spend(1 + (self.at - from) / 16)?;
        Ok(Str { bytes, span: self.in_file.then_some(from..self.at), clean_hex: false })
    }

    fn escape(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' => Some(8),
            b'f' => Some(12),
            b'\n' => None,
            b'\r' => {
                self.at += usize::from(self.peek() == Some(b'\n'));
                None
            }
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                // A high-order overflow is ignored (§7.3.4.2).
                u8::try_from(code & 0xff).ok()
            }
            other => Some(other),
        }
    }

    /// After `12 0 obj`: the object, and if it is a stream, where its data begins.
    pub fn indirect(&mut self) -> Result<Object, Error> {
        self.skip()?;
        if self.rest().starts_with(b"endobj") {
            return Ok(Object::Null);
        }
        let object = self.object(DEPTH_MAX)?;
        let Object::Dict(dict) = object else { return Ok(object) };
        if !self.eat(b"stream")? && !self.rest().starts_with(b"stream") {
            return Ok(Object::Dict(dict));
        }
        self.at += usize::from(self.peek() == Some(b'\r'));
        self.at += usize::from(self.peek() == Some(b'\n'));
        Ok(Object::Stream(dict, self.at))
    }
}

/// The bytes that digits mean, and whether there was nothing but digits and blanks. A last lone digit counts as if a 0 followed.
pub(crate) fn unhex(digits: &[u8]) -> (Vec<u8>, bool) {
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    let (mut high, mut clean) = (None, true);
    for byte in digits {
        match (hex(*byte), high) {
            (Some(digit), None) => high = Some(digit << 4),
            (Some(digit), Some(first)) => {
                bytes.push(first | digit);
                high = None;
            }
            (None, _) => clean &= blank(*byte),
        }
    }
    bytes.extend(high);
    (bytes, clean && high.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Object, Error> {
        let budget = Budget::new();
        Lexer::new(text.as_bytes(), 0, &budget, true).object(DEPTH_MAX)
    }

    #[test]
    fn references_are_told_from_numbers() {
        let Ok(Object::Array(items)) = parsed("[1 2 3 0 R -4 .5 12 0 R]") else { panic!() };
        let kinds: Vec<_> = items.iter().map(|item| item.as_ref().map(|to| to.number)).collect();
        assert_eq!(kinds, [None, None, Some(3), None, None, Some(12)]);
    }

    #[test]
    fn names_and_strings_are_decoded() {
        assert_eq!(parsed("/A#42c#").unwrap(), Object::Name(b"ABc#".to_vec()));
        assert_eq!(
            parsed(
                r"(a\(b\051 (c) \101\
d)"
            )
            .unwrap()
            .as_str()
            .unwrap()
            .bytes,
            b"a(b) (c) Ad"
        );
        let text = parsed("<61 6 2 7>").unwrap();
        assert_eq!(text.as_str().unwrap().bytes, b"abp");
        assert!(!text.as_str().unwrap().clean_hex);
    }

    #[test]
    fn nesting_has_an_end() {
        assert_eq!(parsed(&"[".repeat(200_000)), Err(Error::TooDeep));
        assert_eq!(parsed(&"<</A".repeat(200_000)), Err(Error::TooDeep));
        assert!(parsed(&format!("{}{}", "[".repeat(60), "]".repeat(60))).is_ok());
    }

    #[test]
    fn two_equal_keys_are_noticed() {
        assert_eq!(parsed("<</A 1/A 2>>").unwrap().as_dict().unwrap().repeated, [b"A"]);
        assert!(parsed("<</A 1/B 2/A 1>>").unwrap().as_dict().unwrap().repeated.is_empty());
    }
}
