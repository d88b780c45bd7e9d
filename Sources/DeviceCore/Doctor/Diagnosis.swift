package import Encodings
import Vault

/// The whole path of the codes and the backup, step by step.
package struct Diagnosis: Encodable, Sendable {
    /// The steps in the order of the path.
    package let checks: [Check]
    /// When the newest backup was last read back, opened and compared.
    package var lastVerified: Instant?
    /// What is known of the backup; nil where the vault does not open.
    package var backup: BackupStatus?
    /// What works today but would fail on the day of a loss.
    package var warnings: [Warning] = []

    /// The steps that are tested.
    package enum Name: String, Encodable, Sendable {
        case vault, previous, clock, service, session, storage, write, backup
    }

    /// One step and how it went.
    package struct Check: Encodable, Sendable {
        /// The step.
        package let name: Name
        /// The account or service that is tested, where there are several.
        package var subject: String?
        /// Why it failed; nil where it did not.
        package let failure: Failure?
        /// Whether there was nothing to test.
        package let isSkipped: Bool

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encodeIfPresent(subject, forKey: .subject)
            try container.encode(isSkipped ? "off" : failure == nil ? "ok" : "failed", forKey: .result)
            try container.encodeIfPresent(failure?.code.rawValue, forKey: .code)
        }

        private enum CodingKeys: String, CodingKey {
            case name, subject, result, code
        }
    }

    /// Something to put right before the device is lost.
    package struct Warning: Encodable, Sendable, Equatable {
        /// Its stable name; the words are `warning.NAME` unless `words` names others.
        package let name: String
        /// The entry that it is about.
        package let label: String?
        /// From when on this device can put it right; nil where it can now.
        package var from: Instant?
        /// The key of its words.
        var words: String
        /// The entry's identifier, where a page leads to it.
        package var entry: String?
        /// The word of a command that means the account.
        var word: String?
        /// Whether it is a work account's.
        package var isWork = false
        /// From when on the codes of this device are accepted, where they are not yet.
        var codesFrom: Instant?
        /// When this device is one of the account's without being confirmed, where it is not yet.
        var settles: Instant?
        /// How this device was removed from the account, where its service has told.
        var removal: KnownRemoval?

        /// A warning with its parts.
        package init(name: String, label: String?, from: Instant? = nil) {
            (self.name, self.label, self.from, words) = (name, label, from, "warning.\(name)")
        }

        private enum CodingKeys: String, CodingKey {
            case name, label, from
        }
    }

    /// The first failure, which decides the exit status.
    package var firstFailure: FailureCode? {
        checks.lazy.compactMap(\.failure).first?.code
    }
}

extension Catalogue {
    /// The name of a step, with the account where several are tested.
    package func name(of check: Diagnosis.Check) -> String {
        let name = text("doctor.\(check.name.rawValue)")
        return check.subject.map { text("doctor.named", ["name": name, "subject": $0]) } ?? name
    }

    /// The sentence for people.
    package func text(_ warning: Diagnosis.Warning) -> String {
        var values = warning.label.map { ["label": $0] } ?? [:]
        values["account"] = warning.word
        values["settles"] = warning.settles.map(day)
        values["codes"] = warning.codesFrom.map(day)
        values["who"] = removalBetween(warning.removal)
        guard let from = warning.from else { return text(warning.words, values) }
        values["date"] = day(from)
        return text("\(warning.words).later", values)
    }
}
