extension Catalogue {
    /// Says that a device is confirmed in an account; where its sign-in requests are not set up, with the step that is left.
    ///
    /// `wasConfirmed` says that it was before anything was done.
    package func confirmed(_ requests: RequestsHere, wasConfirmed: Bool = false) -> String {
        guard !wasConfirmed || requests != .answered else { return text("evidence.settled") }
        let done = text(wasConfirmed ? "evidence.settled" : "evidence.done")
        return switch requests {
        case .none: done
        case .answered: text("evidence.done.answers")
        case .missing(_, let word): "\(done) \(text("evidence.requestsLeft", ["account": word]))"
        }
    }
}
