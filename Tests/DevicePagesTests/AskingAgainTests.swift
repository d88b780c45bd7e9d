import DeviceCore
import Encodings
import Foundation
import HTTPExchange
import Primitives
import TestSupport
import Testing
import Vault

@testable import DevicePages

/// Who finds the page unlocked gets no further than the codes: the passphrase is asked for once more.
@Suite struct AskingAgainTests {
    private static let passphrase = "a passphrase of the test"
    private static let place = "folder:/media/ada/stick"

    /// Runs a story on a page that the owner has unlocked, of a phone whose backup is on.
    private static func unlocked(
        _ story: @escaping @Sendable (_ phone: Phone, _ cookie: String) async throws -> Void
    ) async throws {
        try await Phone.run { phone in
            try await phone.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
            let vault = try UnlockedVault.open(in: phone.device.store, with: .keyFile)
            try vault.update { contents in
                contents.deviceBound.backup = BackupBinding(
                    location: place,
                    storagePassword: nil,
                    recoveryEntry: .random(),
                    accountID: "00000000000000000000000000000000",
                    backupID: BackupID(unchecked: String(repeating: "1", count: 32)),
                    epoch: 1,
                    key: SecretBytes.random(count: 32)
                )
            }
            try phone.device.setPassphrase(SecretBytes(passphrase: passphrase))
            let cookie = try await phone.visit()
            #expect(try await unlock(phone, cookie, typing: passphrase) == 303)
            try await story(phone, cookie)
        }
    }

    private static func unlock(_ phone: Phone, _ cookie: String, typing text: String) async throws -> Int {
        try await phone.send(.post, "/unlock", form: ["passphrase": text], cookie: cookie).status.code
    }

    @Test(arguments: ["a guess of the finder", ""])
    func `a wrong present passphrase changes and removes none`(typed: String) async throws {
        try await Self.unlocked { phone, cookie in
            for new in ["mallory was here", ""] {
                let form = ["present": typed, "passphrase": new, "repeated": new]
                let answer = try await phone.send(.post, "/settings/passphrase", form: form, cookie: cookie)
                #expect(answer.status == .badRequest)
                #expect(answer.html.contains("vault.wrong-passphrase"))
            }
            // It stays unlocked for its owner, and opens with the same passphrase as before.
            #expect(try await phone.send(.get, "/", cookie: cookie).status == .ok)
            #expect(try UnlockedVault.needsPassphrase(in: phone.device.store))
            _ = try await phone.send(.post, "/lock", cookie: cookie)
            let again = try await phone.visit()
            #expect(try await Self.unlock(phone, again, typing: "mallory was here") == 409)
            #expect(try await Self.unlock(phone, again, typing: Self.passphrase) == 303)
        }
    }

    @Test func `the present passphrase changes it, and the old one opens nothing more`() async throws {
        try await Self.unlocked { phone, cookie in
            let new = "another passphrase"
            let form = ["present": Self.passphrase, "passphrase": new, "repeated": new]
            let answer = try await phone.send(.post, "/settings/passphrase", form: form, cookie: cookie)
            #expect(answer.status.code == 303)
            _ = try await phone.send(.post, "/lock", cookie: cookie)
            let again = try await phone.visit()
            #expect(try await Self.unlock(phone, again, typing: Self.passphrase) == 409)
            #expect(try await Self.unlock(phone, again, typing: new) == 303)
        }
    }

    @Test(arguments: ["/", "/codes.json", "/settings", "/backup"])
    func `a passphrase that a command has changed is asked for on the page`(path: String) async throws {
        try await Self.unlocked { phone, cookie in
            let (old, new) = (SecretBytes(passphrase: Self.passphrase), SecretBytes(passphrase: "another passphrase"))
            try phone.device.unlocking(with: old).setPassphrase(new)
            for _ in 0..<2 {
                let answer = try await phone.send(.get, path, cookie: cookie)
                #expect(answer.status == .seeOther && answer.headers.first(name: "Location") == "/unlock")
            }
            #expect(try await Self.unlock(phone, cookie, typing: Self.passphrase) == 409)
            #expect(try await Self.unlock(phone, cookie, typing: "another passphrase") == 303)
            #expect(try await phone.send(.get, "/", cookie: cookie).status == .ok)
        }
    }

    @Test func `the page asks nobody at the terminal for a passphrase`() throws {
        let folder = try TemporaryFolder()
        let store = FolderVaultStore(VaultHome(directory: folder.path + "/home"))
        let asked = Counter()
        let device = Device(store: store) {
            asked.add(1)
            return (SecretBytes(passphrase: Self.passphrase), true)
        }
        try device.setPassphrase(SecretBytes(passphrase: Self.passphrase))
        let site = PageSite(PageConfiguration(device: device, qrCodes: GivenQRCodes()))
        #expect(throws: Failure(.passphraseNeeded)) { try site.device.vault() }
        #expect(asked.value == 0)
    }

    @Test(arguments: ["a guess of the finder", ""])
    func `a wrong passphrase moves no backup and makes no folder`(typed: String) async throws {
        try await Self.unlocked { phone, cookie in
            let folder = phone.folder.appending(path: "of-the-finder").path
            let form = [
                "kind": "folder", "folder": folder, "createFolder": "on", "password": "nine wet umbrellas at noon",
                "passphrase": typed,
            ]
            let answer = try await phone.send(.post, "/backup/on", form: form, cookie: cookie)
            #expect(answer.html.contains("vault.wrong-passphrase"))
            #expect(answer.html.contains("id=\"form-passphrase\""))
            #expect(!FileManager.default.fileExists(atPath: folder))
            let owner = phone.device.unlocking(with: SecretBytes(passphrase: Self.passphrase))
            #expect(try owner.backups.status().location == Self.place)
        }
    }

    @Test(arguments: ["a guess of the finder", ""])
    func `a wrong passphrase deletes no backup`(typed: String) async throws {
        try await Self.unlocked { phone, cookie in
            let answer = try await phone.send(.post, "/backup/delete", form: ["passphrase": typed], cookie: cookie)
            #expect(answer.status == .conflict)
            #expect(answer.html.contains("vault.wrong-passphrase"))
            let owner = phone.device.unlocking(with: SecretBytes(passphrase: Self.passphrase))
            #expect(try owner.backups.status().location == Self.place)
        }
    }
}
