import DeviceCore
import QRCode

/// A QR code in the terminal.
struct CodeScreen: Sendable {
    private static let question = "showQR.scanned"
    let code: QRCodeImage
    /// The word of a command that means the account.
    let account: String
    let terminal: Terminal

    /// Shows the code; with `untilSeen` it is wiped off the screen once Enter is pressed.
    func show(untilSeen: Bool) {
        guard Terminal.isOutput else {
            Terminal.write(code.terminal(colors: false))
            return
        }
        guard untilSeen, Terminal.hasColors else {
            let (quietZone, tooSmall) = layout()
            if let tooSmall {
                terminal.say("showQR.small", tooSmall)
                // Nobody is asked whether they have scanned what nothing can scan.
                guard !untilSeen else { return }
            }
            Terminal.write(code.terminal(colors: Terminal.hasColors, quietZone: quietZone))
            if untilSeen { Prompt(words: terminal.words).waitForEnter(Self.question) }
            return
        }
        let screen = SecretScreen { drawn() }
        let interruption = Interruption { screen.close() }
        let suspension = Suspension(leaving: { screen.clear() }, goingOn: { screen.show() })
        screen.show()
        Prompt(words: terminal.words).waitForEnter()
        suspension.end()
        // A signal that comes now still finds someone who clears it.
        screen.clear()
        interruption.end()
    }

    /// The code with the question whether it was scanned; or what keeps it from being shown whole, of which a reader would
    /// make nothing.
    private func drawn() -> String {
        let (quietZone, tooSmall) = layout()
        let words = terminal.words
        if let tooSmall { return "\(words.text("showQR.small", tooSmall))\n\(words.text("showQR.close"))" }
        return code.terminal(colors: true, quietZone: quietZone) + words.text(Self.question)
    }

    /// The border that the window has room for, and, where the code does not fit into it, how large that has to be.
    private func layout() -> (quietZone: Int, tooSmall: [String: String]?) {
        let window = Terminal.window
        // The question below takes a line, or more in a narrow window.
        let below = terminal.words.text(Self.question).count / window.columns + 1
        func fits(_ quietZone: Int) -> Bool {
            let size = code.terminalSize(quietZone: quietZone)
            return size.columns <= window.columns && size.lines + below < window.lines
        }
        // Readers cope with half of the border that the standard asks for, and small windows are common.
        let quietZone = fits(QRCodeImage.quietZone) ? QRCodeImage.quietZone : QRCodeImage.quietZone / 2
        guard !fits(quietZone) else { return (quietZone, nil) }
        let size = code.terminalSize(quietZone: quietZone)
        let values = [
            "columns": size.columns, "lines": size.lines + below + 1, "width": window.columns, "height": window.lines,
        ]
        return (quietZone, values.mapValues { String($0) }.merging(["account": account]) { $1 })
    }
}
