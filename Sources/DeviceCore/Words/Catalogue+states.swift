extension Catalogue {
    /// The state of an account as a list tells it: what is to be verified, and from when on its codes are accepted.
    package func state(of listing: EntryListing) -> String {
        state(listing.state, listing.isSignedIn, held: listing.codesCountFrom.map(day))
    }

    /// The state of an account as a recovery tells it.
    package func state(of line: RestoreReport.Line) -> String {
        state(line.state, line.isSignedIn, held: line.codesCountFrom.map(day))
    }

    private func state(_ state: EntryState, _ isSignedIn: Bool, held date: String?) -> String {
        let held = date.map { text("state.codesHeld", ["date": $0]) }
        guard state != .ready else { return held ?? text("state.ready") }
        // A device that has just signed in is not told to do it again: only the answers to requests are missing.
        let name = text(state == .needsSignIn && isSignedIn ? "state.needsApprovals" : "state.\(state.rawValue)")
        return [name, held].compactMap(\.self).joined(separator: "; ")
    }
}
