/// Something that an honest program does not write, or that leaves a doubt. The text is Italian, for the person who received the
/// file; [`Anomaly::spoils`] tells what no signature survives from what is only odd.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Anomaly {
    // Of the file.
    /// Bytes before `%PDF-`.
    #[error("prima del PDF ci sono {bytes} byte estranei")]
    BytesBeforeHeader {
        /// How many.
        bytes: usize,
    },
    /// Bytes after the last `%%EOF`, blanks aside.
    #[error("dopo la fine del PDF ci sono {bytes} byte estranei")]
    BytesAfterEnd {
        /// How many.
        bytes: usize,
    },
    /// The index was unusable: objects were looked for one by one, as viewers do.
    #[error("l'indice del PDF è danneggiato ed è stato ricostruito: non si può dire che cosa è cambiato dopo le firme")]
    Rebuilt,
    /// A saved revision that the later ones skip.
    #[error("una versione salvata del documento (fino al byte {end}) è stata scavalcata da quelle successive")]
    SkippedRevision {
        /// Where it ends.
        end: usize,
    },
    /// The revisions are not one after the other in the file.
    #[error("le versioni salvate non sono in ordine nel file (versione {revision})")]
    RevisionsOutOfOrder {
        /// Which, from 0.
        revision: usize,
    },
    /// Two entries of one index give the same object different places.
    #[error(
        "la versione {revision} dà due posti diversi allo stesso oggetto: programmi diversi mostrerebbero cose diverse"
    )]
    ObjectTwice {
        /// Which, from 0.
        revision: usize,
    },
    /// The index leads to an object that has another number.
    #[error("l'indice porta l'oggetto {number} a un posto dove ce n'è un altro")]
    WrongObject {
        /// The number looked for.
        number: u32,
    },
    /// An object that cannot be read.
    #[error("l'oggetto al byte {offset} non si legge")]
    UnreadableObject {
        /// Where.
        offset: usize,
    },
    /// A later revision gave the number of an object stream to something else.
    #[error("la versione {revision} ha sostituito il contenitore di altri oggetti (numero {number})")]
    ContainerReplaced {
        /// Which, from 0.
        revision: usize,
        /// Number of the object stream.
        number: u32,
    },
    /// `/ByteRange` is written more often than signatures were found.
    #[error("nel file ci sono altri {count} dati di firma che nessun campo del documento mostra")]
    UnlinkedSignatures {
        /// How many more.
        count: usize,
    },
    /// More fields, pages or signatures than are looked at.
    #[error("il documento ha troppi elementi per essere controllato del tutto: {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
    },

    // Of one signature.
    /// No usable `/ByteRange`: nothing says what was signed.
    #[error("la firma non dice quale parte del file è firmata (ByteRange mancante o illeggibile)")]
    NoByteRange,
    /// Not two pieces.
    #[error("la firma copre {pieces} pezzi del file invece di due")]
    Pieces {
        /// How many.
        pieces: usize,
    },
    /// The first piece does not begin at byte 0.
    #[error("la firma non copre l'inizio del file: comincia dal byte {from}")]
    NotFromStart {
        /// Where it begins.
        from: usize,
    },
    /// The pieces overlap or are in the wrong order.
    #[error("i pezzi firmati del file si sovrappongono o sono in disordine")]
    Overlap,
    /// The pieces go beyond the end of the file.
    #[error(
        "la firma copre byte che il file non ha: arriva al byte {to}, il file è di {length}; il file è stato tagliato o alterato"
    )]
    BeyondEnd {
        /// Where it ends.
        to: u64,
        /// Size of the file.
        length: usize,
    },
    /// The hole between the pieces is not exactly `/Contents`.
    #[error(
        "la parte non firmata del file non è soltanto la firma (dal byte {from} al byte {to}): lì si può nascondere altro"
    )]
    HoleIsNotContents {
        /// Where the hole begins.
        from: usize,
        /// Where it ends.
        to: usize,
    },
    /// The hole is the digits of `/Contents` without their `<` and `>`: those two bytes are signed too.
    #[error("la parte non firmata è la sola firma senza le parentesi che la racchiudono")]
    HoleWithoutBrackets,
    /// The covered part does not end where a revision ends.
    #[error("la firma non copre tutta la versione del documento che ha firmato: si ferma al byte {to}")]
    NotToEndOfRevision {
        /// Where it ends.
        to: usize,
    },
    /// The signature dictionary is not in the revision that it covers.
    #[error("la firma dice di coprire una versione del documento in cui non c'era")]
    NotInItsRevision,
    /// `/Contents` is not written as hexadecimal digits alone.
    #[error("la firma non è scritta come si deve (Contents non è esadecimale)")]
    ContentsNotHex,
    /// `/Contents` is inside an object stream, and so signed by itself.
    #[error("la firma è chiusa in un contenitore compresso: non può essere la parte lasciata fuori")]
    ContentsInObjectStream,
    /// No `/Contents`, or empty.
    #[error("la firma è vuota")]
    NoContents,
    /// Bytes that are not zero after the CMS.
    #[error("dopo la firma, nello spazio riservato, ci sono {bytes} byte estranei non firmati")]
    BytesAfterCms {
        /// How many.
        bytes: usize,
    },
    /// `/SubFilter` is absent or unknown.
    #[error("il tipo di firma non è conosciuto: {name}")]
    UnknownSubFilter {
        /// As written.
        name: String,
    },
    /// The signature dictionary has the same key twice, with different values. `Type` shows and covers nothing.
    #[error("i dati della firma ripetono la voce {key}: programmi diversi leggerebbero cose diverse")]
    KeyTwice {
        /// The key.
        key: String,
    },
    /// A later revision shows other data for this signature (reason, name, date …).
    #[error("dopo la firma ne sono stati sostituiti i dati mostrati: {what}")]
    DataReplaced {
        /// What differs.
        what: String,
    },
    /// A later revision no longer has it.
    #[error("una versione successiva ha tolto questa firma dal documento")]
    Removed,
    /// Two signatures over the same bytes with the same hole.
    #[error("due campi mostrano la stessa firma")]
    ShownTwice,
}

impl Anomaly {
    /// Whether a signature of a file like this cannot be believed, whatever its cryptography says. The others are odd, and are told.
    #[must_use]
    pub fn spoils(&self) -> bool {
        if let Self::KeyTwice { key } = self {
            return key != "Type";
        }
        !matches!(
            self,
            Self::BytesBeforeHeader { .. }
                | Self::BytesAfterEnd { .. }
                | Self::UnlinkedSignatures { .. }
                | Self::UnreadableObject { .. }
                | Self::WrongObject { .. }
                | Self::HoleWithoutBrackets
                | Self::BytesAfterCms { .. }
                | Self::UnknownSubFilter { .. }
                | Self::Rebuilt
                | Self::TooMany { .. }
        )
    }
}
