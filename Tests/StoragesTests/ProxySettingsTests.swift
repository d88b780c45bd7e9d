import HTTPExchange
import TestSupport
import Testing

@testable import Storages

/// Which proxy the environment names for an address.
@Suite struct ProxySettingsTests {
    private func proxy(_ url: String, _ environment: [String: String]) throws -> String? {
        try ProxySettings(environment: environment).proxy(for: url)?.text
    }

    @Test func `variables go from the special to the general, the lower case first`() throws {
        let all = ["ALL_PROXY": "socks5://a:1", "HTTPS_PROXY": "http://b:2/", "https_proxy": "c:3"]
        #expect(try proxy("https://x.org/y", all) == "http://c:3")
        #expect(try proxy("https://x.org/y", ["ALL_PROXY": "socks5://a"]) == "socks5://a:1080")
        #expect(try proxy("https://x.org/y", ["HTTP_PROXY": "http://b:2"]) == nil)
        #expect(try proxy("https://x.org/y", [:]) == nil)
    }

    @Test(arguments: ["https://localhost:1/", "https://127.0.0.1/", "https://127.9.9.9/", "https://[::1]:5/"])
    func `this machine is never asked for through a proxy`(url: String) throws {
        #expect(try proxy(url, ["HTTPS_PROXY": "http://b:2", "ALL_PROXY": "http://b:2"]) == nil)
    }

    @Test(arguments: [
        ("example.org", true), (".example.org", true), ("*.example.org", true), ("a.example.org", true), ("*", true),
        ("other.org, example.org:8443", true), ("example.org:443", false), ("ample.org", false), ("", false),
        ("b.example.org", false),
    ])
    func `a host is exempt by its name, its domain or all`(list: String, isExempt: Bool) throws {
        let environment = ["HTTPS_PROXY": "http://b:2", "NO_PROXY": list]
        #expect(try (proxy("https://a.example.org:8443/", environment) == nil) == isExempt)
    }

    @Test(arguments: ["ftp://x", "http://", "http://x:99999", "socks5://me:pw@x", "http://x/path", "://"])
    func `what is not a proxy is reported with its variable`(text: String) {
        #expect(throws: NetworkFailure.invalidProxy(variable: "https_proxy")) {
            try proxy("https://x.org/", ["https_proxy": text])
        }
    }

    @Test func `name and password are kept out of what is shown`() throws {
        let settings = ProxySettings(environment: ["HTTPS_PROXY": "http://me:sesame@b:2"])
        let found = try #require(try settings.proxy(for: "https://x.org"))
        #expect((found.user, found.password) == ("me", "sesame"))
        #expect(found.text == "http://b:2")
    }
}
