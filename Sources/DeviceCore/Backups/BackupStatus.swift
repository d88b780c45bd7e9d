import Backup
package import Encodings
import OutsideText
import Vault

/// What `sparekey backup status --json` prints.
package struct BackupStatus: Encodable, Sendable, Equatable {
    /// `on`, `paused` or `off`.
    package let state: String
    /// The storage, as the user gave it.
    package let location: String?
    /// The number of the newest snapshot: that this device knows, or that a verification found.
    package internal(set) var generation: UInt64?
    /// How many entries that snapshot holds.
    package internal(set) var entries: Int?
    /// When it was last read back, opened and compared.
    package let lastVerified: Instant?
    /// Whether changes wait to be backed up.
    package let pending: Bool
    /// Since when they wait; nil where none does, or where no backup was ever made.
    package let pendingSince: Instant?
    /// The error code of the last try, if it failed.
    package let problem: String?
    /// Since when tries fail.
    package let problemSince: Instant?
    /// The number of a newer backup that does not open and that the last run or check passed over, because a device new
    /// to the account had made it.
    package var passedOver: UInt64?
    /// Whether there is a personal account here, without which the backup cannot be turned on.
    package let hasAccount: Bool
    /// Why the recovery account accepts nothing of this device any more, as it has said; nil where it does, as far as is
    /// known here.
    private let refusal: Failure?
    /// What the words of that failure mention.
    private let problemValues: [String: String]

    /// Why the last try failed, or what the last verification found.
    package var failure: Failure? {
        guard let code = problem.flatMap(FailureCode.init) else { return nil }
        guard problemValues.isEmpty else { return Failure(code, stored: problemValues) }
        // A program that was killed between two writes has left the code alone.
        let place = location ?? "?"
        let drive = place.pieces(at: "/").last.map(String.init) ?? place
        let known = ["expected": generation.map(String.init) ?? "?", "drive": drive]
        return Failure(code, known).at(place).in(.accountsHere)
    }

    /// Why a backup that is on does not work: its account has refused this device since the last try, or that try failed.
    package var trouble: Failure? { state == "on" ? refusal ?? failure : nil }

    package func encode(to encoder: any Encoder) throws {
        // A value that is not known is null rather than missing, so that scripts find every key.
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(state, forKey: .state)
        try container.encode(location, forKey: .location)
        try container.encode(generation, forKey: .generation)
        try container.encode(entries, forKey: .entries)
        try container.encode(lastVerified.map { $0.seconds }, forKey: .lastVerified)
        try container.encode(pending, forKey: .pending)
        try container.encode(pendingSince.map { $0.seconds }, forKey: .pendingSince)
        try container.encode(problem ?? trouble?.code.rawValue, forKey: .problem)
        try container.encode(problemSince.map { $0.seconds }, forKey: .problemSince)
        try container.encodeIfPresent(passedOver, forKey: .passedOver)
    }

    private enum CodingKeys: String, CodingKey {
        case state, location, generation, entries, lastVerified, pending, pendingSince, problem, problemSince
        case passedOver
    }
}

extension BackupStatus {
    init(_ contents: VaultContents) {
        let backup = contents.deviceBound.backup
        state = backup.map { $0.isPaused ? "paused" : "on" } ?? "off"
        location = backup?.location
        generation = backup?.newest?.generation
        entries = backup?.newest?.entries
        lastVerified = backup?.lastVerified
        pending = contents.isBackupPending
        pendingSince = contents.pendingSince
        problem = backup?.problem
        problemSince = backup?.problemSince
        problemValues = backup?.problemValues ?? [:]
        refusal = contents.recoveryEntry.flatMap { contents.lostRequests(of: $0) }
        hasAccount = contents.hasPersonalAccount
    }
}

extension Catalogue {
    /// Says that the backup is off, and what turns it on.
    package func backupOff(_ status: BackupStatus) -> String {
        text(status.hasAccount ? "backup.status.off" : "backup.status.off.withoutAccount")
    }
}
