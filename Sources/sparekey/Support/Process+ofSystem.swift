import Foundation
import OutsideText

extension Process {
    /// A program of the system that is not waited for; it gets none of the secrets that this one's environment may hold.
    static func ofSystem(_ path: String, _ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.begins(with: "SPAREKEY_") }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }
}
