package import HTTPTypes

/// Deletes a personal account with all that the service holds of it; nothing brings it back.
///
/// A guarded act, which a device cannot do while an older one could still take the account back.
package enum DeleteAccount: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/account/delete"
    package static let access = Access.session
    package static let sendsMessage = true
    package typealias Request = Nothing
    package typealias Response = Nothing
}
