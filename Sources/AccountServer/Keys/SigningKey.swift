import CryptoExtras
import Foundation
import JWTKit
import Primitives

import enum Crypto.P256

/// A key that signs ID tokens, or the public half of one that did.
struct SigningKey: Sendable {
    /// The private half, or what is left of it.
    enum Material: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
        case retiredRSA(_RSA.Signing.PublicKey)
        case retiredP256(P256.Signing.PublicKey)
    }

    let material: Material
    /// When it signed last; nil while it signs.
    let retired: Milliseconds?

    /// Makes a new key.
    static func generate(_ algorithm: SigningAlgorithm) throws -> SigningKey {
        switch algorithm {
        case .rs256: SigningKey(material: .rsa(try _RSA.Signing.PrivateKey(keySize: .bits2048)), retired: nil)
        case .es256: SigningKey(material: .p256(P256.Signing.PrivateKey()), retired: nil)
        }
    }

    /// The algorithm; a key has one, whatever the header of a token says.
    var algorithm: SigningAlgorithm {
        switch material {
        case .rsa, .retiredRSA: .rs256
        case .p256, .retiredP256: .es256
        }
    }

    /// The public half alone, as it stays published after a rotation.
    func retired(at now: Milliseconds) -> SigningKey {
        switch material {
        case .rsa(let key): SigningKey(material: .retiredRSA(key.publicKey), retired: now)
        case .p256(let key): SigningKey(material: .retiredP256(key.publicKey), retired: now)
        case .retiredRSA, .retiredP256: self
        }
    }

    /// The public half as a JSON Web Key (RFC 7517).
    var publicKey: PublicKey {
        switch material {
        case .rsa(let key): PublicKey(key.publicKey)
        case .p256(let key): PublicKey(key.publicKey)
        case .retiredRSA(let key): PublicKey(key)
        case .retiredP256(let key): PublicKey(key)
        }
    }

    /// Signs a payload; throws for a key that is retired.
    func sign(_ payload: some JWTPayload) async throws -> String {
        let id = JWKIdentifier(string: publicKey.id)
        let collection = JWTKeyCollection()
        switch material {
        case .rsa(let key):
            await collection.add(rsa: try Insecure.RSA.PrivateKey(backing: key), digestAlgorithm: .sha256, kid: id)
        case .p256(let key):
            await collection.add(ecdsa: try ES256PrivateKey(backing: key), kid: id)
        case .retiredRSA, .retiredP256:
            throw JWTError.noKeyProvided
        }
        return try await collection.sign(payload, kid: id)
    }

    /// The payload of a token that this key has signed with its own algorithm.
    func verify<Payload: JWTPayload>(_ token: String, as payload: Payload.Type) async throws -> Payload {
        let collection = JWTKeyCollection()
        switch material {
        case .rsa(let key):
            await collection.add(rsa: try Insecure.RSA.PublicKey(backing: key.publicKey), digestAlgorithm: .sha256)
        case .retiredRSA(let key):
            await collection.add(rsa: try Insecure.RSA.PublicKey(backing: key), digestAlgorithm: .sha256)
        case .p256(let key):
            await collection.add(ecdsa: try ES256PublicKey(backing: key.publicKey))
        case .retiredP256(let key):
            await collection.add(ecdsa: try ES256PublicKey(backing: key))
        }
        return try await collection.verify(token, as: payload)
    }
}

/// The public half of a signing key as a JSON Web Key; its fields are those of RFC 7517 and 7518.
struct PublicKey: Encodable, Sendable {
    let kty: String
    let alg: String
    let use = "sig"
    let kid: String
    private let n: String?
    private let e: String?
    private let crv: String?
    private let x: String?
    private let y: String?

    /// The thumbprint of the key, RFC 7638, which names it.
    var id: String { kid }

    fileprivate init(_ key: _RSA.Signing.PublicKey) {
        // The primitives of a key that was parsed can always be read.
        let primitives = try? key.getKeyPrimitives()
        let (n, e) = ((primitives?.modulus ?? Data()).base64URL, (primitives?.publicExponent ?? Data()).base64URL)
        (kty, alg, self.n, self.e, crv, x, y) = ("RSA", SigningAlgorithm.rs256.rawValue, n, e, nil, nil, nil)
        kid = Self.thumbprint(#"{"e":"\#(e)","kty":"RSA","n":"\#(n)"}"#)
    }

    fileprivate init(_ key: P256.Signing.PublicKey) {
        let point = key.rawRepresentation
        let (x, y) = (point.prefix(32).base64URL, point.suffix(32).base64URL)
        (kty, alg, n, e, crv, self.x, self.y) = ("EC", SigningAlgorithm.es256.rawValue, nil, nil, "P-256", x, y)
        kid = Self.thumbprint(#"{"crv":"P-256","kty":"EC","x":"\#(x)","y":"\#(y)"}"#)
    }

    private static func thumbprint(_ canonical: String) -> String {
        SHA256.hash(Data(canonical.utf8)).base64URL
    }
}
