use std::{collections::BTreeMap, fs, path::Path};

/// What a server that a script has started told of itself.
#[derive(Clone, Debug)]
pub(crate) struct Told(BTreeMap<String, String>);

impl Told {
    /// The lines `key=value` of a file in the folder that the variable names. Without one, one loud line says what was not done; on a CI
    /// machine (`CI` set) it is an error.
    ///
    /// # Panics
    /// On a CI machine without a server, or when what the variable names cannot be read.
    pub fn find(variable: &str, file: &str, undone: &str) -> Option<Self> {
        let Some(folder) = std::env::var_os(variable).filter(|folder| !folder.is_empty()) else {
            assert!(std::env::var_os("CI").is_none(), "{variable} is not set: {undone}");
            eprintln!("{undone}");
            return None;
        };
        let text = fs::read_to_string(Path::new(&folder).join(file)).expect("the server has told where it is");
        let pair = |line: &str| line.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
        Some(Self(text.lines().filter_map(pair).collect()))
    }

    /// What it told; empty where it did not.
    pub fn of(&self, key: &str) -> &str {
        self.0.get(key).map(String::as_str).unwrap_or_default()
    }
}
