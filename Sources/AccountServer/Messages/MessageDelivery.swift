import Encodings
import Logging

/// How messages that the database keeps until they are sent are tried, whatever they are about.
enum MessageDelivery {
    /// How many are taken at once.
    static let batch: Int64 = 20
    /// How long one try may take; another node takes it over then.
    static let lease = 5 * Milliseconds.minute
    /// After how many tries a message is given up: about a day with the pauses below, half an hour where each is a minute.
    static let tries: Int64 = 30
    /// After how many tries that were not heard of again a message is given up: it may have arrived each time.
    static let unheardTries: Int64 = 2
    private static let longestPause = Milliseconds.hour

    /// A minute, and twice as long after each try, up to an hour.
    static func pause(after tries: Int64) -> Milliseconds {
        min(.minute << min(tries - 1, 6), longestPause)
    }
}

/// How a try to send a message that the database keeps has ended.
enum DeliveryOutcome {
    /// It was sent, or is given up.
    case over
    /// It is tried again at this time.
    case again(at: Milliseconds)
}

extension ServiceContext {
    /// Tries to send a message, the `tries`th time; nil where the service ends meanwhile, and nobody knows whether the
    /// server has taken it.
    ///
    /// `name` is what the log calls it.
    func deliver(_ message: Message, tries: Int64, as name: String) async -> DeliveryOutcome? {
        do {
            try await messages.send(message)
            return .over
        } catch {
            guard !Task.isCancelled else { return nil }
            let failure = MessageError(of: error)
            let isGivenUp = tries >= MessageDelivery.tries || failure.isFinal
            let outcome = isGivenUp ? "gave a \(name) up" : "could not send a \(name)"
            log.warning("\(outcome)", metadata: ["error": "\(failure)", "tries": "\(tries)"])
            return isGivenUp ? .over : .again(at: now + MessageDelivery.pause(after: tries))
        }
    }
}

extension MessageError {
    /// Whether the same message will fail again.
    fileprivate var isFinal: Bool {
        switch self {
        case .refused, .invalidRecipient: true
        default: false
        }
    }
}
