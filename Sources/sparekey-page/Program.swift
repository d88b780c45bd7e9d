// sparekey-page takes the place of sparekey for `sparekey open`: the same command line, with what serves the page.
import DeviceCommands
import DeviceCore
import DeviceHost
import DevicePages
import NIOCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

@main
enum Program {
    static func main() {
        CommandLineProgram.run(page: page)
    }

    @Sendable
    private static func page(_ wanted: PageToServe) throws -> ServedPage {
        let origin: PageOrigin
        do {
            origin = try PageOrigin(of: wanted.home, port: wanted.port)
        } catch {
            throw Failure(.cannotWriteVault)
        }
        var configuration = PageConfiguration(device: wanted.device.asking(again: nil))
        configuration.languages = wanted.languages
        configuration.version = CommandLineProgram.version
        let page = PageHost(configuration, origin: origin)
        return ServedPage(address: origin.text, launcher: page.launcher()) { onListening in
            do {
                try await page.run(onListening: onListening)
            } catch let error as IOError where error.errnoCode == EADDRINUSE {
                // No other port is tried: whoever has taken this one may be waiting for someone to type a passphrase
                // there.
                throw Failure(.portInUse, ["port": "\(origin.port)"])
            }
        }
    }
}
