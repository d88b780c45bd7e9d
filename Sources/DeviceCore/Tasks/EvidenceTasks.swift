package import AccountAPI

extension DeviceApp {
    /// Makes a new device of an account count fully, where a code or an approval does that and is given now; returns
    /// how the account sees the device then.
    @discardableResult
    package func settle(_ name: String?, isOptional: Bool = true) async throws -> DeviceStanding? {
        try await waiting { try $0.settle(name, isOptional: isOptional) }
    }

    /// Has another device of the account approve this one, which is shown the number that is typed there.
    package func confirmByAnotherDevice(of name: String?, showNumber: @escaping @Sendable (Int) -> Void) async throws {
        try await waiting { try $0.confirmByAnotherDevice(of: name, showNumber: showNumber) }
    }

    /// How the account sees this device; the vault notes from when on its codes count.
    package func accountStanding(of name: String?) async throws -> DeviceStanding? {
        try await waiting { try $0.accountStanding(of: name) }
    }

    /// Signs in again with the password or the recovery code, so that it counts together with what is shown next.
    package func showSecret(_ secret: RecoverySecret, of name: String?) async throws {
        try await waiting { try $0.showSecret(secret, of: name) }
    }

    /// Throws where a change of an account would be refused on this device whatever is typed now, with the day from
    /// which on it is not.
    package func refuseChangeTooEarly(of name: String?, withPaper: Bool = false) async throws {
        try await waiting { try $0.refuseChangeTooEarly(of: name, withPaper: withPaper) }
    }

    /// Has a code sent to a contact of an account; with `reuse`, one that was sent a little while ago will do.
    package func sendContactCode(
        to contact: String,
        of name: String?,
        language: String,
        reuse: Bool = false
    ) async throws -> SentContactCode {
        try await waiting { try $0.sendContactCode(to: contact, of: name, language: language, reuse: reuse) }
    }
}
