import DeviceCore
import QRCode

/// A QR code in the terminal.
struct CodeScreen {
    let code: QRCodeImage
    let terminal: Terminal

    /// Shows the code; with `untilSeen` it is wiped off the screen once Enter is pressed.
    func show(untilSeen: Bool) {
        guard Terminal.isOutput else {
            Terminal.write(code.terminal(colors: false))
            return
        }
        let window = Terminal.window
        // The question below takes a line, or more in a narrow window.
        let question = "showQR.scanned"
        let below = terminal.words.text(question).count / window.columns + 1
        func fits(_ quietZone: Int) -> Bool {
            let size = code.terminalSize(quietZone: quietZone)
            return size.columns <= window.columns && size.lines + below < window.lines
        }
        // Readers cope with half of the border that the standard asks for, and small windows are common.
        let quietZone = fits(QRCodeImage.quietZone) ? QRCodeImage.quietZone : QRCodeImage.quietZone / 2
        let size = code.terminalSize(quietZone: quietZone)
        if !fits(quietZone) {
            terminal.say("showQR.small", ["columns": String(size.columns), "lines": String(size.lines + below + 1)])
        }
        Terminal.write(code.terminal(colors: Terminal.hasColors, quietZone: quietZone))
        guard untilSeen, Prompt(words: terminal.words).waitForEnter(question), Terminal.hasColors else { return }
        // Up to where the code began, and all below away.
        Terminal.write("\u{1B}[\(min(size.lines + below, window.lines - 1))F\u{1B}[0J")
    }
}
