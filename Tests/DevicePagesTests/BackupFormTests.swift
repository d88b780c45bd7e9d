import DeviceCore
import Foundation
import Testing

/// The form that turns backup on and makes the account for it.
@Suite struct BackupFormTests {
    /// Nothing listens there, so that whoever asks it says so.
    private static let service = "http://127.0.0.1:9"

    @Test(arguments: ["new", "existing"])
    func `a folder that is not there is told before the account's service is asked`(personal: String) async throws {
        try await turnOn(["personal": personal], folder: "nowhere") { html in
            #expect(html.contains("storage.no-folder"))
            #expect(!html.contains("service.unreachable"))
            #expect(html.contains("/confirm/go-on"))
        }
    }

    @Test func `a form without a storage asks no service either`() async throws {
        try await turnOn(["personal": "new"], folder: nil) { html in
            #expect(!html.contains("service.unreachable"))
        }
    }

    @Test func `a folder that is to be made is no obstacle`() async throws {
        try await turnOn(["personal": "new", "createFolder": "on"], folder: "nowhere") { html in
            #expect(html.contains("service.unreachable"))
        }
    }

    /// Sends the form with what is typed, and shows the page that follows; no account is on the phone then.
    private func turnOn(
        _ choices: [String: String],
        folder: String?,
        _ look: @escaping @Sendable (String) -> Void
    ) async throws {
        try await Phone.run { phone in
            var form = choices
            form["service"] = Self.service
            form["username"] = "ada"
            form["password"] = "seven quiet green lamps"
            form["kind"] = "folder"
            form["folder"] = folder.map { phone.folder.appending(path: $0).path }
            look(try await phone.send(.post, "/backup/on", form: form, cookie: phone.visit()).html)
            #expect(try phone.device.entries.list().isEmpty)
        }
    }
}
