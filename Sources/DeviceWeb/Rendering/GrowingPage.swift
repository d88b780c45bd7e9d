import DeviceCore
import Foundation
import Hummingbird
import NIOCore
import OutsideText
import WebPages

/// Tells a growing page what is done now.
typealias TellStep = @Sendable (_ step: String) -> Void

extension PageSite {
    /// A page that grows while something takes its time: each step shows when it begins, the outcome at the end.
    ///
    /// It needs no script. `work` waits on a thread of its own, with the site that it is given; it returns the HTML of
    /// the outcome and tells every failure in it. `title` must be true whatever comes of it, for it goes out first: it
    /// names what is done, and the steps say how far it is. The arrow leads to `back`.
    func growingPage(
        title: String,
        back: String = "/",
        _ words: Catalogue,
        _ work: @escaping @Sendable (_ site: PageSite, _ tell: @escaping TellStep) -> String
    ) -> Response {
        let token = FormToken.current
        let frame = StepsModel(title: title, back: back)
        let html = PageTemplate.steps.render(frame, words: words)
        let halves = html.pieces(at: StepsModel.seam, keepingEmpty: true)
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(substring: halves[0]))
            let (steps, continuation) = AsyncStream.makeStream(of: String.self)
            let outcome = try await withThrowingTaskGroup(of: String.self) { group in
                group.addTask {
                    defer { continuation.finish() }
                    return try await onOwnThread(token) { site in
                        work(site) { step in continuation.yield(step) }
                    }
                }
                for await step in steps {
                    try await writer.write(ByteBuffer(string: "<li>\(HTMLText.escape(step))</li>\n"))
                }
                return try await group.next() ?? ""
            }
            try await writer.write(ByteBuffer(string: "</ol>\n\(outcome)\n"))
            try await writer.write(ByteBuffer(string: halves.dropFirst().joined()))
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            // A proxy must not hold the steps back.
            headers: [.contentType: "text/html; charset=utf-8"],
            body: body
        )
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
