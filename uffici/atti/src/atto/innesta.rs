//! Blocks from elsewhere, pasted or imported, put into a draft where its author wants them.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use prose::{Block, BlockId, Content, NewId, Prose, sections};

use super::scrivi::{aperto, bozza_sotto_chiave, salva};
use crate::{
    error::Error,
    nominati::riconosci,
    tables::AttoId,
    testo::{leggi, rifiuto},
};

/// Where blocks from elsewhere go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dove {
    /// In the place of the whole text, under the sections that they are known by.
    Tutto,
    /// At the end of the section that this block opens.
    InFondo(BlockId),
    /// In the place of all that stands in that section.
    AlPosto(BlockId),
    /// After this block.
    Dopo(BlockId),
}

impl Dove {
    /// As a form sends it: `tutto`, `in-fondo:ID`, `al-posto:ID`, `dopo:ID`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        if code == "tutto" {
            return Some(Self::Tutto);
        }
        let (how, id) = code.split_once(':')?;
        let id = id.parse().ok()?;
        match how {
            "in-fondo" => Some(Self::InFondo(id)),
            "al-posto" => Some(Self::AlPosto(id)),
            "dopo" => Some(Self::Dopo(id)),
            _ => None,
        }
    }

    /// What [`Dove::from_code`] reads.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Tutto => "tutto".to_owned(),
            Self::InFondo(id) => format!("in-fondo:{id}"),
            Self::AlPosto(id) => format!("al-posto:{id}"),
            Self::Dopo(id) => format!("dopo:{id}"),
        }
    }
}

/// Puts blocks into the draft: whether any went that was not told to everybody, so that its author marks again what
/// came in its place. `visto` is the saving that the author read, whatever place they chose: a form that is sent twice
/// puts its blocks in once.
///
/// # Errors
/// When the text was saved meanwhile; a place that is gone; what is wrong with the text that would come out; a text
/// that is closed; those of the database.
pub async fn innesta(
    ente: &Ente,
    who: &Who,
    id: AttoId,
    arrivati: Vec<Block>,
    (dove, visto): (Dove, i64),
) -> Result<bool, Error> {
    let tx = ente.ledger.begin(who.actor(), "atti.bozza").await?;
    aperto(&tx, who, id).await?;
    let before = bozza_sotto_chiave(&tx, id).await?;
    if before.n - 1 != visto {
        return Err(Error::no(
            "Intanto il testo è stato salvato di nuovo, da un'altra persona o da te: guarda com'è adesso e, se serve \
             ancora, ripeti.",
        ));
    }
    let text = {
        let mut new_id = || BlockId::new(tx.now(), tx.random());
        metti(&leggi(&before.testo)?, riconosci(&arrivati), dove, &mut new_id)?
    };
    salva(&tx, who, id, &text, &before.omissis).await?;
    tx.commit().await?;
    Ok(before.omissis.iter().any(|block| text.block(*block).is_none()))
}

fn metti(text: &Prose, arrivati: Vec<Block>, dove: Dove, new_id: &mut NewId<'_>) -> Result<Prose, Refusal> {
    let mut blocks = text.blocks().to_vec();
    let (from, to) = match dove {
        Dove::Tutto => return Prose::new(sections(arrivati, new_id)).map_err(|faults| rifiuto(&faults)),
        Dove::Dopo(id) => {
            let after = blocks.iter().position(|block| block.id == id).ok_or_else(sparita)? + 1;
            (after, after)
        }
        Dove::InFondo(id) => {
            let (_, end) = sezione(&blocks, id)?;
            (end, end)
        }
        Dove::AlPosto(id) => sezione(&blocks, id)?,
    };
    let after = blocks.split_off(to);
    blocks.truncate(from);
    blocks.extend(arrivati);
    blocks.extend(after);
    Prose::new(blocks).map_err(|faults| rifiuto(&faults))
}

/// From where to where goes what stands in the section that this block opens.
fn sezione(blocks: &[Block], id: BlockId) -> Result<(usize, usize), Refusal> {
    let opens = |block: &Block| matches!(block.content, Content::Section(_));
    let at = blocks.iter().position(|block| block.id == id && opens(block)).ok_or_else(sparita)?;
    let long = blocks.iter().skip(at + 1).take_while(|block| !opens(block)).count();
    Ok((at + 1, at + 1 + long))
}

fn sparita() -> Refusal {
    Refusal::beside("dove", "Questo posto nel testo non c'è più: scegline un altro.")
}

#[cfg(test)]
mod tests {
    use prose::{Paragraph, Role, Section};

    use super::*;

    fn id(n: u128) -> BlockId {
        BlockId::from(kernel::Uuid::from_u128(n))
    }

    fn block(n: u128, text: &str) -> Block {
        Block { id: id(n), content: Content::Paragraph(Paragraph { inside: 0, text: text.into() }) }
    }

    fn section(n: u128, role: Role) -> Block {
        Block { id: id(n), content: Content::Section(Section { role, title: prose::Line::default() }) }
    }

    fn text() -> Prose {
        let blocks = vec![
            section(1, Role::Considerato),
            block(2, "uno"),
            block(3, "due"),
            section(4, Role::Dispositivo),
            block(5, "tre"),
        ];
        Prose::new(blocks).unwrap()
    }

    fn messo(dove: Dove) -> Result<Vec<u128>, Refusal> {
        let mut next = 100;
        let mut new_id = || {
            next += 1;
            id(next)
        };
        let made = metti(&text(), vec![block(10, "dieci"), block(11, "undici")], dove, &mut new_id)?;
        Ok(made.blocks().iter().map(|block| block.id.uuid().as_u128()).collect())
    }

    #[test]
    fn what_comes_goes_where_it_was_said_and_the_rest_stays() {
        assert_eq!(messo(Dove::Dopo(id(2))).unwrap(), [1, 2, 10, 11, 3, 4, 5]);
        assert_eq!(messo(Dove::InFondo(id(1))).unwrap(), [1, 2, 3, 10, 11, 4, 5]);
        assert_eq!(messo(Dove::InFondo(id(4))).unwrap(), [1, 2, 3, 4, 5, 10, 11]);
        assert_eq!(messo(Dove::AlPosto(id(1))).unwrap(), [1, 10, 11, 4, 5]);
        assert_eq!(messo(Dove::Tutto).unwrap(), [101, 10, 11], "a section of its own, since it names none");
    }

    #[test]
    fn a_place_that_is_gone_is_told_and_a_paragraph_is_no_section() {
        for dove in [Dove::Dopo(id(9)), Dove::InFondo(id(2)), Dove::AlPosto(id(9))] {
            assert_eq!(messo(dove).unwrap_err().reasons[0].field, Some("dove"), "{dove:?}");
        }
    }

    #[test]
    fn what_a_form_sends_is_read_as_it_was_written() {
        for dove in [Dove::Tutto, Dove::InFondo(id(1)), Dove::AlPosto(id(2)), Dove::Dopo(id(3))] {
            assert_eq!(Dove::from_code(&dove.code()), Some(dove));
        }
        for code in ["", "dopo:", "dopo:x", "prima:00000000-0000-0000-0000-000000000001"] {
            assert_eq!(Dove::from_code(code), None, "{code}");
        }
    }
}
