package import Encodings

/// What a snapshot may hold: entries, their order, settings, and what merging needs.
///
/// A snapshot is made from this type alone. Credentials, sessions and storage passwords are in
/// ``DeviceBoundContents``, which no function of the backup takes.
package struct PortableContents: Sendable, Equatable {
    /// The entries in the user's order.
    package var entries: [Entry]
    /// Entries that a newer version of the app wrote, kept as they are.
    package var unreadable: [UnreadableEntry]
    /// How many entries at the start of ``order`` the user put in their places; those behind stand as they were added.
    package var placed: Int
    /// Removed entries and when they were removed.
    package var tombstones: [EntryID: Stamp]
    /// The app's settings.
    package var settings: Settings
    /// When the order was last changed.
    package var ordered: Stamp
    /// The latest stamp given or seen.
    package var clock: Stamp
    /// Grows with every change; what the pending mark of the backup is compared with.
    package var revision: UInt64

    /// An empty vault's contents on a device.
    package init(device: DeviceID) {
        let start = Stamp(time: 0, counter: 0, device: device)
        entries = []
        unreadable = []
        placed = 0
        tombstones = [:]
        settings = Settings()
        ordered = start
        clock = start
        revision = 0
    }

    /// How many entries there are, readable or not.
    package var entryCount: Int { entries.count + unreadable.count }

    /// Whether there is nothing here but accounts that a sign-in brings back.
    package var isWithoutEntriesOfItsOwn: Bool {
        unreadable.isEmpty && entries.allSatisfy { $0.kind != .thirdParty }
    }

    /// The stamp for a change made now, which the clock remembers.
    package mutating func tick(at now: Instant, on device: DeviceID) -> Stamp {
        clock = clock.next(at: now, on: device)
        revision += 1
        return clock
    }
}

/// The app's settings, which travel with the backup.
package struct Settings: Sendable, Equatable {
    /// The language of words for people: a catalogue's name such as `fr`; nil follows the system.
    package var language: String?
    /// Whether codes stay hidden until asked for.
    package var hidesCodes: Bool
    /// When the settings were last changed.
    package var modified: Stamp?

    /// The settings of a new app.
    package init() {
        language = nil
        hidesCodes = false
        modified = nil
    }
}
