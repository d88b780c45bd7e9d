import AccountAPI
import DeviceCore
import Encodings
import WebPages

/// The form that asks who decides over an account: for the secret, for one more kind, or for the code that was sent.
struct EvidenceModel: Sendable {
    /// The act that goes on afterwards, sealed.
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
        act = pending.sealed
        back = pending.back
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
