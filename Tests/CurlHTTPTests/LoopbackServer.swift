import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A server on this machine that says what a test has it say, byte by byte, and notes what it was asked.
final class LoopbackServer: Sendable {
    /// A request as it came.
    struct Asked: Sendable {
        /// The first line and those of the header fields.
        let lines: [String]
        let body: [UInt8]
        /// The number of the connection, from 0 on.
        let connection: Int

        /// The value of a header field.
        func field(_ name: String) -> String? {
            lines.dropFirst().first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
                .map { String($0.dropFirst(name.count + 2)) }
        }
    }

    /// What it does with a request.
    enum Act: Sendable {
        case say(String)
        case pause(Duration)
        /// Says no more until the test is over, or the other side hangs up.
        case stall
        case hangUp
    }

    let port: Int
    private let acts: @Sendable (Asked) -> [Act]
    private let requests = Mutex<[Asked]>([])
    private let greeted = Mutex<[[UInt8]]>([])
    private let connections = Mutex(0)
    private let left = Mutex(0)

    var url: String { "http://127.0.0.1:\(port)" }
    var asked: [Asked] { requests.withLock { $0 } }
    /// The ways to sign in that were offered to it as a SOCKS proxy, RFC 1928 section 3; it hangs up then.
    var greetings: [[UInt8]] { greeted.withLock { $0 } }
    /// How many connections the other side has closed in the middle of an answer.
    var hungUp: Int { left.withLock { $0 } }

    /// An answer with a length.
    static func answer(_ status: Int, _ body: String = "", _ fields: String...) -> [Act] {
        let lines = ["HTTP/1.1 \(status) x", "Content-Length: \(body.utf8.count)"] + fields
        return [.say(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)]
    }

    init(_ acts: @escaping @Sendable (Asked) -> [Act]) {
        self.acts = acts
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                _ = bind(listening, general, length)
                _ = listen(listening, 128)
                _ = getsockname(listening, general, &length)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        // It listens to the end of the tests: a test may be done with it before the other side is.
        Thread {
            while true {
                let client = accept(listening, nil, nil)
                guard client >= 0 else { return }
                Thread { self.serve(client) }.start()
            }
        }.start()
    }

    private func serve(_ client: Int32) {
        defer { close(client) }
        let number = connections.withLock { count in
            defer { count += 1 }
            return count
        }
        while let asked = read(client, number) {
            requests.withLock { $0.append(asked) }
            for act in acts(asked) {
                switch act {
                case .say(let text):
                    let bytes = Array(text.utf8)
                    guard send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
                        return left.withLock { $0 += 1 }
                    }
                case .pause(let time): Thread.sleep(forTimeInterval: time / .seconds(1))
                case .stall:
                    var byte: UInt8 = 0
                    _ = recv(client, &byte, 1, 0)
                    return left.withLock { $0 += 1 }
                case .hangUp: return
                }
            }
        }
    }

    /// The next request of a connection; nil at its end.
    private func read(_ client: Int32, _ number: Int) -> Asked? {
        var head: [UInt8] = []
        let end = Array("\r\n\r\n".utf8)
        while !head.suffix(4).elementsEqual(end) {
            var byte: UInt8 = 0
            guard recv(client, &byte, 1, 0) == 1 else { return nil }
            if head.isEmpty && byte == 5 { noteGreeting(client) }
            // TLS begins with no letter.
            guard !head.isEmpty || byte >= UInt8(ascii: "A") else { return nil }
            head.append(byte)
        }
        let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n").filter { !$0.isEmpty }
        let length = Asked(lines: lines, body: [], connection: number).field("Content-Length").flatMap(Int.init) ?? 0
        var body = [UInt8](repeating: 0, count: length)
        var offset = 0
        while offset < length {
            let count = body.withUnsafeMutableBytes { recv(client, $0.baseAddress! + offset, length - offset, 0) }
            guard count > 0 else { return nil }
            offset += count
        }
        return Asked(lines: lines, body: body, connection: number)
    }

    private func noteGreeting(_ client: Int32) {
        var count: UInt8 = 0
        guard recv(client, &count, 1, 0) == 1 else { return }
        var ways = [UInt8](repeating: 0, count: Int(count))
        guard recv(client, &ways, ways.count, Int32(MSG_WAITALL)) == ways.count else { return }
        greeted.withLock { $0.append(ways) }
    }
}
