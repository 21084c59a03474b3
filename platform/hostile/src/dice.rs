use kernel::{Random, SeededRandom};

/// Chances that repeat themselves from a seed.
#[derive(Debug)]
pub struct Dice {
    random: SeededRandom,
    left: Vec<u8>,
}

impl Dice {
    /// Those of this seed.
    pub fn new(seed: u64) -> Self {
        Self { random: SeededRandom::new(seed), left: Vec::new() }
    }

    /// Any byte.
    pub fn byte(&mut self) -> u8 {
        if self.left.is_empty() {
            self.left = vec![0; 256];
            self.random.fill(&mut self.left);
        }
        self.left.pop().unwrap_or_default()
    }

    /// A number from 0 to `end - 1`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        let number = (0..4).fold(0_usize, |number, _| number << 8 | usize::from(self.byte()));
        number % end.max(1)
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these.
    ///
    /// # Panics
    /// Where there is none.
    pub fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// So many bytes.
    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.byte()).collect()
    }

    /// A word of letters.
    pub fn word(&mut self, longest: usize) -> String {
        let length = 1 + self.below(longest.max(1));
        (0..length).map(|_| char::from(b'a' + self.byte() % 26)).collect()
    }
}
