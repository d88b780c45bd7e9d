import HTTPExchange
import TestSupport
import Testing

@testable import Storages

@Suite struct S3AnswerTests {
    private func answer(_ status: Int, _ body: String = "", headers: HTTPHeaders = [:]) -> HTTPAnswer {
        HTTPAnswer(status: status, headers: headers, body: Array(body.utf8))
    }

    @Test(arguments: [
        (404, "NoSuchKey", StorageError.notFound), (404, "NoSuchBucket", .notThere), (403, "AccessDenied", .refused),
        (403, "SignatureDoesNotMatch", .refused), (403, "InvalidAccessKeyId", .refused),
        (400, "ExpiredToken", .refused),
        (403, "RequestTimeTooSkewed", .clockOff), (503, "SlowDown", .busy(after: nil)),
        (301, "PermanentRedirect", .redirected),
        (400, "AuthorizationHeaderMalformed", .redirected), (412, "PreconditionFailed", .alreadyExists),
        (409, "ConditionalRequestConflict", .busy(after: nil)), (403, "QuotaExceeded", .full),
        (507, "XMinioStorageFull", .full),
        (500, "InternalError", .serverFault), (400, "SomethingElse", .badAnswer(400)),
        (400, "EntityTooLarge", .tooLarge),
    ])
    func `each S3 error is reported by what can be done`(status: Int, code: String, error: StorageError) {
        let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>\(code)</Code><Message>m</Message></Error>"
        #expect(StorageError(s3: answer(status, body)) == error)
    }

    @Test(arguments: [
        (501, "", true), (501, "<Error><Code>NotImplemented</Code></Error>", true), (400, "", true),
        (400, "<Error><Code>InvalidArgument</Code></Error>", true),
        (400, "<Error><Code>ExpiredToken</Code></Error>", false),
        (412, "", false), (500, "", false), (200, "", false),
    ])
    func `only some failures can come from the condition`(status: Int, body: String, isUnknown: Bool) {
        #expect(S3Failure(answer(status, body)).isUnknownCondition == isUnknown)
    }

    @Test func `a page names its keys and the next page`() throws {
        let page = try #require(
            S3Page(
                Array(
                    """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Prefix>a+b/</Prefix>
                    <IsTruncated>true</IsTruncated><NextContinuationToken>1/&amp;=</NextContinuationToken>
                    <Contents><Key>a%2Fb</Key><Size>1</Size></Contents><Contents><Key>c</Key></Contents>
                    </ListBucketResult>
                    """.utf8
                )
            )
        )
        #expect(page.keys == ["a/b", "c"])
        #expect(page.next == "1/&=")
    }

    @Test(arguments: [
        "", "<html></html>", "<ListBucketResult>",
        "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><ListBucketResult>&b;</ListBucketResult>",
    ])
    func `what is no page is refused`(document: String) {
        #expect(S3Page(Array(document.utf8)) == nil)
    }
}
