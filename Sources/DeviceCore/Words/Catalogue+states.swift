import Entries

extension Catalogue {
    /// The state of an account as a list tells it: what is to be verified, and from when on its codes are accepted.
    package func state(of listing: EntryListing) -> String {
        guard !listing.isSignedOut else { return text("state.signedOut") }
        return state(listing.state, listing.kind, listing.isSignedIn, held: listing.codesCountFrom.map(day))
    }

    /// The state of an account as a recovery tells it.
    package func state(of line: RestoreReport.Line) -> String {
        state(line.state, line.kind, line.isSignedIn, held: line.codesCountFrom.map(day))
    }

    private func state(_ state: EntryState, _ kind: String, _ isSignedIn: Bool, held date: String?) -> String {
        let held = date.map { text("state.codesHeld", ["date": $0]) }
        // Whether an account still accepts this device is its service's to know, which a list does not ask.
        let isHere = kind == Entry.Kind.thirdParty.rawValue
        guard state != .ready else { return held ?? text(isHere ? "state.ready" : "state.setUp") }
        // A device that has just signed in is not told to do it again: only the answers to requests are missing.
        let name = text(state == .needsSignIn && isSignedIn ? "state.needsApprovals" : "state.\(state.rawValue)")
        return held.map { text("state.both", ["first": name, "second": $0]) } ?? name
    }
}

extension EntryListing {
    /// The key of the sentence that an account no longer accepts this device; nil where it does, as far as is known here.
    var removal: String? {
        switch state {
        case .suspended: "notice.suspended"
        case .removedAtService: kind == Entry.Kind.work.rawValue ? "notice.removed.work" : "notice.removed"
        case .needsSignIn: isSignedOut ? "notice.signedOut" : nil
        case .ready, .needsQRCode, .unreadable: nil
        }
    }
}

extension Catalogue {
    /// Says that an account no longer accepts this device, and what to do; nil where it does, as far as is known here.
    package func removal(of listing: EntryListing) -> String? {
        let who = removalBetween(listing.knownRemoval)
        return listing.removal.map { text($0, ["label": listing.wholeLabel, "account": listing.word, "who": who]) }
    }

    /// Says that accounts need more verification on this device, with the commands that give it; nil where none does.
    ///
    /// Those that no longer accept it are told of on their own.
    package func moreVerification(_ listings: [EntryListing]) -> String? {
        let commands = listings.compactMap(command(verifying:))
        guard !commands.isEmpty else { return nil }
        let values = ["n": String(commands.count), "commands": commands.joined(separator: "\n  ")]
        return text(commands.count, "banner.moreVerification", values)
    }

    /// The command that gives an account the verification that it needs here; nil where it needs none, or no longer accepts
    /// this device.
    ///
    /// It confirms a new device as well, so that one command is all that the account needs.
    package func command(verifying listing: EntryListing) -> String? {
        listing.removal == nil ? command(verifying: listing.state, listing.kind, listing.word) : nil
    }

    /// The command that gives an account of a recovery the verification that it needs here; nil where it needs none.
    package func command(verifying line: RestoreReport.Line) -> String? {
        command(verifying: line.state, line.kind, line.word)
    }

    /// The command that gives an account the verification that it needs on this device; nil where it needs none.
    private func command(verifying state: EntryState, _ kind: String, _ word: String) -> String? {
        guard state.needsVerification else { return nil }
        let isWork = kind == Entry.Kind.work.rawValue
        return text("command.recoverEntry\(isWork ? ".work" : "")", ["account": word])
    }
}
