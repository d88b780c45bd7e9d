import DeviceCore
import WebPages

extension Catalogue {
    /// The words for templates: `{{w.page.accounts.title}}` is the sentence of `page.accounts.title`.
    var pageWords: PageValue { .words { self.text($0) } }

    /// The sentence that this device's clock is off by so many seconds; nil where it is off by less than half a step.
    func clock(_ offset: Double) -> String? {
        abs(offset) < ClockTolerance.seconds ? nil : text("notice.clock", ["seconds": String(Int(abs(offset)))])
    }
}
