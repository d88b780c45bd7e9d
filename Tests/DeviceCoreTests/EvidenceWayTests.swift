import AccountAPI
import Encodings
import Testing

@testable import DeviceCore

/// The ways to confirm a device: those that are closed now are told with their end.
@Suite struct EvidenceWayTests {
    private static func need(_ waits: [EvidenceWait]?) -> EvidenceNeed {
        EvidenceNeed(shown: [.password], possible: [.recoveryCode, .contact, .device], settles: 1, waits: waits)
    }

    @Test func `a way is closed as long as the service says so of its kind`() {
        let closed = Self.need([EvidenceWait(kind: .device, until: 5000)])
        #expect(closed.ways == [.contact, .approval])
        #expect(closed.waits(for: .approval) == Instant(milliseconds: 5000))
        #expect(closed.waits(for: .contact) == nil && closed.waits(for: .recoveryCode) == nil)
        #expect(Self.need(nil).waits(for: .approval) == nil)
    }

    @Test(arguments: [(FailureCode.requestReported, 3600), (.tooManyContactCodes, 60)])
    func `a way that has led to such a failure is closed for as long as it says`(code: FailureCode, seconds: Int) {
        #expect(Failure(code, .wait(seconds: seconds)).closedFor == Int64(seconds))
        #expect(Failure(.approvalRefused).closedFor == nil && Failure(.requestExpired).closedFor == nil)
    }
}
