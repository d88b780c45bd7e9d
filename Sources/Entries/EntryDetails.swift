import OutsideText

/// What a person says of an entry to find it and to know it again: none of it makes codes.
package struct EntryDetails: Sendable, Equatable {
    /// Words that entries are grouped by, in the order in which they were given; none is there twice.
    package private(set) var tags: [String] = []
    /// A text of the person's own; it may be as secret as the entry.
    package private(set) var note = ""
    /// Whether the person wants the entry before others.
    package var isFavourite = false
    /// The picture that stands for the entry; nil for the one that its site has.
    package var icon: EntryIcon?
    /// When any of this was last changed; nil where nothing ever was said.
    package var changed: Stamp?

    /// What is known of an entry of which nothing was said.
    package init() {}

    /// Details as they were stored: within the bounds, and otherwise as they are.
    package init(
        tags: [String],
        note: String,
        isFavourite: Bool,
        icon: EntryIcon?,
        changed: Stamp?
    ) throws(DetailsError) {
        guard tags.count <= Self.tagCount else { throw .tooManyTags }
        guard tags.allSatisfy({ $0.unicodeScalars.count <= Self.tagLength }) else { throw .tagTooLong }
        guard note.utf8.count <= Self.noteLength else { throw .noteTooLong }
        (self.tags, self.note, self.isFavourite, self.icon, self.changed) = (tags, note, isFavourite, icon, changed)
    }

    /// The most tags of an entry.
    package static let tagCount = 32
    /// The greatest length of a tag, in Unicode scalars.
    package static let tagLength = 64
    /// The greatest length of a note, in bytes of UTF-8.
    package static let noteLength = 4096

    /// Whether nothing is said.
    package var isEmpty: Bool { tags.isEmpty && note.isEmpty && !isFavourite && icon == nil }

    /// Whether both say the same, whenever it was said.
    package func saysTheSame(as other: EntryDetails) -> Bool {
        tags == other.tags && note == other.note && isFavourite == other.isFavourite && icon == other.icon
    }

    /// Whether the entry has this tag, in capital letters or not.
    package func hasTag(_ tag: String) -> Bool {
        place(of: Self.tag(tag)) != nil
    }

    /// Adds a tag behind the others; one that is there, in capital letters or not, stays as it is.
    package mutating func add(tag text: String) throws(DetailsError) {
        let tag = Self.tag(text)
        guard !tag.isEmpty else { throw .emptyTag }
        guard tag.unicodeScalars.count <= Self.tagLength else { throw .tagTooLong }
        guard place(of: tag) == nil else { return }
        guard tags.count < Self.tagCount else { throw .tooManyTags }
        tags.append(tag)
    }

    /// Takes a tag away; false where the entry has none like it.
    @discardableResult
    package mutating func remove(tag text: String) -> Bool {
        guard let place = place(of: Self.tag(text)) else { return false }
        tags.remove(at: place)
        return true
    }

    /// Replaces the note, whose lines end with a line feed and which has no blanks at its ends; empty for none.
    package mutating func setNote(_ text: String) throws(DetailsError) {
        // Before anything is done with a text of any length; the ends of lines may still become shorter.
        guard text.utf8.count <= 2 * Self.noteLength else { throw .noteTooLong }
        let note = String(text.replaced("\r\n", by: "\n").trimmed())
        guard note.utf8.count <= Self.noteLength else { throw .noteTooLong }
        self.note = note
    }

    /// A tag as it is kept: one line that people see as it is, without blanks at its ends or two in a row.
    private static func tag(_ text: String) -> String {
        ShownText.compared(ShownText.line(text.scalarPrefix(8 * tagLength)))
    }

    private func place(of tag: String) -> Int? {
        let lowered = tag.lowercased()
        return tags.firstIndex { $0.lowercased() == lowered }
    }
}

/// Why something is not said of an entry.
package enum DetailsError: Error, Sendable, Equatable {
    /// A tag has no sign that people see.
    case emptyTag
    /// A tag is longer than ``EntryDetails/tagLength``.
    case tagTooLong
    /// The entry has ``EntryDetails/tagCount`` tags already.
    case tooManyTags
    /// The note is longer than ``EntryDetails/noteLength``.
    case noteTooLong
    /// The name is no name of a bundled icon.
    case unknownIcon
    /// The picture is empty or larger than ``EntryIcon/pictureSize``.
    case iconTooLarge
    /// All pictures of all entries are together larger than ``EntryIcon/allPicturesSize``.
    case tooManyPictures
}
