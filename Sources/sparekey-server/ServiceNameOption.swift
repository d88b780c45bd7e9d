import AccountServer
import ArgumentParser
import OutsideText

/// What people read as the service's name.
struct ServiceNameOption: ParsableArguments {
    @Option(
        name: .customLong("name"),
        help: ArgumentHelp(
            "What people read as the service's name, on its pages and as the sender of its mail (SPAREKEY_NAME).",
            valueName: "name"
        )
    )
    var serviceName: String?

    /// The name: the option, the variable, or that of the program.
    func configured() throws -> String {
        guard let text = serviceName ?? Variables.text("SPAREKEY_NAME") else {
            return ServiceConfiguration.standardName
        }
        let name = String(text.trimmed())
        guard (1...ServiceConfiguration.nameLimit).contains(name.unicodeScalars.count), ShownText.isShown(name) else {
            throw ValidationError("--name takes one line of up to \(ServiceConfiguration.nameLimit) characters.")
        }
        return name
    }
}
