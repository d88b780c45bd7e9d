import Encodings
import Entries
import Primitives
import Sealed

/// The stored form of ``DeviceCode``.
enum StoredDeviceCode {
    static func write(_ code: DeviceCode, to writer: inout JSONWriter) throws(ContentsError) {
        try writer.object { writer throws(ContentsError) in
            writer.name("otp")
            try StoredOTP.write(code.oneTime, to: &writer)
            try writer.text("serviceDevice", code.serviceDevice.rawValue)
        }
    }

    static func read(from reader: inout ContentsReader) throws(ContentsError) -> DeviceCode {
        var otp: StoredOTP?
        var serviceDevice: Identifier<Named.Device>.Text?
        try reader.object { reader, name throws(ContentsError) in
            switch name {
            case "otp": otp = try StoredOTP(from: &reader)
            case "serviceDevice": serviceDevice = try reader.identifierText()
            default: try reader.skip()
            }
        }
        guard let otp, let serviceDevice, let oneTime = try otp.value() else { throw .damaged }
        return DeviceCode(serviceDevice: serviceDevice, oneTime: oneTime)
    }
}

/// The stored form of ``FormerDevice``.
enum StoredFormerDevice {
    static func write(_ device: FormerDevice, to writer: inout JSONWriter) throws(ContentsError) {
        try writer.object { writer throws(ContentsError) in
            writer.name("code")
            try StoredDeviceCode.write(device.code, to: &writer)
            if let credential = device.credential {
                writer.name("credential")
                try StoredCredential.write(credential, to: &writer)
            }
            writer.number("replaced", device.replaced.milliseconds)
        }
    }

    static func read(from reader: inout ContentsReader) throws(ContentsError) -> FormerDevice {
        var code: DeviceCode?
        var credential: DeviceCredential?
        var replaced: Instant?
        try reader.object { reader, name throws(ContentsError) in
            switch name {
            case "code": code = try StoredDeviceCode.read(from: &reader)
            case "credential": credential = try reader.unlessNull(StoredCredential.read)
            case "replaced": replaced = try reader.instant()
            default: try reader.skip()
            }
        }
        guard let code, let replaced else { throw .damaged }
        return FormerDevice(code: code, credential: credential, replaced: replaced)
    }
}

/// The stored form of ``DeviceCredential``.
enum StoredCredential {
    static func write(_ credential: DeviceCredential, to writer: inout JSONWriter) throws(ContentsError) {
        try writer.object { writer throws(ContentsError) in
            writer.name("isConfirmed")
            writer.boolean(credential.isConfirmed)
            try writer.secret("key", credential.key)
            try writer.text("serviceDevice", credential.serviceDevice.rawValue)
        }
    }

    static func read(from reader: inout ContentsReader) throws(ContentsError) -> DeviceCredential {
        var isConfirmed: Bool?
        var key: SecretBytes?
        var serviceDevice: Identifier<Named.Device>.Text?
        try reader.object { reader, name throws(ContentsError) in
            switch name {
            case "isConfirmed": isConfirmed = try reader.boolean()
            case "key": key = try reader.secret()
            case "serviceDevice": serviceDevice = try reader.identifierText()
            default: try reader.skip()
            }
        }
        guard let isConfirmed, let key, let serviceDevice, P256Scalar.isValid(key) else { throw .damaged }
        return DeviceCredential(serviceDevice: serviceDevice, key: key, isConfirmed: isConfirmed)
    }
}

/// The stored form of ``Session``.
enum StoredSession {
    static func write(_ session: Session, to writer: inout JSONWriter) throws(ContentsError) {
        try writer.object { writer throws(ContentsError) in
            try writer.text("accountID", session.accountID.rawValue)
            try writer.text("id", session.id.rawValue)
            writer.flag("needsNewPassword", ifSet: session.needsNewPassword)
            try writer.secret("requestKey", session.requestKey)
        }
    }

    static func read(from reader: inout ContentsReader) throws(ContentsError) -> Session {
        var id: Identifier<Named.Session>.Text?
        var accountID: Identifier<Named.Account>.Text?
        var requestKey: SecretBytes?
        var needsNewPassword = false
        try reader.object { reader, name throws(ContentsError) in
            switch name {
            case "id": id = try reader.identifierText()
            case "accountID": accountID = try reader.identifierText()
            case "requestKey": requestKey = try reader.secret()
            case "needsNewPassword":
                needsNewPassword =
                    try reader.unlessNull { reader throws(ContentsError) in try reader.boolean() } ?? false
            default: try reader.skip()
            }
        }
        guard let id, let accountID, let requestKey else { throw .damaged }
        var session = Session(id: id, accountID: accountID, requestKey: requestKey)
        session.needsNewPassword = needsNewPassword
        return session
    }
}
