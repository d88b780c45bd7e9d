import AccountAPI
import Foundation
import HTTPTypes
import Primitives
import TestSupport
import Testing

@testable import AccountServer

/// The documents say what the code does.
@Suite struct DocumentTests {
    private static let protocols = SourceTree.root.appending(path: "docs/protocols")

    /// A document.
    static func text(_ document: String) throws -> String {
        try String(contentsOf: protocols.appending(path: document), encoding: .utf8)
    }

    /// The rows of the first table behind a line that begins like this, cell by cell.
    static func table(_ document: String, after heading: String) throws -> [[String]] {
        let lines = try text(document).split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix(heading) })
        let table = lines[start...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
        return table.dropFirst(2).map { row in
            row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    /// What stands between backticks.
    private static func names(_ cell: String) -> [String] {
        cell.matches(of: /`([A-Za-z]+)`/).map { String($0.1) }
    }

    @Test func `sign-in.md lists the guarded acts, and how long evidence counts for each`() throws {
        var listed: [String: String] = [:]
        for row in try Self.table("sign-in.md", after: "**Guarded acts**") {
            for name in Self.names(row[0]) { listed[name] = row[2] }
        }
        let acts = GuardedAct.allCases.map { ($0.rawValue, "\($0.window / .minute) minutes") }
        #expect(listed == Dictionary(acts) { first, _ in first })
    }

    @Test func `account-api.md has every endpoint, its route, who may call it and whether it needs evidence`() throws {
        let text = try Self.text("account-api.md")
        // What follows a heading of one word: the route, the callers, and what is said of them up to the full stop.
        let heads = text.matches(of: /\n### ([A-Za-z]+)\n\n(`[A-Z]+ [^`]+` — [^.]+)\./)
        let found = Dictionary(heads.map { (String($0.1), String($0.2)) }) { first, _ in first }
        #expect(Set(found.keys) == Set(Admission.endpoints.map { "\($0.endpoint)" }))
        for (endpoint, admission) in Admission.endpoints {
            let head = try #require(found["\(endpoint)"])
            let route = "`\(endpoint.method.rawValue) \(endpoint.path)`"
            #expect(head.hasPrefix("\(route) — \(Self.callers(of: endpoint.access))"), "\(endpoint)")
            let isGuarded = if case .evidence = admission { true } else { false }
            #expect(head.contains("needs evidence") == isGuarded, "\(endpoint)")
        }
    }

    /// What the document calls those who may call.
    static func callers(of access: Access) -> String {
        switch access {
        case .open: "open"
        case .session: "session"
        case .limitedSession: "limited session"
        case .memberSession: "member session"
        case .anySession: "any session"
        case .takingBack: "taking back"
        case .client: "client"
        case .device: "device"
        }
    }

    @Test func `a removal of a kind that only a newer service knows is written down as it is`() throws {
        let later = Data(#"{"kind":"later","at":1,"expires":2}"#.utf8)
        let removal = try JSONDecoder().decode(ExportAccount.Removal.self, from: later)
        #expect(removal.kind == "later" && removal.expires == 2 && removal.by == nil)
    }
}
