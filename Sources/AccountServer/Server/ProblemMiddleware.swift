import AccountAPI
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import SQLDatabase

/// Turns every failure into `application/problem+json` (RFC 9457), and keeps answers out of caches unless they say
/// otherwise.
struct ProblemMiddleware: RouterMiddleware {
    let log: Logger
    let address: PublicAddress
    /// Whether the service does TLS itself.
    let hasTLS: Bool

    func handle(
        _ request: Request,
        context: AccountRequestContext,
        next: @concurrent (Request, AccountRequestContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = try Self.response(problem(error, context))
        }
        response.headers[.cacheControl] = response.headers[.cacheControl] ?? "no-store"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.requestID] = context.requestID
        // RFC 6797. Clients ignore it where the certificate is not trusted, and where the host is an IP address.
        if hasTLS || address.url?.isSecure == true {
            response.headers[.strictTransportSecurity] = "max-age=31536000"
        }
        return response
    }

    /// What a failure is to the caller; one that nobody expected is logged.
    func problem(_ error: any Error, _ context: AccountRequestContext) -> Problem {
        let problem = explained(error, context)
        context.refusal.note(problem.code.rawValue)
        return problem
    }

    private func explained(_ error: any Error, _ context: AccountRequestContext) -> Problem {
        switch error {
        case let problem as Problem:
            return problem
        case let error as any HTTPResponseError where error.status == .notFound:
            return Problem(.notFound)
        case let error as any HTTPResponseError where error.status.kind == .clientError:
            return Problem(.invalidRequest)
        default:
            // The database's errors hold no values; of any other error only the type is told.
            let kind = (error as? SQLDatabaseError).map { "\($0)" } ?? "\(type(of: error))"
            log.error("request failed", metadata: ["error": "\(kind)", "request": "\(context.requestID)"])
            return Problem(.internalError)
        }
    }

    private static func response(_ problem: Problem) throws -> Response {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        if let seconds = problem.retryAfter {
            headers[.retryAfter] = String(seconds)
        }
        switch problem.code {
        case .sessionInvalid: headers[.wwwAuthenticate] = "Sparekey-HMAC"
        case .deviceRefused: headers[.wwwAuthenticate] = "Sparekey-Device"
        case .clientRefused: headers[.wwwAuthenticate] = "Basic realm=\"sparekey\", charset=\"UTF-8\""
        default: break
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Response(
            status: HTTPResponse.Status(code: problem.status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(problem)))
        )
    }
}
