import AccountAPI
import Hummingbird
import NIOCore

extension EndpointRoutes {
    /// Where the service says whether it works.
    static let healthPath = "/healthz"

    /// Serves the clock, and the answer to whether the service works.
    func addHealth(_ service: ServiceContext, _ health: HealthCheck) {
        open(ReadTime.self) { _, _ in
            ReadTime.Response(time: service.now)
        }
        router.get(RouterPath(Self.healthPath)) { _, _ in
            let isWell = await health.isWell()
            return Response(
                status: isWell ? .ok : .serviceUnavailable,
                headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: isWell ? "ok\n" : "failing\n"))
            )
        }
    }
}
