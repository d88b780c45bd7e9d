package import Encodings

extension Named {
    /// An entry.
    package enum Entry {}
    /// A device among those that share a backup; the service does not know this name.
    package enum Sharer {}
}

/// Names an entry for its whole life, on every device.
package typealias EntryID = Identifier<Named.Entry>
/// Names a device among those that share a backup.
package typealias DeviceID = Identifier<Named.Sharer>
