import DeviceCore
import Entries
import Foundation
import Import
import Primitives
import TestSupport
import Testing
import Vault

/// What becomes of files of other apps in a vault.
@Suite struct ImportTests {
    private let device: Device
    private let folder = try! TemporaryFolder()

    init() {
        device = .alone(in: folder)
    }

    private static let shop = "otpauth://totp/Shop:ada?secret=GEZDGNBVGY3TQOJQ"
    private static let bank = "otpauth://hotp/Bank:ada?secret=MZXW6YTBOJRGC6RR&counter=7&digits=8"

    private func files(_ texts: String..., format: String? = nil) throws -> ImportedFiles {
        let given = texts.enumerated().map { ImportedFiles.Given(Array($1.utf8), name: "file \($0)") }
        return try ImportedFiles(given, format: format, password: { nil })
    }

    @Test func `a preview tells what is new, here already, and of a name that is here, and changes nothing`() throws {
        _ = try device.entries.add(files(Self.shop))
        let other = "otpauth://totp/Shop:ada?secret=AAAAAAAAAAAAAAAA"
        let planned = try device.entries.preview(files([Self.shop, Self.bank, other].joined(separator: "\n")))
        #expect(planned.entries.map(\.state) == [.present, .new, .conflict])
        #expect(planned.added == 0)
        #expect(try device.entries.list().count == 1)
    }

    @Test func `what is new is added once, and an account with another secret beside the one that is here`() throws {
        let other = "otpauth://totp/Shop:ada?secret=AAAAAAAAAAAAAAAA"
        let imported = try files([Self.shop, Self.bank, Self.shop, other].joined(separator: "\n"))
        #expect(try device.entries.add(imported).added == 3)
        let again = try device.entries.add(imported)
        #expect(again.added == 0)
        #expect(again.entries.allSatisfy { $0.state == .present })
        let listed = try device.entries.list()
        #expect(listed.map(\.issuer) == ["Shop", "Bank", "Shop"])
        #expect(listed[1].counter == 7 && listed[1].digits == 8)
    }

    @Test func `tags, a note and a favourite come along, and what is too long is counted`() throws {
        let tags = ["Work", "work", String(repeating: "x", count: 65)].map { "{\"uuid\":\"\($0)\",\"name\":\"\($0)\"}" }
        let groups = ["Work", "work", String(repeating: "x", count: 65)].map { "\"\($0)\"" }
        let entry =
            #"{"type":"totp","name":"a","note":"n\r\nm","favorite":true,"groups":[\#(groups.joined(separator: ","))],"#
            + #""info":{"secret":"AAAAAAAA"}}"#
        let database = #"{"version":3,"groups":[\#(tags.joined(separator: ","))],"entries":[\#(entry)]}"#
        let report = try device.entries.add(files(#"{"version":1,"header":{},"db":\#(database)}"#))
        #expect(report.unkept == 1)
        let details = try #require(try device.vault().contents().portable.entries.first).details
        #expect(details.tags == ["Work"] && details.note == "n\nm" && details.isFavourite)
    }

    @Test func `several files are added in one change, and one that cannot be read adds nothing`() throws {
        #expect(try device.entries.add(files(Self.shop, Self.bank)).added == 2)
        #expect(throws: Failure(.notRecognised, ["path": "file 1"])) { try files(Self.shop, "a letter to a friend") }
        #expect(throws: Failure(.notRecognised, ["path": "file 0"]).in(.damaged)) { try files(#"{"version":1,"#) }
    }

    @Test func `an account without any name is called after the app that it comes from`() throws {
        let entry = #"{"type":"totp","info":{"secret":"AAAAAAAA"}}"#
        let nameless = #"{"version":1,"header":{},"db":{"version":3,"entries":[\#(entry)]}}"#
        _ = try device.entries.add(files(nameless))
        #expect(try device.entries.list().map(\.issuer) == ["Aegis"])
    }

    @Test func `a format that is named is the one that counts, and an unknown name lists those that there are`() throws
    {
        #expect(throws: Failure(.importDamaged, ["path": "file 0", "format": "Aegis"])) {
            try files(Self.shop, format: "aegis")
        }
        let names = ImportFormat.all.map(\.name).joined(separator: ", ")
        #expect(throws: Failure(.noSuchFormat, ["formats": names])) { try files(Self.shop, format: "paper") }
    }

    @Test func `the answer for scripts has every member of the contract and no secret`() throws {
        let report = try device.entries.add(files([Self.bank, "otpauth://totp/x?secret=0"].joined(separator: "\n")))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let json = String(decoding: try encoder.encode(report), as: UTF8.self)
        let entry =
            #"{"account":"ada","algorithm":"SHA1","counter":7,"digits":8,"issuer":"Bank","period":null,"#
            + #""state":"new","type":"hotp"}"#
        let skipped = #"{"reason":"bad-secret","where":"line 2"}"#
        #expect(json == #"{"added":1,"entries":[\#(entry)],"format":"otpauth","skipped":[\#(skipped)]}"#)
    }
}
