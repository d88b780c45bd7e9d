// Embedded Swift looks into a generic function only where somebody calls it, so each is called here.
//
// The functions are for other modules: what nobody outside can call is dropped before its calls are looked into.

package import Encodings
package import Entries
package import HTTPExchange
package import OneTimePassword
package import OutsideText
package import Primitives
package import Sealed
package import Storages
package import Vault
package import WebPages

enum Reached {}

package func reachEncodings(_ bytes: [UInt8], _ text: String) throws(JSONError) {
    _ = (Hex.encode(bytes), Hex.encode(bytes[...]), Hex.decode(text), Hex.decode(text[...]))
    _ = (Base32.encode(bytes), try? Base32.decode(text))
    _ = (Base64.encode(bytes), Base64.encodeForURL(bytes[...]), Base64.decode(text), Base64.decodeForURL(text[...]))
    _ = (PercentEncoding.encode(text), PercentEncoding.encode(text[...], keeping: "/"), PercentEncoding.path([text]))
    _ = (PercentEncoding.decode(text[...]), PercentEncoding.decodeLeniently(bytes[...]))
    _ = (Identifier<Reached>(text)?.rawValue, BackupID(bytes: bytes) < BackupID(unchecked: text), BackupID.random())
    _ = (BackupID.random().text.rawValue, BackupID.Text(reading: text).identifier)
    _ = (PEM.decode(bytes, label: text), Instant.month(named: text[...]))
    _ = MarkupElement(bytes)?.find(text)?.all(text).first?.first(text)?.text

    var reader = JSONReader<JSONError>(bytes)
    try reader.object { reader, name throws(JSONError) in
        try reader.array { reader throws(JSONError) in
            _ = (try reader.integer(Int64.self), try reader.optionalInteger(UInt32.self), try reader.boolean())
            _ = (try reader.optionalString(), try reader.string(), try reader.skip(), try reader.texts(), name)
        }
    }
    try reader.finish()
    var writer = JSONWriter(capacity: 1)
    try writer.object { writer throws(JSONError) in
        writer.name(text)
        try writer.array { writer throws(JSONError) in
            writer.element()
            writer.string(text)
            writer.integer(Int64(1))
            writer.boolean(true)
            writer.raw(bytes)
        }
    }
    _ = writer.take()
}

package func reachOutsideText(_ text: String) {
    let part = text[...]
    _ = (PortRule.isPort(1), PortRule.port(text), PortRule.port(part))
    _ = (text.isSame(as: part), part.isSameIgnoringCase(as: text), text.begins(with: part))
    _ = (part.beginsIgnoringCase(with: text), text.ends(with: part), text.holds(part), text.without(prefix: part))
    _ = (text.without(suffix: part), text.number(Int32.self), part.number(UInt64.self), text.pieces(at: ","))
    _ = (part.cut(at: ","), part.cut(atLast: ","), text.before(","), text.trimmed())
    _ = (part.trimmedEnd(), part.scalarPrefix(1), text.replaced(",", by: ";"), HTMLText.escape(part))
    _ = (LoopbackHost.isLoopback(part), Placeholders.fill(text, [text: text]), ShownText.isShown(part))
    _ = (ShownText.line(part), ShownText.lines(part), ShownText.jsonEscaped(text), UserNameRule.hasPlainSigns(part))
    var html: [UInt8] = []
    HTMLText.escape(part.utf8, to: &html)
}

package func reachHTTPExchange(_ text: String) {
    var headers: HTTPHeaders = [text: text]
    headers.replaceOrAdd(name: text, value: text)
    let call = HTTPCall(method: .GET, url: text, headers: headers)
    _ = (headers.first(name: text), headers.list(name: text), call.headers.canBeSent, call.method.goesWithoutBody)
}

