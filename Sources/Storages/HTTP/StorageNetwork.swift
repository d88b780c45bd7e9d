package import Encodings
package import HTTPExchange

/// What a storage on the network needs of the world.
package struct StorageNetwork: Sendable {
    /// The way to its server.
    package let client: any HTTPClient
    /// How long the server is waited for.
    package let patience: Patience
    /// What passes between two tries.
    package let pauses: any Pauses
    /// Whether anybody still waits.
    package let cancellation: any Cancellation
    /// Which servers lack what.
    package let notes: any ServerNotes
    /// What the clock says.
    package let now: @Sendable () -> Instant

    /// A network with its parts.
    package init(
        client: any HTTPClient,
        patience: Patience,
        pauses: any Pauses,
        cancellation: any Cancellation,
        notes: any ServerNotes,
        now: @escaping @Sendable () -> Instant
    ) {
        self.client = client
        self.patience = patience
        self.pauses = pauses
        self.cancellation = cancellation
        self.notes = notes
        self.now = now
    }
}

/// Keeps which servers were found not to know `If-None-Match` on a `PUT`, so that they are not asked for it again.
package protocol ServerNotes: AnyObject, Sendable {
    /// Whether this is one of them.
    func isUnconditional(_ server: String) -> Bool

    /// Notes that this is one of them.
    func noteUnconditional(_ server: String)
}
