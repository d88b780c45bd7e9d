package import Encodings

extension Named {
    /// A registration or password change that was started.
    package enum Registration {}
    /// A sign-in that was started.
    package enum SignIn {}
    /// A relying party.
    package enum Client {}
    /// An alternate e-mail address or phone number of an account.
    package enum Contact {}
    /// A code sent to a contact, and the proof that typing it gives.
    package enum ContactProof {}
    /// A request to sign in that a device answers.
    package enum SignInRequest {}
    /// Something that the account's other devices and contacts are told.
    package enum Notice {}
    /// An organisation.
    package enum Organization {}
    /// A letter: a code that was sent to the contacts of a name.
    package enum Letter {}
}

package typealias AccountID = Identifier<Named.Account>
package typealias ServiceDeviceID = Identifier<Named.Device>
package typealias SessionID = Identifier<Named.Session>
package typealias RegistrationID = Identifier<Named.Registration>
package typealias SignInID = Identifier<Named.SignIn>
package typealias CredentialID = Identifier<Named.Credential>
package typealias ClientID = Identifier<Named.Client>
package typealias ContactID = Identifier<Named.Contact>
package typealias ContactProofID = Identifier<Named.ContactProof>
package typealias SignInRequestID = Identifier<Named.SignInRequest>
package typealias NoticeID = Identifier<Named.Notice>
package typealias LetterID = Identifier<Named.Letter>
package typealias OrganizationID = Identifier<Named.Organization>
