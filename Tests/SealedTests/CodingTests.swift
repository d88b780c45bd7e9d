import Foundation
import Primitives
import TestSupport
import Testing

@testable import Sealed

@Suite struct CodingTests {
    private func decode(_ json: String) -> ContentsError? {
        do throws(ContentsError) {
            _ = try PortableCoding.decode(SecretBytes(utf8: json))
            return nil
        } catch {
            return error
        }
    }

    private let id = "000102030405060708090a0b0c0d0e0f"

    private func document(schema: Int = 1, entries: String = "", clock: String? = nil) -> String {
        """
        {"schema":\(schema),"entries":[\(entries)],"tombstones":{},"settings":{"hidesCodes":false},\
        "ordered":"0.0.\(id)","clock":"\(clock ?? "0.0.\(id)")","revision":0}
        """
    }

    private func entry(_ rest: String, id: String? = nil) -> String {
        #"{"id":"\#(id ?? self.id)","issuer":"","account":"","modified":"0.0.\#(self.id)",\#(rest)}"#
    }

    private let otp = """
        "kind":"third-party","otp":{"type":"totp","algorithm":"SHA1","digits":6,"period":30,"counter":0,"secret":"AA"}
        """

    @Test func `the contents come back equal`() throws {
        let contents = try samplePortable()
        #expect(try PortableCoding.decode(PortableCoding.encode(contents)) == contents)
    }

    @Test func `a document with known values is read`() {
        #expect(decode(document()) == nil)
        #expect(decode(document(entries: entry(otp))) == nil)
    }

    @Test func `documents that do not follow the schema are refused`() {
        let broken = [
            "", "[]", "{}", "null", #"{"schema":1}"#, #"{"schema":"1"}"#,
            document(entries: entry(#""kind":"third-party""#)),
            document(entries: entry(#""kind":"personal","service":"s""#)),
            document(entries: entry(#""kind":"work","service":"s","organization":"o""#)),
            document(entries: entry(otp, id: "abc")),
            document(entries: entry(otp, id: id.uppercased())),
            document(entries: entry(otp) + "," + entry(otp)),
            document(entries: entry(otp.replacing(#""AA""#, with: #""A1""#))),
            document(entries: entry(otp.replacing(#""AA""#, with: #""AB""#))),
            document(entries: entry(otp.replacing(#":6"#, with: ":11"))),
            document(entries: entry(otp.replacing(#":30"#, with: ":0"))),
            document(entries: entry(otp.replacing(#""counter":0"#, with: #""counter":-1"#))),
            document(clock: "1.2"), document(clock: "1.2.xyz"), document(clock: "1.2.\(id).4"),
        ]
        for json in broken {
            #expect(decode(json) == .damaged, "\(json)")
        }
    }

    @Test func `an unknown schema is not taken for damage`() {
        #expect(decode(document(schema: 3)) == .unsupportedSchema(3))
        #expect(decode(#"{"schema":7}"#) == .unsupportedSchema(7))
    }

    @Test func `texts and numbers of entries are bounded`() {
        let long = String(repeating: "x", count: 4097)
        let named = entry(otp).replacing(#""issuer":"""#, with: #""issuer":"\#(long)""#)
        #expect(decode(document(entries: named)) == .tooLarge)
        let many = Array(repeating: entry(otp), count: 20_001).joined(separator: ",")
        #expect(decode(document(entries: many)) == .tooLarge)
    }
}
