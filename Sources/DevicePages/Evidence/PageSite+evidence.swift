import AccountAPI
import DeviceCore
import Encodings

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
        render(.evidenceForm, evidenceOrFailure(for: pending, words), words)
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
