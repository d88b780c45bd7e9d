import AccountAPI
import Hummingbird
import SQLDatabase

extension EndpointRoutes {
    /// Serves the clock, and the answer to whether the service works.
    func addHealth(_ service: ServiceContext) {
        open(ReadTime.self) { _, _ in
            ReadTime.Response(time: service.now)
        }
        router.get("healthz") { _, _ in
            let isAnswering = try await service.database.read { try $0.row("SELECT 1 AS one") != nil }
            return Response(
                status: isAnswering ? .ok : .serviceUnavailable,
                headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "ok\n"))
            )
        }
    }
}
