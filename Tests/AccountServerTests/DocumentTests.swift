import AccountAPI
import Foundation
import HTTPTypes
import Primitives
import Testing

@testable import AccountServer

/// The documents say what the code does.
@Suite struct DocumentTests {
    private static let protocols = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/protocols")

    /// The rows of the first table behind a line that begins like this, cell by cell.
    static func table(_ document: String, after heading: String) throws -> [[String]] {
        let text = try String(contentsOf: protocols.appending(path: document), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
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
        let text = try String(contentsOf: Self.protocols.appending(path: "account-api.md"), encoding: .utf8)
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
    private static func callers(of access: Access) -> String {
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

    @Test func `account-api.md lists the fields that an export holds`() throws {
        var listed: [String: Set<String>] = [:]
        for row in try Self.table("account-api.md", after: "### ExportAccount") {
            for name in Self.names(row[0]) { listed[name] = Set(Self.names(row[2])) }
        }
        let data = try JSONEncoder().encode(Self.export)
        let written = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let fields = written.mapValues { value in
            let one = (value as? [[String: Any]])?.first ?? value as? [String: Any]
            return Set(one?.keys.map { $0 } ?? [])
        }
        #expect(listed == fields)
    }

    @Test func `a removal of a kind that only a newer service knows is written down as it is`() throws {
        let later = Data(#"{"kind":"later","at":1,"expires":2}"#.utf8)
        let removal = try JSONDecoder().decode(ExportAccount.Removal.self, from: later)
        #expect(removal.kind == "later" && removal.expires == 2 && removal.by == nil)
    }

    /// An export with every field that there can be.
    private static let export = ExportAccount.Response(
        exported: 1,
        account: .random(),
        created: 1,
        passwordSet: 1,
        recoveryCodeMade: 1,
        contacts: [.init(kind: .email, value: "a@example.org", language: "en", added: 1, isVerified: true)],
        devices: [
            .init(
                id: .random(),
                name: "Phone",
                added: 1,
                lastUsed: 1,
                settled: 1,
                suspended: 1,
                answersSignInRequests: true
            )
        ],
        browserSessions: [.init(username: "ada", device: .random(), signedIn: 1, expires: 1)],
        applications: [.init(name: "wiki", scopes: ["openid"], given: 1)],
        signInRequests: [.init(application: "wiki", place: "Paris", message: "m", state: "denied", created: 1)],
        notices: [.init(kind: .deviceAdded, created: 1, deviceName: "Phone", detail: "d", confirms: "Tablet")],
        backup: .init(id: TakingBackTests.backup, epoch: 1, generation: 1, deleted: 1),
        kept: [.init(at: 1, expires: 1, device: .random())],
        removals: [.init(kind: "device", at: 1, expires: 1, by: "Tablet")]
    )
}
