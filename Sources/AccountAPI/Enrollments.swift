package import HTTPTypes

/// Tells whose enrollment code this is, so that it can be shown before the code is used; it stays as good as it was.
package enum ReadEnrollment: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/enrollments/read"
    package static let access = Access.open

    package struct Request: Codable, Sendable {
        /// ``EnrollmentCode/plain``.
        package let code: String

        package init(code: String) {
            self.code = code
        }
    }

    package struct Response: Codable, Sendable {
        package let organization: OrganizationID
        /// The name that people know the organisation by.
        package let organizationName: String
        /// The member's name in the organisation.
        package let member: String
        /// Milliseconds since 1970.
        package let expires: Int64

        package init(organization: OrganizationID, organizationName: String, member: String, expires: Int64) {
            self.organization = organization
            self.organizationName = organizationName
            self.member = member
            self.expires = expires
        }
    }
}

/// Uses an enrollment code up: adds a device of the member, with a secret, a session and a credential of its own.
///
/// Secret and session key are derived on both sides, see ``EnrollmentKeys``, and never sent.
package enum UseEnrollment: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/enrollments/use"
    package static let access = Access.open

    package struct Request: Codable, Sendable {
        /// ``EnrollmentCode/plain``.
        package let code: String
        /// The device's name, 1 to 100 characters.
        package let name: String
        /// The device's half of the key exchange: a P-256 key made for this request, X9.63 uncompressed, 65 bytes.
        package let keyShare: Bytes
        /// The public half of the device's credential, X9.63 uncompressed, 65 bytes.
        package let publicKey: Bytes
        /// A signature of ``DeviceCredentialMessage/enrollment(code:keyShare:publicKey:)``, 64 bytes.
        package let signature: Bytes

        package init(code: String, name: String, keyShare: Bytes, publicKey: Bytes, signature: Bytes) {
            self.code = code
            self.name = name
            self.keyShare = keyShare
            self.publicKey = publicKey
            self.signature = signature
        }
    }

    package struct Response: Codable, Sendable {
        package let session: SessionID
        package let account: AccountID
        package let device: ServiceDeviceID
        package let organization: OrganizationID
        package let organizationName: String
        package let member: String
        /// The service's half of the key exchange, 65 bytes.
        package let keyShare: Bytes
        /// The service's clock, milliseconds since 1970.
        package let time: Int64

        package init(
            session: SessionID,
            account: AccountID,
            device: ServiceDeviceID,
            organization: OrganizationID,
            organizationName: String,
            member: String,
            keyShare: Bytes,
            time: Int64
        ) {
            self.session = session
            self.account = account
            self.device = device
            self.organization = organization
            self.organizationName = organizationName
            self.member = member
            self.keyShare = keyShare
            self.time = time
        }
    }
}
