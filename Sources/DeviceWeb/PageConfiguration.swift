package import DeviceCore
package import Encodings
package import Logging

/// How the pages run.
package struct PageConfiguration: Sendable {
    /// The device that the pages show.
    package let device: Device
    /// The languages that this machine asks for, before the browser's.
    package var languages: [String?] = []
    /// The version of the program.
    package var version = ""
    /// The clock.
    package var now: @Sendable () -> Instant = { Instant.now() }
    /// Where the server writes what it has to say, which is nothing about anyone.
    package var log = Logger(label: "sparekey-page", factory: { _ in SwiftLogNoOpLogHandler() })

    /// Pages of one device.
    package init(device: Device) {
        self.device = device
    }
}
