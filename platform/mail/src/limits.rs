//! How much a server may say.

/// The longest line, bytes. The answer to a search names every message of a folder on one line: this is about 200,000.
pub const LINE_MAX: usize = 2 << 20;
/// The longest piece of text that is not a message (a literal of RFC 9051, section 4.3), bytes.
pub const LITERAL_MAX: u64 = 64 << 10;
/// All that is kept of the answers to one command, bytes.
pub const ANSWER_MAX: usize = 4 << 20;
/// What is told to people of a server's words, characters.
pub const TOLD_MAX: usize = 200;
