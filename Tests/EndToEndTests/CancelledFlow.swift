import DeviceCore
import Testing
import Threads

/// A flow that is cancelled at each of its requests, and what must be true then.
struct CancelledFlow: Sendable, CustomTestStringConvertible {
    /// What the flow does.
    let name: String
    /// What is there before.
    let prepare: @Sendable (Stage) async throws -> Void
    /// The flow, on the phone that it is cancelled on.
    let run: @Sendable (Stage, Device) throws -> Void
    /// The requests that it ends well without.
    var goesWithout: Set<String> = []
    /// What it may tell beside that no answer came: each says truly how far it came.
    var tells: Set<FailureCode> = []
    /// What it may say when it is begun again: that it is done, or what is there by now.
    var saysDone: Set<FailureCode> = []
    /// Expects what must be so after it; nil for the failure where it came to its end.
    let check: @Sendable (Stage, Failure?) async throws -> Void

    var testDescription: String { name }

    /// Runs it to its end, then once for each request in each way, and again after each time that it was stopped.
    func sweep() async throws {
        let scene = try await Scene(prepare)
        let requests = Box<[Stop.Request]>([])
        try await scene.play { stage in
            stage.tell("\(name), to its end")
            let stop = Stop()
            let failure = await failure(on: stage, stop)
            stage.expect(failure == nil, "ends well: \(failure.map { "\($0)" } ?? "")")
            requests.value = stop.requests
            try await check(stage, nil)
        }
        let asked = requests.value
        #expect(!asked.isEmpty, "\(name) asks nothing")
        for (index, request) in asked.enumerated() {
            let rest = asked.dropFirst(index + 1).map(\.name)
            if !rest.isEmpty { try await stop(Stop(at: index + 1), in: scene, request, rest) }
            // To lose what was read is not to have read it.
            if request.changesSomething { try await stop(Stop(at: index + 1, .lost), in: scene, request, rest) }
        }
    }

    private func stop(_ stop: Stop, in scene: Scene, _ request: Stop.Request, _ rest: [String]) async throws {
        try await scene.play { stage in
            stage.tell("\(name), \(stop.told) \(request.name), before \(rest)")
            let before = try stage.siteCodes(on: "phone")
            let first = await failure(on: stage, stop)
            stage.expect(stop.cancellation.isCancelled, "comes to that request")
            if let first {
                let isTrue = Self.cancelled.union(tells).contains(first.code)
                stage.expect(isTrue, "ends as what nobody waits for: \(first)")
                stage.expect(try before.isSubset(of: stage.siteCodes(on: "phone")), "loses no code")
            } else {
                stage.expect(rest.allSatisfy(goesWithout.contains), "ends well with all that it does")
            }
            try await check(stage, first)
            guard first != nil else { return }
            let second = await failure(on: stage, Stop())
            let isTrue = second.map { saysDone.contains($0.code) } ?? true
            stage.expect(isTrue, "comes to its end when it is begun again: \(second.map { "\($0)" } ?? "")")
            try await check(stage, second)
        }
    }

    /// What a flow ends with that nobody waits for any more: no answer came.
    private static let cancelled: Set<FailureCode> = [.serviceUnreachable, .storageUnreachable]

    private func failure(on stage: Stage, _ stop: Stop) async -> Failure? {
        let phone = stage.phone(until: stop)
        do {
            try await OwnThread.run(stop.cancellation) { () throws in try run(stage, phone) }
            return nil
        } catch {
            return Failure(explaining: error)
        }
    }
}

extension Stop {
    /// The way, for what is told of it.
    fileprivate var told: String { way == .lost ? "while the answer comes to" : "after" }
}
