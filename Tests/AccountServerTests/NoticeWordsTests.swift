import AccountAPI
import Primitives
import Testing

@testable import AccountServer

/// What a notice says of the device that something was done on.
@Suite struct NoticeWordsTests {
    /// What one of the account's devices does, or a session that belongs to none.
    private static let deeds: [NoticeKind] = [
        .contactAdded, .contactRemoved, .passwordChanged, .recoveryCodeMade, .recoveryCodeUsed, .backupKeyReplaced,
        .backupDeleted,
    ]

    private static func sentence(
        _ kind: NoticeKind,
        on device: String?,
        confirming confirms: String? = nil,
        _ words: ServiceWords
    ) -> String {
        let notice = AccountNotice(
            id: .random(),
            kind: kind,
            created: 0,
            device: nil,
            deviceName: device,
            detail: "Shop",
            confirms: confirms,
            isNew: true
        )
        let values = ["device": device ?? "?", "confirms": confirms ?? "?", "detail": "Shop"]
        return words.text(notice.key(after: "page.notice", where: words.keys.contains), values)
    }

    @Test(arguments: deeds, ServiceWords.languages)
    func `what was done with an account names the device it was done on`(kind: NoticeKind, language: String) {
        let words = ServiceWords.preferred([language])
        #expect(Self.sentence(kind, on: "Tablet", words).contains("Tablet"))
        #expect(!Self.sentence(kind, on: nil, words).contains("?"), "no device is made up")
    }

    @Test(arguments: [NoticeKind.numberMismatched, .requestReported], ServiceWords.languages)
    func `a request to confirm a device names that device, and no application`(kind: NoticeKind, language: String) {
        let words = ServiceWords.preferred([language])
        #expect(Self.sentence(kind, on: "Tablet", words).contains("Shop"))
        let confirming = Self.sentence(kind, on: "Tablet", confirming: "New phone", words)
        #expect(confirming.contains("New phone") && !confirming.contains("Shop"))
    }
}
