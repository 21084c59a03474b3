use authz::Permission;

/// Who may use a route.
#[derive(Clone, Copy, Debug)]
pub enum Access {
    /// Anyone, identified or not.
    Public,
    /// Whoever runs the machine: from the machine itself, or with the operator's token. Such a route belongs to no ente.
    Operator,
    /// A program of another body, which brings a secret of its own: the handler checks it. No cookie counts there, so that nobody is
    /// ever signed in and no page of another site can borrow anybody's session.
    Program,
    /// Anyone who has identified themselves; what they see depends on who they are.
    SignedIn,
    /// Whoever holds this permission in any unit; the query decides on which things.
    With(&'static Permission),
}

impl std::fmt::Display for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Operator => f.write_str("operator"),
            Self::Program => f.write_str("program"),
            Self::SignedIn => f.write_str("signed in"),
            Self::With(permission) => f.write_str(permission.code),
        }
    }
}
