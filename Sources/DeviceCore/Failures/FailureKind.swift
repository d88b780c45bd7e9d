/// What can be done about a failure.
///
/// Each face says it in its own way: the command line as an exit status, the page as a status of HTTP.
package enum FailureKind: Sendable, CaseIterable {
    /// What was typed, scanned or read will not do.
    case badInput
    /// What is meant is not there.
    case notFound
    /// A party does not answer, or does not do its part.
    case unreachable
    /// It is our mistake.
    case bug
    /// The output cannot be written.
    case output
    /// It may go well later.
    case transient
    /// A party says no.
    case refused
    /// Something has to be set up first.
    case setup
}

extension FailureCode {
    /// Whether it is the storage that did not do its part.
    var isOfStorage: Bool { rawValue.utf8.starts(with: "storage.".utf8) }

    /// Whether it may pass without anyone doing anything, so that trying again is worth it.
    package var passes: Bool { [.unreachable, .transient].contains(kind) }

    /// The kind of the group in which the code stands.
    package var kind: FailureKind {
        guard let kind = Self.kinds[self] else { preconditionFailure("a group begins with the first code") }
        return kind
    }

    /// The first code of each group and the kind of all in it; `script/make-errors-page` compares the headings.
    private static let groups: [FailureCode: FailureKind] = [
        .notAnOTPAuthURI: .badInput, .noSuchEntry: .notFound, .storageUnreachable: .unreachable, .internalError: .bug,
        .outputFailed: .output, .tooManyAttempts: .transient, .wrongPassword: .refused, .noPassphraseSet: .setup,
    ]

    private static let kinds: [FailureCode: FailureKind] = {
        var kinds: [FailureCode: FailureKind] = [:]
        var kind: FailureKind?
        for code in allCases {
            kind = groups[code] ?? kind
            kinds[code] = kind
        }
        return kinds
    }()
}
