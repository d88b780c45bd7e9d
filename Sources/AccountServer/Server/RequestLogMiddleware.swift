import Hummingbird
import Logging
import OutsideText

/// Writes one line a request: method, path, status, milliseconds, why it was refused, identifier.
///
/// No name, no address and no body gets into it.
struct RequestLogMiddleware: RouterMiddleware {
    let log: Logger

    func handle(
        _ request: Request,
        context: AccountRequestContext,
        next: @concurrent (Request, AccountRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        // The path of a route, never the one that was sent: nobody knows what that holds.
        let path = context.endpointPath.flatMap { $0.begins(with: "/") ? $0 : nil } ?? "-"
        let refusal = context.refusal.code.map { " \($0)" } ?? ""
        log.info(
            "\(request.method.rawValue) \(path) \(response.status.code) \(Int(milliseconds.rounded())) ms\(refusal)",
            metadata: ["request": "\(context.requestID)"]
        )
        return response
    }
}
