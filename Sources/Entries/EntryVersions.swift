import OneTimePassword
package import Primitives

extension Entry.Content {
    /// Whether the other stands for the same secret: of the same kind, with the same key and way to make codes.
    ///
    /// An identifier stands for one secret for its whole life, which is what makes merging safe.
    package func hasSameSecret(as other: Entry.Content) -> Bool {
        switch (self, other) {
        case (.thirdParty(let mine), .thirdParty(let theirs)):
            mine.parameters.kind == theirs.parameters.kind && mine.secret == theirs.secret
        case (.personal, .personal), (.work, .work): true
        default: false
        }
    }

    /// Different bytes for contents that do not have the same secret.
    package var secretIdentity: SecretBytes {
        switch self {
        case .thirdParty(let secret):
            let label = Array("\(Entry.Kind.thirdParty.rawValue)/\(secret.parameters.kind.rawValue)/".utf8)
            return SecretBytes(concatenating: label, secret.secret)
        case .personal: return SecretBytes(utf8: Entry.Kind.personal.rawValue)
        case .work: return SecretBytes(utf8: Entry.Kind.work.rawValue)
        }
    }
}

extension Entry {
    /// One version of two with the same secret: the newer one, with the newer details, the greater counter and the
    /// earlier arrival.
    package func joined(with other: Entry) -> Entry {
        var joined = precedes(other) ? other : self
        joined.details = details.joined(with: other.details)
        joined.counter = max(counter, other.counter)
        joined.added = [added, other.added].compactMap { $0 }.min()
        return joined
    }

    private func precedes(_ other: Entry) -> Bool {
        guard modified == other.modified else { return modified < other.modified }
        let (own, others) = (rank, other.rank)
        return own == others ? carried.precede(other.carried) : own < others
    }

    /// The counter of a HOTP entry; 0 for the others.
    private var counter: UInt64 {
        get {
            guard case .thirdParty(let secret) = content else { return 0 }
            return secret.parameters.counter
        }
        set {
            guard case .thirdParty(var secret) = content, secret.parameters.kind == .hotp else { return }
            secret.parameters.counter = newValue
            content = .thirdParty(secret)
        }
    }

    /// Decides between two versions with one stamp, which only a faulty device makes.
    private var rank: String {
        let rest =
            switch content {
            case .thirdParty(let secret):
                "\(secret.parameters.algorithm.rawValue)/\(secret.parameters.digits)/\(secret.parameters.period)"
            case .personal(let personal): "\(personal.service)\u{0}\(personal.username)\u{0}\(personal.approves)"
            case .work(let work): work.service + "\u{0}" + work.organization + "\u{0}" + work.member
            }
        return issuer + "\u{0}" + account + "\u{0}" + rest
    }
}

extension UnreadableEntry {
    /// One version of two: the newer one.
    package func joined(with other: UnreadableEntry) -> UnreadableEntry {
        if modified != other.modified { return modified > other.modified ? self : other }
        // Only a faulty device makes two versions with one stamp.
        var (own, others) = (json.exposedBytes(), other.json.exposedBytes())
        defer {
            wipe(&own)
            wipe(&others)
        }
        return own.lexicographicallyPrecedes(others) ? other : self
    }
}
