package import HTTPTypes

/// Tells the service's clock, so that a device can tell its own offset.
package enum ReadTime: Endpoint {
    package static let method = HTTPRequest.Method.get
    package static let path = "/v1/time"
    package static let access = Access.open
    package typealias Request = Nothing

    package struct Response: Codable, Sendable {
        /// Milliseconds since 1970.
        package let time: Int64

        package init(time: Int64) {
            self.time = time
        }
    }
}
