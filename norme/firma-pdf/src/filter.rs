//! `FlateDecode` with its predictors (ISO 32000-2 §7.4.4): what xref and object streams are written with.

use std::io::Read;

use crate::{Error, budget::Budget, object::Dict};

/// Largest single stream, bytes after inflation.
pub const STREAM_MAX: usize = 32 << 20;

/// The data of a stream. Other filters than Flate are refused: no program writes xref or object streams with them.
pub(crate) fn decode(dict: &Dict, raw: &[u8], budget: &Budget) -> Result<Vec<u8>, Error> {
    let one = |key: &[u8]| match dict.get(key).as_array() {
        Some([]) => Ok(None),
        Some([only]) => Ok(Some(only)),
        Some(_) => Err(Error::Damaged("un flusso interno usa più filtri")),
        None => Ok(Some(dict.get(key)).filter(|object| !object.is_null())),
    };
    let data = match one(b"Filter")?.map(|filter| filter.as_name().unwrap_or_default()) {
        None => raw.to_vec(),
        Some(b"FlateDecode" | b"Fl") => inflate(raw, budget)?,
        Some(_) => return Err(Error::Damaged("un flusso interno usa un filtro inatteso")),
    };
    match one(b"DecodeParms")?.and_then(|parms| parms.as_dict()) {
        Some(parms) => predict(parms, data, budget),
        None => Ok(data),
    }
}

fn inflate(raw: &[u8], budget: &Budget) -> Result<Vec<u8>, Error> {
    let most = budget.room().min(STREAM_MAX);
    let mut data = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    // A stream cut at its end gives what it has: the index tells whether that is enough.
    let read = flate2::read::ZlibDecoder::new(raw).take(limit).read_to_end(&mut data);
    budget.inflated(data.len().min(most))?;
    if data.len() > most {
        return Err(Error::TooMuchWork);
    }
    if read.is_err() && data.is_empty() {
        return Err(Error::Damaged("un flusso interno non si decomprime"));
    }
    Ok(data)
}

fn predict(parms: &Dict, mut data: Vec<u8>, budget: &Budget) -> Result<Vec<u8>, Error> {
    let number = |key: &[u8], default: i64| parms.get(key).as_int().unwrap_or(default);
    let predictor = number(b"Predictor", 1);
    if predictor <= 1 {
        return Ok(data);
    }
    let small = |value: i64, most: i64| usize::try_from(value.clamp(1, most)).unwrap_or(1);
    let (colors, bits) = (small(number(b"Colors", 1), 32), small(number(b"BitsPerComponent", 8), 16));
    let columns = small(number(b"Columns", 1), 1 << 16);
    let (pixel, row) = ((colors * bits).div_ceil(8), (colors * bits * columns).div_ceil(8));
    budget.spend(data.len() / 16 + 1)?;
    if predictor == 2 {
        if bits != 8 {
            return Err(Error::Damaged("un flusso interno usa un filtro inatteso"));
        }
        for line in data.chunks_mut(row) {
            for at in pixel..line.len() {
                line[at] = line[at].wrapping_add(line[at - pixel]);
            }
        }
        return Ok(data);
    }
    let mut made: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0_u8; row];
    for line in data.chunks(row + 1) {
        let Some((kind, filtered)) = line.split_first() else { break };
        let mut current = vec![0_u8; row];
        for (at, byte) in filtered.iter().enumerate() {
            let left = if at >= pixel { current[at - pixel] } else { 0 };
            let corner = if at >= pixel { above[at - pixel] } else { 0 };
            let guess = match kind {
                1 => left,
                2 => above[at],
                3 => u8::try_from((u16::from(left) + u16::from(above[at])) / 2).unwrap_or_default(),
                4 => paeth(left, above[at], corner),
                _ => 0,
            };
            current[at] = byte.wrapping_add(guess);
        }
        made.extend_from_slice(current.get(..filtered.len()).unwrap_or_default());
        above = current;
    }
    Ok(made)
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(above) - i16::from(corner);
    let far = |byte: u8| (guess - i16::from(byte)).abs();
    if far(left) <= far(above) && far(left) <= far(corner) {
        left
    } else if far(above) <= far(corner) {
        above
    } else {
        corner
    }
}
