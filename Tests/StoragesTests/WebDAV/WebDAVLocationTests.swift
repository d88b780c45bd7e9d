import Primitives
import TestSupport
import Testing

@testable import Storages

@Suite struct WebDAVLocationTests {
    struct LocationCase: Sendable, CustomTestStringConvertible {
        let text: String
        let canonical: String
        let url: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        LocationCase(
            text: "webdavs://alice@cloud.example.org/remote.php/dav/files/alice/",
            canonical: "webdavs://alice@cloud.example.org/remote.php/dav/files/alice",
            url: "https://cloud.example.org/remote.php/dav/files/alice/f"
        ),
        LocationCase(
            text: "WebDAVs://al%40ice@Cloud.Example.org:443/my files%20é/#?ca=~/ca.pem".replacing("#", with: "%23"),
            canonical: "webdavs://al%40ice@cloud.example.org/my%20files%20%C3%A9/%23?ca=/home/alice/ca.pem",
            url: "https://cloud.example.org/my%20files%20%C3%A9/%23/f"
        ),
        LocationCase(text: "webdavs://h", canonical: "webdavs://h/", url: "https://h/f"),
        LocationCase(
            text: "webdav://u@localhost:8080/dav",
            canonical: "webdav://u@localhost:8080/dav",
            url: "http://localhost:8080/dav/f"
        ),
        LocationCase(text: "webdav://[::1]:80/", canonical: "webdav://[::1]/", url: "http://[::1]/f"),
        LocationCase(text: "webdav://127.9.9.9/", canonical: "webdav://127.9.9.9/", url: "http://127.9.9.9/f"),
    ])
    func `a location has one form and names one place`(_ test: LocationCase) throws {
        let location = try StorageLocation(test.text, workingDirectory: "/srv", home: "/home/alice")
        #expect(location.description == test.canonical)
        #expect(try StorageLocation(location.description) == location)
        let base = PathBase { $0 }
        let address = try WebDAVAddress(scheme: location.scheme, rest: location.path, base: base)
        #expect(address.file(["f"]) == test.url)
    }

    @Test(arguments: [
        ("webdavs:host/a", StorageLocationError.noWebDAVAddress), ("webdavs:///a", .noWebDAVAddress),
        ("webdavs://u@/a", .noWebDAVAddress), ("webdavs://ho st/a", .noWebDAVAddress),
        ("webdavs://h:0/", .noWebDAVAddress), ("webdavs://h:65536/", .noWebDAVAddress),
        ("webdavs://h:/", .noWebDAVAddress), ("webdavs://h/a/../b", .noWebDAVAddress),
        ("webdavs://h/a%0Ab", .noWebDAVAddress), ("webdavs://h/?ca=", .noWebDAVAddress),
        ("webdavs://h/?password=x", .noWebDAVAddress), ("webdavs://h/#a", .noWebDAVAddress),
        ("webdavs://a%3Ab@h/", .noWebDAVAddress), ("webdavs://[::1", .noWebDAVAddress),
        ("webdavs://é/", .noWebDAVAddress), ("webdav://example.org/", .insecure), ("webdav://10.0.0.1/", .insecure),
        ("webdav://127.0.0.1.evil.org/", .insecure), ("webdav://localhost.evil.org/", .insecure),
        ("webdav://127.1/", .insecure), ("webdavs://alice:secret@h/", .passwordInLocation),
        ("webdavs://alice:@h/", .passwordInLocation), ("webdavs://alice:a@b@h/", .passwordInLocation),
        ("webdavs://alice:a/b@h/", .passwordInLocation),
    ])
    func `what is no location is refused`(text: String, error: StorageLocationError) {
        #expect(throws: error) { try StorageLocation(text) }
    }

    @Test func `a user needs a password, and nobody none`() throws {
        let location = try StorageLocation("webdavs://alice@h/")
        #expect(throws: StorageLocationError.passwordNeeded) { try StorageRegistry.storage(at: location) }
        let storage = try StorageRegistry.storage(at: location, password: SecretBytes(utf8: "p"))
        #expect(storage is RetryingStorage)
        #expect(try StorageRegistry.storage(at: StorageLocation("webdavs://h/")) is RetryingStorage)
    }
}
