import DeviceCore
import Testing

/// How devices, contacts and requests are named: by the beginning of an identifier.
@Suite struct IdentifierStartTests {
    private static let known = ["0123456789abcdef", "01fedcba98765432", "a123456789abcdef"]

    private static func meant(by typed: String?, of known: [String] = known) -> Result<String, Failure> {
        Result { () throws(Failure) in
            try known.one(beginning: typed, { $0 }, missing: Failure(.noSuchDevice)) {
                Failure(.ambiguousRequest, ["n": $0])
            }
        }
    }

    @Test(arguments: ["a", "A1", "a123456789abcdef"])
    func `a beginning that fits one means it, however short it is`(typed: String) {
        #expect(Self.meant(by: typed) == .success("a123456789abcdef"))
    }

    @Test func `a beginning that fits several is told with their number`() {
        #expect(Self.meant(by: "01") == .failure(Failure(.ambiguousRequest, ["n": "2"])))
        #expect(Self.meant(by: "012") == .success("0123456789abcdef"))
    }

    @Test(arguments: ["", "b", "123", "a123456789abcdef0"])
    func `what no identifier begins with means none`(typed: String) {
        #expect(Self.meant(by: typed) == .failure(Failure(.noSuchDevice)))
    }

    @Test func `nothing typed means the only one there is`() {
        #expect(Self.meant(by: nil, of: ["a"]) == .success("a"))
        #expect(Self.meant(by: nil) == .failure(Failure(.ambiguousRequest, ["n": "3"])))
        #expect(Self.meant(by: nil, of: []) == .failure(Failure(.noSuchDevice)))
    }
}
