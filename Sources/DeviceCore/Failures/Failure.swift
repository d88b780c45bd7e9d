/// A failure as a person is told of it: the catalogues hold its words, `values` what is put into them.
package struct Failure: Error, Sendable, Equatable {
    /// Its stable name.
    package let code: FailureCode
    /// What the words mention: counts, dates, places.
    ///
    /// Never a secret, a code or a label.
    package let values: [String: String]

    /// A failure with what its words mention.
    package init(_ code: FailureCode, _ values: [String: String] = [:]) {
        self.code = code
        self.values = values
    }

    /// The failure that `error` means to a person; an error nobody explains is our bug.
    package init(explaining error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as any Explainable: self = error.failure
        default: self.init(.internalError, ["error": String(describing: type(of: error))])
        }
    }
}

/// An operation's error that can be put into words.
package protocol Explainable: Error {
    /// The failure as a person is told of it.
    var failure: Failure { get }
}
