// What shows of the types that hold secrets where one is printed: nothing.

extension OPAQUEServerKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that the keys are hidden.
    package var description: String { "OPAQUEServerKeys(redacted)" }

    /// Says that the keys are hidden.
    package var debugDescription: String { description }

    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension RegistrationRecord: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that the record is hidden.
    package var description: String { "RegistrationRecord(redacted)" }

    /// Says that the record is hidden.
    package var debugDescription: String { description }

    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
