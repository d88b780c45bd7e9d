import Encodings
import Foundation
import HTTPExchange
import TestSupport
import Testing

@testable import Storages

@Suite struct WebDAVAnswerTests {
    @Test(arguments: [
        (301, StorageError.redirected), (302, .redirected), (401, .refused), (403, .refused), (404, .notFound),
        (412, .alreadyExists), (413, .tooLarge), (418, .badAnswer(418)), (423, .busy(after: 7)), (429, .busy(after: 7)),
        (500, .serverFault), (501, .badAnswer(501)), (502, .gatewayFault), (503, .busy(after: 7)), (504, .gatewayFault),
        (507, .full), (405, .badAnswer(405)), (409, .badAnswer(409)),
    ])
    func `each status is reported by what can be done`(status: Int, error: StorageError) {
        let answer = HTTPAnswer(status: status, headers: ["Retry-After": "7"], body: [])
        #expect(StorageError(answer) == error)
        let expected: StorageError = status == 405 ? .readOnly : [404, 409].contains(status) ? .notThere : error
        #expect(StorageError(saving: answer) == expected)
    }

    @Test(arguments: [
        (["Digest realm=\"x\", qop=\"auth\""], StorageError.wantsDigest),
        (["Digest realm=\"x\"", "Basic realm=\"x\""], .refused), (["basic realm=\"x\""], .refused), ([], .refused),
    ])
    func `a server that accepts only Digest is reported`(challenges: [String], error: StorageError) {
        var headers = HTTPHeaders()
        for challenge in challenges { headers.add(name: "WWW-Authenticate", value: challenge) }
        #expect(StorageError(HTTPAnswer(status: 401, headers: headers, body: [])) == error)
    }

    @Test func `a listing is read whatever prefix and form of address a server likes`() throws {
        let listing = try #require(
            self.listing(
                """
                <?xml version="1.0" encoding="utf-8"?>
                <D:multistatus xmlns:D="DAV:" xmlns:x="urn:x">
                <D:response><D:href>/dav/</D:href><D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype>
                </D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
                <D:response><D:href>https://other.example.org/dav/a%20b/</D:href><D:propstat><D:prop>
                <D:resourcetype><D:collection/></D:resourcetype></D:prop></D:propstat></D:response>
                <D:response><D:href> /dav/new-1 </D:href><D:propstat><D:prop><D:resourcetype/>
                <D:getlastmodified>Sun, 06 Nov 1994 08:49:37 GMT</D:getlastmodified></D:prop></D:propstat></D:response>
                <D:response><D:href>/dav/%ZZ</D:href></D:response>
                </D:multistatus>
                """
            )
        )
        #expect(listing.items.map(\.name) == ["dav", "a b", "new-1"])
        #expect(listing.items.map(\.isFolder) == [true, true, false])
        #expect(listing.items[2].modified == Instant(seconds: 784_111_777))
        #expect(listing.now == Instant(seconds: 784_111_778))
    }

    @Test(arguments: ["", "<html/>", "<multistatus>", "not XML"])
    func `what is no listing is refused`(document: String) {
        #expect(self.listing(document) == nil)
    }

    private func listing(_ document: String) -> WebDAVListing? {
        WebDAVListing(
            HTTPAnswer(status: 207, headers: ["Date": "Sun, 06 Nov 1994 08:49:38 GMT"], body: Array(document.utf8))
        )
    }
}

@Suite struct HTTPTimeTests {
    @Test(arguments: [
        "", "Sun, 06 Nov 1994 08:49:37", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "0",
    ])
    func `what is no time is refused`(text: String) {
        #expect(HTTPTime.parse(text) == nil)
    }

    @Test func `a pause is a number of seconds or a time by the server's clock`() {
        let now = "Sun, 06 Nov 1994 08:49:37 GMT"
        #expect(HTTPTime.retryAfter(["Retry-After": "120"]) == 120)
        #expect(HTTPTime.retryAfter(["Retry-After": "-5"]) == 0)
        #expect(HTTPTime.retryAfter(["Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT", "Date": now]) == 30)
        #expect(HTTPTime.retryAfter(["Retry-After": now, "Date": now]) == 0)
        #expect(HTTPTime.retryAfter(["Retry-After": "9223372036854775807"]) == .max)
        #expect(HTTPTime.retryAfter(["Retry-After": "9223372036854775808"]) == nil)
        #expect(HTTPTime.retryAfter(["Retry-After": "-9223372036854775808"]) == 0)
        #expect(HTTPTime.retryAfter(["Retry-After": "soon"]) == nil)
        #expect(HTTPTime.retryAfter([:]) == nil)
    }
}