package func reachPrimitives(_ bytes: [UInt8], _ secret: SecretBytes) throws(PrimitiveError) {
    let key = SecretBytes(concatenating: bytes, bytes[...], secret.whole, paddedTo: 64)
    _ = (SecretBytes(joining: [key, secret]), SecretBytes.random(count: 1).slice(0..<1), SecretBytes(utf8: ""))
    _ = (key == secret, key.whole.isZero, key.part(0..<1).exposedBytes(), key.description, key.count)
    _ = unsafe key.withUnsafeBytes { $0.count }
    let nonce = randomBytes(count: XChaCha20Poly1305.nonceLength)
    let sealed = try XChaCha20Poly1305.seal(key, key: secret, nonce: nonce, additionalData: [])
    _ = try XChaCha20Poly1305.open(sealed, key: secret, nonce: nonce, additionalData: [])
    _ = try Argon2id.derive(password: key, salt: nonce, memoryKiB: 8, iterations: 1, outputLength: 16)
    let element = try Ristretto255.multiply(Ristretto255.element(fromUniform: key), by: Ristretto255.randomScalar())
    _ = (try Ristretto255.invert(Ristretto255.reduce(key)), Ristretto255.isValid(element: element.exposedBytes()))
    _ = try Ristretto255.multiplyBase(by: secret)
    reachHash(SHA1.self, key)
    reachHash(SHA256.self, key)
    reachHash(SHA512.self, key)
}

private func reachHash<Hash: HashFunction>(_: Hash.Type, _ key: SecretBytes) {
    let code = HMAC<Hash>.authenticationCode(for: Hash.hash(key), using: key)
    _ = HMAC<Hash>.isValidAuthenticationCode(code, authenticating: code, using: key)
    _ = HKDF<Hash>.deriveKey(inputKeyMaterial: key, info: code, outputByteCount: 1)
}

package func reachOneTimePassword(_ text: String) {
    guard let address = try? OTPAuthURI(parsing: text) else { return }
    let now = Instant(seconds: 59).adding(seconds: 1)
    let code = address.parameters.nextCode(secret: address.secret, at: now)
    _ = address.parameters.text(secret: address.secret, step: TOTP.counter(at: now, period: 30)) + address.text
    _ = (code.grouped, code.validUntil?.seconds(since: now))
}

package func reachSealed(_ bytes: [UInt8], _ text: String, _ secret: SecretBytes) throws(ContentsError) {
    var reader = BinaryReader(bytes)
    _ = (reader.integer(UInt16.self), reader.integer(UInt32.self), reader.integer(UInt64.self))
    var written: [UInt8] = []
    written.appendInteger(UInt16(1))
    written.appendInteger(UInt32(1))
    written.appendInteger(UInt64(1))
    let id: EntryID = try text.identifier()
    _ = (id, try String(base32: secret), try String(base32: written))
}

package func reachStorages(_ text: String) {
    _ = StorageKind(location: text[...])
}

package func reachVault(_ vault: inout OpenVault) throws(VaultError) {
    _ = try vault.update { contents throws(ContentsError) in contents.keepLanguage() }
}

private struct ReachedModel: ShownOnPage {
    let text: String
    var pageValue: PageValue {
        [
            "text": .of(text), "part": .of(text[...]), "flag": .of(true), "number": .of(1), "whole": .of(Int64(1)),
            "none": .of(nil as String?), "list": .of([text]), "words": .words { $0 },
            "object": ["a": "b"],
        ]
    }
}

package func reachWebPages(_ bytes: [UInt8], _ text: String) throws(TemplateError) {
    let templates = try Templates([Template(bytes, named: text)])
    _ = (templates.render(ReachedModel(text: text), with: text), WebPages.hue(of: text), WebPages.initial(of: text))
    _ = templates.render(ReachedModel(text: text).pageValue.with(["more": .of(text)]), with: text)
    let fields = FormFields(text) ?? FormFields(text[...])
    _ = (fields?[text], fields?.hasRepetition, FormFields.encode([text: text, "none": nil]), FormFields()[text])
}
