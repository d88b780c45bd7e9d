import AccountAPI
import DeviceCore
import Foundation
import Testing

/// What a lying account service sends becomes neither a command of the terminal nor an overflow.
@Suite struct OutsideJSONTests {
    private struct Answer: Decodable {
        var name: String?
        var names: [String]?
        var number: Int64?
        var inner: [String: [String: String]]?
        var isOn: Bool?
        var nothing: String?
    }

    private static func read(_ json: String) throws -> Answer {
        try OutsideJSON.decode(Answer.self, from: Data(json.utf8))
    }

    @Test func `texts are one line of what people see, wherever they stand`() throws {
        let hostile = #""\u001b]0;x\u0007 ada\u202e\u200b\u2028\u009b2J""#
        let answer = try Self.read(
            #"{"name": \#(hostile), "names": [\#(hostile)], "inner": {"a": {"b": \#(hostile)}}, "isOn": true, "nothing": null}"#
        )
        let clean = "]0;x  ada  2J"
        #expect(answer.name == clean)
        #expect(answer.names == [clean])
        #expect(answer.inner?["a"]?["b"] == clean)
        #expect(answer.isOn == true)
        #expect(answer.nothing == nil)
    }

    @Test(arguments: [
        ("9223372036854775807", OutsideJSON.largestNumber), ("-9223372036854775808", -OutsideJSON.largestNumber),
        ("18446744073709551615", OutsideJSON.largestNumber), ("1e300", OutsideJSON.largestNumber), ("0", 0),
        ("1798761600000", 1_798_761_600_000), ("-1", -1),
    ])
    func `numbers can be counted with`(text: String, number: Int64) throws {
        #expect(try Self.read("{\"number\": \(text)}").number == number)
    }

    @Test(arguments: ["9223372036854775807", "9223372036854775748", "-9223372036854775808", "18446744073709551615"])
    func `a problem with an endless wait is reported like any other`(wait: String) throws {
        for code in ["signin.too-many-attempts", "contact.too-many-codes", "session.stale-counter"] {
            let json = """
                {"type": "x", "code": "\(code)", "title": "t", "status": 429, "retryAfter": \(wait), \
                "attemptsLeft": \(wait), "counter": \(wait)}
                """
            let problem = try OutsideJSON.decode(Problem.self, from: Data(json.utf8))
            #expect((0...366 * 86_400).contains(try #require(problem.retryAfter)))
            #expect((0...1000).contains(try #require(problem.attemptsLeft)))
            let failure = Failure(explaining: AccountError.problem(problem, place: "https://example.org"))
            let (message, remedy) = Catalogue.preferred(["en"]).words(for: failure)
            #expect(!message.isEmpty && !remedy.isEmpty)
        }
    }
}
