//! The pages of the new PDF: what is drawn on each, and where.

use hayro_interpret::{
    hayro_syntax::{
        Pdf,
        object::{Array, Dict, Name, ObjRef, Object, Stream},
        page::Page,
    },
    kurbo::{Affine, Rect},
};

use super::{
    MOST_PAGES, Plan, Uncopied,
    copier::Copier,
    file::File,
    layers::Layers,
    look::{in_view, notes, unfilled},
    unseen::beyond,
    used,
};
use crate::stamp::write::{name, number, text};

/// Least distance of the mark from the edges, in points: most printers leave out less.
const FROM_EDGE: f64 = 14.0;

pub(super) fn write(pdf: &Pdf, plan: &Plan, marks: &Pdf, last: &Pdf) -> Result<Vec<u8>, Uncopied> {
    if marks.pages().len() != plan.pages.len() || last.pages().len() > MOST_PAGES {
        return Err(Uncopied::Broken);
    }
    let mut file = File::new();
    let (root, tree, info) = (file.fresh(), file.fresh(), file.fresh());
    let (mut theirs, mut ours, mut ends) = (Copier::new(pdf), Copier::new(marks), Copier::new(last));
    // Whoever holds the copy of an extract may look for what is left out in its file too.
    let extract = (1..=pdf.pages().len()).any(|page| !plan.pages.iter().any(|chosen| *chosen as usize == page));
    let (layers, mut kids) = (Layers::of(pdf), Vec::new());
    for (number, mark) in plan.pages.iter().zip(marks.pages().iter()) {
        let at = usize::try_from(*number).ok().and_then(|number| number.checked_sub(1));
        let page = at.and_then(|at| pdf.pages().get(at)).ok_or(Uncopied::NoSuchPage)?;
        if unfilled(pdf, page) {
            return Err(Uncopied::Unfilled);
        }
        if extract && beyond(pdf, page) {
            return Err(Uncopied::Unseen);
        }
        kids.push(marked(&mut file, tree, (&mut theirs, page), (&mut ours, mark))?);
    }
    for page in last.pages().iter() {
        kids.push(alone(&mut file, tree, &mut ends, page)?);
    }
    for copier in [&mut theirs, &mut ours, &mut ends] {
        copier.drain(&mut file)?;
    }
    if extract && layers.hides(|layer| theirs.known(layer)) {
        return Err(Uncopied::Unseen);
    }
    let mut catalog =
        format!("<</Type/Catalog/Pages {tree} 0 R/Lang(it)/ViewerPreferences<</DisplayDocTitle true>>").into_bytes();
    layers.write(&mut catalog, |layer| theirs.known(layer));
    catalog.extend_from_slice(b">>");
    file.object(root, &catalog)?;
    let list: Vec<String> = kids.iter().map(|kid| format!("{kid} 0 R")).collect();
    file.object(tree, format!("<</Type/Pages/Count {}/Kids[{}]>>", kids.len(), list.join(" ")).as_bytes())?;
    let mut about = b"<</Producer(Municipio)/Title".to_vec();
    text(&mut about, &plan.title);
    about.extend_from_slice(b">>");
    file.object(info, &about)?;
    Ok(file.finish(root, info))
}

/// A page of the original above its mark.
fn marked(
    file: &mut File,
    tree: u32,
    (theirs, page): (&mut Copier<'_>, &Page<'_>),
    (ours, mark): (&mut Copier<'_>, &Page<'_>),
) -> Result<u32, Uncopied> {
    let (width, height) = shown(page)?;
    let (mark_width, mark_height) = shown(mark)?;
    // A unit of the page may be larger than a point (ISO 32000-1, 14.11.2).
    let unit = page.raw().get::<f32>(b"UserUnit".as_slice()).map_or(1.0, f64::from).clamp(0.1, 100.0);
    let edge = FROM_EDGE / unit;
    let small = ((width - 2.0 * edge) / mark_width).min(height / 3.0 / mark_height).min(1.0 / unit).max(0.01);
    let strip = mark_height * small + 2.0 * edge;
    let scale = (height - strip) / height;
    let mut resources = Vec::new();
    let mut content = String::new();
    let to = Affine::new([scale, 0.0, 0.0, scale, width * (1.0 - scale) / 2.0, strip]);
    // Nothing of the original reaches the strip of the mark, whatever is drawn upon its page and wherever.
    content.push_str(&format!("q {} cm 0 0 {width:.3} {height:.3} re W n\n/P Do\n", numbers_of(to)));
    let form = form(file, theirs, page)?;
    resources.push(("P".to_owned(), form));
    let upright = Affine::new(page.initial_transform(false).as_coeffs());
    let mut layers = Vec::new();
    for (place, Drawn { appearance, onto, layer }) in drawn(page).into_iter().enumerate() {
        let name = format!("A{place}");
        match layer {
            Some(layer) => {
                draw(&mut content, upright * onto, &format!("/OC /L{place} BDC /{name} Do EMC"));
                layers.push((format!("L{place}"), theirs.number_of(file, layer)));
            }
            None => draw(&mut content, upright * onto, &format!("/{name} Do")),
        }
        resources.push((name, theirs.number_of(file, appearance)));
    }
    content.push_str("Q\n");
    draw(&mut content, Affine::new([small, 0.0, 0.0, small, (width - mark_width * small) / 2.0, edge]), "/M Do");
    resources.push(("M".to_owned(), self::form(file, ours, mark)?));
    sheet(file, tree, (width, height, unit), (&resources, &layers), &content)
}

