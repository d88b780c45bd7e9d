/// Why a template cannot be used, and where; nothing is rendered then.
package struct TemplateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The template's name.
    package let template: String
    /// The line of the tag, from 1.
    package let line: Int
    /// What is wrong there.
    package let fault: Fault

    /// What whoever wrote the template has to change.
    package enum Fault: Sendable, Equatable {
        /// A tag that does not end.
        case unclosedTag
        /// A tag that begins with a sign that none here has.
        case unknownTag
        /// A tag that holds something else than one name.
        case wrongName
        /// A section, block or parent that does not end.
        case unclosed(String)
        /// An end of something that is not what was begun last.
        case wrongEnd(String)
        /// Something beside blocks between the beginning and the end of a parent, which nobody would see.
        case besideBlocks(String)
        /// A partial or parent that is no template.
        case unknownTemplate(String)
        /// A partial or parent that leads back to the template.
        case circular(String)
        /// A second template with the name.
        case sameName
    }

    package var description: String { "\(template):\(line): \(sentence)" }

    private var sentence: String {
        switch fault {
        case .unclosedTag: "a tag does not end"
        case .unknownTag: "there is no such tag"
        case .wrongName: "a tag holds something else than one name"
        case .unclosed(let name): "\(name) does not end"
        case .wrongEnd(let name): "\(name) ends, but was not begun last"
        case .besideBlocks(let name): "between the beginning and the end of \(name) there is more than blocks"
        case .unknownTemplate(let name): "there is no template \(name)"
        case .circular(let name): "\(name) leads back to this template"
        case .sameName: "there are two templates with this name"
        }
    }
}
