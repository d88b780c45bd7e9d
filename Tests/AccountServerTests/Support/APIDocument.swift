import AccountAPI
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AccountServer

/// What the tables of docs/protocols/account-api.md say.
struct APIDocument {
    /// What it says of one call.
    struct Call {
        var request: WireRecorder.Members = [:]
        var answer: WireRecorder.Members = [:]
        /// What the call may fail with beside what every call of its kind may, each with the status that stands there.
        var problems: [(code: String, status: Int?)] = []
    }

    /// The document; empty where it cannot be read.
    static let account = (try? APIDocument(text: DocumentTests.text("account-api.md"))) ?? APIDocument()

    private(set) var calls: [String: Call] = [:]
    /// The tables of objects.
    private(set) var objects: [String: WireRecorder.Members] = [:]
    /// The tables of strings with fixed values.
    private(set) var values: [String: Set<String>] = [:]
    /// The status of each code.
    private(set) var statuses: [String: Int] = [:]
    /// The codes with which every call of a kind may fail.
    private(set) var common: [String: Set<String>] = [:]
    /// The names that a table has more than once, and the tables that there are twice.
    private(set) var repeated: [String] = []

    private init() {}

    private init(text: String) throws {
        let sections = text.split(separator: /\n(?=##+ )/).map(String.init)
        for section in sections { read(section) }
        // Twice: a call may have something of one that has it of a third.
        for section in sections + sections { refer(section) }
    }

    /// With which codes a call may fail.
    func codes(of endpoint: any Endpoint.Type, _ admission: Admission) -> Set<String> {
        let isGuarded = if case .evidence = admission { true } else { false }
        let kinds = ["all", DocumentTests.callers(of: endpoint.access)] + (isGuarded ? ["needs evidence"] : [])
        let own = calls["\(endpoint)"]?.problems.map(\.code) ?? []
        return kinds.reduce(into: Set(own)) { $0.formUnion(common[$1] ?? []) }
    }

    /// Reads the tables of a section, and its problems.
    private mutating func read(_ section: String) {
        let name = Self.name(of: section)
        for table in section.matches(of: /(?:\|[^\n]*\n?)+/) {
            let rows = table.0.split(separator: "\n").map(Self.cells)
            guard let head = rows.first, head.count > 1 else { continue }
            switch (head[0], head[1]) {
            case ("request", "type"): calls[name, default: Call()].request = members(rows, of: "\(name): request")
            case ("answer", "type"): calls[name, default: Call()].answer = members(rows, of: "\(name): answer")
            case ("calls", "may fail with"):
                for row in rows.dropFirst(2) { common[row[0]] = Set(Self.quoted(row[1])) }
            case (let type, "type"):
                if objects[type] != nil { repeated.append(type) }
                objects[type] = members(rows, of: type)
            case ("ProblemCode", "status"):
                for row in rows.dropFirst(2) { statuses[Self.quoted(row[0]).first ?? ""] = Int(row[1]) }
                values["ProblemCode"] = Set(rows.dropFirst(2).flatMap { Self.quoted($0[0]) })
            case (let type, "means"):
                if values[type] != nil { repeated.append(type) }
                values[type] = Set(rows.dropFirst(2).flatMap { Self.quoted($0[0]) })
            default: continue
            }
        }
        if let problems = Self.problems(section) {
            calls[name, default: Call()].problems += Self.codes(problems)
        }
    }

    /// Takes over what a call has of others.
    private mutating func refer(_ section: String) {
        let name = Self.name(of: section)
        let plain = section.replacing(/\s+/, with: " ")
        for match in plain.matches(of: /The (request|answer|request and the answer) (?:is that|are those) of (\w+)/) {
            guard let other = calls[String(match.2)] else { continue }
            if match.1.contains("request") { calls[name, default: Call()].request = other.request }
            if match.1.contains("answer") { calls[name, default: Call()].answer = other.answer }
        }
        for match in (Self.problems(section) ?? "").matches(of: /those of (\w+)/) {
            let known = calls[name]?.problems.map(\.code) ?? []
            let more = (calls[String(match.1)]?.problems ?? []).filter { !known.contains($0.code) }
            calls[name, default: Call()].problems += more
        }
    }

    private mutating func members(_ rows: [[String]], of table: String) -> WireRecorder.Members {
        var members: WireRecorder.Members = [:]
        for row in rows.dropFirst(2) {
            for name in Self.quoted(row[0]) {
                if members[name] != nil { repeated.append("\(table): \(name)") }
                members[name] = row[1]
            }
        }
        return members
    }

    private static func name(of section: String) -> String {
        String(section.prefix { $0 != "\n" }.drop { $0 == "#" || $0 == " " })
    }

    private static func cells(_ row: Substring) -> [String] {
        row.split(separator: "|", omittingEmptySubsequences: false).dropFirst()
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// What stands between backticks.
    private static func quoted(_ cell: String) -> [String] {
        cell.matches(of: /`([^`]+)`/).map { String($0.1) }
    }

    /// What follows the word up to the end of the paragraph.
    private static func problems(_ section: String) -> String? {
        section.firstMatch(of: /\nProblems: ((?:[^\n]+\n?)+)/).map { String($0.1.replacing("\n", with: " ")) }
    }

    /// The codes of a sentence, each with the next status behind it.
    private static func codes(_ sentence: String) -> [(code: String, status: Int?)] {
        var codes: [(code: String, status: Int?)] = []
        var waiting = 0
        for match in sentence.matches(of: /`([a-z]+\.[a-z-]+)`|\(([0-9]{3})\)/) {
            if let code = match.1 {
                codes.append((String(code), nil))
            } else {
                for index in waiting..<codes.count { codes[index].status = match.2.flatMap { Int($0) } }
                waiting = codes.count
            }
        }
        return codes
    }
}

extension APIDocument {
    /// The codes with which each call may fail, by method and path.
    private static let allowed = Dictionary(
        Admission.endpoints.map { ("\($0.method.rawValue) \($0.path)", account.codes(of: $0, $1)) }
    ) { first, _ in first }

    /// Checks what the service has answered, in whichever test: a problem that the document does not know of the call is one
    /// that a device does not expect.
    static func check(_ answer: TestResponse, to method: HTTPRequest.Method, _ path: String) throws {
        let call = "\(method.rawValue) \(path)"
        guard answer.status != .ok, let codes = allowed[call] else { return }
        let problem = try answer.decode(Problem.self)
        #expect(codes.contains(problem.code.rawValue), "account-api.md: \(call) fails with \(problem.code.rawValue)")
        #expect(problem.status == Int(answer.status.code))
    }
}
