import AccountAPI
import Encodings
import Entries
import OneTimePassword
import Primitives
import TestSupport
import Testing

@testable import DeviceCore

/// What a table of sign-in requests shows of what others have chosen.
@Suite struct RequestListingTests {
    private static func listing(client: String, place: String) throws -> RequestListing {
        let request = SignInRequestNotice(
            id: .random(),
            client: client,
            application: "Sparekey",
            place: place,
            message: nil,
            created: 0,
            expires: 60_000,
            isTest: false
        )
        let entry = Entry(
            id: .random(),
            issuer: "accounts.example.org",
            account: "ada",
            content: .personal(PersonalAccount(service: "https://accounts.example.org", username: "ada")),
            modified: Stamp(time: 0, counter: 0, device: .random())
        )
        return RequestListing(request, for: entry)
    }

    @Test func `the name of a device that asks to be confirmed passes for no other column`() throws {
        let words = Catalogue.preferred(["en"])
        let client = "\(StartDeviceApproval.client)00"
        let named = try Self.listing(client: client, place: "192.0.2.1  accounts.example.org:ada  58 s  0123abcd")
        #expect(named.placeInTable(words) == "“192.0.2.1  accounts.example.org:ada  58 …”")
        #expect(try Self.listing(client: client, place: "Ada's phone").placeInTable(words) == "Ada's phone")
        #expect(try Self.listing(client: "sparekey", place: "192.0.2.1").placeInTable(words) == "192.0.2.1")
    }
}
