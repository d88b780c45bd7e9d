import DeviceCore
import Entries

/// The form of the names of an account whose code has none.
struct NameModel {
    let issuer: String
    let account: String
    var failure: FailureModel?
}

extension NameModel {
    init() {
        (issuer, account) = ("", "")
    }

    init(_ form: PageForm) {
        issuer = form["issuer"]
        account = form["account"]
    }
}

extension GivenNames {
    /// The names that were typed into a form; an empty field leaves what the address says.
    init(typedIssuer issuer: String, account: String) {
        self.init(issuer: issuer.isEmpty ? nil : issuer, account: account.isEmpty ? nil : account)
    }
}

/// The form of a personal account; the password is not kept.
struct PersonalModel: Sendable {
    let username: String
    let service: String
    /// Whether the account is to be created.
    let isNew: Bool
    var failure: FailureModel?

    /// The account that was typed.
    var typed: LetterAccount { .typed(service: service, username: username) }
}

extension PersonalModel {
    /// An empty form that proposes the service of an account that is here already.
    init(service: String, isNew: Bool) {
        username = ""
        self.service = service
        self.isNew = isNew
    }

    init(_ form: PageForm, isNew: Bool) {
        username = form["username"]
        service = form["service"]
        self.isNew = isNew
    }
}

/// An account that was added.
struct AddDoneModel {
    let label: String
    /// Set where this device's clock is off by half a step or more.
    let clock: String?
    /// The form that confirms a new device; nil where there is nothing to confirm.
    let confirmation: EvidenceModel?
    /// Whether no backup is on, to which the page leads then.
    var isUnsaved = false
}

extension AddDoneModel {
    init(_ change: AccountChange, confirmation: EvidenceModel? = nil, words: Catalogue) {
        self.confirmation = confirmation
        label = change.entry.wholeLabel
        clock = words.clock(change.clockOffset)
    }
}

/// What became of a list of addresses.
struct ImportModel {
    var failure: FailureModel?
    var summary: String?
    var added: [String] = []
    /// Whether an account was added.
    var hasAdded = false
    var alreadyHere: [String] = []
    var leftOut: [String] = []
    /// Whether a line was left out.
    var hasLeftOut = false

    // Of another kind of file, each line would be one.
    private static let shown = 20
}

extension ImportModel {
    init(_ report: ScanReport, _ words: Catalogue) {
        if report.added.isEmpty, report.alreadyHere.isEmpty {
            failure = FailureModel(Failure(.nothingInList), words)
        } else {
            summary = words.text(report.added.count, "scan.total", ["n": String(report.added.count)])
        }
        added = report.added.map(\.wholeLabel)
        hasAdded = !added.isEmpty
        alreadyHere = report.alreadyHere.map(\.wholeLabel)
        leftOut = report.leftOut.prefix(Self.shown).map { failure in
            let (message, remedy) = words.words(for: failure)
            let line = failure.line.map { String($0) } ?? ""
            return words.text("list.leftOut", ["line": line, "message": message, "remedy": remedy])
        }
        hasLeftOut = !leftOut.isEmpty
        let rest = report.leftOut.count - leftOut.count
        if rest > 0 { leftOut.append(words.text(rest, "list.leftOutMore", ["n": String(rest)])) }
    }
}
