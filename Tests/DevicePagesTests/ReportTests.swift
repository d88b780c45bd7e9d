import Encodings
import Entries
import HTTPExchange
import OneTimePassword
import Primitives
import TestSupport
import Testing
import Vault

@testable import DeviceCore
@testable import DevicePages

/// What the page says after a recovery: what came back, and one step before all others.
@Suite struct ReportTests {
    private static let words = Catalogue.preferred(["en"])

    /// A report of a personal account that this device is signed in to, and that answers sign-in requests elsewhere.
    private static func report(needsNewPassword: Bool = false) throws -> RestoreReport {
        var contents = VaultContents(deviceName: "new phone")
        let device = contents.deviceBound.device
        let account = PersonalAccount(service: "https://accounts.example.org", username: "ada", approves: true)
        let id = contents.portable.add(
            .personal(account),
            issuer: "accounts.example.org",
            account: "ada",
            at: .now(),
            on: device
        )
        let secret = OneTimeSecret(secret: SecretBytes(copying: [1, 2, 3]), parameters: try OTPParameters(digits: 8))
        contents.deviceBound.codes[id] = DeviceCode(serviceDevice: "cc", oneTime: secret)
        contents.deviceBound.sessions[id] = Session(
            id: "aa",
            accountID: "bb",
            requestKey: SecretBytes(copying: [1, 2, 3])
        )
        return RestoreReport(
            expected: contents.portable,
            generation: 1,
            made: .now(),
            vault: contents,
            clockOffset: 0,
            needsNewPassword: needsNewPassword
        )
    }

    /// The form that confirms this device, with two ways.
    private static func form() -> EvidenceModel {
        let act = PendingAct(account: nil, back: "/devices", request: PageRequest(.POST, "/"), sealed: "act")
        var form = EvidenceModel(act)
        form.text = "Confirm it:"
        form.hasWays = true
        form.ways = [
            EvidenceModel.Way(value: "c", label: "Send a code", isFirst: true),
            EvidenceModel.Way(value: "approval", label: "Approve on another device", isFirst: false),
        ]
        form.dates = ["Even later"]
        return form
    }

    @Test func `where every account is here and the device is to be confirmed, that is the one step`() throws {
        var model = ReportModel(try Self.report(), Self.words)
        model.confirm(Self.form(), as: "example:ada", Self.words)
        let html = PageTemplate.report.render(model, words: Self.words)
        #expect(html.contains("Your account is here"))
        #expect(html.contains("One step left for example:ada: confirm this device"))
        #expect(!html.contains("not finished"))
        #expect(html.contains("Even later"))
        #expect(html.matches(of: /class="button wide"/).count == 1, "one main button")
        // Its requests are set up by the same step.
        #expect(!html.contains("/sign-in\""))
        #expect(html.contains(Self.words.text("page.report.confirmFirst")))
    }

    @Test func `the first way to confirm a device is chosen already`() {
        let html = PageTemplate.evidenceForm.render(Self.form(), words: Self.words)
        #expect(html.contains(#"value="c" required checked"#))
        #expect(html.matches(of: /checked/).count == 1)
    }

    @Test func `with a new password left to set, confirming is the first step and not the only one`() throws {
        var model = ReportModel(try Self.report(needsNewPassword: true), Self.words)
        model.newPassword = NewPasswordModel(isPossible: true, text: "A new password")
        model.confirm(Self.form(), as: "example:ada", Self.words)
        let html = PageTemplate.report.render(model, words: Self.words)
        #expect(html.contains("First step for example:ada: confirm this device"))
        #expect(html.contains(#"class="button plain" href="/recovery-code/finish""#))
    }

    @Test func `where nothing confirms the device, what is left stands below what came back`() throws {
        let html = PageTemplate.report.render(ReportModel(try Self.report(), Self.words), words: Self.words)
        #expect(html.contains("Left to do: 1 account needs more verification"))
        #expect(html.contains("/sign-in\""))
        #expect(html.matches(of: /class="button wide"/).count == 1)
    }
}
