import HTTPTypes
import Hummingbird
import NIOCore
import Primitives
import WebPages

/// The stylesheets, the script and the mark of the pages; their names change with their contents, so that browsers may
/// keep them.
struct PageAssets: Sendable {
    private struct Asset: Sendable {
        let path: String
        let type: String
        let contents: [UInt8]

        init(_ name: String, _ ending: String, type: String, contents: [UInt8]) {
            path = "/static/\(name)-\(SHA256.hash(contents).prefix(6).hexadecimal).\(ending)"
            self.type = type
            self.contents = contents
        }
    }

    private let assets = [
        Asset("style", "css", type: "text/css; charset=utf-8", contents: WebPages.stylesheet),
        Asset("service", "css", type: "text/css; charset=utf-8", contents: PackageResources.service_css),
        Asset("service", "js", type: "text/javascript; charset=utf-8", contents: PackageResources.service_js),
        Asset("mark", "svg", type: "image/svg+xml", contents: WebPages.mark),
    ]

    /// The paths, by the names that the layout has for them.
    var paths: [String: String] {
        Dictionary(uniqueKeysWithValues: zip(["style", "serviceStyle", "script", "mark"], assets.map(\.path)))
    }

    /// Serves them.
    func add(to router: Router<AccountRequestContext>) {
        for asset in assets {
            router.get(RouterPath(asset.path)) { _, _ in
                Response(
                    status: .ok,
                    headers: [
                        .contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable",
                        .crossOriginResourcePolicy: "same-origin",
                    ],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.contents))
                )
            }
        }
    }
}
