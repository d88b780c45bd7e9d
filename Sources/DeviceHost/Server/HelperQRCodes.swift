package import DeviceCore
package import DevicePages
package import HTTPExchange
import QRCode
import Threads

/// QR codes by the helper, a confined process of this machine; nothing leaves it.
package final class HelperQRCodes: QRCodes {
    /// The helper beside this program.
    package init() {}

    package func texts(inPicture bytes: [UInt8], until cancellation: any Cancellation) throws(Failure) -> [String] {
        try read(until: cancellation) { try await QRCodeReader().texts(inPicture: bytes) }
    }

    package func texts(
        inLightness bytes: [UInt8],
        width: Int,
        height: Int,
        until cancellation: any Cancellation
    ) throws(Failure) -> [String] {
        try read(until: cancellation) {
            try await QRCodeReader().texts(inLightness: bytes, width: width, height: height)
        }
    }

    package func drawing(of text: String, until cancellation: any Cancellation) throws(Failure) -> String {
        do {
            return try OwnThread.wait(until: cancellation) { try await QRCodeWriter().code(of: text).svg }
        } catch {
            throw Failure(explaining: error)
        }
    }

    private func read(
        until cancellation: any Cancellation,
        _ read: @escaping @Sendable () async throws -> [String]
    ) throws(Failure) -> [String] {
        do {
            return try OwnThread.wait(until: cancellation, for: read)
        } catch let error as QRCodeReaderError {
            throw Failure(error, path: "")
        } catch {
            throw Failure(explaining: error)
        }
    }
}

extension PageConfiguration {
    /// Pages of one device, with the helper for QR codes.
    package init(device: Device) {
        self.init(device: device, qrCodes: HelperQRCodes())
    }
}
