import DeviceCore
import HTTPTypes
import HummingbirdTesting
import Testing
import Vault

/// The page takes a list of addresses as long as a file may be, and says so of one that is longer.
@Suite struct LongListTests {
    private static let account = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"

    /// A list of so many bytes, or a few less, with an account at its end; a percent sign takes three in a form.
    private static func list(of length: Int, filledWith sign: String = "%") -> String {
        let comment = "#" + String(repeating: sign, count: 99) + "\n"
        return String(repeating: comment, count: (length - account.utf8.count) / comment.utf8.count) + account
    }

    @Test(arguments: [100 * 1024, AddressList.largest])
    func `a list as long as a file may be is taken`(length: Int) async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            let form = ["list": Self.list(of: length)]
            let answer = try await phone.send(.post, "/import", form: form, cookie: cookie)
            #expect(answer.status == .ok && answer.html.contains("Shop"))
            #expect(try phone.device.entries.list().count == 1)
        }
    }

    @Test(arguments: ["x", "%"])
    func `of a longer one the page says that it is too long, and not that it came from elsewhere`(
        sign: String
    ) async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            let form = ["list": Self.list(of: 2 * AddressList.largest, filledWith: sign)]
            let answer = try await phone.send(.post, "/import", form: form, cookie: cookie)
            #expect(answer.status.kind == .clientError && answer.html.contains("list.too-long"))
            #expect(!phone.device.store.holdsVault)
        }
    }
}
