import AccountAPI
import Encodings
package import Vault

extension KnownRemoval {
    /// What a service has told, as the vault keeps it.
    init(_ removal: DeviceRemoval) {
        // A service may say anything; the year 9999 is far enough for a date.
        let at = min(max(removal.at, 0), 253_402_300_799_000)
        self.init(kind: removal.kind.rawValue, at: Instant(milliseconds: at), by: removal.by)
    }
}

extension Failure {
    /// The same failure, which tells who has removed this device, and when, where that is known.
    func telling(_ removal: KnownRemoval?) -> Failure {
        guard let removal, detail == nil || tellsRemoval else { return self }
        return with(.removed(removal))
    }

    /// The same failure, which tells what another tells of that.
    func telling(as other: Failure) -> Failure {
        telling(other.removal)
    }

    /// Who has removed this device, and when; nil where it does not tell.
    var removal: KnownRemoval? {
        if case .removed(let removal) = detail { removal } else { nil }
    }

    /// Whether it tells who has removed this device.
    var tellsRemoval: Bool { removal != nil }
}

extension Catalogue {
    /// Who has removed this device from an account, and when: a sentence; nil where that is not known, or where only a
    /// newer version has words for it.
    package func removal(_ removal: KnownRemoval?) -> String? {
        removal.flatMap { self.removal($0.kind, by: $0.by, on: day($0.at)) }
    }

    /// The same between two sentences.
    func removalBetween(_ known: KnownRemoval?) -> String { removal(known).map { " " + $0 } ?? "" }

    private func removal(_ kind: String, by name: String?, on date: String) -> String? {
        let unnamed = "removal.\(kind).unnamed"
        let key = name == nil && holds(unnamed) ? unnamed : "removal.\(kind)"
        guard holds(key) else { return nil }
        return text(key, ["date": date, "device": quoted(name ?? "")])
    }
}
