package import Encodings
import OutsideText
import Vault

extension Failure {
    /// What the words of a failure mention in one place of a sentence; the catalogue writes it for people.
    package enum Mention: Sendable {
        /// A text as it is.
        case text(String)
        /// A day by UTC.
        case day(Instant)
        /// A time to wait in seconds.
        case wait(Int)
        /// The key of words of the catalogue.
        case words(String)

        /// A count or a number.
        package static func number(_ number: some BinaryInteger) -> Mention { .text(String(number)) }
    }
}

// The table of what failures mention: nothing else makes texts of it, and nothing reads them back but the vault's door.

extension Failure.Detail {
    /// What the words mention of it, by the names of the places in their sentences.
    var mentions: [String: Failure.Mention] {
        switch self {
        case .duplicate(let position): ["position": .number(position)]
        case .line(let number): ["line": .number(number)]
        case .attemptsLeft(let count): ["left": .number(count)]
        case .wait(let seconds): ["wait": .wait(seconds)]
        case .codeSent(let proof, let masked): ["proof": .text(proof.rawValue), "masked": .text(masked)]
        case .backupFound(let entries, let made): ["n": .number(entries), "date": .day(made)]
        case .intact(let generation, let made):
            ["intact": .words("backup.damaged.intact"), "generation": .number(generation), "date": .day(made)]
        case .rolledBack(let found, let expected): ["found": .number(found), "expected": .number(expected)]
        case .oldHead(let found, let newest): ["found": .number(found), "newest": .number(newest)]
        case .removed(let removal):
            ["removal": .text(removal.kind), "date": .day(removal.at), "by": removal.by.map { .text($0) }]
                .compactMapValues(\.self)
        }
    }
}

extension Failure {
    /// What the vault keeps of a failure beside its code: texts by the names of what they are, which never change.
    package var values: [String: String] {
        var values = mentions.mapValues(\.stored)
        values["situation"] = situation?.rawValue
        return values
    }

    /// The failure that the vault has kept; what has led to it is over, so it comes back for its words alone.
    package init(_ code: FailureCode, stored values: [String: String]) {
        var mentions: [String: Mention] = [:]
        for (name, text) in values where name != "situation" { mentions[name] = Mention(name, stored: text) }
        var failure = Failure(code, mentions)
        if let kind = values["removal"], case .day(let date) = mentions["date"] {
            failure = failure.with(.removed(KnownRemoval(kind: kind, at: date, by: values["by"])))
        }
        self = values["situation"].flatMap(Situation.init).map { failure.in($0) } ?? failure
    }
}

extension Failure.Mention {
    fileprivate var stored: String {
        switch self {
        case .text(let text), .words(let text): text
        case .day(let date): date.day
        case .wait(let seconds): String(seconds)
        }
    }

    fileprivate init(_ name: String, stored text: String) {
        self =
            switch name {
            case "date", "until": Instant(day: text).map { .day($0) } ?? .text(text)
            case "wait": Int(text).map { .wait($0) } ?? .text(text)
            case "intact", "content": .words(text)
            default: .text(text)
            }
    }
}

extension Instant {
    /// The beginning of a day such as `2026-11-28`; nil for anything else.
    fileprivate init?(day text: String) {
        let parts = text.pieces(at: "-", keepingEmpty: true).compactMap { $0.number(Int.self) }
        guard parts.count == 3, text.utf8.count == 10 else { return nil }
        self.init(year: parts[0], month: parts[1], day: parts[2], hour: 0, minute: 0, second: 0)
    }
}
