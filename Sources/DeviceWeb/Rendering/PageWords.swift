import DeviceCore
import Mustache

/// The words of a language for templates: `{{w.page.accounts.title}}` is the sentence of `page.accounts.title`.
struct PageWords: MustacheParent, MustacheCustomRenderable {
    private let words: Catalogue
    private let key: String

    /// The words of a catalogue.
    init(_ words: Catalogue) {
        self.init(words, key: "")
    }

    private init(_ words: Catalogue, key: String) {
        self.words = words
        self.key = key
    }

    func child(named name: String) -> Any? {
        PageWords(words, key: key.isEmpty ? name : "\(key).\(name)")
    }

    var renderText: String { words.text(key) }

    var isNull: Bool { false }
}

extension Catalogue {
    /// The sentence that this device's clock is off by so many seconds; nil where it is off by less than half a step.
    func clock(_ offset: Double) -> String? {
        abs(offset) < ClockTolerance.seconds ? nil : text("notice.clock", ["seconds": String(Int(abs(offset)))])
    }
}

/// A model whose computed values a template needs: reflection shows stored ones only.
protocol PageModel: MustacheParent {
    /// The values by the names that the template has for them.
    var fields: [String: Any?] { get }
}

extension PageModel {
    func child(named name: String) -> Any? {
        fields[name] ?? nil
    }
}
