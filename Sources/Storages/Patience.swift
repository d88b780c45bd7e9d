/// How long a storage on the network is waited for, and how often it is asked again.
package struct Patience: Sendable, Hashable {
    /// How long a connection may take to stand.
    package let connect: Duration
    /// How long a server may say nothing.
    package let read: Duration
    /// How often a request that failed for a passing reason is sent at most.
    package let attempts: Int
    /// How long the attempts and the pauses between them may take together before the last one starts.
    package let total: Duration

    /// What users get.
    package static let standard = Patience(
        connect: .seconds(10),
        read: .seconds(30),
        attempts: 5,
        total: .seconds(30)
    )

    /// For what a person did not ask for and should not wait for: one try.
    package static let brief = Patience(connect: .seconds(3), read: .seconds(10), attempts: 1, total: .zero)

    /// A patience of one's own, for tests.
    package init(connect: Duration, read: Duration, attempts: Int, total: Duration) {
        self.connect = connect
        self.read = read
        self.attempts = attempts
        self.total = total
    }
}
