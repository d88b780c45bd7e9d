package import HTTPTypes

extension WebPages {
    /// The one stylesheet, CSS in UTF-8.
    package static var stylesheet: [UInt8] { PackageResources.style_css }

    /// The mark, a picture in SVG.
    package static var mark: [UInt8] { PackageResources.mark_svg }

    /// What a browser may do with a page: load from this origin alone, no inline script, never inside a frame.
    ///
    /// `formTargets` are further origins that a form may lead to, for example a relying party's after a sign-in.
    package static func securityHeaders(formTargets: [String] = []) -> HTTPFields {
        let forms = (["'self'"] + formTargets).joined(separator: " ")
        let policy = [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
            "manifest-src 'self'", "worker-src 'self'", "form-action \(forms)", "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
        return [
            .contentSecurityPolicy: policy.joined(separator: "; "),
            .xContentTypeOptions: "nosniff",
            .xFrameOptions: "DENY",
            // With `no-referrer` browsers send `Origin: null` even to the page's own origin.
            .referrerPolicy: "same-origin",
            .crossOriginOpenerPolicy: "same-origin",
            .crossOriginResourcePolicy: "same-origin",
        ]
    }
}

extension HTTPField.Name {
    /// RFC 7034.
    fileprivate static var xFrameOptions: HTTPField.Name { named("X-Frame-Options") }
    fileprivate static var referrerPolicy: HTTPField.Name { named("Referrer-Policy") }

    /// What other windows may do with a page's.
    package static var crossOriginOpenerPolicy: HTTPField.Name { named("Cross-Origin-Opener-Policy") }

    private static func named(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is a field name") }
        return name
    }
}
