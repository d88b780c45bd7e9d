import Encodings
import Entries
import Primitives
import Sealed
import TestSupport
import Testing

@testable import Vault

/// The JSON of device-bound contents, against texts that were written before and against damaged ones.
@Suite struct DeviceBoundCodingTests {
    /// The device-bound half of the kept vault of version 1, which Foundation's encoder wrote.
    private static let kept = """
        {"backup":{"accountID":"00112233445566778899aabbccddeeff","backedUpRevision":4,\
        "backupID":"f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff","epoch":3,\
        "key":"AUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQ","lastVerified":1700000000000,\
        "location":"folder:/media/stick","newest":{"entries":5,"generation":9,\
        "hash":"0101010101010101010101010101010101010101010101010101010101010101","made":1700000000000},\
        "problem":"storage.unreachable","recoveryEntry":"3742ac0cd064fa6a935ad0958feaac7b",\
        "storagePassword":"ON2G64TBM5SSA4DBONZQ"},"codes":{"3742ac0cd064fa6a935ad0958feaac7b":{"otp":\
        {"algorithm":"SHA1","counter":0,"digits":8,"period":30,"secret":"A4DQO","type":"totp"},"serviceDevice":"77"}},\
        "device":"000102030405060708090a0b0c0d0e0f","deviceName":"old phone","schema":1,\
        "sessions":{"3742ac0cd064fa6a935ad0958feaac7b":{"accountID":"bb","id":"aa",\
        "requestKey":"AMBQGAYDAMBQGAYDAMBQGAYDAMBQGAYDAMBQGAYDAMBQGAYDAMBQ"}}}
        """

    private func decode(_ json: String) throws(ContentsError) -> DeviceBoundContents {
        try DeviceBoundCoding.decode(SecretBytes(utf8: json))
    }

    private func encode(_ contents: DeviceBoundContents) throws -> String {
        String(decoding: try DeviceBoundCoding.encode(contents).exposedBytes(), as: UTF8.self)
    }

    private func changed(_ old: String, _ new: String) -> String {
        let changed = Self.kept.replacing(old, with: new)
        #expect(changed != Self.kept, "nothing to change: \(old)")
        return changed
    }

    @Test func `what was written before is written again, byte for byte`() throws {
        #expect(try encode(decode(Self.kept)) == Self.kept)
    }

