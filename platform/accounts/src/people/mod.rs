//! The people who have an account.

mod add;
mod edit;
mod list;
mod password;

pub use add::{
    Added, NewPerson, add_person, add_person_for_provider, add_person_from_console, insert_person, temporary_password,
};
pub use edit::{PersonEdit, edit_person, set_active, update_person, write_active};
pub use list::{PersonFilter, PersonPage, PersonRow, list_people, names, person_by_username, view_person};
pub use password::{change_password, prove_again, reset_password, reset_password_from_console};

pub(crate) use add::fold_username;
pub(crate) use edit::no_such_person;
pub(crate) use password::own;
