import AccountAPI
import Crypto
import Primitives

/// A device that shows a code, once everything that can be checked without looking the code up was checked.
struct EnrollingDevice: Sendable {
    let code: EnrollmentCode
    let name: String
    /// Its half of the key exchange, 65 bytes.
    let keyShare: [UInt8]
    /// The public half of its credential, 65 bytes; the device has shown that it holds the other.
    let publicKey: [UInt8]

    /// Checks a request, or throws what is wrong with it.
    init(_ request: UseEnrollment.Request) throws(Problem) {
        guard let code = EnrollmentCode(typed: request.code), let name = Devices.acceptable(request.name),
            request.keyShare.bytes.count == request.publicKey.bytes.count,
            let key = DeviceCredentials.publicKey(request.publicKey.bytes)
        else { throw Problem(.invalidRequest) }
        let message = DeviceCredentialMessage.enrollment(
            code: code.plain,
            keyShare: request.keyShare.bytes,
            publicKey: request.publicKey.bytes
        )
        guard DeviceCredentialMessage.verifies(request.signature.bytes, of: message, key: key) else {
            throw Problem(.credentialRefused)
        }
        self.code = code
        self.name = name
        keyShare = request.keyShare.bytes
        publicKey = request.publicKey.bytes
    }
}

extension EnrollmentCode {
    /// A fresh code.
    static func random() -> EnrollmentCode { EnrollmentCode(random: randomBytes(count: length)) }
}