    @Test func `everything that a vault may hold comes back`() throws {
        var contents = try sampleContents().deviceBound
        let entry = try #require(contents.codes.keys.first)
        contents.suspended = [entry, .random()]
        contents.authorities = ["https://a.example": Array("PEM".utf8), "https://é\"\\/": [0, 255], "": []]
        contents.codesCountFrom = [entry: sampleTime]
        contents.removals = [
            entry: KnownRemoval(kind: "device", at: sampleTime, by: "my \u{1} “phone”"),
            .random(): KnownRemoval(kind: "newer", at: sampleTime, by: nil),
        ]
        contents.uses = [entry: EntryUse(days: .max, last: sampleTime), .random(): EntryUse(days: 1, last: sampleTime)]
        contents.language = "auto"
        contents.sessions[entry]?.needsNewPassword = true
        contents.backup?.nextEpoch = PendingEpoch(epoch: .max, key: SecretBytes.random(count: 32))
        contents.backup?.snapshotTimes = ["b": sampleTime, "a": Instant(milliseconds: -1)]
        contents.backup?.problemSince = Instant(milliseconds: .max)
        contents.backup?.isPaused = true
        contents.backup?.isNewPlace = true
        contents.backup?.place = KnownPlace(fileSystem: "1:2", mark: "aa", drive: "my \u{1} stick")
        contents.backup?.newest = KnownSnapshot(
            generation: .max,
            hash: [1, 2],
            entries: 20_000,
            made: sampleTime,
            holding: EntryDigest(sums: [.max, 0], clock: Stamp(time: 1, counter: .max, device: sampleDevice))
        )
        let written = try encode(contents)
        #expect(try encode(decode(written)) == written)
        let names = [
            "authorities", "backup", "codes", "codesCountFrom", "credentials", "device", "deviceName", "former",
            "language", "removals", "removedAtService", "schema", "sessions", "suspended", "uses",
        ]
        for name in names { #expect(written.contains("\"\(name)\":")) }
        #expect(try decode(written).authorities == contents.authorities)
        #expect(try decode(written).removals == contents.removals)
        #expect(try decode(written).uses == contents.uses)
        #expect(try decode(written).backup?.newest == contents.backup?.newest)
    }

    @Test func `null is what is not there, and other names are passed over`() throws {
        let more = changed(
            #""schema":1,"#,
            #""schema":1,"former":null,"credentials":null,"removedAtService":null,"suspended":null,"authorities":null,"#
                + #""removals":null,"codesCountFrom":null,"language":null,"uses":null,"newer":[{"a":1.5}],"#
        )
        #expect(try encode(decode(more)) == Self.kept)
        let backup = changed(
            #""epoch":3,"#,
            #""epoch":3,"nextEpoch":null,"isPaused":null,"place":null,"isNewPlace":null,"problemValues":null,"x":{},"#
        )
        #expect(try encode(decode(backup)) == Self.kept)
        // Sessions once had a counter.
        let counted = changed(#""accountID":"bb","#, #""accountID":"bb","counter":12,"needsNewPassword":null,"#)
        #expect(try encode(decode(counted)) == Self.kept)
    }

    @Test(
        arguments: [
            (#""deviceName":"old phone","#, ""), (#""deviceName":"old phone""#, #""deviceName":null"#),
            (#""device":"0001"#, #""device":"001"#), (#""schema":1,"#, ""), (#""schema":1"#, #""schema":"1""#),
            (#""codes":{"#, #""codes":null,"others":{"#), (#""sessions":{"37"#, #""sessions":{"x7"#),
            (#""digits":8"#, #""digits":11"#), (#""digits":8"#, #""digits":4294967304"#),
            (#""type":"totp""#, #""type":"newer""#), (#""secret":"A4DQO""#, #""secret":"A4DQ1""#),
            (#""serviceDevice":"77""#, #""serviceDevice":77"#), (#""accountID":"bb","#, ""), (#""id":"aa","#, ""),
            (#""epoch":3"#, #""epoch":4294967296"#), (#""epoch":3"#, #""epoch":-1"#), (#""epoch":3"#, #""epoch":null"#),
            (#""backupID":"f0"#, #""backupID":"F0"#), (#""hash":"01"#, #""hash":"0"#),
            (#""generation":9"#, #""generation":18446744073709551616"#), (#""made":17"#, #""made":"17"#),
            (#""entries":5,"#, ""), (#""newest":{"#, #""newest":[{"#),
            (#""sessions":{"#, #""authorities":{"a":"*"},"sessions":{"#),
            (#""schema":1"#, #""schema":1,"removals":{"3742ac0cd064fa6a935ad0958feaac7b":{"kind":"device"}}"#),
            (#""schema":1"#, #""schema":1,"uses":{"3742ac0cd064fa6a935ad0958feaac7b":{"days":-1,"last":1}}"#),
            (#""schema":1"#, #""schema":1,"suspended":["x"]"#), (#""schema":1"#, #""schema":1,"language":5"#),
        ]
    )
    func `a member of another form is damage`(old: String, new: String) {
        #expect(throws: ContentsError.damaged) { try decode(changed(old, new)) }
    }

    @Test func `another schema is reported, whatever else it has`() {
        for (schema, rest) in [("2", ""), ("0", ""), ("4294967297", #","codes":[]"#)] {
            let json = changed(#""schema":1"#, #""schema":\#(schema)\#(rest)"#)
            #expect(throws: ContentsError.unsupportedSchema(Int64(schema) ?? 0)) { try decode(json) }
        }
    }

    @Test func `a document that is cut or followed by more is damage`() {
        let whole = Array(Self.kept.utf8)
        for end in 0..<whole.count {
            #expect(throws: ContentsError.damaged) { try DeviceBoundCoding.decode(SecretBytes(copying: whole[..<end])) }
        }
        #expect(throws: ContentsError.damaged) { try decode(Self.kept + "0") }
    }

    @Test func `a key that is none of the curve is damage`() throws {
        let entry = #""3742ac0cd064fa6a935ad0958feaac7b":{"isConfirmed":true,"key":"KEY","serviceDevice":"88"}"#
        let json = changed(#""device":"#, #""credentials":{\#(entry)},"device":"#)
        func with(_ key: [UInt8]) -> String { json.replacing("KEY", with: Base32.encode(key)) }
        #expect(try decode(with([UInt8](repeating: 7, count: 32))).credentials.count == 1)
        for key in [[UInt8](repeating: 0, count: 32), [UInt8](repeating: 255, count: 32), [1], []] {
            #expect(throws: ContentsError.damaged) { try decode(with(key)) }
        }
    }

    @Test func `no text is longer than the bound`() throws {
        var contents = try sampleContents().deviceBound
        contents.deviceName = String(repeating: "a", count: ContentsLimits.text + 1)
        #expect(throws: ContentsError.tooLarge) { try DeviceBoundCoding.encode(contents) }
        let long = changed("old phone", contents.deviceName)
        #expect(throws: ContentsError.tooLarge) { try decode(long) }
    }
}
