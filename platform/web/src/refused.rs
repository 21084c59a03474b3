//! A form that was refused: its reasons beside the fields, and the status of the page that shows it again.

use kernel::Refusal;
use ui::FieldError;

use crate::{Response, StatusCode};

/// The reasons of a refusal: those of a field, and those that concern none.
#[must_use]
pub fn reasons(refusal: Refusal) -> (Vec<FieldError>, Vec<String>) {
    let (mut beside, mut apart) = (Vec::new(), Vec::new());
    for reason in refusal.reasons {
        match reason.field {
            Some(field) => beside.push(FieldError { field: field.into(), message: reason.sentence }),
            None => apart.push(reason.sentence),
        }
    }
    (beside, apart)
}

/// The page of a form, as an answer that says whether the form was refused.
#[must_use]
pub fn form_page(mut response: Response, refused: bool) -> Response {
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}
