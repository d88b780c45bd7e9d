import TestSupport
import WebPages

/// The values of a model by their names.
private typealias Members = [(name: String, value: PageValue)]

/// Makes models for templates: a value of some kind, or none, for each name.
struct ModelMaker: RandomNumberGenerator {
    private var state: UInt64

    /// The same seed makes the same models.
    init(seed: Int) {
        state = UInt64(seed)
    }

    mutating func next() -> UInt64 {
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A model for tags, with words.
    mutating func model(for tags: [ModelTag]) -> PageValue {
        var members: Members = [("w", .words { "\($0) <é>" })]
        fill(&members, for: tags)
        return .object(members)
    }

    private mutating func fill(_ members: inout Members, for tags: [ModelTag]) {
        for tag in tags {
            switch tag {
            case .value(let path): if !path.contains("") { put(scalar(), at: path[...], in: &members) }
            case .section(let path, _, let inner):
                put(value(for: inner), at: path[...], in: &members)
                // What a section names may stand outside of it.
                if Bool.random(using: &self) { fill(&members, for: inner) }
            }
        }
    }

    private mutating func scalar() -> PageValue {
        let texts = ["plain", "<b class=\"x\">&'", "", "two\nlines\n", "\u{D4E}<\u{301}", "{{name}}"]
        return switch UInt.random(in: 0..<10, using: &self) {
        case 0: .nothing
        case 1: .number(Int64.random(in: -9...999, using: &self))
        case 2: .flag(Bool.random(using: &self))
        default: .text(texts.randomElement(using: &self) ?? "")
        }
    }

    private mutating func value(for tags: [ModelTag]) -> PageValue {
        switch UInt.random(in: 0..<10, using: &self) {
        case 0: .nothing
        case 1: .flag(false)
        case 2, 3: .flag(true)
        case 4: .list([])
        case 5: .list([scalar(), scalar()])
        case 6: scalar()
        case 7: object(for: tags)
        default: .list([object(for: tags), object(for: tags)])
        }
    }

    private mutating func object(for tags: [ModelTag]) -> PageValue {
        var members: Members = []
        fill(&members, for: tags)
        return .object(members)
    }

    /// Puts a value where a path leads, unless there is one already.
    private func put(_ value: PageValue, at path: ArraySlice<String>, in members: inout Members) {
        guard let name = path.first else { return }
        let place = members.firstIndex { $0.name == name }
        guard path.count > 1 else {
            if place == nil { members.append((name, value)) }
            return
        }
        var inner: Members = []
        if let place {
            guard case .object(let present) = members[place].value else { return }
            inner = present
        }
        put(value, at: path.dropFirst(), in: &inner)
        if let place { members[place].value = .object(inner) } else { members.append((name, .object(inner))) }
    }
}
