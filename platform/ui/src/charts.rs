//! Charts as numbers: where each bar and point lies, so that templates only draw.
//!
//! Every chart comes with its table: the drawing is for seeing the shape, the table for reading and copying figures.

use minijinja::value::Serde;
use minijinja::{Error, Value};
use serde::{Deserialize, Serialize};

use crate::filters::grouped;

/// A series of figures to draw and to put into a table.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Chart {
    /// What it shows: "Registrazioni per mese".
    pub title: String,
    /// What one should see in it, in a sentence; read out by screen readers.
    pub description: String,
    /// What the labels are: "Mese".
    pub label_head: String,
    /// What the figures are: "Registrazioni".
    pub value_head: String,
    /// The figures, in the order in which they are drawn. At most 400 are drawn; the table holds all.
    pub points: Vec<Point>,
    /// Where the figures can be downloaded from.
    pub download_href: Option<String>,
}

/// One figure of a [`Chart`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Point {
    /// Its label: "gennaio".
    pub label: String,
    /// The figure; bars below zero are not drawn.
    pub value: i64,
    /// The list behind it.
    pub href: Option<String>,
}

/// Points beyond this are not drawn: nobody could tell them apart.
const MOST_POINTS: usize = 400;
/// Height of the plot, in the units of the drawing.
const HEIGHT: i64 = 200;
/// Width of the plot, in the units of the drawing.
const WIDTH: i64 = 640;
/// Width of a letter of a label, in the units of the drawing, where it is largest: on a phone (27 px in `60-things.css`).
const LETTER: i64 = 15;
/// Room for the figures beside the plot, in the units of the drawing, where they are short.
const LEFT: i64 = 76;
/// Labels under the plot, at most.
const MOST_LABELS: i64 = 12;

#[derive(Debug, Serialize)]
struct Drawing {
    width: i64,
    height: i64,
    left: i64,
    ticks: Vec<Tick>,
    marks: Vec<Mark>,
    path: String,
}

#[derive(Debug, Serialize)]
struct Tick {
    y: i64,
    label: String,
}

#[derive(Debug, Serialize)]
struct Mark {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
    middle: i64,
    label: String,
    labelled: bool,
    value: i64,
    href: Option<String>,
}

/// Template function: the geometry of a bar chart.
pub(crate) fn bars(chart: Serde<Chart>) -> Result<Value, Error> {
    Ok(Value::from(Serde(draw(&chart))))
}

/// Template function: the geometry of a line chart.
pub(crate) fn lines(chart: Serde<Chart>) -> Result<Value, Error> {
    let mut drawing = draw(&chart);
    drawing.path = drawing
        .marks
        .iter()
        .enumerate()
        .map(|(at, mark)| format!("{}{} {}", if at == 0 { "M" } else { "L" }, mark.middle, mark.y))
        .collect::<Vec<_>>()
        .join(" ");
    Ok(Value::from(Serde(drawing)))
}

fn draw(chart: &Chart) -> Drawing {
    let points = chart.points.get(..MOST_POINTS).unwrap_or(&chart.points);
    let top = ceiling(points.iter().map(|point| point.value).max().unwrap_or(0));
    let slots = i64::try_from(points.len()).unwrap_or(1).max(1);
    // As many labels as stand side by side: the longest says how many.
    let longest = points.iter().map(|point| point.label.chars().count()).max().unwrap_or(0).max(1);
    let letters = i64::try_from(longest).unwrap_or(WIDTH).min(WIDTH);
    let labels = (WIDTH / (letters * LETTER)).clamp(1, MOST_LABELS);
    let every = (slots + labels - 1) / labels;
    let marks = points
        .iter()
        .zip(0_i64..)
        .map(|(point, at)| {
            let (from, to) = (at * WIDTH / slots, (at + 1) * WIDTH / slots);
            let gap = ((to - from) / 5).max(1);
            let height = scaled(point.value, top);
            Mark {
                x: from + gap / 2,
                y: HEIGHT - height,
                width: (to - from - gap).max(1),
                height,
                middle: (from + to) / 2,
                label: point.label.clone(),
                labelled: at % every == 0,
                value: point.value,
                href: point.href.clone(),
            }
        })
        .collect();
    let ticks: Vec<Tick> = (0..=4)
        .map(|step| Tick { y: HEIGHT - HEIGHT * step / 4, label: grouped((top / 4 * step).unsigned_abs()) })
        .collect();
    let figures = ticks.iter().map(|tick| tick.label.chars().count()).max().unwrap_or(0);
    let left = i64::try_from(figures).map_or(LEFT, |letters| LEFT.max((letters + 1) * LETTER));
    Drawing { width: WIDTH, height: HEIGHT, left, ticks, marks, path: String::new() }
}

