extension QRCodeImage {
    /// The code as text, two rows of modules a line; each line ends with a newline.
    ///
    /// With `colors`, black and white are asked for, whatever the terminal's own are. Without, a full block is light,
    /// which is right on a dark background; most readers cope with the inverse.
    package func terminal(colors: Bool, quietZone: Int = QRCodeImage.quietZone) -> String {
        var text = ""
        for row in stride(from: -quietZone, to: size + quietZone, by: 2) {
            if colors { text += Self.blackAndWhite }
            for column in -quietZone..<size + quietZone {
                // Below an odd last row nothing follows, which is drawn as border.
                switch (isDark(row: row, column: column), isDark(row: row + 1, column: column)) {
                case (false, false): text += "█"
                case (false, true): text += "▀"
                case (true, false): text += "▄"
                case (true, true): text += " "
                }
            }
            text += colors ? Self.reset + "\n" : "\n"
        }
        return text
    }

    /// Columns and lines that ``terminal(colors:quietZone:)`` takes.
    package func terminalSize(quietZone: Int = QRCodeImage.quietZone) -> (columns: Int, lines: Int) {
        let side = size + 2 * quietZone
        return (side, (side + 1) / 2)
    }

    // White blocks on black: first as the 16 colors, which every terminal knows and themes change, then as those of
    // the 256 that stay what they are.
    private static let blackAndWhite = "\u{1B}[97;40m\u{1B}[38;5;231;48;5;16m"
    private static let reset = "\u{1B}[0m"
}
