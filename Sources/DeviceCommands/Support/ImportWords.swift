import DeviceCore
import Import

/// What an import says to a person.
struct ImportWords {
    private let words: Catalogue

    init(_ words: Catalogue) {
        self.words = words
    }

    /// What a file is called: a minus sign is standard input.
    func name(_ path: String) -> String {
        path.utf8.elementsEqual("-".utf8) ? words.text("import.standardInput") : path
    }

    /// What would become of each account, in groups.
    func preview(_ report: ImportReport, of files: [String]) -> String {
        let titles = report.formats.map { $0.title }.joined(separator: ", ")
        let count = report.entries.count
        let values = ["format": titles, "n": String(count), "files": files.map { name($0) }.joined(separator: ", ")]
        var lines = [words.text(count, "import.title", values)]
        for state in ImportReport.State.allCases {
            let group = report.lines(state)
            guard !group.isEmpty else { continue }
            lines += ["", "\(words.text("import.\(state.rawValue)")) (\(group.count))"] + group.map { "  \($0.label)" }
        }
        if !report.leftOut.isEmpty {
            lines += ["", "\(words.text("import.skipped")) (\(report.leftOut.count))"]
            lines += report.leftOut.map { "  " + line($0) }
        }
        if report.unkept > 0 {
            lines += ["", words.text(report.unkept, "import.unkept", ["n": String(report.unkept)])]
        }
        return lines.joined(separator: "\n")
    }

    private func line(_ leftOut: ImportReading.LeftOut) -> String {
        let place =
            switch leftOut.place {
            case .line(let number): words.text("import.place.line", ["number": String(number)])
            case .part(let number, let count):
                words.text("import.place.part", ["number": String(number), "count": String(count)])
            case .path(let path): path
            }
        let reason = words.text("import.reason.\(leftOut.reason.rawValue)")
        return words.text("import.leftOut", ["place": place, "reason": reason])
    }

    /// What was done.
    func done(_ report: ImportReport, of files: [String]) -> String {
        let done = words.text(report.added, "import.done", ["n": String(report.added)])
        let named = files.filter { !$0.utf8.elementsEqual("-".utf8) }
        return named.isEmpty
            ? done : done + "\n" + words.text("import.deleteFile", ["files": named.joined(separator: ", ")])
    }

    /// Prints the formats that can be imported.
    func list(json: Bool) {
        guard !json else { return Terminal.printJSON(ImportFormat.all.map { FormatListing($0) }) }
        var table = Table(["name", "title", "kinds", "password"].map { words.text("import.formats.\($0)") })
        for format in ImportFormat.all {
            let password = words.text("import.formats.password.\(format.password.rawValue)")
            table.add([format.name, format.title, format.kinds.joined(separator: ", "), password])
        }
        Terminal.print(table.text)
    }
}

/// A format in the answer of `sparekey import --formats --json`.
private struct FormatListing: Encodable {
    let name, title: String
    let kinds: [String]
    /// `never`, `sometimes` or `always`.
    let password: String

    init(_ format: ImportFormat) {
        (name, title, kinds, password) = (format.name, format.title, format.kinds, format.password.rawValue)
    }
}
