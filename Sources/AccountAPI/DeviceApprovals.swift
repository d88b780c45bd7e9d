package import HTTPTypes

/// Asks the account's other devices to approve the one that asks: a settled one that types the number shows the
/// evidence ``EvidenceKind/device``.
package enum StartDeviceApproval: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/evidence/approval/start"
    package static let access = Access.limitedSession
    package typealias Request = Nothing

    /// What the client of such a request begins with, by which devices tell it from a sign-in.
    package static let client = "sparekey device "

    /// The request that the other devices are shown.
    package struct Response: Codable, Sendable {
        package let request: SignInRequestID
        /// The number to be typed on the other device.
        package let number: Int
        /// Milliseconds since 1970.
        package let expires: Int64

        package init(request: SignInRequestID, number: Int, expires: Int64) {
            self.request = request
            self.number = number
            self.expires = expires
        }
    }
}

/// Asks how such a request stands, and uses an approval.
package enum FinishDeviceApproval: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/evidence/approval/finish"
    package static let access = Access.limitedSession

    package struct Request: Codable, Sendable {
        package let request: SignInRequestID

        package init(request: SignInRequestID) {
            self.request = request
        }
    }

    package struct Response: Codable, Sendable {
        package let state: State

        package init(state: State) {
            self.state = state
        }
    }

    /// How the request stands.
    package enum State: String, Codable, Sendable, CaseIterable {
        /// Nobody has answered yet.
        case pending
        /// A settled device has approved: the evidence counts from now on.
        case approved
        /// A device has denied it, has typed another number, or is not settled itself.
        case refused
        /// Its time is over.
        case expired
    }
}

/// Ends such a request that nobody has answered, where whoever asked waits no longer: no device shows it any more.
package enum WithdrawDeviceApproval: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/evidence/approval/withdraw"
    package static let access = Access.limitedSession
    package typealias Request = FinishDeviceApproval.Request
    package typealias Response = Nothing
}
