import AccountAPI
import DeviceCore
import Foundation
import Testing

/// What people type, and what is behind a QR code.
@Suite struct EnrollmentInvitationTests {
    private static let code = EnrollmentCode(random: Array(10..<26))
    private static let service = "https://accounts.example.org"

    @Test func `a code has sixteen characters of thirty-two, in four groups`() {
        #expect(Self.code.plain == "ABCDEFGHJKMNPQRS")
        #expect(Self.code.grouped == "ABCD-EFGH-JKMN-PQRS")
        #expect(EnrollmentCode(random: [UInt8](repeating: 0xFF, count: 16)).plain == String(repeating: "Z", count: 16))
    }

    @Test(arguments: [
        ("abcd-efgh-jkmn-pqrs", "f598056127fcd4387651a49b3a4235d8ce50d71f4091068df51511cfc10f388f"),
        ("oooo iiii llll 0000", "119071b41feeb23ad13b9e21d79b6251a8ba4e96e34711c5f8076ea4dcf4655b"),
    ])
    func `the hash is that of the page on the format`(text: String, hash: String) throws {
        let code = try #require(EnrollmentCode(typed: text))
        #expect(code.hash.map { String(format: "%02x", $0) }.joined() == hash)
    }

    @Test(arguments: [
        "ABCD-EFGH-JKMN-PQRS", "abcdefghjkmnpqrs", " ABCD EFGH\tJKMN.PQRS\n", "a b c d e f g h j k m n p q r s",
    ])
    func `a code is read however it is typed`(text: String) throws {
        let invitation = try EnrollmentInvitation(typed: text, service: Self.service)
        #expect(invitation.code == Self.code)
        #expect(invitation.service.text == Self.service)
    }

    @Test func `letters that look like digits count as them`() {
        #expect(EnrollmentCode(typed: "oOiI-lL00-1111-ABCD")?.plain == "0011110011 11ABCD".replacing(" ", with: ""))
    }

    @Test(arguments: [
        "", "ABCD", "ABCD-EFGH-JKMN-PQR", "ABCD-EFGH-JKMN-PQRSS", "ABCD-EFGH-JKMN-PQRU", "ABCD-EFGH-JKMN-PQRÅ",
    ])
    func `what is not a code is reported`(text: String) {
        #expect(throws: Failure(.malformedEnrollment)) { try EnrollmentInvitation(typed: text, service: Self.service) }
    }

    @Test func `a typed code needs an address, and a link has one`() throws {
        #expect(throws: Failure(.enrollmentServiceNeeded)) {
            try EnrollmentInvitation(typed: Self.code.grouped, service: nil)
        }
        let link = EnrollmentLink(service: Self.service, code: Self.code)
        #expect(link.text == "sparekey://enroll?service=https%3A%2F%2Faccounts.example.org&code=ABCDEFGHJKMNPQRS")
        #expect(EnrollmentLink(link.text) == link)
        let invitation = try EnrollmentInvitation(typed: " \(link.text)\n", service: nil)
        #expect(invitation.service.text == Self.service)
        #expect(try EnrollmentInvitation(typed: link.text, service: "https://accounts.example.org/") == invitation)
    }

    @Test func `a link of another service than the one named is refused`() {
        let link = EnrollmentLink(service: Self.service, code: Self.code)
        #expect(throws: Failure(.malformedEnrollment)) {
            try EnrollmentInvitation(typed: link.text, service: "https://elsewhere.example.org")
        }
    }

    @Test(arguments: [
        "sparekey://enroll?service=https%3A%2F%2Fa.example", "sparekey://enroll?code=ABCDEFGHJKMNPQRS",
        "sparekey://enroll?service=https%3A%2F%2Fa.example&code=ABCDEFGHJKMNPQRS&code=ABCDEFGHJKMNPQRS",
        "sparekey://enroll?service=%ZZ&code=ABCDEFGHJKMNPQRS", "sparekey://enroll?service&code=ABCDEFGHJKMNPQRS",
        "sparekey://enroll?",
        "sparekey://enroll?service=https%3A%2F%2Fa.example&code=ABCDEFGHJKMNPQRS&x=\(String(repeating: "y", count: 2048))",
    ])
    func `a link that lacks a part, or has one twice, is refused`(text: String) {
        #expect(EnrollmentLink(text) == nil)
        #expect(throws: Failure(.malformedEnrollment)) { try EnrollmentInvitation(typed: text, service: nil) }
    }

    @Test func `the order of the parts and unknown ones do not matter, nor does the case of the scheme`() {
        let text = "SpareKey://Enroll?v=2&code=abcd-efgh-jkmn-pqrs&service=http%3A%2F%2F127.0.0.1%3A8700"
        #expect(EnrollmentLink(text) == EnrollmentLink(service: "http://127.0.0.1:8700", code: Self.code))
    }

    @Test func `plain http leads nowhere but to this machine`() {
        let link = EnrollmentLink(service: "http://accounts.example.org", code: Self.code)
        #expect(throws: ServiceAddressError.insecure) { try EnrollmentInvitation(typed: link.text, service: nil) }
    }

    @Test func `a code does not show in descriptions`() {
        for text in ["\(Self.code)", String(reflecting: Self.code), "\(EnrollmentLink(service: "s", code: Self.code))"]
        {
            #expect(!text.contains("ABCD"))
        }
    }

    @Test(arguments: [
        ("ABCD-EFGH-JKMN-PQRS", true), (" abcdefghjkmnpqrs ", true), ("ABCD", false), ("", false),
        ("sparekey://enroll?service=https%3A%2F%2Fexample.org&code=ABCDEFGHJKMNPQRS", false),
    ])
    func `only a code alone needs its service beside it`(text: String, needs: Bool) {
        #expect(EnrollmentInvitation.needsService(typed: text) == needs)
    }
}
