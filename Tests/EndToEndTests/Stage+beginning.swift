import AccountAPI
import DeviceCore
import Primitives

/// The secrets of the account on a stage.
enum Secrets {
    static let paper = RecoveryCode.random()
    static let nextPaper = RecoveryCode.random()

    static var password: Password {
        get throws { try Password(existing: SecretBytes(utf8: World.password)) }
    }

    static var newPassword: Password {
        get throws { try Password(existing: SecretBytes(utf8: RecoveryCodeTests.newPassword)) }
    }
}

/// How stories begin.
extension Stage {
    static let mail = "someone@mail.example"

    /// Makes the account on a phone that has one of a site, with what else is asked for.
    @discardableResult
    func begin(
        _ name: String = "phone",
        contact: Bool = false,
        approvals: Bool = false,
        backup: Bool = false,
        paper: Bool = false
    ) async throws -> Device {
        let (phone, person) = (self.phone(name), world.person)
        try await phone.add(RecoveryTests.accounts[0])
        _ = try await phone {
            try $0.accounts.create(
                username: World.username,
                at: ServiceAddress(World.service),
                password: Secrets.password
            )
        }
        if contact { _ = try await phone { try $0.contacts.add(.email, Self.mail, to: nil, questions: person) } }
        if approvals { _ = try await phone { try $0.approvals.turnOn(of: nil, questions: person) } }
        if backup { _ = try await phone { try $0.turnOn(in: Self.storage) } }
        if paper {
            _ = try await phone {
                try $0.accounts.makeRecoveryCode(of: nil, code: Secrets.paper) {
                    try Secrets.password
                } confirm: { _ in
                    true
                }
            }
        }
        return phone
    }

    /// Adds another account of a site on a phone, and backs it up.
    func addBackedUp(on phone: Device) async throws {
        try await phone.add(RecoveryTests.accounts[2])
        _ = try await phone { try $0.backups.backUpIfPending() }
    }

    /// Signs a phone in that is new to the account, and has one of a site.
    @discardableResult
    func signIn(_ name: String = "phone") async throws -> Device {
        let phone = self.phone(name)
        try await phone.add(RecoveryTests.accounts[2])
        _ = try await phone { try $0.signIn() }
        return phone
    }
}

extension Device {
    /// Turns the story's backup on.
    @discardableResult
    func turnOn(in storage: String, existing choice: ExistingBackup? = nil) throws -> BackupStatus {
        try backups.turnOn(storage: storage, account: nil, existing: choice) { try Secrets.password }
    }

    /// Signs in to the story's account.
    @discardableResult
    func signIn() throws -> AccountChange {
        try accounts.signIn(
            username: World.username,
            at: ServiceAddress(World.service),
            password: Secrets.password
        )
    }
}
