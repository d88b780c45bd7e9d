import Encodings
import Foundation
import HTTPExchange
import Primitives
import TestSupport
import Testing

@testable import Storages

@Suite struct AWSSignatureTests {
    struct Vectors: Decodable {
        struct Case: Decodable, Sendable, CustomTestStringConvertible {
            let name: String
            let method: String
            let segments: [String]
            let query: [String: String]
            let headers: [String: String]
            let body: String
            let signedHeaders: String
            let signature: String
            var testDescription: String { name }
        }

        let accessKey: String
        let secret: String
        let region: String
        let timestamp: String
        let host: String
        let cases: [Case]
    }

    static let vectors = try! JSONDecoder().decode(
        Vectors.self,
        from: Data(
            contentsOf: Bundle.module.url(
                forResource: "aws-signature-v4",
                withExtension: "json",
                subdirectory: "Fixtures"
            )!
        )
    )

    @Test(arguments: vectors.cases)
    func `the documented examples have the documented signatures`(_ test: Vectors.Case) throws {
        let vectors = Self.vectors
        let credentials = try S3Credentials(accessKey: vectors.accessKey, password: SecretBytes(utf8: vectors.secret))
        let signature = AWSSignature(credentials: credentials, region: vectors.region)
        var headers = HTTPHeaders(test.headers.map { ($0.key, $0.value) })
        headers.add(name: "Host", value: vectors.host)
        headers.add(name: "x-amz-date", value: vectors.timestamp)
        headers.add(name: "x-amz-content-sha256", value: AWSSignature.payloadHash(Array(test.body.utf8)))
        let path = PercentEncoding.path(test.segments)
        let authorization = signature.authorization(
            method: HTTPMethod(rawValue: test.method),
            path: path.isEmpty ? "/" : path,
            query: AWSSignature.query(test.query),
            headers: headers
        )
        let credential = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"
        #expect(
            authorization == "AWS4-HMAC-SHA256 Credential=\(credential),SignedHeaders=\(test.signedHeaders),"
                + "Signature=\(test.signature)"
        )
    }

    @Test func `a time is written in the basic form of ISO 8601`() {
        #expect(AWSSignature.timestamp(Instant(milliseconds: 1_369_353_600_900)) == Self.vectors.timestamp)
    }

    @Test func `a query is sorted by its encoded names and each byte that may be is encoded`() {
        let query = AWSSignature.query(["b": "a/b c", "a-b": "+é", "a": "~", "B": "&="])
        #expect(query == "B=%26%3D&a=~&a-b=%2B%C3%A9&b=a%2Fb%20c")
    }
}

@Suite struct S3CredentialsTests {
    struct PasswordCase: Sendable, CustomTestStringConvertible {
        let location: String?
        let password: String
        let accessKey: String
        let secret: String
        var token: String?
        var testDescription: String { "\(location ?? "no key") \(password.debugDescription)" }
    }

    @Test(arguments: [
        PasswordCase(location: "AK", password: "s:e/c+", accessKey: "AK", secret: "s:e/c+"),
        PasswordCase(location: "AK", password: "secret\n", accessKey: "AK", secret: "secret"),
        PasswordCase(
            location: "AK",
            password: "secret\r\ntoken\r\n",
            accessKey: "AK",
            secret: "secret",
            token: "token"
        ),
        PasswordCase(location: "AK", password: "secret\n\n", accessKey: "AK", secret: "secret"),
        PasswordCase(location: nil, password: "AK:s:e", accessKey: "AK", secret: "s:e"),
        PasswordCase(location: nil, password: "AK:s\ntok:en", accessKey: "AK", secret: "s", token: "tok:en"),
    ])
    func `a password holds the secret and perhaps a token`(_ test: PasswordCase) throws {
        let credentials = try S3Credentials(accessKey: test.location, password: SecretBytes(utf8: test.password))
        #expect(credentials.accessKey == test.accessKey)
        #expect(credentials.secret == SecretBytes(utf8: test.secret))
        #expect(credentials.token == test.token.map { SecretBytes(utf8: $0) })
    }

    @Test(arguments: [
        ("AK" as String?, "", StorageLocationError.passwordNeeded), ("AK", "\n", .passwordNeeded),
        (nil, "secret", .noAccessKey), (nil, ":secret", .noAccessKey), (nil, "AK:", .passwordNeeded),
        (nil, "", .passwordNeeded),
    ])
    func `an incomplete password is refused`(key: String?, password: String, error: StorageLocationError) {
        #expect(throws: error) { try S3Credentials(accessKey: key, password: SecretBytes(utf8: password)) }
    }
}
