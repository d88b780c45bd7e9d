import AccountServer
import DeviceCore
import Storages
import Testing

/// A number that is no port is refused wherever someone types an address, in both programs, before it is used.
@Suite struct AddressPortTests {
    /// A setting that holds an address.
    struct Setting: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Whether an address with this port is taken.
        let takes: @Sendable (_ port: String) -> Bool
    }

    private static func message(_ port: String, _ set: (inout MessageSettings, String) -> Void) -> Bool {
        var settings = MessageSettings()
        settings.mailFrom = "a@example.org"
        set(&settings, port)
        return (try? settings.messages()) != nil
    }

    private static let settings = [
        Setting(testDescription: "account service") { (try? ServiceAddress("https://a.example:\($0)")) != nil },
        Setting(testDescription: "account service here") { (try? ServiceAddress("http://127.0.0.1:\($0)")) != nil },
        Setting(testDescription: "WebDAV") { (try? StorageLocation("webdavs://u@a.example:\($0)/b")) != nil },
        Setting(testDescription: "S3") { port in
            (try? StorageLocation("s3://bucket?endpoint=https://a.example:\(port)")) != nil
        },
        Setting(testDescription: "proxy") { port in
            let settings = ProxySettings(environment: ["https_proxy": "http://a.example:\(port)"])
            return (try? settings.proxy(for: "https://b.example")) != nil
        },
        Setting(testDescription: "SOCKS proxy") { port in
            let settings = ProxySettings(environment: ["ALL_PROXY": "socks5://a.example:\(port)"])
            return (try? settings.proxy(for: "https://b.example")) != nil
        },
        Setting(testDescription: "mail") { message($0) { $0.mail = "smtp://a.example:\($1)" } },
        Setting(testDescription: "mail over TLS") { message($0) { $0.mail = "smtps://a.example:\($1)" } },
        Setting(testDescription: "text messages") { message($0) { $0.sms = "webhook:https://a.example:\($1)/" } },
        Setting(testDescription: "text messages here") { message($0) { $0.sms = "webhook:http://127.0.0.1:\($1)" } },
        Setting(testDescription: "public address") { PublicURL("https://a.example:\($0)") != nil },
        Setting(testDescription: "where to listen") { ListenAddress("127.0.0.1:\($0)") != nil },
    ]

    @Test(arguments: settings)
    func `every setting takes the ports that there are, and no other number`(setting: Setting) {
        for port in ["1", "80", "8443", "65535"] { #expect(setting.takes(port), "\(port)") }
        for port in ["65536", "387919", "99999999999999999999", "-1", "8o80", "0x50"] {
            #expect(!setting.takes(port), "\(port)")
        }
        // 0 asks for any free port, which only a program that listens can.
        #expect(setting.takes("0") == (setting.testDescription == "where to listen"))
    }
}
