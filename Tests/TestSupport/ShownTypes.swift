package import WebPages

/// The types that are shown on the pages of a program, as its sources declare them and as models have them.
package enum ShownTypes {
    /// The names of the types that a module declares to be shown, without those of the types around them; sorted.
    package static func declared(in module: String) throws -> [String] {
        let declaration = /\b(?:struct|class|enum|extension) ([\w.]+)(?:<[^>]*>)?: ([^{]*)\{/
        return try SourceTree.texts(in: "Sources/\(module)", endingIn: ".swift").values
            .flatMap { $0.matches(of: declaration) }
            .filter { $0.2.contains(/\b(?:PageModel|ShownOnPage)\b/) }
            .map { lastName(String($0.1)) }.sorted()
    }

    /// The names of the module's types that are shown and stand in models, however deep, in the same way.
    package static func found(in models: [any ShownOnPage], of module: String) -> [String] {
        var names: Set<String> = []
        for model in models { collect(model, &names) }
        return names.filter { $0.hasPrefix("\(module).") }.map(lastName).sorted()
    }

    private static func collect(_ value: Any, _ names: inout Set<String>) {
        if value is any ShownOnPage { names.insert(String(reflecting: type(of: value))) }
        for child in Mirror(reflecting: value).children { collect(child.value, &names) }
    }

    private static func lastName(_ name: String) -> String {
        name.split(separator: ".").last.map(String.init) ?? name
    }
}
