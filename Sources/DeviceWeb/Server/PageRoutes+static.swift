import Encodings
import Hummingbird
import NIOCore
import OutsideText
import Primitives
import WebPages

extension PageRoutes {
    /// Serves style, scripts and pictures, which are the same for everybody.
    func addStatic() {
        asset("/static/style.css", "text/css; charset=utf-8", WebPages.stylesheet)
        asset("/static/app.css", "text/css; charset=utf-8", PackageResources.app_css)
        asset("/static/app.js", "text/javascript; charset=utf-8", PackageResources.app_js)
        asset("/static/scan.js", "text/javascript; charset=utf-8", PackageResources.scan_js)
        asset("/worker.js", "text/javascript; charset=utf-8", PackageResources.worker_js)
        asset("/static/mark.svg", "image/svg+xml", WebPages.mark)
        asset("/static/app.webmanifest", "application/manifest+json", PackageResources.app_webmanifest)
        get("/offline") { site, _, context in
            var response = site.page(.offline, NoModel(), context)
            response.headers[.cacheControl] = "no-cache"
            return response
        }
    }

    private func asset(_ path: RouterPath, _ type: String, _ bytes: [UInt8]) {
        let tag = "\"\(Hex.encode(SHA256.hash(bytes).prefix(12)))\""
        let body = ByteBuffer(bytes: bytes)
        router.get(path) { request, _ in
            let headers: HTTPFields = [.contentType: type, .cacheControl: "no-cache", .eTag: tag]
            guard request.headers[.ifNoneMatch]?.isSame(as: tag) != true else {
                return Response(status: .notModified, headers: headers)
            }
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
        }
    }
}
