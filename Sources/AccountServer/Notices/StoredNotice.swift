import AccountAPI
import Encodings

/// A notice as it is stored.
struct StoredNotice: Sendable {
    let id: NoticeID
    let account: AccountID
    let kind: NoticeKind
    /// The device that did it, which is not told.
    let device: ServiceDeviceID?
    /// The device that it is about.
    let about: ServiceDeviceID?
    /// The sealed ``NoticeDetail``.
    let detail: [UInt8]
    let created: Milliseconds
    /// Whether the device that asks has shown it.
    let isShown: Bool
}

/// What else is told with a notice.
struct NoticeDetail: Codable, Sendable {
    /// What the device that it is about was called.
    let deviceName: String?
    /// An application's name, or a masked contact.
    let text: String?
    /// What the device was called that asked to be confirmed; nil where none did.
    let confirms: String?
    /// Whether it tells of the device that an account began with; nil of anything else.
    let isBeginning: Bool?
}
