import DeviceCore
import Testing

/// Where a password proof may go.
@Suite struct ServiceAddressTests {
    @Test(arguments: [
        ("https://accounts.example.org", "https://accounts.example.org"),
        ("HTTPS://Accounts.Example.org/", "https://accounts.example.org"),
        ("accounts.example.org", "https://accounts.example.org"),
        (" https://accounts.example.org/id// ", "https://accounts.example.org/id"),
        ("http://127.0.0.1:8700", "http://127.0.0.1:8700"),
        ("http://localhost:8700/", "http://localhost:8700"),
        ("http://[::1]:8700", "http://[::1]:8700"),
        ("https://Bücher.example:8443/zur%C3%BCck", "https://xn--bcher-kva.example:8443/zur%C3%BCck"),
        ("b%C3%BCcher.example", "https://xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ])
    func `an address is kept in one form`(typed: String, kept: String) throws {
        #expect(try ServiceAddress(typed).text == kept)
    }

    @Test(arguments: [
        "http://accounts.example.org", "http://10.0.0.1", "http://127.0.0.1.example.org", "http://128.0.0.1",
    ])
    func `plain http leaves the machine never`(typed: String) {
        #expect(throws: ServiceAddressError.insecure) { try ServiceAddress(typed) }
    }

    @Test(arguments: [
        "", "ftp://example.org", "https://", "https://me:secret@example.org", "https://example.org?x=1",
        "http://127.0.0.1:0", "http://127.0.0.1:65536", "http://127.0.0.1:387919", "http://127.0.0.1:-1",
        "http://127.0.0.1:8o80", "http://127.0.0.1:99999999999999999999",
    ])
    func `what is no address is refused`(typed: String) {
        #expect(throws: ServiceAddressError.invalid) { try ServiceAddress(typed) }
    }
}
