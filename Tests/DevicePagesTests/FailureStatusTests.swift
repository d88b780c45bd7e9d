import DeviceCore
import Testing

@testable import DevicePages

/// The page says with its status what can be done about a failure.
@Suite struct FailureStatusTests {
    @Test(arguments: [
        (FailureCode.notAnOTPAuthURI, 400), (.noSuchEntry, 404), (.storageUnreachable, 503), (.internalError, 500),
        (.outputFailed, 500), (.tooManyAttempts, 503), (.wrongPassword, 409), (.noPassphraseSet, 409),
    ])
    func `a failure of each kind has its status of HTTP`(code: FailureCode, status: Int) {
        #expect(code.pageStatus.code == status)
    }
}
