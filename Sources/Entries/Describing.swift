package import Encodings

extension PortableContents {
    /// Changes what the person says of an entry, and stamps it; false where there is no such entry, or nothing changes.
    ///
    /// If `body` throws, nothing changes.
    @discardableResult
    package mutating func describe(
        _ id: EntryID,
        at now: Instant,
        on device: DeviceID,
        _ body: (inout EntryDetails) throws(DetailsError) -> Void
    ) throws(DetailsError) -> Bool {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return false }
        var details = entries[index].details
        try body(&details)
        guard !details.saysTheSame(as: entries[index].details) else { return false }
        try checkPictures(with: details.icon, inPlaceOf: entries[index].details.icon)
        return change(id, at: now, on: device) { $0.details = details }
    }

    private func checkPictures(with icon: EntryIcon?, inPlaceOf former: EntryIcon?) throws(DetailsError) {
        guard let size = icon?.size, size > former?.size ?? 0 else { return }
        var others = size - (former?.size ?? 0)
        for entry in entries { others += entry.details.icon?.size ?? 0 }
        guard others <= EntryIcon.allPicturesSize else { throw .tooManyPictures }
    }

    /// Every tag of any entry once, in the order of the entries.
    package var tags: [String] {
        var known: Set<String> = []
        var tags: [String] = []
        for entry in entries {
            for tag in entry.details.tags where known.insert(tag.lowercased()).inserted { tags.append(tag) }
        }
        return tags
    }
}

extension EntryDetails {
    /// What one version of two has: the details that were changed later.
    func joined(with other: EntryDetails) -> EntryDetails {
        if changed != other.changed {
            guard let changed else { return other }
            guard let theirs = other.changed else { return self }
            return changed < theirs ? other : self
        }
        guard !saysTheSame(as: other) else { return self }
        return rank < other.rank ? other : self
    }

    /// Decides between two with one stamp, which only a faulty device makes.
    private var rank: String {
        let icon =
            switch icon {
            case nil: ""
            case .bundled(let name): name.text
            case .picture(let picture): Hex.encode(picture.bytes)
            }
        return note + "\u{0}" + tags.joined(separator: "\u{0}") + "\u{0}\(isFavourite)\u{0}" + icon
    }
}
