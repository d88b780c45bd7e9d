import Foundation

/// A command: role and step, with the message that the step takes.
struct Command: Decodable {
    enum Role: String, Decodable {
        case client, server
    }

    enum Step: String, Decodable {
        case setup
        case registerStart = "register-start"
        case registerFinish = "register-finish"
        case loginStart = "login-start"
        case loginFinish = "login-finish"
    }

    let role: Role
    let step: Step
    let password: String?
    let message: Base64URL?
    let record: Base64URL?
    let credentialIdentifier: String?
    let setup: Base64URL?
}

/// The answer to a command; a failure has nothing but `error`.
struct Answer: Encodable {
    var error: String?
    var message: Base64URL?
    var record: Base64URL?
    var sessionKey: Base64URL?
    var exportKey: Base64URL?
    var publicKey: Base64URL?
}

/// Bytes as base64url without padding.
struct Base64URL: Codable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(from decoder: any Decoder) throws {
        var text = try decoder.singleValueContainer().decode(String.self)
            .replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        guard let data = Data(base64Encoded: text) else { throw CocoaError(.coderReadCorrupt) }
        bytes = [UInt8](data)
    }

    func encode(to encoder: any Encoder) throws {
        let text = Data(bytes).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
