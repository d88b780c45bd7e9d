import Encodings
import HTTPExchange
import OneTimePassword
import OutsideText
import Storages

/// A failure as the program goes on after it, and as a person is told of it: the catalogues hold its words.
package struct Failure: Error, Sendable, Equatable {
    /// Its stable name.
    package let code: FailureCode
    /// Where the same code calls for other words.
    package private(set) var situation: Situation?
    /// What the program goes on by; nil where code and situation say it all.
    package private(set) var detail: Detail?
    /// What the words mention, by the names of the places in their sentences: counts, dates, locations.
    ///
    /// Nothing is decided by it. It is never a secret or a code, and the name of an account only where people have to
    /// tell several apart or type it.
    private(set) var mentions: [String: Mention]

    /// A failure with the texts that its words mention.
    package init(_ code: FailureCode, _ texts: [String: String] = [:]) {
        self.init(code, texts.mapValues { .text($0) })
    }

    /// A failure with what its words mention.
    package init(_ code: FailureCode, _ mentions: [String: Mention]) {
        (self.code, self.mentions) = (code, mentions)
    }

    /// A failure with what the program goes on by, which its words mention as well, and with more texts for them.
    package init(_ code: FailureCode, _ detail: Detail, _ texts: [String: String] = [:]) {
        self = Failure(code, texts).with(detail)
    }

    /// The same failure with the words for a situation, where the catalogues have some.
    package func `in`(_ situation: Situation) -> Failure {
        var failure = self
        failure.situation = situation
        return failure
    }

    /// The same failure, after which the program goes on by `detail`; nothing stays of what was told of another before.
    func with(_ detail: Detail) -> Failure {
        var failure = self
        for name in (self.detail?.mentions ?? [:]).keys { failure.mentions[name] = nil }
        failure.mentions.merge(detail.mentions) { $1 }
        failure.detail = detail
        return failure
    }

    /// The same failure with more texts that its words mention; `old` ones stay, or make way for them.
    private func adding(_ texts: [String: String], keeping old: Bool) -> Failure {
        var failure = self
        failure.mentions.merge(texts.mapValues { .text($0) }) { old ? $0 : $1 }
        return failure
    }

    /// The same failure with more texts that its words mention.
    func adding(_ texts: [String: String]) -> Failure { adding(texts, keeping: false) }

    /// Two are the same after which a person is told the same.
    package static func == (one: Failure, other: Failure) -> Bool {
        one.code == other.code && one.values == other.values
    }

    /// The same failure with the words for what is wrong with a certificate.
    func `in`(_ problem: CertificateProblem?) -> Failure {
        problem.flatMap { Situation(rawValue: $0.rawValue) }.map { self.in($0) } ?? self
    }

    /// The failure that several entries are meant, told by their numbers and by what a command means each of them by.
    package init(_ code: FailureCode, among entries: [EntryListing]) {
        let words = entries.prefix(Self.namedEntries).map(\.word) + (entries.count > Self.namedEntries ? ["…"] : [])
        self.init(
            code,
            [
                "n": String(entries.count),
                "positions": entries.map { String($0.position) }.joined(separator: ", "),
                "accounts": words.joined(separator: ", "),
            ]
        )
    }

    /// How many of the entries that could be meant are named.
    private static let namedEntries = 5

    /// The same failure with the place it happened at.
    func at(_ place: String) -> Failure {
        var known = ["place": place]
        if StorageKind(location: place) == .folder { known["folder"] = place.cut(at: ":").map { String($0.after) } }
        return adding(known, keeping: true).fitting(place)
    }

    /// The same failure with the words for the kind of storage at the place where it happened.
    private func fitting(_ place: String) -> Failure {
        guard situation == nil, [.storageUnreachable, .storageUntrusted].contains(code),
            let location = try? StorageLocation(place)
        else { return self }
        if location.kind == .folder { return code == .storageUnreachable ? self.in(.folder) : self }
        // A server without encryption answers nothing that can be read to whoever asks it for a certificate.
        return location.withoutEncryption.map { adding(["plain": $0]).in(.onThisComputer) } ?? self
    }

    /// Whether a secret that was typed is wrong, and can be typed again at once.
    var isMistypedSecret: Bool {
        if case .attemptsLeft(0) = detail { return false }
        return [.wrongPassword, .wrongRecoveryCode, .wrongPassphrase].contains(code)
    }

    /// The failure that a file is no picture that can be read; `format` names what it is, where that is known.
    package init(notAPicture path: String, format: String?) {
        let failure = Failure(.notAPicture, ["path": path, "format": format ?? ""])
        self = format == nil ? Failure(.notAPicture, ["path": path]) : failure.in(.otherFormat)
    }

    /// The failure that no account has the name that was typed, which is shown unless it could be a secret.
    init(noEntryNamed name: String) {
        self = Self.shownName(name).map { Failure(.noSuchEntry, ["name": $0]).in(.named) } ?? Failure(.noSuchEntry)
    }

    /// A name that was typed, as it can be shown; nil where it could be a secret.
    static func shownName(_ name: String) -> String? {
        let scalars = name.unicodeScalars.filter { $0.properties.generalCategory != .control }
        let text = String(String.UnicodeScalarView(scalars))
        let couldBeSecret = text.utf8.count > 60 || text.utf8.count >= 16 && (try? Base32.decode(text)) != nil
        return couldBeSecret || text.isEmpty ? nil : text
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
