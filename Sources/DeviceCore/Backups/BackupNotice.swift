package import Encodings

/// What has to be said of a backup that is not as it should be, since when, and what to do.
package struct BackupNotice: Sendable, Equatable {
    /// Why there is something to say.
    package let cause: Cause
    /// Since when it is so; nil where no backup was ever made.
    package let since: Instant?
    /// Whether changes wait.
    package let pending: Bool

    /// Why a backup is not as it should be.
    package enum Cause: Sendable, Equatable {
        /// Tries fail.
        case failing(Failure)
        /// The user has paused it, and changes wait.
        case paused
        /// Changes wait, and nothing has been tried yet.
        case waiting
    }

    /// A notice with all its parts.
    package init(cause: Cause, since: Instant?, pending: Bool) {
        self.cause = cause
        self.since = since
        self.pending = pending
    }
}

extension BackupNotice {
    /// Whether it tells of one of these failures.
    package func isOf(_ codes: [FailureCode]) -> Bool {
        if case .failing(let failure) = cause { codes.contains(failure.code) } else { false }
    }
}

extension BackupStatus {
    /// What has to be said of this backup; nil where it is off, or holds everything and the last try succeeded.
    ///
    /// `failure` is that of a try just made, which the vault may have been unable to keep.
    package func notice(after failure: Failure? = nil, at now: Instant = Instant.now()) -> BackupNotice? {
        if state == "paused" {
            return pending ? BackupNotice(cause: .paused, since: pendingSince, pending: true) : nil
        }
        if let failure = failure ?? self.failure {
            return BackupNotice(
                cause: .failing(failure),
                since: problemSince ?? pendingSince ?? now,
                pending: pending
            )
        }
        return pending ? BackupNotice(cause: .waiting, since: pendingSince, pending: true) : nil
    }
}

extension Catalogue {
    /// The sentence for people; without the reason of a failure where that is told already.
    package func text(_ notice: BackupNotice, isTold: Bool = false) -> String {
        var values = notice.since.map { ["time": moment($0)] } ?? [:]
        switch notice.cause {
        case .failing where isTold:
            return text(notice.pending ? "backup.notice.pending.told" : "backup.notice.failing.told", values)
        case .failing(let failure):
            (values["message"], values["remedy"]) = words(for: failure)
            return whole(notice.pending ? "backup.notice.pending" : "backup.notice.failing", values)
        case .paused: return text(notice.since == nil ? "backup.notice.paused.never" : "backup.notice.paused", values)
        case .waiting: return text(notice.since == nil ? "backup.notice.never" : "backup.notice.waiting", values)
        }
    }

    /// Says that a backup that is on does not work, why, and what to do; nil where it does, as far as is known here.
    package func trouble(of status: BackupStatus) -> String? {
        guard let trouble = status.trouble, let location = status.location else { return nil }
        let (message, remedy) = words(for: trouble)
        return whole("backup.status.failing", ["location": location, "message": message, "remedy": remedy])
    }

    /// A sentence about a failure, of which an older version may have kept too little.
    private func whole(_ key: String, _ values: [String: String]) -> String {
        // ours: the sentence is of the catalogue, and its values hold no braces.
        text(key, values).replacing(/\{[a-z]+\}/, with: "?")
    }
}
