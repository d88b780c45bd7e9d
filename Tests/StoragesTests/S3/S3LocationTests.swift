import Primitives
import TestSupport
import Testing

@testable import Storages

@Suite struct S3LocationTests {
    struct LocationCase: Sendable, CustomTestStringConvertible {
        let text: String
        let canonical: String
        /// Where the object `k` lies.
        let url: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        LocationCase(
            text: "s3://bucket",
            canonical: "s3://bucket",
            url: "https://bucket.s3.us-east-1.amazonaws.com/k"
        ),
        LocationCase(
            text: "S3://AKIA@bucket/a//b/?region=eu-west-3&style=virtual",
            canonical: "s3://AKIA@bucket/a/b?region=eu-west-3",
            url: "https://bucket.s3.eu-west-3.amazonaws.com/a/b/k"
        ),
        LocationCase(
            text: "s3://my.bucket",
            canonical: "s3://my.bucket",
            url: "https://s3.us-east-1.amazonaws.com/my.bucket/k"
        ),
        LocationCase(
            text: "s3://test%3Atester@bucket/é x?endpoint=https%3A%2F%2FS3.example.org:443/&ca=ca.pem",
            canonical: "s3://test%3Atester@bucket/%C3%A9%20x?endpoint=https://s3.example.org&ca=/srv/ca.pem",
            url: "https://s3.example.org/bucket/%C3%A9%20x/k"
        ),
        LocationCase(
            text: "s3://bucket?endpoint=http://127.0.0.1:9000/storage/v1&style=path",
            canonical: "s3://bucket?endpoint=http://127.0.0.1:9000/storage/v1",
            url: "http://127.0.0.1:9000/storage/v1/bucket/k"
        ),
        LocationCase(
            text: "s3://bucket?endpoint=https://[2001:db8::1]:8443&style=path",
            canonical: "s3://bucket?endpoint=https://[2001:db8::1]:8443",
            url: "https://[2001:db8::1]:8443/bucket/k"
        ),
        LocationCase(
            text: "s3://bucket?style=virtual&endpoint=https://s3.example.org",
            canonical: "s3://bucket?endpoint=https://s3.example.org&style=virtual",
            url: "https://bucket.s3.example.org/k"
        ),
    ])
    func `a location has one form and names one place`(_ test: LocationCase) throws {
        let location = try StorageLocation(test.text, workingDirectory: "/srv", home: "/home/alice")
        #expect(location.description == test.canonical)
        #expect(try StorageLocation(location.description) == location)
        let address = try S3Address(rest: location.path, base: PathBase { $0 })
        #expect(address.origin.description + address.path(address.prefix + ["k"]) == test.url)
    }

    @Test(arguments: [
        ("s3:bucket", StorageLocationError.noS3Location), ("s3://", .noS3Location), ("s3://ab", .noBucket),
        ("s3://bucket:80", .noBucket), ("s3://@bucket", .noS3Location), ("s3://bucket/../x", .noS3Location),
        ("s3://bucket/a%2Fb", .noS3Location), ("s3://bucket/a%", .noS3Location), ("s3://bucket/%00", .noS3Location),
        ("s3://bucket#x", .noS3Location), ("s3://bucket?style=odd", .noS3Location),
        ("s3://bucket?region=a/b", .noS3Location), ("s3://bucket?region=", .noS3Location),
        ("s3://bucket?color=red", .noS3Location), ("s3://b_u?region", .noS3Location),
        ("s3://bucket?region=a&region=b", .noS3Location), ("s3://bucket?endpoint=ftp://a", .noS3Server),
        ("s3://bucket?endpoint=https://h:0", .noS3Server), ("s3://bucket?endpoint=https://a@b", .noS3Server),
        ("s3://bucket?endpoint=http://s3.example.org", .insecure),
        ("s3://bucket?endpoint=http://127.0.0.1.example.org", .insecure),
        ("s3://AKIA:secret@bucket", .passwordInLocation), ("s3://AKIA:se/cr+et@bucket", .passwordInLocation),
        ("s3://AKIA:se?cr@bucket", .passwordInLocation), ("s3://bucket?endpoint=https://a:b@c", .passwordInLocation),
    ])
    func `what is no location is refused`(text: String, error: StorageLocationError) {
        #expect(throws: error) { try StorageLocation(text) }
    }

    @Test(arguments: ["s3.example.org", "127.0.0.1:8791", "[::1]:9000/path"])
    func `a server without a scheme is one with encryption`(server: String) throws {
        let location = try StorageLocation("s3://bucket?endpoint=\(server)")
        #expect(try location == StorageLocation("s3://bucket?endpoint=https://\(server)"))
    }

    @Test(
        arguments: [
            ("s3://K@bucket/a?endpoint=127.0.0.1:8791", "s3://K@bucket/a?endpoint=http://127.0.0.1:8791"),
            ("s3://bucket?endpoint=http://127.0.0.1:8791", nil), ("s3://bucket?endpoint=s3.example.org", nil),
            ("s3://bucket", nil), ("folder:/a", nil), ("webdav://127.0.0.1/a", nil), ("webdavs://example.org/a", nil),
            ("webdavs://ada@127.0.0.1:8080/a", "webdav://ada@127.0.0.1:8080/a"),
        ] as [(String, String?)]
    )
    func `only what is encrypted on this computer may go without`(text: String, plain: String?) throws {
        #expect(try StorageLocation(text).withoutEncryption == plain)
    }

    @Test func `no storage is made without what it needs`() throws {
        let location = try StorageLocation("s3://bucket")
        #expect(throws: StorageLocationError.passwordNeeded) { try StorageRegistry.storage(at: location) }
        #expect(throws: StorageLocationError.noAccessKey) {
            try StorageRegistry.storage(at: location, password: SecretBytes(utf8: "secret"))
        }
        let other = try StorageLocation("s3://AKIA@bucket?ca=/nowhere/ca.pem")
        #expect(throws: StorageLocationError.unreadableCertificates(path: "/nowhere/ca.pem")) {
            try StorageRegistry.storage(at: other, password: SecretBytes(utf8: "secret"))
        }
        let whole = try StorageLocation("s3://AKIA@bucket")
        let storage = try StorageRegistry.storage(at: whole, password: SecretBytes(utf8: "secret"))
        #expect(storage is RetryingStorage)
    }
}
