import HTTPExchange

/// The way to one server.
///
/// Redirects are not followed: credentials go to the address that was given or nowhere.
final class StorageClient: Sendable {
    /// How long one exchange may take, however steadily the server answers.
    private static let longest = Duration.seconds(300)

    private let network: StorageNetwork

    init(_ network: StorageNetwork) {
        self.network = network
    }

    /// Sends a request; a body longer than `limit` is not read into memory.
    func send(_ call: HTTPCall, limit: Int) throws(StorageError) -> HTTPAnswer {
        let patience = network.patience
        let limits = HTTPLimits(connect: patience.connect, read: patience.read, whole: Self.longest, body: limit)
        let answer: HTTPAnswer
        do throws(NetworkFailure) {
            answer = try network.client.send(call, limits, network.cancellation)
        } catch {
            throw StorageError(error)
        }
        let coding = answer.headers.first(name: "Content-Encoding") ?? "identity"
        let isWhole = call.method == .HEAD || !(200..<300).contains(answer.status) || coding.lowercased() == "identity"
        guard isWhole else { throw .badAnswer(answer.status) }
        return answer
    }
}
