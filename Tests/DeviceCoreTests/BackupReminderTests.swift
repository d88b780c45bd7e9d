import Encodings
import Entries
import OneTimePassword
import Primitives
import TestSupport
import Testing
import Vault

@testable import DeviceCore

/// When it is said that accounts are in no backup.
@Suite struct BackupReminderTests {
    private static func contents(_ count: Int) -> VaultContents {
        var contents = VaultContents(deviceName: "phone")
        let site = OneTimeSecret(secret: SecretBytes(copying: [1, 2, 3]), parameters: .standard)
        for number in 0..<count {
            let device = contents.deviceBound.device
            _ = contents.portable.add(.thirdParty(site), issuer: "Shop \(number)", account: "", at: .now(), on: device)
        }
        return contents
    }

    @Test func `one account after the other brings it up with the first and with every tenth`() {
        let told = (1...30).filter { Self.contents($0).asksForBackup(added: 1) }
        #expect(told == [1, 10, 20, 30])
    }

    @Test(arguments: [(3, 3, true), (12, 5, true), (9, 5, false), (19, 9, false), (4, 0, false), (0, 0, false)])
    func `several at once bring it up once`(count: Int, added: Int, isTold: Bool) {
        #expect(Self.contents(count).asksForBackup(added: added) == isTold)
    }

    @Test func `a list says it as long as there are accounts and no backup`() {
        #expect(!Self.contents(0).asksForBackup() && Self.contents(7).asksForBackup())
        var saved = Self.contents(1)
        saved.deviceBound.backup = BackupBinding(
            location: "folder:/media/ada/stick",
            storagePassword: nil,
            recoveryEntry: .random(),
            accountID: "00000000000000000000000000000000",
            backupID: .random(),
            epoch: 1,
            key: SecretBytes(copying: [1, 2, 3])
        )
        #expect(!saved.asksForBackup() && !saved.asksForBackup(added: 1))
    }
}
