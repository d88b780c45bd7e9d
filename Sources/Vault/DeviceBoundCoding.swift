import Crypto
import Encodings
import Entries
import Foundation
import Primitives
import Sealed

/// The JSON form of device-bound contents, in the vault alone: no other module may serialise them.
enum DeviceBoundCoding {
    static func encode(_ contents: DeviceBoundContents) throws(ContentsError) -> SecretBytes {
        try JSONBytes.encode(Document(contents))
    }

    static func decode(_ json: SecretBytes) throws(ContentsError) -> DeviceBoundContents {
        try JSONBytes.decode(Document.self, from: json).contents()
    }

    /// The backup alone, for the note beside the vault.
    static func encode(_ backup: BackupBinding) throws(ContentsError) -> SecretBytes {
        try JSONBytes.encode(BackupDocument(schema: 1, backup: StoredBackupBinding(backup)))
    }

    static func decodeBackup(_ json: SecretBytes) throws(ContentsError) -> BackupBinding {
        try JSONBytes.decode(BackupDocument.self, from: json).backup.value()
    }
}

private struct BackupDocument: Codable {
    let schema: Int
    let backup: StoredBackupBinding
}

private struct Document: Codable {
    let schema: Int
    let device: String
    let deviceName: String
    let codes: [String: StoredDeviceCode]
    let former: [String: StoredFormerDevice]?
    let sessions: [String: StoredSession]
    let credentials: [String: StoredCredential]?
    let removedAtService: [String]?
    let suspended: [String]?
    let authorities: [String: Data]?
    let codesCountFrom: [String: Int64]?
    let language: String?
    let backup: StoredBackupBinding?

    init(_ contents: DeviceBoundContents) throws(ContentsError) {
        schema = 1
        device = contents.device.rawValue
        deviceName = try contents.deviceName.bounded()
        var codes: [String: StoredDeviceCode] = [:]
        for (id, code) in contents.codes {
            codes[id.rawValue] = try StoredDeviceCode(code)
        }
        self.codes = codes
        var former: [String: StoredFormerDevice] = [:]
        for (id, device) in contents.former {
            former[id.rawValue] = try StoredFormerDevice(device)
        }
        self.former = former.isEmpty ? nil : former
        var sessions: [String: StoredSession] = [:]
        for (id, session) in contents.sessions {
            sessions[id.rawValue] = StoredSession(
                id: try session.id.bounded(),
                accountID: try session.accountID.bounded(),
                requestKey: try String(base32: session.requestKey),
                needsNewPassword: session.needsNewPassword ? true : nil
            )
        }
        self.sessions = sessions
        var credentials: [String: StoredCredential] = [:]
        for (id, credential) in contents.credentials {
            credentials[id.rawValue] = try StoredCredential(credential)
        }
        self.credentials = credentials.isEmpty ? nil : credentials
        removedAtService =
            contents.removedAtService.isEmpty ? nil : contents.removedAtService.map(\.rawValue).sorted()
        suspended = contents.suspended.isEmpty ? nil : contents.suspended.map(\.rawValue).sorted()
        guard contents.authorities.count <= DeviceBoundContents.authoritiesCount,
            contents.authorities.values.allSatisfy({ $0.count <= DeviceBoundContents.authoritiesLimit })
        else { throw .tooLarge }
        authorities = contents.authorities.isEmpty ? nil : contents.authorities.mapValues { Data($0) }
        var counting: [String: Int64] = [:]
        for (id, date) in contents.codesCountFrom {
            counting[id.rawValue] = date.milliseconds
        }
        codesCountFrom = counting.isEmpty ? nil : counting
        language = try contents.language?.bounded()
        backup = try contents.backup.map { binding throws(ContentsError) in try StoredBackupBinding(binding) }
    }

    func contents() throws(ContentsError) -> DeviceBoundContents {
        var contents = DeviceBoundContents(device: try device.identifier(), deviceName: try deviceName.bounded())
        for (id, code) in codes {
            contents.codes[try id.identifier()] = try code.value()
        }
        for (id, device) in former ?? [:] {
            contents.former[try id.identifier()] = try device.value()
        }
        for (id, stored) in sessions {
            var session = Session(
                id: try stored.id.bounded(),
                accountID: try stored.accountID.bounded(),
                requestKey: try stored.requestKey.secretBytes()
            )
            session.needsNewPassword = stored.needsNewPassword ?? false
            contents.sessions[try id.identifier()] = session
        }
        for (id, credential) in credentials ?? [:] {
            contents.credentials[try id.identifier()] = try credential.value()
        }
        for id in removedAtService ?? [] {
            contents.removedAtService.insert(try id.identifier())
        }
        for id in suspended ?? [] {
            contents.suspended.insert(try id.identifier())
        }
        contents.authorities = (authorities ?? [:]).mapValues { Array($0) }
        for (id, time) in codesCountFrom ?? [:] {
            contents.codesCountFrom[try id.identifier()] = Instant(milliseconds: time)
        }
        contents.language = try language?.bounded()
        contents.backup = try backup?.value()
        return contents
    }
}

private struct StoredDeviceCode: Codable {
    let serviceDevice: String
    let otp: StoredOneTimeSecret

    init(_ code: DeviceCode) throws(ContentsError) {
        serviceDevice = try code.serviceDevice.bounded()
        otp = try StoredOneTimeSecret(code.oneTime)
    }

    func value() throws(ContentsError) -> DeviceCode {
        DeviceCode(serviceDevice: try serviceDevice.bounded(), oneTime: try otp.value())
    }
}

private struct StoredFormerDevice: Codable {
    let code: StoredDeviceCode
    let credential: StoredCredential?
    let replaced: Int64

    init(_ device: FormerDevice) throws(ContentsError) {
        code = try StoredDeviceCode(device.code)
        credential = try device.credential.map { credential throws(ContentsError) in try StoredCredential(credential) }
        replaced = device.replaced.milliseconds
    }

    func value() throws(ContentsError) -> FormerDevice {
        FormerDevice(
            code: try code.value(),
            credential: try credential.map { credential throws(ContentsError) in try credential.value() },
            replaced: Instant(milliseconds: replaced)
        )
    }
}

private struct StoredCredential: Codable {
    let serviceDevice: String
    let key: String
    let isConfirmed: Bool

    init(_ credential: DeviceCredential) throws(ContentsError) {
        serviceDevice = try credential.serviceDevice.bounded()
        key = try String(base32: SecretBytes(copying: credential.key.rawRepresentation))
        isConfirmed = credential.isConfirmed
    }

    func value() throws(ContentsError) -> DeviceCredential {
        guard let key = try? P256.Signing.PrivateKey(rawRepresentation: try key.secretBytes()) else { throw .damaged }
        return DeviceCredential(serviceDevice: try serviceDevice.bounded(), key: key, isConfirmed: isConfirmed)
    }
}

private struct StoredSession: Codable {
    let id: String
    let accountID: String
    let requestKey: String
    let needsNewPassword: Bool?
}
