import AccountAPI
import Entries
import Primitives
import Testing

@testable import DeviceCore

/// What a device says of what happened to an account.
@Suite struct NoticeWordsTests {
    private static func sentence(
        _ kind: NoticeKind,
        on device: String?,
        confirming confirms: String? = nil,
        _ words: Catalogue
    ) -> String {
        let entry = Entry(
            issuer: "accounts.example.org",
            account: "ada",
            content: .personal(PersonalAccount(service: "https://accounts.example.org", username: "ada")),
            modified: Stamp(time: 0, counter: 0, device: .random())
        )
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
        return NoticeListing(notice, for: entry).sentence(words)
    }

    @Test(arguments: NoticeKind.allCases, Catalogue.languages)
    func `every kind of notice has its words, with a device and without one`(kind: NoticeKind, language: String) {
        let words = Catalogue.preferred([language])
        for device in ["Tablet", nil] {
            let told = Self.sentence(kind, on: device, confirming: "New phone", words)
            #expect(!told.contains("notice.") && !told.contains { $0 == "{" || $0 == "}" }, "\(told)")
        }
    }

    @Test(arguments: Catalogue.languages)
    func `a use of the recovery code names the device that used it`(language: String) {
        let words = Catalogue.preferred([language])
        #expect(Self.sentence(.recoveryCodeUsed, on: "Tablet", words).contains(words.quoted("Tablet")))
        #expect(!Self.sentence(.recoveryCodeUsed, on: nil, words).contains("?"), "no device is made up")
    }

    @Test(arguments: [NoticeKind.numberMismatched, .requestReported], [("en", "sign-in"), ("fr", "connexion")])
    func `a request to confirm a device is not called a sign-in`(kind: NoticeKind, of tongue: (String, String)) {
        let (language, signIn) = tongue
        let words = Catalogue.preferred([language])
        #expect(Self.sentence(kind, on: "Tablet", words).contains(signIn))
        let confirming = Self.sentence(kind, on: "Tablet", confirming: "New phone", words)
        #expect(!confirming.contains(signIn) && !confirming.contains("Shop"))
        #expect(confirming.contains(words.quoted("New phone")) && confirming.contains(words.quoted("Tablet")))
    }
}
