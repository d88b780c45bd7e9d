import AccountAPI
import Foundation
import Testing

@testable import AccountServer

/// account-api.md has all that a device and the service say to each other, and nothing else.
@Suite struct APIDocumentTests {
    private static let document = APIDocument.account

    /// What one endpoint reads and writes.
    private static func members<E: Endpoint>(
        of endpoint: E.Type,
        _ recorder: WireRecorder
    ) throws -> (request: WireRecorder.Members, answer: WireRecorder.Members) {
        (try recorder.members(of: E.Request.self), try recorder.members(of: E.Response.self))
    }

    /// What all of them read and write.
    private static func recorded() throws -> WireRecorder {
        let recorder = WireRecorder()
        for (endpoint, _) in Admission.endpoints { _ = try members(of: endpoint, recorder) }
        _ = try recorder.members(of: Box<Problem>.self)
        return recorder
    }

    /// Has a problem met as the objects are that are parts of others.
    private struct Box<Value: Decodable>: Decodable {
        let value: Value
    }

    @Test func `account-api.md has the members of every request and answer`() throws {
        let recorder = WireRecorder()
        var count = 0
        for (endpoint, _) in Admission.endpoints {
            let call = Self.document.calls["\(endpoint)"] ?? APIDocument.Call()
            let (request, answer) = try Self.members(of: endpoint, recorder)
            #expect(call.request == request, "the request of \(endpoint)")
            #expect(call.answer == answer, "the answer of \(endpoint)")
            count += request.count + answer.count
        }
        #expect(Admission.endpoints.count == 46)
        #expect(count > 180)
    }

    @Test func `account-api.md has the members of every object inside others`() throws {
        let objects = try Self.recorded().objects
        #expect(Set(Self.document.objects.keys) == Set(objects.keys))
        for (name, members) in objects { #expect(Self.document.objects[name] == members, "\(name)") }
        #expect(objects.count > 24)
        #expect(objects["EvidenceNeed"]?["settles"] == "time, optional")
        #expect(objects["SigningDevice"]?["known._0"] == "identifier")
    }

    @Test func `account-api.md has the values of every string that has fixed ones`() throws {
        var listed = Self.document.values
        listed["NoticeKind"] = Set(try DocumentTests.table("approvals.md", after: "| kind | when").flatMap(Self.kinds))
        let values = try Self.recorded().values
        #expect(Set(listed.keys) == Set(values.keys))
        for (name, cases) in values { #expect(listed[name] == cases, "\(name)") }
        #expect(values.count > 9)
    }

    private static func kinds(_ row: [String]) -> [String] {
        row[0].matches(of: /`([a-z-]+)`/).map { String($0.1) }
    }

    @Test func `account-api.md says each thing once`() {
        #expect(Self.document.repeated.isEmpty)
    }

    @Test func `account-api.md has the status of every problem`() {
        let statuses = ProblemCode.allCases.map { ($0.rawValue, Problem($0).status) }
        #expect(Self.document.statuses == Dictionary(statuses) { first, _ in first })
        #expect(statuses.count > 40)
        for (name, call) in Self.document.calls {
            for (code, status) in call.problems {
                let isRight = Self.document.statuses[code].map { status == nil || status == $0 }
                #expect(isRight == true, "\(name): \(code)")
            }
        }
    }

    /// That a call fails with no other is looked at wherever a test sees it fail: see ``APIDocument/check(_:to:_:)``.
    @Test func `account-api.md says of every problem which calls may fail with it`() {
        let told = Admission.endpoints.reduce(into: Set<String>()) { told, row in
            told.formUnion(Self.document.codes(of: row.endpoint, row.admission))
        }
        // The one that no call is answered with.
        #expect(told.union([ProblemCode.notFound.rawValue]) == Set(ProblemCode.allCases.map(\.rawValue)))
        #expect(!told.contains(ProblemCode.notFound.rawValue))
        let start = Self.document.codes(of: StartSignIn.self, .open)
        #expect(start.isSuperset(of: ["letter.refused", "request.invalid"]))
        #expect(!start.contains("backup.exists"))
        let own = Self.document.calls.values.map(\.problems.count)
        #expect(own.count { $0 > 0 } > 30)
    }
}
