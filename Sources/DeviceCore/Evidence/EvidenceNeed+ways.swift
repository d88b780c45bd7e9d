package import AccountAPI
package import Encodings

extension Failure {
    /// Whether one way to confirm a device has led to nothing, and the same again or another still can.
    var leavesOtherWays: Bool {
        [
            .approvalRefused, .requestExpired, .wrongContactCode, .contactCodeExpired, .contactNotSent,
            .contactUnavailable, .tooManyContactCodes, .requestReported,
        ].contains(code)
    }

    /// For how many seconds a way that has led to this would lead to it again; nil where it may be tried at once.
    var closedFor: Int64? {
        guard case .wait(let seconds) = detail else { return nil }
        return [.tooManyContactCodes, .requestReported].contains(code) ? Int64(seconds) : nil
    }
}

extension EvidenceNeed {
    /// Whether the password or the recovery code counts now.
    package var hasSecret: Bool { shown.contains(.password) || shown.contains(.recoveryCode) }

    /// Whether signing in again with the secret of a personal account shows what is missing: on a settled device, which is
    /// evidence itself then, it does.
    package var asksForSecret: Bool { !hasSecret || settles == nil && !isEnough }

    /// Whether nothing more is needed for a guarded act.
    package var isEnough: Bool { hasSecret && shown.count > 1 }

    /// How a device can show one more kind on a screen where the recovery code is not typed.
    package var ways: [EvidenceWay] {
        (possible.contains(.contact) ? [.contact] : []) + (possible.contains(.device) ? [.approval] : [])
    }

    /// From when on a way is open again; nil where it is now.
    package func waits(for way: EvidenceWay) -> Instant? {
        let kind: EvidenceKind =
            switch way {
            case .contact: .contact
            case .approval: .device
            case .recoveryCode: .recoveryCode
            }
        return waits?.first { $0.kind == kind }.map { Instant(milliseconds: $0.until) }
    }

    /// How a device can show one more kind; the recovery code counts beside the password only.
    package var waysWithPaper: [EvidenceWay] {
        ways + (shown.contains(.password) && possible.contains(.recoveryCode) ? [.recoveryCode] : [])
    }

    /// Whether the account has a contact that can get a code.
    var hasContact: Bool { shown.contains(.contact) || possible.contains(.contact) }

    /// Whether there is no way to show more, whatever is typed first.
    package var isWithoutWays: Bool { ways.isEmpty && !possible.contains(.recoveryCode) }

    /// From when on the device can change the account, where nothing that can be typed makes it sooner; nil where it can.
    var changesFrom: Instant? { isWithoutWays ? settles.map { Instant(milliseconds: $0) } : nil }
}
