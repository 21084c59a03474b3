//! A workbook of Excel. Cells are texts: nothing in them is a formula.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{COLUMNS, HEADS, WIDTHS_MM};

/// Characters that a cell of Excel holds.
const MAX_CELL: usize = 32_000;

/// The list as a workbook.
///
/// # Errors
/// Those of the library, for more rows than Excel has.
pub(super) fn libro(rows: &[[String; COLUMNS]]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Protocollo")?;
    let bold = Format::new().set_bold();
    for (head, column) in HEADS.iter().zip(0_u16..) {
        sheet.write_string_with_format(0, column, *head, &bold)?;
    }
    for (cells, row) in rows.iter().zip(1_u32..) {
        for (cell, column) in cells.iter().zip(0_u16..) {
            match (column, cell.parse::<u32>()) {
                (0 | 1, Ok(number)) => sheet.write_number(row, column, number)?,
                _ => sheet.write_string(row, column, cell.chars().take(MAX_CELL).collect::<String>())?,
            };
        }
    }
    for (width, column) in WIDTHS_MM.into_iter().zip(0_u16..) {
        // About two millimetres a character.
        sheet.set_column_width(column, width / 2)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}