/// One of our own pages, as it is.
fn alone(file: &mut File, tree: u32, ours: &mut Copier<'_>, page: &Page<'_>) -> Result<u32, Uncopied> {
    let (width, height) = shown(page)?;
    let form = form(file, ours, page)?;
    sheet(file, tree, (width, height, 1.0), (&[("P".to_owned(), form)], &[]), "/P Do")
}

fn sheet(
    file: &mut File,
    tree: u32,
    (width, height, unit): (f64, f64, f64),
    (forms, layers): (&[(String, u32)], &[(String, u32)]),
    content: &str,
) -> Result<u32, Uncopied> {
    let (page, stream) = (file.fresh(), file.fresh());
    file.compressed(stream, "", content.as_bytes())?;
    let list = |all: &[(String, u32)]| -> String {
        all.iter().map(|(name, number)| format!("/{name} {number} 0 R")).collect()
    };
    let (forms, layers) = (list(forms), list(layers));
    let unit = if (unit - 1.0).abs() < 1e-6 { String::new() } else { format!("/UserUnit {unit}") };
    let body = format!(
        "<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {width:.3} {height:.3}]{unit}/Contents {stream} 0 R\
         /Resources<</XObject<<{forms}>>/Properties<<{layers}>>>>>>"
    );
    file.object(page, body.as_bytes())?;
    Ok(page)
}

fn draw(content: &mut String, to: Affine, what: &str) {
    content.push_str(&format!("q {} cm {what} Q\n", numbers_of(to)));
}

fn numbers_of(transform: Affine) -> String {
    transform.as_coeffs().map(|part| format!("{part:.6}")).join(" ")
}

fn shown(page: &Page<'_>) -> Result<(f64, f64), Uncopied> {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let fair = |length: f64| length.is_finite() && (10.0..=20_000.0).contains(&length);
    if fair(width) && fair(height) { Ok((width, height)) } else { Err(Uncopied::Broken) }
}

/// A page as a form that stands upright, its lower left corner in the origin.
fn form(file: &mut File, copier: &mut Copier<'_>, page: &Page<'_>) -> Result<u32, Uncopied> {
    let number_of_it = file.fresh();
    let content = page.page_stream().unwrap_or_default();
    let found = page.resources();
    let used = used::of_page(content, &found.x_objects);
    let kinds = [
        ("ExtGState", &found.ext_g_states),
        ("ColorSpace", &found.color_spaces),
        ("Pattern", &found.patterns),
        ("Shading", &found.shadings),
        ("XObject", &found.x_objects),
        ("Font", &found.fonts),
        ("Properties", &found.properties),
    ];
    let mut entries = b"/Type/XObject/Subtype/Form/BBox[".to_vec();
    let shown = page.intersected_crop_box();
    for edge in [shown.x0, shown.y0, shown.x1, shown.y1] {
        number(&mut entries, edge);
    }
    entries.extend_from_slice(b"]/Matrix[");
    for part in page.initial_transform(false).as_coeffs() {
        number(&mut entries, part);
    }
    entries.extend_from_slice(b"]/Resources");
    copier.resources(file, &mut entries, &kinds, &used)?;
    if let Some(group) = page.raw().get_raw::<Object<'_>>(b"Group".as_slice()) {
        name(&mut entries, b"Group");
        copier.value(file, &mut entries, &group, 0)?;
    }
    let entries = String::from_utf8_lossy(&entries).into_owned();
    file.compressed(number_of_it, &entries, content)?;
    Ok(number_of_it)
}

/// Something that is drawn upon a page: a field, a signature, a note.
struct Drawn {
    appearance: ObjRef,
    /// How it comes to its place (12.5.5).
    onto: Affine,
    /// The layer that it is in.
    layer: Option<ObjRef>,
}

fn drawn(page: &Page<'_>) -> Vec<Drawn> {
    notes(page).filter_map(|one| appearance(&one)).collect()
}

fn appearance(one: &Dict<'_>) -> Option<Drawn> {
    let popup = one.get::<Name<'_>>(b"Subtype".as_slice()).is_some_and(|kind| kind.as_ref() == b"Popup");
    if popup || !in_view(one) {
        return None;
    }
    let normal = one.get::<Dict<'_>>(b"AP".as_slice())?;
    let (at, stream) = match normal.get::<Object<'_>>(b"N".as_slice())? {
        Object::Stream(stream) => (normal.get_ref(b"N".as_slice())?, stream),
        Object::Dict(states) => {
            let state = one.get::<Name<'_>>(b"AS".as_slice())?;
            (states.get_ref(state.as_ref())?, states.get::<Stream<'_>>(state.as_ref())?)
        }
        _ => return None,
    };
    let matrix = numbers::<6>(stream.dict(), b"Matrix").map_or(Affine::IDENTITY, Affine::new);
    let [x0, y0, x1, y1] = numbers::<4>(stream.dict(), b"BBox")?;
    let [left, low, right, high] = numbers::<4>(one, b"Rect")?;
    let from = matrix.transform_rect_bbox(Rect::new(x0, y0, x1, y1).abs());
    let to = Rect::new(left, low, right, high).abs();
    let (wide, tall) = (to.width() / from.width(), to.height() / from.height());
    let onto = Affine::new([wide, 0.0, 0.0, tall, to.x0 - from.x0 * wide, to.y0 - from.y0 * tall]);
    let layer = one.get_ref(b"OC".as_slice());
    onto.is_finite().then_some(Drawn { appearance: at, onto, layer })
}

fn numbers<const N: usize>(dict: &Dict<'_>, key: &[u8]) -> Option<[f64; N]> {
    let array = dict.get::<Array<'_>>(key)?;
    let all: Vec<f64> = array.iter::<f32>().map(f64::from).take(N).collect();
    all.try_into().ok()
}
