package import DeviceCore
package import Encodings

/// How the pages run.
package struct PageConfiguration: Sendable {
    /// The device that the pages show.
    package let device: Device
    /// What reads and makes QR codes.
    package let qrCodes: any QRCodes
    /// The languages that this machine asks for, before the browser's.
    package var languages: [String?] = []
    /// The version of the program.
    package var version = ""
    /// The clock.
    package var now: @Sendable () -> Instant = { Instant.now() }

    /// Pages of one device.
    package init(device: Device, qrCodes: any QRCodes) {
        self.device = device
        self.qrCodes = qrCodes
    }
}
