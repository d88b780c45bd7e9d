import LocalFiles
import OutsideText

/// Tells the desktop that something waits, where the system has a way to; it carries no number and no secret.
enum DesktopNotification {
    /// Shows a notification, or does nothing.
    static func show(title: String, text: String) {
        guard let program = find("notify-send") else { return }
        // The text may be taken for markup, and an application's name is part of it.
        let shown = [ShownText.line(title), HTMLText.escape(ShownText.line(text))]
        SystemProgram.start(program, ["--app-name=Sparekey", "--"] + shown)
    }

    private static func find(_ name: String) -> String? {
        let folders = (ProcessEnvironment.variables["PATH"] ?? "").pieces(at: ":")
        return folders.map { "\($0)/\(name)" }.first { Files.isExecutable($0) }
    }
}
