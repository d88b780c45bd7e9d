import AccountAPI
import Encodings
import Entries
import OneTimePassword
import Primitives
import TestSupport
import Testing
import Vault

@testable import DeviceCore

/// What a command is advised with means one account and no other.
@Suite struct CommandWordTests {
    private static let service = "https://accounts.example.org"

    /// Accounts of other sites, and behind them two personal ones of a service.
    private static func contents(_ names: [(issuer: String, account: String)]) throws -> VaultContents {
        var contents = VaultContents(deviceName: "phone")
        let device = contents.deviceBound.device
        let secret = OneTimeSecret(secret: SecretBytes(copying: [1, 2, 3]), parameters: try OTPParameters(digits: 6))
        for name in names {
            _ = contents.portable.add(
                .thirdParty(secret),
                issuer: name.issuer,
                account: name.account,
                at: .now(),
                on: device
            )
        }
        for name in ["ann", "ben"] {
            _ = contents.portable.add(
                .personal(PersonalAccount(service: service, username: name)),
                issuer: "accounts.example.org",
                account: name,
                at: .now(),
                on: device
            )
        }
        return contents
    }

    @Test func `every account is advised by a word that means it alone`() throws {
        let contents = try Self.contents([
            ("Shop", "me"), ("Evil", "Shop:me"), ("Evil", "1"), ("", "1"), ("", "2"), ("2", ""), ("Shop", "me"),
            ("", "99"), ("--home", "me"), ("", "-h"), ("", "-h"), ("-", ""),
        ])
        for listing in contents.listing {
            #expect(try contents.anyEntry(named: listing.word.unquoted).rawValue == listing.id)
            let entry = try #require(contents.portable[EntryID(unchecked: listing.id)])
            #expect(contents.word(of: entry) == listing.word)
            // Quotation marks of a shell keep nothing from being an option.
            #expect(!listing.word.unquoted.hasPrefix("-"))
        }
    }

    @Test func `accounts of a service that a name fits are told by their names and their numbers`() throws {
        let contents = try Self.contents([("Shop", "me"), ("Bank", "me")])
        let accounts = "accounts.example.org:ann, accounts.example.org:ben"
        #expect(throws: Failure(.ambiguousEntry, ["n": "2", "positions": "3, 4", "accounts": accounts])) {
            try contents.accountEntry(named: "accounts.example.org")
        }
        #expect(try contents.accountEntry(named: "4").account == "ben")
    }
}

extension String {
    /// The word as a shell hands it to a command.
    fileprivate var unquoted: String { filter { $0 != "'" } }
}
