import DeviceCore
package import HTTPExchange
import OutsideText
import WebPages

/// Tells a growing page what is done now.
typealias TellStep = @Sendable (_ step: String) -> Void

/// A page that grows while something takes its time: each step shows when it begins, the outcome at the end.
package struct PageJob: Sendable {
    fileprivate let site: PageSite
    /// What goes out before the first step, and after the outcome.
    fileprivate let frame: (before: [UInt8], after: [UInt8])
    fileprivate let work: @Sendable (_ site: PageSite, _ tell: @escaping TellStep) -> String

    /// Does the work where this is called; `write` is given each part of the page as soon as it is there.
    package func run(until cancellation: any Cancellation, _ write: @escaping @Sendable (_ part: [UInt8]) -> Void) {
        write(frame.before)
        let outcome = work(site.until(cancellation)) { step in
            write(Array("<li>\(HTMLText.escape(step))</li>\n".utf8))
        }
        write(Array("</ol>\n\(outcome)\n".utf8))
        write(frame.after)
    }
}

extension PageSite {
    /// A page that grows.
    ///
    /// It needs no script. `work` may wait, with the site that it is given; it returns the HTML of the outcome and tells
    /// every failure in it. `title` must be true whatever comes of it, for it goes out first: it names what is done, and
    /// the steps say how far it is. The arrow leads to `back`.
    func growingPage(
        title: String,
        back: String = "/",
        _ words: Catalogue,
        _ work: @escaping @Sendable (_ site: PageSite, _ tell: @escaping TellStep) -> String
    ) -> PageResponse {
        let html = render(.steps, StepsModel(title: title, back: back), words)
        let halves = html.pieces(at: StepsModel.seam, keepingEmpty: true)
        let frame = (Array(halves[0].utf8), Array(halves.dropFirst().joined().utf8))
        let job = PageJob(site: self, frame: frame, work: work)
        return PageResponse(type: PageResponse.html, .job(job))
    }
}

/// What the frame of a growing page shows.
struct StepsModel {
    /// Where the frame is cut: what stands before goes out at once, what stands behind at the end.
    static let seam = "<!--seam-->"
    let title: String
    /// The page that the arrow leads to.
    let back: String
}

extension PageTemplate<StepsModel> {
    static var steps: Self { Self(name: "steps") }
}

extension StepsModel: ShownOnPage {
    var pageValue: PageValue { ["title": .of(title), "back": .of(back)] }
}
