extension OTPParameters.Kind: Codable {}

extension HashAlgorithm: Codable {}

extension OTPAuthURI: CustomReflectable {
    /// A mirror that shows neither secret nor label.
    package var customMirror: Mirror { Mirror(self, children: ["parameters": parameters]) }
}

extension OneTimeCode: CustomReflectable {
    /// A mirror that does not show the code.
    package var customMirror: Mirror { Mirror(self, children: ["validUntil": validUntil as Any]) }
}
