import DeviceCore
import Testing
import Threads

/// Every flow can be cancelled between two requests: it ends there, what is told is true, and it can be begun again.
@Suite struct CancelledFlowsTests {
    @Test(arguments: CancelledFlow.ofAccounts)
    func `an account is made, entered and left, or is as it was`(_ flow: CancelledFlow) async throws {
        try await flow.sweep()
    }

    @Test(arguments: CancelledFlow.ofSecrets)
    func `one secret opens the account, and it is the one that is told`(_ flow: CancelledFlow) async throws {
        try await flow.sweep()
    }

    @Test(arguments: CancelledFlow.ofBackups)
    func `a backup is where and what its status says`(_ flow: CancelledFlow) async throws {
        try await flow.sweep()
    }

    @Test(arguments: CancelledFlow.ofProofs)
    func `what was shown counts, and nothing else does`(_ flow: CancelledFlow) async throws {
        try await flow.sweep()
    }

    @Test func `nobody is asked for the number of a phone that is not to be confirmed any more`() async throws {
        let scene = try await Scene { stage in
            try await stage.begin("old", contact: true, approvals: true)
            try await stage.signIn()
        }
        try await scene.play { stage in
            let stop = Stop()
            let phone = stage.phone(until: stop)
            let ended = await failure {
                try await OwnThread.run(stop.cancellation) {
                    try phone.evidence.confirmByAnotherDevice(of: nil) { _ in stop.cancellation.cancel() }
                }
            }
            #expect(ended?.code == .serviceUnreachable)
            let old = stage.phone("old")
            let requests = try await old { try $0.approvals.requests() }.requests
            #expect(requests.isEmpty)
        }
    }
}
