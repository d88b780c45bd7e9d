/// Templates that name each other.
package struct Templates: Sendable {
    private let templates: [String: Template]

    /// Takes templates; throws where two have the same name, or one names a template that is missing or leads back to it.
    package init(_ list: [Template]) throws(TemplateError) {
        var templates: [String: Template] = [:]
        for template in list {
            guard templates.updateValue(template, forKey: template.name) == nil else {
                throw TemplateError(template: template.name, line: 1, fault: .sameName)
            }
        }
        self.templates = templates
        var followed: Set<String> = []
        for template in list {
            try follow(template, from: [], &followed)
        }
    }

    /// The HTML of a template with the values of a model; nil if there is no template of this name.
    package func render(_ model: some ShownOnPage, with name: String) -> [UInt8]? {
        guard let template = templates[name] else { return nil }
        var writer = TemplateWriter(model.pageValue, templates)
        writer.write(template.parts, in: TemplateWriter.Surroundings())
        return writer.html
    }

    /// Follows what a template names to the end; what was followed before is passed over.
    private func follow(
        _ template: Template,
        from outer: Set<String>,
        _ followed: inout Set<String>
    ) throws(TemplateError) {
        guard !followed.contains(template.name) else { return }
        let path = outer.union([template.name])
        for use in template.uses {
            guard !path.contains(use.name) else { throw template.error(.circular(use.name), in: use.line) }
            guard let next = templates[use.name] else { throw template.error(.unknownTemplate(use.name), in: use.line) }
            try follow(next, from: path, &followed)
        }
        followed.insert(template.name)
    }
}

extension Template {
    fileprivate func error(_ fault: TemplateError.Fault, in line: Int) -> TemplateError {
        TemplateError(template: name, line: line, fault: fault)
    }
}
