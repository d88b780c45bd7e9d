package import AccountAPI
import OutsideText

/// An enrollment code and the service that it is for, as a person typed or scanned them.
package struct EnrollmentInvitation: Sendable, Equatable {
    /// The account service.
    package let service: ServiceAddress
    /// The code.
    package let code: EnrollmentCode

    /// Whether a text is a code alone, which does not say what service it is for.
    package static func needsService(typed text: String) -> Bool {
        let text = String(text.trimmed())
        return !EnrollmentLink.isMeant(by: text) && EnrollmentCode(typed: text) != nil
    }

    /// Takes the link among the texts of a picture's QR codes.
    package init(scanned texts: [String], service: String?) throws {
        let links = Set(texts.filter(EnrollmentLink.isMeant))
        guard let link = links.first, links.count == 1 else { throw Failure(.malformedEnrollment) }
        try self.init(typed: link, service: service)
    }

    /// Reads the link behind a QR code, or a typed code, which needs the address that stands beside it.
    ///
    /// An address that is given with a link must be the one in the link.
    package init(typed text: String, service: String?) throws {
        let text = String(text.trimmed())
        let address = try service.map { given throws(ServiceAddressError) in try ServiceAddress(given) }
        guard EnrollmentLink.isMeant(by: text) else {
            guard let code = EnrollmentCode(typed: text) else { throw Failure(.malformedEnrollment) }
            guard let address else { throw Failure(.enrollmentServiceNeeded) }
            self.service = address
            self.code = code
            return
        }
        guard let link = EnrollmentLink(text) else { throw Failure(.malformedEnrollment) }
        let named = try ServiceAddress(link.service)
        guard address == nil || address == named else { throw Failure(.malformedEnrollment) }
        self.service = named
        code = link.code
    }
}
