package import HTTPTypes

/// Lists the devices of the account.
package enum ListDevices: Endpoint {
    package static let method = HTTPRequest.Method.get
    package static let path = "/v1/devices"
    package static let access = Access.anySession
    package typealias Request = Nothing

    /// The devices, the oldest first.
    package struct Response: Codable, Sendable {
        package let devices: [Device]
        /// The suspended ones that are younger than the one that asks, which can remove them for good; nil of a service from
        /// before they were listed.
        package let suspended: [Device]?

        package init(devices: [Device], suspended: [Device]? = nil) {
            self.devices = devices
            self.suspended = suspended
        }
    }

    /// One device.
    package struct Device: Codable, Sendable {
        package let id: ServiceDeviceID
        package let name: String
        /// Milliseconds since 1970.
        package let added: Int64
        /// Milliseconds since 1970 of the last session request or accepted code.
        package let lastUsed: Int64
        /// Whether the session that asks belongs to it.
        package let current: Bool
        /// When it settles if nothing more is shown, milliseconds since 1970; nil where it is settled.
        package let settles: Int64?
        /// Until when it can take the account back, milliseconds since 1970; nil where it is not suspended.
        package let suspendedUntil: Int64?

        package init(
            id: ServiceDeviceID,
            name: String,
            added: Int64,
            lastUsed: Int64,
            current: Bool,
            settles: Int64? = nil,
            suspendedUntil: Int64? = nil
        ) {
            self.id = id
            self.name = name
            self.added = added
            self.lastUsed = lastUsed
            self.current = current
            self.settles = settles
            self.suspendedUntil = suspendedUntil
        }
    }
}

/// Revokes a device: its codes and sessions end at once.
package enum RevokeDevice: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/devices/revoke"
    package static let access = Access.anySession

    package struct Request: Codable, Sendable {
        package let device: ServiceDeviceID

        package init(device: ServiceDeviceID) {
            self.device = device
        }
    }

    package typealias Response = Nothing
}

/// Gives the device that asks another name, by which people tell the account's devices apart.
package enum RenameDevice: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/devices/rename"
    package static let access = Access.anySession

    package struct Request: Codable, Sendable {
        /// 1 to 100 characters that can be shown.
        package let name: String

        package init(name: String) {
            self.name = name
        }
    }

    package typealias Response = Nothing
}
