import Entries
package import Import
import OneTimePassword

/// What an import would do, or has done: the answer of `sparekey import --json`.
///
/// It holds no secret.
package struct ImportReport: Encodable, Sendable {
    /// The formats of the files.
    package let formats: [ImportFormat]
    /// What becomes of each account of the files.
    package let entries: [Line]
    /// What is left out.
    package let leftOut: [ImportReading.LeftOut]
    /// How many accounts were added.
    package let added: Int
    /// How many tags and notes of the accounts to be added are too long or too many to be kept.
    package let unkept: Int

    /// What becomes of an account.
    package enum State: String, Sendable, CaseIterable {
        /// It is not here yet.
        case new
        /// It is here already, or twice in the files.
        case present
        /// Another account has its name, with another secret: it is added beside that one.
        case conflict
    }

    /// An account of the files.
    package struct Line: Encodable, Sendable {
        /// Its names.
        package let issuer, account: String
        let parameters: OTPParameters
        /// What becomes of it.
        package let state: State

        /// What a person calls it.
        package var label: String { [issuer, account].filter { !$0.isEmpty }.joined(separator: ":") }

        private enum Names: String, CodingKey {
            case issuer, account, type, digits, period, algorithm, counter, state
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Names.self)
            try container.encode(issuer, forKey: .issuer)
            try container.encode(account, forKey: .account)
            try container.encode(parameters.kind.rawValue, forKey: .type)
            try container.encode(parameters.digits, forKey: .digits)
            try container.encode(parameters.kind == .hotp ? nil : parameters.period, forKey: .period)
            try container.encode(parameters.algorithm.rawValue, forKey: .algorithm)
            try container.encode(parameters.kind == .hotp ? parameters.counter : nil, forKey: .counter)
            try container.encode(state.rawValue, forKey: .state)
        }
    }

    /// The accounts of a state.
    package func lines(_ state: State) -> [Line] { entries.filter { $0.state == state } }

    private enum Names: String, CodingKey {
        case format, entries, skipped, added
    }

    private enum SkippedNames: String, CodingKey {
        case `where`, reason
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Names.self)
        try container.encode(formats.map { $0.name }.joined(separator: ","), forKey: .format)
        try container.encode(entries, forKey: .entries)
        var skipped = container.nestedUnkeyedContainer(forKey: .skipped)
        for one in leftOut {
            var item = skipped.nestedContainer(keyedBy: SkippedNames.self)
            try item.encode(one.place.text, forKey: .where)
            try item.encode(one.reason.rawValue, forKey: .reason)
        }
        try container.encode(added, forKey: .added)
    }
}

extension ImportPlace {
    /// The place in a form that is the same in every language.
    package var text: String {
        switch self {
        case .line(let number): "line \(number)"
        case .path(let path): path
        case .part(let number, let count): "part \(number) of \(count)"
        }
    }
}
