import DeviceCore
import Encodings

/// What came back.
struct ReportModel {
    let summary: String
    /// The next step, or what is left to do; nil where nothing is.
    private(set) var left: String?
    /// Whether every account is here.
    let isComplete: Bool
    let ready: [Line]
    /// Those that are here, whose codes are accepted later.
    let held: [Line]
    private(set) var waiting: [Line]
    /// Those that only a newer version of the app can read.
    let unreadable: [Line]
    let hasReady: Bool
    let hasHeld: Bool
    let hasWaiting: Bool
    let hasUnreadable: Bool
    /// Set after a recovery code: a new password and a new code take its place.
    var newPassword: NewPasswordModel? { didSet { tellStep() } }
    /// Whether the page has a step of its own, whose button stands above the one that ends it.
    private(set) var hasStep = false
    /// Whether this device is new to the account and nothing can confirm it, and the days that follow from it.
    var isNew = false
    var dates: [String] = []
    /// What is left to do.
    var advice: [AdviceModel] = []
    /// The form that confirms a new device; nil where there is nothing to confirm.
    private(set) var confirmation: EvidenceModel? { didSet { tellStep() } }
    /// Set where this device's clock is off by half a step or more.
    let clock: String?
    /// Set where a newer backup was passed over.
    let passedOver: String?

    /// One account of the backup.
    struct Line {
        let issuer: String
        let account: String
        let avatar: AvatarModel
        /// What makes it ready; nil where another step has to come first.
        var action: AdviceModel.Action?
        /// From when on its codes are accepted, or which step comes first; nil where there is nothing to say.
        var note: String?
        /// Whether nothing but the account's sign-in requests is missing.
        let needsApprovals: Bool
    }

    /// Puts the confirming of this device before every other step; `account` is what a person calls the account.
    mutating func confirm(_ form: EvidenceModel, as account: String?, _ words: Catalogue) {
        confirmation = form
        confirmation?.account = nil
        // A code from a contact sets the requests up as well: they are no step beside this one.
        for index in waiting.indices where waiting[index].needsApprovals {
            waiting[index].action = nil
            waiting[index].note = words.text("page.report.confirmFirst")
        }
        let isOnly = newPassword == nil && waiting.allSatisfy(\.needsApprovals) && isComplete
        let key = isOnly ? "page.report.oneStep" : "page.report.firstStep"
        if let account { left = words.text(key, ["account": account]) }
    }

    private mutating func tellStep() {
        hasStep = confirmation != nil || newPassword?.isPossible == true
    }
}

extension ReportModel {
    init(_ report: RestoreReport, _ words: Catalogue) {
        let counts = ["restored": String(report.restored), "expected": String(report.expected)]
        isComplete = report.restored == report.expected
        summary = words.text(report.expected, isComplete ? "page.report.allHere" : "report.here", counts)
        left = words.left(of: report).map { words.text("page.report.left", ["what": $0]) }
        func lines(_ entries: [RestoreReport.Line]) -> [Line] {
            entries.map { entry in
                Line(
                    issuer: entry.issuer.isEmpty ? entry.label : entry.issuer,
                    account: entry.issuer.isEmpty ? "" : entry.wholeAccount,
                    avatar: AvatarModel(of: entry.issuer.isEmpty ? entry.label : entry.issuer),
                    action: AdviceModel.Action(
                        address: "/accounts/\(entry.id)/\(entry.state == .needsQRCode ? "scan" : "sign-in")",
                        label: words.text(entry.verificationKey)
                    ),
                    note: entry.codesCountFrom.map { words.text("page.accounts.codesHeld", ["date": words.day($0)]) },
                    needsApprovals: entry.state == .needsSignIn && entry.isSignedIn
                )
            }
        }
        ready = lines(report.ready)
        held = lines(report.held)
        waiting = lines(report.waiting)
        unreadable = lines(report.entries.filter { $0.state == .unreadable })
        hasReady = !ready.isEmpty
        hasHeld = !held.isEmpty
        hasWaiting = !waiting.isEmpty
        hasUnreadable = !unreadable.isEmpty
        clock = words.clock(report.clockOffset)
        passedOver = report.passedOver.map { words.text("report.passedOver", ["number": String($0)]) }
    }
}
