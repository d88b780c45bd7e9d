import Testing
import WebPages

@testable import DevicePages

/// A model with a text in each of its fields, and the templates that show it.
struct PageCase: Sendable, CustomTestStringConvertible {
    /// The names of the templates.
    let templates: [String]
    let model: @Sendable (PageTexts) -> any ShownOnPage
    var testDescription: String { templates.joined(separator: ", ") }

    init<Model: ShownOnPage & SendableMetatype>(
        _ templates: PageTemplate<Model>...,
        model: @escaping @Sendable (PageTexts) -> Model
    ) {
        self.templates = templates.map(\.name)
        self.model = { model($0) }
    }
}

/// Makes the texts of a model, each one of its own.
final class PageTexts {
    /// Where the table makes each text.
    private(set) var places: [String: SourceLocation] = [:]
    private let isHostile: Bool

    /// Hostile texts would be elements and attributes of a page that does not escape them; the others are plain.
    init(isHostile: Bool) {
        self.isHostile = isHostile
    }

    func callAsFunction(
        file: String = #fileID,
        path: String = #filePath,
        line: Int = #line,
        column: Int = #column
    ) -> String {
        let number = places.count + 1
        // A letter that joins with the delimiter behind it, and a mark that joins with the one before it.
        let text = isHostile ? "\u{D4E}<form id='\(number)' class=\"x\">\u{301}&\(number);" : "plain \(number)"
        places[text] = SourceLocation(fileID: file, filePath: path, line: line, column: column)
        return text
    }
}

/// A picture of our own, the one text that a template does not escape.
let ownPicture = "<svg></svg>"

extension PageValue {
    /// What stands at the ends of the value, by the names that lead there.
    func leaves(_ path: String = "m") -> [(path: String, value: PageValue)] {
        switch self {
        case .object(let members): members.flatMap { $0.value.leaves("\(path).\($0.name)") }
        case .list(let elements) where !elements.isEmpty: elements.flatMap { $0.leaves(path) }
        default: [(path, self)]
        }
    }

    /// The value, and as many others in which one flag is turned over or one value is missing.
    var variants: [PageValue] {
        [self] + changed
    }

    private var changed: [PageValue] {
        switch self {
        case .object(let members):
            members.indices.flatMap { place in
                var missing = members
                missing[place].value = .nothing
                let inner = members[place].value.changed.map { value in
                    var changed = members
                    changed[place].value = value
                    return PageValue.object(changed)
                }
                return [.object(missing)] + inner
            }
        case .list(let elements):
            elements.indices.flatMap { place in
                elements[place].changed.map { value in
                    var changed = elements
                    changed[place] = value
                    return PageValue.list(changed)
                }
            }
        case .flag(let isSet): [.flag(!isSet)]
        default: []
        }
    }
}
