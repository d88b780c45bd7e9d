import Encodings
import HTTPExchange
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
        get("/offline") { site, context in
            var response = site.page(.offline, NoModel(), context)
            response.headers.add(name: "Cache-Control", value: "no-cache")
            return response
        }
    }

    private func asset(_ path: String, _ type: String, _ bytes: [UInt8]) {
        let tag = "\"\(Hex.encode(SHA256.hash(bytes).prefix(12)))\""
        get(path) { _, context in
            let isKnown = context.request.knownTag?.isSame(as: tag) == true
            var response = PageResponse(isKnown ? .notModified : .ok, type: type, .bytes(isKnown ? [] : bytes))
            response.headers.add(name: "Cache-Control", value: "no-cache")
            response.headers.add(name: "ETag", value: tag)
            return response
        }
    }
}