fn scaled(value: i64, top: i64) -> i64 {
    let height = i128::from(value.max(0)) * i128::from(HEIGHT) / i128::from(top.max(1));
    i64::try_from(height).unwrap_or(HEIGHT).min(HEIGHT)
}

/// The round number at or above `most` by which the axis is divided in four whole parts.
fn ceiling(most: i64) -> i64 {
    let mut power: i64 = 1;
    loop {
        for step in [4, 8, 12, 20, 40] {
            match power.checked_mul(step) {
                Some(top) if top >= most => return top,
                Some(_) => {}
                None => return i64::MAX / 4 * 4,
            }
        }
        power = match power.checked_mul(10) {
            Some(next) => next,
            None => return i64::MAX / 4 * 4,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(values: &[i64]) -> Chart {
        let points = values.iter().map(|&value| Point { label: value.to_string(), value, href: None }).collect();
        Chart { points, ..Chart::default() }
    }

    #[test]
    fn the_axis_ends_at_a_round_number_divided_in_four_whole_parts() {
        for (most, top) in [(0, 4), (4, 4), (5, 8), (9, 12), (13, 20), (21, 40), (41, 80), (101, 120), (1_234, 2_000)] {
            assert_eq!(ceiling(most), top, "{most}");
        }
        assert!(ceiling(i64::MAX) > 0);
    }

    #[test]
    fn the_tallest_bar_is_proportional_and_stays_inside() {
        let drawing = draw(&chart(&[0, 50, 100, -3]));
        let heights: Vec<i64> = drawing.marks.iter().map(|mark| mark.height).collect();
        assert_eq!(heights, [0, 83, 166, 0]);
        assert!(drawing.marks.iter().all(|mark| mark.x >= 0 && mark.x + mark.width <= WIDTH));
    }

    #[test]
    fn the_figures_beside_the_plot_have_room_however_long_they_are() {
        assert_eq!(draw(&chart(&[400])).left, LEFT);
        assert_eq!(draw(&chart(&[2_000_000])).left, 10 * LETTER, "2.000.000 and a letter's breath");
    }

    #[test]
    fn labels_stand_side_by_side_and_never_over_each_other() {
        let labelled = |label: &str, many: usize| {
            let point = Point { label: label.into(), ..Point::default() };
            let drawing = draw(&Chart { points: vec![point; many], ..Chart::default() });
            drawing.marks.iter().filter(|mark| mark.labelled).count()
        };
        assert_eq!([labelled("nov", 12), labelled("nov", 24), labelled("", 36)], [12, 12, 12]);
        assert_eq!([labelled("nov 2026", 4), labelled("nov 2026", 12)], [4, 4]);
        assert_eq!(labelled(&"Ufficio tecnico ".repeat(100), 9), 1);
    }

    #[test]
    fn extremes_and_crowds_neither_panic_nor_overflow() {
        draw(&chart(&[]));
        draw(&chart(&[i64::MAX, i64::MIN, 0]));
        assert_eq!(draw(&chart(&vec![1; 5_000])).marks.len(), MOST_POINTS);
    }
}
