extension FailureCode {
    /// Whether it is the storage that did not do its part.
    var isOfStorage: Bool { rawValue.utf8.starts(with: "storage.".utf8) }

    /// Whether it may pass without anyone doing anything, so that trying again is worth it.
    package var passes: Bool { [69, 75].contains(exitStatus) }

    /// The process's exit status, from `sysexits.h`: that of the group in which the code stands.
    package var exitStatus: Int32 {
        guard let status = Self.statuses[self] else { preconditionFailure("a group begins with the first code") }
        return status
    }

    /// The first code of each group and the exit status of all in it; `script/make-errors-page` compares the headings.
    private static let groups: [FailureCode: Int32] = [
        .notAnOTPAuthURI: 65, .noSuchEntry: 66, .storageUnreachable: 69, .internalError: 70, .outputFailed: 74,
        .tooManyAttempts: 75, .wrongPassword: 77, .noPassphraseSet: 78,
    ]

    private static let statuses: [FailureCode: Int32] = {
        var statuses: [FailureCode: Int32] = [:]
        var status: Int32?
        for code in allCases {
            status = groups[code] ?? status
            statuses[code] = status
        }
        return statuses
    }()
}
