import DeviceCore
import Encodings
import OneTimePassword
import Primitives
import Synchronization
import TestSupport
import Testing
import Vault

/// What a device does needs no disk, and of two commands at once none takes from the other.
@Suite struct MemoryDeviceTests {
    private static let door = "otpauth://hotp/Door:ada?secret=JBSWY3DPEHPK3PXP&counter=7"
    private static let shop = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP"

    private let store = MemoryVaultStore()

    private var device: Device {
        Device(store: store, security: .floor) { throw Failure(.passphraseNeeded) }
    }

    private func add(_ uri: String) throws {
        _ = try device.entries.add(OTPAuthURI(parsing: uri), keepingBoth: false)
    }

    @Test func `accounts, codes and a passphrase stay in a store that is no folder`() throws {
        #expect(try device.entries.list().isEmpty)
        try add(Self.shop)
        #expect(try device.codes.all(at: Instant(seconds: 59)).map(\.label) == ["Shop:ada"])
        try device.setPassphrase(SecretBytes(passphrase: "open sesame, please"))
        #expect(throws: Failure(.passphraseNeeded)) { try device.entries.list() }
        let typing = device.unlocking(with: SecretBytes(passphrase: "open sesame, please"))
        #expect(try typing.entries.list().map(\.label) == ["Shop:ada"])
    }

    @Test func `a code that depends on a counter is shown once, whatever else is changed meanwhile`() throws {
        try add(Self.door)
        try add(Self.shop)
        store.beforeNextCommit { [device] in _ = try? device.entries.rename("Shop", issuer: "Market", account: nil) }
        let shown = Counter()
        _ = try device.codes.code(of: "Door", next: false, at: nil) { _, _ in shown.add(1) }
        #expect(shown.value == 1)
        #expect(try device.entries.list().map(\.counter) == [8, nil])
        #expect(try device.entries.list().map(\.label) == ["Door:ada", "Market:ada"])
    }

    @Test func `commands at the same moment each show a code of their own`() throws {
        try add(Self.door)
        let theirs = Mutex<String?>(nil)
        store.beforeNextCommit { [device] in
            let listing = try? device.codes.code(of: "Door", next: false, at: nil)
            theirs.withLock { $0 = listing?.code }
        }
        let ours = try device.codes.code(of: "Door", next: false, at: nil)
        // RFC 4226: the codes of the counters 7 and 8.
        #expect(theirs.withLock { $0 } == "449891")
        #expect(ours.code == "964230")
        #expect(try device.entries.list()[0].counter == 9)
    }

    @Test func `a code that nobody could see is the next one again`() throws {
        try add(Self.door)
        let unseen = try device.codes.code(of: "Door", next: false, at: nil) { _, giveBack in giveBack() }
        #expect(try device.entries.list()[0].counter == 7)
        #expect(try device.codes.code(of: "Door", next: false, at: nil).code == unseen.code)
    }

    @Test func `a code is not given back where another command has shown the next one`() throws {
        try add(Self.door)
        let device = device
        try device.codes.code(of: "Door", next: false, at: nil) { _, giveBack in
            #expect(throws: Never.self) { try device.codes.code(of: "Door", next: false, at: nil) }
            giveBack()
        }
        #expect(try device.codes.code(of: "Door", next: false, at: nil).code == "924769")
    }

    @Test func `a damaged vault is told, and its previous copy takes its place`() throws {
        try add(Self.door)
        try add(Self.shop)
        store.damage([1, 2, 3])
        #expect(device.doctor.diagnose().checks.map(\.name) == [.vault, .previous])
        try device.doctor.restorePreviousVault()
        #expect(try device.entries.list().map(\.label) == ["Door:ada"])
        #expect(store.copies == [[1, 2, 3]])
    }
}
