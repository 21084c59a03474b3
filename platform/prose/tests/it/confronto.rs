//! Two versions side by side.

use proptest::prelude::*;
use prose::{
    Block, Detail, Inline, Kind, Line, Mark, Op, Page, Piece, Prose, Role, Run, apply, compare, compared_html,
};

use crate::caso::{Nastro, block, determina, id, nastri, paragraph, point, section, table, testo};

#[test]
fn a_text_is_the_same_as_itself_also_when_it_was_brought_in_anew() {
    let text = determina();
    assert!(compare(&text, &text).is_same());
    let anew = text.blocks().iter().zip(100..).map(|(one, n)| Block { id: id(n), content: one.content.clone() });
    let anew = Prose::new(anew.collect()).unwrap();
    assert!(compare(&text, &anew).is_same());
}

#[test]
fn what_changed_is_told_by_blocks_and_words_and_heard_without_colours() {
    let old = determina();
    let seen = |n| old.block(id(n)).unwrap().content.fingerprint();
    let new = apply(
        &old,
        &[
            Op::Replace { id: id(6), seen: seen(6), content: point(1, Mark::Number, "di affidare i lavori;") },
            Op::Replace {
                id: id(7),
                seen: seen(7),
                content: point(1, Mark::Letter, "di impegnare la spesa così divisa:"),
            },
            Op::Remove { id: id(8), seen: seen(8) },
            Op::Insert { after: Some(id(4)), block: block(50, paragraph("Considerata l'urgenza")) },
            Op::Move { id: id(12), from: Some(id(11)), after: Some(id(5)) },
        ],
    )
    .unwrap();
    let compared = compare(&old, &new);
    let told: Vec<String> = compared.entries.iter().map(|entry| entry.said()).filter(|said| !said.is_empty()).collect();
    assert_eq!(
        told,
        [
            "Aggiunto (paragrafo)",
            "Spostato (punto)",
            "Modificato (punto)",
            "Modificato nella forma, non nelle parole (punto)",
            "Tolto (punto)"
        ]
    );
    let shown = compared_html(&compared, &Page::default());
    for part in [
        "<del><span class=\"visually-hidden\">[tolto: </span>il<span class=\"visually-hidden\">",
        "<ins><span class=\"visually-hidden\">[aggiunto: </span>lavori<span",
        "<div class=\"mu-removed\"><p class=\"mu-change\">Tolto (punto)</p><p>a) tetto;</p></div>",
        "Considerata l&#39;urgenza",
        "&lt;subito&gt;",
    ] {
        assert!(shown.contains(part), "{part} is missing in:\n{shown}");
    }
    let style = include_str!("../../../../web/src/css/60-things.css");
    assert!(
        !shown.contains("<p class=\"mu-heading\"></p>"),
        "a section without a title leaves no empty line:\n{shown}"
    );
    for class in ["mu-added", "mu-removed", "mu-changed", "mu-change", "mu-heading"] {
        assert!(shown.contains(&format!("class=\"{class}\"")), "{class} is missing in:\n{shown}");
        assert!(style.contains(&format!(".{class} {{")), "{class} has no rule: whoever compares would not see it");
    }
}

#[test]
fn cells_of_a_table_that_kept_its_shape_are_compared_one_by_one() {
    let with =
        |amount: &str| testo(vec![section(Role::Corpo, ""), table(0, &["Capitolo", "Importo"], &[&["7", amount]])]);
    let (old, new) = (with("100,00"), with("120,00"));
    let compared = compare(&old, &new);
    let Detail::Table { head, body } = &compared.entries[1].detail else { panic!("{compared:?}") };
    assert!(matches!(&head[0][0].pieces[..], [Piece::Same(_)]));
    assert!(body[0][1].pieces.iter().any(|piece| matches!(piece, Piece::Added(line) if line.to_string() == "120")));
    assert!(compared_html(&compared, &Page::default()).contains("<th scope=\"col\">Importo</th>"));
    let wider = testo(vec![section(Role::Corpo, ""), table(0, &["Capitolo"], &[&["7"]])]);
    let compared = compare(&old, &wider);
    assert_eq!(compared.entries[1].detail, Detail::Whole);
    let shown = compared_html(&compared, &Page::default());
    let (before, after) = shown.split_once("Dopo:").expect("as it was and as it is");
    assert!(before.contains("Prima:") && before.contains("<td>100,00</td>"), "{before}");
    assert!(after.contains("<td>7</td>") && !after.contains("100,00"), "{after}");
    assert!(!shown.contains(" id="), "a block that is shown twice has no id: {shown}");
}

fn joined(pieces: &[Piece], old: bool) -> Line {
    let of = |piece: &Piece| match piece {
        Piece::Same(line) => line.pieces().to_vec(),
        Piece::Removed(line) if old => line.pieces().to_vec(),
        Piece::Added(line) if !old => line.pieces().to_vec(),
        Piece::Removed(_) | Piece::Added(_) => Vec::new(),
    };
    Line::new(pieces.iter().flat_map(of).collect())
}

proptest! {
    #[test]
    fn both_versions_can_be_told_from_what_is_shown(bytes in nastri()) {
        let mut tape = Nastro(&bytes, 0);
        let old = tape.prose();
        let new = tape.edited(&old, 1);
        let compared = compare(&old, &new);
        let later: Vec<_> = compared.entries.iter().filter_map(|entry| entry.new).collect();
        prop_assert_eq!(later, new.blocks().iter().collect::<Vec<_>>());
        let mut earlier: Vec<_> = compared.entries.iter().filter_map(|entry| entry.old).map(|block| block.id).collect();
        let mut all: Vec<_> = old.blocks().iter().map(|block| block.id).collect();
        earlier.sort();
        all.sort();
        prop_assert_eq!(earlier, all, "each block of the earlier version once");
        for entry in &compared.entries {
            let same = entry.old.map(|block| &block.content) == entry.new.map(|block| &block.content);
            prop_assert_eq!(entry.kind == Kind::Same, same);
            if let (Detail::Words(pieces), Some(was), Some(is)) = (&entry.detail, entry.old, entry.new) {
                prop_assert_eq!(Some(&joined(pieces, true)), was.content.lines().next());
                prop_assert_eq!(Some(&joined(pieces, false)), is.content.lines().next());
            }
        }
    }
}

#[test]
fn two_long_paragraphs_without_a_word_in_common_are_compared_soon() {
    let words = |from: u32| (from..from + 9_000).map(|n| format!("{n}x ")).collect::<String>();
    let with = |text: String| {
        let line = Line::new(vec![Inline::Run(Run { text: text.trim_end().to_owned(), ..Run::default() })]);
        testo(vec![section(Role::Corpo, ""), prose::Content::Paragraph(prose::Paragraph { inside: 0, text: line })])
    };
    let (old, new) = (with(words(1)), with(words(20_000).chars().take(50_000).collect()));
    assert!(!compare(&old, &new).is_same());
}
