extension ImportFormat {
    /// All formats that can be read, by their names; the first that recognises a file reads it.
    package static let all: [ImportFormat] = [
        .aegis,
        .andOTP,
        .bitwarden,
        .bitwardenCSV,
        .cxf,
        .ente,
        .freeOTPPlus,
        .google,
        .keePassCSV,
        .keePassXML,
        .lastPass,
        .onePasswordCSV,
        .otpauth,
        .protonAuthenticator,
        .stratum,
        .twoFAS,
        .twoFAuth,
    ]
}
