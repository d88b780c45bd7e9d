import DeviceCore
import Encodings
import WebPages

/// A sentence with a point in time; the script of the page says how long ago that is, and goes on saying so.
struct TimeModel {
    let before: String
    /// As people of the page's language write it.
    let moment: String
    /// As the script reads it, ISO 8601.
    let stamp: String
    let after: String
}

extension TimeModel {
    /// A time alone.
    init(_ date: Instant, _ words: Catalogue) {
        self.init(date, words) { $0 }
    }

    /// A sentence, which `fill` makes with what stands for the time in it.
    init(_ date: Instant, _ words: Catalogue, fill: (String) -> String) {
        // A scalar that no sentence has.
        let sentence = fill("\u{FFFC}").unicodeScalars
        let place = sentence.firstIndex(of: "\u{FFFC}") ?? sentence.endIndex  // ours: scalars
        before = String(sentence[..<place])
        after = String(sentence[place...].dropFirst())
        moment = words.moment(date)
        stamp = date.stamp
    }
}

extension TimeModel: ShownOnPage {
    var pageValue: PageValue {
        ["before": .of(before), "moment": .of(moment), "stamp": .of(stamp), "after": .of(after)]
    }
}
