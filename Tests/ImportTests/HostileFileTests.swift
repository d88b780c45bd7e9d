import Import
import Testing

/// What others put into a file: none of it may crash, take long, or keep the other accounts out.
@Suite struct HostileFileTests {
    @Test(arguments: [
        (#"{"type":"motp","name":"a","info":{"secret":"AAAA","pin":"1"}}"#, LeftOutReason.unknownType),
        (#"{"type":"totp","name":"a","info":{"digits":6}}"#, .noSecret),
        (#"{"type":"totp","name":"a","info":{"secret":"","digits":6}}"#, .noSecret),
        (#"{"type":"totp","name":"a","info":{"secret":"A!","digits":6}}"#, .badSecret),
        (#"{"type":"totp","name":"a","info":{"secret":"AAAA","digits":0}}"#, .badDigits),
        (#"{"type":"totp","name":"a","info":{"secret":"AAAA","digits":6.5}}"#, .badDigits),
        (#"{"type":"totp","name":"a","info":{"secret":"AAAA","digits":1e99}}"#, .badDigits),
        (#"{"type":"totp","name":"a","info":{"secret":"AAAA","period":0}}"#, .badPeriod),
        (#"{"type":"totp","name":"a","info":{"secret":"AAAA","period":-30}}"#, .badPeriod),
        (#"{"type":"totp","name":"a","info":{"secret":"AAAA","period":99999999999999999999}}"#, .badPeriod),
        (#"{"type":"hotp","name":"a","info":{"secret":"AAAA","counter":-1}}"#, .badCounter),
        (#"{"type":"hotp","name":"a","info":{"secret":"AAAA","counter":true}}"#, .badCounter),
        (#"{"type":"totp","name":"a","info":{"secret":"AAAA","algo":"MD5"}}"#, .unknownAlgorithm),
        (#"{"type":"totp","name":"a"}"#, .damaged),
        (#"7"#, .damaged),
    ])
    func `one account that cannot be kept is named with its reason, and the others are read`(
        _ entry: String,
        _ reason: LeftOutReason
    ) throws {
        let good = #"{"type":"totp","name":"good","info":{"secret":"AAAAAAAA"}}"#
        let text = #"{"version":1,"header":{},"db":{"version":3,"entries":[\#(entry),\#(good)]}}"#
        let found = try reading(text, as: "aegis")
        #expect(found.candidates.map(\.account) == ["good"])
        #expect(found.leftOut == [.init(place: .path("db.entries[0]"), reason: reason)])
    }

    @Test(arguments: [
        ("aegis", #"{"version":2,"header":{},"db":{}}"#, ImportError.unknownVersion("2")),
        ("aegis", #"{"version":1,"header":{},"db":{"version":9,"entries":[]}}"#, .unknownVersion("9")),
        ("aegis", #"{"version":1,"header":{},"db":{"version":3}}"#, .damaged(at: "db.entries")),
        ("2fas", #"{"schemaVersion":5,"services":[]}"#, .unknownVersion("5")),
        ("2fas", #"{"schemaVersion":4,"services":[],"servicesEncrypted":"AA:BB"}"#, .damaged(at: "servicesEncrypted")),
        ("ente", #"{"version":2,"kdfParams":{},"encryptedData":""}"#, .unknownVersion("2")),
        ("bitwarden", #"{"encrypted":true,"encKeyValidation_DO_NOT_EDIT":"2.a","data":"x"}"#, .locked(.account)),
        ("proton-authenticator", #"{"version":2,"entries":[]}"#, .unknownVersion("2")),
        ("cxf", #"{"version":{"major":2},"accounts":[]}"#, .unknownVersion("2")),
        ("andotp", "-----BEGIN PGP MESSAGE-----", .locked(.openPGP)),
    ])
    func `a version that is not known, and what only its own app can open, is refused as that`(
        _ format: String,
        _ text: String,
        _ error: ImportError
    ) {
        #expect(throws: error) { try reading(text, as: format, password: "p") }
    }

    @Test(arguments: [(4_294_967_295, 8_589_934_592), (99_999_999_999, 8_388_608), (4, 17_179_869_184)])
    func `a cost of Argon2 beyond all bounds is refused before any work`(_ passes: Int, _ bytes: Int) {
        let costs = #"{"opsLimit":\#(passes),"memLimit":\#(bytes),"salt":"AAAAAAAAAAAAAAAAAAAAAA=="}"#
        let text = #"{"version":1,"encryptedData":"AAAA","encryptionNonce":"AAAA","kdfParams":\#(costs)}"#
        #expect(throws: ImportError.tooCostly) { try reading(text, as: "ente", password: "p") }
    }

    @Test(arguments: [
        #""kdfType":0,"kdfIterations":2147483647"#,
        #""kdfType":1,"kdfIterations":1,"kdfMemory":9223372036854775807,"kdfParallelism":1"#,
        #""kdfType":1,"kdfIterations":1000000,"kdfMemory":64,"kdfParallelism":4"#,
        #""kdfType":1,"kdfIterations":1,"kdfMemory":64,"kdfParallelism":1000000"#,
    ])
    func `a cost of Bitwarden's keys beyond all bounds is refused before any work`(_ costs: String) {
        let head = #""encrypted":true,"passwordProtected":true,"salt":"s""#
        let text = #"{\#(head),\#(costs),"encKeyValidation_DO_NOT_EDIT":"2.a","data":"x"}"#
        #expect(throws: ImportError.tooCostly) { try reading(text, as: "bitwarden", password: "p") }
    }

    @Test(arguments: [(1 << 30, 1024, 1024), (1 << 20, 8, 1024), (1 << 24, 8, 1), (3, 8, 1), (.max, .max, .max)])
    func `a cost of scrypt beyond all bounds is refused before any work`(_ cost: Int, _ block: Int, _ lanes: Int) {
        let (nonce, tag) = (String(repeating: "0", count: 24), String(repeating: "0", count: 32))
        let sealing = #"{"nonce":"\#(nonce)","tag":"\#(tag)"}"#
        let slot =
            #"{"type":1,"key":"\#(tag + tag)","salt":"\#(tag + tag)","n":\#(cost),"r":\#(block),"p":\#(lanes),"#
            + #""key_params":\#(sealing)}"#
        let text = #"{"version":1,"db":"AAAA","header":{"params":\#(sealing),"slots":[\#(slot)]}}"#
        #expect(throws: ImportError.tooCostly) { try reading(text, as: "aegis", password: "p") }
    }

    @Test func `an object that names a member twice is refused, since nobody can tell which one is meant`() throws {
        let text = #"{"version":1,"header":{},"db":{"version":3,"entries":[{"type":"totp","type":"hotp"}]}}"#
        #expect(try ImportFile(Array(text.utf8)).isBrokenJSON)
        #expect(throws: ImportError.damaged(at: "")) { try reading(text, as: "aegis") }
    }

    @Test func `a file of more than 16 MiB, or of more than 10,000 accounts, is refused`() throws {
        let large = [UInt8](repeating: 0x20, count: ImportFile.largest + 1)
        #expect(throws: ImportError.tooLarge) { try ImportFile(large) }
        let line = "otpauth://totp/a?secret=AAAAAAAA\n"
        let most = try reading(String(repeating: line, count: ImportFile.largestCount), as: "otpauth")
        #expect(most.candidates.count == ImportFile.largestCount)
        #expect(throws: ImportError.tooManyEntries) {
            try reading(String(repeating: line, count: ImportFile.largestCount + 1), as: "otpauth")
        }
    }

    @Test func `a document of a million values, or nested a thousand deep, is refused`() throws {
        let many = "[" + String(repeating: "0,", count: 1 << 20) + "0]"
        #expect(try ImportFile(Array(many.utf8)).isBrokenJSON)
        let deep = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
        #expect(try ImportFile(Array(deep.utf8)).isBrokenJSON)
    }

    @Test func `parts of an export are read in any order, once each, and a missing one is named`() throws {
        let parts = try String(decoding: ForeignFiles.bytes(of: "google.txt"), as: UTF8.self).split(separator: "\n")
        let whole = try reading(parts.reversed().joined(separator: "\n"), as: "google")
        let twice = try reading((parts + parts).joined(separator: "\n"), as: "google")
        #expect(whole.leftOut.isEmpty && twice.leftOut.isEmpty)
        #expect(whole.candidates.count == twice.candidates.count)
        let rest = try reading(String(parts[1]), as: "google")
        #expect(rest.leftOut == [.init(place: .part(1, of: parts.count), reason: .missingPart)])
    }

    @Test(arguments: [
        "data=", "data=%20", "data=CgA", "data=////////////////", "data=CgD/////DwE=", "x=1", "data=GAEgASgB",
    ])
    func `a damaged address to move accounts is left out`(_ query: String) throws {
        let found = try reading("otpauth-migration://offline?\(query)", as: "google")
        #expect(found.candidates.isEmpty)
        #expect(found.leftOut.count == 1)
    }

    @Test func `bytes of any kind are read by every format without a crash`() throws {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for file in ForeignFiles.all.cases where !file.sealed {
            let bytes = try ForeignFiles.bytes(of: file.file)
            let format = try #require(ImportFormat.named(file.format))
            for _ in 0..<4 {
                var damaged = bytes
                for _ in 0..<4 {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    damaged[Int(state >> 33) % damaged.count] = UInt8(truncatingIfNeeded: state >> 24)
                }
                _ = try? format.reading(ImportFile(damaged), opening("p"))
            }
        }
    }
}
