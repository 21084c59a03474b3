//! How much one text may hold. An act of two hundred pages has about a tenth of this.

/// Bytes of its canonical JSON, and of what is read as such.
pub const JSON_BYTES: usize = 4 << 20;
/// Blocks.
pub const BLOCKS: usize = 5_000;
/// Bytes of words in all blocks together: what the maker of PDFs takes, with room for what stands around them.
pub const WORDS_BYTES: usize = 1_500_000;
/// Bytes of words in one line (a paragraph, a point, a cell).
pub const LINE_BYTES: usize = 60_000;
/// Pieces of different look in one line.
pub const RUNS: usize = 2_000;
/// Columns of a table.
pub const COLUMNS: usize = 24;
/// Cells of a table.
pub const CELLS: usize = 20_000;
/// How deep points lie: 1, a), i), –.
pub const LEVELS: u8 = 4;
/// Levels of headings within a section.
pub const HEADINGS: u8 = 3;
/// Bytes of the name of a place, and of the sentence that says what goes there.
pub const KEY_BYTES: usize = 120;
/// Bytes of HTML that are pasted. Pictures inside it count too: what is larger is refused, not cut.
pub const PASTE_BYTES: usize = 8 << 20;
/// Elements of pasted HTML that are looked at.
pub const PASTE_NODES: usize = 200_000;
/// How deep pasted HTML is followed; what lies deeper is taken as if it lay there.
pub const PASTE_DEPTH: usize = 48;
/// Steps of an author that are taken at once.
pub const STEPS: usize = 1_000;
/// Words compared within one block; above, the block is shown as replaced.
pub const COMPARED_WORDS: usize = 20_000;
/// Bytes of a document that is imported.
pub const FILE_BYTES: usize = 24 << 20;
/// Parts of its archive: whoever writes one makes some dozens, and one for each picture.
pub const FILE_PARTS: usize = 4_000;
/// Bytes of all that is read of it, unpacked: words and styles, not pictures.
pub const UNPACKED_BYTES: usize = 16 << 20;
/// How deep its elements lie.
pub const FILE_DEPTH: usize = 100;
