import HTTPTypes
import Hummingbird
import NIOCore
import WebPages

/// What a page answers with.
struct PageAnswer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: [UInt8]
    var cookies: [Cookie] = []
    /// Whether its one form goes to an application.
    ///
    /// Browsers apply `form-action` to wherever that application sends people next as well, so no list of addresses
    /// would do; the page has no other form.
    var formsLeaveService = false

    /// A page in HTML.
    static func html(_ body: [UInt8], status: HTTPResponse.Status = .ok) -> PageAnswer {
        PageAnswer(status: status, headers: [.contentType: "text/html; charset=utf-8"], body: body)
    }

    /// Sends the browser to another address.
    static func redirect(_ address: String) -> PageAnswer {
        PageAnswer(status: .seeOther, headers: [.location: address], body: [])
    }

    /// This answer with a cookie.
    func setting(_ cookie: Cookie) -> PageAnswer {
        var answer = self
        answer.cookies.append(cookie)
        return answer
    }

    /// JSON, for the script of a page.
    static func json(_ body: String) -> PageAnswer {
        PageAnswer(status: .ok, headers: [.contentType: "application/json"], body: Array(body.utf8))
    }

    /// The answer as it is sent: never framed, never cached, and with nothing loaded from anywhere else.
    func response() -> Response {
        var headers = headers
        for field in WebPages.securityHeaders(formTargets: formsLeaveService ? ["*"] : []) {
            headers[field.name] = field.value
        }
        // An application may sign people in from a window of its own, and wait there for the window's end.
        headers[.crossOriginOpenerPolicy] = nil
        headers[.permissionsPolicy] = "camera=(), geolocation=(), microphone=()"
        headers[.robots] = "noindex"
        for cookie in cookies {
            headers.append(HTTPField(name: .setCookie, value: cookie.description))
        }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}

extension HTTPField.Name {
    /// What a page may ask of the device.
    static var permissionsPolicy: HTTPField.Name { extensionField("Permissions-Policy") }

    /// Where the browser goes next on its own.
    static var refresh: HTTPField.Name { extensionField("Refresh") }

    /// Keeps pages out of search engines.
    static var robots: HTTPField.Name { extensionField("X-Robots-Tag") }

    /// Where the browser says a request comes from.
    static var fetchSite: HTTPField.Name { extensionField("Sec-Fetch-Site") }
}
