import DeviceCore
import Encodings

/// What an open page hears at once, for as long as it is open: that someone asks to sign in, or that the vault was locked.
package struct PageNews: Sendable {
    fileprivate let site: PageSite
    fileprivate let words: Catalogue

    /// What is heard once.
    package struct Event: Sendable {
        /// As a stream of events has it.
        package let bytes: [UInt8]
        /// Whether nothing more is to be heard.
        package let isLast: Bool
    }

    /// Has `tell` called at once and at each change, until ``end(_:)`` is given the number that this returns; it must not
    /// wait.
    package func listen(_ tell: @escaping @Sendable () -> Void) -> Int { site.requestBoard.listen(tell) }

    /// Ends what ``listen(_:)`` has begun.
    package func end(_ number: Int) { site.requestBoard.end(number) }

    /// What there is to hear now; asked again each time, so that a page that was opened since then stays.
    package func event() throws -> Event {
        if try site.device.needsPassphrase() {
            return Event(bytes: Array("event: locked\ndata: {}\n\n".utf8), isLast: true)
        }
        let asked = AskedAnswer(
            text: site.asked(words) ?? "",
            ids: site.requestBoard.waiting.map(\.id),
            notices: site.noticed(words) ?? ""
        )
        return Event(bytes: Array("data: ".utf8) + asked.json + Array("\n\n".utf8), isLast: false)
    }
}

extension PageRoutes {
    /// Serves what an open page hears.
    func addNews() {
        get("/requests/events") { site, context in
            PageResponse(type: "text/event-stream", .news(PageNews(site: site, words: context.words)))
        }
    }
}

/// What waits.
struct AskedAnswer: ScriptAnswer {
    /// The sentence of the banner; empty where nobody asks.
    let text: String
    let ids: [String]
    /// The sentence that notices ask whether it was the person; empty where none does.
    let notices: String

    func writeJSON(to json: inout JSONWriter) {
        json.object { json in
            json.member("text", text)
            json.name("ids")
            json.array { json in
                for id in ids {
                    json.element()
                    json.string(id)
                }
            }
            json.member("notices", notices)
        }
    }
}
