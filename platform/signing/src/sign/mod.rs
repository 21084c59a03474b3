//! Making signatures: the doors to whoever holds the keys, and to whoever tells the time.
//!
//! What is signed and how it is written is `firma-scrivi`'s: it prepares, a [`Signer`] gives the values, it finishes.
//! **Only hashes pass through a door**, as many as a person authorises at once.
//!
//! | door | whose key | legal value |
//! |---|---|---|
//! | [`csc::Remote`] | a provider's, who asks the person for a code | of the provider's certificate |
//! | [`ByHand`] | the person's, outside: the document is taken away and [brought back](brought_back) | of the person's certificate |
//! | [`Trial`] | here, of the demo comune | **none**, and it says so |
//!
//! [`Seal`] is the ente's own key; [`TimeStamper`] asks an authority for time stamps, [`Witness`] a witness of logs for its signature.
//!
//! # What is absent
//! Keeping keys and tokens: they come as arguments. Retrying: who calls has a queue for it. Trust in an answer: values
//! are tried by `firma-scrivi` and time stamps by [`crate::verify`].

mod address;
pub mod brought_back;
pub mod csc;
mod door;
mod error;
mod http;
mod seal;
mod time_stamper;
mod trial;
mod witness;

pub use address::Address;
pub use door::{
    About, Asked, Authorisation, ByHand, Consent, Credential, Offer, Order, Secret, Session, Signer, Step, Visit, Worth,
};
pub use error::Error;
pub use seal::Seal;
pub use time_stamper::TimeStamper;
pub use trial::Trial;
pub use witness::{Witness, Witnessed};
