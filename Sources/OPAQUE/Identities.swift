/// The names of both parties; a party without a name is named by its public key.
struct Identities: Sendable {
    /// The client's name.
    let client: [UInt8]?
    /// The server's name.
    let server: [UInt8]?
}
