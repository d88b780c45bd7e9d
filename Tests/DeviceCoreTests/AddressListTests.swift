import DeviceCore
import Foundation
import OPAQUE
import Primitives
import Sealed
import TestSupport
import Testing
import Vault

/// Lists of addresses: all or nothing of each line, and never a part of one in another.
@Suite struct AddressListTests {
    private let device: Device
    private let folder = try! TemporaryFolder()

    init() {
        device = .alone(in: folder)
    }

    private static let one = "otpauth://totp/One:ada?secret=MZXW6YTBOJRGC6RRGIZTI"
    private static let two = "otpauth://totp/Two:ada?secret=GEZDGNBVGY3TQOJQGEZDG"

    @Test(arguments: ["\n", "\r\n", "\r", "\n\n \t\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{B}", "\u{C}"])
    func `lines end as people's programs end them`(end: String) async throws {
        let list = try AddressList(Array((Self.one + end + Self.two + end).utf8))
        let report = try device.entries.add(list, keepingBoth: false)
        #expect(report.added.map(\.label) == ["One:ada", "Two:ada"])
        #expect(report.leftOut.isEmpty)
    }

    @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian])
    func `a list in UTF-16 is read`(encoding: String.Encoding) throws {
        let text = "\u{FEFF}" + Self.one + "\r\n" + Self.two
        let bytes = try #require(text.data(using: encoding))
        #expect(try AddressList(Array(bytes)).lines.map(\.text) == [Self.one, Self.two])
    }

    @Test func `each fault is named by its line, and the rest is added in one change`() async throws {
        let lines = [
            "\u{FEFF}# from the old phone", Self.one, "", "otpauth://totp/Bad?secret=1809", Self.two, Self.one,
            "otpauth://totp?secret=MZXW6YTBOJRGC6RRGIZTI", "phonefactor://x", Self.one + " " + Self.two,
            "no comment # at the end",
        ]
        let report = try device.entries.add(AddressList(Array(lines.joined(separator: "\n").utf8)), keepingBoth: false)
        #expect(report.added.map(\.position) == [1, 2])
        #expect(report.alreadyHere.map(\.label) == ["One:ada"])
        #expect(report.leftOut.map(\.line) == [4, 7, 8, 9, 10])
        #expect(
            report.leftOut.map(\.code) == [
                .foreignCharacters, .emptyLabel, .microsoftURI, .severalURIs, .notAnOTPAuthURI,
            ]
        )
        for language in Catalogue.languages {
            let words = Catalogue.preferred([language])
            for failure in report.leftOut {
                #expect(!words.words(for: failure).message.contains("QR"), "nobody scanned anything")
            }
        }
    }

    /// However two addresses get into one text, the secret of the second is in no name.
    @Test(arguments: ["\n", "\r\n", "\r", " ", "\t", "", ",", ";", "\u{2028}", "\u{85}", "%0A\n", "&", "#", "\u{301}"])
    func `no secret becomes a name`(between: String) async throws {
        let text = Self.one + between + Self.two
        _ = try? device.entries.add(AddressList(Array(text.utf8)), keepingBoth: false)
        _ = try? device.entries.add(scanned: [text], keepingBoth: true)
        for entry in try device.entries.list() {
            #expect(!entry.label.contains("GEZDG") && !entry.label.contains("://"), "\(entry.label)")
        }
    }

    @Test func `a list of nothing adds nothing, and one too long is refused`() async throws {
        let report = try device.entries.add(AddressList(Array("hello\n{\n}\n".utf8)), keepingBoth: false)
        #expect(report.added.isEmpty && report.leftOut.count == 3)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/home"), "no vault is made for nothing")
        #expect(throws: Failure(.listTooLong)) {
            try AddressList([UInt8](repeating: 10, count: AddressList.largest + 1))
        }
    }
}
