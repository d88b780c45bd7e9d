extension Schema {
    /// Name and addresses of an application, sealed; and which e-mail address an account lets an application know.
    ///
    /// `client.name` and `client_redirect` are empty from then on: `RelyingPartyStore.seal()` moves what they held.
    static let applications = [
        "ALTER TABLE client ADD COLUMN details BLOB",
        "ALTER TABLE consent ADD COLUMN email TEXT",
    ]
}
