//! The ledger's stories, each told to both engines. PostgreSQL is the server at `MUNICIPIO_TEST_POSTGRES`; without it that
//! half is left out, loudly, and in CI that fails.

mod canonical;
mod clock;
mod damage;
mod durable;
mod export;
mod fixture;
mod history;
mod long;
mod numbers;
mod proofs;
mod random;
mod sealed;
mod sealing;
mod tamper;
mod tamper_log;
