import Foundation

/// Tells the desktop that something waits, where the system has a way to; it carries no number and no secret.
enum DesktopNotification {
    /// Shows a notification, or does nothing.
    static func show(title: String, text: String) {
        guard let program = find("notify-send") else { return }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = ["--app-name=Sparekey", "--", title, escaped(text)]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try? process.run()
    }

    private static func find(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    // The text may be taken for markup, and an application's name is part of it.
    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
