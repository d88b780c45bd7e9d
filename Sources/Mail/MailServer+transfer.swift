import CCurl
import Foundation
import OutsideText
import Primitives

extension MailServer {
    // RFC 5321 section 4.5.3.2.1 lets a greeting take five minutes. Some servers hold it back from strangers for a while;
    // whoever asked for a code waits for as long, so that it is not more. libcurl counts it as part of connecting.
    private static let connectSeconds = 30
    private static let seconds = 40
    private static let isInitialised = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Sends one message over a connection of its own, and waits for the end of it; nil if all went well.
    func transfer(_ message: [UInt8], from sender: String, to recipient: String) -> MailError? {
        guard Self.isInitialised, let handle = curl_easy_init() else { return .unreachable }
        defer { curl_easy_cleanup(handle) }
        guard let recipients = curl_slist_append(nil, "<\(recipient)>") else { return .unreachable }
        defer { curl_slist_free_all(recipients) }
        let source = MessageSource(message)
        return withExtendedLifetime(source) {
            let context = Unmanaged.passUnretained(source).toOpaque()
            let steps =
                (connection + [
                    .text(CURLOPT_MAIL_FROM, "<\(sender)>"),
                    .number(CURLOPT_UPLOAD, 1),
                    .number(CURLOPT_INFILESIZE, message.count),
                ]).map { $0.apply(to: handle) } + [
                    sparekey_curl_set_recipients(handle, recipients),
                    sparekey_curl_set_reader(handle, readMessage, context),
                    setSignIn(of: handle),
                ]
            return Self.perform(handle, after: steps)
        }
    }

    /// Opens a connection as for a message, and closes it; nil if all went well.
    func greet() -> MailError? {
        guard Self.isInitialised, let handle = curl_easy_init() else { return .unreachable }
        defer { curl_easy_cleanup(handle) }
        // RFC 5321 section 4.1.1.9: a command that does nothing.
        let settings = connection + [.number(CURLOPT_NOBODY, 1), .text(CURLOPT_CUSTOMREQUEST, "NOOP")]
        return Self.perform(handle, after: settings.map { $0.apply(to: handle) } + [setSignIn(of: handle)])
    }

    private static func perform(_ handle: UnsafeMutableRawPointer, after steps: [CURLcode]) -> MailError? {
        guard steps.allSatisfy({ $0 == CURLE_OK }) else { return .badAnswer }
        let result = curl_easy_perform(handle)
        if result == CURLE_OPERATION_TIMEDOUT, sparekey_curl_has_connected(handle) != 0 { return .silent }
        return MailError(result, status: sparekey_curl_status(handle))
    }

    private enum Setting {
        case text(CURLoption, String?)
        case number(CURLoption, Int)

        func apply(to handle: UnsafeMutableRawPointer) -> CURLcode {
            switch self {
            case .text(let option, let value): sparekey_curl_set_string(handle, option, value)
            case .number(let option, let value): sparekey_curl_set_long(handle, option, value)
            }
        }
    }

    private var connection: [Setting] {
        let scheme = protection == .implicitTLS ? "smtps" : "smtp"
        let level = protection == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL
        let name = host.holds(":") ? "[\(host)]" : host
        var settings: [Setting] = [
            .text(CURLOPT_URL, "\(scheme)://\(name):\(port)"),
            .text(CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
            .text(CURLOPT_NOPROXY, "*"),
            .number(CURLOPT_USE_SSL, Int(level.rawValue)),
            .number(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            .number(CURLOPT_NOSIGNAL, 1),
            .number(CURLOPT_CONNECTTIMEOUT, Self.connectSeconds),
            .number(CURLOPT_TIMEOUT, Self.seconds),
        ]
        if let authorities {
            settings += [.text(CURLOPT_CAINFO, authorities), .text(CURLOPT_CAPATH, nil)]
        }
        return settings
    }

    private func setSignIn(of handle: UnsafeMutableRawPointer) -> CURLcode {
        guard let signIn else { return CURLE_OK }
        let result = sparekey_curl_set_string(handle, CURLOPT_USERNAME, signIn.user)
        guard result == CURLE_OK else { return result }
        var password = SecretBytes(concatenating: signIn.password, [UInt8(0)]).exposedBytes()
        defer { wipe(&password) }
        return password.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                sparekey_curl_set_string(handle, CURLOPT_PASSWORD, text.baseAddress)
            }
        }
    }
}

/// What of a message was not sent yet.
private final class MessageSource {
    private var rest: ArraySlice<UInt8>

    init(_ message: [UInt8]) {
        rest = message[...]
    }

    /// Moves as much as fits into the buffer and tells how much that is.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = rest.prefix(buffer.count)
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
    }
}

private func readMessage(
    _ buffer: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let buffer, let context else { return 0 }
    let source = Unmanaged<MessageSource>.fromOpaque(context).takeUnretainedValue()
    return source.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
}

extension MailError {
    /// Tells libcurl's results apart; nil for success.
    ///
    /// `status` is the server's last answer, 0 if there was none.
    fileprivate init?(_ result: CURLcode, status: Int) {
        switch result {
        case CURLE_OK: return nil
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT, CURLE_GOT_NOTHING:
            self = .unreachable
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: self = .untrusted
        case CURLE_USE_SSL_FAILED, CURLE_SSL_CONNECT_ERROR: self = .noTLS
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM: self = .authoritiesUnusable
        case CURLE_LOGIN_DENIED: self = .signInRefused
        default:
            switch status {
            // RFC 4954 section 6.
            case 530, 534, 535, 538: self = .signInRefused
            case 400..<500: self = .busy(status: status)
            case 500..<600: self = .refused(status: status)
            default: self = result == CURLE_RECV_ERROR || result == CURLE_SEND_ERROR ? .unreachable : .badAnswer
            }
        }
    }
}
