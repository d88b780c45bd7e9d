import Encodings

// What the service alone names; what devices hear of is named in AccountAPI.
extension Named {
    /// An enrollment: what is left of a code.
    enum Enrollment {}
    /// What one sign-in gave to one application.
    enum Grant {}
}

typealias EnrollmentID = Identifier<Named.Enrollment>
typealias GrantID = Identifier<Named.Grant>
