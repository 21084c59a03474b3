//! What an amendment does to a text, block by block.

use prose::{Block, BlockId, Content, Line, Op, Paragraph, Point, Prose, apply};

use crate::rules::emendamenti::Modo;

/// Whether a part can be amended: what is written, not what opens a section or says where one signs.
pub(crate) fn emendabile(block: &Block) -> bool {
    !matches!(block.content, Content::Section(_) | Content::Signature(_))
}

/// Whether a part can be written anew: of a table nobody could tell which words are of which cell.
pub(crate) fn riscrivibile(block: &Block) -> bool {
    !matches!(block.content, Content::Table(_))
}

/// The step of an author that does it to this part of the text; `nuovo` is the id of a part that comes.
pub(crate) fn passo((text, block): (&Prose, &Block), modo: Modo, dopo: &str, nuovo: BlockId) -> Op {
    let seen = block.content.fingerprint();
    match modo {
        Modo::Sostituisce => {
            Op::Replace { id: block.id, seen, content: block.content.map_lines(&mut |_| Line::plain(dopo)) }
        }
        Modo::Sopprime => Op::Remove { id: block.id, seen },
        Modo::Aggiunge => {
            let after = Some(ultimo(text, block));
            Op::Insert { after, block: Block { id: nuovo, content: simile(&block.content, dopo) } }
        }
    }
}

/// The last part of what belongs to this one, itself where nothing does: what comes after a point comes after its own points too, which would
/// be those of the new one otherwise.
pub(crate) fn ultimo(text: &Prose, block: &Block) -> BlockId {
    let Content::Point(point) = &block.content else { return block.id };
    let further = text.blocks().iter().skip_while(|one| one.id != block.id).skip(1);
    further.take_while(|one| appartiene(&one.content, point.level)).last().map_or(block.id, |one| one.id)
}

/// Whether what stands below a point of this level belongs to it.
const fn appartiene(content: &Content, level: u8) -> bool {
    match content {
        Content::Point(point) => point.level > level,
        Content::Paragraph(paragraph) | Content::Quote(paragraph) => paragraph.inside >= level,
        Content::Table(table) => table.inside >= level,
        Content::Section(_) | Content::Heading(_) | Content::Signature(_) => false,
    }
}

/// Words of the kind of those before: after a point a point, else a paragraph.
fn simile(content: &Content, dopo: &str) -> Content {
    let text = Line::plain(dopo);
    match content {
        Content::Point(point) => Content::Point(Point { level: point.level, mark: point.mark, start: None, text }),
        Content::Paragraph(paragraph) | Content::Quote(paragraph) => {
            Content::Paragraph(Paragraph { inside: paragraph.inside, text })
        }
        _ => Content::Paragraph(Paragraph { inside: 0, text }),
    }
}

/// The part alone as it is and as it would be, under the section in which it stands: what is compared and shown. Nothing where the text has no
/// such part.
pub(crate) fn prima_e_dopo(text: &Prose, blocco: BlockId, modo: Modo, dopo: &str) -> Option<(Prose, Prose)> {
    let all = text.blocks();
    let at = all.iter().position(|block| block.id == blocco)?;
    let opens = all.iter().take(at).rev().find(|block| matches!(block.content, Content::Section(_)))?;
    let alone = Block { id: blocco, content: da_solo(&all.get(at)?.content, prose::numbers(all).get(at).copied()) };
    // Shown and not kept: any id will do that the two others have not.
    let nuovo = BlockId::from(kernel::Uuid::nil());
    let old = Prose::new(vec![opens.clone(), alone.clone()]).ok()?;
    let new = apply(&old, &[passo((&old, &alone), modo, dopo, nuovo)]).ok()?;
    Some((old, new))
}

/// A part that stands by itself: it belongs to no point above, and keeps its number.
fn da_solo(content: &Content, number: Option<u32>) -> Content {
    let mut made = content.clone();
    match &mut made {
        Content::Point(point) => (point.level, point.start) = (1, number),
        Content::Paragraph(paragraph) | Content::Quote(paragraph) => paragraph.inside = 0,
        Content::Table(table) => table.inside = 0,
        Content::Heading(heading) => heading.level = 1,
        Content::Section(_) | Content::Signature(_) => {}
    }
    made
}

#[cfg(test)]
mod tests {
    use prose::{Mark, Role, Section, Table, compare, compared_html};

    use super::*;

    fn id(n: u128) -> BlockId {
        BlockId::from(kernel::Uuid::from_u128(n))
    }

    fn testo() -> Prose {
        let point =
            |level, text: &str| Content::Point(Point { level, mark: Mark::Number, start: None, text: text.into() });
        let blocks = [
            (1, Content::Section(Section { role: Role::Dispositivo, title: "DELIBERA".into() })),
            (2, point(1, "di approvare;")),
            (3, point(2, "il piano;")),
            (4, point(1, "di spendere poco.")),
        ];
        Prose::new(blocks.into_iter().map(|(n, content)| Block { id: id(n), content }).collect()).unwrap()
    }

    fn html(blocco: u128, modo: Modo, dopo: &str) -> String {
        let (old, new) = prima_e_dopo(&testo(), id(blocco), modo, dopo).unwrap();
        compared_html(&compare(&old, &new), &prose::Page::default())
    }

    #[test]
    fn an_amendment_is_compared_as_versions_are_with_its_section_and_the_number_of_its_point() {
        let told = html(4, Modo::Sostituisce, "di spendere niente.");
        for words in ["DELIBERA", "Modificato (punto)", "2. ", "<del>", "<ins>", "niente"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(html(3, Modo::Sopprime, "").contains("Tolto (punto)"), "a point within another too");
        let told = html(4, Modo::Aggiunge, "di riferire ogni anno.");
        assert!(told.contains("Aggiunto (punto)") && told.contains("3. di riferire ogni anno."), "{told}");
        assert!(prima_e_dopo(&testo(), id(9), Modo::Sopprime, "").is_none());
    }

    #[test]
    fn the_step_changes_that_part_and_no_other() {
        let text = testo();
        let done = |blocco: u128, modo: Modo, dopo: &str| {
            apply(&text, &[passo((&text, text.block(id(blocco)).unwrap()), modo, dopo, id(9))]).unwrap()
        };
        let told = prose::plain(&done(2, Modo::Sostituisce, "di respingere;"));
        assert!(told.contains("di respingere;") && told.contains("il piano;"), "{told}");
        for (blocco, wanted) in [(2, [1, 2, 3, 9, 4]), (3, [1, 2, 3, 9, 4]), (4, [1, 2, 3, 4, 9])] {
            let found = done(blocco, Modo::Aggiunge, "di riferire.");
            let found: Vec<BlockId> = found.blocks().iter().map(|block| block.id).collect();
            assert_eq!(found, wanted.map(id), "after {blocco}, and after all that belongs to it");
        }
        assert!(!emendabile(&text.blocks()[0]) && emendabile(&text.blocks()[1]));
        let cell = |text: &str| prose::Cell { text: text.into(), across: 1 };
        let table = Table {
            inside: 0,
            caption: Line::default(),
            head: vec![vec![cell("Voce"), cell("Importo")]],
            body: vec![vec![cell("Banchi"), cell("100,00")]],
        };
        let table = Block { id: id(9), content: Content::Table(table) };
        assert!(emendabile(&table) && !riscrivibile(&table) && riscrivibile(&text.blocks()[1]));
    }
}
