import AccountAPI
import DeviceCore
import Encodings
import WebPages

/// The form that asks who decides over an account: for the secret, for one more kind, or for the code that was sent.
struct EvidenceModel: Sendable {
    /// The act that goes on afterwards.
    let act: String
    let back: String
    /// What a person calls the account; nil where the page names it already.
    var account: String?
    /// What the form says first.
    var text = ""
    /// The days from which on the device counts without being confirmed.
    var dates: [String] = []
    var asksForSecret = false
    /// Whether the secret is the recovery code.
    var isCode = false
    var hasWays = false
    var ways: [Way] = []
    /// Which ways are closed now, and until when.
    var closed: [String] = []
    /// The proof that a code belongs to; nil before one was sent.
    var proof: String?
    /// Whether the recovery code on paper is asked for, beside the password that counts already.
    var asksForPaper = false
    /// The contact that the code was sent to, and that can have another.
    var contact = ""
    /// Whether that is another code, which somebody asked for.
    var isSentAgain = false
    var failure: FailureModel?

    /// A way to confirm the device.
    struct Way: Sendable {
        /// What other devices do, in the place of a contact's identifier.
        static let approval = "approval"
        /// The code on paper, in the place of a contact's identifier.
        static let paper = "recoveryCode"
        let value: String
        let label: String
        let isFirst: Bool
    }

    /// Asks for the recovery code on paper.
    mutating func askForPaper(_ words: Catalogue) {
        (asksForSecret, hasWays, ways, dates) = (false, false, [], [])
        text = words.text("page.evidence.paper")
        asksForPaper = true
    }

    /// Asks for the code that was sent.
    mutating func ask(for sent: ContactProofID, of contact: String, text: String) {
        self.contact = contact
        (asksForSecret, hasWays, ways, dates) = (false, false, [], [])
        self.text = text
        proof = sent.rawValue
    }
}

extension EvidenceModel {
    init(_ pending: PendingAct) {
        act = pending.id
        back = pending.back
    }
}

extension PageSite {
    /// What an act asks for now.
    func evidence(for pending: PendingAct, _ words: Catalogue) throws -> EvidenceModel {
        var model = EvidenceModel(pending)
        let status = try device.accounts.status(of: pending.account)
        model.account = try? device.accounts.personalListing(named: pending.account).wholeLabel
        guard let standing = try device.evidence.standing(of: pending.account), !standing.evidence.asksForSecret else {
            model.asksForSecret = true
            model.isCode = status.needsNewPassword
            model.text = words.text(model.isCode ? "page.evidence.code" : "page.evidence.password")
            return model
        }
        let need = standing.evidence
        var ways: [(value: String, label: String)] = []
        for way in need.waysWithPaper {
            if way == .recoveryCode {
                ways.append((EvidenceModel.Way.paper, words.text("page.evidence.way.paper")))
            } else if let until = need.waits(for: way), until > now() {
                let time = ["time": words.shortMoment(until)]
                model.closed.append(words.text("evidence.closed.\(way.rawValue)", time))
            } else if way == .contact {
                ways += try device.contacts.list(of: pending.account).filter(\.isVerified).map {
                    ($0.id.rawValue, words.text("page.evidence.contact", ["masked": $0.masked]))
                }
            } else {
                ways.append((EvidenceModel.Way.approval, words.text("page.evidence.approval")))
            }
        }
        // The first is chosen already: a code to a contact needs no other device.
        model.ways = ways.enumerated().map { place, way in
            EvidenceModel.Way(value: way.value, label: way.label, isFirst: place == 0)
        }
        model.hasWays = !ways.isEmpty
        model.dates = ways.isEmpty ? [] : standing.dates(words)
        model.text = words.text("page.evidence.unsettled" + (standing.codesCountFrom == nil ? ".codesAccepted" : ""))
        if ways.isEmpty, model.closed.isEmpty {
            model.text = ""
            model.failure = FailureModel(AccountError.evidenceNeeded(need), words)
        }
        return model
    }

    /// The form at the end of a growing page.
    func evidenceForm(for pending: PendingAct, _ words: Catalogue) -> String {
        PageTemplate.evidenceForm.render(evidenceOrFailure(for: pending, words), words: words)
    }

    private func evidenceOrFailure(for pending: PendingAct, _ words: Catalogue) -> EvidenceModel {
        do {
            return try evidence(for: pending, words)
        } catch {
            var model = EvidenceModel(pending)
            model.failure = FailureModel(Failure(explaining: error), words, of: .entry(pending.account))
            return model
        }
    }

    /// The form that confirms a new device, for the end of a sign-in or a recovery; nil where nothing can confirm it.
    func confirmation(of account: String?, isRecovering: Bool = false, _ words: Catalogue) -> EvidenceModel? {
        guard let standing = try? device.evidence.standing(of: account), !standing.isSettled,
            canConfirm(standing, of: account)
        else { return nil }
        return evidenceOrFailure(for: confirming(account, isRecovering: isRecovering), words)
    }

    /// Whether something that can be typed or done now confirms a new device.
    ///
    /// Whoever came with the code on paper in the place of the password has nothing more to type by it.
    func canConfirm(_ standing: DeviceStanding, of account: String?) -> Bool {
        let isLimited = (try? device.accounts.status(of: account))?.needsNewPassword == true
        return isLimited ? !standing.evidence.ways.isEmpty : !standing.evidence.isWithoutWays
    }
}

extension PageTemplate<EvidenceModel> {
    static var evidence: Self { Self(name: "evidence") }
    static var evidenceForm: Self { Self(name: "evidence-form") }
    static var evidenceApproved: Self { Self(name: "evidence-approved") }
}

extension EvidenceModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "act": .of(act), "back": .of(back), "account": .of(account), "text": .of(text), "dates": .of(dates),
            "asksForSecret": .of(asksForSecret), "isCode": .of(isCode), "hasWays": .of(hasWays), "ways": .of(ways),
            "closed": .of(closed), "proof": .of(proof), "asksForPaper": .of(asksForPaper), "contact": .of(contact),
            "isSentAgain": .of(isSentAgain), "failure": .of(failure),
        ]
    }
}

extension EvidenceModel.Way: ShownOnPage {
    var pageValue: PageValue { ["value": .of(value), "label": .of(label), "isFirst": .of(isFirst)] }
}
