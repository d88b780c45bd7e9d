package import HTTPTypes

/// Checks a verification code for a relying party.
///
/// A code is good once, on one step, for any device of the account.
package enum VerifyCode: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/codes/verify"
    package static let access = Access.client

    package struct Request: Codable, Sendable {
        package let username: String
        /// Eight digits, or six for a member of an organisation; spaces are allowed.
        package let code: String

        package init(username: String, code: String) {
            self.username = username
            self.code = code
        }
    }

    package struct Response: Codable, Sendable {
        /// False for a wrong code, a used one, and an unknown name alike.
        package let valid: Bool

        package init(valid: Bool) {
            self.valid = valid
        }
    }
}
