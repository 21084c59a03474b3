//! Files with a seal, PKCS #12 or PEM: the first byte says how long the password is that stands before the file.
#![no_main]

#[path = "../../platform/seal/tests/ostili/regge.rs"]
mod regge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let [long, rest @ ..] = bytes
        && let Some((password, file)) = rest.split_at_checked(usize::from(*long))
        && let Ok(password) = std::str::from_utf8(password)
    {
        regge::regge(file, password);
    }
});
