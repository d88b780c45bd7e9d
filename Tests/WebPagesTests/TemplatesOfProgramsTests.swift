import TestSupport
import Testing
import WebPages

/// The templates of a program, as they stand in its sources.
struct ProgramTemplates {
    /// Their texts by their names.
    let texts: [String: String]
    private let templates: Templates

    private static let app = Result { try ProgramTemplates("DevicePages/Templates") }
    private static let service = Result { try ProgramTemplates("AccountServer/Pages/Templates") }

    /// Those of a program, which are read once.
    static func of(_ program: String) throws -> ProgramTemplates {
        try (program == "app" ? app : service).get()
    }

    private init(_ folder: String) throws {
        let ending = ".mustache"
        let files = try SourceTree.texts(in: "Sources/\(folder)", endingIn: ending)
        var texts = Dictionary(uniqueKeysWithValues: files.map { (String($0.dropLast(ending.count)), $1) })
        // The app draws its icons in Swift.
        for text in texts.values {
            for icon in TagWalk(text).uses where icon.hasPrefix("icon-") { texts[icon] = "<svg>\(icon)</svg>" }
        }
        self.texts = texts
        templates = try Templates(texts.map { try Template(Array($1.utf8), named: $0) })
    }

    /// The page of a template.
    func render(_ name: String, _ model: PageValue) -> [UInt8]? {
        templates.render(model, with: name)
    }
}

@Suite struct TemplatesOfProgramsTests {
    @Test(arguments: ["app", "service"])
    func `a model shows in every template that has a tag for it`(program: String) throws {
        let program = try ProgramTemplates.of(program)
        #expect(program.texts.count > 15)
        for name in program.texts.keys.sorted() {
            let tags = TagWalk.tags(of: name, in: program.texts)
            guard tags.contains(where: \.isValue) else { continue }
            let pages = (0..<10).map { seed in
                var maker = ModelMaker(seed: seed)
                return program.render(name, maker.model(for: tags))
            }
            #expect(Set(pages).count > 1, "\(name)")
        }
    }
}
